"""A call on the ledger into one transaction, on whichever schema the file is of just then."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from bot.storage.connections import Connections, locked_away
from bot.storage.rows import Row
from bot.storage.schema import LEDGER_SINCE, has


class Transactions:
    """What every part of a ledger in SQLite reads and writes through.

    An archive of an older On Record that cannot be written, and so was not brought up, lacks the tables that came
    ``since``: nothing is in them, and nothing can be put there.
    """

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def _rows(self, query: str, parameters: Row, since: int = LEDGER_SINCE) -> list[Any]:
        with self._db.reading() as db:
            return db.execute(query, parameters).fetchall() if has(db, since) else []

    def _writing(
        self, since: int = LEDGER_SINCE, *, synced: bool = True
    ) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self._db, since, synced=synced)


@contextmanager
def transaction(connections: Connections, since: int, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
    """A writing transaction, see ``Connections.writing``. Raises ArchiveReadOnly for a file of an older schema."""
    with connections.writing(synced=synced) as db:
        if not has(db, since):  # or it would have been brought up on opening
            raise locked_away(connections.path)
        yield db
