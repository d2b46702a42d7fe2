"""Opening an archive on a PostgreSQL server: what is there, and what is said of it when it will not do."""

import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from bot.domain.address import Address
from bot.domain.errors import ArchiveBusy, ArchiveCorrupt, ArchiveError, ArchiveReadOnly
from bot.storage import postgres_schema
from bot.storage.postgres import PostgresStore
from bot.storage.postgres_hosts import Hosts
from tests.builders import a_page, bytes_of, keep, official
from tests.postgres import Postgres


@pytest.fixture
def address(server: Postgres, schema: str) -> Address:
    """Its address."""
    return server.address(schema)


def made(address: Address) -> str:
    """An archive with one page, closed; its name."""
    store = PostgresStore(address)
    keep(store, a_page())
    store.close()
    return store.ident


def test_what_is_kept_outlives_its_process(address: Address) -> None:
    """Name, numbers and pages are there when it is opened again."""
    ident = made(address)

    again = PostgresStore(address)

    assert (again.ident, again.count(), again.head(), again.check()) == (ident, 1, 1, [])
    again.close()


def test_an_empty_database_is_filled_from_the_seeds_once(address: Address) -> None:
    """They are there with the archive, or neither is."""
    page, later = a_page(), a_page(official("Later."), name="later.txt")

    for seed in (page, later):
        PostgresStore(address, seeds=lambda seed=seed: [(seed, bytes_of(seed))]).close()  # type: ignore[misc]

    store = PostgresStore(address)
    assert [line.name for line in store.sources()] == ["page.txt"]
    store.close()


def test_nothing_is_made_when_the_seeds_cannot_be_kept(address: Address) -> None:
    """The database is as empty as before."""
    with pytest.raises(ArchiveCorrupt):
        PostgresStore(address, seeds=lambda: [(a_page(), b"other bytes")])

    with Hosts(address).any() as link:
        assert postgres_schema.inspect(link, "it") == 0


HARMS = [
    ("CREATE TABLE photos (id int)", "", ArchiveError, "holds another program's tables", "a database of its own"),
    ("", "UPDATE onrecord SET schema = 99", ArchiveError, "was made by a newer On Record (schema 99", "upgrade"),
    ("", "DROP TABLE spoken", ArchiveCorrupt, "lacks the table spoken", "backup"),
    ("", "DELETE FROM onrecord", ArchiveCorrupt, "lacks the table version", "backup"),
    ("", "DELETE FROM meta", ArchiveCorrupt, "the archive has lost its own name", "backup"),
]


@pytest.mark.parametrize(("before", "after", "kind", "message", "hint"), HARMS)
def test_what_is_no_archive_is_refused_in_one_line(
    server: Postgres, schema: str, before: str, after: str, kind: type[ArchiveError], message: str, hint: str
) -> None:
    """With what to do."""
    address = server.address(schema)
    if before:
        server.execute(f"SET search_path = {schema}; {before}; RESET ALL")
    else:
        made(address)
        server.execute(f"SET search_path = {schema}; {after}; RESET ALL")

    with pytest.raises(kind) as refused:
        PostgresStore(address)

    assert message in refused.value.message
    assert hint in refused.value.hint
    assert "\n" not in str(refused.value)


UNREACHABLE: dict[str, tuple[Callable[[Postgres], str], str, str]] = {
    "no such server": (
        lambda _: "postgresql://ada:geheim@127.0.0.1:1/name", "cannot be reached", "see that the server runs"
    ),
    "no such database": (lambda server: server.database("nosuch").uri, "does not exist", "createdb"),
    "no such user": (lambda server: server.user("public", "ada").uri, "does not exist", "createuser"),
    "no such parameter": (lambda _: "postgresql://host/name?sslmood=on", "is no address", "postgresql://USER@HOST"),
    "no such port": (lambda _: "postgresql://ada:geheim@host:port/name", "cannot be reached", "address is right"),
    "no schema": (lambda server: server.address("nowhere").uri, "has no schema on its search_path", "CREATE SCHEMA"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREACHABLE)
def test_what_cannot_be_reached_is_said_in_one_line_without_the_password(server: Postgres, what: str) -> None:
    """With what to do."""
    uri, message, hint = UNREACHABLE[what]

    with pytest.raises(ArchiveError) as refused:
        PostgresStore(Address(uri(server)))

    assert message in refused.value.message
    assert hint in refused.value.hint
    assert ("geheim" in str(refused.value), "\n" in str(refused.value)) == (False, False)


def test_a_database_of_another_encoding_is_refused(server: Postgres) -> None:
    """As it could not keep what people say."""
    name = f"latin_{uuid.uuid4().hex[:8]}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")

    with pytest.raises(ArchiveError, match="keeps its texts as LATIN1"):
        PostgresStore(server.database(name))

    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_user_who_may_only_read_reads(server: Postgres, schema: str) -> None:
    """And is told what is lacking where more is tried."""
    made(server.address(schema))
    role = f"reader_{uuid.uuid4().hex[:8]}"
    server.execute(
        f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role}; "
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}"
    )

    store = PostgresStore(server.user(schema, role))
    read = (store.count(), store.head(), store.check())
    with pytest.raises(ArchiveReadOnly, match="does not let this user do that"):
        keep(store, a_page(official("More.")))
    with pytest.raises(ArchiveReadOnly):
        store.ledger.set_note("key", "value")
    store.close()

    server.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
    assert read == (1, 1, [])


