"""The store, as it stands at one change -> the statements that a schedule chooses among, in an order all their own.

They are hundreds of thousands, of which a choice looks at a few: so they are numbers in arrays, and the words are read
one by one, when they are looked at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import overload

from bot.archive.derived import Derived
from bot.archive.roll import SHAPE, VERSION, Roll, brought_up, put_down, taken_up
from bot.domain.answer import Answer, Excerpt
from bot.domain.errors import ArchiveCorrupt, UsageError
from bot.domain.lately import Lately
from bot.domain.post import Candidate
from bot.domain.question import Form
from bot.domain.source import PartialDate
from bot.domain.statement import Statement, Voice
from bot.names.letters import flat
from bot.ports import Store
from bot.schedule.choice import key_of
from bot.schedule.eligible import VOICES, length
from bot.search.excerpt import log
from bot.search.renewed import Renewed
from bot.search.standing import Standing

ROWS_KEPT = 2_000_000
"""Statements in the pools kept that are a part of everything, those last used, four bytes each."""

DAYS_KEPT = 8
"""Days of the year of which a pool remembers what was said on them: it is two dates at once that are today."""

MOST_FOUND = 200
"""Excerpts on a topic; the search ranks fewer (``search.answer.CANDIDATES``) of each voice."""

_QUESTION = 30
"""What a question is long at least, as ``length`` counts: less is "Go ahead." or the end of an interruption."""

WORTH, SHARE = 10_000, 50
"""Statements from which on their roll is worth a file, and the share of its sources whose change is worth another: each
is a fifth of a second, of a million, for a process that starts."""

LONG = 2.0
"""Seconds from which on nobody waits for the pools to be brought up to the store; the platforms give three."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Whose statements, how they reach us, and the statements they must be among (None: all)."""

    party: str | None = None
    voice: Voice | None = None
    among: frozenset[int] | None = None

    def passes(self, one: Candidate) -> bool:
        """Whether it is what is wanted, as far as it tells."""
        return self.party in (None, one.party) and self.voice in (None, one.voice)


class StoredPool:
    """A ``bot.schedule.choice.Pool``: rows of a roll that pass a filter. Usable from any thread."""

    def __init__(self, roll: Roll, rows: Sequence[int], read: Standing, wanted: Filter) -> None:
        self._roll = roll
        self._rows = rows
        self._read = read
        self._wanted = wanted
        self._days: Lately[Sequence[int]] = Lately(DAYS_KEPT)

    def said_on(self, month: int, day: int) -> Sequence[int]:
        """See ``Pool``: by the day that is shown with the source, where that is known with its year."""
        rows = self._days.get((month, day))
        if rows is None:
            rows = self._roll.said_on(month, day, self._rows)
            self._days.put((month, day), rows)
        return _Numbers(self._roll.numbers, rows)

    def ranked(self) -> Sequence[int]:
        """See ``Pool``: the order of a hash of the source's bytes and the place in its text."""
        return _Numbers(self._roll.numbers, self._rows)

    def look(self, number: int) -> Candidate | None:
        """See ``Pool``. None too where the store knows it as another's; loudly, where its text fails its check."""
        try:
            found = self._read.statements([number])
        except ArchiveCorrupt as error:
            log.error("statement %d cannot be read: %s", number, error)
            return None
        one = _candidate(found[0], self._roll.said(found[0].source)) if found else None
        return one if one and self._wanted.passes(one) else None


class _Numbers(Sequence[int]):
    """The numbers of some rows, none of them copied."""

    def __init__(self, numbers: Sequence[int], rows: Sequence[int]) -> None:
        self._numbers = numbers
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...

    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        return _Numbers(self._numbers, self._rows[at]) if isinstance(at, slice) else self._numbers[self._rows[at]]


