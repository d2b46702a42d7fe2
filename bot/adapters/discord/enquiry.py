"""A token into what Discord's API tells of the bot behind it; only ``register`` changes anything."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bot.adapters.discord.identity import proxy_of, token_of
from bot.adapters.discord.told import Application, Gateway, Guild, Moment, Silence, Told, User
from bot.config import DiscordSettings
from bot.desk.enquiring import Unreached, ahead

TIMEOUT = 5.0
"""Seconds to wait for one answer."""

LARGEST = 8_000_000
"""Bytes of an answer that are read; Discord's own stay far below."""

PAGE, PAGES = 200, 5
"""Servers listed at once (the API's own limit), and how many such pages are looked at."""

USER_AGENT = "DiscordBot (onrecord, doctor)"
"""As the API's reference asks of a bot's client, which has no page of its own to name."""

_UNREACHED = Unreached(
    nowhere=aiohttp.ClientConnectorDNSError,
    unsafe=(aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch),
    dropped=aiohttp.ServerDisconnectedError,
    seconds=TIMEOUT,
)

T = TypeVar("T")
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask, through which proxy (None: none), and with which token; without one little is told."""

    api_url: str
    gateway_url: str
    token: str = ""
    proxy: str | None = None

    @classmethod
    def of(cls, settings: DiscordSettings, environ: Mapping[str, str]) -> "Address":
        """As ``serve`` has it. Raises ConfigError for a token or a proxy that cannot be one."""
        return cls(settings.api_url, settings.gateway_url, token_of(environ), proxy_of(environ, settings))


async def enquire(address: Address, clock: Clock = time.time) -> Told:
    """Ask everything at once; never raises. Without a token only what needs none is asked."""
    async with _session(address) as session:
        caller = Caller(session, address, clock)
        moment, hello, user, (application, commands), gateway, guilds = await asyncio.gather(
            caller.moment(),
            greeting(session, address.gateway_url),
            caller.get("/users/@me", User),
            caller.application(),
            caller.get("/gateway/bot", Gateway),
            caller.guilds(),
        )
    return Told(moment, hello, user, application, gateway, guilds, commands)


async def ask_application(address: Address) -> Application | Silence:
    """The application the token belongs to."""
    async with _session(address) as session:
        return await Caller(session, address).get("/applications/@me", Application)


async def register(address: Address, commands: Sequence[Mapping[str, Any]]) -> int | Silence:
    """Put these commands in the place of those registered for all servers; how many there are then."""
    async with _session(address) as session:
        caller = Caller(session, address)
        told = await caller.get("/applications/@me", Application)
        if isinstance(told, Silence):
            return told
        put = await caller.put(f"/applications/{told.id}/commands", commands, list[dict[str, Any]])
        return put if isinstance(put, Silence) else len(put)


def _session(address: Address) -> aiohttp.ClientSession:
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    return aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": USER_AGENT}, proxy=address.proxy)


class Caller:
    """Calls on the API, the token in their header and nowhere else."""

    def __init__(self, session: aiohttp.ClientSession, address: Address, clock: Clock = time.time) -> None:
        self._session = session
        self._base = address.api_url.rstrip("/")
        self._token = address.token
        self._clock = clock

    async def get(self, path: str, shape: type[T]) -> T | Silence:
        """What the API tells at this path, of this shape."""
        if not self._token:
            return Silence("no token to ask with")
        return await heard(self._call("GET", path, None, shape), self._base)

    async def put(self, path: str, value: object, shape: type[T]) -> T | Silence:
        """What the API answers when this is put at this path."""
        return await heard(self._call("PUT", path, value, shape), self._base)

    async def _call(self, method: str, path: str, value: object, shape: type[T]) -> T | Silence:
        headers = {"Authorization": f"Bot {self._token}"}
        # Not where a redirection leads: the token is for this address only.
        async with self._session.request(
            method, self._base + path, headers=headers, json=value, allow_redirects=False
        ) as response:
            if response.status != 200:
                return _refusal(response)
            data = await _all(response)
        return msgspec.json.decode(data, type=shape, strict=False)

    async def application(self) -> tuple[Application | Silence, list[dict[str, Any]] | Silence]:
        """The application and the commands registered for it."""
        told = await self.get("/applications/@me", Application)
        if isinstance(told, Silence):
            return told, told
        return told, await self.get(f"/applications/{told.id}/commands", list[dict[str, Any]])

    async def guilds(self) -> list[Guild] | Silence:
        """The first PAGE × PAGES servers."""
        found: list[Guild] = []
        for _ in range(PAGES):
            after = found[-1].id if found else "0"
            told = await self.get(f"/users/@me/guilds?limit={PAGE}&after={after}", list[Guild])
            if isinstance(told, Silence):
                return told
            found += told
            if len(told) < PAGE:
                break
        return found

    async def moment(self) -> Moment | Silence:
        """How our clock compares with the date of an answer that needs no token."""
        return await heard(self._moment(), self._base)

    async def _moment(self) -> Moment | Silence:
        asked = self._clock()
        async with self._session.get(self._base + "/gateway", allow_redirects=False) as response:
            answered = self._clock()
            if response.status != 200:
                return _refusal(response)
            date = parsedate_to_datetime(response.headers["Date"]).timestamp()
        return Moment(ahead(asked, answered, date))


async def greeting(session: aiohttp.ClientSession, gateway_url: str) -> Silence | None:
    """None if the gateway says hello; no session is begun, so none of those allowed a day is used up."""
    address = f"{gateway_url.rstrip('/')}/?v=10&encoding=json"

    async def hello() -> Silence | None:
        async with asyncio.timeout(TIMEOUT), session.ws_connect(address) as socket:
            greeted = msgspec.json.decode(await socket.receive_str())
        return None if isinstance(greeted, dict) and greeted.get("op") == 10 else Silence("no hello from it")

    return await heard(hello(), gateway_url)


async def heard(call: Awaitable[T | Silence], url: str) -> T | Silence:
    """What the call brings, or why it brings nothing."""
    host = urlsplit(url).hostname or url
    try:
        return await call
    except aiohttp.WSServerHandshakeError as error:
        return Silence(f"{host} answered {error.status} instead of opening a socket", error.status)
    except (TimeoutError, aiohttp.ClientConnectionError, OSError) as error:
        return Silence(_UNREACHED.why(error, host))
    except (aiohttp.ClientError, TypeError, KeyError, ValueError, msgspec.MsgspecError):
        return Silence(f"{host} answered as Discord never does; is the address in the settings right?")


def _refusal(response: aiohttp.ClientResponse) -> Silence:
    wait = response.headers.get("Retry-After", "")
    if response.status == 429:
        return Silence(f"too many calls (429){f', {wait} s to wait' if wait.isdecimal() else ''}", 429)
    return Silence(f"{urlsplit(str(response.url)).hostname} answered {response.status}", response.status)


async def _all(response: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        data += chunk
        if len(data) > LARGEST:
            raise ValueError("too long an answer")
    return bytes(data)
