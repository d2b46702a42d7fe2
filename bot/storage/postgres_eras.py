"""A server's timelines -> numbers of changes of which none ever means two, and what is known of those that were lost.

A standby that is promoted may lack the last changes of the primary that died, and would give their numbers to others;
whoever derived something from those that are lost could not tell. PostgreSQL counts such turns: each promotion, and
each recovery to an earlier moment, begins a *timeline* (www.postgresql.org/docs/current/continuous-archiving.html).
Each begins a block of numbers of its own here, an *era*: what the archive's head was then is kept beside it.
"""

from bot.storage.session import Session

BITS = 32
"""An era has 2**32 numbers, and there may be 2**31 eras."""

TIMELINE = """
    SELECT CASE WHEN pg_is_in_recovery() THEN 0
    ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint END"""
"""A segment of the log begins its name with the timeline in hexadecimal digits; a standby has none yet."""

_BEGUN = """
    INSERT INTO eras (first, before, timeline, at)
    VALUES (?, ?, ?, CAST(extract(epoch FROM clock_timestamp()) AS bigint)) ON CONFLICT (first) DO NOTHING"""

_GIVEN = """
    SELECT greatest((SELECT max(changed) FROM sources), (SELECT max(change) FROM schedules), 0),
    (SELECT coalesce(max(changed), 0) FROM sources)"""
"""The greatest number given, and the archive's head."""


def begin(db: Session) -> None:
    """Begin the first era, in an archive just made."""
    db.execute(f"INSERT INTO eras (first, before, timeline, at) VALUES (0, 0, ({TIMELINE}), 0)")  # noqa: S608  our words


def after(db: Session, number: int) -> int:
    """The number before that of the next change of a writing transaction; on a new timeline an era begins.

    A timeline may have been lost whole, so as many eras are passed over as timelines.
    """
    first, timeline, _ = _last(db)
    now = _timeline(db)
    if now not in (0, timeline):
        given, head = db.execute(_GIVEN).fetchone()
        first = ((int(max(given, first)) >> BITS) + max(now - timeline, 1)) << BITS
        db.execute(_BEGUN, (first, head, now))  # who changes the archive and who changes the ledger may both be first
    return max(number, first)


def turned(db: Session) -> tuple[int, bool]:
    """When the present era began, in seconds since 1970, 0 for the first; and whether one is to begin that has not."""
    _, timeline, at = _last(db)
    return at, _timeline(db) not in (0, timeline)


def holds(db: Session, seq: int, head: int) -> bool:
    """Whether that change, of which somebody knows, is one of this history, whose newest is ``head``."""
    lost = db.execute("SELECT 1 FROM eras WHERE before < ? AND first >= ? LIMIT 1", (seq, seq)).fetchone()
    return seq <= head and lost is None


def is_primary(db: Session) -> bool:
    """Whether the server takes writes: a standby may lag behind, and be asked nothing about what is lost."""
    return not db.execute("SELECT pg_is_in_recovery()").fetchone()[0]


def _last(db: Session) -> tuple[int, int, int]:
    first, timeline, at = db.execute("SELECT first, timeline, at FROM eras ORDER BY first DESC LIMIT 1").fetchone()
    return int(first), int(timeline), int(at)


def _timeline(db: Session) -> int:
    return int(db.execute(TIMELINE).fetchone()[0])
