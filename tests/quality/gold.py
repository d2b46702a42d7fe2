"""Labels and questions written by people -> frozen values with their places in the text as read."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from bot.domain.source import Span
from bot.domain.statement import Label


@dataclass(frozen=True, slots=True)
class Gold:
    """A unit labelled by hand. Without a ``span`` it has no place in the text as read, or none yet."""

    id: str
    label: Label
    party: str | None
    text: str
    span: Span | None


class Place(NamedTuple):
    """Words in a file, or in a record of a corpus (``file`` is its key). ``grade`` 2 answers, 1 touches."""

    file: str
    start: int
    end: int
    grade: int = 2

    def meets(self, file: str, start: int, end: int) -> bool:
        """Whether the other words overlap these."""
        return self.file == file and start < self.end and self.start < end


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the words that answer it: none for a question that must be refused.

    ``must_not`` are words that may never be shown for it, ``after`` those that must follow the gold; ``parties``
    are all that said it, ``first`` the beginning of the date it was first said on.
    """

    id: str
    question: str
    kind: str
    party: str | None
    gold: tuple[Place, ...]
    must_not: tuple[Place, ...] = ()
    after: tuple[Place, ...] = ()
    parties: frozenset[str] | None = None
    first: str | None = None


def labelled(path: Path) -> dict[str, list[Gold]]:
    """The units of each file that a gold file labels, in page order."""
    files: dict[str, list[Gold]] = defaultdict(list)
    for row in _rows(path):
        span = None if row["start"] is None else Span(row["start"], row["end"])
        files[row["file"]].append(Gold(row["id"], Label(row["label"]), row["party"], row["text"], span))
    return dict(files)


def questions(path: Path) -> list[Asked]:
    """The questions of a file."""
    return [
        Asked(
            row["id"],
            row["question"],
            row["kind"],
            row["party"],
            _places(row["gold"]),
            _places(row.get("must_not", ())),
            _places(row.get("after", ())),
            frozenset(row["parties"]) if "parties" in row else None,
            row.get("first"),
        )
        for row in _rows(path)
    ]


def _rows(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _places(rows: Sequence[Mapping[str, Any]]) -> tuple[Place, ...]:
    return tuple(Place(row.get("file") or row["source"], row["start"], row["end"], row.get("grade", 2)) for row in rows)


def located(units: Sequence[Gold], text: str) -> list[Gold]:
    """Units that were labelled without places (those of an HTML page), found in the text that was read from it.

    White space is folded. Words may stand on a page more than once: of all the ways to place the units in their
    order, the one that places the most words is taken. A unit may lie inside the one before it, as a quotation in
    a paraphrase does.
    """
    if all(unit.span is not None for unit in units):
        return list(units)
    folded, at = _folded(text)
    found = _in_order([_occurrences(unit.text, folded) for unit in units])
    spans = [Span(at[span.start], at[span.end - 1] + 1) if span else None for span in found]
    return [replace(unit, span=span) for unit, span in zip(units, spans, strict=True)]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text with single spaces, and where each of its characters stood."""
    at = [match.start() for match in re.finditer(r"\S|\s+", text)]
    return "".join(" " if text[place].isspace() else text[place] for place in at), at


def _occurrences(words: str, folded: str) -> list[Span]:
    wanted = re.escape(" ".join(words.split()))
    return [Span(*match.span()) for match in re.finditer(rf"(?<!\w){wanted}(?!\w)", folded)]


def _in_order(rows: Sequence[Sequence[Span]]) -> list[Span | None]:
    """One span, or none, of each row, in the order of the rows: the choice with the most characters."""
    chains: list[tuple[int, int, Span, int]] = []  # (characters so far, row, span, the chain before it)
    for number, row in enumerate(rows):
        earlier = list(enumerate(chains))
        for span in row:
            before = max(((one[0], at) for at, one in earlier if _may_follow(span, one[2])), default=(0, -1))
            chains.append((before[0] + span.end - span.start, number, span, before[1]))
    chosen: list[Span | None] = [None] * len(rows)
    at = max(range(len(chains)), key=lambda at: chains[at][0], default=-1)
    while at >= 0:
        _, number, chosen[number], at = chains[at]
    return chosen


def _may_follow(span: Span, before: Span) -> bool:
    return before.end <= span.start or (before.start <= span.start and span.end <= before.end and span != before)
