"""A typed form -> a ``Question``: each field read by the grammar of its own kind, none by another's.

Words of the topic never become a speaker or a period. What cannot be read is said, never passed over.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

from bot.domain.errors import UsageError
from bot.domain.question import Form, Question
from bot.domain.source import Source
from bot.domain.statement import Voice
from bot.names import Registry
from bot.ports import Spelling
from bot.search.period import Period, read_period
from bot.search.read import Reader, corrections, without_noise
from bot.search.who import Heard, Who
from bot.search.wording import read_as

_VOICES = {
    Voice.DIRECT: "direct quotation, direct quote, quotation, quotations, quote, quotes, quoted, direct speech, "
    "in quotation marks, verbatim",
    Voice.TRANSCRIPT: "transcript, transcripts, answer, answers, q&a, press conference, briefing, press briefing",
    Voice.OFFICIAL: "official, official text, official texts, own text, statement, statements, press release",
    Voice.REPORTED: "reported, reported speech, paraphrase, paraphrases, paraphrased, indirect, indirect speech",
}
"""What people call the four voices, beside their names."""

_LEADS = ("", "in ", "on ", "the ")
"""Words of time that a date alone goes without: "2019" is read as "in 2019"."""

_DATES = "write 2019, February 2019, 2019-02-18, 18 February 2019, last year or yesterday"


def read_form(
    form: Form, source: Source | None, registry: Registry, spelling: Spelling, speakers: Heard, today: date
) -> Question:
    """The form as a question; ``source`` is the one its ``source`` names. ``today`` is the asker's local date.

    Raises UsageError for a form without a word, and for a field that cannot be read.
    """
    form = replace(form, **{one.name: (getattr(form, one.name) or "").strip() or None for one in fields(form)})
    typed = {one.name: value for one in fields(form) if (value := getattr(form, one.name))}
    if not typed:
        raise UsageError("nothing is filled in", hint="say who spoke, what it was about, or when")
    reader = Reader(registry, spelling, speakers)
    who = reader.who(form.who) if form.who else Who()
    about = _about(form.about, reader) if form.about else Question("")
    since, until = _period(form, today)
    question = replace(
        about,
        text="said " + " ".join(f"{name}: {value}" for name, value in typed.items()),
        party=who.party,
        speaker=who.speaker,
        speaker_entity=who.entity,
        speaker_names=who.names,
        office=who.office,
        unknown_speaker=who.unknown,
        since=since,
        until=until,
        voice=_voice(form.voice) if form.voice else None,
        source=source.id if source else None,
        corrections=about.corrections | corrections(who.mended),
    )
    return replace(question, read_as=read_as(question, registry, source=source.name if source else None))


def _about(words: str, reader: Reader) -> Question:
    question = reader.about(words)
    if not (question.topics or question.phrase):
        raise UsageError(f"“{_shown(words)}” names no topic", hint="write a name or a few words, such as: fisheries")
    return question


def _period(form: Form, today: date) -> tuple[date | None, date | None]:
    since = _day(form.since, "since", lambda period: period.since, today) if form.since else None
    until = _day(form.until, "until", lambda period: period.until, today) if form.until else None
    if since and until and since > until:
        raise UsageError(f"since ({since}) is later than until ({until})", hint="put the earlier day into since")
    return since, until


def _day(words: str, field: str, bound: Callable[[Period], date | None], today: date) -> date:
    """The day a field of time means: the first or last of what it says, all of which must be words of time."""
    text = without_noise(words).strip(" .,;:?!")
    for lead in _LEADS:
        period = read_period(lead + text, today)
        day = bound(period)
        if day and period.span == (0, len(lead + text)):
            return day
    raise UsageError(f"{field}: “{_shown(words)}” is no date, or one still to come", hint=_DATES)


def _voice(words: str) -> Voice:
    asked = " ".join(words.casefold().split())
    for voice, names in _VOICES.items():
        if asked == voice.value or asked in names.split(", "):
            return voice
    raise UsageError(f"“{_shown(words)}” is none of the four voices", hint=f"write {', '.join(Voice)}")


def _shown(words: str) -> str:
    """A field's words, short enough for a line."""
    return words if len(words) <= 60 else words[:59] + "…"
