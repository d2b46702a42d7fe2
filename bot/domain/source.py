"""A source: one document as received, its one immutable text, and the facts known about it, each with its basis."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open ``[start, end)`` in code points of a source's text."""

    start: int
    end: int


class Kind(StrEnum):
    """What sort of document a source is."""

    TRANSCRIPT = "transcript"
    STATEMENT = "statement"
    REPORT = "report"
    SUMMARY = "summary"
    LISTING = "listing"


class Role(StrEnum):
    """What a block of a page is there for."""

    HEADING = "heading"
    META = "meta"
    INTRODUCTION = "introduction"
    QUESTION = "question"
    ANSWER = "answer"
    PARAGRAPH = "paragraph"
    COMMENT = "comment"
    FURNITURE = "furniture"


class Basis(StrEnum):
    """How a fact is known."""

    STATED = "stated"  # said in the text itself
    PAGE = "page"  # the page's own date line, front matter or metadata
    URL = "url"
    MANIFEST = "manifest"  # a curator's word
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known; ``year`` may be missing ("February 18")."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``year`` or ``month-day``."""
        if self.year is None:
            return "month-day"
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def value(self) -> str:
        """ISO 8601, as much as is known: ``2019-02-18``, ``2019-02``, ``2019``, ``--02-18``."""
        head = "-" if self.year is None else f"{self.year:04d}"
        parts = [head, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)

    def bounds(self) -> tuple[date, date] | None:
        """First and last day it can mean, or None without a year."""
        if self.year is None:
            return None
        first = date(self.year, self.month or 1, self.day or 1)
        if self.day is not None:
            return first, first
        if self.month is None:
            return first, date(self.year, 12, 31)
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return first, date.fromordinal(following.toordinal() - 1)

    def fits(self, other: "PartialDate") -> bool:
        """Whether both can be the same day: no known part differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(a is None or b is None or a == b for a, b in pairs)

    @classmethod
    def parse(cls, value: str) -> "PartialDate":
        """The inverse of ``value``; raises ValueError on anything else."""
        year, month, day = ([*value.removeprefix("--").split("-"), "", ""] if not value.startswith("--")
                            else ["", *value[2:].split("-"), ""])[:3]
        if "00" in (month, day):
            raise ValueError(value)
        made = cls(int(year) if year else None, int(month) if month else None, int(day) if day else None)
        date(made.year or 2000, made.month or 1, made.day or 1)
        return made


@dataclass(frozen=True, slots=True)
class When:
    """A date and how it is known."""

    date: PartialDate
    basis: Basis


@dataclass(frozen=True, slots=True)
class Fact:
    """A word about a source and how it is known."""

    value: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a source beyond its text. ``said`` and ``published`` are two facts.

    ``issuer`` is the party or body whose own text this is, as named (``Embassy of China in Norway``, ``NO``);
    ``agency`` the wire that reported it (``Xinhua``); ``publisher`` whose page it stood on.
    """

    title: Fact | None = None
    publisher: Fact | None = None
    agency: Fact | None = None
    issuer: Fact | None = None
    url: Fact | None = None
    said: When | None = None
    published: When | None = None

    @property
    def shown_date(self) -> When | None:
        """The day the words were said, else the day they were published."""
        return self.said or self.published


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Received:
    """A document decoded: its bytes, its text and what its envelope said of it.

    ``name`` is its path below the folder ingested (``news/a.html``; for a record of a JSON Lines file
    ``speeches.jsonl#12``). ``origin`` tells two versions of one page from two pages: the same origin with other
    bytes supersedes. ``text`` has LF line ends and no byte-order mark and is otherwise as received.
    """

    name: str
    origin: str
    data: bytes = field(repr=False)
    text: str = field(repr=False)
    media_type: str
    encoding: str
    facts: Facts = Facts()


@dataclass(frozen=True, slots=True)
class Source:
    """A document in the archive. ``id`` is the SHA-256 of its bytes, ``text_hash`` that of its UTF-8 text.

    ``reader`` stamps the rules and names it was read with; another stamp means it is worth reading again.
    """

    id: str
    name: str
    origin: str
    text: str = field(repr=False)
    text_hash: str
    media_type: str
    encoding: str
    kind: Kind
    why: tuple[str, ...]
    facts: Facts
    reader: str = ""

    def slice(self, span: Span) -> str:
        """The words at ``span``."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Block:
    """A span of a page with its role. ``label`` is the turn label that opened it ("MS. PSAKI:"), if any."""

    start: int
    end: int
    role: Role
    label: Span | None = None
    speaker: str | None = None
