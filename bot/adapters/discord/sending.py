"""What Discord is to be told, onto its wire: the first response within three seconds, the rest with patience.

discord.py sleeps one second and more after a 5xx and gives up at once on a connection that breaks; a first response
has three seconds in all. ``Wire`` is put in the place of discord.py's own webhook adapter by whoever runs the client.
"""

import asyncio
import json
import logging
import random
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.http import Route
from discord.utils import _to_json
from discord.webhook.async_ import AsyncWebhookAdapter, async_context, interaction_response_params

MESSAGE, DEFERRED, DEFERRED_EDIT, EDIT, COMPLETIONS, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of first responses, by Discord's numbers."""

PRIVATE = 64
"""The flag of a message that only one person sees."""

TOO_LATE, ALREADY = 10062, 40060
"""Discord's codes for an interaction it no longer knows, and for one that was responded to."""

NO_HISTORY = 160002
"""Discord's code for a reply to a message without the right to read the channel's history."""

FIRST_SECONDS = 3.0
"""Discord takes a first response for so long after the interaction came to be."""

FIRST_PAUSES = (0.1, 0.2, 0.4, 0.8, 0.8, 0.8)
LAST_CHANCE = 0.1
"""Seconds between the tries of a first response, fewer towards its end, and how many are too few for another."""

FIRST_TIMEOUT = 1.0
"""A first response that got no reply for so long is sent again: if it had arrived, the second meets ALREADY."""

FIRST_AT_ONCE = 48
"""First responses on their way at once: hundreds together make each other time out, and open as many connections."""

PATIENCE = 90.0
"""Seconds after which a follow-up is given up (its token lives for fifteen minutes, a person waits for less)."""

TIMEOUT, LATER_TIMEOUT = 5.0, 15.0
"""Seconds for a reply to what may be sent twice without harm, and to a follow-up, which would stand there twice."""

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 20.0

first_until: ContextVar[float | None] = ContextVar("first_until", default=None)
"""Until when, by the loop's clock, a first response sent in this context may be tried."""

_log = logging.getLogger("onrecord.discord")
_chance = random.SystemRandom()


class Wire(AsyncWebhookAdapter):
    """discord.py's requests without a bot's token (interactions and their follow-ups), retried as each can bear."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._slots = asyncio.Semaphore(FIRST_AT_ONCE)

    async def request(self, route: Route, session: aiohttp.ClientSession, **asked: Any) -> Any:
        """The response's JSON. Raises discord.HTTPException, OSError, aiohttp.ClientError or TimeoutError."""
        if asked.get("files") or asked.get("multipart") or asked.get("auth_token"):
            return await super().request(route, session, **asked)
        first = route.path.endswith("/callback")
        pauses = _first_pauses() if first else _later_pauses()
        retried, unsure = False, None
        while True:
            try:
                if not first:
                    return await _once(route, session, asked, LATER_TIMEOUT if route.method == "POST" else TIMEOUT)
                async with self._slots:
                    return await _once(route, session, asked, FIRST_TIMEOUT)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                if _was_done(error, route, again=retried):
                    return None
                pause = next(pauses, None) if _passing(error) else None
                pause = _allowed(pause, error, first=first)
                unsure = error if is_uncertain(error) else unsure
                if pause is None and getattr(error, "status", 0) in (404, 429):
                    raise unsure or error from None  # too late for this try is not too late for the one before
                if pause is None:
                    raise
                _log.debug("sending again in %.1f s: %s", pause, type(error).__name__)
                await asyncio.sleep(pause)
                retried = True


class Limited(discord.HTTPException):
    """A 429 with the seconds to wait."""

    def __init__(self, response: aiohttp.ClientResponse, data: Any) -> None:
        super().__init__(response, data)
        told = data.get("retry_after") if isinstance(data, Mapping) else response.headers.get("Retry-After")
        try:
            self.retry_after = max(0.0, float(told or 1.0))
        except (TypeError, ValueError):
            self.retry_after = 1.0


async def _once(route: Route, session: aiohttp.ClientSession, asked: Mapping[str, Any], seconds: float) -> Any:
    payload = asked.get("payload")
    async with session.request(
        route.method,
        route.url,
        data=None if payload is None else _to_json(payload),
        headers={} if payload is None else {"Content-Type": "application/json"},
        params=asked.get("params"),
        proxy=asked.get("proxy"),
        proxy_auth=asked.get("proxy_auth"),
        timeout=aiohttp.ClientTimeout(total=seconds),
    ) as response:
        data = _content(await response.text(errors="replace"))
        if response.ok:
            return data
        kinds: dict[int, type[discord.HTTPException]] = {
            429: Limited,
            403: discord.Forbidden,
            404: discord.NotFound,
        }
        usual = discord.DiscordServerError if response.status >= 500 else discord.HTTPException
        raise kinds.get(response.status, usual)(response, data)


