"""A question -> an answer: candidates, ranking, refusal, near-duplicates, excerpts, and what to say of nothing found.

Fall-backs never move words from one mouth to another: a guessed speaker becomes a topic ("china norway"), a question
without result is asked again of others or of other days, and what that finds is shown as *nearest*, never as an answer.
"""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from bot.domain.answer import Answer, Nothing
from bot.domain.question import Frame, Question, Topic
from bot.names import Registry
from bot.ports import Index, Spelling
from bot.search.find import Finder
from bot.search.nothing import nobody, nothing
from bot.search.standing import Reading
from bot.search.wording import read_as


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
    finder = Finder(index, store, registry, spelling)
    found = _answered(of_place(question, party, registry), finder, party, limit, more)
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
    finder = Finder(index, store, registry, spelling)
    asks = not question.unknown_speaker and not _asks_nothing(question)
    excerpts = finder.excerpts(question, limit, more) if asks else ()
    left_out = finder.left_out(question) if asks else {}
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


def _answered(question: Question, finder: Finder, party: str | None, limit: int, more: int) -> Answer:
    if question.unknown_speaker:
        return Answer(question, nothing=nobody(question))
    if _asks_nothing(question):
        return Answer(question, nothing=Nothing("The question names no speaker and no topic."))
    for reading in _readings(question, party, finder.registry):
        excerpts = finder.excerpts(reading, limit, more, all_topics=reading is not question)
        if excerpts:
            return Answer(reading, tuple(excerpts), left_out=finder.left_out(reading))
        if more and finder.excerpts(reading, 1, 0, all_topics=reading is not question):
            break  # its excerpts are all shown: another reading's do not follow them
    return Answer(question, nothing=nothing(question, finder), left_out=finder.left_out(question))


def _readings(question: Question, place: str | None, registry: Registry) -> Iterator[Question]:
    yield question
    if question.guessed and question.topics and question.party and not question.speaker:
        party = registry.get(question.party)
        named = Topic(party.name if party else question.party, question.party)
        asked = replace(question, party=None, topics=(named, *question.topics), guessed=False)
        yield of_place(replace(asked, read_as=read_as(asked, registry)), place, registry)


def _asks_nothing(question: Question) -> bool:
    """Whether nothing was named to go by: neither who, nor what, nor when, nor where."""
    said = question.party or question.speaker or question.topics or question.phrase
    return not (said or question.since or question.until or question.voice or question.source)
