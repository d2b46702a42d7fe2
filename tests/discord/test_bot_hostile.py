"""Pages that hold what Discord would act upon, shown by the real bot: as words, exactly, pinging nobody."""

import pytest

from bot.domain.statement import Page, Speaker
from tests.builders import a_page, direct, official, question, reported, some_facts, transcript
from tests.desk.hostile import SNIPPETS, as_read
from tests.discord.conftest import Seen, World
from tests.discord.reading import kinds, of_kind, read

WICKED = "@everyone <@1> <@&2> <#3> herring [a](https://evil.example) ```code``` ||hidden|| **bold** # end \u202eturned"
LINES = "> herring\n\n# Heading\n\n-# small\n\n- one\n\n1. two\n\n>>> rest ```\ncode\n``` ||open"
NAMED = Speaker("@everyone ||Wicked|| <@1>", role="`minister` [x](https://evil.example)", party="CN")


def _page(number: int, text: str) -> Page:
    return a_page(
        question(f"@everyone Will you ||buy|| herring number {number}? <@1>"),
        transcript(text, NAMED),
        name=f"wicked{number}.txt",
        facts=some_facts(
            title=f"[@everyone](https://evil.example) `Page` {number}",
            publisher="**Loud** <@1> ||agency||",
            url=f"https://a.example/{number})[x](https://evil.example",
            said="2024-01-02",
        ),
    )


def _harmless(shown: Seen, *, allowed: frozenset[str] = frozenset()) -> bool:
    """Whether nothing but our own quotation, bold, italics, small print and links is read in it, by either reader."""
    ours = {"quotation", "bold", "italic", "subtext", "link"} | allowed
    texts = [shown.message.content]
    for embed in shown.message.embeds:
        texts += [embed.title or "", embed.description or "", *(field.value or "" for field in embed.fields)]
    found = set().union(*(kinds(read(text, careful=careful)) for text in texts for careful in (True, False)))
    leads = {link.leads for text in texts for link in of_kind(read(text), "link")}
    return found <= ours and not any(lead.startswith("https://evil") for lead in leads)


HOSTILE = {
    "wicked": WICKED,
    "lines": LINES,
    **{f"snippets {at}": "herring " + " ".join(SNIPPETS[at : at + 12]) + " end." for at in range(0, len(SNIPPETS), 12)},
    "a long one": "herring " + "@everyone ||x|| `y` *z* " * 400,
}


@pytest.mark.parametrize("pages", [tuple(_page(at, text) for at, text in enumerate(HOSTILE.values()))])
async def test_a_hostile_statement_is_shown_word_for_word_and_does_nothing(world: World) -> None:
    for number, text in enumerate(HOSTILE.values()):
        answer = await world.give("said", source=f"wicked{number}.txt")

        (quote,) = answer.quotes
        shown, stored = " ".join(quote.split()).strip("“”"), as_read(text)
        assert shown == stored or (stored.startswith(shown) and "Cut here: " in answer.text)
        assert answer.names == ("@everyone ||Wicked|| <@1>, `minister` [x](https://evil.example), China",)
        assert answer.facts["Published by"] == "**Loud** <@1> ||agency||"
        assert answer.facts["Source"].startswith(f"[@everyone](https://evil.example) `Page` {number}")
        assert _harmless(answer)


@pytest.mark.parametrize("pages", [(_page(0, WICKED), _page(1, LINES))])
async def test_its_context_evidence_source_and_copies_do_nothing_either(world: World) -> None:
    await world.give("settings", world.mia, private=True)
    for number in (0, 1):
        answer = await world.give("said", source=f"wicked{number}.txt")

        told = [await world.press(answer, label) for label in ("Context", "Why?", "Source", "Share")]
        thanks = await world.flag(answer, WICKED)

        assert all(_harmless(each) for each in (*told[:3], thanks))
        assert _harmless(told[3], allowed=frozenset({"mention"}))  # who shared it
        (mention,) = of_kind(read(told[3].message.content), "mention")
        assert mention.shown == f"<@{world.ada.id}>"
        assert f"@everyone Will you ||buy|| herring number {number}? <@1>" in told[0].text


@pytest.mark.parametrize("pages", [(_page(0, WICKED), _page(1, LINES))])
async def test_a_hostile_page_in_lists_completions_and_by_mention_does_nothing(world: World) -> None:
    listed = await world.give("sources")
    told = await world.give("source", name="wicked0.txt")
    offered = await world.choices("source", "name", "wicked")
    (spoken,) = await world.say(f"{world.me.mention} herring")
    (written,) = await world.dm("herring")
    traced = await world.who_said(await world.ben.send(world.channel, WICKED))

    assert all(map(_harmless, (listed, told, spoken, written, traced)))
    assert len(offered) == 2
    assert traced.quotes[0].strip("“”") == as_read(WICKED)


@pytest.mark.parametrize(
    "pages",
    [
        (
            a_page(
                official(" ".join(f"Sentence {number} is on herring." for number in range(900))),
                direct("herring " + "x" * 9000),
                reported("herring " + "挪" * 9000),
                name="long.txt",
                said="2024-01-01",
            ),
        )
    ],
)
async def test_ten_thousand_characters_are_cut_visibly_outside_the_marks(world: World) -> None:
    page = await world.give("said", source="long.txt")
    pages = [page]
    while "Next" in page.buttons:
        page = await world.press(page, "Next")
        pages.append(page)

    assert len(pages) == 3
    for shown in pages:
        (stored,) = world.stored(shown)
        (quote,) = shown.quotes
        assert stored.startswith(quote.strip("“”"))
        assert "Cut here: " in shown.text
        assert "Cut here: " not in quote


async def test_no_message_may_ever_ping(world: World) -> None:
    await world.give("settings", world.mia, private=True)
    answer = await world.ask()
    await world.press(answer, "Share")
    await world.press(answer, "Next")
    await world.say(f"{world.me.mention} @everyone")
    await world.dm("@everyone")

    bodies = [
        request.json.get("data", request.json) for request in world.env.http_requests if isinstance(request.json, dict)
    ]
    messages = [body for body in bodies if "content" in body]
    assert len(messages) == 6
    assert [body["allowed_mentions"] for body in messages] == [{"parse": [], "replied_user": False}] * 6
