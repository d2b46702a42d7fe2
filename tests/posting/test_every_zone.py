"""The sweep over zones, slots and days, as much of it as fits into a test: see ``python -m tests.bench.daily --sweep``.

Left out: of zones whose clocks go alike in these years all but one; days on which no clock is changed, the day before
and after such a change, and one plain day for each zone; half-hours more than one away from those that a change skips
or brings twice, save for noon.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

import pytest

from tests.posting.sweeping import DAYS, FIRST, SLOTS, WAYS, Swept, alike, offsets, swept

NOON = time(12)


def changes(zone: str) -> list[tuple[date, list[time]]]:
    """The local dates of the changes of a zone's clocks, each with the half-hours around what they skip or repeat."""
    found = []
    known = offsets(zone, FIRST, DAYS)
    for (_, before), (at, after) in pairwise(known):
        low, high = (datetime.fromtimestamp(at + offset, UTC) for offset in sorted((before, after)))
        half_hours = int((high - low).total_seconds()) // 1800
        walls = [low + timedelta(minutes=30 * number) for number in range(-1, half_hours + 2)]
        slots = {time(wall.hour, wall.minute // 30 * 30) for wall in walls}
        found.append((low.date(), sorted(slots | {NOON})))
    return found


@pytest.mark.slow
def test_whenever_clocks_are_changed_every_date_has_one_post() -> None:
    """All zones, around all changes of their clocks, with restarts, kills and two workers: none lost, none doubled."""
    total = Swept()
    for zone in alike(sorted(available_timezones())):
        total += swept(zone, SLOTS[::16], FIRST, 3)
        for day, slots in changes(zone):
            for way in range(len(WAYS)):
                total += swept(zone, slots, day - timedelta(days=1), 3, way)

    assert total.posts == total.days > 20_000
    assert total.moved > 500
    assert (total.lost, total.doubled, total.wrong) == (0, 0, 0)
