"""What people at their keyboards do on the local Slack, and what they see of it."""

import asyncio
import time
from typing import TYPE_CHECKING, Any, Protocol

from tests.wire.slack_filling import filled
from tests.wire.slack_hooks import answered
from tests.wire.slack_interactions import ANSWER, CLOSED, ERRORS, OPENED, UPDATED, Interaction, Seen
from tests.wire.slack_limits import message_faults, options_faults, view_faults
from tests.wire.slack_payloads import Payloads, pressed
from tests.wire.slack_socket import COMMAND, EVENT, INTERACTIVE, Delivery
from tests.wire.slack_world import Channel, Json, Person, Posted, elements, escaped, new_id

if TYPE_CHECKING:
    from tests.wire.slack_server import SlackServer

PATIENCE = 12.0
"""Seconds after which a person has waited in vain."""


class Wire(Protocol):
    """What carries deliveries to the app."""

    async def deliver(self, delivery: Delivery) -> None: ...


class People:
    """Everything a person can do; ``by`` whom (Ada unless told), ``at`` which channel (the desk's unless told)."""

    def __init__(self, server: "SlackServer") -> None:
        self._server = server
        self._tell = Payloads(server)

    async def slash(self, words: str, *, by: Person | None = None, at: Channel | None = None) -> Seen:
        """Type ``/onrecord`` with words behind it; what comes of it. Raises TimeoutError in silence."""
        return await self._see(await self.begin_slash(words, by=by, at=at))

    async def begin_slash(self, words: str, *, by: Person | None = None, at: Channel | None = None) -> Interaction:
        """The same without waiting."""
        begun = self._begun(by, at or self._server.channel)
        payload = self._tell.command(begun, words)
        return await self._deliver(begun, COMMAND, payload, takes_answer=True)

    async def mention(
        self, words: str, *, by: Person | None = None, at: Channel | None = None, thread: str | None = None
    ) -> Seen:
        """Write to the bot by its name; the first message that comes of it."""
        channel = at or self._server.channel
        name = self._server.team_of(channel).user
        typed = self._write(f"<@{name}> {escaped(words)}", by, channel, thread)
        return await self._see(await self.tell("app_mention", typed))

    async def dm(self, words: str, *, by: Person | None = None) -> Seen:
        """Write to the bot alone; the first message that comes of it."""
        channel = self._server.dm_with(by or self._server.ada)
        return await self._see(await self.tell("message", self._write(escaped(words), by, channel, None)))

    async def tell(self, kind: str, typed: Posted, **more: Any) -> Interaction:
        """Send a message's event, with ``more`` fields than usual; does not wait."""
        person, channel = typed.author or self._server.ada, typed.channel or self._server.channel
        begun = self._begun(person, channel, typed=typed)
        payload = self._tell.event(channel, self._tell.message(kind, typed) | more)
        return await self._deliver(begun, EVENT, payload, takes_answer=False)

    async def again(self, begun: Interaction) -> Delivery:
        """Send the same event in an envelope of its own, as Slack does when it thinks that nobody heard it."""
        heard: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        first = begun.sent
        retry = Delivery(first.kind, first.payload, first.takes_answer, time.perf_counter(), heard, sent=1)
        await self._server.wire.deliver(retry)
        return retry

    async def echo(self, posted: Posted) -> None:
        """Tell the app of a message of its own, as Slack does where the app reads along."""
        channel = posted.channel or self._server.channel
        payload = self._tell.event(channel, self._tell.message("message", posted))
        unheard: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        await self._server.wire.deliver(Delivery(EVENT, payload, takes_answer=False, started=0.0, answer=unheard))

    async def shortcut(
        self, words: str, *, callback: str = "who_said_this", by: Person | None = None, at: Channel | None = None
    ) -> Seen:
        """Use a message's menu, on a message with these words that somebody else wrote."""
        channel = at or self._server.channel
        on = self._write(escaped(words), self._server.ben, channel, None)
        begun = self._begun(by, channel, on=on)
        payload = self._tell.message_action(begun, callback)
        return await self._see(await self._deliver(begun, INTERACTIVE, payload, takes_answer=False))

    async def search(self, callback: str = "search", *, by: Person | None = None) -> Seen:
        """Choose a shortcut from the list of all, where no channel is known."""
        begun = self._begun(by, None)
        payload = self._tell.shortcut(begun, callback)
        return await self._see(await self._deliver(begun, INTERACTIVE, payload, takes_answer=False))

    async def home(self, *, by: Person | None = None) -> Seen:
        """Open the app's Home; the view that is published."""
        person = by or self._server.ada
        begun = self._begun(person, None)
        channel = self._server.dm_with(person)
        payload = self._tell.event(channel, self._tell.opened(person, channel))
        return await self._see(await self._deliver(begun, EVENT, payload, takes_answer=False))

    async def press(self, on: Seen | Posted, called: str, *, by: Person | None = None) -> Seen:
        """Press a button by its label or action id. Raises LookupError if the person does not see it."""
        return await self._see(await self.begin_press(on, called, by=by))

    async def begin_press(self, on: Seen | Posted, called: str, *, by: Person | None = None) -> Interaction:
        """The same without waiting."""
        posted = self._current(on.message if isinstance(on, Seen) else on)
        by = by or self._server.ada
        if posted.private_to not in (None, by.id):
            raise LookupError(f"{by.name} does not see it")
        button = posted.button(called)
        return await self._press(posted, button, by)

    async def forge(self, on: Posted, action: str, value: str, *, by: Person | None = None) -> Seen:
        """Press a button that never stood there, as a hostile client may."""
        button = {"type": "button", "action_id": action, "block_id": "x", "value": value,
                  "text": {"type": "plain_text", "text": "x"}}  # fmt: skip
        return await self._see(await self._press(self._current(on), button, by or self._server.ada))

    async def suggest(self, seen: Seen, field: str, typed: str) -> Seen:
        """Type into a menu of a view; ``options`` are what is offered."""
        posted = self._current(seen.message)
        block, element = _field(posted, field)
        begun = self._begun(seen.of.person, None, on=posted)
        payload = self._tell.suggestion(begun, block, element, typed)
        return await self._see(await self._deliver(begun, INTERACTIVE, payload, takes_answer=True))

    async def submit(self, seen: Seen, *, shuts: bool = False, **values: str) -> Seen:
        """Fill in a view's fields by name and send it; what comes of it, or with ``shuts`` that it closed."""
        posted = self._current(seen.message)
        offered: dict[str, Json] = {}
        for name, value in values.items():
            if _field(posted, name)[1]["type"] == "external_select":
                options = (await self.suggest(seen, name, value)).options
                if not options:
                    raise LookupError(f"nothing is offered for {value!r}")
                text, chosen = options[0]
                offered[name] = {"text": {"type": "plain_text", "text": text}, "value": chosen}
        view = posted.view or {}
        state = filled(view, {name: offered.get(name, value) for name, value in values.items()}, _field)
        begun = self._begun(seen.of.person, None, on=posted)
        begun.shuts = shuts
        payload = self._tell.submission(begun, view | {"state": {"values": state}})
        return await self._see(await self._deliver(begun, INTERACTIVE, payload, takes_answer=True))

    def _write(self, words: str, by: Person | None, channel: Channel, thread: str | None) -> Posted:
        return self._server.appears(Posted(channel, by or self._server.ada, {"text": words}, thread=thread))

    def _current(self, posted: Posted) -> Posted:
        """A message or view as it stands by now. Raises LookupError if it is gone."""
        found = self._server.views.get(posted.view["id"]) if posted.view else self._server.messages.get(posted.ts)
        if found is None:
            raise LookupError("it is gone")
        return found

    def _begun(
        self, by: Person | None, at: Channel | None, on: Posted | None = None, typed: Posted | None = None
    ) -> Interaction:
        future: asyncio.Future[Seen] = asyncio.get_running_loop().create_future()
        return self._server.begin(Interaction(by or self._server.ada, at, future, on, typed))

    async def _press(self, posted: Posted, button: Json, by: Person) -> Interaction:
        begun = self._begun(by, posted.channel, on=posted)
        payload = self._tell.press(begun, pressed(button))
        return await self._deliver(begun, INTERACTIVE, payload, takes_answer=False)

    async def _deliver(self, begun: Interaction, kind: str, payload: Json, *, takes_answer: bool) -> Interaction:
        heard: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        begun.started = time.perf_counter()

        def hear(delivery: Delivery, answer: Json) -> None:
            if answer and not delivery.late:  # too late, and Slack has told the person that the app is silent
                self._hear(begun, payload, answer)
            elif not answer and payload.get("type") == "view_submission":
                begun.comes(CLOSED)

        begun.delivery = Delivery(kind, payload, takes_answer, begun.started, heard, hear)
        await self._server.wire.deliver(begun.delivery)
        return begun

    async def _see(self, begun: Interaction) -> Seen:
        return await asyncio.wait_for(begun.seen, PATIENCE)

    def _hear(self, begun: Interaction, payload: Json, answer: Json) -> None:
        """An acknowledgement that says something."""
        server, kind = self._server, payload.get("type", COMMAND)
        if kind == COMMAND:
            if not server.refuse("acknowledgement", message_faults(answer)):
                place = begun.channel or Channel("nowhere")
                begun.comes(ANSWER, server.appears(answered(begun, answer, place)))
        elif kind == "block_suggestion":
            if not server.refuse("suggestion", options_faults(answer)):
                options = tuple((option["text"]["text"], option["value"]) for option in answer["options"])
                begun.seen.set_result(Seen(ANSWER, begun, begun.sent.ms, options=options))
        elif kind == "view_submission":
            self._hear_submission(begun, answer)
        else:
            server.refuse(kind, [f"an acknowledgement says nothing here: {answer!r:.200}"])

    def _hear_submission(self, begun: Interaction, answer: Json) -> None:
        server, action, view = self._server, answer.get("response_action"), begun.on.view if begun.on else None
        if action == "clear" or view is None:
            begun.comes(CLOSED)
        elif action == "errors":
            inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
            strange = [f"errors: no such input {name}" for name in set(answer.get("errors") or {}) - inputs]
            if not server.refuse("view_submission", strange or ([] if answer.get("errors") else ["errors: missing"])):
                begun.comes(ERRORS, errors=answer["errors"])
        elif action in ("update", "push"):
            if not server.refuse("view_submission", view_faults(answer.get("view"), "modal")):
                number = view["id"] if action == "update" else new_id("V")
                shown = server.keep_view(answer["view"], number, begun.person.id)
                begun.comes(UPDATED if action == "update" else OPENED, shown)
        else:
            server.refuse("view_submission", [f"response_action {action!r}"])


def _field(posted: Posted, name: str) -> tuple[Json, Json]:
    """The block and element of an input: by block id, action id, the end of either, or label. Raises LookupError."""
    for block, element in elements(posted.blocks):
        label = (block.get("label") or {}).get("text", "")
        ids = (block.get("block_id", ""), element.get("action_id", ""))
        if name in (*ids, label) or any(each.endswith((f":{name}", f"_{name}")) for each in ids):
            return block, element
    raise LookupError(f"no field {name!r}")
