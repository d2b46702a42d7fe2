"""What writes, killed at a few moments: nothing is lost, nothing half done, and the next start is clean."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kills import calls
from tests.kills.works import SERVER, WORKS
from tests.postgres import postgres

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not calls.possible(), reason="needs kill -9, fork and ptrace")


def swept(name: str, moments: int, folder: Path) -> dict[str, object]:
    """What was found, in a process of its own: it forks, and takes in what a killed one leaves."""
    command = [sys.executable, "-m", "tests.kills", name, "--moments", str(moments), "--json", "--folder", str(folder)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False, text=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKS)
def test_killed_at_a_few_moments_nothing_is_amiss(tmp_path: Path, name: str) -> None:
    """Whatever it is that writes, on a server too."""
    if SERVER in WORKS[name].archives:
        postgres()  # or skip

    found = swept(name, 4, tmp_path)

    assert found["faults"] == []
    assert found["killed"] != 0


def test_the_calls_that_write_are_counted(tmp_path: Path) -> None:
    """Each of them is a moment before which a process can be killed."""
    program = (
        "from pathlib import Path\n"
        "from tests.kills.calls import counted\n"
        "def write():\n"
        "    for name in 'abc':\n"
        "        Path(name).write_text('x')\n"
        "print([(counted(write, at), [file.stat().st_size for file in sorted(Path().iterdir())]) for at in (0, 3, 9)])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert done.stdout == "[((0, -9), []), ((3, -9), [1, 0]), ((6, 0), [1, 1, 1])]\n"


DYING = """
import sys
if __name__ == "__mp_main__":
    sys.exit("dies as it begins")
if __name__ == "__main__":
    from pathlib import Path
    from bot.archive import read_documents
    from bot.cluster import processes
    from bot.domain.errors import ClusterError
    from bot.names import Registry
    processes.START_BYTES = 0
    page, names = Path("page.txt"), Registry.load()
    page.write_text("We are open.")
    with processes.processes(1, names) as readers:
        try:
            list(read_documents([page, page], names, readers=readers))
        except ClusterError as error:
            print(error.message)
"""


def test_processes_that_die_as_they_begin_are_told_of(tmp_path: Path) -> None:
    """Nobody waits for them: the names, too large for a pipe, are not sent through one."""
    program = tmp_path / "program.py"
    program.write_text(DYING, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, str(program)], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=True, timeout=300,
    )  # fmt: skip

    assert done.stdout == "the processes that read end as soon as they begin\n"
