"""Rows into pages, statements and lists, within one reading transaction."""

# ruff: noqa: S608  what is put into SQL here are this package's own column names, never a value

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.domain.errors import ArchiveCorrupt, NotFound
from bot.domain.source import Kind, Role, Span
from bot.domain.statement import Label, Page, Sheet, Speaker, Statement, Voice
from bot.ports import Change, Outline, SourceLine
from bot.storage.coherence import short
from bot.storage.lookup import Known
from bot.storage.rows import (
    BLOCK_COLUMNS,
    READ_UNIT,
    SOURCE_COLUMNS,
    Row,
    checked_text,
    unpack_block,
    unpack_facts,
    unpack_name,
    unpack_original,
    unpack_source,
    unpack_speaker,
    unpack_unit,
)
from bot.storage.tally import by_weight, parties

CURRENT = "superseded_by IS NULL"

ALL = 2**63 - 1
"""A limit that is none."""


def ident(db: sqlite3.Connection) -> str:
    """The store's name. Raises ArchiveCorrupt if it has none."""
    row = db.execute("SELECT value FROM meta WHERE key = 'ident'").fetchone()
    if row is None:
        raise ArchiveCorrupt("the archive has lost its own name", hint="restore it from a backup")
    return str(row[0])


def number(db: sqlite3.Connection, source: str) -> int:
    """The row number of a source by its full id. Raises NotFound."""
    row = db.execute("SELECT no FROM sources WHERE id = ?", (source,)).fetchone()
    if row is None:
        raise NotFound(f"no source has the id {source}", hint="onrecord sources lists them")
    return int(row[0])


def page(db: sqlite3.Connection, no: int) -> Page:
    """A whole page. Raises ArchiveCorrupt."""
    return entire(db, no)[0]


def entire(db: sqlite3.Connection, no: int) -> tuple[Page, list[Statement]]:
    """A whole page and its statements. Raises ArchiveCorrupt."""
    row = db.execute(f"SELECT {SOURCE_COLUMNS} FROM sources WHERE no = ?", (no,)).fetchone()
    blocks = db.execute(f"SELECT {BLOCK_COLUMNS} FROM blocks WHERE source = ? ORDER BY ordinal", (no,))
    rows = db.execute(f"SELECT u.id, u.quotable, {READ_UNIT} WHERE u.source = ? ORDER BY u.ordinal", (no,))
    with _readable(f"source {short(row[0])}"):
        source = unpack_source(row, _texts(db, [no])[no][1])
        units, statements = [], []
        for each, quotable, *columns in rows:
            unit, (before, after) = unpack_unit(tuple(columns))
            units.append(unit)
            if quotable:
                statements.append(Statement(each, source.id, unit, source.text[unit.start : unit.end], before, after))
        return Page(source, tuple(map(unpack_block, blocks)), tuple(units)), statements


def sheet(db: sqlite3.Connection, no: int) -> Sheet:
    """A page without its blocks and units. Raises ArchiveCorrupt."""
    row = db.execute(f"SELECT {SOURCE_COLUMNS} FROM sources WHERE no = ?", (no,)).fetchone()
    headings = "SELECT start, length FROM blocks WHERE source = ? AND role = ? ORDER BY ordinal"
    asked = (
        "SELECT u.start, u.length FROM units u JOIN grounds g ON g.no = u.ground "
        "WHERE u.source = ? AND g.label = ? ORDER BY u.ordinal"
    )
    with _readable(f"source {short(row[0])}"):
        return Sheet(
            unpack_source(row, _texts(db, [no])[no][1]),
            tuple(Span(at, at + length) for at, length in db.execute(headings, (no, Role.HEADING.value))),
            tuple(Span(at, at + length) for at, length in db.execute(asked, (no, Label.QUESTION.value))),
        )


