"""A page into rows, within one writing transaction."""

# ruff: noqa: S608  what is put into SQL here are this package's own column names, never a value

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.errors import ArchiveCorrupt
from bot.domain.source import Source
from bot.domain.statement import Page, Statement
from bot.ports import Added
from bot.storage import reading
from bot.storage.coherence import insist
from bot.storage.rows import (
    BLOCK_COLUMNS,
    SOURCE_COLUMNS,
    UNIT_COLUMNS,
    Number,
    Row,
    pack_block,
    pack_name,
    pack_original,
    pack_source,
    pack_units,
    unpack_name,
)
from bot.storage.versions import judge
from bot.storage.withdrawals import Withdrawal, taken, touched, withhold

SPEAKER, QUOTABLE = UNIT_COLUMNS.index("speaker"), UNIT_COLUMNS.index("quotable")

WITHDRAWAL_COLUMNS = ("origin", "source", "text_hash", "start", "length", "words", "name", "entity", "reason")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page found whole, its original packed: the work that needs no lock."""

    page: Page
    packing: str
    original: bytes | None


def prepare(page: Page, data: bytes) -> Prepared:
    """Check a page and pack its bytes. Raises ArchiveCorrupt for a page that is not whole."""
    insist(page, data)
    return Prepared(page, *pack_original(data, page.source.text))


def keep(db: sqlite3.Connection, made: Prepared) -> Added:
    """Keep one page; the caller's transaction makes it whole."""
    source = made.page.source
    known = _withdrawals(db, source)
    page = withhold(made.page, known)
    row = db.execute("SELECT no, superseded_by FROM sources WHERE id = ?", (source.id,)).fetchone()
    no, standing = (None, False) if row is None else (row[0], row[1] is None)
    displaced = [
        other
        for (other,) in db.execute(
            "SELECT no FROM sources WHERE origin = ? AND superseded_by IS NULL AND id <> ?",
            (pack_name(source.origin), source.id),
        )
    ]
    added = judge(_held(db, no), page, standing=standing, displaces=bool(displaced))
    if added is Added.KNOWN:
        return added
    seq = reading.head(db) + 1
    no = _write_source(db, made, no, seq + len(displaced))
    for step, other in enumerate(displaced):
        db.execute("UPDATE sources SET superseded_by = ?, changed = ? WHERE no = ?", (no, seq + step, other))
    _write_blocks(db, no, page)
    _write_units(db, no, page)
    _remember(db, {replace(each, origin=source.origin) for each in known}.difference(known))
    return added


def withdraw(db: sqlite3.Connection, source: str, start: int, end: int, reason: str) -> list[Statement]:
    """Take back what ``withdrawals.touched`` finds, in all versions of the page; the statements as they stood.

    Raises NotFound, ArchiveCorrupt.
    """
    page = reading.page(db, reading.number(db, source))
    _remember(db, touched(page.source, reading.of_source(db, source), start, end, reason))
    versions = "SELECT no, id FROM sources WHERE origin = ? ORDER BY id <> ?, no"
    found = []
    for no, version in db.execute(versions, (pack_name(page.source.origin), source)).fetchall():
        before = reading.page(db, no)
        after = withhold(before, _withdrawals(db, before.source))
        if after is not before:
            found += taken(before, after, reading.of_source(db, version))
            _write_units(db, no, after)
            db.execute("UPDATE sources SET changed = ? WHERE no = ?", (reading.head(db) + 1, no))
    return found


def _withdrawals(db: sqlite3.Connection, source: Source) -> list[Withdrawal]:
    """What was taken back at the source's origin, or of its bytes."""
    rows = db.execute(
        f"SELECT {', '.join(WITHDRAWAL_COLUMNS)} FROM withdrawals WHERE origin = ? OR source = ?",
        (pack_name(source.origin), source.id),
    )
    return [
        Withdrawal(unpack_name(origin), other, text_hash, at, at + length, words, name, entity, unpack_name(reason))
        for origin, other, text_hash, at, length, words, name, entity, reason in rows
    ]


