"""Channels and servers over REST: requests of the bot -> messages that stand, change and go, or Discord's errors."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.wire.discord_limits import CHANNEL_FLAGS, Fault, message_faults
from tests.wire.discord_rights import rights
from tests.wire.discord_saying import answer, error
from tests.wire.discord_world import (
    DM,
    EMBED,
    HISTORY,
    SEND,
    SEND_IN_THREADS,
    SILENT,
    THREADS,
    VIEW,
    Channel,
    Guild,
    Json,
    Posted,
)

if TYPE_CHECKING:
    from tests.wire.discord_server import DiscordServer

PAGE, USUAL = 100, 50
"""Messages told at once: at most, and if nobody says how many."""


class Channels:
    """The routes; ``refused`` answers to a payload that breaks the rules."""

    def __init__(self, server: "DiscordServer", refused: Callable[[list[Fault]], web.Response]) -> None:
        self._server = server
        self._refused = refused
        self._once: dict[str, tuple[str, float]] = {}

    def routes(self) -> list[web.RouteDef]:
        """All but those of interactions."""
        channel, guild = "/api/v10/channels/{channel}", "/api/v10/guilds/{guild}"
        return [
            web.post("/api/v10/users/@me/channels", self._open_dm),
            web.get(channel, self._channel),
            web.post(f"{channel}/typing", self._typing),
            web.post(f"{channel}/messages", self._write),
            web.get(f"{channel}/messages", self._history),
            web.patch(f"{channel}/messages/{{message}}", self._edit),
            web.delete(f"{channel}/messages/{{message}}", self._delete),
            web.get(guild, self._guild),
            web.get(f"{guild}/roles", self._roles),
            web.get(f"{guild}/members/{{member}}", self._member),
        ]

    # Servers

    def _of(self, request: web.Request) -> Guild | None:
        return self._server.guilds.get(request.match_info["guild"])

    async def _guild(self, request: web.Request) -> web.Response:
        server, guild = self._server, self._of(request)
        return answer(guild.json(list(server.channels.values()), server.bot)) if guild else error(404, 10004)

    async def _roles(self, request: web.Request) -> web.Response:
        guild = self._of(request)
        return answer(guild.roles_json()) if guild else error(404, 10004)

    async def _member(self, request: web.Request) -> web.Response:
        if request.match_info["member"] != self._server.bot.id:
            return error(404, 10007)
        guild = self._of(request)
        if guild is None:
            return error(404, 10004)
        return answer(guild.bot_member(self._server.bot) | {"communication_disabled_until": self._server.timed_out})

    # Channels

    def _found(self, request: web.Request) -> tuple[Channel | None, web.Response]:
        """The channel if the bot sees it; else what Discord answers."""
        channel = self._server.channels.get(request.match_info["channel"])
        if channel is None:
            return None, error(404, 10003)
        return (channel if self._rights(channel) & VIEW else None), error(403, 50001)

    def _rights(self, channel: Channel) -> int:
        guild = self._server.guilds.get(channel.guild or "", self._server.guild)
        return rights(guild, channel, self._server.channels, self._server.bot.id)

    async def _channel(self, request: web.Request) -> web.Response:
        channel, refusal = self._found(request)
        return refusal if channel is None else answer(channel.json())

    async def _typing(self, request: web.Request) -> web.Response:
        channel, refusal = self._found(request)
        return refusal if channel is None else web.Response(status=204)

    async def _open_dm(self, request: web.Request) -> web.Response:
        wanted = str((await request.json()).get("recipient_id"))
        for person in (self._server.ada, self._server.ben):
            if person.id == wanted:
                return answer(self._server.dm_with(person).json())
        return error(400, 10013)

    # Messages

    async def _write(self, request: web.Request) -> web.Response:
        body = await request.json()
        channel = self._server.channels.get(request.match_info["channel"])
        if channel is None:
            return error(404, 10003)
        if barred := self._barred(channel, body):
            return barred
        if faults := message_faults(body, flags=CHANNEL_FLAGS):
            return self._refused(faults)
        nonce = str(body.get("nonce") or "") if body.get("enforce_nonce") else ""
        if (standing := self._sent_before(nonce)) is not None:
            return answer(standing.json())
        reference = body.get("message_reference") or {}
        answers = reference.get("message_id")
        if answers is not None and str(answers) not in self._server.messages:
            if reference.get("fail_if_not_exists", True):
                return self._refused([("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")])
            answers = None
        message = Posted(channel, self._server.bot, body, answers=str(answers) if answers else None)
        if nonce:
            self._once[nonce] = message.id, time.monotonic()
        channel.life["archived"] = False  # a message opens a thread again
        self._server.log.append(message)
        self._server.posted(message)
        return answer(message.json())

    def _barred(self, channel: Channel, body: Json) -> web.Response | None:
        """The refusal of a message that may not be written there."""
        own = self._rights(channel)
        needed = SEND_IN_THREADS if channel.kind in THREADS else SEND
        needed |= EMBED if body.get("embeds") else 0
        checks = (
            (channel.person is not None and channel.person.id in self._server.closed_to_bots, 403, 50007),
            (not own & VIEW, 403, 50001),
            (channel.kind in SILENT, 400, 50008),
            (channel.life["locked"], 403, 160005),
            (bool(needed & ~own), 403, 50013),
            ("message_reference" in body and not own & HISTORY, 400, 160002),
        )
        return next((error(status, code) for holds, status, code in checks if holds), None)

    def _sent_before(self, nonce: str) -> Posted | None:
        """The message with this nonce, if it was sent so lately that Discord still remembers."""
        message, at = self._once.get(nonce, ("", 0.0))
        if time.monotonic() - at > self._server.nonce_seconds:
            return None
        return self._server.messages.get(message)

    async def _history(self, request: web.Request) -> web.Response:
        """Newest first; after an id, those that follow it next. To who may not read it, it is empty."""
        channel, refusal = self._found(request)
        if channel is None:
            return refusal
        limit = int(request.query.get("limit", USUAL))
        if not 1 <= limit <= PAGE:
            return self._refused([("limit", "NUMBER_TYPE_MAX", f"a number from 1 to {PAGE}")])
        held = [each for each in self._server.messages.values() if each.channel.id == channel.id and not each.private]
        held = sorted(held if self._rights(channel) & HISTORY else [], key=lambda each: int(each.id))
        if "after" in request.query:
            shown = [each for each in held if int(each.id) > int(request.query["after"])][:limit]
        else:
            before = int(request.query.get("before", (1 << 64) - 1))
            shown = [each for each in held if int(each.id) < before][-limit:]
        return answer([each.json(seen=self._sees(each)) for each in reversed(shown)])

    def _sees(self, message: Posted) -> bool:
        """Without the privileged intent a bot reads what is its own or meant for it."""
        return message.author.id == self._server.bot.id or message.channel.kind == DM

    async def _edit(self, request: web.Request) -> web.Response:
        body: Any = await request.json()
        message, refusal = self._own(request)
        if message is None:
            return refusal
        if faults := message_faults(body, flags=CHANNEL_FLAGS, edit=True):
            return self._refused(faults)
        changed = self._server.messages[message.id] = message.changed(body)
        return answer(changed.json())

    async def _delete(self, request: web.Request) -> web.Response:
        message, refusal = self._own(request)
        if message is None:
            return refusal
        del self._server.messages[message.id]
        return web.Response(status=204)

    def _own(self, request: web.Request) -> tuple[Posted | None, web.Response]:
        """The bot's message that is named; else what Discord answers."""
        channel, refusal = self._found(request)
        if channel is None:
            return None, refusal
        message = self._server.messages.get(request.match_info["message"])
        if message is None or message.channel.id != channel.id:
            return None, error(404, 10008)
        if channel.life["archived"]:
            return None, error(400, 50083)
        return (message if message.author.id == self._server.bot.id else None), error(403, 50005)
