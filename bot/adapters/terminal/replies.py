"""A reply of the desk -> lines for the terminal: paragraphs, listings and cards, in their order."""

from collections.abc import Iterator

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.paint import Ink, Paint
from bot.adapters.terminal.screen import NARROWEST, cells, one_line, plain_wrap, visible
from bot.desk.reply import Line, Listing, Part, Reply, Row


class Replies:
    """Draws replies ``width`` columns wide; their cards as ``cards`` does."""

    def __init__(self, paint: Paint, width: int, cards: Cards) -> None:
        self._paint = paint
        self._width = max(width, NARROWEST)
        self._cards = cards

    def reply(self, reply: Reply) -> str:
        """All parts; an empty line before and after everything that is not a paragraph."""
        lines: list[str] = []
        close = True
        for part in reply.parts:
            if lines and not (close and isinstance(part, Line)):
                lines.append("")
            lines += self._part(part)
            close = isinstance(part, Line)
        return "\n".join(lines)

    def _part(self, part: Part) -> Iterator[str]:
        if isinstance(part, Line):
            text = " ".join((one_line(part.text), *map(one_line, part.channels)))
            for line in plain_wrap(text, self._width):
                yield self._paint(line, *([Ink.ASIDE] if part.aside else []))
        elif isinstance(part, Listing):
            yield from (self._paint(line, Ink.NAME) for line in plain_wrap(one_line(part.title), self._width))
            for row in part.rows:
                yield from self._quoted(row) if part.quoted else self._row(row)
        else:
            yield from self._cards.card(part)

    def _row(self, row: Row) -> Iterator[str]:
        text = ", ".join(filter(None, (one_line(row.text), *map(one_line, row.channels))))
        inks = [Ink.NAME] if row.marked else []
        for line in labelled(one_line(row.name), text, self._paint, self._width - 2, *inks):
            yield "  " + line
        if row.link and row.link not in text:
            yield "    " + self._paint(row.link, Ink.ASIDE)

    def _quoted(self, row: Row) -> Iterator[str]:
        """A page's own words behind a bar, below whose they are; the marked row stands out without any colour."""
        bar, ink = ("┃ ", Ink.QUOTE) if row.marked else ("│ ", Ink.ASIDE)
        for line in plain_wrap(one_line(row.name), self._width - 2):
            yield "  " + self._paint(line, Ink.NAME if row.marked else Ink.ASIDE)
        for line in plain_wrap(visible(row.text), self._width - 4):
            yield "  " + self._paint(bar, ink) + line


def labelled(name: str, text: str, paint: Paint, width: int, *inks: Ink) -> Iterator[str]:
    """``name: text`` on a line if it fits, else the text indented below the name; ``width`` ≥ NARROWEST - 2."""
    if text and cells(name) + 2 + cells(text) <= width:
        yield f"{paint(name, Ink.NAME)}: {paint(text, *inks)}"
        return
    *head, last = plain_wrap(name, width - 1) or [""]
    yield from (paint(line, Ink.NAME) for line in head)
    yield paint(last, Ink.NAME) + (":" if text else "")
    yield from ("  " + paint(line, *inks) for line in plain_wrap(text, width - 2))
