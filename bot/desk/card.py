"""An excerpt in plain words, ready for any platform's markup: what every card of On Record shows, decided once."""

from dataclasses import dataclass

from bot.domain.source import Span
from bot.domain.statement import Voice


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page, exactly as they stand; ``marks`` are spans of ``text`` to highlight, in order and apart."""

    text: str
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """An excerpt as shown. Every field but the passages is a single line without line ends, empty where unknown.

    ``number`` counts from 1, ``of`` is how many are known, with ``more`` if there may be others; None for a lone card.
    ``beside`` is what was said around it, under the words of ``beside_label`` ("a journalist asked").
    """

    voice: Voice
    badge: str  # direct quotation · transcript · official text · paraphrased by Xinhua
    name: str
    about: tuple[str, ...]  # role and party, as far as the name does not say them
    likely: bool
    words: Passage
    date: str
    carried: tuple[str, ...]  # publisher and agency
    title: str
    url: str  # http or https, with a text fragment that leads to the words; empty if there is none
    place: str  # file · hash · start–end
    found_by: tuple[str, ...]
    also_in: tuple[str, ...]  # other sources, eight letters of their hash each
    beside_label: str = ""
    beside: Passage | None = None
    answers: bool = False  # whether ``beside`` is the question it answers
    number: int | None = None
    of: int | None = None
    more: bool = False
