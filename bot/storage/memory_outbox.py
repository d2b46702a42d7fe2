"""Schedules and their posts in dictionaries: the part of a ledger that forgets which posts go out by."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.place import Place
from bot.domain.post import Post, Shown, Stage
from bot.domain.schedule import Schedule
from bot.storage.settling import by_number


class MemoryOutbox:
    """``bot.ports.Schedules`` and ``bot.ports.Posts`` for as long as the process lives; one lock guards them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._schedules: dict[str, Schedule] = {}
        self._change = 0
        self._posts: dict[tuple[str, date], Post] = {}

    # ---- Schedules

    def keep_schedule(self, schedule: Schedule) -> Schedule | None:
        """Keep a schedule, new (``change`` 0) or changed; as kept, None if it is not as it was read any more."""
        with self._lock:
            held = self._schedules.get(schedule.id)
            if schedule.change:
                if held is None or (by_number(held), held.change) != (by_number(schedule), schedule.change):
                    return None
                number = schedule.number
            elif held is not None:
                return None
            else:
                server = server_of(schedule.place)
                here = (other.number for other in self._schedules.values() if server_of(other.place) == server)
                number = max(here, default=0) + 1
            self._change += 1
            kept = replace(schedule, number=number, change=self._change)
            self._schedules[kept.id] = kept
            return kept

    def schedule(self, ident: str) -> Schedule | None:
        """The schedule of that id, ended or not."""
        with self._lock:
            return self._schedules.get(ident)

    def schedules(self, place: Place | None = None) -> list[Schedule]:
        """Those of the place's server that have not ended, by their numbers; of all places by place and number."""
        with self._lock:
            running = [schedule for schedule in self._schedules.values() if not schedule.ended]
        here = (schedule for schedule in running if place is None or server_of(schedule.place) == server_of(place))
        return sorted(here, key=by_number)

    def schedules_since(self, change: int, limit: int) -> list[Schedule]:
        """Those changed after that change, ended ones too, in the order of their changes; at most ``limit``."""
        with self._lock:
            later = [schedule for schedule in self._schedules.values() if schedule.change > change]
        return sorted(later, key=lambda schedule: schedule.change)[: max(limit, 0)]

    # ---- Posts

    def put_posts(self, posts: Sequence[Post]) -> list[bool]:
        """Keep posts, all at once; for each whether it was kept."""
        with self._lock:
            return [self._put(post) for post in posts]

    def _put(self, post: Post) -> bool:
        key = (post.schedule, post.day)
        held = self._posts.get(key)
        fits = held is None if post.version == 1 else held is not None and held.version == post.version - 1
        if fits:
            self._posts[key] = post
        return fits

    def post(self, schedule: str, day: date) -> Post | None:
        """The post of that schedule and local date."""
        with self._lock:
            return self._posts.get((schedule, day))

    def posts(self, schedule: str, limit: int) -> list[Post]:
        """The schedule's newest posts, by date, newest first."""
        with self._lock:
            its = [post for post in self._posts.values() if post.schedule == schedule]
        return sorted(its, key=lambda post: post.day, reverse=True)[: max(limit, 0)]

    def unconfirmed(self, platform: str, before: int, limit: int) -> list[Post]:
        """Posts of a platform that are CLAIMED with ``until`` before that moment; those due first come first."""
        claimed = self._due_first(lambda post: post.stage is Stage.CLAIMED and post.until < before)
        return [post for post in claimed if post.place.platform == platform][: max(limit, 0)]

    def shown_in(self, place: Place) -> list[Shown]:
        """All that was shown in that channel by posts CLAIMED or POSTED, of any schedule, in the order of ``due``."""
        sent = self._due_first(lambda post: post.place == place and post.stage in (Stage.CLAIMED, Stage.POSTED))
        return [shown for post in sent for shown in post.shown]

    def showing(self, source: str) -> list[Post]:
        """The posts CLAIMED, POSTED or FAILED with a statement of that source, in the order of ``due``."""
        sent = self._due_first(lambda post: post.stage in (Stage.CLAIMED, Stage.POSTED, Stage.FAILED))
        return [post for post in sent if any(shown.source == source for shown in post.shown)]

    def unsure(self) -> int:
        """Never."""
        return 0

    def to_correct(self, platform: str, limit: int) -> list[Post]:
        """The POSTED posts of a platform that are ``wrong`` and not ``corrected`` yet; those due first come first."""
        posted = self._due_first(lambda post: post.stage is Stage.POSTED and post.place.platform == platform)
        return [post for post in posted if post.wrong and not post.corrected][: max(limit, 0)]

    def _due_first(self, fits: Callable[[Post], bool]) -> list[Post]:
        with self._lock:
            found = [post for post in self._posts.values() if fits(post)]
        return sorted(found, key=lambda post: post.due)  # which leaves those of one moment as they came


def server_of(place: Place) -> tuple[str, str]:
    """The platform and the server of a place."""
    return place.platform, place.server
