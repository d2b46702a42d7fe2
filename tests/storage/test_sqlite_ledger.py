"""The ledger in a file: older archives, archives that cannot be written, other processes, kill -9, damage."""

import logging
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, ArchiveReadOnly
from bot.domain.place import Place, PlaceSettings
from bot.domain.question import Question
from bot.domain.remembered import Flag, Remembered
from bot.storage import schema
from bot.storage.ledger import PORTION, SWEPT
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep, official
from tests.storage.behind import make_older, tamper, version

HERE = Place("discord", "guild-1", "channel-1")
ANSWER = Remembered("abcdefghijkl", HERE, "person-1", 1_700_000_000, Question("what did China say"))
FLAG = Flag(1, "ab" * 32, 0, 12, "Geng Shuang", "We are open.", "Not he.", HERE, "person-1", 1_700_000_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is to be."""
    return tmp_path / "archive.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """An archive, open."""
    store = SqliteStore(path)
    yield store
    store.close()


@pytest.fixture
def old(path: Path) -> Path:
    """An archive of the first schema with a page in it."""
    db = sqlite3.connect(path, isolation_level=None)
    schema.migrate(db, path, schema.MIGRATIONS[:1])
    db.close()
    store = SqliteStore(path)
    keep(store, a_page())
    store.close()
    make_older(path, 1)
    return path


@pytest.fixture
def second(path: Path) -> Path:
    """An archive of the second schema, with an answer in it."""
    store = SqliteStore(path)
    store.ledger.remember([ANSWER])
    store.close()
    make_older(path, 2)
    return path


# ---- older archives, and those that cannot be written


def test_an_archive_from_before_the_ledger_gets_one(old: Path) -> None:
    """On opening; what it held stays."""
    store = SqliteStore(old)

    store.ledger.remember([ANSWER])

    assert (store.ledger.recall(ANSWER.id), store.count(), store.check()) == (ANSWER, 1, [])
    assert version(old) == len(schema.MIGRATIONS)
    store.close()


def test_a_reader_of_an_archive_from_before_the_ledger_finds_it_empty(old: Path) -> None:
    """Nothing fails but writing, nothing is changed, and it sees what is kept once another has brought it up."""
    reader = SqliteStore(old, read_only=True)
    ledger = reader.ledger

    assert (reader.count(), version(old)) == (1, 1)
    assert ledger.place_settings(HERE) == PlaceSettings()
    assert (ledger.recall(ANSWER.id), ledger.recent(HERE, 5)) == (None, [])
    assert (ledger.flags(), ledger.flags(settled=True), ledger.note("commands")) == ([], [], None)
    with pytest.raises(ArchiveReadOnly):
        ledger.flag(FLAG)

    writer = SqliteStore(old)
    writer.ledger.flag(FLAG)
    assert ledger.flags() == [(1, FLAG)]
    writer.close()
    reader.close()


def test_an_archive_from_before_events_gets_them(second: Path) -> None:
    """On opening; what the ledger held stays."""
    store = SqliteStore(second)

    assert (store.ledger.first_time("Ev1", 1), store.ledger.first_time("Ev1", 1)) == (True, False)
    assert (store.ledger.recall(ANSWER.id), store.check(), version(second)) == (ANSWER, [], len(schema.MIGRATIONS))
    store.close()


def test_a_reader_of_an_archive_from_before_events_finds_no_installation(second: Path) -> None:
    """It reads the rest of the ledger, and nothing is changed."""
    reader = SqliteStore(second, read_only=True)

    assert (reader.ledger.recall(ANSWER.id), version(second)) == (ANSWER, 2)
    assert (reader.ledger.installed("slack", "T1"), reader.ledger.installations("slack")) == (None, [])
    with pytest.raises(ArchiveReadOnly):
        reader.ledger.first_time("Ev1", 1)
    reader.close()


READ_ELSEWHERE = """
import os, sys
from pathlib import Path
from bot.domain.errors import ArchiveReadOnly
from bot.domain.place import Place
from bot.storage.sqlite import SqliteStore
if os.geteuid() == 0:
    os.setuid(65534)
store = SqliteStore(Path(sys.argv[1]))
print(store.count(), store.ledger.place_settings(Place("discord", "1")).private, store.ledger.flags())
try:
    store.ledger.remember([])
    store.ledger.set_note("key", "value")
except ArchiveReadOnly as error:
    print(error.hint)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_an_archive_from_before_the_ledger_on_a_read_only_medium_is_read(old: Path) -> None:
    """It cannot be brought up, and need not be."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "archive.db"
        shutil.copyfile(old, copy)
        copy.chmod(0o444)
        Path(folder).chmod(0o555)

        done = subprocess.run(
            [sys.executable, "-c", READ_ELSEWHERE, str(copy)], capture_output=True, text=True, check=False
        )
        Path(folder).chmod(0o755)

    assert (done.stdout, done.stderr) == ("1 False []\ncheck its permissions and its folder's\n", "")


# ---- other processes


def test_two_connections_see_each_others_writes(path: Path) -> None:
    """At once, without being opened again."""
    one, other = SqliteStore(path), SqliteStore(path)
    assert (other.ledger.recall(ANSWER.id), other.ledger.flags()) == (None, [])

    one.ledger.remember([ANSWER])
    other.ledger.set_place(HERE, PlaceSettings(private=True))
    other.ledger.settle(one.ledger.flag(FLAG))

    assert other.ledger.recall(ANSWER.id) == ANSWER
    assert one.ledger.place_settings(HERE) == PlaceSettings(private=True)
    assert one.ledger.flags(settled=True) == [(1, FLAG)]
    one.close()
    other.close()


def test_the_ledger_outlives_its_process(path: Path) -> None:
    """What was remembered is there when the archive is opened again."""
    store = SqliteStore(path)
    store.ledger.remember([ANSWER])
    store.ledger.set_note("commands", "7")
    store.close()

    again = SqliteStore(path)

    assert (again.ledger.recall(ANSWER.id), again.ledger.note("commands")) == (ANSWER, "7")
    again.close()


def test_the_ledger_waits_for_another_writer_as_long_as_the_archive_does(path: Path) -> None:
    """Then says so; reading never waits."""
    store, other = SqliteStore(path, patience=0.1), SqliteStore(path)
    store.ledger.set_note("commands", "7")

    with other._db.writing():
        with pytest.raises(ArchiveBusy):
            store.ledger.remember([ANSWER])
        assert (store.ledger.note("commands"), store.ledger.recall(ANSWER.id)) == ("7", None)

    store.ledger.remember([ANSWER])
    assert store.ledger.recall(ANSWER.id) == ANSWER
    store.close()
    other.close()


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from bot.storage.sqlite import SqliteStore
from tests.storage.test_sqlite_ledger import ANSWER, BATCH
path, prefix = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
store = SqliteStore(path)
for n in range(10_000):
    store.ledger.remember([replace(ANSWER, id=f"{prefix}-{n}-{m}", person=f"{prefix}-{n}") for m in range(BATCH)])
    print(f"{prefix}-{n}", flush=True)
"""

BATCH = 40
"""Answers remembered at once."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 3))])
def test_kill_9_in_the_midst_of_remembering_leaves_a_whole_ledger(path: Path, seed: int) -> None:
    """Every batch that was reported is there, and none by half, however many writers were killed."""
    moments = random.Random(seed)
    reported: set[str] = set()

    for run in range(4):
        command = [sys.executable, "-c", WRITER, str(path), f"run{run}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.1, 0.3))
            writer.kill()
            reported |= {line.strip() for line in writer.stdout if line.endswith("\n")}

        store = SqliteStore(path)
        kept = Counter(answer.person for answer in store.ledger.recent(HERE, 10**6))
        assert reported <= set(kept)
        assert set(kept.values()) <= {BATCH}
        assert store.check() == []
        store.close()

    assert reported != set()


RACER = """
import sys
from pathlib import Path
from bot.storage.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(*(n for n in range(200) if store.ledger.first_time(f"Ev{n}", 1_700_000_000)))
store.close()
"""


def test_of_two_processes_racing_for_an_event_exactly_one_has_it(path: Path) -> None:
    """Two hundred times over, both starting at the same moment."""
    SqliteStore(path).close()
    command = [sys.executable, "-c", RACER, str(path)]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as one,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as other,
    ):
        for racer in (one, other):
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in (one, other):
            assert racer.stdin is not None
            racer.stdin.write("\n")
            racer.stdin.flush()
        had = [racer.communicate(timeout=30)[0].split() for racer in (one, other)]

    assert sorted(had[0] + had[1], key=int) == [str(n) for n in range(200)]


def test_events_outlive_their_process(path: Path) -> None:
    """And what is written after one waits for the disk again."""
    store = SqliteStore(path)
    store.ledger.first_time("Ev1", 1)
    with store._db.lent() as db:
        synchronous = db.execute("PRAGMA synchronous").fetchone()
    store.close()

    again = SqliteStore(path)

    assert (again.ledger.first_time("Ev1", 1), synchronous) == (False, (2,))
    again.close()


def test_writing_waits_for_the_disk_again_after_an_event_that_failed(path: Path) -> None:
    """Whatever went wrong in between."""
    store = SqliteStore(path)

    with pytest.raises(sqlite3.OperationalError), store._db.writing(synced=False) as db:
        db.execute("INSERT INTO nowhere VALUES (1)")

    with store._db.lent() as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store.ledger.first_time("Ev1", 1)
    store.close()


def test_old_events_are_let_go_as_new_ones_come(path: Path, store: SqliteStore) -> None:
    """So that the file does not grow without end."""
    for n in range(SWEPT + 5):
        store.ledger.first_time(f"old {n}", n)

    for n in range(2):
        store.ledger.first_time(f"new {n}", 10_000_000)

    with sqlite3.connect(path) as db:
        (count,) = db.execute("SELECT count(*) FROM events").fetchone()
    db.close()
    assert count == 2


# ---- damage


@pytest.mark.parametrize("stored", ["", "{", "[]", "{}", '{"id": 7}', "null", "[" * 100_000, "7"])
def test_an_answer_that_cannot_be_read_any_more_is_gone(path: Path, store: SqliteStore, stored: str) -> None:
    """Never an error; the others are still there."""
    other = replace(ANSWER, id="other")
    store.ledger.remember([ANSWER, other])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE answers SET answer = ? WHERE id = ?", (stored, ANSWER.id))
    db.close()

    assert store.ledger.recall(ANSWER.id) is None
    assert store.ledger.recent(HERE, 10) == [other]


def test_bytes_that_are_no_text_are_gone_too(path: Path, store: SqliteStore) -> None:
    """A blob is read as text that held half a character, and this one holds none."""
    store.ledger.remember([ANSWER])
    tamper(path, "UPDATE answers SET answer = x'ff00'")

    assert store.ledger.recall(ANSWER.id) is None


def test_an_answer_of_a_newer_on_record_is_read_as_far_as_it_is_known(path: Path, store: SqliteStore) -> None:
    """A field added since is no harm."""
    store.ledger.remember([ANSWER])
    tamper(path, "UPDATE answers SET answer = json_set(answer, '$.mood', 'fine', '$.question.mood', 'fine')")

    assert store.ledger.recall(ANSWER.id) == ANSWER


def test_settings_and_flags_that_cannot_be_read_are_logged(
    path: Path, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Answers are private, as people may have chosen; the flag is passed over; whoever runs the bot is told."""
    store.ledger.set_place(HERE, PlaceSettings(private=True, party="NO"))
    store.ledger.flag(FLAG)
    store.ledger.flag(FLAG)
    tamper(path, "UPDATE places SET settings = '7'", "UPDATE flags SET flag = '{}' WHERE no = 1")

    with caplog.at_level(logging.ERROR):
        found = (store.ledger.place_settings(HERE), store.ledger.flags())

    assert found == (PlaceSettings(private=True), [(2, FLAG)])
    assert caplog.messages == [
        "the settings of 'guild-1' cannot be read: answers there are private",
        "report 1 cannot be read and is passed over",
    ]


def test_a_file_damaged_in_the_ledger_says_so(path: Path, store: SqliteStore) -> None:
    """As anywhere else in the archive."""
    store.ledger.remember([replace(ANSWER, id=f"{n}", person="x" * 3000) for n in range(200)])
    store.close()
    data = bytearray(path.read_bytes())
    for block in range(len(data) // 4096 // 2, len(data) // 4096):
        data[block * 4096 : (block + 1) * 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    damaged = SqliteStore(path)

    with pytest.raises(ArchiveCorrupt, match="is damaged"):
        damaged.ledger.recent(HERE, 1000)
    damaged.close()


def test_many_old_answers_are_forgotten_in_portions(store: SqliteStore) -> None:
    """All of them in the end, and none too many."""
    store.ledger.remember([replace(ANSWER, id=f"{n}", at=n) for n in range(PORTION * 2 + 1)])

    assert [store.ledger.forget(before) for before in (PORTION, PORTION * 2, PORTION * 2 + 1)] == [PORTION, PORTION, 1]
    assert store.ledger.recent(HERE, 10) == []


def test_a_kept_page_is_not_touched_by_forgetting(store: SqliteStore) -> None:
    """The ledger shares the file, not the fate."""
    keep(store, a_page(official("One.")))
    store.ledger.remember([ANSWER])

    assert store.ledger.forget(ANSWER.at + 1) == 1
    assert (store.count(), store.check()) == (1, [])
