"""A question that nothing answers -> why, and the nearest statements on record.

What is near is never shown as an answer: it may be of another day, of another speaker, or on something alike.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.domain.answer import Excerpt, Nothing
from bot.domain.question import Frame, Question
from bot.domain.statement import Voice
from bot.search.find import NEAREST, Finder
from bot.search.wording import speaker_of, year_is_assumed

_OF_VOICE = {
    Voice.DIRECT: "quoted in a report",
    Voice.TRANSCRIPT: "in a transcript",
    Voice.OFFICIAL: "in an official text",
    Voice.REPORTED: "in a paraphrase",
}
"""Where a voice was asked for, nothing is said of the others."""

_YEARS_BACK = 30


def nothing(question: Question, finder: Finder) -> Nothing:
    """Why there is no answer, and up to ``NEAREST`` excerpts. Raises what reading the store raises."""
    return Nothing(_reason(question, finder), tuple(_nearest(question, finder)))


def nobody(question: Question) -> Nothing:
    """For a speaker whom nobody here is called."""
    return Nothing(
        f"Nobody called “{question.unknown_speaker}” is quoted in the archive; "
        "only officials and the bodies they speak for are."
    )


def _reason(question: Question, finder: Finder) -> str:
    who = speaker_of(question, finder.registry, briefly=True)
    by = f" by {who}" if who else ""
    topics = " and ".join(f"“{topic.text}”" for topic in question.topics)
    about = f" about {topics}" if topics else ""
    words = f" with the words “{question.phrase}”" if question.phrase else ""
    kind = f" {_OF_VOICE[question.voice]}" if question.voice else ""
    kind += " in that source" if question.source else ""
    period = " in that period" if question.since or question.until else ""
    if who and (about or words) and not finder.holds_any(question):
        about = words = ""
    if question.frame is Frame.MENTIONED:
        about = f" that names {topics}" if about else ""
    return f"The archive holds no statement{by}{about}{words}{kind}{period}."


def _nearest(question: Question, finder: Finder) -> list[Excerpt]:
    """Of another day; else what holds its names inside others; else by others; else what stands beside or is like."""
    for reading in _at_other_times(question, finder):
        if excerpts := finder.excerpts(reading, NEAREST, 0):
            return excerpts
    of_somebody = question.topics and (question.party or question.speaker)
    if of_somebody and any(topic.entity for topic in question.topics) and (beside := finder.beside(question)):
        return beside
    for reading in _of_others(question):
        if excerpts := finder.excerpts(reading, NEAREST, 0):
            return excerpts
    return finder.likest(question) if of_somebody else []


def _at_other_times(question: Question, finder: Finder) -> Iterator[Question]:
    yield from _other_years(question, finder)
    if question.since or question.until:
        yield replace(question, since=None, until=None)


def _of_others(question: Question) -> Iterator[Question]:
    if question.topics and (question.party or question.speaker):
        whenever = replace(question, since=None, until=None)
        any_of_them = replace(whenever, speaker=None, speaker_entity=None, speaker_names=(), office=None)
        if question.party and question.speaker:
            yield any_of_them
        yield replace(any_of_them, party=None)
    if question.frame is Frame.MENTIONED:
        yield replace(question, frame=Frame.SAID)


def _other_years(question: Question, finder: Finder) -> Iterator[Question]:
    """The same day of the years before, the last first, where the question did not say which.

    One search over all those years spares one for each of them that holds nothing.
    """
    days = list(_that_day(question.since)) if question.since and year_is_assumed(question) else []
    if not days:
        return
    held = finder.days(replace(question, since=days[-1], until=days[0]))
    for day in days:
        if held is None or day.toordinal() in held:
            yield replace(question, since=day, until=day)


def _that_day(day: date) -> Iterator[date]:
    for back in range(1, _YEARS_BACK + 1):
        with suppress(ValueError):  # the 29th of February
            yield day.replace(year=day.year - back)
