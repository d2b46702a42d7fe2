"""Settings -> the archive with its index, opened, made where it is not there.

The archive is one SQLite file, or a PostgreSQL database. Its index is derived and never backed up: a folder beside the
file (``archive.db.index``), or one in the data folder, named by the database's ``ident``, which all processes of the
machine share. An archive that is not there is made from ``seeds/``, a file under another name and then put in its place
in one step, a database's in one transaction, so that two processes starting at once, or one killed half-way, never
leave a half-made one.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.archive import Archive, read_documents
from bot.config import Settings
from bot.domain.address import Address
from bot.domain.errors import ArchiveError, ArchiveReadOnly
from bot.names import Registry
from bot.wiring.places import ARCHIVE_NAME, archive_place, data_folder, index_place, seeds_folder

if TYPE_CHECKING:
    from bot.domain.statement import Page
    from bot.storage.postgres import PostgresStore
    from bot.storage.sqlite import SqliteStore


@contextmanager
def opened(settings: Settings, environ: Mapping[str, str], *, seeded: bool = True) -> Iterator[Archive]:
    """The application over the archive of the settings, closed at the end.

    A missing archive is made: from the seeds, or empty if not ``seeded``. Raises ConfigError (the names file) and
    the ArchiveErrors.
    """
    # Here and not above: `onrecord --help` must not pay for a database and a search engine.
    from bot.index.fulltext import open_index

    place = archive_place(settings, environ)
    registry = Registry.load(settings.names.expanduser() if settings.names else None)
    with ExitStack() as open_things:
        store: PostgresStore | SqliteStore
        folder: AbstractContextManager[Path]
        if isinstance(place, Address):
            store = open_database(place, registry if seeded else None)
            folder = _own_folder(data_folder(environ) / "indexes" / store.ident)
        else:
            store = _open_file(place, registry if seeded else None, ours=settings.archive is None)
            folder = _index_folder(place)
        open_things.callback(store.close)
        path = open_things.enter_context(folder)
        index = open_index(path)
        open_things.callback(index.close)
        yield Archive(store, index, index.spelling, registry, folder=path)


def _open_file(place: Path, seeding: Registry | None, *, ours: bool) -> "SqliteStore":
    from bot.storage.drafts import sweep
    from bot.storage.sqlite import SqliteStore

    _prepare(place, ours=ours)
    if seeding is not None and not place.exists():
        make(place, seeding)
    elif place.exists() and place.stat().st_nlink > 1:  # whoever made it may have been killed with both names given
        with suppress(OSError):
            sweep(place)
    return SqliteStore(place)


def open_database(address: Address, seeding: Registry | None = None) -> "PostgresStore":
    """The archive in a database; an empty one is made an archive, from the seeds if a registry is given.

    Raises the ArchiveErrors, one of them where the driver is not installed.
    """
    try:
        from bot.storage.postgres import PostgresStore  # 0.1 s that only those with a database pay
    except ImportError as error:
        raise ArchiveError(
            f"{address} needs PostgreSQL's driver: {error}", hint="pip install 'onrecord[postgresql]'"
        ) from error

    return PostgresStore(address, seeds=None if seeding is None else lambda: _seeds(seeding))


def _seeds(registry: Registry) -> "Iterator[tuple[Page, bytes]]":
    """The pages a new archive is made from; none for an installation that left them out."""
    folder = seeds_folder()
    if folder is not None:
        yield from ((page, data) for _, page, data in read_documents([folder], registry) if page is not None)


def _own_folder(folder: Path) -> "AbstractContextManager[Path]":
    """A folder of ours, made if need be, or one for this time only where nothing can be made."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return nullcontext(folder) if folder.is_dir() and _writable(folder) else _scratch()


@contextmanager
def _index_folder(place: Path) -> Iterator[Path]:
    """The index's folder, or one for this time only if an archive is kept where nothing can be written."""
    folder = index_place(place)
    if _writable(folder if folder.exists() else folder.parent):
        yield folder
        return
    with _scratch() as scratch:
        yield scratch


@contextmanager
def _scratch() -> Iterator[Path]:
    import tempfile  # the rare case only

    with tempfile.TemporaryDirectory(prefix="onrecord-") as scratch:
        yield Path(scratch)


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def make(place: Path, registry: Registry) -> None:
    """Make the archive from the seeds, whole, unless another process is quicker.

    Without seeds (an installation that left them out) an empty archive is made. What a process that was killed left of
    one is swept away.
    """
    from bot.storage.drafts import sweep
    from bot.storage.sqlite import SqliteStore

    sweep(place)
    being_made = place.with_name(f".{place.name}.{os.getpid()}.new")
    try:
        store = SqliteStore(being_made)
        try:
            store.add_all(_seeds(registry))
        finally:
            store.close()
        _put(being_made, place)
    finally:
        for leftover in place.parent.glob(being_made.name + "*"):
            leftover.unlink(missing_ok=True)


def _put(made: Path, place: Path) -> None:
    """Give the finished file its name in one step; one that is there already stays."""
    try:
        os.link(made, place)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not place.exists():
            made.replace(place)


def _prepare(place: Path, *, ours: bool) -> None:
    """The archive's folder: made if it is our own data folder, else it must be there."""
    if place.is_dir():
        raise ArchiveError(f"{place} is a folder", hint=f"name a file in it, such as {place / ARCHIVE_NAME}")
    try:
        if ours:
            place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "cannot be made").lower()
        raise ArchiveReadOnly(
            f"{place.parent}: {reason}", hint="name a place for the archive with --archive or ONRECORD_ARCHIVE"
        ) from None
    if not place.parent.is_dir():
        raise ArchiveError(f"{place.parent}: no such folder", hint="make it first, or mend --archive")
    if not place.exists() and not _writable(place.parent):
        raise ArchiveReadOnly(f"{place.parent} cannot be written", hint="name another place with --archive")
