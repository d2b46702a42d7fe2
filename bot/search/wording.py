"""A question as read -> the one sentence that tells how it was read, shown with every answer."""

import re
from datetime import date, timedelta

from bot.domain.question import Frame, Question, Topic
from bot.domain.statement import Voice
from bot.names import Registry
from bot.search.who import is_office

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")


_OF_VOICE = {
    Voice.DIRECT: "quotations",
    Voice.TRANSCRIPT: "statements in transcripts",
    Voice.OFFICIAL: "official statements",
    Voice.REPORTED: "reported statements",
}
_THE = re.compile(
    r"(?:United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Comoros|Isle |G\d|European |African Union|"
    r"Arab League|World |IMF|Alliance |Asian |Commonwealth |Council |East African |Eurasian |Gulf |International |"
    r"Nordic Council|Non-Aligned|Organization |Pacific Islands|Embassy|Ministry|Department|Office|Consulate|Mission|"
    r"Permanent |Government|Storting|Bundestag|Kremlin|White House|Pentagon|State Department|.* (?:Republic|Islands)$|"
    r"(?:EU|UN|US|USA|UK|UAE|WTO|WHO|OSCE|OECD|SCO|U\.S\.|U\.K\.)$|.*\b(?:[Mm]inistry|[Ee]mbassy|[Gg]overnment)\b)"
)
"""Names that go with "the" in a sentence."""

_DEFINITE = re.compile(r"^(?:the|an?|any|some|our|their|his|her) |['’]s? ", re.IGNORECASE)
"""Offices that take no "the": "a spokesperson", "Norway's prime minister"."""


def with_the(name: str) -> str:
    """The name as it stands in a sentence: ``the United States``, ``Norway``."""
    return f"the {name}" if _THE.match(name) and "'s " not in name and "’s " not in name else name


def _topic(topic: Topic, registry: Registry) -> str:
    entity = registry.get(topic.entity) if topic.entity else None
    return with_the(topic.text) if entity and entity.id == entity.party else topic.text


def read_as(
    question: Question, registry: Registry, *, by_setting: bool = False, source: str | None = None
) -> str:
    """Such as: statements by China about Norway, since 2021.

    ``by_setting``: the party is not the question's but the place's own; ``source``: the name of the source asked for.
    """
    parts = [_head(question)]
    if not source and question == Question(question.text, question.read_as, corrections=question.corrections):
        return "a question that names nobody and nothing to look for"
    if question.unknown_speaker:
        parts.append(f"by “{question.unknown_speaker}” (nobody of that name is quoted here)")
    elif speaker := speaker_of(question, registry):
        parts.append(f"by {speaker}" + (" (as set for this place)" if by_setting else ""))
    elif question.frame is Frame.MENTIONED:
        parts.append("by any party")
    if about := [_topic(topic, registry) for topic in question.topics]:
        parts.append(("mentioning " if question.frame is not Frame.SAID else "about ") + _joined(about))
    if question.phrase:
        parts.append(f"holding the words “{question.phrase}”")
    if question.without:
        parts.append(f"but not {_joined([topic.text for topic in question.without])}")
    if source:
        parts.append(f"in {source}")
    sentence = " ".join(parts)
    period = dated(question.since, question.until)
    guess = " (the year is a guess)" if year_is_assumed(question) else ""
    return f"{sentence}, {period}{guess}" if period else sentence


def year_is_assumed(question: Question) -> bool:
    """Whether the question's one day was said without a year, as its corrections tell."""
    return question.since is not None and dated(question.since, question.until) in question.corrections.values()


def _head(question: Question) -> str:
    if question.frame is Frame.WHEN:
        return "the earliest statements" if question.first else "the latest statements"
    return _OF_VOICE[question.voice] if question.voice else "statements"


def speaker_of(question: Question, registry: Registry, *, briefly: bool = False) -> str | None:
    """Who is asked, as a sentence names them behind "by", with their party unless briefly; None if anybody is."""
    party = registry.get(question.party) if question.party else None
    if question.speaker:
        told = question.speaker
        if question.office:
            many = not question.party and is_office(told)
            return f"any {told}" if many else told if _DEFINITE.search(told) else f"the {told}"
        return with_the(told) if briefly or not party or party.name in told else f"{with_the(told)} ({party.name})"
    return (with_the(party.name) if party else question.party) or None


def _joined(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]


def dated(since: date | None, until: date | None) -> str:
    """Such as: in 2019; "" without bounds."""
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
