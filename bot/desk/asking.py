"""A question, in a person's words or in fields -> the reply: the best excerpt, or nothing and the nearest."""

from collections.abc import Iterator

from bot.archive import Archive
from bot.desk.cards import card_of
from bot.desk.here import is_private
from bot.desk.kept import Kept
from bot.desk.reply import Line, Outcome, Part, Reply
from bot.desk.request import Request
from bot.desk.showing import buttons, left_out, parts, reading
from bot.domain.answer import Answer, Nothing
from bot.domain.place import PlaceSettings
from bot.domain.question import Form

NEAREST = 3
"""Nearest things shown when nothing is found: enough to see what the archive does hold."""


class Asking:
    """Answers questions with at most ``limit`` excerpts at a time, one of them shown."""

    def __init__(self, archive: Archive, kept: Kept, limit: int) -> None:
        self._archive = archive
        self._kept = kept
        self._limit = limit

    def ask(self, request: Request) -> Reply:
        """The command ``ask``: a question in a person's own words."""
        settings = self._archive.ledger.place_settings(request.place)
        answer = self._archive.ask(request.arguments["question"], self._limit, party=settings.party)
        return self._answered(answer, request, settings)

    def said(self, request: Request) -> Reply:
        """The command ``said``: a question in fields. Raises UsageError, NotFound, Ambiguous."""
        settings = self._archive.ledger.place_settings(request.place)
        answer = self._archive.said(Form(**request.arguments), self._limit, party=settings.party)
        return self._answered(answer, request, settings)

    def _answered(self, answer: Answer, request: Request, settings: PlaceSettings) -> Reply:
        private = is_private(request, settings)
        if not answer.excerpts:
            told = tuple(self._nothing(answer, settings.language))
            return Reply(told, private=private, answer=answer, outcome=Outcome.NOTHING)
        full = len(answer.excerpts) >= self._limit
        kept = self._kept.given(answer, request.place, request.person, more=full)
        return Reply(
            parts(kept, 0, answer.excerpts[0], self._archive.party_name, settings.language),
            buttons(kept, 0, request.place, private=private),
            private=private,
            remember=kept,
            answer=answer,
            outcome=Outcome.FOUND,
        )

    def _nothing(self, answer: Answer, language: str) -> Iterator[Part]:
        """Why nothing was found, and the nearest: without buttons, which would make answers of them."""
        nothing = answer.nothing or Nothing("The archive holds no statement that answers it.")
        yield from reading(answer.question)
        yield Line(f"Nothing found: {nothing.reason}")
        if nothing.nearest:
            yield Line("Nearest in the archive, not an answer to the question:", aside=True)
        for excerpt in nothing.nearest[:NEAREST]:
            yield card_of(excerpt, self._archive.party_name, language=language)
        yield from left_out(answer.left_out)
