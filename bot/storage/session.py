"""What the store's SQL is spoken through: one text for every database, with the few differences named here.

The text is SQLite's. A database that speaks otherwise turns into its own: the parameters' mark ``?``, ``AS BLOB``,
``CROSS JOIN`` (which keeps SQLite's planner to the order of the joins), ``IN (SELECT value FROM json_each(?))`` with
a list made by ``many``; and what stands in ``/*! … */`` is for PostgreSQL alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import Any, Protocol, TypeVar

Row = tuple[Any, ...]

T = TypeVar("T")

NUMBERED = ("flags", "sources", "units")
"""The tables whose numbers are never given twice, as people or the index may still hold one that is gone."""


class Lock(Enum):
    """What a writing transaction keeps others from: a claim never waits for an ingest. SQLite has but one lock."""

    ARCHIVE = 1
    LEDGER = 2
    NONE = 3  # a statement of its own that is whole by itself, or by its row's lock


class Result(Protocol):
    """Rows to come."""

    @property
    def rowcount(self) -> int:
        """How many rows an INSERT, UPDATE or DELETE touched."""
        ...

    def fetchone(self) -> Any:
        """The next row, None behind the last."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Session(Protocol):
    """One transaction of a database."""

    def execute(self, query: str, parameters: Sequence[Any] = (), /) -> Result:
        """Run one statement."""
        ...

    def stream(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows of a query as they are read, however many they are."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Many new rows of a table."""
        ...

    def many(self, values: Iterable[object]) -> object:
        """A list as one parameter."""
        ...

    def whole(self, text: str) -> object:
        """A source's text as the parameter it is kept as."""
        ...

    def last(self, table: str) -> int:
        """The greatest number ever given to a row of one of the NUMBERED tables."""
        ...

    def used(self, table: str, number: int) -> None:
        """Note that rows up to this number are there."""
        ...

    def number_after(self, head: int) -> int:
        """The number after which the next change's comes, ``head`` being the newest: it may leave some out."""
        ...

    def turned(self) -> tuple[int, bool]:
        """When an older state was last put in the archive's place, 0 for never, and whether that is yet to be noted."""
        ...

    def has(self, since: int) -> bool:
        """Whether the schema is that one (as SQLite's are counted) or newer."""
        ...

    def tell(self, head: int) -> None:
        """Let other processes know the newest change once the transaction is kept."""
        ...

    def faults(self, limit: int) -> Iterator[str]:
        """What the database finds wrong with itself, about ``limit`` lines at most."""
        ...

    def raw(self) -> AbstractContextManager[None]:
        """For the block, texts come as their UTF-8 and truth as 0 and 1; references need not hold until its end."""
        ...

    def renumber(self) -> None:
        """Let new rows of all tables come after those that are there, which were put in with their numbers."""
        ...


class Database(Protocol):
    """Transactions of one database. Any thread may call at any time."""

    @property
    def name(self) -> str:
        """What to call it before a person."""
        ...

    def reading(self) -> AbstractContextManager[Session]:
        """One unchanging view of the store. Raises ArchiveError and its kinds."""
        ...

    def read(self, work: Callable[[Session], T]) -> T:
        """What ``work`` makes of one unchanging view; it may be asked twice. Raises as ``reading``."""
        ...

    def ask(self, query: str, parameters: Sequence[Any], since: int) -> list[Any]:
        """The rows of one query; none where the schema is older than ``since``."""
        ...

    def change(self, lock: Lock, since: int, *, synced: bool = True) -> AbstractContextManager[Session]:
        """A writing transaction: kept whole at the end of the block, or undone by any exception.

        One that is not ``synced`` outlives the process but perhaps not a power cut.
        Raises ArchiveBusy, ArchiveFull, ArchiveCorrupt, ArchiveReadOnly (also for a schema older than ``since``).
        """
        ...

    def close(self) -> None:
        """Let go of connections and threads."""
        ...
