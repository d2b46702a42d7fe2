"""Discord's events, each handed to the desk once and answered; discord.py's client with what this bot needs of it."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket

from bot.adapters.discord import events
from bot.adapters.discord.answering import UNSENT, Answering, Queues, Turn
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.limits import CHOICE, Payload
from bot.adapters.discord.obstacles import ASKED_SECONDS, asked_from_threads
from bot.adapters.discord.outlet import DiscordOutlet
from bot.adapters.discord.responding import meanwhile_of
from bot.adapters.discord.sending import COMPLETIONS, Exchange, post
from bot.config import DiscordSettings
from bot.desk.command import CHOICES, Choice
from bot.desk.cutting import size
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.desk.here import is_shared
from bot.desk.keeping import Keeping
from bot.desk.queue import Queue
from bot.desk.refusing import NO_BUTTON, RESTARTING
from bot.desk.reply import Line, Outcome, Reply
from bot.desk.request import Press, Request
from bot.desk.showing import LABELS
from bot.desk.state import decode
from bot.domain.shards import Shards

THREADS = 2
"""Answers worked on at once: the desk computes, and Python computes one thing at a time."""

COMPLETION_SECONDS = 2.5
"""Completions later than this are dropped: the person has typed on, and Discord takes none after three seconds."""

LAST_SECONDS = 1.0
"""How long each last thing may take at the end: to write, to answer who came last, to say good-bye."""

SEEN = 2_000
"""Events remembered so that one that a resumed connection replays is not answered twice."""

UNKNOWN = "unknown"

NO_SUCH = Reply((Line("This command is not known any more. Please reload Discord."),), outcome=Outcome.GONE)

_log = logging.getLogger("onrecord.discord")


def create_client(desk: Desk, settings: DiscordSettings, health: Health, *, proxy: str | None = None) -> "OnRecord":
    """A client over the desk that touches nothing of the process; ``settings`` are Discord's."""
    return OnRecord(desk, settings, health, proxy=proxy)


