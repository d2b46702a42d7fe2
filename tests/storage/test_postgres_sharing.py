"""Several threads and processes at one archive on a server, and servers and processes that go away in the midst."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from itertools import pairwise

import psycopg
import pytest

from bot.domain.address import Address
from bot.domain.errors import ArchiveBusy, ArchiveError
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.statement import Voice
from bot.ports import Added
from bot.storage.postgres import PostgresStore
from bot.storage.session import Lock
from tests.builders import GENG, a_page, bytes_of, direct, keep, official
from tests.postgres import Postgres

HERE = Place("discord", "guild-1", "channel-1")
POST = Post("mnopqrstuvwx", "abcdefghijkl", date(2026, 11, 24), HERE, 1_795_507_200, Stage.CLAIMED, "one", 9)

SOON = 1.0
"""Seconds in which another process's page is to be seen, and then some on a busy machine."""


@pytest.fixture
def address(server: Postgres, schema: str) -> Address:
    """Its address; whoever connects is known by the schema's name."""
    return server.address(schema, application_name=schema[:60], connect_timeout="60")


@pytest.fixture
def store(address: Address) -> Iterator[PostgresStore]:
    """An empty archive there."""
    store = PostgresStore(address, patience=60)
    yield store
    store.close()


@contextmanager
def another(address: Address, patience: float = 60) -> Iterator[PostgresStore]:
    """The same archive, opened as another process would."""
    other = PostgresStore(address, patience=patience)
    yield other
    other.close()


def cut(server: Postgres, schema: str, *, those: str = "true") -> None:
    """End the connections of an archive behind its back, as a server that goes down does."""
    mine = f"application_name = '{schema[:60]}' AND {those}"
    server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")  # noqa: S608  our names


def until(fits: Callable[[], bool]) -> bool:
    """Whether it comes true while a test may wait."""
    deadline = time.monotonic() + 30
    while not fits() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fits()


