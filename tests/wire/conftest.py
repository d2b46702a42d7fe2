"""An archive of the seeds made once, copied for every process under test; one process shared where that is honest."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cli import main
from tests.wire.discord_server import DiscordServer
from tests.wire.serving import House, serving


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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The program serving on a Discord of its own, for all tests of a module."""
    folder = shutil.copytree(seeded, tmp_path_factory.mktemp("house") / "data")
    place = Path(folder) / "archive.db"
    async with DiscordServer() as server, serving(server, place) as program:
        await server.open_for_questions()
        yield House(server, program, place)
