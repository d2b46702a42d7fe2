"""Pressed buttons: who turns which page, what each shows, and what is said when it cannot."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.desk import Desk
from bot.desk.reply import Outcome, Reply
from bot.desk.request import Press
from bot.domain.place import Place
from tests.desk.conftest import ALONE, NOW, SERVER, Talk, actions, button_of, card, facts, lines, rows


def test_next_and_previous_turn_the_askers_own_message(talk: Talk) -> None:
    first = talk.ask()

    second = talk.press(first, "next")
    back = talk.press(second, "previous")

    assert (card(second).number, card(second).words.text) == (2, "Our talks will go on.")
    assert actions(second) == ["previous", "next", "context", "why", "source", "wrong"]
    assert (second.edit, second.private, second.remember) == (True, False, None)
    assert (card(back), actions(back)) == (card(first), actions(first))
    assert lines(second) == lines(first)


def test_beyond_what_was_found_the_archive_is_asked_for_more(talk: Talk) -> None:
    reply = talk.ask("what about trade")
    for _ in range(3):
        reply = talk.press(reply, "next")

    assert talk.archive.asked[1:] == [("further", "what about trade", 3, 3)]
    assert (card(reply).number, card(reply).of, card(reply).more) == (4, 6, True)
    assert reply.remember is not None
    assert (reply.remember.id, len(reply.remember.found)) == ("answer1", 6)


def test_the_end_is_said_to_be_the_end(talk: Talk) -> None:
    reply = talk.ask("what about talks")
    reply = talk.press(talk.press(reply, "next"), "next")

    last = talk.press(reply, "next")

    assert (card(last).number, card(last).of, card(last).more) == (3, 3, False)
    assert lines(last)[-1] == "That is all the archive holds on this."
    assert "next" not in actions(last)
    assert last.remember is not None
    assert last.edit


def test_anybody_else_gets_a_private_copy_of_their_own(talk: Talk) -> None:
    first = talk.ask(person="ann")

    theirs = talk.press(first, "next", "bob")
    again = talk.press(theirs, "next", "bob", alone=True)

    assert (theirs.edit, theirs.private) == (False, True)
    assert theirs.remember is not None
    assert (theirs.remember.id, theirs.remember.person) == ("answer2", "bob")
    assert {button.answer for button in theirs.buttons} == {"answer2"}
    assert "share" in actions(theirs)
    assert (again.edit, again.private, again.remember) == (True, True, None)
    assert card(talk.press(first, "next")).number == 2


def test_in_a_group_without_a_server_others_turn_pages_too(talk: Talk) -> None:
    first = talk.ask(place=Place("discord", "dm:7", "70"), person="7")

    theirs = talk.press(first, "next", "8", place=Place("discord", "dm:8", "70"))
    strangers = talk.press(first, "next", "9", place=Place("discord", "dm:9", "90"))

    assert (card(theirs).number, theirs.private, theirs.edit) == (2, True, False)
    assert strangers.outcome is Outcome.GONE


def test_a_page_turned_by_one_does_not_turn_for_the_other(talk: Talk) -> None:
    first = talk.ask("what about trade", person="ann")
    reply = first
    for _ in range(3):
        reply = talk.press(reply, "next", "bob", alone=True)

    mine = talk.press(first, "next", "ann")

    assert (card(reply).number, card(reply).of) == (4, 6)
    assert (card(mine).number, card(mine).of) == (2, 3)


def test_buttons_work_after_a_restart(talk: Talk) -> None:
    first = talk.ask()
    assert first.remember is not None
    talk.desk.remember([first.remember])
    again = Talk(talk.archive, Desk(talk.archive, limit=3))

    assert card(again.press(first, "next")).number == 2


def test_buttons_work_before_the_answer_is_written_and_after_writing_failed(talk: Talk) -> None:
    first = talk.ask()

    assert talk.archive.ledger.recall("answer1") is None
    assert card(talk.press(first, "next")).number == 2


def test_an_answer_that_grew_while_it_was_written_stays_grown(talk: Talk) -> None:
    first = talk.ask("what about trade")
    third = talk.press(talk.press(first, "next"), "next")
    fourth = talk.press(third, "next")
    assert first.remember is not None
    talk.desk.remember([first.remember])

    assert card(talk.press(fourth, "next")).number == 5


def test_of_answers_never_written_only_so_many_are_held(talk: Talk) -> None:
    first = talk.ask()
    for _ in range(2000):
        talk.ask("fish")

    assert talk.press(first, "next").outcome is Outcome.GONE


def test_context_names_each_neighbour_by_whose_words_it_is(talk: Talk) -> None:
    reply = talk.press(talk.ask("fish"), "context")

    assert [(row.name, row.text, row.marked) for row in rows(reply)] == [
        ("asked by a journalist", "AFP: Will you talk to Norway?", False),
        ("Geng Shuang", "We value our talks with Norway.", False),
        ("Geng Shuang", "Fish comes from Norway.", True),
        ("the reporter's own words", "She then left the talks.", False),
    ]
    assert reply.private


def test_context_tells_a_paraphrase_from_their_own_words(talk: Talk) -> None:
    reply = talk.press(talk.ask("useful"), "context")

    assert [row.name for row in rows(reply)] == [
        "the reporter's own words",
        "Hua Chunying",
        "Hua Chunying, paraphrased by the reporter",
    ]


def test_a_statement_alone_on_its_page_has_no_context(talk: Talk) -> None:
    from tests.builders import a_page, keep, official

    keep(talk.archive.store, a_page(official("Only penguins."), name="alone.txt"))

    assert lines(talk.press(talk.ask("penguins"), "context")) == [
        "It stands alone on its page: nothing was said around it."
    ]


def test_why_gives_the_evidence(talk: Talk) -> None:
    reply = talk.press(talk.ask("fish"), "why")

    assert facts(reply) == {
        "Whose words": "Geng Shuang, Foreign Ministry Spokesperson, China",
        "Because": "an answer in a transcript, by the one who answers in it",
        "How sure": "0.97 of 1, shown as fact",
        "In answer to the question": "“AFP: Will you talk to Norway?”",
        "How we have it": "transcript",
        "Kind of page": "report: test",
        "Date": "18 February 2019, from the page",
        "Matched": "“Fish”, in the words",
        "Place": "news/talk.txt, characters 64 to 87",
        "Checked": "slice, text and bytes agree with their hashes",
    }
    assert reply.private


def test_source_shows_the_source_of_the_excerpt(talk: Talk) -> None:
    reply = talk.press(talk.ask("useful"), "source")

    assert facts(reply)["File"] == "news/report.txt"
    assert facts(reply)["Published"] == "May 2020, from the page"
    assert reply.private


def test_share_posts_a_copy_for_all_that_names_who_shared_it(talk: Talk) -> None:
    talk.manage(private="yes")
    reply = talk.press(talk.ask(), "next", alone=True)

    shared = talk.press(reply, "share", alone=True)

    assert (shared.private, shared.edit, shared.shared_by) == (False, False, "ann")
    assert card(shared) == card(reply)
    assert "share" not in actions(shared)
    assert shared.remember is not None
    assert {button.answer for button in shared.buttons} == {shared.remember.id} == {"answer2"}
    turned = talk.press(shared, "next")
    assert (turned.edit, turned.private) == (True, False)


def test_somebody_elses_private_answer_is_not_shared(talk: Talk) -> None:
    """Its id is nobody's to know; should somebody know it all the same, that is no leave to publish it."""
    talk.manage(private="yes")
    talk.ask()

    reply = talk.desk.press(Press("share", "answer1", 0, SERVER, "bob", alone=True))

    assert (reply.private, reply.outcome, reply.remember) == (True, Outcome.REFUSED, None)


