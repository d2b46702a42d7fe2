"""An archive in a file or on a server: backed up, restored, copied and compacted in the way that suits where it is."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.domain.address import Address
from bot.domain.errors import ArchiveError
from bot.ports import Ledger
from bot.storage import backup, compacting
from bot.storage.backup import Told, insist_there
from bot.storage.copying import Movable, Sum, back_up_to_file, copied, copy_into, copy_to_file, counting
from bot.storage.sqlite import SqliteStore

Where = Path | Address


@contextmanager
def opened(where: Where) -> Iterator[Movable]:
    """The archive there, made and empty if there is none. Raises ArchiveError and its kinds."""
    if isinstance(where, Path):
        store: Movable = SqliteStore(where)
    else:
        store = _server(where)
    with closing(store):
        yield store


def _server(address: Address) -> Movable:
    try:
        from bot.storage.postgres import PostgresStore  # the driver, which only who has a server needs
    except ImportError as error:
        mend = "pip install 'onrecord[postgresql]'"
        raise ArchiveError(f"{address} needs PostgreSQL's driver: {error}", hint=mend) from error

    return PostgresStore(address)


def back_up(where: Where, file: Path, told: Told, *, force: bool) -> int:
    """A backup in one SQLite file, whatever the archive is kept in, see ``backup.back_up``."""
    if isinstance(where, Path):
        return backup.back_up(where, file, told, force=force)
    with opened(where) as store:
        return back_up_to_file(store, file, told, force=force)


def restore(
    file: Path, where: Where, told: Told, *, force: bool, settle: Callable[[Ledger], None]
) -> tuple[int, Path | None]:
    """Put a backup in the place of an archive, see ``backup.restore``; on a server, into a database that is empty."""
    if isinstance(where, Path):
        return backup.restore(file, where, told, force=force, settle=settle)
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        made = Path(folder) / "archive.db"
        sources = backup.checked_copy(file, made, told)
        with opened(made) as read, opened(where) as store:  # a copy, for opening brings it to the present schema
            settle(read.ledger)
            copied(read, store, counting(told))
    return sources, None


def copy(source: Where, target: Where, told: Told) -> tuple[dict[str, Sum], list[str]]:
    """Everything into another archive, which must be empty, see ``copying.copy_into``."""
    if isinstance(source, Path):
        insist_there(source)
    with opened(source) as read:
        if isinstance(target, Path) and not target.exists():
            return copy_to_file(read, target, told)
        with opened(target) as filled:
            return copy_into(read, filled, told)


def compact(where: Where) -> None:
    """Give back what is not used, see ``compacting``."""
    if isinstance(where, Path):
        compacting.compact(where)
    else:
        compacting.compact_server(where)


def taken(where: Where) -> int:
    """Bytes of the archive, with its log or its indexes."""
    if isinstance(where, Path):
        files = (where, where.with_name(where.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())
    return compacting.server_size(where)
