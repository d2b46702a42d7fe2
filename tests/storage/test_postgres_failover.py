"""A primary that dies under load, and the replica that takes its place."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Self

import pytest

from bot.domain.errors import ArchiveBusy, ArchiveError
from bot.domain.statement import Page
from bot.storage.postgres import PostgresStore
from tests.builders import a_page, keep, official
from tests.failover import servers
from tests.failover.servers import Pair
from tests.storage.test_postgres_sharing import POST, until

pytestmark = pytest.mark.slow

@pytest.fixture
def pair() -> Iterator[Pair]:
    """The two of them; a commit waits for both."""
    with servers.pair(commits="on") as both:
        yield both


class Load:
    """A thread that claims posts and two that read a page, from the beginning of the block to its end."""

    def __init__(self, store: PostgresStore, page: Page) -> None:
        self.claimed: list[int] = []
        self.refused = self.wrong = 0
        self.slowest = 0.0
        self._store, self._page = store, page
        self._over = threading.Event()
        self._threads = [threading.Thread(target=work) for work in (self._claim, self._read, self._read)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _claim(self) -> None:
        numbers = count()
        while not self._over.is_set():
            number = next(numbers)
            try:
                if self._store.ledger.put_posts([replace(POST, schedule=f"{number}", owner="me")]) == [True]:
                    self.claimed.append(number)
            except ArchiveBusy:
                self.refused += 1

    def _read(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            try:
                right = self._store.page(self._page.source.id) == self._page
            except ArchiveError:
                right = False
            self.wrong += not right
            self.slowest = max(self.slowest, time.monotonic() - began)


def test_reads_go_on_and_no_claim_is_lost_or_doubled(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    """The primary dies under load, the replica is promoted: every page and claim reported kept is there, once."""
    store = PostgresStore(pair.address)
    page = a_page(*(official(f"{n}.") for n in range(30)))
    keep(store, page)

    with Load(store, page) as load:
        time.sleep(1)
        pair.kill()
        time.sleep(2)  # nobody is there to write to
        before = len(load.claimed)
        pair.promote()
        promoted = time.monotonic()
        claims_again = until(lambda: len(load.claimed) > before)
        whole = time.monotonic() - promoted
    with capsys.disabled():
        print(f"\n{len(load.claimed)} claims, {load.refused} refused; the slowest read {load.slowest:.2f} s; "
              f"whole {whole:.2f} s after the promotion")  # fmt: skip

    owners = {number: [post.owner for post in store.ledger.posts(f"{number}", 9)] for number in load.claimed}
    assert owners == {number: ["me"] for number in load.claimed}
    assert (load.wrong, claims_again) == (0, True)
    assert keep(store, a_page(official("After."), name="after.txt")) == ["new"]
    assert (store.source_count(), store.check()) == (2, [])
    store.close()
