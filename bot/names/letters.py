"""Letters to comparable letters: folding of case and accents, and which scripts write without spaces."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

# Letters that Unicode does not take apart into a base letter and an accent.
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ə": "e"}
)
# Apostrophes, hyphens and spaces that stand for one another in print; one character each, so offsets stay.
_ALIKE = str.maketrans(dict.fromkeys("’‘ʼʻ`´′", "'") | dict.fromkeys("‐‑‒–−", "-"))

# Scripts that put no space between words (a name may begin anywhere): Thai to Burmese, Khmer, Han, kana ...
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x0F00, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3040, 0x312F),
    (0x3400, 0x9FFF), (0xF900, 0xFAFF),
)  # fmt: skip
# ... and Hangul, where particles follow the name without a space.
_HANGUL = ((0x1100, 0x11FF), (0xAC00, 0xD7AF))
# Every letter beyond Latin; the blocks of punctuation and symbols are left out.
_BEYOND_LATIN = (
    (0x0370, 0x1DFF), (0x2C00, 0x2DFF), (0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3040, 0xD7FF), (0xF900, 0xFDFF),
    (0xFE70, 0xFEFE), (0xFF66, 0xFFDC), (0x10400, 0x1044F), (0x1E900, 0x1E95F),
)  # fmt: skip


def is_beyond_latin(char: str) -> bool:
    """Whether a letter is of another script than Latin."""
    return _within(char, _BEYOND_LATIN)


def is_unspaced(char: str) -> bool:
    """Whether a letter is of a script without spaces."""
    return _within(char, _UNSPACED)


def is_hangul(char: str) -> bool:
    """Whether a letter is Korean."""
    return _within(char, _HANGUL)


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)


class Scripts(NamedTuple):
    """Expressions over whole scripts; made on first need, because they take milliseconds to compile."""

    beyond_latin: re.Pattern[str]
    """One letter of another script."""
    spaced_word: re.Pattern[str]
    """A word of a script with spaces."""
    run: re.Pattern[str]
    """Text of a script without spaces, or a Korean word."""


@cache
def scripts() -> Scripts:
    """The expressions over scripts."""
    beyond, unspaced, hangul = (
        "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) for ranges in (_BEYOND_LATIN, _UNSPACED, _HANGUL)
    )
    return Scripts(
        beyond_latin=re.compile(f"[{beyond}]"),
        spaced_word=re.compile(f"(?:(?![{unspaced}{hangul}])[{beyond}])+"),
        run=re.compile(f"[{unspaced}]+|[{hangul}]+"),
    )


# One token: a run of letters and digits, or one other sign.
TOKEN = re.compile(r"[^\W_]+|[^\w\s]")


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.lower().translate(_ALIKE))
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(_UNDECOMPOSED)


def fold(word: str) -> str:
    """``word`` in lower case without accents, with plain apostrophes and hyphens: ``Élysée`` -> ``elysee``."""
    return word.lower() if word.isascii() and "`" not in word else _fold(word)


def tokens(name: str) -> list[str]:
    """The folded tokens of a name: ``Côte d’Ivoire`` -> ``["cote", "d", "'", "ivoire"]``."""
    return [folded for token in TOKEN.findall(name) if (folded := fold(token))]


def flat(name: str) -> str:
    """``name`` folded, with single spaces: the key under which spellings of one name meet."""
    return " ".join(fold(name).replace(".", " ").replace("-", " ").split())
