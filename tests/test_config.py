"""Settings: every key on one page, four places they can come from, and errors that name the mend."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import config
from bot.config import Settings, TerminalSettings
from bot.domain.address import Address
from bot.domain.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


def load(tmp_path: Path, text: str | None = None, environ: dict[str, str] | None = None, **flags: object) -> Settings:
    file = None
    if text is not None:
        file = tmp_path / "settings.yaml"
        file.write_text(text, encoding="utf-8")
    return config.load(file, environ or {}, flags, folder=tmp_path)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_the_example_file_loads_to_the_defaults() -> None:
    assert config.load(ROOT / "config.example.yaml", {}, {}) == Settings()


def test_the_example_file_shows_every_key_with_its_variable_and_a_reason() -> None:
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    for key in list(config.keys()):
        last = key.rpartition(".")[2]
        variable = "ONRECORD_" + key.replace(".", "_").upper()
        assert re.search(rf"^ *# .{{10,}}\({variable}\).*\n *{last}:", text, re.MULTILINE), key


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    environ = {"ONRECORD_LIMIT": "7"}

    assert load(tmp_path, "limit: 6").limit == 6
    assert load(tmp_path, "limit: 6", environ).limit == 7
    assert load(tmp_path, "limit: 6", environ, limit=8).limit == 8
    assert load(tmp_path, "limit: 6", environ, limit=None).limit == 7


def test_config_yaml_of_the_working_folder_is_read_unasked(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("limit: 9\n", encoding="utf-8")

    assert load(tmp_path).limit == 9


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("terminal: {colour: never, width: 60}", encoding="utf-8")

    settings = load(tmp_path, environ={"ONRECORD_CONFIG": str(tmp_path / "other.yaml")})

    assert settings.terminal == TerminalSettings(colour="never", width=60)


def test_paths_in_the_file_are_relative_to_it_and_others_are_not(tmp_path: Path) -> None:
    assert load(tmp_path, "archive: data/a.db").archive == tmp_path / "data" / "a.db"
    assert load(tmp_path, environ={"ONRECORD_ARCHIVE": "data/a.db"}).archive == Path("data/a.db")


@pytest.mark.parametrize("text", ["", "# nothing\n", "ingest:\n", "{}", "---\n", "archive: null"])
def test_an_empty_file_or_section_changes_nothing(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == Settings()


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert load(tmp_path, environ={"ONRECORD_LIMIT": "", "ONRECORD_CONFIG": ""}) == Settings()


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("limt: 5", "line 1: unknown key 'limt'", "did you mean 'limit'?"),
        ("\ningest:\n  maxmb: 5", "line 3: unknown key 'ingest.maxmb'", "did you mean 'ingest.max_mb'?"),
        ("max_mb: 5", "line 1: unknown key 'max_mb'", "did you mean 'ingest.max_mb'?"),
        ("wholly_else: 5", "line 1: unknown key 'wholly_else'", "the keys are archive, names, limit"),
        ("limit: five", "line 1: limit must be a whole number from 1 to 50, not 'five'", "the default is 5"),
        ("limit: 5.5", "line 1: limit must be a whole number from 1 to 50, not 5.5", "the default is 5"),
        ("limit: true", "line 1: limit must be a whole number from 1 to 50, not True", "the default is 5"),
        ("limit: 0", "line 1: limit must be a whole number from 1 to 50, not 0", "the default is 5"),
        ("limit: null", "line 1: limit must be a whole number from 1 to 50, not nothing", "the default is 5"),
        ("limit: [1]", "line 1: limit must be a whole number from 1 to 50", ""),
        ("archive: 3", "line 1: archive must be a path or a postgresql:// address, not 3", "the default is none"),
        ("terminal:\n  colour: no", "line 2: terminal.colour must be auto or always or never, not False", "auto"),
        ("ingest: 5", "line 1: ingest holds settings of its own", "config.example.yaml"),
        ("just words", "line 1: settings are written `key: value`", "config.example.yaml"),
        ("limit: 5\nlimit: 6", "line 2: the key 'limit' stands twice", "keep one"),
        ("limit: 5\n  bad: [", "line 2: not YAML", "config.example.yaml"),
        ("limit: !!python/object/apply:os.system [true]", "line 1: limit must be a whole number", ""),
        ("limit: !!python/name:os.system x", "line 1: not YAML", ""),
        ("a: 1\n---\nb: 2", "not YAML", ""),
        ("limit: \x07", "not YAML", ""),
    ],
)
def test_an_error_names_file_line_key_and_the_mend(tmp_path: Path, text: str, message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, text)

    assert raised.value.message.startswith(str(tmp_path / "settings.yaml"))
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "message", "hint"),
    [
        ("ONRECORD_LIMIT", "many", "ONRECORD_LIMIT must be a whole number from 1 to 50, not 'many'", "5"),
        ("ONRECORD_ARCHVE", "x", "ONRECORD_ARCHVE: no such setting", "did you mean ONRECORD_ARCHIVE?"),
        ("ONRECORD_TERMINAL_COLOUR", "blue", "must be auto or always or never", "auto"),
    ],
)
def test_a_wrong_variable_is_named_with_its_mend(
    tmp_path: Path, name: str, value: str, message: str, hint: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, environ={name: value})

    assert message in raised.value.message
    assert hint in raised.value.hint


def test_a_wrong_flag_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--limit must be a whole number from 1 to 50, not 99"):
        load(tmp_path, limit=99)


def test_a_file_that_is_not_there_or_not_text_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such settings file"):
        config.load(tmp_path / "none.yaml", {}, {})
    with pytest.raises(ConfigError, match="is a directory"):
        config.load(tmp_path, {}, {})
    (tmp_path / "latin.yaml").write_bytes(b"archive: caf\xe9.db")
    with pytest.raises(ConfigError, match="not UTF-8"):
        config.load(tmp_path / "latin.yaml", {}, {})


def test_without_a_file_yaml_is_not_imported() -> None:
    """A start without settings must not pay for the YAML parser."""
    code = "import sys; from bot import config; config.load(None, {}, {}); sys.exit('yaml' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_an_archive_may_be_a_database(tmp_path: Path) -> None:
    """In the file, the environment and by a flag; its password is in no ``repr``, and no folder is put before it."""
    uri = "postgresql://ada:geheim@one,two:5433/records?sslmode=require"

    for settings in (
        load(tmp_path, f"archive: {uri}"),
        load(tmp_path, "", {"ONRECORD_ARCHIVE": uri}),
        load(tmp_path, "", archive=uri),
    ):
        assert settings.archive == Address(uri)
        assert "geheim" not in repr(settings)
