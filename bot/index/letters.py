"""A word -> the known words that may be two edits from it, by which letters they have: few enough to be compared.

An edit (OSA) puts at most one letter in and one out of the set of letters a word has. So between words of one length
two edits change at most four letters of the set, between words a letter longer or shorter three, and two letters two.
Letters are dealt to ``BITS`` bits, the words of a length kept by their bits, and only sets so near are looked up.
"""

from functools import cache, reduce
from itertools import combinations
from operator import or_

BITS = 16
"""Of 130 thousand words 1,850 are compared instead of 77 thousand; fewer bits compare more, more look up more sets."""

_ORDER = "etaoinsrhldcumfpgwybvkxjqz"
"""Letters by how frequent they are in English: those that share a bit are a frequent and a rare one."""


class _Bits(dict[str, int]):
    def __missing__(self, letter: str) -> int:
        at = _ORDER.find(letter)
        self[letter] = 1 << (ord(letter) % BITS if at < 0 else at if at < BITS else 2 * BITS - 1 - at)
        return self[letter]


_bit = _Bits().__getitem__


def _letters(word: str) -> int:
    return reduce(or_, map(_bit, word), 0)


@cache
def _changes(most: int) -> tuple[int, ...]:
    """Every way to change at most so many bits."""
    return tuple(sum(1 << bit for bit in bits)
                 for changed in range(most + 1) for bits in combinations(range(BITS), changed))


class SameLength:
    """Words of one length; the newer ones are added as they come."""

    def __init__(self) -> None:
        self.newest = 0
        self._words: dict[int, list[str]] = {}

    def add(self, rows: list[tuple[int, str]]) -> None:
        """Ids and words, by id."""
        for _, word in rows:
            self._words.setdefault(_letters(word), []).append(word)
        self.newest = rows[-1][0] if rows else self.newest

    def near(self, word: str, longer: int) -> list[str]:
        """All that may be two edits from a word so much longer or shorter (2 at most), and others."""
        changed = map(_letters(word).__xor__, _changes(4 - abs(longer)))
        return [known for words in map(self._words.get, changed) if words for known in words]