def test_a_user_who_may_make_nothing_is_told_so(server: Postgres, schema: str) -> None:
    """In an empty database that is somebody else's."""
    role = f"guest_{uuid.uuid4().hex[:8]}"
    server.execute(f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role}")

    with pytest.raises(ArchiveReadOnly) as refused:
        PostgresStore(server.user(schema, role))

    server.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
    assert "takes no tables from this user" in refused.value.message


def test_a_server_set_to_read_only_is_read(server: Postgres, schema: str) -> None:
    """As a standby is; what would be written is refused."""
    made(server.address(schema))

    store = PostgresStore(server.address(f"{schema}%20-cdefault_transaction_read_only%3Don"))
    with pytest.raises(ArchiveReadOnly, match="takes no writes"):
        keep(store, a_page(official("More.")))
    counted = store.count()
    store.close()

    assert counted == 1


# ---- migrations

OPEN = """
import sys
from bot.domain.address import Address
from bot.storage.postgres import PostgresStore
from tests.builders import a_page, bytes_of
sys.stdin.readline()
store = PostgresStore(Address(sys.argv[1]), seeds=lambda: [(a_page(), bytes_of(a_page()))])
print(store.ident, store.count())
store.close()
"""


def test_two_processes_at_once_make_one_archive(address: Address) -> None:
    """Each waits for the other; the seeds are in it once."""
    command = [sys.executable, "-c", OPEN, address.uri]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    said = [process.communicate("\n", 60)[0] for process in both]

    assert said[0] == said[1]
    assert said[0].split()[1] == "1"


def further(link: "psycopg.Connection[object]") -> None:
    """A later schema."""
    link.execute("ALTER TABLE sources ADD COLUMN note text")


def broken(link: "psycopg.Connection[object]") -> None:
    """One that fails half-way."""
    link.execute("DROP TABLE spoken")
    link.execute("SELECT * FROM nowhere")


def test_an_older_archive_is_brought_up_to_date_once(address: Address) -> None:
    """Whatever was kept stays."""
    made(address)

    with Hosts(address).primary() as link:
        for _ in range(2):
            postgres_schema.migrate(link, "it", migrations=(*postgres_schema.MIGRATIONS, further))
        assert link.execute("SELECT schema FROM onrecord").fetchall() == [(2,)]
        assert link.execute("SELECT count(*), count(note) FROM sources").fetchone() == (1, 0)


def test_a_migration_that_fails_leaves_the_archive_as_it_was(address: Address) -> None:
    """Half a migration is none."""
    made(address)

    with Hosts(address).primary() as link, pytest.raises(psycopg.errors.UndefinedTable):
        postgres_schema.migrate(link, "it", migrations=(*postgres_schema.MIGRATIONS, broken))

    store = PostgresStore(address)
    assert (store.count(), store.check()) == (1, [])
    store.close()


def test_who_waits_too_long_for_another_to_make_the_archive_is_told_so(address: Address) -> None:
    """The other may be at it for minutes."""
    with Hosts(address).primary() as link, link.transaction():
        link.execute("SELECT pg_advisory_xact_lock(%s)", (postgres_schema.LOCK,))

        with pytest.raises(ArchiveBusy, match="another process is making"):
            PostgresStore(address, patience=0.1)


def test_the_tables_are_those_that_opening_asks_for(address: Address, schema: str) -> None:
    """The list of names does not lag behind the migrations."""
    made(address)

    with Hosts(address).any() as link:
        rows = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()

    assert sorted(name for (name,) in rows) == sorted(postgres_schema.TABLES)


def test_the_driver_is_loaded_by_those_with_a_database_only(tmp_path: Path) -> None:
    """A question to a file does not pay for it."""
    code = (
        "import sys; from bot import cli; cli.main(['--archive', sys.argv[1], 'sources']); "
        "print([name for name in sys.modules if name.startswith('psycopg')])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.db")], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_driver_that_is_not_installed_is_asked_for() -> None:
    """With the command that brings it, and without the password."""
    code = (
        "import sys; sys.modules['psycopg'] = None; from bot import cli; "
        "sys.exit(cli.main(['--archive', 'postgresql://ada:geheim@host/name', 'sources']))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, "geheim" in done.stderr) == (2, False)
    assert "pip install 'onrecord[postgresql]'" in done.stderr
