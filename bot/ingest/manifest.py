"""A folder's ``manifest.yaml``, in which a curator states what its pages do not say, to Facts with that basis.

::

    files:
      statement.txt:
        title: ...              # any of these, each optional
        publisher: Embassy of China in Norway
        agency: Xinhua          # the wire that reported it
        issuer: Embassy of China in Norway   # whose own text it is
        said: 2021-07-19        # or 2021-07, or 2021
        published: 2021-07-19
        url: https://...
        note: how we know       # for people; kept in this file only

A record of a JSON Lines file is ``speeches.jsonl#its-id``; ``speeches.jsonl`` alone means every record. A file in a
folder below may be named with its path, or in a manifest of its own folder, which is asked first.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import yaml

from bot.domain.errors import InputError
from bot.domain.source import Basis, Fact, Facts, PartialDate, Received, When
from bot.ingest.dates import parse_date, real
from bot.ingest.formats.fields import is_address, one_line

MANIFEST = "manifest.yaml"

_WORDS = ("title", "publisher", "agency", "issuer")
_DATES = ("said", "published")
_KEYS = (*_WORDS, *_DATES, "url", "note")
_SHAPE = "write a file's name, then lines such as title: value below it"
_LARGEST = 8 * 2**20  # bytes; some 30,000 files


@dataclass(frozen=True, slots=True)
class Entry:
    """What a curator says of one file: facts of basis MANIFEST, and a note for people."""

    facts: Facts
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The entries of one ``manifest.yaml`` by the name they are given there."""

    entries: Mapping[str, Entry]

    def missing(self, folder: Path) -> list[str]:
        """A warning for each entry whose file is not in ``folder``, with the nearest file that is."""
        lines = []
        for name in self.entries:
            file = name.partition("#")[0]
            if not (folder / name).exists() and not (folder / file).exists():
                here = sorted(child.name for child in folder.iterdir())
                lines.append(f"{folder.name}/{MANIFEST}: there is no file {name}{_nearest(name, here)}")
        return lines


def read_manifest(path: Path) -> Manifest:
    """The manifest at ``path``. Raises InputError, naming line and key, for one that cannot be used, and OSError."""
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise InputError("it is larger than any manifest", hint="give each folder its own")
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        raise InputError("it is not UTF-8", hint="save it as UTF-8") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise _broken(error) from None
    if root is None:
        return Manifest({})
    entries: dict[str, Entry] = {}
    for key, _, files in _pairs(root, "the manifest", ("files",)):
        if key == "files":
            entries |= {name: _entry(name, node) for name, _, node in _pairs(files, "files", None)}
    return Manifest(entries)


def _broken(error: Exception) -> InputError:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    reason = getattr(error, "problem", None) or "it is not YAML"
    return InputError(f"{where}{reason}", hint="put quotation marks around names and values with a colon")


def _pairs(node: yaml.Node, what: str, known: Iterable[str] | None) -> Iterator[tuple[str, int, yaml.Node]]:
    """The (key, line, value) of a mapping. Raises InputError for a twice-written key and for one not ``known``."""
    if isinstance(node, yaml.ScalarNode) and _blank(node):
        return
    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"line {_line(node)}: {what} must be key: value lines", hint=_SHAPE)
    seen: set[str] = set()
    for key_node, value in node.value:
        key = str(key_node.value)
        if key in seen:
            raise InputError(f"line {_line(key_node)}: {key} is written twice under {what}", hint="join the two")
        if known is not None and key not in known:
            raise InputError(f"line {_line(key_node)}: {what} has no key {key}", hint=_did_you_mean(key, known))
        seen.add(key)
        yield key, _line(key_node), value


def _entry(name: str, node: yaml.Node) -> Entry:
    facts: dict[str, Fact | When] = {}
    note = None
    for key, line, value_node in _pairs(node, name, _KEYS):
        if not isinstance(value_node, yaml.ScalarNode):
            raise InputError(f"line {line}: {key} of {name} must be one value", hint="write it on one line")
        value = "" if _blank(value_node) else one_line(value_node.value)
        if key == "note":
            note = value or None
        elif value:
            facts[key] = _fact(name, key, line, value)
    return Entry(Facts(**facts), note)  # type: ignore[arg-type]  # keys and types are those of _KEYS


def _fact(name: str, key: str, line: int, value: str) -> Fact | When:
    if key in _DATES:
        made = parse_date(value)
        if made is None:
            raise InputError(f"line {line}: {key} of {name} is no date: {value}",
                             hint="write it as 2019-02-18, 2019-02 or 2019")
        return When(made, Basis.MANIFEST)
    if key == "url" and not is_address(value):
        raise InputError(f"line {line}: url of {name} is no link: {value}", hint="it begins with https:// or http://")
    return Fact(value, Basis.MANIFEST)


def _blank(node: yaml.ScalarNode) -> bool:
    return node.tag == "tag:yaml.org,2002:null" or not str(node.value).strip()


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _did_you_mean(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(known), 1)
    return f"did you mean {near[0]}?" if near else f"use one of {', '.join(known)}"


def apply(received: Received, entry: Entry) -> tuple[Received, tuple[str, ...]]:
    """The document with the curator's facts where the page is silent, and a warning for each contradiction."""
    facts, warnings = complete(received.facts, entry.facts)
    return replace(received, facts=facts), tuple(f"{received.name}: {warning}" for warning in warnings)


def complete(page: Facts, curator: Facts) -> tuple[Facts, tuple[str, ...]]:
    """The page's facts, completed by the curator's; a line for each on which they differ."""
    values: dict[str, Fact | When | None] = {}
    warnings = []
    for name in (one.name for one in fields(Facts)):
        theirs, ours = getattr(page, name), getattr(curator, name)
        if name in _DATES:
            values[name], differ = settle(theirs, ours)
        else:
            values[name] = theirs or ours
            differ = bool(theirs and ours) and theirs.value.casefold() != ours.value.casefold()
        if differ:
            said, noted = _shown(theirs), _shown(ours)
            warnings.append(f"{name} is {said} on the page and {noted} in the manifest; the page's stands")
    return Facts(**values), tuple(warnings)  # type: ignore[arg-type]  # each under the name it was read from


def settle(page: When | None, curator: When | None) -> tuple[When | None, bool]:
    """The date to keep, and whether the two contradict each other.

    What the page leaves open the curator completes ("February 18" and 2019 are 2019-02-18, by the manifest); what
    the page says stands. A date that was only inferred gives way.
    """
    if page is None or curator is None:
        return page or curator, False
    if page.basis is Basis.INFERRED and curator.basis is not Basis.INFERRED:
        return curator, False
    ours, theirs = curator.date, page.date
    joined: PartialDate | None = None
    if theirs.fits(ours):
        joined = real(theirs.year or ours.year, theirs.month or ours.month, theirs.day or ours.day)
    if joined is None:
        return page, True
    return (page if joined == theirs else When(joined, curator.basis)), False


def _shown(value: Fact | When) -> str:
    return value.value if isinstance(value, Fact) else value.date.value
