"""Backups of an archive in use, and archives restored from them: whole, or not at all."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, ArchiveError, OnRecordError, UsageError
from bot.ports import Ledger
from bot.storage.backup import back_up, restore
from bot.storage.compacting import compact
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep, official
from tests.cli.conftest import ROOT
from tests.storage.behind import FREED, damaged, tamper
from tests.storage.killing import quietly

PAGE, LATER = a_page(official("We are open.")), a_page(official("We are shut."), name="later.txt")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An archive of one page, closed."""
    place = tmp_path / "archive.db"
    with closing(SqliteStore(place)) as store:
        keep(store, PAGE)
        store.ledger.install("slack", "T1", "xoxb-secret")
    return place


@pytest.fixture
def file(place: Path) -> Path:
    """A backup of it."""
    file = place.with_name("backup.db")
    back_up(place, file, quietly, force=False)
    return file


@pytest.fixture
def store(place: Path) -> Iterator[SqliteStore]:
    """The archive, open as somebody else has it."""
    with closing(SqliteStore(place)) as store:
        yield store


def no_more(_: Ledger) -> None:
    """Nothing to settle."""


def texts(place: Path) -> list[str]:
    """What can be quoted from an archive, which must be whole."""
    with closing(SqliteStore(place)) as store:
        assert store.check() == []
        return [each.text for line in store.sources() for each in store.of_source(line.id)]


def files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_backup_is_an_archive_of_its_own(place: Path, file: Path) -> None:
    """With the ledger in it, in one file, for its owner's eyes only."""
    assert files(place.parent) == {"archive.db", "backup.db"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with closing(SqliteStore(file)) as store:
        assert (store.page(PAGE.source.id), store.original(PAGE.source.id)) == (PAGE, PAGE.source.text.encode())
        assert store.ledger.installed("slack", "T1") == "xoxb-secret"


def test_a_backup_is_made_while_others_write(place: Path, tmp_path: Path) -> None:
    """It holds what was kept before it began; what came meanwhile is kept too, by a writer that never waits."""
    file = tmp_path / "backup.db"
    kept: list[str] = []
    with closing(SqliteStore(place, patience=0)) as store:

        def told(*_: object) -> None:
            if not kept:
                kept.extend(keep(store, LATER))

        back_up(place, file, told, force=False)

        assert kept == ["new"]
        assert store.source_count() == 2
    assert texts(file) == ["We are open."]


def test_a_backup_never_replaces_a_file_unasked(place: Path, file: Path) -> None:
    """Not even an older backup; with force it does."""
    with closing(SqliteStore(place)) as store:
        keep(store, LATER)

    with pytest.raises(UsageError, match="is there already"):
        back_up(place, file, quietly, force=False)
    assert texts(file) == ["We are open."]

    back_up(place, file, quietly, force=True)
    assert texts(file) == ["We are open.", "We are shut."]


@pytest.mark.parametrize("force", [False, True])
def test_a_file_that_comes_meanwhile_is_not_replaced_unasked(place: Path, tmp_path: Path, force: bool) -> None:  # noqa: FBT001
    file = tmp_path / "backup.db"

    def told(*_: object) -> None:
        file.write_text("mine", encoding="utf-8")

    if force:
        back_up(place, file, told, force=True)
        assert texts(file) == ["We are open."]
    else:
        with pytest.raises(UsageError, match="is there already"):
            back_up(place, file, told, force=False)
        assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "error"),
    [("archive.db", UsageError), ("./archive.db", UsageError), ("archive.db-wal", UsageError), (".", ArchiveError),
     ("no/b.db", ArchiveError)],
)  # fmt: skip
def test_a_backup_goes_nowhere_it_cannot_stand(place: Path, name: str, error: type[OnRecordError]) -> None:
    """Above all not over the archive itself, even with force."""
    with pytest.raises(error):
        back_up(place, place.parent / name, quietly, force=True)

    assert texts(place) == ["We are open."]
    assert files(place.parent) == {"archive.db"}


def test_no_backup_is_made_of_a_damaged_archive(place: Path, file: Path) -> None:
    """And the one of better days stays."""
    tamper(place, "UPDATE texts SET text = 'We are shut.'")

    with pytest.raises(ArchiveCorrupt, match=r"^no backup was made: the text of source .* does not match its hash"):
        back_up(place, file, quietly, force=True)

    assert texts(file) == ["We are open."]
    assert files(place.parent) == {"archive.db", "backup.db"}


