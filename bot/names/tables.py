"""Registry files -> the layout the matcher reads, kept in a generated file between starts.

``Tables`` holds entities by id and, for every name, one row ``[name, id, form, strictness]`` under its first token.
Names in scripts without spaces are under their first two characters. ``compiled.json`` (English and hand-written
names) carries a stamp, the hash of the files it was made from; a stale one is not used: the YAML files are read
instead, so an edited file takes effect at once. ``world.*.json`` hold the names of countries in all other languages.
"""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.domain.party import Entity, Form, Term
from bot.names.letters import TOKEN, fold, is_beyond_latin, is_hangul, is_unspaced

DATA = Path(__file__).resolve().parent.parent / "data"
SOURCES = (
    "countries.yaml",
    "organisations.yaml",
    "institutions.yaml",
    "people.yaml",
    "media.yaml",
    "others.yaml",
    "offices.yaml",
    "words.yaml",
    "publishers.yaml",
)
COMPILED = "compiled.json"
WORLD = "world.{}.json"  # latin, spaced, runs
# Raised when the meaning of a row or of the matching rules changes: attribution made before is then out of date.
LAYOUT = 1

# How closely a text must follow a name: tail words in any case / capitals where the name has them / letter for letter.
LOOSE, STRICT, EXACT = 0, 1, 2

Row = list[Any]  # [name, id, form, strictness]
Heads = dict[str, list[Row]]
Names = dict[str, list[Any]]  # under the same keys: [name, id], or the id alone where the key is the whole name


@dataclass(slots=True)
class Tables:
    """What the matcher reads; built once per process, then only read."""

    entities: dict[str, Entity] = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)
    """Names written with spaces, under their folded first token."""
    runs: Heads = field(default_factory=dict)
    """Names written without spaces, and Korean ones, under their first two characters."""
    names: dict[str, list[str]] = field(default_factory=dict)
    """Every hand-written name of an entity, best first."""
    offices: dict[str, str] = field(default_factory=dict)
    """``"NO parliament"`` -> the id of the curated body that holds this office."""
    iso3: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    """The word lists of ``words.yaml``."""
    phrases: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The office phrases of ``offices.yaml``."""
    publishers: dict[str, str] = field(default_factory=dict)
    digest: str = ""

    def add_name(self, name: str, entity: str, form: Form, strictness: int) -> None:
        """File one name under its first token (or first two characters, in scripts without spaces)."""
        self.names.setdefault(entity, [])
        if name not in self.names[entity]:
            self.names[entity].append(name)
        row: Row = [name, entity, form.value, strictness]
        if row not in self.heads.get(head_of(name), ()) and row not in self.runs.get(name[:2], ()):
            file_name(self.heads, self.runs, row)

    def drop_names(self, entity: str) -> None:
        """Forget every name of ``entity``, so that an override starts clean."""
        self.names.pop(entity, None)
        for table in (self.heads, self.runs):
            for head in [head for head, rows in table.items() if any(row[1] == entity for row in rows)]:
                table[head] = [row for row in table[head] if row[1] != entity]


def head_of(name: str) -> str:
    """The key of a name written with spaces: its first token, folded; whole words in scripts beyond Latin."""
    if is_beyond_latin(name[0]):
        return fold(name.split(maxsplit=1)[0])
    first = TOKEN.search(name)
    return fold(first.group()) if first else ""


def file_name(heads: Heads, runs: Heads, row: Row) -> None:
    """Put a row into the table its script belongs to."""
    name = row[0]
    if is_unspaced(name[0]) or is_hangul(name[0]):
        runs.setdefault(name[:2], []).append(row)
    else:
        heads.setdefault(head_of(name), []).append(row)


def stamp(data: Path = DATA) -> str:
    """The hash of all registry files, in order, and of the layout; a missing file counts as empty."""
    digest = hashlib.sha256(str(LAYOUT).encode())
    for name in (*SOURCES, "countries.json"):
        path = data / name
        digest.update(name.encode() + (path.read_bytes() if path.exists() else b""))
    return digest.hexdigest()


def dump(tables: Tables) -> dict[str, Any]:
    """The tables as plain JSON values; ``load_compiled`` is the way back."""
    return {
        "stamp": tables.digest,
        "entities": [_entity_row(entity) for entity in tables.entities.values()],
        "heads": tables.heads,
        "runs": tables.runs,
        "names": tables.names,
        "offices": tables.offices,
        "iso3": tables.iso3,
        "surnames": tables.surnames,
        "words": tables.words,
        "phrases": tables.phrases,
        "publishers": tables.publishers,
    }


def load_compiled(data: Path = DATA) -> Tables | None:
    """The tables of ``compiled.json``, or None when it is missing or older than its sources."""
    path = data / COMPILED
    if not path.exists():
        return None
    raw = json.loads(path.read_bytes())
    if raw["stamp"] != stamp(data):
        return None
    return Tables(
        entities={row[0]: _entity(row) for row in raw["entities"]},
        heads=raw["heads"],
        runs=raw["runs"],
        names=raw["names"],
        offices=raw["offices"],
        iso3=raw["iso3"],
        surnames=raw["surnames"],
        words=raw["words"],
        phrases=raw["phrases"],
        publishers=raw["publishers"],
        digest=raw["stamp"],
    )


class World:
    """Names of countries in all languages, one file a kind of script, each read when the first text needs it.

    ``latin`` serves questions only, ``spaced`` and ``runs`` every text.
    """

    def __init__(self, data: Path = DATA) -> None:
        self._data = data

    @cached_property
    def latin(self) -> Names:
        """Names in Latin letters, under their folded first token."""
        return self._read("latin")

    @cached_property
    def spaced(self) -> Names:
        """Names in other scripts with spaces, under their folded first word."""
        return self._read("spaced")

    @cached_property
    def runs(self) -> Names:
        """Names in scripts without spaces, and Korean ones, under their first two characters."""
        return self._read("runs")

    def _read(self, script: str) -> Names:
        names: Names = json.loads((self._data / WORLD.format(script)).read_bytes())
        return names


def rows_of(key: str, heads: Heads, names: Names) -> list[Row]:
    """The rows under one key, hand-written ones first."""
    generated = ((key, name) if isinstance(name, str) else name for name in names.get(key, ()))
    return [*heads.get(key, ()), *([name, id_, "name", LOOSE] for name, id_ in generated)]


def _entity_row(entity: Entity) -> list[Any]:
    terms = [[term.role, term.since, term.until] for term in entity.terms]
    return [entity.id, entity.kind, entity.name, entity.party, entity.parent, entity.role, terms]


def _entity(row: list[Any]) -> Entity:
    id_, kind, name, party, parent, role, terms = row
    return Entity(id_, kind, name, party, parent, role, tuple(Term(*term) for term in terms))