class Pools:
    """All pools of one store, as it stands; where bringing them up takes long, as it stood a little while ago.

    For whoever chooses of them reads again what was chosen, and while pages are taken in by the thousand nobody is to
    wait for that. Their roll is kept in the folder, for the next process. Usable from any thread.
    """

    def __init__(self, store: Store, standing: Callable[[], Standing], folder: Path | None = None) -> None:
        self._store = store
        self._standing = standing
        self._derived = Derived(store, folder, "roll", version=VERSION, shape=SHAPE, texts=1)
        self._roll: Roll | None = None
        self._kept = 0
        self._made = Renewed(store.head, self._make, wait=LONG)

    def begin(self) -> None:
        """Have the pools made meanwhile."""
        self._made.begin()

    def pool(self, wanted: Filter) -> StoredPool:
        """The pool of what passes the filter; made once, as long as it is used now and then."""
        return self._made.now().pool(wanted)

    def found(self, key: object, find: Callable[[], frozenset[int]]) -> frozenset[int]:
        """What ``find`` finds, kept under the key."""
        return self._made.now().found(key, find)

    def _make(self) -> "_Made":
        standing = self._standing()
        if self._roll is None:
            self._roll = self._derived.read(taken_up) or Roll()
            self._kept = self._roll.head
        self._roll = brought_up(self._roll, self._store)
        if len(self._roll.numbers) >= WORTH and self._roll.head - self._kept > len(self._roll.sources) // SHARE:
            self._derived.keep(self._roll.head, *put_down(self._roll))
            self._kept = self._roll.head
        return _Made(self._roll, standing)


class _Made:
    """The pools of a roll."""

    def __init__(self, roll: Roll, read: Standing) -> None:
        self._roll = roll
        self._read = read
        self._pools: Lately[StoredPool] = Lately(ROWS_KEPT)
        self._found: Lately[frozenset[int]] = Lately(ROWS_KEPT)
        self._lock = Lock()

    def pool(self, wanted: Filter) -> StoredPool:
        with self._lock:  # one thread makes it, the others wait for it: that is less than all of them making it
            pool = self._pools.get(wanted)
            if pool is None:
                rows = self._rows(wanted)
                pool = StoredPool(self._roll, rows, self._read, wanted)
                self._pools.put(wanted, pool, 1 if isinstance(rows, range) else len(rows) + 1)
            return pool

    def found(self, key: object, find: Callable[[], frozenset[int]]) -> frozenset[int]:
        held = self._found.get(key)
        if held is None:
            held = find()
            self._found.put(key, held, len(held) + 1)
        return held

    def _rows(self, wanted: Filter) -> Sequence[int]:
        rows = self._roll.among(wanted.among)
        if wanted.party is None and wanted.voice is None:
            return rows
        return self._roll.of_sort(wanted.party, wanted.voice, rows)


def on_topic(said: Callable[..., Answer], about: str, party: str | None, voice: Voice | None) -> frozenset[int]:
    """The statements on a topic, by number: some hundred of each voice at most, the best. ``said``: see ``Archive``.

    Those that hold most of the words asked for, themselves or in the question they answer: what is shown alone must be
    about it, not stand beside it, and "change" is not about climate change. None for words that name no topic.
    """
    forms = [Form(about=about, voice=each) for each in ((voice,) if voice else VOICES)]
    try:
        answers = [said(form, MOST_FOUND, party=party) for form in forms] if about.strip() else []
    except UsageError:
        return frozenset()
    held = {excerpt.statement.id: _held(excerpt) for answer in answers for excerpt in answer.excerpts}
    most = max(held.values(), default=0)
    return frozenset(number for number, words in held.items() if words == most > 0)


def _held(excerpt: Excerpt) -> int:
    """How many of the words asked for stand in the statement, or in the question it answers."""
    own = {"statement", "context"} if excerpt.context and excerpt.context.role == "question" else {"statement"}
    return len({match.asked for match in excerpt.matched if match.where in own})


def _candidate(statement: Statement, said: PartialDate | None) -> Candidate | None:
    unit, speaker = statement.unit, statement.unit.speaker
    if speaker is None:
        return None
    return Candidate(
        statement=statement.id,
        source=statement.source,
        start=unit.start,
        end=unit.end,
        key=key_of(statement.text),
        words=statement.text,
        voice=unit.label.voice,
        confidence=unit.confidence,
        speaker=speaker.entity or flat(speaker.name),
        party=speaker.party,
        said=said,
        asked=_follows(statement) and not _is_scrap(statement),
        scrap=_is_scrap(statement),
    )


def _follows(statement: Statement) -> bool:
    """Whether it comes right after what it answers."""
    question, before = statement.unit.answers, statement.before
    return question is not None and before is not None and before.end <= question.end


def _is_scrap(statement: Statement) -> bool:
    """Whether what it answers is too short to be a question, in letters as wide as its own."""
    question, text = statement.unit.answers, statement.text
    return question is not None and (question.end - question.start) * length(text) < _QUESTION * len(text)
