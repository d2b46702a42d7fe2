"""Opening an archive: what stands at the path, and what is said of it when it will not do."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveCorrupt, ArchiveError, ArchiveReadOnly
from bot.storage import schema
from bot.storage.connections import domain_errors
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, bytes_of, keep, official


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the archive is to be."""
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Path:
    """An archive of forty pages, closed."""
    store = SqliteStore(path)
    pages = [a_page(official(f"Statement {n}. " * 20), name=f"{n}.txt") for n in range(40)]
    store.add_all((page, bytes_of(page)) for page in pages)
    store.close()
    return path


def test_a_new_archive_is_made_with_its_folder(tmp_path: Path) -> None:
    """A person need not make the folder first."""
    path = tmp_path / "data" / "on record" / "archive #1.db"

    SqliteStore(path).close()

    assert path.read_bytes()[68:72] == schema.APPLICATION_ID.to_bytes(4)


def test_a_closed_archive_is_one_file(archive: Path) -> None:
    """The log is folded in: a copy of the file is a copy of the archive."""
    assert [each.name for each in archive.parent.iterdir()] == ["archive.db"]


def test_an_empty_file_becomes_an_archive(path: Path) -> None:
    """As after ``touch``."""
    path.touch()

    store = SqliteStore(path)

    assert keep(store, a_page()) == ["new"]
    store.close()


def damage_header(path: Path) -> None:
    """Another first line."""
    path.write_bytes(b"Not SQLite at all" + path.read_bytes()[17:])


def write_text(path: Path) -> None:
    """A text file in its place."""
    path.write_text("Dear diary,\n" * 1000)


def cut_short(path: Path) -> None:
    """Half of it is gone."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def drop(table: str) -> Callable[[Path], None]:
    """A table is gone."""

    def harm(path: Path) -> None:
        with sqlite3.connect(path) as db:
            db.execute(f"DROP TABLE {table}")
        db.close()

    return harm


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (damage_header, "is not an archive"),
        (write_text, "is not an archive"),
        (cut_short, "is damaged"),
        (drop("spoken"), "lacks the table spoken"),
        (drop("flags"), "lacks the table flags"),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_damaged_file_is_refused_in_one_line(
    archive: Path, harm: Callable[[Path], None], message: str, *, read_only: bool
) -> None:
    """With what to do, and the file left as it was found."""
    harm(archive)
    found = archive.read_bytes()

    with pytest.raises(ArchiveCorrupt) as refused:
        SqliteStore(archive, read_only=read_only)

    assert refused.value.message == f"{archive} {message}"
    assert refused.value.hint != ""
    assert archive.read_bytes() == found


def test_another_programs_database_is_left_alone(path: Path) -> None:
    """Neither written nor put in another journal mode."""
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE photos (id INTEGER)")
    db.close()
    found = path.read_bytes()

    with pytest.raises(ArchiveError, match="is another program's database"):
        SqliteStore(path)

    assert path.read_bytes() == found


def test_a_newer_archive_is_refused_with_what_to_do(archive: Path) -> None:
    """An older program does not touch what it does not know."""
    with sqlite3.connect(archive) as db:
        db.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    db.close()

    with pytest.raises(ArchiveError, match="was made by a newer On Record") as refused:
        SqliteStore(archive)

    assert refused.value.hint.startswith("upgrade onrecord")


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    """Said plainly."""
    with pytest.raises(ArchiveError, match="is a folder"):
        SqliteStore(tmp_path)


def test_reading_alone_needs_an_archive(path: Path) -> None:
    """None is made for a reader."""
    with pytest.raises(ArchiveError, match="there is no archive at"):
        SqliteStore(path, read_only=True)

    assert not path.exists()


def test_a_place_that_cannot_be_is_refused(path: Path) -> None:
    """A file stands where a folder is needed."""
    path.touch()

    with pytest.raises(ArchiveReadOnly, match=r"archive\.db cannot be made: "):
        SqliteStore(path / "below" / "archive.db")


def test_a_reader_reads_and_cannot_write(archive: Path) -> None:
    """All that is there; ArchiveReadOnly for more."""
    store = SqliteStore(archive, read_only=True)

    assert store.count() == 40
    with pytest.raises(ArchiveReadOnly, match="cannot be written"):
        keep(store, a_page())
    assert store.check() == []
    store.close()


def test_a_closed_store_says_so(archive: Path) -> None:
    """Rather than opening again behind one's back."""
    store = SqliteStore(archive)
    store.close()

    with pytest.raises(ArchiveError, match="the archive is closed"):
        store.count()


READ_ELSEWHERE = """
import os, sys
from pathlib import Path
from bot.domain.errors import ArchiveReadOnly
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep
if os.geteuid() == 0:
    os.setuid(65534)
store = SqliteStore(Path(sys.argv[1]))
try:
    keep(store, a_page())
except ArchiveReadOnly as error:
    print(store.count(), len(store.check()), error.hint)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_an_archive_on_a_read_only_medium_is_read(archive: Path) -> None:
    """In a folder where nothing can be written, not even the log's index."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "archive.db"
        copy.write_bytes(archive.read_bytes())
        copy.chmod(0o444)
        Path(folder).chmod(0o555)

        done = subprocess.run(
            [sys.executable, "-c", READ_ELSEWHERE, str(copy)], capture_output=True, text=True, check=False
        )
        Path(folder).chmod(0o755)

    assert (done.stdout, done.stderr) == ("40 0 check its permissions and its folder's\n", "")


# ---- migrations


def test_an_older_archive_is_brought_up_to_date_once(archive: Path) -> None:
    """A later migration runs on opening, whatever was kept stays."""

    def further(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE sources ADD COLUMN note TEXT")

    db = sqlite3.connect(archive, isolation_level=None)

    for _ in range(2):
        schema.migrate(db, archive, (*schema.MIGRATIONS, further))

    assert db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS) + 1,)
    assert db.execute("SELECT count(*), count(note) FROM sources").fetchone() == (40, 0)
    db.close()


def test_a_migration_that_fails_leaves_the_archive_as_it_was(archive: Path) -> None:
    """Half a migration is none."""

    def further(db: sqlite3.Connection) -> None:
        db.execute("DROP TABLE spoken")
        db.execute("SELECT * FROM nowhere")

    db = sqlite3.connect(archive, isolation_level=None)

    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(db, archive, (*schema.MIGRATIONS, further))

    db.close()
    store = SqliteStore(archive)
    assert (store.count(), store.check()) == (40, [])
    store.close()


def test_the_tables_are_those_that_opening_asks_for(archive: Path) -> None:
    """The list of names does not lag behind the migrations."""
    db = sqlite3.connect(archive)
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")

    assert [name for (name,) in rows] == sorted(name for brought in schema.TABLES for name in brought)
    assert len(schema.TABLES) == len(schema.MIGRATIONS)
    db.close()


def test_a_mistake_of_ours_is_not_taken_for_the_files() -> None:
    """A wrong statement surfaces as what it is."""
    db = sqlite3.connect(":memory:")

    with pytest.raises(sqlite3.OperationalError, match="no such table"), domain_errors(Path("x.db")):
        db.execute("SELECT * FROM nowhere")

    db.close()
