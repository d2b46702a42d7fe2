"""A store that changes -> its index and what is kept of it in memory, up to it whenever somebody asks."""

import threading
import time
from typing import TYPE_CHECKING

from bot.names import Registry
from bot.ports import Index, Spelling, Store

if TYPE_CHECKING:
    from pathlib import Path

    from bot.archive.catalogue import Catalogue
    from bot.archive.pool import Pools
    from bot.search.complete import Completions
    from bot.search.renewed import Renewed
    from bot.search.standing import Latest, Standing
    from bot.search.who import Speakers

_PATIENCE = 5.0
"""Seconds to wait for another process that is making the first index."""

_MOMENT = 0.25
"""Seconds to wait for another thread that is bringing the index up to the store: what was kept just now is then found;
when it takes longer, as after thousands of pages, the index serves what it has."""

_HEARD = 0.05
"""Seconds that a question waits to learn who speaks in an archive that has changed: a million statements take 25 ms.
Where it takes longer, a speaker never heard of before is known a moment after their words are."""


class Upkeep:
    """Usable from any thread: one brings the index up to the store, the others wait a moment or take what there is.

    In the folder, if there is one, is kept what is long in the making.
    """

    def __init__(
        self, store: Store, index: Index, spelling: Spelling, registry: Registry, folder: "Path | None" = None
    ) -> None:
        self._rooms = (store, index, spelling, registry)
        self._store = store
        self._index = index
        self._folder = folder
        self._following = threading.Lock()
        self._making = threading.Lock()
        self._latest: Latest[Standing] | None = None
        self._speakers: Renewed[Speakers] | None = None
        self._completions: Completions | None = None
        self._pools: Pools | None = None
        self._catalogue: Catalogue | None = None

    def follow(self) -> None:
        """Bring the index up to the store, however long another thread has been about that."""
        with self._following:
            self._follow()

    def caught_up(self) -> "Standing":
        """The store as it stands, the index brought up to it unless another thread is long about that already."""
        if self._following.acquire(timeout=_MOMENT if self._index.size() else _PATIENCE):
            try:
                self._follow()
            finally:
                self._following.release()
        return self.standing()

    def _follow(self) -> None:
        """When another process is bringing it up, the index serves what it has.

        Only while that is nothing at all, as just after an archive was made, is it waited for.
        """
        deadline = time.monotonic() + _PATIENCE
        while not self._index.follow(self._store):
            if self._index.size() or not self._store.count() or time.monotonic() > deadline:
                return
            time.sleep(0.02)

    def standing(self) -> "Standing":
        """The store as it stands, with its memory."""
        with self._making:
            if self._latest is None:
                from bot.search.standing import Latest, Standing  # only questions need the search

                self._latest = Latest(self._store.head, lambda head: Standing(self._store, head))
        return self._latest.now()

    def speakers(self) -> "Speakers":
        """Who speaks in the archive; where it takes long to find out after a change, as it was a moment ago."""
        with self._making:
            if self._speakers is None:
                from bot.search.renewed import Renewed

                self._speakers = Renewed(self._store.head, lambda: self.standing().speakers, wait=_HEARD)
        return self._speakers.now()

    def completions(self) -> "Completions":
        """What completes; it never waits for the index."""
        titles = self.catalogue().titles
        with self._making:
            if self._completions is None:
                from bot.search.complete import Completions

                self._completions = Completions(*self._rooms, rows=lambda: self.standing().rows, titles=titles)
        return self._completions

    def catalogue(self) -> "Catalogue":
        """What lists the sources."""
        with self._making:
            if self._catalogue is None:
                from bot.archive.catalogue import Catalogue

                self._catalogue = Catalogue(self._store, self._folder)
        return self._catalogue

    def pools(self) -> "Pools":
        """What is chosen among for the statement of the day, of the store as it stands, or stood a little while ago."""
        with self._making:
            if self._pools is None:
                from bot.archive.pool import Pools

                self._pools = Pools(self._store, self.standing, self._folder)
        return self._pools
