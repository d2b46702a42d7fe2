"""People who want more than is theirs: others' answers, answers for all, settings; and events that lie about rights."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import discord
import pytest

from bot.domain.place import Place, PlaceSettings
from tests.discord.conftest import QUESTION, Person, Seen, World

Event = dict[str, Any]

GONE = ("This button's answer is no longer remembered.", "Ask the question again.")
NO_RIGHT = ("Changing how On Record answers here takes the permission Manage Server.", "Ask somebody who has it.")
NO_BUTTON = ("This button is not known any more. Please ask the question again.",)
ACTIONS = ("next", "previous", "context", "why", "source", "share", "wrong")


@contextmanager
def twisted(world: World, name: str, twist: Callable[[Event], None]) -> Iterator[None]:
    """Discord's events of that name, each twisted on its way to the bot."""
    backend: Any = world.env.backend
    emit = backend.emit

    def lie(event: str, payload: Event, *more: Any, **named: Any) -> Any:
        if event == name:
            twist(payload)
        return emit(event, payload, *more, **named)

    backend.emit = lie
    try:
        yield
    finally:
        backend.emit = emit


async def forged(world: World, on: Seen, custom_id: str, by: Person) -> Seen:
    """A press of a button that does not stand under the message."""

    def twist(event: Event) -> None:
        event["data"]["custom_id"] = custom_id

    with twisted(world, "INTERACTION_CREATE", twist):
        return await world.press(on, "Why?", by)


def answer_of(shown: Seen) -> str:
    """The id in the buttons of an answer."""
    row: Any = shown.message.components[0]
    buttons = row["components"] if isinstance(row, dict) else row.to_dict()["components"]
    return str(buttons[0]["custom_id"]).split(":")[2]


def in_channel(world: World) -> list[int]:
    return [message.id for message in world.channel.history() if message.author.id == world.me.id]


def settings(world: World) -> PlaceSettings:
    return world.desk.settings(Place("discord", str(world.guild.id)))


def lacking(event: Event) -> None:
    del event["member"]["permissions"]


def none(event: Event) -> None:
    event["member"]["permissions"] = "0"


def of_the_bot(event: Event) -> None:
    """All rights, but the bot's own."""
    none(event)
    event["app_permissions"] = str(discord.Permissions.all().value)


@pytest.mark.parametrize("twist", [lacking, none, of_the_bot])
async def test_a_command_without_the_right_in_its_event_changes_nothing(
    world: World, twist: Callable[[Event], None]
) -> None:
    with twisted(world, "INTERACTION_CREATE", twist):
        refused = await world.give("settings", world.mia, private=True)

    assert (refused.lines, refused.private) == (NO_RIGHT, True)
    assert settings(world) == PlaceSettings()


async def test_a_message_from_a_server_the_bot_does_not_know_gives_no_rights_and_is_no_private_talk(
    world: World,
) -> None:
    """Such as one that has not been loaded yet, or in which only the person has installed the bot."""
    unknown = str(world.guild.id + 1)

    def elsewhere(event: Event) -> None:
        event["guild_id"] = unknown
        event["mentions"] = [{"id": str(world.me.id), "username": "onrecord", "discriminator": "0", "avatar": None}]

    with twisted(world, "MESSAGE_CREATE", elsewhere):
        told = await world.say(f"<@{world.me.id}> settings private: yes", world.mia)
        silent = await world.say("settings private: yes", world.mia)

    assert [each.lines for each in told] == [NO_RIGHT]
    assert silent == []
    assert world.desk.settings(Place("discord", unknown)) == PlaceSettings()
    assert world.desk.settings(Place("discord", f"dm:{world.mia.id}")) == PlaceSettings()


@pytest.mark.parametrize("action", ["settings", "ask", "sources", "Next", "__class__", "wrong\n", "x" * 20])
async def test_a_forged_button_does_what_no_button_does_not(world: World, action: str) -> None:
    answer = await world.ask()

    told = await forged(world, answer, f"or1:{action}:{answer_of(answer)}:0", world.mia)

    assert told.private
    assert told.lines[0] in ("This button does nothing any more.", NO_BUTTON[0])
    assert settings(world) == PlaceSettings()


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_answer_of_another_server_is_nobodys_here(world: World, action: str) -> None:
    other = world.env.create_guild("Rivals")
    channel = other.create_text_channel("desk")
    spy = other.add_member(world.ben.user)
    theirs = await world.ask()
    own = world.answer(await spy.slash(channel, "ask", question="what did China say about cyber"))

    told = await forged(world, own, f"or1:{action}:{answer_of(theirs)}:0", spy)

    assert (told.lines, told.private) == (GONE, True)


@pytest.mark.parametrize("action", ACTIONS)
async def test_what_was_asked_of_the_bot_alone_is_out_of_reach_for_everybody_else(world: World, action: str) -> None:
    (alone,) = await world.dm(QUESTION, world.ada)
    own = await world.ask(by=world.ben)

    told = await forged(world, own, f"or1:{action}:{answer_of(alone)}:0", world.ben)

    assert (told.lines, told.private) == (GONE, True)


@pytest.mark.parametrize("by", ["ada", "ben", "mia"])
async def test_an_answer_is_not_shared_where_the_bot_may_not_answer(world: World, by: str) -> None:
    await world.give("settings", world.mia, private=True)
    person = getattr(world, by)
    answer = await world.ask(by=person)
    await world.give("settings", world.mia, channel=world.guild.create_text_channel("elsewhere"))

    refused = await world.press(answer, "Share", person)

    assert refused.private
    assert refused.lines[0].startswith("In this server On Record answers elsewhere:")
    assert in_channel(world) == []


async def test_a_message_that_claims_to_be_private_is_the_only_one_to_share(world: World) -> None:
    """What is public already is not posted again, whatever button is forged below it."""
    answer = await world.ask()
    before = in_channel(world)

    told = await forged(world, answer, f"or1:share:{answer_of(answer)}:0", world.ben)

    assert (told.lines, told.private) == (("Everybody here sees this answer already.",), True)
    assert in_channel(world) == before


async def test_a_voice_channels_text_and_a_forums_post_keep_to_the_settings(world: World) -> None:
    await world.give("settings", world.mia, channel=world.channel)
    voice = world.guild.create_voice_channel("talk")

    refused = await world.ask(at=voice)
    spoken = await world.say(f"<@{world.me.id}> {QUESTION}", at=voice)

    assert refused.lines[0].startswith("In this server On Record answers elsewhere:")
    assert refused.private
    assert spoken == []