@contextmanager
def _readable(what: str) -> Iterator[None]:
    """Turn a stored value that no domain value can be made of into ArchiveCorrupt."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveCorrupt(
            f"what is kept of {what} cannot be read",
            hint="ingest the page again, or restore the archive from a backup",
        ) from error


def original(db: sqlite3.Connection, no: int) -> bytes:
    """The bytes as received. Raises ArchiveCorrupt."""
    row = db.execute(
        "SELECT o.packing, o.data, CAST(t.text AS BLOB), s.id FROM sources s "
        "LEFT JOIN originals o ON o.source = s.no LEFT JOIN texts t ON t.source = s.no WHERE s.no = ?",
        (no,),
    ).fetchone()
    packing, data, text, source = row
    return unpack_original(packing, data, text or b"", source)


def _texts(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """By source number, its id and its text, each text checked against its hash. Raises ArchiveCorrupt."""
    # As bytes: the hash is over them, and a text may hold U+0000, at which SQL's string functions stop.
    rows = db.execute(
        "SELECT s.no, s.id, s.text_hash, CAST(t.text AS BLOB) FROM sources s "
        "LEFT JOIN texts t ON t.source = s.no WHERE s.no IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {no: (source, checked_text(text or b"", text_hash, source)) for no, source, text_hash, text in rows}


def statements(db: sqlite3.Connection, ids: Sequence[int]) -> list[Statement]:
    """The statements with these ids, in the order given. Raises ArchiveCorrupt."""
    rows = db.execute(
        f"SELECT u.id, u.source, {READ_UNIT} JOIN json_each(?) wanted ON wanted.value = u.id WHERE u.quotable",
        (json.dumps(list(ids)),),
    )
    found = {statement.id: statement for statement in _statements(db, rows.fetchall())}
    return [found[each] for each in ids if each in found]


def of_source(db: sqlite3.Connection, source: str) -> list[Statement]:
    """The statements of a source in the order of its text. Raises ArchiveCorrupt."""
    rows = db.execute(
        f"SELECT u.id, u.source, {READ_UNIT} JOIN sources s ON s.no = u.source "
        "WHERE s.id = ? AND u.quotable ORDER BY u.ordinal",
        (source,),
    )
    return _statements(db, rows.fetchall())


def _statements(db: sqlite3.Connection, rows: Sequence[Row]) -> list[Statement]:
    texts = _texts(db, {row[1] for row in rows})
    made = []
    with _readable("a statement"):
        for each, no, *columns in rows:
            source, text = texts[no]
            unit, (before, after) = unpack_unit(tuple(columns))
            made.append(Statement(each, source, unit, text[unit.start : unit.end], before, after))
    return made


def lines(
    db: sqlite3.Connection, *, superseded: bool, first: int = 0, limit: int | None = None
) -> list[SourceLine]:
    """The sources in the order they came, from number ``first`` on, at most ``limit``."""
    rows = db.execute(
        "SELECT s.no, s.id, s.name, s.kind, s.facts, newer.id FROM sources s "
        "LEFT JOIN sources newer ON newer.no = s.superseded_by "
        f"WHERE ? OR s.{CURRENT} ORDER BY s.no LIMIT ? OFFSET ?",
        (superseded, ALL if limit is None else max(limit, 0), max(first, 0)),
    ).fetchall()
    if not rows:
        return []
    spoken: dict[int, list[tuple[Speaker, int]]] = {}
    for no, times, *speaker in db.execute(
        "SELECT n.source, n.statements, p.name, p.role, p.party, p.entity, p.named "
        "FROM spoken n JOIN speakers p ON p.no = n.speaker WHERE n.source BETWEEN ? AND ?",
        (rows[0][0], rows[-1][0]),
    ):
        spoken.setdefault(no, []).append((unpack_speaker(speaker), times))
    with _readable("the sources"):
        return [_line(row, spoken.get(no, ())) for no, *row in rows]


def source_count(db: sqlite3.Connection, *, superseded: bool) -> int:
    """How many ``lines`` there are."""
    return int(db.execute(f"SELECT count(*) FROM sources WHERE ? OR {CURRENT}", (superseded,)).fetchone()[0])


def _line(row: Sequence[Any], spoken: Sequence[tuple[Speaker, int]]) -> SourceLine:
    source, name, kind, facts, newer = row
    total = sum(times for _, times in spoken)
    return SourceLine(source, unpack_name(name), Kind(kind), unpack_facts(facts), total, parties(spoken), newer)


def known(db: sqlite3.Connection) -> list[Known]:
    """Every source, older versions too, as ``lookup.find`` sees it."""
    rows = db.execute(f"SELECT id, name, origin, {CURRENT} FROM sources ORDER BY no")
    return [
        Known(source, unpack_name(name), unpack_name(origin), bool(current)) for source, name, origin, current in rows
    ]


def count(db: sqlite3.Connection) -> int:
    """The statements of current sources."""
    return int(
        db.execute(
            f"SELECT coalesce(sum(n.statements), 0) FROM spoken n JOIN sources s ON s.no = n.source WHERE s.{CURRENT}"
        ).fetchone()[0]
    )


def speakers(db: sqlite3.Connection) -> list[tuple[str, str | None, str | None, int]]:
    """The speakers of current sources, most statements first."""
    rows = db.execute(
        "SELECT sum(n.statements), p.name, p.role, p.party, p.entity, p.named "
        "FROM spoken n JOIN sources s ON s.no = n.source JOIN speakers p ON p.no = n.speaker "
        f"WHERE s.{CURRENT} GROUP BY p.no"
    )
    return by_weight((unpack_speaker(speaker), times) for times, *speaker in rows)


def outlines(
    db: sqlite3.Connection, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int
) -> Iterator[Outline]:
    """The statements of current sources that fit, without their words, as the rows come."""
    # CROSS JOIN keeps the order of the joins: one walk over the sources' units, all else looked up by number.
    rows = db.execute(
        "SELECT u.id, s.id, u.start, u.length, coalesce(p.entity, p.name), p.party FROM sources s "
        "CROSS JOIN units u ON u.source = s.no CROSS JOIN grounds g ON g.no = u.ground "
        "CROSS JOIN speakers p ON p.no = u.speaker "
        f"WHERE s.changed > ? AND s.{CURRENT} AND u.quotable AND u.length BETWEEN ? AND ? AND g.confidence >= ? "
        "AND g.label IN (SELECT value FROM json_each(?)) AND p.party IS NOT NULL",
        (since, shortest, longest, least, json.dumps([voice.value for voice in voices])),
    )
    shared: dict[str, str] = {}  # one string for all statements of a speaker, and of a source: its rows come together
    last = ""
    for each, source, start, length, speaker, party in rows:
        last = last if source == last else source
        who, whose = shared.setdefault(speaker, speaker), shared.setdefault(party, party)
        yield Outline(each, last, start, length, who, whose)


def head(db: sqlite3.Connection) -> int:
    """The number of the newest change; 0 before the first."""
    return int(db.execute("SELECT coalesce(max(changed), 0) FROM sources").fetchone()[0])


def changes(db: sqlite3.Connection, since: int, limit: int) -> list[Change]:
    """The newest change of every source changed after ``since``, in order."""
    rows = db.execute(
        "SELECT changed, id, superseded_by IS NOT NULL FROM sources WHERE changed > ? ORDER BY changed LIMIT ?",
        (since, max(limit, 0)),
    )
    return [Change(seq, source, bool(gone)) for seq, source, gone in rows]
