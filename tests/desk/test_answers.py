"""Replies to questions: one card of those found, what is said above and below it, its buttons, who may see it."""

import pytest

from bot.desk.reply import Line, Listing, Outcome
from bot.desk.request import Request
from bot.domain.place import PlaceSettings
from bot.domain.statement import Voice
from tests.desk.conftest import ALONE, NOW, SERVER, Talk, actions, card, cards, facts, lines, rows


def test_a_question_is_answered_with_the_best_excerpt_and_its_buttons(talk: Talk) -> None:
    reply = talk.ask("what about talks")

    shown = card(reply)
    assert (shown.name, shown.words.text) == ("Geng Shuang", "We value our talks with Norway.")
    assert (shown.number, shown.of, shown.more) == (1, 3, True)
    assert shown.answers
    assert shown.beside is not None
    assert shown.beside.text == "AFP: Will you talk to Norway?"
    assert actions(reply) == ["next", "context", "why", "source", "wrong"]
    assert {(button.answer, button.at) for button in reply.buttons} == {("answer1", 0)}
    assert reply.parts[0] == Line("Read as: statements about talks", aside=True)
    assert (reply.outcome, reply.private, reply.edit) == (Outcome.FOUND, False, False)


def test_what_was_found_is_to_be_remembered(talk: Talk) -> None:
    reply = talk.ask("what about talks")

    kept = reply.remember
    assert kept is not None
    assert (kept.id, kept.place, kept.person, kept.at, kept.more) == ("answer1", SERVER, "ann", NOW, True)
    assert [found.statement for found in kept.found] == [talk.archive.ids()[at] for at in (0, 2, 3)]
    assert kept.question.text == "what about talks"


def test_with_fewer_than_asked_for_there_are_no_more(talk: Talk) -> None:
    reply = talk.ask("what about fish")

    assert (card(reply).of, card(reply).more) == (1, False)
    assert actions(reply) == ["context", "why", "source", "wrong"]


def test_corrections_and_what_was_left_out_are_told(talk: Talk) -> None:
    reply = talk.ask("norwey since 2019 talks")

    assert lines(reply) == [
        "Read as: statements about talks",
        "“norwey” read as “Norway”",
        "Left out: 2 statements without a date sure enough for the period",
    ]


def test_nothing_found_is_said_plainly_and_the_nearest_are_no_answer(talk: Talk) -> None:
    reply = talk.ask("what about penguins")

    assert lines(reply) == [
        "Read as: statements about penguins",
        "Nothing found: The archive holds no statement about penguins.",
        "Nearest in the archive, not an answer to the question:",
    ]
    assert [each.number for each in cards(reply)] == [None] * 3
    assert (reply.buttons, reply.remember, reply.outcome) == ((), None, Outcome.NOTHING)


def test_where_not_even_something_near_is_held_the_way_on_is_told(talk: Talk) -> None:
    from tests.desk.canned import Canned

    empty = Canned(registry=talk.archive.registry)
    reply = Talk(empty, type(talk.desk)(empty)).ask("what about penguins")

    assert lines(reply)[-1] == "“sources” lists what the archive holds, “help” shows what can be asked."


def test_said_asks_with_its_fields(talk: Talk) -> None:
    reply = talk.run("said", who="China", about="fish", voice="transcript")

    (asked,) = talk.archive.asked
    assert asked[0] == "said"
    assert card(reply).words.text == "Fish comes from Norway."


def test_the_places_party_goes_with_every_question(talk: Talk) -> None:
    talk.manage(party="Norway")

    talk.ask("what about talks")
    talk.run("said", about="talks")

    assert [asked[-1] for asked in talk.archive.asked] == ["NO", "NO"]


def test_where_a_place_says_so_answers_are_for_the_asker_alone_and_can_be_shared(talk: Talk) -> None:
    talk.manage(private="yes")

    reply, nothing, listing = talk.ask(), talk.ask("penguins"), talk.run("sources")

    assert (reply.private, nothing.private, listing.private) == (True, True, True)
    assert actions(reply) == ["next", "context", "why", "source", "share", "wrong"]


