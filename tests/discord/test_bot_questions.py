"""Questions in people's own words, asked of the real bot: the words that come back, and whose they are."""

from dataclasses import dataclass

import pytest

from tests.desk.hostile import SNIPPETS
from tests.discord.conftest import QUESTION, World
from tests.discord.reading import kinds, read

VISIT = (
    "During State Councilor and Foreign Minister Wang Yi's visit to Norway last August, Chinese side provided and "
    "elaborated on this initiative to the Norwegian side."
)
ASKED = "a journalist asked: The Australian government said today that the websites of the two major political parties"


@dataclass(frozen=True)
class Told:
    """What a card is to show."""

    name: str
    words: str
    date: str
    publisher: str | None
    badge: str
    likely: bool = False


EMBASSY = Told(
    "Embassy of China in Norway",
    f"“{VISIT}”",
    "19 July 2021 (date stated by the curator)",
    "Embassy of China in Norway",
    "official text",
)
GENG = Told(
    "Geng Shuang, Foreign Ministry Spokesperson, China",
    "“China firmly upholds cyber security and opposes and cracks down on all forms of cyber attack and cyber theft.”",
    "18 February 2019 (date stated by the curator)",
    "Embassy of China in Australia",
    "transcript",
)
HUA = Told(
    "Hua Chunying, Foreign Ministry spokesperson, China",
    "“This is nothing but one of those series of actions by a few countries to tarnish China's image,”",
    "published 13 February 2019",
    "Global Times · Xinhua",
    "direct quotation",
)
LI = Told(
    "Li Tao, an official from the Cyberspace Administration of China (CAC), China",
    "Meanwhile, China respects sovereignty and opposes hegemony in cyberspace,",
    "published 7 June 2015",
    "china.org.cn · Xinhua",
    "paraphrased by Xinhua",
)
MISSION = Told(
    "A spokesperson from the Chinese Mission to the EU, China",
    "The spokesperson highlighted that China is also a major victim of cyberattacks.",
    "May 2025 (date stated by the curator)",
    None,
    "paraphrased, not their own words",
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (QUESTION, EMBASSY),
        ("what did Geng Shuang say about cyber theft", GENG),
        ("what did Hua Chunying say about tarnishing China's image", HUA),
        ("when did China first mention hegemony", LI),
        ("China on being a major victim of cyberattacks", MISSION),
    ],
)
async def test_the_right_words_come_with_speaker_date_publisher_and_voice(
    world: World, question: str, told: Told
) -> None:
    answer = await world.ask(question)

    assert (answer.names, answer.quotes) == ((told.name,), (told.words,))
    assert answer.facts["Date"] == told.date
    assert answer.facts.get("Published by") == told.publisher
    assert answer.facts["How we have it"] == told.badge
    assert world.stored(answer) == [told.words.strip("“”")]
    assert answer.lines[0].startswith("Read as: ")
    assert not answer.private


async def test_the_journalists_question_is_labelled_and_outside_the_quotation(world: World) -> None:
    answer = await world.ask("what did Geng Shuang say about cyber theft")

    assert ASKED in answer.text
    assert answer.text.index(ASKED) < answer.text.index(GENG.words)
    assert answer.quotes == (GENG.words,)


@pytest.mark.parametrize(
    "words",
    [
        "the websites of the two major political parties were subject to a hacking attack",
        "Reports alleged that hackers working for China's state security department",
        "blog comments powered by Disqus",
        "All Rights Reserved",
    ],
)
async def test_words_that_no_official_said_are_nobodys(world: World, words: str) -> None:
    answer = await world.ask(f'who said "{words}"')

    assert (answer.quotes, answer.names) == ((), ())
    assert any(line.startswith("Nothing found: ") for line in answer.lines)


