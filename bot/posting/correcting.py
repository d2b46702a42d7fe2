"""Statements that were withdrawn -> the posts that showed them, marked, and then edited where they stand."""

import logging
from collections.abc import Sequence
from contextlib import suppress

from bot.domain.post import Post, Stage
from bot.domain.statement import Statement, Unit
from bot.ports import Posts
from bot.posting.entries import Step, advanced, noted, since, times
from bot.posting.means import Means
from bot.posting.outlet import Barred, Outlet, Passing

AT_ONCE = 20
"""Posts corrected before new ones are looked for again."""

AGAIN = 60.0
"""Seconds until the platform is asked again that did not take a correction."""

REFUSALS = 3
REFUSED_SECONDS = 300.0
"""So many tries, so far apart, where a platform refuses."""

LATEST = max(AGAIN, REFUSED_SECONDS)
"""Nothing waits for longer, unless the clock was put back."""

_log = logging.getLogger("onrecord.posting")


def wrong(ledger: Posts, statements: Sequence[Statement], reason: str, now: int) -> int:
    """Mark the posts that showed any of those statements, to be corrected where the bot serves; how many.

    Those that are on their way are among them: they are corrected once they stand. One that failed is looked for again
    if it may stand all the same. ``reason`` is told in the correction. Marking again has them corrected again. Raises
    as ``Posts.put_posts``.
    """
    sources = dict.fromkeys(statement.source for statement in statements)
    showing = [post for source in sources for post in ledger.showing(source)]
    posts = {post.id: post for post in showing if any(showed(post, each.source, each.unit) for each in statements)}
    return sum(_mark(ledger, post, reason, now) for post in posts.values())


def showed(post: Post, source: str, unit: Unit) -> bool:
    """Whether a post showed a statement: by its place, as read again it may have another number."""
    return any(each.source == source and each.start < unit.end and unit.start < each.end for each in post.shown)


def _mark(ledger: Posts, post: Post, reason: str, now: int) -> bool:
    row: Post | None = post
    while row is not None and (row.stage in (Stage.POSTED, Stage.CLAIMED) or (row.stage is Stage.FAILED and row.tries)):
        log = noted(row.log, now, Step.WITHDRAWN, reason)
        again = {"stage": Stage.CLAIMED, "until": now - 1} if row.stage is Stage.FAILED else {}
        (kept,) = ledger.put_posts([advanced(row, log, wrong=reason, corrected=0, **again)])
        if kept:
            return True
        row = ledger.post(post.schedule, post.day)
    return False


class Correcting:
    """Edits the posts of a platform that are to be corrected."""

    def __init__(self, means: Means, outlet: Outlet) -> None:
        self._means = means
        self._outlet = outlet
        self._waiting: dict[str, float] = {}

    async def next(self) -> Post | None:
        """The next post to be corrected, if there is one whose time it is. Raises the ArchiveErrors."""
        posts = await self._means.call(
            self._means.ledger.to_correct, self._outlet.platform, AT_ONCE + len(self._waiting)
        )
        now = self._means.clock()
        self._waiting = {post.id: self._waiting[post.id] for post in posts if post.id in self._waiting}
        return next((post for post in posts if not now < self._waiting.get(post.id, now) <= now + LATEST), None)

    async def correct(self, post: Post) -> None:
        """Edit it, or see that there is nothing left to edit. Raises the ArchiveErrors."""
        self._waiting[post.id] = self._means.clock() + AGAIN
        reply = await self._means.call(self._means.composing.correction, post, int(self._means.clock()))
        try:
            await self._means.asked(self._outlet.edit(post.place, post.message, reply))
        except Passing as error:
            _log.info("post %s is corrected later: %s", post.id, error)
        except Barred as barred:
            await self._refused(post, barred)
        else:
            await self._settle(post, Step.CORRECTED)

    async def _refused(self, post: Post, barred: Barred) -> None:
        """A message that is gone needs no correction; for one that stands it is tried again, not for ever."""
        now = self._means.clock()
        found: str | None = post.message
        if not times(post, Step.CORRECTED):  # which takes the buttons away by which it is found
            with suppress(Passing, Barred):  # nobody can tell
                found = await self._means.asked(self._outlet.find(post.place, post.id, since(post, now)))
        if found is None:
            await self._settle(post, Step.CORRECTED, "the message is gone")
        elif times(post, Step.NOT_CORRECTED, after=Step.WITHDRAWN) + 1 >= REFUSALS:
            _log.warning("post %s cannot be corrected: %s", post.id, barred.problem)
            await self._settle(post, Step.NOT_CORRECTED, f"given up: {barred.problem}")
        else:
            self._waiting[post.id] = now + REFUSED_SECONDS
            log = noted(post.log, now, Step.NOT_CORRECTED, barred.problem)
            await self._means.call(self._means.ledger.put_posts, [advanced(post, log)])

    async def _settle(self, post: Post, step: Step, why: str = "") -> None:
        now = int(self._means.clock())
        done = advanced(post, noted(post.log, now, step, why), corrected=max(now, 1))
        await self._means.call(self._means.ledger.put_posts, [done])
