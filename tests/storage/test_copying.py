"""An archive moved into another: the same in every table, or refused."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveCorrupt, ArchiveError, UsageError
from bot.domain.place import Place, PlaceSettings
from bot.domain.post import Post, Shown, Stage
from bot.domain.remembered import Flag
from bot.domain.schedule import Schedule
from bot.ports import Portable, Tables
from bot.storage.copying import back_up_to_file, copied, copy_to_file, sums
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, a_page, bytes_of, keep, official, question, transcript
from tests.storage.behind import tamper
from tests.storage.killing import quietly

PAGE = a_page(question("Well\x00?"), transcript("We are open.", GENG), said="2019-02-18", name="odd\udcff.txt")
LATER = a_page(official("We are open, still."), name="odd\udcff.txt")
PACKED = a_page(official("Packed."), name="packed.html", data=b"<p>Packed.</p>" * 50)
HERE = Place("discord", "1", "10")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An archive with something in most tables."""
    with closing(SqliteStore(tmp_path / "archive.db")) as store:
        keep(store, PAGE, LATER)
        store.add_all([(PACKED, b"<p>Packed.</p>" * 50), (a_page(), bytes_of(a_page()))])
        store.withdraw(PACKED.source.id, 0, 7, "wrong \udcff")
        ledger = store.ledger
        ledger.set_place(HERE, PlaceSettings(private=True))
        ledger.set_note("note", "\udcff")
        ledger.first_time("event", 1)
        ledger.install("slack", "T1", "xoxb")
        ledger.flag(Flag(2, PAGE.source.id, 8, 20, "Geng", "We are open.", "Why?", HERE, "person", 1))
        ledger.keep_schedule(Schedule("schedule", HERE, time(9), "Europe/Oslo"))
        shown = (Shown("key", PAGE.source.id, "geng", 2, 8, 20),)
        ledger.put_posts([Post("post", "schedule", date(2026, 11, 22), HERE, 1, Stage.CLAIMED, shown=shown)])
        yield store


@pytest.fixture
def target(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty archive."""
    with closing(SqliteStore(tmp_path / "target.db")) as target:
        yield target


def test_a_copy_holds_the_same_in_every_table(store: SqliteStore, tmp_path: Path) -> None:
    """Ids, numbers, the feed and the ledger; but it is an archive of its own."""
    file = tmp_path / "copy.db"

    sent, faults = copy_to_file(store, file, quietly)

    assert faults == []
    with closing(SqliteStore(file)) as copy:
        assert sums(copy) == sums(store) == sent
        assert copy.ident != store.ident
        assert (copy.head(), copy.sources(superseded=True)) == (store.head(), store.sources(superseded=True))
        assert copy.ledger.schedules() == store.ledger.schedules()
        assert copy.ledger.posts("schedule", 9) == store.ledger.posts("schedule", 9)
        assert copy.ledger.flags() == store.ledger.flags()
    assert sorted(each.name for each in tmp_path.iterdir() if "copy" in each.name) == ["copy.db"]


def test_a_copy_of_a_copy_goes_on_with_the_same_numbers(store: SqliteStore, target: SqliteStore) -> None:
    """What is kept next in either gets the same."""
    copied(store, target)
    more = a_page(official("More."), name="more.txt")
    keep(store, more)
    keep(target, more)

    assert target.of_source(more.source.id) == store.of_source(more.source.id)
    assert target.head() == store.head()


def test_how_far_it_is_is_told_in_rows(store: SqliteStore, target: SqliteStore) -> None:
    """Each once sent, and once read again."""
    heard: list[int] = []

    sent = copied(store, target, heard.append)

    assert sum(heard) == 2 * sum(table.rows for table in sent.values())


def test_nothing_is_copied_over_anything(store: SqliteStore, target: SqliteStore, tmp_path: Path) -> None:
    """An archive with something in it, or a file that is there."""
    keep(target, a_page())
    before = sums(target)

    with pytest.raises(ArchiveError, match="is not empty"):
        copied(store, target)
    with pytest.raises(UsageError, match="is there already"):
        copy_to_file(store, tmp_path / "target.db", quietly)

    assert sums(target) == before


class Losing:
    """An archive that keeps all rows of ``table`` but one, or another in its place."""

    def __init__(self, real: Portable, table: str, *, changed: bool) -> None:
        self._real, self._table, self._changed = real, table, changed

    def tables(self) -> AbstractContextManager[Tables]:
        return self._real.tables()

    def fill(self, tables: Tables) -> None:
        self._real.fill(self._without(tables))

    def _without(self, tables: Tables) -> Tables:
        for name, columns, rows in tables:
            yield name, columns, self._fewer(rows) if name == self._table else rows

    def _fewer(self, rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        *first, last = next(rows)
        if self._changed:
            yield (*first, bytes(reversed(last)) if isinstance(last, bytes) else 7)
        yield from rows


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("table", ["texts", "blocks", "notes", "shown"])
def test_a_copy_that_is_not_the_same_is_found_out(
    store: SqliteStore,
    target: SqliteStore,
    table: str,
    changed: bool,  # noqa: FBT001  pytest's
) -> None:
    """A row that is missing, or another."""
    with pytest.raises(ArchiveCorrupt, match=f"^the copy does not hold what was sent: {table} "):
        copied(store, Losing(target, table, changed=changed))


def test_a_source_that_gives_way_leaves_the_target_empty(store: SqliteStore, target: SqliteStore) -> None:
    """In the midst of its tables."""

    class Breaking(Losing):
        @contextmanager
        def tables(self) -> Iterator[Tables]:
            with super().tables() as tables:
                yield self._until(tables)

        def _until(self, tables: Tables) -> Tables:
            for table in tables:
                if table[0] == "withdrawals":
                    raise ArchiveCorrupt("gone")
                yield table

    with pytest.raises(ArchiveCorrupt, match="gone"):
        copied(Breaking(store, "", changed=False), target)

    assert (target.source_count(superseded=True), target.head()) == (0, 0)


def test_the_damage_of_a_source_is_copied_and_told(store: SqliteStore, tmp_path: Path) -> None:
    """A copy may be made to save what can be saved; a backup may not take the place of a better one."""
    tamper(tmp_path / "archive.db", "UPDATE texts SET text = 'x' WHERE source = 3")

    _, faults = copy_to_file(store, tmp_path / "copy.db", quietly)
    with pytest.raises(ArchiveCorrupt, match="does not match its hash"):
        back_up_to_file(store, tmp_path / "backup.db", quietly, force=False)

    assert any("does not match its hash" in fault for fault in faults)
    assert not (tmp_path / "backup.db").exists()


def test_a_backup_of_rows_is_an_archive_like_any_other(store: SqliteStore, tmp_path: Path) -> None:
    """That is how a server's is made; over an older one only if asked."""
    file = tmp_path / "backup.db"

    assert back_up_to_file(store, file, quietly, force=False) == 4
    with pytest.raises(UsageError, match="is there already"):
        back_up_to_file(store, file, quietly, force=False)
    keep(store, replace(LATER, source=replace(LATER.source, origin="/elsewhere")))
    assert back_up_to_file(store, file, quietly, force=True) == 4

    with closing(SqliteStore(file)) as backup:
        assert sums(backup) == sums(store)
        assert backup.check() == []
