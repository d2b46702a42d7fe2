"""One reading of a question -> its excerpts: candidates, ranking, refusal, near-duplicates, and what was left out.

A question is read in several ways until something is found. They share their words and often a search, so a ``Finder``
remembers for as long as one question takes: what was planned, what was searched, which sheets were read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
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

_SCRAP = 3
"""Of so many stems and fewer nothing is said that is worth coming first, where no topic was asked for."""

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
        own = self._is_said_itself(question, asked)

        def ranked_of(question: Question) -> list[Ranked]:
            return [one for one in self._ranked(question, asked, shelf, own=own) if one.topics or not all_topics]

        ranked: Iterable[Ranked]
        if question.frame is Frame.WHEN and asked.groups:
            ranked = _all_in_time(question, ranked_of, limit + more + _AHEAD)
        elif question.first:
            ranked = _in_time(ranked_of(question), first=True)
        elif not asked.groups:
            ranked = self._surest_first(_in_time(ranked_of(question), first=False)[:shelf])
        else:
            ranked = in_turns(ranked_of(question))
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

    def _is_said_itself(self, question: Question, asked: Plan) -> bool:
        """Whether a statement's own words must hold what is asked for: to *mention* is to say it oneself."""
        if question.frame is not Frame.WHEN or not asked.groups:
            return question.frame is Frame.MENTIONED and bool(asked.groups)
        return bool(self._ranked(question, asked, CANDIDATES, own=True))

    def _ranked(self, question: Question, asked: Plan, least: int, *, own: bool) -> list[Ranked]:
        """The statements that answer, best first."""
        limit = CANDIDATES if asked.groups else max(CANDIDATES, least)
        return self._enough(self._search(replace(_wanted(question, asked), limit=limit, own=own)), asked)

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
        kept, statements = Duplicates(limit + more), dict[int, Statement | None]()
        seen, waiting = list[Ranked](), iter(ranked)
        while kept.lacking and (portion := list(islice(waiting, limit + more + _AHEAD))):
            seen += portion
            statements |= self._chosen(portion, kept, meaning)
        kept.close(seen)
        chosen = kept.chosen[more : more + limit]
        self._read_sheets([one.hit.source for one, _ in chosen])
        for one, also in chosen:
            statement, sheet = statements[one.hit.id], self._sheets[one.hit.source]
            made = excerpt(one, statement, sheet, also) if statement and sheet else None
            if made:
                yield made

    def _chosen(self, portion: Sequence[Ranked], kept: Duplicates, meaning: Meaning) -> dict[int, Statement | None]:
        """Keep what is meant and says nothing again, while more is wanted; the statements read for that.

        Read at once is what would be shown, were all of it meant; what only says it again is never read.
        """
        read: dict[int, Statement | None] = {}
        for at, one in enumerate(portion):
            if not kept.lacking:
                break
            if kept.says_again(one):
                continue
            if one.hit.id not in read:
                read |= self._statements(kept.new(portion[at:]))
            statement = read[one.hit.id]
            if statement and meaning.fits(one, statement):
                kept.keep(one)
        return read

    def _statements(self, ranked: Sequence[Ranked]) -> dict[int, Statement | None]:
        """The statements by their numbers, None for one that does not stand any more.

        They are known by their sources too: after a fail-over that lost a page, its number may be another's.
        """
        read = {(one.id, one.source): one for one in self._store.statements([one.hit.id for one in ranked])}
        return {one.hit.id: read.get((one.hit.id, one.hit.source)) for one in ranked}

    def _sheet(self, source: str) -> Sheet | None:
        self._read_sheets([source])
        return self._sheets[source]

    def _read_sheets(self, sources: Iterable[str]) -> None:
        """Those not read yet, all at once; None stands for one that is not to be shown."""
        missing = [source for source in sources if source not in self._sheets]
        if missing:
            self._sheets |= dict.fromkeys(missing) | self._store.intact(missing)

    def _surest_first(self, ranked: Iterable[Ranked]) -> Iterator[Ranked]:
        """All that a speaker said, newest first: within a day their own words, surely theirs, before paraphrases.

        Behind others of their sort comes what is no more than "Mr. President" or "Thank you".
        A day's statements are read when it is that day's turn.
        """
        for _, group in groupby(ranked, key=attrgetter("hit.day")):
            day = sorted(group, key=attrgetter("hit.id"))
            if len(day) > 1:
                read = self._store.statements([one.hit.id for one in day])
                sure = {one.id for one in read if one.unit.confidence >= FACT and one.unit.label.voice in _OWN_WORDS}
                day.sort(key=lambda one, sure=sure: (one.hit.id not in sure, _is_scrap(one)))  # type: ignore[misc]
            yield from day


def _is_scrap(one: Ranked) -> bool:
    return one.hit.statement.count(" ") < _SCRAP


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
        oldest=question.first,
        limit=CANDIDATES,
    )


def _all_in_time(question: Question, ranked: Callable[[Question], list[Ranked]], enough: int) -> list[Ranked]:
    """What answers, in time, though the index gives the best only: it is asked for more while there is something new.

    That is what is earlier than the first at hand, or no older than the last that would be shown. Each time it gives
    the best of what is left, so few times will do.
    """
    known: dict[int, Ranked] = {}
    ordered: list[Ranked] = []
    narrower = question
    while fresh := {one.hit.id: one for one in ranked(narrower) if one.hit.id not in known}:
        known |= fresh
        ordered = _in_time(list(known.values()), first=question.first)
        if question.first and ordered[0].hit.day > 1:
            narrower = replace(question, until=date.fromordinal(ordered[0].hit.day - 1))
        else:
            narrower = replace(question, since=date.fromordinal(max(1, ordered[:enough][-1].hit.day)))
    return ordered


def _in_time(ranked: list[Ranked], *, first: bool) -> list[Ranked]:
    """The newest first, undated ones last; or, asked when first, those of the earliest day only."""
    if not first:
        return sorted(ranked, key=lambda one: -one.hit.day)
    unknown = date.max.toordinal()
    earliest = min((one.hit.day or unknown for one in ranked), default=unknown)
    return [one for one in ranked if (one.hit.day or unknown) == earliest]
