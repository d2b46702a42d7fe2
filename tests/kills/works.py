"""The pieces of work that are killed: what stands before each, what it is, and how far it has come."""

import importlib
import os
import pkgutil
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import bot.search
import bot.storage
from bot.archive import abreast, intake, read_documents
from bot.cli import main
from bot.cluster import processes, spread
from bot.index import fulltext
from bot.names import Registry
from bot.storage import schema
from bot.storage.migrations import MIGRATIONS
from bot.storage.sqlite import SqliteStore
from tests.kills import pages
from tests.postgres import postgres
from tests.storage.behind import FREED, tamper, version

ARCHIVE, COPY, SERVER = "archive.db", "copy.db", "server"
"""Names of archives; ``SERVER`` stands for a schema of the tests' database, see ``place_of``."""

SCHEMA = "killed"

INGEST = ("ingest", "pages", "--jobs", "1", "--archive", ARCHIVE, "--names", "names.yaml", "--json")


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work in the working folder.

    ``prepare`` makes what stands before it, ``fresh`` what must be made each time; ``run`` does it and gives its exit
    code, ``killed`` instead of it where it is to be killed. ``archives`` are those that it is about: they hold after
    a kill what they did before or what they are to hold, or, where it keeps ``portions``, pages of either.
    ``once`` where nothing is left to do once it is done, which it then says. ``stage`` tells how far it has come,
    where that is not seen from what the archives hold.
    """

    prepare: Callable[[], None]
    run: Callable[[], int]
    archives: tuple[str, ...] = (ARCHIVE,)
    fresh: Callable[[], None] = lambda: None
    killed: Callable[[], int] | None = None
    portions: bool = False
    once: bool = False
    stage: Callable[[], str] | None = None


def small_steps() -> None:
    """Make a few dozen pages as many steps as thousands are else: transactions, commits of the index, parcels."""
    intake.BATCH_BYTES, abreast.STEP_BYTES = 3000, 9000
    fulltext.BATCH, fulltext.COMMIT, fulltext.LARGE_HEAP = 4, 60, fulltext.HEAP
    processes.START_BYTES, spread.PARCEL_BYTES, spread.PARCEL_DOCUMENTS = 4000, 3000, 2


def warm(folder: Path) -> None:
    """Load here, once, what every forked process would load for itself; nothing is opened, so that it can be forked."""
    import tantivy  # noqa: F401

    for package in (bot.archive, bot.search, bot.storage):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    pages.first(folder)
    pages.second(folder)
    for _ in read_documents([folder], Registry.load()):
        pass


def place_of(archive: str) -> str:
    """The name or address of one of the archives."""
    return postgres().address(SCHEMA).uri if archive == SERVER else archive


def run(*arguments: str) -> Callable[[], int]:
    """The command in this process."""
    return lambda: main([place_of(each) for each in arguments])


def _taken_in() -> None:
    """The folder as it was, taken in and one statement of it withdrawn; then the folder as it is."""
    pages.first(Path("pages"))
    main(["ingest", "pages", "--jobs", "1", "--archive", ARCHIVE, "-q"])
    with closing(SqliteStore(Path(ARCHIVE))) as store:
        source = store.find(pages.OFFICIAL)
        statement = store.of_source(source)[1]
        store.withdraw(source, statement.unit.start, statement.unit.end, "not theirs")
    pages.second(Path("pages"))
    Path("names.yaml").write_text(pages.NAMES, encoding="utf-8")


def _kept() -> None:
    """All of the second folder in the archive."""
    _taken_in()
    main(list(INGEST))


def _lagging() -> None:
    """All kept, the index still of the first folder."""
    _taken_in()
    index = Path(ARCHIVE + ".index")
    shutil.copytree(index, "aside")
    main(list(INGEST))
    shutil.rmtree(index)
    Path("aside").rename(index)


def _large() -> None:
    _taken_in()
    pages.large(Path("pages"))


def _older() -> None:
    """An archive of each older schema, made by the migrations up to it, with all that it could hold."""
    _kept()
    for number in range(1, len(MIGRATIONS)):
        old = Path(older(number))
        with closing(sqlite3.connect(old, isolation_level=None)) as db:
            schema.migrate(db, old, MIGRATIONS[:number])
            db.execute("ATTACH ? AS new", (ARCHIVE,))
            db.execute("DELETE FROM meta")
            for brought in schema.TABLES[:number]:
                for table in brought:
                    db.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")  # noqa: S608  our names


def older(number: int) -> str:
    """The archive of that schema."""
    return f"schema{number}.db"


def _migrate() -> int:
    return max(main(["verify", "--archive", older(number)]) for number in range(1, len(MIGRATIONS)))


def _migrated() -> str:
    """How many files are of the present schema; the others have the tables of their own, and no other."""
    done = 0
    for number in range(1, len(MIGRATIONS)):
        found = version(Path(older(number)))
        done += found == len(MIGRATIONS)
        with closing(sqlite3.connect(older(number))) as db:
            rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
            tables = {table for (table,) in rows}
        whole = {table for brought in schema.TABLES[:found] for table in brought}
        if found not in (number, len(MIGRATIONS)) or tables != whole:
            return f"half migrated: {older(number)}"
    return f"{done} of {len(MIGRATIONS) - 1} files"


def _indexed() -> str:
    """The part of the statements that is in the index."""
    index = fulltext.open_index(Path(ARCHIVE + ".index"))
    size = index.size()
    index.close()
    with closing(SqliteStore(Path(ARCHIVE))) as store:
        total = store.count()
    return "nothing" if not size else "everything" if size == total else "a part"


def _spare() -> str:
    """Whether what was free has been given back."""
    with closing(sqlite3.connect(ARCHIVE)) as db:
        free = db.execute("PRAGMA freelist_count").fetchone()[0]
    return "given back" if free < 10 else "not yet"


def _freed() -> None:
    _kept()
    tamper(Path(ARCHIVE), *FREED)


def _freed_twice() -> None:
    """Written anew once already: from now on a few pages at a time."""
    _freed()
    main(["archive", "compact", "--archive", ARCHIVE])
    tamper(Path(ARCHIVE), *FREED)


def _seeds() -> None:
    """Nothing."""


def _empty_schema() -> None:
    server = postgres()
    server.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}")


def _filled_schema() -> None:
    _empty_schema()
    main(["archive", "copy", ARCHIVE, place_of(SERVER)])


def _command() -> int:
    """As a person starts it, in place of this process."""
    os.execv(sys.executable, [sys.executable, "-m", "bot", *INGEST])  # noqa: S606  our own program


def _command_again() -> int:
    return subprocess.run([sys.executable, "-m", "bot", *INGEST], check=False).returncode


ASK = ("what did China say about Norway", "--json", "--archive")

WORKS = {
    "ingest": Work(_taken_in, run(*INGEST), portions=True),
    "ingest --jobs 2": Work(_taken_in, run(*INGEST, "--jobs", "2"), portions=True),
    "ingest, the program": Work(_large, _command_again, killed=_command, portions=True),
    "ingest, PostgreSQL": Work(
        _taken_in, run("ingest", "pages", "--jobs", "1", "--archive", SERVER, "--json"), (SERVER,), _filled_schema,
        portions=True,
    ),
    "index, catching up": Work(_lagging, run("ask", *ASK, ARCHIVE), stage=_indexed),
    "index, rebuild": Work(_kept, run("rebuild", "--archive", ARCHIVE), stage=_indexed),
    "migration": Work(_older, _migrate, tuple(older(number) for number in range(1, len(MIGRATIONS))), stage=_migrated),
    "first start": Work(_seeds, run("ask", *ASK, ARCHIVE)),
    "first start, PostgreSQL": Work(_seeds, run("ask", *ASK, SERVER), (SERVER,), _empty_schema),
    "compact, all anew": Work(_freed, run("archive", "compact", "--archive", ARCHIVE), stage=_spare),
    "compact, what is free": Work(_freed_twice, run("archive", "compact", "--archive", ARCHIVE), stage=_spare),
    "copy onto PostgreSQL": Work(
        _kept, run("archive", "copy", ARCHIVE, SERVER), (ARCHIVE, SERVER), _empty_schema, once=True
    ),
    "copy from PostgreSQL": Work(
        _kept, run("archive", "copy", SERVER, COPY), (SERVER, COPY), _filled_schema, once=True
    ),
}
