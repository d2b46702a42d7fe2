"""The schedules of an archive put back to an older state -> what may have been posted since is not posted again."""

import time
from collections.abc import Iterator
from datetime import date

from bot.domain.errors import UnknownZone
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.ports import Ledger
from bot.posting.entries import Step, advanced, noted, post_id
from bot.schedule.when import upcoming

WHY = "the archive was restored from a backup that cannot know whether it was posted"


def let_pass(ledger: Ledger, grace: int, now: float | None = None) -> int:
    """Close the posts due in the last ``grace`` seconds that the archive knows nothing of; how many.

    Those before would come too late anyway, and what was claimed is looked for in its channel first. Raises as
    ``ports.Posts.put_posts``.
    """
    moment = time.time() if now is None else now
    closed = []
    for schedule in ledger.schedules():
        for day, due in _dates(schedule, moment - grace, moment):
            post = ledger.post(schedule.id, day)
            if post is None:
                post = Post(post_id(schedule.id, day), schedule.id, day, schedule.place, due, Stage.OPEN, version=0)
            if post.stage in (Stage.OPEN, Stage.MISSED):
                closed.append(advanced(post, noted(post.log, moment, Step.FAILED, WHY), stage=Stage.FAILED))
    return sum(ledger.put_posts(closed))


def _dates(schedule: Schedule, after: float, until: float) -> Iterator[tuple[date, int]]:
    """The schedule's dates due in ``(after, until]``, with their moments; none where its zone is not known."""
    try:
        day, due = upcoming(schedule, after)
        while due <= until:
            yield day, due
            day, due = upcoming(schedule, due)
    except UnknownZone:  # then it does not run either
        return
