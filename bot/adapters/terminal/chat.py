"""A conversation: each line typed becomes a reply of the desk, and remembers what "1" and "more" mean.

Its commands are the desk's; the buttons of other platforms are words here ("why 1"), and several excerpts are shown at
once. Nothing that is asked is written down: answers are remembered for as long as the conversation lasts.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.page import page_lines
from bot.adapters.terminal.paint import Paint
from bot.adapters.terminal.replies import Replies
from bot.adapters.terminal.screen import visible
from bot.archive import Archive
from bot.desk.desk import Desk
from bot.desk.reply import Line, Listing, Outcome, Reply, Row
from bot.desk.request import Obstacle, Press, Request
from bot.desk.words import count
from bot.domain.answer import Answer
from bot.domain.errors import OnRecordError
from bot.domain.place import Place

if TYPE_CHECKING:
    from bot.domain.remembered import Remembered

PLACE = Place("terminal", "dm:terminal")
"""Where a person writes to the bot alone: its settings are those of this archive's terminal."""

PERSON = "terminal"

OWN = (
    Row("more", "the next excerpts (or: next)"),
    Row("why 1", "why excerpt 1 is whose it is, and why it was found"),
    Row("context 1", "what stands around it on its page"),
    Row("source 1", "what is known of its source"),
    Row("wrong 1 because …", "report that it is not theirs, for review"),
    Row("show 1", "the whole page of excerpt 1, with every part's speaker (or: show SOURCE)"),
    Row("quit", "leave (or Ctrl-D)"),
)
"""What is a button elsewhere, and what only a terminal has."""

_ALONE = {"quit": "quit", "exit": "quit", "more": "more", "next": "more"}
_PRESS = re.compile(
    r"(why|context|source|wrong)(?:\s+#?(\d{1,4}))?(?:\s*[,:]?\s*\bbecause\b\s*(.*))?", re.IGNORECASE | re.DOTALL
)
_SHOW = re.compile(r"show\s+(?:#?(\d{1,4})|(\S+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply: its text, whether it found something, whether the conversation ends."""

    text: str
    found: bool = True
    end: bool = False
    answer: Answer | None = None


class Conversation:
    """One person's questions to one archive, through its desk; ``width`` tells the columns to fill."""

    def __init__(self, archive: Archive, desk: Desk, paint: Paint, width: Callable[[], int]) -> None:
        self._archive = archive
        self._desk = desk
        self._paint = paint
        self._width = width
        self._answer: Remembered | None = None
        self._shown: list[int] = []  # the place in the answer of each excerpt shown, in the order of their numbers

    def greeting(self) -> str:
        """The first lines: what there is to ask about, and how."""
        sources, statements = self._archive.catalogue.count(), self._archive.count()
        if not sources:
            return "The archive is empty. Fill it with: onrecord ingest PATH"
        held = f"{count(statements, 'statement')} from {count(sources, 'source')}"
        return f"On Record: {held}. Ask, for instance:\n  what did China say about Norway\n(help: more; Ctrl-D: leave)"

    def reply(self, line: str) -> Said:
        """The reply to one line; an error becomes its one line."""
        try:
            return self._own(line.strip().removeprefix("/").removeprefix("!")) or self._command(line)
        except OnRecordError as error:
            return Said(visible(str(error)), found=False)

    def _own(self, line: str) -> Said | None:
        """The reply to the terminal's own words; None if the line is a command of the desk or a question."""
        own = _ALONE.get(line.casefold())
        if own is not None:
            return Said("", end=True) if own == "quit" else self._more()
        if show := _SHOW.fullmatch(line):
            return self._show(line.split(None, 1)[1], int(show[1]) if show[1] else None)
        press = _PRESS.fullmatch(line)
        if press is None or (press[3] is not None and press[1].casefold() != "wrong"):
            return None
        action, number = press[1].casefold(), int(press[2] or 1)
        if action == "source" and not (press[2] and number <= len(self._shown)):  # a source's name, or the command
            return None
        return self._pressed(action, number, press[3])

    def _command(self, line: str) -> Said:
        """The reply to a command of the desk, which a question is as well."""
        name, arguments = self._desk.read_line(line)
        reply = self._desk.handle(Request(name, PLACE, PERSON, arguments, may_manage=True, obstacle=_no_posts))
        if name == "help":
            reply = replace(reply, parts=(*reply.parts, Listing("In this conversation", OWN)))
        if reply.answer is not None or reply.remember is not None:
            self._answer = reply.remember
            self._shown = list(range(len(reply.remember.found))) if reply.remember else []
        if reply.answer is not None:
            return Said(self._cards().answer(reply.answer), bool(reply.answer.excerpts), answer=reply.answer)
        return self._said(reply)

    def _more(self) -> Said:
        before = self._answer
        if before is None:
            return Said("Ask something first.", found=False)
        started = time.perf_counter()
        reply = self._press("next", len(before.found) - 1)
        if reply.outcome is not Outcome.FOUND:
            return self._said(reply)
        grown = reply.remember or before
        new = [(at, excerpt) for at, found in enumerate(grown.found) if at >= len(before.found)
               and (excerpt := self._archive.excerpt(found)) is not None]  # fmt: skip
        self._answer = grown
        if not new:
            return Said("That was all.", found=False)
        first = len(self._shown) + 1
        self._shown += [at for at, _ in new]
        answer = Answer(
            grown.question, tuple(excerpt for _, excerpt in new), left_out=dict(grown.left_out),
            took_ms=(time.perf_counter() - started) * 1000,
        )  # fmt: skip
        return Said(self._cards().answer(answer, first=first), answer=answer)

    def _pressed(self, action: str, number: int, words: str | None) -> Said:
        """What a button does elsewhere, to the excerpt of that number."""
        if not 1 <= number <= len(self._shown):
            return Said(self._no_such(number), found=False)
        reply = self._press(action, self._shown[number - 1], words)
        if reply.ask is not None:
            how = Line(f"Say: {action} {number} because … (the reason may be left empty).", aside=True)
            return self._said(Reply((Line(reply.ask.title), how)))
        return self._said(reply)

    def _press(self, action: str, at: int, words: str | None = None) -> Reply:
        answer = self._answer.id if self._answer else ""
        return self._desk.press(Press(action, answer, at, PLACE, PERSON, may_manage=True, alone=True, words=words))

    def _show(self, name: str, number: int | None) -> Said:
        if number and number <= len(self._shown) and self._answer:
            excerpt = self._archive.excerpt(self._answer.found[self._shown[number - 1]])
            name = excerpt.source.id if excerpt else name
        page = self._archive.show(name)
        return Said("\n".join(page_lines(page, self._paint, self._width())))

    def _cards(self) -> Cards:
        language = self._desk.settings(PLACE).language
        return Cards(self._paint, self._width(), self._archive.party_name, language)

    def _said(self, reply: Reply) -> Said:
        text = Replies(self._paint, self._width(), self._cards()).reply(reply)
        return Said(text, reply.outcome in (Outcome.FOUND, Outcome.DONE))

    def _no_such(self, number: int) -> str:
        if not self._shown:
            return "Ask something first."
        return f"There is no excerpt {number}: the last answer has {len(self._shown)}."


def _no_posts(place: Place) -> Obstacle:  # noqa: ARG001  every place is this one
    """A conversation in a terminal is over when its person leaves: nothing can be posted there."""
    return Obstacle("nothing is posted in a terminal", "name a channel: onrecord daily set --channel LINK")
