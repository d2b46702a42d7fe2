"""An answer as cards for the terminal: how the question was read, each excerpt with its source, what was left out."""

from collections.abc import Iterator

from bot.adapters.terminal.paint import Ink, Paint
from bot.adapters.terminal.screen import NARROWEST, cells, one_line, plain_wrap, visible_with, wrap
from bot.desk import words
from bot.desk.card import Card
from bot.desk.cards import PartyName, card_of
from bot.desk.cutting import around
from bot.desk.dates import ENGLISH
from bot.desk.links import page_of
from bot.domain.answer import Answer
from bot.domain.source import Span
from bot.domain.statement import Voice

_LEFT_OUT = {
    "undated": "without a date, so not counted into the period",
    "unsure": "not surely attributed",
    "more": "further down",
}

_BESIDE = 320
"""Characters of what stands beside an excerpt; a journalist's question may fill a page."""


class Cards:
    """Draws answers ``width`` columns wide, their dates in the language of this CLDR code."""

    def __init__(self, paint: Paint, width: int, party_name: PartyName, language: str = ENGLISH) -> None:
        self._paint = paint
        self._width = max(width, NARROWEST)
        self._party_name = party_name
        self._language = language

    def answer(self, answer: Answer, *, first: int = 1) -> str:
        """The whole reply; ``first`` numbers the first excerpt."""
        lines = list(self._reading(answer))
        shown: dict[str, int] = {}
        for number, excerpt in enumerate(answer.excerpts, first):
            card = card_of(excerpt, self._party_name, number=number, language=self._language)
            lines += ["", *self.card(card, same_page=shown.get(excerpt.source.id))]
            shown.setdefault(excerpt.source.id, number)
        if answer.nothing is not None:
            lines += ["", *self._wrapped("Nothing found: " + one_line(answer.nothing.reason), Ink.NAME)]
            if answer.nothing.nearest:
                lines += ["", *self._wrapped("Nearest in the archive:", Ink.ASIDE)]
            for excerpt in answer.nothing.nearest:
                lines += ["", *self.card(card_of(excerpt, self._party_name, language=self._language))]
        left = list(self._left_out(answer))
        return "\n".join([*lines, *(["", *left] if left else [])])

    def card(self, card: Card, *, same_page: int | None = None) -> Iterator[str]:
        """One card. Without a number it has a bullet; ``same_page`` is an earlier card that cites the page in full."""
        yield from self._who(card)
        indent = "  " if card.number is None or card.number < 10 else "   "  # as wide as the number
        if card.answers:
            yield from self._beside(card, indent)
        yield from self._quotation(card, indent)
        if not card.answers:
            yield from self._beside(card, indent)
        yield from self._citation(card, indent, same_page)
        if card.found_by:
            reasons = ", ".join(map(one_line, card.found_by))
            yield from self._wrapped(f"found by {reasons}", Ink.ASIDE, indent=indent)

    def _reading(self, answer: Answer) -> Iterator[str]:
        question = answer.question
        if question.read_as:
            yield from self._wrapped(f"Read as: {one_line(question.read_as)}", Ink.ASIDE)
        for wrong, right in question.corrections.items():
            yield from self._wrapped(f"“{one_line(wrong)}” read as “{one_line(right)}”", Ink.ASIDE)

    def _who(self, card: Card) -> Iterator[str]:
        """Name, role and party, with the voice as a badge at the right or on a line of its own."""
        number = "·" if card.number is None else str(card.number)
        name, badge = one_line(card.name), one_line(card.badge)
        about = "".join(f", {one_line(part)}" for part in card.about)
        guess = "likely " if card.likely else ""
        head = f"{number} {guess}{name}{about}"
        gap = self._width - cells(head) - cells(badge)
        ink = Ink.REPORTED if card.voice is Voice.REPORTED else Ink.GOOD
        if gap >= 2:  # at least two spaces between
            yield f"{number} {guess}{self._paint(name, Ink.NAME)}{about}" + " " * gap + self._paint(badge, ink)
            return
        yield from self._wrapped(head, Ink.NAME, after="  ")
        yield from self._wrapped(badge, ink, indent="  ")

    def _quotation(self, card: Card, indent: str) -> Iterator[str]:
        """The words, in quotation marks behind a bar; a paraphrase without marks behind a broken bar."""
        reported = card.voice is Voice.REPORTED
        bar, ink = ("┊ ", Ink.REPORTED) if reported else ("│ ", Ink.QUOTE)
        text, marks = visible_with(card.words.text, card.words.marks)
        if not reported:
            text = f"“{text}”"
            marks = tuple(Span(mark.start + 1, mark.end + 1) for mark in marks)
        for line in wrap(text, self._width - len(indent) - 2, marks=marks):
            pieces = (self._paint(piece, Ink.MATCH) if marked else piece for piece, marked in line)
            yield indent + self._paint(bar, ink) + "".join(pieces)

    def _beside(self, card: Card, indent: str) -> Iterator[str]:
        if card.beside is None:
            return
        shown, before, after = around(card.beside, _BESIDE)
        text = ("… " if before else "") + one_line(shown.text) + (" …" if after else "")
        yield from self._wrapped(f"{one_line(card.beside_label)}: {text}", Ink.ASIDE, indent=indent, after=indent)

    def _citation(self, card: Card, indent: str, same_page: int | None) -> Iterator[str]:
        yield from self._wrapped(" · ".join(map(one_line, (card.date, *card.carried))), indent=indent)
        if same_page is not None:
            place = f"the same page as {same_page} · {card.place.rpartition(' · ')[2]}"
        else:
            if card.title:
                yield from self._wrapped(one_line(card.title), indent=indent)
            if card.url:
                yield indent + self._paint(page_of(card.url), Ink.ASIDE)
            place = one_line(card.place)
        yield from self._wrapped(place, Ink.ASIDE, indent=indent)
        if card.also_in:
            sources = words.count(len(card.also_in), "other source")
            yield from self._wrapped(f"also in {sources}: {', '.join(card.also_in)}", Ink.ASIDE, indent=indent)

    def _left_out(self, answer: Answer) -> Iterator[str]:
        for reason, number in answer.left_out.items():
            if number:
                why = _LEFT_OUT.get(reason, reason)
                yield from self._wrapped(f"left out: {words.count(number, 'statement')} {why}", Ink.ASIDE)

    def _wrapped(self, text: str, *inks: Ink, indent: str = "", after: str = "") -> Iterator[str]:
        for number, line in enumerate(plain_wrap(text, self._width - len(indent or after))):
            yield (indent if number == 0 else indent or after) + self._paint(line, *inks)
