"""``response_url``: what is posted to it -> a new message, a changed one, one less; five times in half an hour."""

import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.wire.slack_interactions import DELETED, EDITED, HOOK_USES, NEW, Interaction
from tests.wire.slack_limits import message_faults
from tests.wire.slack_saying import gone
from tests.wire.slack_world import Channel, Json, Posted

if TYPE_CHECKING:
    from tests.wire.slack_server import SlackServer

FIELDS = {
    "text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "unfurl_links",
    "unfurl_media", "mrkdwn", "metadata", "attachments",
}  # fmt: skip


class Hooks:
    """The addresses that interactions carry."""

    def __init__(self, server: "SlackServer") -> None:
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/hooks/{id}", self._use)]

    async def _use(self, request: web.Request) -> web.Response:
        known = (each for each in self._server.interactions if each.hook == request.match_info["id"])
        interaction = next(known, None)
        if interaction is None or interaction.hook_until < time.monotonic():
            return gone("expired_url")
        if interaction.hooked >= HOOK_USES:
            return gone("used_url")
        interaction.hooked += 1
        body = await request.json()
        if faults := _faults(body):
            self._server.refuse("response_url", faults)
            return web.json_response({"ok": False, "error": "invalid_blocks", "errors": faults}, status=400)
        self._carry_out(interaction, body)
        return web.Response(text="ok")

    def _carry_out(self, interaction: Interaction, body: Json) -> None:
        server = self._server
        original = _original(interaction)
        if body.get("delete_original") and original is not None:
            server.messages.pop(original.ts, None)
            interaction.comes(DELETED, original)
        elif body.get("replace_original") and original is not None and original.ts in server.messages:
            interaction.comes(EDITED, server.edited(original, body))
        else:
            place = interaction.channel or Channel("nowhere")
            interaction.comes(NEW, server.appears(answered(interaction, body, place)))


def answered(interaction: Interaction, body: Json, place: Channel) -> Posted:
    """The message an answer becomes: for the person alone unless it says otherwise."""
    private = body.get("response_type") != "in_channel"
    return Posted(place, None, body, interaction.person.id if private else None, body.get("thread_ts"))


def _original(interaction: Interaction) -> Posted | None:
    """The message a person acted on, else the first that came of a command."""
    if interaction.on is not None:
        return interaction.on if interaction.on.view is None else None
    return next((posted for posted in interaction.messages if posted.view is None), None)


def _faults(body: Json) -> list[str]:
    faults = [f"unknown field {name}" for name in set(body) - FIELDS]
    if body.get("response_type") not in (None, "ephemeral", "in_channel"):
        faults.append("response_type: ephemeral or in_channel")
    return faults + ([] if body.get("delete_original") else message_faults(body))
