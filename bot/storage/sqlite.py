"""The default system of record: one SQLite file, one writer, any number of readers."""

import os
from collections.abc import Mapping
from pathlib import Path

from bot.domain.errors import ArchiveError, ArchiveReadOnly
from bot.storage import schema
from bot.storage.connections import PATIENCE, Connections
from bot.storage.sql import SqlStore


class SqliteStore(SqlStore[Connections]):
    """A ``bot.ports.Store`` in one file, with SQLite's write-ahead log beside it while it is open.

    Any thread and any process may call at any time: every call is one transaction on a connection of its
    own. Readers never wait, not even for the writer. A second writer waits ``patience`` seconds, then gets
    ArchiveBusy. What ``add`` has returned is on the disk. ``pragmas`` are set on every connection
    (``cache_size``, ``max_page_count``).
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        patience: float = PATIENCE,
        pragmas: Mapping[str, int] | None = None,
    ) -> None:
        """Open the archive, made if there is none, brought to the present schema if it is older and can be written.

        Checked here: that it is an SQLite file, whole by its header, ours, of a schema we know, with all
        its tables. Raises ArchiveError (nothing there to read, a folder, another program's, a newer On
        Record's), ArchiveCorrupt, ArchiveBusy, ArchiveFull, ArchiveReadOnly.
        """
        database = Connections(path, read_only=read_only, patience=patience, pragmas=pragmas or {})
        try:
            _open(database, path, read_only=read_only)
            super().__init__(database)
        except BaseException:
            database.close()
            raise


def _open(database: Connections, path: Path, *, read_only: bool) -> None:
    _insist_on_place(path, read_only=read_only)
    writable = not read_only and _writable(path)
    if writable:
        database.create()
    elif _needs_freezing(path):
        database.freeze()
    with database.lent() as db:
        version = schema.inspect(db, path)
    if writable:
        database.log_ahead()
    if version == len(schema.MIGRATIONS) or (version >= schema.READABLE and not writable):
        return
    if read_only:
        raise ArchiveError(f"{path} is empty", hint="open it once for writing: onrecord ingest PATH")
    with database.lent() as db:
        schema.migrate(db, path)


def _insist_on_place(path: Path, *, read_only: bool) -> None:
    """Raise ArchiveError unless there is, or can be, a file at ``path``."""
    elsewhere = "name another place with --archive PATH"
    try:
        if path.is_dir():
            raise ArchiveError(f"{path} is a folder", hint="name a file in it for the archive: --archive PATH")
        if path.exists():
            return
        if read_only:
            raise ArchiveError(f"there is no archive at {path}", hint="make one with: onrecord ingest PATH")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveReadOnly(f"{path} cannot be made: {error.strerror}", hint=elsewhere) from error
    if not _writable(path):
        raise ArchiveReadOnly(f"nothing can be written in {path.parent}", hint=elsewhere)


def _writable(path: Path) -> bool:
    """The log stands beside the file, so its folder counts as well."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _needs_freezing(path: Path) -> bool:
    """Whether a reader could not make the log's index it needs, and there is no log that it would miss."""
    log = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)
