"""The same passages in plain SQLite FTS5 and in a brute-force rapidfuzz search, with the same questions."""

import re
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

BEST = 5


class Fts5:
    """One FTS5 table, words OR-ed, ordered by its own bm25()."""

    def __init__(self, place: Path, passages: Sequence[str]) -> None:
        started = time.perf_counter()
        self._db = sqlite3.connect(place)
        self._db.execute("CREATE VIRTUAL TABLE passage USING fts5(text, tokenize = 'porter unicode61')")
        self._db.executemany("INSERT INTO passage VALUES (?)", ((passage,) for passage in passages))
        self._db.commit()
        self.built = time.perf_counter() - started

    def ask(self, question: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        query = "SELECT text FROM passage WHERE passage MATCH ? ORDER BY bm25(passage) LIMIT ?"
        return [text for (text,) in self._db.execute(query, (words, BEST))]

    def close(self) -> None:
        self._db.close()


class BruteForce:
    """Every passage compared with the question."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._passages = passages

    def ask(self, question: str) -> list[str]:
        found = process.extract(question, self._passages, scorer=fuzz.token_set_ratio, limit=BEST)
        return [text for text, _, _ in found]
