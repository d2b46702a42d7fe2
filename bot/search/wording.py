"""A question as read -> the one sentence that tells how it was read, shown with every answer."""

from datetime import date, timedelta

from bot.domain.question import Frame, Question
from bot.names import Registry

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")


def read_as(
    question: Question, registry: Registry, *, by_setting: bool = False, source: str | None = None
) -> str:
    """Such as: statements by China about Norway, since 2021.

    ``by_setting``: the party is not the question's but the place's own; ``source``: the name of the source asked for.
    """
    parts = [_head(question)]
    if question.unknown_speaker:
        parts.append(f"by “{question.unknown_speaker}” (nobody of that name is quoted here)")
    elif speaker := _speaker(question, registry):
        parts.append(f"by {speaker}" + (" (as set for this place)" if by_setting else ""))
    elif question.frame is Frame.MENTIONED:
        parts.append("by any party")
    if about := [topic.text for topic in question.topics]:
        parts.append(("mentioning " if question.frame is not Frame.SAID else "about ") + _joined(about))
    if question.phrase:
        parts.append(f"holding the words “{question.phrase}”")
    if question.without:
        parts.append(f"but not {_joined([topic.text for topic in question.without])}")
    if source:
        parts.append(f"in {source}")
    sentence = " ".join(parts)
    period = _period(question.since, question.until)
    return f"{sentence}, {period}" if period else sentence


def _head(question: Question) -> str:
    if question.frame is Frame.WHEN:
        return "the earliest statements" if question.first else "the latest statements"
    return f"{question.voice.value} statements" if question.voice else "statements"


def _speaker(question: Question, registry: Registry) -> str | None:
    party = registry.get(question.party) if question.party else None
    if question.speaker:
        told = question.speaker
        return told if not party or party.name in told or question.office else f"{told} ({party.name})"
    return (party.name if party else question.party) or None


def _joined(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]


def _period(since: date | None, until: date | None) -> str:
    if since and until:
        return _between(since, until)
    if since:
        return f"since {_opening(since)}"
    if until:
        return f"until {_closing(until)}"
    return ""


def _between(since: date, until: date) -> str:
    if since == until:
        return f"on {_day(since)}"
    if _opening(since) == _closing(until):
        return f"in {_opening(since)}"
    if since.day == 1 and (since.year, since.month) == (until.year, until.month) and _closing(until) != _day(until):
        return f"in {_closing(until)}"
    return f"from {_opening(since)} to {_closing(until)}"


def _opening(day: date) -> str:
    if (day.month, day.day) == (1, 1):
        return str(day.year)
    return f"{_MONTHS[day.month - 1]} {day.year}" if day.day == 1 else _day(day)


def _closing(day: date) -> str:
    if (day.month, day.day) == (12, 31):
        return str(day.year)
    return f"{_MONTHS[day.month - 1]} {day.year}" if (day + timedelta(1)).day == 1 else _day(day)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
