"""A file in the making into one that stands whole under its name, or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from bot.domain.errors import ArchiveError, ArchiveFull, ArchiveReadOnly, UsageError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LOCKED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def os_errors(place: Path) -> Iterator[None]:
    """Turn what the system reports about files at ``place`` into ArchiveError and its kinds."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise ArchiveFull(
                f"no room is left for {place}", hint="free some disk space; nothing was half kept"
            ) from error
        if error.errno in _LOCKED:
            raise ArchiveReadOnly(f"nothing can be written at {place}", hint="name another place") from error
        reason = (error.strerror or "cannot be written").lower()
        raise ArchiveError(f"{place}: {reason}", hint="name another place") from error


def insist_free(place: Path, *, force: bool) -> None:
    """Raise UsageError where a file stands, unless ``force``; ArchiveError where none can."""
    if place.is_dir():
        raise ArchiveError(f"{place} is a folder", hint="name a file in it")
    if not place.parent.is_dir():
        raise ArchiveError(f"{place.parent}: no such folder", hint="make it first, or name another")
    if place.exists() and not force:
        raise UsageError(f"{place} is there already", hint="name another file, or replace it with --force")


@contextmanager
def draft(place: Path) -> Iterator[Path]:
    """An empty file beside ``place`` that only its owner may read, to be filled and ``put``.

    It is gone at the end, with what a database left beside it. What a process that was killed left is swept away by
    the next one. Raises ArchiveFull, ArchiveReadOnly, ArchiveError.
    """
    with os_errors(place):
        sweep(place)
        path = place.with_name(f".{place.name}.{os.getpid()}.new")
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        _remove(path)


def put(made: Path, place: Path, *, force: bool) -> None:
    """Give a finished draft its name in one step, safe on the disk when it returns.

    Without ``force`` a file that came there meanwhile stays. Raises UsageError for it, else as ``draft``.
    """
    with os_errors(place):
        _sync(made)
        if force:
            made.replace(place)
        else:
            try:
                os.link(made, place)
            except FileExistsError:
                insist_free(place, force=False)
            except OSError:  # a file system without hard links
                insist_free(place, force=False)
                made.replace(place)
        sync_folder(place)


def sync_folder(place: Path) -> None:
    """Make the names in the folder of ``place`` safe on the disk, where the system can."""
    with suppress(PermissionError):  # Windows opens no folders
        _sync(place.parent)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sweep(place: Path) -> None:
    """Remove the drafts for ``place`` whose makers are gone."""
    for leftover in place.parent.glob(f".{escape(place.name)}.*.new"):
        maker = leftover.name.removeprefix(f".{place.name}.").removesuffix(".new")
        if maker.isdecimal() and not _running(int(maker)):
            _remove(leftover)


def _running(maker: int) -> bool:
    """Whether a process of that number runs that is not this one: numbers are given again, above all in containers."""
    if os.name != "posix":  # where asking would end it
        return True
    try:
        os.kill(maker, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return maker != os.getpid()


def _remove(path: Path) -> None:
    for leftover in path.parent.glob(escape(path.name) + "*"):
        leftover.unlink(missing_ok=True)
