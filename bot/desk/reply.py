"""What the desk replies: parts in order, buttons, who may see it. All text is plain: markup is the adapters' work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.desk.card import Card
from bot.domain.answer import Answer
from bot.domain.remembered import Remembered


class Outcome(StrEnum):
    """How it went, for logs and metrics."""

    FOUND = "found"
    NOTHING = "nothing"
    DONE = "done"
    REFUSED = "refused"  # not allowed here, or not understood
    GONE = "gone"  # a button whose answer is no longer remembered
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. An ``aside`` is set smaller or dimmer.

    ``channels`` are ids of channels, to be named behind the text as the platform names them (a mention).
    """

    text: str
    aside: bool = False
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a listing: a name or label, what there is to say of it, where it leads (an http or https URL).

    A ``marked`` row stands out among the others; ``channels`` as in ``Line``.
    """

    name: str
    text: str = ""
    link: str | None = None
    marked: bool = False
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A title and rows; ``quoted`` rows hold a page's own words."""

    title: str
    rows: tuple[Row, ...]
    quoted: bool = False


Part = Line | Listing | Card

Group = Card | Listing | tuple[Line, ...]
"""What is laid out by itself: a card, a listing, lines that follow each other."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it does, to which excerpt (from 0) of which remembered answer, and what it says."""

    action: str
    label: str
    answer: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """A form with one text field that may be left empty, shown instead of a reply.

    What is typed comes back as ``Press.words``, empty or not, with the action, answer and excerpt of ``button``.
    """

    button: Button
    title: str
    label: str
    longest: int = 1000


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply. ``private``: only the person sees it.

    ``edit``: it takes the place of the message whose button was pressed. ``remember`` is to be kept
    (``Desk.remember``) once the reply is sent. ``shared_by`` is the id of the person who shared what is shown, for the
    adapter to name, empty if nobody did. ``answer`` is the whole answer of which one excerpt is shown, for a platform
    that shows more of it. A reply without parts and without a form is silence: nothing is sent.
    """

    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    private: bool = True
    edit: bool = False
    ask: Ask | None = None
    remember: Remembered | None = None
    answer: Answer | None = None
    shared_by: str = ""
    outcome: Outcome = Outcome.DONE


def grouped(parts: Iterable[Part]) -> Iterator[Group]:
    """The parts in their order, lines that follow each other as one."""
    lines: tuple[Line, ...] = ()
    for part in parts:
        if isinstance(part, Line):
            lines += (part,)
            continue
        if lines:
            yield lines
        lines = ()
        yield part
    if lines:
        yield lines
