"""Archives on a server: backed up into a file, restored from one, copied either way, compacted."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.address import Address
from bot.domain.errors import ArchiveCorrupt, ArchiveError
from bot.domain.place import Place, PlaceSettings
from bot.ports import Ledger
from bot.storage import anywhere
from bot.storage.copying import sums
from bot.storage.postgres import PostgresStore
from tests.builders import GENG, a_page, keep, official, question, transcript
from tests.cli.conftest import ROOT
from tests.postgres import postgres
from tests.storage.behind import tamper
from tests.storage.killing import quietly

PAGE = a_page(question("Well\x00?"), transcript("We are open.", GENG), said="2019-02-18", name="odd\udcff.txt")
LATER = a_page(official("We are shut."), name="later.txt")


@pytest.fixture
def address() -> Iterator[Address]:
    """An empty archive on a server."""
    server = postgres()
    schema = server.schema()
    PostgresStore(server.address(schema)).close()
    yield server.address(schema)
    server.give_back(schema)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An archive in a file, of two pages and something in its ledger."""
    place = tmp_path / "archive.db"
    with anywhere.opened(place) as store:
        keep(store, PAGE, LATER)
        store.ledger.set_note("\udcff", "noted")
        store.ledger.set_place(Place("discord", "1", "10"), PlaceSettings(private=True))
    return place


def settled(ledger: Ledger) -> None:
    ledger.set_note("settled", "yes")


def test_an_archive_moves_to_a_server_and_back_unchanged(file: Path, address: Address, tmp_path: Path) -> None:
    """Each is an archive of its own."""
    there, back = anywhere.copy(file, address, quietly), anywhere.copy(address, tmp_path / "back.db", quietly)

    assert there == back
    assert there[1] == []
    idents = set()
    for where in (file, address, tmp_path / "back.db"):
        with anywhere.opened(where) as store:
            assert sums(store) == there[0]
            assert [store.page(page.source.id) for page in (PAGE, LATER)] == [PAGE, LATER]
            idents.add(store.ident)
    assert len(idents) == 3


def test_a_server_is_backed_up_into_a_file_and_restored_from_one(file: Path, address: Address, tmp_path: Path) -> None:
    """The backup is an archive like any other; what is to be settled is settled in what is restored."""
    backup = tmp_path / "backup.db"
    anywhere.restore(file, address, quietly, force=False, settle=settled)

    assert anywhere.back_up(address, backup, quietly, force=False) == 2

    with anywhere.opened(backup) as store, anywhere.opened(address) as server:
        assert (store.check(), sums(store)) == ([], sums(server))
        assert (store.ledger.note("settled"), server.ledger.note("settled")) == ("yes", "yes")
    with anywhere.opened(file) as store:
        assert store.ledger.note("settled") is None


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.domain.address import Address
from bot.storage import anywhere
calls = int(sys.argv[3])
def told(*_):
    global calls
    calls -= 1
    if calls < 0:
        os.kill(os.getpid(), signal.SIGKILL)
anywhere.copy(Path(sys.argv[1]), Address(sys.argv[2]), told)
"""
"""A copy onto a server that is killed when it tells for the nth time how far it is: once a table, twice over."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize("calls", [9, 19, 20])
def test_kill_9_leaves_a_server_empty_or_with_all_of_it(file: Path, address: Address, calls: int) -> None:
    """All, once the last table has been sent; the file is as it was."""
    with anywhere.opened(file) as store:
        before = sums(store)

    command = [sys.executable, "-c", KILLED, str(file), address.uri, str(calls)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)

    assert done.returncode == -signal.SIGKILL
    with anywhere.opened(file) as store, anywhere.opened(address) as server:
        assert sums(store) == before
        assert (sums(server) == before) if calls >= len(before) else (server.source_count(superseded=True) == 0)
        assert server.check() == []


def test_nothing_is_restored_or_copied_over_an_archive_on_a_server(file: Path, address: Address) -> None:
    """Even if forced: there is nothing beside it to keep the old one in."""
    with anywhere.opened(address) as store:
        keep(store, LATER)
        before = sums(store)

    with pytest.raises(ArchiveError, match="is not empty"):
        anywhere.restore(file, address, quietly, force=True, settle=settled)
    with pytest.raises(ArchiveError, match="is not empty"):
        anywhere.copy(file, address, quietly)

    with anywhere.opened(address) as store:
        assert sums(store) == before


def test_a_damaged_backup_leaves_a_server_empty(file: Path, address: Address) -> None:
    tamper(file, "UPDATE texts SET text = 'x' WHERE source = 1")

    with pytest.raises(ArchiveCorrupt, match="nothing was changed"):
        anywhere.restore(file, address, quietly, force=False, settle=settled)

    with anywhere.opened(address) as store:
        assert store.source_count() == 0


def test_a_server_is_compacted_while_others_use_it(file: Path, address: Address) -> None:
    """Old events go; nothing else changes."""
    anywhere.copy(file, address, quietly)
    with anywhere.opened(address) as store:
        before = sums(store)
        store.ledger.first_time("old", 0)

        anywhere.compact(address)

        assert sums(store) == before
        assert anywhere.taken(address) > 100_000
