"""What the core needs from the outside, each need a Protocol of about four methods, with the errors it may raise."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from bot.domain.place import Place, PlaceSettings
from bot.domain.post import Post, Shown
from bot.domain.remembered import Flag, Remembered
from bot.domain.schedule import Schedule
from bot.domain.source import Facts, Kind
from bot.domain.statement import Page, Sheet, Statement, Voice


class Added(StrEnum):
    """What keeping a page did."""

    NEW = "new"
    KNOWN = "known"  # the same bytes, read the same way: nothing written
    VERSION = "version"  # other bytes from the same origin: the older one is superseded
    REREAD = "reread"  # the same bytes, read by newer rules or with other facts


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source without its text, for lists. ``statements`` counts the quotable ones, ``parties`` who speaks."""

    id: str
    name: str
    kind: Kind
    facts: Facts
    statements: int
    parties: tuple[str, ...]
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the store's history: the statements of ``source`` are to be (re)indexed, or forgotten."""

    seq: int
    source: str
    gone: bool


class Keeper(Protocol):
    """Writing sources. Each call is one transaction: all of a page is kept, or nothing of it."""

    def add(self, page: Page, data: bytes) -> Added:
        """Keep a page and its original bytes.

        Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly, ArchiveCorrupt.
        """
        ...

    def add_all(self, pages: Iterable[tuple[Page, bytes]]) -> list[Added]:
        """Keep several pages in one transaction, in order. Raises as ``add``; then none of them is kept."""
        ...

    def withdraw(self, source: str, start: int, end: int, reason: str) -> list[Statement]:
        """Take back the attribution of the statements that touch ``[start, end)`` of a source, by full id; those taken.

        They stay what they are, with the rule ``withdrawn`` and the confidence 0: quoted no more, under the same
        numbers. It is remembered by their words and speaker: read again, or in a newer version of the page, they are
        withdrawn from the start. Raises NotFound where no quotable statement stands, else as ``add``.
        """
        ...


class Library(Protocol):
    """Reading sources."""

    def sources(self, *, superseded: bool = False, first: int = 0, limit: int | None = None) -> list[SourceLine]:
        """All sources in the order they came; older versions too if asked.

        Of them those from number ``first`` (counted from 0) on, at most ``limit``.
        """
        ...

    def lines(self, ids: Sequence[str]) -> list[SourceLine]:
        """Those of the sources with these full ids, older versions too, in the order given; unknown ids passed over."""
        ...

    def source_count(self, *, superseded: bool = False) -> int:
        """How many ``sources`` there are."""
        ...

    def find(self, name: str) -> str:
        """The id of the source with this hash prefix (≥ 4 digits), file name, path, or beginning of just one name.

        Raises NotFound (with the nearest names as hint) and Ambiguous (with the candidates).
        """
        ...

    def page(self, source: str) -> Page:
        """A source with its blocks and units, by full id. Raises NotFound, ArchiveCorrupt."""
        ...

    def entire(self, source: str) -> tuple[Page, list[Statement]]:
        """A source with its blocks and units, and ``of_source``, read at once. Raises as ``page``."""
        ...

    def sheet(self, source: str) -> Sheet:
        """A source as far as excerpts need it, by full id. Raises as ``page``."""
        ...

    def sheets(self, sources: Sequence[str]) -> list[Sheet]:
        """Those of several, read at once, in any order; unknown ids are passed over. Raises ArchiveCorrupt."""
        ...

    def original(self, source: str) -> bytes:
        """The bytes as received, checked against the id. Raises NotFound, ArchiveCorrupt."""
        ...


class Statements(Protocol):
    """Reading statements."""

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        """The quotable statements with these ids, in the order given; unknown ids are passed over."""
        ...

    def of_source(self, source: str) -> list[Statement]:
        """The quotable statements of a source in the order of its text."""
        ...

    def count(self) -> int:
        """How many quotable statements stand (superseded sources do not count)."""
        ...

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        """Every speaker as (name, entity, party, statements), most statements first."""
        ...


