"""A PostgreSQL for the tests: a private cluster for one run, whichever processes take part, or the server named.

``ONRECORD_TEST_POSTGRESQL`` names a database that the tests may fill with schemas of their own. Without it a cluster
is made in a temporary folder and listens on a socket there; whoever of the run's processes leaves last stops it.
"""

import atexit
import contextlib
import functools
import glob
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from bot.domain.address import Address
from bot.storage.portable import LAYOUT
from bot.storage.postgres import PostgresStore

VARIABLE = "ONRECORD_TEST_POSTGRESQL"

PREFIX = "onrecord-pg-"

SETTINGS = (
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=32MB", "max_connections=200",
    "listen_addresses=", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0",
)  # fmt: skip


class Postgres:
    """The server of a run: makes databases and schemas in it."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._free: list[str] = []

    def execute(self, *statements: str) -> None:
        """Run statements as the user who owns everything."""
        for statement in statements:
            self._link.execute(statement.encode())

    @functools.cached_property
    def _link(self) -> "psycopg.Connection[tuple[object, ...]]":
        link = psycopg.connect(self.uri, autocommit=True)
        atexit.register(link.close)
        return link

    def address(self, schema: str, **parameters: str) -> Address:
        """Where an archive in that schema is."""
        mark = "&" if "?" in self.uri else "?"
        also = "".join(f"&{name}={quote(value, safe='')}" for name, value in parameters.items())
        return Address(f"{self.uri}{mark}options=-csearch_path%3D{schema}{also}")

    def database(self, name: str) -> Address:
        """Another database of the server."""
        return Address(re.sub(r"(?<=[^:/])/[^/?]*(?=\?|$)|(?<=://)/[^/?]*(?=\?|$)", f"/{name}", self.uri, count=1))

    def user(self, schema: str, role: str) -> Address:
        """Where an archive in that schema is for another user."""
        return Address(self.address(schema).uri.replace("user=onrecord", f"user={role}"))

    def schema(self) -> str:
        """A new schema, or one that was given back, which holds an empty archive."""
        if self._free:
            return self._free.pop()
        name = f"t{uuid.uuid4().hex}"
        self.execute(f"CREATE SCHEMA {name}")
        return name

    def give_back(self, schema: str) -> None:
        """Empty it for another test, under another name."""
        tables = "; ".join(f"DELETE FROM {table}" for table in (*reversed(LAYOUT), "numbers"))  # noqa: S608
        renamed = f"UPDATE meta SET value = '{uuid.uuid4().hex}' WHERE key = 'ident'"  # noqa: S608  our names
        unchecked = f"SET search_path = {schema}; SET session_replication_role = replica"
        self.execute(f"{unchecked}; {tables}; {renamed}; RESET ALL")
        self._free.append(schema)


class Passing(PostgresStore):
    """A store whose schema goes to another test once it is closed."""

    def __init__(self, server: Postgres) -> None:
        self._server, self._schema = server, server.schema()
        super().__init__(server.address(self._schema, connect_timeout="60"), patience=60)  # a busy machine is no fault

    def close(self) -> None:
        """Close, and give the schema back."""
        super().close()
        if self._schema:
            self._server.give_back(self._schema)
            self._schema = ""


@functools.cache
def postgres() -> Postgres:
    """The server of this run; the test is skipped where there is none to be had (failed on a build machine)."""
    named = os.environ.get(VARIABLE)
    if named:
        return Postgres(named)
    return Postgres(_started(needed(f", nor is {VARIABLE} set")))


def needed(also: str = "") -> Path:
    """The folder of the programs; the test is skipped where there is none (failed on a build machine)."""
    found = programs()
    if found is None:
        told = f"PostgreSQL's programs are not installed (apt-get install postgresql){also}"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    return found


def programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        if (Path(told) / "initdb").exists():
            return Path(told)
    newest = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))  # noqa: PTH207  a path with a wildcard in its midst
    return Path(newest[-1]).parent if newest else None


def run_as_server(programs: Path, command: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, none of which will run as root."""
    argv = [str(programs / command), *arguments]
    if os.geteuid() == 0:
        argv = ["setpriv", f"--reuid={_owner()}", f"--regid={_owner()}", "--clear-groups", *argv]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd="/", env=_environment())
    if done.returncode:
        pytest.fail(f"{command}: {done.stdout}{done.stderr}")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _owner() -> str:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    return "nobody"


