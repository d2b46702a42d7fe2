"""A schedule and a local date -> the post: its statement, chosen and checked, and its card."""

from dataclasses import dataclass

from bot.archive import Archive
from bot.desk.reply import Reply
from bot.domain.post import Post, Shown
from bot.domain.remembered import Remembered
from bot.domain.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Composed:
    """A post ready to be sent. ``why`` tells in a few words how its statement was chosen, for ``daily why``."""

    reply: Reply
    shown: tuple[Shown, ...]
    remember: Remembered
    why: str


class Composing:
    """Makes what is posted. Any thread may call; every method may raise the ArchiveErrors."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def compose(self, schedule: Schedule, post: Post, now: int) -> Composed | str:
        """What to post for that date, under the post's id; or, in a sentence, why there is nothing.

        A post that has ``shown`` something already keeps to it, if that still stands and passes its check. More than a
        few minutes after ``post.due`` a line says that it comes late.
        """
        raise NotImplementedError

    def correction(self, post: Post, now: int) -> Reply:
        """What takes the place of a post whose statement was withdrawn."""
        raise NotImplementedError

    def paused(self, schedule: Schedule, problem: str, mend: str) -> Reply:
        """What the person who set a schedule is told when it was paused because it could not post."""
        raise NotImplementedError
