"""A primary that dies under load, and the replica that takes its place."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Self

import pytest

from bot.domain.address import Address
from bot.domain.errors import ArchiveBusy, ArchiveError
from bot.domain.statement import Page
from bot.storage.postgres import PostgresStore
from tests.builders import a_page, keep, official
from tests.postgres import SETTINGS, make_cluster, own, postgres, programs, run_as_server, start, stop
from tests.storage.test_postgres_sharing import POST, until

pytestmark = pytest.mark.slow

REPLICATED = (
    *(each for each in SETTINGS if not each.startswith(("wal_level", "max_wal", "synchronous_commit"))),
    "wal_level=replica", "max_wal_senders=4", "hot_standby=on", "synchronous_commit=on",
)  # fmt: skip


class Pair:
    """A primary and its streaming replica, each on a socket in its own folder; a commit waits for both."""

    def __init__(self, root: Path) -> None:
        bin_ = programs()
        if bin_ is None:
            pytest.skip("PostgreSQL's programs are not installed")
        self.programs = bin_
        self.primary = make_cluster(bin_, root / "one", settings=REPLICATED)
        start(bin_, self.primary)
        (root / "two").mkdir()
        own(root / "two")
        self.replica = root / "two" / "data"
        source = ("-h", str(root / "one"), "-U", "onrecord", "-d", "application_name=two")
        run_as_server(bin_, "pg_basebackup", *source, "-D", str(self.replica), "-R", "-X", "stream", "-c", "fast", "-N")
        with (self.replica / "postgresql.conf").open("a") as conf:
            conf.write(f"unix_socket_directories = '{root / 'two'}'\n")
        start(bin_, self.replica)
        with (self.primary / "postgresql.conf").open("a") as conf:
            conf.write("synchronous_standby_names = '*'\n")
        run_as_server(bin_, "pg_ctl", "-D", str(self.primary), "reload")
        hosts = f"{root / 'one'},{root / 'two'}"
        self.address = Address(f"postgresql:///postgres?host={hosts}&user=onrecord&connect_timeout=10")

    def kill(self) -> None:
        """The primary is gone as by a power cut."""
        run_as_server(self.programs, "pg_ctl", "-D", str(self.primary), "-m", "immediate", "stop")

    def promote(self) -> None:
        """The replica takes its place; nothing waits for the other any more."""
        run_as_server(self.programs, "pg_ctl", "-D", str(self.replica), "-w", "promote")

    def close(self) -> None:
        """Stop what still runs."""
        for data in (self.primary, self.replica):
            stop(self.programs, data)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The two of them."""
    postgres()  # skipped where there is none
    root = Path(tempfile.mkdtemp(prefix="onrecord-two-"))
    root.chmod(0o755)
    with closing(Pair(root)) as both:
        yield both
    shutil.rmtree(root, ignore_errors=True)


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
    assert (store.head(), store.check()) == (2, [])
    store.close()
