"""A whole archive into rows that any database can take, and back."""

# ruff: noqa: S608  what is put into SQL here are this package's own table and column names, never a value

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from bot.domain.errors import ArchiveError
from bot.ports import Tables
from bot.storage.rows import BLOCK_COLUMNS, SOURCE_COLUMNS, UNIT_COLUMNS, Odd
from bot.storage.schema import CALLED_SINCE
from bot.storage.session import NUMBERED, Database, Row, Session

LAYOUT: dict[str, tuple[tuple[str, ...], int]] = {
    "sources": (("no", *SOURCE_COLUMNS.split(", "), "received", "superseded_by", "changed"), 1),
    "texts": (("source", "text"), 1),
    "originals": (("source", "packing", "data"), 1),
    "blocks": (("source", "ordinal", *BLOCK_COLUMNS.split(", ")), 2),
    "speakers": (("no", "name", "role", "party", "entity", "named"), 1),
    "grounds": (("no", "label", "rule", "confidence"), 1),
    "units": (("id", "source", "ordinal", *UNIT_COLUMNS), 1),
    "spoken": (("source", "speaker", "statements"), 2),
    "called": (("name", "source"), 2),
    "withdrawals": (
        ("no", "origin", "source", "text_hash", "start", "length", "words", "name", "entity", "reason", "at"), 1,
    ),
    "places": (("platform", "server", "settings"), 2),
    "answers": (("no", "id", "platform", "server", "at", "answer"), 1),
    "flags": (("no", "flag", "settled"), 1),
    "notes": (("key", "value"), 1),
    "events": (("key", "at"), 1),
    "installations": (("platform", "server", "value"), 2),
    "schedules": (("id", "platform", "server", "number", "ended", "change", "schedule"), 1),
    "posts": (
        ("no", "schedule", "day", "version", "platform", "server", "channel", "due", "stage", "until", "amiss", "post"),
        1,
    ),
    "shown": (("post", "ordinal", "key", "source", "speaker", "statement", "start", "length"), 2),
}  # fmt: skip
"""Every table but ``meta``, parents first: its columns, of which so many at the beginning are its key."""

NUMBERS = "numbers"
"""One more: the greatest number ever given in each table whose numbers are never given twice."""

BYTES, WHOLE = frozenset({("originals", "data")}), ("texts", "text")
"""The column that holds bytes, and the one that holds texts as they are kept whole."""

TRUTH = frozenset({("speakers", "named"), ("units", "quotable"), ("schedules", "ended"), ("posts", "amiss")})
"""The columns that hold yes or no."""

PORTION = 2000
"""Rows put in at a time."""


@contextmanager
def tables(database: Database) -> Iterator[Tables]:
    """All that is kept, in one unchanging view. Raises ArchiveError where the schema is older than the present one."""
    with database.reading() as db:
        if not db.has(CALLED_SINCE):
            raise ArchiveError(f"{database.name} was made by an older On Record", hint="open it once for writing")
        with db.raw():
            yield _all(db)


def _all(db: Session) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
    for table, (columns, key) in LAYOUT.items():
        names = ", ".join(columns)
        yield table, columns, db.stream(f"SELECT {names} FROM {table} ORDER BY {', '.join(columns[:key])}")
    given = ((table, db.last(table)) for table in NUMBERED)
    yield NUMBERS, ("name", "last"), iter([(table.encode(), last) for table, last in given if last])


def fill(db: Session, tables: Tables) -> None:
    """Put all that in. Raises ArchiveError if there is something already, or the tables are others."""
    for table in LAYOUT:
        if db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            raise ArchiveError("the archive is not empty", hint="copy into a new one")
    seen: list[str] = []
    numbers: dict[bytes, int] = {}
    with db.raw():
        for table, columns, rows in tables:
            _expect(table, columns)
            seen.append(table)
            if table == NUMBERS:
                numbers = dict(rows)
            else:
                _put(db, table, columns, rows)
    if seen != [*LAYOUT, NUMBERS]:
        raise ArchiveError("what was to be copied in is no whole archive", hint="nothing was kept; copy it again")
    db.renumber()
    for name, last in numbers.items():
        db.used(name.decode(), last)


def _expect(table: str, columns: Sequence[str]) -> None:
    known = ("name", "last") if table == NUMBERS else LAYOUT.get(table, ((), 0))[0]
    if tuple(columns) != known:
        raise ArchiveError(f"the table {table} is not as this On Record knows it", hint="copy with the same version")


def _put(db: Session, table: str, columns: tuple[str, ...], rows: Iterator[Row]) -> None:
    kinds = [_kind(db, table, column) for column in columns]
    while portion := list(islice(rows, PORTION)):
        made = [
            tuple(each if each is None else kind(each) for kind, each in zip(kinds, row, strict=True))
            for row in portion
        ]
        db.insert(table, columns, made)


def _kind(db: Session, table: str, column: str) -> Any:
    if (table, column) in BYTES:
        return bytes
    if (table, column) in TRUTH:
        return bool
    if (table, column) == WHOLE:
        return lambda each: db.whole(each.decode())
    return _value


def _value(each: Any) -> Any:
    """A number as it is, a text as ``rows.pack_name`` gives it."""
    if not isinstance(each, bytes):
        return each
    try:
        return each.decode()
    except UnicodeDecodeError:
        return Odd(each)
