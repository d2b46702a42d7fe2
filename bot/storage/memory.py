"""A store that forgets: the system of record in dictionaries, for tests and trial runs."""

import os
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.domain.errors import NotFound
from bot.domain.source import Source
from bot.domain.statement import Page, Sheet, Statement, Voice
from bot.ports import Added, Change, Outline, SourceLine
from bot.storage import lookup
from bot.storage.coherence import faults, insist
from bot.storage.memory_ledger import MemoryLedger
from bot.storage.memory_pages import Held, holding, line
from bot.storage.tally import by_weight
from bot.storage.versions import judge
from bot.storage.withdrawals import Withdrawal, taken, touched, withhold


class MemoryStore:
    """A ``bot.ports.Store`` that lives as long as the process. One lock guards it; any thread may call."""

    def __init__(self) -> None:
        self._ident = os.urandom(16).hex()
        self._ledger = MemoryLedger()
        self._lock = threading.RLock()
        self._held: dict[str, Held] = {}
        self._home: dict[int, str] = {}
        self._withdrawals: set[Withdrawal] = set()
        self._seq = 0
        self._last_id = 0

    @property
    def ident(self) -> str:
        """Thirty-two hexadecimal digits, given at birth."""
        return self._ident

    @property
    def ledger(self) -> MemoryLedger:
        """What the desk keeps."""
        return self._ledger

    # ---- Keeper

    def add(self, page: Page, data: bytes) -> Added:
        """Keep a page and its bytes. Raises ArchiveCorrupt for a page that is not whole."""
        return self.add_all([(page, data)])[0]

    def add_all(self, pages: Iterable[tuple[Page, bytes]]) -> list[Added]:
        """Keep several pages, in order, or none of them. Raises as ``add``."""
        batch = list(pages)
        for page, data in batch:
            insist(page, data)
        with self._lock:
            return [self._keep(page, data) for page, data in batch]

    def _keep(self, page: Page, data: bytes) -> Added:
        source = page.source
        known = self._withdrawn(source)
        page = withhold(page, known)
        held = self._held.get(source.id)
        standing = held is not None and held.superseded_by is None
        displaced = [
            other
            for other in self._held.values()
            if other.superseded_by is None
            and other.page.source.origin == source.origin
            and other.page.source.id != source.id
        ]
        added = judge(held.page if held else None, page, standing=standing, displaces=bool(displaced))
        if added is Added.KNOWN:
            return added
        for other in displaced:
            other.superseded_by, other.changed = source.id, self._next()
        self._write(page, data, held)
        self._withdrawals |= {replace(each, origin=source.origin) for each in known}
        return added

    def _write(self, page: Page, data: bytes, held: Held | None) -> None:
        if held is not None:
            for number in held.statements:
                del self._home[number]
        made = holding(page, data, self._next(), held, self._new_id)
        self._held[page.source.id] = made
        self._home.update(dict.fromkeys(made.statements, page.source.id))

    def withdraw(self, source: str, start: int, end: int, reason: str) -> list[Statement]:
        """Take back the attribution of the statements that touch ``[start, end)``; those taken, as they stood.

        So are the same words by the same speaker elsewhere on the page and in its other versions: theirs come after
        those of the source. Raises NotFound where no quotable statement stands.
        """
        with self._lock:
            held = self._of(source)
            its = held.page.source
            self._withdrawals |= set(touched(its, list(held.statements.values()), start, end, reason))
            others = [each for each in self._held.values() if each.page.source.origin == its.origin]
            return [
                each for version in sorted(others, key=lambda each: each is not held) for each in self._take(version)
            ]

    def _take(self, held: Held) -> list[Statement]:
        after = withhold(held.page, self._withdrawn(held.page.source))
        if after is held.page:
            return []
        gone = taken(held.page, after, list(held.statements.values()))
        for statement in gone:
            del held.statements[statement.id], self._home[statement.id]
        held.page, held.changed = after, self._next()
        return gone

    def _withdrawn(self, source: Source) -> set[Withdrawal]:
        return {each for each in self._withdrawals if each.origin == source.origin or each.source == source.id}

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    # ---- Library

    def sources(self, *, superseded: bool = False, first: int = 0, limit: int | None = None) -> list[SourceLine]:
        """All sources in the order they came; older versions too if asked; see ``ports.Library``."""
        first = max(first, 0)
        with self._lock:
            listed = [held for held in self._held.values() if superseded or held.superseded_by is None]
            return [line(held) for held in listed[first : None if limit is None else first + max(limit, 0)]]

    def lines(self, ids: Sequence[str]) -> list[SourceLine]:
        """Those of the sources with these full ids, in the order given; see ``ports.Library``."""
        with self._lock:
            return [line(self._held[each]) for each in ids if each in self._held]

    def source_count(self, *, superseded: bool = False) -> int:
        """How many ``sources`` there are."""
        with self._lock:
            return sum(superseded or held.superseded_by is None for held in self._held.values())

    def find(self, name: str) -> str:
        """The id of the source this name means. Raises NotFound, Ambiguous."""
        with self._lock:
            known = [
                lookup.Known(source.id, source.name, source.origin, held.superseded_by is None)
                for held in self._held.values()
                for source in (held.page.source,)
            ]
        current = [each for each in known if each.current]
        return lookup.find(
            lookup.wanted(name),
            known,
            lambda: [each.id for each in current if each.name.startswith(name)],
            lambda: [each.name for each in current],
        )

    def page(self, source: str) -> Page:
        """A source with its blocks and units, by full id. Raises NotFound."""
        return self._of(source).page

    def entire(self, source: str) -> tuple[Page, list[Statement]]:
        """A source with its blocks and units, and its statements. Raises NotFound."""
        with self._lock:
            held = self._of(source)
            return held.page, list(held.statements.values())

    def sheet(self, source: str) -> Sheet:
        """A source as far as excerpts need it, by full id. Raises NotFound."""
        return self._of(source).page.sheet

    def sheets(self, sources: Sequence[str]) -> list[Sheet]:
        """Those of several, read at once, see ``ports.Library``."""
        with self._lock:
            return [self._held[each].page.sheet for each in dict.fromkeys(sources) if each in self._held]

    def original(self, source: str) -> bytes:
        """The bytes as received. Raises NotFound."""
        return self._of(source).data

    def _of(self, source: str) -> Held:
        with self._lock:
            held = self._held.get(source)
        if held is None:
            raise NotFound(f"no source has the id {source}", hint="onrecord sources lists them")
        return held

    # ---- Statements

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        """The quotable statements with these ids, in the order given; unknown ids are passed over."""
        with self._lock:
            return [self._held[self._home[number]].statements[number] for number in ids if number in self._home]

    def of_source(self, source: str) -> list[Statement]:
        """The quotable statements of a source in the order of its text; none for a source unknown."""
        with self._lock:
            held = self._held.get(source)
            return list(held.statements.values()) if held else []

    def count(self) -> int:
        """How many quotable statements stand."""
        with self._lock:
            return sum(len(held.statements) for held in self._held.values() if held.superseded_by is None)

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        """Every speaker as (name, entity, party, statements), most statements first."""
        with self._lock:
            spoken = [
                each for held in self._held.values() if held.superseded_by is None for each in held.spoken().items()
            ]
        return by_weight(spoken)

    # ---- Outlines

    def outlines(
        self, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int = 0
    ) -> Iterator[Outline]:
        """The standing statements of those voices, of some party, of that confidence or more and of that length."""
        with self._lock:
            standing = [
                statement
                for held in self._held.values()
                if held.superseded_by is None and held.changed > since
                for statement in held.statements.values()
            ]
        for each in standing:
            unit, speaker, length = each.unit, each.unit.speaker, len(each.text)
            voice = unit.label.voice
            if speaker is None or speaker.party is None or voice is None or voice not in voices:
                continue
            if unit.confidence >= least and shortest <= length <= longest:
                yield Outline(each.id, each.source, unit.start, length, voice, speaker.party)

    # ---- Feed

    def head(self, *, sure: bool = False) -> int:  # noqa: ARG002  it always is
        """The number of the newest change; 0 for an empty store."""
        return self._seq

    def holds(self, seq: int) -> bool:
        """Whether that change is one of this history."""
        return seq <= self.head(sure=True)

    def changes(self, since: int, limit: int) -> list[Change]:
        """The changes after ``since`` in order, at most ``limit``."""
        with self._lock:
            found = [
                Change(held.changed, source, held.superseded_by is not None)
                for source, held in self._held.items()
                if held.changed > since
            ]
        return sorted(found, key=lambda change: change.seq)[: max(limit, 0)]

    # ---- Store

    def check(self) -> list[str]:
        """Every source's bytes, text and spans checked: one line per fault."""
        with self._lock:
            held = list(self._held.values())
        return [fault for each in held for fault in faults(each.page, each.data)]

    def close(self) -> None:
        """Nothing to let go of."""
