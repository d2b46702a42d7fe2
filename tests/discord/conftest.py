"""The real bot on a Discord inside the process: a server with people in it, and what each of them sees."""

import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord

from bot.adapters.discord.client import OnRecord, create_client
from bot.adapters.discord.limits import CHOICE, faults
from bot.adapters.discord.registration import register
from bot.archive import Archive
from bot.config import DiscordSettings, Settings
from bot.desk.command import CHOICES
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.domain.statement import Page
from bot.index.fulltext import open_index
from bot.names import Registry
from bot.storage.sqlite import SqliteStore
from bot.wiring import index_place, make, opened
from tests.builders import keep
from tests.discord.reading import of_kind, read

QUESTION = "what did China say about Norway"

Message = simcord.ResponseMessage | discord.Message
Person = simcord.MemberActor | simcord.UserHandle


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it. ``text`` is all of it, ``quotes`` the block quotations."""

    message: Message
    private: bool
    text: str
    lines: tuple[str, ...]  # of the text above the cards
    quotes: tuple[str, ...]
    names: tuple[str, ...]  # above the cards
    titles: tuple[str, ...]
    facts: dict[str, str]  # fields of the cards
    footers: tuple[str, ...]
    links: tuple[str, ...]
    buttons: tuple[str, ...]


def seen(message: Message) -> Seen:
    """What is shown of a message, every Markdown in it read as Discord reads it."""
    embeds = [embed.to_dict() for embed in message.embeds]
    marked = [message.content]
    marked += [embed.get(part, "") for embed in embeds for part in ("title", "description")]
    fields = [field for embed in embeds for field in embed.get("fields", [])]
    read_all = [read(text) for text in [*marked, *(field["value"] for field in fields)]]
    names = tuple(embed["author"]["name"] for embed in embeds if "author" in embed)
    footers = tuple(embed["footer"]["text"] for embed in embeds if "footer" in embed)
    return Seen(
        message,
        message.flags.ephemeral,
        "\n".join([*names, *(each.shown for each in read_all), *footers]),
        tuple(read(line).shown for line in message.content.split("\n") if line),
        tuple(each.shown.rstrip("\n") for whole in read_all for each in of_kind(whole, "quotation")),
        names,
        tuple(read(embed["title"]).shown for embed in embeds if "title" in embed),
        {field["name"]: read(field["value"]).shown for field in fields},
        footers,
        tuple(each.leads for whole in read_all for each in of_kind(whole, "link")),
        tuple(button["label"] for row in _rows(message) for button in row["components"]),
    )


def _rows(message: Message) -> list[dict[str, Any]]:
    if isinstance(message, simcord.ResponseMessage):
        return message.components
    return [row.to_dict() for row in message.components]  # type: ignore[misc]


@dataclass(slots=True)
class Shelf:
    """The test's own archive: where it is, and a way to open it, as often as a test likes."""

    place: Path
    opened: Callable[[], Archive]

    def keep(self, *pages: Page) -> list[str]:
        """Pages brought in by another process; what was done, in a word each."""
        store = SqliteStore(self.place)
        try:
            return keep(store, *pages)
        finally:
            store.close()


