"""The real bot's ``/settings``: who may change what, and what each of them changes."""

from dataclasses import replace

import discord
import pytest
import simcord

from tests.discord.conftest import QUESTION, World
from tests.discord.test_bot_questions import EMBASSY, GENG

PARTY = "A question that names no speaker asks for the statements of"


async def test_settings_are_shown_to_who_manages_the_server(world: World) -> None:
    shown = await world.give("settings", world.mia)

    assert shown.titles == ("Settings of this server",)
    for row in (
        "Answers in every channel",
        "An answer is for everybody in the channel",
        f"{PARTY} everybody",
        "Dates in English (en)",
    ):
        assert row in shown.text
    assert shown.private


async def test_a_member_is_not_offered_the_command(world: World) -> None:
    assert "settings" not in world.ada.available_commands(world.channel)
    assert "settings" in world.mia.available_commands(world.channel)


@pytest.mark.parametrize("line", ["settings", "settings private: yes", "settings party: China"])
async def test_a_member_who_types_it_is_refused(world: World, line: str) -> None:
    (refused,) = await world.say(f"{world.me.mention} {line}")

    assert refused.lines == (
        "Changing how On Record answers here takes the permission Manage Server.",
        "Ask somebody who has it.",
    )
    assert "An answer is for everybody" in (await world.give("settings", world.mia)).text


async def test_a_member_whom_the_server_lets_use_the_command_is_refused_all_the_same(world: World) -> None:
    registered = await world.client.http.get_global_commands(world.me.id)
    number = next(int(command["id"]) for command in registered if command["name"] == "settings")
    world.guild.set_command_permissions(number, {world.ada: True})

    refused = await world.give("settings", private=True)

    assert (refused.private, "Manage Server" in refused.text) == (True, True)
    assert not (await world.ask()).private


async def test_an_administrator_may_change_settings(world: World) -> None:
    role = world.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    zoe = world.guild.add_member(world.env.create_user("zoe"), roles=[role])

    kept = await world.give("settings", zoe, private=True)

    assert kept.lines == ("Kept.",)


async def test_private_answers_are_for_the_asker_until_shared(world: World) -> None:
    await world.give("settings", world.mia, private=True)

    answer = await world.ask()
    unseen = world.seen_by(world.ben)
    shared = await world.press(answer, "Share")

    assert (answer.private, unseen) == (True, [])
    assert answer.message.id in world.seen_by(world.ada)
    assert (shared.private, shared.quotes) == (False, answer.quotes)
    assert shared.lines[0] == f"shared by <@{world.ada.id}>"
    assert world.seen_by(world.ben) == [shared.message.id]
    assert "Share" in answer.buttons
    assert "Share" not in shared.buttons


async def test_only_the_asker_can_press_under_a_private_answer(world: World) -> None:
    await world.give("settings", world.mia, private=True)
    answer = await world.ask()

    with pytest.raises(simcord.SetupError, match="not visible"):
        await world.press(answer, "Share", world.ben)


async def test_private_holds_for_lists_and_for_who_said_this_too(world: World) -> None:
    message = await world.ben.send(world.channel, EMBASSY.words)
    await world.give("settings", world.mia, private=True)

    answers = [
        await world.give("sources"),
        await world.give("source", name="67dca093"),
        await world.give("said", who="China"),
        await world.ask("what did China say about bananas"),
        await world.who_said(message),
    ]

    assert [answer.private for answer in answers] == [True] * 5


async def test_private_pages_turn_in_private(world: World) -> None:
    await world.give("settings", world.mia, private=True)
    answer = await world.ask()

    second = await world.press(answer, "Next")
    shared = await world.press(second, "Share")

    assert (second.private, second.message.id) == (True, answer.message.id)
    assert shared.quotes == second.quotes != answer.quotes


async def test_a_mention_is_answered_for_all_even_where_answers_are_private(world: World) -> None:
    await world.give("settings", world.mia, private=True)

    (answer,) = await world.say(f"{world.me.mention} {QUESTION}")

    assert (answer.private, answer.quotes) == (False, (EMBASSY.words,))
    assert "Share" not in answer.buttons


async def test_private_is_taken_back(world: World) -> None:
    await world.give("settings", world.mia, private=True)
    await world.give("settings", world.mia, private=False)

    assert not (await world.ask()).private


async def test_chosen_channels_and_their_threads_are_where_it_answers(world: World) -> None:
    other = world.guild.create_text_channel("other")
    inside, outside = await world.thread(), await world.thread(other)

    kept = await world.give("settings", world.mia, channel=world.channel)
    answers = {place.id: await world.ask(at=place) for place in (world.channel, inside, other, outside)}

    assert f"Answers in <#{world.channel.id}>" in kept.text
    assert [bool(answers[place.id].quotes) for place in (world.channel, inside, other, outside)] == [
        True,
        True,
        False,
        False,
    ]
    for place in (other, outside):
        assert answers[place.id].lines == (f"In this server On Record answers elsewhere: <#{world.channel.id}>",)
        assert answers[place.id].private


async def test_elsewhere_everything_but_help_and_settings_is_refused(world: World) -> None:
    other = world.guild.create_text_channel("other")
    before = await world.ask(at=other)
    message = await world.ben.send(other, EMBASSY.words)
    await world.give("settings", world.mia, channel=world.channel)

    refused = [
        await world.give("sources", at=other),
        await world.give("source", at=other, name="67dca093"),
        await world.give("said", at=other, who="China"),
        await world.who_said(message, at=other),
        *[await world.press(before, label) for label in ("Next", "Context", "Why?", "Source", "Wrong?")],
    ]
    helped = await world.give("help", at=other)
    settings = await world.give("settings", world.mia, at=other)

    assert {answer.lines for answer in refused} == {
        (f"In this server On Record answers elsewhere: <#{world.channel.id}>",)
    }
    assert all(answer.private for answer in refused)
    assert "Ask in plain words" in helped.text
    assert settings.titles == ("Settings of this server",)


