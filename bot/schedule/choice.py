"""A local date, what the place was shown before, and a pool of statements -> the statement of that day."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Protocol

from bot.domain.post import Candidate, Shown
from bot.schedule.courtesy import leans
from bot.schedule.eligible import eligible

LOOKED_AT = 24
"""Statements compared for variety: enough for a choice of speakers, whatever the size of the pool."""


class Pool(Protocol):
    """Statements to choose among, by their numbers, in an order that depends on nothing but what they are."""

    def said_on(self, month: int, day: int) -> Sequence[int]:
        """Those said on that day of some year, in the pool's order."""
        ...

    def ranked(self) -> Sequence[int]:
        """All, in the pool's order."""
        ...

    def look(self, number: int) -> Candidate | None:
        """One of them with its words; None if it does not stand any more."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, at most as many as asked for; ``anniversary``: the first was said on this day of another year.

    ``round`` is how often all that fits was shown here before: 0 until the pool is used up.
    """

    chosen: tuple[Candidate, ...] = ()
    anniversary: bool = False
    round: int = 0


def choose(
    day: date, history: Sequence[Shown], pool: Pool, count: int = 1, without: frozenset[int] = frozenset()
) -> Choice:
    """The statements for that local date; the same for the same arguments.

    ``history`` is what the place was shown, oldest first; ``without`` are statements that must not be chosen. Words
    count, not pages: what two pages hold is shown once. Nothing comes again while there is anything that never came;
    then what came least often does, and nothing that is among the later half of what came.
    """
    choosing = _Choosing(day, history, pool, without)
    for _ in range(count):
        if not choosing.add():
            break
    return Choice(tuple(choosing.chosen), choosing.anniversary, choosing.round)


@lru_cache(maxsize=1000)  # every channel looks at the same few on the same day
def key_of(words: str) -> str:
    """What two statements of the same words share, whatever their punctuation, spaces and capitals: 16 hex digits."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    # Marks are kept: in many scripts they are the vowels.
    said = "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LMN")
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Choosing:
    """One choice on its way; what it has chosen counts as shown for what it chooses next."""

    def __init__(self, day: date, history: Sequence[Shown], pool: Pool, without: frozenset[int]) -> None:
        self._day = day
        self._pool = pool
        self._without = without
        self._keys = [shown.key for shown in history]
        self._times = Counter(self._keys)
        self._statements = {shown.statement for shown in history}
        self._speakers = {shown.speaker: at for at, shown in enumerate(history)}
        self._sources = {shown.source: at for at, shown in enumerate(history)}
        self._every: dict[str, list[Candidate]] | None = None
        self.chosen: list[Candidate] = []
        self.anniversary = False
        self.round = 0

    def add(self) -> bool:
        """Choose one more; False if there is none."""
        for found, anniversary, shown in self._tries():
            if near := list(islice(found, LOOKED_AT)):
                best = min(near, key=self._worth)  # of equals the first
                if not self.chosen:
                    self.anniversary, self.round = anniversary, shown
                self._take(best)
                return True
        return False

    def _tries(self) -> Iterator[tuple[Iterator[Candidate], bool, int]]:
        """Where to look, the best place first: candidates, whether they are anniversaries, how often they were shown.

        The last two places mean to look at the whole pool: it is used up by then, so it is small, or everything is old.
        """
        if self._every is None:
            that_day = self._pool.said_on(self._day.month, self._day.day)
            yield (each for each in self._unseen(that_day) if self._is_anniversary(each)), True, 0
            yield self._unseen(self._pool.ranked()), False, 0
        again, shown = self._again()
        yield (each for each in again if self._is_anniversary(each)), True, shown
        yield iter(again), False, shown

    def _unseen(self, numbers: Sequence[int]) -> Iterator[Candidate]:
        """Those never shown here, each words once, from the day's place on."""
        met: set[str] = set()
        for number in self._from_the_days_place(numbers):
            if number in self._statements:
                continue  # the words need not be read
            one = self._fitting(number)
            if one and not self._times[one.key] and one.key not in met:
                met.add(one.key)
                yield one

    def _again(self) -> tuple[list[Candidate], int]:
        """What may come although all was shown; and how often it all was.

        Not the later half of what came, lest a statement that is new to the archive come day after day to catch up.
        """
        if self._every is None:
            self._every = {}
            for number in self._from_the_days_place(self._pool.ranked()):
                if one := self._fitting(number):
                    self._every.setdefault(one.key, []).append(one)
        every = {key: ones for key, ones in self._every.items() if all(key != each.key for each in self.chosen)}
        late = self._last(len(self._every) // 2)
        rested = {key: ones for key, ones in every.items() if key not in late} or every
        least = min((self._times[key] for key in rested), default=0)
        again = [one for key, ones in rested.items() if self._times[key] == least for one in ones]
        return again, min((self._times[key] for key in self._every), default=0)

    def _last(self, most: int) -> set[str]:
        """The keys of the pool that were shown last, so many."""
        late: set[str] = set()
        for key in reversed(self._keys):
            if len(late) >= most:
                break
            if self._every and key in self._every:
                late.add(key)
        return late

    def _from_the_days_place(self, numbers: Sequence[int]) -> Iterator[int]:
        """All of them, in turn, from a place on that the date alone gives: a fresh channel sees what others see."""
        if numbers:
            digest = hashlib.sha256(self._day.isoformat().encode()).digest()
            start = int.from_bytes(digest[:8], "big") % len(numbers)
            yield from (numbers[(start + step) % len(numbers)] for step in range(len(numbers)))

    def _fitting(self, number: int) -> Candidate | None:
        one = None if number in self._without else self._pool.look(number)
        return one if one and eligible(one) else None

    def _is_anniversary(self, one: Candidate) -> bool:
        """Said on this day, of an earlier year; a date without its year is nobody's anniversary."""
        said = one.said
        if said is None or said.year is None:
            return False
        return said.year < self._day.year and (said.month, said.day) == (self._day.month, self._day.day)

    def _worth(self, one: Candidate) -> tuple[bool, int, int, bool]:
        """The less the better: understood by itself or by its question, then whoever spoke longest ago, then where."""
        leaning = leans(one.words)
        at = self._speakers.get(one.speaker, -1), self._sources.get(one.source, -1)
        return ((leaning and not one.asked) or one.scrap, *at, leaning)

    def _take(self, one: Candidate) -> None:
        at = len(self._keys)
        self._keys.append(one.key)
        self._times[one.key] += 1
        self._statements.add(one.statement)
        self._speakers[one.speaker] = at
        self._sources[one.source] = at
        self.chosen.append(one)
