"""Discord's REST, as much of it as a bot that answers needs: requests -> the server's world, or Discord's errors."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.wire.discord_channels import Channels
from tests.wire.discord_commands import SLASH, command_faults
from tests.wire.discord_limits import Fault, told
from tests.wire.discord_responses import Responses
from tests.wire.discord_saying import answer, refusal
from tests.wire.discord_world import snowflake

if TYPE_CHECKING:
    from tests.wire.discord_server import DiscordServer


class Rest:
    """The routes over one server's world."""

    def __init__(self, server: "DiscordServer") -> None:
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        api, own = "/api/v10", f"/api/v10/applications/{self._server.application}/commands"
        ours = [
            web.get(f"{api}/users/@me", self._me),
            web.get(f"{api}/users/@me/guilds", self._guilds),
            web.get(f"{api}/applications/@me", self._application),
            web.get(f"{api}/oauth2/applications/@me", self._application),
            web.get(f"{api}/gateway/bot", self._gateway),
            web.get(own, self._registered),
            web.put(own, self._register),
            *Channels(self._server, self._refused).routes(),
        ]
        return [web.route(route.method, route.path, self._known(route.handler)) for route in ours] + [
            web.get(f"{api}/gateway", self._gateway),
            *Responses(self._server).routes(),
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
        guilds = self._server.guilds.values()
        return answer([{"id": each.id, "name": each.name, "permissions": "0", "owner": False} for each in guilds])

    async def _application(self, _: web.Request) -> web.Response:
        return answer({
            "id": self._server.application, "name": self._server.bot.name, "icon": None, "description": "",
            "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "team": None,
            "owner": self._server.ada.user(), "summary": "", "rpc_origins": [], "interactions_endpoint_url": None,
            "integration_types_config": {"0": {}, "1": {}}, "bot": self._server.bot.user(),
        })  # fmt: skip

    async def _gateway(self, _: web.Request) -> web.Response:
        gateway = self._server.gateway
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": gateway.max_concurrency}
        return answer({"url": self._server.gateway_url, "shards": gateway.shards, "session_start_limit": limit})

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
