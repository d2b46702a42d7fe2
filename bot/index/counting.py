"""The words of sources -> how often each word stands in the archive, with what is left of it without one letter."""

import json
import sqlite3
import zlib
from collections import Counter, defaultdict

from bot.search.terms import stem

SHORTEST, LONGEST = 3, 32
"""Lengths of the words that can be corrected to; all others are kept with length 0."""


_IDENT = 32
"""Bits of a word's id beside a key, while both are sorted as one number."""


class Counting:
    """What one transaction changes: sources as they come, the words all together when it ends."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._difference: defaultdict[str, int] = defaultdict(int)

    def clear(self) -> None:
        """Forget everything."""
        self._difference.clear()
        for table in ("words", "deletions", "sources"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608  names from the line above
        self._db.execute("DELETE FROM meta WHERE name NOT IN ('schema', 'removed')")
        self._say_removed()

    def replace(self, source: str, words: Counter[str]) -> None:
        """Count this source's words in place of what was counted for it before; one that is gone has none.

        The words counted are kept by source, so that a second time does not add.
        """
        difference = self._difference
        old = self._db.execute("SELECT words FROM sources WHERE source = ?", [source]).fetchone()
        if old:
            for word, count in _unpack(old[0]).items():
                difference[word] -= count
            self._db.execute("DELETE FROM sources WHERE source = ?", [source])
        if words:
            for word, count in words.items():
                difference[word] += count
            self._db.execute("INSERT INTO sources VALUES (?, ?)", [source, _pack(words)])

    def finish(self) -> None:
        """Write the words down."""
        newest = self._db.execute("SELECT coalesce(max(id), 0) FROM words").fetchone()[0]
        self._db.executemany(
            "INSERT INTO words (word, stem, length, frequency) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (word) DO UPDATE SET frequency = frequency + excluded.frequency",
            ((word, stem(word), len(word) if _correctable(word) else 0, change)
             for word, change in sorted(self._difference.items()) if change),
        )
        added = self._db.execute("SELECT id, word FROM words WHERE id > ? AND length > 0", [newest]).fetchall()
        rows = sorted([key << _IDENT | ident for ident, word in added for key in deletions(word)])  # as pairs: twice it
        self._db.executemany("INSERT OR IGNORE INTO deletions VALUES (?, ?)",
                             ((row >> _IDENT, row & ((1 << _IDENT) - 1)) for row in rows))
        gone = self._db.execute("SELECT id, word FROM words WHERE frequency <= 0").fetchall()
        if gone:
            self._say_removed()
        for ident, word in gone:
            keys = [(key, ident) for key in deletions(word)]
            self._db.executemany("DELETE FROM deletions WHERE key = ? AND word = ?", keys)
            self._db.execute("DELETE FROM words WHERE id = ?", [ident])

    def _say_removed(self) -> None:
        """Words are only added, and whoever keeps them needs to read the new ones only, until this number changes."""
        self._db.execute("INSERT INTO meta VALUES ('removed', '1') "
                         "ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1")


def deletions(word: str) -> set[int]:
    """The word and what is left of it without one letter, each as a checksum (the same in every process)."""
    cuts = {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
    return {zlib.crc32(cut.encode()) for cut in cuts}


def _correctable(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def _pack(words: Counter[str]) -> bytes:
    return zlib.compress(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpack(packed: bytes) -> dict[str, int]:
    words: dict[str, int] = json.loads(zlib.decompress(packed))
    return words
