"""The store, as it stands at one change -> the statements that a schedule chooses among, in an order all their own.

They are hundreds of thousands, of which a choice looks at a few: so they are numbers in arrays, and the words are read
one by one, when they are looked at.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from zlib import crc32

from bot.domain.errors import ArchiveCorrupt
from bot.domain.post import Candidate
from bot.domain.source import PartialDate
from bot.domain.statement import FACT, Statement, Voice
from bot.names.letters import flat
from bot.ports import Store
from bot.schedule.choice import key_of
from bot.schedule.eligible import LONGEST, SHORTEST, VOICES
from bot.search.excerpt import log
from bot.search.standing import Lately, Standing

NUMBERS_KEPT = 3_000_000
"""Statements in the pools kept, eight bytes each: that of everything, and those last used of its many parts."""

Said = dict[str, PartialDate | None]


@dataclass(frozen=True, slots=True)
class Filter:
    """Whose statements, how they reach us, and the statements they must be among (None: all)."""

    party: str | None = None
    voice: Voice | None = None
    among: frozenset[int] | None = None


class StoredPool:
    """A ``bot.schedule.choice.Pool``: statements of one store at one change. Usable from any thread."""

    def __init__(
        self, numbers: Sequence[int], sources: Callable[[], Iterator[str]], said: Said, read: Standing
    ) -> None:
        self._numbers = numbers
        self._source_of_each = sources
        self._said = said
        self._read = read

    def said_on(self, month: int, day: int) -> Sequence[int]:
        """See ``Pool``: by the day that is shown with the source, where that is known with its year."""
        return self._days.get((month, day), ())

    def ranked(self) -> Sequence[int]:
        """See ``Pool``: the order of a hash of the source's bytes and the place in its text."""
        return self._numbers

    def look(self, number: int) -> Candidate | None:
        """See ``Pool``. None, loudly, too where the stored text fails its check."""
        try:
            found = self._read.statements([number])
        except ArchiveCorrupt as error:
            log.error("statement %d cannot be read: %s", number, error)
            return None
        return _candidate(found[0], self._said.get(found[0].source)) if found else None

    @cached_property
    def _days(self) -> dict[tuple[int, int], Sequence[int]]:
        days: dict[tuple[int, int], array[int]] = {}
        for number, source in zip(self._numbers, self._source_of_each(), strict=True):
            said = self._said.get(source)
            if said and said.year is not None and said.month is not None and said.day is not None:
                days.setdefault((said.month, said.day), array("q")).append(number)
        return dict(days)


class Pools:
    """All pools of one store at one change."""

    def __init__(self, store: Store, read: Standing) -> None:
        self._store = store
        self._read = read
        self._made: Lately[StoredPool] = Lately(NUMBERS_KEPT)
        self._found: Lately[frozenset[int]] = Lately(NUMBERS_KEPT)
        self._shelves: dict[Voice | None, _Shelf] = {}
        self._lock = Lock()

    def pool(self, wanted: Filter) -> StoredPool:
        """The pool of what passes the filter; made once, as long as it is used now and then."""
        with self._lock:  # one thread makes it, the others wait for it: that is less than all of them making it
            pool = self._made.get(wanted)
            if pool is None:
                pool = self._make(wanted)
                self._made.put(wanted, pool, len(pool.ranked()) + 1)
            return pool

    def found(self, key: object, find: Callable[[], frozenset[int]]) -> frozenset[int]:
        """What ``find`` finds, kept under the key."""
        held = self._found.get(key)
        if held is None:
            held = find()
            self._found.put(key, held, len(held) + 1)
        return held

    def _make(self, wanted: Filter) -> StoredPool:
        if wanted.voice not in self._shelves:
            self._shelves[wanted.voice] = _shelf(self._store, wanted.voice)
        shelf = self._shelves[wanted.voice]
        rows = shelf.rows(wanted)
        numbers = array("q", (shelf.numbers[row] for row in rows))
        return StoredPool(numbers, lambda: (shelf.names[shelf.sources[row]] for row in rows), self._said, self._read)

    @cached_property
    def _said(self) -> Said:
        dates = ((line.id, line.facts.shown_date) for line in self._store.sources())
        return {source: when.date if when else None for source, when in dates}


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The statements of a sort in the pool's order; ``sources`` and ``parties`` are places in the lists of names."""

    numbers: Sequence[int]
    sources: Sequence[int]
    parties: Sequence[int]
    names: Sequence[str]
    party_names: Sequence[str]

    def rows(self, wanted: Filter) -> Sequence[int]:
        """Where what passes the filter stands."""
        every = range(len(self.numbers))
        if wanted.party is None and wanted.among is None:
            return every
        party = self.party_names.index(wanted.party) if wanted.party in self.party_names else -1
        fitting = (row for row in every if wanted.party is None or self.parties[row] == party)
        return array("q", (row for row in fitting if wanted.among is None or self.numbers[row] in wanted.among))


def _shelf(store: Store, voice: Voice | None) -> _Shelf:
    voices = VOICES if voice is None else (voice,) if voice in VOICES else ()
    sources: dict[str, int] = {}
    parties: dict[str, int] = {}
    seeds: list[int] = []
    places, numbers, at, of = array("Q"), array("q"), array("q"), array("q")
    for each in store.outlines(voices, FACT, SHORTEST, LONGEST) if voices else ():
        source = sources.setdefault(each.source, len(sources))
        if source == len(seeds):
            seeds.append(int.from_bytes(blake2b(each.source.encode(), digest_size=8).digest()))
        places.append(_place(seeds[source], each.start))
        numbers.append(each.id)
        at.append(source)
        of.append(parties.setdefault(each.party, len(parties)))
    order = sorted(range(len(places)), key=places.__getitem__)
    numbers, at, of = (array("q", map(column.__getitem__, order)) for column in (numbers, at, of))
    return _Shelf(numbers, at, of, list(sources), list(parties))


def _place(seed: int, start: int) -> int:
    """Where in the order a statement stands: neighbours on a page far apart, and no two alike."""
    return crc32(start.to_bytes(8), seed & 0xFFFFFFFF) << 32 | seed >> 32


def _candidate(statement: Statement, said: PartialDate | None) -> Candidate | None:
    unit, speaker = statement.unit, statement.unit.speaker
    if speaker is None:
        return None
    return Candidate(
        statement=statement.id,
        source=statement.source,
        start=unit.start,
        end=unit.end,
        key=key_of(statement.text),
        words=statement.text,
        voice=unit.label.voice,
        confidence=unit.confidence,
        speaker=speaker.entity or flat(speaker.name),
        party=speaker.party,
        said=said,
        asked=unit.answers is not None,
    )