def test_a_mention_is_answered_for_all_whatever_the_place_prefers(talk: Talk) -> None:
    talk.manage(private="yes")

    reply = talk.desk.handle(Request("ask", SERVER, "ann", {"question": "talks"}, open=True))

    assert not reply.private
    assert "share" not in actions(reply)


def test_where_one_is_alone_with_the_bot_there_is_nobody_to_share_with(talk: Talk) -> None:
    talk.archive.ledger.set_place(ALONE, PlaceSettings(private=True))

    reply = talk.ask(place=ALONE)

    assert not reply.private
    assert "share" not in actions(reply)


def test_dates_are_in_the_places_language(talk: Talk) -> None:
    talk.manage(dates="Deutsch")

    assert card(talk.ask()).date == "18. Februar 2019"


@pytest.mark.parametrize(
    ("verbatim", "share", "told"),
    [
        (True, 1.0, "Part of this message is on record, word for word; the rest may not be:"),
        (False, 0.834, "Not on record word for word. The nearest statement, with 83 % of the words in the same order:"),
        (False, 0.999, "Not on record word for word. The nearest statement, with 99 % of the words in the same order:"),
    ],
)
def test_who_said_this_tells_how_near_the_words_are(talk: Talk, verbatim: bool, share: float, told: str) -> None:  # noqa: FBT001
    talk.archive.likeness = (talk.archive.ids()[1], verbatim, share)

    reply = talk.run("who", text="fish comes from Norway, they say")

    assert lines(reply) == [told]
    assert card(reply).words.text == "Fish comes from Norway."
    assert actions(reply) == ["context", "why", "source", "wrong"]
    assert talk.archive.asked == [("who_said", "fish comes from Norway, they say")]


@pytest.mark.parametrize(
    "text", ["“Fish comes from NORWAY.”", "fish comes", "<@12> https://x.example Fish comes from Norway"]
)
def test_a_message_that_says_no_more_than_the_statement_is_all_on_record(talk: Talk, text: str) -> None:
    talk.archive.likeness = (talk.archive.ids()[1], True, 1.0)

    assert lines(talk.run("who", text=text)) == ["These words are on record, word for word:"]


def test_what_somebody_elses_message_said_is_not_kept(talk: Talk) -> None:
    talk.archive.likeness = (talk.archive.ids()[1], False, 0.9)

    reply = talk.run("who", text="my secret about fish from Norway")

    assert "secret" not in repr(reply.remember)


def test_that_others_said_the_same_words_is_told_and_goes_with_a_shared_copy(talk: Talk) -> None:
    talk.manage(private="yes")
    talk.archive.likeness = (talk.archive.ids()[1], True, 1.0)
    talk.archive.same_words = 7

    reply = talk.run("who", text="fish comes from Norway")
    shared = talk.press(reply, "share", alone=True)

    others = ", ".join(f"Speaker {number} (Norway)" for number in range(5)) + ", 2 other speakers"
    assert lines(reply)[-1] == f"The same words are on record of {others} too."
    assert lines(shared)[0].endswith(f"in a message; the same words are on record of {others} too")


def test_words_that_nobody_said_are_nobodys(talk: Talk) -> None:
    reply = talk.run("who", text="I like cheese")

    assert lines(reply) == ["Nothing found: no statement in the archive has these words, or nearly these."]
    assert (reply.outcome, reply.buttons) == (Outcome.NOTHING, ())


def test_source_tells_all_that_is_known_of_it(talk: Talk) -> None:
    told = facts(talk.run("source", name="talk.txt"))

    assert told == {
        "Title": "Regular press conference",
        "Publisher": "Ministry of Foreign Affairs",
        "Said": "18 February 2019, from the page",
        "Kind of page": "report: test",
        "File": "news/talk.txt",
        "SHA-256": talk.archive.show("talk.txt").source.id,
        "Statements that can be quoted": "2",
    }


def test_source_tells_of_the_other_versions_of_its_page(talk: Talk) -> None:
    from tests.builders import a_page, keep, official

    pages = [a_page(official(f"Draft {number}."), name="draft.txt", said=f"2020-01-0{number}") for number in (1, 2, 3)]
    keep(talk.archive.store, *pages)
    first, second, third = (page.source.id for page in pages)

    told = [facts(talk.run("source", name=name)) for name in (first, second, third)]

    assert [row.get("Superseded by") for row in told] == [f"{third[:8]} (3 January 2020)"] * 2 + [None]
    assert [row.get("Earlier versions") for row in told] == [
        None,
        f"{first[:8]} (1 January 2020)",
        f"{second[:8]} (2 January 2020); {first[:8]} (1 January 2020)",
    ]


