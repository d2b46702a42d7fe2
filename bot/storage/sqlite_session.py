"""The store's SQL on a connection to an SQLite file, which speaks it as it is written."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.storage.schema import has
from bot.storage.session import Row


class SqliteSession(sqlite3.Connection):
    """A ``bot.storage.session.Session``: the connection itself."""

    def stream(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows of a query as they are read."""
        return self.execute(query, parameters)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Many new rows of a table."""
        marks = ", ".join("?" * len(columns))
        self.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608  our names

    def many(self, values: Iterable[object]) -> object:
        """A list as one parameter."""
        return json.dumps(list(values))

    def whole(self, text: str) -> object:
        """A source's text as it is kept."""
        return text

    def last(self, table: str) -> int:
        """The greatest number ever given to a row (https://www.sqlite.org/autoinc.html)."""
        row = self.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return int(row[0]) if row else 0

    def used(self, table: str, number: int) -> None:
        """Note that rows up to this number were given: SQLite knows of those that are there."""
        if self.last(table) < number:
            self.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number))

    def number_after(self, head: int) -> int:
        """The newest: a file put back from a backup gets another name, so none is ever given for two changes."""
        return head

    def turned(self) -> tuple[int, bool]:
        """Never: whoever puts a backup in a file's place closes what it cannot know of."""
        return 0, False

    def has(self, since: int) -> bool:
        """Whether the file is of that schema or a newer."""
        return has(self, since)

    def tell(self, head: int) -> None:
        """Nothing: the file is asked, which costs a reader nothing."""

    def faults(self, limit: int) -> Iterator[str]:
        """What SQLite finds wrong with the file: its pages, indexes and references."""
        for (line,) in self.execute(f"PRAGMA integrity_check({limit})"):
            if line != "ok":
                yield line
        for table, row, parent, _ in self.execute("PRAGMA foreign_key_check").fetchmany(limit):
            yield f"row {row} of {table} points at nothing in {parent}"

    @contextmanager
    def raw(self) -> Iterator[None]:
        """Texts come as their UTF-8; references need not hold until the transaction's end."""
        self.execute("PRAGMA defer_foreign_keys = 1")
        self.text_factory = bytes
        try:
            yield
        finally:
            self.text_factory = str

    def renumber(self) -> None:
        """Nothing: SQLite counts from the rows."""
