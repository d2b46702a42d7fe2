"""Schedules, posts and withdrawals in a file: older archives, other processes, kill -9, damage, a million posts."""

import logging
import random
import signal
import sqlite3
import subprocess
import sys
import time as clock
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, ArchiveReadOnly
from bot.domain.place import Place
from bot.domain.post import Post, Shown, Stage
from bot.domain.question import Question
from bot.domain.remembered import Remembered
from bot.domain.schedule import Schedule
from bot.domain.statement import WITHDRAWN, Voice
from bot.storage import schema
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep, official
from tests.storage.behind import make_older, tamper, version

HERE = Place("discord", "guild-1", "channel-1")
DAY = date(2026, 11, 24)
SCHEDULE = Schedule("abcdefghijkl", HERE, time(9), "Europe/Oslo")
GENG = Shown("words of Geng", "ab" * 32, "cn.mfa.geng_shuang", 7, 10, 90)
POST = Post("mnopqrstuvwx", SCHEDULE.id, DAY, HERE, 1_795_507_200, Stage.CLAIMED, until=9, shown=(GENG,))
ANSWER = Remembered("abcdefghijkl", HERE, "person-1", 1_700_000_000, Question("what did China say"))
PAGE = a_page(official("One."), official("Two."))


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
def third(path: Path) -> Path:
    """An archive of the third schema, with a page, an answer, an event and an installation in it."""
    store = SqliteStore(path)
    keep(store, PAGE)
    store.ledger.remember([ANSWER])
    store.ledger.first_time("Ev1", 1)
    store.ledger.install("slack", "T1", "secret")
    store.close()
    make_older(path, 3)
    return path


# ---- older archives, and those that cannot be written


def test_an_archive_from_before_schedules_gets_them(third: Path) -> None:
    """On opening; all that it held stays, and what is new works."""
    store = SqliteStore(third)
    ledger = store.ledger

    done = ledger.keep_schedule(SCHEDULE)

    assert (version(third), done) == (len(schema.MIGRATIONS), replace(SCHEDULE, number=1, change=1))
    assert (ledger.put_posts([POST, POST]), ledger.shown_in(HERE)) == ([True, False], [GENG])
    assert (store.page(PAGE.source.id), ledger.recall(ANSWER.id)) == (PAGE, ANSWER)
    assert (ledger.first_time("Ev1", 1), ledger.installed("slack", "T1")) == (False, "secret")
    assert [each.text for each in store.withdraw(PAGE.source.id, 0, 1, "not theirs")] == ["One."]
    assert (keep(store, PAGE), store.count(), store.check()) == (["known"], 1, [])
    store.close()


def test_a_reader_of_an_archive_from_before_schedules_finds_none(third: Path) -> None:
    """It reads the rest, nothing is changed, writing is refused; what another brings up it sees."""
    reader = SqliteStore(third, read_only=True)
    ledger = reader.ledger

    assert (reader.count(), len(list(reader.outlines([Voice.OFFICIAL], 0, 0, 9))), version(third)) == (2, 2, 3)
    assert (ledger.recall(ANSWER.id), ledger.installed("slack", "T1")) == (ANSWER, "secret")
    assert (ledger.schedule("x"), ledger.schedules(), ledger.schedules(HERE)) == (None, [], [])
    assert (ledger.schedules_since(0, 9), ledger.post("x", DAY), ledger.posts("x", 9)) == ([], None, [])
    assert (ledger.unconfirmed("discord", 99, 9), ledger.to_correct("discord", 9)) == ([], [])
    assert (ledger.shown_in(HERE), ledger.showing("ab" * 32), ledger.put_posts([])) == ([], [], [])
    writes: tuple[Callable[[], object], ...] = (
        lambda: ledger.put_posts([POST]),
        lambda: ledger.keep_schedule(SCHEDULE),
        lambda: keep(reader, PAGE),
        lambda: reader.withdraw(PAGE.source.id, 0, 1, "not theirs"),
    )
    for write in writes:
        with pytest.raises(ArchiveReadOnly):
            write()

    writer = SqliteStore(third)
    writer.ledger.put_posts([POST])
    assert ledger.shown_in(HERE) == [GENG]
    writer.close()
    reader.close()


def test_what_is_kept_outlives_its_process(path: Path) -> None:
    """Schedules with their numbers, posts with their versions, withdrawals with their words."""
    store = SqliteStore(path)
    store.ledger.keep_schedule(SCHEDULE)
    store.ledger.put_posts([POST, replace(POST, version=2, stage=Stage.POSTED)])
    keep(store, PAGE)
    store.withdraw(PAGE.source.id, 0, 1, "not theirs")
    store.close()

    again = SqliteStore(path)

    assert again.ledger.schedules() == [replace(SCHEDULE, number=1, change=1)]
    assert again.ledger.posts(SCHEDULE.id, 9) == [replace(POST, version=2, stage=Stage.POSTED)]
    newer = a_page(official("“One”"), official("More."))
    assert (keep(again, PAGE, newer), again.page(newer.source.id).units[0].rule) == (["known", "version"], WITHDRAWN)
    again.close()


