"""The manifest: held to what the app registers and calls, to Slack's limits, and readable as YAML and JSON."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import bot.adapters.slack
from bot.adapters.slack import manifest as slack_app
from bot.adapters.slack.app import create_app
from bot.adapters.slack.credentials import Credentials
from bot.adapters.slack.manifest import METHODS, SCOPES, as_json, as_yaml, manifest, scopes
from bot.adapters.slack.oauth import flow_for
from bot.adapters.slack.sending import Wire
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.domain.errors import UsageError
from bot.names import Registry
from bot.storage.memory_ledger import MemoryLedger
from tests.desk.canned import Canned

HOME = "https://onrecord.example.org"
EVENTS_URL = f"{HOME}/slack/events"

MODES = [("socket", ""), ("http", HOME)]

OTHERS_CALLS = {"api.test", "apps.connections.open", "oauth.v2.access"}
"""Methods that take no token of the bot: none at all, the app-level one, the app's own id and secret."""

Registered = set[tuple[str, str]]


async def nobody(**_: Any) -> AuthorizeResult:
    """Who the bot is does not matter here."""
    return AuthorizeResult(enterprise_id=None, team_id=None)


async def registered(desk: Desk, *, many: bool) -> Registered:
    """What the real app listens to by name, as Bolt holds it: the kind of the listener and its name."""
    wire, ledger = Wire("http://127.0.0.1:1/api/"), MemoryLedger()
    oauth = flow_for(Credentials("0" * 32, "1234567.1234567", "0" * 32), ledger, wire.client) if many else None
    made = create_app(desk, Health(), ledger, wire, authorize=None if many else nobody, oauth=oauth)
    found = set(_named(made.app))
    made.close()
    await wire.close()
    return found


def _named(app: AsyncApp) -> Iterator[tuple[str, str]]:
    for listener in app._async_listeners:
        matcher = inspect.getclosurevars(listener.matchers[0].func).nonlocals["func"]  # type: ignore[attr-defined]
        kind = matcher.__qualname__.partition(".")[0]
        for name in inspect.getclosurevars(matcher).nonlocals.values():
            if isinstance(name, str):
                yield kind, name


def declared(made: dict[str, Any], part: str, kind: str = "") -> set[str]:
    """The names in a part of the manifest."""
    if part == "events":
        return {event.partition(".")[0] for event in made["settings"]["event_subscriptions"]["bot_events"]}
    if part == "commands":
        return {command["command"] for command in made["features"]["slash_commands"]}
    return {one["callback_id"] for one in made["features"]["shortcuts"] if one["type"] == kind}


@pytest.mark.parametrize("many", [False, True])
async def test_what_the_app_listens_to_is_what_the_manifest_asks_slack_to_send(*, many: bool) -> None:
    """No event without a listener, no listener without its event; the same for commands and shortcuts."""
    found = await registered(Desk(Canned(registry=Registry.load())), many=many)

    made = manifest("http", HOME) if many else manifest()
    assert {name for kind, name in found if kind == "event"} == declared(made, "events")
    assert {name for kind, name in found if kind == "command"} == declared(made, "commands")
    assert {name for kind, name in found if kind == "message_shortcut"} == declared(made, "shortcuts", "message")
    assert {name for kind, name in found if kind == "global_shortcut"} == declared(made, "shortcuts", "global")


def called() -> set[str]:
    """Every method of the Web API that the adapter's code names, as text or as a method of slack-sdk's client."""
    return {method for path in Path(bot.adapters.slack.__path__[0]).glob("*.py") for method in _called_in(path)}