@pytest.mark.parametrize("words", [QUESTION, "help", "settings", "sources", ""])
async def test_a_mention_elsewhere_is_met_with_silence(world: World, words: str) -> None:
    other = world.guild.create_text_channel("other")
    thread = await world.thread(other)
    await world.give("settings", world.mia, channel=world.channel)

    answers = [await world.say(f"{world.me.mention} {words}", at=place) for place in (other, thread)]

    assert answers == [[], []]


async def test_a_channel_chosen_twice_is_taken_back_and_everywhere_clears_all(world: World) -> None:
    other = world.guild.create_text_channel("other")
    twice = [await world.give("settings", world.mia, channel=other) for _ in range(2)]
    await world.give("settings", world.mia, channel=other)
    cleared = await world.give("settings", world.mia, everywhere=True)

    assert [f"<#{other.id}>" in shown.text for shown in twice] == [True, False]
    assert "Answers in every channel" in cleared.text
    assert (await world.ask()).quotes == (EMBASSY.words,)


async def test_the_default_party_is_meant_where_no_speaker_is_named_and_it_is_told(world: World) -> None:
    await world.give("settings", world.mia, party="China")

    answer = await world.ask("cyber theft")
    named = await world.ask("what did Norway say about cyber theft")
    mentioned = await world.ask("who mentioned PRISM")
    form = await world.give("said", about="cyber theft")

    assert answer.lines[0] == "Read as: statements by China (as set for this place) about cyber theft"
    assert answer.quotes == (GENG.words,)
    assert form.lines[0] == answer.lines[0]
    assert named.lines[0] == "Read as: statements by Norway about cyber theft"
    assert mentioned.lines[0] == "Read as: statements by any party mentioning PRISM"


@pytest.mark.parametrize("typed", ["China", "cn", "中国", "Chine"])
async def test_a_party_is_known_by_its_names_and_none_takes_it_back(world: World, typed: str) -> None:
    kept = await world.give("settings", world.mia, party=typed)
    cleared = await world.give("settings", world.mia, party="none")

    assert f"{PARTY} China" in kept.text
    assert f"{PARTY} everybody" in cleared.text


@pytest.mark.parametrize(
    ("language", "date", "told"),
    [
        ("Deutsch", "19. Juli 2021", "Deutsch, German (de)"),
        ("zh", "2021年7月19日", "中文, Chinese (zh)"),
        ("Norwegian Bokmål", "19. juli 2021", "norsk bokmål, Norwegian Bokmål (nb)"),
        ("English", "19 July 2021", "English (en)"),
    ],
)
async def test_dates_are_shown_in_the_language_set(world: World, language: str, date: str, told: str) -> None:
    kept = await world.give("settings", world.mia, dates=language)

    answer = await world.ask()

    assert f"Dates in {told}" in kept.text
    assert answer.facts["Date"] == f"{date} (date stated by the curator)"
    assert answer.quotes == (EMBASSY.words,)


@pytest.mark.parametrize(
    ("option", "value", "lines"),
    [
        ("party", "Atlantis", ("No country or organisation is known as “Atlantis”.", "Such as Norway, or none.")),
        ("party", "norwey", ("No country or organisation is known as “norwey”.", "Did you mean Norway?")),
        ("dates", "Klingon", ("Dates cannot be shown in “Klingon”.", "Such as English, Deutsch or zh.")),
        ("dates", "germn", ("Dates cannot be shown in “germn”.", "Did you mean German?")),
    ],
)
async def test_what_cannot_be_set_is_told_with_the_mend(
    world: World, option: str, value: str, lines: tuple[str, str]
) -> None:
    before = await world.give("settings", world.mia)

    refused = await world.give("settings", world.mia, private=True, **{option: value})

    assert refused.lines == lines
    assert (await world.give("settings", world.mia)).text == before.text


async def test_all_settings_at_once_outlive_a_restart(world: World) -> None:
    await world.give(
        "settings", world.mia, channel=world.channel, private=True, party="China", dates="de", everywhere=False
    )
    before = await world.give("settings", world.mia)

    await world.restart()

    after = await world.give("settings", world.mia)
    assert replace(after, message=before.message) == before
    assert (await world.ask("cyber theft")).facts["Date"].startswith("18. Februar 2019")


async def test_another_server_has_settings_of_its_own(world: World) -> None:
    await world.give("settings", world.mia, private=True, party="China")
    elsewhere = world.env.create_guild("Elsewhere")
    channel = elsewhere.create_text_channel("desk")
    eve = elsewhere.add_member(world.env.create_user("eve"))

    answer = await world.give("ask", eve, channel, question="cyber theft")

    assert not answer.private
    assert answer.lines[0] == "Read as: statements about cyber theft"


async def test_in_private_each_has_settings_of_their_own(world: World) -> None:
    (kept,) = await world.dm("settings dates: Deutsch")
    (refused,) = await world.dm("settings private: yes")

    ours = await world.ask(by=world.ada.user)
    theirs = await world.ask(by=world.ben.user)

    assert kept.lines == ("Kept.",)
    assert refused.lines == ("Private is for places where others read along.", "Set it in the server itself.")
    assert ours.facts["Date"].startswith("19. Juli 2021")
    assert theirs.facts["Date"].startswith("19 July 2021")
