"""A path -> an SQLite file that holds a vocabulary, made, checked, or put in the place of one that cannot be used."""

import sqlite3
import time
from pathlib import Path

from bot.domain.errors import ArchiveBusy
from bot.search.terms import VERSION as TERMS

SCHEMA = f"3-{TERMS}"

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, stem TEXT NOT NULL, length INTEGER NOT NULL,
                    frequency INTEGER NOT NULL);
CREATE INDEX by_stem ON words (stem);
CREATE INDEX by_length ON words (length);
CREATE INDEX by_word ON words (word, frequency) WHERE length > 0;
CREATE INDEX by_frequency ON words (frequency DESC, word) WHERE length > 0;
CREATE INDEX gone ON words (id) WHERE frequency <= 0;
CREATE TABLE deletions (key INTEGER NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE TABLE sources (source TEXT PRIMARY KEY, words BLOB NOT NULL) WITHOUT ROWID;
"""

PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_IOERR_SHORT_READ)


def open_words(path: Path) -> sqlite3.Connection:
    """The file at ``path``, made if missing; one that cannot be used is replaced by an empty one.

    Raises ArchiveBusy while another process keeps it from being opened, OSError and sqlite3.Error when no file can be
    made there.
    """
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if _is_busy(error):
            raise ArchiveBusy(f"another process is writing to {path}", hint="try again in a moment") from error
        remove(path)
        return _open(path)


def connect(path: Path) -> sqlite3.Connection:
    """A connection of any thread's that begins its transactions itself."""
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def remove(path: Path) -> None:
    """Delete the file with its log."""
    for leftover in path.parent.glob(path.name + "*"):
        leftover.unlink(missing_ok=True)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is to blame, and not a full disk, a lock or a closed connection."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in _DAMAGE or code in _DAMAGE or "no such table" in str(error)


def _open(path: Path) -> sqlite3.Connection:
    db = connect(path)
    try:
        _log_ahead(db)
        db.execute("PRAGMA synchronous = NORMAL")  # a lost commit is caught up again: the stamp goes with it
        if not _is_made(db):
            _make(db)
        _insist_on_schema(db)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _is_busy(error: sqlite3.DatabaseError) -> bool:
    """Whether another process is at the file just now: no reason to replace it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _log_ahead(db: sqlite3.Connection) -> None:
    """Put the file in write-ahead mode; SQLite does not by itself wait for others that open it for the first time."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _is_made(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone())


def _make(db: sqlite3.Connection) -> None:
    """The empty tables, unless another process has been quicker."""
    db.execute("BEGIN IMMEDIATE")
    if not _is_made(db):
        for statement in _TABLES.split(";"):
            db.execute(statement)
        db.execute("INSERT INTO meta VALUES ('schema', ?)", [SCHEMA])
    db.execute("COMMIT")


def _insist_on_schema(db: sqlite3.Connection) -> None:
    if db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() != (SCHEMA,):
        raise sqlite3.DatabaseError("another schema")
