"""A finished file in the place of an archive that may be damaged, or open elsewhere; the old one is kept beside it."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, UsageError
from bot.storage import schema
from bot.storage.connections import domain_errors
from bot.storage.drafts import insist_free, os_errors, put, sync_folder

_FULLER = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT IN ('meta', 'grounds', 'speakers') AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"""


def insist_replaceable(place: Path, *, force: bool) -> None:
    """Raise UsageError for an archive with something in it, whole or damaged, unless ``force``; else as ``drafts``."""
    insist_free(place, force=True)
    if force or not place.exists():
        return
    with domain_errors(place), closing(sqlite3.connect(place.absolute().as_uri() + "?mode=ro", uri=True)) as db:
        _insist(db, place, force=False)


def replace(made: Path, place: Path, *, force: bool) -> Path | None:
    """Put a finished draft in the place of an archive, in one step; where the old one is kept, if it held anything.

    It gets the old one's owner and rights. Raises ArchiveBusy while any other process has the archive open, else as
    ``insist_replaceable``.
    """
    insist_free(place, force=True)
    if not place.exists():
        # Of an archive that somebody took away: SQLite would take them for the new one's.
        with os_errors(place):
            _drop_logs(place)
        put(made, place, force=False)
        return None
    with _alone(place) as db:
        kept = _keep(place) if _insist(db, place, force=force) else None
        with os_errors(place):
            _drop_logs(place)
            _own_alike(place, made)
        put(made, place, force=True)
    return kept


def _insist(db: sqlite3.Connection, place: Path, *, force: bool) -> bool:
    """Whether there is something in an archive, if only damage. Raises UsageError if there is, unless ``force``.

    Raises ArchiveError for another program's file.
    """
    try:
        full = _holds_something(db, place)
    except ArchiveCorrupt:
        full = True
    if full and not force:
        mend = "to put the backup in its place and keep the old one beside it: --force"
        raise UsageError(f"{place} holds an archive", hint=mend)
    return full


def _holds_something(db: sqlite3.Connection, place: Path) -> bool:
    with domain_errors(place):
        if not schema.inspect(db, place):
            return False
        tables = [name for (name,) in db.execute(_FULLER)]
        return any(db.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")').fetchone()[0] for name in tables)  # noqa: S608


@contextmanager
def _alone(place: Path) -> Iterator[sqlite3.Connection]:
    """The archive with nobody else at it, its log folded in. Raises ArchiveBusy.

    In write-ahead mode whoever has the file open holds a lock on it, and the mode can be left by the last one only.
    Who opens it meanwhile waits, and then finds that the file has another name by now: SQLite refuses to write it.
    With a file that is none any more, or too damaged for that, nobody else can be at work either.
    """
    with domain_errors(place), closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            code = error.sqlite_errorcode & 0xFF
            if code == sqlite3.SQLITE_BUSY:
                mend = "stop onrecord serve, and whatever else uses it, first"
                raise ArchiveBusy(f"another process has {place} open", hint=mend) from error
            if code not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
        yield db


def _keep(place: Path) -> Path:
    """Give the old archive a second name beside its own; with its log, if it is too damaged to fold that in."""
    name = f"{place.name}.before-restore-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
    names = (place.with_name(name + end) for end in ("", *(f"-{number}" for number in range(2, 100))))
    kept = next(free for free in names if not free.exists())
    with os_errors(place):
        for end in ("", "-wal"):
            old = place.with_name(place.name + end)
            if old.exists():
                _name_twice(old, kept.with_name(kept.name + end))
        sync_folder(place)
    return kept


def _name_twice(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links
        shutil.copyfile(old, new)


def _own_alike(old: Path, new: Path) -> None:
    """Give a file the rights of another, and its owner where the system lets us."""
    shutil.copymode(old, new)
    if hasattr(os, "chown"):
        there = old.stat()
        with suppress(PermissionError):
            os.chown(new, there.st_uid, there.st_gid)


def _drop_logs(place: Path) -> None:
    for end in ("-wal", "-shm", "-journal"):
        place.with_name(place.name + end).unlink(missing_ok=True)