class Outline(NamedTuple):
    """A statement without its words, for choosing among very many."""

    id: int
    source: str
    start: int
    length: int
    voice: Voice
    party: str


class Outlines(Protocol):
    """All statements of a sort at once."""

    def outlines(
        self, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int = 0
    ) -> Iterator[Outline]:
        """The standing statements of those voices, of some party, of that confidence or more and of that length.

        ``shortest`` and ``longest`` are code points, inclusive. In no particular order, but those of a source
        together; superseded sources have none. Of sources changed after ``since`` only, see ``Feed.changes``.
        """
        ...


class Feed(Protocol):
    """The store's history, for whoever derives something from it."""

    def head(self, *, sure: bool = False) -> int:
        """The number of the newest change; 0 for an empty store.

        A store on a server remembers it, and hears within a second of another process's change; ``sure`` asks it.
        """
        ...

    def holds(self, seq: int) -> bool:
        """Whether that change, which was heard of, is one of this history still: else nothing derived up to it is true.

        It is not after an older state was put in the archive's place, as by a fail-over that lost the newest changes.
        Where that cannot be known just now, as while only a standby can be reached, it is.
        """
        ...

    def changes(self, since: int, limit: int) -> list[Change]:
        """The changes after ``since`` in order, at most ``limit``. A source changed twice may come once."""
        ...


class Places(Protocol):
    """What servers have set."""

    def place_settings(self, place: Place) -> PlaceSettings:
        """The settings of the place's server; the defaults if it has set none."""
        ...

    def set_place(self, place: Place, settings: PlaceSettings) -> None:
        """Keep the settings of the place's server. Raises ArchiveBusy, ArchiveFull, ArchiveReadOnly."""
        ...


class Answers(Protocol):
    """What was answered, for the buttons under it."""

    def remember(self, answers: Sequence[Remembered]) -> None:
        """Keep answers in one transaction; one kept already is replaced. Raises as ``Places.set_place``."""
        ...

    def recall(self, answer: str) -> Remembered | None:
        """The answer of that id, None if it is gone (or cannot be read any more)."""
        ...

    def recent(self, place: Place, limit: int) -> list[Remembered]:
        """The newest answers of the place's server, newest first."""
        ...

    def forget(self, before: int) -> int:
        """Let go of the answers given before that moment (seconds since 1970); how many."""
        ...


class Flags(Protocol):
    """What people say is wrong."""

    def flag(self, flag: Flag) -> int:
        """Keep a flag; its number, from 1. Raises as ``Places.set_place``."""
        ...

    def flags(self, *, settled: bool = False) -> list[tuple[int, Flag]]:
        """The flags still open (or those settled), oldest first, with their numbers."""
        ...

    def settle(self, number: int) -> None:
        """Close a flag. Raises NotFound for a number that is none, UsageError if it is settled already."""
        ...


class Notes(Protocol):
    """Small facts that a platform's adapter must find again after a restart, by key."""

    def note(self, key: str) -> str | None:
        """What was noted under the key."""
        ...

    def set_note(self, key: str, value: str) -> None:
        """Note it in the place of what was there. Raises as ``Places.set_place``."""
        ...


class Events(Protocol):
    """What a platform has told already: it tells again what it does not know to be heard."""

    def first_time(self, key: str, at: int) -> bool:
        """Whether this key comes for the first time; of all processes that ask, exactly one is told so.

        ``at``: now, in seconds since 1970. A key is known for a day at least, then it may be forgotten and be new
        again. Raises as ``Places.set_place``.
        """
        ...


