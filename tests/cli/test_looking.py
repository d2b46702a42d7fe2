"""Whether the bot may post in a channel, asked from a shell: what each platform says, and what it is asked with."""

import asyncio
from collections.abc import Iterator
from typing import Literal

import pytest

from bot.adapters.slack.manifest import scopes
from bot.adapters.slack.refusals import UNINSTALLED
from bot.cli.looking import obstacles
from bot.config import DiscordSettings, Settings, SlackSettings
from bot.desk.request import Obstacle
from bot.domain.errors import ConfigError
from bot.domain.place import Place
from bot.storage.memory import MemoryStore
from tests.discord import portal as discord_api
from tests.discord.portal import TOKEN
from tests.slack import portal as slack_api
from tests.slack.portal import BOT_TOKEN
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import SEND

NEWS, TEAM = Place("discord", "5", "10"), Place("slack", "T1", "C1")

MANY = {
    "SLACK_SIGNING_SECRET": "5" * 32, "SLACK_CLIENT_ID": "1234567890.9876543210", "SLACK_CLIENT_SECRET": "6" * 32,
}  # fmt: skip
"""What the environment holds where many workspaces install the bot."""

CHANNEL = {"id": "C1", "is_member": True, "is_private": False, "context_team_id": "T1"}


@pytest.fixture
def slack() -> Iterator[slack_api.Portal]:
    with slack_api.opened() as made:
        made.answers["auth.test"] |= {"team_id": "T1"}
        made.answers["conversations.info"] = {"ok": True, "channel": CHANNEL}
        made.headers["X-OAuth-Scopes"] = ",".join(scopes())
        yield made


def asked(
    place: Place,
    environ: dict[str, str],
    *,
    url: str = "http://127.0.0.1:1/",
    mode: Literal["socket", "http"] = "socket",
) -> tuple[Obstacle | None, list[str]]:
    """The obstacle found there, and why it could not be asked."""
    unasked: list[str] = []
    settings = Settings(discord=DiscordSettings(api_url=url), slack=SlackSettings(api_url=url, mode=mode))
    found = obstacles(settings, environ, MemoryStore().ledger, unasked.append)(place)
    return found, unasked


@pytest.mark.parametrize(
    ("place", "told"),
    [(NEWS, ["DISCORD_TOKEN is not set"]), (TEAM, ["SLACK_BOT_TOKEN is not set"]), (Place("terminal", "t"), [])],
)
def test_without_a_token_nothing_is_asked_and_that_is_told(place: Place, told: list[str]) -> None:
    assert asked(place, {}) == (None, told)


async def test_what_discord_says_is_what_is_found() -> None:
    """It is asked in a thread: it runs a loop of its own."""
    async with DiscordServer() as server:
        place, environ = Place("discord", server.guild.id, server.channel.id), {"DISCORD_TOKEN": server.token}
        free = await asyncio.to_thread(asked, place, environ, url=server.api_url)
        server.revoke(server.channel, SEND)
        barred, _ = await asyncio.to_thread(asked, place, environ, url=server.api_url)

    assert free == (None, [])
    assert barred is not None
    assert barred.problem == "On Record lacks the permission Send Messages there."


def test_where_it_may_post_on_slack_nothing_is_in_the_way(slack: slack_api.Portal) -> None:
    assert asked(TEAM, {"SLACK_BOT_TOKEN": BOT_TOKEN}, url=slack.url) == (None, [])
    assert slack.heard == [("auth.test", f"Bearer {BOT_TOKEN}"), ("conversations.info", f"Bearer {BOT_TOKEN}")]


def test_what_is_in_the_way_on_slack_is_named(slack: slack_api.Portal) -> None:
    slack.answers["conversations.info"] = {"ok": True, "channel": CHANNEL | {"is_archived": True}}

    found, _ = asked(TEAM, {"SLACK_BOT_TOKEN": BOT_TOKEN}, url=slack.url)

    assert found is not None
    assert "archived" in found.problem


@pytest.mark.parametrize("status", [429, 503])
def test_slack_that_does_not_answer_now_is_in_the_way(slack: slack_api.Portal, status: int) -> None:
    slack.statuses["auth.test"] = status

    found, _ = asked(TEAM, {"SLACK_BOT_TOKEN": BOT_TOKEN}, url=slack.url)

    told = f"Slack cannot be asked whether On Record may post there (http_{status})."
    assert found == Obstacle(told, "Try again in a while.")


def test_a_workspace_that_did_not_install_the_bot_is_in_the_way(slack: slack_api.Portal) -> None:
    """Where each has its own token, none is needed in the environment."""
    found, unasked = asked(TEAM, MANY, url=slack.url, mode="http")

    assert (unasked, slack.heard) == ([], [])
    assert found == Obstacle(*UNINSTALLED)


def test_another_workspace_than_the_tokens_is_not_reached(slack: slack_api.Portal) -> None:
    found, _ = asked(Place("slack", "T2", "C1"), {"SLACK_BOT_TOKEN": BOT_TOKEN}, url=slack.url)

    assert found is not None
    assert [method for method, _ in slack.heard] == ["auth.test"]


def test_a_token_that_is_refused_is_an_error_that_does_not_repeat_it(slack: slack_api.Portal) -> None:
    with discord_api.opened() as discord, pytest.raises(ConfigError, match="Discord refuses the token") as first:
        asked(NEWS, {"DISCORD_TOKEN": "a.b.s3cret"}, url=discord.url)
    with pytest.raises(ConfigError, match="Slack does not accept SLACK_BOT_TOKEN") as second:
        asked(TEAM, {"SLACK_BOT_TOKEN": "xoxb-s3cret"}, url=slack.url)

    assert "s3cret" not in str(first.value) + str(second.value)


def test_what_is_no_answer_of_discords_is_in_the_way() -> None:
    with discord_api.opened() as discord:
        discord.answers["/users/@me"] = ["hello"]
        found, _ = asked(NEWS, {"DISCORD_TOKEN": TOKEN}, url=discord.url)

    assert found == Obstacle(
        "Discord cannot be asked whether On Record may post there (TypeError).", "Try again in a while."
    )


@pytest.mark.parametrize(
    ("place", "environ"), [(NEWS, {"DISCORD_TOKEN": TOKEN}), (TEAM, {"SLACK_BOT_TOKEN": BOT_TOKEN})]
)
def test_a_platform_that_cannot_be_reached_is_in_the_way(
    place: Place, environ: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    found, _ = asked(place, environ)

    assert found is not None
    assert found.problem == (
        f"{place.platform.title()} cannot be asked whether On Record may post there (ClientConnectorError)."
    )
    assert caplog.records == []  # at a shell they would be further lines
