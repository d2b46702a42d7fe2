"""The outlines of a store -> its roll: all that may be chosen, as numbers in arrays, kept as the store changes.

A statement is a row of 24 bytes, whatever its words. A page that is added, read again or gone changes its own rows;
nothing else is read again. As columns and a text a roll is kept in a file.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import compress
from zlib import crc32

from bot.domain.source import Basis, PartialDate
from bot.domain.statement import FACT, Voice
from bot.ports import SourceLine, Store
from bot.schedule.eligible import LONGEST, SHORTEST, VOICES

PORTION = 1000
"""Sources whose dates are read at once."""

SHAPE = "QqIIQI"
"""The type codes of ``put_down``."""

VERSION = f"1 {' '.join(VOICES)} {FACT} {SHORTEST} {LONGEST}"
"""Of what is on a roll, and how it is put down."""

Sort = tuple[str, Voice]
Columns = tuple["array[int]", ...]


def _columns() -> Columns:
    return array("Q"), array("q"), array("I"), array("I")


@dataclass(frozen=True, slots=True)
class Roll:
    """What may be chosen of a store at the change ``head``. Immutable: what was begun goes on with what it has.

    ``columns`` are of one length, a statement being a row of them, and the rows in the pool's order: its place in that
    order, its number, the position of its source in ``sources``, and that of its party and voice in ``sorts``.
    ``sources`` are known by a hash of their id; ``days`` has for each the packed date that is shown with it.
    """

    head: int = 0
    columns: Columns = field(default_factory=_columns)
    sources: dict[int, int] = field(default_factory=dict)
    days: "array[int]" = field(default_factory=lambda: array("I"))
    sorts: dict[Sort, int] = field(default_factory=dict)

    @property
    def numbers(self) -> Sequence[int]:
        """The statements by number."""
        return self.columns[1]

    def among(self, numbers: frozenset[int] | None) -> Sequence[int]:
        """The rows of those statements; all for None."""
        every = range(len(self.numbers))
        return every if numbers is None else _those(every, self.numbers, numbers)

    def of_sort(self, party: str | None, voice: Voice | None, rows: Sequence[int]) -> Sequence[int]:
        """Those of the rows that are of that party and voice, as far as they are named."""
        wanted = {at for (one, how), at in self.sorts.items() if party in (None, one) and voice in (None, how)}
        return _those(rows, self.columns[3], wanted)

    def said_on(self, month: int, day: int, rows: Sequence[int]) -> Sequence[int]:
        """Those of the rows that were said on that day of some year."""
        code = month << 5 | day
        wanted = {at for at, packed in enumerate(self.days) if packed & 511 == code and packed > 511}
        return _those(rows, self.columns[2], wanted)

    def said(self, source: str) -> PartialDate | None:
        """The date of a source as far as it is more than inferred: only such a one has anniversaries."""
        at = self.sources.get(_seed(source))
        packed = self.days[at] if at is not None else 0
        return PartialDate(packed >> 9 or None, packed >> 5 & 15 or None, packed & 31 or None) if packed else None


def brought_up(roll: Roll, store: Store) -> Roll:
    """The roll as the store stands now; of an empty one, the whole. What changes meanwhile is read again next time."""
    head = store.head()
    if head == roll.head:
        return roll
    roll = roll if store.holds(roll.head) else Roll()
    sources, sorts, days = dict(roll.sources), dict(roll.sorts), roll.days[:]
    fresh, changed = _read(store, roll.head, sources, sorts)
    for line in _changed(store, roll.head):
        at = sources.setdefault(_seed(line.id), len(sources))
        days.extend([0] * (at + 1 - len(days)))
        days[at] = _packed(line)
        changed.add(at)
    days.extend([0] * (len(sources) - len(days)))
    again = {at for at in changed if at < len(roll.sources)}
    return Roll(head, _merged(_without(roll.columns, again), fresh), sources, days, sorts)


def put_down(roll: Roll) -> tuple[list["array[int]"], list[str]]:
    """The roll as columns, of ``SHAPE``, and one text."""
    return [*roll.columns, array("Q", roll.sources), roll.days], [json.dumps(list(roll.sorts))]


def taken_up(head: int, columns: Sequence["array[int]"], texts: Sequence[str]) -> Roll:
    """The roll that was put down. Raises ValueError where it was none."""
    *rows, seeds, days = columns
    if len({*map(len, rows)}) != 1 or len(seeds) != len(days):
        raise ValueError("its columns are of different lengths")
    sources = {seed: at for at, seed in enumerate(seeds)}
    sorts = {(str(party), Voice(voice)): at for at, (party, voice) in enumerate(json.loads(texts[0]))}
    return Roll(head, tuple(rows), sources, days, sorts)


def _read(store: Store, since: int, sources: dict[int, int], sorts: dict[Sort, int]) -> tuple[Columns, set[int]]:
    """The rows of sources changed since, in no order, and the positions of these; both dictionaries grow."""
    places, numbers, of, kinds = fresh = _columns()
    changed: set[int] = set()
    last, seed, at = "", 0, 0
    # Letters may be wide and count two: what is too short all the same is passed over when it is looked at.
    for number, source, start, _, voice, party in store.outlines(VOICES, FACT, SHORTEST // 2, LONGEST, since=since):
        if source != last:
            last, seed = source, _seed(source)
            at = sources.setdefault(seed, len(sources))
            changed.add(at)
        places.append(_place(seed, start))
        numbers.append(number)
        of.append(at)
        kinds.append(sorts.setdefault((party, voice), len(sorts)))
    return fresh, changed


def _changed(store: Store, since: int) -> Iterator[SourceLine]:
    """The sources changed since; those that are gone too."""
    while changes := store.changes(since, PORTION):
        yield from store.lines([change.source for change in changes])
        since = changes[-1].seq


def _without(columns: Columns, gone: set[int]) -> Columns:
    """The rows but those of these sources."""
    if not gone:
        return columns
    stay = bytes(at not in gone for at in columns[2])
    return tuple(array(column.typecode, compress(column, stay)) for column in columns)


def _merged(columns: Columns, fresh: Columns) -> Columns:
    """All rows in their order; ``fresh`` are in none."""
    order = sorted(range(len(fresh[0])), key=fresh[0].__getitem__)
    fresh = tuple(array(column.typecode, map(column.__getitem__, order)) for column in fresh)
    if not columns[0]:
        return fresh
    places = [bisect_left(columns[0], place) for place in fresh[0]]
    return tuple(_spliced(*pair, places) for pair in zip(columns, fresh, strict=True))


def _spliced(column: "array[int]", fresh: "array[int]", places: Sequence[int]) -> "array[int]":
    made = array(column.typecode)
    done = 0
    for value, place in zip(fresh, places, strict=True):
        if place > done:
            made += column[done:place]
            done = place
        made.append(value)
    return made + column[done:]


def _those(rows: Sequence[int], column: Sequence[int], wanted: AbstractSet[int]) -> Sequence[int]:
    """The rows in which the column holds one of these values."""
    if not wanted:
        return ()
    values = column if isinstance(rows, range) else map(column.__getitem__, rows)
    return array("I", compress(rows, map(wanted.__contains__, values)))


def _seed(source: str) -> int:
    return int.from_bytes(blake2b(source.encode(), digest_size=8).digest())


def _place(seed: int, start: int) -> int:
    """Where in the order a statement stands: neighbours on a page far apart, and no two alike."""
    return crc32(start.to_bytes(8), seed & 0xFFFFFFFF) << 32 | seed >> 32


def _packed(line: SourceLine) -> int:
    """Year, month and day in 23, 4 and 5 bits, each 0 where it is unknown; 0 for a date that is inferred, or none."""
    when = line.facts.shown_date
    if when is None or when.basis is Basis.INFERRED:
        return 0
    return (when.date.year or 0) << 9 | (when.date.month or 0) << 5 | (when.date.day or 0)
