"""The real program, ``onrecord serve``, as its own process over an archive, pointed at a local Slack."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.slack.manifest import manifest
from tests.ports import free_port
from tests.wire.process import Program
from tests.wire.slack_http import Door
from tests.wire.slack_server import SlackServer


@dataclass(frozen=True, slots=True)
class Room:
    """A local Slack and the program that serves on it."""

    server: SlackServer
    program: Program
    archive: Path


def environment(server: SlackServer, archive: Path, **more: str) -> dict[str, str]:
    """What the program finds in its environment; ``more`` are further variables."""
    return {
        "SLACK_BOT_TOKEN": server.team.token,
        "SLACK_APP_TOKEN": server.app_token,
        "ONRECORD_ARCHIVE": str(archive),
        "ONRECORD_SLACK_API_URL": server.api_url,
        "ONRECORD_SLACK_PING_INTERVAL": "0.3",
        "XDG_DATA_HOME": str(archive.parent / "share"),
    } | more


@asynccontextmanager
async def serving(server: SlackServer, archive: Path, **more: str) -> AsyncIterator[Program]:
    """The program running, with the scopes of its own manifest and no other.

    Whatever it meets: no token, no ticket, no fault of its own in what it writes, nothing it sends is refused.
    """
    made = manifest()
    server.granted = frozenset(made["oauth_config"]["scopes"]["bot"])
    server.escapes = made["features"]["slash_commands"][0]["should_escape"]
    async with Program("bot", "serve", env=environment(server, archive, **more)) as program:
        yield program
    assert "Traceback" not in program.printed, program.printed[-5000:]
    faults = [line for line in program.err if " error " in line]
    assert faults == [], faults
    secrets = (*server.teams, server.app_token, server.signing_secret, server.client[1], "ticket=", "/hooks/")
    assert [secret for secret in secrets if secret in program.printed] == []
    assert server.refused == [], server.refused
    assert server.socket.strange == []


@asynccontextmanager
async def serving_http(server: SlackServer, archive: Path, **more: str) -> AsyncIterator[tuple[Program, Door]]:
    """The program listening for Slack's requests."""
    port = free_port()
    secrets = {
        "ONRECORD_SLACK_MODE": "http", "ONRECORD_SLACK_PORT": str(port), "SLACK_SIGNING_SECRET": server.signing_secret,
    }  # fmt: skip
    async with serving(server, archive, **(secrets | more)) as program:
        door = server.use_http(f"http://127.0.0.1:{port}")
        await program.says("listening")
        yield program, door
