"""The buttons under the real bot's answers: pages, context, evidence, source, copies for all, reports of errors."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
import simcord

from tests.builders import (
    GENG,
    HUA,
    a_page,
    comment,
    direct,
    heading,
    narration,
    official,
    question,
    reported,
    transcript,
)
from tests.discord.conftest import QUESTION, Seen, World
from tests.discord.test_bot_questions import EMBASSY

TELLING = ("Context", "Why?", "Source")
GONE = ("This button's answer is no longer remembered.", "Ask the question again.")
FALLEN = (
    "This statement no longer stands in the archive as it was shown, so it is not quoted again.",
    "Ask the question again for what stands there today.",
)
TALK = a_page(
    heading("Regular press conference"),
    question("AFP: Will you buy herring?"),
    transcript("We value herring.", GENG),
    transcript("Herring is a fish.", GENG),
    narration("He then left the herring."),
    comment("Herring are boring!"),
    reported("herring have been useful", HUA),
    name="talk.txt",
    title="Regular press conference",
    publisher="Ministry of Foreign Affairs",
    said="2019-02-18",
)
OLD = a_page(official("Herring is welcome."), name="fish.txt", title="Fish", said="2020-01-01")
NEW = a_page(official("Herring is no longer welcome."), name="fish.txt", title="Fish", said="2020-01-01")
THREE = tuple(
    a_page(direct(f"Herring comes {place}.", GENG), name=f"{place}.txt", published=f"202{year}-05")
    for year, place in enumerate(("third", "second", "first"))
)


def same(one: Seen, other: Seen) -> bool:
    """Whether both look alike but for the number of pages, which grows as they are turned."""
    return (one.lines, one.names, one.quotes, one.facts) == (other.lines, other.names, other.quotes, other.facts)


LAST = "That is all the archive holds on this."


async def _turned(world: World, on: Seen, label: str) -> list[Seen]:
    """The page and all behind it; where there is no further one, the last is shown again and says so."""
    shown = [on]
    while label in on.buttons:
        on = await world.press(on, label)
        shown = shown[:-1] if LAST in on.text else shown
        shown.append(on)
    return shown


@pytest.mark.parametrize(
    "question", [QUESTION, "who mentioned PRISM", "what did Hua Chunying say", "when did China first mention hegemony"]
)
async def test_pages_turn_to_the_end_and_back_in_the_same_message(world: World, question: str) -> None:
    first = await world.ask(question)

    forth = await _turned(world, first, "Next")
    back = await _turned(world, forth[-1], "Previous")

    assert {each.message.id for each in forth + back} == {first.message.id}
    assert all(same(one, other) for one, other in zip(back, reversed(forth), strict=True))
    assert [world.stored(each) for each in forth] == [[quote.strip("“”") for quote in each.quotes] for each in forth]
    assert len({each.quotes for each in forth}) == len(forth)
    assert "Previous" not in first.buttons
    assert forth[-1].footers[0].startswith(f"{len(forth)} of {len(forth)} · ")
    assert world.channel.history()[-1].id == first.message.id


async def test_the_end_is_told_where_a_next_page_was_expected(world: World) -> None:
    pages = await _turned(world, await world.ask("what did Hua Chunying say"), "Next")

    assert len(pages) == 10
    assert LAST in pages[-1].footers[0]
    assert "Next" not in pages[-1].buttons


async def test_anothers_press_opens_a_copy_of_their_own_and_leaves_the_message_alone(world: World) -> None:
    first = await world.ask()

    theirs = await world.press(first, "Next", world.ben)
    further = await world.press(theirs, "Next", world.ben)
    ours = await world.press(first, "Next")

    assert (theirs.private, theirs.message.id == first.message.id) == (True, False)
    assert further.message.id == theirs.message.id
    assert world.seen_by(world.ada) == [first.message.id]
    assert same(ours, theirs)
    assert "Share" in theirs.buttons
    with pytest.raises(simcord.SetupError, match="not visible"):
        await world.press(theirs, "Next", world.ada)


async def test_a_private_copy_is_shared_by_the_one_who_has_it(world: World) -> None:
    theirs = await world.press(await world.ask(), "Next", world.ben)

    shared = await world.press(theirs, "Share", world.ben)

    assert (shared.private, shared.quotes) == (False, theirs.quotes)
    assert shared.lines[0] == f"shared by <@{world.ben.id}>"
    assert shared.message.id in world.seen_by(world.ada)


async def test_the_one_who_shared_turns_the_shared_pages_and_others_get_copies(world: World) -> None:
    theirs = await world.press(await world.ask(), "Next", world.ben)
    shared = await world.press(theirs, "Share", world.ben)

    ours = await world.press(shared, "Next", world.ada)
    turned = await world.press(shared, "Next", world.ben)

    assert (ours.private, ours.message.id == shared.message.id) == (True, False)
    assert turned.message.id == shared.message.id


@pytest.mark.parametrize("pages", [(TALK,)])
async def test_context_names_whose_words_stand_around_and_marks_the_statement(world: World) -> None:
    answer = await world.ask("what did Geng Shuang say about herring")
    own = answer.quotes[0].strip("“”")

    around = await world.press(answer, "Context", world.ben)

    assert (around.titles, around.private) == (("Around it on the page",), True)
    assert [line for line in around.text.split("\n") if line] == [
        "Around it on the page",
        "asked by a journalist",
        "AFP: Will you buy herring?",
        "▸ Geng Shuang" if own == "We value herring." else "Geng Shuang",
        "We value herring.",
        "▸ Geng Shuang" if own == "Herring is a fish." else "Geng Shuang",
        "Herring is a fish.",
        "the reporter's own words",
        "He then left the herring.",
        *(
            ["Hua Chunying, paraphrased by the reporter", "herring have been useful"]
            if own != "We value herring."
            else []
        ),
    ]
    assert "Regular press conference" not in around.text
    assert "boring" not in around.text


async def test_why_tells_rule_date_place_and_that_it_was_checked(world: World) -> None:
    why = await world.press(await world.ask("what did Hua Chunying say about tarnishing China's image"), "Why?")

    assert (why.titles, why.private) == (("Why",), True)
    for row in (
        "Whose words Hua Chunying, Foreign Ministry spokesperson, China",
        "Because a quotation, and beside it who said it",
        "Named on the page as “Hua Chunying”",
        "Told by the words “said”",
        "How we have it direct quotation",
        "Date 13 February 2019, from the page",
        "Place 001_2bf633a2d27a845a.txt, characters 559 to 654",
        "Checked slice, text and bytes agree with their hashes",
    ):
        assert row in why.text


async def test_source_tells_all_that_is_known_of_the_page(world: World) -> None:
    answer = await world.ask()

    told = await world.press(answer, "Source")
    asked = await world.give("source", name=answer.footers[0].split(" · ")[-2])

    assert (told.private, asked.private) == (True, False)
    assert told.text == asked.text


async def test_a_wrong_attribution_is_kept_with_what_was_typed(world: World) -> None:
    answer = await world.ask()

    shown = await world.pressed(answer, "Wrong?", world.ben)
    thanks = world.answer(await world.ben.submit_modal(shown, {"words": "  It was the ministry. @everyone "}))

    assert shown.modal is not None
    assert shown.modal["title"] == "A wrong attribution?"
    assert thanks.lines == ("Thank you: kept as report number 1. Somebody will look at it.",)
    assert thanks.private
    ((number, flag),) = world.archive.ledger.flags()
    assert (number, flag.reason, flag.person) == (1, "It was the ministry. @everyone", str(world.ben.id))
    assert (flag.text, flag.speaker) == (EMBASSY.words.strip("“”"), EMBASSY.name)


async def test_the_same_report_by_the_same_person_is_one_and_by_another_a_second(world: World) -> None:
    answer = await world.ask()

    told = [
        await world.flag(answer, words, by) for words, by in (("", world.ada), ("again", world.ada), ("", world.ben))
    ]

    assert [thanks.lines[0] for thanks in told] == [
        "Thank you: kept as report number 1. Somebody will look at it.",
        "Thank you: you reported this already, as number 1. It will be looked at.",
        "Thank you: kept as report number 2. Somebody will look at it.",
    ]
    assert [flag.reason for _, flag in world.archive.ledger.flags()] == ["", ""]


async def test_the_longest_reason_is_kept_whole(world: World) -> None:
    reason = "挪" * 1000

    await world.flag(await world.ask(), reason)

    assert [flag.reason for _, flag in world.archive.ledger.flags()] == [reason]


async def test_buttons_work_after_a_restart(world: World) -> None:
    answer = await world.ask()
    before = [await world.press(answer, label, world.ben) for label in TELLING]

    await world.restart()

    after = [await world.press(answer, label, world.ben) for label in TELLING]
    assert [each.text for each in after] == [each.text for each in before]
    second = await world.press(answer, "Next")
    assert (second.message.id, same(await world.press(second, "Previous"), answer)) == (answer.message.id, True)
    assert (await world.press(answer, "Next", world.ben)).private
    assert (await world.flag(answer, "")).lines[0].startswith("Thank you: kept")


async def test_further_pages_are_found_after_a_restart(world: World) -> None:
    answer = await world.ask()
    for _ in range(4):
        answer = await world.press(answer, "Next")

    await world.restart()

    sixth = await world.press(answer, "Next")
    assert sixth.footers[0].startswith("6 of 10 or more")


async def test_an_answer_that_was_forgotten_says_so_kindly(world: World) -> None:
    answer = await world.ask()
    await world.restart()
    world.archive.ledger.forget(2**40)

    told = [await world.press(answer, label) for label in answer.buttons]

    assert {(each.lines, each.private) for each in told} == {(GONE, True)}
    assert world.seen_by(world.ben) == [answer.message.id]


async def test_a_form_sent_after_the_answer_was_forgotten_says_so_kindly(world: World) -> None:
    answer = await world.ask()
    form = await world.pressed(answer, "Wrong?")
    await world.restart()
    world.archive.ledger.forget(2**40)

    told = world.answer(await world.ada.submit_modal(form, {"words": "too late"}))

    assert (told.lines, told.private) == (GONE, True)
    assert world.archive.ledger.flags() == []


@pytest.mark.parametrize("pages", [(OLD,)])
async def test_a_statement_whose_page_has_changed_still_shows_where_it_stood_and_what_stands_now(world: World) -> None:
    answer = await world.ask("herring")
    assert world.shelf.keep(NEW) == ["version"]

    _, why, source = [await world.press(answer, label) for label in TELLING]
    again = await world.ask("herring")

    assert answer.quotes == ("“Herring is welcome.”",)
    assert again.quotes == ("“Herring is no longer welcome.”",)
    assert f"SHA-256 {OLD.source.id}" in source.text
    assert f"Superseded by {NEW.source.id[:8]} (1 January 2020)" in source.text
    assert "Checked slice, text and bytes agree with their hashes" in why.text


@pytest.mark.parametrize("pages", [THREE])
async def test_turning_pages_passes_over_a_statement_that_no_longer_stands(world: World) -> None:
    first = await world.give("said", about="herring")
    _, second, third = await _turned(world, first, "Next")
    await _turned(world, third, "Previous")
    _damage(world, second)
    world.faults = True  # it is logged

    turned = await world.press(first, "Next")
    back = await world.press(turned, "Previous")

    assert (turned.quotes, back.quotes) == (third.quotes, first.quotes)
    assert turned.message.id == first.message.id


async def test_a_statement_that_fails_its_check_is_never_shown_again(world: World) -> None:
    answer = await world.ask()
    _damage(world, answer)
    world.faults = True

    told = [await world.press(answer, label) for label in (*TELLING, "Wrong?")]
    turned = await world.press(answer, "Next")

    assert [(each.lines, each.private) for each in told] == [(FALLEN, True)] * 4
    assert "Wang Yi" not in turned.text


def _damage(world: World, shown: Seen) -> None:
    """The words changed behind the archive's back, as a failing disk or a careless hand might."""
    (quote,) = shown.quotes
    words = quote.strip("“”")
    with closing(sqlite3.connect(world.shelf.place)) as db, db:
        changed = db.execute("UPDATE texts SET text = replace(text, ?, ?)", (words, words.upper()))
        assert changed.rowcount > 0


@pytest.mark.parametrize("label", ["Next", *TELLING, "Wrong?"])
async def test_buttons_work_in_private_conversations(world: World, label: str) -> None:
    (answer,) = await world.dm(QUESTION)

    result = await world.ada.user.click(answer.message, label=label)

    assert result.acknowledged
    assert (result.modal is not None) == (label == "Wrong?")
    if label == "Next":
        assert [each.id for each in world.ada.user.dm_channel.history()][-1] == answer.message.id
    elif result.modal is None:
        assert "Embassy of China in Norway" in world.answer(result).text


async def test_in_a_private_conversation_pages_turn_in_place(world: World) -> None:
    (first,) = await world.dm(QUESTION)

    second = await world.press(first, "Next", world.ada.user)
    back = await world.press(second, "Previous", world.ada.user)

    assert back.message.id == first.message.id
    assert replace(back, message=first.message, footers=()) == replace(first, footers=())


async def test_buttons_pressed_in_a_thread_work(world: World) -> None:
    answer = await world.ask(at=await world.thread())

    assert (await world.press(answer, "Next")).message.id == answer.message.id
    assert (await world.press(answer, "Context", world.ben)).private
