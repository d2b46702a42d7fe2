"""What a newsroom's processes do at once, each with a store of its own, and whether all of it was true."""

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path

from bot.archive import Archive
from bot.config import DailySettings
from bot.desk.health import Health
from bot.domain.address import Address
from bot.domain.errors import OnRecordError
from bot.domain.post import Stage
from bot.domain.schedule import Schedule
from bot.domain.statement import Page
from bot.index.fulltext import open_index
from bot.names import Registry
from bot.posting.runner import Posting
from bot.storage.postgres import PostgresStore
from tests.builders import a_page, bytes_of, official
from tests.posting.world import Composer, Platform, a_schedule, a_text

WORDS = ("harbour", "tariff", "glacier", "embassy", "ferry", "vaccine", "orchard", "satellite")
HEARD = 1.5
"""Seconds after which every process has heard of a withdrawal, and then some on a busy machine."""

EACH = 5
"""Of so many pages one is withdrawn again."""

WITHDRAWN = "withdrawn: "
"""Goes before an answer that was shown although everybody had heard of its withdrawal."""

CLAIM = 6
RATE = 15.0


@dataclass
class Seen:
    """What came of the load; moments are of ``time.monotonic``."""

    answers: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    kept: list[tuple[float, Page]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    withdrawn: dict[str, float] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)

    def gap(self) -> float:
        """The longest time without an answer."""
        return max(later - earlier for earlier, later in zip(self.answers, self.answers[1:], strict=False))


class Load:
    """Two who ask, one who takes pages in and withdraws some, one who changes schedules, two who post."""

    def __init__(self, address: Address, folder: Path, schedules: int) -> None:
        self.seen = Seen()
        self.platform = Platform(time.time, rate=RATE)
        self._address = address
        self._folder = folder
        self._registry = Registry.load()
        self._over = threading.Event()
        self._texts: dict[str, str] = {}
        self._open = ExitStack()
        self.store = self._opened()
        self.archive = self._archive("one", self.store)
        self._taking = self._archive("two", self._opened())
        self.schedules = [self._scheduled(number) for number in range(schedules)]
        self._far = [self._scheduled(9000 + n, at=clock_time((datetime.now(UTC).hour + 6) % 24)) for n in range(3)]
        self._keep(-1)
        self.archive.ask("harbour")

    def _opened(self) -> PostgresStore:
        store = PostgresStore(self._address)
        self._open.callback(store.close)
        return store

    def _archive(self, name: str, store: PostgresStore) -> Archive:
        index = open_index(self._folder / name)
        self._open.callback(index.close)
        return Archive(store, index, index.spelling, self._registry, folder=self._folder / name)

    def _scheduled(self, number: int, **changes: object) -> Schedule:
        now = datetime.now(UTC)
        due = {"at": now.time().replace(second=0, microsecond=0), "zone": "UTC", "since": now.date()}
        made = a_schedule(f"x{number:011}", channel=f"c{number}", **{**due, **changes})
        return self.store.ledger.keep_schedule(made) or made

    @contextmanager
    def running(self) -> Iterator[None]:
        """For the block; a worker that falls over itself does so here."""
        work: list[Callable[[], None]] = [self._ask, self._take_in, self._change, self._post]
        work += [self._ask, self._post]
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def close(self) -> None:
        """Let go of everything."""
        self._open.close()

    # ---- questions

    def _ask(self) -> None:
        chance = random.Random(threading.get_ident())
        while not self._over.wait(0.01):
            withdrawn = {text for text, at in list(self.seen.withdrawn.items()) if at < time.monotonic() - HEARD}
            try:
                answer = self.archive.ask(f"what did China say about the {chance.choice(WORDS)}")
            except OnRecordError as error:
                self.seen.failed.append(str(error))
                continue
            self.seen.answers.append(time.monotonic())
            for each in answer.excerpts:
                if self._texts.get(each.source.id, "")[each.start : each.end] != each.text:
                    self.seen.wrong.append(each.text)
                if each.text in withdrawn:
                    self.seen.wrong.append(f"{WITHDRAWN}{each.text}")

    def finds(self, page: Page) -> bool:
        """Whether the asking process finds what a page says."""
        with suppress(OnRecordError):
            answer = self.archive.ask(page.source.text)
            return any(each.source.id == page.source.id for each in answer.excerpts)
        return False

    def kept_since(self, moment: float) -> Page | None:
        """The first page that began to be kept after that moment, and is to stay."""
        withdrawn = {f"page-{number}.txt" for number in range(0, 10_000, EACH)}
        since = [page for at, page in list(self.seen.kept) if at > moment][1:]  # one was on its way
        return next((page for page in since if page.source.name not in withdrawn), None)

    # ---- pages

    def _take_in(self) -> None:
        number = 0
        while not self._over.wait(0.05):
            page = self._keep(number)
            if page is not None and number % EACH == 0:
                self._withdraw(page)
            number += 1

    def _keep(self, number: int) -> Page | None:
        word = WORDS[number % len(WORDS)]
        page = a_page(official(f"The {word} {_names(number)}."), name=f"page-{number}.txt")
        self._texts[page.source.id] = page.source.text
        try:
            self._taking._store.add(page, bytes_of(page))
        except OnRecordError as error:
            self.seen.refused.append(str(error))
            return None
        self.seen.kept.append((time.monotonic(), page))
        return page

    def _withdraw(self, page: Page) -> None:
        with suppress(OnRecordError):
            self._taking.withdraw(page.source.id, 0, 9, "a test")
            self.seen.withdrawn[page.source.text.strip()] = time.monotonic()

    # ---- schedules and posts

    def _change(self) -> None:
        while not self._over.wait(0.1):
            for at, schedule in enumerate(self._far):
                with suppress(OnRecordError):
                    changed = self.store.ledger.keep_schedule(replace(schedule, person=f"u{time.monotonic()}"))
                    self._far[at] = changed or self.store.ledger.schedule(schedule.id) or schedule
                    self.seen.changed[schedule.id] = self._far[at].change

    def _post(self) -> None:
        store = PostgresStore(self._address)
        asyncio.run(self._posting(store))
        store.close()

    async def _posting(self, store: PostgresStore) -> None:
        stop = asyncio.Event()
        posting = Posting(Composer(), store.ledger, DailySettings(claim_seconds=CLAIM), Health(), look=0.5)
        posting.open(self.platform)
        running = asyncio.create_task(posting.run(stop))
        await asyncio.to_thread(self._over.wait)
        stop.set()
        await running

    def posted(self) -> bool:
        """Whether every post is sent and confirmed."""
        with suppress(OnRecordError):
            rows = [self.store.ledger.posts(each.id, 1) for each in self.schedules]
            return all(row and row[0].stage is Stage.POSTED for row in rows)
        return False

    def astray(self) -> dict[str, int]:
        """The posts that do not stand exactly once, or not as their row says."""
        standing, today = self.platform.standing(), self._today()
        times = {each.id: standing[a_text(each.id, today)] for each in self.schedules}
        marks = Counter(message.id for message in self.platform.messages)
        rows = {each.id: self.store.ledger.post(each.id, today) for each in self.schedules}
        lost = {ident: -1 for ident, row in rows.items() if row is None or not marks[row.message or ""]}
        return {ident: number for ident, number in times.items() if number != 1} | lost

    def _today(self) -> date:
        return self.schedules[0].since


def _names(number: int) -> str:
    """Four words that nobody else says."""
    chance = random.Random(number)
    return " ".join("".join(chance.choice("bdklmnrst") + chance.choice("aeiou") for _ in range(4)) for _ in range(4))
