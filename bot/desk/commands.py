"""Every command of the desk, declared once: what it is called, what it takes, what it says of itself."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.desk.command import Choice, Command, Completion, Kind, Option
from bot.desk.reply import Reply
from bot.desk.request import Request
from bot.domain.statement import Voice

Handler = Callable[[Request], Reply]

VOICES = {
    Voice.DIRECT: "quoted in someone's report",
    Voice.TRANSCRIPT: "answers in a transcript",
    Voice.OFFICIAL: "the speaker's own official text",
    Voice.REPORTED: "paraphrased by a reporter",
}
"""How words reach the archive, as a person chooses among them."""

OWN_WORDS = tuple(voice for voice in VOICES if voice is not Voice.REPORTED)
"""Voices a statement of the day may have: a paraphrase is nobody's own words."""

ANY = "any"
"""Typed or chosen as the voice of a schedule, it clears what was set before."""

SHORTCUT = "Who said this?"

GROUPS = {"daily": "The statement of the day: set it, see it, pause it"}
"""The first word of commands whose name has two, and what they have in common."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What carries out each command."""

    ask: Handler
    said: Handler
    source: Handler
    sources: Handler
    settings: Handler
    help: Handler
    who: Handler
    today: Handler
    daily_set: Handler
    daily_list: Handler
    daily_preview: Handler
    daily_why: Handler
    daily_skip: Handler
    daily_pause: Handler
    daily_resume: Handler
    daily_history: Handler
    daily_off: Handler


@dataclass(frozen=True, slots=True)
class Completions:
    """What completes options as they are typed."""

    speakers: Completion  # parties, then people and bodies
    topics: Completion
    sources: Completion
    parties: Completion
    languages: Completion
    zones: Completion
    days: Completion
    schedules: Completion  # by their numbers
    filters: Completion  # parties, or none of them


def declare(do: Handlers, offer: Completions) -> tuple[Command, ...]:
    """All commands, in the order in which they are shown."""
    return (
        Command(
            "ask",
            "Ask what was said, in your own words",
            do.ask,
            (Option("question", "such as: what did China say about Norway", required=True),),
        ),
        Command("said", "What somebody said, field by field", do.said, _said(offer)),
        Command(
            "source",
            "What is known of one source: title, publisher, dates, link, hash",
            do.source,
            (Option("name", "its title, file name or the beginning of its hash", required=True,
                    complete=offer.sources),),
        ),
        Command("sources", "What the archive holds, newest first", do.sources),
        Command("today", "The statement of the day", do.today),
        *_daily(do, offer),
        Command("settings", "Where and how On Record answers here", do.settings, _settings(offer), manage=True),
        Command("help", "What can be asked, and how", do.help),
        Command(
            "who",
            "Find the statement nearest to a message's words",
            do.who,
            (Option("text", "the words, as somebody wrote them", required=True),),
            shortcut=SHORTCUT,
        ),
    )  # fmt: skip


def _said(offer: Completions) -> tuple[Option, ...]:
    voices = tuple(Choice(words, voice.value) for voice, words in VOICES.items())
    return (
        Option("who", "who said it: a country, an organisation, a ministry, a person", complete=offer.speakers),
        Option("about", "what it is about; in quotation marks: the very words", complete=offer.topics),
        Option("since", "from when on: 2019, February 2019, 2019-02-18, last year"),
        Option("until", "until when: 2019, February 2019, 2019-02-18, yesterday"),
        Option("voice", "how the words reach us", choices=voices),
        Option("source", "only from this source", complete=offer.sources),
    )


def _settings(offer: Completions) -> tuple[Option, ...]:
    return (
        Option("channel", "let it answer in this channel, or no longer; with none chosen it answers everywhere",
               kind=Kind.CHANNEL),
        Option("everywhere", "yes: forget the channels chosen and answer in all", kind=Kind.SWITCH),
        Option("private", "whether an answer is for the asker alone until shared", kind=Kind.SWITCH),
        Option("party", "whose statements are meant when a question names no speaker; none: nobody's",
               complete=offer.parties),
        Option("dates", "the language of dates, such as English or Deutsch", complete=offer.languages),
    )  # fmt: skip


def _daily(do: Handlers, offer: Completions) -> tuple[Command, ...]:
    which = Option("which", "its number, as “daily list” tells it; needed where there are several",
                   complete=offer.schedules)
    told = (
        ("preview", "The next post as it will look, for you alone", do.daily_preview),
        ("why", "Why the last post came, or did not: a verdict for every step", do.daily_why),
        ("skip", "Leave out the next post", do.daily_skip),
        ("pause", "No posts until “daily resume”", do.daily_pause),
        ("resume", "Post again after a pause, or after all on a day that was skipped", do.daily_resume),
        ("history", "What was posted lately, and what was not", do.daily_history),
        ("off", "End it: no posts any more", do.daily_off),
    )
    return (
        Command("daily set", "Post a statement of the day in a channel, or change when and what", do.daily_set,
                _set(offer), manage=True),
        Command("daily list", "Every statement of the day of this server, and when the next one comes", do.daily_list,
                manage=True),
        *(Command(f"daily {name}", text, handler, (which,), manage=True) for name, text, handler in told),
    )  # fmt: skip


def _set(offer: Completions) -> tuple[Option, ...]:
    voices = (*(Choice(VOICES[voice], voice.value) for voice in OWN_WORDS), Choice("any of these", ANY))
    return (
        Option("time", "the time of day there: 09:00, 9 pm, noon", required=True, unless="which"),
        Option("zone", "whose time it is: a city, a country or a zone such as Europe/Oslo", required=True,
               unless="which", complete=offer.zones),
        Option("channel", "where to post; if left empty, in this channel", kind=Kind.CHANNEL),
        Option("days", "every day, weekdays, weekends, weekly digest, Mon Wed Fri", complete=offer.days),
        Option("party", "only what this country or organisation said; none: anybody", complete=offer.filters),
        Option("about", "only what is about this; none: anything", complete=offer.topics),
        Option("voice", "only what reaches us in this way", choices=voices),
        Option("which", "the number of the one to change; if left empty, another is added", complete=offer.schedules),
    )  # fmt: skip
