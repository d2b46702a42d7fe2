"""A question, in a person's words or in fields -> the reply: the best excerpt, or nothing and the nearest."""

from collections.abc import Iterator

from bot.archive import Archive
from bot.desk.cards import card_of
from bot.desk.here import is_private
from bot.desk.kept import Kept
from bot.desk.reply import Line, Outcome, Part, Reply
from bot.desk.request import Request
from bot.desk.showing import buttons, left_out, parts, reading
from bot.desk.words import one_line
from bot.domain.answer import Answer, Nothing
from bot.domain.place import PlaceSettings
from bot.domain.question import Form, Question

NEAREST = 3
"""Nearest things shown when nothing is found: enough to see what the archive does hold."""


_BY_SETTING = "(as set for this place)"
"""In how a question was read: the party is the place's, not the question's."""


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
        if further := _further(answer.question):
            yield Line(further, aside=True)
        if nothing.nearest:
            yield Line("Nearest in the archive, not an answer to the question:", aside=True)
        else:
            yield Line("“sources” lists what the archive holds, “help” shows what can be asked.", aside=True)
        for excerpt in nothing.nearest[:NEAREST]:
            yield card_of(excerpt, self._archive.party_name, language=language)
        yield from left_out(answer.left_out)


def _further(question: Question) -> str:
    """How to ask beyond the place's own party, which is all that was looked at; empty if the question named one."""
    about = " ".join(one_line(topic.text) for topic in question.topics)
    asked = f'who said "{one_line(question.phrase)}"' if question.phrase else f"who mentioned {about}"
    if _BY_SETTING not in question.read_as or not (about or question.phrase):
        return ""
    return f"Only the party set for this place was looked at: “{asked}” looks among all."
