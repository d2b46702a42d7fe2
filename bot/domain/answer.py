"""An answer: excerpts in order, how the question was read, what was left out and why, or nothing."""

from dataclasses import dataclass, field

from bot.domain.question import Question
from bot.domain.source import Source, Span, When
from bot.domain.statement import Label, Speaker, Statement, Voice


@dataclass(frozen=True, slots=True)
class Match:
    """Words that matched: ``text`` as it stands at ``span``, the question's words it answers, and where it stands."""

    text: str
    asked: str
    where: str  # statement | context | title
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a statement answers or follows, as it stands in the source."""

    text: str
    span: Span
    role: str  # question | before | after | heading | question before | question after


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A statement as shown. ``text`` is exactly ``source.text[start:end]``."""

    statement: Statement
    source: Source = field(repr=False)
    text: str
    start: int
    end: int
    score: float
    matched: tuple[Match, ...] = ()
    context: Context | None = None
    also_in: tuple[str, ...] = ()

    @property
    def speaker(self) -> Speaker:
        """Whose words they are."""
        speaker = self.statement.unit.speaker
        assert speaker is not None  # noqa: S101  an excerpt is made of quotable units only
        return speaker

    @property
    def voice(self) -> Voice:
        """How the words reach us."""
        return Voice(self.statement.unit.label.value)

    @property
    def when(self) -> When | None:
        """The date shown with it."""
        return self.source.facts.shown_date

    @property
    def reported_by(self) -> str | None:
        """Who carried the words, unless they are the party's own text or transcript."""
        facts = self.source.facts
        if self.voice in (Voice.TRANSCRIPT, Voice.OFFICIAL):
            return None
        return next((fact.value for fact in (facts.agency, facts.publisher) if fact), None)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing found: why, and the nearest things the archive does hold."""

    reason: str
    nearest: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question. ``left_out`` counts what was not shown, by reason (``undated``, ``unsure``)."""

    question: Question
    excerpts: tuple[Excerpt, ...] = ()
    nothing: Nothing | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    took_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit of a page beside a statement, or (``own``) the statement itself: its words as they stand, and what it is.

    ``speaker`` is None for nobody's statement and where it is not sure enough whose words they are.
    """

    text: str
    label: Label
    speaker: Speaker | None
    own: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """The statement nearest to a text. ``share``: how much of the shorter of the two stands in the other, in order.

    1 only when ``verbatim``, that is word for word (punctuation, case and quotation marks aside); a place where words
    are left out or put in between counts as a word that differs. ``others`` are further speakers on record with the
    same words: then nobody can tell by the words alone who said them.
    """

    excerpt: Excerpt
    verbatim: bool
    share: float
    others: tuple[Speaker, ...] = ()
