"""What every store's ledger does."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.answer import Context, Match
from bot.domain.errors import NotFound, UsageError
from bot.domain.place import Place, PlaceSettings
from bot.domain.question import Frame, Question, Topic
from bot.domain.remembered import Flag, Found, Remembered
from bot.domain.source import Span
from bot.domain.statement import Voice
from bot.ports import Ledger, Store
from tests.builders import a_page, keep, official

per_example = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

HERE = Place("discord", "guild-1", "channel-1")
NEXT_DOOR = replace(HERE, channel="channel-2")
ELSEWHERE = Place("discord", "guild-2", "channel-1")
OTHER_PLATFORM = Place("slack", "guild-1", "channel-1")

QUESTION = Question(
    "what did hau say about “cyber theft” and Norway, not the EU, since 2019",
    read_as="Hua Chunying on …",
    frame=Frame.WHEN,
    party="CN",
    speaker="Hua Chunying",
    speaker_entity="cn.mfa.hua_chunying",
    speaker_names=("Hua",),
    office="spokesperson",
    unknown_speaker="Hau",
    topics=(Topic("Norway", "NO"), Topic("hacking")),
    without=(Topic("EU", "EU"),),
    phrase="cyber theft",
    since=date(2019, 1, 1),
    until=date(2020, 12, 31),
    voice=Voice.TRANSCRIPT,
    source="ab" * 32,
    first=True,
    guessed=True,
    corrections={"hau": "Hua"},
)
FOUND = Found(
    7,
    0.1 + 0.2,
    (Match("Norwegian", "norway", "statement", Span(3, 12)), Match("hackers", "hacking", "title")),
    Context("And Norway?", Span(0, 11), "question"),
    ("cd" * 32,),
)
ANSWER = Remembered("abcdefghijkl", HERE, "person-1", 1_700_000_000, QUESTION, (FOUND,), True, {"undated": 2})  # noqa: FBT003
FLAG = Flag(7, "ab" * 32, 10, 21, "Geng Shuang", "No comment.", "That was Reuters.", HERE, "person-1", 1_700_000_000)


def answers(*ids: str, place: Place = HERE, at: int = 0) -> list[Remembered]:
    """Answers given one second after the other."""
    return [replace(ANSWER, id=each, place=place, at=at + second) for second, each in enumerate(ids)]


def ids(found: list[Remembered]) -> list[str]:
    """The ids of answers, in order."""
    return [answer.id for answer in found]


def test_a_new_ledger_holds_nothing(ledger: Ledger) -> None:
    """Settings are the defaults, everything else is none."""
    assert ledger.place_settings(HERE) == PlaceSettings()
    assert (ledger.recall("abcdefghijkl"), ledger.recent(HERE, 10), ledger.forget(10**12)) == (None, [], 0)
    assert (ledger.flags(), ledger.flags(settled=True), ledger.note("commands")) == ([], [], None)
    assert (ledger.installed("slack", "T1"), ledger.installations("slack")) == (None, [])


def test_the_ledger_is_no_part_of_the_archive(store: Store) -> None:
    """What the desk keeps changes nothing that an index follows, and stays when the page it is about is superseded."""
    keep(store, a_page())
    before = (store.head(), store.count(), store.sources())

    store.ledger.remember([ANSWER])
    store.ledger.flag(FLAG)

    assert (store.head(), store.count(), store.sources(), store.check()) == (*before, [])
    assert keep(store, a_page(official("We are shut."))) == ["version"]
    assert (store.ledger.recall(ANSWER.id), store.ledger.flags()) == (ANSWER, [(1, FLAG)])


# ---- settings


def test_settings_belong_to_the_server(ledger: Ledger) -> None:
    """They hold in all its channels, and nowhere else."""
    chosen = PlaceSettings(("channel-1", "channel-3"), True, "NO", "nb")  # noqa: FBT003

    ledger.set_place(HERE, chosen)

    places = (HERE, NEXT_DOOR, replace(HERE, channel=""), ELSEWHERE, OTHER_PLATFORM)
    none = PlaceSettings()
    assert [ledger.place_settings(place) for place in places] == [chosen, chosen, chosen, none, none]


def test_settings_replace_those_set_before(ledger: Ledger) -> None:
    """From whichever channel of the server."""
    ledger.set_place(HERE, PlaceSettings(private=True, party="NO"))

    ledger.set_place(NEXT_DOOR, PlaceSettings(language="zh_Hant"))

    assert ledger.place_settings(HERE) == PlaceSettings(language="zh_Hant")


# ---- answers


def test_an_answer_comes_back_with_everything_it_had(ledger: Ledger) -> None:
    """Every field of the question, of each excerpt, of each match."""
    ledger.remember([ANSWER])

    assert ledger.recall(ANSWER.id) == ANSWER


def test_an_answer_remembered_again_is_replaced(ledger: Ledger) -> None:
    """As after paging on: one answer, the newer."""
    further = replace(ANSWER, found=(FOUND, replace(FOUND, statement=8)), more=False)
    ledger.remember([ANSWER])

    ledger.remember([further])

    assert ledger.recall(ANSWER.id) == further
    assert ledger.recent(HERE, 10) == [further]


def test_an_answer_twice_in_one_batch_is_the_last_of_them(ledger: Ledger) -> None:
    """A reply, and its next page, written together."""
    further = replace(ANSWER, place=ELSEWHERE, at=ANSWER.at + 1)

    ledger.remember([ANSWER, further])

    assert (ledger.recall(ANSWER.id), ledger.recent(HERE, 9), ledger.recent(ELSEWHERE, 9)) == (further, [], [further])


def test_to_remember_nothing_changes_nothing(ledger: Ledger) -> None:
    """An empty batch is no error."""
    ledger.remember([])

    assert ledger.recent(HERE, 10) == []


@pytest.mark.parametrize("stranger", ["", "ABCDEFGHIJKL", "abcdefghijk", "abcdefghijkl ", "%", "\ud800", "\0", "1"])
def test_an_answer_is_recalled_by_its_very_id(ledger: Ledger, stranger: str) -> None:
    """No other case, no part of it, no pattern; what cannot be an id is none."""
    ledger.remember([ANSWER])

    assert ledger.recall(stranger) is None


def test_recent_answers_are_those_of_the_server_newest_first(ledger: Ledger) -> None:
    """All its channels, at most so many, in whatever order they were written."""
    ledger.remember([*answers("b2", "b3", place=NEXT_DOOR, at=20), *answers("a", at=10)])
    ledger.remember(answers("x", place=ELSEWHERE, at=30) + answers("y", place=OTHER_PLATFORM, at=30))

    assert ids(ledger.recent(HERE, 10)) == ["b3", "b2", "a"]
    assert ids(ledger.recent(HERE, 2)) == ["b3", "b2"]
    assert ids(ledger.recent(HERE, 0)) == ids(ledger.recent(HERE, -1)) == []


def test_of_answers_of_one_second_the_last_written_comes_first(ledger: Ledger) -> None:
    """Also where one of them was replaced since: it keeps its turn."""
    same = [replace(ANSWER, id=each) for each in "abc"]
    ledger.remember(same)

    ledger.remember([replace(same[0], more=False)])

    assert ids(ledger.recent(HERE, 10)) == ["c", "b", "a"]


def test_old_answers_are_forgotten_everywhere(ledger: Ledger) -> None:
    """Those before the moment, not those of it; the number tells how many."""
    ledger.remember(answers("a", "b", "c", at=10) + answers("d", place=ELSEWHERE, at=5))

    forgotten = ledger.forget(12)

    assert forgotten == 3
    assert ids(ledger.recent(HERE, 10)) == ["c"]
    assert (ledger.recall("a"), ledger.recall("d"), ledger.forget(12)) == (None, None, 0)


# ---- flags


def test_flags_are_numbered_from_one_in_the_order_they_came(ledger: Ledger) -> None:
    """The same statement may be flagged twice."""
    other = replace(FLAG, reason="", at=1)

    numbers = [ledger.flag(flag) for flag in (FLAG, other, FLAG)]

    assert numbers == [1, 2, 3]
    assert ledger.flags() == [(1, FLAG), (2, other), (3, FLAG)]


def test_a_settled_flag_is_listed_apart(ledger: Ledger) -> None:
    """Under its number, which none after it gets."""
    for reason in ("one", "two", "three"):
        ledger.flag(replace(FLAG, reason=reason))

    ledger.settle(3)
    ledger.settle(1)

    assert [(number, flag.reason) for number, flag in ledger.flags()] == [(2, "two")]
    assert [(number, flag.reason) for number, flag in ledger.flags(settled=True)] == [(1, "one"), (3, "three")]
    assert ledger.flag(FLAG) == 4


@pytest.mark.parametrize("number", [2, 0, -1, 2**63 - 1, 2**63, -(2**63) - 1, 10**30])
def test_a_number_that_is_no_flags_cannot_be_settled(ledger: Ledger, number: int) -> None:
    """However large; the flag there is stays open."""
    ledger.flag(FLAG)

    with pytest.raises(NotFound) as refused:
        ledger.settle(number)

    assert refused.value.message == f"no report has the number {number}"
    assert ledger.flags() == [(1, FLAG)]


def test_a_flag_is_settled_once(ledger: Ledger) -> None:
    """The second time it is told so."""
    ledger.settle(ledger.flag(FLAG))

    with pytest.raises(UsageError, match="report 1 is settled already") as refused:
        ledger.settle(1)

    assert not isinstance(refused.value, NotFound)
    assert ledger.flags(settled=True) == [(1, FLAG)]


# ---- notes


def test_a_note_is_found_under_its_key_until_another_takes_its_place(ledger: Ledger) -> None:
    """Keys are kept apart to the letter."""
    ledger.set_note("discord.commands", "one")
    ledger.set_note("Discord.commands", "other")

    ledger.set_note("discord.commands", "two")

    keys = ("discord.commands", "Discord.commands", "discord.command")
    assert [ledger.note(key) for key in keys] == ["two", "other", None]


# ---- events

DAY = 86_400
NOW = 1_700_000_000


def test_an_event_is_new_once(ledger: Ledger) -> None:
    """Whenever it is told again within a day, by a clock that was set back too; keys are kept apart to the letter."""
    told = [ledger.first_time("slack:Ev1", at) for at in (NOW, NOW, NOW - 5, NOW + DAY)]

    assert told == [True, False, False, False]
    assert [ledger.first_time(key, NOW) for key in ("slack:ev1", "slack:Ev", "slack:Ev1 ")] == [True, True, True]


def test_an_event_is_forgotten_after_a_day(ledger: Ledger) -> None:
    """Then it is new again, once; being told again does not make it younger."""
    told = [ledger.first_time("Ev1", NOW + after) for after in (0, DAY, DAY + 1, DAY + 1, DAY + 2)]

    assert told == [True, False, True, False, False]


def test_many_threads_ask_for_one_event(ledger: Ledger) -> None:
    """Of eight that ask for each of ten events, one is told that it is new."""
    told: list[tuple[int, bool]] = []
    ready = threading.Barrier(8)

    def ask() -> None:
        ready.wait()
        told.extend((event, ledger.first_time(f"Ev{event}", NOW)) for event in range(10))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(event for event, new in told if new) == list(range(10))
    assert len(told) == 80


# ---- installations


def test_an_installation_is_found_where_it_is_until_it_goes(ledger: Ledger) -> None:
    """Each platform has its own; a second one takes the place of the first."""
    ledger.install("slack", "T2", "two")
    ledger.install("slack", "T1", "first")
    ledger.install("slack", "T1", "one")
    ledger.install("other", "T1", "not Slack's")

    gone = [ledger.uninstall("slack", "T2"), ledger.uninstall("slack", "T2")]

    places = (("slack", "T1"), ("slack", "T2"), ("slack", "t1"), ("other", "T1"))
    assert gone == [True, False]
    assert [ledger.installed(*place) for place in places] == ["one", None, None, "not Slack's"]
    assert (ledger.installations("slack"), ledger.installations("none")) == (["T1"], [])


def test_installations_are_listed_in_order(ledger: Ledger) -> None:
    """Of their ids, whatever order they came in."""
    for server in ("T3", "E1", "T10"):
        ledger.install("slack", server, "x")

    assert ledger.installations("slack") == ["E1", "T10", "T3"]


# ---- threads


def test_many_threads_share_a_ledger(ledger: Ledger) -> None:
    """Eight threads remember, flag and read; nothing is lost and no number is given twice."""
    numbers: list[int] = []

    def work(thread: int) -> None:
        for n in range(8):
            ledger.remember(answers(f"{thread}-{n}", at=n))
            numbers.append(ledger.flag(FLAG))
            ledger.recent(HERE, 3)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == list(range(1, 65))
    assert sorted(ids(ledger.recent(HERE, 100))) == sorted(f"{t}-{n}" for t in range(8) for n in range(8))


# ---- whatever is typed

anything = st.text(st.characters(), max_size=20)  # lone surrogates too: JSON of a platform can hold them
maybe = st.none() | anything
moments = st.integers(-(2**63), 2**63 - 1)
spans = st.builds(Span, st.integers(0, 10**9), st.integers(0, 10**9))
places = st.builds(Place, anything, anything, anything)
topics = st.lists(st.builds(Topic, anything, maybe), max_size=2).map(tuple)
days = st.none() | st.dates()
questions = st.builds(
    Question, anything, anything, st.sampled_from(Frame), maybe, maybe, maybe,
    st.lists(anything, max_size=2).map(tuple), maybe, maybe, topics, topics, maybe, days, days,
    st.none() | st.sampled_from(Voice), maybe, st.booleans(), st.booleans(), st.dictionaries(anything, anything),
)  # fmt: skip
matches = st.builds(Match, anything, anything, anything, st.none() | spans)
founds = st.builds(
    Found, st.integers(-(2**70), 2**70), st.floats(allow_nan=False), st.lists(matches, max_size=2).map(tuple),
    st.none() | st.builds(Context, anything, spans, anything), st.lists(anything, max_size=2).map(tuple),
)  # fmt: skip
remembered = st.builds(
    Remembered, anything, places, anything, moments, questions, st.lists(founds, max_size=3).map(tuple),
    st.booleans(), st.dictionaries(anything, st.integers()),
)  # fmt: skip
flags = st.builds(
    Flag, st.integers(), anything, st.integers(), st.integers(), anything, anything, anything, places, anything, moments
)
place_settings = st.builds(PlaceSettings, st.lists(anything, max_size=3).map(tuple), st.booleans(), maybe, anything)


@given(answer=remembered)
@per_example
def test_any_answer_comes_back_equal(
    make: Callable[[Path], Store], tmp_path_factory: pytest.TempPathFactory, answer: Remembered
) -> None:
    """Half characters, U+0000, huge numbers and every field of the question included."""
    store = make(tmp_path_factory.mktemp("store"))

    store.ledger.remember([answer])

    assert store.ledger.recall(answer.id) == answer
    assert store.ledger.recent(replace(answer.place, channel="any"), 5) == [answer]
    assert store.ledger.forget(answer.at) == 0
    store.close()


@given(flag=flags, place=places, chosen=place_settings, key=anything, value=anything)
@per_example
def test_anything_else_comes_back_equal(
    make: Callable[[Path], Store],
    tmp_path_factory: pytest.TempPathFactory,
    flag: Flag,
    place: Place,
    chosen: PlaceSettings,
    key: str,
    value: str,
) -> None:  # fmt: skip
    """Flags, settings and notes of any text."""
    store = make(tmp_path_factory.mktemp("store"))
    ledger = store.ledger

    ledger.flag(flag)
    ledger.set_place(place, chosen)
    ledger.set_note(key, value)
    ledger.install(key, value, value)
    new = [ledger.first_time(key, flag.at) for _ in range(2)]

    assert (ledger.flags(), ledger.place_settings(place), ledger.note(key)) == ([(1, flag)], chosen, value)
    assert (ledger.installed(key, value), ledger.installations(key), new) == (value, [value], [True, False])
    store.close()
