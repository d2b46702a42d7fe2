"""Rows into pages and statements, within one reading transaction."""

# ruff: noqa: S608  what is put into SQL here are this package's own column names, never a value

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from bot.domain.errors import ArchiveCorrupt, NotFound
from bot.domain.lately import Lately
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

Held = Lately[str]
"""Texts by the hash that each of them has passed, so that it is not read and hashed again for the next slice of it."""

LETTERS_HELD = 4_000_000
"""Characters of them: as many as ``search.standing`` keeps of sheets, of which most are the same texts."""


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
        raise _unknown(source)
    return int(row[0])


def _unknown(source: str) -> NotFound:
    return NotFound(f"no source has the id {source}", hint="onrecord sources lists them")


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


def sheet(db: Session, source: str, held: Held) -> Sheet:
    """A page without its blocks and units, by full id. Raises NotFound, ArchiveCorrupt."""
    found = sheets(db, [source], held)
    if not found:
        raise _unknown(source)
    return found[0]


def sheets(db: Session, sources: Iterable[str], held: Held) -> list[Sheet]:
    """Those of several, by full ids; unknown ones are passed over. Raises ArchiveCorrupt."""
    chosen = "IN (SELECT value FROM json_each(?))"
    rows = db.execute(f"SELECT no, {SOURCE_COLUMNS} FROM sources WHERE id {chosen}", (db.many(sources),)).fetchall()
    numbers = [row[0] for row in rows]
    texts, among = _texts(db, numbers, held), db.many(numbers)
    headings = f"SELECT source, start, length FROM blocks WHERE source {chosen} AND role = ? ORDER BY source, ordinal"
    asked = (
        "SELECT u.source, u.start, u.length FROM units u CROSS JOIN grounds g ON g.no = u.ground "
        f"WHERE u.source {chosen} AND g.label = ? ORDER BY u.source, u.ordinal"
    )
    with readable("a source"):
        headed = _spans(db.execute(headings, (among, Role.HEADING.value)))
        questioned = _spans(db.execute(asked, (among, Label.QUESTION.value)))
        return [
            Sheet(unpack_source(columns, texts[no][1]), tuple(headed.get(no, ())), tuple(questioned.get(no, ())))
            for no, *columns in rows
        ]


def _spans(rows: Iterable[Row]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    for no, at, length in rows:
        found.setdefault(no, []).append(Span(at, at + length))
    return found


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


def _texts(db: Session, numbers: Iterable[int], held: Held | None = None) -> dict[int, tuple[str, str]]:
    """By source number, its id and its text, each text checked against its hash. Raises ArchiveCorrupt.

    One that is ``held`` has passed that hash already; what is read is held from then on.
    """
    rows = db.execute(
        "SELECT no, id, text_hash FROM sources WHERE no IN (SELECT value FROM json_each(?))", (db.many(numbers),)
    ).fetchall()
    texts = {no: text for no, _, text_hash in rows if held and (text := held.get(text_hash)) is not None}
    stored = _stored(db, [no for no, _, _ in rows if no not in texts])
    for no, source, text_hash in rows:
        if no not in texts:
            text = texts[no] = checked_text(stored.get(no, b""), text_hash, source)
            if held:
                held.put(text_hash, text, len(text) + 1)
    return {no: (source, texts[no]) for no, source, _ in rows}


def _stored(db: Session, numbers: Sequence[int]) -> dict[int, bytes]:
    """The texts as bytes: the hash is over them, and one may hold U+0000, at which SQL's string functions stop."""
    if not numbers:
        return {}
    query = "SELECT source, CAST(text AS BLOB) FROM texts WHERE source IN (SELECT value FROM json_each(?))"
    return dict(db.execute(query, (db.many(numbers),)).fetchall())


def statements(db: Session, ids: Sequence[int], held: Held) -> list[Statement]:
    """The statements with these ids, in the order given. Raises ArchiveCorrupt."""
    rows = db.execute(
        f"SELECT u.id, u.source, {READ_UNIT} WHERE u.id IN (SELECT value FROM json_each(?)) AND u.quotable",
        (db.many(ids),),
    )
    found = {statement.id: statement for statement in _statements(db, rows.fetchall(), held)}
    return [found[each] for each in ids if each in found]


def of_source(db: Session, source: str) -> list[Statement]:
    """The statements of a source in the order of its text. Raises ArchiveCorrupt."""
    rows = db.execute(
        f"SELECT u.id, u.source, {READ_UNIT} JOIN sources s ON s.no = u.source "
        "WHERE s.id = ? AND u.quotable ORDER BY u.ordinal",
        (source,),
    )
    return _statements(db, rows.fetchall())


def _statements(db: Session, rows: Sequence[Row], held: Held | None = None) -> list[Statement]:
    texts = _texts(db, {row[1] for row in rows}, held)
    made = []
    with readable("a statement"):
        for each, no, *columns in rows:
            source, text = texts[no]
            unit, (before, after) = unpack_unit(tuple(columns))
            made.append(Statement(each, source, unit, text[unit.start : unit.end], before, after))
    return made
