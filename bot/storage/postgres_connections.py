"""An address into transactions on a PostgreSQL server: connections lent, locks among processes, a server gone.

Reads go to the primary and, where several hosts are named and it is down, to any other. Writes go to the primary
alone.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event
from typing import Any, TypeVar

import psycopg
from psycopg import pq
from psycopg_pool import ConnectionPool

from bot.domain.errors import ArchiveBusy
from bot.storage.postgres_errors import Lost, domain_errors
from bot.storage.postgres_hosts import STANDBY_SECONDS, Hosts, Link
from bot.storage.postgres_session import PostgresSession
from bot.storage.session import Lock

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds to wait for a connection, or for another writer, before ArchiveBusy."""

READ_SECONDS = 30
"""How long one statement of a reader may take; rows that are streamed are many short ones."""

WRITE_IDLE_SECONDS = 60
"""How long a writer may say nothing within a transaction before the server ends it: others wait for its lock."""

CHECKED_SECONDS = 5.0
"""A connection that was not used for so long is tried before it is lent: it may have slept through a fail-over."""

WRITING = (
    f"SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = {WRITE_IDLE_SECONDS * 1000}"
)

logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
"""It would tell of each connection that is lost, and of each try to make another; ``Hosts`` says it once."""

LOST = 3
"""Connections that may be lost under one reader: one to a server as it dies, one made just then, one to the next."""

RETRY_SECONDS = 0.2
"""Between two tries to make a connection while somebody waits for one."""

MOST = 10
"""Connections of a process; where several hosts are named, for reading and for writing each."""

