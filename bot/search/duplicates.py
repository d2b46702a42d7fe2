"""Statements in order -> those worth showing: one for each thing said, with the other sources that hold it too.

Two are the same words when they overlap in one source (a direct fragment inside a reported sentence), or when, of one
party and one day, the pairs of neighbouring words of the shorter stand in the other to at least 35 % (EVIDENCE.md),
eight words or more. The same words on another day are another statement.
"""

from collections.abc import Iterable
from itertools import pairwise

from bot.domain.statement import Statement
from bot.search.rank import Ranked

CONTAINED = 0.35
LEAST_WORDS = 8
_SAME_DAYS = 3
"""Days between two reports of one event: the time difference, and a weekly paper's delay, are not another event."""

Chosen = tuple[Ranked, Statement, tuple[str, ...]]


class Duplicates:
    """Takes statements best first until it has ``wanted`` different ones."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._kept: list[tuple[Ranked, Statement, dict[str, None], frozenset[tuple[str, str]]]] = []

    @property
    def full(self) -> bool:
        """Whether there are enough."""
        return len(self._kept) >= self._wanted

    @property
    def chosen(self) -> list[Chosen]:
        """What was kept, in order, each with the other sources that hold the same words."""
        return [(one, statement, tuple(also)) for one, statement, also, _ in self._kept]

    def offer(self, one: Ranked, statement: Statement) -> None:
        """Keep it, or note its source beside the one that says the same already."""
        pairs = _pairs(one.hit.statement)
        for kept, held, also, known in self._kept:
            if held.source == statement.source:
                if held.unit.start < statement.unit.end and statement.unit.start < held.unit.end:
                    return
            elif _one_event(kept, held, one, statement) and _same(pairs, known):
                also[statement.source] = None
                return
        self._kept.append((one, statement, {}, pairs))

    def close(self, read: Iterable[tuple[Ranked, Statement]]) -> None:
        """Look among all that was read for further sources of what was kept."""
        kept = {one.hit.id for one, _, _, _ in self._kept}
        for one, statement in read:
            if one.hit.id in kept:
                continue
            pairs = _pairs(one.hit.statement)
            for other, held, also, words in self._kept:
                if held.source != statement.source and _one_event(other, held, one, statement) and _same(pairs, words):
                    also[statement.source] = None


def _pairs(stems: str) -> frozenset[tuple[str, str]]:
    words = stems.split(" ")
    return frozenset(pairwise(words)) if len(words) >= LEAST_WORDS else frozenset()


def _same(pairs: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> bool:
    if not pairs or not others:
        return False
    return len(pairs & others) >= CONTAINED * min(len(pairs), len(others))


def _one_event(one: Ranked, held: Statement, other: Ranked, statement: Statement) -> bool:
    first, second = held.unit.speaker, statement.unit.speaker
    if first is None or second is None or first.party != second.party:
        return False
    return not one.hit.day or not other.hit.day or abs(one.hit.day - other.hit.day) <= _SAME_DAYS
