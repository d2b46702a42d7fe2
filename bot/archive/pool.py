"""The store, as it stands at one change -> the statements that a schedule chooses among, in an order all their own.

They are hundreds of thousands, of which a choice looks at a few: so they are numbers in arrays, and the words are read
one by one, when they are looked at.
"""

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from zlib import crc32

from bot.domain.answer import Answer, Excerpt
from bot.domain.errors import ArchiveCorrupt, UsageError
from bot.domain.post import Candidate
from bot.domain.question import Form
from bot.domain.source import Basis, PartialDate
from bot.domain.statement import FACT, Statement, Voice
from bot.names.letters import flat
from bot.ports import Store
from bot.schedule.choice import key_of
from bot.schedule.eligible import LONGEST, SHORTEST, VOICES, length
from bot.search.excerpt import log
from bot.search.standing import Lately, Standing

NUMBERS_KEPT = 3_000_000
"""Statements in the pools kept, eight bytes each: that of everything, and those last used of its many parts."""

MOST_FOUND = 200
"""Excerpts on a topic; the search ranks fewer (``search.answer.CANDIDATES``) of each voice."""

_QUESTION = 30
"""What a question is long at least, as ``length`` counts: less is "Go ahead." or the end of an interruption."""

LONG, SERVED = 0.5, 10
"""Seconds, from which on a pool took long to make; it then serves for so many times as long, at least."""

Said = dict[str, PartialDate]


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
    """All pools of one store at one change.

    ``until``, by the monotonic clock, they serve although the store has changed: whoever chooses of them reads again
    what was chosen, and while pages are taken in by the thousand every post would wait for a pool of its own.
    """

    def __init__(self, store: Store, read: Standing) -> None:
        self.until = 0.0
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
                begun = time.monotonic()
                pool = self._make(wanted)
                now = time.monotonic()
                if (took := now - begun) >= LONG:
                    self.until = max(self.until, now + SERVED * took)
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
        """Dates that are more than inferred: only such a one has anniversaries."""
        dates = ((line.id, line.facts.shown_date) for line in self._store.sources())
        return {source: when.date for source, when in dates if when and when.basis is not Basis.INFERRED}


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


def on_topic(said: Callable[..., Answer], about: str, party: str | None, voice: Voice | None) -> frozenset[int]:
    """The statements on a topic, by number: some hundred of each voice at most, the best. ``said``: see ``Archive``.

    Those that hold most of the words asked for, themselves or in the question they answer: what is shown alone must be
    about it, not stand beside it, and "change" is not about climate change. None for words that name no topic.
    """
    forms = [Form(about=about, voice=each) for each in ((voice,) if voice else VOICES)]
    try:
        answers = [said(form, MOST_FOUND, party=party) for form in forms] if about.strip() else []
    except UsageError:
        return frozenset()
    held = {excerpt.statement.id: _held(excerpt) for answer in answers for excerpt in answer.excerpts}
    most = max(held.values(), default=0)
    return frozenset(number for number, words in held.items() if words == most > 0)


def _held(excerpt: Excerpt) -> int:
    """How many of the words asked for stand in the statement, or in the question it answers."""
    own = {"statement", "context"} if excerpt.context and excerpt.context.role == "question" else {"statement"}
    return len({match.asked for match in excerpt.matched if match.where in own})


def _shelf(store: Store, voice: Voice | None) -> _Shelf:
    voices = VOICES if voice is None else (voice,) if voice in VOICES else ()
    sources: dict[str, int] = {}
    parties: dict[str, int] = {}
    seeds: list[int] = []
    places, numbers, at, of = array("Q"), array("q"), array("q"), array("q")
    # Letters may be wide and count two: what is too short all the same is passed over when it is looked at.
    for each in store.outlines(voices, FACT, SHORTEST // 2, LONGEST) if voices else ():
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
        asked=_follows(statement) and not _is_scrap(statement),
        scrap=_is_scrap(statement),
    )


def _follows(statement: Statement) -> bool:
    """Whether it comes right after what it answers."""
    question, before = statement.unit.answers, statement.before
    return question is not None and before is not None and before.end <= question.end


def _is_scrap(statement: Statement) -> bool:
    """Whether what it answers is too short to be a question, in letters as wide as its own."""
    question, text = statement.unit.answers, statement.text
    return question is not None and (question.end - question.start) * length(text) < _QUESTION * len(text)
