"""Answers given -> answers remembered under an id, for the buttons below them, until they are too old."""

import re
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from string import ascii_lowercase

from bot.domain.answer import Answer, Excerpt
from bot.domain.place import Place
from bot.domain.question import Question
from bot.domain.remembered import Found, Remembered
from bot.ports import Ledger

WAITING = 2000
"""Answers held until they are written; past that the oldest is let go, as when their replies could not be sent."""

DAY = 86_400
"""Seconds."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def random_id() -> str:
    """Twelve letters that nobody guesses (56 bits)."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(12))


class Kept:
    """Remembered answers: those just given in memory, all others in the ledger. Any thread may call.

    An answer is written after its reply was sent (``remember``), yet its buttons may be pressed before.
    """

    def __init__(self, ledger: Callable[[], Ledger], clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._ledger = ledger
        self._clock = clock
        self.new_id = new_id
        self._waiting: dict[str, Remembered] = {}
        self._lock = threading.Lock()

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self._clock())

    def given(self, answer: Answer, place: Place, person: str, *, more: bool) -> Remembered:
        """An answer just found, under a new id; ``more`` tells that there may be further excerpts."""
        found = tuple(map(Found.of, answer.excerpts))
        return self.hold(
            Remembered(
                self.new_id(), place, person, self.now(), answer.question, found, more, dict(answer.left_out)
            )
        )

    def one(self, excerpt: Excerpt, question: Question, place: Place, person: str) -> Remembered:
        """A single excerpt that is shown by itself."""
        return self.given(Answer(question, (excerpt,)), place, person, more=False)

    def copy(self, answer: Remembered, place: Place, person: str) -> Remembered:
        """The same answer for another person, or another message, under an id of its own."""
        return self.hold(replace(answer, id=self.new_id(), place=place, person=person, at=self.now()))

    def hold(self, answer: Remembered) -> Remembered:
        """The answer as it is from now on, though not written yet."""
        with self._lock:
            self._waiting.pop(answer.id, None)
            self._waiting[answer.id] = answer
            while len(self._waiting) > WAITING:
                del self._waiting[next(iter(self._waiting))]
        return answer

    def recall(self, id_: str, place: Place) -> Remembered | None:
        """The answer of that id, if it was given in this server or in this very channel; else it is nobody's here."""
        if not _ID.fullmatch(id_):
            return None
        with self._lock:
            answer = self._waiting.get(id_)
        answer = answer or self._ledger().recall(id_)
        return answer if answer and _together(answer.place, place) else None

    def is_post(self, id_: str, place: Place) -> bool:
        """Whether it stands under something the bot posted on its own, in answer to nobody."""
        answer = self.recall(id_, place)
        return answer is not None and not answer.person

    def recent(self, place: Place, limit: int) -> list[Remembered]:
        """The newest answers of the place's server, newest first, those that wait to be written included."""
        with self._lock:
            waiting = [each for each in reversed(self._waiting.values()) if _same_server(each.place, place)]
        written = self._ledger().recent(place, limit)
        known = {each.id for each in waiting}  # what waits is the newer state of it
        found = [*waiting, *(each for each in written if each.id not in known)]
        return sorted(found, key=lambda each: each.at, reverse=True)[:limit]

    def remember(self, answers: Sequence[Remembered]) -> None:
        """Write answers. Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly; then they are still held in memory."""
        if not answers:
            return
        self._ledger().remember(answers)
        with self._lock:
            for answer in answers:
                if self._waiting.get(answer.id) is answer:  # not one that has grown since
                    del self._waiting[answer.id]

    def forget(self, days: int) -> int:
        """Let go of the answers older than so many days; how many."""
        return self._ledger().forget(self.now() - days * DAY)


def _same_server(one: Place, other: Place) -> bool:
    return (one.platform, one.server) == (other.platform, other.server)


def _together(one: Place, other: Place) -> bool:
    """Whether people in both can have seen the same message; a group without a server has its channel in common."""
    if one.platform != other.platform:
        return False
    return one.server == other.server or (one.channel != "" and one.channel == other.channel)
