"""A page into rows, within one writing transaction."""

# ruff: noqa: S608  what is put into SQL here are this package's own column names, never a value

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from bot.domain.errors import ArchiveCorrupt
from bot.domain.source import Source
from bot.domain.statement import Page, Statement
from bot.ports import Added
from bot.storage import listing, reading
from bot.storage.coherence import insist
from bot.storage.lookup import calls
from bot.storage.rows import (
    BLOCK_COLUMNS,
    SOURCE_COLUMNS,
    UNIT_COLUMNS,
    Number,
    pack_block,
    pack_name,
    pack_original,
    pack_source,
    pack_units,
    unpack_name,
)
from bot.storage.session import Row, Session
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


class Keeping:
    """Pages into the rows of one transaction, which makes them whole; told to the readers by ``done``."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._head = self._began = db.number_after(listing.head(db))
        # They last as long as the transaction: a longer memory would outlive one that is undone.
        self._grounds, self._speakers = _ground_no(db), _speaker_no(db)

    def keep(self, made: Prepared) -> Added:
        """Keep one page."""
        db, source = self._db, made.page.source
        known = _withdrawals(db, source)
        page = withhold(made.page, known)
        row = db.execute("SELECT no, superseded_by FROM sources WHERE id = ?", (source.id,)).fetchone()
        no, standing = (None, False) if row is None else (row[0], row[1] is None)
        displaced = [
            other
            for (other,) in db.execute(
                "SELECT no FROM sources WHERE origin = ? AND superseded_by IS NULL AND id <> ?",
                (pack_name(source.origin), source.id),
            ).fetchall()
        ]
        added = judge(_held(db, no), page, standing=standing, displaces=bool(displaced))
        if added is Added.KNOWN:
            return added
        first = self._head + 1
        self._head = first + len(displaced)
        no = _write_source(db, made, no, self._head)
        for step, other in enumerate(displaced):
            db.execute("UPDATE sources SET superseded_by = ?, changed = ? WHERE no = ?", (no, first + step, other))
        self.write(no, page, fresh=row is None)
        _remember(db, {replace(each, origin=source.origin) for each in known}.difference(known))
        return added

    def write(self, no: int, page: Page, *, fresh: bool = False) -> None:
        """Replace a source's blocks and units; ``fresh`` where it has none yet."""
        _write_blocks(self._db, no, page, fresh=fresh)
        _write_units(self._db, no, pack_units(page, self._grounds, self._speakers), fresh=fresh)

    def changed(self, no: int) -> None:
        """Note that a source is another than it was."""
        self._head += 1
        self._db.execute("UPDATE sources SET changed = ? WHERE no = ?", (self._head, no))

    def done(self) -> None:
        """Tell the readers, if there is anything new."""
        if self._head > self._began:
            self._db.tell(self._head)


def withdraw(db: Session, source: str, start: int, end: int, reason: str) -> list[Statement]:
    """Take back what ``withdrawals.touched`` finds, in all versions of the page; the statements as they stood.

    Raises NotFound, ArchiveCorrupt.
    """
    page = reading.page(db, reading.number(db, source))
    _remember(db, touched(page.source, reading.of_source(db, source), start, end, reason))
    versions = "SELECT no, id FROM sources WHERE origin = ? ORDER BY id <> ?, no"
    found, keeping = [], Keeping(db)
    for no, version in db.execute(versions, (pack_name(page.source.origin), source)).fetchall():
        before = reading.page(db, no)
        after = withhold(before, _withdrawals(db, before.source))
        if after is not before:
            found += taken(before, after, reading.of_source(db, version))
            keeping.write(no, after)
            keeping.changed(no)
    keeping.done()
    return found


def _withdrawals(db: Session, source: Source) -> list[Withdrawal]:
    """What was taken back at the source's origin, or of its bytes."""
    rows = db.execute(
        f"SELECT {', '.join(WITHDRAWAL_COLUMNS)} FROM withdrawals WHERE origin = ? OR source = ?",
        (pack_name(source.origin), source.id),
    )
    return [
        Withdrawal(unpack_name(origin), other, text_hash, at, at + length, words, name, entity, unpack_name(reason))
        for origin, other, text_hash, at, length, words, name, entity, reason in rows
    ]


def _remember(db: Session, withdrawals: Iterable[Withdrawal]) -> None:
    rows = []
    for each in withdrawals:
        where = (pack_name(each.origin), each.source, each.text_hash, each.start, each.end - each.start)
        rows.append((*where, each.words, each.name, each.entity, pack_name(each.reason)))
    if rows:
        db.insert("withdrawals", WITHDRAWAL_COLUMNS, rows)


