"""A path into transactions: one writer among all processes, any number of readers, errors of the domain."""

import math
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, ArchiveError, ArchiveFull, ArchiveReadOnly
from bot.storage.session import Lock
from bot.storage.sqlite_session import SqliteSession

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds to wait for another writer before ArchiveBusy."""

RETRY = 0.02
"""Seconds between attempts where SQLite itself does not wait."""

IDLE = 600.0
"""Seconds after which a connection that nobody needed is closed, as by psycopg's pool: a crowd's, when it has gone."""

_NORMAL, _FULL = 1, 2
"""When a commit waits for the disk (https://www.sqlite.org/pragma.html#pragma_synchronous)."""

_BUSY = (ArchiveBusy, "another process is writing to {}", "try again in a moment")
_LOCKED_AWAY = (ArchiveReadOnly, "{} cannot be written", "check its permissions and its folder's")
_RESTORE = "restore it from a backup, or move it away and ingest again"

_ERRORS: dict[int, tuple[type[ArchiveError], str, str]] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: (
        ArchiveFull,
        "no room is left for {}",
        "free some disk space; nothing was half kept",
    ),
    sqlite3.SQLITE_READONLY: _LOCKED_AWAY,
    sqlite3.SQLITE_PERM: _LOCKED_AWAY,
    sqlite3.SQLITE_CANTOPEN: (ArchiveError, "{} cannot be opened", "check that it is a file you may read"),
    sqlite3.SQLITE_IOERR: (ArchiveError, "{} cannot be read or written", "check the disk it is on"),
    sqlite3.SQLITE_NOTADB: (ArchiveCorrupt, "{} is not an archive", "name another file with --archive PATH"),
    sqlite3.SQLITE_CORRUPT: (ArchiveCorrupt, "{} is damaged", _RESTORE),
}
"""By SQLite's primary result code: the error, its message and the mend."""


_UNDECODABLE = "Could not decode to UTF-8"
"""What Python says of a text column that holds none: bytes of it have changed on the disk."""


def locked_away(path: Path) -> ArchiveReadOnly:
    """The error for a file that can only be read."""
    kind, message, hint = _LOCKED_AWAY
    return kind(message.format(path), hint=hint)


@contextmanager
def domain_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite reports about the file into ArchiveError and its kinds; our own mistakes pass."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the primary result code: https://www.sqlite.org/rescode.html
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if str(error).startswith(_UNDECODABLE):  # Python's own word, without a code
            code = sqlite3.SQLITE_CORRUPT
        known = _ERRORS.get(code)
        if known is None:
            raise
        kind, message, hint = known
        raise kind(message.format(path), hint=hint) from error


@contextmanager
def _unsynced(db: sqlite3.Connection) -> Iterator[None]:
    """Commits of the block do not wait for the disk."""
    db.execute(f"PRAGMA synchronous = {_NORMAL}")
    try:
        yield
    finally:
        if db.in_transaction:  # in which the pragma would do nothing
            db.execute("ROLLBACK")
        db.execute(f"PRAGMA synchronous = {_FULL}")


class Connections:
    """Idle connections to one file, handed out for one transaction each: any thread may call at any time.

    There are never more of them than transactions that ran at once, within ``IDLE``; one always stays, so that others
    see the file in use. Not to be carried over a fork.
    """

    def __init__(self, path: Path, *, read_only: bool, patience: float, pragmas: Mapping[str, int]) -> None:
        self.path = path
        self._mode = "mode=ro" if read_only else "mode=rw"
        self._patience = patience
        self._pragmas = dict(pragmas)
        self._idle: deque[tuple[SqliteSession, float]] = deque()  # with when each came back, the latest on the right
        self._closed = False

    def create(self) -> None:
        """Make the file if there is none. Raises ArchiveError."""
        with domain_errors(self.path):
            self._give(self._connect("mode=rwc"))

    def log_ahead(self) -> None:
        """Put the file in write-ahead mode, where it stays. Raises ArchiveError.

        That needs the file alone for a moment, and SQLite does not by itself wait for others opening it.
        """
        patient_until = time.monotonic() + self._patience
        with self.lent() as db:
            while True:
                try:
                    db.execute("PRAGMA journal_mode = WAL")
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patient_until:
                        raise
                    time.sleep(RETRY)
                else:
                    return

    def freeze(self) -> None:
        """From now on take the file for one that nobody writes: needs no lock and no file beside it."""
        self._mode = "mode=ro&immutable=1"
        self._drop_idle()

    @contextmanager
    def lent(self) -> Iterator[SqliteSession]:
        """A connection outside any transaction; what is left open is rolled back."""
        if self._closed:
            raise ArchiveError("the archive is closed", hint="open it again")
        with domain_errors(self.path):
            db = self._take()
            try:
                yield db
            finally:
                try:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                finally:
                    self._give(db)

    @contextmanager
    def reading(self) -> Iterator[SqliteSession]:
        """One unchanging view of the store. Raises ArchiveError and its kinds."""
        with self.lent() as db:
            db.execute("BEGIN")
            yield db
            db.execute("COMMIT")

    @contextmanager
    def writing(self, *, synced: bool = True) -> Iterator[SqliteSession]:
        """The one writing transaction: kept whole at the end of the block, or undone by any exception.

        One that is not ``synced`` outlives the process but perhaps not a power cut, and takes no time on the disk.
        Raises ArchiveBusy after ``patience`` seconds, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt.
        """
        with self.lent() as db, nullcontext() if synced else _unsynced(db):
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")

    @property
    def name(self) -> str:
        """The file's path."""
        return str(self.path)

    def read(self, work: Callable[[SqliteSession], T]) -> T:
        """What ``work`` makes of one unchanging view. Raises as ``reading``."""
        with self.reading() as db:
            return work(db)

    def ask(self, query: str, parameters: Sequence[Any], since: int) -> list[Any]:
        """The rows of one query; none where the schema is older than ``since``. Raises as ``reading``."""
        with self.reading() as db:
            return db.execute(query, parameters).fetchall() if db.has(since) else []

    @contextmanager
    def change(self, lock: Lock, since: int, *, synced: bool = True) -> Iterator[SqliteSession]:  # noqa: ARG002  but one
        """``writing``; raises ArchiveReadOnly too for a file of an older schema, or it would have been brought up."""
        with self.writing(synced=synced) as db:
            if not db.has(since):
                raise locked_away(self.path)
            yield db

    def close(self) -> None:
        """Close what is idle; a connection in use is closed when it comes back."""
        self._closed = True
        self._drop_idle()

    def _take(self) -> SqliteSession:
        with suppress(IndexError):
            return self._idle.pop()[0]
        return self._connect(self._mode)

    def _give(self, db: SqliteSession) -> None:
        if self._closed:
            db.close()
        else:
            now = time.monotonic()
            self._idle.append((db, now))
            self._drop_idle(before=now - IDLE)

    def _drop_idle(self, before: float = math.inf) -> None:
        with suppress(IndexError):  # another thread may have taken the last
            while self._idle[0][1] < before:
                self._idle.popleft()[0].close()

    def _connect(self, mode: str) -> SqliteSession:
        db = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{mode}",
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
            factory=SqliteSession,
        )
        # FULL syncs the log at each commit: what was reported kept outlives a power cut, not only ``kill
        # -9`` (https://www.sqlite.org/pragma.html#pragma_synchronous). A commit is a page or a batch, so it
        # is cheap.
        for pragma, value in {"synchronous": _FULL, "foreign_keys": 1, **self._pragmas}.items():
            db.execute(f"PRAGMA {pragma} = {value}")
        return db
