"""The gateway: sessions that outlive their sockets, events by number -> frames, missed ones again after RESUME."""

import asyncio
import json
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.wire.discord_world import Json
from tests.wire.faults import reset
from tests.wire.process import BUSY

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT = 0, 1, 2, 3, 4, 6, 7
MEMBERS, INVALID, HELLO, ACK = 8, 9, 10, 11
UNKNOWN_OP, DECODE_ERROR, NOT_IDENTIFIED, BAD_TOKEN, IDENTIFIED_ALREADY = range(4001, 4006)
BAD_SEQUENCE, BAD_SHARD, SHARDING_NEEDED, BAD_INTENTS, INTENTS_NOT_ALLOWED = 4007, 4010, 4011, 4013, 4014

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "content": 1 << 15}
KNOWN_INTENTS = (1 << 29) - 1

Encoder = Callable[[str], str | bytes]


def encoder(compress: str) -> Encoder:
    """Frames as the client asked for them in the address: one compressed stream for the life of a socket, or text."""
    if compress == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda text: deflate.compress(text.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if compress == "zstd-stream":
        import zstandard  # who asks for it has it

        press = zstandard.ZstdCompressor().compressobj()
        return lambda text: press.compress(text.encode()) + press.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return lambda text: text


class Line:
    """One socket with a client at its other end."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.BaseTransport | None, encode: Encoder) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._transport = transport
        self._encode = encode
        self._turn = asyncio.Lock()

    async def send(self, frame: Json) -> None:
        """A frame; to a socket that is gone it is lost, as on any wire."""
        async with self._turn:  # a compressed stream has one order
            if self.socket.closed:
                return
            data = self._encode(json.dumps(frame))
            try:
                await (self.socket.send_bytes(data) if isinstance(data, bytes) else self.socket.send_str(data))
            except ConnectionResetError:
                self.cut()

    def cut(self) -> None:
        """Reset the connection and leave its session waiting."""
        if self.session is not None and self.session.line is self:
            self.session.line = None
        reset(self._transport)

    async def close(self, code: int) -> None:
        if self.session is not None and self.session.line is self:
            self.session.line = None
        await self.socket.close(code=code)


def shard_of(guild: str, count: int) -> int:
    """The number of a server's shard, of so many (Discord's reference, "Sharding formula")."""
    return (int(guild) >> 22) % count


@dataclass(slots=True)
class Session:
    """What Discord knows of an identified client, with or without a socket. ``shard``: its number, and of how many."""

    intents: int
    shard: tuple[int, int] = (0, 1)
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    line: Line | None = None
    events: list[Json] = field(default_factory=list)

    def hears_of(self, guild: str | None) -> bool:
        """Whether events of this server are its own; those of no server are the first shard's."""
        number, count = self.shard
        return number == (shard_of(guild, count) if guild else 0)

    async def dispatch(self, name: str, data: Json) -> None:
        """An event: numbered, kept for whoever resumes, sent if there is a socket."""
        frame = {"op": DISPATCH, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(frame)
        if self.line is not None:
            await self.line.send(frame)


class Gateway:
    """The server's side of every socket.

    ``token`` is the one that is known, ``granted`` the privileged intents the application has; ``turns_away_with`` is
    a close code for whoever identifies. ``shards`` are recommended, and fewer refused. Of shards equal modulo
    ``max_concurrency`` one may identify each ``pause`` seconds.
    """

    def __init__(self, token: str, *, heartbeat: float = 41.25) -> None:
        self.token = token
        self.granted: set[str] = set()
        self.turns_away_with: int | None = None
        self.shards, self.max_concurrency, self.pause = 1, 1, 0.0
        self.too_soon = 0
        self._last: dict[int, float] = {}
        self.sessions: dict[str, Session] = {}
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.heartbeats = 0
        self.lines: set[Line] = set()
        self._heartbeat = heartbeat
        self._changed = asyncio.Condition()

    async def greeting(self, session: Session) -> list[tuple[str, Json]]:
        """What an identified client is told first; the server puts its own in place."""
        raise NotImplementedError

    @property
    def live(self) -> list[Session]:
        """Sessions with a socket."""
        return [session for session in self.sessions.values() if session.line is not None]

    def hearing(self, guild: str | None) -> list[Session]:
        """Sessions to which events of this server go, or of none."""
        return [session for session in self.sessions.values() if session.hears_of(guild)]

    async def until(self, holds: Callable[["Gateway"], bool], within: float = BUSY) -> None:
        """Wait for a change of sessions that makes it hold. Raises TimeoutError."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: holds(self))

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """A socket from its opening to its end."""
        socket = web.WebSocketResponse(max_msg_size=4096 * 4, autoping=True)
        await socket.prepare(request)
        line = Line(socket, request.transport, encoder(request.query.get("compress", "")))
        self.lines.add(line)
        try:
            await line.send({"op": HELLO, "s": None, "t": None, "d": {"heartbeat_interval": self._heartbeat * 1000}})
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                await self._heed(line, message.data)
        finally:
            self.lines.discard(line)
            if line.session is not None and line.session.line is line:
                line.session.line = None
                if socket.close_code in (1000, 1001):  # the client said goodbye: its session ends with it
                    self.sessions.pop(line.session.id, None)
            await self._tell()
        return socket

    async def _heed(self, line: Line, text: str) -> None:
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            await line.close(DECODE_ERROR)
            return
        if op == HEARTBEAT:
            self.heartbeats += 1
            await line.send({"op": ACK, "s": None, "t": None, "d": None})
        elif op == IDENTIFY:
            await self._identify(line, data)
        elif op == RESUME:
            await self._resume(line, data)
        elif op not in (PRESENCE, VOICE, MEMBERS):
            await line.close(UNKNOWN_OP)
        elif line.session is None:
            await line.close(NOT_IDENTIFIED)

    async def _identify(self, line: Line, data: Json) -> None:
        self.identified.append(data)
        refused = IDENTIFIED_ALREADY if line.session is not None else self._refused(data)
        if refused is not None:
            await line.close(refused)
            return
        number, count = data.get("shard", (0, 1))
        if not self._in_time(number % self.max_concurrency):
            await line.send({"op": INVALID, "s": None, "t": None, "d": False})
            return
        session = line.session = Session(data["intents"], (number, count))
        session.line = line
        self.sessions[session.id] = session
        for name, told in await self.greeting(session):
            await session.dispatch(name, told)
        await self._tell()

    def _refused(self, data: Json) -> int | None:
        """With which code, if at all, whoever identifies so is refused."""
        intents: Any = data.get("intents")
        if self.turns_away_with is not None:
            return self.turns_away_with
        if not self._knows(data.get("token")):
            return BAD_TOKEN
        if not isinstance(intents, int) or not 0 <= intents <= KNOWN_INTENTS or "properties" not in data:
            return BAD_INTENTS
        if any(intents & bit for name, bit in PRIVILEGED.items() if name not in self.granted):
            return INTENTS_NOT_ALLOWED
        return self._shard_refused(data.get("shard", [0, 1]))

    def _shard_refused(self, shard: Any) -> int | None:
        two = isinstance(shard, list) and len(shard) == 2 and all(isinstance(part, int) for part in shard)
        if not two or not 0 <= shard[0] < shard[1]:
            return BAD_SHARD
        return SHARDING_NEEDED if shard[1] < self.shards else None

    def _in_time(self, bucket: int) -> bool:
        """Whether nobody of the bucket identified just before; also this try counts."""
        now = time.monotonic()
        in_time = now - self._last.get(bucket, -self.pause) >= self.pause
        self._last[bucket] = now
        self.too_soon += not in_time
        return in_time

    async def _resume(self, line: Line, data: Json) -> None:
        self.resumed.append(data)
        session = self.sessions.get(data.get("session_id", ""))
        if not self._knows(data.get("token")):
            await line.close(BAD_TOKEN)
        elif session is None:
            await line.send({"op": INVALID, "s": None, "t": None, "d": False})
        elif not 0 <= (data.get("seq") or 0) <= len(session.events):
            await line.close(BAD_SEQUENCE)
        else:
            missed = session.events[data.get("seq") or 0 :]
            line.session, session.line = session, line
            for frame in missed:
                await line.send(frame)
            await session.dispatch("RESUMED", {"_trace": []})
            await self._tell()

    def _knows(self, token: Any) -> bool:
        return isinstance(token, str) and token.removeprefix("Bot ") == self.token

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
