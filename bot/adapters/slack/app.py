"""Slack's payloads, each handed to the desk once and answered: Bolt's app with this bot's listeners.

Bolt waits for a listener before it answers (``process_before_response``): its other way looks every hundredth of a
second whether the listener has acknowledged. What takes longer than an acknowledgement may is done behind it.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse

from bot.adapters.slack.answering import Answering
from bot.adapters.slack.delivering import Delivering
from bot.adapters.slack.events import PLATFORM
from bot.adapters.slack.forms import COMPLETE
from bot.adapters.slack.listening import Listening
from bot.adapters.slack.manifest import COMMAND, EVENTS, MESSAGE_SHORTCUT, SEARCH_SHORTCUT
from bot.adapters.slack.obstacles import Ask, asked_from_threads
from bot.adapters.slack.people import People
from bot.adapters.slack.sending import Wire
from bot.adapters.slack.state import ASK, BUTTONS
from bot.adapters.slack.submitting import Submitting
from bot.adapters.slack.views import SEARCH, SETTINGS
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.desk.keeping import Keeping
from bot.desk.queue import Queue
from bot.ports import Ledger

THREADS = 2
"""Answers worked on at once: the desk computes, and Python computes one thing at a time."""

Authorize = Callable[..., Awaitable[AuthorizeResult]]

_ANY = re.compile(".*", re.DOTALL)

_log = logging.getLogger("onrecord.slack")


class OnRecord:
    """The bot on Slack: Bolt's ``app`` and what stands behind its listeners. Made in the running loop."""

    def __init__(
        self,
        desk: Desk,
        health: Health,
        ledger: Ledger,
        wire: Wire,
        *,
        authorize: Authorize | None = None,
        oauth: AsyncOAuthFlow | None = None,
        obstacle: Ask | None = None,
    ) -> None:
        self._keeping = Keeping(desk.remember, health, PLATFORM)
        self._queue = Queue(THREADS, "desk")
        self._completing = Queue(1, "completing")  # what is typed on does not wait behind answers
        people, delivering = People(), Delivering(wire)
        self._answering = Answering(delivering, people, health, self._keeping, self._queue)
        self._listening = Listening(
            desk, ledger, self._answering, delivering, people, self._queue, asked_from_threads(obstacle)
        )
        self._submitting = Submitting(desk, self._answering, delivering, self._completing)
        self.app = _bolt(wire, authorize, oauth)
        self._register()
        if oauth is not None:
            self.app.enable_token_revocation_listeners()
        self._register_rest()

    def leave(self) -> None:
        """Take nothing new: who still comes is told so."""
        self._listening.leaving = self._submitting.leaving = True

    async def finish(self, seconds: float) -> None:
        """Let what is being answered end, and write what is to be remembered."""
        self.leave()
        if late := await self._answering.finish(seconds):
            _log.warning("%d answers did not end in time", late)
        if not await asyncio.to_thread(self._keeping.close, 1.0):
            _log.warning("not all answers were remembered in time")

    def close(self) -> None:
        """Let go of the threads."""
        self._queue.close()
        self._completing.close()

    def _register(self) -> None:
        """The listeners, by the names the manifest has."""
        app, on, forms = self.app, self._listening, self._submitting
        app.command(COMMAND)(on.command)
        for event in EVENTS:
            kind = event.partition(".")[0]  # all that come are ``message``, however they were asked for
            app.event(kind)(on.home if kind == "app_home_opened" else on.message)
        app.message_shortcut(MESSAGE_SHORTCUT)(on.traced)
        app.global_shortcut(SEARCH_SHORTCUT)(forms.open_search)
        app.block_action({"action_id": re.compile(rf"(?:{BUTTONS.pattern})\Z")})(on.button)
        app.block_action({"action_id": re.compile(r"go:show\Z")})(on.again)
        app.block_action({"action_id": re.compile(r"go:search\Z")})(forms.open_search)
        app.block_action({"action_id": re.compile(r"go:settings\Z")})(forms.open_settings)
        app.view_submission(ASK)(forms.asked)
        app.view_submission(SEARCH)(forms.searched)
        app.view_submission(SETTINGS)(forms.settled)
        app.options({"action_id": re.compile(rf"{COMPLETE}[a-z]+\Z")})(forms.complete)

    def _register_rest(self) -> None:
        """What comes and needs no answer; Bolt takes the first listener that fits."""
        self.app.block_action({"action_id": _ANY})(_nothing)  # links are buttons too
        self.app.event(_ANY)(_nothing)
        self.app.error(_failed)


def _bolt(wire: Wire, authorize: Authorize | None, oauth: AsyncOAuthFlow | None) -> AsyncApp:
    """Bolt's app. It warns that it leaves alone a token which it finds in the environment: so it should."""
    log = logging.getLogger("slack_bolt")
    log.addFilter(_silent)
    try:
        return AsyncApp(
            name="On Record",
            logger=log,
            client=wire.client,
            authorize=authorize,
            oauth_flow=oauth,
            process_before_response=True,
            raise_error_for_unhandled_request=True,  # Bolt's own way prints it, with what the person wrote
            request_verification_enabled=False,  # done at the door of http mode, and needless on a socket
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
    finally:
        log.removeFilter(_silent)


def _silent(_: logging.LogRecord) -> bool:
    return False


def single(token: str, told: Any) -> Authorize:
    """Who the bot is in its one workspace, as ``auth.test`` told at the start: Slack is not asked at every event."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
            team_id=context.team_id,
            bot_token=token,
            bot_id=told.get("bot_id"),
            bot_user_id=told.get("user_id"),
        )

    return authorize


def create_app(
    desk: Desk,
    health: Health,
    ledger: Ledger,
    wire: Wire,
    *,
    authorize: Authorize | None = None,
    oauth: AsyncOAuthFlow | None = None,
    obstacle: Ask | None = None,
) -> OnRecord:
    """The bot over the desk, in the running loop; ``authorize`` or ``oauth`` tells whose token is whose.

    ``obstacle`` is the outlet's; without one nothing is known to be in the way of posts.
    """
    return OnRecord(desk, health, ledger, wire, authorize=authorize, oauth=oauth, obstacle=obstacle)


async def _nothing(ack: Callable[[], Awaitable[Any]]) -> None:
    await ack()


async def _failed(error: Exception) -> BoltResponse:
    """The border: what no listener takes is acknowledged, so that it is not sent again; a fault of ours is logged."""
    if not isinstance(error, BoltUnhandledRequestError):
        _log.error("a listener failed", exc_info=error)
    return BoltResponse(status=200, body="")


