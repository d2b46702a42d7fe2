"""``onrecord slack``: the manifest on standard output, its errors in one line."""

import json
import subprocess
import sys

import pytest
import yaml

from bot.adapters.slack.manifest import manifest
from bot.cli import main


def test_the_manifest_is_printed_as_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["slack", "manifest"])

    printed = capsys.readouterr()
    assert (code, yaml.safe_load(printed.out), printed.err) == (0, manifest(), "")


def test_the_manifest_of_http_mode_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["slack", "manifest", "--mode", "http", "--url", "https://x.example", "--json"])

    assert (code, json.loads(capsys.readouterr().out)) == (0, manifest("http", "https://x.example"))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--mode", "http"], "onrecord: http mode needs the address at which it is reached (such as --url https://"),
        (["--mode", "http", "--url", "x"], "onrecord: 'x' is no address Slack can call (such as --url https://"),
        (["--url", "https://x.example"], "onrecord: a socket needs no address (leave --url out, or say --mode http)"),
    ],
)
def test_a_wrong_use_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    code = main(["slack", "manifest", *arguments])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert printed.err.startswith(line)


def test_printing_it_loads_no_platforms_library() -> None:
    look = (
        "import sys; from bot.cli import main; main(['slack', 'manifest']); "
        "print({'slack_bolt', 'slack_sdk', 'aiohttp', 'discord', 'sqlite3'} & set(sys.modules), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert done.stderr == "set()\n"
