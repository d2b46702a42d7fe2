"""One call of Discord's REST -> its answer, or why there is none: for now (Passing), or until somebody acts (Barred).

A call is made once: whoever makes it knows when to try again. Only what names a code of Discord's own is a refusal; a
bare 403 or 404 is the word of a proxy on the way, and an invalid token the fault of no channel.
"""

import asyncio
import logging
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route, json_or_text

from bot.adapters.discord.sending import Limited, is_uncertain
from bot.posting.outlet import Barred, Passing, Unfit

CHOOSE = "Choose a channel anew with daily set."
ALLOW = "Give On Record's role View Channels, Send Messages, Embed Links and Read Message History in that channel."

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_PERSON, MISSING_ACCESS = 10003, 10008, 10013, 50001

REFUSALS = MappingProxyType(
    {
        UNKNOWN_CHANNEL: ("The channel is gone.", CHOOSE),
        10004: ("On Record is not in that server any more.", "Invite it again."),
        UNKNOWN_MESSAGE: ("The message is gone.", ""),
        UNKNOWN_PERSON: ("Discord does not know that person.", ""),
        MISSING_ACCESS: ("On Record may not see the channel.", ALLOW),
        50007: ("That person takes no messages from On Record.", "Allow messages in the server's privacy settings."),
        50008: ("Nobody can write messages in that channel.", CHOOSE),
        50013: ("On Record lacks a permission in the channel.", ALLOW),
        50083: ("The thread is archived.", "Write something in it, so that it opens again."),
        50278: ("That person shares no server with On Record any more.", ""),
        160005: ("The thread is locked.", "Unlock it, or choose a channel anew with daily set."),
    }
)
"""Discord's codes for what no further try mends ("JSON Error Codes" of its reference) -> what it is, and the mend."""

INVALID, UNAUTHORIZED, LIMITED = 400, 401, 429
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ClientProxyConnectionError)
"""Failures of a connection that was never made: nothing was sent on it."""

_log = logging.getLogger("onrecord.discord")


class Refused(Barred):
    """Barred by a ``code`` of REFUSALS."""

    def __init__(self, code: int) -> None:
        super().__init__(*REFUSALS[code])
        self.code = code


class Calls:
    """Calls over discord.py's client, each of at most ``seconds``. ``call`` raises Passing and Barred."""

    def __init__(self, http: HTTPClient, seconds: float) -> None:
        self._http = http
        self._seconds = seconds
        self._held = 0.0  # until then, by the loop's clock, Discord takes nothing at all
        self._under_way: set[asyncio.Task[Any]] = set()

    async def call(self, method: str, path: str, **asked: Any) -> Any:
        """The answer's JSON; ``asked`` are ``json`` and ``params``, and what ``path`` names in braces."""
        sent: dict[str, Any] = {name: asked.pop(name) for name in ("json", "params") if name in asked}
        task = asyncio.ensure_future(self._call(Route(method, path, **asked), sent))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await task

    async def finish(self, seconds: float) -> None:
        """Let the calls end that are under way."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    async def _call(self, route: Route, sent: dict[str, Any]) -> Any:
        heard, clock = _Heard(), asyncio.get_running_loop().time
        if (wait := self._held - clock()) > 0:
            raise Passing("Discord asks to wait with everything (429)", wait=wait)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._http.request(route, raise_for_status=heard.hear, **sent)
        except discord.HTTPException as error:
            if isinstance(error, Limited) and heard.everywhere:  # it shuts out who goes on ("Invalid Request Limit")
                self._held = clock() + error.retry_after
            raise _of(error, route) from error
        except NEVER_LEFT as error:
            _log.info("%s %s: %s", route.method, route.path, _short(error))
            raise Passing("Discord could not be reached") from error
        except (aiohttp.ClientError, OSError, ValueError, LookupError, RuntimeError) as error:  # timeouts are OSErrors
            if heard.answered:
                return heard.answer
            _log.info("%s %s: %s", route.method, route.path, _short(error))
            raise Passing("no answer came from Discord", uncertain=True) from error


class _Heard:
    """The answer, as soon as it is there: discord.py may keep it back to spare the route's limit of calls.

    ``everywhere``: a refusal holds for all routes, being Discord's limit of all calls or none of Discord's own.
    """

    def __init__(self) -> None:
        self.answered = self.everywhere = False
        self.answer: Any = None

    async def hear(self, response: aiohttp.ClientResponse) -> None:
        """Raises discord.HTTPException for a refusal, so that discord.py does not wait and try again by itself."""
        data: Any = ""
        with suppress(ValueError):  # a proxy on the way may say anything
            data = await json_or_text(response)
        if response.status < INVALID:
            self.answered, self.answer = True, data
            return
        known = isinstance(data, dict) and isinstance(data.get("code", 0), int)
        self.everywhere = not known or bool(data.get("global"))
        raise (Limited if response.status == LIMITED else discord.HTTPException)(response, data if known else "")


def _of(error: discord.HTTPException, route: Route) -> Passing | Barred:
    code = error.code
    if isinstance(error, Limited):
        return Passing("Discord asks to wait (429)", wait=error.retry_after)
    if code in REFUSALS:
        return Refused(code)
    if error.status == UNAUTHORIZED:
        return Passing("Discord does not take the bot's token (401)")
    if is_uncertain(error) or not code:
        return Passing(f"trouble at Discord ({error.status})", uncertain=is_uncertain(error))
    problem = f"Discord refuses it: {' '.join(error.text.split())[:200] or error.status}"
    if error.status == INVALID:
        _log.error("Discord refuses what was sent by %s %s: %s", route.method, route.path, error)
        return Unfit(problem)
    return Barred(problem)


def _short(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:200]
