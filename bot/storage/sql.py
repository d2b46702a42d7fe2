"""The store in a database: each call one transaction on it, whichever database it is."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from bot.domain.errors import ArchiveCorrupt
from bot.domain.statement import Page, Sheet, Statement, Voice
from bot.ports import Added, Change, Outline, SourceLine, Tables
from bot.storage import checking, listing, portable, reading, schema, writing
from bot.storage.ledger import SqlLedger
from bot.storage.session import Database, Lock, Session

Kind = TypeVar("Kind", bound=Database)


class SqlStore(Generic[Kind]):
    """A ``bot.ports.Store``, and ``bot.ports.Portable``, over a database that is open and of the present schema."""

    def __init__(self, database: Kind) -> None:
        self._db = database
        self._ident = database.read(reading.ident)
        self._ledger = SqlLedger(database)
        self._held = reading.Held(reading.LETTERS_HELD)

    @property
    def ident(self) -> str:
        """Thirty-two hexadecimal digits, given at birth."""
        return self._ident

    @property
    def ledger(self) -> SqlLedger:
        """What the desk keeps in the same database."""
        return self._ledger

    # ---- Keeper

    def add(self, page: Page, data: bytes) -> Added:
        """Keep a page and its original bytes, whole or not at all.

        Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt (also for a page that is not whole).
        """
        return self.add_all([(page, data)])[0]

    def add_all(self, pages: Iterable[tuple[Page, bytes]]) -> list[Added]:
        """Keep several pages in one transaction, in order, or none of them. Raises as ``add``.

        All pages are taken from the iterable and checked before the write lock is. Where a server was lost while it
        was keeping them, all are kept or none; to ask again does no harm, as a page that is kept is KNOWN.
        """
        prepared = [writing.prepare(page, data) for page, data in pages]
        if not prepared:
            return []
        with self._changing() as db:
            keeping = writing.Keeping(db)
            done = [keeping.keep(each) for each in prepared]
            keeping.done()
            return done

    def withdraw(self, source: str, start: int, end: int, reason: str) -> list[Statement]:
        """Take back the attribution of the statements that touch ``[start, end)``; those taken, as they stood.

        So are the same words by the same speaker elsewhere on the page and in its other versions: theirs come after
        those of the source. Raises NotFound where no quotable statement stands, ArchiveCorrupt if a version's text
        fails its hash, else as ``add``.
        """
        with self._changing() as db:
            return writing.withdraw(db, source, start, end, reason)

    def _changing(self) -> AbstractContextManager[Session]:
        return self._db.change(Lock.ARCHIVE, schema.CALLED_SINCE)

    # ---- Library

    def sources(self, *, superseded: bool = False, first: int = 0, limit: int | None = None) -> list[SourceLine]:
        """All sources in the order they came; older versions too if asked; see ``ports.Library``."""
        return self._db.read(lambda db: listing.lines(db, superseded=superseded, first=first, limit=limit))

    def lines(self, ids: Sequence[str]) -> list[SourceLine]:
        """Those of the sources with these full ids, in the order given; see ``ports.Library``."""
        return self._db.read(lambda db: listing.lines_of(db, ids))

    def source_count(self, *, superseded: bool = False) -> int:
        """How many ``sources`` there are."""
        return self._db.read(lambda db: listing.source_count(db, superseded=superseded))

    def find(self, name: str) -> str:
        """The id of the source this name means; see ``lookup.find``. Raises NotFound, Ambiguous."""
        return self._db.read(lambda db: listing.find(db, name))

    def page(self, source: str) -> Page:
        """A source with its blocks and units, by full id. Raises NotFound, ArchiveCorrupt."""
        return self._db.read(lambda db: reading.page(db, reading.number(db, source)))

    def entire(self, source: str) -> tuple[Page, list[Statement]]:
        """A source with its blocks and units, and its statements, in one view. Raises NotFound, ArchiveCorrupt."""
        return self._db.read(lambda db: reading.entire(db, reading.number(db, source)))

    def sheet(self, source: str) -> Sheet:
        """A source as far as excerpts need it, by full id. Raises NotFound, ArchiveCorrupt."""
        return self._db.read(lambda db: reading.sheet(db, source, self._held))

    def sheets(self, sources: Sequence[str]) -> list[Sheet]:
        """Those of several, read at once, see ``ports.Library``. Raises ArchiveCorrupt."""
        return self._db.read(lambda db: reading.sheets(db, sources, self._held))

    def original(self, source: str) -> bytes:
        """The bytes as received, checked against the id. Raises NotFound, ArchiveCorrupt."""
        return self._db.read(lambda db: reading.original(db, reading.number(db, source)))

    # ---- Statements

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        """The quotable statements with these ids, in the order given; unknown ids are passed over.

        Raises ArchiveCorrupt if a text fails its hash.
        """
        return self._db.read(lambda db: reading.statements(db, ids, self._held))

    def of_source(self, source: str) -> list[Statement]:
        """The quotable statements of a source in the order of its text; none for a source unknown."""
        return self._db.read(lambda db: reading.of_source(db, source))

    def count(self) -> int:
        """How many quotable statements stand."""
        return self._db.read(listing.count)

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        """Every speaker as (name, entity, party, statements), most statements first."""
        return self._db.read(listing.speakers)

    # ---- Outlines

    def outlines(
        self, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int = 0
    ) -> Iterator[Outline]:
        """The standing statements of those voices, of some party, of that confidence or more and of that length.

        They come as they are read, in one view of the store, however long that takes.
        """
        with self._db.reading() as db:
            yield from listing.outlines(db, voices, least, shortest, longest, since=since)

    # ---- Feed

    def head(self, *, sure: bool = False) -> int:  # noqa: ARG002  it always is, but on a server
        """The number of the newest change; 0 for an empty store."""
        return self._db.read(listing.head)

    def holds(self, seq: int) -> bool:
        """Whether that change is one of this history, see ``ports.Feed``."""
        return seq <= self.head(sure=True)

    def changes(self, since: int, limit: int) -> list[Change]:
        """The changes after ``since`` in order, at most ``limit``."""
        return self._db.read(lambda db: listing.changes(db, since, limit))

    # ---- Portable

    def tables(self) -> AbstractContextManager[Tables]:
        """All that is kept, see ``ports.Portable``. Raises ArchiveError for an older schema than the present one."""
        return portable.tables(self._db)

    def fill(self, tables: Tables) -> None:
        """Put all that into this archive, which must be empty, see ``ports.Portable``."""
        with self._changing() as db:
            portable.fill(db, tables)
            db.tell(listing.head(db))

    # ---- Store

    def check(self) -> list[str]:
        """The whole database and every source checked, reading everything: one line per fault."""
        found: list[str] = []
        try:
            with self._db.reading() as db:
                for fault in checking.all_faults(db, self._db.name):
                    found.append(fault)  # noqa: PERF402  what was found before the file gives way is kept
        except ArchiveCorrupt as fault:
            found.append(str(fault))
        return found

    def close(self) -> None:
        """Let go of files, connections and locks; the log of a file is folded in by whoever closes last."""
        self._db.close()
