"""Tokens into what Slack's Web API tells of the bot behind them; nothing is changed and no socket is opened."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.identity import Tokens
from bot.desk.enquiring import Unreached, ahead

TIMEOUT = 5
"""Seconds to wait for one answer."""

_CODE = re.compile(r"[a-z][a-z_]{1,50}")
"""How Slack's words for errors look; anything else is not repeated."""

_UNREACHED = Unreached(
    nowhere=aiohttp.ClientConnectorDNSError,
    unsafe=(aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch),
    dropped=aiohttp.ServerDisconnectedError,
    seconds=TIMEOUT,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Silence:
    """A call that told nothing: why, in words, with Slack's word for it (``code``), or HTTP's ``status``, if any."""

    text: str
    code: str = ""
    status: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds our clock is surely ahead of Slack's (behind: negative)."""

    ahead: float


@dataclass(frozen=True, slots=True)
class Login:
    """Whom the bot token belongs to; ``scopes`` as granted, None where Slack did not tell."""

    team: str
    user: str
    bot: bool
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Told:
    """All that was told. ``socket``: None if a socket may be opened."""

    moment: Moment | Silence
    login: Login | Silence
    socket: Silence | None


async def enquire(api_url: str, tokens: Tokens, clock: Callable[[], float] = time.time) -> Told:
    """Ask everything at once; never raises. What lacks its token is not asked."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(base_url=api_url.rstrip("/") + "/", session=session, retry_handlers=[])
        host = urlsplit(api_url).hostname or api_url
        moment, login, socket = await asyncio.gather(
            _heard(_moment(client, clock), host),
            _heard(_login(client, tokens.bot), host) if tokens.bot else _none(),
            _heard(_socket(client, tokens.app), host) if tokens.app else _none(),
        )
    return Told(moment, login, socket)


async def _none() -> Silence:
    return Silence("no token to ask with")


async def _moment(client: AsyncWebClient, clock: Callable[[], float]) -> Moment:
    asked = clock()
    response = await client.api_test()
    answered = clock()
    date = parsedate_to_datetime(str(_header(response, "Date"))).timestamp()
    return Moment(ahead(asked, answered, date))


async def _login(client: AsyncWebClient, token: str) -> Login:
    response = await client.auth_test(token=token)
    told = _data(response)
    granted = _header(response, "X-OAuth-Scopes")
    scopes = None if granted is None else frozenset(each.strip() for each in granted.split(",") if each.strip())
    return Login(str(told["team"]), str(told["user"]), isinstance(told.get("bot_id"), str), scopes)


async def _socket(client: AsyncWebClient, token: str) -> None:
    """The address in the answer holds a ticket: it is not looked at."""
    await client.apps_connections_open(app_token=token)


def _data(response: AsyncSlackResponse) -> Mapping[str, Any]:
    if not isinstance(response.data, dict):
        raise TypeError("not an object")
    return response.data


def _header(response: AsyncSlackResponse, name: str) -> str | None:
    return next((str(value) for key, value in response.headers.items() if key.casefold() == name.casefold()), None)


async def _heard(call: Awaitable[T], host: str) -> T | Silence:
    """What the call brings, or why it brings nothing."""
    try:
        return await call
    except SlackApiError as error:
        return _refusal(error, host)
    except (TimeoutError, aiohttp.ClientConnectionError, OSError) as error:
        return Silence(_UNREACHED.why(error, host))
    except (aiohttp.ClientError, AttributeError, TypeError, KeyError, ValueError):  # of any JSON
        return Silence(f"{host} answered as Slack never does; is the address in the settings right?")


def _refusal(error: SlackApiError, host: str) -> Silence:
    """Slack's word for the error, if it is one; of a page that is not Slack's only the status."""
    response: Any = error.response
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    if isinstance(code, str) and _CODE.fullmatch(code):
        return Silence(f"Slack refuses: {code}", code, status)
    return Silence(f"{host} answered {status}" if status else f"{host} answered as Slack never does", "", status)
