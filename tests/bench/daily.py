"""``python -m tests.bench.daily``: thousands of posts due in one minute; with ``--sweep``, two years of every zone.

The minute: schedules of as many channels, all due by nine, some for ten minutes already, posted by the real runner from
an archive on the disk to a platform that takes as long as real ones do. The platform's time is simulated (the runner's
waits are over at once), the archive's is real; claims are also counted by themselves.

The sweep: every IANA zone, every half-hour, two years, two workers, restarts and kills (``tests.posting.sweeping``);
zones whose clocks go alike in these years are driven once, unless ``--every-name``.
"""

import argparse
import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import available_timezones

from bot.adapters.discord import outlet as discord
from bot.adapters.slack import outlet as slack
from bot.desk.kept import random_id
from bot.desk.reply import Reply
from bot.desk.words import size
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.ports import Ledger
from bot.storage.sqlite import SqliteStore
from tests.posting.simulated import WallClock, serving, simulated
from tests.posting.sweeping import DAYS, FIRST, SLOTS, Swept, alike, swept
from tests.posting.world import Platform, a_schedule

DAY = date(2026, 11, 22)
NINE = int(datetime(2026, 11, 22, 9, tzinfo=UTC).timestamp())

ANSWERS = (0.05, 0.4)
"""Seconds in which a platform answers, evenly spread."""

BATCH = 100
"""Posts claimed at once, where claims are counted by themselves."""


class Tally(Platform):
    """A platform that keeps when what was sent, and no more."""

    def __init__(self, clock: Callable[[], float], platform: str, rate: float) -> None:
        super().__init__(clock, platform, rate)
        self.times = array("d")
        self.which = array("l")
        self.began = 0
        self._chance = random.Random(20261122)

    async def send(self, place: Place, mark: str, reply: Reply) -> str:  # noqa: ARG002
        self.began = self.began or _resident()
        self.times.append(self.clock())
        self.which.append(int(place.channel))
        await asyncio.sleep(self._chance.uniform(*ANSWERS))
        return str(len(self.times))


@dataclass(frozen=True, slots=True)
class Minute:
    """What a minute brought: seconds are the platform's, ``real`` the machine's; ``grown`` is resident memory."""

    platform: str
    rate: float
    posts: int
    doubled: int
    confirmed: int
    last: float
    most: int
    overtaken: int
    grown: int
    real: float