class Installations(Protocol):
    """Where a platform's app is installed. The values hold tokens: secrets, never to be logged or shown."""

    def install(self, platform: str, server: str, value: str) -> None:
        """Keep what is known of the installation in the place of what was there. Raises as ``Places.set_place``."""
        ...

    def installed(self, platform: str, server: str) -> str | None:
        """What was kept of the installation there."""
        ...

    def uninstall(self, platform: str, server: str) -> bool:
        """Let go of it; whether there was one. Raises as ``Places.set_place``."""
        ...

    def installations(self, platform: str) -> list[str]:
        """The servers with an installation, in the order of their ids."""
        ...


class Schedules(Protocol):
    """Which channels get a statement on their own."""

    def keep_schedule(self, schedule: Schedule) -> Schedule | None:
        """Keep a schedule, new (``change`` 0) or changed; as kept, with the number and change it was given.

        A new one gets the least number that none of its server ever had. None, and nothing is kept, if it is not as it
        was read any more: its ``change`` is not the one kept. Raises as ``Places.set_place``.
        """
        ...

    def schedule(self, ident: str) -> Schedule | None:
        """The schedule of that id, ended or not."""
        ...

    def schedules(self, place: Place | None = None) -> list[Schedule]:
        """Those of the place's server that have not ended, by their numbers; of all places by place and number."""
        ...

    def schedules_since(self, change: int, limit: int) -> list[Schedule]:
        """Those changed after that change, ended ones too, in the order of their changes; at most ``limit``."""
        ...


class Posts(Protocol):
    """The outbox: one post at most for each schedule and local date."""

    def put_posts(self, posts: Sequence[Post]) -> list[bool]:
        """Keep posts in one transaction, safe on the disk when it returns; for each whether it was kept.

        One of version 1 is kept if there is none for its schedule and date, any other if the one kept is of the version
        before. So of all who change a post at once, one does. Raises as ``Places.set_place``.
        """
        ...

    def post(self, schedule: str, day: date) -> Post | None:
        """The post of that schedule and local date."""
        ...

    def posts(self, schedule: str, limit: int) -> list[Post]:
        """The schedule's newest posts, by date, newest first."""
        ...

    def unconfirmed(self, platform: str, before: int, limit: int) -> list[Post]:
        """Posts of a platform that are CLAIMED with ``until`` before that moment; those due first come first."""
        ...

    def shown_in(self, place: Place) -> list[Shown]:
        """All that was shown in that channel by posts CLAIMED or POSTED, of any schedule, in the order of ``due``."""
        ...

    def showing(self, source: str) -> list[Post]:
        """The posts CLAIMED, POSTED or FAILED with a statement of that source, in the order of ``due``."""
        ...

    def unsure(self) -> int:
        """The moment (seconds since 1970) up to which posts may have been kept and lost again; 0 for never.

        So it is after a fail-over to a server that lacked the last of them: what was due before then is looked for in
        its channel before it is sent.
        """
        ...

    def to_correct(self, platform: str, limit: int) -> list[Post]:
        """The POSTED posts of a platform that are ``wrong`` and not ``corrected`` yet; those due first come first."""
        ...


class Ledger(Places, Answers, Flags, Notes, Events, Installations, Schedules, Posts, Protocol):
    """What the desk must not forget, beside the archive and in the same database."""


