"""What people do with On Record on Slack, and what they see: the real program in its own process, on the wire."""

import asyncio

import pytest

from tests.wire.serving import EMBASSY, QUESTION, SECURITY, VISIT
from tests.wire.slack_interactions import ANSWER, DELETED, EDITED, NEW, OPENED, PUBLISHED, UPDATED
from tests.wire.slack_serving import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSTILE = "<!channel> <@U01234567> `x` <https://evil.example|x> &lt; *_~ \u202egnp\u200b " + "*_~" * 50


async def test_a_question_is_answered_in_the_acknowledgement(room: Room) -> None:
    seen = await room.server.people.slash(QUESTION)

    assert (seen.how, seen.message.private) == (ANSWER, False)
    assert VISIT in seen.plain
    assert EMBASSY in seen.plain


async def test_a_quotation_stands_in_rich_text_where_nothing_is_markup(room: Room) -> None:
    seen = await room.server.people.slash(QUESTION)

    rich = [block for block in seen.message.blocks if block["type"] == "rich_text"]
    quoted = [part for block in rich for part in block["elements"] if part["type"] == "rich_text_quote"]
    words = "".join(leaf["text"] for leaf in quoted[0]["elements"])
    assert VISIT in words


async def test_the_typed_form_is_answered_too(room: Room) -> None:
    seen = await room.server.people.slash("said who: China about: Norway voice: direct")

    assert "This is nothing but one of those series of actions by a few countries" in seen.plain
    assert "Hua Chunying" in seen.plain


async def test_nothing_found_is_said_plainly(room: Room) -> None:
    seen = await room.server.people.slash("said who: Norway about: bananas")

    assert VISIT not in seen.plain
    assert "Nothing found" in seen.plain


@pytest.mark.parametrize(
    ("line", "told"), [("help", "what did China say about Norway"), ("sources", "Cyber"), ("settings", "Dates in")]
)
async def test_commands_without_a_question_are_answered(room: Room, line: str, told: str) -> None:
    seen = await room.server.people.slash(line)

    assert told in seen.plain


async def test_a_source_is_told_by_its_title(room: Room) -> None:
    title = "China urges relevant countries to stop tarnishing China on cybersecurity"
    seen = await room.server.people.slash(f'source "{title}"')

    assert title in seen.plain


async def test_next_and_previous_turn_the_askers_own_message(room: Room) -> None:
    first = await room.server.people.slash(QUESTION)

    second = await room.server.people.press(first, "Next")
    back = await room.server.people.press(second, "Previous")

    assert (second.how, second.message.ts) == (EDITED, first.message.ts)
    assert SECURITY in second.plain
    assert (back.how, back.plain) == (EDITED, first.plain)


async def test_another_persons_press_leaves_the_message_alone(room: Room) -> None:
    server = room.server
    first = await server.people.slash(QUESTION)

    theirs = await server.people.press(first, "Next", by=server.ben)
    further = await server.people.press(theirs, "Next", by=server.ben)

    assert (theirs.how, theirs.message.private_to) == (NEW, server.ben.id)
    assert SECURITY in theirs.plain
    assert (further.how, further.message.ts) == (EDITED, theirs.message.ts)
    assert server.messages[first.message.ts].plain == first.plain


@pytest.mark.parametrize(
    ("button", "told"),
    [("Context", "We are still expecting constructive suggestions"), ("Why", EMBASSY), ("Source", EMBASSY)],
)
async def test_what_stands_behind_an_answer_is_told_to_the_one_who_asks(room: Room, button: str, told: str) -> None:
    first = await room.server.people.slash(QUESTION)

    seen = await room.server.people.press(first, button, by=room.server.ben)

    assert (seen.how, seen.message.private_to) == (NEW, room.server.ben.id)
    assert told in seen.plain


async def test_a_wrong_attribution_is_reported_once_by_a_form(room: Room) -> None:
    people = room.server.people
    first = await people.slash(QUESTION)

    form = await people.press(first, "Wrong?")
    thanks = await people.submit(form, words="it was the ministry")
    again = await people.submit(await people.press(first, "Wrong?"), words="once more")

    assert form.how == OPENED
    assert "report number 1" in thanks.plain
    assert "number 1" in again.plain


async def test_a_private_place_answers_the_asker_alone_until_it_is_shared(room: Room) -> None:
    server, people = room.server, room.server.people
    await people.slash("settings private: yes")
    try:
        first = await people.slash(QUESTION)
        shared = await people.press(first, "Share")
        other = await people.slash(QUESTION)
        kept = await people.press(other, "Keep to myself")
        mentioned = await people.mention(QUESTION)
    finally:
        await people.slash("settings private: no")
    theirs = await people.press(shared, "Next", by=server.ben)

    assert first.message.private_to == server.ada.id
    assert (shared.message.private, VISIT in shared.plain) == (False, True)
    assert "shared by ada" in shared.plain
    assert (kept.how, other.message.ts in server.messages) == (DELETED, False)
    assert (mentioned.message.private, VISIT in mentioned.plain) == (False, True)
    assert theirs.message.private_to == server.ben.id


