"""Documents -> read by others, in parcels a bounded way ahead; taken back in order, whoever dies in between.

A parcel whose worker died is read again, document by document, with nothing else under way: so the one that ends
those who read it is found, tried a last time and refused, and no other is blamed for it.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from bot.archive.intake import Report, Taken
from bot.cluster.parcels import Outcome, opened, packed
from bot.domain.errors import ClusterError
from bot.ingest.document import Document
from bot.ingest.limits import Limits

PARCEL_BYTES = 128 * 1024
"""About a tenth of a second of reading: what handing out and taking back costs is then lost in it."""

PARCEL_DOCUMENTS = 64
"""And no more documents than this, should each be small, and slow to read as web pages are."""

WINDOW_BYTES = 16 * 2**20
"""What is handed out and not taken back: enough for some sixty workers; the pages of it are twice as large."""


class Died(Exception):
    """Those who read a parcel died over it, as often as the crew tries."""


class Given(Protocol):
    """A parcel handed out."""

    def done(self) -> bool:
        """Whether ``take`` need not wait for the reading."""
        ...

    def take(self) -> bytes:
        """What became of its documents, waiting for it. Raises Died, and ClusterError when nobody is left to work."""
        ...


class Crew(Protocol):
    """Those who work: ``tries`` is how often a parcel that ends them is handed out alone before it is given up."""

    tries: int

    def give(self, parcel: bytes) -> Given:
        """Hand out a parcel, to be worked on by ``work.work``."""
        ...


@dataclass(slots=True)
class Group:
    """Neighbours: documents to be read, and between them what is dealt with already."""

    items: list[Document | Taken] = field(default_factory=list)
    size: int = 0
    given: Given | None = None
    outcomes: list[Outcome] | None = None

    @property
    def documents(self) -> list[Document]:
        """Those to be read."""
        return [item for item in self.items if isinstance(item, Document)]

    @property
    def full(self) -> bool:
        """Whether it makes a parcel."""
        return self.size >= PARCEL_BYTES or len(self.items) >= PARCEL_DOCUMENTS

    def put(self, item: Document | Taken) -> None:
        """One more. What is dealt with already counts too: it is held until its turn."""
        self.items.append(item)
        self.size += len(item.data)

    def taken(self, outcomes: list[Outcome]) -> Iterator[Taken]:
        """All of them dealt with, in order."""
        read = iter(outcomes)
        for item in self.items:
            if isinstance(item, Taken):
                yield item
                continue
            report, page = next(read)
            yield Taken(report, page, b"" if page is None else item.data)


class Spread:
    """Readers (see ``archive.intake``) who let a crew read."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def read(self, found: Iterator[Document | Taken], limits: Limits) -> Iterator[Taken]:
        """Each document read, in their order."""
        under_way: deque[Group] = deque()
        size = 0
        for group in _groups(found):
            if group.documents:
                group.given = self._crew.give(packed(group.documents, limits))
            under_way.append(group)
            size += group.size
            while under_way and (size > WINDOW_BYTES or _ready(under_way[0])):
                size -= under_way[0].size
                yield from self._taken(under_way, limits)
        while under_way:
            yield from self._taken(under_way, limits)

    def _taken(self, under_way: deque[Group], limits: Limits) -> Iterator[Taken]:
        """The first group, which is then no longer under way."""
        group = under_way.popleft()
        if not _settled(group):
            for other in under_way:
                _settled(other)
            group.outcomes = [outcome for one in group.documents for outcome in self._alone(one, limits)]
        yield from group.taken(group.outcomes or [])

    def _alone(self, document: Document, limits: Limits) -> list[Outcome]:
        for _ in range(self._crew.tries):
            try:
                return opened(self._crew.give(packed([document], limits)).take())
            except Died:
                continue
        self._insist_on_life(limits)
        reason, mend = "it ends every process that reads it", "leave it out, and report it, with the page if you may"
        return [(Report(document.name, len(document.data), reason=reason, mend=mend), None)]

    def _insist_on_life(self, limits: Limits) -> None:
        """A document is to blame only if those who read live without it. Raises ClusterError."""
        try:
            self._crew.give(packed([], limits)).take()
        except Died:
            message = "the processes that read end as soon as they begin"
            raise ClusterError(message, hint="look at their memory and their logs, or read without them") from None


def _groups(found: Iterator[Document | Taken]) -> Iterator[Group]:
    group = Group()
    for item in found:
        group.put(item)
        if group.full:
            yield group
            group = Group()
    if group.items:
        yield group


def _ready(group: Group) -> bool:
    return group.outcomes is not None or group.given is None or group.given.done()


def _settled(group: Group) -> bool:
    """Wait until nobody works on the group any more; whether it has its outcomes, which are then unpacked."""
    if group.outcomes is None and group.given is not None:
        try:
            group.outcomes = opened(group.given.take())
        except Died:
            return False
        finally:
            group.given = None
    return group.outcomes is not None or not group.documents
