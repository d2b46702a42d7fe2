"""A call on the ledger into one transaction, on whichever schema the database is of just then."""

from contextlib import AbstractContextManager
from typing import Any

from bot.storage.schema import LEDGER_SINCE
from bot.storage.session import Database, Lock, Row, Session


class Transactions:
    """What every part of a ledger in a database reads and writes through.

    An archive of an older On Record that cannot be written, and so was not brought up, lacks the tables that came
    ``since``: nothing is in them, and nothing can be put there.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    def _rows(self, query: str, parameters: Row, since: int = LEDGER_SINCE) -> list[Any]:
        return self._db.ask(query, parameters, since)

    def _writing(
        self, since: int = LEDGER_SINCE, *, lock: Lock = Lock.NONE, synced: bool = True
    ) -> AbstractContextManager[Session]:
        return self._db.change(lock, since, synced=synced)