class PostgresConnections:
    """Connections to one archive, lent for one transaction each: any thread may call. Not to be carried over a fork."""

    def __init__(self, hosts: Hosts, *, patience: float = PATIENCE) -> None:
        self.name = hosts.name
        self.several = hosts.several
        self._patience = patience
        self._channel = ""
        self._closing = Event()
        self._keys: dict[Lock, int] = {}
        self._hosts = hosts
        self._reads = self._pool(hosts.any)
        self._writes = self._pool(hosts.primary) if hosts.several else self._reads
        self._told: Callable[[int], None] = lambda _: None

    def _pool(self, connect: Callable[[], Link]) -> "ConnectionPool[Link]":
        waits = f"SET lock_timeout = {max(int(self._patience * 1000), 1)}"
        settings = f"SET statement_timeout = {READ_SECONDS * 1000}; {waits}".encode()

        class Lent(Link):
            @classmethod
            def connect(cls, *_: Any, **__: Any) -> Any:
                return self._tried(connect)

        def configure(link: Link) -> None:
            link.execute(settings)

        return ConnectionPool(
            connection_class=Lent, configure=configure, check=_check, min_size=0, max_size=MOST, open=True,
            timeout=self._patience, reconnect_timeout=self._patience, num_workers=2, name="onrecord",
        )  # fmt: skip

    def _tried(self, connect: Callable[[], Link]) -> Link:
        """A connection, however often it takes: the pool would wait twice as long before each try."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return connect()
            except psycopg.OperationalError:
                if time.monotonic() > until or self._closing.wait(RETRY_SECONDS):
                    raise

    def of(self, ident: str, told: Callable[[int], None]) -> str:
        """Know which archive of the database it is; ``told`` hears of its changes. The channel of their notices."""
        digest = hashlib.sha256(ident.encode()).digest()
        for lock in (Lock.ARCHIVE, Lock.LEDGER):
            self._keys[lock] = int.from_bytes(digest[8 * lock.value : 8 * lock.value + 8], signed=True)
        self._channel, self._told = f"onrecord_{ident}", told
        return self._channel

    # ---- reading

    @contextmanager
    def reading(self) -> Iterator[PostgresSession]:
        """One unchanging view of the store. Raises ArchiveError and its kinds."""
        with self._lent(self._reads) as link:
            link.execute(b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", prepare=False)
            yield PostgresSession(link, self._channel)
            link.execute(b"COMMIT", prepare=False)

    def read(self, work: Callable[[PostgresSession], T]) -> T:
        """What ``work`` makes of one unchanging view: on another connection, ``LOST`` times, if one was lost."""

        def once() -> T:
            with self.reading() as db:
                return work(db)

        return self._again(once)

    def ask(self, query: str, parameters: Sequence[Any], since: int) -> list[Any]:  # noqa: ARG002  see session.has
        """The rows of one query, which is a view by itself."""

        def once() -> list[Any]:
            with self._lent(self._reads) as link:
                return PostgresSession(link, self._channel).execute(query, parameters).fetchall()

        return self._again(once)

    def _again(self, work: Callable[[], T]) -> T:
        for _ in range(LOST):
            with suppress(Lost):
                return work()
        return work()

    # ---- writing

    @contextmanager
    def change(self, lock: Lock, since: int, *, synced: bool = True) -> Iterator[PostgresSession]:  # noqa: ARG002  as ask
        """A writing transaction, seen by all once the block is at its end, or undone by any exception.

        It reads what was committed when it had its lock (READ COMMITTED). Lost before anything was said in it, the
        server is tried once more; lost later, nothing is repeated, and the error (ArchiveBusy) says whether it may have
        been kept. Raises ArchiveBusy after ``patience`` seconds too, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt.
        """
        with self._begun(lock, synced=synced) as link:
            db = PostgresSession(link, self._channel)
            yield db
            self._commit(link)
        if db.told:
            self._told(db.told)

    @contextmanager
    def _begun(self, lock: Lock, *, synced: bool) -> Iterator[Link]:
        begin = ["BEGIN ISOLATION LEVEL READ COMMITTED", WRITING]
        if not synced:
            begin.append("SET LOCAL synchronous_commit = off")
        if lock in self._keys:
            begin.append(f"SELECT pg_advisory_xact_lock({self._keys[lock]})")
        said = "; ".join(begin).encode()
        for last in (False, True):
            with self._lent(self._writes) as link:
                try:
                    link.execute(said, prepare=False)
                except psycopg.Error:
                    if not last and link.broken:
                        continue
                    raise
                yield link
                return

    def _commit(self, link: Link) -> None:
        try:
            link.execute(b"COMMIT", prepare=False)
        except psycopg.OperationalError as error:
            if not link.broken:
                raise
            raise ArchiveBusy(
                f"{self.name} was lost in the midst of a change, which may be kept or not",
                hint="do it again: what is kept already stays as it is",
            ) from error

    # ---- connections

    @contextmanager
    def _lent(self, pool: "ConnectionPool[Link]") -> Iterator[Link]:
        with domain_errors(self.name):
            link = pool.getconn()
            try:
                yield link
                link.alive = time.monotonic()
            except psycopg.errors.ReadOnlySqlTransaction:
                link.close()  # it may have been the primary once
                raise
            finally:
                lost = link.broken
                if not lost and not link.closed and link.pgconn.transaction_status != pq.TransactionStatus.IDLE:
                    with suppress(psycopg.Error):
                        link.execute(b"ROLLBACK", prepare=False)
                pool.putconn(link)
                if lost:  # the others of its age slept through the same
                    self._drain()

    def _drain(self) -> None:
        for pool in {self._reads, self._writes}:
            with suppress(psycopg.Error):
                pool.drain()

    def close(self) -> None:
        """Let go of all connections and of the threads that make them."""
        self._closing.set()
        for pool in {self._reads, self._writes}:
            pool.close()
        self._hosts.close()


def _check(link: Link) -> None:
    """Raise if the connection should not be lent: it is dead, or to a standby for longer than need be."""
    now = time.monotonic()
    if link.standby and now - link.made > STANDBY_SECONDS:
        link.close()
        raise psycopg.OperationalError("the primary is looked for again")
    if now - link.alive > CHECKED_SECONDS:
        link.execute(b"", prepare=False)
        link.alive = now