# ---- on the disk, and other processes


def test_posts_are_one_transaction_that_waits_for_the_disk(store: SqliteStore) -> None:
    """However many they are; also after something that did not wait."""
    said: list[str] = []
    store.ledger.first_time("Ev1", 1)
    with store._db.lent() as db:
        db.set_trace_callback(said.append)

    store.ledger.put_posts([replace(POST, schedule=f"{n}") for n in range(9)])

    with store._db.lent() as db:
        db.set_trace_callback(None)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert (said[0], said[-1]) == ("BEGIN IMMEDIATE", "COMMIT")
    assert [each for each in said if "COMMIT" in each or "synchronous" in each] == ["COMMIT"]


def test_another_writer_is_waited_for_as_long_as_the_archive_is_patient(path: Path) -> None:
    """Then it is said so, and nothing is kept; reading never waits."""
    store, other = SqliteStore(path, patience=0.1), SqliteStore(path)
    store.ledger.put_posts([POST])

    with other._db.writing():
        with pytest.raises(ArchiveBusy):
            store.ledger.put_posts([replace(POST, version=2)])
        with pytest.raises(ArchiveBusy):
            store.ledger.keep_schedule(SCHEDULE)
        assert store.ledger.unconfirmed("discord", 10, 9) == [POST]

    assert (store.ledger.schedules(), store.ledger.post(POST.schedule, DAY)) == ([], POST)
    store.close()
    other.close()


RACER = """
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from bot.storage.sqlite import SqliteStore
from tests.storage.test_sqlite_outbox import DAY, POST, SCHEDULE
name, store = sys.argv[2], SqliteStore(Path(sys.argv[1]))
ledger = store.ledger
print("ready", flush=True)
sys.stdin.readline()
for n in range(150):
    day = DAY + timedelta(n)
    if ledger.put_posts([replace(POST, day=day, owner=name)]) == [True]:
        print("claimed", n)
    if ledger.put_posts([replace(POST, day=day, owner=name, version=2)]) == [True]:
        print("taken", n)
    if n < 50:
        print("number", ledger.keep_schedule(replace(SCHEDULE, id=f"{name}-{n}")).number)
store.close()
"""


def test_of_two_processes_on_one_file_exactly_one_has_each_day(path: Path) -> None:
    """A hundred and fifty days claimed and taken over once each, a hundred schedules under as many numbers."""
    SqliteStore(path).close()
    pipe, command = subprocess.PIPE, [sys.executable, "-c", RACER, str(path)]
    with (
        subprocess.Popen([*command, "one"], stdin=pipe, stdout=pipe, text=True) as one,
        subprocess.Popen([*command, "other"], stdin=pipe, stdout=pipe, text=True) as other,
    ):
        for racer in (one, other):
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in (one, other):
            assert racer.stdin is not None
            racer.stdin.write("\n")
            racer.stdin.flush()
        said = [line for racer in (one, other) for line in racer.communicate(timeout=60)[0].splitlines()]

    days = [f"{what} {n}" for what in ("claimed", "taken") for n in range(150)]
    assert sorted(said) == sorted(days + [f"number {n}" for n in range(1, 101)])
    store = SqliteStore(path)
    assert {post.version for post in store.ledger.posts(POST.schedule, 999)} == {2}
    assert [schedule.change for schedule in store.ledger.schedules_since(0, 999)] == list(range(1, 101))
    store.close()


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from bot.storage.sqlite import SqliteStore
from tests.storage.test_sqlite_outbox import BATCH, POST
path, run = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
store = SqliteStore(path)
for n in range(10_000):
    batch = [replace(POST, schedule=f"{run}-{n}-{m}", due=m, owner=f"{run}-{n}") for m in range(BATCH)]
    assert all(store.ledger.put_posts(batch))
    print(f"{run}-{n}", flush=True)
    assert all(store.ledger.put_posts([replace(post, version=2, shown=post.shown * 2) for post in batch]))
    print(f"{run}-{n} again", flush=True)