def _held(db: Session, no: int | None) -> Page | None:
    """The page as kept, or None if there is none, or none that can be trusted: then it is written anew."""
    try:
        if no is None:
            return None
        reading.original(db, no)
        return reading.page(db, no)
    except ArchiveCorrupt:
        return None


def _write_source(db: Session, made: Prepared, no: int | None, seq: int) -> int:
    columns, values = f"{SOURCE_COLUMNS}, changed", (*pack_source(made.page.source), seq)
    marks = ", ".join("?" * len(values))
    if no is None:
        no = db.last("sources") + 1
        db.execute(f"INSERT INTO sources (no, {columns}) VALUES (?, {marks})", (no, *values))
        db.used("sources", no)
    else:
        db.execute(f"UPDATE sources SET superseded_by = NULL, ({columns}) = ({marks}) WHERE no = ?", (*values, no))
    db.execute(_TEXT, (no, db.whole(made.page.source.text)))
    db.execute(_ORIGINAL, (no, made.packing, made.original))
    write_calls(db, no, made.page.source.name, made.page.source.origin)
    return no


_TEXT = "INSERT INTO texts (source, text) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET text = excluded.text"

_ORIGINAL = """
    INSERT INTO originals (source, packing, data) VALUES (?, ?, ?)
    ON CONFLICT (source) DO UPDATE SET packing = excluded.packing, data = excluded.data"""


def write_calls(db: Session, no: int, name: str, origin: str) -> None:
    """What the source may be called, for ``listing.find``."""
    db.execute("DELETE FROM called WHERE source = ?", (no,))
    db.insert("called", ("name", "source"), [(pack_name(each), no) for each in sorted(calls(name, origin))])


def _write_blocks(db: Session, no: int, page: Page, *, fresh: bool) -> None:
    if not fresh:
        db.execute("DELETE FROM blocks WHERE source = ?", (no,))
    columns = ("source", "ordinal", *BLOCK_COLUMNS.split(", "))
    db.insert("blocks", columns, [(no, ordinal, *pack_block(block)) for ordinal, block in enumerate(page.blocks)])


def _write_units(db: Session, no: int, packed: Sequence[Row], *, fresh: bool) -> None:
    """Replace the units of a source; one that stands where one stood keeps its id."""
    spare: dict[Row, list[int]] = {}
    if not fresh:
        stood = db.execute("SELECT id, start, length FROM units WHERE source = ? ORDER BY ordinal", (no,))
        for number, *span in stood.fetchall():
            spare.setdefault(tuple(span), []).append(number)
        db.execute("DELETE FROM units WHERE source = ?", (no,))
        db.execute("DELETE FROM spoken WHERE source = ?", (no,))
    last = db.last("units")
    numbers = count(last + 1)
    rows = []
    for ordinal, row in enumerate(packed):
        same_place = spare.get(row[:2])
        rows.append((same_place.pop(0) if same_place else next(numbers), no, ordinal, *row))
    db.insert("units", ("id", "source", "ordinal", *UNIT_COLUMNS), rows)
    db.used("units", next(numbers) - 1)
    spoken = Counter(row[SPEAKER] for row in packed if row[QUOTABLE])
    db.insert("spoken", ("source", "speaker", "statements"), [(no, *each) for each in spoken.items()])


def _ground_no(db: Session) -> Number:
    return _numbered(
        db,
        "SELECT no FROM grounds WHERE label = ? AND rule = ? AND confidence = ?",
        "INSERT INTO grounds (no, label, rule, confidence) "
        "SELECT coalesce(max(no), 0) + 1, ?, ?, ? FROM grounds RETURNING no",
    )


def _speaker_no(db: Session) -> Number:
    same = "IS /*! NOT DISTINCT FROM */ ?"
    return _numbered(
        db,
        f"SELECT no FROM speakers WHERE name = ? AND role {same} AND party {same} AND entity {same} AND named = ?",
        "INSERT INTO speakers (no, name, role, party, entity, named) "
        "SELECT coalesce(max(no), 0) + 1, ?, ?, ?, ?, ? FROM speakers RETURNING no",
    )


def _numbered(db: Session, find: str, make: str) -> Number:
    known: dict[Row, int] = {}

    def number(values: Row) -> int:
        if values not in known:
            known[values] = int((db.execute(find, values).fetchone() or db.execute(make, values).fetchone())[0])
        return known[values]

    return number