class OnRecord(discord.AutoShardedClient):
    """The bot on Discord. Only what it needs: no message content, no members, no cache of messages.

    ``sockets`` are its connections by their shards' numbers: bot.adapters.discord.supervise holds them.
    """

    def __init__(self, desk: Desk, settings: DiscordSettings, health: Health, *, proxy: str | None = None) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=settings.guild_ready_timeout,
            proxy=proxy,
        )
        self.sockets: dict[int, DiscordWebSocket] = {}
        self._up: set[int] = set()
        self.assign(Shards.read(settings.shards) or Shards.whole(1))
        self._desk = desk
        self._health = health
        self._keeping = Keeping(desk.remember, health, PLATFORM)
        self._completing = Queue(1, "completing")  # what is typed on does not wait behind answers
        self._queues = Queues(Queue(THREADS, "desk"), Queue(THREADS, "asking"), Queue(1, "aside"))
        self._answering = Answering(desk, health, self._keeping, self._queues)
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._open: set[asyncio.Task[Any]] = set()
        self._leaving = self._gone = False

    def assign(self, shards: Shards) -> None:
        """Make these its shards; before any of them connects."""
        self._shards = shards
        self.shard_ids = self._connection.shard_ids = list(shards.numbers)
        self.shard_count = self._connection.shard_count = shards.count

    async def on_ready(self) -> None:
        """All servers are known."""
        count = len(self.guilds)
        where = "1 server" if count == 1 else f"{count:,} servers"
        _log.info("serving on Discord as %s in %s%s", self.user, where, f", {self._shards}" if self._many else "")

    async def on_shard_connect(self, shard_id: int) -> None:
        """A session has begun."""
        self._connected(shard_id, up=True)
        if self._many:
            _log.info("shard %d of %d is connected", shard_id, self._shards.count)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """The connection is back, and what was missed comes after."""
        self._connected(shard_id, up=True)
        _log.info("connected to Discord again%s", f", shard {shard_id}" if self._many else "")

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """The connection is gone."""
        self._connected(shard_id, up=False)

    @property
    def _many(self) -> bool:
        """Whether its servers are shared out at all."""
        return self._shards.count > 1

    def _connected(self, shard: int, *, up: bool) -> None:
        """Of the platform it is said only when every shard of this process hears."""
        (self._up.add if up else self._up.discard)(shard)
        self._health.shard(PLATFORM, shard, up=up)
        self._health.connected(PLATFORM, up=len(self._up) == len(self._shards.numbers))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command, a word being typed, a button or a form."""
        kinds: dict[discord.InteractionType, Callable[[discord.Interaction[Any]], Coroutine[Any, Any, None]]] = {
            discord.InteractionType.application_command: self._command,
            discord.InteractionType.autocomplete: self._completion,
            discord.InteractionType.component: self._press,
            discord.InteractionType.modal_submit: self._press,
        }
        if interaction.type in kinds and not self._gone and self._first_time(interaction.id):
            await self._track(kinds[interaction.type](interaction))

    async def on_message(self, message: discord.Message) -> None:
        """A message to the bot alone, or one that mentions it by name."""
        if self.user is None or message.author.bot or message.webhook_id is not None or self._leaving:
            return
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        line = events.told(message, self.user.id)
        if line is None or not self._first_time(message.id):
            return
        await self._track(self._message(message, line))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  discord.py's
        """Whatever no handler expected: logged; the client goes on."""
        self._health.error(PLATFORM, event_method)
        _log.exception("%s failed", event_method)

    async def finish(self, seconds: float) -> None:
        """Take nothing new, let what is being answered end, write what is to be remembered."""
        self._leaving = True
        if late := await _ended(self._open, seconds):
            _log.warning("%d answers did not end in time", late)
        if not await asyncio.to_thread(self._keeping.close, LAST_SECONDS):
            _log.warning("not all answers were remembered in time")

    async def close(self) -> None:
        """Let go of the connection and the threads."""
        if self._leaving:
            await _ended(self._open, LAST_SECONDS)  # who came last is told to come again
        self._gone = True
        for task in self._open:
            task.cancel()  # nothing can be sent any more
        for queue in (self._queues, self._completing):
            queue.close()
        await asyncio.to_thread(self._keeping.close, LAST_SECONDS)
        for shard in self._shards.numbers:
            self._connected(shard, up=False)
        await self._hang_up()
        await super().close()

    async def _hang_up(self) -> None:
        """Say good-bye to the gateway, whether it listens or not: discord.py waits half a minute for its answer."""
        await asyncio.gather(*(_good_bye(socket) for socket in self.sockets.values() if socket.open))

    async def _track(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        await work

    def _first_time(self, event: int) -> bool:
        if event in self._seen:
            return False
        self._seen[event] = None
        if len(self._seen) > SEEN:
            self._seen.popitem(last=False)
        return True

    async def _command(self, interaction: discord.Interaction[Any]) -> None:
        request = events.request_of(interaction, self._desk.commands)
        if request is None or self._leaving:
            await self._tell(RESTARTING if self._leaving else NO_SUCH, interaction)
            return
        turn = self._asked(request, _question(request))
        await self._answering.interaction(turn, Exchange.of(interaction))

    def _asked(self, request: Request, question: str | None) -> Turn:
        """A command as a turn; one that manages may ask what keeps the bot from posting somewhere."""
        asks = any(one.manage for one in self._desk.commands if one.name == request.command)
        if asks:
            outlet = DiscordOutlet(self.http, str(self.user.id if self.user else ""), ASKED_SECONDS)
            request = replace(request, obstacle=asked_from_threads(outlet))
        return Turn(request.command, request.place, partial(self._desk.handle, request), question=question, asks=asks)

    async def _press(self, interaction: discord.Interaction[Any]) -> None:
        state = decode(events.custom_id(interaction))
        if state is None or self._leaving:
            await self._tell(RESTARTING if self._leaving else NO_BUTTON, interaction)
            return
        place = events.place_of(interaction)
        sent = interaction.type is discord.InteractionType.modal_submit
        press = Press(
            state.action,
            state.answer,
            state.at,
            place,
            str(interaction.user.id),
            events.may_manage(interaction),
            events.alone(interaction),
            events.form_words(interaction) if sent else None,
        )
        meanwhile = meanwhile_of(state.action, another=events.asked_by_another(interaction))
        work = partial(self._desk.press, press)
        turn = Turn(_action(state.action), place, work, press=True, meanwhile=meanwhile)
        await self._answering.interaction(turn, Exchange.of(interaction))

    async def _tell(self, reply: Reply, interaction: discord.Interaction[Any]) -> None:
        """Say what needs no desk."""
        turn = Turn(UNKNOWN, events.place_of(interaction), partial(_as_is, reply))
        await self._answering.at_once(turn, Exchange.of(interaction))

    async def _completion(self, interaction: discord.Interaction[Any]) -> None:
        """Offer choices, quickly or not at all."""
        clock = asyncio.get_running_loop().time
        until = clock() + COMPLETION_SECONDS
        typing = events.typing_of(interaction)
        if typing is None or self._leaving:
            return
        place = events.place_of(interaction)

        def offered() -> list[Choice] | None:
            if clock() > until:
                return None
            return self._desk.complete(typing.command, typing.option, typing.typed, place, typing.filled)

        try:
            choices = await self._completing.run(offered)
        except Exception:  # noqa: BLE001  the border: logged; a person who types on needs no word of it
            _log.exception("completing %s failed", typing.command)
            self._health.error(PLATFORM, "complete")
            choices = []
        if choices is None or clock() > until:
            return
        shown = [{"name": one.name, "value": one.value} for one in choices if _fits(one)][:CHOICES]
        try:
            await Exchange.of(interaction).first(COMPLETIONS, {"choices": shown}, until)
        except UNSENT as error:
            _log.debug("a completion was not taken: %s", type(error).__name__)

    async def _message(self, message: discord.Message, line: str) -> None:
        command, arguments = self._desk.read_line(line) if line else ("help", {})
        place = events.place_of(message)
        may_manage = events.may_manage(message)
        request = Request(
            command, place, str(message.author.id), arguments, may_manage, open=is_shared(place)
        )
        turn = self._asked(request, line or None)

        async def send(data: Payload) -> None:
            reference = {"message_id": str(message.id), "fail_if_not_exists": False}
            await post(self.http, message.channel.id, {**data, "message_reference": reference}, str(message.id))

        await self._answering.message(turn, send)


async def _good_bye(socket: DiscordWebSocket) -> None:
    with suppress(TimeoutError, OSError, aiohttp.ClientError):
        await asyncio.wait_for(socket.close(code=1000), LAST_SECONDS)


async def _ended(tasks: Iterable[asyncio.Task[Any]], seconds: float) -> int:
    """Let the tasks end that there are now; how many have not by then."""
    begun = set(tasks)
    if not begun:
        return 0
    _, late = await asyncio.wait(begun, timeout=seconds)
    return len(late)


def _as_is(reply: Reply) -> Reply:
    return reply


def _question(request: Request) -> str:
    return " ".join(f"{name}:{value}" for name, value in request.arguments.items())


def _action(action: str) -> str:
    """The action's name for the log; one that no button has is a stranger's invention, and not counted by name."""
    return action if action in LABELS else UNKNOWN


def _fits(choice: Choice) -> bool:
    return 0 < size(choice.name) <= CHOICE and 0 < size(choice.value) <= CHOICE
