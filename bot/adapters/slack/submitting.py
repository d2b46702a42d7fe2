"""Forms, as Bolt hands them over: opened, completed while they are typed into, sent -> turns at the desk."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import events, views
from bot.adapters.slack.answering import Answering, Turn, short
from bot.adapters.slack.delivering import Delivering
from bot.adapters.slack.events import PLATFORM, Origin
from bot.adapters.slack.forms import COMPLETE, Filled, arguments, filled_in, offered
from bot.adapters.slack.sending import UNSENT, Payload
from bot.adapters.slack.state import asked
from bot.desk.command import Choice, Option
from bot.desk.desk import Desk
from bot.desk.queue import Queue
from bot.desk.refusing import NO_BUTTON, RESTARTING
from bot.desk.reply import Line, Outcome, Reply
from bot.desk.request import Press, Request
from bot.desk.settling import NONE
from bot.domain.place import Place, PlaceSettings

COMPLETION_SECONDS = 2.5
"""Completions later than this are dropped: the person has typed on, and Slack takes none after three seconds."""

SAID, SETTINGS = "said", "settings"
"""The commands that have forms."""

ERROR = 300
"""Characters of an error below a field."""

Ack = Callable[..., Awaitable[Any]]

_log = logging.getLogger("onrecord.slack")


class Submitting:
    """The listeners of forms. ``leaving``: whoever comes now is told that the bot restarts."""

    def __init__(self, desk: Desk, answering: Answering, delivering: Delivering, completing: Queue) -> None:
        self._desk = desk
        self._answering = answering
        self._delivering = delivering
        self._completing = completing
        self.leaving = False

    async def open_search(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The global shortcut, or a button that leads there."""
        await ack()
        origin = events.of_interaction(body)
        self._answering.later(
            self._opened(origin, client, lambda: views.search(self._options(SAID), origin.channel))
        )

    async def open_settings(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The button of the Home tab. Whether the person may is asked when they send it."""
        await ack()
        origin = events.of_interaction(body)
        place = Place(PLATFORM, origin.team)
        self._answering.later(
            self._opened(origin, client, lambda: views.settings(self._options(SETTINGS), self._desk.settings(place)))
        )

    async def complete(self, ack: Ack, body: dict[str, Any]) -> None:
        """A field is typed into: offer what it may become, quickly or not at all."""
        clock = asyncio.get_running_loop().time
        until = clock() + COMPLETION_SECONDS
        origin, typed = events.of_interaction(body), events.being_typed(body)
        option = events.field(body).removeprefix(COMPLETE)
        command = SETTINGS if events.form(body) == views.SETTINGS else SAID
        others = {name: value for name, value in arguments(filled_in(body.get("view") or {})).items() if name != option}

        def found() -> list[Choice]:
            return self._desk.complete(command, option, typed, origin.place, others) if clock() < until else []

        try:
            choices = await asyncio.wait_for(self._completing.run(found), COMPLETION_SECONDS)
        except Exception as error:  # noqa: BLE001  the border: logged; a person who types on needs no word of it
            _log.warning("completing %s failed: %s", option, type(error).__name__)
            choices = []
        await ack({"options": offered(choices, typed if command == SAID else "")})

    async def asked(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The form that a button of an answer has opened: what comes of it is shown in its place."""
        view = body.get("view") or {}
        held, origin = asked(view), events.of_interaction(body)
        if held is None or self.leaving:
            reply = RESTARTING if self.leaving else NO_BUTTON
            turn = Turn("unknown", origin, client, lambda _: reply, origin.place)
        else:
            origin = replace(origin, channel=held.channel, thread=held.thread)
            state = held.state
            press = Press(
                state.action, state.answer, state.at, origin.place, origin.person, alone=True, words=held.words
            )
            turn = Turn(state.action, origin, client, lambda _: self._desk.press(press), origin.place)
        await self._in_view(turn, ack)

    async def searched(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The search: its answer goes to the conversation chosen, else it is shown in the form's place."""
        origin = events.of_interaction(body)
        channel, url = events.hooks(body)
        if url:
            origin = replace(origin, channel=channel, response_url=url, view="", kind="")
        filled = arguments(filled_in(body.get("view") or {}))
        known = {option.name for option in self._options(SAID)}
        given = {name: value for name, value in filled.items() if name in known}
        request = Request(SAID, origin.place, origin.person, given)
        turn = self._turn(request, origin, client, lambda _: self._desk.handle(request))
        if not given:
            await ack(_errors("who", "Fill in at least one field."))
        elif url:
            await self._answering.press(turn, lambda _: ack())
        else:
            await self._in_view(turn, ack, field="who")

    async def settled(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The settings: every field as it is to be from now on."""
        origin = events.of_interaction(body)
        place = Place(PLATFORM, origin.team)
        filled = filled_in(body.get("view") or {})

        def work(manages: bool) -> Reply:  # noqa: FBT001  Turn's
            reply = Reply((Line("Nothing to change: it was so already."),))
            for given in _changes(filled, self._desk.settings(place)):
                reply = self._desk.handle(Request(SETTINGS, place, origin.person, given, may_manage=manages))
                if reply.outcome is not Outcome.DONE:
                    break
            return reply

        turn = replace(self._turn(Request(SETTINGS, place, origin.person), origin, client, work), manage=True)
        await self._in_view(turn, ack, field="party")

    def _options(self, command: str) -> tuple[Option, ...]:
        declared = self._desk.command(command)
        return declared.options if declared else ()

    def _turn(self, request: Request, origin: Origin, client: AsyncWebClient, work: Callable[[bool], Reply]) -> Turn:
        asked_for = " ".join(f"{name}:{value}" for name, value in request.arguments.items())
        if self.leaving:
            work = partial(_as_is, RESTARTING)
        return Turn(request.command, origin, client, work, request.place, question=asked_for or None)

    async def _in_view(self, turn: Turn, ack: Ack, *, field: str = "") -> None:
        """Show the reply in the form's place, now or as soon as it is there; what was refused stands at a ``field``."""
        started = asyncio.get_running_loop().time()
        work = self._answering.begin(turn)
        if not await self._answering.in_time(work):
            await ack(response_action="update", view=views.waiting(turn.origin.channel))
            self._answering.later(self._updated(turn, work, started))
            return
        reply, message = await work
        if field and reply.outcome is Outcome.REFUSED:
            await ack(_errors(field, _words(reply)))
        elif message.silent:
            await ack()
        else:
            await ack(response_action="update", view=self._delivering.shown(message, turn.origin))
        self._answering.done(turn, reply, started)

    async def _updated(self, turn: Turn, work: "asyncio.Future[Any]", started: float) -> None:
        reply, message = await work
        try:
            view = self._delivering.shown(message, turn.origin)
            await self._delivering.changed_view(turn.client, turn.origin.view, view)
        except UNSENT as error:
            self._answering.unsent(turn, error)
            reply = None
        self._answering.done(turn, reply, started, deferred=True)

    async def _opened(self, origin: Origin, client: AsyncWebClient, make: Callable[[], Payload]) -> None:
        try:
            await self._delivering.view(client, origin, await asyncio.to_thread(make))
        except UNSENT as error:
            _log.warning("a form was not taken: %s", short(error))


def _changes(filled: Filled, now: PlaceSettings) -> Iterator[Mapping[str, str]]:
    """What has to be typed to have it so: each channel is named by itself, and named again it goes."""
    given = arguments(filled) | {"party": str(filled.get("party") or NONE)}
    yield {name: value for name, value in given.items() if name in ("private", "party", "dates")}
    chosen = filled.get("channel", ())
    wanted = chosen if isinstance(chosen, tuple) else ()
    if not wanted and now.channels:
        yield {"everywhere": "yes"}
        return
    for channel in (*(each for each in now.channels if each not in wanted),
                    *(each for each in wanted if each not in now.channels)):  # fmt: skip
        yield {"channel": channel}


def _errors(field: str, text: str) -> Payload:
    return {"response_action": "errors", "errors": {field: text}}


def _words(reply: Reply) -> str:
    lines = [part.text for part in reply.parts if isinstance(part, Line)]
    return " ".join(lines)[:ERROR] or "This cannot be done."


def _as_is(reply: Reply, _: bool) -> Reply:  # noqa: FBT001  Turn's
    return reply