@pytest.mark.parametrize(
    ("place", "alone", "told"),
    [
        (SERVER, False, "Everybody here sees this answer already."),
        (ALONE, True, "There is nobody else here to share it with."),
    ],
)
def test_what_is_for_all_already_or_for_nobody_else_is_not_shared(
    talk: Talk, place: Place, alone: bool, told: str  # noqa: FBT001
) -> None:
    talk.ask(place=place)

    reply = talk.desk.press(Press("share", "answer1", 0, place, "ann", alone=alone))

    assert (lines(reply)[0], reply.outcome, reply.private) == (told, Outcome.REFUSED, True)


def test_wrong_asks_what_is_wrong_then_keeps_it_for_review(talk: Talk) -> None:
    reply = talk.ask("fish")

    form = talk.press(reply, "wrong", "bob")
    thanks = talk.press(reply, "wrong", "bob", words="  He is no spokesperson.  ")

    assert form.ask is not None
    assert (form.ask.button, form.ask.longest, form.parts) == (button_of(reply, "wrong"), 1000, ())
    assert lines(thanks) == ["Thank you: kept as report number 1. Somebody will look at it."]
    ((number, flag),) = talk.archive.ledger.flags()
    assert (number, flag.reason, flag.person, flag.place, flag.at) == (1, "He is no spokesperson.", "bob", SERVER, NOW)
    assert (flag.statement, flag.text) == (talk.archive.ids()[1], "Fish comes from Norway.")
    assert flag.speaker == "Geng Shuang, Foreign Ministry Spokesperson, China"
    assert talk.archive.show(flag.source).source.text[flag.start : flag.end] == flag.text


def test_one_persons_word_on_one_statement_is_kept_once(talk: Talk) -> None:
    reply, again = talk.ask("fish"), talk.ask("comes")
    for press, person in ((reply, "bob"), (again, "bob"), (reply, "ann")):
        thanks = talk.press(press, "wrong", person, words="")

    twice = talk.press(again, "wrong", "bob", words="really")

    assert lines(thanks) == ["Thank you: kept as report number 2. Somebody will look at it."]
    assert lines(twice) == ["Thank you: you reported this already, as number 1. It will be looked at."]
    assert [flag.person for _, flag in talk.archive.ledger.flags()] == ["bob", "ann"]


