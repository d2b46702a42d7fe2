"""The real bot's entry in the menu of a message, "Who said this?": whose words a message holds, or nearly holds."""

import pytest

from tests.desk.hostile import SNIPPETS
from tests.discord.conftest import World
from tests.discord.test_bot_questions import EMBASSY, GENG, HUA

WORD_FOR_WORD = "These words are on record, word for word:"
PARTLY = "Part of this message is on record, word for word; the rest may not be:"
NOTHING = ("Nothing found: no statement in the archive has these words, or nearly these.",)


@pytest.mark.parametrize(
    ("words", "name", "quote", "told"),
    [
        (EMBASSY.words, EMBASSY.name, EMBASSY.words, WORD_FOR_WORD),
        (GENG.words.strip("“”").upper(), GENG.name, GENG.words, WORD_FOR_WORD),
        (f"> {GENG.words}\nI can't believe it!", GENG.name, GENG.words, PARTLY),
        (f"{GENG.words} We will retaliate.", GENG.name, GENG.words, PARTLY),
        (
            '"one of those series of actions by a few countries to tarnish China\'s image"',
            HUA.name,
            HUA.words,
            WORD_FOR_WORD,
        ),
    ],
)
async def test_words_on_record_are_traced_to_who_said_them(
    world: World, words: str, name: str, quote: str, told: str
) -> None:
    message = await world.ben.send(world.channel, words)

    answer = await world.who_said(message)

    assert answer.lines == (told,)
    assert (answer.names, answer.quotes) == ((name,), (quote,))
    assert world.stored(answer) == [quote.strip("“”")]
    assert answer.buttons == ("Context", "Why?", "Source", "Wrong?")


async def test_nearly_the_words_is_told_with_how_near(world: World) -> None:
    words = "China firmly upholds cyber security and fights all forms of cyber attack and theft."
    message = await world.ben.send(world.channel, words)

    answer = await world.who_said(message)

    assert answer.lines[0].startswith("Not on record word for word. The nearest statement, with ")
    assert answer.quotes == (GENG.words,)


@pytest.mark.parametrize(
    "words",
    [
        "Shall we have lunch at twelve?",
        "the websites of the two major political parties were subject to a hacking attack",
        "blog comments powered by Disqus",
        "China",
        "x" * 2000,
        "挪" * 2000,
        "@everyone <@1> ||spoiler|| ](https://evil.example)",
        " ".join(SNIPPETS[:80])[:2000],
    ],
)
async def test_words_that_nobody_official_said_are_nobodys(world: World, words: str) -> None:
    message = await world.ben.send(world.channel, words)

    answer = await world.who_said(message)

    assert (answer.lines, answer.quotes, answer.buttons) == (NOTHING, (), ())


async def test_a_message_without_words_is_told_to_have_none(world: World) -> None:
    message = await world.ben.send(world.channel, attachments=[("picture.png", b"\x89PNG")])

    answer = await world.who_said(message)

    assert answer.lines[0] == "“who” needs its text."
    assert answer.private


@pytest.mark.parametrize("question", ["what did China say about Norway", "what did Geng Shuang say about cyber theft"])
async def test_the_bots_own_card_is_traced_to_the_same_statement(world: World, question: str) -> None:
    card = await world.ask(question)

    answer = await world.who_said(card.message.message)

    assert answer.lines == (PARTLY,)  # the card says more than the quotation
    assert (answer.names, answer.quotes) == (card.names, card.quotes)


async def test_a_forwarded_message_is_traced_by_its_words(world: World) -> None:
    message = await world.ben.send(world.channel, EMBASSY.words)
    forwarded = await world.ada.forward(message, world.channel)

    answer = await world.who_said(forwarded)

    assert answer.quotes == (EMBASSY.words,)


async def test_its_buttons_keep_saying_how_far_the_words_agree(world: World) -> None:
    await world.give("settings", world.mia, private=True)
    words = "China firmly upholds cyber security and fights all forms of cyber attack and theft."
    answer = await world.who_said(await world.ben.send(world.channel, words))

    shared = await world.press(answer, "Share")

    assert shared.quotes == answer.quotes
    assert shared.lines == (
        f"shared by <@{world.ada.id}>",
        "Read as: the statement nearest to a message, not word for word",
    )
