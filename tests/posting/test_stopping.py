"""A process that is killed, stands still, or whose archive fails, at any call it makes between claim and receipt."""

import random
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import ArchiveBusy
from bot.domain.place import Place
from bot.domain.post import Stage
from bot.posting.outlet import Passing
from bot.schedule.when import moment
from bot.storage.sqlite import SqliteStore
from tests.posting.workers import Freeze, Worker
from tests.posting.world import CLAIM, GRACE, Book, Clock, Platform, a_schedule

SCHEDULE = a_schedule()
DUE = moment(SCHEDULE.since, SCHEDULE.at, SCHEDULE.zone) or 0

NONCES = pytest.mark.parametrize("nonces", [0.0, 300.0], ids=["like Slack", "like Discord"])

MOST_CALLS = 40
"""More than a process makes for a post: each call counts twice, before it and after it."""

LATER = (3, CLAIM + 3, CLAIM + 9, 3 * CLAIM, 6 * CLAIM, 12 * CLAIM, 24 * CLAIM)
"""Seconds after the minute at which the others look."""


class Killed(BaseException):
    """What kill -9 is to the code it hits: nothing is caught, nothing is tidied up."""


class Trip:
    """Raises at the calls of those numbers, counted from 1, before they are made (odd) or after (even)."""

    def __init__(self, error: Callable[[], BaseException], *at: int) -> None:
        self.count = 0
        self._error = error
        self._at: Collection[int] = at

    async def __call__(self, what: str) -> None:  # noqa: ARG002
        self.count += 1
        if self.count in self._at:
            raise self._error()


def _goes(work: Coroutine[Any, Any, None]) -> bool:
    """Whether the work, driven on, stands still again."""
    try:
        work.send(None)
    except StopIteration:
        return False
    return True


class Scene:
    """One schedule, due now, and a platform."""

    def __init__(self, nonces: float = 0.0, book: Any = None) -> None:
        self.clock = Clock(DUE)
        self.book = book or Book()
        self.book.keep_schedule(SCHEDULE)
        self.platform = Platform(self.clock, nonces=nonces)

    def worker(self, name: str, hook: Any = None, book: Any = None) -> Worker:
        return Worker(book or self.book, self.platform, self.clock, name, hook=hook)

    def later(self, *workers: Worker) -> None:
        """The others look, again and again."""
        for seconds in LATER:
            self.clock.now = max(self.clock.now, DUE + seconds)
            for worker in workers:
                worker.turn()

    def outcome(self) -> tuple[int, Stage, str]:
        """How many messages stand, and whether the row tells of the one that does."""
        row = self.book.post(SCHEDULE.id, SCHEDULE.since)
        stands = [message.id for message in self.platform.messages]
        return len(stands), row.stage, "".join(stands) if row.message in stands else f"{stands} not {row.message}"


def calls_of_a_post() -> int:
    """How many calls, each twice, an undisturbed process makes."""
    trip, scene = Trip(Killed), Scene()
    scene.worker("a", trip).turn()
    return trip.count


def test_a_post_takes_few_calls() -> None:
    """The kills below reach every one of them: those of an undisturbed post are fewer than are tried."""
    assert 10 < calls_of_a_post() < MOST_CALLS


@NONCES
@pytest.mark.parametrize("at", range(1, MOST_CALLS))
def test_killed_at_any_call_the_day_has_one_post(at: int, nonces: float) -> None:
    """Whatever a process was at when it was killed, another brings the post to its end, and once."""
    scene = Scene(nonces)
    with suppress(Killed):
        scene.worker("a", Trip(Killed, at)).turn()

    scene.later(scene.worker("b"))

    assert scene.outcome() == (1, Stage.POSTED, scene.platform.messages[0].id)


@NONCES
def test_killed_twice_the_day_has_one_post(nonces: float) -> None:
    """Those who go on are killed too: at any two calls, by chance, and then the first is back beside a third."""
    chance = random.Random(5)
    for _ in range(300):
        scene, second = Scene(nonces), Trip(Killed, chance.randrange(1, MOST_CALLS))
        with suppress(Killed):
            scene.worker("a", Trip(Killed, chance.randrange(1, MOST_CALLS))).turn()
        with suppress(Killed):
            scene.later(scene.worker("b", second))

        scene.later(scene.worker("a"), scene.worker("c"))

        assert scene.outcome() == (1, Stage.POSTED, scene.platform.messages[0].id)


