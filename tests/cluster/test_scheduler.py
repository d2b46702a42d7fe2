"""A real cluster on the loopback: the same archive as by one process, whoever dies; one line when nobody is left."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.archive.intake import Readers, Taken
from bot.cli import main
from bot.cluster import scheduler, spread
from bot.domain.errors import ClusterError
from bot.ingest.document import Document
from bot.ingest.limits import Limits
from bot.storage.memory import MemoryStore
from tests.cluster.corpus import NAMES, TALK, a_folder, ingested, kept
from tests.cluster.running import Cluster, a_cluster, kill

DEADLY = """
import os
from bot.archive.intake import read_document as read
from bot.cluster import work
def deadly(document, *others):
    if b"deadly" in document.data:
        os._exit(9)
    return read(document, *others)
work.read_document = deadly
"""
"""What makes a worker die of a document."""

STRANGER = """
from bot.cluster import work
found = {**work.terms(), "lxml": "0.1"}
work.terms = lambda: found
"""

NOBODY = """
import sys
sys.modules["bot"] = None
"""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parcels, and a look at the cluster ten times a second."""
    monkeypatch.setattr(spread, "PARCEL_BYTES", 2_000)
    monkeypatch.setattr(scheduler, "_TICK", 0.1)


def some_talks(number: int, deadly: int | None = None) -> list[Document | Taken]:
    texts = [TALK.format(at) + "deadly" * (at == deadly) for at in range(number)]
    return [Document(f"talk{at}.txt", f"/talk{at}.txt", text.encode()) for at, text in enumerate(texts)]


def names(number: int) -> list[str]:
    return [f"talk{at}.txt" for at in range(number)]


@pytest.mark.slow
def test_a_cluster_reads_a_folder_as_one_process_does_though_a_worker_is_killed(
    cluster: Cluster, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path)
    heard: list[str] = []
    alone = ingested(folder, None)

    with scheduler.workers(cluster.address, NAMES, heard.append) as found:
        assert ingested(folder, found) == alone
        assert ingested(folder, Killing(found, cluster.workers[0])) == alone
    cluster.hire()

    assert heard == []


class Killing:
    """Readers of whom one is killed as soon as something has come back."""

    def __init__(self, readers: Readers, victim: subprocess.Popen[bytes]) -> None:
        self._readers = readers
        self._victim = victim

    def read(self, found: Iterator[Document | Taken], limits: Limits) -> Iterator[Taken]:
        for number, taken in enumerate(self._readers.read(found, limits)):
            if number == 3:
                kill(self._victim)
            yield taken


