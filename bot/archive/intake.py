"""Files and folders -> pages in the store, in transactions of a bounded size, with a report for each document."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from bot.domain.errors import InputError, NotFound
from bot.domain.source import Kind, Received, Role
from bot.domain.statement import LIKELY, Label, Page, Unit, Voice
from bot.names import Registry
from bot.ports import Added, Store

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


def read_documents(
    paths: Sequence[Path],
    registry: Registry,
    *,
    stdin: BinaryIO | None = None,
    largest: int | None = None,
    on_warning: Callable[[str], None] | None = None,
) -> Iterator[tuple[Report, Page | None, bytes]]:
    """Every document below the paths: its report, its bytes and, unless it is refused, its page."""
    from bot.ingest.collect import collect  # questions need no reader
    from bot.ingest.limits import Limits
    from bot.ingest.pipeline import read_page
    from bot.ingest.walk import Refused

    heard: list[str] = []
    for item in collect(paths, stdin, Limits() if largest is None else Limits(document=largest), warn=heard.append):
        warnings = tuple(heard)
        heard.clear()
        if isinstance(item, Refused):
            yield Report(item.name, reason=item.reason, mend=item.mend, warnings=warnings), None, b""
            continue
        try:
            page = read_page(item, registry)
        except InputError as error:
            reason = error.message.removeprefix(f"{item.name}: ")
            yield Report(item.name, len(item.data), reason=reason, mend=error.hint, warnings=warnings), None, b""
            continue
        except Exception:  # noqa: BLE001 - logged; a fault of ours: one page must not stop ten thousand others
            _log.exception("reading %s failed", item.name)
            reason, mend = "it could not be read: a fault of this program", "report it, with the page if you may"
            yield Report(item.name, len(item.data), reason=reason, mend=mend, warnings=warnings), None, b""
            continue
        yield _reported(item, page, warnings), page, item.data
    for warning in heard:
        if on_warning is not None:
            on_warning(warning)


class Batch:
    """Documents on their way into one transaction, with their reports in order."""

    def __init__(self, store: Store, *, dry_run: bool) -> None:
        self._store = store
        self._dry_run = dry_run
        self._clear()

    def _clear(self) -> None:
        self._waiting: list[tuple[Report, Page | None, bytes]] = []
        self._bytes = 0
        self._since = time.monotonic()

    @property
    def full(self) -> bool:
        """Whether it is time to keep them."""
        return self._bytes >= BATCH_BYTES or time.monotonic() - self._since >= BATCH_SECONDS

    def put(self, report: Report, page: Page | None, data: bytes) -> None:
        """Take a document, refused (without a page) or not, behind those that wait."""
        self._waiting.append((report, page, data))
        self._bytes += len(data)

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


def _reported(received: Received, page: Page, warnings: tuple[str, ...]) -> Report:
    statements: Counter[Voice] = Counter()
    dropped: Counter[str] = Counter()
    for unit in page.units:
        if unit.quotable:
            statements[Voice(unit.label.value)] += 1
        else:
            dropped[_why_dropped(unit)] += 1
    return Report(
        received.name,
        len(received.data),
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
