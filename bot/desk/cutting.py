"""Words -> as many of them as fit: a passage's beginning on whole sentences, the stretch around its marks, a line."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from unicodedata import category

from bot.desk.card import Passage
from bot.domain.source import Span

_JOINER = "\u200d"
_RUNS_ON = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Kana and Han, which put no space between words (Unicode blocks)."""

_LONGEST_WORD = 60
"""Characters: a run without spaces beyond this is a script that has none, or an address, and may be cut anywhere."""


def size(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, most: int, form: Callable[[str], str] = str) -> str:
    """``text`` if its ``form`` has at most ``most`` units, else its longest beginning that has, with an ellipsis.

    It ends at a word's end unless that would lose more than half. The ``form`` of a text must not shrink as it grows.
    """
    if size(form(text)) <= most:
        return text
    if most < 2:
        return ""
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        if size(form(text[:middle] + " …")) <= most:
            low = middle
        else:
            high = middle - 1
    word = text.rfind(" ", 0, low + 1)
    return text[: word if word > low // 2 else low].rstrip() + " …"


def cut(passage: Passage, fits: Callable[[str], bool]) -> tuple[Passage, int]:
    """The longest beginning that fits and ends with a sentence, and how many characters were left off.

    Where not even the first sentence fits it ends with a word, else between two letters as a person sees them, else
    anywhere. ``fits`` must hold for every beginning of what it holds for; that nothing at all fits is not asked.
    """
    text = passage.text
    if fits(text):
        return passage, 0
    for ends in (_sentence_ends, _word_ends, _letter_ends, _all_ends):
        end = _longest(text, ends(text), fits)
        if end:
            break
    return _slice(passage, 0, end), len(text) - end


def around(passage: Passage, most: int) -> tuple[Passage, int, int]:
    """Whole words within ``most`` characters around the first mark, else the end, and what was left off either side."""
    text = passage.text
    if len(text) <= most:
        return passage, 0, 0
    at = min((mark.start for mark in passage.marks), default=len(text))
    # No further back than a third before the mark: it must stay within.
    start = _word_start(text, max(0, min(at - most // 3, len(text) - most)), min(_LONGEST_WORD, most // 3))
    end = len(text) if start + most >= len(text) else _word_end(text, start, start + most)
    return _slice(passage, start, end), start, len(text) - end


def _word_start(text: str, at: int, longest: int) -> int:
    """Where the word around ``at`` begins; ``at`` itself, or the letter's beginning, in a long run without spaces."""
    if text[at].isspace():
        return at + 1
    near = range(at, max(at - longest, -1), -1)
    found = next((at for at in near if at == 0 or text[at - 1].isspace() or _ends_word(text, at)), None)
    return _letter_start(text, at) if found is None else found


def _word_end(text: str, start: int, at: int) -> int:
    """Where the last word that ends before ``at`` ends; ``at``, or the letter's beginning, in such a run."""
    found = next((end for end in range(at - 1, max(at - _LONGEST_WORD, start), -1) if text[end].isspace()), None)
    return max(_letter_start(text, at), start) if found is None else found


def _letter_start(text: str, at: int) -> int:
    while at and _joined(text, at):
        at -= 1
    return at


def _slice(passage: Passage, start: int, end: int) -> Passage:
    marks = (Span(max(mark.start, start) - start, min(mark.end, end) - start) for mark in passage.marks)
    return Passage(passage.text[start:end], tuple(mark for mark in marks if mark.start < mark.end))


def _longest(text: str, ends: Sequence[int], fits: Callable[[str], bool]) -> int:
    """The last of the ascending ends up to which the text fits; 0 if there is none."""
    number = bisect_left(ends, 1, key=lambda end: 0 if fits(text[:end]) else 1)
    return ends[number - 1] if number else 0


def _sentence_ends(text: str) -> Sequence[int]:
    from bot.ingest.sentences import sentences  # only what is too long pays

    return [sentence.end for sentence in sentences(text, 0, len(text))]


def _word_ends(text: str) -> Sequence[int]:
    return [end for end in range(1, len(text) + 1) if _ends_word(text, end)]


def _ends_word(text: str, end: int) -> bool:
    last = text[end - 1]
    if last.isspace():
        return False
    if end == len(text) or text[end].isspace():
        return True
    return bool(_RUNS_ON.match(last)) and text[end].isalnum() and category(text[end]) != "Lm"


def _letter_ends(text: str) -> Sequence[int]:
    return [end for end in range(1, len(text) + 1) if end == len(text) or not _joined(text, end)]


def _joined(text: str, at: int) -> bool:
    """Whether the code points on both sides make one letter or sign (Unicode UAX 29, the parts that matter here)."""
    before, after = text[at - 1], text[at]
    if before == _JOINER or after in (_JOINER, "\u200c") or category(after)[0] == "M":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":  # skin tones, flags' tags
        return True
    if (before, after) == ("\r", "\n") or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"):
        return True
    if "\u1160" <= after <= "\u11ff":  # the vowel and end of a Hangul syllable written in parts
        return True
    return _flag(after) and _flags_before(text, at) % 2 == 1


def _flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    start = at
    while start and _flag(text[start - 1]):
        start -= 1
    return at - start


def _all_ends(text: str) -> Sequence[int]:
    return range(1, len(text) + 1)
