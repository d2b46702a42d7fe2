"""Which statement of the day is meant at a shell: by its channel, by its number, or because there is no other."""

from collections.abc import Sequence
from datetime import time

import pytest

from bot.cli.meant import meant
from bot.domain.errors import Ambiguous, NotFound, OnRecordError, UsageError
from bot.domain.place import Place
from bot.domain.schedule import Schedule
from bot.storage.memory import MemoryStore

NEWS, TALK = Place("discord", "1", "10"), Place("discord", "1", "11")
TEAM = Place("slack", "T1", "C1")


def kept(places: Sequence[Place]) -> MemoryStore:
    """A store with a schedule for each of these places, numbered by server in this order."""
    store = MemoryStore()
    for number, place in enumerate(places):
        store.ledger.keep_schedule(Schedule(f"schedule{number:04}", place, time(9, number), "Europe/Oslo"))
    return store


@pytest.mark.parametrize(
    ("places", "command", "typed", "place", "arguments"),
    [
        ([NEWS], "daily off", {}, NEWS, {"which": "1"}),
        ([NEWS, TALK, TEAM], "daily off", {"which": "2"}, TALK, {"which": "2"}),
        ([NEWS, TALK, TEAM], "daily off", {"which": "#2"}, TALK, {"which": "#2"}),
        ([NEWS, TALK, TEAM], "daily off", {"channel": "slack:T1/C1"}, TEAM, {"which": "1"}),
        ([NEWS, TALK, TEAM], "daily off", {"channel": "discord:1/11"}, TALK, {"which": "2"}),
        ([NEWS, NEWS], "daily off", {"channel": "discord:1/10"}, NEWS, {}),  # the desk says which there are
        ([NEWS, NEWS], "daily off", {"channel": "discord:1/10", "which": "2"}, NEWS, {"which": "2"}),
        ([NEWS], "daily list", {"channel": "discord:1/99"}, Place("discord", "1", "99"), {}),
        ([NEWS], "daily list", {"channel": "discord:1/10"}, NEWS, {}),  # which has no number
        ([], "daily set", {"channel": "discord:1/10", "time": "9"}, NEWS, {"channel": "10", "time": "9"}),
        ([NEWS, TEAM], "daily set", {"which": "1", "channel": "slack:T1/C1"}, TEAM, {"which": "1", "channel": "C1"}),
        ([NEWS, TALK], "daily set", {"which": "2", "time": "9"}, TALK, {"which": "2", "time": "9"}),
    ],
)
def test_a_command_finds_its_place(
    places: Sequence[Place], command: str, typed: dict[str, str], place: Place, arguments: dict[str, str]
) -> None:
    assert meant(kept(places).ledger, command, typed) == (place, arguments)


@pytest.mark.parametrize(
    ("places", "command", "typed", "error", "told"),
    [
        ([], "daily off", {}, NotFound, "there is no statement of the day yet (set one: onrecord daily set --channel"),
        ([NEWS], "daily off", {"which": "3"}, NotFound,
         "no statement of the day has the number 3 (it can be discord:1/10 number 1)"),
        ([NEWS], "daily off", {"which": "x"}, NotFound, "has the number x (it can be"),
        ([NEWS, TALK], "daily off", {}, Ambiguous,
         "There are discord:1/10 number 1, discord:1/11 number 2 (name it: --channel discord:1/10 --which 1)"),
        ([NEWS, TEAM], "daily why", {"which": "1"}, Ambiguous, "There are discord:1/10 number 1, slack:T1/C1 number 1"),
        ([NEWS] * 7, "daily why", {}, Ambiguous, "discord:1/10 number 5 and 2 more (name it"),
        ([NEWS], "daily set", {"time": "9"}, UsageError, "“daily set” needs its channel (copy its link: https://"),
        ([NEWS], "daily set", {"channel": "general"}, UsageError, "“general” names no channel (copy its link"),
        ([NEWS], "daily off", {"channel": "#general"}, UsageError, "“#general” names no channel (copy its link"),
    ],
)  # fmt: skip
def test_where_it_is_not_clear_it_is_said_in_one_line(
    places: Sequence[Place], command: str, typed: dict[str, str], error: type[OnRecordError], told: str
) -> None:
    with pytest.raises(error) as refused:
        meant(kept(places).ledger, command, typed)

    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_ended_one_is_never_meant() -> None:
    from dataclasses import replace

    store = kept([NEWS, TALK])
    first = store.ledger.schedules(NEWS)[0]
    store.ledger.keep_schedule(replace(first, ended=True))

    assert meant(store.ledger, "daily off", {}) == (TALK, {"which": "2"})
