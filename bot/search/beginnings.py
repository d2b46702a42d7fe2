"""Names of the archive, and what is typed so far -> which of them it may be going to name, misspelled too."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice

from bot.names.letters import flat
from bot.names.near import allowed_errors

LONGEST = 100
"""Characters of what is typed that are looked at, and of a choice (the least of the platforms' limits)."""

_SHORTEST_MISSPELLED = 4
_AFTER = "\U0010ffff"


def cleaned(typed: str) -> str:
    """What is typed, as far as it is looked at: on one line, without what is no text (half a surrogate pair, NUL)."""
    letters = (letter if letter.isprintable() else " " for letter in typed[: 4 * LONGEST])
    return " ".join("".join(letters).split())[:LONGEST]


class Names:
    """Names in an order that is theirs, each under one or several texts, ready to be begun. Immutable.

    All are one text, a line each, so that looking through 50,000 is a search in it and no loop.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        lines = [" ".join(("", *(flat(text) for text in each))) for each in texts]
        self._text = "\n".join((*lines, ""))
        self._starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0)) if lines else []
        self._lines: dict[str, array[int]] = {}
        for at, line in enumerate(lines):
            for word in set(line.split()):
                self._lines.setdefault(word, array("I")).append(at)
        self._words = sorted(self._lines)

    def beginning(self, typed: str, limit: int) -> list[int]:
        """Where they stand, at most ``limit``: in their order those that hold the words as typed, each begun.

        If none does, those that hold them in another order; if none does, those that hold them misspelled.
        """
        key = flat(typed)
        if not key:
            return list(range(min(limit, len(self._starts))))
        return (
            list(islice(self._holding(key), max(limit, 0)))
            or list(islice(self._in_any_order(key.split(" ")), max(limit, 0)))
            or [at for _, at in sorted(self._misspelled(key))[: max(limit, 0)]]
        )

    def _holding(self, first: str, *others: str) -> Iterator[int]:
        """The lines in which a word begins so, and others so."""
        marks = [f" {word}" for word in others]
        place = self._text.find(f" {first}")
        while place >= 0:
            at = bisect_right(self._starts, place) - 1
            end = self._text.find("\n", place)
            if all(self._text.find(mark, self._starts[at], end) >= 0 for mark in marks):
                yield at
            place = self._text.find(f" {first}", end)

    def _in_any_order(self, words: Sequence[str]) -> Iterator[int]:
        fewest = sorted(words, key=lambda word: len(self._begun(word)))
        return self._holding(*fewest) if self._begun(fewest[0]) else iter(())

    def _misspelled(self, key: str) -> Iterator[tuple[int, int]]:
        """``(errors, where)`` of the names in which every word typed begins one, those that begin none misspelled."""
        begun = [self._like(word) for word in key.split(" ")]
        if not all(begun):
            return
        first, *others = sorted(begun, key=len)
        errors = self._where(first)
        for words in others:
            also = self._where(words)
            errors = {at: wrong + also[at] for at, wrong in errors.items() if at in also}
        yield from ((wrong, at) for at, wrong in errors.items())

    def _where(self, words: Mapping[str, int]) -> dict[int, int]:
        errors: dict[int, int] = {}
        for word, wrong in sorted(words.items(), key=lambda item: -item[1]):
            errors.update(dict.fromkeys(self._lines[word], wrong))
        return errors

    def _like(self, word: str) -> dict[str, int]:
        """The words that begin so; if none does and it is long enough, those that do nearly, with their errors."""
        exact = self._begun(word)
        if exact or len(word) < _SHORTEST_MISSPELLED:
            return dict.fromkeys(exact, 0)
        found: dict[str, int] = {}
        for known, wrong in nearly(word, self._begun(word[0]), max(1, allowed_errors(word))):
            found[known] = min(wrong, found.get(known, wrong))
        return found

    def _begun(self, letters: str) -> list[str]:
        return self._words[bisect_left(self._words, letters) : bisect_left(self._words, letters + _AFTER)]


def nearly(key: str, starts: Sequence[str], allowed: int) -> Iterator[tuple[str, int]]:
    """The texts of which some beginning, about as long as the key, is within so many errors of it, and how many."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    for length in (len(key), len(key) - 1, len(key) + 1):
        cut = [start[:length] for start in starts]
        for _, errors, at in extract(key, cut, scorer=OSA.distance, score_cutoff=allowed, limit=None):
            yield starts[at], int(errors)
