"""The sources of a store -> their file names, titles and days, ready to be looked through, kept as the store changes.

Pages that came or changed of late stand beside the many that did not, until they are a good part of all: so that a page
added to a hundred thousand costs as much as it costs among ten. As columns and texts the many are kept in a file.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge, nsmallest
from itertools import islice
from typing import NamedTuple

from bot.names.letters import flat
from bot.ports import SourceLine, Store
from bot.search.beginnings import SHAPE as NAMES
from bot.search.beginnings import WAYS, Names

PORTION = 2000
"""Sources read at once."""

FEW, SHARE = 250, 20
"""Changes before everything is made anew: so many, or one for so many sources."""

DIGITS = 64
"""Letters of a source's id."""

SHAPE, VERSION = f"qIQ{NAMES}", "1"
"""The type codes of ``put_down``, and how what they hold is made."""

_LATE = 2**32
"""Sources that changed after all were read came after them."""


class Entry(NamedTuple):
    """A source: minus its statements, its last day as a number (0 without a year), how late it came, and its words."""

    weight: int
    day: int
    came: int
    id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Sources, most statements first. ``ids`` are one text: 100,000 strings would be twice as large."""

    names: Names
    ids: str
    weights: "array[int]"
    days: "array[int]"
    came: "array[int]"

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "_Part":
        ordered = sorted(entries, key=lambda entry: entry.weight)
        return cls(
            Names((entry.name, entry.title) for entry in ordered),
            "".join(entry.id for entry in ordered),
            array("q", (entry.weight for entry in ordered)),
            array("I", (entry.day for entry in ordered)),
            array("Q", (entry.came for entry in ordered)),
        )

    def __len__(self) -> int:
        return len(self.weights)

    def id(self, at: int) -> str:
        return self.ids[at * DIGITS : (at + 1) * DIGITS]

    def hashed(self, letters: str) -> Iterator[int]:
        """Where the ids stand that begin with these letters."""
        place = self.ids.find(letters)
        while place >= 0:
            if place % DIGITS == 0:
                yield place // DIGITS
            place = self.ids.find(letters, place + 1)


@dataclass(frozen=True, slots=True)
class Titles:
    """The sources of a store at the change ``head``: the many, those ``lately`` changed, and which of the many went.

    ``older`` has, by the id of a source, those it superseded.
    """

    head: int = 0
    many: _Part = field(default_factory=lambda: _Part.of(()))
    lately: dict[str, Entry] = field(default_factory=dict)
    few: _Part = field(default_factory=lambda: _Part.of(()))
    gone: frozenset[int] = frozenset()
    older: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def beginning(self, typed: str, limit: int) -> list[str]:
        """The ids of those with these words, each begun, in their name or title; see ``Names.beginning``."""
        key = flat(_parted(typed))
        for way in WAYS:
            many = ((wrong, self.many.weights[at], 0, at) for wrong, at in way(self.many.names, key)
                    if at not in self.gone)  # fmt: skip
            few = ((wrong, self.few.weights[at], 1, at) for wrong, at in way(self.few.names, key))
            if found := list(islice(merge(many, few), max(limit, 0))):
                return [(self.many, self.few)[which].id(at) for _, _, which, at in found]
        return []

    def hashed(self, letters: str, limit: int) -> list[str]:
        """The ids that begin with these letters."""
        many = (self.many.id(at) for at in self.many.hashed(letters) if at not in self.gone)
        few = map(self.few.id, self.few.hashed(letters))
        return [*islice(many, limit), *islice(few, limit)][:limit]

    def newest(self, limit: int) -> list[str]:
        """The ids by the last day each may be of, those without a year last; of a day as they came."""
        return self._newest(((0, range(len(self.many))), (1, range(len(self.few)))), limit)

    def holding(self, words: str, limit: int) -> tuple[list[str], int]:
        """The ids of those that have these letters in their name or title, the newest first, and how many there are."""
        key = flat(_parted(words))
        found = [list(part.names.holding(key)) if key else [] for part in (self.many, self.few)]
        found[0] = [at for at in found[0] if at not in self.gone]
        return self._newest(enumerate(found), limit), sum(map(len, found))

    def versions(self, source: str) -> list[str]:
        """The ids of those it superseded, directly or through another, as they came."""
        found = [source]
        for each in found:
            found += (older for older in self.older.get(each, ()) if older not in found)
        return found[1:]

    def _newest(self, places: Iterable[tuple[int, Iterable[int]]], limit: int) -> list[str]:
        parts = (self.many, self.few)
        days = ((-parts[which].days[at], parts[which].came[at], which, at) for which, ats in places for at in ats
                if which or at not in self.gone)  # fmt: skip
        return [parts[which].id(at) for _, _, which, at in nsmallest(limit, days)]


def brought_up(titles: Titles, store: Store) -> Titles:
    """The titles as the store stands now; of none, all. What changes meanwhile is read again next time."""
    head = store.head()
    if len(titles.many) and head == titles.head:
        return titles
    titles = titles if store.holds(titles.head) else Titles()
    most = max(FEW, len(titles.many) // SHARE) - len(titles.lately)
    changes = store.changes(titles.head, max(most, 0) + 1)
    if not len(titles.many) or len(changes) > most:
        older: dict[str, tuple[str, ...]] = {}
        return Titles(head, _Part.of(_all(store, older)), older=older)
    came = {change.source: _LATE + change.seq for change in changes}
    gone = titles.gone | {at for at in range(len(titles.many)) if titles.many.id(at) in came}
    lately = {id_: entry for id_, entry in titles.lately.items() if id_ not in came}
    older = {newer: tuple(id_ for id_ in ids if id_ not in came) for newer, ids in titles.older.items()}
    lately |= {line.id: _entry(line, came[line.id]) for line in store.lines(list(came)) if _stands(line, older)}
    return Titles(head, titles.many, lately, _Part.of(lately.values()), frozenset(gone), older)


def put_down(titles: Titles) -> tuple[list["array[int]"], list[str]]:
    """The titles, none of them of late, as columns of ``SHAPE`` and four texts."""
    many = titles.many
    columns, texts = many.names.put_down()
    return [many.weights, many.days, many.came, *columns], [many.ids, json.dumps(titles.older), *texts]


def taken_up(head: int, columns: Sequence["array[int]"], texts: Sequence[str]) -> Titles:
    """The titles that were put down. Raises ValueError where they were none."""
    weights, days, came, *more = columns
    ids, older, *words = texts
    if {len(days), len(came), len(more[0]), len(ids) / DIGITS} != {len(weights)}:
        raise ValueError("its columns are of different lengths")
    many = _Part(Names.taken_up(more, words), ids, weights, days, came)
    return Titles(head, many, older={newer: tuple(map(str, ids)) for newer, ids in json.loads(older).items()})


def _all(store: Store, older: dict[str, tuple[str, ...]]) -> Iterator[Entry]:
    """In portions, superseded ones counted with, lest one be passed over when another goes meanwhile."""
    first = 0
    while lines := store.sources(superseded=True, first=first, limit=PORTION):
        yield from (_entry(line, first + at) for at, line in enumerate(lines) if _stands(line, older))
        first += PORTION


def _stands(line: SourceLine, older: dict[str, tuple[str, ...]]) -> bool:
    """Whether it is the newest version of its page; if it is not, that is noted."""
    newer = line.superseded_by
    if newer is not None and line.id not in older.get(newer, ()):
        older[newer] = (*older.get(newer, ()), line.id)
    return newer is None


def _entry(line: SourceLine, came: int) -> Entry:
    title = line.facts.title.value if line.facts.title else ""
    when = line.facts.shown_date
    bounds = when.date.bounds() if when else None
    day = bounds[1].toordinal() if bounds else 0
    return Entry(-line.statements, day, came, line.id, _parted(line.name), _parted(title))


def _parted(name: str) -> str:
    """A file name with its words apart."""
    return name.replace("/", " ").replace("_", " ").replace("#", " ")
