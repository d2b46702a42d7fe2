"""Events as Discord sends them, in the desk's terms; what has not the expected form is left out."""

from dataclasses import dataclass, field
from typing import Any, cast

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord import events
from bot.desk.command import Command, Option
from bot.desk.reply import Reply
from bot.desk.request import Request
from bot.domain.place import Place

ME = 7
ASK = Command("ask", "Ask", lambda _: Reply(), (Option("question", "what"),))
WHO = Command("who", "Who", lambda _: Reply(), (Option("text", "words"),), shortcut="Who said this?")
SET = Command("settings", "Set", lambda _: Reply(), (Option("private", "alone"), Option("channel", "where")))
DAILY = tuple(
    Command(f"daily {name}", name, lambda _: Reply(), (Option("which", "its number"), Option("zone", "whose time")))
    for name in ("set", "list")
)
COMMANDS = (ASK, WHO, SET, *DAILY)


@dataclass
class Thing:
    """Anything with an id, a channel say; one of a server nobody knows yet has that server's."""

    id: int
    parent_id: int | None = None
    guild_id: int | None = None


class Interaction(discord.Interaction[Any]):
    """An interaction with just what is read of one."""

    def __init__(
        self,
        data: Any,
        *,
        guild: int | None = 100,
        channel: Thing | None = None,
        person: int = 5,
        rights: int = 0,
        message: Any = None,
    ) -> None:
        self.data = data
        self.guild_id = guild
        self.channel = cast("Any", channel or Thing(1))
        self.user = cast("Any", Thing(person))
        self._permissions = rights
        self.message = message


@dataclass
class Message:
    """A message with just what is read of one."""

    content: str
    guild: Thing | None = field(default_factory=lambda: Thing(100))
    channel: Thing = field(default_factory=lambda: Thing(1))


def slash(name: str, **options: object) -> dict[str, Any]:
    return {"name": name, "type": 1, "options": [{"name": key, "value": value} for key, value in options.items()]}


def below(name: str, sub: str, **options: object) -> dict[str, Any]:
    return slash(name) | {"options": [slash(sub, **options)]}


def menu(message: dict[str, Any]) -> dict[str, Any]:
    return {"name": "Who said this?", "type": 3, "target_id": "9", "resolved": {"messages": {"9": message}}}


def test_a_slash_command_is_a_request() -> None:
    asked = events.request_of(Interaction(slash("ask", question="what?")), COMMANDS)

    assert asked == Request("ask", Place("discord", "100", "1"), "5", {"question": "what?"})


def test_a_switch_and_a_channel_are_words() -> None:
    asked = events.request_of(Interaction(slash("settings", private=True, channel="33")), COMMANDS)

    assert asked is not None
    assert asked.arguments == {"private": "yes", "channel": "33"}


def test_a_sub_command_is_a_request_by_both_words() -> None:
    asked = events.request_of(Interaction(below("daily", "set", which="2", zone="Oslo")), COMMANDS)

    assert asked == Request("daily set", Place("discord", "100", "1"), "5", {"which": "2", "zone": "Oslo"})


@pytest.mark.parametrize(
    "data",
    [
        below("daily", "gone"),
        below("gone", "set"),
        below("ask", "set"),
        below("daily", "list") | {"type": 3},
        slash("daily"),
        slash("daily", set="x"),
        {"name": "daily", "options": [{"type": 1}]},
        {"name": "daily", "options": [{"type": 2, "name": "set", "options": [slash("list")]}]},
        {"name": "daily", "options": [{"type": 1, "name": ["set"]}]},
        {"name": ["daily"], "options": [{"type": 1, "name": "set"}]},
    ],
)
def test_a_sub_command_that_is_not_known_is_none(data: Any) -> None:
    assert events.request_of(Interaction(data), DAILY) is None


@pytest.mark.parametrize("options", [None, "x", [], [5], [{"name": "which"}], {"which": "1"}])
def test_a_sub_command_whose_options_are_no_options_has_none(options: Any) -> None:
    data = {"name": "daily", "type": 1, "options": [{"type": 1, "name": "list", "options": options}]}

    asked = events.request_of(Interaction(data), COMMANDS)

    assert asked == Request("daily list", Place("discord", "100", "1"), "5", {})


