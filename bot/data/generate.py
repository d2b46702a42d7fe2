"""Regenerates what is not written by hand: ``countries.json`` (from CLDR), ``compiled.json`` and ``world.*.json``.

``python -m bot.data.generate`` lays out the YAML files anew; with ``--cldr`` it first rereads the names of all
territories in all languages, which needs Babel (a build tool only, never needed to run the bot).
The territory names are CLDR data, under the Unicode licence.
"""

import json
import sys
from pathlib import Path
from typing import Any

from bot.names.entries import build
from bot.names.letters import fold, is_beyond_latin, is_hangul, is_unspaced, scripts, tokens
from bot.names.tables import COMPILED, DATA, WORLD, Names, Tables, dump, head_of

_SHORTEST = 4  # a Latin name of another language with fewer letters is more often a word than a country

_WITHDRAWN = frozenset(("FXX", "ZAR", "TMP", "BUR", "ROM", "DDR", "ADN", "YMD", "SUN", "YUG", "SCG", "ANT", "NTZ"))
"""Codes ISO 3166-3 lists as withdrawn; CLDR still maps them to the states of today."""
_ALSO = ("EU", "UN")  # parties that CLDR names beside the territories


def main(arguments: list[str], data: Path = DATA) -> None:
    """Write the generated files into ``data``."""
    if "--cldr" in arguments:
        _write(data / "countries.json", read_cldr())
    tables = build(data)
    clashes = find_clashes(tables)
    if clashes:
        raise SystemExit("one name, two owners:\n" + "\n".join(clashes))
    for script, names in lay_out_world(tables, json.loads((data / "countries.json").read_bytes())).items():
        _write(data / WORLD.format(script), names)
    _write(data / COMPILED, dump(tables))
    print(f"{len(tables.entities)} entities, {sum(map(len, tables.names.values()))} names written by hand")  # noqa: T201 - a build tool's report


def read_cldr() -> dict[str, dict[str, Any]]:
    """``{"NO": {"iso3": "NOR", "names": ["Noorweë", …]}}`` for every territory of ISO 3166-1 and Kosovo."""
    from babel import Locale, localedata
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    iso3 = {
        new[0]: old
        for old, new in aliases.items()
        if len(old) == 3 and old.isalpha() and len(new) == 1 and old not in _WITHDRAWN
    }
    names: dict[str, set[str]] = {}
    for identifier in localedata.locale_identifiers():
        for code, name in Locale.parse(identifier).territories.items():
            if len(code) == 2 and (code in iso3 or code in _ALSO):
                names.setdefault(code, set()).add(" ".join(name.split()))
    return {
        code: {"iso3": None if code in _ALSO else iso3[code], "names": sorted(names[code])} for code in sorted(names)
    }


def lay_out_world(tables: Tables, countries: dict[str, dict[str, Any]]) -> dict[str, Names]:
    """The names of other languages as three tables by script; ambiguous, hand-written and unsafe names left out."""
    owners: dict[str, set[str]] = {}
    for code, facts in countries.items():
        for name in facts["names"]:
            owners.setdefault(_key(name), set()).add(code)
    by_hand = {_key(row[0]) for table in (tables.heads, tables.runs) for rows in table.values() for row in rows}
    never = {_key(name) for name in (*tables.words["never"], *tables.words["common"])}
    world: dict[str, Names] = {"latin": {}, "spaced": {}, "runs": {}}
    for code, facts in countries.items():
        for name in sorted({_key(name): name for name in facts["names"]}.values()):
            key = _key(name)
            if code in tables.entities and len(owners[key]) == 1 and key not in by_hand | never:
                _file(world, name, code)
    return {script: dict(sorted(table.items())) for script, table in world.items()}


def find_clashes(tables: Tables) -> list[str]:
    """Names that two entities claim; each is an error in the hand-written files."""
    owners: dict[str, set[str]] = {}
    for table in (tables.heads, tables.runs):
        for rows in table.values():
            for name, owner, _, _ in rows:
                owners.setdefault(name.casefold(), set()).add(owner)
    return [f"{name}: {', '.join(sorted(ids))}" for name, ids in sorted(owners.items()) if len(ids) > 1]


def _key(name: str) -> str:
    return " ".join(tokens(name)) if not scripts().beyond_latin.search(name) else fold(name)


def _file(world: dict[str, Names], name: str, code: str) -> None:
    if is_unspaced(name[0]) or is_hangul(name[0]):
        if len(name) > 1:
            world["runs"].setdefault(name[:2], []).append([name, code])
    elif is_beyond_latin(name[0]):
        if len(name) > 2:
            world["spaced"].setdefault(head_of(name), []).append([name, code])
    elif sum(map(str.isalpha, name)) >= _SHORTEST and head_of(name):
        head = head_of(name)
        world["latin"].setdefault(head, []).append(code if tokens(name) == [head] else [name, code])


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