class Store(Keeper, Library, Statements, Outlines, Feed, Protocol):
    """The system of record. ``ident`` is a random name given at birth: an index knows its store by it."""

    @property
    def ledger(self) -> Ledger:
        """What the desk keeps in it."""
        ...

    @property
    def ident(self) -> str:
        """Thirty-two hexadecimal digits."""
        ...

    def check(self) -> list[str]:
        """Every source's bytes, text and slices checked: one line per fault, none when all is well."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...


Tables = Iterable[tuple[str, tuple[str, ...], Iterator[tuple[Any, ...]]]]
"""Tables as (name, columns, rows); the rows of one are to be taken before the next table is."""


class Portable(Protocol):
    """An archive that can be moved into another kind of database, and back."""

    def tables(self) -> AbstractContextManager[Tables]:
        """All that is kept, archive and ledger, in one unchanging view: rows in key order, streamed as they are read.

        A table comes after those its rows point at. Values are int, float, bytes (every text is its UTF-8) and None,
        the same for the same content whichever database it is kept in; columns of a table are named in the order
        of its rows. The store's own ``ident`` is left out. Raises ArchiveBusy, ArchiveCorrupt.
        """
        ...

    def fill(self, tables: Tables) -> None:
        """Put all that into this archive, in one transaction; its own ``ident`` stays, new numbers follow the greatest.

        Raises ArchiveError if it is not empty or the tables are not those of its schema, else as ``Keeper.add``.
        """
        ...


Group = Mapping[str, float]
"""One thing asked for: index terms, any of which will do, each with its weight in (0, 1].

A term is a stem, or several with single spaces between: then a phrase.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query to the index: groups are OR-ed and scored, all else filters. Days are inclusive.

    Without groups all that pass the filters are wanted, newest first, or ``oldest``. ``speakers`` are keys of which
    one must fit: an entity id (which takes in those below it), ``name:`` and a folded name, or ``office:`` and stems
    that the speaker's name or role holds in this order. ``any_party`` asks for statements of some party. ``phrase`` are
    stems the statement must hold in this order, ``without`` terms that neither it nor the question it answers may hold.
    ``own`` looks at the statement's own words only. A statement without a date never passes a period, nor does one
    whose date may lie outside it; ``undated`` asks for just those two instead.
    """

    groups: tuple[Group, ...] = ()
    party: str | None = None
    speakers: tuple[str, ...] = ()
    any_party: bool = False
    voice: Voice | None = None
    since: date | None = None
    until: date | None = None
    undated: bool = False
    source: str | None = None
    phrase: str | None = None
    without: tuple[str, ...] = ()
    own: bool = False
    oldest: bool = False
    limit: int = 100


class Hit(NamedTuple):
    """A statement the index found. ``day`` is the first it may have been said on (an ordinal), 0 if unknown.

    The four fields hold stems with single spaces between, as ``search.terms.stems`` gives them, for ranking. The
    ``party`` is its speaker's; ``[start, end)`` its place in the source's text.
    """

    id: int
    score: float
    source: str
    day: int
    statement: str
    question: str
    title: str
    near: str
    party: str | None = None
    start: int = 0
    end: int = 0


class Index(Protocol):
    """The full-text index: derived from a store, stamped with the change it has seen, rebuilt when in doubt."""

    def search(self, wanted: Wanted) -> list[Hit]:
        """The best statements, best first. Raises ArchiveCorrupt when the index cannot be read nor mended."""
        ...

    def frequency(self, term: str) -> int:
        """How many statements hold this stem in their own words."""
        ...

    def size(self) -> int:
        """How many statements are indexed."""
        ...

    def follow(self, store: Store) -> int:
        """Catch up with the store; the number of sources (re)indexed. Another process may be doing it: then 0."""
        ...

    def rebuild(self, store: Store) -> int:
        """Throw everything away and derive it anew; the number of sources indexed. Raises ArchiveBusy."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...


class Spelling(Protocol):
    """The archive's vocabulary."""

    def frequency(self, word: str) -> int:
        """How often the folded word stands in the archive, in any of its inflections; 0 for a stranger."""
        ...

    def near(self, word: str, *, distance: int = 2) -> list[tuple[str, int, int]]:
        """Known words within this edit distance (OSA, 1 or 2), save itself: (word, distance, frequency)."""
        ...

    def warm(self) -> None:
        """Read into memory what ``near`` needs, so that nobody waits for it later."""
        ...

    def beginning(self, letters: str, limit: int) -> list[tuple[str, int]]:
        """Known words that begin with these folded letters (all, for none), the most frequent first, with how often.

        Words of letters only, from three on; several inflections of one word may come.
        """
        ...
