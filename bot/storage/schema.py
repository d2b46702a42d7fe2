"""An SQLite file of any sort into an archive of the present schema, or an error that says what it is."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bot.domain.errors import ArchiveCorrupt, ArchiveError
from bot.storage.migrations import APPLICATION_ID, MIGRATIONS, Migration

__all__ = ["APPLICATION_ID", "MIGRATIONS", "Migration"]

TABLES = (
    ("blocks", "grounds", "meta", "originals", "sources", "speakers", "spoken", "texts", "units"),
    ("answers", "flags", "notes", "places"),
    ("events", "installations"),
    ("posts", "schedules", "shown", "withdrawals"),
    ("called",),
)
"""The tables that each schema brought: an archive of schema n has those of the first n."""

READABLE = 1
"""The oldest schema in which the present store can read sources and statements without bringing it up."""

LEDGER_SINCE = 2
"""The first schema with what the desk keeps."""

EVENTS_SINCE = 3
"""The first schema that remembers events and installations."""

OUTBOX_SINCE = 4
"""The first schema with schedules, their posts, and withdrawals."""

CALLED_SINCE = 5
"""The first schema that knows what each source is called."""

def inspect(db: sqlite3.Connection, path: Path, *, newest: int = len(MIGRATIONS)) -> int:
    """The schema version of the file, 0 for an empty one, from its header and table names alone.

    Raises ArchiveError (another program's file, or a newer On Record's) and ArchiveCorrupt (tables missing).
    """
    (mark,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if mark == 0 and version == 0 and not tables:
        return 0
    if mark != APPLICATION_ID:
        raise ArchiveError(
            f"{path} is another program's database",
            hint="name a file of its own for the archive: --archive PATH",
        )
    if version > newest:
        raise ArchiveError(
            f"{path} was made by a newer On Record (schema {version}; this one knows {newest})",
            hint="upgrade onrecord, or name another archive with --archive PATH",
        )
    missing = [name for brought in TABLES[: max(version, 1)] for name in brought if name not in tables]
    if missing or version < 1:
        raise ArchiveCorrupt(
            f"{path} lacks the table {', '.join(missing) or 'version'}",
            hint="restore it from a backup, or move it away and ingest again",
        )
    return int(version)


def has(db: sqlite3.Connection, since: int) -> bool:
    """Whether the file is of that schema or a newer: asked each time, another process may have brought it up."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version) >= since


def migrate(db: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the file to the newest schema in one transaction; nothing, if another process has just done it.

    Raises as ``inspect``, and whatever sqlite3 raises; then the file is as before.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        version = inspect(db, path, newest=len(migrations))
        for migration in migrations[version:]:
            migration(db)
        db.execute(f"PRAGMA user_version = {len(migrations)}")
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
