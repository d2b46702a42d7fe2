"""Posts of the bot's own onto Slack: sent once, found again by their mark, changed, taken away.

Slack knows no mark by which it would take a message once only: what may have been sent is looked for in the channel
before it is sent again. No call is repeated here: that is for whoever knows what became of the first.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import channels
from bot.adapters.slack.accounts import Account, Accounts, team_of
from bot.adapters.slack.events import PLATFORM
from bot.adapters.slack.refusals import UNINSTALLED, UNSEEN, trouble
from bot.adapters.slack.render import render
from bot.adapters.slack.searching import Searches
from bot.adapters.slack.sending import UNSENT, Refused, Wire, ask, asked, call
from bot.desk.here import is_shared
from bot.desk.reply import Reply
from bot.desk.request import Obstacle
from bot.domain.errors import OnRecordError
from bot.domain.place import Place
from bot.posting.outlet import Barred, Passing

RATE = 2.0
"""Posts a second in one workspace. Slack takes about one a second in a channel and hundreds a minute in a workspace
(docs.slack.dev, Rate limits; chat.postMessage, Rate limiting): two a second are 120, the rest is for answers."""

RATE_OF_MANY = 10.0
"""The same where many workspaces have installed the bot: the limit is each one's own, and one that has more than its
share is told to wait by Slack itself."""

EVENT = "onrecord_post"
"""The type of event under which the mark stands in the metadata."""


class SlackOutlet:
    """Slack as ``bot.posting`` sees it (see ``Outlet``). A message's id is its ``ts``. To be used from one event loop.

    No call takes longer than ``seconds``.
    """

    def __init__(self, wire: Wire, accounts: Accounts, seconds: float, *, many: bool = False) -> None:
        self.platform: str = PLATFORM
        self.rate: float = RATE_OF_MANY if many else RATE
        self._wire = wire
        self._accounts = accounts
        self._seconds = seconds
        self._searches = Searches()

    async def send(self, place: Place, mark: str, reply: Reply) -> str:
        """Post it under that mark; the message's id. Raises Passing (uncertain: the receipt was lost) or Barred."""
        metadata = {"event_type": EVENT, "event_payload": {"post": mark}}
        payload = {**render(reply).payload, "metadata": metadata}
        async with self._calling(place) as (client, _):
            told = await call(client, "chat.postMessage", channel=place.channel, **payload)
        if not isinstance(told.get("ts"), str):
            raise Passing("Slack did not say what became of it", uncertain=True)
        return str(told["ts"])

    async def find(self, place: Place, mark: str, since: int) -> str | None:
        """The id of the bot's message with that mark, sent since then. Raises Passing or Barred.

        A search that is broken off, as by Slack's limits, is gone on with the next time.
        """
        async with self._calling(place) as (client, account):
            return await self._searches.find(client, account, place.channel, mark, since)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        """Put another in its place. Raises Passing or Barred."""
        payload = render(reply).payload
        async with self._calling(place) as (client, _):
            await call(client, "chat.update", channel=place.channel, ts=message, **payload)

    async def delete(self, place: Place, message: str) -> None:
        """Take it away, if it still stands. Raises Passing or Barred."""
        async with self._calling(place) as (client, _):
            try:
                await call(client, "chat.delete", channel=place.channel, ts=message)
            except Refused as error:
                if error.code != "message_not_found":
                    raise

    async def tell(self, person: str, place: Place, reply: Reply) -> None:
        """Write to the person alone. Raises Passing or Barred."""
        payload = render(reply, place_is_shared=False).payload
        async with self._calling(place) as (client, _):
            await call(client, "chat.postMessage", channel=person, **payload)

    async def obstacle(self, place: Place) -> Obstacle | None:
        """What would keep a post from that channel, or from being found again there. Raises Passing."""
        alone = place.channel.startswith("D")
        if not place.channel:
            return channels.NOWHERE
        if alone is is_shared(place):  # a person's own conversation is no channel of a workspace, nor the reverse
            return channels.ALIEN
        try:
            async with self._calling(place) as (client, _):
                if alone:
                    await ask(client, "conversations.history", channel=place.channel, limit="1")
                    return None
                told, granted = await asked(client, "conversations.info", channel=place.channel)
                return channels.obstacle(told.get("channel"), team_of(place), granted)
        except Barred as bar:
            return channels.ALIEN if alone and bar.problem == UNSEEN[0] else Obstacle(bar.problem, bar.mend)

    @asynccontextmanager
    async def _calling(self, place: Place) -> AsyncIterator[tuple[AsyncWebClient, Account]]:
        """The client of the place's account; what fails in its use becomes Passing or Barred."""
        if self._wire.session.closed:
            raise Passing("the bot is ending")
        try:
            async with asyncio.timeout(self._seconds):
                account = await self._accounts(place)
                if account is None:
                    raise Barred(*UNINSTALLED)
                yield self._wire.client_for(account.token, patient=False), account
        except UNSENT as error:
            raise trouble(error) from None
        except OnRecordError as error:
            raise Passing(f"the archive has trouble ({error})") from None
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # of any JSON
            raise Passing(f"Slack answers as it never does ({type(error).__name__})", uncertain=True) from None
