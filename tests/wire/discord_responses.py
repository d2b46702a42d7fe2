"""Responses to interactions: the first one, follow-ups and edits -> messages people see, or Discord's errors."""

from typing import TYPE_CHECKING

from aiohttp import web

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
from tests.wire.discord_limits import Fault, choices_faults, form_faults, message_faults, told
from tests.wire.discord_saying import answer, error
from tests.wire.discord_world import EPHEMERAL, LOADING, Json, Posted

if TYPE_CHECKING:
    from tests.wire.discord_server import DiscordServer


class Responses:
    """The routes that need no token of the bot's: the interaction's own stands in the address."""

    def __init__(self, server: "DiscordServer") -> None:
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        hook = f"/api/v10/webhooks/{self._server.application}/{{token}}"
        return [
            web.post("/api/v10/interactions/{id}/{token}/callback", self._callback),
            web.post(hook, self._follow_up),
            web.get(f"{hook}/messages/{{message}}", self._read),
            web.patch(f"{hook}/messages/{{message}}", self._edit),
            web.delete(f"{hook}/messages/{{message}}", self._delete),
        ]

    def _refused(self, faults: list[Fault]) -> web.Response:
        body = told(faults)
        self._server.refused.append(body)
        return answer(body, status=400)

    # The first response

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
