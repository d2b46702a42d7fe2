"""The beginning of a name, in any language and perhaps misspelled -> the entities it may be going to name."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from bot.domain.party import Entity
from bot.names.letters import flat, is_hangul, is_unspaced
from bot.names.near import allowed_errors, is_acronym, rank_of
from bot.names.tables import Names, Row, World

_SHORTEST_MISSPELLED = 4

_ABROAD = 2

Found = tuple[int, int, int, str]
"""How a name begins (0: so; 1: a word of it; 2: so in another language; then 2 and its errors), its form's rank, its
length and itself: the least is the best."""


class Beginnings:
    """The names of the registry, and those of countries in all languages, ready to be begun."""

    def __init__(self, entities: Mapping[str, Entity], rows: Iterable[Row], world: World) -> None:
        self._entities = entities
        self._world = world
        names: dict[tuple[str, str], Row] = {}
        for row in rows:
            key = (flat(row[0]), row[1])
            if row[2] != "other" and (key not in names or rank_of(row) < rank_of(names[key])):
                names[key] = row
        ordered = sorted(names)
        self._keys = [key for key, _ in ordered]
        self._rows = [names[each] for each in ordered]

    def complete(self, typed: str, kinds: Collection[str]) -> list[tuple[Entity, bool]]:
        """Entities with a name that begins so, then with a word that does, in another language, misspelled.

        With each whether it is only a name in another language that begins so.
        """
        key = flat(typed)
        best: dict[str, Found] = {}
        for id_, found in self._found(key, typed.strip()) if key else ():
            if self._entities[id_].kind in kinds and (id_ not in best or found < best[id_]):
                best[id_] = found
        return [(self._entities[id_], best[id_][0] == _ABROAD) for id_ in sorted(best, key=lambda id_: best[id_])]

    def _found(self, key: str, typed: str) -> Iterator[tuple[str, Found]]:
        none = True
        for how, at in (*((0, at) for at in self._from(key)), *((1, at) for at in self._inside(key))):
            none = False
            yield self._row(how, at)
        for id_, name in self._abroad(key, typed):
            if id_ in self._entities:
                none = False
                yield id_, (0 if flat(name) == key else _ABROAD, 0, len(name), name)
        if none:
            yield from (self._row(_ABROAD + errors, at) for errors, at in self._misspelled(key))

    def _row(self, how: int, at: int) -> tuple[str, Found]:
        row = self._rows[at]
        return row[1], (how, rank_of(row), len(row[0]), row[0])

    def _from(self, key: str) -> Iterator[int]:
        at = bisect_left(self._keys, key)
        while at < len(self._keys) and self._keys[at].startswith(key):
            yield at
            at += 1

    def _inside(self, key: str) -> Iterator[int]:
        return (at for at, name in enumerate(self._keys) if f" {key}" in name)

    def _misspelled(self, key: str) -> Iterator[tuple[int, int]]:
        """``(errors, where)`` of the names that begin nearly so, with the same letter."""
        if len(key) < _SHORTEST_MISSPELLED:
            return
        from rapidfuzz.distance import OSA

        allowed = max(1, allowed_errors(key))
        lengths = (len(key), len(key) - 1, len(key) + 1)
        for at, name in enumerate(self._keys):
            if name[0] == key[0] and not is_acronym(self._rows[at][0]):
                errors = min(OSA.distance(key, name[:length], score_cutoff=allowed) for length in lengths)
                if errors <= allowed:
                    yield int(errors), at

    def _abroad(self, key: str, typed: str) -> Iterator[tuple[str, str]]:
        """``(entity, name)`` of the names of countries in other languages that begin so."""
        if is_unspaced(typed[0]) or is_hangul(typed[0]):
            tables: tuple[tuple[list[str], Names], ...] = ((self._runs, self._world.runs),)
            head, begins = typed[:2], typed
        else:
            tables = ((self._latin, self._world.latin), (self._spaced, self._world.spaced))
            head, begins = key.partition(" ")[0], key
        for heads, names in tables:
            for found in _under(heads, head, whole=" " in begins):
                for name in names[found]:
                    shown, id_ = (found, name) if isinstance(name, str) else name
                    if shown.startswith(begins) or flat(shown).startswith(begins):
                        yield id_, shown

    @cached_property
    def _latin(self) -> list[str]:
        return sorted(self._world.latin)

    @cached_property
    def _spaced(self) -> list[str]:
        return sorted(self._world.spaced)

    @cached_property
    def _runs(self) -> list[str]:
        return sorted(self._world.runs)


def _under(heads: list[str], head: str, *, whole: bool) -> Iterator[str]:
    """The first words that begin like ``head``; only itself if more words were typed behind it."""
    at = bisect_left(heads, head)
    while at < len(heads) and heads[at].startswith(head):
        if heads[at] == head or not whole:
            yield heads[at]
        at += 1
