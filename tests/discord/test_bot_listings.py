"""The real bot's lists: ``/sources``, ``/source``, ``/help``."""

import pytest

from tests.builders import a_page, official, some_facts
from tests.discord.conftest import World
from tests.discord.reading import of_kind, read

MANY = tuple(
    a_page(
        official(f"Statement number {number}."), name=f"page{number:02}.txt", title=f"Page {number}", said="2024-01-01"
    )
    for number in range(40)
)
LINKED = a_page(
    official("We welcome fish."),
    name="fish.txt",
    facts=some_facts(title="On fish", url="https://www.mfa.example/fish_(1).html?a=b&c=*d*", said="2020-01-02"),
)
PLAN = "China urges relevant countries to stop tarnishing China on cybersecurity"


async def test_sources_are_listed_newest_first(world: World) -> None:
    answer = await world.give("sources")

    assert answer.lines == ("The archive holds 63 statements that can be quoted, from 5 sources.",)
    assert answer.titles == ("Sources, newest first",)
    years = [
        answer.text.index(when) for when in ("May 2025", "July 2021", "18 February 2019", "13 February", "June 2015")
    ]
    assert years == sorted(years)
    assert not answer.private


@pytest.mark.parametrize("pages", [MANY])
async def test_of_many_sources_the_rest_are_counted(world: World) -> None:
    answer = await world.give("sources")

    shown = sum(f"page{number:02}.txt" in answer.text for number in range(40))
    assert answer.lines[0].endswith("from 45 sources.")
    assert "33 older sources are not listed: “source” finds each by its title, file name or hash." in answer.text
    assert shown == 11  # and a seed


@pytest.mark.parametrize("name", ["001_2bf633a2d27a845a.txt", "67dca093", "stop tarnishing China on", PLAN])
async def test_a_source_is_told_by_its_name_hash_or_title(world: World, name: str) -> None:
    answer = await world.give("source", name=name)

    for fact in (PLAN, "Global Times", "Xinhua", "13 February 2019, from the page", "67dca093", "SHA-256"):
        assert fact in answer.text
    assert (answer.titles, answer.private) == (("Source",), False)


@pytest.mark.parametrize("pages", [(LINKED,)])
async def test_a_sources_link_leads_where_the_page_is(world: World) -> None:
    answer = await world.give("source", name="fish.txt")
    card = await world.give("said", source="fish.txt")

    assert [link.partition("fish")[0] for link in (*answer.links, *card.links)] == ["https://www.mfa.example/"] * 2
    assert ":~:text=We%20welcome%20fish" in card.links[0]
    assert card.quotes == ("“We welcome fish.”",)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("nothing like it", 'No source is called "nothing like it".'),
        ("../../etc/passwd", 'No source is called "../../etc/passwd".'),
        ("@everyone <@1> `x`", 'No source is called "@everyone <@1> `x`".'),
        ("  ", "“source” needs its name."),
    ],
)
async def test_a_source_that_is_not_there_is_said_to_the_asker_alone(world: World, name: str, line: str) -> None:
    answer = await world.give("source", name=name)

    assert (answer.lines[0], answer.private) == (line, True)
    assert of_kind(read(answer.message.content), "mention") == []


async def test_help_names_every_command_option_and_voice(world: World) -> None:
    answer = await world.give("help")

    named = [
        word for command in world.desk.commands for word in (command.name, *(each.name for each in command.options))
    ]
    assert [word for word in named if word not in answer.text] == []
    assert "Who said this?" in answer.text
    assert all(voice in answer.text for voice in ("direct", "transcript", "official", "reported"))
    assert answer.private


async def test_what_help_proposes_to_ask_works(world: World) -> None:
    examples = ("what did China say about Norway", "what did Hua Chunying say since 2019", "who mentioned PRISM")
    told = (await world.give("help")).text

    for question in examples:
        assert question in told
        assert (await world.ask(question)).quotes


async def test_in_private_lists_are_given_too(world: World) -> None:
    user = world.ada.user

    told = [(await world.give(name, user)).text for name in ("sources", "help")]

    assert "from 5 sources" in told[0]
    assert "Ask in plain words" in told[1]
