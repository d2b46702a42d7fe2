"""A store -> lists of what it holds, a few lines at a time, however much it holds."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.archive.derived import Derived
from bot.ports import SourceLine, Store
from bot.search.renewed import Renewed
from bot.search.titles import SHAPE, VERSION, Titles, brought_up, put_down, taken_up

PORTION = 500
"""Sources read at once."""

PATIENCE = 2.0
"""Seconds that a person who asked for a list waits for what has just changed; the platforms give three."""


WORTH = 1000
"""Sources from which on their titles are worth a file: 0.07 s for a process that starts."""


class Catalogue:
    """The sources of a store; their titles are kept in the folder, for the next process. Usable from any thread."""

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._store = store
        self._derived = Derived(store, folder, "titles", version=VERSION, shape=SHAPE, texts=4)
        self._last: Titles | None = None
        self._titles = Renewed(store.head, self._brought_up, empty=Titles())

    def titles(self) -> Titles:
        """Names to complete from; none while they are made the first time."""
        return self._titles.now()

    def each(self) -> Iterator[SourceLine]:
        """All in the order they came, read as they are asked for; what changes meanwhile may come as it was or is."""
        first = 0
        while lines := self._store.sources(superseded=True, first=first, limit=PORTION):
            yield from (line for line in lines if line.superseded_by is None)
            first += len(lines)

    def spread(self, number: int) -> list[SourceLine]:
        """So many of them, or all, evenly spread in the order they came."""
        total = self.count()
        number = min(number, total)
        return [line for at in range(number) for line in self._store.sources(first=at * total // number, limit=1)]

    def newest(self, limit: int) -> list[SourceLine]:
        """The sources by the last day each may be of, those without a year last."""
        return self._store.lines(self._whole().newest(limit))

    def called(self, words: str, limit: int) -> tuple[list[SourceLine], int]:
        """The newest of those with these words in their title or file name, and how many there are."""
        found, number = self._whole().holding(words, limit)
        return self._store.lines(found), number

    def versions(self, source: str) -> list[SourceLine]:
        """All versions of its page: the one that stands, then those before it."""
        newest, seen = self._store.lines([source]), {source}
        while newest and (newer := newest[0].superseded_by) and newer not in seen:
            seen.add(newer)
            newest = self._store.lines([newer])
        return self._store.lines([each for line in newest for each in (line.id, *self._whole().versions(line.id))])

    def lines(self, sources: Sequence[str]) -> list[SourceLine]:
        """Those of the sources with these full ids, older versions too, in the order given."""
        return self._store.lines(sources)

    def count(self) -> int:
        """How many sources there are."""
        return self._store.source_count()

    def _whole(self) -> Titles:
        return self._titles.now(wait=PATIENCE)

    def _brought_up(self) -> Titles:
        before = self._last or self._derived.read(taken_up) or Titles()
        self._last = brought_up(before, self._store)
        if self._last.many is not before.many and len(self._last.many) >= WORTH:
            self._derived.keep(self._last.head, *put_down(self._last))
        return self._last