def _remember(db: sqlite3.Connection, withdrawals: Iterable[Withdrawal]) -> None:
    marks = ", ".join("?" * len(WITHDRAWAL_COLUMNS))
    for each in withdrawals:
        where = (pack_name(each.origin), each.source, each.text_hash, each.start, each.end - each.start)
        db.execute(
            f"INSERT INTO withdrawals ({', '.join(WITHDRAWAL_COLUMNS)}) VALUES ({marks})",
            (*where, each.words, each.name, each.entity, pack_name(each.reason)),
        )


def _held(db: sqlite3.Connection, no: int | None) -> Page | None:
    """The page as kept, or None if there is none, or none that can be trusted: then it is written anew."""
    try:
        if no is None:
            return None
        reading.original(db, no)
        return reading.page(db, no)
    except ArchiveCorrupt:
        return None


def _write_source(db: sqlite3.Connection, made: Prepared, no: int | None, seq: int) -> int:
    columns, values = f"{SOURCE_COLUMNS}, changed", (*pack_source(made.page.source), seq)
    marks = ", ".join("?" * len(values))
    if no is None:
        no = db.execute(f"INSERT INTO sources ({columns}) VALUES ({marks})", values).lastrowid
    else:
        db.execute(f"UPDATE sources SET superseded_by = NULL, ({columns}) = ({marks}) WHERE no = ?", (*values, no))
    assert no is not None  # noqa: S101  an INSERT has a row number
    db.execute("REPLACE INTO texts VALUES (?, ?)", (no, made.page.source.text))
    db.execute("REPLACE INTO originals VALUES (?, ?, ?)", (no, made.packing, made.original))
    return no


def _write_blocks(db: sqlite3.Connection, no: int, page: Page) -> None:
    db.execute("DELETE FROM blocks WHERE source = ?", (no,))
    db.executemany(
        f"INSERT INTO blocks (source, ordinal, {BLOCK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(no, ordinal, *pack_block(block)) for ordinal, block in enumerate(page.blocks)],
    )


def _write_units(db: sqlite3.Connection, no: int, page: Page) -> None:
    """Replace the units of a source; one that stands where one stood keeps its id."""
    spare: dict[Row, list[int]] = {}
    for number, *span in db.execute("SELECT id, start, length FROM units WHERE source = ? ORDER BY ordinal", (no,)):
        spare.setdefault(tuple(span), []).append(number)
    db.execute("DELETE FROM units WHERE source = ?", (no,))
    packed = pack_units(page, _ground_no(db), _speaker_no(db))
    rows = []
    for ordinal, row in enumerate(packed):
        same_place = spare.get(row[:2])
        rows.append((same_place.pop(0) if same_place else None, no, ordinal, *row))
    columns = ("id", "source", "ordinal", *UNIT_COLUMNS)
    marks = ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO units ({', '.join(columns)}) VALUES ({marks})", rows)
    db.execute("DELETE FROM spoken WHERE source = ?", (no,))
    spoken = Counter(row[SPEAKER] for row in packed if row[QUOTABLE])
    db.executemany("INSERT INTO spoken VALUES (?, ?, ?)", [(no, *each) for each in spoken.items()])


def _ground_no(db: sqlite3.Connection) -> Number:
    return _numbered(
        db,
        "SELECT no FROM grounds WHERE label = ? AND rule = ? AND confidence = ?",
        "INSERT INTO grounds (label, rule, confidence) VALUES (?, ?, ?)",
    )


def _speaker_no(db: sqlite3.Connection) -> Number:
    return _numbered(
        db,
        "SELECT no FROM speakers WHERE name = ? AND role IS ? AND party IS ? AND entity IS ? AND named = ?",
        "INSERT INTO speakers (name, role, party, entity, named) VALUES (?, ?, ?, ?, ?)",
    )


def _numbered(db: sqlite3.Connection, find: str, make: str) -> Number:
    """A lookup that lasts one page: a longer memory would outlive a transaction that is undone."""
    known: dict[Row, int] = {}

    def number(values: Row) -> int:
        if values not in known:
            row = db.execute(find, values).fetchone()
            known[values] = row[0] if row else int(db.execute(make, values).lastrowid or 0)
        return known[values]

    return number