@pytest.mark.slow
def test_the_command_line_tells_the_same_by_a_cluster(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_folder(tmp_path / "pages", 2)
    common = ["ingest", "--json", str(folder), "--archive"]

    by_cluster = [*common, str(tmp_path / "two.db"), "--cluster", cluster.address]

    codes = [
        main([*common, str(tmp_path / "one.db"), "--jobs", "1"]),
        main([*by_cluster, "--dry-run"]),
        main(by_cluster),
    ]
    printed = capsys.readouterr()

    reports = [json.loads(line) for line in printed.out.splitlines()]
    assert codes == [2, 2, 2]
    each = len(reports) // 3
    assert reports[:each] == reports[2 * each :]
    assert [one["file"] for one in reports[:each]] == [one["file"] for one in reports[each : 2 * each]]
    refusals = printed.err.splitlines()
    assert refusals[: len(refusals) // 3] == refusals[2 * len(refusals) // 3 :]


def test_a_scheduler_that_is_not_there_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "CONNECT_SECONDS", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    code = main(["ingest", str(tmp_path), "--archive", str(tmp_path / "a.db"), "--cluster", address])

    assert code == 2
    assert capsys.readouterr().err == (
        f"onrecord: {address}: no scheduler answers there "
        "(start one with: dask scheduler; it must be of the version of Dask that is installed here)\n"
    )


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of one test's own, whose scheduler gives a parcel up when two workers died of it."""
    (tmp_path / "own").mkdir()
    with a_cluster(tmp_path / "own", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1") as made:
        yield made


def preload(folder: Path, text: str) -> Path:
    place = folder / "preload.py"
    place.write_text(text, encoding="utf-8")
    return place


@pytest.mark.slow
def test_a_document_that_kills_workers_is_refused_and_the_rest_is_read(own: Cluster, tmp_path: Path) -> None:
    for _ in range(2):
        own.hire(preload=preload(tmp_path, DEADLY), nanny=True)

    with scheduler.workers(own.address, NAMES, print) as found:
        taken = list(found.read(iter(some_talks(60, deadly=31)), Limits()))

    assert [one.report.name for one in taken] == names(60)
    assert [one.report.name for one in taken if one.page is None] == ["talk31.txt"]
    assert taken[31].report.reason == "it ends every process that reads it"


@pytest.mark.slow
def test_without_workers_it_waits_says_so_and_gives_up_and_the_next_goes_on(own: Cluster, tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "pages")
    store, heard = MemoryStore(), []
    victim = own.hire()

    with (
        pytest.raises(ClusterError, match=f"no worker has come to {own.address} for 2 seconds"),
        scheduler.workers(own.address, NAMES, heard.append, patience=2.0) as found,
    ):
        ingested(folder, Killing(found, victim), store)
    own.hire()
    with scheduler.workers(own.address, NAMES, heard.append) as found:
        ingested(folder, found, store)

    assert heard == [f"no worker at {own.address}; waiting 2 seconds for one"]
    assert sorted(kept(store)) == sorted(ingested(folder, None)[1][-len(kept(store)) :])


@pytest.mark.slow
def test_a_worker_that_comes_while_it_waits_is_enough(own: Cluster) -> None:
    heard: list[str] = []

    with scheduler.workers(own.address, NAMES, heard.append) as found:
        coming = threading.Timer(0.5, own.hire)
        coming.start()
        taken = list(found.read(iter(some_talks(30)), Limits()))
        coming.join()

    assert [one.report.name for one in taken] == names(30)
    assert heard == [f"no worker at {own.address}; waiting 60 seconds for one"]


@pytest.mark.slow
def test_a_scheduler_that_is_lost_is_one_line(own: Cluster) -> None:
    own.hire()

    with (
        pytest.raises(ClusterError, match=f"the scheduler at {own.address} was lost") as told,
        scheduler.workers(own.address, NAMES, print) as found,
    ):
        list(Killing(found, own.scheduler).read(iter(some_talks(500)), Limits()))

    assert told.value.hint == "see to it, and the same command goes on from here"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (STRANGER, r"the worker at tcp://\S+ reads by other rules \(lxml \S+ here, 0.1 there\)"),
        (NOBODY, r"the worker at tcp://\S+ cannot run On Record \(.*bot.*\)"),
    ],
)
def test_a_worker_that_would_read_otherwise_is_refused_at_the_start(
    own: Cluster, tmp_path: Path, text: str, told: str
) -> None:
    own.hire(preload=preload(tmp_path, text))

    with pytest.raises(ClusterError, match=told), scheduler.workers(own.address, NAMES, print):
        pass


@pytest.mark.slow
def test_a_scheduler_without_on_record_is_refused_at_the_start(tmp_path: Path) -> None:
    place = preload(tmp_path, NOBODY)

    with (
        a_cluster(tmp_path, "--preload", str(place)) as made,
        pytest.raises(ClusterError, match=r"the scheduler at tcp://\S+ cannot run On Record \(.*bot.*\)"),
        scheduler.workers(made.address, NAMES, print),
    ):
        pass


@pytest.mark.slow
def test_a_worker_that_would_read_otherwise_and_comes_late_is_refused_too(own: Cluster, tmp_path: Path) -> None:
    with scheduler.workers(own.address, NAMES, print) as found:
        own.hire(preload=preload(tmp_path, STRANGER))
        with pytest.raises(ClusterError) as told:
            list(found.read(iter(some_talks(5)), Limits()))

    assert re.fullmatch(r"a worker reads by other rules \(lxml \S+ here, 0.1 there\)", told.value.message)


@pytest.mark.slow
def test_ctrl_c_ends_at_once_and_leaves_the_cluster_as_it_was(own: Cluster, tmp_path: Path) -> None:
    own.hire()
    folder = a_folder(tmp_path / "pages", 300)
    command = [sys.executable, "-m", "bot", "ingest", folder, "--archive", tmp_path / "a.db", "--cluster", own.address]
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}

    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)

    assert process.returncode == 130
    assert re.search(r"onrecord: \d+ documents kept, each whole; the same command goes on from here\n", err)
    assert err.endswith("onrecord: stopped\n")
    with scheduler.workers(own.address, NAMES, print) as found:
        assert [one.report.name for one in found.read(iter(some_talks(5)), Limits())] == names(5)


def certified(folder: Path) -> dict[str, str]:
    """A certificate and its key, for everybody here; what tells Dask of them."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "ca.pem")]
    subprocess.run(command, check=True, capture_output=True)
    found = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(folder / "ca.pem")}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        found[f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT"] = str(folder / "ca.pem")
        found[f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY"] = str(folder / "key.pem")
    return found


@pytest.mark.slow
def test_a_cluster_behind_certificates_is_for_those_who_hold_one(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "pages", 2)
    secrets = certified(tmp_path)
    (tmp_path / "own").mkdir()
    with a_cluster(tmp_path / "own", "--protocol", "tls", **secrets) as made:
        made.hire()
        command = [sys.executable, "-m", "bot", "ingest", "-q", folder, "--archive", tmp_path / "a.db"]
        command += ["--cluster", made.address]

        outside = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
        inside = subprocess.run(command, env={**os.environ, **secrets}, capture_output=True, text=True, check=False)

    assert made.address.startswith("tls://")
    assert (outside.returncode, outside.stdout) == (2, "")
    assert re.fullmatch(r"onrecord: tls://\S+: no certificate is set up \(set DASK_.*\)\n", outside.stderr)
    assert "onrecord:" not in inside.stderr
    assert re.match(r"\d+ documents \(\d+ new\)", inside.stdout)