def test_a_source_that_is_not_there_is_said_not_to_be(talk: Talk) -> None:
    talk.archive.offers = [("near it", "talk.txt")]

    reply = talk.run("source", name="nowhere")

    assert reply.outcome is Outcome.REFUSED
    assert lines(reply) == ['No source is called "nowhere".', "“sources” lists them."]


def test_a_source_is_found_by_its_title_if_it_is_the_only_one_so_called(talk: Talk) -> None:
    found = talk.run("source", name="PRESS conference")
    misspelled = talk.run("source", name="press confrence")

    assert facts(found)["File"] == "news/talk.txt"
    assert misspelled.outcome is Outcome.REFUSED


def test_of_several_sources_so_called_each_is_named(talk: Talk) -> None:
    reply = talk.run("source", name="NEWS/")

    assert lines(reply) == ["2 sources have “NEWS/” in their title or file name."]
    assert [row.name for row in rows(reply)] == ["news/report.txt", "Regular press conference"]


def test_sources_are_listed_newest_first_with_totals(talk: Talk) -> None:
    reply = talk.run("sources")

    assert lines(reply) == ["The archive holds 16 statements that can be quoted, from 3 sources."]
    assert [row.name for row in rows(reply)] == ["news/report.txt", "Regular press conference", "own.txt"]
    name, text = rows(reply)[1].name, rows(reply)[1].text
    source = talk.archive.show("talk.txt").source.id[:8]
    assert (name, text) == (
        "Regular press conference",
        f"18 February 2019 · Ministry of Foreign Affairs · report · 2 statements · news/talk.txt · {source}",
    )


def test_only_links_that_can_be_followed_are_links(talk: Talk) -> None:
    from tests.builders import a_page, keep, official, some_facts

    urls = ("https://example.org/a", "javascript:alert(1)")
    for number, url in enumerate(urls):
        keep(talk.archive.store, a_page(official(f"Page {number}."), name=f"{number}.txt", facts=some_facts(url=url)))

    shown = {row.name: row.link for row in rows(talk.run("sources"))}

    assert (shown["0.txt"], shown["1.txt"]) == ("https://example.org/a", None)


def test_of_many_sources_the_newest_are_shown_and_the_others_counted(talk: Talk) -> None:
    from tests.builders import a_page, keep, official

    for number in range(30):
        keep(talk.archive.store, a_page(official(f"Page {number}."), name=f"{number}.txt", said=f"20{number + 10}"))

    reply = talk.run("sources")

    assert len(rows(reply)) == 12
    assert rows(reply)[0].name == "29.txt"
    assert lines(reply)[-1] == "21 older sources are not listed: “source” finds each by its title, file name or hash."


def test_an_empty_archive_says_so(talk: Talk) -> None:
    from tests.desk.canned import Canned

    empty = Canned(registry=talk.archive.registry)
    reply = Talk(empty, type(talk.desk)(empty)).run("sources")

    assert (lines(reply), reply.outcome) == (["The archive is empty."], Outcome.NOTHING)


def test_a_paraphrase_and_an_official_text_keep_their_voices(talk: Talk) -> None:
    assert card(talk.ask("useful")).voice is Voice.REPORTED
    assert card(talk.ask("useful")).badge == "paraphrased by Xinhua"
    assert card(talk.ask("trade")).voice is Voice.OFFICIAL


def test_nothing_but_statements_is_ever_shown_as_one(talk: Talk) -> None:
    for word in ("boring", "left", "AFP", "Officials"):
        assert all(each.number is None for each in cards(talk.ask(word)))


def test_every_part_of_a_reply_is_one_the_platforms_know(talk: Talk) -> None:
    for reply in (talk.ask(), talk.ask("penguins"), talk.run("help"), talk.run("sources"), talk.manage()):
        assert {type(part).__name__ for part in reply.parts} <= {"Line", "Listing", "Card"}
        assert all(part.rows for part in reply.parts if isinstance(part, Listing))