def _called_in(path: Path) -> Iterator[str]:
    if path.name == "manifest.py":
        return
    by_attribute = {name: name.replace("_", ".") for name in dir(AsyncWebClient) if "_" in name and name[0] != "_"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            first = r"(admin|api|apps|auth|bots|chat|conversations|files|oauth|reactions|team|users|views)"
            if re.fullmatch(rf"{first}(\.[a-zA-Z0-9]+)+", node.value):
                yield node.value
        elif isinstance(node, ast.Attribute) and node.attr in by_attribute and node.attr != "api_call":
            yield by_attribute[node.attr]


def test_every_method_called_is_told_and_none_that_is_not() -> None:
    assert called() - OTHERS_CALLS == set(METHODS)


def test_the_scopes_are_those_of_events_methods_and_commands_each_with_its_reason() -> None:
    assert scopes() == tuple(SCOPES)
    assert manifest()["oauth_config"] == {"scopes": {"bot": list(scopes())}}


def test_the_scopes_reach_no_further_than_where_it_was_invited() -> None:
    """Nor to e-mail addresses, files, people's talks with each other, or channels it could join by itself."""
    assert scopes() == (
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:history",
        "groups:read", "im:history", "users:read",
    )  # fmt: skip


def test_channels_behind_a_command_come_by_their_ids() -> None:
    """A schedule is for the channel a person names; its name alone would lead nowhere."""
    assert [command["should_escape"] for command in manifest()["features"]["slash_commands"]] == [True]


def test_a_socket_has_no_address_in_it() -> None:
    made = manifest()

    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in as_json(made)


def test_every_address_of_http_mode_is_the_one_that_listens() -> None:
    made = manifest("http", HOME)

    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == EVENTS_URL
    assert made["settings"]["interactivity"] == {
        "is_enabled": True, "request_url": EVENTS_URL, "message_menu_options_url": EVENTS_URL,
    }  # fmt: skip
    assert [command["url"] for command in made["features"]["slash_commands"]] == [EVENTS_URL]
    assert made["oauth_config"]["redirect_urls"] == [f"{HOME}/slack/oauth_redirect"]


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://x.example", "https://x.example"),
        (" https://x.example/ ", "https://x.example"),
        ("https://x.example:8443/bots//", "https://x.example:8443/bots"),
    ],
)
def test_an_address_may_have_a_port_and_a_path(given: str, base: str) -> None:
    assert manifest("http", given)["oauth_config"]["redirect_urls"] == [f"{base}/slack/oauth_redirect"]


@pytest.mark.parametrize(
    "url",
    [
        "", "x.example", "http://x.example", "ftp://x.example", "https://", "https:///path", "https://x.example?a=b",
        "https://x.example#top", "https://me:secret@x.example", "https://@x.example", "https://x.example:port",
        "https://[::1", "https://x.example/a b", 'https://x.example/"', "https://x.example/\na", "https://x\u202e.example",
    ],
)  # fmt: skip
def test_an_address_slack_cannot_call_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        manifest("http", url)

    assert refused.value.hint == "such as --url https://onrecord.example.org"


def test_an_address_for_a_socket_is_a_misunderstanding() -> None:
    with pytest.raises(UsageError, match="a socket needs no address"):
        manifest("socket", HOME)


@pytest.mark.parametrize(("mode", "url"), MODES)
def test_yaml_and_json_say_the_same(mode: slack_app.Mode, url: str) -> None:
    made = manifest(mode, url)

    assert yaml.safe_load(as_yaml(made)) == json.loads(as_json(made)) == made


@pytest.mark.parametrize("hostile", ["yes", "No", "null", "1", "#", "a: b", "- x", '"', "é", "@x", "on", "1:30", ""])
def test_whatever_text_stands_in_it_is_text_in_yaml(hostile: str) -> None:
    made = {"a": {"b": hostile, "c": [hostile, {"d": hostile, "e": True}]}}

    assert yaml.safe_load(as_yaml(made)) == made


def test_yaml_tells_the_reason_of_every_scope() -> None:
    lines = as_yaml(manifest()).splitlines()

    told = [line.strip() for line in lines if "  # " in line]
    assert told == [f"- {scope}  # {reason}" for scope, reason in SCOPES.items()]


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in the manifest with the path of keys to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, path)
    elif isinstance(value, str):
        yield path, value


LIMITS = {
    ".display_information.name": (1, 35),
    ".display_information.description": (1, 140),
    ".display_information.long_description": (175, 4000),
    ".features.bot_user.display_name": (1, 80),
    ".features.shortcuts.name": (1, 24),
    ".features.shortcuts.callback_id": (1, 255),
    ".features.shortcuts.description": (1, 150),
    ".features.slash_commands.command": (2, 32),
    ".features.slash_commands.description": (1, 2000),
    ".features.slash_commands.usage_hint": (1, 1000),
}
"""Characters, from docs.slack.dev, App manifest reference, and from the form in which shortcuts are made by hand."""


@pytest.mark.parametrize(("mode", "url"), MODES)
def test_every_text_keeps_to_slacks_limits(mode: slack_app.Mode, url: str) -> None:
    found = [(path, text) for path, text in texts(manifest(mode, url)) if path in LIMITS]

    beyond = [(path, text) for path, text in found if not LIMITS[path][0] <= len(text) <= LIMITS[path][1]]
    assert {path for path, _ in found} == set(LIMITS)
    assert beyond == []
