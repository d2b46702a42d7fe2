"""What is derived of a store -> a file in the index's folder, so that the next process need not derive it again.

The file is columns of numbers, then texts, under two lines that say what they are, of which store, at which change and
how long; a hash of all that ends it. What does not fit in any way is nothing: it is made anew, and written over.
"""

import logging
import os
import sys
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, TypeVar
from unicodedata import unidata_version

from bot.ports import Store

SWEPT = 600
"""Seconds after which a file that is still being made was left by a process that died."""

_LINE = 1000
_DIGEST = 32
_BASIS = f"{sys.byteorder} {array('I').itemsize} {array('Q').itemsize} {unidata_version}"
"""What numbers and folded letters are to this process, and may not be to another."""

_UNFIT = (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What reading a file raises that is not what it should be."""

Numbers = list["array[int]"]
Value = TypeVar("Value")

_log = logging.getLogger(__name__)


class Derived:
    """One thing derived of a store, in a file of that name; in none without a folder. Usable from any thread.

    ``shape`` are the type codes of its columns, ``texts`` says how many texts follow; ``version`` is another whenever
    the same store would give other ones. Several processes may keep it: the last one's is there, whole.
    """

    def __init__(self, store: Store, folder: Path | None, name: str, *, version: str, shape: str, texts: int) -> None:
        self._store = store
        self._path = None if folder is None else folder / name
        self._shape = shape
        self._texts = texts
        self._kind = f"{name} {version} {shape}{texts} {_BASIS}\n".encode()

    def read(self, made: Callable[[int, Numbers, list[str]], Value]) -> Value | None:
        """What ``made`` makes of the change it was kept at, its columns and texts; ValueError, where they are not such.

        None where there is no file, or, with a line in the log, none of this store as it is or was.
        """
        if self._path is None:
            return None
        try:
            with self._path.open("rb") as file:
                return made(*self._checked(file))
        except FileNotFoundError:
            return None
        except _UNFIT as error:
            _log.warning("%s is made anew: %s", self._path, error)
            return None

    def keep(self, head: int, columns: Sequence["array[int]"], texts: Sequence[str]) -> None:
        """Write the file, in the place of what is there; where it cannot be written there is none, and the log says so.

        A machine that stops may lose it, or leave it damaged, which is seen: so nobody waits for the disk.
        """
        if self._path is None:
            return
        being_made = self._path.with_name(f".{self._path.name}.{os.urandom(6).hex()}.new")
        try:
            self._sweep(self._path)
            with being_made.open("xb") as file:
                self._write(file, head, [*columns, *(text.encode("utf-8", "surrogatepass") for text in texts)])
            being_made.replace(self._path)
        except OSError as error:
            _log.info("%s cannot be kept: %s", self._path, error)
        finally:
            with suppress(OSError):
                being_made.unlink(missing_ok=True)

    def _write(self, file: BinaryIO, head: int, parts: Sequence["array[int] | bytes"]) -> None:
        lengths = " ".join(str(memoryview(part).nbytes) for part in parts)
        digest = sha256()
        for part in (self._kind, f"{self._store.ident} {head} {lengths}\n".encode(), *parts):
            digest.update(part)
            file.write(part)
        file.write(digest.digest())

    def _checked(self, file: BinaryIO) -> tuple[int, Numbers, list[str]]:
        kind, stamp = file.readline(_LINE), file.readline(_LINE)
        if kind != self._kind:
            raise ValueError("it is of another version")
        ident, head, *lengths = stamp.decode("ascii").split()
        if ident != self._store.ident or not self._store.holds(int(head)):
            raise ValueError("it belongs to another state of the archive")
        sizes = [int(each) for each in lengths]
        whole = len(kind) + len(stamp) + sum(sizes) + _DIGEST == os.fstat(file.fileno()).st_size
        if not whole or min(sizes) < 0 or len(sizes) != len(self._shape) + self._texts:
            raise ValueError("it is cut or damaged")
        digest = sha256(kind + stamp)
        parts = _parts(file, sizes, digest.update)
        columns = [_column(code, next(parts)) for code in self._shape]
        texts = [part.decode("utf-8", "surrogatepass") for part in parts]
        if file.read() != digest.digest():
            raise ValueError("it is damaged")
        return int(head), columns, texts

    @staticmethod
    def _sweep(path: Path) -> None:
        """Remove what processes that died were writing."""
        for leftover in path.parent.glob(f".{path.name}.*.new"):
            with suppress(FileNotFoundError):  # another process sweeps as well
                if leftover.stat().st_mtime < time.time() - SWEPT:
                    leftover.unlink()


def _parts(file: BinaryIO, sizes: Sequence[int], seen: Callable[[bytes], None]) -> Iterator[bytes]:
    """One after the other: they are tens of megabytes."""
    for size in sizes:
        part = file.read(size)
        seen(part)
        yield part


def _column(code: str, part: bytes) -> "array[int]":
    column: array[int] = array(code)
    column.frombytes(part)
    return column