@contextmanager
def running(threads: list[threading.Thread], end: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Threads that run along with the block, and are waited for."""
    for thread in threads:
        thread.start()
    yield
    end()
    for thread in threads:
        thread.join()


# ---- threads


def test_eight_readers_and_two_writers_see_whole_pages(store: PostgresStore) -> None:
    """Every page is there in the end, every reading whole, and the changes come in order to who follows them."""
    seen: list[int] = []
    torn: list[list[str]] = []
    done = threading.Event()

    def write(name: str) -> None:
        for n in range(6):
            keep(store, a_page(official(f"{name} {n}."), official("Two."), name=f"{name}-{n}.txt"))

    def read() -> None:
        while not done.is_set():
            whole = [[each.text for each in store.of_source(line.id)] for line in store.sources()]
            torn.extend(texts for texts in whole if len(texts) != 2)

    def follow() -> None:
        while len(seen) < 12:
            seen.extend(change.seq for change in store.changes(seen[-1] if seen else 0, 3))

    writers = [threading.Thread(target=write, args=(name,)) for name in ("left", "right")]
    readers = [threading.Thread(target=read) for _ in range(7)]
    with running(readers, done.set), running([*writers, threading.Thread(target=follow)]):
        pass

    assert (seen, torn) == (list(range(1, 13)), [])
    assert (store.head(), store.count(), store.check()) == (12, 24, [])


def test_nothing_is_left_when_it_is_closed(server: Postgres, schema: str, address: Address) -> None:
    """Neither a thread nor a connection."""
    before = set(threading.enumerate())
    store = PostgresStore(address)
    store._head._born -= SOON
    keep(store, a_page())
    store.head()

    store.close()

    assert set(threading.enumerate()) == before
    with psycopg.connect(server.uri, autocommit=True) as link:  # a transaction sees the same activity all its life
        left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        assert until(lambda: link.execute(left, (schema[:60],)).fetchone() == (0,))
    with pytest.raises(ArchiveError, match="the archive is closed"):
        store.count()


# ---- locks


def test_a_second_writer_gives_up_in_time(store: PostgresStore, address: Address) -> None:
    """With an error that says what to do, and nothing written; readers see the archive as it was before."""
    page = a_page()
    keep(store, page)
    with another(address, patience=0.3) as impatient:
        with store._db.change(Lock.ARCHIVE, 1):
            with pytest.raises(ArchiveBusy, match="another process is writing") as refused:
                keep(impatient, a_page(official("More.")))
            assert impatient.page(page.source.id) == page

        assert refused.value.hint == "try again in a moment"
        assert keep(impatient, a_page(official("More."))) == ["version"]


def test_a_claim_does_not_wait_for_an_ingest(store: PostgresStore, address: Address) -> None:
    """Nor does anything else that is kept in the ledger."""
    with another(address, patience=2) as other, store._db.change(Lock.ARCHIVE, 1):
        assert other.ledger.put_posts([POST]) == [True]
        assert other.ledger.first_time("event", 1)
        other.ledger.set_note("key", "value")

    assert store.ledger.unconfirmed("discord", 10, 9) == [POST]


RACE = """
import json
import sys
from dataclasses import replace
from datetime import timedelta
from bot.domain.address import Address
from bot.storage.postgres import PostgresStore
from tests.storage.test_postgres_sharing import POST
name, store = sys.argv[2], PostgresStore(Address(sys.argv[1]), patience=60)
print("ready", flush=True)
sys.stdin.readline()
won = []
for n in range(40):
    post = replace(POST, day=POST.day + timedelta(n), owner=name)
    won.append((store.ledger.put_posts([post])[0], store.ledger.first_time(f"event {n}", 1)))
print(json.dumps(won))
store.close()
"""


def test_two_processes_at_once_never_both_claim(store: PostgresStore, address: Address) -> None:
    """Of each post, and of each event, exactly one is told that it is its own."""
    command = [sys.executable, "-c", RACE, address.uri]
    with ExitStack() as racing:
        racers = [
            racing.enter_context(
                subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for name in ("left", "right")
        ]
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write("\n")
            racer.stdin.flush()
        left, right = (json.loads(racer.communicate(timeout=60)[0]) for racer in racers)

    assert [(one[0] + two[0], one[1] + two[1]) for one, two in zip(left, right, strict=True)] == [(1, 1)] * 40
    held = {post.day: post.owner for post in store.ledger.posts(POST.schedule, 99)}
    assert [held[day] == "left" for day in sorted(held)] == [won for won, _ in left]


# ---- the feed


def test_a_page_of_another_process_is_heard_of(store: PostgresStore, address: Address) -> None:
    """By a notice, which no question waits for; own pages are seen at once."""
    store._head._born -= SOON  # a process that has been there for a while
    store.head()
    assert until(lambda: store._head._listening)
    asked: list[str] = []
    store._head._ask = lambda: asked.append("asked") or (0, True)  # type: ignore[func-returns-value]

    with another(address) as other:
        keep(other, a_page())
        heard = until(lambda: store.head() == 1)
        keep(store, a_page(official("More.")))

    assert (heard, store.head(), asked) == (True, 3, [])


def test_a_page_of_another_process_is_found_by_asking(store: PostgresStore, address: Address) -> None:
    """Where no notice comes, as through a proxy: at most once a second."""
    store._head._start = lambda: None  # type: ignore[method-assign]
    assert store.head() == 0
    asks: list[float] = []
    ask = store._head._ask
    store._head._ask = lambda: asks.append(time.monotonic()) or ask()  # type: ignore[func-returns-value]

    with another(address) as other:
        keep(other, a_page())
        found = until(lambda: store.head() == 1)
        sure = (keep(other, a_page(official("More."))), store.head(sure=True))

    assert (found, sure) == (True, (["version"], 3))
    assert all(later - earlier >= SOON for earlier, later in pairwise(asks[:-1]))


def test_notices_are_heard_again_after_the_connection_was_lost(
    server: Postgres, schema: str, store: PostgresStore, address: Address
) -> None:
    """What was missed meanwhile is asked for."""
    store._head._born -= SOON
    store.head()
    assert until(lambda: store._head._listening)

    cut(server, schema, those="query LIKE 'LISTEN%'")
    with another(address) as other:
        keep(other, a_page())

    assert until(lambda: store.head() == 1)
    assert until(lambda: store._head._listening)


# ---- connections lost


def test_a_read_goes_on_when_its_connection_was_lost(server: Postgres, schema: str, store: PostgresStore) -> None:
    """Also when all of them were, in the midst of it, and when those made just then are lost too."""
    page = a_page()
    keep(store, page)
    store.ledger.set_note("key", "value")
    with running([threading.Thread(target=store.count) for _ in range(8)]):
        pass
    cuts = iter([True, True, True, False])

    def work(db: object) -> str:
        if next(cuts):
            cut(server, schema)
        return str(db.execute("SELECT id FROM sources").fetchone()[0])  # type: ignore[attr-defined]

    assert store._db.read(work) == page.source.id
    cut(server, schema)
    assert (store.page(page.source.id), store.ledger.note("key"), store.count()) == (page, "value", 1)


def test_a_list_that_is_cut_off_says_so(server: Postgres, schema: str, store: PostgresStore) -> None:
    """Rather than ending early."""
    store.add_all((page, bytes_of(page)) for page in [a_page(*(direct(f"{n}.", GENG) for n in range(2500)))])
    rows = store.outlines(list(Voice), 0.0, 0, 99)
    next(rows)

    cut(server, schema)

    with pytest.raises(ArchiveBusy, match="cannot be reached"):
        list(rows)
    assert len(list(store.outlines(list(Voice), 0.0, 0, 99))) == 2500


def test_a_write_whose_connection_was_lost_before_is_made(server: Postgres, schema: str, store: PostgresStore) -> None:
    """As after a fail-over that it slept through."""
    keep(store, a_page())

    cut(server, schema)

    assert keep(store, a_page(official("More."))) == ["version"]


def test_a_write_that_is_cut_off_keeps_nothing_and_can_be_made_again(
    server: Postgres, schema: str, store: PostgresStore
) -> None:
    """It is not repeated behind one's back."""
    page = a_page()

    def write() -> None:
        with store._db.change(Lock.LEDGER, 1) as db:
            db.execute("INSERT INTO notes (key, value) VALUES (?, ?)", ("key", "value"))
            cut(server, schema)
            db.execute("INSERT INTO notes (key, value) VALUES (?, ?)", ("other", "value"))

    with pytest.raises(ArchiveBusy, match="cannot be reached"):
        write()

    assert (store.ledger.note("key"), store.ledger.put_posts([POST])) == (None, [True])
    assert store.ledger.put_posts([POST, replace(POST, version=2)]) == [False, True]
    assert (keep(store, page), store.add(page, bytes_of(page))) == (["new"], Added.KNOWN)


def test_a_commit_without_an_answer_says_what_is_not_known(
    server: Postgres, schema: str, store: PostgresStore
) -> None:
    """To do it again does no harm."""

    def write() -> None:
        with store._db.change(Lock.LEDGER, 1) as db:
            db.execute("INSERT INTO notes (key, value) VALUES (?, ?)", ("key", "value"))
            cut(server, schema)
            time.sleep(0.1)

    with pytest.raises(ArchiveBusy, match="may be kept or not") as refused:
        write()

    assert refused.value.hint == "do it again: what is kept already stays as it is"
    assert store.ledger.note("key") is None


WRITER = """
import sys
from bot.domain.address import Address
from bot.storage.postgres import PostgresStore
from tests.builders import a_page, keep, official
store = PostgresStore(Address(sys.argv[1]), patience=60)
print("ready", flush=True)
for n in range(10_000):
    lines = [official(f"{sys.argv[2]} {n}, sentence {m}.") for m in range(30)]
    keep(store, a_page(*lines, name=f"{sys.argv[2]}-{n}.txt"))
    print(n, flush=True)
"""


@pytest.mark.parametrize("seed", range(2))
def test_kill_9_loses_nothing_that_was_kept_and_keeps_nothing_by_half(
    store: PostgresStore, address: Address, seed: int
) -> None:
    """Writers are killed at random moments; the next has the lock as soon as the server sees that they are gone."""
    moments = random.Random(seed)
    reported: set[str] = set()

    for run in range(2):
        command = [sys.executable, "-c", WRITER, address.uri, f"run{run}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.1, 0.4))
            writer.kill()
            reported |= {f"run{run}-{line.strip()}.txt" for line in writer.stdout if line.endswith("\n")}

    kept = keep(store, a_page(*(official(f"{n}.") for n in range(30)), name="mine.txt"))
    lines = store.sources()
    assert kept == ["new"]
    assert reported <= {line.name for line in lines}
    assert {line.statements for line in lines} == {30}
    assert (store.head(sure=True), store.check()) == (len(lines), [])
