"""The archive's words and how near they stand to a misspelled one: an SQLite file beside the full-text index.

Nearness is found by deletion neighbourhoods (Garbe's symmetric deletion, one deletion deep): two words within one
edit (OSA: insertion, deletion, substitution, swap of neighbours) share a deletion. Words two edits apart are looked for
in memory, among those of about the same length and letters (``letters``). Both ways end in rapidfuzz's OSA distance, so
nothing wrong comes out; ``tests/index`` proves against brute force that nothing is missed.
"""

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock, RLock
from typing import TypeVar

from bot.index.counting import LONGEST, SHORTEST, Counting, deletions
from bot.index.letters import SameLength
from bot.index.wordfile import connect, is_damage, open_words, remove
from bot.search.terms import stem

log = logging.getLogger(__name__)

K = TypeVar("K")
T = TypeVar("T")

LATELY = 0.25
"""Seconds for which what was read is taken to be true still; what this process has written it knows at once."""

_LAST = "\U0010ffff"
_REMEMBERED = 20_000
"""Answers of each sort remembered until the table changes: the same words and first letters are asked again and again.
"""


class SpellingTable:
    """The vocabulary in a file: one connection that writes and one that reads, each behind a lock.

    Usable from any thread; who reads never waits for the writer, but sees what was there before it. A file found
    damaged is replaced by an empty one, with the stamp of a new table: whoever follows the store fills it again.
    """

    def __init__(self, path: Path) -> None:
        """Open, or make, the table at ``path``; a file that cannot be used is replaced by an empty table."""
        self._path = path
        self._lock = RLock()
        self._reading = Lock()
        self._connect()

    def _connect(self) -> None:
        self._db = open_words(self._path)
        self._reader = connect(self._path)
        self._file = self._path.stat().st_ino
        self._counting = Counting(self._db)
        self._lengths: dict[int, SameLength] = {}
        self._removed: int | None = None
        self._forget()
        self._seen = -1

    def _forget(self) -> None:
        """All but the words by their lengths, to which the new ones are added."""
        self._grown: set[int] = set()
        self._near_words: dict[tuple[str, int], list[tuple[str, int, int]]] = {}
        self._frequencies: dict[str, int] = {}
        self._beginnings: dict[tuple[str, int], list[tuple[str, int]]] = {}
        self._stamp: tuple[str, int] | None = None
        self._look_at = 0.0

    def look_again(self) -> None:
        """Take nothing read before for true; another file in this one's place is opened."""
        with self._lock, self._reading:
            self._look_at, self._stamp = 0.0, None
            if not self._path.exists() or self._path.stat().st_ino != self._file:
                self._replace()

    def start_anew(self, error: sqlite3.Error, reader: sqlite3.Connection | None = None) -> None:
        """Put an empty table in the damaged one's place, unless another thread has: then it was found by ``reader``."""
        with self._lock, self._reading:
            if reader is None or reader is self._reader:
                log.warning("the spelling table is damaged and is built anew: %s", error)
                remove(self._path)
                self._replace()

    def _replace(self) -> None:
        self.close()
        self._connect()

    def _read(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """What is read under the lock from the table as it stands; from an empty one if it is damaged."""
        with self._reading:
            reader = self._reader
            try:
                self._notice_changes()
                return read(reader)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                damage = error
        self.start_anew(damage, reader)
        with self._reading:
            return read(self._reader)

    def _notice_changes(self) -> None:
        """Forget what was read before the other connection, or another process, wrote."""
        if (now := time.monotonic()) < self._look_at:
            return
        seen = self._reader.execute("PRAGMA data_version").fetchone()[0]
        if seen != self._seen:
            self._forget()
            self._seen = seen
        self._look_at = now + LATELY

    def stamp(self) -> tuple[str, int]:
        """The store's name and the last of its changes counted here; an empty name for a new table."""
        return self._stamp or self._read(self._read_stamp)

    def _read_stamp(self, reader: sqlite3.Connection) -> tuple[str, int]:
        found = dict(reader.execute("SELECT name, value FROM meta WHERE name IN ('ident', 'seq')").fetchall())
        self._stamp = found.get("ident", ""), int(found.get("seq", 0))
        return self._stamp

    def frequency(self, word: str) -> int:
        """See ``ports.Spelling``."""
        stemmed = stem(word)
        known = self._frequencies.get(stemmed) if time.monotonic() < self._look_at else None
        return self._read(lambda reader: self._frequency(reader, stemmed)) if known is None else known

    def _frequency(self, reader: sqlite3.Connection, stemmed: str) -> int:
        known = self._frequencies.get(stemmed)
        if known is None:
            total = reader.execute("SELECT sum(frequency) FROM words WHERE stem = ?", [stemmed]).fetchone()[0]
            known = _remember(self._frequencies, stemmed, int(total or 0))
        return known

    def near(self, word: str, *, distance: int = 2) -> list[tuple[str, int, int]]:
        """See ``ports.Spelling``; at 130 thousand words 0.1 ms at distance 1, 1 ms at distance 2."""
        return list(self._read(lambda reader: self._near(reader, word, distance)))

    def _near(self, reader: sqlite3.Connection, word: str, distance: int) -> list[tuple[str, int, int]]:
        if (word, distance) in self._near_words:
            return self._near_words[word, distance]
        from rapidfuzz.distance import OSA  # not needed to open an archive
        from rapidfuzz.process import extract

        candidates = self._two_edits(reader, word) if distance > 1 else _one_deletion(reader, word)
        close = extract(word, candidates, scorer=OSA.distance, score_cutoff=distance, limit=None)
        kept = {known: int(edits) for known, edits, _ in close if edits}
        query = f"SELECT word, frequency FROM words WHERE word IN ({_marks(kept)})"  # noqa: S608  question marks
        rows = [(known, kept[known], count) for known, count in reader.execute(query, list(kept))]
        return _remember(self._near_words, (word, distance), sorted(rows, key=lambda row: (row[1], -row[2], row[0])))

    def _two_edits(self, reader: sqlite3.Connection, word: str) -> list[str]:
        """What may be two edits away; words that are gone may be among them."""
        close: list[str] = []
        for size in range(max(SHORTEST, len(word) - 2), min(LONGEST, len(word) + 2) + 1):
            close += self._of_length(size, reader).near(word, size - len(word))
        return close

    def warm(self) -> None:
        """See ``ports.Spelling``."""
        for size in range(SHORTEST, LONGEST + 1):  # one after another: who asks meanwhile waits for one of them
            self._read(partial(self._of_length, size))

    def _of_length(self, size: int, reader: sqlite3.Connection) -> SameLength:
        """The words of that length: new ones are added; if any was removed, all anew, for its id may be another's."""
        if size in self._grown:
            return self._lengths[size]
        found = reader.execute("SELECT value FROM meta WHERE name = 'removed'").fetchone()
        removed = int(found[0]) if found else 0
        if removed != self._removed:
            self._removed = removed
            self._lengths.clear()
            self._grown.clear()
        words = self._lengths.setdefault(size, SameLength())
        query = "SELECT id, word FROM words WHERE length = ? AND id > ? ORDER BY id"
        words.add(reader.execute(query, [size, words.newest]).fetchall())
        self._grown.add(size)
        return words

    def beginning(self, letters: str, limit: int) -> list[tuple[str, int]]:
        """See ``ports.Spelling``; 1 ms for each 3,000 words that begin so, if it was not asked lately."""
        return list(self._read(lambda reader: self._beginning(reader, letters, max(limit, 0))))

    def _beginning(self, reader: sqlite3.Connection, letters: str, limit: int) -> list[tuple[str, int]]:
        asked = (letters, limit)
        if asked in self._beginnings:
            return self._beginnings[asked]
        index = "by_word" if len(letters) > 1 else "by_frequency"  # few begin so: look at them; many: at the frequent
        query = (
            f"SELECT word, frequency FROM words INDEXED BY {index} WHERE word >= ? AND word < ? AND length > 0 "  # noqa: S608
            "ORDER BY frequency DESC, word LIMIT ?"
        )
        return _remember(self._beginnings, asked, reader.execute(query, [letters, letters + _LAST, limit]).fetchall())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of what is done inside, with its stamp, or nothing."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            self._counting = Counting(self._db)
            try:
                yield
                self._counting.finish()
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
            self._look_at, self._stamp = 0.0, None

    def set_stamp(self, ident: str, seq: int) -> None:
        """To be called inside ``writing``."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [("ident", ident), ("seq", str(seq))])

    def clear(self) -> None:
        """Forget everything; inside ``writing``."""
        self._counting.clear()

    def replace(self, changes: Iterable[tuple[str, Counter[str]]]) -> None:
        """Count these sources' words in place of what was counted for them before; inside ``writing``.

        A source that is gone has no words.
        """
        for source, words in changes:
            self._counting.replace(source, words)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()
        self._db.close()


def _one_deletion(reader: sqlite3.Connection, word: str) -> list[str]:
    keys = list(deletions(word))
    joined = "SELECT DISTINCT words.word FROM deletions JOIN words ON words.id = deletions.word"
    return [known for (known,) in reader.execute(f"{joined} WHERE key IN ({_marks(keys)})", keys)]


def _remember(memory: dict[K, T], key: K, value: T) -> T:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value
    return value


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
