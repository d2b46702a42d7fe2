"""The transcripts and the table of chat commands of the README, from the program itself.

``python -m tests.readme`` writes them anew.
"""

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path

from bot.cli import main
from bot.cli.discord import declared_commands
from bot.desk.table import commands_table

README = Path(__file__).resolve().parent.parent / "README.md"

_CONSOLE = re.compile(r"(?<=```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_CHAT = re.compile(r"(?<=<!-- chat commands -->\n).*?(?=^<!-- end of chat commands -->$)", re.MULTILINE | re.DOTALL)
_WIDTH = "88"


def renewed(text: str) -> str:
    """The README with what its commands print today, and the chat commands there are."""
    text = _CHAT.sub(lambda _: commands_table(declared_commands()), text)
    with tempfile.TemporaryDirectory() as folder:
        archive = str(Path(folder) / "archive.db")
        return _CONSOLE.sub(lambda block: _transcript(block[0], archive), text)


def _transcript(block: str, archive: str) -> str:
    commands = re.findall(r"^\$ (onrecord .*)$", block, re.MULTILINE)
    return "\n".join(f"$ {command}\n{_printed(command, archive)}" for command in commands)


def _printed(command: str, archive: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        main([*shlex.split(command)[1:], "--archive", archive, "--width", _WIDTH, "--colour", "never"])
    return out.getvalue()


if __name__ == "__main__":
    os.chdir(README.parent)
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
