"""What is due, or was left over -> posts that this process has claimed, each to be taken through its steps."""

import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.posting.agenda import Agenda, Due
from bot.posting.entries import Step, advanced, noted, post_id
from bot.posting.means import Means

PAGE = 500
"""Schedules read at once."""

CHECKED = 50
"""Schedules of which is looked at once whether dates passed unserved: seldom many, never urgent."""

LOOKED_AT = 20
"""Newest posts of a schedule that are read to know its last one: more than may lie ahead of it, skipped already."""

_log = logging.getLogger("onrecord.posting")


class Claims:
    """One platform's claims. Every method but ``next`` may raise the ArchiveErrors; then nothing is lost."""

    def __init__(self, means: Means, platform: str) -> None:
        self._means = means
        self._platform = platform
        self._agenda = Agenda(platform, means.grace)
        self._unchecked: deque[Schedule] = deque()
        self._begun = False
        self._unsure: int | None = None

    def next(self) -> int | None:
        """The moment of what is due next."""
        return self._agenda.next()

    async def refresh(self, now: float) -> None:
        """Hear of the schedules that changed, and of a clock that was put elsewhere."""
        await self._means.call(self._refresh, now)

    async def due(self, now: float, room: int) -> list[Post]:
        """Claim what is due, longest ago first, at most as many; what is too late is recorded as missed."""
        coming = self._agenda.next()
        if coming is None or coming > now:
            return []
        return await self._means.call(self._claim_due, now, room)

    async def left(self, now: float, room: int) -> list[Post]:
        """Take over what was claimed by somebody who had time enough for it, or was put off until now."""
        return await self._means.call(self._taken, now, room)

    async def missed(self, now: float) -> None:
        """Record the dates that passed while nobody served, for some of the schedules that are not looked through."""
        some = [self._unchecked[at] for at in range(min(CHECKED, len(self._unchecked)))]
        if some:
            await self._means.call(self._missed, some, now)
            for _ in some:
                self._unchecked.popleft()

    async def give_back(self, posts: Sequence[Post], now: float) -> None:
        """Let others go on with posts at once: they stay claimed, but for no longer."""
        ended = [
            advanced(post, noted(post.log, now, Step.GIVEN_BACK, "the process ended"), until=int(now) - 1)
            for post in posts
        ]
        await self._means.call(self._means.ledger.put_posts, ended)

    def _refresh(self, now: float) -> None:
        agenda, ledger = self._agenda, self._means.ledger
        self._begun = not agenda.turned(now) and self._begun
        unsure, before = ledger.unsure(), self._unsure
        self._unsure = unsure
        if before not in (None, unsure):
            _log.warning("the archive's server is another: what was claimed just before is looked for in its channel")
            agenda.again(now)
        if agenda.change and not ledger.schedules_since(agenda.change - 1, 1):
            agenda.learn_anew(self._all(), now)
        while changed := ledger.schedules_since(agenda.change, PAGE):
            agenda.learn(changed, now)
        if not self._begun:
            self._begun = True
            self._unchecked = deque(agenda.schedules())

    def _all(self) -> list[Schedule]:
        """Every schedule, in the order of their changes."""
        found: list[Schedule] = []
        while more := self._means.ledger.schedules_since(found[-1].change if found else 0, PAGE):
            found += more
        return found

    def _claim_due(self, now: float, room: int) -> list[Post]:
        dues = self._agenda.take(now, room)
        try:
            posts = self._claimed(dues, now)
        except BaseException:
            self._agenda.back(dues)
            raise
        for due in dues:
            self._agenda.done(due)
        return posts

    def _claimed(self, dues: Sequence[Due], now: float) -> list[Post]:
        rows = [self._row(due, now) for due in dues]
        kept = self._means.ledger.put_posts(rows) if rows else []
        posts = [row for row, done in zip(rows, kept, strict=True) if done]
        others = [due for due, done in zip(dues, kept, strict=True) if not done]
        if others:
            posts += self._claimed_again(others, now)
        claimed = [post for post in posts if post.stage is Stage.CLAIMED]
        self._tell(len(posts) - len(claimed))
        return claimed

    def _claimed_again(self, dues: Sequence[Due], now: float) -> list[Post]:
        """Claim those for which a row stands already that says nothing was sent; they went to nobody else then."""
        again = []
        for due in dues:
            row = self._means.ledger.post(due.schedule.id, due.day)
            if row is None or row.stage not in (Stage.MISSED, Stage.OPEN):
                continue
            if row.stage is Stage.OPEN or not self._late(due, now):
                again.append(self._row(due, now, row))
        kept = self._means.ledger.put_posts(again) if again else []
        return [post for post, done in zip(again, kept, strict=True) if done]

    def _row(self, due: Due, now: float, before: Post | None = None) -> Post:
        schedule, means = due.schedule, self._means
        if before is None:
            ident = post_id(schedule.id, due.day)
            before = Post(ident, schedule.id, due.day, schedule.place, due.moment, Stage.OPEN, version=0)
        if self._late(due, now):
            log = noted(before.log, now, Step.MISSED, _unserved(due, means.grace))
            return advanced(before, log, stage=Stage.MISSED)
        return advanced(
            before, noted(before.log, now, Step.CLAIMED, f"by {means.owner}"), stage=Stage.CLAIMED,
            place=schedule.place, due=due.moment, owner=means.owner, until=means.until(now),
        )  # fmt: skip

    def _late(self, due: Due, now: float) -> bool:
        return now > due.moment + self._means.grace

    def _taken(self, now: float, room: int) -> list[Post]:
        ledger, owner = self._means.ledger, self._means.owner
        rows = []
        for post in ledger.unconfirmed(self._platform, int(now), room):
            log = post.log if post.owner == owner else noted(post.log, now, Step.TAKEN, f"by {owner}")
            rows.append(advanced(post, log, owner=owner, until=self._means.until(now)))
        kept = ledger.put_posts(rows) if rows else []
        return [row for row, done in zip(rows, kept, strict=True) if done]

    def _missed(self, schedules: Sequence[Schedule], now: float) -> None:
        rows = []
        for schedule in schedules:
            posts = self._means.ledger.posts(schedule.id, LOOKED_AT)
            opened = {post.day: post for post in posts if post.stage is Stage.OPEN}
            settled = [post for post in posts if post.stage is not Stage.OPEN]
            passed = self._agenda.passed(schedule, settled, now)
            rows += [self._row(due, now, opened.get(due.day)) for due in passed]
        self._tell(sum(self._means.ledger.put_posts(rows)) if rows else 0)

    def _tell(self, missed: int) -> None:
        if missed:
            _log.warning("posts of %s that came to nothing, for nobody served in time: %d", self._platform, missed)


def _unserved(due: Due, grace: int) -> str:
    """That nobody served while it could have been posted, by its zone's clocks."""
    zone = ZoneInfo(due.schedule.zone)
    begin, end = (datetime.fromtimestamp(at, zone) for at in (due.moment, due.moment + grace))
    return f"nobody served from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} ({due.schedule.zone})"
