"""The system of record on a PostgreSQL server, shared by any number of processes and machines."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack

import psycopg

from bot.domain.address import Address
from bot.domain.errors import ArchiveBusy, ArchiveReadOnly
from bot.domain.statement import Page, Statement
from bot.ports import Change
from bot.storage import listing, postgres_eras, postgres_schema, reading, writing
from bot.storage.postgres_connections import PATIENCE, PostgresConnections
from bot.storage.postgres_errors import TRIED, domain_errors, not_opened
from bot.storage.postgres_hosts import Hosts, Link
from bot.storage.postgres_listening import Head
from bot.storage.postgres_session import PostgresSession
from bot.storage.session import Session
from bot.storage.sql import SqlStore

Pages = Iterable[tuple[Page, bytes]]


class PostgresStore(SqlStore[PostgresConnections]):
    """A ``bot.ports.Store`` in one schema of one database, the first on its ``search_path``.

    Any thread and any process may call at any time: every call is one transaction on a connection of its own. Readers
    see one view each and wait for nobody. Who changes pages has an advisory lock of the archive until the transaction
    is at its end, so that the changes come to be seen in the order of their numbers; who changes schedules, posts and
    flags has another, so that no claim waits for an ingest. Who waits for ``patience`` seconds gets ArchiveBusy.
    """

    def __init__(
        self, address: Address, *, patience: float = PATIENCE, seeds: Callable[[], Pages] | None = None
    ) -> None:
        """Open the archive, made if the database is empty (from the ``seeds``), brought to the present schema.

        Checked here: that the server can be reached and is new enough, that the database keeps UTF-8, is ours, of a
        schema we know, with all its tables. Raises ArchiveError, ArchiveBusy, ArchiveCorrupt, ArchiveReadOnly.
        """
        hosts = Hosts(address)
        _open(hosts, seeds, patience)
        database = PostgresConnections(hosts, patience=patience)
        try:
            super().__init__(database)
        except BaseException:
            database.close()
            raise
        channel = database.of(self._ident, lambda head: self._head.heard(head))  # noqa: PLW0108  which comes with it
        self._head = Head(lambda: database.read(self._newest), hosts.primary, channel)

    def head(self, *, sure: bool = False) -> int:
        """The number of the newest change, from memory unless ``sure``; another's is heard of within a second."""
        return self._head.now(sure=sure)

    def holds(self, seq: int) -> bool:
        """Whether that change is one of this history, see ``ports.Feed``; as the primary has it."""
        return self._db.read(lambda db: self._lags(db) or postgres_eras.holds(db, seq, listing.head(db)))

    def changes(self, since: int, limit: int) -> list[Change]:
        """The changes after ``since``, see ``ports.Feed``; none while, of several hosts, only a standby is there."""
        return self._db.read(lambda db: [] if self._lags(db) else listing.changes(db, since, limit))

    def entire(self, source: str) -> tuple[Page, list[Statement]]:
        """A source with its statements, see ``ports.Library``. Raises ArchiveBusy where ``changes`` has none.

        What is derived of the archive for good is never made of a state that lags behind.
        """

        def read(db: Session) -> tuple[Page, list[Statement]]:
            if self._lags(db):
                raise ArchiveBusy(f"{self._db.name} is without a primary", hint=TRIED)
            return reading.entire(db, reading.number(db, source))

        return self._db.read(read)

    def _newest(self, db: Session) -> tuple[int, bool]:
        return listing.head(db), not self._lags(db)

    def _lags(self, db: Session) -> bool:
        """Whether it reads from a standby, which may not know yet what the primary does, or did."""
        return self._db.several and not postgres_eras.is_primary(db)

    def close(self) -> None:
        """Let go of connections and threads."""
        self._head.close()
        self._db.close()


def _open(hosts: Hosts, seeds: Callable[[], Pages] | None, patience: float) -> None:
    with domain_errors(hosts.name), ExitStack() as at_fault:
        link = at_fault.enter_context(_linked(hosts, hosts.any))
        if postgres_schema.inspect(link, hosts.name) == len(postgres_schema.MIGRATIONS):
            at_fault.pop_all()
            hosts.keep(link)
            return
    with domain_errors(hosts.name), _linked(hosts, hosts.primary) as link:
        _make(link, hosts.name, seeds, patience)


def _linked(hosts: Hosts, connect: Callable[[], Link]) -> Link:
    try:
        return connect()
    except psycopg.OperationalError as error:
        raise not_opened(hosts.name, error) from None


def _make(link: Link, name: str, seeds: Callable[[], Pages] | None, patience: float) -> None:
    prepared = [writing.prepare(page, data) for page, data in seeds()] if seeds is not None else []

    def born() -> None:
        keeping = writing.Keeping(PostgresSession(link, ""))
        for each in prepared:
            keeping.keep(each)

    link.execute(f"SET lock_timeout = {max(int(patience * 1000), 1)}".encode())
    try:
        postgres_schema.migrate(link, name, born=born)
    except psycopg.errors.LockNotAvailable:
        raise ArchiveBusy(f"another process is making {name}", hint="try again in a moment") from None
    except psycopg.errors.InsufficientPrivilege:
        raise ArchiveReadOnly(
            f"{name} takes no tables from this user", hint="let the user own the database: ALTER DATABASE … OWNER TO"
        ) from None
