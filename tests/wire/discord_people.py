"""What people at their keyboards do on the local Discord, and what they see of it."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.wire import discord_commands as commands
from tests.wire.discord_gateway import DIRECT_MESSAGES, GUILD_MESSAGES, PRIVILEGED
from tests.wire.discord_interactions import COMMAND, COMPLETION, FORM, PRESS, Interaction, Seen
from tests.wire.discord_limits import LINK, text_fields
from tests.wire.discord_world import BUTTON, DM, LABEL, Channel, Guild, Json, Person, Posted

if TYPE_CHECKING:
    from tests.wire.discord_gateway import Gateway

PATIENCE = 12.0
"""Seconds after which a person has waited in vain."""


class People:
    """Everything a person can do; ``by`` whom (Ada unless told), ``at`` which channel (the desk's unless told)."""

    application: str
    bot: Person
    ada: Person
    ben: Person
    guild: Guild
    guilds: dict[str, Guild]
    channel: Channel
    gateway: "Gateway"

    def __init__(self) -> None:
        self.commands: list[Json] = []
        self.messages: dict[str, Posted] = {}
        self.channels: dict[str, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self._dms: dict[str, Channel] = {}
        self._readers: list[tuple[Callable[[Posted], bool], asyncio.Future[Posted]]] = []

    def dm_with(self, person: Person) -> Channel:
        """The conversation of a person and the bot."""
        if person.id not in self._dms:
            channel = Channel(person.name, DM, person=person)
            self._dms[person.id] = self.channels[channel.id] = channel
        return self._dms[person.id]

    async def slash(self, name: str, /, *, by: Person | None = None, at: Channel | None = None, **options: Any) -> Seen:
        """Type a command, of one word or two; what comes of it.

        Raises LookupError for what is not registered, TimeoutError in silence.
        """
        data = commands.slash_data(self.commands, name, options)
        return await self._interact(COMMAND, data, by, at)

    async def complete(
        self, name: str, option: str, typed: str, /, *, by: Person | None = None, at: Channel | None = None,
        **filled: Any,
    ) -> Seen:  # fmt: skip
        """Type into an option; ``choices`` are what is offered. Raises as ``slash``."""
        told = next(known for known in commands.offered(self.commands, name)["options"] if known["name"] == option)
        if not told.get("autocomplete"):
            raise LookupError(f"{option!r} of /{name} completes nothing")
        data = commands.slash_data(self.commands, name, filled | {option: typed}, focused=option)
        return await self._interact(COMPLETION, data, by, at)

    async def press(self, on: Seen | Posted, called: str, *, by: Person | None = None) -> Seen:
        """Press a button by its label or custom id. Raises LookupError if the person does not see it."""
        message = self.messages[(on.message if isinstance(on, Seen) else on).id]
        by = by or self.ada
        button = message.button(called)
        if message.private_to not in (None, by.id) or button.get("disabled") or button["style"] == LINK:
            raise LookupError(f"{by.name} cannot press {called!r}")
        data = {"custom_id": button["custom_id"], "component_type": BUTTON}
        return await self._interact(PRESS, data, by, message.channel, message)

    async def forge(self, on: Posted, custom_id: str, *, by: Person | None = None) -> Seen:
        """Press a button that never stood there, as a hostile client may."""
        data = {"custom_id": custom_id, "component_type": BUTTON}
        return await self._interact(PRESS, data, by, on.channel, self.messages[on.id])

    async def submit(self, seen: Seen, *words: str, by: Person | None = None) -> Seen:
        """Fill in a form, its fields in order, and send it."""
        form = seen.form
        values = dict(zip([str(field["custom_id"]) for field in text_fields(form)], words, strict=True))
        parts = []
        for number, part in enumerate(form["components"]):
            held = part["component"] if part["type"] == LABEL else part["components"][0]
            value = {"type": held["type"], "id": number + 1, "custom_id": held["custom_id"]}
            value["value"] = values[held["custom_id"]]
            whole = {"component": value} if part["type"] == LABEL else {"components": [value]}
            parts.append({"type": part["type"], "id": 100 + number} | whole)
        data = {"custom_id": form["custom_id"], "components": parts}
        asked = self.interactions[seen.interaction]
        on = self.messages.get(asked.on.id) if asked.on else None
        return await self._interact(FORM, data, by or asked.person, asked.channel, on)

    async def context_menu(
        self, title: str, words: str, *, by: Person | None = None, at: Channel | None = None
    ) -> Seen:
        """Use a message's menu, on a message with these words that somebody else wrote."""
        command = commands.found(self.commands, title, commands.MESSAGE)
        message = Posted(at or self.channel, self.ben, {"content": words})
        self.messages[message.id] = message
        data = {
            "id": command["id"], "name": title, "type": commands.MESSAGE, "target_id": message.id,
            "resolved": {"messages": {message.id: message.json()}},
        }  # fmt: skip
        return await self._interact(COMMAND, data, by, at)

    async def mention(
        self, words: str, *, by: Person | None = None, at: Channel | None = None, within: float = PATIENCE
    ) -> Posted:
        """Write to the bot by its name in a channel; what it writes there next."""
        return await self.say(f"<@{self.bot.id}> {words}", by=by, at=at, mentions=True, within=within)

    async def dm(self, words: str, *, by: Person | None = None, within: float = PATIENCE) -> Posted:
        """Write to the bot alone; what it writes next."""
        return await self.say(words, by=by, at=self.dm_with(by or self.ada), within=within)

    async def say(
        self, words: str, *, by: Person | None = None, at: Channel | None = None, mentions: bool = False,
        within: float = PATIENCE,
    ) -> Posted:  # fmt: skip
        """Write a message; the bot's next one there. Raises TimeoutError if it stays silent."""
        channel = at or self.channel
        reader = self.read(lambda posted: posted.channel.id == channel.id)
        await self.write(words, by=by, at=channel, mentions=mentions)
        return await asyncio.wait_for(reader, within)

    async def write(
        self, words: str, *, by: Person | None = None, at: Channel | None = None, mentions: bool = False
    ) -> Posted:
        """Write a message. A bot without the privileged intent sees no words but those meant for it."""
        by, channel = by or self.ada, at or self.channel
        body: Json = {"content": words, "mentions": []}
        if mentions:
            body["mentions"] = [self.bot.user() | ({"member": self.bot.member()} if channel.guild else {})]
        message = Posted(channel, by, body)
        self.messages[message.id] = message
        for session in self.gateway.hearing(channel.guild):
            needed = GUILD_MESSAGES if channel.guild else DIRECT_MESSAGES
            if session.intents & needed:
                seen = mentions or channel.kind == DM or bool(session.intents & PRIVILEGED["content"])
                told = message.json(seen=seen)
                if channel.guild:
                    told |= {"guild_id": channel.guild, "member": by.member()}
                await session.dispatch("MESSAGE_CREATE", told)
        return message

    def read(self, wanted: Callable[[Posted], bool]) -> asyncio.Future[Posted]:
        """The next message of the bot that is wanted."""
        future: asyncio.Future[Posted] = asyncio.get_running_loop().create_future()
        self._readers.append((wanted, future))
        return future

    def posted(self, message: Posted) -> None:
        """The bot wrote a message into a channel."""
        self.messages[message.id] = message
        for wanted, future in list(self._readers):
            if not future.done() and wanted(message):
                future.set_result(message)
        self._readers = [(wanted, future) for wanted, future in self._readers if not future.done()]

    async def begin(
        self, kind: int, data: Json, by: Person | None = None, at: Channel | None = None, on: Posted | None = None,
        *, late: float = 0.0,
    ) -> Interaction:  # fmt: skip
        """Send an interaction's event, ``late`` by so many seconds; the interaction, whose ``seen`` will be set."""
        channel = at or self.channel
        future: asyncio.Future[Seen] = asyncio.get_running_loop().create_future()
        begun = Interaction(kind, by or self.ada, channel, data, on, future)
        self.interactions[begun.id] = begun
        begun.started = time.perf_counter() - late
        guild = self.guilds[channel.guild] if channel.guild else self.guild
        for session in self.gateway.hearing(channel.guild):
            await session.dispatch("INTERACTION_CREATE", begun.json(self.application, guild))
        return begun

    async def _interact(
        self, kind: int, data: Json, by: Person | None, at: Channel | None, on: Posted | None = None
    ) -> Seen:
        begun = await self.begin(kind, data, by, at, on)
        return await asyncio.wait_for(asyncio.shield(begun.seen), PATIENCE)
