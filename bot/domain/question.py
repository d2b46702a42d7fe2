"""A question: a chat message as read."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.statement import Voice


class Frame(StrEnum):
    """What sort of answer is wanted."""

    SAID = "said"  # what did SPEAKER say about TOPIC
    MENTIONED = "mentioned"  # who mentioned TOPIC: by party
    WHEN = "when"  # when did SPEAKER first mention TOPIC: in the order of time


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing asked about: the words as asked, and the registry's entity if they name one."""

    text: str
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A chat message as read. ``since`` and ``until`` are inclusive days.

    ``speaker`` is the name asked for (a person or an office), ``speaker_entity`` the registry's id for it,
    ``speaker_names`` what else the archive calls it ("a spokesperson for the embassy"). ``office`` are words that the
    speaker's name or role must hold, when no one person or body is named ("prime minister"). ``unknown_speaker`` is a
    name in the speaker's place that nobody quoted here bears. ``guessed`` tells that no sentence pattern fitted and the
    first name was taken for the speaker ("norway fisheries").
    """

    text: str
    read_as: str = ""
    frame: Frame = Frame.SAID
    party: str | None = None
    speaker: str | None = None
    speaker_entity: str | None = None
    speaker_names: tuple[str, ...] = ()
    office: str | None = None
    unknown_speaker: str | None = None
    topics: tuple[Topic, ...] = ()
    without: tuple[Topic, ...] = ()
    phrase: str | None = None
    since: date | None = None
    until: date | None = None
    voice: Voice | None = None
    source: str | None = None
    first: bool = False
    guessed: bool = False
    corrections: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A question in its typed form, each field in a person's words; None where nothing was typed."""

    who: str | None = None
    about: str | None = None
    since: str | None = None
    until: str | None = None
    voice: str | None = None
    source: str | None = None