def test_two_presses_at_once_are_one_report(talk: Talk) -> None:
    reply = talk.ask("fish")
    people = [threading.Thread(target=talk.press, args=(reply, "wrong"), kwargs={"words": "x"}) for _ in range(8)]

    for person in people:
        person.start()
    for person in people:
        person.join()

    assert len(talk.archive.ledger.flags()) == 1


def test_a_reason_is_kept_as_long_as_it_may_be(talk: Talk) -> None:
    talk.press(talk.ask("fish"), "wrong", words="x" * 5000)

    assert [len(flag.reason) for _, flag in talk.archive.ledger.flags()] == [1000]


GONE = ["This button's answer is no longer remembered.", "Ask the question again."]


@pytest.mark.parametrize(
    ("press", "told", "outcome"),
    [
        (Press("why", "longgone", 0, SERVER, "ann"), GONE, Outcome.GONE),
        (Press("why", "", 0, SERVER, "ann"), GONE, Outcome.GONE),
        (Press("why", "x' OR 1=1; --", 0, SERVER, "ann"), GONE, Outcome.GONE),
        (Press("why", "\ud800", 0, SERVER, "ann"), GONE, Outcome.GONE),
        (Press("why", "answer1", 0, Place("discord", "200", "4"), "ann"), GONE, Outcome.GONE),
        (Press("why", "answer1", 0, Place("slack", "100", "1"), "ann"), GONE, Outcome.GONE),
        (Press("dance", "answer1", 0, SERVER, "ann"),
         ["This button does nothing any more.", "Ask the question again for one that does."], Outcome.REFUSED),
        (Press("why", "answer1", 3, SERVER, "ann"),
         ["This button's excerpt is not among its answer's.", "Ask the question again."], Outcome.GONE),
        (Press("next", "answer1", -1, SERVER, "ann"),
         ["This button's excerpt is not among its answer's.", "Ask the question again."], Outcome.GONE),
    ],
)  # fmt: skip
def test_a_button_that_leads_nowhere_says_so_kindly(
    talk: Talk, press: Press, told: list[str], outcome: Outcome
) -> None:
    talk.ask()

    reply = talk.desk.press(press)

    assert (lines(reply), reply.outcome, reply.private, reply.edit) == (told, outcome, True, False)


@pytest.mark.parametrize("action", ["context", "why", "source", "share", "wrong"])
def test_a_statement_that_no_longer_stands_is_not_quoted(talk: Talk, action: str) -> None:
    talk.manage(private="yes")
    reply = talk.ask("fish")
    talk.archive.gone.add(talk.archive.ids()[1])

    refused = talk.press(reply, action, alone=True)

    assert lines(refused) == [
        "This statement no longer stands in the archive as it was shown, so it is not quoted again.",
        "Ask the question again for what stands there today.",
    ]
    assert (refused.outcome, refused.private, refused.ask) == (Outcome.GONE, True, None)


def test_turning_pages_passes_over_what_no_longer_stands(talk: Talk) -> None:
    first = talk.ask()
    talk.archive.gone.add(talk.archive.ids()[2])

    third = talk.press(first, "next")

    assert card(third).number == 3
    assert card(talk.press(third, "previous")).number == 1


def test_when_nothing_of_an_answer_stands_any_more_that_is_said(talk: Talk) -> None:
    first = talk.ask()
    talk.archive.gone.update(talk.archive.ids())

    assert talk.press(first, "next").outcome is Outcome.GONE


def test_trouble_with_the_archive_is_a_reply_to_a_press(talk: Talk) -> None:
    first = talk.ask()
    talk.archive.busy = True

    assert lines(talk.press(first, "next")) == ["Another process is writing.", "Try again in a moment."]


ODD = st.text(alphabet=st.characters(codec=None), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    action=st.sampled_from(["next", "previous", "context", "why", "source", "share", "wrong"]) | ODD,
    answer=st.just("answer1") | ODD,
    at=st.integers(-1, 4) | st.integers(),
    person=st.just("ann") | ODD,
    words=st.none() | ODD,
)
def test_whatever_is_pressed_gets_a_reply(
    talk: Talk, action: str, answer: str, at: int, person: str, words: str | None
) -> None:
    if talk.ids.given == 0:
        talk.ask()

    reply = talk.desk.press(Press(action, answer, at, SERVER, person, words=words))

    assert isinstance(reply, Reply)
    assert reply.parts or reply.ask


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    command=st.sampled_from(["ask", "said", "source", "sources", "settings", "help", "who"]) | ODD,
    arguments=st.dictionaries(
        st.sampled_from(["question", "who", "about", "voice", "name", "text", "channel", "private", "party", "dates"]),
        ODD,
    ),
)
def test_whatever_is_asked_gets_a_reply(talk: Talk, command: str, arguments: dict[str, str]) -> None:
    from bot.desk.request import Request

    reply = talk.desk.handle(Request(command, ALONE, "ann", arguments))

    assert reply.parts
