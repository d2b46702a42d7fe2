"""The schedules of an archive and what they posted -> what the doctor says of them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.domain.checkup import Finding, State
from bot.domain.post import Stage

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.domain.post import Post

LACKING = frozenset({Stage.MISSED, Stage.FAILED})
"""What has become of a post that should have come."""

LATEST, A_DAY = 3, 86_400
"""Posts of a schedule that may be due within a day, where its time was changed; and that day in seconds."""

NAMED = 3
"""Schedules named in one line."""

NONE = Finding(State.OK, "no statement of the day is set")


def posts_found(settings: "Settings", environ: Mapping[str, str], now: float) -> Finding:
    """How many schedules there are, which of them are paused and why, and which posts of the last day are lacking."""
    from bot import wiring
    from bot.cli.addresses import address_of
    from bot.desk.words import count

    if not wiring.archive_is_there(settings, environ):
        return NONE
    with wiring.opened(settings, environ, seeded=False) as archive:
        schedules = archive.ledger.schedules()
        posts = [(one, post) for one in schedules for post in archive.ledger.posts(one.id, LATEST)]
    if not schedules:
        return NONE
    paused = [f"{address_of(one.place)} number {one.number}: {one.paused}" for one in schedules if one.paused]
    text = count(len(schedules), "schedule") + (f", {len(paused):,} paused ({_few(paused)})" if paused else "")
    lacking = [(one, post) for one, post in posts if post.stage in LACKING and now - A_DAY < post.due <= now]
    if not lacking:
        return Finding(State.OK, f"{text}; no post of the last day is lacking")
    told = _few([f"{address_of(post.place)} number {one.number}: {_last(post)}" for one, post in lacking])
    first = lacking[0][0]
    mend = f"onrecord daily why --channel {address_of(first.place)} --which {first.number}"
    return Finding(State.WARN, f"{text}; lacking of the last day: {count(len(lacking), 'post')} ({told})", mend)


def _few(told: Sequence[str]) -> str:
    more = len(told) - NAMED
    return "; ".join(told[:NAMED]) + (f"; and {more:,} more" if more > 0 else "")


def _last(post: "Post") -> str:
    """What became of a post, in a few words."""
    said = post.log[-1].text if post.log else ""
    return f"{post.stage}, {said}" if said else post.stage
