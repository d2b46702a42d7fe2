"""A misspelled name or the beginning of one -> the entities it may mean.

Distances are optimal string alignment (a swap of neighbours is one error). What is allowed grows with the length,
because *norway* is as near to *normal* as to *norwegian*: no error below four letters, one up to eight, two up to
eleven, then three.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable

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
            guessable = row[3] != EXACT and row[2] != "other" and not _is_acronym(row[0])
            if guessable and (key not in names or _rank(row) < _rank(names[key])):
                names[key] = row
        self._keys = sorted(names)
        self._rows = [names[key] for key in self._keys]

    def closest(self, words: str, limit: int, cutoff: float) -> list[tuple[Entity, str, float]]:
        """``(entity, its name, likeness 0..100)``, best first, one per entity."""
        key = flat(words)
        allowed = _allowed(key)
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
                scored[row[1]] = (score, -_rank(row), row[0])
        ordered = sorted(scored.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return [(self._entities[id_], name, score) for id_, (score, _, name) in ordered[:limit]]

    def complete(self, prefix: str, kinds: Collection[str], limit: int) -> list[Entity]:
        """Entities with a name that begins with ``prefix``, then those with a word that does, then misspelled ones."""
        key = flat(prefix)
        if not key:
            return []
        found: dict[str, tuple[int, int, int, str]] = {}
        for order, index in self._beginning(key):
            row = self._rows[index]
            if self._entities[row[1]].kind in kinds:
                rank = (order, _rank(row), len(row[0]), row[0])
                if row[1] not in found or rank < found[row[1]]:
                    found[row[1]] = rank
        return [self._entities[id_] for id_ in sorted(found, key=lambda id_: found[id_])[:limit]]

    def _beginning(self, key: str) -> list[tuple[int, int]]:
        """``(how well, index)`` of the names that begin like ``key``."""
        at = bisect_left(self._keys, key)
        exact = []
        while at < len(self._keys) and self._keys[at].startswith(key):
            exact.append((0, at))
            at += 1
        inner = [(1, i) for i, name in enumerate(self._keys) if f" {key}" in name]
        if exact or inner or len(key) < 4:
            return exact + inner
        from rapidfuzz.distance import OSA

        allowed = max(1, _allowed(key))
        lengths = (len(key), len(key) - 1, len(key) + 1)
        near = (
            (min(OSA.distance(key, name[:n], score_cutoff=allowed) for n in lengths), i)
            for i, name in enumerate(self._keys)
            if name[0] == key[0]
        )
        return [(1 + distance, i) for distance, i in near if distance <= allowed]


def _is_acronym(name: str) -> bool:
    """A misspelled acronym is another acronym."""
    return name.isupper() or sum(map(str.isupper, name)) > 2 * len(name.split())


def _rank(row: Row) -> int:
    return _FORM_RANK.get(row[2], 4)


def _allowed(key: str) -> int:
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
