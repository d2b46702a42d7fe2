"""What is remembered of an answer, so that its buttons work after a restart, and what people flag as wrong."""

from dataclasses import dataclass, field

from bot.domain.answer import Context, Excerpt, Match
from bot.domain.place import Place
from bot.domain.question import Question


@dataclass(frozen=True, slots=True)
class Found:
    """An excerpt without its words: those are read again from the store, and checked, whenever it is shown."""

    statement: int
    score: float
    matched: tuple[Match, ...] = ()
    context: Context | None = None
    also_in: tuple[str, ...] = ()

    @classmethod
    def of(cls, excerpt: Excerpt) -> "Found":
        """What to remember of an excerpt."""
        return cls(excerpt.statement.id, excerpt.score, excerpt.matched, excerpt.context, excerpt.also_in)


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer as given to ``person`` in ``place`` at ``at`` (seconds since 1970), by a random ``id`` of 12 letters.

    ``found`` are the excerpts listed so far, in order; ``more`` tells that the archive may hold further ones.
    """

    id: str
    place: Place
    person: str
    at: int
    question: Question
    found: tuple[Found, ...] = ()
    more: bool = False
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flag:
    """A person's word that an attribution is wrong: the statement as it stood, and why, in their own words.

    ``speaker`` is whose the statement was shown to be; ``start`` and ``end`` are its place in the source.
    """

    statement: int
    source: str
    start: int
    end: int
    speaker: str
    text: str
    reason: str
    place: Place
    person: str
    at: int
