"""An envelope of Slack's, through Bolt's app -> its acknowledgement, the same one however often it comes."""

import asyncio
import json
import logging
from collections import OrderedDict
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.adapters.slack.answering import short
from bot.adapters.slack.sending import UNSENT, Payload, Wire

ANSWERED = 500
"""Envelopes whose answers are remembered, some kB each, for those that come again."""

COMMANDS, EVENTS = "slash_commands", "events_api"
"""Types of envelopes."""

_log = logging.getLogger("onrecord.slack")


class Envelopes:
    """Answers envelopes. ``leaving``: events are left for Slack to send again. To be used from one event loop."""

    def __init__(self, app: AsyncApp, wire: Wire) -> None:
        self._app = app
        self._wire = wire
        self._answers: OrderedDict[str, asyncio.Future[str]] = OrderedDict()  # as text: it takes less
        self.leaving = False

    async def answer(self, socket: aiohttp.ClientWebSocketResponse, told: dict[str, Any]) -> None:
        """Answer an envelope; what comes again is answered as before. The border: nothing that comes ends the loop."""
        try:
            request = SocketModeRequest(
                str(told.get("type")),
                str(told["envelope_id"]),
                payload if isinstance(payload := told.get("payload"), dict) else {},
                told.get("accepts_response_payload") is True,
                told.get("retry_attempt"),
                told.get("retry_reason"),
            )
            if self.leaving and request.type == EVENTS:  # Slack sends events again
                return
            again = request.envelope_id in self._answers
            await self._send(socket, request, _payload(await self._answer(request)), again=again)
        except Exception:  # noqa: BLE001  the border
            _log.exception("an envelope of Slack failed")

    async def _answer(self, request: SocketModeRequest) -> str:
        known = self._answers.get(request.envelope_id)
        if known is not None:
            return await asyncio.shield(known)
        future = self._answers[request.envelope_id] = asyncio.get_running_loop().create_future()
        while len(self._answers) > ANSWERED:
            self._answers.popitem(last=False)
        answer = ""
        try:
            response = await run_async_bolt_app(self._app, request)
            answer = response.body if response.status == 200 else ""
        except Exception as error:  # noqa: BLE001  Bolt cannot read every payload; what is ours has its own border
            _log.warning("what Slack sent could not be read: %s", type(error).__name__)
        finally:
            future.set_result(answer)
        return answer

    async def _send(
        self, socket: aiohttp.ClientWebSocketResponse, request: SocketModeRequest, payload: Payload, *, again: bool
    ) -> None:
        """The acknowledgement, on the connection the envelope came by; an answer it cannot carry goes another way."""
        answer = {"payload": payload} if payload and request.accepts_response_payload else {}
        try:
            await socket.send_json({"envelope_id": request.envelope_id, **answer})
        except (ConnectionError, aiohttp.ClientError, RuntimeError) as error:
            url = request.payload.get("response_url")
            _log.debug("an acknowledgement could not be sent: %s", type(error).__name__)
            if answer and not again and request.type == COMMANDS and isinstance(url, str):
                await self._otherwise(url, payload)

    async def _otherwise(self, url: str, payload: Payload) -> None:
        try:
            await self._wire.respond(url, payload)
        except UNSENT as error:
            _log.warning("an answer was lost with its connection: %s", short(error))


def _payload(answer: str) -> Payload:
    """What an acknowledgement carries."""
    if not answer:
        return {}
    try:
        told = json.loads(answer)
    except ValueError:
        told = {"text": answer}
    return told if isinstance(told, dict) else {}
