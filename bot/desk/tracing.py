"""The words of somebody's message -> the statement they come from, or the one nearest to them."""

from bot.archive import Archive
from bot.desk.cards import card_of
from bot.desk.here import is_private
from bot.desk.kept import Kept
from bot.desk.reply import Line, Outcome, Reply
from bot.desk.request import Request
from bot.desk.showing import buttons
from bot.desk.words import count, one_line
from bot.domain.answer import Likeness
from bot.domain.question import Question
from bot.domain.statement import Speaker
from bot.search.likeness import without_markup
from bot.search.terms import words

NAMED = 5
"""Other speakers of the same words who are named; more are counted."""

_WORD_FOR_WORD = "the statement whose words stand in a message"
_NEAREST = "the statement nearest to a message, not word for word"


class Tracing:
    """Finds out who said what a message says."""

    def __init__(self, archive: Archive, kept: Kept) -> None:
        self._archive = archive
        self._kept = kept

    def who(self, request: Request) -> Reply:
        """The command ``who``. Of the message, which somebody else wrote, nothing is kept."""
        settings = self._archive.ledger.place_settings(request.place)
        private = is_private(request, settings)
        likeness = self._archive.who_said(request.arguments["text"])
        if likeness is None:
            nothing = "Nothing found: no statement in the archive has these words, or nearly these."
            return Reply((Line(nothing),), private=private, outcome=Outcome.NOTHING)
        others, whole = self._others(likeness), _is_all(request.arguments["text"], likeness)
        kept = self._kept.one(likeness.excerpt, _question(likeness, others), request.place, request.person)
        card = card_of(likeness.excerpt, self._archive.party_name, language=settings.language)
        same = (Line(f"The same words are on record of {others} too."),) if others else ()
        return Reply(
            (Line(_told(likeness, whole=whole)), card, *same),
            buttons(kept, 0, request.place, private=private),
            private=private,
            remember=kept,
            outcome=Outcome.FOUND,
        )

    def _others(self, likeness: Likeness) -> str:
        """Who else is on record with the words: by these alone nobody can tell them apart."""
        names = list(dict.fromkeys(map(self._name, likeness.others)))
        further = [count(len(names) - NAMED, "other speaker")] if len(names) > NAMED else []
        return ", ".join([*names[:NAMED], *further])

    def _name(self, speaker: Speaker) -> str:
        name = one_line(speaker.name)
        party = one_line(self._archive.party_name(speaker.party)) if speaker.party else ""
        return name if not party or party.casefold() in name.casefold() else f"{name} ({party})"


def _is_all(message: str, likeness: Likeness) -> bool:
    """Whether all the message's words stand in the statement: of one that says more, only a part is on record."""
    held = " ".join(words(likeness.excerpt.text))
    return f" {' '.join(words(without_markup(message)))} " in f" {held} "


def _question(likeness: Likeness, others: str) -> Question:
    """What stands above the card wherever it is shown again: how far the words agree goes with them."""
    read_as = _WORD_FOR_WORD if likeness.verbatim else _NEAREST
    return Question("", read_as=read_as + (f"; the same words are on record of {others} too" if others else ""))


def _told(likeness: Likeness, *, whole: bool) -> str:
    if likeness.verbatim and whole:
        return "These words are on record, word for word:"
    if likeness.verbatim:
        return "Part of this message is on record, word for word; the rest may not be:"
    part = min(int(likeness.share * 100), 99)
    return f"Not on record word for word. The nearest statement, with {part} % of the words in the same order:"
