"""Rows into pages and statements, within one reading transaction."""

# ruff: noqa: S608  what is put into SQL here are this package's own column names, never a value

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from bot.domain.errors import ArchiveCorrupt, NotFound
from bot.domain.source import Role, Span
from bot.domain.statement import Label, Page, Sheet, Statement
from bot.storage.coherence import short
from bot.storage.rows import (
    BLOCK_COLUMNS,
    READ_UNIT,
    SOURCE_COLUMNS,
    checked_text,
    unpack_block,
    unpack_original,
    unpack_source,
    unpack_unit,
)
from bot.storage.session import Row, Session


def ident(db: Session) -> str:
    """The store's name. Raises ArchiveCorrupt if it has none."""
    row = db.execute("SELECT value FROM meta WHERE key = 'ident'").fetchone()
    if row is None:
        raise ArchiveCorrupt("the archive has lost its own name", hint="restore it from a backup")
    return str(row[0])


def number(db: Session, source: str) -> int:
    """The row number of a source by its full id. Raises NotFound."""
    row = db.execute("SELECT no FROM sources WHERE id = ?", (source,)).fetchone()
    if row is None:
        raise NotFound(f"no source has the id {source}", hint="onrecord sources lists them")
    return int(row[0])


def page(db: Session, no: int) -> Page:
    """A whole page. Raises ArchiveCorrupt."""
    return entire(db, no)[0]


def entire(db: Session, no: int) -> tuple[Page, list[Statement]]:
    """A whole page and its statements. Raises ArchiveCorrupt."""
    row = db.execute(f"SELECT {SOURCE_COLUMNS} FROM sources WHERE no = ?", (no,)).fetchone()
    blocks = db.execute(f"SELECT {BLOCK_COLUMNS} FROM blocks WHERE source = ? ORDER BY ordinal", (no,))
    rows = db.execute(f"SELECT u.id, u.quotable, {READ_UNIT} WHERE u.source = ? ORDER BY u.ordinal", (no,))
    with readable(f"source {short(row[0])}"):
        source = unpack_source(row, _texts(db, [no])[no][1])
        units, statements = [], []
        for each, quotable, *columns in rows:
            unit, (before, after) = unpack_unit(tuple(columns))
            units.append(unit)
            if quotable:
                statements.append(Statement(each, source.id, unit, source.text[unit.start : unit.end], before, after))
        return Page(source, tuple(map(unpack_block, blocks)), tuple(units)), statements


def sheet(db: Session, no: int) -> Sheet:
    """A page without its blocks and units. Raises ArchiveCorrupt."""
    row = db.execute(f"SELECT {SOURCE_COLUMNS} FROM sources WHERE no = ?", (no,)).fetchone()
    headings = "SELECT start, length FROM blocks WHERE source = ? AND role = ? ORDER BY ordinal"
    asked = (
        "SELECT u.start, u.length FROM units u JOIN grounds g ON g.no = u.ground "
        "WHERE u.source = ? AND g.label = ? ORDER BY u.ordinal"
    )
    with readable(f"source {short(row[0])}"):
        return Sheet(
            unpack_source(row, _texts(db, [no])[no][1]),
            tuple(Span(at, at + length) for at, length in db.execute(headings, (no, Role.HEADING.value))),
            tuple(Span(at, at + length) for at, length in db.execute(asked, (no, Label.QUESTION.value))),
        )


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Turn a stored value that no domain value can be made of into ArchiveCorrupt."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveCorrupt(
            f"what is kept of {what} cannot be read",
            hint="ingest the page again, or restore the archive from a backup",
        ) from error


def original(db: Session, no: int) -> bytes:
    """The bytes as received. Raises ArchiveCorrupt."""
    row = db.execute(
        "SELECT o.packing, o.data, CAST(t.text AS BLOB), s.id FROM sources s "
        "LEFT JOIN originals o ON o.source = s.no LEFT JOIN texts t ON t.source = s.no WHERE s.no = ?",
        (no,),
    ).fetchone()
    packing, data, text, source = row
    return unpack_original(packing, data, text or b"", source)


def _texts(db: Session, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
    """By source number, its id and its text, each text checked against its hash. Raises ArchiveCorrupt."""
    # As bytes: the hash is over them, and a text may hold U+0000, at which SQL's string functions stop.
    rows = db.execute(
        "SELECT s.no, s.id, s.text_hash, CAST(t.text AS BLOB) FROM sources s "
        "LEFT JOIN texts t ON t.source = s.no WHERE s.no IN (SELECT value FROM json_each(?))",
        (db.many(numbers),),
    )
    return {no: (source, checked_text(text or b"", text_hash, source)) for no, source, text_hash, text in rows}


def statements(db: Session, ids: Sequence[int]) -> list[Statement]:
    """The statements with these ids, in the order given. Raises ArchiveCorrupt."""
    rows = db.execute(
        f"SELECT u.id, u.source, {READ_UNIT} WHERE u.id IN (SELECT value FROM json_each(?)) AND u.quotable",
        (db.many(ids),),
    )
    found = {statement.id: statement for statement in _statements(db, rows.fetchall())}
    return [found[each] for each in ids if each in found]


def of_source(db: Session, source: str) -> list[Statement]:
    """The statements of a source in the order of its text. Raises ArchiveCorrupt."""
    rows = db.execute(
        f"SELECT u.id, u.source, {READ_UNIT} JOIN sources s ON s.no = u.source "
        "WHERE s.id = ? AND u.quotable ORDER BY u.ordinal",
        (source,),
    )
    return _statements(db, rows.fetchall())


def _statements(db: Session, rows: Sequence[Row]) -> list[Statement]:
    texts = _texts(db, {row[1] for row in rows})
    made = []
    with readable("a statement"):
        for each, no, *columns in rows:
            source, text = texts[no]
            unit, (before, after) = unpack_unit(tuple(columns))
            made.append(Statement(each, source, unit, text[unit.start : unit.end], before, after))
    return made
