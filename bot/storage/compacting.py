"""An archive into a smaller one, while others read it: one SQLite file, or the tables on a server."""

import sqlite3
import time
from pathlib import Path

from bot.domain.address import Address
from bot.storage.connections import PATIENCE, Connections
from bot.storage.schema import EVENTS_SINCE, has
from bot.storage.settling import REMEMBERED

WORTH = 0.01
"""The part of the file that must be free before all of it is written anew."""

STEP = 500
"""Database pages given back in one transaction."""

_INCREMENTAL = 2
"""The mode in which pages can be given back a few at a time (https://www.sqlite.org/pragma.html#pragma_auto_vacuum)."""


def compact(path: Path) -> None:
    """Let go of old events, give what is free back to the disk, and fold the log in.

    The first time the whole file is written anew, for which it needs twice its size, and whoever else wants to write
    waits until that is done (4 s for 300 MB on a quiet machine). From then on only what is free is moved, though they
    may still wait for seconds. Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt; nothing is lost.
    """
    connections = Connections(path, read_only=False, patience=PATIENCE, pragmas={})
    try:
        with connections.writing() as db:
            if has(db, EVENTS_SINCE):
                db.execute("DELETE FROM events WHERE at < ?", (int(time.time()) - REMEMBERED,))
        with connections.lent() as db:
            _give_back(db)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connections.close()


def compact_server(address: Address) -> None:
    """Let go of old events, and let the server use again what is free and count its tables anew. Nobody waits.

    Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly.
    """
    from bot.storage.postgres_errors import domain_errors  # the driver, which only who has a server needs
    from bot.storage.postgres_hosts import Hosts
    from bot.storage.postgres_schema import TABLES

    hosts = Hosts(address)
    with domain_errors(hosts.name), hosts.primary() as link:
        link.execute("DELETE FROM events WHERE at < %s", (int(time.time()) - REMEMBERED,))
        link.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}".encode())


def server_size(address: Address) -> int:
    """Bytes of an archive on a server, with its indexes. Raises ArchiveError and its kinds."""
    from bot.storage.postgres_errors import domain_errors
    from bot.storage.postgres_hosts import Hosts
    from bot.storage.postgres_schema import TABLES

    hosts = Hosts(address)
    sizes = "SELECT sum(pg_total_relation_size(to_regclass(name))) FROM unnest(%s::text[]) AS name"
    with domain_errors(hosts.name), hosts.any() as link:
        row = link.execute(sizes, (list(TABLES),)).fetchone()
    return int((row and row[0]) or 0)


def _give_back(db: sqlite3.Connection) -> None:
    if _number(db, "auto_vacuum") != _INCREMENTAL:
        if _number(db, "freelist_count") > WORTH * _number(db, "page_count"):
            db.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")
            db.execute("VACUUM")
        return
    while _number(db, "freelist_count"):
        db.execute(f"PRAGMA incremental_vacuum({STEP})").fetchall()


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])
