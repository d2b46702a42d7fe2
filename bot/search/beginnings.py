"""Names of the archive, and what is typed so far -> which of them it may be going to name, misspelled too."""

from collections.abc import Iterable, Iterator, Sequence

from bot.names.letters import flat
from bot.names.near import allowed_errors

LONGEST = 100
"""Characters of what is typed that are looked at, and of a choice (the least of the platforms' limits)."""

_SHORTEST_MISSPELLED = 4


def cleaned(typed: str) -> str:
    """What is typed, as far as it is looked at: on one line, without what is no text (half a surrogate pair, NUL)."""
    letters = (letter if letter.isprintable() else " " for letter in typed[: 4 * LONGEST])
    return " ".join("".join(letters).split())[:LONGEST]


class Names:
    """Names in an order that is theirs, each under one or several texts, ready to be begun. Immutable."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self._keys = [" ".join(("", *(flat(text) for text in each))) for each in texts]

    def __len__(self) -> int:
        return len(self._keys)

    def beginning(self, typed: str, limit: int) -> list[int]:
        """Where they stand, at most ``limit``: in their order those that hold the words as typed, each begun.

        If none does, those that hold them in another order; if none does, those that begin with a misspelling.
        """
        key = flat(typed)
        if not key:
            return list(range(min(limit, len(self._keys))))
        found = self._holding((key,), limit) or self._holding(key.split(" "), limit)
        return found or [at for _, at in sorted(self._misspelled(key))[:limit]]

    def _holding(self, words: Sequence[str], limit: int) -> list[int]:
        found = []
        marks = [f" {word}" for word in words]
        for at, key in enumerate(self._keys):
            if all(mark in key for mark in marks):
                found.append(at)
                if len(found) >= limit:
                    break
        return found

    def _misspelled(self, key: str) -> Iterator[tuple[int, int]]:
        """``(errors, where)`` of the names with a word that begins nearly so, and with the same letter."""
        if len(key) < _SHORTEST_MISSPELLED:
            return
        allowed = max(1, allowed_errors(key))
        starts: dict[str, list[int]] = {}
        for at, name in enumerate(self._keys):
            place = name.find(f" {key[0]}")
            while place >= 0:
                starts.setdefault(name[place + 1 : place + 2 + len(key)], []).append(at)
                place = name.find(f" {key[0]}", place + 1)
        best: dict[int, int] = {}
        for start, errors in nearly(key, list(starts), allowed):
            for at in starts[start]:
                best[at] = min(errors, best.get(at, errors))
        yield from ((errors, at) for at, errors in best.items())


def nearly(key: str, starts: Sequence[str], allowed: int) -> Iterator[tuple[str, int]]:
    """The texts of which some beginning, about as long as the key, is within so many errors of it, and how many."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    for length in (len(key), len(key) - 1, len(key) + 1):
        cut = [start[:length] for start in starts]
        for _, errors, at in extract(key, cut, scorer=OSA.distance, score_cutoff=allowed, limit=None):
            yield starts[at], int(errors)
