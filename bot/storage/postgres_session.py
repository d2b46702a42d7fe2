"""The store's SQL, written for SQLite, into PostgreSQL's, and values both ways.

PostgreSQL's text takes neither U+0000 nor half a character, which names typed and found do hold: these stand as
U+001A and four hexadecimal digits, and so does U+001A. Each character is turned by itself, so that what begins
alike, and what is equal, stays so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from psycopg import adapt, pq, sql
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper

from bot.storage import postgres_eras
from bot.storage.rows import Odd
from bot.storage.session import Result, Row

TEXT, VARCHAR = 25, 1043
"""Types of PostgreSQL (pg_type.dat)."""

FETCHED = 2000
"""Rows fetched at a time of those that are streamed."""

_MARK = "\x1a"
_STRANGE = re.compile("[\x00\x1a\ud800-\udfff]")
_TURNED = re.compile("\x1a([0-9a-f]{4})")


def turned(text: str) -> bytes:
    """A text as PostgreSQL takes it, in UTF-8."""
    return _STRANGE.sub(lambda found: f"{_MARK}{ord(found[0]):04x}", text).encode()


def returned(data: bytes) -> str:
    """The inverse of ``turned``."""
    text = data.decode()
    return _TURNED.sub(lambda found: chr(int(found[1], 16)), text) if _MARK in text else text


class _Text(adapt.Dumper):
    oid = TEXT

    def dump(self, obj: str) -> bytes:
        return turned(obj)


class _BinaryText(_Text):
    format = pq.Format.BINARY


class _OddText(_Text):
    def dump(self, obj: Any) -> bytes:
        return turned(bytes(obj).decode("utf-8", "surrogatepass"))


class _BinaryOddText(_OddText):
    format = pq.Format.BINARY


class _Loader(adapt.Loader):
    def load(self, data: Any) -> str:
        return returned(bytes(data))


class _BinaryLoader(_Loader):
    format = pq.Format.BINARY


def adapted(link: "psycopg.Connection[Any]") -> None:
    """Have the connection turn values as this module says."""
    # One type for all numbers, or a statement would be prepared anew for each size of them.
    for dumper in (Int8Dumper, Int8BinaryDumper):
        link.adapters.register_dumper(int, dumper)
    for kind, dumpers in ((str, (_Text, _BinaryText)), (Odd, (_OddText, _BinaryOddText))):
        for each in dumpers:
            link.adapters.register_dumper(kind, each)
    for oid in (TEXT, VARCHAR):
        link.adapters.register_loader(oid, _Loader)
        link.adapters.register_loader(oid, _BinaryLoader)


@lru_cache(maxsize=512)
def spoken(query: str) -> bytes:
    """The statement as PostgreSQL is told it, see ``bot.storage.session``."""
    for ours, theirs in (
        ("%", "%%"), ("?", "%s"), ("/*!", ""), ("*/", ""), ("CROSS JOIN", "JOIN"), ("AS BLOB)", "AS bytea)"),
        ("IN (SELECT value FROM json_each(%s))", "= ANY(%s)"),
    ):  # fmt: skip
        query = query.replace(ours, theirs)
    return query.encode()


class PostgresSession:
    """A ``bot.storage.session.Session`` on a connection of psycopg. ``told``: the head that readers are to hear of."""

    def __init__(self, link: "psycopg.Connection[Row]", channel: str) -> None:
        self._link = link
        self._channel = channel
        self._raw = False
        self._names = count()
        self.told = 0

    def execute(self, query: str, parameters: Sequence[Any] = (), /) -> Result:
        """Run one statement."""
        return self._link.execute(spoken(query), parameters, binary=True)

    def stream(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows of a query as they are read, from a cursor of the server's."""
        with self._link.cursor(f"rows_{next(self._names)}") as cursor:
            cursor.itersize = FETCHED
            cursor.execute(spoken(query), parameters, binary=True)
            for row in cursor:
                yield tuple(map(_raw, row)) if self._raw else row

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Many new rows of a table."""
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        with self._link.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def many(self, values: Iterable[object]) -> object:
        """A list as one parameter."""
        return list(values)

    def whole(self, text: str) -> object:
        """A source's text as it is kept: its UTF-8, over which its hash is."""
        return text.encode()

    def last(self, table: str) -> int:
        """The greatest number ever given to a row. It is undone with its transaction, as a sequence's is not."""
        row = self.execute("SELECT last FROM numbers WHERE name = ?", (table,)).fetchone()
        return int(row[0]) if row else 0

    def used(self, table: str, number: int) -> None:
        """Note that rows up to this number were given."""
        if number:
            self.execute(
                "INSERT INTO numbers (name, last) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
                (table, number),
            )

    def number_after(self, head: int) -> int:
        """The newest; after a fail-over greater than any that may have been given before it, see ``postgres_eras``."""
        return postgres_eras.after(self, head)

    def turned(self) -> tuple[int, bool]:
        """When the last fail-over was noted, and whether one is yet to be."""
        return postgres_eras.turned(self)

    def has(self, since: int) -> bool:  # noqa: ARG002  the first schema here holds what all of SQLite's do
        """Always: an older schema is brought up or refused."""
        return True

    def tell(self, head: int) -> None:
        """Let other processes know the newest change once the transaction is kept."""
        self.execute("SELECT pg_notify(?, ?)", (self._channel, str(head)))
        self.told = head

    def faults(self, limit: int) -> Iterator[str]:  # noqa: ARG002  there are none
        """None: what PostgreSQL finds wrong it says when it reads. What is read may take its time."""
        self.execute("SET LOCAL statement_timeout = 0")
        return iter(())

    @contextmanager
    def raw(self) -> Iterator[None]:
        """Texts come as their UTF-8 and truth as 0 and 1; references need not hold until the transaction's end."""
        self.execute("SET CONSTRAINTS ALL DEFERRED")
        self.execute("SET LOCAL statement_timeout = 0")
        self._raw = True
        try:
            yield
        finally:
            self._raw = False

    def renumber(self) -> None:
        """Set the sequences behind the rows that are there."""
        for table in ("answers", "posts", "withdrawals"):
            self.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'no'), max(no)) FROM {table} HAVING max(no) > 0"  # noqa: S608  our names
            )


def _raw(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return int(value) if isinstance(value, bool) else value
