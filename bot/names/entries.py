"""Registry files (YAML) -> checked entities and names in ``Tables``.

One entry is one mapping; the shape of each file is told in ``bot/data/README.md``. Every error names file, line, entry
and the mend, because the people who edit these files do not read tracebacks.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.domain.errors import ConfigError
from bot.domain.party import Entity, Form, Term
from bot.names.letters import flat, fold, tokens
from bot.names.tables import DATA, EXACT, LOOSE, SOURCES, STRICT, Tables, stamp

KINDS = ("country", "organisation", "institution", "person", "media", "other")
KEYS = frozenset((
    "id", "kind", "of", "names", "exact", "demonyms", "people", "capitals", "iso3", "party",
    "role", "terms", "office", "surname", "drop", "replace", "not",
))  # fmt: skip
_FORMS = {"institution": Form.INSTITUTION, "person": Form.PERSON, "media": Form.MEDIA, "other": Form.OTHER}
# Where family names come first when written in English.
_FAMILY_FIRST = frozenset(("CN", "TW", "HK", "MO", "KR", "KP", "VN", "KH"))
_WHEN = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_LINE = "__line__"

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the C or the plain loader
    """Plain YAML values; NO is Norway and not a falsehood; every mapping also holds the line it starts on."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    } | {first: [("tag:yaml.org,2002:bool", re.compile("true|false"))] for first in "tf"}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping[_LINE] = node.start_mark.line + 1
        return mapping


def read_yaml(path: Path) -> Any:
    """The values of a YAML file, with line numbers; ConfigError when it is missing or not YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}", hint="name a file that exists") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text", hint="save the file as UTF-8") from error
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(
            f"{path}, line {line}: not YAML: {error.problem}",
            hint="check the indentation, the brackets, and quotes around names that hold ': ' or '#'",
        ) from error


def build(data: Path = DATA) -> Tables:
    """All registry files as tables; raises ConfigError for an entry that cannot be used."""
    tables = Tables(digest=stamp(data))
    tables.words = _plain(read_yaml(data / "words.yaml"))
    tables.phrases = _plain(read_yaml(data / "offices.yaml"))
    tables.publishers = {host: str(id_) for host, id_ in _plain(read_yaml(data / "publishers.yaml")).items()}
    facts = json.loads((data / "countries.json").read_bytes())
    tables.iso3 = {fact["iso3"]: code for code, fact in facts.items() if fact["iso3"]}
    for name in SOURCES:
        if name not in ("words.yaml", "offices.yaml", "publishers.yaml"):
            add_file(tables, data / name)
    return tables


def extend(tables: Tables, extra: Path) -> None:
    """Add a person's own file of entries; the digest then tells that attribution may differ."""
    add_file(tables, extra)
    tables.digest = hashlib.sha256(tables.digest.encode() + extra.read_bytes()).hexdigest()


def add_file(tables: Tables, path: Path) -> None:
    """Add the entries of one file to ``tables``: a known id is extended, or begun anew with ``replace: true``."""
    values = read_yaml(path)
    if values is None:
        return
    if not isinstance(values, list):
        raise ConfigError(f"{path}, line 1: a list of entries is expected", hint="begin each entry with '- id: …'")
    for number, entry in enumerate(values, 1):
        if not isinstance(entry, dict):
            raise ConfigError(
                f"{path}, entry {number}: {entry!r} is not an entry", hint="write '- id: …' with keys under it"
            )
        for single in _each(entry):
            _Entry(tables, path, single).add()


