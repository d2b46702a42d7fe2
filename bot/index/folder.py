"""A folder -> where the parts of an index lie in it, and who may write there."""

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from bot.domain.errors import ArchiveBusy
from bot.index.documents import SCHEMA
from bot.search.terms import VERSION as TERMS

ROOM = 1_000_000
"""Bytes a disk must still take not to be called full: a segment of some thousand statements."""

log = logging.getLogger(__name__)


class Folder:
    """The index's folder: ``fulltext`` is tantivy's own, ``spelling`` the table's file. Nothing is made before use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fulltext = path / f"fulltext-{SCHEMA}-{TERMS}"
        self.spelling = path / "spelling.db"
        self._lock = path / "writer.lock"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The right to write, among processes; SQLite's lock goes when its holder dies. Raises ArchiveBusy."""
        lock = self._locked()
        try:
            for other in self.path.glob("fulltext-*"):  # of other versions
                if other != self.fulltext:
                    shutil.rmtree(other, ignore_errors=True)
            for draft in self.fulltext.glob(".tmp*"):  # what a writer killed while tantivy put a file down has left
                draft.unlink(missing_ok=True)
            yield
        finally:
            lock.close()

    def has_room(self) -> bool:
        """Whether a file can be written there: a thread of tantivy's that could not does not say why."""
        try:
            with TemporaryFile(dir=self.path) as file:
                file.write(bytes(ROOM))
        except OSError:
            return False
        return True

    def _locked(self, *, again: bool = True) -> sqlite3.Connection:
        lock = sqlite3.connect(self._lock, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            lock.execute("PRAGMA journal_mode = MEMORY")  # it holds nothing: no file stays of who is killed
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            raise ArchiveBusy("another process is writing the index", hint="try again shortly") from error
        except sqlite3.DatabaseError as error:  # no lock of ours, whatever it is
            lock.close()
            if not again:
                raise ArchiveBusy(f"the index cannot be locked: {error}", hint=f"remove {self._lock}") from error
            log.warning("the index's lock is damaged and is made anew: %s", error)
            self._lock.unlink(missing_ok=True)
            return self._locked(again=False)
        return lock
