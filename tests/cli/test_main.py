"""The edges of the command line: help, versions, misspelled commands, broken pipes, Ctrl-C, faults, and lightness."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import archive, wiring
from bot.cli.commands import register
from bot.wiring import opening
from tests.cli.conftest import ROOT, Run

HEAVY = ("rich", "prompt_toolkit", "trafilatura", "pypdf", "yaml", "numpy", "msgspec", "babel", "discord", "aiohttp")


def process(*arguments: str, home: Path, **more: object) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "XDG_DATA_HOME": str(home / "share"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        check=False, capture_output=True, text=True, cwd=home, env=environ, **more,  # type: ignore[call-overload]
    )  # fmt: skip


def test_help_is_shown_alone_and_by_flag(run: Run) -> None:
    assert run().out == run("--help").out == run("-h").out
    assert run().code == 0


def test_the_version_is_one_line(run: Run) -> None:
    ran = run("--version")

    assert (ran.code, ran.out.split()[0]) == (0, "onrecord")


@pytest.mark.parametrize(
    ("words", "meant"),
    [(["sorces"], "sources"), (["ingets", "page.txt"], "ingest"), (["Verfy", "--debug"], "verify")],
)
def test_a_misspelled_command_is_pointed_out(run: Run, bare: Path, words: list[str], meant: str) -> None:
    (bare / "page.txt").touch()

    ran = run(*words)

    assert ran.code == 2
    assert f"did you mean '{meant}'?" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask"], "Missing argument 'QUESTION...'"),
        (["ask", "   "], "what is the question?"),
        (["ask", "x", "--limit", "many"], "'many' is not a valid integer"),
        (["ask", "x", "--limit", "0"], "--limit must be a whole number from 1 to 50, not 0"),
        (["ask", "x", "--archive", "none/a.db"], "none: no such folder"),
        (["ask", "x", "--archive", "."], ". is a folder"),
        (["ask", "x", "--archive", "text.db"], "text.db"),
        (["ask", "x", "--config", "none.yaml"], "none.yaml: no such settings file"),
        (["ask", "x", "--names", "none.yaml"], "none.yaml"),
        (["why", "x", "0"], "0 is not in the range x>=1"),
        (["show"], "Missing argument 'SOURCE'"),
        (["show", "nowhere.txt"], "nowhere.txt"),
        (["export", "x", "--format", "pdf"], "'pdf' is not one of"),
        (["ingest"], "Missing argument 'PATH"),
    ],
)
def test_a_wrong_use_is_an_error_of_exit_code_2_and_no_traceback(
    run: Run, home: Path, arguments: list[str], message: str
) -> None:
    (home / "text.db").write_text("this is no database", encoding="utf-8")

    ran = run(*arguments)

    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


@pytest.mark.usefixtures("home")
def test_an_unexpected_fault_is_one_line_and_debug_shows_where(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: archive.Archive) -> None:
        raise KeyError("odd")

    monkeypatch.setattr(archive.Archive, "catalogue", property(broken))

    ran, debug = run("sources"), run("sources", "--debug")

    assert (ran.code, debug.code) == (3, 3)
    assert ran.err == (
        "onrecord: unexpected error: KeyError: 'odd' (a fault of On Record; run again with --debug to see where)\n"
    )
    assert "Traceback (most recent call last)" in debug.err


def test_a_closed_pipe_is_no_error_to_see(home: Path) -> None:
    line = f"{sys.executable} -m bot show 002 --json | head -c 20 >/dev/null; exit ${{PIPESTATUS[0]}}"
    environ = {**os.environ, "XDG_DATA_HOME": str(home / "share"), "PYTHONPATH": str(ROOT)}

    ran = subprocess.run(["bash", "-c", line], check=False, capture_output=True, text=True, cwd=home, env=environ)

    assert ran.stderr == ""
    assert ran.returncode in (0, 141)


def test_ctrl_c_ends_with_130_and_leaves_whole_documents(bare: Path) -> None:
    pages = bare / "pages"
    pages.mkdir()
    text = (ROOT / "seeds" / "001_2bf633a2d27a845a.txt").read_text(encoding="utf-8")
    for number in range(3000):
        (pages / f"p{number}.txt").write_text(text + f"\nNumber {number}.\n", encoding="utf-8")
    place = bare / "a.db"
    command = [sys.executable, "-m", "bot", "ingest", "-q", str(pages), "--archive", str(place)]

    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not place.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)

    assert child.returncode == 130
    assert err.splitlines()[-1] == "onrecord: stopped"
    assert "Traceback" not in err
    checked = process("verify", "--archive", str(place), home=bare)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_help_and_ask_import_nothing_heavy(home: Path) -> None:
    """`--help` must be instant, and a question must not pay for readers, prompts or progress bars."""
    code = (
        "import sys; from bot.cli import main; main({arguments}); "
        "print([name for name in {names} if name in sys.modules], file=sys.stderr)"
    )
    for arguments, names in (
        (["--help"], (*HEAVY, "tantivy", "rapidfuzz", "sqlite3", "bot.archive", "bot.names")),
        (["ask", "what did China say about Norway"], HEAVY),
    ):
        ran = subprocess.run(
            [sys.executable, "-c", code.format(arguments=arguments, names=names)],
            check=False, capture_output=True, text=True, cwd=home,
            env={**os.environ, "XDG_DATA_HOME": str(home / "share"), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

        assert ran.stderr == "[]\n", arguments


def test_a_missing_archive_is_made_once_by_two_processes_at_once(bare: Path) -> None:
    environ = {**os.environ, "XDG_DATA_HOME": str(bare / "share"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "sources", "--json"]

    children = [
        subprocess.Popen(command, env=environ, cwd=bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = [child.communicate(timeout=60) for child in children]

    assert [err for _, err in printed] == [""] * 2
    assert [len(out.splitlines()) for out, _ in printed] == [5] * 2
    assert [path.name for path in (bare / "share" / "onrecord").iterdir() if path.name.endswith(".new")] == []


def test_without_seeds_a_new_archive_is_empty_and_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "seeds_folder", lambda: None)

    ran = run("sources")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "onrecord: the archive is empty; fill it with: onrecord ingest PATH\n"


def test_an_archive_where_nothing_can_be_written_is_read_with_an_index_for_once(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = home / "share" / "onrecord" / "archive.db.index"
    shutil.rmtree(index)
    monkeypatch.setattr(opening, "_writable", lambda folder: False)  # noqa: ARG005

    assert run("what did China say about Norway").code == 0
    assert not index.exists()


@pytest.mark.parametrize(
    ("environ", "platform", "place"),
    [
        ({"XDG_DATA_HOME": "/x"}, "linux", Path("/x/onrecord")),
        ({}, "linux", Path.home() / ".local" / "share" / "onrecord"),
        ({}, "darwin", Path.home() / "Library" / "Application Support" / "onrecord"),
        ({"LOCALAPPDATA": "/l"}, "win32", Path("/l/onrecord")),
    ],
)
def test_data_is_kept_where_the_system_keeps_it(environ: dict[str, str], platform: str, place: Path) -> None:
    assert wiring.data_folder(environ, platform) == place


def test_completion_of_the_shell_knows_the_commands(bare: Path) -> None:
    environ = {"_ONRECORD_COMPLETE": "bash_complete", "COMP_WORDS": "onrecord so", "COMP_CWORD": "1"}
    code = "from bot.cli import main; main()"

    ran = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=bare,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
    )  # fmt: skip

    assert ran.stdout == "plain,sources\n"


def test_every_command_has_a_line_of_help_and_the_shared_options(run: Run) -> None:
    import click

    group = click.Group()
    register(group)
    for name, command in group.commands.items():
        ran = run(name, "--help")
        assert (ran.code, bool(command.get_short_help_str())) == (0, True)
        assert "--archive PATH" in ran.out
