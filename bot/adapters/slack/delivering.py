"""A drawn reply to where it belongs: the message or view it answers, the conversation, or the person alone.

A ``response_url`` reaches conversations that the bot is no member of, five times in half an hour; what it does not take
goes by the methods of ``chat``, and what these do not take to the person's own conversation with the bot.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import views
from bot.adapters.slack.events import Origin
from bot.adapters.slack.render import Message
from bot.adapters.slack.sending import UNSENT, Payload, Refused, Wire, call
from bot.adapters.slack.state import KEEP, action_id, asked, metadata
from bot.desk.here import is_shared

UNFIT = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text", "invalid_payload",
    "invalid_arguments",
})  # fmt: skip
"""Slack's words for a message that it will not take wherever it goes: a fault of ours."""

NOT_SHARED = (
    "Not shared: On Record may not write there. Invite it with /invite @On Record and share it again, "
    "or ask the question there."
)

_log = logging.getLogger("onrecord.slack")


def answer(message: Message, *, edit: bool = False) -> Payload:
    """The message as the answer to a command, or for a ``response_url``."""
    made = message.payload | {"response_type": "ephemeral" if message.private else "in_channel"}
    return made | ({"replace_original": True} if edit else {"replace_original": False})


class Delivering:
    """Brings messages to people. Every method raises as ``sending.UNSENT``, once there is no way left."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def reply(self, client: AsyncWebClient, origin: Origin, message: Message) -> None:
        """Answer what happened there: beside it, or in its place if the message says so."""
        if origin.view:
            await self._in_view(client, origin, message)
            return
        edit = message.replace and bool(origin.ts)
        if origin.response_url:
            thread = {"thread_ts": origin.thread} if origin.thread and not edit else {}
            try:
                await self._wire.respond(origin.response_url, answer(message, edit=edit) | thread)
            except UNSENT as error:
                if isinstance(error, Refused) and error.code in UNFIT:
                    raise
                _log.debug("a response_url did not take the answer: %s", error or type(error).__name__)
            else:
                return
        await self._post(client, origin, message, edit=edit)

    def shown(self, message: Message, origin: Origin) -> Payload:
        """The view that shows a message."""
        return views.shown(list(_without_keep(message.blocks)), origin.channel)

    async def form(self, client: AsyncWebClient, origin: Origin, form: Payload) -> None:
        """Show the form that a reply asks for; what it holds of its button goes with the conversation."""
        held = asked(form)
        if held is not None:
            with suppress(ValueError):  # a payload whose conversation is none: the form is as it was made
                form = form | {"private_metadata": metadata(held.state, origin.channel, origin.thread)}
        await self.view(client, origin, form)

    async def view(self, client: AsyncWebClient, origin: Origin, view: Payload) -> None:
        """Open a modal, above the one that is open."""
        method = "views.push" if origin.kind == "modal" else "views.open"
        await call(client, method, trigger_id=origin.trigger, view=view)

    async def changed_view(self, client: AsyncWebClient, view_id: str, view: Payload) -> None:
        """Put a view in the place of one that is open."""
        await call(client, "views.update", view_id=view_id, view=view)

    async def home(self, client: AsyncWebClient, person: str, view: Payload) -> None:
        """A person's Home tab."""
        await call(client, "views.publish", user_id=person, view=view)

    async def forget(self, origin: Origin) -> None:
        """Take away a message that only one person sees."""
        await self._wire.respond(origin.response_url, {"delete_original": True})

    async def _in_view(self, client: AsyncWebClient, origin: Origin, message: Message) -> None:
        """Answer a button in a view: there, or above it; what is for all goes to the conversation."""
        if is_shared(origin.place) and not message.private and not message.replace:
            told = await self._shared(client, origin, message)
            await self.view(client, origin, views.shown([views.paragraph(told)], origin.channel))
            return
        view = self.shown(message, origin)
        if message.replace and origin.kind == "modal":
            await self.changed_view(client, origin.view, view)
        else:
            await self.view(client, origin, view)

    async def _shared(self, client: AsyncWebClient, origin: Origin, message: Message) -> str:
        """Post it for all, and what to tell the person. Without a ``response_url`` only a member may post."""
        try:
            await call(client, "chat.postMessage", channel=origin.channel, **message.payload)
        except Refused as error:
            if error.code in UNFIT:
                raise
            _log.debug("%s: nothing was shared", error.code)
            return NOT_SHARED
        return "Shared."

    async def _post(self, client: AsyncWebClient, origin: Origin, message: Message, *, edit: bool) -> None:
        """By the methods of ``chat``. An ephemeral message cannot be changed so: a new one takes its place."""
        where: dict[str, Any] = {"channel": origin.channel or origin.person, **message.payload}
        try:
            if edit and not origin.alone:
                await call(client, "chat.update", ts=origin.ts, **where)
            elif message.private and not origin.channel.startswith("D") and origin.channel:
                await call(client, "chat.postEphemeral", user=origin.person, thread_ts=origin.thread, **where)
            else:
                await call(client, "chat.postMessage", thread_ts=origin.thread, **where)
        except Refused as error:
            if error.code in UNFIT or where["channel"] == origin.person:
                raise
            _log.debug("%s: the answer goes to the person alone", error.code)
            await call(client, "chat.postMessage", **(where | {"channel": origin.person}))


def _without_keep(blocks: Sequence[Payload]) -> Iterator[Payload]:
    """The blocks without *Keep to myself*: a view is gone when it is closed."""
    for block in blocks:
        if block["type"] != "actions":
            yield block
            continue
        kept = [each for each in block["elements"] if each.get("action_id") != action_id(KEEP)]
        if kept:
            yield {**block, "elements": kept}
