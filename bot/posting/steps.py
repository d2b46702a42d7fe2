"""A claimed post -> the message in its channel, and the row that says so: composed, held, sent, confirmed.

Whoever stops at any point, killed or frozen, leaves a row from which another goes on: what was held may have been sent,
so it is looked for in the channel first. Nobody sends without a claim that lasts longer than the platform may take.
"""

import logging
from dataclasses import replace
from datetime import UTC, datetime

from bot.desk.backoff import Backoff
from bot.desk.daily.composing import Composed
from bot.desk.here import is_shared
from bot.desk.logs import FACTS
from bot.domain.errors import ArchiveError
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.posting.entries import Step, advanced, noted, since, times
from bot.posting.means import Means
from bot.posting.outlet import Barred, Outlet, Passing, Unfit
from bot.posting.pausing import pause
from bot.posting.strays import Strays

SHORTEST, LONGEST = 2.0, 60.0
"""Seconds between tries of a post that the platform may take later."""

UNSURE = 5.0
"""Seconds after which a message of which word was lost can be seen in the channel, if it got there."""

REFUSALS = 3
REFUSED_SECONDS = 300.0
"""A refusal may be mended by people: so many tries, some minutes apart, before the schedule is paused."""

LOOKS = 10
"""So often is looked for a post that it is too late for; then it has failed, for nobody can tell whether it stands."""

CLOCKS = 60
"""Seconds by which the archive's server may show another time than this process."""

RENEWALS = 3
"""So often a claim is made longer; an archive that takes longer than that for each is no ground to send from."""

_log = logging.getLogger("onrecord.posting")


