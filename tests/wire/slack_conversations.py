"""Channels and what was said in them: calls of ``conversations.*`` -> the server's world, or Slack's errors."""

import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.wire.slack_saying import fine, refused
from tests.wire.slack_world import Channel, Json, Posted

if TYPE_CHECKING:
    from tests.wire.slack_methods import Call
    from tests.wire.slack_server import SlackServer

METADATA = "metadata.message:read"
"""The scope without which no metadata are told."""

PAGE = 100
"""Messages told at once unless another number is asked for."""


def scope_of(scope: str, channel: Channel | None) -> str:
    """The scope a method needs for that channel: ``*:read`` is of its kind."""
    return scope.replace("*", channel.kind() if channel else "channels")


def barred(channel: Channel) -> str:
    """Why the bot may not write there, in Slack's word; empty if it may."""
    if not channel.joined:
        return "channel_not_found" if channel.private else "not_in_channel"
    if channel.archived:
        return "is_archived"
    return "restricted_action_read_only_channel" if channel.closed else ""


def pace(server: "SlackServer", channel: Channel) -> float:
    """The seconds until another message of the bot is taken there."""
    own = (at for at, posted in reversed(server.log) if posted.channel == channel)
    return next(own, 0.0) + server.pause - time.time() if server.pause else 0.0


class Conversations:
    """The methods ``conversations.*`` over one server's world."""

    def __init__(self, server: "SlackServer") -> None:
        self._server = server

    async def open(self, call: "Call") -> web.Response:
        person = self._server.persons.get(str(call["users"]))
        return fine({"channel": {"id": self._server.dm_with(person).id}}) if person else refused("user_not_found")

    async def info(self, call: "Call") -> web.Response:
        channel = self._server.where(call)
        if channel is None or (channel.private and not channel.joined):
            return refused("channel_not_found")
        return fine({"channel": channel.told(call.team.id)})

    async def history(self, call: "Call") -> web.Response:
        """Newest first, page by page; answers in threads are told elsewhere."""
        channel = self._server.where(call)
        if channel is None or not channel.joined:
            return refused("channel_not_found" if channel is None or channel.private else "not_in_channel")
        cursor = str(call["cursor"] or "")
        if cursor and not cursor.startswith("before:"):
            return refused("invalid_cursor")
        latest = cursor.removeprefix("before:") or "9"
        standing = [each for each in self._standing(channel) if each.thread in (None, each.ts)]
        wanted = [each for each in reversed(standing) if str(call["oldest"] or "") < each.ts < latest]
        limit = min(int(call["limit"] or PAGE), self._server.page)
        page, rest = wanted[:limit], wanted[limit:]
        more: Json = {"response_metadata": {"next_cursor": f"before:{page[-1].ts}"}} if rest else {}
        return fine({"messages": [self._told(each, call) for each in page], "has_more": bool(rest)} | more)

    async def replies(self, call: "Call") -> web.Response:
        channel = self._server.where(call)
        if channel is None:
            return refused("channel_not_found")
        around = [each for each in self._standing(channel) if call["ts"] in (each.ts, each.thread)]
        return fine({"messages": [self._told(each, call) for each in around], "has_more": False})

    def _standing(self, channel: Channel) -> list[Posted]:
        all_of_it = self._server.messages.values()
        return sorted((each for each in all_of_it if each.channel == channel and not each.private), key=lambda x: x.ts)

    def _told(self, posted: Posted, call: "Call") -> Json:
        told = posted.told(call.team.id, self._server.bot(posted.channel or self._server.channel))
        asked = call["include_all_metadata"] in (True, "true", "1") and METADATA in self._server.granted
        return told | ({"metadata": posted.body["metadata"]} if asked and "metadata" in posted.body else {})
