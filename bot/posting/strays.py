"""Messages of ours that stand beside the one that counts -> taken away, as soon as the platform lets."""

import logging
from dataclasses import dataclass

from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.posting.entries import since
from bot.posting.means import Means
from bot.posting.outlet import Barred, Outlet, Passing

_log = logging.getLogger("onrecord.posting")


@dataclass(frozen=True, slots=True)
class Stray:
    """A message that is one too many."""

    place: Place
    message: str


class Strays:
    """Those of one platform. Known to this process only: they come of its own standing still while others went on."""

    def __init__(self, means: Means, outlet: Outlet) -> None:
        self._means = means
        self._outlet = outlet
        self._standing: list[Stray] = []

    async def add(self, place: Place, message: str) -> None:
        """Take this one away, now or later."""
        self._standing.append(Stray(place, message))
        await self.tidy()

    async def look(self, post: Post) -> None:
        """Look for a message of a post that another has posted meanwhile: ours may stand too, for no answer came."""
        row = await self._means.call(self._means.ledger.post, post.schedule, post.day)
        if row is None or row.id != post.id or row.stage is not Stage.POSTED:
            return
        try:
            looking = self._outlet.find(post.place, post.id, since(post, self._means.clock()))
            found = await self._means.asked(looking)
        except (Passing, Barred) as error:
            _log.warning("whether post %s stands twice cannot be seen: %s", post.id, error)
            return
        if found is not None and found != row.message:
            await self.add(post.place, found)

    async def tidy(self) -> None:
        """Take them away, as many as the platform lets."""
        strays, self._standing = self._standing, []
        for stray in strays:
            try:
                await self._means.asked(self._outlet.delete(stray.place, stray.message))
            except Passing as error:
                _log.info("message %s, posted twice, still stands: %s", stray.message, error)
                self._standing.append(stray)
            except Barred as error:
                _log.warning("message %s, posted twice, cannot be taken away: %s", stray.message, error.problem)
