"""What people do with On Record on Discord, and what they see: the real program in its own process, on the wire."""

import asyncio
import json

import pytest

from tests.wire.discord_interactions import CHANNEL_MESSAGE, EDIT, SHOW_FORM
from tests.wire.discord_world import EMBED, HISTORY, THREAD, Channel
from tests.wire.process import ROOT
from tests.wire.serving import EMBASSY, QUESTION, SECURITY, VISIT, House

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOLDEN = ROOT / "tests" / "golden" / "discord" / "commands.json"
PAGES = [page.read_text(encoding="utf-8") for page in (ROOT / "seeds").glob("*.txt")]
HOSTILE = "@everyone <@1> `x` ](https://evil.example) ||x|| \u202egnp\u200b " + "*_~" * 50


async def test_the_commands_registered_are_the_golden_ones(house: House) -> None:
    assert house.server.registered == [json.loads(GOLDEN.read_text(encoding="utf-8"))]


async def test_a_question_is_answered_with_the_words_that_were_said(house: House) -> None:
    seen = await house.server.slash("ask", question=QUESTION)

    assert (seen.kind, seen.message.private) == (CHANNEL_MESSAGE, False)
    assert f"“{VISIT}”" in seen.message.plain
    assert EMBASSY in seen.message.plain
    assert len(seen.message.embeds) == 1


async def test_the_typed_form_is_answered_too(house: House) -> None:
    seen = await house.server.slash("said", who="China", about="Norway", voice="direct")

    assert "“This is nothing but one of those series of actions by a few countries" in seen.message.plain
    assert "Hua Chunying" in seen.message.plain


async def test_nothing_found_is_said_plainly(house: House) -> None:
    seen = await house.server.slash("said", who="Norway", about="bananas")

    assert seen.kind == CHANNEL_MESSAGE
    assert VISIT not in seen.message.plain
    assert "nothing" in seen.message.plain.casefold() or "no statement" in seen.message.plain.casefold()


@pytest.mark.parametrize(
    ("option", "typed", "wanted"),
    [("who", "Chi", "China"), ("who", "Chian", "China"), ("about", "Norw", "Norway"), ("source", "cyber", "Cyber")],
)
async def test_completion_offers_what_is_being_typed(house: House, option: str, typed: str, wanted: str) -> None:
    seen = await house.server.complete("said", option, typed)

    assert any(wanted in name for name, _ in seen.choices), seen.choices


async def test_a_completed_value_is_understood(house: House) -> None:
    offered = await house.server.complete("source", "name", "China urges relevant")
    ((_, value),) = offered.choices

    seen = await house.server.slash("source", name=value)

    assert "China urges relevant countries to stop tarnishing China on cybersecurity" in seen.message.plain


async def test_next_and_previous_turn_the_askers_own_message(house: House) -> None:
    first = await house.server.slash("ask", question=QUESTION)

    second = await house.server.press(first, "Next")
    back = await house.server.press(second, "Previous")

    assert (second.kind, second.message.id) == (EDIT, first.message.id)
    assert SECURITY in second.message.plain
    assert (back.kind, back.message.plain) == (EDIT, first.message.plain)


async def test_another_persons_press_leaves_the_message_alone(house: House) -> None:
    server = house.server
    first = await server.slash("ask", question=QUESTION)

    theirs = await server.press(first, "Next", by=server.ben)
    further = await server.press(theirs, "Next", by=server.ben)

    assert (theirs.kind, theirs.message.private_to) == (CHANNEL_MESSAGE, server.ben.id)
    assert SECURITY in theirs.message.plain
    assert (further.kind, further.message.id) == (EDIT, theirs.message.id)
    assert server.messages[first.message.id].plain == first.message.plain


@pytest.mark.parametrize(
    ("button", "told"),
    [("Context", "We are still expecting constructive suggestions"), ("Why", EMBASSY), ("Source", EMBASSY)],
)
async def test_what_stands_behind_an_answer_is_told_to_the_one_who_asks(house: House, button: str, told: str) -> None:
    first = await house.server.slash("ask", question=QUESTION)

    seen = await house.server.press(first, button, by=house.server.ben)

    assert seen.message.private_to == house.server.ben.id
    assert told in seen.message.plain