async def test_settings_name_the_channels_it_answers_in(room: Room) -> None:
    server, people = room.server, room.server.people
    await people.slash(f"settings channel: <#{server.channel.id}|desk>")
    try:
        there = await people.slash(QUESTION)
        elsewhere = await people.slash(QUESTION, at=server.other_channel)
        silent = await people.tell("app_mention", people._write(QUESTION, None, server.other_channel, None))
        await silent.sent.answer
        await people.mention("help")
    finally:
        await people.slash("settings everywhere: yes")

    assert VISIT in there.plain
    assert (VISIT in elsewhere.plain, elsewhere.message.private) == (False, True)
    assert f"<#{server.channel.id}>" in str(elsewhere.message.blocks) or server.channel.id in str(
        elsewhere.message.blocks
    )
    assert silent.outcomes == []


async def test_settings_are_for_admins_of_the_workspace(room: Room) -> None:
    seen = await room.server.people.slash("settings private: yes", by=room.server.ben)
    after = await room.server.people.slash(QUESTION)

    assert "admin" in seen.plain
    assert (seen.message.private, after.message.private) == (True, False)


async def test_a_mention_is_answered_in_its_thread(room: Room) -> None:
    people = room.server.people

    first = await people.mention(QUESTION)
    inside = await people.mention("who mentioned PRISM?", thread=first.message.thread)
    second = await people.press(first, "Next")

    assert VISIT in first.plain
    assert first.message.thread == first.of.typed.ts if first.of.typed else None
    assert inside.message.thread == first.message.thread
    assert (second.how, second.message.ts) == (EDITED, first.message.ts)


async def test_what_a_press_in_a_thread_tells_stays_in_the_thread(room: Room) -> None:
    people = room.server.people
    first = await people.mention(QUESTION)

    told = await people.press(first, "Why", by=room.server.ben)

    assert (told.message.thread, told.message.private_to) == (first.message.thread, room.server.ben.id)


async def test_an_empty_mention_asks_for_help(room: Room) -> None:
    seen = await room.server.people.mention("")

    assert "what did China say about Norway" in seen.plain


async def test_a_direct_message_is_a_question_and_its_buttons_work(room: Room) -> None:
    people = room.server.people

    first = await people.dm(QUESTION, by=room.server.ben)
    second = await people.press(first, "Next", by=room.server.ben)
    typed = await people.dm("said who: China about: Norway")

    assert VISIT in first.plain
    assert (second.how, second.message.ts, SECURITY in second.plain) == (EDITED, first.message.ts, True)
    assert len(typed.message.buttons) > 3


async def test_a_mention_in_a_direct_message_is_answered_once(room: Room) -> None:
    server, people = room.server, room.server.people
    channel = server.dm_with(server.ben)
    typed = people._write(f"<@{server.team.user}> {QUESTION}", server.ben, channel, None)

    first = await people.tell("message", typed)
    second = await people.tell("app_mention", typed)
    await people._see(first)
    await people.dm("help", by=server.ada)

    assert len(first.outcomes + second.outcomes) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B0123456"},
        {"subtype": "bot_message", "bot_id": "B0123456"},
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "channel_join"},
        {"edited": {"user": "U1", "ts": "1.1"}},
    ],
)
async def test_talk_that_is_no_persons_new_message_is_left_alone(room: Room, more: dict[str, object]) -> None:
    server, people = room.server, room.server.people
    typed = people._write(QUESTION, server.ben, server.dm_with(server.ben), None)

    begun = await people.tell("message", typed, **more)
    await begun.sent.answer
    await people.dm("help")

    assert begun.outcomes == []


async def test_a_messages_menu_finds_who_said_its_words(room: Room) -> None:
    people = room.server.people

    found = await people.shortcut(f"somewhere I read: {VISIT}")
    nothing = await people.shortcut("qwertz uiop yxcvb")

    assert (VISIT in found.plain, EMBASSY in found.plain) == (True, True)
    assert VISIT not in nothing.plain


async def test_a_command_without_words_shows_help_and_a_way_to_the_search(room: Room) -> None:
    people = room.server.people

    help_ = await people.slash("")
    form = await people.press(help_, "Search")

    assert "what did China say about Norway" in help_.plain
    assert (form.how, form.view["callback_id"]) == (OPENED, "search")


