"""The real bot spoken to: in private, and by its name in a channel; and where it must keep silent."""

import pytest

from tests.discord.conftest import QUESTION, World
from tests.discord.test_bot_questions import EMBASSY


@pytest.mark.parametrize(
    "words",
    [
        QUESTION,
        "ask question: what did China say about Norway",
        "said who: China about: Norway",
        "/said China on Norway",
        "said China about Norway",
    ],
)
async def test_a_question_in_private_is_answered(world: World, words: str) -> None:
    (answer,) = await world.dm(words)

    assert answer.quotes == (EMBASSY.words,)
    assert answer.buttons == ("Next", "Context", "Why?", "Source", "Wrong?")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("help", "Ask in plain words"),
        ("?", "Ask in plain words"),
        ("sources", "from 5 sources"),
        ("source 67dca093", "Global Times"),
        ("who: These words", "Nothing found"),
        ("settings", "Settings of this conversation"),
        ("said since: the day before the war", "is no date, or one still to come"),
        ("bananas", "Nothing found: The archive holds no statement about “bananas”."),
    ],
)
async def test_every_command_can_be_typed_in_private(world: World, words: str, told: str) -> None:
    (answer,) = await world.dm(words)

    assert told in answer.text


async def test_a_message_without_words_in_private_gets_help(world: World) -> None:
    (answer,) = await world.dm(
        "", attachments=[{"id": "1", "filename": "picture.png", "size": 4, "url": "", "proxy_url": ""}]
    )

    assert "Ask in plain words" in answer.text


@pytest.mark.parametrize(
    "words", ["{me} " + QUESTION, QUESTION + " {me}?", "{me}: " + QUESTION, "what did China {me} say about Norway"]
)
async def test_a_mention_is_answered_to_the_message(world: World, words: str) -> None:
    (answer,) = await world.say(words.format(me=world.me.mention))

    assert answer.quotes == (EMBASSY.words,)
    reference = (
        answer.message.message_reference if hasattr(answer.message, "message_reference") else answer.message.reference
    )
    assert reference is not None
    assert reference.message_id == world.channel.history()[0].id


async def test_a_mention_alone_gets_help(world: World) -> None:
    (answer,) = await world.say(world.me.mention)

    assert "Ask in plain words" in answer.text


async def test_a_mention_in_a_thread_is_answered_there(world: World) -> None:
    thread = await world.thread()

    (answer,) = await world.say(f"{world.me.mention} {QUESTION}", at=thread)

    assert answer.quotes == (EMBASSY.words,)


async def test_a_mention_in_a_reply_to_the_bot_is_answered(world: World) -> None:
    (first,) = await world.say(f"{world.me.mention} {QUESTION}")

    (second,) = await world.say(f"{world.me.mention} who mentioned PRISM", reply_to=first.message)

    assert "PRISM" in second.quotes[0]


@pytest.mark.parametrize(
    "words", ["@everyone what did China say", "@here Norway", QUESTION, "help", "On Record, Norway?"]
)
async def test_what_does_not_name_the_bot_is_not_answered(world: World, words: str) -> None:
    role = world.guild.create_role("TestBot")
    other = world.guild.add_member(world.env.create_user("otherbot", bot=True))

    for named in ("", role.mention, other.mention, f"<@{world.me.id}0>", f"\\<@{world.me.id + 1}>"):
        assert await world.say(f"{named} {words}") == []


async def test_an_answer_to_the_bots_message_without_its_name_is_not_answered(world: World) -> None:
    (first,) = await world.say(f"{world.me.mention} {QUESTION}")

    assert await world.say("I see! What about Norway?", reply_to=first.message) == []


async def test_other_bots_and_webhooks_are_not_answered(world: World) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    hook = world.guild.create_webhook(world.channel)
    words = f"{world.me.mention} {QUESTION}"

    answers = await world.say(words, robot)
    await hook.send(words)

    assert answers == []
    assert {each.author.id for each in world.channel.history()} == {robot.id, hook.id}


async def test_an_edited_message_is_not_answered_twice(world: World) -> None:
    await world.say(f"{world.me.mention} {QUESTION}")
    asked = world.channel.history()[0]

    await world.ada.edit(asked, f"{world.me.mention} bananas")

    assert len(world.channel.history()) == 2


@pytest.mark.parametrize(
    "words", ["x" * 1900, "@everyone <@1> <@&1> `x` ||x||", "挪" * 1900, "\u202egnp", "source " + "a/" * 900]
)
async def test_hostile_words_are_answered_without_harm(world: World, words: str) -> None:
    (spoken,) = await world.say(f"{world.me.mention} {words}")
    (written,) = await world.dm(words)

    assert spoken.lines
    assert written.lines


async def test_where_the_bot_may_not_write_it_fails_in_silence(world: World) -> None:
    closed = world.guild.create_text_channel("closed")
    world.env.inject_error("POST", f"/channels/{closed.id}/messages", status=403, code=50013)

    assert await world.say(f"{world.me.mention} {QUESTION}", at=closed) == []
    assert len(await world.say(f"{world.me.mention} {QUESTION}")) == 1


async def test_without_the_right_to_read_history_it_answers_all_the_same(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=160002)

    (answer,) = await world.say(f"{world.me.mention} {QUESTION}")

    assert answer.quotes == (EMBASSY.words,)


async def test_buttons_under_a_spoken_answer_are_the_askers(world: World) -> None:
    (answer,) = await world.say(f"{world.me.mention} {QUESTION}")

    theirs = await world.press(answer, "Next", world.ben)
    ours = await world.press(answer, "Next")

    assert (theirs.private, ours.message.id) == (True, answer.message.id)
