"""The default system of record: one SQLite file, one writer, any number of readers."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.domain.errors import ArchiveCorrupt, ArchiveError, ArchiveReadOnly
from bot.domain.statement import Page, Sheet, Statement, Voice
from bot.ports import Added, Change, Outline, SourceLine
from bot.storage import checking, lookup, reading, schema, writing
from bot.storage.connections import PATIENCE, Connections
from bot.storage.ledger import SqliteLedger
from bot.storage.transactions import transaction


class SqliteStore:
    """A ``bot.ports.Store`` in one file, with SQLite's write-ahead log beside it while it is open.

    Any thread and any process may call at any time: every call is one transaction on a connection of its
    own. Readers never wait, not even for the writer. A second writer waits ``patience`` seconds, then gets
    ArchiveBusy. What ``add`` has returned is on the disk. ``pragmas`` are set on every connection
    (``cache_size``, ``max_page_count``).
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        patience: float = PATIENCE,
        pragmas: Mapping[str, int] | None = None,
    ) -> None:
        """Open the archive, made if there is none, brought to the present schema if it is older and can be written.

        Checked here: that it is an SQLite file, whole by its header, ours, of a schema we know, with all
        its tables. Raises ArchiveError (nothing there to read, a folder, another program's, a newer On
        Record's), ArchiveCorrupt, ArchiveBusy, ArchiveFull, ArchiveReadOnly.
        """
        self._path = path
        self._db = Connections(path, read_only=read_only, patience=patience, pragmas=pragmas or {})
        try:
            self._open(read_only=read_only)
            with self._db.lent() as db:
                self._ident = reading.ident(db)
            self._ledger = SqliteLedger(self._db)
        except BaseException:
            self._db.close()
            raise

    def _open(self, *, read_only: bool) -> None:
        _insist_on_place(self._path, read_only=read_only)
        writable = not read_only and _writable(self._path)
        if writable:
            self._db.create()
        elif _needs_freezing(self._path):
            self._db.freeze()
        with self._db.lent() as db:
            version = schema.inspect(db, self._path)
        if writable:
            self._db.log_ahead()
        if version == len(schema.MIGRATIONS) or (version >= schema.READABLE and not writable):
            return
        if read_only:
            raise ArchiveError(f"{self._path} is empty", hint="open it once for writing: onrecord ingest PATH")
        with self._db.lent() as db:
            schema.migrate(db, self._path)

    @property
    def ident(self) -> str:
        """Thirty-two hexadecimal digits, given at birth."""
        return self._ident

    @property
    def ledger(self) -> SqliteLedger:
        """What the desk keeps in the same file."""
        return self._ledger

    # ---- Keeper

    def add(self, page: Page, data: bytes) -> Added:
        """Keep a page and its original bytes, whole or not at all.

        Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt (also for a page that is not whole).
        """
        return self.add_all([(page, data)])[0]

    def add_all(self, pages: Iterable[tuple[Page, bytes]]) -> list[Added]:
        """Keep several pages in one transaction, in order, or none of them. Raises as ``add``.

        All pages are taken from the iterable and checked before the write lock is.
        """
        prepared = [writing.prepare(page, data) for page, data in pages]
        if not prepared:
            return []
        with transaction(self._db, schema.OUTBOX_SINCE) as db:
            return [writing.keep(db, each) for each in prepared]

    def withdraw(self, source: str, start: int, end: int, reason: str) -> list[Statement]:
        """Take back the attribution of the statements that touch ``[start, end)``; those taken, as they stood.

        So are the same words by the same speaker elsewhere on the page and in its other versions: theirs come after
        those of the source. Raises NotFound where no quotable statement stands, ArchiveCorrupt if a version's text
        fails its hash, else as ``add``.
        """
        with transaction(self._db, schema.OUTBOX_SINCE) as db:
            return writing.withdraw(db, source, start, end, reason)

    # ---- Library

    def sources(self, *, superseded: bool = False, first: int = 0, limit: int | None = None) -> list[SourceLine]:
        """All sources in the order they came; older versions too if asked; see ``ports.Library``."""
        with self._db.reading() as db:
            return reading.lines(db, superseded=superseded, first=first, limit=limit)

    def source_count(self, *, superseded: bool = False) -> int:
        """How many ``sources`` there are."""
        with self._db.reading() as db:
            return reading.source_count(db, superseded=superseded)

    def find(self, name: str) -> str:
        """The id of the source this name means; see ``lookup.find``. Raises NotFound, Ambiguous."""
        with self._db.reading() as db:
            known = reading.known(db)
        return lookup.find(name, known)

    def page(self, source: str) -> Page:
        """A source with its blocks and units, by full id. Raises NotFound, ArchiveCorrupt."""
        with self._db.reading() as db:
            return reading.page(db, reading.number(db, source))

    def entire(self, source: str) -> tuple[Page, list[Statement]]:
        """A source with its blocks and units, and its statements, in one view. Raises NotFound, ArchiveCorrupt."""
        with self._db.reading() as db:
            return reading.entire(db, reading.number(db, source))

    def sheet(self, source: str) -> Sheet:
        """A source as far as excerpts need it, by full id. Raises NotFound, ArchiveCorrupt."""
        with self._db.reading() as db:
            return reading.sheet(db, reading.number(db, source))

    def original(self, source: str) -> bytes:
        """The bytes as received, checked against the id. Raises NotFound, ArchiveCorrupt."""
        with self._db.reading() as db:
            return reading.original(db, reading.number(db, source))

    # ---- Statements

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        """The quotable statements with these ids, in the order given; unknown ids are passed over.

        Raises ArchiveCorrupt if a text fails its hash.
        """
        with self._db.reading() as db:
            return reading.statements(db, ids)

    def of_source(self, source: str) -> list[Statement]:
        """The quotable statements of a source in the order of its text; none for a source unknown."""
        with self._db.reading() as db:
            return reading.of_source(db, source)

    def count(self) -> int:
        """How many quotable statements stand."""
        with self._db.reading() as db:
            return reading.count(db)

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        """Every speaker as (name, entity, party, statements), most statements first."""
        with self._db.reading() as db:
            return reading.speakers(db)

    # ---- Outlines

    def outlines(
        self, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int = 0
    ) -> Iterator[Outline]:
        """The standing statements of those voices, of some party, of that confidence or more and of that length.

        They come as the file is read, in one view of it, however long that takes.
        """
        with self._db.reading() as db:
            yield from reading.outlines(db, voices, least, shortest, longest, since=since)

    # ---- Feed

    def head(self) -> int:
        """The number of the newest change; 0 for an empty store."""
        with self._db.reading() as db:
            return reading.head(db)

    def changes(self, since: int, limit: int) -> list[Change]:
        """The changes after ``since`` in order, at most ``limit``."""
        with self._db.reading() as db:
            return reading.changes(db, since, limit)

    # ---- Store

    def check(self) -> list[str]:
        """The whole file and every source checked, reading everything: one line per fault."""
        found: list[str] = []
        try:
            with self._db.reading() as db:
                for fault in checking.file_faults(db, self._path):
                    found.append(fault)  # noqa: PERF402  what was found before the file gives way is kept
                for fault in checking.page_faults(db):
                    found.append(fault)  # noqa: PERF402
        except ArchiveCorrupt as fault:
            found.append(str(fault))
        return found

    def close(self) -> None:
        """Let go of files and locks; the log is folded into the file by whoever closes last."""
        self._db.close()


def _insist_on_place(path: Path, *, read_only: bool) -> None:
    """Raise ArchiveError unless there is, or can be, a file at ``path``."""
    elsewhere = "name another place with --archive PATH"
    try:
        if path.is_dir():
            raise ArchiveError(f"{path} is a folder", hint="name a file in it for the archive: --archive PATH")
        if path.exists():
            return
        if read_only:
            raise ArchiveError(f"there is no archive at {path}", hint="make one with: onrecord ingest PATH")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveReadOnly(f"{path} cannot be made: {error.strerror}", hint=elsewhere) from error
    if not _writable(path):
        raise ArchiveReadOnly(f"nothing can be written in {path.parent}", hint=elsewhere)


def _writable(path: Path) -> bool:
    """The log stands beside the file, so its folder counts as well."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _needs_freezing(path: Path) -> bool:
    """Whether a reader could not make the log's index it needs, and there is no log that it would miss."""
    log = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
