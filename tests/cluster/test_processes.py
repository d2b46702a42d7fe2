"""Several processes on this machine: they read as one does, start only for large work, and outlive a death."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from bot.archive.intake import Taken
from bot.cluster import hiring, processes, spread
from bot.cluster.processes import Processes
from bot.domain.errors import UsageError
from bot.ingest.document import Document
from bot.ingest.limits import Limits
from tests.cluster.corpus import NAMES, TALK, a_folder, ingested


@pytest.fixture(scope="module")
def two() -> Iterator[Processes]:
    """Two processes."""
    with processes.processes(2, NAMES) as made:
        yield made


def test_two_processes_read_a_folder_as_one_does(
    two: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "START_BYTES", 5_000)
    monkeypatch.setattr(spread, "PARCEL_BYTES", 2_000)
    folder = a_folder(tmp_path)

    assert ingested(folder, two) == ingested(folder, None)
    assert len(active_children()) == 2


def test_a_process_killed_loses_and_doubles_nothing(two: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "START_BYTES", 0)
    monkeypatch.setattr(spread, "PARCEL_BYTES", 2_000)
    names = [document.name for document in some_talks(200)]
    killed: list[int] = []

    taken = []
    for one in two.read(iter(some_talks(200)), Limits()):
        taken.append(one.report.name)
        if len(taken) == 20:
            killed = [child.pid or 0 for child in active_children()]
            os.kill(killed[0], signal.SIGKILL)

    assert taken == names
    assert len(killed) == 2


def test_little_is_read_without_starting_any(tmp_path: Path) -> None:
    before = set(active_children())
    with processes.processes(2, NAMES) as made:
        reports, _ = ingested(a_folder(tmp_path), made)

        assert set(active_children()) == before
    assert len(reports) > 30


def some_talks(number: int) -> list[Document | Taken]:
    return [Document(f"talk{at}.txt", f"/talk{at}.txt", TALK.format(at).encode()) for at in range(number)]


@pytest.mark.parametrize(
    "address",
    ["scheduler:8786", "http://host:8786", "tcp://host", "tcp://:8786", "inproc://host:1", "tcp://a:1 tcp://b:2", ""],
)
def test_what_is_no_address_of_a_scheduler_is_refused_with_the_mend(address: str) -> None:
    with pytest.raises(UsageError) as told, hiring.readers(NAMES, cluster=address, jobs=None, say=print):
        pass

    assert told.value.message == f"{address} is no scheduler's address"
    assert told.value.hint == "such as tcp://scheduler:8786, or tls://…"


def test_one_job_is_this_process_alone() -> None:
    with hiring.readers(NAMES, cluster=None, jobs=1, say=print) as found:
        assert found is None


def test_unless_told_otherwise_there_are_as_many_as_cores_and_none_left_behind() -> None:
    before = threading.active_count()

    with hiring.readers(NAMES, cluster=None, jobs=None, say=print) as found:
        assert (found is None) is (hiring.cores() == 1)

    assert threading.active_count() == before


@pytest.mark.slow
@pytest.mark.parametrize("deadly", [signal.SIGINT, signal.SIGKILL])
def test_no_process_reads_on_for_one_that_was_stopped(tmp_path: Path, deadly: signal.Signals) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    # Large enough that others are started, and refused at a glance: it is JSON, but no page.
    (pages / "large.json").write_text(json.dumps([0] * processes.START_BYTES), encoding="utf-8")
    for number in range(300):
        (pages / f"talk{number:03}.txt").write_text(TALK.format(number) * 200, encoding="utf-8")
    command = [sys.executable, "-m", "bot", "ingest", pages, "--jobs", "2", "--archive", tmp_path / "a.db"]
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}

    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        # The two, and the one by which Python tracks what they share.
        while len(children := _children(process.pid)) < 3 and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(deadly)
        process.communicate(timeout=60)

    deadline = time.monotonic() + 30
    while any(map(_lives, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.returncode == (130 if deadly is signal.SIGINT else -deadly)
    assert [child for child in children if _lives(child)] == []


def _children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False
