"""The least app that Bolt allows, answering with one fixed sentence: the measure of what the library costs.

``python -m tests.wire.slack_plain``, its tokens and address in the environment. The server's own tests drive it too.
"""

import asyncio
import os
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

WORDS = "“We oppose this,” said nobody."
Told = dict[str, Any]


def _words(text: str) -> Told:
    return {"type": "plain_text", "text": text}


def _message(text: str) -> Told:
    buttons = [
        {"type": "button", "text": _words(label), "action_id": label.lower(), "value": label}
        for label in ("Next", "Form", "Gone", "Alone")
    ]
    section = {"type": "section", "text": _words(text)}
    return {"text": text, "blocks": [section, {"type": "actions", "elements": buttons}]}


def _modal() -> Told:
    who = {"type": "external_select", "action_id": "complete:who", "min_query_length": 0}
    why = {"type": "plain_text_input", "action_id": "why"}
    fields = [
        {"type": "input", "block_id": "who", "label": _words("Who"), "element": who},
        {"type": "input", "block_id": "why", "label": _words("Why"), "element": why, "optional": True},
    ]
    return {"type": "modal", "callback_id": "form", "title": _words("Form"), "submit": _words("Go"), "blocks": fields}


def app() -> AsyncApp:
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["ONRECORD_SLACK_API_URL"])
    plain = AsyncApp(client=client, request_verification_enabled=False)

    @plain.command("/onrecord")
    async def command(ack: Any, command: Told, respond: Any) -> None:
        if command.get("text") == "late":
            await ack()
            await respond("late")
        elif command.get("text") == "huge":
            await ack(text="x", blocks=[{"type": "header", "text": _words("x" * 151)}])
        elif command.get("text") == "buttons":
            await ack(response_type="in_channel", **_message("look"))
        else:
            await ack(WORDS)

    _press(plain)
    _fill(plain)
    _listen(plain)
    return plain


def _press(plain: AsyncApp) -> None:
    @plain.action("next")
    async def following(ack: Any, respond: Any) -> None:
        await ack()
        await respond(replace_original=True, **_message("the next"))

    @plain.action("alone")
    async def alone(ack: Any, respond: Any) -> None:
        await ack()
        await respond(response_type="ephemeral", replace_original=False, **_message("for you"))

    @plain.action("gone")
    async def gone(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    @plain.action("form")
    async def form(ack: Any, body: Told, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=_modal())


def _fill(plain: AsyncApp) -> None:
    @plain.options("complete:who")
    async def complete(ack: Any, payload: Told) -> None:
        await ack(options=[{"text": _words(f"{payload['value']}…"), "value": payload["value"] or "…"}])

    @plain.view("form")
    async def submitted(ack: Any, view: Told, body: Told, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        if values["why"]["why"]["value"] is None:
            await ack(response_action="errors", errors={"why": "say why"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=str(values["who"]))


def _listen(plain: AsyncApp) -> None:
    @plain.event("app_mention")
    async def mentioned(event: Told, say: Any) -> None:
        await say(text=f"heard: {event['text'].partition('> ')[2]}", thread_ts=event.get("thread_ts") or event["ts"])

    @plain.event("message")
    async def alone(event: Told, say: Any) -> None:
        if "bot_id" not in event:
            await say(text=f"heard: {event['text']}")

    @plain.event("app_home_opened")
    async def home(event: Told, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "section", "text": _words("home")}]}
        await client.views_publish(user_id=event["user"], view=view)

    @plain.shortcut("who_said_this")
    async def who(ack: Any, shortcut: Told, respond: Any) -> None:
        await ack()
        await respond(f"somebody said {shortcut['message']['text']}")

    @plain.shortcut("search")
    async def search(ack: Any, shortcut: Told, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=_modal())


async def _serve() -> None:
    handler = AsyncSocketModeHandler(app(), os.environ["SLACK_APP_TOKEN"], ping_interval=1)
    await handler.start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(_serve())
