"""The real bot's ``/said``: each field alone and together, and what is offered while it is being typed."""

import pytest

from tests.desk.hostile import SNIPPETS
from tests.discord.conftest import World
from tests.discord.reading import kinds, read

DIRECT = "“This is nothing but one of those series of actions by a few countries to tarnish China's image,”"
VISIT = "“During State Councilor and Foreign Minister Wang Yi's visit to Norway last August"
THEFT = (
    "“China firmly upholds cyber security and opposes and cracks down on all forms of cyber attack and cyber theft.”"
)
OFFICIAL = "003_ecda48ad0aa175a0.txt"


@pytest.mark.parametrize(
    ("fields", "read_as", "name", "words"),
    [
        ({"who": "Geng Shuang"}, "statements by Geng Shuang (China)", "Geng Shuang", "“"),
        ({"about": "Norway"}, "statements about Norway", "Embassy of China in Norway", VISIT),
        ({"about": '"cyber theft"'}, "statements holding the words “cyber theft”", "Geng Shuang", THEFT),
        ({"since": "2021", "until": "2021"}, "statements, in 2021", "Embassy of China in Norway", "“"),
        ({"until": "2016"}, "statements, until 2016", "Chinese Embassy in the United States", "“not responsible"),
        (
            {"since": "February 2025"},
            "statements, since February 2025",
            "A spokesperson from the Chinese Mission",
            "The",
        ),
        ({"voice": "direct"}, "quotations", "Hua Chunying", DIRECT),
        ({"voice": "official"}, "official statements", "Embassy of China in Norway", "“"),
        ({"source": OFFICIAL}, f"statements in {OFFICIAL}", "Embassy of China in Norway", "“In this afternoon"),
        (
            {
                "who": "China",
                "about": "Norway",
                "since": "2020",
                "until": "2022",
                "voice": "official",
                "source": "5ff06593",
            },
            f"official statements by China about Norway in {OFFICIAL}, from 2020 to 2022",
            "Embassy of China in Norway",
            VISIT,
        ),
    ],
)
async def test_fields_alone_and_together_find_what_they_ask_for(
    world: World, fields: dict[str, str], read_as: str, name: str, words: str
) -> None:
    answer = await world.give("said", **fields)

    assert answer.lines[0] == f"Read as: {read_as}"
    assert answer.names[0].startswith(name)
    assert answer.quotes[0].startswith(words)
    assert [quote.strip("“”") for quote in answer.quotes] == world.stored(answer)


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, ("Nothing is filled in.", "Say who spoke, what it was about, or when.")),
        (
            {"since": "the day before the war"},
            (
                "Since: “the day before the war” is no date, or one still to come.",
                "Write 2019, February 2019, 2019-02-18, 18 February 2019, last year or yesterday.",
            ),
        ),
        (
            {"who": "China", "until": "2019-02-31"},
            (
                "Until: “2019-02-31” is no date, or one still to come.",
                "Write 2019, February 2019, 2019-02-18, 18 February 2019, last year or yesterday.",
            ),
        ),
        (
            {"since": "2022", "until": "2019"},
            ("Since (2022-01-01) is later than until (2019-12-31).", "Put the earlier day into since."),
        ),
        ({"source": "nope"}, ('No source is called "nope".', "“sources” lists them.")),
    ],
)
async def test_what_cannot_be_is_told_kindly_and_to_the_asker_alone(
    world: World, fields: dict[str, str], lines: tuple[str, str]
) -> None:
    answer = await world.give("said", **fields)

    assert (answer.lines, answer.private, answer.buttons) == (lines, True, ())


@pytest.mark.parametrize("option", ["who", "about", "since", "until", "source"])
async def test_hostile_fields_come_back_as_plain_words(world: World, option: str) -> None:
    for start in range(0, len(SNIPPETS), 40):
        answer = await world.give("said", **{option: " ".join(SNIPPETS[start : start + 40])})

        assert kinds(read(answer.message.content)) <= {"subtext"}
        assert answer.lines


@pytest.mark.parametrize("option", ["who", "about", "since", "until", "source"])
async def test_very_long_fields_are_answered(world: World, option: str) -> None:
    answer = await world.give("said", **{option: "Norway, " * 750})

    assert answer.lines


@pytest.mark.parametrize(
    ("command", "option", "typed", "best"),
    [
        ("said", "who", "Chi", "China"),
        ("said", "who", "chnia", "China"),
        ("said", "who", "Hua Ch", "Hua Chunying (China)"),
        ("said", "who", "中国", "China"),
        ("said", "about", "norw", "Norway"),
        ("said", "about", "norwey", "Norway"),
        ("said", "about", "挪威", "Norway"),
        ("said", "about", "pris", "prism"),
        ("said", "source", "spotlight", "Spotlight: China backs cooperation in cyberspace, opposes h…"),
        ("source", "name", "urges relev", "China urges relevant countries to stop tarnishing China on…"),
        ("settings", "party", "norw", "Norway"),
        ("settings", "party", "norwey", "Norway"),
        ("settings", "party", "no", "none: a question without a speaker is about everybody"),
        ("settings", "dates", "deu", "Deutsch, German (de)"),
        ("settings", "dates", "中", "中文, Chinese (zh)"),
        ("settings", "dates", "germ", "Deutsch, German (de)"),
    ],
)
async def test_the_best_completion_comes_first(world: World, command: str, option: str, typed: str, best: str) -> None:
    offered = await world.choices(command, option, typed, by=world.mia)

    assert offered[0].startswith(best)


@pytest.mark.parametrize(
    ("command", "option", "some"),
    [
        ("said", "who", "China"),
        ("said", "about", "Norway"),
        ("said", "source", "China urges relevant"),
        ("source", "name", "China urges relevant"),
        ("settings", "party", "China"),
        ("settings", "dates", "English (en)"),
    ],
)
async def test_with_nothing_typed_what_the_archive_holds_is_offered(
    world: World, command: str, option: str, some: str
) -> None:
    offered = await world.choices(command, option, "", by=world.mia)

    assert any(name.startswith(some) for name in offered)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("said", "who"),
        ("said", "about"),
        ("said", "source"),
        ("source", "name"),
        ("settings", "party"),
        ("settings", "dates"),
    ],
)
async def test_whatever_is_typed_the_choices_are_ones_discord_takes(world: World, command: str, option: str) -> None:
    for typed in ("@everyone", "<@1>", "\u202e", "`" * 100, "x" * 6000, "挪" * 6000, " ", "\x00", "\ud800", "%_'\"\\"):
        offered = await world.choices(command, option, typed, by=world.mia)

        assert len(offered) <= 25


async def test_a_completed_value_is_understood(world: World) -> None:
    for option, typed in (("who", "hua chun"), ("about", "norw"), ("source", "tarnish")):
        offered = await world.ada.autocomplete(world.channel, "said", option, typed)

        answer = await world.give("said", **{option: offered[0]["value"]})

        assert answer.quotes, option


async def test_every_choice_of_voice_is_understood(world: World) -> None:
    (command,) = (command for command in world.desk.commands if command.name == "said")
    (voices,) = (option.choices for option in command.options if option.name == "voice")
    badges = []
    for voice in voices:
        answer = await world.give("said", voice=voice.value)
        badges.append(answer.facts["How we have it"])

    assert [voice.name for voice in voices] == [
        "quoted in someone's report",
        "answers in a transcript",
        "the speaker's own official text",
        "paraphrased by a reporter",
    ]
    assert badges == ["direct quotation", "transcript", "official text", "paraphrased, not their own words"]
