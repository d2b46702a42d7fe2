"""An archive for the desk's tests: pages in memory, found by the last word of the question, and what it was asked."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.archive import Archive
from bot.domain.answer import Answer, Context, Excerpt, Likeness, Match, Neighbour, Nothing
from bot.domain.errors import ArchiveBusy, NotFound, UsageError
from bot.domain.question import Form, Question
from bot.domain.remembered import Found
from bot.domain.source import Span
from bot.domain.statement import Label, Page, Speaker, Statement
from bot.names import Registry
from bot.ports import Ledger
from tests.builders import a_store

if TYPE_CHECKING:
    from bot.storage.memory import MemoryStore

ROUND_THE_WORDS = (Label.QUESTION, Label.NARRATION)


class NoIndex:
    """An index that is never asked."""

    def follow(self, store: object) -> int:  # noqa: ARG002
        return 0

    def size(self) -> int:
        return 1


class Canned(Archive):
    """Finds the statements that hold the last word of a question, in the order of the pages.

    ``gone`` are statements that no longer stand, ``likeness`` what ``who_said`` finds; ``asked`` are the calls.
    """

    def __init__(self, *pages: Page, registry: Registry) -> None:
        self.store: MemoryStore = a_store(*pages)
        super().__init__(self.store, NoIndex(), None, registry, lambda: date(2025, 1, 1))  # type: ignore[arg-type]
        self.asked: list[tuple[object, ...]] = []
        self.gone: set[int] = set()
        self.likeness: tuple[int, bool, float] | None = None
        self.same_words = 0
        self.offers: list[tuple[str, str]] = []
        self.busy = False

    @property
    def ledger(self) -> Ledger:
        if self.busy:
            raise ArchiveBusy("another process is writing", hint="try again in a moment")
        return self.store.ledger

    def ask(self, text: str, limit: int = 5, *, more: int = 0, party: str | None = None) -> Answer:
        self.asked.append(("ask", text, limit, party))
        if text == "nonsense":
            raise UsageError("that is no question", hint="such as: what did China say about Norway")
        word = text.rsplit(maxsplit=1)[-1].strip('?“”"')
        return self._answer(Question(text, read_as=f"statements about {word}", corrections=_slips(text)), limit, more)

    def said(self, form: Form, limit: int = 5, *, party: str | None = None) -> Answer:
        self.asked.append(("said", form, limit, party))
        if form == Form():
            raise UsageError("all fields are empty", hint="fill in one of them")
        if form.source == "nowhere":
            raise NotFound("no source is called “nowhere”", hint="nearest: news/talk.txt")
        word = (form.about or form.who or "").split()[-1]
        return self._answer(Question(word, read_as=f"statements about {word}"), limit, 0)

    def further(self, question: Question, limit: int, more: int) -> Answer:
        self.asked.append(("further", question.text, limit, more))
        return self._answer(question, limit, more)

    def excerpt(self, found: Found) -> Excerpt | None:
        if found.statement in self.gone:
            return None
        statements = self.store.statements([found.statement])
        if not statements:
            return None
        return replace(
            self._excerpt(statements[0]), score=found.score, matched=found.matched, context=found.context
        )

    def around(self, statement: int, before: int = 2, after: int = 2) -> tuple[Neighbour, ...]:
        (own,) = self.store.statements([statement])
        page = self.store.page(own.source)
        units = [unit for unit in page.units if unit.label.voice or unit.label in ROUND_THE_WORDS]
        at = units.index(own.unit)
        return tuple(
            Neighbour(page.source.slice(unit.span), unit.label, unit.speaker, unit == own.unit)
            for unit in units[max(0, at - before) : at + after + 1]
        )

    def who_said(self, text: str) -> Likeness | None:
        self.asked.append(("who_said", text))
        if self.likeness is None:
            return None
        number, verbatim, share = self.likeness
        others = tuple(Speaker(f"Speaker {other}", party="NO") for other in range(self.same_words))
        return Likeness(self._excerpt(self.store.statements([number])[0]), verbatim, share, others)

    def complete_parties(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        return self._offered("parties", typed)[:limit]

    def complete_speakers(self, typed: str, limit: int = 25, party: str | None = None) -> list[tuple[str, str]]:  # noqa: ARG002
        return self._offered("speakers", typed)[:limit]

    def complete_topics(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        return self._offered("topics", typed)[:limit]

    def complete_sources(self, typed: str, limit: int = 25) -> list[tuple[str, str]]:
        return self._offered("sources", typed)[:limit]

    def ids(self) -> list[int]:
        """The statements, in the order of the pages."""
        return [each.id for line in self.store.sources() for each in self.store.of_source(line.id)]

    def _offered(self, kind: str, typed: str) -> list[tuple[str, str]]:
        if typed == "busy":
            raise ArchiveBusy("another process is writing")
        return self.offers or [(f"{kind} like {typed}", f"{kind} {typed}")]

    def _answer(self, question: Question, limit: int, more: int) -> Answer:
        word = question.read_as.split()[-1].casefold()
        held = self.store.statements(self.ids())
        hits = [each for each in held if word in each.text.casefold() and each.id not in self.gone]
        if not hits:
            nearest = tuple(self._excerpt(each) for each in held[:4])
            return Answer(question, nothing=Nothing(f"The archive holds no statement about {word}.", nearest))
        found = tuple(self._excerpt(each, word) for each in hits[more : more + limit])
        return Answer(question, found, left_out={"undated": 2} if "since" in question.text else {})

    def _excerpt(self, statement: Statement, word: str = "") -> Excerpt:
        unit = statement.unit
        source = self.store.page(statement.source).source
        at = statement.text.casefold().find(word) if word else -1
        span = Span(unit.start + at, unit.start + at + len(word))
        matched = (Match(source.slice(span), word, "statement", span),) if at >= 0 else ()
        asked = Context(source.slice(unit.answers), unit.answers, "question") if unit.answers else None
        return Excerpt(statement, source, statement.text, unit.start, unit.end, 0.5, matched, asked)


def _slips(text: str) -> dict[str, str]:
    return {"norwey": "Norway"} if "norwey" in text else {}
