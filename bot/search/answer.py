"""A question -> an answer: candidates, ranking, refusal, near-duplicates, excerpts, and what to say of nothing found.

Fall-backs never move words from one mouth to another: a guessed speaker becomes a topic ("china norway"), a question
without result is asked again of others or of other days, and what that finds is shown as *nearest*, never as an answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from bot.domain.answer import Answer, Excerpt, Nothing
from bot.domain.question import Frame, Question, Topic
from bot.domain.statement import FACT, Page, Statement, Voice
from bot.names import Registry
from bot.ports import Hit, Index, Spelling, Wanted
from bot.search.duplicates import Duplicates
from bot.search.excerpt import excerpt, is_intact, log
from bot.search.meant import Meaning
from bot.search.plan import Plan, plan
from bot.search.rank import ENOUGH, Ranked, Rarity, in_turns, rank
from bot.search.standing import Reading
from bot.search.wording import read_as, speaker_of, year_is_assumed

_OF_VOICE = {
    Voice.DIRECT: "quoted in a report",
    Voice.TRANSCRIPT: "in a transcript",
    Voice.OFFICIAL: "in an official text",
    Voice.REPORTED: "in a paraphrase",
}
"""Where a voice was asked for, nothing is said of the others."""

CANDIDATES = 100
"""Statements taken from the index to be ranked (EVIDENCE.md)."""

NEAREST = 3
_OWN_WORDS = (Voice.OFFICIAL, Voice.TRANSCRIPT, Voice.DIRECT)


_STEP = 50
"""Statements of a speaker are put in order so many at a time, so that the further ones follow the first."""


def answer(  # noqa: PLR0913  the rooms it joins, and what is asked of them
    question: Question,
    index: Index,
    store: Reading,
    registry: Registry,
    spelling: Spelling,
    *,
    limit: int = 5,
    more: int = 0,
    party: str | None = None,
) -> Answer:
    """The best ``limit`` excerpts after the first ``more``, or nothing with its reason and the nearest.

    ``party`` is whose statements are meant where the question names no speaker: see ``of_place``.
    Raises what reading the store raises; a text that fails its hash is left out, with a line in the log.
    """
    began = perf_counter()
    found = _Search(index, store, registry, spelling, party).answer(of_place(question, party, registry), limit, more)
    return replace(found, took_ms=round((perf_counter() - began) * 1000, 3))


def further(
    question: Question,
    index: Index,
    store: Reading,
    registry: Registry,
    spelling: Spelling,
    *,
    limit: int,
    more: int,
) -> Answer:
    """As ``answer``, for a question as an answer has it: read in that one way, and no excerpts when there are no more.

    ``nothing`` is never said, since something was found before.
    """
    began = perf_counter()
    search = _Search(index, store, registry, spelling)
    asks = not question.unknown_speaker and not _asks_nothing(question)
    excerpts = search.excerpts(question, limit, more) if asks else ()
    left_out = search.left_out(question) if asks else {}
    took = round((perf_counter() - began) * 1000, 3)
    return Answer(question, tuple(excerpts), left_out=left_out, took_ms=took)


def of_place(question: Question, party: str | None, registry: Registry) -> Question:
    """The question with the place's own ``party`` for its speaker, and said to be so, where it names no speaker.

    Not where it asks who mentioned something, nor where it names a source; and not where it asks for nothing.
    """
    known = registry.get(party) if party else None
    if known is None or known.party != party or _asks_nothing(question):
        return question
    if question.frame is Frame.MENTIONED or question.source or question.party or question.speaker:
        return question
    if question.unknown_speaker:
        return question
    meant = replace(question, party=party)
    return replace(meant, read_as=read_as(meant, registry, by_setting=True))


@dataclass(slots=True)
class _Search:
    index: Index
    store: Reading
    registry: Registry
    spelling: Spelling
    party: str | None = None

    def answer(self, question: Question, limit: int, more: int) -> Answer:
        if question.unknown_speaker:
            return Answer(question, nothing=self._nobody(question))
        if _asks_nothing(question):
            return Answer(question, nothing=Nothing("The question names no speaker and no topic."))
        for reading in self._readings(question):
            excerpts = self.excerpts(reading, limit, more, all_topics=reading is not question)
            if excerpts:
                return Answer(reading, tuple(excerpts), left_out=self.left_out(reading))
            if more and self.excerpts(reading, 1, 0, all_topics=reading is not question):
                break  # its excerpts are all shown: another reading's do not follow them
        return Answer(question, nothing=self._nothing(question), left_out=self.left_out(question))

    def _readings(self, question: Question) -> Iterator[Question]:
        yield question
        if question.guessed and question.topics and question.party and not question.speaker:
            party = self.registry.get(question.party)
            named = Topic(party.name if party else question.party, question.party)
            asked = replace(question, party=None, topics=(named, *question.topics), guessed=False)
            yield of_place(replace(asked, read_as=read_as(asked, self.registry)), self.party, self.registry)

    def excerpts(self, question: Question, limit: int, more: int, *, all_topics: bool = False) -> list[Excerpt]:
        asked = plan(question, self.registry, self.spelling)
        shelf = -(-(2 * (limit + more) + NEAREST) // _STEP) * _STEP
        ranked = [one for one in self._ranked(question, asked, shelf) if one.topics or not all_topics]
        if question.frame is Frame.WHEN:
            ranked = _in_time(ranked, first=question.first)
        elif not asked.groups:
            ranked = self._surest_first(_in_time(ranked, first=False)[:shelf])
        else:
            ranked = in_turns(ranked)
        return list(self._cut(question, asked, ranked, limit, more))

    def _ranked(self, question: Question, asked: Plan, least: int) -> list[Ranked]:
        """The statements that answer, best first. To *mention* is to say it oneself: a title is no mention."""
        wanted = replace(_wanted(question, asked), limit=CANDIDATES if asked.groups else max(CANDIDATES, least))
        if question.frame is not Frame.SAID and asked.groups:
            own = self._enough(self.index.search(replace(wanted, own=True)), asked)
            if own or question.frame is Frame.MENTIONED:
                return own
        return self._enough(self.index.search(wanted), asked)

    def _enough(self, hits: Sequence[Hit], asked: Plan, least: float = ENOUGH) -> list[Ranked]:
        asked_for = {term for group in asked.groups for term in group.terms}
        rarity = Rarity(self.index.size(), {term: self.index.frequency(term) for term in asked_for})
        return [ranked for ranked in rank(hits, asked, rarity) if ranked.support >= least]

    def _cut(
        self, question: Question, asked: Plan, ranked: list[Ranked], limit: int, more: int
    ) -> Iterator[Excerpt]:
        """Excerpts in order, from the first statement that is not shown already in another's place."""
        pages = _Pages(self.store)
        meaning = Meaning(question, asked, self.registry, pages.get)
        kept = Duplicates(limit + more)
        by_id: dict[int, Statement] = {}
        for at, one in enumerate(ranked):
            if one.hit.id not in by_id:
                ids = [other.hit.id for other in ranked[at : at + limit + more + 5]]
                by_id |= {statement.id: statement for statement in self.store.statements(ids)}
            statement = by_id.get(one.hit.id)
            if statement and meaning.fits(one, statement):
                kept.offer(one, statement)
            if kept.full:
                break
        kept.close(ranked, by_id)
        for one, statement, also in kept.chosen[more : more + limit]:
            page = pages.get(statement.source)
            made = excerpt(one, statement, page, also) if page else None
            if made:
                yield made

    def _surest_first(self, ranked: list[Ranked]) -> list[Ranked]:
        """All that a speaker said: by day, and within a day their own words, surely theirs, before paraphrases."""
        units = {statement.id: statement.unit for statement in self.store.statements([one.hit.id for one in ranked])}

        def doubt(one: Ranked) -> bool:
            unit = units.get(one.hit.id)
            return unit is None or unit.confidence < FACT or unit.label.voice not in _OWN_WORDS

        return sorted(ranked, key=lambda one: (-one.hit.day, doubt(one), one.hit.id))

    def left_out(self, question: Question) -> dict[str, int]:
        """How many statements would answer but for a date that is unknown, or too vague for the period."""
        if not (question.since or question.until):
            return {}
        asked = plan(question, self.registry, self.spelling)
        hits = self.index.search(replace(_wanted(question, asked), undated=True))
        undated = self._enough(hits, asked)
        return {"undated": len(undated)} if undated else {}

    def _nobody(self, question: Question) -> Nothing:
        return Nothing(
            f"Nobody called “{question.unknown_speaker}” is quoted in the archive; "
            "only officials and the bodies they speak for are."
        )

    def _nothing(self, question: Question) -> Nothing:
        return Nothing(self._reason(question), tuple(self._nearest(question)))

    def _reason(self, question: Question) -> str:
        who = speaker_of(question, self.registry, briefly=True)
        by = f" by {who}" if who else ""
        topics = " and ".join(f"“{topic.text}”" for topic in question.topics)
        about = f" about {topics}" if topics else ""
        words = f" with the words “{question.phrase}”" if question.phrase else ""
        kind = f" {_OF_VOICE[question.voice]}" if question.voice else ""
        kind += " in that source" if question.source else ""
        period = " in that period" if question.since or question.until else ""
        if who and not self.index.search(replace(_wanted(question, _NO_TOPIC, self._keys(question)), limit=1)):
            about = words = ""
        if question.frame is Frame.MENTIONED:
            about = f" that names {topics}" if about else ""
        return f"The archive holds no statement{by}{about}{words}{kind}{period}."

    def _keys(self, question: Question) -> tuple[str, ...]:
        return plan(replace(question, topics=(), phrase=None, without=()), self.registry, self.spelling).speakers

    def _nearest(self, question: Question) -> Iterator[Excerpt]:
        """Of that day in other years, of other days; else by others; else what stands beside it; else on the like."""
        tries = list(_other_years(question))
        if question.since or question.until:
            tries.append(replace(question, since=None, until=None))
        if question.topics and (question.party or question.speaker):
            anybody = replace(question, party=None, speaker=None, speaker_entity=None, speaker_names=(), office=None)
            tries.append(replace(anybody, since=None, until=None))
        if question.frame is Frame.MENTIONED:
            tries.append(replace(question, frame=Frame.SAID))
        for reading in tries:
            if excerpts := self.excerpts(reading, NEAREST, 0):
                yield from excerpts
                return
        if not question.topics or not (question.party or question.speaker):
            return
        asked = plan(replace(question, phrase=None), self.registry, self.spelling)
        hits = self.index.search(_wanted(replace(question, phrase=None, since=None, until=None), asked))
        yield from self._cut(question, asked, self._enough(hits, asked, ENOUGH / 4), NEAREST, 0)


