"""Text of unknown pages made fit for a screen: harmless, measured in cells, wrapped to a width.

Only what is displayed changes: offsets, slices and JSON keep the text as it is.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category, east_asian_width

from bot.domain.source import Span

NARROWEST = 20
"""Fewer columns than this are treated as this many."""

# Embeddings, overrides and isolates turn the reading order of what follows them (Unicode UAX 9), so a page could make
# a quotation read as another; the two plain marks U+200E and U+200F cannot, and Arabic and Hebrew need them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WORD = re.compile(r"\S+|\s+")
_ANSI = re.compile("\x1b\\[[0-9;]*m")
_ZERO_WIDTH = {"Mn", "Me", "Cf"}


def visible(text: str) -> str:
    """The text with every control character shown as a picture (ESC as ␛) and line ends as LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _CONTROLS.sub(lambda match: _picture(match[0]), text.replace("\t", " "))
    return _TURNS.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def one_line(text: str) -> str:
    """``visible`` text with every run of white space, line ends included, as one space."""
    return " ".join(visible(text).split())


def cells(text: str) -> int:
    """How many columns the text takes; ANSI colours take none, Han and kana take two."""
    if text.isascii() and "\x1b" not in text:
        return len(text)
    return sum(_cell(char) for char in _ANSI.sub("", text))


def wrap(text: str, width: int, *, marks: tuple[Span, ...] = ()) -> list[list[tuple[str, bool]]]:
    """Lines at most ``width`` cells wide, each a list of (piece, marked).

    White space at a line's end is dropped, a line end within a paragraph reads as a space, an empty line stays one.
    ``marks`` are spans of ``text`` to be shown marked. A word wider than the line is cut; no letter is ever lost.
    """
    lines: list[list[tuple[str, bool]]] = []
    for paragraph in re.finditer(r"(?:(?!\n[ \t]*\n).)+|\n[ \t]*\n\s*", text, re.DOTALL):
        if not paragraph[0].strip():
            if lines:
                lines.append([])
            continue
        lines.extend(_paragraph(text, Span(*paragraph.span()), max(width, 1), marks))
    while lines and not lines[-1]:
        lines.pop()
    return lines


def plain_wrap(text: str, width: int) -> list[str]:
    """``wrap`` without marks."""
    return ["".join(piece for piece, _ in line) for line in wrap(text, width)]


def _paragraph(
    text: str, span: Span, width: int, marks: tuple[Span, ...]
) -> Iterator[list[tuple[str, bool]]]:
    line: list[tuple[str, bool]] = []
    used = 0
    gap = ""
    for start, word in _words(text, span):
        if word.isspace():
            gap = " " if "\n" in word else word
            continue
        room = width - used - (cells(gap) if used else 0)
        if used and cells(word) > room:
            yield line
            line, used, gap = [], 0, ""
        if used and gap:
            inside = any(mark.start < start < mark.end for mark in marks)
            line.append((gap, inside))
            used += cells(gap)
        gap = ""
        for piece_start, piece in _cut(start, word, width - used, width):
            if used and cells(piece) > width - used:
                yield line
                line, used = [], 0
            line.extend(_marked(piece_start, piece, marks))
            used += cells(piece)
    if line:
        yield line


def _words(text: str, span: Span) -> Iterator[tuple[int, str]]:
    """Words and the white space between them; a line may also break before any wide letter (Han, kana)."""
    for match in _WORD.finditer(text, span.start, span.end):
        if match[0].isascii() or match[0].isspace():
            yield match.start(), match[0]
            continue
        begin = match.start()
        for at in range(match.start() + 1, match.end()):
            if _breaks(text[at - 1], text[at]):
                yield begin, text[begin:at]
                begin = at
        yield begin, text[begin : match.end()]


def _breaks(before: str, after: str) -> bool:
    """Whether a line may break between two letters without a space: around wide ones, not before punctuation."""
    wide = _cell(before) == 2 or _cell(after) == 2  # two cells
    return wide and category(after)[0] == "L" and category(before) not in ("Ps", "Pi")


def _cut(start: int, word: str, room: int, width: int) -> Iterator[tuple[int, str]]:
    """A word wider than a whole line, in pieces that fit; any other word whole."""
    if cells(word) <= max(room, width):
        yield start, word
        return
    begin = used = 0
    for at, char in enumerate(word):
        if used + _cell(char) > room and at > begin:
            yield start + begin, word[begin:at]
            begin, used, room = at, 0, width
        used += _cell(char)
    yield start + begin, word[begin:]


def _marked(start: int, word: str, marks: tuple[Span, ...]) -> list[tuple[str, bool]]:
    """The word cut where marks begin and end."""
    inside = [any(mark.start <= start + at < mark.end for mark in marks) for at in range(len(word))]
    edges = [at for at in range(1, len(word)) if inside[at] != inside[at - 1]]
    bounds = [0, *edges, len(word)]
    return [(word[low:high], inside[low]) for low, high in pairwise(bounds)]


def _cell(char: str) -> int:
    if char.isascii():
        return 1
    if category(char) in _ZERO_WIDTH:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _picture(char: str) -> str:
    code = ord(char)
    if code < 0x20:  # the C0 set has its pictures from U+2400 on
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"  # DEL


def visible_with(text: str, marks: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """``visible`` text with the marks moved to where their words now stand; marks may not overlap."""
    parts: list[str] = []
    moved: list[Span] = []
    at = length = 0
    for mark in sorted(marks):
        before, inside = visible(text[at : mark.start]), visible(text[mark.start : mark.end])
        moved.append(Span(length + len(before), length + len(before) + len(inside)))
        parts += [before, inside]
        length += len(before) + len(inside)
        at = mark.end
    return "".join(parts) + visible(text[at:]), tuple(moved)