@pytest.mark.parametrize("data", [slash("gone"), slash("Who said this?"), {"name": "who", "type": 3}, {}, None, [1]])
def test_a_command_that_is_not_known_is_none(data: Any) -> None:
    assert events.request_of(Interaction(data), COMMANDS) is None


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": "We oppose this."}, "We oppose this."),
        ({"content": " ", "embeds": [{"title": "On trade", "description": "We oppose."}]}, "On trade\nWe oppose."),
        ({"content": "", "message_snapshots": [{"message": {"content": "Forwarded."}}]}, "Forwarded."),
        ({"content": "", "embeds": [{"title": 5}, "x"], "message_snapshots": [{}]}, ""),
        ({}, ""),
    ],
)
def test_the_menu_of_a_message_hands_over_its_words(message: dict[str, Any], text: str) -> None:
    asked = events.request_of(Interaction(menu(message)), COMMANDS)

    assert asked == Request("who", Place("discord", "100", "1"), "5", {"text": text})


def test_a_menu_whose_message_is_missing_hands_over_nothing() -> None:
    asked = events.request_of(Interaction({"name": "Who said this?", "type": 3, "target_id": "8"}), COMMANDS)

    assert asked is not None
    assert asked.arguments == {"text": ""}


@pytest.mark.parametrize(
    ("interaction", "place"),
    [
        (Interaction({}), Place("discord", "100", "1")),
        (Interaction({}, channel=Thing(2, parent_id=1)), Place("discord", "100", "1")),
        (Interaction({}, guild=None), Place("discord", "dm:5", "1")),
    ],
)
def test_a_place_is_a_server_and_a_channel_or_a_person(interaction: Interaction, place: Place) -> None:
    assert events.place_of(interaction) == place


@pytest.mark.parametrize(
    ("interaction", "may"),
    [
        (Interaction({}), False),
        (Interaction({}, rights=discord.Permissions(manage_messages=True, kick_members=True).value), False),
        (Interaction({}, rights=discord.Permissions(manage_guild=True).value), True),
        (Interaction({}, rights=discord.Permissions(administrator=True).value), True),
        (Interaction({}, guild=None), True),
    ],
)
def test_only_those_who_manage_the_server_may_manage_its_place(interaction: Interaction, *, may: bool) -> None:
    assert events.may_manage(interaction) is may


def test_what_is_typed_comes_with_what_is_filled() -> None:
    data = slash("said", who="Chi", about="fish", source="x")
    data["options"][0]["focused"] = True

    typing = events.typing_of(Interaction(data))

    assert typing == events.Typing("said", "who", "Chi", {"about": "fish", "source": "x"})


def test_what_is_typed_below_another_command_comes_with_both_words() -> None:
    data = below("daily", "set", which="1", zone="Osl")
    data["options"][0]["options"][1]["focused"] = True

    typing = events.typing_of(Interaction(data))

    assert typing == events.Typing("daily set", "zone", "Osl", {"which": "1"})


def test_nothing_in_focus_is_nothing_typed() -> None:
    assert events.typing_of(Interaction(slash("said", who="Chi"))) is None


@pytest.mark.parametrize(
    "components",
    [
        [{"type": 1, "components": [{"type": 4, "custom_id": "words", "value": "It was Hua."}]}],
        [{"type": 18, "component": {"type": 4, "custom_id": "words", "value": "It was Hua."}}],
    ],
)
def test_a_form_hands_over_its_words(components: list[dict[str, Any]]) -> None:
    assert events.form_words(Interaction({"components": components})) == "It was Hua."


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (Message("what about fish", None), "what about fish"),
        (Message("<@7> what about fish", None), "what about fish"),
        (Message("<@7> what about fish"), "what about fish"),
        (Message("<@!7>what about fish"), "what about fish"),
        (Message("what did <@8> say, <@7>?"), "what did <@8> say, ?"),
        (Message("<@7>"), ""),
        (Message("what about fish"), None),
        (Message("what about fish", None, Thing(1, guild_id=100)), None),
        (Message("@everyone <@&7> <@70> <#7> what about fish"), None),
    ],
)
def test_only_words_to_the_bot_are_heard(message: Message, line: str | None) -> None:
    assert events.told(cast("discord.Message", message), ME) == line


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ("name", "type", "options", "value", "focused", "components", "component", "resolved", "messages", "9",
             "target_id", "content", "embeds", "title", "message_snapshots", "message", "custom_id")
        ),
        inner | st.sampled_from(("ask", "Who said this?", "daily", "set", 1, 3, "9")),
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_whatever_an_event_holds_it_is_no_error(data: Any) -> None:
    interaction = Interaction(data)

    asked = events.request_of(interaction, COMMANDS)
    typing = events.typing_of(interaction)

    assert asked is None or all(isinstance(value, str) for value in asked.arguments.values())
    assert typing is None or isinstance(typing.typed, str)
    assert isinstance(events.form_words(interaction), str)
    assert isinstance(events.custom_id(interaction), str)