"""

BATCH = 40
"""Posts put at once."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 3))])
def test_kill_9_in_the_midst_of_putting_posts_leaves_whole_batches_or_nothing(path: Path, seed: int) -> None:
    """Every batch that was reported is there, of that version or a later, with all that its posts showed."""
    moments = random.Random(seed)
    reported: set[str] = set()

    for run in range(4):
        command = [sys.executable, "-c", WRITER, str(path), f"run{run}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            clock.sleep(moments.uniform(0.1, 0.3))
            writer.kill()
            reported |= {line.strip() for line in writer.stdout if line.endswith("\n")}

        store = SqliteStore(path)
        posts = store.ledger.unconfirmed("discord", 10, 10**6)
        kept = Counter((post.owner, post.version) for post in posts)
        assert {batch.removesuffix(" again") for batch in reported} <= {owner for owner, _ in kept}
        assert {batch for batch in reported if batch.endswith(" again")} <= {f"{o} again" for o, v in kept if v == 2}
        assert set(kept.values()) <= {BATCH}
        assert len(store.ledger.shown_in(HERE)) == sum(post.version for post in posts)
        assert store.check() == []
        store.close()

    assert reported != set()


# ---- damage


@pytest.mark.parametrize("stored", ["", "{", "[]", "{}", '{"stage": "flying"}', "null", "7"])
def test_a_post_that_cannot_be_read_any_more_still_holds_its_day(
    path: Path, store: SqliteStore, caplog: pytest.LogCaptureFixture, stored: str
) -> None:
    """It is passed over, loudly, and nothing is put in its place: nobody knows whether it was sent."""
    other = replace(POST, schedule="other")
    store.ledger.put_posts([POST, other])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE posts SET post = ? WHERE schedule = ?", (stored, POST.schedule))
    db.close()

    with caplog.at_level(logging.ERROR):
        found = (store.ledger.post(POST.schedule, DAY), store.ledger.unconfirmed("discord", 10, 9))

    assert found == (None, [other])
    assert caplog.messages == ["the post ('abcdefghijkl', '2026-11-24') cannot be read and is passed over"] * 2
    assert store.ledger.put_posts([POST]) == [False]
    assert store.ledger.shown_in(HERE) == [GENG, GENG]


def test_a_schedule_that_cannot_be_read_any_more_is_passed_over(
    path: Path, store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Loudly; the others run on, and its number is not given again."""
    store.ledger.keep_schedule(SCHEDULE)
    second = store.ledger.keep_schedule(replace(SCHEDULE, id="second"))
    tamper(path, "UPDATE schedules SET schedule = '{}' WHERE number = 1")

    with caplog.at_level(logging.ERROR):
        found = (store.ledger.schedule(SCHEDULE.id), store.ledger.schedules_since(0, 9))

    assert (found, caplog.messages) == (
        (None, [second]),
        ["the schedule ('abcdefghijkl', 1) cannot be read and is passed over"] * 2,
    )
    third = store.ledger.keep_schedule(replace(SCHEDULE, id="third"))
    assert third == replace(SCHEDULE, id="third", number=3, change=3)


def test_a_withdrawal_from_a_damaged_text_changes_nothing(path: Path, store: SqliteStore) -> None:
    """It is the archive's to be mended first; read again, it can be withdrawn."""
    keep(store, PAGE)
    tamper(path, "UPDATE texts SET text = 'x'")

    with pytest.raises(ArchiveCorrupt, match="does not match its hash"):
        store.withdraw(PAGE.source.id, 0, 1, "not theirs")

    assert (store.head(), keep(store, PAGE)) == (1, ["reread"])
    assert [each.text for each in store.withdraw(PAGE.source.id, 0, 1, "not theirs")] == ["One."]


# ---- a million posts

ASKED: dict[str, Callable[[SqliteStore], object]] = {
    "put a new one": lambda store: store.ledger.put_posts([replace(POST, schedule="new")]),
    "put a change": lambda store: store.ledger.put_posts([replace(POST, version=2)]),
    "post": lambda store: store.ledger.post(POST.schedule, DAY),
    "posts": lambda store: store.ledger.posts(POST.schedule, 9),
    "unconfirmed": lambda store: store.ledger.unconfirmed("discord", 10, 9),
    "to correct": lambda store: store.ledger.to_correct("discord", 9),
    "shown in": lambda store: store.ledger.shown_in(HERE),
    "showing": lambda store: store.ledger.showing(GENG.source),
    "schedule": lambda store: store.ledger.schedule(SCHEDULE.id),
    "schedules": lambda store: store.ledger.schedules(HERE),
    "schedules since": lambda store: store.ledger.schedules_since(1, 9),
    "a new schedule": lambda store: store.ledger.keep_schedule(replace(SCHEDULE, id="new")),
}


@pytest.mark.parametrize("what", ASKED)
def test_nothing_that_is_asked_walks_all_rows(store: SqliteStore, what: str) -> None:
    """Every step is a search by an index; what is due, claimed or wrong comes in its order without being sorted."""
    store.ledger.keep_schedule(SCHEDULE)
    store.ledger.put_posts([POST, *(replace(POST, day=DAY - timedelta(n)) for n in range(1, 4))])
    said: list[str] = []
    with store._db.lent() as db:
        db.set_trace_callback(said.append)

    ASKED[what](store)

    with store._db.lent() as db:
        db.set_trace_callback(None)
        asked = [each for each in said if each.split()[0] in {"SELECT", "UPDATE", "DELETE", "INSERT"}]
        plan = [str(step[3]) for each in asked for step in db.execute(f"EXPLAIN QUERY PLAN {each}")]
    assert (asked != [], [step for step in plan if step.startswith("SCAN")]) == (True, [])
    assert [step for step in plan if "TEMP B-TREE" in step] == (["USE TEMP B-TREE FOR ORDER BY"] * (what == "showing"))
