"""Rules that every ledger shares: which flag may be settled, how long an event is known, how schedules are listed."""

from bot.domain.errors import NotFound, UsageError
from bot.domain.schedule import Schedule

REMEMBERED = 86_400
"""Seconds for which an event is known: Slack tells again within the hour (docs.slack.dev/apis/events-api, Retries)."""


def insist_open(number: int, *, settled: bool | None) -> None:
    """Raise NotFound if there is no such flag (``settled`` is None), UsageError if it is settled already."""
    if settled is None:
        raise NotFound(f"no report has the number {number}", hint="onrecord reports lists those that are open")
    if settled:
        raise UsageError(f"report {number} is settled already", hint="onrecord reports --settled lists it")


def by_number(schedule: Schedule) -> tuple[str, str, int]:
    """The place of a schedule in a list of them."""
    return schedule.place.platform, schedule.place.server, schedule.number