@pytest.mark.parametrize(
    ("field", "typed", "wanted"),
    [("who", "Chi", "China"), ("who", "Chian", "China"), ("about", "Norw", "Norway"), ("source", "cyber", "Cyber")],
)
async def test_the_search_completes_what_is_being_typed(room: Room, field: str, typed: str, wanted: str) -> None:
    form = await room.server.people.search()

    seen = await room.server.people.suggest(form, field, typed)

    assert any(wanted in name for name, _ in seen.options), seen.options


async def test_the_search_is_answered_in_the_channel_chosen(room: Room) -> None:
    server, people = room.server, room.server.people
    form = await people.search()

    seen = await people.submit(form, who="China", about="Norway", where=server.channel.id)

    assert (seen.how, seen.message.channel) == (NEW, server.channel)
    assert VISIT in seen.plain


async def test_the_search_is_answered_in_its_own_window_without_a_channel(room: Room) -> None:
    people = room.server.people
    form = await people.search()

    seen = await people.submit(form, who="China", about="Norway")
    await room.server.until(lambda: VISIT in room.server.views[form.view["id"]].plain)
    second = await people.press(seen, "Next")

    assert seen.how == UPDATED
    assert (second.how, SECURITY in second.plain) == (UPDATED, True)


async def test_home_shows_the_archive_the_settings_and_ones_own_answers(room: Room) -> None:
    server, people = room.server, room.server.people
    await people.slash(QUESTION)
    await people.slash("what did Hua Chunying say about hacking")

    ada, ben = await people.home(), await people.home(by=server.ben)
    again = await people.press(ada, "Show again")
    settings = await people.press(ada, "Settings")

    assert (ada.how, ben.how) == (PUBLISHED, PUBLISHED)
    assert "hacking" in ada.plain
    assert [button["text"]["text"] for button in ada.message.buttons].count("Show again") > 1
    assert "hacking" not in ben.plain
    assert "Hua Chunying" in again.plain
    assert settings.view["callback_id"] == "settings"
    with pytest.raises(LookupError):
        await people.press(ben, "Settings", by=server.ben)


async def test_settings_are_kept_by_the_form_of_home(room: Room) -> None:
    people = room.server.people
    form = await people.press(await people.home(), "Settings")

    kept = await people.submit(form, dates="Deutsch", private="yes")
    told = await people.slash("settings")
    first = await people.slash(QUESTION)
    await people.slash("settings private: no dates: English")

    assert (kept.how, "Kept." in kept.plain) == (UPDATED, True)
    assert "Deutsch" in told.plain
    assert first.message.private


@pytest.mark.parametrize("question", [HOSTILE, "x" * 6000, "\u0000", "'; drop table statements; --", "&amp;lt;"])
async def test_a_hostile_question_is_answered_like_any_other(room: Room, question: str) -> None:
    typed = await room.server.people.slash(question)
    written = await room.server.people.dm(question)

    assert (typed.plain != "", written.plain != "") == (True, True)
    assert room.server.refused == []


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("or:next", "next"),
        ("or:next", "or1:next:abcdefghijkl:0"),
        ("or:next", "or1:next:abcdefghijkl:99999"),
        ("or:nothing", "or1:nothing:abcdefghijkl:0"),
        ("or:next", "or1:why:abcdefghijkl:0"),
        ("or:next", "or1:next:../../x:0"),
        ("or:next", "x" * 2000),
        ("or:next", ""),
        ("go:show", "or1:next:abcdefghijkl:0"),
    ],
)
async def test_a_forged_button_gets_a_kind_word_in_private(room: Room, action: str, value: str) -> None:
    server = room.server
    first = await server.people.slash(QUESTION)

    seen = await server.people.forge(first.message, action, value)

    assert (seen.how, seen.message.private_to) == (NEW, server.ada.id)
    assert server.messages[first.message.ts].plain == first.plain


async def test_a_button_of_a_private_answer_works_for_its_person_alone(room: Room) -> None:
    server, people = room.server, room.server.people
    first = await people.slash(QUESTION)
    theirs = await people.press(first, "Next", by=server.ben)

    with pytest.raises(LookupError):
        await people.press(theirs, "Next", by=server.ada)


async def test_a_hundred_at_once_are_all_acknowledged_in_time(room: Room) -> None:
    parties = ("China", "Norway", "the Embassy of China")
    lines = [f"what did {parties[number % 3]} say about {number}" for number in range(100)]

    answers = await asyncio.gather(*(room.server.people.slash(line) for line in lines))
    await asyncio.gather(*(seen.of.sent.answer for seen in answers))  # an answer by its URL may overtake its own

    assert max(seen.ack_ms for seen in answers) < 3000
    assert len({seen.message.ts for seen in answers}) == 100