def test_what_a_dead_process_left_is_swept_away(place: Path, tmp_path: Path) -> None:
    """But not what one that runs is making."""
    running = os.getppid()
    for name in (".backup.db.999999999.new", ".backup.db.999999999.new-wal", f".backup.db.{running}.new"):
        (tmp_path / name).touch()

    back_up(place, tmp_path / "backup.db", quietly, force=False)

    assert files(tmp_path) == {"archive.db", "backup.db", f".backup.db.{running}.new"}


def test_a_restored_archive_is_as_the_backup_and_has_a_name_of_its_own(place: Path, file: Path) -> None:
    """So that no index takes it for the one it knew; the old one is kept with all that was in it."""
    with closing(SqliteStore(place)) as store:
        keep(store, LATER)
        ident = store.ident

    _, kept = restore(file, place, quietly, force=True, settle=no_more)

    assert kept is not None
    assert (texts(place), texts(kept)) == (["We are open."], ["We are open.", "We are shut."])
    with closing(SqliteStore(place)) as restored, closing(SqliteStore(kept)) as old:
        assert (old.ident, restored.ident == ident) == (ident, False)
    assert place.stat().st_mode == kept.stat().st_mode


def test_restoring_twice_at_once_keeps_both_old_archives(place: Path, file: Path) -> None:
    """In the same second, too."""
    kept = [restore(file, place, quietly, force=True, settle=no_more)[1] for _ in range(3)]

    assert len({str(each) for each in kept}) == 3
    assert [texts(each) for each in kept if each] == [["We are open."]] * 3


def test_an_archive_with_something_in_it_is_not_replaced_unasked(place: Path, file: Path) -> None:
    """One without anything is."""
    with pytest.raises(UsageError, match="holds an archive"):
        restore(file, place, quietly, force=False, settle=no_more)

    empty = place.with_name("empty.db")
    SqliteStore(empty).close()
    assert restore(file, empty, quietly, force=False, settle=no_more) == (1, None)
    assert texts(empty) == ["We are open."]


def test_where_no_archive_is_one_is_made(file: Path, tmp_path: Path) -> None:
    """A log that an archive left behind is not taken for the new one's."""
    place = tmp_path / "new.db"
    place.with_name("new.db-wal").write_bytes(b"\x37\x7f\x06\x82" + b"\xff" * 4096)

    assert restore(file, place, quietly, force=False, settle=no_more) == (1, None)

    assert texts(place) == ["We are open."]


def test_what_is_to_be_settled_is_settled_before_it_stands(file: Path, tmp_path: Path) -> None:
    """In the archive to be, on the disk under another name."""
    place, seen = tmp_path / "new.db", []

    def settle(ledger: Ledger) -> None:
        seen.append(place.exists())
        ledger.set_note("settled", "yes")

    restore(file, place, quietly, force=False, settle=settle)

    with closing(SqliteStore(place)) as store:
        assert (seen, store.ledger.note("settled")) == ([False], "yes")


@pytest.mark.usefixtures("store")
def test_an_archive_that_is_open_elsewhere_is_not_replaced(place: Path, file: Path) -> None:
    """Even if nobody is writing just now."""
    with pytest.raises(ArchiveBusy, match=r"another process has .*archive\.db open"):
        restore(file, place, quietly, force=True, settle=no_more)

    assert texts(place) == ["We are open."]
    assert files(place.parent) == {"archive.db", "archive.db-wal", "archive.db-shm", "backup.db"}


def test_who_opens_the_archive_while_it_is_replaced_loses_nothing(place: Path, file: Path) -> None:
    """Either the restore is refused, or what they keep is in the new archive, or they are told it cannot be kept."""
    outcomes: list[object] = []

    def write() -> None:
        for number in range(40):
            page = a_page(official(f"Number {number}."), name=f"{number}.txt")
            try:
                with closing(SqliteStore(place)) as store:
                    keep(store, page)
                    outcomes.append(page.source.text.strip())
            except ArchiveError as error:
                outcomes.append(error)

    writing = threading.Thread(target=write)
    writing.start()
    kept = []
    while writing.is_alive():
        try:
            kept.append(restore(file, place, quietly, force=True, settle=no_more)[1])
        except ArchiveBusy:
            continue
    writing.join()

    told = {each for each in outcomes if isinstance(each, str)}
    held = set(texts(place)).union(*(texts(each) for each in kept if each))
    assert (len(outcomes), told - held) == (40, set())


def test_who_had_opened_the_old_file_cannot_write_it_any_more(place: Path, file: Path) -> None:
    """As one that opened it in the moment before it was replaced, and waited."""
    with closing(sqlite3.connect(place)) as late:
        restore(file, place, quietly, force=True, settle=no_more)

        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            late.execute("PRAGMA journal_mode = WAL")