@NONCES
@pytest.mark.parametrize("still", [CLAIM + 5, 600, GRACE + 60])
@pytest.mark.parametrize("at", range(1, MOST_CALLS))
def test_a_process_that_stood_still_leaves_one_post(at: int, still: int, nonces: float) -> None:
    """A process that stands still at any call, while others take over, and then goes on, leaves one message there."""
    scene = Scene(nonces)
    frozen = scene.worker("a", Freeze(at)).turning()
    stands = _goes(frozen)
    other = scene.worker("b")
    for seconds in sorted({3, CLAIM + 5, still}):
        scene.clock.now = DUE + seconds
        other.turn()

    if stands:
        _goes(frozen)
    scene.later(other)

    assert scene.outcome() == (1, Stage.POSTED, scene.platform.messages[0].id)


def test_a_process_that_lost_its_claim_sends_nothing() -> None:
    """Standing still while it composes, it finds that another has taken over, and leaves the channel alone."""
    scene = Scene()
    frozen, other = scene.worker("a", Freeze("compose")).turning(), scene.worker("b")
    _goes(frozen)
    scene.clock.now = DUE + CLAIM + 5
    other.turn()

    _goes(frozen)

    assert [message.text for message in scene.platform.messages] == [text for _, text in scene.platform.sends]
    assert scene.outcome() == (1, Stage.POSTED, scene.platform.messages[0].id)


def test_a_message_too_many_is_taken_away_as_soon_as_the_platform_lets() -> None:
    """What a process sent that stood still is a second message; it goes, if not at once then a little later."""
    scene = Scene()
    frozen, other = scene.worker("a", Freeze("send")), scene.worker("b")
    work = frozen.turning()
    _goes(work)
    scene.clock.now = DUE + CLAIM + 5
    other.turn()
    troubles = [Passing("503"), Passing("503"), Passing("503")]

    def trouble(what: str, place: Place) -> None:  # noqa: ARG001
        if what == "delete" and troubles:
            raise troubles.pop()

    scene.platform.fault = trouble
    _goes(work)
    assert len(scene.platform.messages) == 2

    scene.later(frozen)

    assert len(scene.platform.deleted) == 1
    assert scene.outcome() == (1, Stage.POSTED, scene.platform.messages[0].id)


def test_a_process_without_time_left_makes_its_claim_longer_before_it_sends() -> None:
    """Where remembering takes nearly all of the claim's time, nobody takes over while the message is on its way."""
    scene = Scene()
    slow = scene.worker("a", Freeze("remember")).turning()
    _goes(slow)
    scene.clock.now = DUE + CLAIM - 1

    _goes(slow)

    row = scene.book.post(SCHEDULE.id, SCHEDULE.since)
    assert (row.stage, row.until) == (Stage.POSTED, DUE + 2 * CLAIM - 1)


@NONCES
@pytest.mark.parametrize("at", range(1, MOST_CALLS))
def test_an_archive_that_fails_at_any_call_loses_nothing(at: int, nonces: float) -> None:
    """Where the archive is busy at a call, the post comes later, and once."""
    scene = Scene(nonces)
    worker = scene.worker("a", Trip(lambda: ArchiveBusy("another process is writing"), at))
    worker.turn()

    scene.later(worker)

    assert scene.outcome() == (1, Stage.POSTED, scene.platform.messages[0].id)


def test_killed_on_sqlite_the_day_has_one_post(tmp_path: Path) -> None:
    """The same with an archive on the disk that each process opens for itself."""
    for at in range(1, calls_of_a_post() + 1):
        stores = [SqliteStore(tmp_path / f"{at}.db") for _ in range(2)]
        scene = Scene(book=stores[0].ledger)
        with suppress(Killed):
            scene.worker("a", Trip(Killed, at)).turn()

        scene.later(scene.worker("b", book=stores[1].ledger))

        assert scene.outcome() == (1, Stage.POSTED, scene.platform.messages[0].id)
        for store in stores:
            store.close()
