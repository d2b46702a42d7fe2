"""Candidates from the index -> the order they are shown in, and which of them do not answer at all.

For every group the best of its terms in the best of the statement's fields, weighted by rarity (inverse document
frequency), gives the *support* a statement has; what has too little is refused, however alone it stands. The score adds
the index's BM25 with full weight (EVIDENCE.md: a low weight spoils topical questions), the order and closeness of the
words asked for, and, for words not found as asked, the likest word of the statement.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from bot.ports import Hit
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


@dataclass(frozen=True, slots=True)
class Ranked:
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


def rank(hits: Sequence[Hit], plan: Plan, rarity: Rarity) -> list[Ranked]:
    """All candidates, best first."""
    if not plan.groups:
        return [Ranked(hit, hit.score, 1.0, 0, ()) for hit in hits]
    weights = [rarity.of(group) for group in plan.groups]
    most = max((hit.score for hit in hits), default=0.0) or 1.0
    like = [_like(group, hits) for group in plan.groups]
    ranked = [_ranked(hit, plan, weights, like, hit.score / most) for hit in hits]
    return sorted(ranked, key=_order)


TURN = 3
"""Statements of one source before other sources have had as many: a page long on the topic hides no other page."""


def in_turns(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The same in the same order, save that no source has more than ``TURN`` before every other has had its own."""
    seen: Counter[str] = Counter()
    turns = []
    for one in ranked:
        turns.append((-one.topics, seen[one.hit.source] // TURN))
        seen[one.hit.source] += 1
    return [one for _, one in sorted(zip(turns, ranked, strict=True), key=lambda pair: pair[0])]


def _order(ranked: Ranked) -> tuple[float, ...]:
    """Statements that meet every topic first; then by score; newer before older, then as they stand in the archive."""
    return (-ranked.topics, -round(ranked.score, 4), -ranked.hit.day, ranked.hit.id)


def _ranked(
    hit: Hit, plan: Plan, weights: Sequence[float], like: Sequence[dict[str, float]], bm25: float
) -> Ranked:
    padded = {"statement": f" {hit.statement} ", "question": f" {hit.question} ", "title": f" {hit.title} ",
              "near": f" {hit.near} "}
    evidence = [found for group in plan.groups if (found := _best(group, padded))]
    worth = {found.group: found for found in evidence}
    total = sum(weights) or 1.0
    both = zip(plan.groups, weights, strict=True)
    support = sum(weight * worth[group].worth for group, weight in both if group in worth)
    coverage = support
    words = hit.statement.split(" ")
    for group, weight, near in zip(plan.groups, weights, like, strict=True):
        least = worth[group].worth if group in worth else 0.0
        best = max((near[word] for word in words if word in near), default=0.0) if near else 0.0
        coverage += weight * max(0.0, best - least)
    score = (coverage / total + bm25 + _together(plan, padded["statement"])) / 2
    return Ranked(hit, min(1.0, score), support / total, _topics_met(plan, worth), tuple(evidence))


def _best(group: Asked, padded: dict[str, str]) -> Found | None:
    best: Found | None = None
    for field, value in FIELDS:
        text = padded[field]
        for term, weight in group.padded:
            if best and weight * value <= best.worth:
                break
            if term in text:
                best = Found(group, field, term[1:-1], weight * value)
                break
    return best


def _topics_met(plan: Plan, worth: dict[Asked, Found]) -> int:
    """2 when everything asked for is there, 1 when every topic has at least something, else 0."""
    topics = {group.topic for group in plan.groups}
    if {found.group.topic for found in worth.values()} != topics:
        return 0
    return 1 + (len(worth) == len(plan.groups))


def _together(plan: Plan, statement: str) -> float:
    """Credit for a plain topic standing word for word, or at least in its order."""
    credit = 0.0
    for phrase in plan.phrases:
        if f" {phrase} " in statement:
            credit += PHRASE
            continue
        places = [statement.find(f" {word} ") for word in phrase.split(" ")]
        held = [place for place in places if place >= 0]
        if len(held) > 1 and held == sorted(held):
            credit += ORDER * len(held) / len(places)
    return credit / max(1, len(plan.phrases))


def _like(group: Asked, hits: Iterable[Hit]) -> dict[str, float]:
    """Words of the candidates that are like a plain word asked for, with what they count."""
    term = next(iter(group.terms))
    if group.entity or " " in term or len(term) < 4:  # as in ``correct``: short words are like too many
        return {}
    from rapidfuzz import fuzz, process

    words = list({word for hit in hits for word in hit.statement.split(" ")} - group.terms.keys())
    close = process.extract(term, words, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=None)
    return {word: LIKE * score / 100 for word, score, _ in close}
