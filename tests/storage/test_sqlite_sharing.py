"""Several threads and processes at one archive, and processes killed in the midst of writing."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pytest

from bot.domain.errors import ArchiveBusy
from bot.storage import connections
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep, official

BRIEFLY = 0.1
"""Seconds of patience where a test waits for it to end."""

WRITER = """
import sys
from pathlib import Path
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep, official
path, prefix, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
store = SqliteStore(path)
for n in range(number):
    lines = [official(f"{prefix} {n}, sentence {m}.") for m in range(30)]
    keep(store, a_page(*lines, name=f"{prefix}-{n}.txt"))
    print(n, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is to be."""
    return tmp_path / "archive.db"


@contextmanager
def a_writer(path: Path, prefix: str, number: int) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Another process, about to keep ``number`` pages of thirty statements, and what it says of each when kept."""
    command = [sys.executable, "-c", WRITER, str(path), prefix, str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        yield writer, writer.stdout


@contextmanager
def writing_elsewhere(path: Path) -> Iterator[None]:
    """Hold the write lock as another process would, for the length of the block."""
    other = SqliteStore(path)
    with other._db.writing():
        yield
    other.close()


def test_two_processes_and_a_thread_lose_nothing(path: Path) -> None:
    """Three writers make the same new archive at once; all their pages are in it."""
    with a_writer(path, "left", 15) as (left, _), a_writer(path, "right", 15) as (right, _):
        store = SqliteStore(path)
        for n in range(15):
            keep(store, a_page(official(f"Here {n}."), name=f"here-{n}.txt"))
        assert [left.wait(30), right.wait(30)] == [0, 0]

    names = {f"{prefix}-{n}.txt" for prefix in ("left", "right", "here") for n in range(15)}
    assert {line.name for line in store.sources()} == names
    assert (store.count(), store.head(), store.check()) == (2 * 15 * 30 + 15, 45, [])
    store.close()


def test_a_second_writer_gives_up_in_time(path: Path) -> None:
    """With an error that says what to do, and nothing written."""
    store = SqliteStore(path, patience=BRIEFLY)

    with writing_elsewhere(path):
        started = time.monotonic()
        with pytest.raises(ArchiveBusy) as refused:
            keep(store, a_page())
        waited = time.monotonic() - started

    assert refused.value.message == f"another process is writing to {path}"
    assert refused.value.hint == "try again in a moment"
    assert waited >= BRIEFLY
    assert keep(store, a_page()) == ["new"]
    store.close()


def test_a_second_writer_waits_its_turn(path: Path) -> None:
    """The lock is free again before its patience is at an end."""
    store = SqliteStore(path)
    done: list[list[str]] = []
    waiting = threading.Thread(target=lambda: done.append(keep(store, a_page())))

    with writing_elsewhere(path):
        waiting.start()
        time.sleep(BRIEFLY)
        assert done == []
    waiting.join()

    assert done == [["new"]]
    store.close()


def test_readers_do_not_wait_for_a_writer(path: Path) -> None:
    """They see the archive as it was before."""
    store = SqliteStore(path, patience=0)
    page = a_page()
    keep(store, page)

    with writing_elsewhere(path):
        assert store.page(page.source.id) == page
        assert store.count() == 1
        again = SqliteStore(path, patience=0)
        assert again.count() == 1
        again.close()
    store.close()


def test_a_reader_elsewhere_sees_what_is_kept(path: Path) -> None:
    """As soon as ``add`` has returned, without being opened again."""
    store = SqliteStore(path)
    reader = SqliteStore(path, read_only=True)
    assert reader.head() == 0

    keep(store, a_page())

    assert (reader.head(), reader.count()) == (1, 1)
    reader.close()
    store.close()


def test_many_threads_share_a_store(path: Path) -> None:
    """Eight threads write and read; every page is there, every reading whole."""
    store = SqliteStore(path)
    found: list[tuple[str, list[str]]] = []

    def work(thread: int) -> None:
        for n in range(8):
            page = a_page(official(f"{thread}, {n}."), official("Two."), name=f"{thread}-{n}.txt")
            keep(store, page)
            found.append((page.source.name, [each.text for each in store.of_source(page.source.id)]))

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == sorted((f"{t}-{n}.txt", [f"{t}, {n}.", "Two."]) for t in range(8) for n in range(8))
    assert (len(store.sources()), store.check()) == (64, [])
    store.close()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_a_crowds_connections_go_when_it_has_gone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stay for the next of the crowd; later one is left, so that others see the file in use.

    Told by the log: of the file itself SQLite keeps descriptors for the next to connect.
    """
    log = path.with_name(path.name + "-wal")
    store = SqliteStore(path)
    keep(store, a_page())

    def opened() -> int:
        return sum(each.exists() and each.samefile(log) for each in Path("/proc/self/fd").iterdir())

    with ExitStack() as crowd:
        for _ in range(5):
            crowd.enter_context(store._db.reading())
    assert opened() == 5

    monkeypatch.setattr(connections, "IDLE", 0.0)
    time.sleep(BRIEFLY)
    assert (store.count(), opened()) == (1, 1)
    assert (store.count(), opened()) == (1, 1)
    store.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
def test_kill_9_loses_nothing_that_was_kept_and_keeps_nothing_by_half(path: Path, seed: int) -> None:
    """Five writers of an archive are killed at random moments, the first of them perhaps while making it.

    After each the archive opens clean and holds every page whose keeping was reported, whole: a page has thirty
    statements, so any other count would be a page by half.
    """
    moments = random.Random(seed)
    reported: set[str] = set()

    for run in range(5):
        with a_writer(path, f"run{run}", 10_000) as (writer, said):
            time.sleep(moments.uniform(0, 0.02 if run == 0 else 0.15))
            writer.kill()
            reported |= {f"run{run}-{line.strip()}.txt" for line in said if line.endswith("\n")}

        store = SqliteStore(path)
        lines = store.sources()
        assert reported <= {line.name for line in lines}
        assert {line.statements for line in lines} <= {30}
        assert (store.head(), store.check()) == (len(lines), [])
        store.close()

    assert reported != set()
