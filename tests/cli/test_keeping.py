"""Backups, restores, checks, compacting and copies from the command line: what is done, and what a person is told."""

import json
import re
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.question import Question
from bot.domain.remembered import Remembered
from bot.domain.schedule import Schedule
from bot.storage.copying import sums
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep, official
from tests.cli.conftest import Run
from tests.postgres import postgres
from tests.storage.behind import tamper

PAGE = a_page(official("We are open to Norway."), name="open.txt")
HERE = Place("discord", "1", "10")
COMMANDS = ("backup", "restore", "check", "compact", "copy")


@pytest.fixture
def archive(place: Path, store: SqliteStore) -> Path:
    """An archive of one page, closed."""
    store.close()
    return place


def sentences(place: Path) -> list[str]:
    """What can be quoted from an archive, which must be whole."""
    with closing(SqliteStore(place)) as store:
        assert store.check() == []
        return [each.text for line in store.sources() for each in store.of_source(line.id)]


def test_a_backup_can_be_asked(run: Run, archive: Path) -> None:
    """It is an archive, and says what is in it and who may see it."""
    ran = run("archive", "backup", "b.db", "--archive", archive)
    asked = run("what about Norway", "--archive", "b.db")

    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"b\.db: 1 source, [\d.]+ kB, every byte checked\nit holds secrets .*\n", ran.out)
    assert asked.code == 0
    assert "We are open to Norway." in asked.out


def test_a_backup_is_told_to_programs(run: Run, archive: Path) -> None:
    ran = run("archive", "backup", "b.db", "--json", "--archive", archive)

    assert json.loads(ran.out) == {"file": "b.db", "sources": 1, "bytes": Path("b.db").stat().st_size}


@pytest.mark.parametrize("command", [("backup", "b.db"), ("check",), ("compact",), ("copy", "archive.db", "b.db")])
def test_where_no_archive_is_none_is_made(run: Run, place: Path, command: tuple[str, ...]) -> None:
    """Unlike for a question: a backup of the seeds would look like one of the archive that was meant."""
    ran = run("archive", *command, "--archive", place)

    assert (ran.code, ran.out) == (2, "")
    assert "there is no archive at" in ran.err
    assert list(place.parent.iterdir()) == []


def test_a_backup_is_put_in_the_place_of_what_was_lost(run: Run, archive: Path, bare: Path) -> None:
    """In a data folder that is not there yet, as on a new machine."""
    run("archive", "backup", "b.db", "--archive", archive)

    ran = run("archive", "restore", "b.db")

    place = bare / "share" / "onrecord" / "archive.db"
    assert (ran.code, ran.err, ran.out.splitlines()) == (
        0, "",
        [
            f"{place}: 1 source, as in b.db",
            "what was taken in, set, reported or posted after the backup was made is not in it",
            "the index is made anew with the next question, or now with: onrecord rebuild",
        ],
    )  # fmt: skip
    assert sentences(place) == ["We are open to Norway."]


def test_the_index_of_a_restored_archive_is_made_anew(run: Run, archive: Path) -> None:
    """What came after the backup is not found any more, though the index had it."""
    run("archive", "backup", "b.db", "--archive", archive)
    with closing(SqliteStore(archive)) as store:
        keep(store, a_page(official("We left Iceland."), name="left.txt"))
    before = run("Iceland", "--archive", archive)

    refused = run("archive", "restore", "b.db", "--archive", archive)
    restored = run("archive", "restore", "b.db", "--force", "--archive", archive)
    after = run("Iceland", "--archive", archive)

    assert (before.code, refused.code, restored.code, after.code) == (0, 2, 0, 1)
    assert "keep the old one beside it: --force" in refused.err
    kept = next(archive.parent.glob("archive.db.before-restore-*Z"))
    assert restored.out.splitlines()[1] == f"the archive that was there is kept as {kept}"
    assert sentences(kept) == ["We are open to Norway.", "We left Iceland."]


def test_what_may_have_been_posted_since_the_backup_is_not_posted_again(run: Run, archive: Path) -> None:
    """A schedule that was due an hour ago: the backup cannot know of it, and says so; one that was is left alone."""
    due = datetime.now(UTC) - timedelta(hours=1)
    schedule = Schedule("due", HERE, due.time().replace(second=0, microsecond=0), "UTC", since=due.date())
    post = Post("p", "posted", due.date(), HERE, int(due.timestamp()), Stage.POSTED, message="9")
    with closing(SqliteStore(archive)) as store:
        for each in (schedule, replace(schedule, id="posted")):
            store.ledger.keep_schedule(each)
        store.ledger.put_posts([post])
    run("archive", "backup", "b.db", "--archive", archive)

    ran = run("archive", "restore", "b.db", "--json", "--archive", "new.db")
    again = run("archive", "restore", "b.db", "--force", "--archive", "new.db")

    told = {"archive": "new.db", "sources": 1, "kept": None, "not_posted_again": 1}
    assert json.loads(ran.out) == told
    assert "1 post due in the last 180 minutes may have been posted already: not posted again" in again.out
    with closing(SqliteStore(Path("new.db"))) as store:
        closed = store.ledger.post("due", due.date())
        assert closed is not None
        assert (closed.stage, closed.log[-1].text) == (
            Stage.FAILED, "the archive was restored from a backup that cannot know whether it was posted",
        )  # fmt: skip
        assert store.ledger.post("posted", due.date()) == post


