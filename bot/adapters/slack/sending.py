"""What Slack is to be told, onto its wire: with patience where Slack or the way to it falters, never lost silently.

slack-sdk repeats a call once after some broken connections and else gives up; Bolt's ``respond`` does not look at what
a ``response_url`` answers. Both are mended here: ``Patience`` is the client's one retry handler, ``Wire.respond`` reads
the answer.
"""

import asyncio
import json
import logging
import random
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT = 15.0
"""Seconds for one request."""

TRIES = 8
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
"""Seconds between tries, growing: half a minute in all, while somebody still waits for the answer."""

LONGEST_WAIT = 60.0
"""Seconds that a 429 may ask for; for a longer wait nobody stays."""

TOO_MANY, FAULT = 429, 500

Payload = dict[str, Any]

_log = logging.getLogger("onrecord.slack")
_chance = random.SystemRandom()


class Refused(Exception):
    """Slack does not do what it was told: its ``code``, such as ``channel_not_found``, HTTP's ``status``.

    ``wait``: the seconds after which it may be asked again, 0 if it says nothing of that.
    """

    def __init__(self, code: str, status: int = 200, wait: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.wait = wait


UNSENT = (Refused, aiohttp.ClientError, OSError)
"""What sending raises when Slack, or the way to it, does not do its part."""


class Patience(AsyncRetryHandler):
    """Tells slack-sdk to try again: after too many requests, a fault of Slack's, a connection that broke or hung.

    Slack has no mark by which it would know a message it took already: of a connection that broke too late it may come
    twice, which is better than never.
    """

    def __init__(self) -> None:
        super().__init__(max_retry_count=TRIES)

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002  slack-sdk's
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is not None:
            return _passing(response.status_code) and _asked(response.headers) <= LONGEST_WAIT
        if isinstance(error, SlackApiError):  # what is no JSON though it says so
            return _passing(getattr(error.response, "status", 0))
        return isinstance(error, (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, OSError))

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """Wait for the next try."""
        pause = max(_pause(state.current_attempt), _asked(response.headers) if response is not None else 0.0)
        _log.debug("calling %s again in %.1f s: %s", request.url, pause, error or getattr(response, "status_code", ""))
        state.next_attempt_requested = True
        await asyncio.sleep(pause)
        state.increment_current_attempt()


class Wire:
    """The way to Slack of one process: one pool of connections for all its requests. Made in the running loop."""

    def __init__(self, api_url: str) -> None:
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        self._api_url = api_url
        self.client = self.client_for(None)

    def client_for(self, token: str | None, *, patient: bool = True) -> AsyncWebClient:
        """A client with this token, or with none: Bolt gives each event one of its workspace."""
        return AsyncWebClient(
            token=token,
            base_url=self._api_url,
            session=self.session,
            logger=logging.getLogger("slack_sdk"),
            retry_handlers=[Patience()] if patient else [],
        )

    async def respond(self, url: str, payload: Payload) -> None:
        """Post to a ``response_url``. Raises as UNSENT, once patience is at its end."""
        for tried in range(TRIES + 1):
            asked, last = 0.0, tried == TRIES
            try:
                async with self.session.post(url, json=payload, proxy=self.client.proxy) as response:
                    text = await response.text(errors="replace")
                    asked = _asked(response.headers)
                    if not _passing(response.status) or last or asked > LONGEST_WAIT:
                        _look(response.status, text)
                        return
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, OSError):
                if last:
                    raise
            await asyncio.sleep(max(_pause(tried), asked))

    async def close(self) -> None:
        """Let go of the connections."""
        await self.session.close()


async def call(client: AsyncWebClient, method: str, **arguments: Any) -> Mapping[str, Any]:
    """What a method of the Web API that writes answers; arguments that are empty are left out. Raises as UNSENT."""
    given = {name: value for name, value in arguments.items() if value != ""}
    try:
        response = await client.api_call(method, json=given)
    except SlackApiError as error:
        raise _refused(error) from None
    return response.data if isinstance(response.data, dict) else {}


async def ask(client: AsyncWebClient, method: str, **arguments: str) -> Mapping[str, Any]:
    """What a method that only reads answers: those take no JSON. Raises as UNSENT."""
    told, _ = await asked(client, method, **arguments)
    return told


async def asked(
    client: AsyncWebClient, method: str, **arguments: str
) -> tuple[Mapping[str, Any], frozenset[str] | None]:
    """The same, with the scopes of the token; None where Slack does not tell them."""
    try:
        response = await client.api_call(method, http_verb="GET", params=arguments)
    except SlackApiError as error:
        raise _refused(error) from None
    told = (value for name, value in response.headers.items() if name.casefold() == "x-oauth-scopes")
    scopes = next((frozenset(str(value).replace(" ", "").split(",")) for value in told), None)
    return (response.data if isinstance(response.data, dict) else {}), scopes


def _refused(error: SlackApiError) -> Refused:
    """Slack's word for what is wrong; of what is no answer of Slack's, HTTP's number."""
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    wait = _asked(getattr(response, "headers", None) or {})
    return Refused(code if isinstance(code, str) else f"http_{status}", status, wait)


def _look(status: int, text: str) -> None:
    """Whether a ``response_url`` took it: it says ``ok``, or why not, in words or as JSON. Raises Refused."""
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    told = told if isinstance(told, dict) else {}
    if status >= 300 or told.get("ok") is False:
        code = told.get("error")
        raise Refused(code if isinstance(code, str) else f"http_{status}", status)


def _passing(status: int) -> bool:
    return status == TOO_MANY or status >= FAULT


def _asked(headers: Mapping[str, Any]) -> float:
    """The seconds a 429 asks to wait for."""
    found = next((value for name, value in headers.items() if name.casefold() == "retry-after"), 0.0)
    try:
        asked = float(str(found[0] if isinstance(found, list) else found))
    except (ValueError, IndexError):
        return 1.0
    return max(0.0, asked)


def _pause(tried: int) -> float:
    return min(SHORTEST_PAUSE * 2.0**tried, LONGEST_PAUSE) * _chance.uniform(0.7, 1.3)
