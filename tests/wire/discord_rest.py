"""Discord's REST, as much of it as a bot that answers needs: requests -> the server's world, or Discord's errors."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.wire.discord_commands import SLASH, command_faults
from tests.wire.discord_interactions import (
    CHANNEL_MESSAGE,
    CHOICES,
    DEFERRED,
    DEFERRED_EDIT,
    EDIT,
    PATIENCE,
    SHOW_FORM,
    Interaction,
)
from tests.wire.discord_limits import (
    CHANNEL_FLAGS,
    Fault,
    choices_faults,
    form_faults,
    message_faults,
    told,
)
from tests.wire.discord_world import EPHEMERAL, LOADING, Json, Posted, snowflake

if TYPE_CHECKING:
    from tests.wire.discord_server import DiscordServer

SENTENCES = {
    10003: "Unknown Channel", 10008: "Unknown Message", 10013: "Unknown User", 10015: "Unknown Webhook",
    10062: "Unknown interaction", 40060: "Interaction has already been acknowledged.", 50001: "Missing Access",
    50035: "Invalid Form Body",
}  # fmt: skip


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON; without a charset in its type, as Discord sends it (discord.py compares the whole header)."""
    data = json.dumps(body).encode()
    return web.Response(body=data, status=status, headers=headers, content_type="application/json")


def refusal(status: int, retry_after: float = 0.3) -> web.Response:
    """Trouble on Discord's side, or too many requests."""
    if status == 429:
        headers = {
            "Via": "1.1 google", "Retry-After": str(retry_after), "X-RateLimit-Limit": "5", "X-RateLimit-Scope": "user",
            "X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": str(retry_after), "X-RateLimit-Bucket": "abcd",
        }  # fmt: skip
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False}
        return answer(body, status=429, headers=headers)
    if status == 401:
        return answer({"message": "401: Unauthorized", "code": 0}, status=401)
    return web.Response(status=status, text=f"<html><h1>{status}</h1>upstream connect error</html>")


def error(status: int, code: int) -> web.Response:
    return answer({"message": SENTENCES[code], "code": code}, status=status)


