"""A pressed button -> the next excerpt, what stands around one, why it is whose it is, its source, a copy for all."""

import threading
from dataclasses import dataclass, replace

from bot.archive import Archive
from bot.desk.arguments import plain
from bot.desk.cards import card_of
from bot.desk.here import is_shared
from bot.desk.kept import Kept
from bot.desk.listing import Shelf
from bot.desk.refusing import no_answer, no_statement, refused
from bot.desk.reply import Ask, Button, Line, Listing, Outcome, Reply
from bot.desk.request import Press
from bot.desk.showing import LABELS, buttons, parts
from bot.desk.telling import context_rows, why_rows
from bot.domain.answer import Excerpt
from bot.domain.errors import NotFound
from bot.domain.remembered import Flag, Found, Remembered

REASON = 1000
"""Characters of why an attribution is wrong (a text field of Discord takes 4,000, one of Slack 3,000)."""


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A press with the answer it belongs to and the excerpt it is on, read anew from the store."""

    press: Press
    answer: Remembered
    excerpt: Excerpt
    language: str


class Pressing:
    """Carries out what buttons do, ``limit`` further excerpts at a time."""

    def __init__(self, archive: Archive, kept: Kept, limit: int) -> None:
        self._archive = archive
        self._kept = kept
        self._limit = limit
        self._shelf = Shelf(archive)
        self._flagging = threading.Lock()
        self._acts = {
            "context": self._context,
            "why": self._why,
            "source": self._source,
            "share": self._share,
            "wrong": self._wrong,
        }

    def press(self, press: Press) -> Reply:
        """The reply to a press; whatever is wrong with it is one kind, private sentence. Raises ArchiveErrors."""
        if press.action not in LABELS:
            return refused("This button does nothing any more.", "Ask the question again for one that does.")
        answer = self._kept.recall(press.answer, press.place)
        if answer is None:
            return no_answer()
        if not 0 <= press.at < len(answer.found):
            return refused("This button's excerpt is not among its answer's.", "Ask the question again.", Outcome.GONE)
        language = self._archive.ledger.place_settings(press.place).language
        if press.action in ("next", "previous"):
            return self._turn(press, answer, language, 1 if press.action == "next" else -1)
        excerpt = self._archive.excerpt(answer.found[press.at])
        if excerpt is None:
            return no_statement()
        return self._acts[press.action](_Pressed(press, answer, excerpt, language))

    def _turn(self, press: Press, answer: Remembered, language: str, step: int) -> Reply:
        """The excerpt before or behind: in place for the one who asked, as a copy of their own for anybody else."""
        grown = answer
        if step > 0 and press.at + 1 == len(answer.found) and answer.more:
            grown = self._further(answer)
        at, excerpt = self._standing(grown, press.at, step)
        if excerpt is None:
            return no_statement()
        own = press.person == answer.person
        if not own:
            kept = self._kept.copy(grown, press.place, press.person)
        else:
            kept = grown if grown is answer else self._kept.hold(grown)
        private = press.alone or not own
        shown = parts(kept, at, excerpt, self._archive.party_name, language)
        if step > 0 and at == press.at:
            shown = (*shown, Line("That is all the archive holds on this.", aside=True))
        return Reply(
            shown,
            buttons(kept, at, press.place, private=private),
            private=private,
            edit=own,
            remember=None if kept is answer else kept,
            outcome=Outcome.FOUND,
        )

    def _further(self, answer: Remembered) -> Remembered:
        """The answer with the next excerpts of its question, or knowing that there are none."""
        further = self._archive.further(answer.question, limit=self._limit, more=len(answer.found))
        known = {found.statement for found in answer.found}  # pages that came since have moved the order
        new = tuple(Found.of(excerpt) for excerpt in further.excerpts if excerpt.statement.id not in known)
        return replace(answer, found=answer.found + new, more=bool(new) and len(further.excerpts) >= self._limit)

    def _standing(self, answer: Remembered, at: int, step: int) -> tuple[int, Excerpt | None]:
        """The next excerpt from ``at`` in that direction that still stands; the one at ``at`` if there is none."""
        on = range(at + step, len(answer.found) if step > 0 else -1, step)
        for place in (*on, at):
            if (excerpt := self._archive.excerpt(answer.found[place])) is not None:
                return place, excerpt
        return at, None

    def _context(self, pressed: _Pressed) -> Reply:
        rows = tuple(context_rows(self._archive.around(pressed.excerpt.statement.id)))
        if len(rows) < 2:  # itself
            return Reply((Line("It stands alone on its page: nothing was said around it."),))
        return Reply((Listing("Around it on the page", rows, quoted=True),))

    def _why(self, pressed: _Pressed) -> Reply:
        told = self._archive.explain(pressed.excerpt)
        return Reply((Listing("Why", tuple(why_rows(told, self._archive.party_name, pressed.language))),))

    def _source(self, pressed: _Pressed) -> Reply:
        try:
            page = self._archive.show(pressed.excerpt.source.id)
        except NotFound:
            return no_statement()
        return Reply((self._shelf.told(page, pressed.language),))

    def _share(self, pressed: _Pressed) -> Reply:
        """A copy for all, under buttons of its own."""
        press = pressed.press
        if not is_shared(press.place):
            return refused("There is nobody else here to share it with.", "Ask where the others are.")
        if not press.alone:
            return refused("Everybody here sees this answer already.")
        if press.person != pressed.answer.person:
            return refused("Only who asked may share this answer.", "Ask the question yourself.")
        kept = self._kept.copy(pressed.answer, press.place, press.person)
        return Reply(
            parts(kept, press.at, pressed.excerpt, self._archive.party_name, pressed.language),
            buttons(kept, press.at, press.place, private=False),
            private=False,
            remember=kept,
            shared_by=press.person,
            outcome=Outcome.FOUND,
        )

    def _wrong(self, pressed: _Pressed) -> Reply:
        """First the form; what comes back from it is kept for review, once per person and statement."""
        press = pressed.press
        if press.words is None:
            button = Button("wrong", LABELS["wrong"], press.answer, press.at)
            return Reply(ask=Ask(button, "A wrong attribution?", "What is wrong? (may be left empty)", REASON))
        flag = self._flag(pressed, plain(press.words).strip()[:REASON])
        with self._flagging:  # two presses at once are one flag
            known = next((number for number, other in self._archive.ledger.flags() if _same(flag, other)), None)
            number = known or self._archive.ledger.flag(flag)
        if known:
            return Reply((Line(f"Thank you: you reported this already, as number {number}. It will be looked at."),))
        return Reply((Line(f"Thank you: kept as report number {number}. Somebody will look at it."),))

    def _flag(self, pressed: _Pressed, reason: str) -> Flag:
        press, excerpt = pressed.press, pressed.excerpt
        card = card_of(excerpt, self._archive.party_name)
        return Flag(
            statement=excerpt.statement.id,
            source=excerpt.source.id,
            start=excerpt.statement.unit.start,
            end=excerpt.statement.unit.end,
            speaker=", ".join((card.name, *card.about)),
            text=excerpt.statement.text,
            reason=reason,
            place=press.place,
            person=press.person,
            at=self._kept.now(),
        )


def _same(flag: Flag, other: Flag) -> bool:
    """Whether both are one person's word on one statement."""
    ours, theirs = ((each.source, each.start, each.end, each.person, each.place.platform) for each in (flag, other))
    return ours == theirs
