"""The application: takes pages in, answers questions, shows sources, explains and checks; no chat platform in sight.

``Archive`` joins the rooms below it through the ports. What it returns are values; how they look is the adapters'
work. Errors are those of the ports (bot.domain.errors).
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from bot.domain.answer import Answer, Excerpt
from bot.domain.errors import InputError, NotFound
from bot.domain.source import Kind, Received, Role, digest
from bot.domain.statement import LIKELY, Label, Page, Unit, Voice
from bot.names import Registry
from bot.ports import Added, Index, SourceLine, Spelling, Store

BATCH_BYTES = 4_000_000
"""Pages are kept in transactions of about so many bytes: a commit costs some milliseconds whatever its size."""

BATCH_SECONDS = 2.0
"""Nor is a page read kept waiting longer than this, so that a crash loses little work."""

_log = logging.getLogger(__name__)
_PATIENCE = 5.0
"""Seconds to wait for another process that is making the first index."""


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


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an excerpt is given to its speaker and why it was found, each fact with its evidence on the page.

    ``speaker_words`` and ``cue_words`` are the page's own words; ``verified`` tells that the slice, the text and
    the original bytes were just checked against their hashes.
    """

    excerpt: Excerpt
    rule: str
    confidence: float
    speaker_words: str | None
    cue_words: str | None
    question: str | None
    kind: Kind
    why: tuple[str, ...]
    verified: bool


class Archive:
    """All of On Record for one store and the index derived from it. ``clock`` tells today's date."""

    def __init__(
        self,
        store: Store,
        index: Index,
        spelling: Spelling,
        registry: Registry,
        clock: Callable[[], date] = date.today,
    ) -> None:
        self._store = store
        self._index = index
        self._spelling = spelling
        self._registry = registry
        self._clock = clock

    @property
    def registry(self) -> Registry:
        """Who is who."""
        return self._registry

    def party_name(self, party: str) -> str:
        """The English name of a party id; the id itself for a stranger."""
        entity = self._registry.party(party)
        return entity.name if entity else party

    def ask(self, text: str, limit: int = 5, *, more: int = 0) -> Answer:
        """The answer to a question as a person typed it; ``more`` skips so many of the best excerpts."""
        from bot.search.answer import answer  # only questions need the search
        from bot.search.read import read

        started = time.perf_counter()
        self._catch_up()
        question = read(text, self._registry, self._spelling, self._store.speakers(), self._clock())
        found = answer(
            question, self._index, self._store, self._registry, self._spelling, limit=limit, more=more
        )
        return replace(found, took_ms=(time.perf_counter() - started) * 1000)

    def show(self, name: str) -> Page:
        """The page with this hash prefix, file name, the beginning of just one file name, or path.

        Raises NotFound and Ambiguous.
        """
        try:
            source = self._store.find(name)
        except NotFound:
            begin = [line.id for line in self._store.sources() if name and line.name.startswith(name)]
            if len(begin) != 1:
                raise
            source = begin[0]
        return self._store.page(source)

    def sources(self) -> list[SourceLine]:
        """What the archive holds, in the order it came."""
        return self._store.sources()

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        """Who speaks in the archive, as ``ports.Statements.speakers``."""
        return self._store.speakers()

    def count(self) -> int:
        """How many statements can be quoted."""
        return self._store.count()

    def verify(self) -> list[str]:
        """Every byte, text and slice checked against its hash: one line per fault."""
        return self._store.check()

    def rebuild(self) -> int:
        """The index made anew from the store; the number of sources in it."""
        return self._index.rebuild(self._store)

    def explain(self, excerpt: Excerpt) -> Explanation:
        """The evidence for an excerpt. Raises ArchiveCorrupt when the stored bytes fail their check."""
        unit = excerpt.statement.unit
        source = excerpt.source
        self._store.original(source.id)
        intact = digest(source.text.encode()) == source.text_hash
        return Explanation(
            excerpt=excerpt,
            rule=unit.rule,
            confidence=unit.confidence,
            speaker_words=source.slice(unit.speaker_span) if unit.speaker_span else None,
            cue_words=source.slice(unit.cue) if unit.cue else None,
            question=source.slice(unit.answers) if unit.answers else None,
            kind=source.kind,
            why=source.why,
            verified=intact and source.text[excerpt.start : excerpt.end] == excerpt.text,
        )

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        stdin: BinaryIO | None = None,
        largest: int | None = None,
        dry_run: bool = False,
        on_progress: Callable[[int], None] | None = None,
        on_warning: Callable[[str], None] | None = None,
    ) -> Iterator[Report]:
        """Take in files and folders; a report for each document, once it is kept (or would be, in a dry run).

        ``largest`` is the most bytes one document may have; ``on_progress`` hears the bytes of each one read,
        ``on_warning`` what is wrong with no document in particular.
        Whatever stops the iteration, every document is kept whole or not at all, and the next start goes on
        where this one stopped. Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt.
        """
        batch = _Batch(self._store, dry_run=dry_run)
        read = read_documents(paths, self._registry, stdin=stdin, largest=largest, on_warning=on_warning)
        for report, page, data in read:
            if on_progress is not None:
                on_progress(report.size)
            batch.put(report, page, data)
            if batch.full:
                yield from batch.keep()
        yield from batch.keep()
        if not dry_run:
            self._catch_up()

    def _catch_up(self) -> None:
        """Bring the index up to the store.

        When another process is doing so the index serves what it has; only while that is nothing at all, as just
        after an archive was made, is it waited for.
        """
        deadline = time.monotonic() + _PATIENCE
        while not self._index.follow(self._store):
            if self._index.size() or not self._store.count() or time.monotonic() > deadline:
                return
            time.sleep(0.02)


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


class _Batch:
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
        return self._bytes >= BATCH_BYTES or time.monotonic() - self._since >= BATCH_SECONDS

    def put(self, report: Report, page: Page | None, data: bytes) -> None:
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
