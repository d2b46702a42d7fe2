"""A primary and its streaming standby, each on a socket in its own folder, and the ways in which a primary goes."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg

from bot.domain.address import Address
from tests.postgres import SETTINGS, make_cluster, needed, own, run_as_server, start, stop

REPLICATED = (
    *(each for each in SETTINGS if not each.startswith(("wal_level", "max_wal", "synchronous_commit"))),
    "wal_level=replica", "max_wal_senders=4", "max_replication_slots=4", "hot_standby=on", "wal_keep_size=64MB",
)  # fmt: skip

NAMES = ("one", "two")

SECRET = "hunter2-nobody-may-see"  # noqa: S105  it opens nothing
"""The servers trust everybody: it is there to be looked for where it must not be."""


class Pair:
    """The two servers. ``commits`` is the primary's synchronous_commit: ``local`` waits for no standby."""

    def __init__(self, root: Path, *, commits: str = "remote_apply") -> None:
        found = self.programs = needed()
        self.folders = tuple(root / name for name in NAMES)
        self.primary = make_cluster(found, self.folders[0], settings=(*REPLICATED, f"synchronous_commit={commits}"))
        start(found, self.primary)
        self.replica = self._copied()
        start(found, self.replica)
        if commits != "local":
            with (self.primary / "postgresql.conf").open("a") as conf:
                conf.write("synchronous_standby_names = '*'\n")
            run_as_server(found, "pg_ctl", "-D", str(self.primary), "reload")
        hosts = ",".join(map(str, self.folders))
        self.address = Address(f"postgresql:///postgres?host={hosts}&user=onrecord&password={SECRET}&connect_timeout=2")

    def _copied(self) -> Path:
        here, there = self.folders
        there.mkdir()
        own(there)
        data = there / "data"
        source = ("-h", str(here), "-U", "onrecord", "-d", "application_name=two")
        copy = ("-R", "-X", "stream", "-c", "fast", "-N", "-C", "-S", "two")
        run_as_server(self.programs, "pg_basebackup", *source, "-D", str(data), *copy)
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(f"unix_socket_directories = '{there}'\n")
        return data

    def kill(self) -> None:
        """The primary is gone as by a power cut: it and all its processes, by the signal that none can catch."""
        pids = self._pids()
        self._signal(signal.SIGKILL)
        while any(map(_runs, pids)):
            time.sleep(0.01)

    def freeze(self) -> None:
        """The primary takes connections and says nothing any more, as one whose disk has gone away."""
        self._signal(signal.SIGSTOP)

    def shut(self) -> None:
        """The primary is stopped in good order."""
        run_as_server(self.programs, "pg_ctl", "-D", str(self.primary), "-m", "fast", "-w", "stop")

    def come_back(self) -> None:
        """The old primary is started again, and knows nothing of what happened."""
        for lock in (self.primary / "postmaster.pid", *self.folders[0].glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)  # of a process that was killed
        start(self.programs, self.primary)

    def promote(self) -> None:
        """The standby takes its place."""
        run_as_server(self.programs, "pg_ctl", "-D", str(self.replica), "-w", "promote")

    def stop_standby(self) -> None:
        """What was the standby once is gone."""
        stop(self.programs, self.replica)

    def at_standby(self, statement: str) -> object:
        """What a statement gives there."""
        return self._execute(self.folders[1], statement)

    def at_primary(self, statement: str) -> object:
        """What a statement gives there."""
        return self._execute(self.folders[0], statement)

    @staticmethod
    def _execute(folder: Path, statement: str) -> object:
        with psycopg.connect(f"host={folder} user=onrecord dbname=postgres", autocommit=True) as link:
            cursor = link.execute(statement.encode())
            return cursor.fetchall() if cursor.description else None

    def hold_back(self) -> None:
        """From now on the standby hears of nothing: what is kept is lost when the primary is."""
        self._signal(signal.SIGSTOP, only="walsender")

    def _signal(self, what: signal.Signals, only: str = "") -> None:
        for pid in self._pids():
            with suppress(ProcessLookupError, FileNotFoundError):
                if only in Path(f"/proc/{pid}/cmdline").read_text():
                    os.kill(pid, what)

    def _pids(self) -> list[int]:
        """The primary's processes, the first the one that would make more."""
        postmaster = int((self.primary / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
        return [postmaster, *map(int, children.split())]

    def close(self) -> None:
        """Stop what still runs."""
        with suppress(OSError, IndexError):
            self._signal(signal.SIGKILL)  # frozen, it would not hear of anything else
        stop(self.programs, self.replica)


def _runs(pid: int) -> bool:
    """Whether the process is more than a name that nobody has asked for yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def pair(**settings: str) -> Iterator[Pair]:
    """The two of them, in a folder that goes with them."""
    root = Path(tempfile.mkdtemp(prefix="onrecord-two-"))
    root.chmod(0o755)
    try:
        with closing(Pair(root, **settings)) as both:
            yield both
    finally:
        shutil.rmtree(root, ignore_errors=True)
