"""``onrecord doctor --json`` in this process -> what it left: exit code, findings, all it printed; what it looks at."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from bot.domain.checkup import Finding, State


@dataclass(frozen=True, slots=True)
class Ran:
    """What the doctor left: exit code, findings by check, and all it printed."""

    code: int
    found: dict[str, Finding]
    printed: str

    @property
    def troubles(self) -> dict[str, str]:
        """What is not ok, by check."""
        return {name: one.text for name, one in self.found.items() if one.state is not State.OK}


class Examine:
    """Runs the doctor."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        code = main(["doctor", "--json", *arguments])
        printed = self._capsys.readouterr()
        told = [json.loads(line) for line in printed.out.splitlines()]
        found = {one["check"]: Finding(State(one["state"]), one["text"], one["mend"]) for one in told}
        return Ran(code, found, printed.out + printed.err)


def seeds_in(folder: Path) -> Path:
    """The folder, with an archive of the seeds in it whose index has seen them all, since something was asked."""
    assert main(["ask", "what did China say about Norway", "--archive", str(folder / "archive.db")]) == 0
    return folder