def test_a_check_tells_what_it_looked_at(run: Run, archive: Path) -> None:
    ran = run("archive", "check", "--archive", archive)
    told = json.loads(run("archive", "check", "--json", "--archive", archive).out)

    assert (ran.code, ran.err) == (0, "")
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == [
        "archive", "index", "spelling table", "disk", "all is well",
    ]  # fmt: skip
    assert told.pop("free_bytes") > 0
    assert told == {"sources": 1, "statements": 1, "indexed": 1, "sampled": 1, "words": 5, "faults": []}


def test_a_check_names_every_fault_with_its_mend(run: Run, archive: Path) -> None:
    """Of the archive, and of what is derived from it."""
    run("archive", "check", "--archive", archive)
    tamper(archive, "UPDATE spoken SET statements = 7")
    tamper(next(archive.parent.glob("archive.db.index/**/spelling*.db")), "UPDATE words SET stem = 'x'")

    ran = run("archive", "check", "--archive", archive)
    told = json.loads(run("archive", "check", "--json", "--archive", archive).out)

    assert ran.code == 1
    assert [f"onrecord: {fault}" for fault in told["faults"]] == ran.err.splitlines()
    assert told["faults"] == [
        (
            f"source {PAGE.source.id[:8]}: its statements are miscounted; "
            "ingest the page again, or restore a backup with: onrecord archive restore FILE"
        ),
        "of 7 statements the index holds 1; mend it with: onrecord rebuild",
        "5 of 5 words are missing from the spelling table; mend it with: onrecord rebuild",
    ]


def test_compacting_lets_go_of_old_answers_and_says_so(run: Run, archive: Path) -> None:
    """Those whose buttons have ended."""
    now = int(time.time())
    with closing(SqliteStore(archive)) as store:
        store.ledger.remember(
            [Remembered(name, HERE, "u1", at, Question("x", "x")) for name, at in (("a", 0), ("b", now))]
        )
    size = archive.stat().st_size

    ran = run("archive", "compact", "--archive", archive)
    told = json.loads(run("archive", "compact", "--json", "--archive", archive).out)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("; 1 old answer let go\n")
    assert told == {"bytes_before": size, "bytes_after": size, "answers_forgotten": 0}
    with closing(SqliteStore(archive)) as store:
        assert [answer.id for answer in store.ledger.recent(HERE, 9)] == ["b"]


def test_a_copy_is_the_same_in_every_row(run: Run, archive: Path) -> None:
    ran = run("archive", "copy", archive, "b.db")
    told = json.loads(run("archive", "copy", archive, "c.db", "--json").out)
    refused = run("archive", "copy", archive, "b.db")

    with closing(SqliteStore(archive)) as store, closing(SqliteStore(Path("b.db"))) as copy:
        assert sums(store) == sums(copy)
        tables = {name: table.rows for name, table in sums(store).items()}
    assert told == {"sources": 1, "tables": tables, "faults": []}
    assert ran.out.splitlines() == [
        f"b.db: 1 source, {sum(tables.values())} rows in {len(tables)} tables, all as in {archive}",
        "both hold the same schedules: serve one of them only",
    ]
    assert (ran.code, refused.code, refused.err) == (
        0, 2, "onrecord: the archive is not empty (copy into a new one)\n",
    )  # fmt: skip


def test_a_copy_of_damage_is_told_as_damage(run: Run, archive: Path) -> None:
    tamper(archive, "UPDATE spoken SET statements = 7")

    ran = run("archive", "copy", archive, "b.db")

    assert ran.code == 1
    assert ran.err == f"onrecord: source {PAGE.source.id[:8]}: its statements are miscounted; so it is in {archive}\n"


def test_an_archive_on_a_server_is_kept_by_the_same_commands(run: Run, archive: Path) -> None:
    """And its password is shown by none of them."""
    server = postgres()
    schema = server.schema()
    address = server.address(schema, password="hidden").uri  # noqa: S106  that nobody asks for

    done = [
        run("archive", "copy", archive, address),
        run("archive", "check", "--archive", address),
        run("archive", "compact", "--archive", address),
        run("archive", "backup", "b.db", "--archive", address),
        run("archive", "restore", "b.db", "--force", "--archive", address),
    ]
    server.give_back(schema)

    assert [each.code for each in done] == [0, 0, 0, 0, 2]
    assert done[-1].err == "onrecord: the archive is not empty (copy into a new one)\n"
    assert "disk:" not in done[1].out
    assert sentences(Path("b.db")) == ["We are open to Norway."]
    assert "hidden" not in "".join(each.out + each.err for each in done)


def test_every_command_is_listed(run: Run) -> None:
    listed = run("archive", "--help").out.partition("Commands:")[2]

    assert tuple(line.split()[0] for line in listed.strip().splitlines()) == tuple(sorted(COMMANDS))
