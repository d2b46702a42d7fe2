"""Units: the labelled spans of a page, and the statements among them."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.source import Block, Role, Source, Span

FACT = 0.8
"""From here on an attribution is shown as fact (ARCHITECTURE: confidence)."""

LIKELY = 0.6
"""From here on it is shown as "likely"; below it nobody is named and nothing is quoted."""

WITHDRAWN = "withdrawn"
"""The rule of a unit whose attribution was taken back by a person."""


class Voice(StrEnum):
    """How the words reach us."""

    DIRECT = "direct"
    TRANSCRIPT = "transcript"
    OFFICIAL = "official"
    REPORTED = "reported"


class Label(StrEnum):
    """What a unit is: six sorts that are nobody's statement, and the four voices."""

    HEADING = "heading"
    META = "meta"
    NARRATION = "narration"
    QUESTION = "question"
    COMMENT = "comment"
    FURNITURE = "furniture"
    DIRECT = "direct"
    TRANSCRIPT = "transcript"
    OFFICIAL = "official"
    REPORTED = "reported"

    @property
    def voice(self) -> Voice | None:
        """The voice of a statement; None for what is nobody's statement."""
        return _VOICES.get(self.value)


_VOICES = {voice.value: voice for voice in Voice}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words they are. ``party`` is the id of the party spoken for, None for media, analysts, readers.

    ``entity`` is the registry's id of the person or body, where it knows it; ``named`` tells a person or body
    with a name of its own from "reports" or "a Western diplomat".
    """

    name: str
    role: str | None = None
    party: str | None = None
    entity: str | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """A labelled span of a page, with the evidence for its label.

    ``rule`` names what decided; ``speaker_span`` is where the page names the speaker (a pronoun counts), ``cue``
    where the speech verb or turn label stands; ``answers`` is the question a transcript's answer replies to.
    """

    start: int
    end: int
    label: Label
    rule: str
    speaker: Speaker | None = None
    confidence: float = 1.0
    speaker_span: Span | None = None
    cue: Span | None = None
    answers: Span | None = None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)

    @property
    def quotable(self) -> bool:
        """Whether it may be shown as somebody's words: a statement, of a named speaker, surely enough."""
        speaker = self.speaker
        if self.label.voice is None or speaker is None or self.confidence < LIKELY:
            return False
        return speaker.party is not None or speaker.named


def withdrawn(unit: Unit) -> Unit:
    """The unit once its attribution is taken back: what it was, of whom, but nothing to be quoted any more."""
    return replace(unit, rule=WITHDRAWN, confidence=0.0)


@dataclass(frozen=True, slots=True)
class Page:
    """A source read: its blocks and its units, both in the order of the text.

    Units do not overlap, save for a direct fragment inside a reported one.
    """

    source: Source
    blocks: tuple[Block, ...]
    units: tuple[Unit, ...]

    @property
    def sheet(self) -> "Sheet":
        """The page as far as excerpts need it."""
        headings = tuple(Span(block.start, block.end) for block in self.blocks if block.role is Role.HEADING)
        asked = tuple(unit.span for unit in self.units if unit.label is Label.QUESTION)
        return Sheet(self.source, headings, asked)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page without its blocks and units: what an excerpt needs of it, read in a fraction of the time.

    ``headings`` are the spans of its headings, ``asked`` those of the questions put on it, in the order of the text.
    """

    source: Source
    headings: tuple[Span, ...]
    asked: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A quotable unit of a source. ``id`` is the store's number for it, stable while the source stands.

    ``before`` and ``after`` are the neighbouring sentences of the same block run, for context.
    """

    id: int
    source: str
    unit: Unit
    text: str = field(repr=False)
    before: Span | None = None
    after: Span | None = None
