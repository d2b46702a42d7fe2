"""A schedule that cannot post -> paused, with the reason, and the person who set it told."""

import logging
from dataclasses import replace

from bot.domain.errors import ArchiveError
from bot.domain.post import Post
from bot.domain.schedule import Schedule
from bot.posting.means import Means
from bot.posting.outlet import Barred, Outlet, Passing

ATTEMPTS = 3
"""So often is the schedule read again that somebody else changed meanwhile."""

_log = logging.getLogger("onrecord.posting")


async def pause(means: Means, outlet: Outlet, post: Post, barred: Barred) -> None:
    """Pause the schedule of a post that was refused, unless it was changed to another channel, paused or ended since.

    Raises the ArchiveErrors if it cannot be kept; that the person cannot be told is logged only, for ``daily list``
    shows the reason too.
    """
    schedule = await means.call(_paused, means, post, barred)
    if schedule is None:
        return
    _log.warning("schedule %s is paused: %s", schedule.id, barred.problem)
    if not schedule.person:
        return
    try:
        reply = await means.call(means.composing.paused, schedule, barred.problem, barred.mend)
        await means.asked(outlet.tell(schedule.person, schedule.place, reply))
    except (Passing, Barred, ArchiveError) as error:
        _log.warning("the person who set schedule %s could not be told: %s", schedule.id, error)


def _paused(means: Means, post: Post, barred: Barred) -> Schedule | None:
    """The schedule as kept; None where it is left as it is."""
    for _ in range(ATTEMPTS):
        schedule = means.ledger.schedule(post.schedule)
        if schedule is None or schedule.ended or schedule.paused or schedule.place != post.place:
            return None
        reason = " ".join(filter(None, (barred.problem, barred.mend)))
        if kept := means.ledger.keep_schedule(replace(schedule, paused=reason)):
            return kept
    return None
