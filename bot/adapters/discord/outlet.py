"""Posts of the bot's own onto Discord, found again there, changed and taken away: all over REST.

No cache is asked, so that what is not loaded yet is never taken for gone.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from discord.http import HTTPClient
from discord.utils import DISCORD_EPOCH

from bot.adapters.discord import hindering
from bot.adapters.discord.calling import (
    MISSING_ACCESS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    UNKNOWN_PERSON,
    Calls,
    Refused,
)
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.hindering import THREADS, TIMED_OUT, UNKNOWN, Channel, Member, Server, Somebody
from bot.adapters.discord.limits import Payload
from bot.adapters.discord.render import render
from bot.adapters.discord.responding import data_of
from bot.desk.reply import Reply
from bot.desk.request import Obstacle
from bot.desk.state import decode
from bot.domain.place import Place
from bot.posting.outlet import Barred, Passing

RATE = 25.0
"""Posts a second: half of the calls that Discord takes from a bot ("Global Rate Limit": 50), the rest for answers."""

PAGE, PAGES = 100, 50
"""Messages looked through at once (the most that Discord gives), and how often, before a channel is too busy."""

OPEN = 1000
"""Searches kept in memory to be gone on with."""

MARGIN = 60
"""Seconds by which Discord's clock and ours may differ."""

LONGEST_ID = 20
"""Digits that an id of Discord's has fewer of: it fits into 63 bits."""

MESSAGES, MESSAGE = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"

T = TypeVar("T")

_log = logging.getLogger("onrecord.discord")


class DiscordOutlet:
    """An Outlet (bot.posting.outlet) over discord.py's client; ``me`` is the bot's id.

    ``seconds``: how long a call may take; ``obstacle`` and ``find`` make some.
    """

    platform = PLATFORM
    rate = RATE

    def __init__(self, http: HTTPClient, me: str, seconds: float) -> None:
        self._calls = Calls(http, seconds)
        self._me = me
        self._searched: OrderedDict[tuple[str, str], int] = OrderedDict()  # up to which message, by channel and mark

    async def send(self, place: Place, mark: str, reply: Reply) -> str:
        """Discord remembers the mark for some minutes: sent twice until then, the message stands once."""
        data = {**_payload(reply), "nonce": mark, "enforce_nonce": True}
        return _id(await self._calls.call("POST", MESSAGES, channel_id=_channel(place), json=data))

    async def find(self, place: Place, mark: str, since: int) -> str | None:
        """By the mark in its buttons: a message's nonce is not told again.

        A search that is broken off, as by Discord's limits, is gone on with the next time.
        """
        channel, begin = _channel(place), _snowflake(since - MARGIN)
        after = max(begin, self._searched.pop((channel, mark), 0))
        seen = after > begin
        for _ in range(PAGES):
            params = {"after": after, "limit": PAGE}
            page = await self._told(MESSAGES, list[Message], channel_id=channel, params=params)
            own = (each for each in page if each.author.id == self._me)
            found = next((each for each in own if mark in _marks(each.components)), None)
            seen = seen or bool(page)
            if found is not None or len(page) < PAGE:
                await self._sure(place, seen=seen)
                self._searched.pop((channel, mark), None)
                return found.id if found is not None else None
            after = max(_strict(int, each.id) for each in page)
            self._searched[channel, mark] = after
            if len(self._searched) > OPEN:
                self._searched.popitem(last=False)
        raise Passing("there are too many messages to look through", uncertain=True)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        """All of the message is replaced, its buttons too."""
        path = {"channel_id": _channel(place), "message_id": _number(message, UNKNOWN_MESSAGE)}
        await self._calls.call("PATCH", MESSAGE, **path, json=_payload(reply))

    async def delete(self, place: Place, message: str) -> None:
        """Where the channel is gone, the message is too."""
        try:
            path = {"channel_id": _channel(place), "message_id": _number(message, UNKNOWN_MESSAGE)}
            await self._calls.call("DELETE", MESSAGE, **path)
        except Refused as error:
            if error.code not in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                raise

    async def tell(self, person: str, place: Place, reply: Reply) -> None:  # noqa: ARG002  one account for all servers
        """In the conversation of the bot with the person."""
        recipient = {"recipient_id": _number(person, UNKNOWN_PERSON)}
        channel = _id(await self._calls.call("POST", "/users/@me/channels", json=recipient))
        await self._calls.call("POST", MESSAGES, channel_id=channel, json=_payload(reply))

    async def obstacle(self, place: Place) -> Obstacle | None:
        """A channel of another server is as unknown as one that is not there."""
        try:
            return await self._obstacle(place)
        except Barred as error:
            unseen = isinstance(error, Refused) and error.code in (UNKNOWN_CHANNEL, MISSING_ACCESS)
            return UNKNOWN if unseen else Obstacle(error.problem, error.mend)

    async def finish(self, seconds: float) -> None:
        """Let what is being sent arrive."""
        await self._calls.finish(seconds)

    async def _obstacle(self, place: Place) -> Obstacle | None:
        channel = await self._told("/channels/{channel_id}", Channel, channel_id=_channel(place))
        if (found := hindering.misplaced(place, channel)) or channel.guild_id is None:
            return found
        ruling = channel.parent_id if channel.type in THREADS else None
        guild = {"guild_id": channel.guild_id}
        server, member, ruler = await asyncio.gather(
            self._told("/guilds/{guild_id}", Server, **guild),
            self._told("/guilds/{guild_id}/members/{member_id}", Member, **guild, member_id=self._me),
            self._told("/channels/{channel_id}", Channel, channel_id=ruling) if ruling else _as_is(channel),
        )
        if hindering.silenced(member, datetime.now(UTC)):
            return TIMED_OUT
        granted = _strict(hindering.granted, server, member, self._me, ruler.permission_overwrites)
        return hindering.forbidden(channel, granted)

    async def _sure(self, place: Place, *, seen: bool) -> None:
        """Raises Barred where nothing seen is no proof: to one who may not read its history a channel looks empty."""
        if not seen and (obstacle := await self.obstacle(place)) is not None:
            raise Barred(obstacle.problem, obstacle.mend)

    async def _told(self, path: str, shape: type[T], **asked: Any) -> T:
        told: T = _strict(msgspec.convert, await self._calls.call("GET", path, **asked), shape)
        return told


