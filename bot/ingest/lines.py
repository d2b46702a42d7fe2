"""A reading twin -> its paragraphs: lines trimmed of bullets and space, hard-wrapped ones put together again."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from bot.domain.source import Span

_BULLETS = tuple("\u2022\u00b7\u25aa\u25cf\u25e6\u2023\u25a0\u25ba\u00bb\u203a\u2043|")
_SPACES = "".join(map(chr, (*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)))
_SPACE = f" \t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680{_SPACES}"
"""White space as Python knows it (``str.isspace``), but for the line feed."""
_LEAD = "".join(_BULLETS) + _SPACE
_STOPS = tuple(".!?:;\u2026\u3002\uff01\uff1f")
_CLOSING = "\"'\u201d\u00bb\u300d)]"
_NARROWEST, _WIDEST = 40, 110
"""Hard-wrapped text is set 60 to 100 columns wide; a line shorter than the first ends a paragraph or is a heading."""
_SLACK = 3
"""Columns by which set lines may fall short of the width although the next word would just have fitted."""
_ENDING = 6
"""Characters at the end of a line in which its stop and closing marks stand."""
_WORD = re.compile(r"\S+")


def lines(twin: str) -> list[Span]:
    """Every line that is not blank, trimmed of white space and leading bullets."""
    found: list[Span] = []
    at = 0
    for line in twin.split("\n"):
        rest = line.lstrip()
        if rest.startswith(_BULLETS):
            rest = rest.lstrip(_LEAD)
        words = rest.rstrip()
        if words:
            start = at + len(line) - len(rest)
            found.append(Span(start, start + len(words)))
        at += len(line) + 1
    return found


_Tells = Callable[[Span], bool]


def paragraphs(twin: str, rows: Sequence[Span], opens: _Tells, whole: _Tells) -> list[Span]:
    """Lines put together into paragraphs.

    ``opens`` tells the lines that begin something of their own (a turn, a date line, page furniture) and are never
    put behind another; ``whole`` which of those nothing is put behind either. Without hard wrapping a line is a
    paragraph, save one that goes on in lower case.
    """
    return list(_joined(twin, rows, opens, whole, _wrapped_at(twin, rows)))


def _joined(twin: str, rows: Sequence[Span], opens: _Tells, whole: _Tells, width: int) -> Iterator[Span]:
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
    """Whether a line is the rest of the paragraph before it; ``width`` is where the text is wrapped, or 0."""
    between = twin[last.end : row.start]
    if between.count("\n") != 1 or "\f" in between:
        return False
    long = last.end - last.start
    if twin[row.start].islower() and long >= _NARROWEST // 2 and not _ended(twin, last):
        return True
    word = _WORD.match(twin, row.start)
    return bool(width) and word is not None and width - long <= word.end() - word.start() + _SLACK


def _ended(twin: str, row: Span) -> bool:
    """Whether a line ends a sentence."""
    return twin[max(row.start, row.end - _ENDING) : row.end].rstrip(_CLOSING).endswith(_STOPS)


def _wrapped_at(twin: str, rows: Sequence[Span]) -> int:
    """The width a text is hard-wrapped at, or 0.

    It is wrapped when, of the lines followed at once by another, most are middling long and break off in the middle
    of a sentence.
    """
    pairs = [(a, b) for a, b in pairwise(rows) if twin.count("\n", a.end, b.start) == 1]
    broken = [(a, b) for a, b in pairs if _NARROWEST <= a.end - a.start <= _WIDEST and not _ended(twin, a)]
    low = sum(1 for _, after in broken if twin[after.start].islower())
    if len(broken) < 3 or len(broken) < len(pairs) * 0.5 or low * 3 < len(broken):
        return 0
    lengths = sorted(row.end - row.start for row, _ in broken)
    return lengths[len(lengths) * 9 // 10]
