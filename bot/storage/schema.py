"""An SQLite file of any sort into an archive of the present schema, or an error that says what it is."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.domain.errors import ArchiveCorrupt, ArchiveError

APPLICATION_ID = 0x4F6E5263
"""``OnRc``, in bytes 68 to 71 of the file (https://www.sqlite.org/fileformat2.html#application_id)."""

TABLES = (
    ("blocks", "grounds", "meta", "originals", "sources", "speakers", "spoken", "texts", "units"),
    ("answers", "flags", "notes", "places"),
    ("events", "installations"),
    ("posts", "schedules", "shown", "withdrawals"),
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

Migration = Callable[[sqlite3.Connection], None]

FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # ``changed`` is the feed: the number of the newest change to this source, greater than all before it.
    """CREATE TABLE sources (
        no INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        origin TEXT NOT NULL,
        text_hash TEXT NOT NULL,
        media_type TEXT NOT NULL,
        encoding TEXT NOT NULL,
        kind TEXT NOT NULL,
        why TEXT NOT NULL,
        facts TEXT NOT NULL,
        reader TEXT NOT NULL,
        received TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
        superseded_by INTEGER REFERENCES sources (no),
        changed INTEGER NOT NULL UNIQUE)""",
    "CREATE INDEX sources_by_origin ON sources (origin)",
    # Long values stand in tables of their own, so that a list of sources reads none of them.
    "CREATE TABLE texts (source INTEGER PRIMARY KEY REFERENCES sources (no), text TEXT NOT NULL)",
    # packing 'text': the bytes are the text's UTF-8 and are not kept twice; data is then NULL.
    """CREATE TABLE originals (
        source INTEGER PRIMARY KEY REFERENCES sources (no),
        packing TEXT NOT NULL CHECK (packing IN ('text', 'plain', 'zlib')),
        data BLOB)""",
    """CREATE TABLE blocks (
        source INTEGER NOT NULL REFERENCES sources (no),
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        length INTEGER NOT NULL,
        role TEXT NOT NULL,
        label_at INTEGER,
        label_length INTEGER,
        speaker TEXT,
        PRIMARY KEY (source, ordinal)) WITHOUT ROWID""",
    # Few and often repeated, so told once and pointed at: who speaks, and what a label rests on.
    """CREATE TABLE speakers (
        no INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT,
        party TEXT,
        entity TEXT,
        named INTEGER NOT NULL)""",
    "CREATE INDEX speakers_by_name ON speakers (name)",
    """CREATE TABLE grounds (
        no INTEGER PRIMARY KEY,
        label TEXT NOT NULL,
        rule TEXT NOT NULL,
        confidence REAL NOT NULL,
        UNIQUE (rule, label, confidence))""",
    # Spans: ``start`` counts code points of the text; every ``…_at`` counts from the unit's own start,
    # which makes most of them one byte. A quotable unit is a statement, its id the statement's.
    """CREATE TABLE units (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source INTEGER NOT NULL REFERENCES sources (no),
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        length INTEGER NOT NULL,
        ground INTEGER NOT NULL REFERENCES grounds (no),
        speaker INTEGER REFERENCES speakers (no),
        quotable INTEGER NOT NULL,
        speaker_at INTEGER, speaker_length INTEGER,
        cue_at INTEGER, cue_length INTEGER,
        answers_at INTEGER, answers_length INTEGER,
        before_at INTEGER, before_length INTEGER,
        after_at INTEGER, after_length INTEGER)""",
    "CREATE UNIQUE INDEX units_by_source ON units (source, ordinal)",
    # How many statements each speaker has in each source: counting never walks the units.
    """CREATE TABLE spoken (
        source INTEGER NOT NULL REFERENCES sources (no),
        speaker INTEGER NOT NULL REFERENCES speakers (no),
        statements INTEGER NOT NULL,
        PRIMARY KEY (source, speaker)) WITHOUT ROWID""",
)


def _first(db: sqlite3.Connection) -> None:
    for statement in FIRST:
        db.execute(statement)
    db.execute("INSERT INTO meta VALUES ('ident', ?)", (os.urandom(16).hex(),))
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


SECOND = (
    # What a server has set, what was answered (as JSON of bot.domain.place and .remembered), what people say is wrong.
    """CREATE TABLE places (
        platform TEXT NOT NULL,
        server TEXT NOT NULL,
        settings TEXT NOT NULL,
        PRIMARY KEY (platform, server)) WITHOUT ROWID""",
    """CREATE TABLE answers (
        no INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        platform TEXT NOT NULL,
        server TEXT NOT NULL,
        at INTEGER NOT NULL,
        answer TEXT NOT NULL)""",
    "CREATE INDEX answers_by_server ON answers (platform, server, at)",
    "CREATE INDEX answers_by_age ON answers (at)",
    # ``settled`` is the moment it was, NULL while it is open. AUTOINCREMENT: a number is never given twice.
    """CREATE TABLE flags (
        no INTEGER PRIMARY KEY AUTOINCREMENT,
        flag TEXT NOT NULL,
        settled TEXT)""",
    "CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


def _second(db: sqlite3.Connection) -> None:
    for statement in SECOND:
        db.execute(statement)


THIRD = (
    # Events told once already, and when; installations of an app, whose ``value`` holds their tokens.
    "CREATE TABLE events (key TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX events_by_age ON events (at)",
    """CREATE TABLE installations (
        platform TEXT NOT NULL,
        server TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (platform, server)) WITHOUT ROWID""",
)


def _third(db: sqlite3.Connection) -> None:
    for statement in THIRD:
        db.execute(statement)


FOURTH = (
    # ``change`` is the feed of the schedules. A number is never given twice: rows are never taken away.
    """CREATE TABLE schedules (
        id TEXT PRIMARY KEY,
        platform TEXT NOT NULL,
        server TEXT NOT NULL,
        number INTEGER NOT NULL,
        ended INTEGER NOT NULL,
        change INTEGER NOT NULL UNIQUE,
        schedule TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX schedules_by_number ON schedules (platform, server, number)",
    # A local date of a schedule is one row, whatever becomes of it. ``until`` is the claim's; ``amiss`` tells that it
    # is wrong and not corrected yet. The partial indexes hold what somebody has yet to see to, which is little.
    """CREATE TABLE posts (
        no INTEGER PRIMARY KEY,
        schedule TEXT NOT NULL,
        day TEXT NOT NULL,
        version INTEGER NOT NULL,
        platform TEXT NOT NULL,
        server TEXT NOT NULL,
        channel TEXT NOT NULL,
        due INTEGER NOT NULL,
        stage TEXT NOT NULL,
        until INTEGER NOT NULL,
        amiss INTEGER NOT NULL,
        post TEXT NOT NULL,
        UNIQUE (schedule, day))""",
    "CREATE INDEX posts_by_channel ON posts (platform, server, channel, due) WHERE stage IN ('claimed', 'posted')",
    "CREATE INDEX posts_claimed ON posts (platform, due) WHERE stage = 'claimed'",
    "CREATE INDEX posts_amiss ON posts (platform, due) WHERE stage = 'posted' AND amiss",
    """CREATE TABLE shown (
        post INTEGER NOT NULL REFERENCES posts (no),
        ordinal INTEGER NOT NULL,
        key TEXT NOT NULL,
        source TEXT NOT NULL,
        speaker TEXT NOT NULL,
        statement INTEGER NOT NULL,
        start INTEGER NOT NULL,
        length INTEGER NOT NULL,
        PRIMARY KEY (post, ordinal)) WITHOUT ROWID""",
    "CREATE INDEX shown_by_source ON shown (source)",
    # Attributions taken back: whose (``name``, and ``entity`` where it was known) and which words (``words`` is their
    # digest) of which origin, and where they stood. The same may be taken back twice.
    """CREATE TABLE withdrawals (
        no INTEGER PRIMARY KEY,
        origin TEXT NOT NULL,
        source TEXT NOT NULL,
        text_hash TEXT NOT NULL,
        start INTEGER NOT NULL,
        length INTEGER NOT NULL,
        words TEXT NOT NULL,
        name TEXT NOT NULL,
        entity TEXT,
        reason TEXT NOT NULL,
        at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))""",
    "CREATE INDEX withdrawals_by_origin ON withdrawals (origin)",
    "CREATE INDEX withdrawals_by_source ON withdrawals (source)",
)


def _fourth(db: sqlite3.Connection) -> None:
    for statement in FOURTH:
        db.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (_first, _second, _third, _fourth)
"""What makes schema n out of schema n - 1, in order; never edited once released, only added to."""


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