async def test_a_wrong_attribution_is_reported_once_by_a_form(house: House) -> None:
    first = await house.server.slash("ask", question=QUESTION)

    form = await house.server.press(first, "Wrong?")
    thanks = await house.server.submit(form, "it was the ministry")
    again = await house.server.submit(await house.server.press(first, "Wrong?"), "once more")

    assert form.kind == SHOW_FORM
    assert (thanks.message.private, again.message.private) == (True, True)
    assert "report number 1" in thanks.message.plain
    assert "number 1" in again.message.plain


async def test_a_private_place_answers_the_asker_alone_until_it_is_shared(house: House) -> None:
    server = house.server
    await server.slash("settings", private=True)
    try:
        first = await server.slash("ask", question=QUESTION)
        shared = await server.press(first, "Share")
        mentioned = await server.mention(QUESTION)
    finally:
        await server.slash("settings", private=False)
    theirs = await server.press(shared, "Next", by=server.ben)

    assert first.message.private_to == server.ada.id
    assert (shared.message.private, VISIT in shared.message.plain) == (False, True)
    assert f"<@{server.ada.id}>" in shared.message.text
    assert VISIT in mentioned.plain
    assert theirs.message.private_to == server.ben.id


async def test_settings_name_the_channels_it_answers_in(house: House) -> None:
    server = house.server
    await server.slash("settings", channel=server.channel)
    try:
        there = await server.slash("ask", question=QUESTION)
        elsewhere = await server.slash("ask", question=QUESTION, at=server.other_channel)
        with pytest.raises(TimeoutError):
            await server.mention(QUESTION, at=server.other_channel, within=0.5)
    finally:
        await server.slash("settings", everywhere=True)

    assert VISIT in there.message.plain
    assert VISIT not in elsewhere.message.plain
    assert (elsewhere.message.private, f"<#{server.channel.id}>" in elsewhere.message.text) == (True, True)


async def test_settings_are_for_those_who_manage_the_server(house: House) -> None:
    seen = await house.server.slash("settings", private=True, by=house.server.ben)
    after = await house.server.slash("ask", question=QUESTION)

    assert "Manage Server" in seen.message.plain
    assert (seen.message.private, after.message.private) == (True, False)


async def test_a_statement_of_the_day_is_set_where_the_bot_may_post_and_nowhere_else(house: House) -> None:
    server = house.server
    server.revoke(server.other_channel, EMBED | HISTORY)
    try:
        offered = await server.complete("daily set", "zone", "Osl", time="09:00")
        zone = offered.choices[0][1]
        refused = await server.slash("daily set", time="09:00", zone=zone, channel=server.other_channel)
        nothing = await server.slash("daily list")
        theirs = await server.slash("daily set", time="09:00", zone=zone, by=server.ben)
        made = await server.slash("daily set", time="09:00", zone=zone)
        preview = await server.slash("daily preview")
    finally:
        server.grant(server.other_channel, EMBED | HISTORY)
        await server.slash("daily off")

    assert zone == "Europe/Oslo"
    assert "On Record lacks the permissions Embed Links and Read Message History there." in refused.message.plain
    assert "Schedule 1" not in nothing.message.plain
    assert "Manage Server" in theirs.message.plain
    assert "Next: " in made.message.plain
    assert preview.message.private_to == server.ada.id
    assert not any(post.channel.id == server.other_channel.id for post in server.log)


async def test_nobody_waits_while_discord_is_slow_to_tell_what_the_bot_may_do(house: House) -> None:
    server = house.server
    server.fail("GET", r"/guilds/\d+$", "slow", 3, delay=1.5)
    setting = [asyncio.create_task(server.slash("daily set", time="09:00", zone="Oslo")) for _ in range(3)]
    await server.until(lambda: len(server.faults.called("GET", r"/channels/\d+$")) > 0)

    asked = await server.slash("ask", question=QUESTION)
    waiting = [not each.done() for each in setting]
    made = await asyncio.gather(*setting)
    for each in made:
        number = each.message.plain.partition("schedule ")[2].partition(":")[0]
        await server.slash("daily off", which=number)

    assert (asked.deferred, any(waiting)) == (False, True)
    assert ["Next: " in each.message.plain for each in made] == [True] * 3


