"""A reading twin -> its paragraphs: lines trimmed of bullets and space, hard-wrapped ones put together again."""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.domain.source import Span

_BULLET = "\u2022\u00b7\u25aa\u25cf\u25e6\u2023\u25a0\u25ba\u00bb\u203a\u2043|"
_TERMINAL = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f][\"'\u201d\u00bb\u300d)\]]*$")
_NARROWEST, _WIDEST = 40, 110
"""Hard-wrapped text is set 60 to 100 columns wide; a line shorter than the first ends a paragraph or is a heading."""


_SLACK = 3
"""Columns by which set lines may fall short of the width although the next word would just have fitted."""


def lines(twin: str) -> list[Span]:
    """Every line that is not blank, trimmed of white space and leading bullets."""
    found: list[Span] = []
    at = 0
    for line in twin.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        while start < end and (twin[start].isspace() or twin[start] in _BULLET):
            start += 1
        while end > start and twin[end - 1].isspace():
            end -= 1
        if start < end:
            found.append(Span(start, end))
    return found


def paragraphs(twin: str, rows: Sequence[Span], opens: Callable[[Span], bool], whole: Callable[[Span], bool]) -> list[Span]:
    """Lines put together into paragraphs.

    ``opens`` tells the lines that begin something of their own (a turn, a date line, page furniture) and are never
    put behind another; ``whole`` which of those nothing is put behind either. Without hard wrapping a line is a paragraph, save one that goes on in lower case.
    """
    width = _wrapped_at(twin, rows)
    return list(_joined(twin, rows, opens, whole, width))


def _joined(twin: str, rows: Sequence[Span], opens: Callable[[Span], bool], whole: Callable[[Span], bool], width: int) -> Iterator[Span]:
    start, last = -1, Span(0, 0)
    for row in rows:
        if start >= 0 and not opens(row) and not (opens(last) and whole(last)) and _goes_on(twin, last, row, width):
            last = row
            continue
        if start >= 0:
            yield Span(start, last.end)
        start, last = row.start, row
    if start >= 0:
        yield Span(start, last.end)


def _goes_on(twin: str, last: Span, row: Span, width: int) -> bool:
    between = twin[last.end : row.start]
    if between.count("\n") != 1 or "\f" in between:
        return False
    ended = _TERMINAL.search(twin, max(last.start, last.end - 6), last.end) is not None
    if twin[row.start].islower() and not ended and last.end - last.start >= _NARROWEST // 2:
        return True
    word = re.compile(r"\S+").match(twin, row.start)
    room = width - (last.end - last.start)
    return bool(width) and word is not None and room <= word.end() - word.start() + _SLACK


def _wrapped_at(twin: str, rows: Sequence[Span]) -> int:
    """The width a text is hard-wrapped at, or 0.

    It is wrapped when, of the lines followed at once by another, most are middling long and break off in the middle
    of a sentence.
    """
    pairs = [(a, b) for a, b in zip(rows, rows[1:], strict=False) if twin.count("\n", a.end, b.start) == 1]
    broken = [
        (row, after)
        for row, after in pairs
        if _NARROWEST <= row.end - row.start <= _WIDEST and not _TERMINAL.search(twin, max(row.start, row.end - 6), row.end)
    ]
    low = sum(1 for _, after in broken if twin[after.start].islower())
    if len(broken) < 3 or len(broken) < len(pairs) * 0.5 or low * 3 < len(broken):
        return 0
    lengths = sorted(row.end - row.start for row, _ in broken)
    return lengths[len(lengths) * 9 // 10]