class Rest:
    """The routes over one server's world."""

    def __init__(self, server: "DiscordServer") -> None:
        self._server = server
        self._once: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        api, own = "/api/v10", f"/api/v10/applications/{self._server.application}/commands"
        hook = f"/api/v10/webhooks/{self._server.application}/{{token}}"
        ours = [
            web.get(f"{api}/users/@me", self._me),
            web.get(f"{api}/users/@me/guilds", self._guilds),
            web.post(f"{api}/users/@me/channels", self._open_dm),
            web.get(f"{api}/applications/@me", self._application),
            web.get(f"{api}/oauth2/applications/@me", self._application),
            web.get(f"{api}/gateway/bot", self._gateway),
            web.get(own, self._registered),
            web.put(own, self._register),
            web.post(f"{api}/channels/{{channel}}/messages", self._write),
            web.post(f"{api}/channels/{{channel}}/typing", self._typing),
        ]
        return [web.route(route.method, route.path, self._known(route.handler)) for route in ours] + [
            web.get(f"{api}/gateway", self._gateway),
            web.post(f"{api}/interactions/{{id}}/{{token}}/callback", self._callback),
            web.post(hook, self._follow_up),
            web.get(f"{hook}/messages/{{message}}", self._read),
            web.patch(f"{hook}/messages/{{message}}", self._edit),
            web.delete(f"{hook}/messages/{{message}}", self._delete),
        ]

    def _known(self, handler: Any) -> Any:
        """The handler, for those with the right token."""

        async def checked(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Authorization") != f"Bot {self._server.token}":
                return refusal(401)
            return await handler(request)  # type: ignore[no-any-return]

        return checked

    def _refused(self, faults: list[Fault]) -> web.Response:
        body = told(faults)
        self._server.refused.append(body)
        return answer(body, status=400)

    # Who am I, where do I connect

    async def _me(self, _: web.Request) -> web.Response:
        return answer(self._server.bot.user() | {"verified": True, "mfa_enabled": True, "email": None})

    async def _guilds(self, _: web.Request) -> web.Response:
        guild = self._server.guild
        return answer([{"id": guild.id, "name": guild.name, "permissions": "0", "owner": False}])

    async def _application(self, _: web.Request) -> web.Response:
        return answer({
            "id": self._server.application, "name": self._server.bot.name, "icon": None, "description": "",
            "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "team": None,
            "owner": self._server.ada.user(), "summary": "", "rpc_origins": [], "interactions_endpoint_url": None,
            "integration_types_config": {"0": {}, "1": {}}, "bot": self._server.bot.user(),
        })  # fmt: skip

    async def _gateway(self, _: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return answer({"url": self._server.gateway_url, "shards": 1, "session_start_limit": limit})

    # Commands

    async def _registered(self, _: web.Request) -> web.Response:
        return answer(self._server.commands)

    async def _register(self, request: web.Request) -> web.Response:
        body = await request.json()
        if faults := command_faults(body):
            return self._refused(faults)
        empty = {"type": SLASH, "description": ""}
        own = {"application_id": self._server.application, "version": snowflake()}
        self._server.registered.append(body)
        self._server.commands = [empty | {"id": snowflake()} | command | own for command in body]
        return answer(self._server.commands)

    # Channels

    async def _open_dm(self, request: web.Request) -> web.Response:
        wanted = str((await request.json()).get("recipient_id"))
        for person in (self._server.ada, self._server.ben):
            if person.id == wanted:
                return answer(self._server.dm_with(person).json())
        return error(400, 10013)

    async def _write(self, request: web.Request) -> web.Response:
        body = await request.json()
        channel = self._server.channels.get(request.match_info["channel"])
        if channel is None:
            return error(404, 10003)
        if faults := message_faults(body, flags=CHANNEL_FLAGS):
            return self._refused(faults)
        nonce = str(body.get("nonce") or "") if body.get("enforce_nonce") else ""
        if nonce in self._once:  # sent before: the message that stands is told again
            return answer(self._server.messages[self._once[nonce]].json())
        reference = body.get("message_reference") or {}
        answers = reference.get("message_id")
        if answers is not None and str(answers) not in self._server.messages:
            if reference.get("fail_if_not_exists", True):
                return self._refused([("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")])
            answers = None
        message = Posted(channel, self._server.bot, body, answers=str(answers) if answers else None)
        if nonce:
            self._once[nonce] = message.id
        self._server.posted(message)
        return answer(message.json())

    async def _typing(self, request: web.Request) -> web.Response:
        known = request.match_info["channel"] in self._server.channels
        return web.Response(status=204) if known else error(404, 10003)

    # Interactions

    async def _callback(self, request: web.Request) -> web.Response:
        body = await request.json()
        interaction = self._server.interactions.get(request.match_info["id"])
        if interaction is None or interaction.token != request.match_info["token"] or interaction.age > PATIENCE:
            return error(404, 10062)
        if interaction.responded is not None:
            return error(400, 40060)
        kind, data = body.get("type"), body.get("data") or {}
        if not interaction.may(kind):
            return self._refused([("type", "BASE_TYPE_CHOICES", f"{kind!r} answers no interaction like this")])
        if faults := self._response_faults(kind, data):
            return self._refused(faults)
        interaction.respond(kind)
        shown = self._respond(interaction, kind, data)
        if request.query.get("with_response") not in ("1", "true"):
            return web.Response(status=204)
        resource = {"type": kind} | ({"message": shown.json()} if shown else {})
        asked = {"id": interaction.id, "type": interaction.kind}
        return answer({"interaction": asked, "resource": resource})

    def _response_faults(self, kind: int, data: Json) -> list[Fault]:
        faults: list[Fault] = []
        if kind in (CHANNEL_MESSAGE, EDIT):
            faults = message_faults(data, edit=kind == EDIT)
        elif kind == CHOICES:
            faults = choices_faults(data)
        elif kind == SHOW_FORM:
            faults = form_faults(data)
        return [(f"data.{path}", code, sentence) for path, code, sentence in faults]

    def _respond(self, interaction: Interaction, kind: int, data: Json) -> Posted | None:
        if kind in (CHANNEL_MESSAGE, DEFERRED):
            flags = data.get("flags", 0) | (LOADING if kind == DEFERRED else 0)
            shown = self._add(interaction, data | {"flags": flags})
            interaction.original = shown.id
            if kind == CHANNEL_MESSAGE:
                interaction.show(shown)
            return shown
        if kind in (DEFERRED_EDIT, EDIT) and interaction.on is not None:
            interaction.original = interaction.on.id
            if kind == EDIT:
                return self._change(interaction, interaction.on.id, data)
        elif kind == CHOICES:
            interaction.show(choices=tuple((choice["name"], choice["value"]) for choice in data["choices"]))
        elif kind == SHOW_FORM:
            interaction.show(form=data)
        return None

    def _add(self, interaction: Interaction, body: Json) -> Posted:
        private = bool(body.get("flags", 0) & EPHEMERAL)
        private_to = interaction.person.id if private else None
        shown = Posted(interaction.channel, self._server.bot, body, private_to=private_to)
        self._server.messages[shown.id] = shown
        interaction.messages.append(shown.id)
        return shown

    def _change(self, interaction: Interaction, message: str, body: Json) -> Posted:
        shown = self._server.messages[message] = self._server.messages[message].changed(body)
        interaction.show(shown)
        return shown

    # Follow-ups and edits

    def _asked(self, request: web.Request) -> tuple[Interaction | None, str]:
        """The interaction of the token, and the message's id, ``@original`` read as the one it names."""
        for interaction in self._server.interactions.values():
            if interaction.token == request.match_info["token"] and interaction.responded is not None:
                message = request.match_info.get("message", "")
                return interaction, (interaction.original or "") if message == "@original" else message
        return None, ""

    def _mine(self, interaction: Interaction, message: str) -> bool:
        return message in self._server.messages and message in {interaction.original, *interaction.messages}

    async def _follow_up(self, request: web.Request) -> web.Response:
        body = await request.json()
        interaction, _ = self._asked(request)
        if interaction is None:
            return error(404, 10015)
        if faults := message_faults(body):
            return self._refused(faults)
        original = self._server.messages.get(interaction.original or "")
        if original is not None and original.thinking:  # the first words take the place of "is thinking…"
            shown = self._change(interaction, original.id, body)
        else:
            shown = self._add(interaction, body)
            interaction.show(shown)
        return answer(shown.json())

    async def _read(self, request: web.Request) -> web.Response:
        interaction, message = self._asked(request)
        if interaction is None:
            return error(404, 10015)
        if not self._mine(interaction, message):
            return error(404, 10008)
        return answer(self._server.messages[message].json())

    async def _edit(self, request: web.Request) -> web.Response:
        body = await request.json()
        interaction, message = self._asked(request)
        if interaction is None:
            return error(404, 10015)
        if not self._mine(interaction, message):
            return error(404, 10008)
        if faults := message_faults(body, edit=True):
            return self._refused(faults)
        return answer(self._change(interaction, message, body).json())

    async def _delete(self, request: web.Request) -> web.Response:
        interaction, message = self._asked(request)
        if interaction is None:
            return error(404, 10015)
        if not self._mine(interaction, message):
            return error(404, 10008)
        del self._server.messages[message]
        return web.Response(status=204)
