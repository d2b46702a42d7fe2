"""Candidates in order -> those worth showing: one for each thing said, with the other sources that hold it too.

Two are the same words when they overlap in one source (a direct fragment inside a reported sentence), or when, of one
party and one day, the pairs of neighbouring words of the shorter stand in the other to at least 35 % (EVIDENCE.md),
eight words or more. The same words on another day are another statement. All that is told from what the index has
kept, so that of what will not be shown nothing is read.
"""

from collections.abc import Iterable
from itertools import pairwise

from bot.ports import Hit
from bot.search.rank import Ranked

CONTAINED = 0.35
LEAST_WORDS = 8
_SAME_DAYS = 3
"""Days between two reports of one event: the time difference, and a weekly paper's delay, are not another event."""

Chosen = tuple[Ranked, tuple[str, ...]]
Pairs = frozenset[tuple[str, str]]


class Duplicates:
    """Takes candidates best first until it has ``wanted`` different ones."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._kept: list[tuple[Ranked, dict[str, None]]] = []
        self._pairs: dict[int, Pairs] = {}

    @property
    def lacking(self) -> int:
        """How many more are wanted."""
        return max(0, self._wanted - len(self._kept))

    @property
    def chosen(self) -> list[Chosen]:
        """What was kept, in order, each with the other sources that hold the same words."""
        return [(one, tuple(also)) for one, also in self._kept]

    def offer(self, one: Ranked) -> None:
        """Keep it, or note its source beside the one that says the same already."""
        if not self.says_again(one):
            self.keep(one)

    def says_again(self, one: Ranked) -> bool:
        """Whether one of those kept says the same; its source is then noted beside that."""
        for kept, also in self._kept:
            if kept.hit.source == one.hit.source:
                if kept.hit.start < one.hit.end and one.hit.start < kept.hit.end:
                    return True
            elif self._same(kept.hit, one.hit):
                also[one.hit.source] = None
                return True
        return False

    def keep(self, one: Ranked) -> None:
        """Keep what says nothing again."""
        self._kept.append((one, {}))

    def new(self, ranked: Iterable[Ranked]) -> list[Ranked]:
        """What would be kept of these, were all of them meant, until there are enough."""
        trial = Duplicates(self._wanted)
        trial._kept, trial._pairs = [(one, {}) for one, _ in self._kept], self._pairs
        for one in ranked:
            if not trial.lacking:
                break
            trial.offer(one)
        return [one for one, _ in trial.chosen[len(self._kept) :]]

    def close(self, seen: Iterable[Ranked]) -> None:
        """Look among all that was looked at for further sources of what was kept."""
        kept = {one.hit.id for one, _ in self._kept}
        for one in seen:
            if one.hit.id not in kept:
                for other, also in self._kept:
                    if other.hit.source != one.hit.source and self._same(other.hit, one.hit):
                        also[one.hit.source] = None

    def _same(self, one: Hit, other: Hit) -> bool:
        """Whether two of different sources are the same words said at one time."""
        if one.party != other.party or (one.day and other.day and abs(one.day - other.day) > _SAME_DAYS):
            return False
        pairs, others = self._pairs_of(one), self._pairs_of(other)
        if not pairs or not others:
            return False
        return len(pairs & others) >= CONTAINED * min(len(pairs), len(others))

    def _pairs_of(self, hit: Hit) -> Pairs:
        known = self._pairs.get(hit.id)
        if known is None:
            words = hit.statement.split(" ")
            known = self._pairs[hit.id] = frozenset(pairwise(words)) if len(words) >= LEAST_WORDS else frozenset()
        return known
