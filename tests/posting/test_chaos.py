"""All troubles at once, by chance: people, clocks, kills, archives and platforms that fail, statements withdrawn.

Whatever happened, once it is over every channel holds each post once, every row tells the truth of its message, and no
words stand as those of somebody from whom they were withdrawn.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest

from bot.desk.daily.composing import Composing
from bot.domain.errors import ArchiveBusy, ArchiveError, ArchiveFull, NotFound
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.posting.correcting import Correcting, wrong
from bot.posting.entries import Step
from bot.posting.outlet import Barred, Passing
from tests.desk.canned import Canned
from tests.desk.daily.conftest import CYBER, NEWS, PRESS, TEXT, Daily
from tests.posting.test_attacks import REGISTRY, Killed, Showing
from tests.posting.workers import Worker, driven
from tests.posting.world import CLAIM, Book

ZONES = ("Oslo", "Tokyo", "Honolulu", "Pacific/Kiritimati")
WORDS = ("skip", "pause", "resume", "off", "why", "list", "history", "preview")
JUMPS = (-86_400, -3600, -600, -60, 60, 3600, 4 * 3600, 86_400)
STRIDES = (1, 2, 5, 30, 60, 600, 1800, 3600, 3 * 3600, 12 * 3600)
REFUSALS: Sequence[Callable[[], Exception]] = (
    lambda: Passing("503"), lambda: Passing("429", wait=60.0), lambda: Passing("429", wait=900.0), lambda: Barred("no"),
)  # fmt: skip
LOST: Sequence[Callable[[], Exception]] = (lambda: Passing("lost", uncertain=True), lambda: ValueError("a mistake"))
CALLS = frozenset({"send", "find", "edit", "delete", "tell"})


class Trip:
    """Raises at some call, once it is set."""

    def __init__(self) -> None:
        self.left = 0
        self.error: BaseException = Killed()

    async def __call__(self, what: str) -> None:  # noqa: ARG002
        self.left -= 1
        if self.left == 0:
            raise self.error


class Chaos:
    """A desk, two workers, one platform, and what chance does with them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.daily = Daily(Canned(PRESS, TEXT, NEWS, CYBER, registry=REGISTRY))
        self.book = self.daily.archive.lent = Book()
        self.clock = self.daily.clock
        self.platform = Showing(self.clock, nonces=self.chance.choice([0.0, 300.0]))  # type: ignore[arg-type]
        self.platform.fault = self.fault
        self.trouble = 0.0
        self.withdrawn: set[str] = set()
        self.trips = [Trip(), Trip()]
        self.workers = [self.worker(0), self.worker(1)]
        self.daily.set()

    def worker(self, number: int) -> Worker:
        """A process that has just started."""
        trip = self.trips[number] = Trip()
        name = f"{'ab'[number]}{self.chance.random()}"
        return Worker(self.book, self.platform, self.clock, name, Composing(self.daily.archive), trip)  # type: ignore[arg-type]

    def fault(self, what: str, place: Place) -> None:  # noqa: ARG002
        """What the platform says instead of taking a call, or its answer that was lost."""
        if self.chance.random() < self.trouble:
            error = self.chance.choice((*REFUSALS, *LOST) if what in CALLS else LOST)
            raise error()

    def step(self) -> None:
        """Something happens, and time goes by."""
        doing = [self.weather, self.restart, self.trip, self.jump, self.type, self.type, self.type, self.withdraw]
        if self.chance.random() < 0.5:
            self.chance.choice(doing)()
        else:
            self.clock.now += self.chance.choice(STRIDES)
        for number in (0, 1):
            self.turn(number)
        if self.chance.random() < 0.5:
            with suppress(ArchiveError, Killed):
                self.correct()

    def turn(self, number: int) -> None:
        """A process does what there is to do; killed, it is started again."""
        try:
            self.workers[number].turn()
        except Killed:
            self.workers[number] = self.worker(number)

    def weather(self) -> None:
        self.trouble = self.chance.choice([0.0, 0.0, 0.1, 0.5, 1.0])

    def restart(self) -> None:
        number = self.chance.randrange(2)
        self.workers[number] = self.worker(number)

    def trip(self) -> None:
        trip = self.chance.choice(self.trips)
        trip.left = self.chance.randrange(1, 40)
        trip.error = self.chance.choice([Killed(), ArchiveBusy("busy"), ArchiveFull("full")])

    def jump(self) -> None:
        self.clock.now += self.chance.choice(JUMPS)

    def type(self) -> None:
        """Somebody types a command: sensible or not, it is answered."""
        options: dict[str, Any] = {"which": self.chance.choice("123")} if self.chance.random() < 0.6 else {}
        command = self.chance.choice(("set", "set", *WORDS))
        if command == "set":
            time = f"{self.chance.randrange(24)}:{self.chance.choice(['00', '30'])}"
            days = self.chance.choice(["every day", "weekdays", "weekly digest on Mon"])
            options |= {"time": time, "zone": self.chance.choice(ZONES), "days": days}
            if self.chance.random() < 0.3:
                options["channel"] = self.chance.choice("12")
        elif command == "list":
            options = {}
        assert self.daily.run(command, **options).parts

    def withdraw(self) -> None:
        """A statement that was shown is withdrawn, as the command line does it."""
        shown = [each for post in self.book.all_posts() for each in post.shown]
        if shown:
            one = self.chance.choice(shown)
            with suppress(NotFound):
                taken = self.daily.archive.withdraw(one.source, one.start, one.end, "w")
                self.withdrawn |= {each.text for each in taken}
                wrong(self.book, taken, "w", int(self.clock.now))

    def correct(self) -> None:
        correcting = Correcting(self.workers[0].means, self.platform)
        for _ in range(9):
            if post := driven(correcting.next()):
                driven(correcting.correct(post))

    def settle(self) -> None:
        """All troubles end, and the processes go on for some hours."""
        self.trouble = 0.0
        for trip in self.trips:
            trip.left = 0
        claimed = (post.until for post in self.book.all_posts() if post.stage is Stage.CLAIMED)
        self.clock.now = max([self.clock.now, *claimed]) + 1
        for _ in range(60):
            self.clock.now += 7 * CLAIM
            self.turn(0)
            self.turn(1)
            self.correct()

    def lies(self) -> list[object]:
        """What is not as it must be."""
        rows = {post.id: post for post in self.book.all_posts()}
        standing = {message.id: message.mark for message in self.platform.messages}
        twice = [mark for mark, times in Counter(standing.values()).items() if times > 1]
        gone = [row for row in rows.values() if row.stage is Stage.POSTED and row.message not in standing]
        open_still = [row for row in rows.values() if row.stage is Stage.CLAIMED]
        told_wrong = [rows[mark] for ident, mark in standing.items() if not _tells(rows[mark], ident)]
        false = self.withdrawn.intersection(self.platform.words())
        given_up = any(_is_given_up(row) for row in rows.values())
        return [*twice, *gone, *open_still, *told_wrong, *(() if given_up else false)]


def _tells(row: Post, message: str) -> bool:
    """Whether a row tells of the message, or that nobody knew of it."""
    return row.stage is Stage.FAILED or (row.stage, row.message) == (Stage.POSTED, message)


def _is_given_up(row: Post) -> bool:
    """Whether it was withdrawn, and the platform let it be neither corrected nor looked for, again and again."""
    steps = [entry.step for entry in row.log]
    return Step.NOT_CORRECTED in steps or (row.stage is Stage.FAILED and bool(row.wrong))


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_every_post_stands_once_and_is_told_truly(seed: int) -> None:
    """Some hundred things happen to two processes; when all is quiet again nothing is lost, doubled or false."""
    chaos = Chaos(seed)

    for _ in range(100):
        chaos.step()
    chaos.settle()

    assert chaos.lies() == []
