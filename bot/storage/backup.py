"""An SQLite archive in use into a file that is an archive of its own, and such a file back into its place."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.domain.errors import ArchiveCorrupt, ArchiveError, UsageError
from bot.ports import Ledger, Library
from bot.storage import schema
from bot.storage.connections import PATIENCE, Connections, domain_errors
from bot.storage.drafts import draft, insist_free, put
from bot.storage.replacing import insist_replaceable, replace
from bot.storage.sqlite import SqliteStore

STEP = 2000
"""Database pages (of 4 kB) copied between two reports of progress."""

PORTION = 500
"""Sources looked at between two reports of progress."""

Told = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and of how much (0 if nobody knows)."""


def back_up(source: Path, file: Path, told: Told, *, force: bool) -> int:
    """Write a backup of an archive in use, checked before it stands under its name; how many sources it holds.

    Raises UsageError for a ``file`` that is there, unless ``force``, and ArchiveError and its kinds.
    """
    insist_there(source)
    insist_free(file, force=force)
    insist_another(source, file)
    with draft(file) as made:
        try:
            snapshot(source, made, told)
            sources = check_copy(made, file, told)
        except ArchiveCorrupt as fault:
            mend = "onrecord archive check lists all that is damaged"
            raise ArchiveCorrupt(f"no backup was made: {fault.message}", hint=mend) from fault
        put(made, file, force=force)
    return sources


def restore(
    file: Path, place: Path, told: Told, *, force: bool, settle: Callable[[Ledger], None]
) -> tuple[int, Path | None]:
    """Put a backup in the place of an archive; how many sources it holds, and where the old archive is kept.

    The backup is checked, brought to the present schema, given to ``settle`` and made an archive of its own, all
    before it takes the place. Raises ArchiveCorrupt for a backup that is not whole, else as ``replace``.
    """
    place = place.resolve()  # what a link leads to is replaced, not the link
    insist_there(file)
    insist_another(file, place)
    insist_replaceable(place, force=force)
    with draft(place) as made:
        sources = checked_copy(file, made, told)
        with closing(SqliteStore(made)) as store:
            settle(store.ledger)
        seal(made, ident=True)
        return sources, replace(made, place, force=force)


def insist_there(place: Path) -> None:
    """Raise ArchiveError unless a file stands there."""
    if not place.is_file():
        raise ArchiveError(f"there is no archive at {place}", hint="name its file; onrecord ingest PATH makes one")


def insist_another(one: Path, other: Path) -> None:
    """Raise UsageError where two names mean the same file."""
    mine = {one.resolve().with_name(one.resolve().name + end) for end in ("", "-wal", "-shm", "-journal")}
    if other.resolve() in mine or (other.exists() and one.samefile(other)):
        raise UsageError(f"{other} is the archive itself", hint="name another file")


def checked_copy(file: Path, made: Path, told: Told) -> int:
    """A backup that is to be restored into the empty file ``made``, checked; how many sources it holds.

    Raises ArchiveCorrupt for one that is not whole, ArchiveError for what is none.
    """
    insist_there(file)
    try:
        snapshot(file, made, told)
        return check_copy(made, file, told)
    except ArchiveCorrupt as fault:
        message = f"{file} cannot be restored, and nothing was changed: {fault.message}"
        raise ArchiveCorrupt(message, hint="restore another backup") from fault


def snapshot(source: Path, into: Path, told: Told) -> None:
    """All of an archive as it stands at one moment, into the empty file ``into``, which is complete without a log.

    The source is read in one view of it, so that nobody who writes waits, and nothing begins anew because they do.
    Raises ArchiveError and its kinds, of the source or of ``into``.
    """
    source = source.resolve()  # where its log stands
    writable = os.access(source, os.W_OK) and os.access(source.parent, os.W_OK)  # then the log goes when we do
    reading = Connections(source, read_only=not writable, patience=PATIENCE, pragmas={})
    try:
        if _frozen(source):
            reading.freeze()
        with reading.reading() as db, domain_errors(into), closing(sqlite3.connect(into)) as copy:
            if not schema.inspect(db, source):  # the view begins with what is read first
                raise ArchiveError(f"{source} is empty", hint="name another file")
            db.backup(copy, pages=STEP, progress=lambda _, left, total: told("copying", total - left, total))
            copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        reading.close()


def check_copy(path: Path, called: Path, told: Told) -> int:
    """Look whether a file that nobody writes is whole, under the name it is to be ``called``; how many sources it has.

    SQLite's own check of every page and reference, then every text and every original against its hash. Raises
    ArchiveCorrupt with the first fault.
    """
    told("checking", 0, 0)
    with closing(Connections(path, read_only=True, patience=PATIENCE, pragmas={})) as file, file.lent() as db:
        for fault in db.faults(1):
            raise ArchiveCorrupt(f"{called}: {fault}", hint="restore from another backup")
    with closing(SqliteStore(path, read_only=True)) as store:
        return check_hashes(store, told)


def check_hashes(library: Library, told: Told) -> int:
    """Every text and every original against its hash; how many sources. Raises ArchiveCorrupt for the first fault."""
    total, done = library.source_count(superseded=True), 0
    while lines := library.sources(superseded=True, first=done, limit=PORTION):
        for line in lines:
            library.sheet(line.id)
            library.original(line.id)
        done += len(lines)
        told("checking", done, total)
    return done


def seal(path: Path, *, ident: bool) -> None:
    """Fold the log of a file into it, so that it is complete by itself; as another archive if it gets a new ``ident``.

    By its ident an index knows its archive: one with a new one is indexed anew. Raises ArchiveError and its kinds.
    """
    with domain_errors(path), closing(sqlite3.connect(path, isolation_level=None)) as db:
        if ident:
            db.execute("UPDATE meta SET value = ? WHERE key = 'ident'", (os.urandom(16).hex(),))
        db.execute("PRAGMA journal_mode = DELETE")


def _frozen(path: Path) -> bool:
    """Whether a reader could not make the log's index it needs, and there is no log that it would miss."""
    log = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
