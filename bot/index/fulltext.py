"""The full-text index over the store's statements: tantivy in a folder, the filters inside the index.

tantivy-py keeps no message with a commit, so the stamp (the store's name and the last change seen) is a document of its
own, written in the same commit as what it stands for: a crash between two commits leaves a stamp that is true.
"""

import logging
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, NotFound
from bot.index.documents import Cuts, documents, words
from bot.index.folder import Folder
from bot.index.layout import STAMP, fields, hit, read_stamp, schema, stamp
from bot.index.query import Queries
from bot.index.spelling import SpellingTable
from bot.index.steps import Steps
from bot.index.wordfile import is_damage
from bot.ports import Hit, Store, Wanted

if TYPE_CHECKING:
    import tantivy

log = logging.getLogger(__name__)

HEAP, LARGE_HEAP = 15_000_000, 100_000_000
"""Bytes the writer may hold before it writes a segment: the least tantivy accepts for its one thread; and what makes
four segments of a million statements where the least makes thirty, for more than ``BATCH`` changes at once."""

BATCH = 200
"""Changes (sources) read from the store at once."""

COMMIT = 100_000
"""Statements in one commit, at least: what a crash may cost to be done again, some ten seconds of work."""


class TantivyIndex:
    """The index in a folder, its spelling table (``spelling``) beside it. Usable from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the index at ``path``, or make an empty one; what cannot be used is thrown away.

        Raises ArchiveCorrupt when the folder cannot be made or read.
        """
        self._folder = Folder(path)
        self._lock = RLock()
        self._store: Store | None = None
        try:
            path.mkdir(parents=True, exist_ok=True)
            self.spelling = SpellingTable(self._folder.spelling)
            self._open()
        except (OSError, sqlite3.Error) as error:
            raise ArchiveCorrupt(f"the index folder {path} cannot be used: {error}",
                                 hint="make it writable, or remove it: it is derived") from error

    def _open(self) -> None:
        try:
            self._attach()
        except BaseException as error:
            if not _is_broken(error):
                raise
            log.warning("the full-text index cannot be opened and is built anew: %s", error)
            self._attach_anew()

    def _attach(self) -> None:
        import tantivy  # 20 ms, and only here

        self._folder.fulltext.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(schema(tantivy.SchemaBuilder()), path=str(self._folder.fulltext), reuse=True)
        self._index.config_reader("manual")
        self._queries = Queries(self._index.schema)
        self._see()

    def _attach_anew(self) -> None:
        shutil.rmtree(self._folder.fulltext, ignore_errors=True)
        self._attach()

    def _see(self) -> None:
        """Take the newest commit for what is searched."""
        self._index.reload()
        searcher = self._index.searcher()
        found = searcher.search(self._queries.stamp(), 1, count=False).hits
        self._stamp = read_stamp(searcher.doc(found[0][1])) if found else ("", 0)
        self._steps = Steps(searcher, self._queries)

    def search(self, wanted: Wanted) -> list[Hit]:
        """See ``ports.Index``. A damaged index is rebuilt, once, from the store it last followed."""
        try:
            return self._search(wanted)
        except BaseException as error:
            if not _is_broken(error):
                raise
            if self._store is None:
                raise ArchiveCorrupt(f"the index cannot be read: {error}", hint="run: onrecord rebuild") from error
            log.warning("the full-text index is damaged and is built anew: %s", error)
            self.rebuild(self._store)
            return self._search(wanted)

    def _search(self, wanted: Wanted) -> list[Hit]:
        steps = self._steps  # another thread may take a newer one
        return [hit(steps.read(place), score) for score, place in steps.find(wanted)]

    def frequency(self, term: str) -> int:
        """See ``ports.Index``; a phrase is as frequent as its rarest word."""
        return self._steps.frequency("statement", term)

    def size(self) -> int:
        """See ``ports.Index``."""
        return max(0, self._steps.size - 1)

    def follow(self, store: Store) -> int:
        """See ``ports.Index``; microseconds when nothing has changed. Raises what reading the store raises."""
        self._store = store
        newest = (store.ident, store.head())
        if self._seen() == newest:
            return 0
        self._refresh()  # another process may have indexed it
        if self._seen() == newest:
            return 0
        try:
            return self._written(store)
        except ArchiveBusy:
            return 0

    def _written(self, store: Store) -> int:
        """Catch up, anew if it is damaged. On a disk that is full or read only the index serves what it has."""
        try:
            with self._writing():
                return self._catch_up(store)
        except BaseException as error:
            if not (_is_broken(error) or isinstance(error, sqlite3.Error)):
                raise
            if not self._is_damage(error):
                log.warning("the index cannot be brought up to the archive: %s", error)
                return 0
            if isinstance(error, sqlite3.Error):
                self.spelling.start_anew(error)
            log.warning("the index is damaged and is built anew: %s", error)
            return self.rebuild(store)

    def _is_damage(self, error: BaseException) -> bool:
        if isinstance(error, sqlite3.Error):
            return is_damage(error)
        return not _DISK.search(str(error)) and self._folder.has_room()

    def rebuild(self, store: Store) -> int:
        """See ``ports.Index``."""
        self._store = store
        with self._writing():
            self._attach_anew()
            with self.spelling.writing():
                self.spelling.clear()
            return self._catch_up(store)

    def _refresh(self) -> None:
        """See what other processes have written; what is damaged counts as nothing seen, and is written anew."""
        with self._lock:
            self.spelling.look_again()
            try:
                self._see()
            except BaseException as error:
                if not _is_broken(error):
                    raise
                self._stamp = ("", 0)

    def _seen(self) -> tuple[str, int]:
        """What both the index and the table have seen: the lesser, or nothing if they follow two stores."""
        (ident, seq), (other, words) = self._stamp, self.spelling.stamp()
        return (ident, min(seq, words)) if ident == other else ("", 0)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._folder.writing():
            yield

    def _catch_up(self, store: Store) -> int:
        self.spelling.look_again()
        self._open()  # another process may just have finished; what is damaged goes now
        ident, seq = self._seen()
        anew = ident != store.ident or not all(store.holds(seen) for _, seen in (self._stamp, self.spelling.stamp()))
        if anew and self.size() and self.spelling.stamp()[0]:  # else the table has said that it is lost
            log.warning("the index belongs to another state of the archive and is built anew")
        since, done = (0 if anew else seq), 0
        large = len(store.changes(since, BATCH)) == BATCH
        writer = self._index.writer(heap_size=LARGE_HEAP if large else HEAP, num_threads=1)
        try:
            writer.garbage_collect_files()  # of a commit that was killed: the next one may want the same names
            while anew or store.changes(since, 1):
                since, taken = self._write(writer, store, since, anew=anew)
                anew, done = False, done + taken
        finally:
            writer.wait_merging_threads()
        self._refresh()
        return done

    def _write(self, writer: "tantivy.IndexWriter", store: Store, since: int, *, anew: bool) -> tuple[int, int]:
        """A commit's worth of changes after ``since``: the last of them, and how many.

        The index's commit first, then the table's; each with its stamp, so either may be repeated.
        """
        taken = added = 0
        with self.spelling.writing():
            if anew:
                writer.delete_all_documents()
                self.spelling.clear()
            while added < COMMIT and (changes := store.changes(since, BATCH)):
                if not store.holds(since):  # what was read before this may be lost
                    raise ArchiveBusy("the archive was put back to an older state", hint="try again in a moment")
                for change in changes:
                    writer.delete_documents_by_term("source", change.source)
                    added += 0 if change.gone else self._add(writer, store, change.source)
                    if change.gone:
                        self.spelling.replace([(change.source, Counter())])
                since, taken = changes[-1].seq, taken + len(changes)
            writer.delete_documents_by_term(STAMP, STAMP)
            writer.add_document(stamp(store.ident, since))
            writer.commit()
            self.spelling.set_stamp(store.ident, since)
        return since, taken

    def _add(self, writer: "tantivy.IndexWriter", store: Store, source: str) -> int:
        """Index a source as it stands; how many statements it has."""
        try:
            page, statements = store.entire(source)
        except NotFound:  # gone since the change was read; its own change follows
            self.spelling.replace([(source, Counter())])
            return 0
        cuts = Cuts(page.source)
        for document in documents(page, statements, cuts):
            writer.add_document(fields(document))
        self.spelling.replace([(source, words(page, cuts))])
        return len(statements)

    def close(self) -> None:
        """See ``ports.Index``."""
        self.spelling.close()
        self._steps = self._index = None  # type: ignore[assignment]


def open_index(folder: Path) -> TantivyIndex:
    """The index in ``folder`` (made if missing), with its ``spelling``. Raises ArchiveCorrupt."""
    return TantivyIndex(folder)


_BROKEN = (ValueError, OSError, RuntimeError)
"""What tantivy raises for files that are missing, damaged or of another make."""

_DISK = re.compile(r"(?:os error |code: )(?:13|27|28|30|122)\b", re.IGNORECASE)
"""Not allowed, too large, no space left, a file system to be read only, over the quota: no fault of the files."""


def _is_broken(error: BaseException) -> bool:
    """Whether it is the files' fault; over some of them tantivy panics, by a name that nobody can import."""
    return isinstance(error, _BROKEN) or type(error).__name__ == "PanicException"
