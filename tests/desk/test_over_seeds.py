"""The desk over a real archive of the seeds: what is shown again is what was shown, and stands in its source."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.archive import Archive
from bot.config import Settings
from bot.desk.desk import Desk
from bot.desk.reply import Listing, Outcome, Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place
from bot.wiring import opened
from tests.desk.conftest import button_of, card, lines, rows

HERE = Place("discord", "100", "1")
QUESTIONS = (
    "what did China say about Norway",
    "what did Hua Chunying say",
    "who mentioned PRISM",
    "what did China say about cyber theft since 2015",
    "when did China first mention hegemony",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    place = tmp_path_factory.mktemp("desk") / "archive.db"
    with opened(replace(Settings(), archive=place), {}) as archive:
        yield archive


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive, limit=3)


def _ask(desk: Desk, line: str) -> Reply:
    command, arguments = desk.read_line(line)
    return desk.handle(Request(command, HERE, "ann", arguments))


def _press(desk: Desk, reply: Reply, action: str, words: str | None = None) -> Reply:
    button = button_of(reply, action)
    return desk.press(Press(action, button.answer, button.at, HERE, "ann", words=words))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_page_turned_is_verbatim_and_the_same_on_the_way_back(
    desk: Desk, archive: Archive, question: str
) -> None:
    reply = _ask(desk, question)
    assert reply.outcome is Outcome.FOUND
    shown = [card(reply)]
    while "next" in {button.action for button in reply.buttons}:
        reply = _press(desk, reply, "next")
        shown.append(card(reply))

    back = [card(reply)]
    while "previous" in {button.action for button in reply.buttons}:
        reply = _press(desk, reply, "previous")
        back.append(card(reply))

    assert [each.words for each in back] == [each.words for each in dict.fromkeys(shown)][::-1]
    assert len({(each.place, each.words.text) for each in back}) == len(back)
    for each in back:
        _, source, span = each.place.split(" · ")
        start, end = map(int, span.split("–"))
        assert archive.show(source).source.text[start:end] == each.words.text


@pytest.mark.parametrize("question", QUESTIONS[:4])  # the last has one excerpt only
def test_a_restarted_desk_shows_the_same_card(archive: Archive, desk: Desk, question: str) -> None:
    first = _ask(desk, question)
    assert first.remember is not None
    desk.remember([first.remember])
    again = Desk(archive, limit=3)

    assert {name: _press(again, first, name) for name in ("context", "why", "source")} == {
        name: _press(desk, first, name) for name in ("context", "why", "source")
    }
    second = _press(again, first, "next")
    back = _press(again, second, "previous")
    assert card(back) == replace(card(first), of=card(back).of, more=card(back).more)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_evidence_of_every_excerpt_was_checked(desk: Desk, question: str) -> None:
    told = {row.name: row.text for row in rows(_press(desk, _ask(desk, question), "why"))}

    assert told["Checked"] == "slice, text and bytes agree with their hashes"
    assert "Because" in told
    assert "Whose words" in told


def test_the_context_holds_the_statement_marked_among_the_pages_own_words(desk: Desk, archive: Archive) -> None:
    reply = _ask(desk, QUESTIONS[0])

    (around,) = _press(desk, reply, "context").parts

    assert isinstance(around, Listing)
    assert [row.text for row in around.rows if row.marked] == [card(reply).words.text]
    text = archive.show(card(reply).place.split(" · ")[1]).source.text
    assert all(row.text in text for row in around.rows)


def test_a_statement_copied_into_a_message_is_traced(desk: Desk) -> None:
    shown = card(_ask(desk, QUESTIONS[0]))

    reply = desk.handle(Request("Who said this?", HERE, "ann", {"text": f"> {shown.words.text}"}))

    assert lines(reply) == ["These words are on record, word for word:"]
    assert (card(reply).words.text, card(reply).name) == (shown.words.text, shown.name)


def test_the_fields_ask_the_same_as_the_words(desk: Desk) -> None:
    words, fields = _ask(desk, "what did China say about norwey"), _ask(desk, "said who: China about: norwey")

    assert lines(words) == lines(fields) == [
        "Read as: statements by China about Norway",
        "“norwey” read as “Norway”",
    ]
    assert card(words).words.text == card(fields).words.text


@pytest.mark.parametrize(
    ("option", "typed", "value"),
    [("who", "chi", "China"), ("who", "Hua C", "Hua Chunying"), ("about", "norw", "Norway"), ("who", "chnia", "China")],
)
def test_what_is_typed_completes_from_the_archive(desk: Desk, option: str, typed: str, value: str) -> None:
    offered = desk.complete("said", option, typed, HERE, {})

    assert value in [choice.value for choice in offered]


def test_a_person_of_that_name_comes_before_parties_called_so_in_other_languages(desk: Desk) -> None:
    offered = desk.complete("said", "who", "hua", HERE, {})

    assert offered[0].value == "Hua Chunying"
    assert len(offered) > 1


def test_every_completed_source_is_one_that_can_be_shown(desk: Desk) -> None:
    offered = desk.complete("source", "name", "", HERE, {})

    assert len(offered) == 5
    for choice in offered:
        assert desk.handle(Request("source", HERE, "ann", {"name": choice.value})).outcome is Outcome.DONE


def test_every_completed_party_can_be_set(desk: Desk) -> None:
    for choice in desk.complete("settings", "party", "", HERE, {}):
        reply = desk.handle(Request("settings", HERE, "ann", {"party": choice.value}, may_manage=True))

        assert (choice.value, reply.outcome) == (choice.value, Outcome.DONE)


def test_beyond_the_places_own_party_the_way_is_told(desk: Desk) -> None:
    there = Place("discord", "200", "2")
    desk.handle(Request("settings", there, "boss", {"party": "Norway"}, may_manage=True))

    own = desk.handle(Request("ask", there, "ann", {"question": "cyber theft"}))
    named = desk.handle(Request("ask", there, "ann", {"question": "what did Norway say about cyber theft"}))

    way = "Only the party set for this place was looked at: “who mentioned cyber theft” looks among all."
    assert [way in lines(reply) for reply in (own, named)] == [True, False]


def test_beyond_the_places_own_party_the_way_to_the_very_words_is_told(desk: Desk) -> None:
    there = Place("discord", "300", "3")
    desk.handle(Request("settings", there, "boss", {"party": "Norway"}, may_manage=True))

    own = desk.handle(Request("ask", there, "ann", {"question": '"groundless guesses"'}))
    anybody = desk.handle(Request("ask", there, "ann", {"question": 'who said "groundless guesses"'}))

    way = 'Only the party set for this place was looked at: “who said "groundless guesses"” looks among all.'
    assert (way in lines(own), own.outcome, anybody.outcome) == (True, Outcome.NOTHING, Outcome.FOUND)


def test_what_is_not_held_in_a_voice_or_source_may_be_held_in_others(desk: Desk) -> None:
    voice = _ask(desk, "said who: Hua Chunying voice: official")
    source = _ask(desk, "said who: Hua Chunying source: 003_ecda48ad0aa175a0.txt")

    assert [lines(reply)[1] for reply in (voice, source)] == [
        "Nothing found: The archive holds no statement by Hua Chunying in an official text.",
        "Nothing found: The archive holds no statement by Hua Chunying in that source.",
    ]


HOSTILE = {
    "quotation marks that open": "“" * 6000,
    "brackets": "[" * 3000 + "](" * 1500,
    "a word without end": "a" * 6000,
    "han without end": "中国" * 3000,
    "misspelled words": "chna norwey tradde " * 330,
    "questions within questions": "what did China say about " * 240,
    "dates": "since 2019 until 2020 " * 280,
    "entities": "&#" * 3000,
    "halves of letters": "\ud800" * 6000,
    "marks on one letter": "e" + "\u0301" * 5999,
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_no_words_take_long_to_be_answered(desk: Desk, words: str) -> None:
    """A second each at most, where a question takes some milliseconds: others wait meanwhile."""
    _ask(desk, QUESTIONS[0])
    commands = {"ask": "question", "who": "text", "source": "name"}
    times = []

    for command, option in (*commands.items(), *(("said", each) for each in ("who", "about", "since", "source"))):
        started = time.process_time()
        reply = desk.handle(Request(command, HERE, "ann", {option: words}))
        desk.complete(command, option, words, HERE, {})
        times.append(time.process_time() - started)
        assert reply.outcome in (Outcome.FOUND, Outcome.NOTHING, Outcome.REFUSED, Outcome.DONE)

    assert [seconds for seconds in times if seconds > 1] == []
