"""The store, as it stands at one change -> what questions read of it again and again, kept in memory.

A page never changes while the store's head stays the same, so what was read of it holds until then. A question keeps
to the ``Standing`` it began with: what it reads late can never be kept for what another finds after the next change.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, Protocol, TypeVar

from bot.domain.statement import Sheet, Statement
from bot.ports import Store
from bot.search.excerpt import is_intact, log
from bot.search.who import Row, Speakers

LETTERS_KEPT = 4_000_000
"""Characters of sheets kept: some 800 pages of a ministry's site, or the few last used of long transcripts."""

STATEMENTS_KEPT = 4_000

Value = TypeVar("Value")


class Reading(Protocol):
    """What answering reads of the store; see ``ports.Store``."""

    def intact(self, source: str) -> Sheet | None:
        """A source's sheet; None, with a line in the log, when its text fails its hash. Raises as ``Library.sheet``."""
        ...

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        """The quotable statements with these ids, in the order given; unknown ids are passed over."""
        ...


class Lately(Generic[Value]):
    """What was used last, up to a weight in all; usable from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._kept: OrderedDict[object, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> Value | None:
        """What is kept under the key."""
        with self._lock:
            held = self._kept.get(key)
            if held is None:
                return None
            self._kept.move_to_end(key)
            return held[0]

    def put(self, key: object, value: Value, weight: int = 1) -> None:
        """Keep it in place of what was used longest ago; what weighs more than all may is not kept."""
        with self._lock:
            if key in self._kept or weight > self._most:
                return
            self._kept[key] = (value, weight)
            self._weight += weight
            while self._weight > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._weight -= gone


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

    def intact(self, source: str) -> Sheet | None:
        """See ``Reading``. Only what has passed its check is kept, so what is kept need not be checked again."""
        sheet = self._sheets.get(source)
        if sheet is None:
            sheet = self._store.sheet(source)
            if not is_intact(sheet.source):
                log.error("the text of source %s fails its hash: nothing of it is shown", source)
                return None
            self._sheets.put(source, sheet, len(sheet.source.text) + 1)
        return sheet

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
