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

SHORTCUT = "Who said this?"


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


@dataclass(frozen=True, slots=True)
class Completions:
    """What completes options as they are typed."""

    speakers: Completion  # parties, then people and bodies
    topics: Completion
    sources: Completion
    parties: Completion
    languages: Completion


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