class Message(msgspec.Struct, frozen=True):
    """A message in a channel; its ``components`` are read only if it is the bot's."""

    id: str
    author: Somebody
    components: Any = ()


def _strict(read: Callable[..., Any], *told: Any) -> Any:
    """What is read from what Discord told. Raises Passing for what Discord never tells."""
    try:
        return read(*told)
    except (msgspec.MsgspecError, ValueError) as error:
        _log.warning("Discord answers as it never does: %s", error)
        raise Passing("what Discord answered cannot be read", uncertain=True) from error


async def _as_is(channel: Channel) -> Channel:
    return channel


def _payload(reply: Reply) -> Payload:
    return data_of(render(reply))


def _id(told: Any) -> str:
    return str(_strict(msgspec.convert, told, Somebody).id)


def _channel(place: Place) -> str:
    return _number(place.channel, UNKNOWN_CHANNEL)


def _number(ident: str, code: int) -> str:
    """An id of Discord's. Raises Refused by the code of what is not there: other ids name nothing."""
    if not (ident.isascii() and ident.isdecimal() and len(ident) < LONGEST_ID):
        raise Refused(code)
    return ident


def _snowflake(at: int) -> int:
    """The least id of what came to be at that moment."""
    return max(0, at * 1000 - DISCORD_EPOCH) << 22


def _marks(components: Any) -> set[str]:
    """The answers that buttons belong to, however deep they lie in rows."""
    found: set[str] = set()
    for each in components if isinstance(components, list) else []:
        if isinstance(each, dict):
            state = decode(str(each.get("custom_id", "")))
            found |= _marks(each.get("components")) | ({state.answer} if state else set())
    return found
