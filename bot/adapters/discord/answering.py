"""A turn of somebody's, answered: at once when the desk is quick, else deferred in time and followed up.

An answer goes straight out if it is ready while Discord still waits; when it is not, or when so many wait for the
desk that it will not be, Discord is asked for time first and the answer follows.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import aiohttp
import discord

from bot.adapters.discord.budget import Budget, Moments
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.limits import Payload
from bot.adapters.discord.render import Message, render
from bot.adapters.discord.responding import Meanwhile, data_of, first_response, put
from bot.adapters.discord.sending import ALREADY, DEFERRED, DEFERRED_EDIT, PRIVATE, TOO_LATE, Exchange, is_uncertain
from bot.desk.desk import Desk
from bot.desk.health import Done, Health
from bot.desk.keeping import Keeping
from bot.desk.queue import Queue
from bot.desk.refusing import FAILED, SLOW_FORM
from bot.desk.reply import Reply
from bot.domain.place import Place, PlaceSettings

SETTINGS_SECONDS = 0.3
"""How long a deferral waits to learn whether the place's answers are private."""

INVALID = 400
"""The HTTP status of a payload that Discord does not take."""

LATE = "late"
"""The outcome of an answer that Discord did not take."""

UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What sending raises when Discord, or the way to it, does not do its part."""

_log = logging.getLogger("onrecord.discord")


@dataclass(frozen=True, slots=True)
class Turn:
    """Something to answer: what it is called in the log, where it happened, and the desk's work.

    ``press``: a button or its form, which may change the message it stands on. ``asks``: the work may ask Discord
    something and wait for it, so it is done where nobody else's waits behind it.
    """

    name: str
    place: Place
    work: Callable[[], Reply]
    press: bool = False
    question: str | None = None
    meanwhile: Meanwhile = Meanwhile.AS_SET
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Queues:
    """Where work is done: answers, those that ask Discord, and what a deferral must know."""

    answers: Queue
    asking: Queue
    aside: Queue

    def close(self) -> None:
        """Let the work end that is begun."""
        for queue in (self.answers, self.asking, self.aside):
            queue.close()


Drawn = tuple[Reply, Message]
"""A reply and how it looks."""


class Answering:
    """Carries turns to the desk and its replies to Discord."""

    def __init__(self, desk: Desk, health: Health, keeping: Keeping, queues: Queues) -> None:
        self._desk = desk
        self._health = health
        self._keeping = keeping
        self._queues = queues
        self._asked: dict[Place, asyncio.Future[PlaceSettings]] = {}
        self._budget = Budget()

    async def interaction(self, turn: Turn, exchange: Exchange) -> None:
        """Answer a command, a button or a form."""
        clock = asyncio.get_running_loop().time
        received = clock()
        moments = self._budget.moments(exchange.id, received)
        patience = moments.defer - received
        queue = self._queue(turn)
        work = asyncio.ensure_future(queue.run(partial(self._drawn, turn)))
        await asyncio.wait({work}, timeout=patience if queue.wait < patience else 0)
        reply, deferred = None, not work.done()
        try:
            if deferred:
                private = await self._defer(turn, exchange, moments)
                reply = await self._follow(await work, turn, exchange, private=private)
            else:
                reply = await self._direct(await work, turn, exchange, moments)
        except UNSENT as error:
            self._unsent(turn, error)
            drawn, _ = await work
            if is_uncertain(error) and drawn.remember is not None:
                self._keeping.put(drawn.remember)  # it may stand there, with its buttons
        self._done(turn, reply, clock() - received, deferred=deferred)

    async def at_once(self, turn: Turn, exchange: Exchange) -> None:
        """Answer without the desk, and without waiting for it: what is to be said stands ready."""
        clock = asyncio.get_running_loop().time
        received = clock()
        reply = None
        try:
            reply = await self._direct(self._drawn(turn), turn, exchange, self._budget.moments(exchange.id, received))
        except UNSENT as error:
            self._unsent(turn, error)
        self._done(turn, reply, clock() - received)

    async def message(self, turn: Turn, send: Callable[[Payload], Awaitable[None]]) -> None:
        """Answer a message that speaks to the bot; silence is an answer too."""
        clock = asyncio.get_running_loop().time
        received = clock()
        drawn, message = await self._queue(turn).run(partial(self._drawn, turn))
        reply: Reply | None = drawn
        try:
            if not message.silent:
                await send(data_of(message))
        except UNSENT as error:
            self._unsent(turn, error)
            reply = None
        self._done(turn, reply, clock() - received)

    def _queue(self, turn: Turn) -> Queue:
        return self._queues.asking if turn.asks else self._queues.answers

    def _drawn(self, turn: Turn) -> Drawn:
        """The desk's reply, drawn. Whatever fails in it becomes a sentence and a line in the log."""
        try:
            reply = turn.work()
            return reply, render(reply)
        except Exception:  # noqa: BLE001  the border: logged, and answered
            _log.exception("%s failed", turn.name)
            self._health.error(PLATFORM, turn.name)
            return FAILED, render(FAILED)

    async def _defer(self, turn: Turn, exchange: Exchange, moments: Moments) -> bool:
        """Ask for time; whether what follows will be for one person alone.

        Where it is not known whether Discord heeded it, the answer is sent all the same: that will tell.
        """
        private = turn.meanwhile is Meanwhile.FOR_ONE
        if turn.meanwhile is Meanwhile.AS_SET:
            private = await self._private(turn.place)
        unseen = turn.meanwhile is Meanwhile.NOTHING
        kind, data = (DEFERRED_EDIT, None) if unseen else (DEFERRED, {"flags": PRIVATE if private else 0})
        try:
            await self._first(exchange, kind, data, moments)
        except UNSENT as error:
            if not is_uncertain(error):
                raise
            _log.debug("whether time was given for %s is not known: %s", turn.name, _short(error))
        return private

    async def _private(self, place: Place) -> bool:
        """Whether answers are private there; where that cannot be told in time they are.

        A crowd that waits for the same word asks for it once: each asking would wait its turn among busy threads.
        """
        asked = self._asked.get(place)
        if asked is None:
            asked = asyncio.ensure_future(self._queues.aside.run(partial(self._desk.settings, place)))
            asked.add_done_callback(lambda _: self._asked.pop(place, None))
            self._asked[place] = asked
        try:
            settings = await asyncio.wait_for(asyncio.shield(asked), SETTINGS_SECONDS)
        except Exception:  # noqa: BLE001  whatever it was, the answer itself will tell
            return True
        return settings.private

    async def _direct(self, drawn: Drawn, turn: Turn, exchange: Exchange, moments: Moments) -> Reply:
        """The answer as first response."""
        reply, message = drawn
        try:
            await self._first(exchange, *first_response(reply, message, press=turn.press), moments)
        except discord.HTTPException as error:
            if error.status != INVALID or error.code in (TOO_LATE, ALREADY):
                raise
            self._unfit(turn, error)
            await self._first(exchange, *first_response(FAILED, render(FAILED), press=False), moments)
            return FAILED
        return reply

    async def _follow(self, drawn: Drawn, turn: Turn, exchange: Exchange, *, private: bool) -> Reply:
        """The answer after time was asked for."""
        reply, message = drawn
        if message.modal is not None:  # a form can only be the first response
            reply, message = SLOW_FORM, render(SLOW_FORM)
        try:
            await put(reply, message, exchange, turn.meanwhile, private=private)
        except discord.HTTPException as error:
            if error.status != INVALID:
                raise
            self._unfit(turn, error)
            await put(FAILED, render(FAILED), exchange, turn.meanwhile, private=private)
            return FAILED
        return reply

    async def _first(self, exchange: Exchange, kind: int, data: Payload | None, moments: Moments) -> None:
        clock = asyncio.get_running_loop().time
        started = clock()
        await exchange.first(kind, data, moments.until)
        self._budget.trip(clock() - started)

    def _unfit(self, turn: Turn, error: Exception) -> None:
        """Discord calls what we drew invalid: a fault of ours, which a sentence tells the person."""
        self._health.error(PLATFORM, turn.name)
        _log.error("Discord refuses the reply to %s: %s", turn.name, error)

    def _unsent(self, turn: Turn, error: Exception) -> None:
        """Discord did not take it: it came too late, was answered before, or the way there is broken."""
        code = getattr(error, "code", 0)
        why = {TOO_LATE: "too late for Discord", ALREADY: "answered already"}.get(code) or _short(error)
        _log.warning("%s: the reply was not taken: %s", turn.name, why)

    def _done(self, turn: Turn, reply: Reply | None, seconds: float, *, deferred: bool = False) -> None:
        if reply is not None and reply.remember is not None:
            self._keeping.put(reply.remember)
        outcome = LATE if reply is None else reply.outcome.value
        self._health.done(Done(PLATFORM, turn.name, outcome, seconds, turn.place.server, deferred, turn.question))


def _short(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:200]
