"""Commands, messages, buttons and the Home tab, as Bolt hands them over -> turns at the desk."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import events
from bot.adapters.slack.answering import Answering, Turn, short
from bot.adapters.slack.delivering import Delivering
from bot.adapters.slack.events import PLATFORM, Origin
from bot.adapters.slack.home import home, search_button
from bot.adapters.slack.once import Once
from bot.adapters.slack.people import People
from bot.adapters.slack.sending import UNSENT
from bot.adapters.slack.spoken import named
from bot.adapters.slack.state import KEEP, pressed
from bot.desk.command import Kind
from bot.desk.desk import Desk
from bot.desk.here import is_shared
from bot.desk.queue import Queue
from bot.desk.refusing import NO_BUTTON, RESTARTING, refused
from bot.desk.reply import Reply
from bot.desk.request import Obstacle, Press, Request
from bot.desk.showing import LABELS
from bot.desk.state import State, decode
from bot.domain.errors import OnRecordError
from bot.domain.place import Place
from bot.ports import Ledger

UNKNOWN = "unknown"

NO_WORDS = refused("This message has no words to look for.")
"""Said of a picture, a file, a call."""

Ack = Callable[..., Awaitable[Any]]

_log = logging.getLogger("onrecord.slack")


class Listening:
    """The listeners for all but forms. ``leaving``: whoever comes now is told that the bot restarts."""

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        answering: Answering,
        delivering: Delivering,
        people: People,
        queue: Queue,
        obstacle: Callable[[Place], Obstacle | None],
    ) -> None:
        self._desk = desk
        self._answers = ledger
        self._answering = answering
        self._delivering = delivering
        self._people = people
        self._once = Once(ledger)
        self._queue = queue
        self._obstacle = obstacle
        self.leaving = False

    async def command(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A slash command: a line as it could be typed anywhere."""
        origin, line = events.of_command(body), events.typed(body)
        request = self._request(line, origin)
        extra = (search_button(),) if request.command == "help" else ()
        turn = self._turn(request, origin, client, line)
        await self._answering.command(turn, _acknowledge(ack), extra)

    async def message(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext) -> None:
        """A mention, or what a person writes to the bot alone. It comes as one event or as two."""
        await ack()
        line = events.heard(body, context.bot_user_id or "")
        origin = events.of_event(body)
        alone = origin.channel.startswith("D")
        mention = events.kind(body) == "app_mention"
        if line is None or self.leaving or not (mention or alone):
            return
        self._answering.later(self._message(line, origin, events.key(body), client))

    async def traced(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The shortcut in a message's menu."""
        origin = events.of_interaction(body)
        request = Request("who", origin.place, origin.person, {"text": events.pointed_at(body)})
        turn = self._turn(request, origin, client)
        if not request.arguments["text"] and not self.leaving:
            turn = replace(turn, work=partial(_as_is, NO_WORDS))
        await self._answering.press(turn, _acknowledge(ack))

    async def button(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A button below an answer."""
        origin, state = events.of_interaction(body), pressed(events.button(body))
        if state is not None and state.action == KEEP:
            await ack()
            self._answering.later(self._keep(origin))
            return
        await self._answering.press(self._pressed(state, origin, client), _acknowledge(ack))

    async def again(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """An answer of the person's own, from their Home: shown as if they were where it was given."""
        await ack()
        state = decode(str(events.button(body).get("value", "")))
        self._answering.later(self._again(state, events.of_interaction(body), client))

    async def home(self, ack: Ack, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The Home tab was opened."""
        await ack()
        if events.opened_home(body) and not self.leaving:
            self._answering.later(self._home(events.of_event(body), client))

    def _request(self, line: str, origin: Origin) -> Request:
        """The line as a request. A channel's mention is its name again wherever no channel is asked for."""
        name, typed = self._desk.read_line(line) if line else ("help", {})
        command = self._desk.command(name)
        channels = {option.name for option in command.options if option.kind is Kind.CHANNEL} if command else set()
        arguments = {option: value if option in channels else named(value) for option, value in typed.items()}
        return Request(name, origin.place, origin.person, arguments, obstacle=self._obstacle)

    def _turn(self, request: Request, origin: Origin, client: AsyncWebClient, line: str = "") -> Turn:
        command = self._desk.command(request.command)
        manage = command is not None and command.manage and is_shared(request.place)

        def work(manages: bool) -> Reply:  # noqa: FBT001  Turn's
            if self.leaving:
                return RESTARTING
            return self._desk.handle(_allowed(request, manages=manages))

        hushed = partial(hushes, self._desk, origin)
        return Turn(request.command, origin, client, work, request.place, manage, line or None, hushed)

    def _pressed(self, state: State | None, origin: Origin, client: AsyncWebClient, place: Place | None = None) -> Turn:
        place = place or origin.place
        if state is None or self.leaving:
            return Turn(UNKNOWN, origin, client, partial(_as_is, RESTARTING if self.leaving else NO_BUTTON), place)
        alone = origin.alone or bool(origin.view)
        press = Press(state.action, state.answer, state.at, place, origin.person, alone=alone)
        name = state.action if state.action in LABELS else UNKNOWN
        hushed = origin.alone and origin.between
        return Turn(name, origin, client, lambda _: self._desk.press(press), place, hushed=lambda: hushed)

    async def _message(self, line: str, origin: Origin, key: str, client: AsyncWebClient) -> None:
        if not await self._once.first_time(key):
            return
        request = replace(self._request(line, origin), open=is_shared(origin.place))
        await self._answering.follow(self._turn(request, origin, client, line))

    async def _again(self, state: State | None, origin: Origin, client: AsyncWebClient) -> None:
        given = None
        try:
            given = await asyncio.to_thread(self._answers.recall, state.answer) if state else None
        except OnRecordError as error:
            _log.warning("an answer could not be read: %s", error)
        rooms = (origin.team, f"dm:{origin.team}:{origin.person}")  # an id is a person's in one workspace only
        own = given is not None and (given.person, given.place.platform) == (origin.person, PLATFORM)
        own = own and given is not None and given.place.server in rooms
        place = given.place if given is not None and own else origin.place
        origin = events.within(origin, place)
        await self._answering.follow(self._pressed(state, origin, client, place))

    async def _keep(self, origin: Origin) -> None:
        try:
            await self._delivering.forget(origin)
        except UNSENT as error:
            _log.warning("a message that was to go stays: %s", short(error))

    async def _home(self, origin: Origin, client: AsyncWebClient) -> None:
        """Publish it. Nobody waits for it, and the next opening tries again."""
        team = Place(PLATFORM, origin.team)
        alone = Place(PLATFORM, f"dm:{origin.team}:{origin.person}")
        try:
            person = await self._people.person(client, origin.team, origin.person)
            view = await self._queue.run(
                lambda: home(self._desk, team, alone, origin.person, manages=person.manages)
            )
            await self._delivering.home(client, origin.person, view)
        except UNSENT as error:
            _log.warning("the Home tab was not taken: %s", short(error))


def hushes(desk: Desk, origin: Origin) -> bool:
    """Whether the workspace wants answers for the asker alone where a second person may be reading along."""
    return origin.between and desk.settings(Place(PLATFORM, origin.team)).private


def _acknowledge(ack: Ack) -> Callable[[dict[str, Any] | None], Awaitable[Any]]:
    """Bolt's ``ack`` with a whole response, or with nothing."""
    return lambda payload: ack(payload) if payload else ack()


def _allowed(request: Request, *, manages: bool) -> Request:
    return replace(request, may_manage=manages)


def _as_is(reply: Reply, _: bool) -> Reply:  # noqa: FBT001  Turn's
    return reply
