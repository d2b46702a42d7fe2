"""An excerpt of a remembered answer -> what is shown of it: how the question was read, the card, its buttons."""

from collections.abc import Iterator

from bot.desk.cards import PartyName, card_of
from bot.desk.here import is_shared
from bot.desk.reply import Button, Line, Part
from bot.desk.words import count, one_line
from bot.domain.answer import Excerpt
from bot.domain.place import Place
from bot.domain.question import Question
from bot.domain.remembered import Remembered
from bot.search.find import CANDIDATES

LABELS = {
    "previous": "Previous",
    "next": "Next",
    "context": "Context",
    "why": "Why?",
    "source": "Source",
    "share": "Share",
    "wrong": "Wrong?",
}
"""Every action of a button and what the button says, in the order in which they stand."""

_LEFT_OUT = {
    "undated": "without a date sure enough for the period",
    "unsure": "not surely attributed",
}


def parts(answer: Remembered, at: int, excerpt: Excerpt, party_name: PartyName, language: str) -> tuple[Part, ...]:
    """How the question was read, the card of excerpt ``at``, and what was left out."""
    of = len(answer.found)
    card = card_of(excerpt, party_name, number=at + 1, of=of, more=answer.more, language=language)
    return (*reading(answer.question), card, *left_out(answer.left_out))


def reading(question: Question) -> Iterator[Line]:
    """How the question was read, and what was taken for a slip of the fingers."""
    if question.read_as:
        yield Line(f"Read as: {one_line(question.read_as)}", aside=True)
    for typed, read in question.corrections.items():
        yield Line(f"“{one_line(typed)}” read as “{one_line(read)}”", aside=True)


def left_out(counts: dict[str, int]) -> Iterator[Line]:
    """What is not among the excerpts, and why. What lies further down needs no word: a button leads there."""
    for reason, number in counts.items():
        if number and reason != "more":
            some = count(number, "statement") if number < CANDIDATES else f"{number:,} or more statements"
            yield Line(f"Left out: {some} {_LEFT_OUT.get(reason, reason)}", aside=True)


def buttons(answer: Remembered, at: int, place: Place, *, private: bool) -> tuple[Button, ...]:
    """The buttons that make sense under excerpt ``at``. ``private``: only the person sees the message."""
    sensible = {
        "previous": at > 0,
        "next": at + 1 < len(answer.found) or answer.more,
        "share": private and is_shared(place),
    }
    return tuple(
        Button(action, label, answer.id, at) for action, label in LABELS.items() if sensible.get(action, True)
    )