@dataclass(slots=True)
class World:
    """A server with a channel, three people in it (``mia`` may manage it), and the bot."""

    env: simcord.Env
    client: OnRecord
    desk: Desk
    archive: Archive
    shelf: "Shelf"
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ada: simcord.MemberActor
    ben: simcord.MemberActor
    mia: simcord.MemberActor
    faults: bool = False  # whether this test makes the bot log errors

    async def give(self, command: str, by: Person | None = None, at: Any = None, **options: Any) -> Seen:
        """A slash command, in the channel unless told, or in the private conversation of a ``UserHandle``."""
        by = by or self.ada
        if isinstance(by, simcord.UserHandle):
            return self.answer(await by.slash(command, **options))
        return self.answer(await by.slash(at or self.channel, command, **options))

    async def ask(self, question: str = QUESTION, by: Person | None = None, at: Any = None) -> Seen:
        return await self.give("ask", by, at, question=question)

    async def press(self, on: Seen, label: str, by: Person | None = None) -> Seen:
        """A button pressed; what comes of it."""
        return self.answer(await self.pressed(on, label, by))

    async def pressed(self, on: Seen, label: str, by: Person | None = None) -> simcord.InteractionResult:
        return await (by or self.ada).click(on.message, label=label)

    async def flag(self, on: Seen, words: str, by: Person | None = None) -> Seen:
        """The form behind ``Wrong?``, filled in and sent."""
        form = await self.pressed(on, "Wrong?", by)
        return self.answer(await (by or self.ada).submit_modal(form, {"words": words}))

    async def who_said(self, target: Any, by: simcord.MemberActor | None = None, at: Any = None) -> Seen:
        return self.answer(await (by or self.ada).context_menu(at or self.channel, "Who said this?", target))

    async def choices(
        self, command: str, option: str, typed: str, by: simcord.MemberActor | None = None, **filled: Any
    ) -> list[str]:
        """What is offered while somebody types, by what is shown; checked against what Discord takes."""
        offered = await (by or self.ada).autocomplete(self.channel, command, option, typed, **filled)
        assert len(offered) <= CHOICES
        assert all(0 < len(one[part]) <= CHOICE for one in offered for part in ("name", "value"))
        return [one["name"] for one in offered]

    async def say(self, words: str, by: simcord.MemberActor | None = None, at: Any = None, **more: Any) -> list[Seen]:
        """A message written in a channel; what the bot writes there after it."""
        at = at or self.channel
        message = await (by or self.ada).send(at, words, **more)
        return [seen(each) for each in at.history() if each.id > message.id and each.author.id == self.me.id]

    async def dm(self, words: str, by: simcord.MemberActor | None = None, **more: Any) -> list[Seen]:
        """A message written to the bot alone; what it writes after it."""
        user = (by or self.ada).user
        message = await user.send_dm(words, **more)
        return [seen(each) for each in user.dm_channel.history() if each.id > message.id]

    def answer(self, result: simcord.InteractionResult) -> Seen:
        """The one message that came of a command or a button: a follow-up if there is one, else the response."""
        messages = result.followups or [result.response]
        assert len(messages) == 1
        assert messages[0] is not None
        return seen(messages[0])

    @property
    def me(self) -> discord.ClientUser:
        assert self.client.user is not None
        return self.client.user

    def stored(self, shown: Seen) -> list[str]:
        """The slices of the archive's texts that the cards say they show, as one line each."""
        places = [footer.split("\n")[0].split(" · ")[-2:] for footer in shown.footers]
        slices = ((self.archive.show(source).source.text, *map(int, at.split("–"))) for source, at in places)
        return [" ".join(text[start:end].split()) for text, start, end in slices]

    def seen_by(self, person: Person) -> list[int]:
        """The ids of the messages in the channel that this person sees."""
        return [message.id for message in self.channel.history(viewer=person)]

    async def thread(self, under: simcord.ChannelHandle | None = None) -> simcord.ChannelHandle:
        """A thread under the channel, opened by somebody."""
        under = under or self.channel
        channel = self.client.get_channel(under.id)
        assert isinstance(channel, discord.TextChannel)
        made = await channel.create_thread(name="aside", type=discord.ChannelType.public_thread)
        return next(thread for thread in under.threads if thread.id == made.id)

    async def restart(self) -> None:
        """The bot stops in order and starts again, over the same archive opened anew."""
        await self.client.finish(5)
        await self.client.close()
        self.archive = self.shelf.opened()
        self.desk = Desk(self.archive)
        self.client = create_client(self.desk, DiscordSettings(), Health())
        await self.env.restart_bot(self.client)


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Path:
    """A folder whose archive holds the seeds, indexed."""
    place = tmp_path_factory.mktemp("seeds") / "archive.db"
    make(place, registry)
    with opened(replace(Settings(), archive=place), {}) as archive:
        archive.ask(QUESTION)
    return place.parent


@pytest.fixture
def pages() -> tuple[Page, ...]:
    """Pages to keep beside the seeds; a test names its own with ``parametrize``."""
    return ()


@pytest.fixture
def shelf(seeded: Path, tmp_path: Path, pages: tuple[Page, ...], registry: Registry) -> Iterator[Shelf]:
    """The archive of the test: the seeds, and its own pages."""
    place = Path(shutil.copytree(seeded, tmp_path / "data")) / "archive.db"
    with ExitStack() as open_things:

        def opened_anew() -> Archive:
            # As bot.wiring does it, save that the registry, which never changes, is read once for all tests.
            store = open_things.enter_context(closing(SqliteStore(place)))
            index = open_things.enter_context(closing(open_index(index_place(place))))
            return Archive(store, index, index.spelling, registry)

        shelf = Shelf(place, opened_anew)
        if pages:
            shelf.keep(*pages)
        yield shelf


@pytest.fixture
def desk_type() -> type[Desk]:
    """The desk the bot has; a test that needs a broken one names it with ``parametrize``."""
    return Desk


@pytest_asyncio.fixture
async def env(shelf: Shelf, desk_type: type[Desk]) -> AsyncIterator[simcord.Env]:
    """A Discord with the bot on it."""
    desk = desk_type(shelf.opened())
    client = create_client(desk, DiscordSettings(), Health())
    env = simcord.Env(client)
    await env.start()
    await register(client, desk.commands)
    yield env
    assert isinstance(env.bot, OnRecord)
    await env.bot.finish(5)
    await env.bot.close()
    await env.shutdown()
    _within_limits(env)
    env.raise_errors()


@pytest.fixture
def world(env: simcord.Env, shelf: Shelf, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """The server and its people. What the bot logs as an error fails the test, unless the test makes it fail."""
    client = env.bot
    assert isinstance(client, OnRecord)
    desk = client._desk
    guild = env.create_guild("Newsroom")
    channel = guild.create_text_channel("desk")
    editors = guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True))
    ada, ben = (guild.add_member(env.create_user(name)) for name in ("ada", "ben"))
    mia = guild.add_member(env.create_user("mia"), roles=[editors])
    made = World(env, client, desk, desk._archive, shelf, guild, channel, ada, ben, mia)
    yield made
    errors = [each.getMessage() for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
    assert bool(errors) == made.faults, errors


def _within_limits(env: simcord.Env) -> None:
    """Every payload sent was one that Discord takes, and none of them may ping anybody."""
    sent = [request.json for request in env.http_requests if isinstance(request.json, dict)]
    messages = [body.get("data", body) for body in sent if _is_message(body.get("data", body))]
    assert [fault for message in messages for fault in faults(message)] == []
    assert all(body["allowed_mentions"] == {"parse": [], "replied_user": False} for body in messages if _told(body))


def _is_message(body: object) -> bool:
    return isinstance(body, dict) and bool({"content", "embeds", "components"} & set(body))


def _told(body: dict[str, Any]) -> bool:
    """Whether it is a message, not a form."""
    return "title" not in body
