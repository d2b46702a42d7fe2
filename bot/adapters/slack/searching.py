"""A mark -> the bot's own message in a channel's history, page by page, gone on with where Slack broke it off.

The mark stands in the message's metadata, which need a scope of their own to be read, and in the values of its buttons,
which need none.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.accounts import Account
from bot.adapters.slack.sending import Refused, ask
from bot.desk.state import State, decode

EARLIER = 60
"""Seconds by which Slack's clock may be behind ours."""

PAGE = 15
"""Messages read at once: the most that Slack tells some apps, which may ask only once a minute, too (docs.slack.dev,
Rate limit changes for non-Marketplace apps)."""

OPEN = 1000
"""Searches kept in memory to be gone on with."""


@dataclass(slots=True)
class Search:
    """How far a search has come: from the newest message down to ``oldest``, next at ``cursor``.

    ``newest`` is the newest message seen; ``broken`` tells that there may be newer ones by now.
    """

    since: int
    oldest: str
    cursor: str = ""
    newest: str = ""
    broken: bool = False


class Searches:
    """Looks for marks. To be used from one event loop."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Search] = OrderedDict()

    async def find(self, client: AsyncWebClient, account: Account, channel: str, mark: str, since: int) -> str | None:
        """The id of the account's message with that mark, sent at that moment or later; None if there is none.

        One that was broken off goes on, and looks at the end what came meanwhile. Raises as ``sending.UNSENT``, and
        ValueError, KeyError or TypeError for what cannot be read: never is anything said not to stand for that.
        """
        search = self._begun(mark, since)
        while True:
            page = await _page(client, channel, search)
            found = next((each for each in page if account.wrote(each) and is_marked(each, mark)), None)
            if found is not None or not (search.cursor or search.broken):
                self._open.pop(mark, None)
                return str(found["ts"]) if found is not None else None
            if not search.cursor:
                search = self._open[mark] = Search(since, search.newest or search.oldest)

    def _begun(self, mark: str, since: int) -> Search:
        search = self._open.pop(mark, None)
        if search is None or search.since != since:
            search = Search(since, str(max(since - EARLIER, 0)))
        search.broken = bool(search.cursor)
        self._open[mark] = search
        if len(self._open) > OPEN:
            self._open.popitem(last=False)
        return search


async def _page(client: AsyncWebClient, channel: str, search: Search) -> list[Mapping[str, Any]]:
    """The next messages of a search, which has come further then."""
    more = {"cursor": search.cursor} if search.cursor else {}
    try:
        told = await ask(
            client, "conversations.history",
            channel=channel, oldest=search.oldest, limit=str(PAGE), include_all_metadata="true", **more,
        )  # fmt: skip
    except Refused as error:
        if error.code == "invalid_cursor":
            search.cursor = ""
        raise
    cursor = (told.get("response_metadata") or {}).get("next_cursor") or ""
    if told.get("has_more") and not cursor:
        raise ValueError("more messages, and no way to them")
    messages = [each for each in told["messages"] if isinstance(each, Mapping)]
    search.cursor = str(cursor)
    search.newest = max([search.newest, *(each["ts"] for each in messages if isinstance(each.get("ts"), str))])
    return messages


def is_marked(message: Mapping[str, Any], mark: str) -> bool:
    """Whether a message of a channel's history bears the mark, in its metadata or in a button."""
    payload = _mapping(_mapping(message, "metadata"), "event_payload")
    return payload.get("post") == mark or any(state.answer == mark for state in _states(message))


def _states(message: Mapping[str, Any]) -> Iterator[State]:
    """What the buttons below a message do."""
    for block in _mappings(message.get("blocks")):
        for element in _mappings(block.get("elements")):
            value = element.get("value")
            state = decode(value) if isinstance(value, str) else None
            if state is not None:
                yield state


def _mapping(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
