"""A misspelled name -> the entities it may mean.

Distances are optimal string alignment (a swap of neighbours is one error). What is allowed grows with the length,
because *norway* is as near to *normal* as to *norwegian*: no error below four letters, one up to eight, two up to
eleven, then three.
"""

from collections.abc import Iterable

from bot.domain.party import Entity
from bot.names.letters import flat
from bot.names.tables import EXACT, Row, Tables

_FORM_RANK = {"name": 0, "institution": 1, "demonym": 1, "person": 1, "people": 2, "capital": 2, "media": 3}


class Near:
    """The names worth guessing at, folded and sorted."""

    def __init__(self, tables: Tables, rows: Iterable[Row]) -> None:
        self._entities = tables.entities
        self._never = frozenset((*tables.words["not_typos"], *tables.words["common"]))
        names: dict[str, Row] = {}
        for row in rows:
            key = flat(row[0])
            guessable = row[3] != EXACT and row[2] != "other" and not is_acronym(row[0])
            if guessable and (key not in names or rank_of(row) < rank_of(names[key])):
                names[key] = row
        self._keys = sorted(names)
        self._rows = [names[key] for key in self._keys]

    def closest(self, words: str, limit: int, cutoff: float) -> list[tuple[Entity, str, float]]:
        """``(entity, its name, likeness 0..100)``, best first, one per entity."""
        key = flat(words)
        allowed = allowed_errors(key)
        if allowed == 0 or key in self._never:
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extract(key, self._keys, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        scored: dict[str, tuple[float, int, str]] = {}
        for name, distance, index in found:
            row = self._rows[index]
            if not _comparable(key, name, distance, row[2]):
                continue
            score = 100 * (1 - distance / max(len(key), len(name)))
            best = scored.get(row[1])
            if score >= cutoff and (best is None or score > best[0]):
                scored[row[1]] = (score, -rank_of(row), row[0])
        ordered = sorted(scored.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return [(self._entities[id_], name, score) for id_, (score, _, name) in ordered[:limit]]


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
