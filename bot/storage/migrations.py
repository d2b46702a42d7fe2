"""The steps that make an archive's SQLite file of each schema out of the one before; never edited, only added to."""

import os
import sqlite3
from collections.abc import Callable

from bot.storage.lookup import calls
from bot.storage.rows import pack_name, unpack_name

APPLICATION_ID = 0x4F6E5263
"""``OnRc``, in bytes 68 to 71 of the file (https://www.sqlite.org/fileformat2.html#application_id)."""

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


FIFTH = (
    # What a source may be called beside its whole name and origin, for finding it by the end of either.
    """CREATE TABLE called (
        name TEXT NOT NULL,
        source INTEGER NOT NULL REFERENCES sources (no),
        PRIMARY KEY (name, source)) WITHOUT ROWID""",
    "CREATE INDEX called_by_source ON called (source)",
    "CREATE INDEX sources_by_name ON sources (name)",
    # Those that stand in the order they came, and the few that do not.
    "CREATE INDEX sources_standing ON sources (superseded_by)",
)


def _fifth(db: sqlite3.Connection) -> None:
    for statement in FIFTH:
        db.execute(statement)
    rows = db.execute("SELECT no, name, origin FROM sources")
    db.executemany(
        "INSERT INTO called VALUES (?, ?)",
        ((pack_name(each), no) for no, name, origin in rows for each in calls(unpack_name(name), unpack_name(origin))),
    )


MIGRATIONS: tuple[Migration, ...] = (_first, _second, _third, _fourth, _fifth)
"""What makes schema n out of schema n - 1, in order; never edited once released, only added to."""
