"""A post: one message the bot sends on its own, from the claim of its day to the receipt, and its correction."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.place import Place
from bot.domain.source import PartialDate
from bot.domain.statement import Voice


class Stage(StrEnum):
    """How far a post has come. MISSED and OPEN may still be claimed: nothing was ever sent for them."""

    CLAIMED = "claimed"  # somebody is about to send it, or was when they died
    POSTED = "posted"  # the platform gave its message's id
    MISSED = "missed"  # nobody served, or the platform took nothing, until it was too late
    SKIPPED = "skipped"  # as a person asked
    OPEN = "open"  # a skip that was taken back
    NOTHING = "nothing"  # the archive holds nothing that fits
    FAILED = "failed"  # the platform refused it, or nobody can know whether it was sent


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement in a post. ``key`` is its words', whatever the page; ``speaker`` and ``source`` are for variety."""

    key: str
    source: str
    speaker: str
    statement: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in the life of a post, in plain words: what was done (``step``), when, and what came of it."""

    at: int
    step: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """The post of a schedule for a local date; there is one at most. Moments are seconds since 1970.

    ``id``, twelve random letters, is the mark by which the platform knows it again and the id of its remembered answer.
    ``due`` is the moment it is due. ``owner`` is the process that holds the claim, until ``until``; ``tries`` counts
    what was sent, or may have been. ``message`` is the platform's id of what was posted. ``wrong`` says why it must be
    corrected, ``corrected`` when it was (0: not yet). ``log`` tells its life, oldest first. ``version`` grows by one
    with each write: see ``ports.Posts.put_posts``.
    """

    id: str
    schedule: str
    day: date
    place: Place
    due: int
    stage: Stage
    owner: str = ""
    until: int = 0
    tries: int = 0
    shown: tuple[Shown, ...] = ()
    message: str = ""
    wrong: str = ""
    corrected: int = 0
    log: tuple[Entry, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement as something to choose: its words, and all that the choice depends on.

    ``key`` is that of its words; ``speaker`` the registry's id, else the folded name; ``asked`` tells that it comes
    right after the question it answers on its page, which is shown with it and lets it be understood; ``scrap``, that
    what is shown as its question is too short to be one.
    """

    statement: int
    source: str
    start: int
    end: int
    key: str
    words: str
    voice: Voice | None
    confidence: float
    speaker: str
    party: str | None
    said: PartialDate | None
    asked: bool = False
    scrap: bool = False

    def shown(self) -> Shown:
        """What is remembered of it once it is posted."""
        return Shown(self.key, self.source, self.speaker, self.statement, self.start, self.end)
