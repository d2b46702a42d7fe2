"""A turn of somebody's, answered: in the acknowledgement when the desk is quick, else acknowledged and followed up.

Slack waits three seconds for an acknowledgement. An answer travels in it if it is ready in time; when it is not, or
when so many wait for the desk that it will not be, the acknowledgement goes first and the answer comes after.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.delivering import UNFIT, Delivering, answer
from bot.adapters.slack.events import PLATFORM, Origin
from bot.adapters.slack.people import People
from bot.adapters.slack.render import Message, render
from bot.adapters.slack.sending import UNSENT, Payload, Refused
from bot.desk.health import Done, Health
from bot.desk.here import is_shared
from bot.desk.keeping import Keeping
from bot.desk.queue import Queue
from bot.desk.refusing import EMPTY, FAILED, SLOW_FORM
from bot.desk.reply import Reply
from bot.domain.place import Place

ACK_SECONDS = 1.8
"""How long an answer may take to travel in the acknowledgement; what is left of Slack's three seconds is the way."""

LATE = "late"
"""The outcome of an answer that Slack did not take."""

TRIGGER_GONE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
"""Slack's words for a form that came more than three seconds after the press."""

Acknowledge = Callable[[Payload | None], Awaitable[Any]]
"""Sends the acknowledgement, with the answer in it or without."""

_log = logging.getLogger("onrecord.slack")


@dataclass(frozen=True, slots=True)
class Turn:
    """Something to answer: what it is called in the log, where, the desk's work, and the client of its workspace.

    ``work`` is told whether the person may change the settings of the place; that is asked for ``manage`` only.
    ``hushed`` tells whether the answer is for the person alone although the desk takes the place for theirs alone.
    """

    name: str
    origin: Origin
    client: AsyncWebClient
    work: Callable[[bool], Reply]
    place: Place
    manage: bool = False
    question: str | None = None
    hushed: Callable[[], bool] = bool


Drawn = tuple[Reply, Message]
"""A reply and how it looks."""


