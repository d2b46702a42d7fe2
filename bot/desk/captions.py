"""A card -> its captions: the lines of plain words beside the quotation, which every platform shows alike."""

from bot.desk.card import Card
from bot.desk.cutting import shortened
from bot.desk.runs import plain
from bot.desk.words import count

_FOUND = 160
"""Units of what it was found by: enough for a question's words."""


def name(card: Card) -> str:
    """Whose words they are, or that it is not known; "likely" where it is not sure."""
    told = plain(card.name) or "speaker unknown"
    return f"likely {told}" if card.likely else told


def about(card: Card) -> str:
    """``, Foreign Ministry Spokesperson, China``, to stand behind the name; empty if the name says it all."""
    return "".join(f", {shown}" for part in card.about if (shown := plain(part)))


def carried(card: Card) -> str:
    """Publisher and agency."""
    return " · ".join(shown for each in card.carried if (shown := plain(each)))


def also_in(card: Card) -> str:
    """``also in 2 other sources: 4567cdef, 89ab0123``."""
    named = ", ".join(map(plain, card.also_in))
    return f"also in {count(len(card.also_in), 'other source')}: {named}" if named else ""


def found(card: Card) -> str:
    """``1 of 5 · found by “Norwegian” for norway · page.txt · 0123abcd · 10–20``."""
    reasons = shortened(plain(", ".join(card.found_by)), _FOUND)
    parts = (_number(card), reasons and f"found by {reasons}", plain(card.place))
    return " · ".join(part for part in parts if part)


def cut_here(left: int) -> str:
    """What is said below an excerpt that is not shown whole."""
    return f"Cut here: {count(left, 'more character')} in the source."


def _number(card: Card) -> str:
    if card.number is None:
        return ""
    number = f"{card.number} of {card.of}" if card.of is not None else f"{card.number}"
    return number + (" or more" if card.more else "")
