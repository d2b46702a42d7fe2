"""Several runners on one archive on the disk, in threads and in earnest."""

import asyncio
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from bot.config import DailySettings
from bot.desk.health import Health
from bot.domain.post import Stage
from bot.posting.runner import Posting
from bot.storage.sqlite import SqliteStore
from tests.posting.world import Composer, Platform, a_schedule

SCHEDULES = 60


def test_runners_in_threads_post_once_each(tmp_path: Path) -> None:
    """Three runners with loops, threads and connections of their own post sixty schedules: each once, all confirmed."""
    path = tmp_path / "archive.db"
    now = datetime.now(UTC)
    today = date(now.year, now.month, now.day)
    with_schedules = SqliteStore(path)
    for number in range(SCHEDULES):
        schedule = a_schedule(
            f"x{number:011}", channel=f"c{number}", zone="UTC", at=now.time().replace(second=0, microsecond=0),
            since=today,
        )  # fmt: skip
        with_schedules.ledger.keep_schedule(schedule)
    platforms = [Platform(time.time, rate=1000.0) for _ in range(3)]
    threads = [threading.Thread(target=_serve, args=(path, platform)) for platform in platforms]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    standing = sum((platform.standing() for platform in platforms), Counter())
    rows = [with_schedules.ledger.post(f"x{number:011}", today) for number in range(SCHEDULES)]
    messages = [message.mark for platform in platforms for message in platform.messages]
    assert Counter(standing.values()) == {1: SCHEDULES}
    assert sorted(messages) == sorted(row.id for row in rows if row and row.message)
    with_schedules.close()


def _serve(path: Path, platform: Platform) -> None:
    store = SqliteStore(path)

    async def run() -> None:
        stop = asyncio.Event()
        posting = Posting(Composer(), store.ledger, DailySettings(), Health())
        posting.open(platform)
        running = asyncio.create_task(posting.run(stop))
        for _ in range(400):
            await asyncio.sleep(0.05)
            if await asyncio.to_thread(_done, store):
                break
        stop.set()
        await running

    asyncio.run(run())
    store.close()


def _done(store: SqliteStore) -> bool:
    ledger = store.ledger
    newest = [post for schedule in ledger.schedules() for post in ledger.posts(schedule.id, 1)]
    return [post.stage for post in newest] == [Stage.POSTED] * SCHEDULES
