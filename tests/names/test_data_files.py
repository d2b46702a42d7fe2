"""The registry's files: fresh, without clashes; a person's own file extends them, and its errors help."""

import json
from pathlib import Path

import pytest

from bot.data.generate import find_clashes, lay_out_world
from bot.domain.errors import ConfigError
from bot.names import Registry
from bot.names.entries import build
from bot.names.tables import COMPILED, DATA, WORLD, dump, load_compiled, stamp


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    return tmp_path / "names.yaml"


def test_the_compiled_registry_is_fresh() -> None:
    """After an edit of the YAML files: python -m bot.data.generate."""
    compiled = load_compiled()

    assert compiled is not None, f"{COMPILED} is older than the YAML files: run python -m bot.data.generate"
    assert dump(compiled) == dump(build())


def test_the_names_in_all_languages_are_fresh() -> None:
    world = lay_out_world(build(), json.loads((DATA / "countries.json").read_bytes()))

    assert {script: json.loads((DATA / WORLD.format(script)).read_bytes()) for script in world} == world


def test_a_stale_compiled_registry_is_not_used(tmp_path: Path) -> None:
    for path in DATA.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert load_compiled(tmp_path) is not None

    with (tmp_path / "media.yaml").open("a", encoding="utf-8") as file:
        file.write("- {id: media.new, names: [The New Paper]}\n")

    assert load_compiled(tmp_path) is None
    assert build(tmp_path).digest == stamp(tmp_path) != stamp()


def test_no_name_has_two_owners() -> None:
    assert find_clashes(build()) == []


def test_an_extra_file_extends(extra: Path) -> None:
    extra.write_text(
        "- {id: NO, names: [Norge, Noreg]}\n"
        "- {id: no.dss, names: [Government Administration Services], office: digital}\n"
        "- {of: no.storting, names: [Kari Nordmann], terms: [[Spokesperson, 2020-01, null]]}\n",
        encoding="utf-8",
    )

    registry = Registry.load(extra)

    text = "Noreg, Norway, Government Administration Services and Kari Nordmann"
    assert [m.entity.id for m in registry.find(text)] == ["NO", "NO", "no.dss", "no.storting.kari_nordmann"]
    assert registry.digest != Registry.load().digest


def test_an_extra_entry_replaces(extra: Path) -> None:
    extra.write_text("- {id: no.storting, replace: true, names: [The Assembly of Oslo]}\n", encoding="utf-8")

    registry = Registry.load(extra)

    assert registry.find("the Storting's view") == []
    assert [m.entity.id for m in registry.find("The Assembly of Oslo")] == ["no.storting"]


def test_an_extra_entry_drops_a_name(extra: Path) -> None:
    extra.write_text("- {id: no.pst, drop: [PST]}\n", encoding="utf-8")

    assert Registry.load(extra).find("PST said") == []


def test_a_not_entry_hides_a_name(extra: Path) -> None:
    extra.write_text('- not: ["Norway House"]\n', encoding="utf-8")

    assert [m.entity.party for m in Registry.load(extra).find("at Norway House")] == [None]


def test_norway_needs_no_quotation_marks(extra: Path) -> None:
    """YAML 1.1 reads NO as false; this reader does not."""
    extra.write_text("- id: NO\n  names: [Noreg]\n", encoding="utf-8")

    assert [m.entity.id for m in Registry.load(extra).find("Noreg")] == ["NO"]


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ("- {id: no.x, nmes: [X]}\n", "line 1: entry 'no.x': unknown key 'nmes'", "names"),
        ("\n- {id: no.x}\n", "line 2: entry 'no.x': it has no names", "names:"),
        ("- {id: qq.x, names: [X]}\n", "line 1: entry 'qq.x': it belongs to 'QQ', which is nowhere", "above"),
        ("- {id: no.x, names: X}\n", "line 1: entry 'no.x': 'names' is not a list of names", "names: ["),
        ("- {id: no.x, names: [2020]}\n", "line 1: entry 'no.x': 'names' is not a list of names", "quote"),
        ("- {id: no.x, names: [X], kind: thing}\n", "line 1: entry 'no.x': unknown kind 'thing'", "country"),
        ("- {id: no.x, names: [X], party: QQ}\n", "line 1: entry 'no.x': unknown party 'QQ'", "country"),
        ("- {of: no.mfa, names: [Y], terms: [[Role, May]]}\n", "'May' is not a year or month", "2012-11"),
        ("- {of: no.mfa, names: [Y], terms: Role}\n", "'terms' is not a list", "terms: [["),
        ("- {id: no.pst, drop: [Nothing]}\n", "there is no name 'Nothing' to drop", "spelling"),
        ("- {names: [Y]}\n", "line 1: entry 'Y': it has no id", "of: no.mfa"),
        ("names: [X]\n", "line 1: a list of entries is expected", "- id:"),
        ("- just words\n", "entry 1: 'just words' is not an entry", "- id:"),
        ("- {id: no.x, names: [X\n", "not YAML", "brackets"),
    ],
)
def test_an_error_names_file_line_entry_and_mend(extra: Path, content: str, message: str, hint: str) -> None:
    extra.write_text(content, encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        Registry.load(extra)

    assert str(extra) in caught.value.message
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_missing_extra_file_is_named(extra: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Registry.load(extra)


def test_an_empty_extra_file_changes_nothing_but_the_digest(extra: Path) -> None:
    extra.write_text("", encoding="utf-8")

    assert [m.entity.id for m in Registry.load(extra).find("Norway")] == ["NO"]


def test_loading_does_not_need_yaml() -> None:
    """The start of a command must not pay for a YAML reader."""
    import subprocess
    import sys

    program = (
        "import sys; from bot.names import Registry; r = Registry.load(); r.find('Norway');"
        "print([m for m in ('yaml', 'rapidfuzz', 'babel') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