def _each(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The entry itself, or one of kind "other" for every name of ``not: [South China Sea, …]``."""
    names = entry.get("not")
    if not isinstance(names, list):
        return [entry]
    slugs = ["_".join(re.findall(r"[^\W_]+", fold(str(name)))) for name in names]
    return [
        {"id": f"other.{slug}", "names": [name], _LINE: entry[_LINE]} for slug, name in zip(slugs, names, strict=True)
    ]


def _plain(values: Any) -> dict[str, Any]:
    """``values`` without the line numbers."""
    if isinstance(values, dict):
        return {str(k): _plain(v) if isinstance(v, dict) else v for k, v in values.items() if k != _LINE}
    return {}


class _Entry:
    """One entry of a registry file on its way into the tables."""

    def __init__(self, tables: Tables, path: Path, raw: dict[str, Any]) -> None:
        self.tables = tables
        self.path = path
        self.line = raw.pop(_LINE)
        self.raw = raw
        self.id = self._id()

    def add(self) -> None:
        """Check the entry and file it; raises ConfigError."""
        self._check_keys()
        known = self.tables.entities.get(self.id)
        if known is not None and self.raw.get("replace"):
            self.tables.drop_names(self.id)
            known = None
        entity = self._entity(known)
        self.tables.entities[self.id] = entity
        self._names(entity)
        self._facts(entity)

    def fail(self, problem: str, hint: str) -> ConfigError:
        return ConfigError(f"{self.path}, line {self.line}: entry {self.id!r}: {problem}", hint=hint)

    def _id(self) -> str:
        if "id" in self.raw:
            if not isinstance(self.raw["id"], str):
                self.id = str(self.raw["id"])
                raise self.fail("the id is not a word", "write a word, e.g. id: no.storting")
            return self.raw["id"]
        names = self.raw.get("names") or []
        self.id = str(names[0]) if isinstance(names, list) and names else "?"
        if self.id == "?" or not isinstance(self.raw.get("of"), str):
            raise self.fail("it has no id", "give it an id, or say whose it is ('of: no.mfa') and its names")
        return f"{self.raw['of'].lower()}.{'_'.join(tokens(self.id))}".replace("_-_", "_").replace("_'_", "")

    def _check_keys(self) -> None:
        for key in self.raw:
            if key not in KEYS:
                raise self.fail(f"unknown key {key!r}", f"known keys: {', '.join(sorted(KEYS))}")
        for key in ("names", "exact", "demonyms", "people", "capitals", "drop"):
            value = self.raw.get(key, [])
            if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
                raise self.fail(
                    f"{key!r} is not a list of names", f"write {key}: [One name, Another]; quote NO, Yes and numbers"
                )

    def _entity(self, known: Entity | None) -> Entity:
        kind = self.raw.get("kind") or (known.kind if known else self._guess_kind())
        if kind not in KINDS:
            raise self.fail(f"unknown kind {kind!r}", f"one of {', '.join(KINDS)}")
        names = self.raw.get("names") or ([known.name] if known else [])
        if not names:
            raise self.fail("it has no names", "write names: [The name shown, Another name]")
        parent = self._parent(kind, known)
        terms = self._terms() or (known.terms if known else ())
        role = self.raw.get("role") or (terms[-1].role if terms else known.role if known else None)
        name = known.name if known else names[0]
        return Entity(self.id, kind, name, self._party(kind, parent, known), parent, role, terms)

    def _guess_kind(self) -> str:
        if self.id.startswith(("media.", "other.")):
            return self.id.split(".")[0]
        if self.id.isupper():
            return "country" if self.id in self.tables.iso3.values() else "organisation"
        return "person" if "terms" in self.raw or "role" in self.raw else "institution"

    def _parent(self, kind: str, known: Entity | None) -> str | None:
        if kind in ("country", "organisation", "media", "other"):
            return self._of(self.raw["of"]) if "of" in self.raw else None
        if "of" in self.raw:
            return self._of(self.raw["of"])
        if known is not None:
            return known.parent
        above = self.id.rpartition(".")[0]
        return self._of(above if "." in above else above.upper())

    def _of(self, id_: Any) -> str:
        for candidate in (id_, str(id_).upper()):
            if candidate in self.tables.entities:
                return str(candidate)
        raise self.fail(f"it belongs to {id_!r}, which is nowhere", "write the entry it belongs to above this one")

    def _party(self, kind: str, parent: str | None, known: Entity | None) -> str | None:
        if "party" in self.raw:
            party = self.raw["party"]
            if party is not None and party not in self.tables.entities and party != self.id:
                raise self.fail(f"unknown party {party!r}", "use the id of a country or organisation, e.g. NO")
            return party if party is None else str(party)
        if kind in ("country", "organisation"):
            return self.id
        if kind in ("media", "other"):
            return known.party if known else None
        return self.tables.entities[parent].party if parent else None

    def _terms(self) -> tuple[Term, ...]:
        rows = self.raw.get("terms") or []
        if not isinstance(rows, list):
            raise self.fail("'terms' is not a list", "write terms: [[Role, 2012-11, 2024-05]]")
        return tuple(self._term(row) for row in rows)

    def _term(self, row: Any) -> Term:
        if not isinstance(row, list) or not 1 <= len(row) <= 3 or not isinstance(row[0], str):
            raise self.fail(f"{row!r} is not a term", "write [Role, from, to] with null for what is not known")
        dates = [None if value is None else str(value) for value in (*row[1:], None, None)][:2]
        for date in dates:
            if date is not None and not _WHEN.fullmatch(date):
                raise self.fail(f"{date!r} is not a year or month", "write 2012 or 2012-11")
        return Term(row[0], dates[0], dates[1])

    def _names(self, entity: Entity) -> None:
        exact = set(self.raw.get("exact", []))
        strict = STRICT if entity.kind in ("person", "media") else LOOSE
        form = _FORMS.get(entity.kind, Form.NAME)
        keys = (("names", form), ("exact", form), ("demonyms", Form.DEMONYM))
        for key, as_form in (*keys, ("people", Form.PEOPLE), ("capitals", Form.CAPITAL)):
            for name in self.raw.get(key, []):
                if key == "exact" and name in (*self.raw.get("names", []), *self.raw.get("capitals", [])):
                    continue
                self.tables.add_name(name.strip(), entity.id, as_form, EXACT if name in exact else strict)
        for name in self.raw.get("drop", []):
            self._drop(entity.id, name)

    def _drop(self, id_: str, name: str) -> None:
        unwanted: Callable[[list[Any]], bool] = lambda row: row[1] == id_ and flat(row[0]) == flat(name)  # noqa: E731
        found = False
        for head, rows in _rows_of(self.tables):
            if any(map(unwanted, rows)):
                found = True
                head[:] = [row for row in rows if not unwanted(row)]
        if not found:
            raise self.fail(f"there is no name {name!r} to drop", "check the spelling")
        self.tables.names[id_] = [known for known in self.tables.names[id_] if flat(known) != flat(name)]

    def _facts(self, entity: Entity) -> None:
        if "office" in self.raw:
            self.tables.offices[f"{entity.party} {self.raw['office']}"] = entity.id
        if "iso3" in self.raw:
            self.tables.iso3[str(self.raw["iso3"])] = entity.id
        if entity.kind == "person":
            words = entity.name.replace("\u00a0", " ").split()
            default = words[0] if entity.party in _FAMILY_FIRST else words[-1]
            self.tables.surnames[entity.id] = str(self.raw.get("surname", default))


def _rows_of(tables: Tables) -> Iterator[tuple[list[Any], list[Any]]]:
    for table in (tables.heads, tables.runs):
        for rows in table.values():
            yield rows, list(rows)
