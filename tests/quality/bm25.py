"""The baseline: the same sentences in plain SQLite FTS5, ordered by its own bm25()."""

import re
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from bot.search.terms import STOP
from tests.quality.gold import Asked


class Shown(NamedTuple):
    """Words shown as an answer: where they stand, and whose they are said to be."""

    file: str
    start: int
    end: int
    party: str | None


class Bm25:
    """Every statement a row, stemmed by FTS5's own Porter tokenizer."""

    def __init__(self, sentences: Iterable[tuple[Shown, str]]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE said USING fts5(text, file UNINDEXED, start UNINDEXED, stop UNINDEXED,"
            " party UNINDEXED, tokenize = 'porter unicode61')"
        )
        rows = ((text, *shown) for shown, text in sentences)
        self._db.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?)", rows)
        self._db.commit()

    def ask(self, asked: Asked, limit: int) -> list[Shown]:
        """The best sentences for the question's words, OR-ed, stop words dropped."""
        return self._found(asked, limit, None)

    def ask_within(self, asked: Asked, limit: int) -> list[Shown]:
        """The same among the statements of the party asked about, as if it were known."""
        return self._found(asked, limit, asked.party)

    def _found(self, asked: Asked, limit: int, party: str | None) -> list[Shown]:
        words = [word for word in re.findall(r"\w+", asked.question.lower()) if word not in STOP]
        if not words:
            return []
        query = "SELECT file, start, stop, party FROM said WHERE said MATCH ?"
        values: list[object] = [" OR ".join(f'"{word}"' for word in words)]
        if party is not None:
            query += " AND party = ?"
            values.append(party)
        found = self._db.execute(f"{query} ORDER BY bm25(said) LIMIT ?", [*values, limit])
        return [Shown(*row) for row in found]

    def close(self) -> None:
        """Let go of the table."""
        self._db.close()
