"""A platform's outlet and the ledger -> its posts, as they fall due, for as long as the platform is served."""

import asyncio
import logging
from collections import deque
from contextlib import suppress

from bot.desk.backoff import Backoff
from bot.desk.health import Health
from bot.domain.errors import ArchiveError
from bot.domain.place import Place
from bot.domain.post import Post
from bot.posting.claims import Claims
from bot.posting.correcting import Correcting
from bot.posting.means import Means
from bot.posting.outlet import Outlet
from bot.posting.steps import Steps

LOOK_SECONDS = 2.0
"""How often is looked at the clock, the schedules and what was left over, if nothing falls due before."""

LONGEST = 30.0
"""How long is waited at most for an archive that fails."""

CORRECT_LOOKS = 5
"""After so many times as long is looked for posts to be corrected."""

WORKERS = 8
"""Posts sent at the same time: the answer to one takes longer than the platform's rate leaves between two."""

MOST = 200
"""Posts claimed and not sent yet, at most."""

FINISH_SECONDS = 2.0
"""How long a post that is being sent may take when the platform is not served any more: it is left in seconds."""

_log = logging.getLogger("onrecord.posting")


class Shift:
    """One platform's posts. To be used from one event loop.

    What is claimed waits in lanes, one for each channel: two posts of a channel are never made at the same time, so
    that the second knows what the first shows.
    """

    def __init__(self, means: Means, outlet: Outlet, health: Health, look: float) -> None:
        self._clock = means.clock
        self._look = look
        self._outlet = outlet
        self._health = health
        self._claims = Claims(means, outlet.platform)
        self._sources = deque((self._claims.due, self._claims.left))
        self._steps = Steps(means, outlet)
        self._correcting = Correcting(means, outlet)
        self._most = max(1, min(MOST, int(outlet.rate * means.claim / 2)))
        self._lanes: dict[Place, deque[Post]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._workers = asyncio.Semaphore(WORKERS)
        self._backoff = Backoff(LONGEST, shortest=look)
        self._in_hand = 0
        self._full = False
        self._slot = 0.0
        self._wake = asyncio.Event()
        self._ending = False

    def end(self) -> None:
        """Claim nothing any more; ``run`` ends soon."""
        self._ending = True
        self._wake.set()

    async def run(self) -> None:
        """Post until ``end`` is called; then finish what is being sent, and give back what is not."""
        correcting = asyncio.create_task(self._correct())
        try:
            while not self._ending:
                pause = await self._guarded_round()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
                if not self._ending:
                    self._wake.clear()
        finally:
            correcting.cancel()
            await self._finish(correcting)

    async def _guarded_round(self) -> float:
        """A round; whatever fails in it is logged, and waited out."""
        try:
            pause = await self._round()
        except ArchiveError as error:
            _log.warning("posts wait for the archive: %s", error)
        except Exception:  # noqa: BLE001  logged; the ledger tells how to go on
            _log.exception("posting failed, and goes on")
            self._health.error(self._outlet.platform, "posting")
        else:
            self._backoff.reset()
            return pause
        return self._backoff.delay()

    async def _round(self) -> float:
        """Claim what there is room for; seconds until there may be more."""
        now = self._clock()
        await self._claims.refresh(now)
        self._sources.rotate()  # neither is to take all the room: what is put off again and again, nor what falls due
        for more in self._sources:
            room = self._most - self._in_hand
            for post in await more(now, room) if room > 0 else ():
                self._submit(post)
        self._full = self._in_hand >= self._most
        coming = self._claims.next()
        if coming is None or coming > now:
            await self._claims.missed(now)
        if coming is None or self._full:
            return self._look
        return min(self._look, max(0.0, coming - self._clock()))

    def _submit(self, post: Post) -> None:
        self._in_hand += 1
        lane = self._lanes.get(post.place)
        if lane is not None:
            lane.append(post)
            return
        lane = self._lanes[post.place] = deque([post])
        task = asyncio.create_task(self._drain(post.place, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, place: Place, lane: deque[Post]) -> None:
        """The posts of a channel, one after the other, each in its turn among those of all channels."""
        try:
            while lane:
                async with self._workers:
                    await self._pace()
                    if not lane:
                        return
                    await self._carry(lane.popleft())
        finally:
            self._lanes.pop(place, None)

    async def _carry(self, post: Post) -> None:
        try:
            await self._steps.carry(post)
        except ArchiveError as error:
            _log.warning("post %s waits for the archive: %s", post.id, error)
        except Exception:  # noqa: BLE001  logged; its row tells how to go on
            _log.exception("post %s failed, and is tried again", post.id)
            self._health.error(self._outlet.platform, "post")
        finally:
            self._in_hand -= 1
            if self._full and self._in_hand <= self._most / 2:
                self._wake.set()

    async def _pace(self) -> None:
        """Wait for the next of the moments at which the platform's rate allows a post."""
        now = asyncio.get_running_loop().time()
        slot = max(self._slot, now)
        self._slot = slot + 1 / self._outlet.rate
        await asyncio.sleep(slot - now)

    async def _correct(self) -> None:
        """Correct what is wrong, and take away what stands twice."""
        while True:
            try:
                await self._steps.strays.tidy()
                while post := await self._correcting.next():
                    await self._pace()
                    await self._correcting.correct(post)
            except ArchiveError as error:
                _log.warning("corrections wait for the archive: %s", error)
            except Exception:  # noqa: BLE001  logged; what is wrong is still marked so
                _log.exception("correcting failed, and goes on")
                self._health.error(self._outlet.platform, "correcting")
            await asyncio.sleep(self._look * CORRECT_LOOKS)

    async def _finish(self, correcting: asyncio.Task[None]) -> None:
        waiting = [post for lane in self._lanes.values() for post in lane]
        for lane in self._lanes.values():
            lane.clear()
        tasks = {correcting, *self._tasks}
        if waiting:
            with suppress(ArchiveError):  # then they are taken over when their claims' time has passed
                await self._claims.give_back(waiting, self._clock())
        _, late = await asyncio.wait(tasks, timeout=FINISH_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
