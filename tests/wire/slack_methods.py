"""Slack's Web API, as much of it as a bot that answers needs: calls -> the server's world, or Slack's errors."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BasicAuth, web

from tests.wire.slack_conversations import Conversations, barred, pace, scope_of
from tests.wire.slack_interactions import EDITED, NEW
from tests.wire.slack_limits import message_faults
from tests.wire.slack_saying import fine, invalid, refused, trouble
from tests.wire.slack_views import Views
from tests.wire.slack_world import Json, Posted

if TYPE_CHECKING:
    from tests.wire.slack_server import SlackServer

Method = Callable[["Call"], Awaitable[web.Response]]

LAYOUT = ("blocks", "view", "attachments", "metadata")
"""Arguments that are JSON even where the rest is a form."""


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace in which the app is installed, and the bot's token there."""

    id: str
    name: str
    token: str
    user: str
    bot: str

    def told(self) -> Json:
        """What ``auth.test`` tells the bot of itself."""
        return {
            "url": "https://newsroom.slack.example/", "team": self.name, "team_id": self.id, "user": "onrecord",
            "user_id": self.user, "bot_id": self.bot, "is_enterprise_install": False,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method: by the bot of which workspace, with which arguments."""

    team: Team
    arguments: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.arguments.get(name)


class Methods:
    """The methods over one server's world."""

    def __init__(self, server: "SlackServer") -> None:
        self._server = server
        views, conversations = Views(server), Conversations(server)
        self._known: dict[str, tuple[str, Method]] = {
            "auth.test": ("", self._who_am_i),
            "chat.postMessage": ("chat:write", self._post),
            "chat.postEphemeral": ("chat:write", self._post_ephemeral),
            "chat.update": ("chat:write", self._update),
            "chat.delete": ("chat:write", self._delete),
            "users.info": ("users:read", self._user),
            "bots.info": ("users:read", self._bot),
            "conversations.open": ("im:write", conversations.open),
            "conversations.info": ("*:read", conversations.info),
            "conversations.history": ("*:history", conversations.history),
            "conversations.replies": ("*:history", conversations.replies),
            "views.open": ("", views.open),
            "views.push": ("", views.push),
            "views.update": ("", views.update),
            "views.publish": ("", views.publish),
        }

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/apps.connections.open", self._connect),
            web.post("/api/oauth.v2.access", self._install),
            web.post("/api/api.test", self._test),
            web.post("/api/{method}", self._call),
            web.get("/api/{method}", self._call),
        ]

    async def _call(self, request: web.Request) -> web.Response:
        server, name = self._server, request.match_info["method"]
        server.methods.append(name)
        if name not in self._known:
            server.refuse(name, ["unknown_method"])
            return refused("unknown_method", req_method=name)
        arguments = await _arguments(request)
        token = _token(request) or str(arguments.get("token") or "")
        team = server.teams.get(token)
        if team is None or server.shut_out:
            return refused(server.shut_out or ("invalid_auth" if token else "not_authed"))
        scope, method = self._known[name]
        called = Call(team, arguments)
        scope = scope_of(scope, self._server.where(called))
        if scope and scope not in server.granted:
            server.refuse(name, [f"missing_scope: {scope}"])
            response = refused("missing_scope", needed=scope, provided=",".join(sorted(server.granted)))
        else:
            response = await method(called)
        response.headers["x-oauth-scopes"] = ",".join(sorted(server.granted))
        return response

    def _invalid(self, name: str, faults: list[str]) -> web.Response:
        self._server.refuse(name, faults)
        codes = (fault.partition(":")[0] for fault in faults)
        known = next((code for code in codes if code in ("msg_blocks_too_long", "no_text")), "invalid_blocks")
        return invalid(faults, known)

    # Who am I, where do I connect

    async def _who_am_i(self, call: Call) -> web.Response:
        return fine(call.team.told())

    async def _test(self, _: web.Request) -> web.Response:
        return fine()

    async def _connect(self, request: web.Request) -> web.Response:
        server, token = self._server, _token(request)
        server.methods.append("apps.connections.open")
        if token in server.teams:
            return refused("not_allowed_token_type")
        if token != server.app_token:
            return refused("invalid_auth")
        return fine({"url": f"{server.socket_url}?ticket={server.socket.ticket()}&app_id={server.app}"})

    async def _install(self, request: web.Request) -> web.Response:
        """A code of the installation page for a token, once."""
        server, arguments = self._server, await _arguments(request)
        client = (arguments.get("client_id"), arguments.get("client_secret"))
        if "Authorization" in request.headers:
            client = _basic(request)
        if client != server.client:
            return refused("bad_client_secret")
        team = server.codes.pop(str(arguments.get("code")), None)
        if team is None:
            return refused("invalid_code")
        server.teams[team.token] = team
        return fine({
            "app_id": server.app, "authed_user": {"id": server.ada.id}, "scope": ",".join(sorted(server.granted)),
            "token_type": "bot", "access_token": team.token, "bot_user_id": team.user, "is_enterprise_install": False,
            "team": {"id": team.id, "name": team.name}, "enterprise": None,
        })  # fmt: skip

    # Messages

    async def _post(self, call: Call) -> web.Response:
        server, channel = self._server, self._server.where(call)
        if channel is None or (shut := barred(channel)):
            return refused("channel_not_found" if channel is None else shut)
        if faults := message_faults(dict(call.arguments)):
            return self._invalid("chat.postMessage", faults)
        if (wait := pace(server, channel)) > 0:
            return trouble(429, wait)
        posted = server.appears(Posted(channel, None, dict(call.arguments), thread=call["thread_ts"] or None))
        claimed = server.claimed(channel=channel, thread=posted.thread) if not posted.mark else None
        if claimed is not None:
            claimed.comes(NEW, posted)
        server.log.append((time.time(), posted))
        await server.echoes(posted)
        return fine({"channel": channel.id, "ts": posted.ts, "message": posted.told(call.team.id, server.bot(channel))})

    async def _post_ephemeral(self, call: Call) -> web.Response:
        server, channel = self._server, self._server.where(call)
        if channel is None:
            return refused("channel_not_found")
        if not channel.joined or call["user"] not in server.persons:
            return refused("user_not_in_channel" if channel.joined else "not_in_channel")
        if faults := message_faults(dict(call.arguments)):
            return self._invalid("chat.postEphemeral", faults)
        posted = server.appears(Posted(channel, None, dict(call.arguments), call["user"], call["thread_ts"] or None))
        if (claimed := server.claimed(channel=channel, person=call["user"])) is not None:
            claimed.comes(NEW, posted)
        return fine({"message_ts": posted.ts})

    async def _update(self, call: Call) -> web.Response:
        server, posted = self._server, self._own(call)
        if posted is None:
            return refused("message_not_found")
        if faults := message_faults(dict(call.arguments)):
            return self._invalid("chat.update", faults)
        kept = {"metadata": posted.body["metadata"]} if "metadata" in posted.body else {}
        edited = server.edited(posted, kept | dict(call.arguments))
        if (claimed := server.claimed(channel=edited.channel, on=edited)) is not None:
            claimed.comes(EDITED, edited)
        return fine({"channel": call["channel"], "ts": posted.ts, "text": call["text"]})

    async def _delete(self, call: Call) -> web.Response:
        posted = self._own(call)
        if posted is None:
            return refused("message_not_found")
        self._server.messages.pop(posted.ts)
        return fine({"channel": call["channel"], "ts": posted.ts})

    def _own(self, call: Call) -> Posted | None:
        """The bot's message that all may see."""
        posted = self._server.messages.get(str(call["ts"]))
        ours = posted is not None and posted.author is None and not posted.private and posted.channel is not None
        return posted if ours and posted and posted.channel and posted.channel.id == call["channel"] else None

    # Who and where

    async def _user(self, call: Call) -> web.Response:
        person = self._server.persons.get(str(call["user"]))
        return fine({"user": person.told(call.team.id)}) if person else refused("user_not_found")

    async def _bot(self, call: Call) -> web.Response:
        return fine({"bot": {"id": call["bot"], "deleted": False, "name": "On Record", "app_id": self._server.app}})


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _basic(request: web.Request) -> tuple[str, str]:
    sent = BasicAuth.decode(request.headers["Authorization"])
    return sent.login, sent.password


async def _arguments(request: web.Request) -> dict[str, Any]:
    """Of a call, as JSON, as a form or in the address."""
    if request.content_type == "application/json":
        return dict(await request.json())
    told: dict[str, Any] = {**request.query, **(await request.post())}
    return {name: json.loads(value) if name in LAYOUT else value for name, value in told.items()}
