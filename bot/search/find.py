"""One reading of a question -> its excerpts: candidates, ranking, refusal, near-duplicates, and what was left out.

A question is read in several ways until something is found. They share their words and often a search, so a ``Finder``
remembers for as long as one question takes: what was planned, what was searched, which sheets were read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, islice
from operator import attrgetter

from bot.domain.answer import Excerpt
from bot.domain.question import Frame, Question
from bot.domain.statement import FACT, Sheet, Statement, Voice
from bot.names import Registry
from bot.ports import Hit, Index, Spelling, Wanted
from bot.search.duplicates import Duplicates
from bot.search.excerpt import excerpt
from bot.search.meant import Meaning
from bot.search.plan import Plan, plan, speaker_keys
from bot.search.rank import ENOUGH, Ranked, Rarity, in_turns, rank
from bot.search.standing import Reading

CANDIDATES = 100
"""Statements taken from the index to be ranked (EVIDENCE.md)."""

NEAREST = 3
_OWN_WORDS = (Voice.OFFICIAL, Voice.TRANSCRIPT, Voice.DIRECT)

_STEP = 50
"""Statements of a speaker are put in order so many at a time, so that the further ones follow the first."""

_AHEAD = 5
"""Statements read beyond those to be shown: some are not meant, or say the same as another."""


class Finder:
    """Finds for one question, however many ways it is read in."""

    def __init__(self, index: Index, store: Reading, registry: Registry, spelling: Spelling) -> None:
        self.registry = registry
        self._index, self._store, self._spelling = index, store, spelling
        self._plans: dict[object, Plan] = {}
        self._searched: list[tuple[Wanted, list[Hit]]] = []
        self._frequencies: dict[str, int] = {}
        self._sheets: dict[str, Sheet | None] = {}

    def excerpts(self, question: Question, limit: int, more: int, *, all_topics: bool = False) -> list[Excerpt]:
        """The best ``limit`` after the first ``more``; with ``all_topics`` only what has something of each."""
        asked = self._plan(question)
        shelf = -(-(2 * (limit + more) + NEAREST) // _STEP) * _STEP
        found = [one for one in self._ranked(question, asked, shelf) if one.topics or not all_topics]
        ranked: Iterable[Ranked]
        if question.frame is Frame.WHEN:
            ranked = _in_time(found, first=question.first)
        elif not asked.groups:
            ranked = self._surest_first(_in_time(found, first=False)[:shelf])
        else:
            ranked = in_turns(found)
        return list(self._cut(question, asked, ranked, limit, more))

    def likest(self, question: Question) -> list[Excerpt]:
        """What has a quarter of the support that an answer needs, whenever it was said and in whatever words."""
        reading = replace(question, phrase=None, since=None, until=None)
        asked = self._plan(reading)
        ranked = self._enough(self._search(_wanted(reading, asked)), asked, ENOUGH / 4)
        return list(self._cut(question, asked, ranked, NEAREST, 0))

    def beside(self, question: Question) -> list[Excerpt]:
        """What holds the names asked for inside other names, whenever it was said: the Taiwan of "Taiwan Strait"."""
        reading = replace(question, since=None, until=None)
        asked = self._plan(reading)
        ranked = self._enough(self._search(_wanted(reading, asked)), asked)
        return list(self._cut(reading, asked, ranked, NEAREST, 0, inside=True))

    def left_out(self, question: Question) -> dict[str, int]:
        """How many statements would answer but for a date that is unknown, or too vague for the period."""
        if not (question.since or question.until):
            return {}
        asked = self._plan(question)
        undated = self._enough(self._search(replace(_wanted(question, asked), undated=True)), asked)
        return {"undated": len(undated)} if undated else {}

    def days(self, question: Question) -> set[int] | None:
        """The days (ordinals) of all that holds any of what is asked for; None when there may be more."""
        hits = self._search(_wanted(question, self._plan(question)))
        return {hit.day for hit in hits} if len(hits) < CANDIDATES else None

    def holds_any(self, question: Question) -> bool:
        """Whether the speaker asked for said anything in that period, voice and source, on whatever topic."""
        asked = self._plan(question)
        if self._search(_wanted(question, asked)):  # too little to be shown, but something
            return True
        return bool(self._search(replace(_wanted(question, _NO_TOPIC), speakers=asked.speakers, limit=1)))

    def _plan(self, question: Question) -> Plan:
        """What was mended is the same in every reading, and so are the words, save where topics come or go."""
        key = (question.topics, question.phrase, question.without)
        if key not in self._plans:
            self._plans[key] = plan(question, self.registry, self._spelling)
        return replace(self._plans[key], speakers=speaker_keys(question, self.registry))

    def _search(self, wanted: Wanted) -> list[Hit]:
        for before, hits in self._searched:
            if before == wanted:
                return hits
        hits = self._index.search(wanted)
        self._searched.append((wanted, hits))
        return hits

    def _ranked(self, question: Question, asked: Plan, least: int) -> list[Ranked]:
        """The statements that answer, best first. To *mention* is to say it oneself: a title is no mention."""
        wanted = replace(_wanted(question, asked), limit=CANDIDATES if asked.groups else max(CANDIDATES, least))
        if question.frame is not Frame.SAID and asked.groups:
            own = self._enough(self._search(replace(wanted, own=True)), asked)
            if own or question.frame is Frame.MENTIONED:
                return own
        return self._enough(self._search(wanted), asked)

    def _enough(self, hits: Sequence[Hit], asked: Plan, least: float = ENOUGH) -> list[Ranked]:
        known = self._frequencies
        for term in {term for group in asked.groups for term in group.terms} - known.keys():
            known[term] = self._index.frequency(term)
        return rank(hits, asked, Rarity(self._index.size(), known), least)

    def _cut(
        self, question: Question, asked: Plan, ranked: Iterable[Ranked], limit: int, more: int, *, inside: bool = False
    ) -> Iterator[Excerpt]:
        """Excerpts in order, from the first statement that is not shown already in another's place.

        Where ``inside``, the names asked for may stand in others.
        """
        meaning = Meaning(question, asked, self.registry, self._sheet, inside)
        kept = Duplicates(limit + more)
        read: list[tuple[Ranked, Statement]] = []
        waiting, enough = iter(ranked), False
        while not enough and (portion := list(islice(waiting, limit + more + _AHEAD))):
            known = {one.id: one for one in self._store.statements([one.hit.id for one in portion])}
            stand = [(one, known[one.hit.id]) for one in portion if one.hit.id in known]
            read += stand
            for one, statement in stand:
                if meaning.fits(one, statement):
                    kept.offer(one, statement)
                if enough := kept.full:
                    break
        kept.close(read)
        for one, statement, also in kept.chosen[more : more + limit]:
            sheet = self._sheet(statement.source)
            made = excerpt(one, statement, sheet, also) if sheet else None
            if made:
                yield made

    def _sheet(self, source: str) -> Sheet | None:
        if source not in self._sheets:
            self._sheets[source] = self._store.intact(source)
        return self._sheets[source]

    def _surest_first(self, ranked: Iterable[Ranked]) -> Iterator[Ranked]:
        """All that a speaker said, newest first: within a day their own words, surely theirs, before paraphrases.

        A day's statements are read when it is that day's turn.
        """
        for _, group in groupby(ranked, key=attrgetter("hit.day")):
            day = sorted(group, key=attrgetter("hit.id"))
            if len(day) > 1:
                read = self._store.statements([one.hit.id for one in day])
                sure = {one.id for one in read if one.unit.confidence >= FACT and one.unit.label.voice in _OWN_WORDS}
                day.sort(key=lambda one, sure=sure: one.hit.id not in sure)  # type: ignore[misc]
            yield from day


_NO_TOPIC = Plan((), (), None, (), ())


def _wanted(question: Question, asked: Plan) -> Wanted:
    return Wanted(
        groups=tuple(group.terms for group in asked.groups),
        party=question.party,
        speakers=asked.speakers,
        any_party=question.frame is Frame.MENTIONED and not question.party,
        voice=question.voice,
        since=question.since,
        until=question.until,
        source=question.source,
        phrase=asked.phrase,
        without=asked.without,
        limit=CANDIDATES,
    )


def _in_time(ranked: list[Ranked], *, first: bool) -> list[Ranked]:
    """The newest first, undated ones last; or, asked when first, those of the earliest day only."""
    if not first:
        return sorted(ranked, key=lambda one: -one.hit.day)
    unknown = date.max.toordinal()
    earliest = min((one.hit.day or unknown for one in ranked), default=unknown)
    return [one for one in ranked if (one.hit.day or unknown) == earliest]
