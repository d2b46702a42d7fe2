"""The client over a desk, in a Discord without a network: every kind of event answered once, whatever happens."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord

from bot.adapters.discord import client as clients
from bot.adapters.discord.client import OnRecord, create_client
from bot.adapters.discord.registration import register
from bot.config import DiscordSettings
from bot.desk.command import Choice
from bot.desk.desk import Desk
from bot.desk.health import Done, Health
from bot.desk.reply import Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place
from bot.names import Registry
from tests.desk.canned import Canned
from tests.desk.conftest import NEWS, OWN, TALK

QUESTION = "what about talks"
WORDS = "We value our talks with Norway."


class Slow(Desk):
    """A desk that takes its time where it is told to, or fails."""

    pause = 0.0
    failure: Exception | None = None
    offers: Callable[[str], list[Choice]] | None = None

    def handle(self, request: Request) -> Reply:
        return self._late(super().handle(request))

    def press(self, press: Press) -> Reply:
        return self._late(super().press(press))

    def complete(
        self, command: str, option: str, typed: str, place: Place, filled: Mapping[str, str]
    ) -> list[Choice]:
        if self.offers is not None:
            return self.offers(typed)
        return super().complete(command, option, typed, place, filled)

    def _late(self, reply: Reply) -> Reply:
        time.sleep(self.pause)
        if self.failure is not None:
            raise self.failure
        return reply


class Dones:
    """What was done, in order, and which failures were counted."""

    def __init__(self) -> None:
        self.all: list[Done] = []
        self.errors: list[str] = []
        self.gauges: dict[str, float] = {}
        self.shards: dict[int, bool] = {}

    def done(self, done: Done) -> None:
        self.all.append(done)

    def set(self, gauge: str, platform: str, value: float) -> None:
        assert platform == "discord"
        self.gauges[gauge] = value

    def shard(self, platform: str, number: int, *, up: bool) -> None:
        assert platform == "discord"
        self.shards[number] = up

    def add(self, counter: str, platform: str, kind: str) -> None:
        assert (counter, platform) == ("errors", "discord")
        self.errors.append(kind)


@dataclass
class House:
    """The bot in a server with a channel, with two people in it, of whom Ada manages it."""

    env: simcord.Env
    archive: Canned
    desk: Slow
    client: OnRecord
    counts: Dones
    guild: Any
    channel: Any
    ada: Any
    ben: Any

    @property
    def outcomes(self) -> list[tuple[str, str, bool]]:
        return [(done.name, done.outcome, done.deferred) for done in self.counts.all]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


@pytest_asyncio.fixture
async def house(registry: Registry) -> AsyncIterator[House]:
    archive, counts = Canned(TALK, NEWS, OWN, registry=registry), Dones()
    desk = Slow(archive, limit=3)
    client = create_client(desk, DiscordSettings(guild_ready_timeout=0), Health(counts=counts))
    env = simcord.Env(client)
    await env.start()
    try:
        await register(client, desk.commands)
        guild = env.create_guild("Newsroom")
        editors = guild.create_role("editors", permissions=discord.Permissions(manage_guild=True))
        ada = guild.add_member(env.create_user("ada"), roles=[editors])
        ben = guild.add_member(env.create_user("ben"))
        channel = guild.create_text_channel("desk")
        await env.settle()
        yield House(env, archive, desk, client, counts, guild, channel, ada, ben)
        env.raise_errors()
    finally:
        await env.shutdown()


def shown(message: Any) -> str:
    """All words of a message."""
    return "\n".join([message.content, *(embed.description or "" for embed in message.embeds)])


async def test_a_question_is_answered_for_all(house: House) -> None:
    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)

    assert "We value our **talks** with Norway." in shown(seen.response)
    assert not seen.response.ephemeral
    assert house.outcomes == [("ask", "found", False)]


async def test_where_answers_are_private_only_the_asker_sees_them(house: House) -> None:
    await house.ada.slash(house.channel, "settings", private=True)

    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)

    assert seen.response.ephemeral


async def test_settings_are_for_those_who_manage_the_server(house: House) -> None:
    with pytest.raises(simcord.SetupError, match="not visible to this user"):
        await house.ben.slash(house.channel, "settings", private=True)

    seen = await house.ada.slash(house.channel, "settings", channel=house.channel)

    assert seen.response.ephemeral
    assert house.desk.settings(Place("discord", str(house.guild.id))).channels == (str(house.channel.id),)


async def test_the_asker_turns_the_page_and_others_get_their_own(house: House) -> None:
    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)

    own = await house.ben.click(seen.response, label="Next")
    others = await house.ada.click(seen.response, label="Next")

    assert own.response.id == seen.response.id
    assert others.response.id != seen.response.id
    assert others.response.ephemeral


async def test_a_wrong_attribution_is_reported_through_a_form(house: House) -> None:
    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)
    form = await house.ben.click(seen.response, label="Wrong?")

    thanks = await house.ben.submit_modal(form, {"words": "It was Hua."})

    assert "report number 1" in shown(thanks.response)
    ((_, flag),) = house.archive.ledger.flags()
    assert (flag.reason, flag.person) == ("It was Hua.", str(house.ben.id))


async def test_a_button_works_after_a_restart(house: House) -> None:
    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)
    await house.client.finish(5)
    reborn = Slow(house.archive, limit=3)
    await house.env.restart_bot(create_client(reborn, DiscordSettings(guild_ready_timeout=0), Health()))

    turned = await house.ben.click(seen.response, label="Next")

    assert turned.response.id == seen.response.id
    assert "Our **talks** will go on." in shown(turned.response)


async def test_a_message_has_its_statement_found(house: House) -> None:
    house.archive.likeness = (house.archive.ids()[0], True, 1.0)
    message = await house.ada.send(house.channel, WORDS)

    seen = await house.ben.context_menu(house.channel, "Who said this?", message)

    assert ("who_said", WORDS) in house.archive.asked
    assert "Geng Shuang" in str(seen.response.embeds[0].to_dict())


async def test_what_is_typed_is_completed(house: House) -> None:
    choices = await house.ben.autocomplete(house.channel, "said", "about", "fis")

    assert choices == [{"name": "topics like fis", "value": "topics fis"}]


async def test_choices_discord_would_refuse_are_left_out(house: House) -> None:
    good = [Choice(f"choice {number}", str(number)) for number in range(40)]
    house.desk.offers = lambda _: [Choice("x" * 101, "1"), Choice("x", "y" * 101), Choice("x", ""), *good]

    choices = await house.ben.autocomplete(house.channel, "said", "about", "fis")

    assert [choice["value"] for choice in choices] == [str(number) for number in range(25)]


async def test_a_completion_that_fails_offers_nothing_and_is_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: str) -> list[Choice]:
        raise ZeroDivisionError

    house.desk.offers = fails

    assert await house.ben.autocomplete(house.channel, "said", "about", "fis") == []
    assert house.counts.errors == ["complete"]
    assert "completing said failed" in caplog.text


async def test_a_mention_is_answered_with_a_reply_that_pings_nobody(house: House) -> None:
    asked = await house.ben.send(house.channel, f"<@{house.client.user.id}> {QUESTION}")

    answer = house.channel.last_message
    assert "We value our **talks** with Norway." in shown(answer)
    assert answer.reference.message_id == asked.id
    assert answer.mentions == []
    assert house.outcomes == [("ask", "found", False)]


async def test_a_bare_mention_gets_help(house: House) -> None:
    await house.ben.send(house.channel, f"<@{house.client.user.id}>")

    assert house.outcomes == [("help", "done", False)]


async def test_a_message_to_the_bot_alone_needs_no_mention(house: House) -> None:
    await house.ben.send_dm(QUESTION)

    assert house.outcomes == [("ask", "found", False)]
    assert house.counts.all[0].server == f"dm:{house.ben.id}"


async def test_a_message_to_others_is_none_of_its_business(house: House) -> None:
    before = await house.ben.send(house.channel, f"<@{house.client.user.id}>")
    helped = house.channel.last_message
    for text in ("@everyone what about talks", f"<@{house.ada.id}> what about talks", QUESTION):
        await house.ben.send(house.channel, text)
    await house.ben.send(house.channel, "and Norway?", reply_to=helped)

    assert (before.id < helped.id, house.outcomes) == (True, [("help", "done", False)])


async def test_a_bots_mention_is_not_answered(house: House) -> None:
    robot = house.guild.add_member(house.env.create_user("robot", bot=True))

    await robot.send(house.channel, f"<@{house.client.user.id}> {QUESTION}")

    assert house.outcomes == []


async def test_a_webhooks_mention_is_not_answered(house: House) -> None:
    hook = house.guild.create_webhook(house.channel)

    await hook.send(f"<@{house.client.user.id}> {QUESTION}")

    assert house.outcomes == []


async def test_a_mention_where_the_bot_may_not_answer_is_met_with_silence(house: House) -> None:
    lobby = house.guild.create_text_channel("lobby")
    await house.ada.slash(house.channel, "settings", channel=lobby)

    asked = await house.ben.send(house.channel, f"<@{house.client.user.id}> {QUESTION}")

    assert house.channel.last_message.id == asked.id
    assert house.outcomes[-1] == ("ask", "refused", False)


async def test_a_failure_is_one_private_sentence_and_a_line_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    house.desk.failure = ZeroDivisionError("of no meaning to people")

    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)

    assert seen.response.ephemeral
    assert "Something went wrong" in shown(seen.response)
    assert "of no meaning" not in shown(seen.response)
    assert (house.outcomes, house.counts.errors) == ([("ask", "failed", False)], ["ask"])
    assert "ask failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_an_event_that_is_replayed_is_answered_once(house: House) -> None:
    heard: list[discord.Interaction[Any]] = []
    first = house.client.on_interaction

    async def twice(interaction: discord.Interaction[Any]) -> None:
        heard.append(interaction)
        await first(interaction)
        await first(interaction)

    house.client.on_interaction = twice  # type: ignore[method-assign]
    await house.ben.slash(house.channel, "ask", question=QUESTION)

    assert (len(heard), house.outcomes) == (1, [("ask", "found", False)])


async def test_only_so_many_events_are_remembered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "SEEN", 3)

    seen = [house.client._first_time(number) for number in (1, 2, 3, 1, 4, 1)]

    assert seen == [True, True, True, False, True, True]
    assert len(house.client._seen) == 3


async def test_while_the_process_ends_people_are_told_so(house: House) -> None:
    await house.client.finish(1)

    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)
    await house.ben.send(house.channel, f"<@{house.client.user.id}> {QUESTION}")

    assert "is restarting" in shown(seen.response)
    assert [done.name for done in house.counts.all] == ["unknown"]


async def test_what_does_not_end_in_time_is_let_go(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.desk.pause = 1.5
    asking = asyncio.create_task(house.ben.slash(house.channel, "ask", question=QUESTION))
    while not house.client._open:  # noqa: ASYNC110  simcord's own tasks bring it there
        await asyncio.sleep(0.01)

    await house.client.finish(0.1)
    (answering,) = house.client._open
    await house.client.close()
    await asyncio.wait({answering})

    assert "1 answers did not end in time" in caplog.text
    assert (answering.cancelled() or answering.done(), house.client._open) == (True, set())
    asking.cancel()


@dataclass
class Deaf:
    """A gateway that never confirms the good-bye."""

    open: bool = True
    code: int = 0

    async def close(self, code: int) -> None:
        self.open, self.code = False, code
        await asyncio.sleep(30)


async def test_a_gateway_that_does_not_say_good_bye_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "LAST_SECONDS", 0.1)
    gateway = Deaf()
    monkeypatch.setattr(house.client, "sockets", {0: gateway})

    await asyncio.wait_for(house.client._hang_up(), 1)

    assert gateway.code == 1000
    monkeypatch.undo()


async def test_what_was_answered_is_remembered_when_the_process_ends(house: House) -> None:
    await house.ben.slash(house.channel, "ask", question=QUESTION)

    await house.client.finish(5)

    place = Place("discord", str(house.guild.id))
    assert [answer.question.text for answer in house.archive.ledger.recent(place, 5)] == [QUESTION]
    assert house.counts.gauges["remembering"] == 0


async def test_a_button_nobody_made_is_told_of_kindly(house: House) -> None:
    seen = await house.ben.slash(house.channel, "ask", question=QUESTION)
    stored = house.env.backend.get_message(seen.response.channel_id, seen.response.id)
    stored.components[0]["components"][0]["custom_id"] = "or1:explode:nobody:0"
    stored.components[0]["components"][1]["custom_id"] = "or9:next:x:0"

    odd = [await house.ben.click(seen.response, custom_id=name) for name in ("or1:explode:nobody:0", "or9:next:x:0")]

    assert all(one.response.ephemeral for one in odd)
    assert [done.name for done in house.counts.all[1:]] == ["unknown", "unknown"]


def test_the_client_asks_for_no_more_than_it_needs(registry: Registry) -> None:
    client = create_client(Slow(Canned(registry=registry)), DiscordSettings(), Health())

    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    assert client.intents == intents
    assert not any((intents.message_content, intents.members, intents.presences))
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == {"parse": []}
