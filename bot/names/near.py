"""A misspelled name -> the entities it may mean.

Distances are optimal string alignment (a swap of neighbours is one error). What is allowed grows with the length,
because *norway* is as near to *normal* as to *norwegian*: no error below four letters, one up to eight, two up to
eleven, then three. A name that begins with another letter is at most one error away (``_comparable``), and that error
is in its beginning: so only names of about that length with the same first letter are measured, and four looked up.
"""

from collections.abc import Iterable

from bot.domain.party import Entity
from bot.names.letters import flat
from bot.names.tables import EXACT, Row, Tables

_FORM_RANK = {"name": 0, "institution": 1, "demonym": 1, "person": 1, "people": 2, "capital": 2, "media": 3}


class Near:
    """The names worth guessing at, folded."""

    def __init__(self, tables: Tables, rows: Iterable[Row]) -> None:
        self._entities = tables.entities
        self._never = frozenset((*tables.words["not_typos"], *tables.words["common"]))
        names: dict[str, Row] = {}
        for row in rows:
            key = flat(row[0])
            guessable = row[3] != EXACT and row[2] != "other" and not is_acronym(row[0])
            if guessable and (key not in names or rank_of(row) < rank_of(names[key])):
                names[key] = row
        self._names = names
        self._alike: dict[tuple[str, int], list[str]] = {}
        self._behind_first: dict[str, list[str]] = {}
        for key in sorted(names.keys() - {""}):
            self._alike.setdefault((key[0], len(key)), []).append(key)
            self._behind_first.setdefault(key[1:], []).append(key)

    def closest(self, words: str, limit: int, cutoff: float) -> list[tuple[Entity, str, float]]:
        """``(entity, its name, likeness 0..100)``, best first, one per entity."""
        key = flat(words)
        allowed = allowed_errors(key)
        if allowed == 0 or key in self._never:
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = self.candidates(key, allowed)
        found = process.extract(key, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        scored: dict[str, tuple[float, int, str]] = {}
        for name, distance, _ in found:
            row = self._names[name]
            if not _comparable(key, name, distance, row[2]):
                continue
            score = 100 * (1 - distance / max(len(key), len(name)))
            best = scored.get(row[1])
            if score >= cutoff and (best is None or score > best[0]):
                scored[row[1]] = (score, -rank_of(row), row[0])
        ordered = sorted(scored.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return [(self._entities[id_], name, score) for id_, (score, _, name) in ordered[:limit]]

    def candidates(self, key: str, allowed: int) -> list[str]:
        """The names that may be as near as is allowed, in order: none that is so and is ``_comparable`` is missing."""
        lengths = range(len(key) - allowed, len(key) + allowed + 1)
        near = {name for length in lengths for name in self._alike.get((key[0], length), ())}
        near.update(self._behind_first.get(key[1:], ()), self._behind_first.get(key, ()))
        near.update({key[1:], key[1] + key[0] + key[2:]} & self._names.keys())
        return sorted(near)


def is_acronym(name: str) -> bool:
    """A misspelled acronym is another acronym."""
    return name.isupper() or sum(map(str.isupper, name)) > 2 * len(name.split())


def rank_of(row: Row) -> int:
    """How much rather a name of this form is meant, from 0."""
    return _FORM_RANK.get(row[2], 4)


def allowed_errors(key: str) -> int:
    """How many errors a name of this length may hold."""
    length = len(key)
    if length < 4:
        return 0
    return 1 if length <= 8 else 2 if length <= 11 else 3


def _comparable(key: str, name: str, distance: float, form: str) -> bool:
    """Short words must begin alike and be a country's own name; more than one error needs the same beginning."""
    shorter = min(len(key), len(name))
    if shorter <= 4:
        return shorter == 4 and key[0] == name[0] and form == "name" and abs(len(key) - len(name)) <= 1
    if shorter <= 6 and " " not in name and form not in ("name", "demonym", "capital"):
        return False
    return key[0] == name[0] or distance <= 1
