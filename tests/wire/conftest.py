"""An archive of the seeds made once, copied for every process under test; one process shared where that is honest."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapters.slack.manifest import METHODS
from bot.cli import main
from tests.wire import serving, slack_serving
from tests.wire.daily import Book, book_of
from tests.wire.discord_server import DiscordServer
from tests.wire.serving import House
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import Room


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose archive holds the seeds."""
    folder = tmp_path_factory.mktemp("seeds")
    assert main(["verify", "--archive", str(folder / "archive.db")]) == 0
    return folder


@pytest.fixture
def archive(seeded: Path, tmp_path: Path) -> Path:
    """An archive of the seeds for one test."""
    return Path(shutil.copytree(seeded, tmp_path / "data")) / "archive.db"


@pytest.fixture
def book(archive: Path) -> Iterator[Book]:
    """Of a test's own archive."""
    with book_of(archive) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the seeds for all tests of a module."""
    return Path(shutil.copytree(seeded, tmp_path_factory.mktemp("shared") / "data")) / "archive.db"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(shared: Path) -> AsyncIterator[House]:
    """The program serving on a Discord of its own, for all tests of a module."""
    async with DiscordServer() as server, serving.serving(server, shared) as program:
        await server.open_for_questions()
        yield House(server, program, shared)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(shared: Path) -> AsyncIterator[Room]:
    """The program serving on a Slack of its own, for all tests of a module."""
    async with SlackServer() as server, slack_serving.serving(server, shared) as program:
        await server.ready()
        yield Room(server, program, shared)
        known = set(METHODS) | {"apps.connections.open"}
        assert set(server.methods) <= known, "a method that the manifest does not know"
