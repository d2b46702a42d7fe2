"""A conversation: each line typed becomes a reply, and remembers what "1" and "more" mean."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.page import page_lines
from bot.adapters.terminal.paint import Paint
from bot.adapters.terminal.report import explanation, sources_table
from bot.adapters.terminal.words import count
from bot.archive import Archive
from bot.domain.answer import Answer, Excerpt
from bot.domain.errors import OnRecordError

COMMANDS = ("more", "why", "show", "sources", "help", "quit")

HELP = """Ask in plain words:
  what did China say about Norway
  who mentioned PRISM
  what did Hua Chunying say since 2019
  "cyber theft"
Then:
  more          the next excerpts
  why 1         why excerpt 1 is whose it is, and why it was found
  show 1        the whole page of excerpt 1, with every part's speaker (or: show SOURCE)
  sources       what the archive holds
  quit          leave (or Ctrl-D)"""

_NUMBER = re.compile(r"#?(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Said:
    """A reply: its text, whether it found something, whether the conversation ends."""

    text: str
    found: bool = True
    end: bool = False
    answer: Answer | None = None


class Conversation:
    """One person's questions to one archive."""

    def __init__(
        self, archive: Archive, cards: Callable[[], Cards], paint: Paint, width: Callable[[], int], limit: int
    ) -> None:
        self._archive = archive
        self._cards = cards
        self._paint = paint
        self._width = width
        self._limit = limit
        self._asked = ""
        self._shown: list[Excerpt] = []

    def greeting(self) -> str:
        """The first lines: what there is to ask about, and how."""
        sources, statements = len(self._archive.sources()), self._archive.count()
        if not sources:
            return "The archive is empty. Fill it with: onrecord ingest PATH"
        held = f"{count(statements, 'statement')} from {count(sources, 'source')}"
        return f"On Record: {held}. Ask, for instance:\n  what did China say about Norway\n(help: more; Ctrl-D: leave)"

    def reply(self, line: str) -> Said:
        """The reply to one line; an error becomes its one line."""
        line = line.strip()
        word, _, rest = line.removeprefix("/").partition(" ")
        try:
            return self._command(word.casefold(), rest.strip()) or self._ask(line)
        except OnRecordError as error:
            return Said(str(error), found=False)

    def _command(self, word: str, rest: str) -> Said | None:
        """The reply to a command; None if the line is a question ("why does …", "show me …")."""
        alone = {
            "quit": self._quit, "exit": self._quit, "help": self._help, "?": self._help,
            "sources": self._sources, "more": self._more, "why": self._why,
        }  # fmt: skip
        if not rest and word in alone:
            return alone[word]()
        number = _NUMBER.fullmatch(rest)
        if word == "why" and number:
            return self._why(int(number[1]))
        if word == "show" and rest and " " not in rest:
            return self._show(rest, int(number[1]) if number else None)
        return None

    def _quit(self) -> Said:
        return Said("", end=True)

    def _help(self) -> Said:
        return Said(HELP)

    def _sources(self) -> Said:
        lines = sources_table(self._archive.sources(), self._paint, self._width())
        return Said("\n".join(lines) or self.greeting())

    def _ask(self, line: str) -> Said:
        answer = self._archive.ask(line, self._limit)
        self._asked = line
        self._shown = list(answer.excerpts)
        return Said(self._cards().answer(answer), bool(answer.excerpts), answer=answer)

    def _more(self) -> Said:
        if not self._asked:
            return Said("Ask something first.", found=False)
        answer = self._archive.ask(self._asked, self._limit, more=len(self._shown))
        if not answer.excerpts:
            return Said("That was all.", found=False)
        first = len(self._shown) + 1
        self._shown += answer.excerpts
        return Said(self._cards().answer(answer, first=first), answer=answer)

    def _why(self, number: int = 1) -> Said:
        excerpt = self._excerpt(number)
        if excerpt is None:
            return Said(self._no_such(number), found=False)
        told = self._archive.explain(excerpt)
        return Said("\n".join(explanation(told, self._paint, self._width(), self._archive.party_name)))

    def _show(self, name: str, number: int | None) -> Said:
        excerpt = self._excerpt(number) if number else None
        page = self._archive.show(excerpt.source.id if excerpt else name)
        return Said("\n".join(page_lines(page, self._paint, self._width())))

    def _excerpt(self, number: int) -> Excerpt | None:
        return self._shown[number - 1] if 1 <= number <= len(self._shown) else None

    def _no_such(self, number: int) -> str:
        if not self._shown:
            return "Ask something first."
        return f"There is no excerpt {number}: the last answer has {len(self._shown)}."