_YEARS_BACK = 30


def _other_years(question: Question) -> Iterator[Question]:
    """The same day of the years before, the last first, where the question did not say which."""
    if not year_is_assumed(question) or question.since is None:
        return
    for back in range(1, _YEARS_BACK + 1):
        try:
            day = question.since.replace(year=question.since.year - back)
        except ValueError:  # the 29th of February
            continue
        yield replace(question, since=day, until=day)


class _Pages:
    """The pages of one answer, each checked once."""

    def __init__(self, store: Reading) -> None:
        self._store = store
        self._seen: dict[str, Page | None] = {}

    def get(self, source: str) -> Page | None:
        if source not in self._seen:
            page: Page | None = self._store.page(source)
            if page and not is_intact(page.source):
                log.error("the text of source %s fails its hash: nothing of it is shown", source)
                page = None
            self._seen[source] = page
        return self._seen[source]


_NO_TOPIC = Plan((), (), None, (), ())


def _asks_nothing(question: Question) -> bool:
    """Whether nothing was named to go by: neither who, nor what, nor when, nor where."""
    said = question.party or question.speaker or question.topics or question.phrase
    return not (said or question.since or question.until or question.voice or question.source)


def _wanted(question: Question, asked: Plan, speakers: tuple[str, ...] | None = None) -> Wanted:
    return Wanted(
        groups=tuple(group.terms for group in asked.groups),
        party=question.party,
        speakers=asked.speakers if speakers is None else speakers,
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