def main() -> None:
    """Measure and print."""
    options = _options()
    if options.sweep:
        _sweep(every_name=options.every_name, processes=options.processes)
        return
    rates = {"discord": discord.RATE, "slack": slack.RATE}
    with tempfile.TemporaryDirectory() as folder:
        minutes = [
            _minute(Path(folder) / name, name, rate, options.schedules) for name, rate in rates.items()
        ]
        claims = _claims(Path(folder) / "claims", options.schedules)
    print("\n".join(_table(minutes, options.schedules, claims)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.daily", description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000, help="due in the same minute")
    parser.add_argument("--sweep", action="store_true", help="two years of every zone and half-hour instead")
    parser.add_argument("--every-name", action="store_true", help="zones whose clocks go alike, each by itself")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def _minute(path: Path, platform: str, rate: float, schedules: int) -> Minute:
    """Nine in ten due at nine, when the process starts; the others up to ten minutes earlier, served by nobody."""
    store = SqliteStore(path)
    for number in range(schedules):
        early = number % 100 if number % 100 < 10 else 0
        at = datetime.fromtimestamp(NINE - 60 * early, UTC).time()
        store.ledger.keep_schedule(
            a_schedule(random_id(), platform=platform, channel=str(number), zone="UTC", at=at, since=DAY, person="")
        )
    clock = WallClock(NINE)
    tally = Tally(clock, platform, rate)

    async def run() -> None:
        async with serving(store.ledger, tally, clock=clock):
            await asyncio.sleep(600 + 1.2 * schedules / rate)

    started = time.perf_counter()
    simulated(run)
    real, grown = time.perf_counter() - started, _resident() - tally.began
    seconds = [int(at) for at in tally.times]
    dues = [number % 100 if number % 100 < 10 else 0 for number in tally.which]
    minute = Minute(
        platform, rate, len(tally.times), len(tally.times) - len(set(tally.which)), _confirmed(store.ledger),
        last=tally.times[-1] - NINE,
        most=max(map(seconds.count, set(seconds))),
        overtaken=sum(one < other for one, other in pairwise(dues)),
        grown=grown,
        real=real,
    )  # fmt: skip
    store.close()
    return minute


def _confirmed(ledger: Ledger) -> int:
    rows = (ledger.post(schedule.id, DAY) for schedule in ledger.schedules())
    return sum(row is not None and row.stage is Stage.POSTED for row in rows)


def _claims(path: Path, number: int) -> float:
    """Claims a second, made in batches and synced to the disk."""
    store = SqliteStore(path)
    posts = [
        Post(random_id(), random_id(), DAY, Place("discord", "s1", str(at)), NINE, Stage.CLAIMED, "a", NINE + 30)
        for at in range(number)
    ]
    started = time.perf_counter()
    for at in range(0, number, BATCH):
        store.ledger.put_posts(posts[at : at + BATCH])
    spent = time.perf_counter() - started
    store.close()
    return number / spent


def _resident() -> int:
    """The most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _table(minutes: Sequence[Minute], schedules: int, claims: float) -> list[str]:
    def row(name: str, tell: Callable[[Minute], object]) -> str:
        return f"| {name} | " + " | ".join(str(tell(minute)) for minute in minutes) + " |"

    return [
        f"| {schedules:,} schedules due by the same minute, platform's time simulated | "
        + " | ".join(minute.platform.title() for minute in minutes) + " |",
        "|---|" + "---|" * len(minutes),
        row("posts a second allowed", lambda one: f"{one.rate:g}"),
        row("posted, confirmed in the archive", lambda one: f"{one.posts:,}, {one.confirmed:,}"),
        row("posted twice", lambda one: one.doubled),
        row("most in one second", lambda one: one.most),
        row("the last one late by", lambda one: f"{one.last:.0f} s"),
        row("sent right before one that was due a minute or more earlier", lambda one: one.overtaken),
        row("peak memory above that at the first post", lambda one: size(one.grown)),
        row("real time, the archive on the disk", lambda one: f"{one.real:.0f} s"),
        f"| claims a second, {BATCH} at once, synced | {claims:,.0f} |" + " |" * (len(minutes) - 1),
    ]  # fmt: skip


def _sweep(*, every_name: bool, processes: int) -> None:
    names = sorted(available_timezones())
    groups = {name: [name] for name in names} if every_name else alike(names)
    started = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        found = []
        for zone, done in zip(groups, pool.map(swept, groups), strict=True):
            found.append(done)
            print(f"{zone}: {done}", file=sys.stderr)
    seconds = time.perf_counter() - started
    print("\n".join(_swept(len(names), found, seconds)))


def _swept(names: int, found: Sequence[Swept], seconds: float) -> list[str]:
    total = sum(found, Swept())
    return [
        f"| {names} zones × {len(SLOTS)} half-hours × {DAYS} days from {FIRST}, two workers | |",
        "|---|---|",
        f"| zones driven (the others' clocks go as one of these) | {len(found)} |",
        f"| slots | {total.slots:,} |",
        f"| local dates | {total.days:,} |",
        f"| posts | {total.posts:,} |",
        f"| lost | {total.lost} |",
        f"| doubled | {total.doubled} |",
        f"| at a time the clocks skipped, posted when they went on | {total.moved:,} |",
        f"| at another time than asked for | {total.wrong} |",
        f"| seconds | {seconds:.0f} |",
    ]


if __name__ == "__main__":
    main()
