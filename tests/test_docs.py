"""The documents agree with the program."""

import ast
import re
import shlex
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from bot import config
from bot.cli.app import app
from bot.cli.commands import register
from tests import readme
from tests.cli.schema import ANSWER, EXCERPT, UNIT

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

register(app)


def lines_of_code(after: str) -> list[str]:
    """The lines of the first code block after these words."""
    return README.partition(after)[2].partition("```sh\n")[2].partition("\n```")[0].splitlines()


def test_the_table_of_commands_is_that_of_the_help() -> None:
    told = re.findall(r"^\| `(\w+)` \| (.+) \|$", README, re.MULTILINE)

    assert told == [(name, command.get_short_help_str(200)) for name, command in app.commands.items()]


def test_installing_and_testing_are_one_line_each() -> None:
    start, test = lines_of_code("# On Record"), lines_of_code("<!-- tests -->")

    assert [len(start), len(test)] == [1, 1]
    for line, end in ((start[0], [".venv/bin/onrecord", "chat"]), (test[0], [".venv/bin/python", "-m", "pytest"])):
        assert shlex.split(line)[:4] == ["python3", "-m", "venv", ".venv"]
        assert "-c .ci/constraints.txt" in line
        assert shlex.split(line)[-len(end) :] == end


def test_the_json_contract_names_exactly_the_keys_that_are_printed() -> None:
    contract = README.partition("## JSON")[2].partition("## Quality")[0]
    answer, unit = re.findall(r"^```\n(.*?)^```", contract, re.MULTILINE | re.DOTALL)
    words = set(re.findall(r'"([a-z_]+)"', answer))
    expected = {*ANSWER, *ANSWER["question"], *EXCERPT, "value", "precision", "basis", "name", "role", "reason",
                "nearest", "undated", "for", "where"}  # fmt: skip

    assert words == expected
    assert re.findall(r'"([a-z_]+)"', unit) == list(UNIT)


def test_the_settings_example_is_named_and_the_places_are_told_in_order() -> None:
    settings = README.partition("## Settings")[2]

    assert "(config.example.yaml)" in settings
    assert settings.index("A flag") < settings.index("the environment beats") < settings.index("the file beats")
    assert config.FILE_VARIABLE in settings


@pytest.mark.parametrize("group", ["run", "postgresql", "cluster", "test", "lint", "bench"])
def test_every_dependency_has_its_tested_version(group: str) -> None:
    pinned = {
        line.partition("==")[0].casefold().replace("_", "-")
        for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = PROJECT["project"]["dependencies"] if group == "run" else extras[group]

    names = {re.split(r"[>=;\[ ]", need)[0].casefold().replace("_", "-") for need in wanted}
    assert names - {"onrecord"} <= pinned


def test_every_module_imported_is_of_a_declared_dependency() -> None:
    """What happens to be installed here must not be missing there."""
    extras = PROJECT["project"]["optional-dependencies"]
    declared = {
        re.split(r"[>=;\[ ]", need)[0].casefold().replace("_", "-")
        for need in (*PROJECT["project"]["dependencies"], *extras["postgresql"], *extras["cluster"])
    }
    providers = metadata.packages_distributions()
    imported = {name for path in (ROOT / "bot").rglob("*.py") for name in _imports(path)}
    outside = imported - set(sys.stdlib_module_names) - {"bot"}
    missing = {
        name for name in outside
        if not {one.casefold().replace("_", "-") for one in providers.get(name, [name])} & declared
    }  # fmt: skip

    assert missing == set()


def _imports(path: Path) -> set[str]:
    """The top-level names a module imports anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line)] == []


def test_ci_runs_the_readmes_test_line() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "README.md" in script
    assert "<!-- tests -->" in script


def test_the_transcripts_are_what_the_program_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change: python -m tests.readme."""
    monkeypatch.chdir(tmp_path)

    assert readme.renewed(README) == README


def test_links_in_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert [link for link in links if not (ROOT / link).exists()] == []