async def test_a_direct_message_is_a_question(house: House) -> None:
    seen = await house.server.dm(QUESTION, by=house.server.ben)

    assert VISIT in seen.plain


async def test_the_buttons_of_a_direct_message_work(house: House) -> None:
    first = await house.server.dm("said who: China about: Norway")

    second = await house.server.press(first, "Next")

    assert (second.kind, second.message.id) == (EDIT, first.id)


async def test_a_mention_is_a_question_and_an_empty_one_asks_for_help(house: House) -> None:
    answer = await house.server.mention(QUESTION)
    help_ = await house.server.mention("")

    assert VISIT in answer.plain
    assert "/ask" in help_.plain or "ask" in help_.plain


async def test_talk_among_people_is_left_alone(house: House) -> None:
    reader = house.server.read(lambda _: True)

    await house.server.write(QUESTION)
    await house.server.write(f"@everyone {QUESTION}")
    await asyncio.sleep(0.3)

    assert not reader.done()
    reader.cancel()


async def test_a_messages_menu_finds_who_said_its_words(house: House) -> None:
    found = await house.server.context_menu("Who said this?", f"somewhere I read: {VISIT}")
    nothing = await house.server.context_menu("Who said this?", "qwertz uiop yxcvb")

    assert (VISIT in found.message.plain, EMBASSY in found.message.plain) == (True, True)
    assert VISIT not in nothing.message.plain


@pytest.mark.parametrize("kind", ["thread", "group"])
async def test_it_answers_where_people_talk(house: House, kind: str) -> None:
    server = house.server
    thread = Channel("aside", THREAD, server.guild.id, server.channel.id)
    server.channels[thread.id] = thread

    seen = await server.slash("ask", question=QUESTION, at=thread if kind == "thread" else server.group)

    assert VISIT in seen.message.plain


@pytest.mark.parametrize("command", ["help", "sources", "settings", "today", "daily list", "daily history"])
async def test_commands_without_a_question_are_answered(house: House, command: str) -> None:
    seen = await house.server.slash(command)

    assert seen.message.text


@pytest.mark.parametrize("question", [HOSTILE, "x" * 6000, "\u0000", "'; drop table statements; --"])
async def test_a_hostile_question_is_answered_like_any_other(house: House, question: str) -> None:
    seen = await house.server.slash("ask", question=question)

    assert seen.message.text
    assert house.server.refused == []


@pytest.mark.parametrize(
    "custom_id",
    [
        "next",
        "or1:next:abcdefghijkl:0",
        "or1:next:abcdefghijkl:99999",
        "or1:nothing:abcdefghijkl:0",
        "or1:next:../../x:0",
        "x" * 100,
    ],
)
async def test_a_forged_button_gets_a_kind_word_in_private(house: House, custom_id: str) -> None:
    first = await house.server.slash("ask", question=QUESTION)

    seen = await house.server.forge(first.message, custom_id)

    assert (seen.kind, seen.message.private_to) == (CHANNEL_MESSAGE, house.server.ada.id)
    assert house.server.messages[first.message.id].plain == first.message.plain


async def test_two_hundred_at_once_are_all_answered_in_time(house: House) -> None:
    parties = ("China", "Norway", "the Embassy of China")
    questions = [f"what did {parties[number % 3]} say about {number}" for number in range(200)]

    answers = await asyncio.gather(*(house.server.slash("ask", question=question) for question in questions))

    assert max(seen.ms for seen in answers) < 3000
    assert len({seen.message.id for seen in answers}) == 200


async def test_the_words_looked_for_stand_on_the_pages() -> None:
    assert [sum(words in page for page in PAGES) for words in (VISIT, SECURITY)] == [1, 1]
