"""Files and folders -> pages in the store, in transactions of a bounded size, with a report for each document."""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from bot.domain.errors import InputError, NotFound
from bot.domain.source import Kind, Role
from bot.domain.statement import LIKELY, Label, Page, Unit, Voice
from bot.names import Registry
from bot.ports import Added, Store

if TYPE_CHECKING:
    from bot.ingest.document import Document
    from bot.ingest.limits import Limits
    from bot.ingest.walk import Refused

BATCH_BYTES = 4_000_000
"""Pages are kept in transactions of about so many bytes: a commit costs some milliseconds whatever its size."""

BATCH_SECONDS = 2.0
"""Nor is a page read kept waiting longer than this, so that a crash loses little work."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one document: kept (``added``) or refused (``reason`` and ``mend``).

    ``blocks`` counts by role, ``statements`` the quotable ones by voice, ``dropped`` the rest by why it is not
    quoted. ``size`` is in bytes.
    """

    name: str
    size: int = 0
    added: Added | None = None
    source: str | None = None
    kind: Kind | None = None
    why: tuple[str, ...] = ()
    blocks: dict[Role, int] = field(default_factory=dict)
    statements: dict[Voice, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    reason: str = ""
    mend: str = ""

    @property
    def refused(self) -> bool:
        """Whether nothing of it was kept."""
        return self.added is None


class Taken(NamedTuple):
    """A document dealt with: its report and, unless it is refused, its page and its bytes."""

    report: Report
    page: Page | None = None
    data: bytes = b""


class Readers(Protocol):
    """Who reads documents: this process, or several at once."""

    def read(self, found: Iterator["Document | Taken"], limits: "Limits") -> Iterator[Taken]:
        """Each document read, in their order; what is dealt with already passes through in its place.

        Raises ClusterError when nobody is left to read.
        """
        ...


class OneByOne:
    """This process reads, each document when it is asked for."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def read(self, found: Iterator["Document | Taken"], limits: "Limits") -> Iterator[Taken]:
        """As Readers."""
        for item in found:
            if isinstance(item, Taken):
                yield item
                continue
            report, page = read_document(item, self._registry, limits)
            yield Taken(report, page, b"" if page is None else item.data)


def read_document(document: "Document", registry: Registry, limits: "Limits") -> tuple[Report, Page | None]:
    """What became of a document and its page: a function of its bytes, the names and the limits, in any process."""
    try:
        return _read(document, registry, limits)
    except Exception:  # noqa: BLE001 - logged; a fault of ours: one page must not stop ten thousand others
        _log.exception("reading %s failed", document.name)
        reason, mend = "it could not be read: a fault of this program", "report it, with the page if you may"
        return Report(document.name, len(document.data), reason=reason, mend=mend), None


def _read(document: "Document", registry: Registry, limits: "Limits") -> tuple[Report, Page | None]:
    from bot.ingest.pipeline import read_page  # questions need no reader

    try:
        received, warnings = document.received(limits)
    except InputError as error:
        return refusal(document.refused(error)), None
    try:
        page = read_page(received, registry)
    except InputError as error:
        reason = error.message.removeprefix(f"{document.name}: ")
        size = len(document.data)
        return Report(document.name, size, reason=reason, mend=error.hint, warnings=warnings), None
    return reported(document, page, warnings), page


def read_documents(
    paths: Sequence[Path],
    registry: Registry,
    *,
    stdin: BinaryIO | None = None,
    largest: int | None = None,
    on_warning: Callable[[str], None] | None = None,
    known: Callable[["Document"], Page | None] = lambda _document: None,
    readers: Readers | None = None,
) -> Iterator[Taken]:
    """Every document below the paths: its report, and its page and bytes unless it is refused.

    ``known`` tells the page of a document that need not be read again; ``readers`` read the others.
    """
    from bot.ingest.collect import documents
    from bot.ingest.limits import Limits
    from bot.ingest.walk import Refused

    limits = Limits() if largest is None else Limits(document=largest)
    heard: list[str] = []
    before: deque[tuple[str, ...]] = deque()  # what was heard before each document that is being read

    def found() -> Iterator["Document | Taken"]:
        for item in documents(paths, stdin, limits, warn=heard.append):
            before.append(tuple(heard))
            heard.clear()
            if isinstance(item, Refused):
                yield Taken(refusal(item))
            else:
                page = known(item)
                yield item if page is None else Taken(reported(item, page), page, item.data)

    for taken in (readers or OneByOne(registry)).read(found(), limits):
        warnings = before.popleft()
        yield taken._replace(report=replace(taken.report, warnings=warnings + taken.report.warnings))
    for warning in heard:
        if on_warning is not None:
            on_warning(warning)


class Batch:
    """Documents on their way into one transaction, with their reports in order; ``size`` is their bytes."""

    def __init__(self, store: Store, *, dry_run: bool) -> None:
        self._store = store
        self._dry_run = dry_run
        self._clear()

    def _clear(self) -> None:
        self._waiting: list[Taken] = []
        self.size = 0
        self._since = time.monotonic()

    @property
    def full(self) -> bool:
        """Whether it is time to keep them."""
        return self.size >= BATCH_BYTES or time.monotonic() - self._since >= BATCH_SECONDS

    def put(self, taken: Taken) -> None:
        """Take a document, refused or not, behind those that wait."""
        self._waiting.append(taken)
        self.size += len(taken.data)

    def keep(self) -> list[Report]:
        """Keep what waits; its reports, each saying what keeping did."""
        waiting = self._waiting
        pages = [(page, data) for _, page, data in waiting if page is not None]
        added = iter([self._would(page) for page, _ in pages] if self._dry_run else self._store.add_all(pages))
        self._clear()
        return [
            report if page is None else replace(report, added=next(added)) for report, page, _ in waiting
        ]

    def _would(self, page: Page) -> Added:
        """What keeping the page would do, as far as that can be told without trying."""
        try:
            known = self._store.page(page.source.id)
        except NotFound:
            return Added.NEW
        return Added.KNOWN if known.units == page.units else Added.REREAD


def refusal(refused: "Refused") -> Report:
    """The report of what was refused before it was read."""
    return Report(refused.name, reason=refused.reason, mend=refused.mend)


def reported(document: "Document", page: Page, warnings: tuple[str, ...] = ()) -> Report:
    """The report of a document and its page."""
    statements: Counter[Voice] = Counter()
    dropped: Counter[str] = Counter()
    for unit in page.units:
        if unit.quotable:
            statements[Voice(unit.label.value)] += 1
        else:
            dropped[_why_dropped(unit)] += 1
    return Report(
        document.name,
        len(document.data),
        source=page.source.id,
        kind=page.source.kind,
        why=page.source.why,
        blocks=dict(Counter(block.role for block in page.blocks)),
        statements=dict(statements),
        dropped=dict(dropped),
        warnings=warnings,
    )


_DROPPED = {
    Label.HEADING: "heading",
    Label.META: "date or source line",
    Label.NARRATION: "reporter's own words",
    Label.QUESTION: "journalist's question",
    Label.COMMENT: "reader's comment",
    Label.FURNITURE: "page furniture",
}


def _why_dropped(unit: Unit) -> str:
    if unit.label in _DROPPED:
        return _DROPPED[unit.label]
    if unit.speaker is None:
        return "nobody named as its speaker"
    return "unsure whose words they are" if unit.confidence < LIKELY else "speaker without a name"
