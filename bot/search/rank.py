"""Candidates from the index -> the order they are shown in, and which of them do not answer at all.

For every group the best of its terms in the best of the statement's fields, weighted by rarity (inverse document
frequency), gives the *support* a statement has; what has too little is refused, however alone it stands. The score adds
the index's BM25 with full weight (EVIDENCE.md: a low weight spoils topical questions), the order and closeness of the
words asked for, and, for words not found as asked, the likest word of the statement.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from operator import attrgetter, itemgetter
from typing import NamedTuple

from bot.ports import Hit
from bot.search.correct import SHORTEST
from bot.search.plan import Asked, Plan

FIELDS = (("statement", 1.0), ("question", 0.7), ("title", 0.7), ("near", 0.5))
"""What evidence found there is worth (EVIDENCE.md)."""

ENOUGH = 0.35
"""Support from which a statement answers; calibrated on questions with and without an answer (tests/quality)."""

STRANGE = 1.5
"""A word the archive has never seen weighs so much more: what is asked for is not here, whatever stands beside it."""

LIKE = 0.85
LIKENESS = 70.0
"""A word like the one asked for counts .85 of its ``fuzz.ratio``, from 70 of 100 on (EVIDENCE.md); for order only."""

PHRASE = 0.15
ORDER = 0.05


@dataclass(frozen=True, slots=True)
class Found:
    """Where a group was found best: the field and the term; ``worth`` is field times term weight."""

    group: Asked
    field: str
    term: str
    worth: float


class Ranked(NamedTuple):
    """A candidate: its score and support (0 to 1), how fully it meets the topics (0 to 2), and its evidence."""

    hit: Hit
    score: float
    support: float
    topics: int
    evidence: tuple[Found, ...]


class Rarity:
    """Inverse document frequency of groups: how much each says."""

    def __init__(self, size: int, frequencies: dict[str, int]) -> None:
        self._size, self._frequencies = size, frequencies

    def of(self, group: Asked) -> float:
        """Of the group as a whole: the sum of its terms' frequencies, so that aliases do not make it rarer."""
        known = min(self._size, sum(self._frequencies.get(term, 0) for term in group.terms))
        rarity = log(1 + (self._size - known + 0.5) / (known + 0.5))
        return rarity if known else rarity * STRANGE


def rank(hits: Sequence[Hit], plan: Plan, rarity: Rarity, least: float = 0.0) -> list[Ranked]:
    """The candidates with at least so much support, best first."""
    if not plan.groups:
        return [Ranked(hit, hit.score, 1.0, 0, ()) for hit in hits]
    return sorted(_Candidates(hits, plan, rarity).with_support(least), key=_order)


TURN = 3
"""Statements of one source before other sources have had as many: a page long on the topic hides no other page."""