def _content(text: str) -> Any:
    """What Discord says; a proxy on the way there may say anything."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _was_done(error: Exception, route: Route, *, again: bool) -> bool:
    """Whether what is refused now was done before, and only word of it was lost (aiohttp may ask twice by itself)."""
    if route.method == "DELETE":
        return isinstance(error, discord.NotFound)
    return again and route.path.endswith("/callback") and getattr(error, "code", 0) == ALREADY


def is_uncertain(error: Exception) -> bool:
    """Whether what was sent may have been heeded all the same: no refusal, or none that Discord itself decided on."""
    return not isinstance(error, discord.HTTPException) or error.status >= 500


def _passing(error: Exception) -> bool:
    """Whether it may go better next time: a fault of the line or of Discord's servers, or a wait asked for."""
    return not isinstance(error, discord.HTTPException) or error.status == 429 or error.status >= 500


def _first_pauses() -> Iterator[float]:
    """Seconds between tries, as long as the next still has a chance."""
    clock = asyncio.get_running_loop().time
    until = first_until.get() or clock() + FIRST_SECONDS
    for pause in FIRST_PAUSES:
        left = until - clock()
        if left <= LAST_CHANCE:
            return
        yield min(pause, left / 2)


def _later_pauses() -> Iterator[float]:
    clock = asyncio.get_running_loop().time
    until = clock() + PATIENCE
    pause = SHORTEST_PAUSE
    while clock() < until:
        yield pause * _chance.uniform(0.7, 1.3)
        pause = min(pause * 2, LONGEST_PAUSE)


def _allowed(pause: float | None, error: Exception, *, first: bool) -> float | None:
    """The pause, at least as long as a 429 asks for; None if there is no time for that."""
    if pause is None or not isinstance(error, Limited):
        return pause
    longest = PATIENCE
    if first:
        until = first_until.get()
        longest = FIRST_SECONDS if until is None else until - asyncio.get_running_loop().time()
    return max(pause, error.retry_after) if error.retry_after < longest else None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The responses to one interaction. Each method raises as ``Wire.request``."""

    id: int
    token: str
    application: int
    session: aiohttp.ClientSession
    proxy: str | None = None
    proxy_auth: aiohttp.BasicAuth | None = None

    @classmethod
    def of(cls, interaction: discord.Interaction[Any]) -> "Exchange":
        """The exchange of an interaction that has just arrived."""
        http = interaction.client.http
        session = interaction.followup.session
        return cls(interaction.id, interaction.token, interaction.application_id, session, http.proxy, http.proxy_auth)

    async def first(self, kind: int, data: dict[str, Any] | None, until: float) -> None:
        """The first response, tried until that moment of the loop's clock."""
        mark = first_until.set(until)
        try:
            await async_context.get().create_interaction_response(
                self.id, self.token, params=interaction_response_params(kind, data), **self._line()
            )
        finally:
            first_until.reset(mark)

    async def edit(self, data: dict[str, Any]) -> None:
        """Put ``data`` in the place of the deferred response, or of the message whose button was pressed."""
        await async_context.get().edit_original_interaction_response(
            self.application, self.token, payload=data, **self._line()
        )

    async def delete(self) -> None:
        """Take the deferred response away."""
        await async_context.get().delete_original_interaction_response(self.application, self.token, **self._line())

    async def follow(self, data: dict[str, Any]) -> None:
        """A further message."""
        await async_context.get().execute_webhook(self.application, self.token, payload=data, **self._line())

    def _line(self) -> dict[str, Any]:
        return {"session": self.session, "proxy": self.proxy, "proxy_auth": self.proxy_auth}


async def post(http: discord.http.HTTPClient, channel: int, data: dict[str, Any], once: str) -> None:
    """A message into a channel; Discord takes it once however often ``once`` is sent. Raises as ``Wire.request``."""
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
    payload = {**data, "nonce": once, "enforce_nonce": True}
    pauses = _later_pauses()
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)  # aiohttp's own is five minutes, and others wait behind it
    while True:
        try:
            await http.request(route, json=payload, timeout=timeout)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if "message_reference" in payload and getattr(error, "code", 0) == NO_HISTORY:
                del payload["message_reference"]
                continue
            pause = next(pauses, None) if _passing(error) else None
            if pause is None:
                raise
            await asyncio.sleep(pause)
        else:
            return