class Answering:
    """Carries turns to the desk and its replies to Slack. To be used from one event loop."""

    def __init__(
        self, delivering: Delivering, people: People, health: Health, keeping: Keeping, queue: Queue
    ) -> None:
        self._delivering = delivering
        self._people = people
        self._health = health
        self._keeping = keeping
        self._queue = queue
        self._open: set[asyncio.Task[Any]] = set()

    async def command(self, turn: Turn, acknowledge: Acknowledge, extra: tuple[Payload, ...] = ()) -> None:
        """Answer a slash command; ``extra`` blocks stand below the answer."""
        started = asyncio.get_running_loop().time()
        work = self.begin(turn)
        if await self.in_time(work):
            reply, message = _with(await work, extra)
            await acknowledge(answer(render(EMPTY) if message.silent else message))
            self.done(turn, reply, started)
            return
        await acknowledge(None)
        self.later(self._followed(turn, work, started, extra, deferred=True))

    async def press(self, turn: Turn, acknowledge: Acknowledge) -> None:
        """Answer a button, a shortcut or a message: what comes of it is not for the acknowledgement."""
        started = asyncio.get_running_loop().time()
        work = self.begin(turn)
        await acknowledge(None)
        self.later(self._followed(turn, work, started))

    async def follow(self, turn: Turn) -> None:
        """Answer what was acknowledged already."""
        started = asyncio.get_running_loop().time()
        await self._followed(turn, self.begin(turn), started)

    def begin(self, turn: Turn) -> "asyncio.Future[Drawn]":
        """The desk's work on it, in its turn."""
        if not turn.manage:
            return asyncio.ensure_future(self._queue.run(partial(self._drawn, turn, manages=False)))
        return asyncio.ensure_future(self._allowed(turn))

    async def in_time(self, work: "asyncio.Future[Drawn]") -> bool:
        """Whether it is ready while the acknowledgement can wait."""
        await asyncio.wait({work}, timeout=ACK_SECONDS if self._queue.wait < ACK_SECONDS else 0)
        return work.done()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Have it done behind the acknowledgement."""
        task = asyncio.create_task(self._guarded(work))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """The border: nobody waits for it, so whatever fails is a line in the log."""
        try:
            await work
        except Exception:  # noqa: BLE001  the border
            _log.exception("what was begun failed")
            self._health.error(PLATFORM, "later")

    async def finish(self, seconds: float) -> int:
        """Let what was begun end; how much did not in time."""
        if not self._open:
            return 0
        _, late = await asyncio.wait(set(self._open), timeout=seconds)
        return len(late)

    def done(self, turn: Turn, reply: Reply | None, started: float, *, deferred: bool = False) -> None:
        """Remember and tell what was answered."""
        if reply is not None and reply.remember is not None:
            self._keeping.put(reply.remember)
        outcome = LATE if reply is None else reply.outcome.value
        seconds = asyncio.get_running_loop().time() - started
        self._health.done(Done(PLATFORM, turn.name, outcome, seconds, turn.place.server, deferred, turn.question))

    def unsent(self, turn: Turn, error: Exception) -> None:
        """Slack did not take it, or the way there is broken."""
        _log.warning("%s: the reply was not taken: %s", turn.name, short(error))

    async def _followed(
        self,
        turn: Turn,
        work: "asyncio.Future[Drawn]",
        started: float,
        extra: tuple[Payload, ...] = (),
        *,
        deferred: bool = False,
    ) -> None:
        """The answer after the acknowledgement."""
        reply: Reply | None = None
        try:
            drawn, message = _with(await self.named(turn, await work), extra)
            reply = await self._sent(turn, drawn, message)
        except UNSENT as error:
            self.unsent(turn, error)
        self.done(turn, reply, started, deferred=deferred)

    async def _sent(self, turn: Turn, reply: Reply, message: Message) -> Reply:
        """What was sent in the end: the reply, or a sentence in its place."""
        try:
            if message.modal is not None:
                await self._delivering.form(turn.client, turn.origin, message.modal)
            elif not message.silent:
                await self._delivering.reply(turn.client, turn.origin, message)
        except Refused as error:
            if error.code not in UNFIT | TRIGGER_GONE:
                raise
            slow = error.code in TRIGGER_GONE
            if not slow:
                self._health.error(PLATFORM, turn.name)
                _log.error("Slack refuses the reply to %s: %s", turn.name, error.code)
            instead = SLOW_FORM if slow else FAILED
            await self._delivering.reply(turn.client, turn.origin, render(instead))
            return instead
        return reply

    async def named(self, turn: Turn, drawn: Drawn) -> Drawn:
        """The reply with the name of who shared it, in plain words: to mention them would call them."""
        reply, _ = drawn
        if not reply.shared_by:
            return drawn
        person = await self._people.person(turn.client, turn.origin.team, reply.shared_by)
        return reply, render(reply, place_is_shared=is_shared(turn.place), sharer=person.name)

    async def _allowed(self, turn: Turn) -> Drawn:
        person = await self._people.person(turn.client, turn.origin.team, turn.origin.person)
        return await self._queue.run(partial(self._drawn, turn, manages=person.manages))

    def _drawn(self, turn: Turn, *, manages: bool) -> Drawn:
        """The desk's reply, drawn. Whatever fails in it becomes a sentence and a line in the log."""
        try:
            reply = turn.work(manages)
            message = render(reply, place_is_shared=is_shared(turn.place))
            return reply, replace(message, private=message.private or turn.hushed())
        except Exception:  # noqa: BLE001  the border: logged, and answered
            _log.exception("%s failed", turn.name)
            self._health.error(PLATFORM, turn.name)
            return FAILED, render(FAILED)


def short(error: Exception) -> str:
    """A failure in a few words on one line, without the URL it was on, which may hold a secret."""
    return error.code if isinstance(error, Refused) else type(error).__name__


def _with(drawn: Drawn, extra: tuple[Payload, ...]) -> Drawn:
    reply, message = drawn
    return (reply, replace(message, blocks=(*message.blocks, *extra))) if extra and message.blocks else drawn