def in_turns(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same in the same order, save that no source has more than ``TURN`` before every other has had its own."""
    if max(Counter([one.hit.source for one in ranked]).values(), default=0) <= TURN:
        return list(ranked)
    seen: Counter[str] = Counter()
    turns = []
    for one in ranked:
        turns.append((-one.topics, seen[one.hit.source] // TURN))
        seen[one.hit.source] += 1
    return [one for _, one in sorted(zip(turns, ranked, strict=True), key=lambda pair: pair[0])]


def _order(ranked: Ranked) -> tuple[float, ...]:
    """Statements that meet every topic first; then by score; newer before older, then as they stand in the archive."""
    return (-ranked.topics, -round(ranked.score, 4), -ranked.hit.day, ranked.hit.id)


class _Column:
    """One field of all hits. ``together`` tells at one look whether any of them holds a term, and most terms none."""

    def __init__(self, field: str, texts: list[str]) -> None:
        self.field = field
        self.together = f" {'  '.join(texts)} "
        self._texts = texts

    @cached_property
    def padded(self) -> list[str]:
        """The texts between spaces, so that a term between spaces is found as a whole word."""
        return [f" {text} " for text in self._texts]


class _Candidates:
    """Hits looked through together, a term at a time."""

    def __init__(self, hits: Sequence[Hit], plan: Plan, rarity: Rarity) -> None:
        self._hits, self._plan = hits, plan
        self._columns = [(_Column(field, list(map(attrgetter(field), hits))), value) for field, value in FIELDS]
        self._own = self._columns[0][0]
        self._weights = [rarity.of(group) for group in plan.groups]
        self._found = [self._best(group) for group in plan.groups]
        self._asked = {group.topic for group in plan.groups}
        self._phrases = [(f" {phrase} ", [f" {word} " for word in phrase.split(" ")]) for phrase in plan.phrases]

    def with_support(self, least: float) -> list[Ranked]:
        """Those with at least so much support, in the order of the hits."""
        total = sum(self._weights) or 1.0
        sums = [0.0] * len(self._hits)
        for weight, found in zip(self._weights, self._found, strict=True):
            for at, one in found.items():
                sums[at] += weight * one.worth
        kept = [at for at, one in enumerate(sums) if one / total >= least]
        coverage = self._coverage(kept, sums)
        most = max((hit.score for hit in self._hits), default=0.0) or 1.0
        made = []
        for at in kept:
            hit = self._hits[at]
            score = (coverage[at] / total + hit.score / most + self._together(self._own.padded[at])) / 2
            evidence = tuple([found[at] for found in self._found if at in found])
            made.append(Ranked(hit, min(1.0, score), sums[at] / total, self._topics_met(evidence), evidence))
        return made

    def _best(self, group: Asked) -> dict[int, Found]:
        """By its place, what each hit holds of a group that is worth most; of equals the field that comes first."""
        tries = [(value * weight, term, column) for column, value in self._columns for term, weight in group.padded]
        best: dict[int, Found] = {}
        without = list(range(len(self._hits)))
        for worth, term, column in sorted(tries, key=itemgetter(0), reverse=True):
            if term in column.together:
                found, texts = Found(group, column.field, term[1:-1], worth), column.padded
                best |= {at: found for at in without if term in texts[at]}
                without = [at for at in without if at not in best]
                if not without:
                    break
        return best

    def _coverage(self, kept: Sequence[int], sums: Sequence[float]) -> dict[int, float]:
        """The support not yet divided, with what words like those asked for add to it."""
        coverage = {at: sums[at] for at in kept}
        words: list[str] = []
        for group, weight, found in zip(self._plan.groups, self._weights, self._found, strict=True):
            lacking = {at: found[at].worth if at in found else 0.0 for at in kept}
            lacking = {at: worth for at, worth in lacking.items() if worth < LIKE}
            if not lacking or not _may_be_misspelled(group):
                continue
            words = words or list({word for at in kept for word in self._hits[at].statement.split(" ")})
            for word, value in _like(group, words):
                near = [at for at in lacking if f" {word} " in self._own.padded[at]]
                for at in near:
                    coverage[at] += weight * max(0.0, value - lacking.pop(at))
        return coverage

    def _topics_met(self, evidence: Sequence[Found]) -> int:
        """2 when everything asked for is there, 1 when every topic has at least something, else 0."""
        if len(evidence) == len(self._plan.groups):
            return 2
        if len(self._asked) == 1:
            return int(bool(evidence))
        return int({found.group.topic for found in evidence} == self._asked)

    def _together(self, statement: str) -> float:
        """Credit for a plain topic standing word for word, or at least in its order."""
        credit = 0.0
        for phrase, words in self._phrases:
            if phrase in statement:
                credit += PHRASE
                continue
            held = [place for word in words if (place := statement.find(word)) >= 0]
            if len(held) > 1 and held == sorted(held):
                credit += ORDER * len(held) / len(words)
        return credit / max(1, len(self._phrases))


def _may_be_misspelled(group: Asked) -> bool:
    """Whether a group is a plain word; as in ``correct``, short ones are like too many."""
    term = next(iter(group.terms))
    return not (group.entity or " " in term or len(term) < SHORTEST)


def _like(group: Asked, words: Sequence[str]) -> list[tuple[str, float]]:
    """Words like the plain word asked for, the likest first, with what they count."""
    from rapidfuzz import fuzz, process

    term = next(iter(group.terms))
    close = process.extract(term, words, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=None)
    return [(word, LIKE * score / 100) for word, score, _ in close if word not in group.terms]
