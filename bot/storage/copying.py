"""One archive into another, whatever database each is kept in: all of it, and looked at once more."""

import hashlib
import marshal
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.domain.errors import ArchiveCorrupt
from bot.ports import Portable, Store, Tables
from bot.storage.backup import Told, check_copy, seal
from bot.storage.drafts import draft, insist_free, put
from bot.storage.sqlite import SqliteStore

FORMAT = 2
"""Of ``marshal``: the last one in which equal values always give equal bytes, whoever else points at them."""

OFTEN = 1000
"""Rows between two calls of ``on_rows``."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A table as it went by: its columns, how many rows, and the sum of their SHA-256, whatever their order.

    Databases differ in how they sort names that are no UTF-8.
    """

    columns: tuple[str, ...]
    rows: int
    digest: int


class Movable(Portable, Store, Protocol):
    """A store that can be moved."""


def copy_into(source: Portable, target: Movable, told: Told) -> tuple[dict[str, Sum], list[str]]:
    """All of ``source`` into an empty archive, compared; what was moved by table, and what ``check`` finds of it.

    Faults are those of the source: the copy is the same. Raises as ``copied``.
    """
    sent = copied(source, target, counting(told))
    told("checking", 0, 0)
    return sent, target.check()


def copy_to_file(source: Portable, file: Path, told: Told) -> tuple[dict[str, Sum], list[str]]:
    """``copy_into`` a new archive that stands whole under its name, or not at all. Raises UsageError if it is there."""
    insist_free(file, force=False)
    with draft(file) as made:
        with closing(SqliteStore(made)) as target:
            found = copy_into(source, target, told)
        seal(made, ident=False)
        put(made, file, force=False)
    return found


def back_up_to_file(source: Portable, file: Path, told: Told, *, force: bool) -> int:
    """A backup of any archive as a file that is one of its own, see ``backup.back_up``."""
    insist_free(file, force=force)
    with draft(file) as made:
        with closing(SqliteStore(made)) as target:
            copied(source, target, counting(told))
        seal(made, ident=False)
        sources = check_copy(made, file, told)
        put(made, file, force=force)
    return sources


def counting(told: Told) -> Callable[[int], None]:
    """What hears of rows, and tells how many there were."""
    rows = 0

    def more(number: int) -> None:
        nonlocal rows
        rows += number
        told("copying", rows, 0)

    return more


def copied(source: Portable, target: Portable, on_rows: Callable[[int], None] = lambda _: None) -> dict[str, Sum]:
    """Put all of ``source`` into ``target``, which must be empty, and read it again; what was moved, by table.

    ``on_rows`` hears how many more rows have gone by: each row twice, once sent and once read again. Raises as
    ``Portable``, and ArchiveCorrupt where the target does not hold what was sent.
    """
    sent: dict[str, Sum] = {}
    with source.tables() as tables:
        target.fill(_summing(tables, sent, on_rows))
    found = sums(target, on_rows)
    differing = sorted(name for name in sent.keys() | found.keys() if sent.get(name) != found.get(name))
    if differing:
        raise ArchiveCorrupt(
            f"the copy does not hold what was sent: {', '.join(differing)}",
            hint="do not use it; look at both with onrecord archive check",
        )
    return sent


def sums(archive: Portable, on_rows: Callable[[int], None] = lambda _: None) -> dict[str, Sum]:
    """Every table of an archive, in its order. Raises as ``Portable.tables``."""
    found: dict[str, Sum] = {}
    with archive.tables() as tables:
        for _, _, rows in _summing(tables, found, on_rows):
            for _ in rows:
                pass
    return found


def _summing(tables: Tables, into: dict[str, Sum], on_rows: Callable[[int], None]) -> Tables:
    """The same tables, each summed once its rows have gone by."""
    for name, columns, rows in tables:
        yield name, columns, _summed(name, columns, rows, into, on_rows)


def _summed(
    name: str,
    columns: tuple[str, ...],
    rows: Iterator[tuple[Any, ...]],
    into: dict[str, Sum],
    on_rows: Callable[[int], None],
) -> Iterator[tuple[Any, ...]]:
    total, count = 0, 0
    for row in rows:
        total += int.from_bytes(hashlib.sha256(marshal.dumps(row, FORMAT)).digest())
        count += 1
        if not count % OFTEN:
            on_rows(OFTEN)
        yield row
    on_rows(count % OFTEN)
    into[name] = Sum(columns, count, total % 2**256)
