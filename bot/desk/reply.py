"""What the desk replies: parts in order, buttons, who may see it. All text is plain: markup is the adapters' work."""

from dataclasses import dataclass
from enum import StrEnum

from bot.desk.card import Card
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
    """A paragraph. An ``aside`` is set smaller or dimmer."""

    text: str
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a listing: a name or label, what there is to say of it, where it leads (an http or https URL)."""

    name: str
    text: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A title and rows; ``quoted`` rows hold a page's own words."""

    title: str
    rows: tuple[Row, ...]
    quoted: bool = False


Part = Line | Listing | Card


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it does, to which excerpt (from 0) of which remembered answer, and what it says."""

    action: str
    label: str
    answer: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """A form with one text field, shown instead of a reply; what is typed comes back as ``Press.words``."""

    button: Button
    title: str
    label: str
    longest: int = 1000


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply. ``private``: only the person sees it.

    ``edit``: it takes the place of the message whose button was pressed. ``remember`` is to be kept
    (``Desk.remember``) once the reply is sent.
    """

    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    private: bool = True
    edit: bool = False
    ask: Ask | None = None
    remember: Remembered | None = None
    outcome: Outcome = Outcome.DONE
