"""An archive for the desk's tests: pages in memory, found by the last word of the question, and what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.archive import Archive
from bot.domain.answer import Answer, Context, Excerpt, Likeness, Match, Neighbour, Nothing
from bot.domain.errors import ArchiveBusy, NotFound, UsageError
from bot.domain.post import Candidate
from bot.domain.question import Form, Question
from bot.domain.remembered import Found
from bot.domain.source import Span
from bot.domain.statement import Label, Page, Speaker, Statement, Voice
from bot.names import Registry
from bot.names.letters import flat
from bot.ports import Ledger
from bot.schedule.choice import Pool, key_of
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


@dataclass(slots=True)
class CannedPool:
    """Candidates by their numbers, in the order of the pages."""

    held: dict[int, Candidate]

    def said_on(self, month: int, day: int) -> Sequence[int]:
        said = {number: each.said for number, each in self.held.items()}
        return [number for number, when in said.items() if when and (when.month, when.day) == (month, day)]

    def ranked(self) -> Sequence[int]:
        return list(self.held)

    def look(self, number: int) -> Candidate | None:
        return self.held.get(number)


class Canned(Archive):
    """Finds the statements that hold the last word of a question, in the order of the pages.

    ``gone`` are statements that no longer stand, ``failing`` those that are chosen and fail their check, ``likeness``
    what ``who_said`` finds; ``lent`` is a ledger of another sort; ``asked`` are the calls.
    """

    def __init__(self, *pages: Page, registry: Registry) -> None:
        self.store: MemoryStore = a_store(*pages)
        super().__init__(self.store, NoIndex(), None, registry, lambda: date(2025, 1, 1))  # type: ignore[arg-type]
        self.asked: list[tuple[object, ...]] = []
        self.gone: set[int] = set()
        self.failing: set[int] = set()
        self.likeness: tuple[int, bool, float] | None = None
        self.same_words = 0
        self.offers: list[tuple[str, str]] = []
        self.busy = False
        self.lent: object = None

    @property
    def ledger(self) -> Ledger:
        if self.busy:
            raise ArchiveBusy("another process is writing", hint="try again in a moment")
        return self.lent or self.store.ledger  # type: ignore[return-value]

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

    def pool(self, party: str | None, about: str | None, voice: Voice | None) -> Pool:
        held = (self._candidate(each) for each in self.store.statements(self.ids()) if each.id not in self.gone)
        fitting = (each for each in held if (about or "").casefold() in each.words.casefold())
        return CannedPool({each.statement: each for each in fitting
                           if party in (None, each.party) and voice in (None, each.voice)})  # fmt: skip

    def statement(self, number: int) -> Excerpt | None:
        standing = [] if number in self.gone | self.failing else self.store.statements([number])
        return self._excerpt(standing[0]) if standing else None

    def _candidate(self, held: Statement) -> Candidate:
        unit, when = held.unit, self.store.page(held.source).source.facts.shown_date
        speaker = unit.speaker or Speaker("nobody")
        return Candidate(
            held.id, held.source, unit.start, unit.end, key_of(held.text), held.text, unit.label.voice,
            unit.confidence, speaker.entity or flat(speaker.name), speaker.party, when.date if when else None,
            asked=unit.answers is not None,
        )  # fmt: skip

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
