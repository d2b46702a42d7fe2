"""The full-text index over the store's statements: tantivy, four text fields, and the filters inside the index.

tantivy-py keeps no message with a commit, so the stamp (the store's name and the last change seen) is a document of its
own, written in the same commit as what it stands for: a crash between two commits leaves a stamp that is true.
"""

import logging
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, NotFound
from bot.index.documents import SCHEMA, Document, documents, words
from bot.index.query import ANY, PHRASELESS, Queries
from bot.index.spelling import SpellingTable
from bot.ports import Change, Hit, Store, Wanted
from bot.search.terms import VERSION as TERMS

if TYPE_CHECKING:
    import tantivy

log = logging.getLogger(__name__)

HEAP = 15_000_000
"""Bytes the writer may hold before it writes a segment: the least tantivy accepts for its one thread."""

BATCH = 200
"""Changes (sources) in one commit. A commit costs 8 to 19 ms whatever it holds (EVIDENCE.md)."""

_TEXTS = ("statement", "question", "title", "near", "office")
_BROKEN = (ValueError, OSError, RuntimeError)
"""What tantivy raises for files that are missing, damaged or of another make."""


class TantivyIndex:
    """The index in a folder, its spelling table (``spelling``) beside it. Usable from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open the index at ``folder``, or make an empty one; what cannot be used is thrown away.

        Raises ArchiveCorrupt when the folder cannot be made or read.
        """
        self._folder = folder
        self._place = folder / f"fulltext-{SCHEMA}-{TERMS}"
        self._lock = RLock()
        self._store: Store | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.spelling = SpellingTable(folder / "spelling.db")
            self._open()
        except (OSError, sqlite3.Error) as error:
            raise ArchiveCorrupt(f"the index folder {folder} cannot be used: {error}",
                                 hint="make it writable, or remove it: it is derived") from error

    def _open(self) -> None:
        try:
            self._attach()
        except _BROKEN as error:
            log.warning("the full-text index cannot be opened and is built anew: %s", error)
            shutil.rmtree(self._place, ignore_errors=True)
            self._attach()

    def _attach(self) -> None:
        import tantivy  # 20 ms, and only here

        self._place.mkdir(parents=True, exist_ok=True)
        schema = _schema(tantivy.SchemaBuilder())
        self._index = tantivy.Index(schema, path=str(self._place), reuse=True)
        self._index.config_reader("manual")
        self._queries = Queries(self._index.schema)
        self._index.reload()
        self._searcher = self._index.searcher()
        self._stamp = self._read_stamp()

    def _read_stamp(self) -> tuple[str, int]:
        found = self._searcher.search(self._queries.stamp(), 1, count=False).hits
        if not found:
            return "", 0
        ident, _, seq = str(self._searcher.doc(found[0][1]).get_first("stamp_value")).partition(":")
        return ident, int(seq)

    def search(self, wanted: Wanted) -> list[Hit]:
        """See ``ports.Index``. A damaged index is rebuilt, once, from the store it last followed."""
        try:
            return self._search(wanted)
        except _BROKEN as error:
            if self._store is None:
                raise ArchiveCorrupt(f"the index cannot be read: {error}", hint="run: onrecord rebuild") from error
            log.warning("the full-text index is damaged and is built anew: %s", error)
            self.rebuild(self._store)
            return self._search(wanted)

    def _search(self, wanted: Wanted) -> list[Hit]:
        searcher = self._searcher
        query = self._queries.of(wanted)
        order = None if wanted.groups else "day"
        found = searcher.search(query, wanted.limit, count=False, order_by_field=order).hits
        hits = []
        for score, address in found:
            held = searcher.doc(address).to_dict()
            texts = [held[name][0] if name in held else "" for name in ("statement", "question", "title", "near")]
            hits.append(Hit(held["key"][0], score if wanted.groups else 0.0, held["source"][0], held["day"][0], *texts))
        return hits

    def frequency(self, term: str) -> int:
        """See ``ports.Index``; a phrase is as frequent as its rarest word."""
        return min(int(self._searcher.doc_freq("statement", word)) for word in term.split(" "))

    def size(self) -> int:
        """See ``ports.Index``."""
        return max(0, int(self._searcher.num_docs) - 1)

    def follow(self, store: Store) -> int:
        """See ``ports.Index``. Raises what reading the store raises."""
        self._store = store
        self._refresh()
        if self._seen() == (store.ident, store.head()):
            return 0
        try:
            with self._writing():
                return self._catch_up(store)
        except ArchiveBusy:
            return 0

    def rebuild(self, store: Store) -> int:
        """See ``ports.Index``."""
        self._store = store
        with self._writing():
            shutil.rmtree(self._place, ignore_errors=True)
            self._attach()
            with self.spelling.writing():
                self.spelling.clear()
            return self._catch_up(store)

    def _refresh(self) -> None:
        """See what other processes have written."""
        with self._lock:
            try:
                self._index.reload()
                self._searcher = self._index.searcher()
                self._stamp = self._read_stamp()
            except _BROKEN:
                self._open()

    def _seen(self) -> tuple[str, int]:
        """What both the index and the table have seen: the lesser, or nothing if they follow two stores."""
        (ident, seq), (other, words) = self._stamp, self.spelling.stamp()
        return (ident, min(seq, words)) if ident == other else ("", 0)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The right to write, among processes; SQLite's lock goes when its holder dies. Raises ArchiveBusy."""
        lock = sqlite3.connect(self._folder / "writer.lock", timeout=0, isolation_level=None, check_same_thread=False)
        try:
            with self._lock:
                try:
                    lock.execute("BEGIN EXCLUSIVE")
                except sqlite3.OperationalError as error:
                    raise ArchiveBusy("another process is writing the index", hint="try again shortly") from error
                self._drop_other_versions()
                yield
        finally:
            lock.close()

    def _drop_other_versions(self) -> None:
        for other in self._folder.glob("fulltext-*"):
            if other != self._place:
                shutil.rmtree(other, ignore_errors=True)

    def _catch_up(self, store: Store) -> int:
        self._refresh()  # another process may just have finished
        ident, seq = self._seen()
        anew = ident != store.ident or seq > store.head()
        if anew and self.size():
            log.warning("the index belongs to another state of the archive and is built anew")
        since, done = (0 if anew else seq), 0
        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        try:
            if anew:
                writer.delete_all_documents()
            while changes := store.changes(since, BATCH):
                since = changes[-1].seq
                self._write(writer, store, changes, anew=anew)
                anew, done = False, done + len(changes)
            if anew:
                self._write(writer, store, [], anew=True)
        finally:
            writer.wait_merging_threads()
        self._refresh()
        return done

    def _write(self, writer: "tantivy.IndexWriter", store: Store, changes: list[Change], *, anew: bool) -> None:
        """One batch: the index's commit first, then the table's; each with its stamp, so either may be repeated."""
        counted: list[tuple[str, Counter[str]]] = []
        seq = changes[-1].seq if changes else 0
        for change in changes:
            writer.delete_documents_by_term("source", change.source)
            counted.append((change.source, Counter() if change.gone else self._add(writer, store, change.source)))
        self._put_stamp(writer, store, seq)
        with self.spelling.writing():
            writer.commit()
            if anew:
                self.spelling.clear()
            self.spelling.replace(counted)
            self.spelling.set_stamp(store.ident, seq)

    def _add(self, writer: "tantivy.IndexWriter", store: Store, source: str) -> Counter[str]:
        try:
            page = store.page(source)
        except NotFound:  # gone since the change was read; its own change follows
            return Counter()
        for document in documents(page, store.of_source(source)):
            writer.add_document(_tantivy_document(document))
        return words(page)

    @staticmethod
    def _put_stamp(writer: "tantivy.IndexWriter", store: Store, seq: int) -> None:
        import tantivy

        writer.delete_documents_by_term("stamp", "stamp")
        made = tantivy.Document()
        made.add_text("stamp", "stamp")
        made.add_text("stamp_value", f"{store.ident}:{seq}")
        writer.add_document(made)

    def close(self) -> None:
        """See ``ports.Index``."""
        self.spelling.close()
        self._searcher = self._index = None  # type: ignore[assignment]