async def test_a_slip_of_the_fingers_is_told(world: World) -> None:
    answer = await world.ask("what did China say about norwey")

    assert answer.lines == ("Read as: statements by China about Norway", "“norwey” read as “Norway”")
    assert answer.quotes == (EMBASSY.words,)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what did China say about bananas", "The archive holds no statement by China about “bananas”."),
        (
            "what did Zorblaxia say about Norway",
            "Nobody called “Zorblaxia” is quoted in the archive; only officials and the bodies they speak for are.",
        ),
        ("what did Norway say about China", "The archive holds no statement by Norway."),
        ("???", "The question names no speaker and no topic."),
        ("'; DROP TABLE statements;--", "The archive holds no statement about “DROP TABLE statements”."),
    ],
)
async def test_nothing_found_is_said_plainly(world: World, question: str, told: str) -> None:
    answer = await world.ask(question)

    assert f"Nothing found: {told}" in answer.lines
    assert answer.buttons == ()
    if answer.names:
        assert answer.lines[-1] == "Nearest in the archive, not an answer to the question:"


async def test_the_nearest_things_are_no_answer_and_say_whose_they_are(world: World) -> None:
    answer = await world.ask("what did Norway say about cyberattacks")

    assert answer.lines[-2:] == (
        "Nothing found: The archive holds no statement by Norway.",
        "Nearest in the archive, not an answer to the question:",
    )
    assert len(answer.names) in (1, 2, 3)
    assert not any(name.endswith("Norway") and not name.startswith("Embassy of China") for name in answer.names)
    assert [quote.strip("“”") for quote in answer.quotes] == world.stored(answer)


@pytest.mark.parametrize("question", [" ", " \t ", "\u3000"])
async def test_an_empty_question_is_answered_by_what_it_needs(world: World, question: str) -> None:
    answer = await world.ask(question)

    assert answer.lines == ("“ask” needs its question.", "Question: such as: what did China say about Norway.")
    assert answer.private


@pytest.mark.parametrize(
    "question",
    [
        "x" * 6000,
        "Norway " * 850,
        "(" * 6000,
        "“" * 3000,
        "挪" * 6000,
        "👩‍👩‍👧‍👦" * 500,
        "a\u0301" * 3000,
        "what did " * 600,
    ],
)
async def test_a_very_long_question_is_answered(world: World, question: str) -> None:
    answer = await world.ask(question)

    assert answer.lines
    assert [quote.strip("“”") for quote in answer.quotes] == world.stored(answer)


@pytest.mark.parametrize("start", range(0, len(SNIPPETS), 24))
async def test_a_hostile_question_comes_back_as_plain_words(world: World, start: int) -> None:
    question = "what did China say about " + " ".join(SNIPPETS[start : start + 24])

    answer = await world.ask(question)

    seen = kinds(read(answer.message.content, careful=True)) | kinds(read(answer.message.content, careful=False))
    assert seen <= {"subtext"}
    assert answer.lines[0].startswith("Read as: statements by China")


async def test_halves_of_letters_are_no_reason_to_fail(world: World) -> None:
    answer = await world.ask("Norway \ud800")

    assert answer.lines[0].startswith("Read as: ")


@pytest.mark.parametrize(
    "question",
    [
        "中国对挪威说了什么",
        "Was sagte China über Norwegen",
        "China: Noruega",
        "Qu'a dit la Chine sur la Norvège ?",
        "China on Norway",
        "what has Beijing said about Oslo",
    ],
)
async def test_a_question_in_other_words_or_another_language_finds_the_same(world: World, question: str) -> None:
    answer = await world.ask(question)

    assert (answer.names, answer.quotes) == ((EMBASSY.name,), (EMBASSY.words,))


async def test_in_a_thread_the_bot_answers_as_in_its_channel(world: World) -> None:
    thread = await world.thread()

    answer = await world.ask(at=thread)

    assert answer.quotes == (EMBASSY.words,)
    assert answer.message.channel_id == thread.id


async def test_in_private_the_bot_answers_without_a_button_to_share(world: World) -> None:
    answer = await world.ask(by=world.ada.user)

    assert answer.quotes == (EMBASSY.words,)
    assert "Share" not in answer.buttons
