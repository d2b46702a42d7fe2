"""Names of the archive, and what is typed so far -> which of them it may be going to name, misspelled too."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import accumulate, islice

from bot.names.letters import flat
from bot.names.near import allowed_errors

LONGEST = 100
"""Characters of what is typed that are looked at, and of a choice (the least of the platforms' limits)."""

_SHORTEST_MISSPELLED = 4
_FEW = 4
"""Words that are looked for in each name; of more it is noted before which names hold them."""

_LEAP = 16
"""Texts that begin alike, from which on the first that does not is looked for."""

SHAPE = "III"
"""The type codes of ``Names.put_down``."""

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
        self._starts = array("I", accumulate((len(line) + 1 for line in lines[:-1]), initial=0) if lines else ())
        where: dict[str, array[int]] = {}
        for at, line in enumerate(lines):
            for word in set(line.split()):
                where.setdefault(word, array("I")).append(at)
        self._words = sorted(where)
        # The lines of each word, one after the other: an array for each would be ten times as large.
        self._ends = array("I", accumulate(len(where[word]) for word in self._words))
        self._lines = array("I")
        for word in self._words:
            self._lines += where[word]

    def put_down(self) -> tuple[list["array[int]"], list[str]]:
        """The names as columns, of ``SHAPE``, and two texts."""
        return [self._starts, self._ends, self._lines], [self._text, "\n".join(self._words)]

    @classmethod
    def taken_up(cls, columns: Sequence["array[int]"], texts: Sequence[str]) -> "Names":
        """The names that were put down. Raises ValueError where they were none."""
        names = cls(())
        names._starts, names._ends, names._lines = columns
        names._text = texts[0]
        names._words = texts[1].split("\n") if texts[1] else []
        told = names._text.count("\n"), len(names._words), names._text[-1:] in ("", "\n")
        held = len(names._starts), len(names._ends), max(names._lines, default=-1) < len(names._starts)
        if told != held:
            raise ValueError("its columns do not fit its texts")
        return names

    def beginning(self, typed: str, limit: int) -> list[int]:
        """Where they stand, at most ``limit``: in their order those that hold the words as typed, each begun.

        If none does, those that hold them in another order; if none does, those that hold them misspelled.
        """
        key = flat(typed)
        for way in WAYS:
            if found := list(islice(way(self, key), max(limit, 0))):
                return [at for _, at in found]
        return []

    def as_typed(self, key: str) -> Iterator[tuple[int, int]]:
        """``(0, where)`` of those that hold the folded words as they are, the last one begun; all, for none."""
        return ((0, at) for at in (self._holding(key) if key else range(len(self._starts))))

    def in_any_order(self, key: str) -> Iterator[tuple[int, int]]:
        """``(0, where)`` of those that hold the folded words, each begun."""
        fewest = sorted(key.split(" "), key=lambda word: len(self._begun(word)))
        return ((0, at) for at in (self._holding(*fewest) if self._begun(fewest[0]) else ()))

    def misspelled(self, key: str) -> Iterator[tuple[int, int]]:
        """``(errors, where)`` of those that hold the folded words, each begun, some with errors; fewest first."""
        begun = [self._like(word) for word in key.split(" ")] if key else [{}]
        if not all(begun):
            return iter(())
        if len(begun) == 1:  # as it may stand in every name there is, it is not looked for in all of them
            return _once(merge(*(((wrong, at) for at in self._lines_of(word)) for word, wrong in begun[0].items())))
        return self._together(begun)

    def holding(self, key: str) -> Iterator[int]:
        """Where those stand that have the folded letters somewhere."""
        place = self._text.find(key)
        while place >= 0:
            yield bisect_right(self._starts, place) - 1
            place = self._text.find(key, self._text.find("\n", place))

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

    def _together(self, begun: Sequence[Mapping[str, int]]) -> Iterator[tuple[int, int]]:
        """``(errors, where)`` of the names that hold a word of each, fewest errors first.

        Names with as few as can be are told at once: of words that stand everywhere the first names will do.
        """
        first, *others = sorted(begun, key=lambda words: sum(len(self._lines_of(word)) for word in words))
        errors = [self._errors(words) for words in (first, *others)]
        fewest = sum(min(words.values()) for words in begun)
        rest: list[tuple[int, int]] = []
        for _, at in _once((0, at) for at in merge(*map(self._lines_of, first))):
            wrong = 0
            for each in errors:
                if (also := each(at)) is None:
                    break
                wrong += also
            else:
                if wrong == fewest:
                    yield wrong, at
                else:
                    rest.append((wrong, at))
        yield from sorted(rest)

    def _errors(self, words: Mapping[str, int]) -> Callable[[int], int | None]:
        """The fewest errors with which a name holds one of the words; None for none."""
        if len(words) > _FEW:
            return self._where(words).get
        held = [(wrong, self._lines_of(word)) for word, wrong in sorted(words.items(), key=lambda item: item[1])]

        def errors(at: int) -> int | None:
            for wrong, lines in held:
                place = bisect_left(lines, at)
                if place < len(lines) and lines[place] == at:
                    return wrong
            return None

        return errors

    def _where(self, words: Mapping[str, int]) -> dict[int, int]:
        errors: dict[int, int] = {}
        for word, wrong in sorted(words.items(), key=lambda item: -item[1]):
            errors.update(dict.fromkeys(self._lines_of(word), wrong))
        return errors

    def _lines_of(self, word: str) -> Sequence[int]:
        at = bisect_left(self._words, word)
        return self._lines[self._ends[at - 1] if at else 0 : self._ends[at]]

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


def _once(found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Each place with the fewest errors, where those come first."""
    seen: set[int] = set()
    for wrong, at in found:
        if at not in seen:
            seen.add(at)
            yield wrong, at


WAYS = (Names.as_typed, Names.in_any_order, Names.misspelled)
"""How names may hold what is typed, the surest first; the next is tried where one finds nothing."""


def _heads(starts: Sequence[str], length: int) -> Iterator[str]:
    """The first letters of the texts, so many; of sorted texts those that many begin with ("report1") once."""
    at = 0
    while at < len(starts):
        head = starts[at][:length]
        yield head
        ahead = at + _LEAP
        leaps = ahead < len(starts) and starts[ahead].startswith(head)
        at = bisect_right(starts, head + _AFTER, ahead) if leaps else at + 1


def nearly(key: str, starts: Sequence[str], allowed: int) -> Iterator[tuple[str, int]]:
    """Of sorted texts those that begin, as far as the key goes, with no more errors than allowed; with how many."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    for length in (len(key), len(key) - 1, len(key) + 1):
        near = extract(key, list(_heads(starts, length)), scorer=OSA.distance, score_cutoff=allowed, limit=None)
        errors = {head: int(wrong) for head, wrong, _ in near}
        if errors:
            yield from ((start, errors[start[:length]]) for start in starts if start[:length] in errors)
