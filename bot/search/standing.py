"""The store, as it stands at one change -> what questions read of it again and again, kept in memory.

A page never changes while the store's head stays the same, so what was read of it holds until then. A question keeps
to the ``Standing`` it began with: what it reads late can never be kept for what another finds after the next change.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, Protocol, TypeVar

from bot.domain.lately import Lately
from bot.domain.statement import Sheet, Statement
from bot.ports import Store
from bot.search.excerpt import is_intact, log
from bot.search.who import Row, Speakers

LETTERS_KEPT = 4_000_000
"""Characters of sheets kept: some 800 pages of a ministry's site, or the few last used of long transcripts."""

STATEMENTS_KEPT = 1_000
"""Statements kept: those last used."""

Value = TypeVar("Value")


class Reading(Protocol):
    """What answering reads of the store; see ``ports.Store``."""

    def intact(self, sources: Sequence[str]) -> dict[str, Sheet]:
        """The sheets of sources by their ids, without those whose text fails its hash, and those that are gone.

        For each of these there is a line in the log. A fail-over may lose the page of a statement that was read before.
        Raises as ``Library.sheets``.
        """
        ...

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        """The quotable statements with these ids, in the order given; unknown ids are passed over."""
        ...


class Standing:
    """A store at one change (``head``): a ``Reading`` with a memory. Usable from any thread."""

    def __init__(self, store: Store, head: int) -> None:
        self.head = head
        self._store = store
        self._sheets: Lately[Sheet] = Lately(LETTERS_KEPT)
        self._statements: Lately[Statement] = Lately(STATEMENTS_KEPT)
        self._lock = Lock()
        self._rows: list[Row] | None = None
        self._speakers: Speakers | None = None

    @property
    def rows(self) -> list[Row]:
        """Who speaks in the archive, as ``ports.Statements.speakers``."""
        with self._lock:
            return self._read_rows()

    @property
    def speakers(self) -> Speakers:
        """The same, ready to be looked up."""
        with self._lock:  # one thread makes them, the others wait for it: that is less than all of them making them
            if self._speakers is None:
                self._speakers = Speakers(self._read_rows())
            return self._speakers

    def _read_rows(self) -> list[Row]:
        if self._rows is None:
            self._rows = self._store.speakers()
        return self._rows

    def intact(self, sources: Sequence[str]) -> dict[str, Sheet]:
        """See ``Reading``. Only what has passed its check is kept, so what is kept need not be checked again."""
        found = {source: sheet for source in sources if (sheet := self._sheets.get(source))}
        missing = [source for source in dict.fromkeys(sources) if source not in found]
        read = {sheet.source.id: sheet for sheet in self._store.sheets(missing)} if missing else {}
        for source in missing:
            sheet = read.get(source)
            if sheet is None:
                log.info("nothing is shown of source %s, which has gone", source)
            elif not is_intact(sheet.source):
                log.error("the text of source %s fails its hash: nothing of it is shown", source)
            else:
                found[source] = sheet
                self._sheets.put(source, sheet, len(sheet.source.text) + 1)
        return found

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        """See ``Reading``."""
        known = {number: statement for number in ids if (statement := self._statements.get(number))}
        missing = [number for number in ids if number not in known]
        if missing:
            for statement in self._store.statements(missing):
                known[statement.id] = statement
                self._statements.put(statement.id, statement)
        return [known[number] for number in ids if number in known]


class Latest(Generic[Value]):
    """A value made of a store for its present head, made anew when the head has moved. Usable from any thread."""

    def __init__(self, head: Callable[[], int], make: Callable[[int], Value]) -> None:
        self._head = head
        self._make = make
        self._lock = Lock()
        self._held: tuple[int, Value] | None = None

    def now(self) -> Value:
        """The value for the head as it is now."""
        head = self._head()
        with self._lock:
            if self._held is None or self._held[0] != head:
                self._held = (head, self._make(head))
            return self._held[1]
