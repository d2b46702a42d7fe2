"""A word being typed into an option -> what it may become."""

from collections.abc import Iterable, Mapping
from datetime import time

from bot.archive import Archive
from bot.desk.command import CHOICES, DESCRIPTION, Choice
from bot.desk.commands import Completions
from bot.desk.daily.wording import told as told_of
from bot.desk.languages import matching, told
from bot.desk.settling import NONE
from bot.domain.errors import UsageError
from bot.domain.place import Place
from bot.domain.schedule import WEEKDAYS, Schedule
from bot.schedule.typed import DAYS_OFFERED, read_days, said_days
from bot.schedule.zones import complete_zones

_PARTIES = 12
"""Choices at most that are parties where people and bodies are offered too, so that neither crowds the other out."""

_ANYBODY = "none: statements of anybody"
_NOBODY = "none: a question without a speaker is about everybody"


def completions(archive: Archive) -> Completions:
    """What completes the options, from the archive."""

    def speakers(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        parties = archive.complete_parties(typed, _PARTIES)
        offered = [*parties, *archive.complete_speakers(typed, CHOICES)]
        return choices(sorted(offered, key=lambda each: not _begun(typed, each[0])))

    def topics(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        return choices(archive.complete_topics(typed, CHOICES))

    def sources(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        return choices(archive.complete_sources(typed, CHOICES))

    def parties(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        none = [(_NOBODY, NONE)] if NONE.startswith(typed.strip().casefold()) else []
        return choices([*none, *archive.complete_parties(typed, CHOICES)])

    def languages(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        return choices((told(code), code) for code in matching(typed))

    def zones(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        return choices(complete_zones(typed, archive.registry, CHOICES))

    def days(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        return choices((each, each) for each in _days_like(typed, place))

    def schedules(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        begun = typed.strip().removeprefix("#")
        kept = ((str(each.number), told_of(each, archive.party_name)) for each in archive.ledger.schedules(place))
        fitting = (each for each in kept if each[0].startswith(begun) or (begun.isalpha() and _begun(begun, each[1])))
        return choices((f"{number}: {words}", number) for number, words in fitting)

    def filters(typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:  # noqa: ARG001  any will do
        none = [(_ANYBODY, NONE)] if NONE.startswith(typed.strip().casefold()) else []
        return choices([*none, *archive.complete_parties(typed, CHOICES)])

    return Completions(speakers, topics, sources, parties, languages, zones, days, schedules, filters)


def _days_like(typed: str, place: Place) -> list[str]:
    """Days that begin as typed; first what is typed if it names days already, in the words in which it will be told."""
    begun = " ".join(typed.split()).casefold()
    offered = [each for each in (*DAYS_OFFERED, *WEEKDAYS) if each.casefold().startswith(begun)]
    try:
        read = read_days(typed)
    except UsageError:
        return offered
    return [said_days(Schedule("", place, time(), "UTC", read.days, read.each)), *offered]


def choices(offered: Iterable[tuple[str, str]]) -> list[Choice]:
    """Choices of (shown, value), as many as may be offered; a value twice, or longer than it may be, is left out."""
    kept: dict[str, Choice] = {}
    for shown, value in offered:
        if 0 < len(value) <= DESCRIPTION and value not in kept:
            kept[value] = Choice(_within(shown or value), value)
        if len(kept) == CHOICES:
            break
    return list(kept.values())


def _begun(typed: str, shown: str) -> bool:
    """Whether a word of what is shown begins as typed; a party by a name in another language comes after (“hua”)."""
    return f" {typed.strip().casefold()}" in f" {shown.casefold()}"


def _within(shown: str) -> str:
    return shown if len(shown) <= DESCRIPTION else shown[: DESCRIPTION - 1] + "…"