def make_cluster(programs: Path, folder: Path, *, settings: tuple[str, ...] = SETTINGS) -> Path:
    """A new cluster in a folder of its own, where its socket is as well; not started."""
    data = folder / "data"
    folder.mkdir(mode=0o755, exist_ok=True)
    own(folder)
    options = ("-A", "trust", "-U", "onrecord", "-E", "UTF8", "--locale=C", "--no-sync")
    run_as_server(programs, "initdb", "-D", str(data), *options)
    with (data / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, _, value in (each.partition("=") for each in settings))
        conf.write(f"unix_socket_directories = '{folder}'\n")
    return data


def own(folder: Path) -> None:
    """Give a folder to the user that the server runs as."""
    if os.geteuid() == 0:
        shutil.chown(folder, _owner())


def start(programs: Path, data: Path) -> None:
    """Start a cluster, and wait until it answers."""
    run_as_server(programs, "pg_ctl", "-D", str(data), "-l", str(data.parent / "log"), "-w", "-t", "60", "start")


def stop(programs: Path, data: Path) -> None:
    """Stop it at once."""
    with contextlib.suppress(pytest.fail.Exception):
        run_as_server(programs, "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def _started(programs: Path) -> str:
    """The address of a database of this process in the run's cluster, which is started if it is the first to ask."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
    root = Path(tempfile.gettempdir())
    _sweep(programs, root)
    folder = root / (PREFIX + run[:24])
    users = root / f"{PREFIX}{run[:24]}.users"
    with _locked(users):
        if not folder.exists():
            start(programs, make_cluster(programs, folder))
        with users.open("a") as listed:
            listed.write(f"{os.getpid()}\n")
    atexit.register(_leave, programs, folder, users, os.getpid())
    server = f"postgresql:///{{}}?host={quote(str(folder), safe='')}&user=onrecord"
    name = f"w{os.getpid()}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as link:
        link.execute(_creation(name, programs).encode())
    return server.format(name)


def _creation(name: str, programs: Path) -> str:
    """A database that sorts as people do, where the server can: the archive's order is its own."""
    icu = " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'" if "/15/" in str(programs) else ""
    return f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'{icu}"


@contextlib.contextmanager
def _locked(users: Path) -> Iterator[None]:
    import fcntl  # POSIX only, as the cluster is

    with users.with_suffix(".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _leave(programs: Path, folder: Path, users: Path, pid: int) -> None:
    if os.getpid() != pid:  # a fork of the one that came
        return
    with _locked(users):
        left = [each for each in users.read_text().split() if each != str(pid) and Path(f"/proc/{each}").exists()]
        if left:
            users.write_text("".join(f"{each}\n" for each in left))
            return
        _remove(programs, folder, users)


def _remove(programs: Path, folder: Path, users: Path) -> None:
    stop(programs, folder / "data")
    shutil.rmtree(folder, ignore_errors=True)
    for left in (users, users.with_suffix(".lock")):
        left.unlink(missing_ok=True)


def _sweep(programs: Path, root: Path) -> None:
    """Stop the clusters of runs that were killed."""
    for users in root.glob(f"{PREFIX}*.users"):
        with contextlib.suppress(OSError):
            if not any(Path(f"/proc/{each}").exists() for each in users.read_text().split()):
                with _locked(users):
                    _remove(programs, users.with_suffix(""), users)