def open_index(folder: Path) -> TantivyIndex:
    """The index in ``folder`` (made if missing), with its ``spelling``. Raises ArchiveCorrupt."""
    return TantivyIndex(folder)


def _schema(builder: "tantivy.SchemaBuilder") -> "tantivy.Schema":
    for name in ("source", "party", "speaker", "voice", "stamp", "stamp_value"):
        stored = name in ("source", "stamp_value")
        builder.add_text_field(name, stored=stored, tokenizer_name="raw", index_option="basic")
    for name in _TEXTS:
        option = "freq" if name in PHRASELESS else "position"
        builder.add_text_field(name, stored=name != "office", tokenizer_name="whitespace", index_option=option)
    builder.add_integer_field("key", stored=True)
    builder.add_integer_field("first", fast=True)
    builder.add_integer_field("last", fast=True)
    builder.add_integer_field("day", stored=True, fast=True)
    return builder.build()


def _tantivy_document(made: Document) -> "tantivy.Document":
    import tantivy

    document = tantivy.Document()
    for name, value in (("source", made.source), ("party", made.party), ("voice", made.voice),
                        ("statement", made.statement), ("question", made.question), ("title", made.title),
                        ("near", made.near), ("office", made.office)):
        if value:
            document.add_text(name, value)
    if made.party:
        document.add_text("party", ANY)
    for key in made.speakers:
        document.add_text("speaker", key)
    # add_integer, not a keyword: Document(id=…) takes the number for an unsigned one and kills the writer.
    document.add_integer("key", made.id)
    document.add_integer("day", made.first or 0)
    if made.first is not None and made.last is not None:
        document.add_integer("first", made.first)
        document.add_integer("last", made.last)
    return document
