"""The archive's words and how near they stand to a misspelled one: an SQLite file beside the full-text index.

Nearness is found by deletion neighbourhoods (Garbe's symmetric deletion, one deletion deep): two words within one
edit (OSA: insertion, deletion, substitution, swap of neighbours) share a deletion. Words two edits apart are looked for
among those of about the same length, in memory. Both ways end in rapidfuzz's OSA distance, so nothing wrong comes out;
``tests/index`` proves against brute force that nothing is missed.
"""

import json
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock

from bot.domain.errors import ArchiveBusy
from bot.search.terms import VERSION as TERMS
from bot.search.terms import stem

SCHEMA = f"2-{TERMS}"

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, stem TEXT NOT NULL, length INTEGER NOT NULL,
                    frequency INTEGER NOT NULL);
CREATE INDEX by_stem ON words (stem);
CREATE INDEX by_length ON words (length);
CREATE INDEX by_word ON words (word, frequency) WHERE length > 0;
CREATE INDEX gone ON words (id) WHERE frequency <= 0;
CREATE TABLE deletions (key INTEGER NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE TABLE sources (source TEXT PRIMARY KEY, words BLOB NOT NULL) WITHOUT ROWID;
"""
_LAST = "\U0010ffff"
_SHORTEST, _LONGEST = 3, 32
"""Lengths of the words that can be corrected to; all others are kept with length 0."""


_BEGINNINGS = 2000
"""Answers to ``beginning`` remembered until the table changes: the first letters are typed again and again."""


PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""


class SpellingTable:
    """The vocabulary in a file: one connection that writes and one that reads, each behind a lock.

    Usable from any thread; who reads never waits for the writer, but sees what was there before it.
    """

    def __init__(self, path: Path) -> None:
        """Open, or make, the table at ``path``; a file that cannot be used is replaced by an empty table."""
        self._path = path
        self._lock = RLock()
        self._reading = Lock()
        self._lengths: dict[int, list[str]] = {}
        self._beginnings: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._seen = -1
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as error:
            if _is_busy(error):
                raise ArchiveBusy(f"another process is writing to {path}", hint="try again in a moment") from error
            for leftover in path.parent.glob(path.name + "*"):
                leftover.unlink()
            self._db = self._open()
        self._reader = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            _log_ahead(db)
            db.execute("PRAGMA synchronous = NORMAL")  # a lost commit is caught up again: the stamp goes with it
            if not _is_made(db):
                _make(db)
            _insist_on_schema(db)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def stamp(self) -> tuple[str, int]:
        """The store's name and the last of its changes counted here; an empty name for a new table."""
        with self._lock:
            found = dict(self._db.execute("SELECT name, value FROM meta WHERE name IN ('ident', 'seq')").fetchall())
        return found.get("ident", ""), int(found.get("seq", 0))

    def frequency(self, word: str) -> int:
        """See ``ports.Spelling``."""
        with self._reading:
            total = self._reader.execute("SELECT sum(frequency) FROM words WHERE stem = ?", [stem(word)]).fetchone()[0]
        return int(total or 0)

    def near(self, word: str, *, distance: int = 2) -> list[tuple[str, int, int]]:
        """See ``ports.Spelling``; about 0.1 ms at distance 1, 1 ms for each 15,000 words at distance 2."""
        from rapidfuzz.distance import OSA  # not needed to open an archive
        from rapidfuzz.process import extract

        with self._reading:
            candidates = self._of_length(len(word), distance) if distance > 1 else self._one_deletion(word)
            close = extract(word, candidates, scorer=OSA.distance, score_cutoff=distance, limit=None)
            kept = {known: int(edits) for known, edits, _ in close if edits}
            query = f"SELECT word, frequency FROM words WHERE word IN ({_marks(kept)})"  # noqa: S608  question marks
            rows = [(known, kept[known], count) for known, count in self._reader.execute(query, list(kept))]
        return sorted(rows, key=lambda row: (row[1], -row[2], row[0]))

    def _one_deletion(self, word: str) -> list[str]:
        keys = list(_deletions(word))
        joined = "SELECT DISTINCT words.word FROM deletions JOIN words ON words.id = deletions.word"
        query = f"{joined} WHERE key IN ({_marks(keys)})"
        return [known for (known,) in self._reader.execute(query, keys)]

    def beginning(self, letters: str, limit: int) -> list[tuple[str, int]]:
        """See ``ports.Spelling``; 1 ms for each 3,000 words that begin so, if it was not asked lately."""
        with self._reading:
            self._notice_changes()
            asked = (letters, limit)
            if asked not in self._beginnings:
                if len(self._beginnings) >= _BEGINNINGS:
                    self._beginnings.clear()
                query = (
                    "SELECT word, frequency FROM words INDEXED BY by_word WHERE word >= ? AND word < ? AND length > 0 "
                    "ORDER BY frequency DESC, word LIMIT ?"
                )
                found = self._reader.execute(query, [letters, letters + _LAST, max(limit, 0)])
                self._beginnings[asked] = found.fetchall()
            return list(self._beginnings[asked])

    def _notice_changes(self) -> None:
        """Forget what was read before the other connection, or another process, wrote."""
        seen = self._reader.execute("PRAGMA data_version").fetchone()[0]
        if seen != self._seen:
            self._lengths.clear()
            self._beginnings.clear()
            self._seen = seen

    def _of_length(self, length: int, distance: int) -> list[str]:
        self._notice_changes()
        close: list[str] = []
        for size in range(max(_SHORTEST, length - distance), min(_LONGEST, length + distance) + 1):
            if size not in self._lengths:
                found = self._reader.execute("SELECT word FROM words WHERE length = ?", [size])
                self._lengths[size] = [known for (known,) in found]
            close += self._lengths[size]
        return close

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of what is done inside, with its stamp, or nothing."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def set_stamp(self, ident: str, seq: int) -> None:
        """To be called inside ``writing``."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [("ident", ident), ("seq", str(seq))])

    def clear(self) -> None:
        """Forget everything; inside ``writing``."""
        for table in ("words", "deletions", "sources"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608  names from the line above
        self._db.execute("DELETE FROM meta WHERE name != 'schema'")

    def replace(self, changes: Iterable[tuple[str, Counter[str]]]) -> None:
        """Count these sources' words in place of what was counted for them before; inside ``writing``.

        A source that is gone has no words. The words counted are kept by source, so that a second time does not add.
        """
        difference: dict[str, int] = {}
        for source, words in changes:
            old = self._db.execute("SELECT words FROM sources WHERE source = ?", [source]).fetchone()
            if old:
                for word, count in _unpack(old[0]).items():
                    difference[word] = difference.get(word, 0) - count
                self._db.execute("DELETE FROM sources WHERE source = ?", [source])
            if words:
                for word, count in words.items():
                    difference[word] = difference.get(word, 0) + count
                self._db.execute("INSERT INTO sources VALUES (?, ?)", [source, _pack(words)])
        self._count({word: change for word, change in difference.items() if change})

    def _count(self, difference: dict[str, int]) -> None:
        newest = self._db.execute("SELECT coalesce(max(id), 0) FROM words").fetchone()[0]
        self._db.executemany(
            "INSERT INTO words (word, stem, length, frequency) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (word) DO UPDATE SET frequency = frequency + excluded.frequency",
            ((word, stem(word), len(word) if _correctable(word) else 0, change) for word, change in difference.items()),
        )
        added = self._db.execute("SELECT id, word FROM words WHERE id > ? AND length > 0", [newest]).fetchall()
        rows = [(key, ident) for ident, word in added for key in _deletions(word)]
        self._db.executemany("INSERT OR IGNORE INTO deletions VALUES (?, ?)", sorted(rows))
        for ident, word in self._db.execute("SELECT id, word FROM words WHERE frequency <= 0").fetchall():
            keys = [(key, ident) for key in _deletions(word)]
            self._db.executemany("DELETE FROM deletions WHERE key = ? AND word = ?", keys)
            self._db.execute("DELETE FROM words WHERE id = ?", [ident])

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
        self._db.close()


def _is_busy(error: sqlite3.DatabaseError) -> bool:
    """Whether another process is at the file just now: no reason to replace it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _log_ahead(db: sqlite3.Connection) -> None:
    """Put the file in write-ahead mode; SQLite does not by itself wait for others that open it for the first time."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _is_made(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone())


def _make(db: sqlite3.Connection) -> None:
    """The empty tables, unless another process has been quicker."""
    db.execute("BEGIN IMMEDIATE")
    if not _is_made(db):
        for statement in _TABLES.split(";"):
            db.execute(statement)
        db.execute("INSERT INTO meta VALUES ('schema', ?)", [SCHEMA])
    db.execute("COMMIT")


def _insist_on_schema(db: sqlite3.Connection) -> None:
    if db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() != (SCHEMA,):
        raise sqlite3.DatabaseError("another schema")


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


def _correctable(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def _deletions(word: str) -> set[int]:
    """The word and what is left of it without one letter, each as a checksum (the same in every process)."""
    cuts = {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
    return {zlib.crc32(cut.encode()) for cut in cuts}


def _pack(words: Counter[str]) -> bytes:
    return zlib.compress(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpack(packed: bytes) -> dict[str, int]:
    words: dict[str, int] = json.loads(zlib.decompress(packed))
    return words