class Steps:
    """Takes the posts of one platform through their steps.

    ``strays`` takes away what stands twice. ``carry`` may raise the ArchiveErrors and what composing raises: the
    row tells whoever takes it over how to go on.
    """

    def __init__(self, means: Means, outlet: Outlet) -> None:
        self.strays = Strays(means, outlet)
        self._means = means
        self._outlet = outlet

    async def carry(self, claimed: Post) -> None:
        """Take a claimed post as far as it goes now: to its end, or put off in its row."""
        sent = claimed.tries or claimed.due <= await self._means.call(self._means.ledger.unsure) + CLOCKS
        post = await self._looked_for(claimed) if sent else claimed
        if post is None:
            return
        schedule = await self._means.call(self._means.ledger.schedule, post.schedule)  # as it stands by now
        now = self._means.clock()
        gone = self._gone(schedule, post, now)
        if schedule is None or gone:
            await self._end(post, Stage.MISSED, Step.MISSED, gone)
        else:
            await self._compose(schedule, post, now)

    async def _looked_for(self, post: Post) -> Post | None:
        """The post, if what may have been sent of it does not stand in its channel; else it is seen to."""
        try:
            message = await self._means.asked(self._outlet.find(post.place, post.id, since(post, self._means.clock())))
        except Passing as error:
            await self._put_off(post, f"whether it stands there cannot be seen: {error}", error.wait, post.tries)
            return None
        except Barred as error:
            await self._refused(post, error, f"whether it stands there cannot be seen: {error.problem}", post.tries)
            return None
        if message is not None:
            await self._confirm(post, message, Step.FOUND)
            return None
        return replace(post, log=noted(post.log, self._means.clock(), Step.NOT_FOUND))

    def _gone(self, schedule: Schedule | None, post: Post, now: float) -> str:
        """Why it is not to be posted any more; empty if it is."""
        if schedule is None or schedule.ended:
            return "the schedule had ended before it was posted"
        if schedule.paused:
            return "the schedule was paused before it was posted"
        if now <= post.due + self._means.grace:
            return ""
        troubles = [entry.text for entry in post.log if entry.step in (Step.PUT_OFF, Step.REFUSED)]
        end = datetime.fromtimestamp(post.due + self._means.grace, UTC)
        return f"not posted by {end:%H:%M} UTC, then it was too late" + (f": {troubles[-1]}" if troubles else "")

    async def _compose(self, schedule: Schedule, post: Post, now: float) -> None:
        post = replace(post, place=schedule.place)
        try:
            composed = await self._means.call(self._means.composing.compose, schedule, post, int(now))
        except ArchiveError as error:
            _log.warning("post %s waits for the archive: %s", post.id, error)
            await self._put_off(post, f"the archive: {error.message}", 0.0, post.tries)
            return
        if isinstance(composed, str):
            await self._end(post, Stage.NOTHING, Step.NOTHING, composed)
            return
        held = await self._held(post, composed)
        if held is not None:
            await self._send(held, composed)

    async def _held(self, post: Post, composed: Composed) -> Post | None:
        """The post with what it is to show, kept before it is sent; None if another has taken over.

        What it shows was checked just now: if it had been marked as wrong before, it is no more. It is checked again
        once it is kept: whoever withdraws it later than that finds the row, and marks it.
        """
        now = self._means.clock()
        log = post.log if post.shown == composed.shown else noted(post.log, now, Step.CHOSEN, composed.why)
        tries = post.tries + 1
        held = advanced(
            post, noted(log, now, Step.SENT, f"try {tries}"),
            shown=composed.shown, tries=tries, until=self._means.until(now), wrong="",
        )  # fmt: skip
        if not await self._put(held):
            return None
        await self._means.call(self._means.ledger.remember, [composed.remember])
        if not await self._means.call(self._means.composing.stands, held.shown):
            await self._put_off(held, "what was chosen was withdrawn at that moment", 0.0, post.tries)
            return None
        for _ in range(RENEWALS):
            now = self._means.clock()
            if held.until - now >= self._means.patience:
                return held
            held = advanced(held, held.log, until=self._means.until(now))
            if not await self._put(held):
                return None
        return None

    async def _send(self, post: Post, composed: Composed) -> None:
        try:
            message = await self._means.asked(self._outlet.send(post.place, post.id, composed.reply))
        except Passing as error:
            tries = post.tries if error.uncertain else post.tries - 1
            wait = max(error.wait, UNSURE if error.uncertain else 0.0)
            if not await self._put_off(post, str(error), wait, tries) and error.uncertain:
                await self.strays.look(post)
        except Barred as error:
            await self._refused(post, error, error.problem, post.tries - 1)
        else:
            await self._confirm(post, message, Step.POSTED)

    async def _confirm(self, post: Post, message: str, step: Step) -> None:
        """Keep the message's id, even if another holds the row by now, or gave it up: the message stands.

        Of all who sent one, the first to keep theirs has it stay; the others take theirs away.
        """
        while True:
            now = self._means.clock()
            text = "" if post.owner == self._means.owner else f"by {self._means.owner}"
            if await self._put(
                advanced(post, noted(post.log, now, step, text), stage=Stage.POSTED, message=message, shown=post.shown)
            ):
                _log.info("posted", extra={FACTS: _facts(post)})
                return
            row = await self._means.call(self._means.ledger.post, post.schedule, post.day)
            if row is None or row.id != post.id:
                _log.error("post %s stands, but its row is gone", post.id)
                return
            if row.stage is Stage.POSTED:
                if row.message != message:
                    await self.strays.add(post.place, message)
                return
            post = replace(row, shown=post.shown, place=post.place)

    async def _put_off(self, post: Post, why: str, wait: float, tries: int) -> bool:
        """Leave it in its row until it is tried again, by whoever comes first; or end it if that would be too late.

        False if another has taken over.
        """
        now, end = self._means.clock(), post.due + self._means.grace
        again = now + max(_delay(times(post, Step.PUT_OFF)), wait)
        if again > end and not tries:
            late = f"it could not be posted before it was too late: {why}"
            return await self._end(post, Stage.MISSED, Step.MISSED, late)
        if now > end and times(post, Step.PUT_OFF, after=Step.WITHDRAWN) >= LOOKS:
            return await self._end(post, Stage.FAILED, Step.FAILED, why)
        until = int(min(again, max(end, now) + LONGEST))
        return await self._put(advanced(post, noted(post.log, now, Step.PUT_OFF, why), tries=tries, until=until))

    async def _refused(self, post: Post, barred: Barred, why: str, tries: int) -> None:
        """Try again later; the third time, or when it would be too late, the post has failed.

        What may stand with words that were withdrawn is looked for again however late.
        """
        now, count = self._means.clock(), times(post, Step.REFUSED, after=Step.WITHDRAWN) + 1
        lasting = count >= REFUSALS and not isinstance(barred, Unfit)  # the next day has another statement
        again = now + min(REFUSED_SECONDS, self._means.grace / 4)
        post = replace(post, log=noted(post.log, now, Step.REFUSED, why))
        if count < REFUSALS and (post.wrong or again <= post.due + self._means.grace):
            await self._put(advanced(post, post.log, tries=tries, until=int(again)))
        elif await self._end(post, Stage.FAILED, Step.FAILED, why) and lasting:
            await pause(self._means, self._outlet, post, barred)

    async def _end(self, post: Post, stage: Stage, step: Step, why: str) -> bool:
        kept = await self._put(advanced(post, noted(post.log, self._means.clock(), step, why), stage=stage))
        if kept:
            _log.warning("not posted", extra={FACTS: _facts(post) | {"stage": str(stage), "why": why}})
        return kept

    async def _put(self, post: Post) -> bool:
        (kept,) = await self._means.call(self._means.ledger.put_posts, [post])
        return kept


def _facts(post: Post) -> dict[str, object]:
    """Where and for which date: a server's ids are what an operator needs, a person's own are nobody's business."""
    place = post.place
    where = f"{place.server}/{place.channel}" if is_shared(place) else "dm"
    return {"platform": place.platform, "channel": where, "day": post.day.isoformat()}


def _delay(failures: int) -> float:
    """Seconds until the next try after so many that failed before this one."""
    backoff = Backoff(LONGEST, shortest=SHORTEST)
    delays = [backoff.delay() for _ in range(min(failures, LOOKS) + 1)]
    return delays[-1]
