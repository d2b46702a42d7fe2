"""The real program, ``onrecord serve``, as its own process over an archive, pointed at a local Discord."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.wire.discord_server import DiscordServer
from tests.wire.process import Program

QUESTION = "what did China say about Norway"
VISIT = (
    "During State Councilor and Foreign Minister Wang Yi's visit to Norway last August, "
    "Chinese side provided and elaborated on this initiative to the Norwegian side."
)
SECURITY = "Cyber security requires cooperation and collective effort other than political manipulation"
EMBASSY = "Embassy of China in Norway"
"""A question, the statements of the seeds that come first and second, and who made them."""


@dataclass(frozen=True, slots=True)
class House:
    """A local Discord and the program that serves on it."""

    server: DiscordServer
    program: Program
    archive: Path


def environment(server: DiscordServer, archive: Path, **more: str) -> dict[str, str]:
    """What the program finds in its environment; ``more`` are further variables."""
    return {
        "DISCORD_TOKEN": server.token,
        "ONRECORD_ARCHIVE": str(archive),
        "ONRECORD_DISCORD_API_URL": server.api_url,
        "ONRECORD_DISCORD_GATEWAY_URL": server.gateway_url,
        "ONRECORD_DISCORD_GUILD_READY_TIMEOUT": "0",
        "XDG_DATA_HOME": str(archive.parent / "share"),
    } | more


@asynccontextmanager
async def serving(server: DiscordServer, archive: Path, **more: str) -> AsyncIterator[Program]:
    """The program running. Whatever it meets: no token, no traceback in what it writes, nothing it sends is refused."""
    async with Program("bot", "serve", env=environment(server, archive, **more)) as program:
        yield program
    assert "Traceback" not in program.printed, program.printed[-5000:]
    assert server.token not in program.printed
    assert server.token.rpartition(".")[2] not in program.printed
    assert server.refused == []
