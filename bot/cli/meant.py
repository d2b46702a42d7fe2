"""What was typed after ``daily …`` at a shell -> the place that is meant, and the arguments as the desk takes them."""

from collections.abc import Iterable, Mapping, Sequence

from bot.cli.addresses import HOW, address_of, place_of
from bot.domain.errors import Ambiguous, NotFound, UsageError
from bot.domain.place import Place
from bot.domain.schedule import Schedule
from bot.ports import Schedules

HOW_TO_SET = "onrecord daily set --channel LINK --time 09:00 --zone Oslo"

NAMED = 5
"""Schedules named in one line."""


def meant(ledger: Schedules, command: str, typed: Mapping[str, str]) -> tuple[Place, dict[str, str]]:
    """The place of a command, and its arguments.

    ``channel`` is taken out of them and names the place, for ``daily set`` it stays as the channel's id; ``which`` is
    put in where only one schedule can be meant. Raises UsageError, NotFound and Ambiguous.
    """
    arguments = dict(typed)
    channel = arguments.pop("channel", "")
    if command == "daily set":
        return _to_be_set(ledger, channel, arguments)
    if channel:
        place = place_of(channel)
        here = [schedule for schedule in ledger.schedules(place) if schedule.place == place]
        return place, arguments if command == "daily list" else _with_number(arguments, here)
    found = one(ledger.schedules(), arguments.get("which", ""))
    return found.place, _with_number(arguments, [found])


def one(schedules: Sequence[Schedule], which: str) -> Schedule:
    """The schedule of that number, the only one if ``which`` is empty. Raises NotFound and Ambiguous."""
    number = which.strip().lstrip("#")
    fitting = [schedule for schedule in schedules if number in ("", str(schedule.number))]
    if not schedules:
        raise NotFound("there is no statement of the day yet", hint=f"set one: {HOW_TO_SET}")
    if not fitting:
        raise NotFound(f"no statement of the day has the number {which[:20]}", hint=f"it can be {_named(schedules)}")
    if len(fitting) > 1:
        first = fitting[0]
        how = f"--channel {address_of(first.place)} --which {first.number}"
        raise Ambiguous(f"which one? There are {_named(fitting)}", hint=f"name it: {how}")
    return fitting[0]


def _to_be_set(ledger: Schedules, channel: str, arguments: dict[str, str]) -> tuple[Place, dict[str, str]]:
    if channel:
        place = place_of(channel)
        return place, {**arguments, "channel": place.channel}
    if "which" not in arguments:
        raise UsageError("“daily set” needs its channel", hint=HOW)
    return one(ledger.schedules(), arguments["which"]).place, arguments


def _with_number(arguments: dict[str, str], schedules: Sequence[Schedule]) -> dict[str, str]:
    """The arguments, with the number of the only schedule there is unless they name one."""
    return {"which": str(schedules[0].number), **arguments} if len(schedules) == 1 else arguments


def _named(schedules: Sequence[Schedule]) -> str:
    more = len(schedules) - NAMED
    return ", ".join(_name(schedules[:NAMED])) + (f" and {more:,} more" if more > 0 else "")


def _name(schedules: Iterable[Schedule]) -> Iterable[str]:
    return (f"{address_of(schedule.place)} number {schedule.number}" for schedule in schedules)
