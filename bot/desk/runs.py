"""Words of a page -> the words a person is to see: white space as one space, instructions left out, highlights in runs.

No platform shows white space or control characters as they stand; what changes the order of letters would let a page's
words pass for something else. Every other character is a word's, and shown.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from unicodedata import category

from bot.desk.card import Passage

# Embeddings, overrides and isolates turn the order of what follows them (Unicode UAX 9), controls and lone surrogates
# are no words: instructions, left out of what is shown. The plain marks U+200E and U+200F and the joiners stay.
GONE = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_PIECE = re.compile(rf"(?P<gone>[{GONE}]+)|(?P<gap>[^\S{GONE}]+)|(?P<word>[^\s{GONE}]+)")
_INSTRUCTIONS = re.compile(f"[{GONE}]+")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028]")

Runs = list[tuple[str, bool]]
"""A paragraph: its words in pieces, each with whether it is highlighted."""


def plain(text: str) -> str:
    """One line of the words as a person is to see them."""
    return " ".join(_INSTRUCTIONS.sub("", text).split())


def paragraphs(passage: Passage) -> Iterator[Runs]:
    """The words to be seen, white space as one space; an empty line parts paragraphs."""
    inside = _highlighted(passage)
    runs: Runs = []
    gap, gap_marked = "", True
    for piece in _PIECE.finditer(passage.text):
        if piece.lastgroup == "gap":
            gap += piece[0]
            gap_marked = gap_marked and inside.find(0, piece.start(), piece.end()) < 0
        elif piece.lastgroup == "word":
            if runs and (len(_LINE_END.findall(gap)) > 1 or "\u2029" in gap):
                yield _merged(runs)
                runs = []
            elif runs and gap:
                runs.append((" ", gap_marked and runs[-1][1] and bool(inside[piece.start()])))
            runs += _parted(piece[0], inside[piece.start() : piece.end()])
            gap, gap_marked = "", True
    if runs:
        yield _merged(runs)


def _highlighted(passage: Passage) -> bytearray:
    """For each code point whether a mark covers it; a mark never begins within a letter and its marks and joiners."""
    text = passage.text
    inside = bytearray(len(text))
    for mark in passage.marks:
        start, end = max(mark.start, 0), min(mark.end, len(text))
        inside[start:end] = b"\x01" * max(end - start, 0)
    if passage.marks and not text.isascii():
        for at in range(1, len(text)):
            if inside[at] != inside[at - 1] and _joined(text[at - 1], text[at]):
                inside[at] = inside[at - 1]
    return inside


def _joined(before: str, after: str) -> bool:
    return before == "\u200d" or after == "\u200d" or category(after)[0] == "M" or "\U0001f3fb" <= after <= "\U0001f3ff"


def _parted(word: str, inside: bytearray) -> Iterator[tuple[str, bool]]:
    """A word in pieces where highlights begin and end in it."""
    at = 0
    for on, group in groupby(inside):
        length = len(list(group))
        yield word[at : at + length], bool(on)
        at += length


def _merged(runs: Runs) -> Runs:
    """No two neighbours alike: bold that touches bold would not be read as such."""
    return [("".join(words for words, _ in group), on) for on, group in groupby(runs, key=lambda run: run[1])]