def test_what_a_link_leads_to_is_replaced(place: Path, file: Path) -> None:
    """The link stays one."""
    link = place.with_name("link.db")
    link.symlink_to(place)

    _, kept = restore(file, link, quietly, force=True, settle=no_more)

    assert link.is_symlink()
    assert (texts(place), kept and kept.name.partition(".before")[0]) == (["We are open."], "archive.db")


WAYS = ("header", "schema", "middle", "end", "truncated", "empty")


@pytest.mark.parametrize("where", WAYS)
def test_a_damaged_backup_is_never_restored(place: Path, file: Path, where: str) -> None:
    """Wherever the damage is; the archive stays as it was."""
    with closing(SqliteStore(place)) as store:
        keep(store, a_page(*(official(f"Number {n}.") for n in range(900)), name="long.txt"))
    back_up(place, file, quietly, force=True)
    before = texts(place)
    file.write_bytes(damaged(file.read_bytes(), where))

    with pytest.raises(ArchiveError) as refused:
        restore(file, place, quietly, force=True, settle=no_more)

    assert str(file) in refused.value.message
    assert texts(place) == before
    assert files(place.parent) == {"archive.db", "backup.db"}


@pytest.mark.parametrize("where", WAYS)
def test_a_damaged_archive_can_be_replaced(place: Path, file: Path, where: str) -> None:
    """That is what backups are for; what is left of it is kept."""
    broken = damaged(place.read_bytes(), where)
    place.write_bytes(broken)

    _, kept = restore(file, place, quietly, force=True, settle=no_more)

    assert texts(place) == ["We are open."]
    assert kept is None or kept.stat().st_size == len(broken)
    assert (kept is None) == (where == "empty")


def test_another_programs_database_is_neither_restored_nor_replaced(place: Path, file: Path) -> None:
    """Even with force."""
    other = place.with_name("other.db")
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE mine (x)")
    before = other.read_bytes()

    with pytest.raises(ArchiveError, match="is another program's database"):
        restore(other, place, quietly, force=True, settle=no_more)
    with pytest.raises(ArchiveError, match="is another program's database"):
        restore(file, other, quietly, force=True, settle=no_more)

    assert (texts(place), other.read_bytes()) == (["We are open."], before)


def test_a_compacted_archive_is_smaller_and_the_same(place: Path) -> None:
    """While somebody has it open: first written anew, the second time a few pages at a time."""
    sizes = [place.stat().st_size]
    with closing(SqliteStore(place, patience=0)) as store:
        for _ in range(2):
            tamper(place, *FREED)
            compact(place)
            sizes.append(place.stat().st_size)
        assert (store.page(PAGE.source.id), store.check()) == (PAGE, [])

    assert max(sizes) - min(sizes) < 20_000
    assert numbers(place, "freelist_count", "auto_vacuum") == [0, 2]


def test_where_nothing_is_free_nothing_is_written_anew(place: Path) -> None:
    """As nobody should wait for nothing; only the log is folded in."""
    with closing(SqliteStore(place)) as store:
        keep(store, LATER)
        compact(place)

        assert place.with_name("archive.db-wal").stat().st_size == 0
    assert numbers(place, "auto_vacuum") == [0]


def test_compacting_lets_go_of_old_events(place: Path, store: SqliteStore) -> None:
    """Those that no platform tells again."""
    store.ledger.first_time("old", 0)
    now = int(time.time())
    store.ledger.first_time("new", now)
    tamper(place, "INSERT OR REPLACE INTO events VALUES ('old', 0)")

    compact(place)

    assert [store.ledger.first_time(key, now) for key in ("old", "new")] == [True, False]


def numbers(place: Path, *pragmas: str) -> list[int]:
    """What SQLite tells of a file."""
    with closing(sqlite3.connect(place)) as db:
        return [db.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas]


SWEEPS = {
    "backup": {"as it was, as it was", "as it was, as archive.db"},
    "restore": {"as it was, as it was", "as other.db, as it was"},
    "copy": {"as it was, as it was", "as it was, as archive.db"},
    "fill": {"as it was, as it was", "as it was, as archive.db"},
}
"""What may be found of the archive, and of the other file, when the work on them was killed."""


def swept(work: str, moments: int, folder: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.storage.killing", work, str(moments), str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs kill -9 and fork")
@pytest.mark.parametrize("moments", [12, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize("work", SWEEPS)
def test_kill_9_leaves_what_was_or_what_was_to_be(tmp_path: Path, work: str, moments: int) -> None:
    """Never anything between; and the next one sweeps up behind it."""
    done = swept(work, moments, tmp_path)

    assert set(done["found"]) <= SWEEPS[work]  # type: ignore[call-overload]
    assert done["left"] == ["archive.db", "other.db"]
