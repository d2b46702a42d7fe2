"""A post: what it shows, how it was chosen and checked, and what takes its place once it is withdrawn."""

import logging
from dataclasses import replace
from datetime import date, time

import pytest

from bot.desk.daily.composing import Composing
from bot.desk.reply import Button, Line, Outcome, Reply
from bot.desk.request import Press
from bot.domain.place import Place, PlaceSettings
from bot.domain.post import Post, Stage
from bot.domain.remembered import Found
from bot.domain.schedule import Schedule
from bot.domain.source import Basis
from bot.domain.statement import Page, withdrawn
from bot.names import Registry
from tests.builders import GENG, HUA, a_page, keep, official, some_facts
from tests.desk.canned import Canned
from tests.desk.conftest import SERVER, card, cards, facts, lines
from tests.desk.daily.conftest import ASKED, FISH, SEABED, SUNDAY, TALKS, TEXT, TRADE, Daily

DUE = SUNDAY + 3600
DAY = date(2026, 11, 22)
CORRECTED = (
    "Correction, 23 November 2026: this post attributed words to Hua Chunying. "
    "That attribution was withdrawn: Geng said it. Not Hua."
)
POST = Post("postpostpost", "s", DAY, SERVER, DUE, Stage.CLAIMED)


def schedule(**changes: object) -> Schedule:
    return replace(Schedule("s", SERVER, time(9), "Europe/Oslo", number=1), **changes)  # type: ignore[arg-type]


def test_a_post_is_headed_by_its_day_and_has_the_card_of_its_statement(daily: Daily) -> None:
    composed = daily.compose(schedule(party="CN", voice=None, about="trade"), POST, DUE)

    assert lines(composed.reply) == ["Statement of the day · Sunday 22 November 2026"]
    assert (card(composed.reply).name, card(composed.reply).words.text) == ("Hua Chunying", TRADE)
    assert (card(composed.reply).number, composed.reply.private) == (None, False)


def test_the_question_it_answers_is_shown_with_it(daily: Daily) -> None:
    shown = card(daily.compose(schedule(about="value our talks"), POST, DUE).reply)

    assert shown.beside is not None
    assert (shown.words.text, shown.beside.text, shown.beside_label) == (TALKS, ASKED, "a journalist asked")


def test_its_buttons_are_those_that_make_sense_for_everybody(daily: Daily) -> None:
    composed = daily.compose(schedule(), POST, DUE)

    assert composed.reply.buttons == tuple(
        Button(action, label, "postpostpost", 0)
        for action, label in (("context", "Context"), ("why", "Why?"), ("source", "Source"), ("wrong", "Wrong?"))
    )
    assert composed.reply.remember == composed.remember


def test_what_is_remembered_of_it_is_nobodys_and_has_its_id(daily: Daily) -> None:
    composed = daily.compose(schedule(), POST, DUE)

    (shown,) = composed.shown
    kept = composed.remember
    assert (kept.id, kept.place, kept.person, kept.at, kept.more) == ("postpostpost", SERVER, "", DUE, False)
    assert [found.statement for found in kept.found] == [shown.statement]


def test_the_anniversary_comes_first_and_is_said_to_be_one(daily: Daily) -> None:
    composed = daily.compose(schedule(), POST, DUE)

    assert lines(composed.reply) == ["Statement of the day · Sunday 22 November 2026", "On this day in 2018"]
    assert card(composed.reply).words.text == SEABED
    assert composed.why == "said on this day of another year; not shown here before"


def test_on_other_days_nothing_is_said_of_anniversaries(daily: Daily) -> None:
    composed = daily.compose(schedule(), replace(POST, day=date(2026, 11, 23)), DUE)

    assert lines(composed.reply) == ["Statement of the day · Monday 23 November 2026"]
    assert composed.why == "by the date, and whose words were shown here longest ago; not shown here before"


def test_a_date_that_was_inferred_makes_no_anniversary(registry: Registry) -> None:
    page = a_page(official(TRADE, HUA), facts=some_facts(said="2018-11-22", basis=Basis.INFERRED))

    composed = Daily(Canned(page, registry=registry)).compose(schedule(), POST, DUE)

    assert lines(composed.reply) == ["Statement of the day · Sunday 22 November 2026"]


@pytest.mark.parametrize(
    ("after", "late"),
    [(0, []), (300, []), (301, ["It comes late: it was due at 09:00 Europe/Oslo."]),
     (7200, ["It comes late: it was due at 09:00 Europe/Oslo."])],
)  # fmt: skip
def test_a_late_post_says_so(daily: Daily, after: int, late: list[str]) -> None:
    reply = daily.compose(schedule(about="trade"), POST, DUE + after).reply

    assert lines(reply)[1:] == late


def test_a_digest_has_several_cards_each_with_buttons_of_its_own(daily: Daily) -> None:
    composed = daily.compose(schedule(each=3, days=(7,), party="CN"), POST, DUE)

    assert lines(composed.reply) == ["Statements of the week · Sunday 22 November 2026"]
    assert [(each.number, each.of) for each in cards(composed.reply)] == [(1, 3), (2, 3), (3, 3)]
    assert [(button.label, button.at) for button in composed.reply.buttons][3:6] == [
        ("Wrong? 1", 0), ("Context 2", 1), ("Why? 2", 1),
    ]  # fmt: skip
    assert len(composed.reply.buttons) <= 25
    assert len(composed.shown) == len(composed.remember.found) == 3


def test_a_digest_of_an_archive_that_holds_less_is_shorter(registry: Registry) -> None:
    composed = Daily(Canned(TEXT, registry=registry)).compose(schedule(each=3), POST, DUE)

    assert [each.number for each in cards(composed.reply)] == [None]


def test_its_date_is_in_the_language_of_the_place(daily: Daily) -> None:
    daily.ledger.set_place(SERVER, PlaceSettings(language="nb"))

    composed = daily.compose(schedule(about="trade"), POST, DUE)

    assert lines(composed.reply) == ["Statement of the day · søndag 22. november 2026"]
    assert card(composed.reply).date == "1. mars 2020"


def test_nothing_comes_twice_until_all_was_shown(daily: Daily) -> None:
    """Five statements fit; the sixth day begins anew, and says so."""
    daily.set()
    shown = [daily.post().shown[0].key for _ in range(6)]

    last = daily.ledger.posts(daily.only().id, 1)[0]
    assert len(set(shown[:5])) == 5
    assert shown[5] in shown[:5]
    assert daily.compose(daily.only(), replace(last, shown=(), day=date(2026, 11, 28)), DUE).why.endswith(
        "all that fits was shown here once before"
    )


@pytest.mark.parametrize(
    ("narrow", "told"),
    [
        ({"about": "penguins"}, "The archive holds nothing fit to be posted among statements about penguins."),
        ({"party": "NO", "about": "fish"},
         "The archive holds nothing fit to be posted among statements by Norway about fish."),
    ],
)
def test_why_there_is_nothing_is_told_in_a_sentence(daily: Daily, narrow: dict[str, str], told: str) -> None:
    assert daily.composing.compose(schedule(**narrow), POST, DUE) == told


def test_a_statement_that_fails_its_check_is_left_out_loudly(
    daily: Daily, caplog: pytest.LogCaptureFixture
) -> None:
    first = daily.compose(schedule(), POST, DUE).shown[0]
    daily.archive.failing = {first.statement}

    second = daily.compose(schedule(), POST, DUE)

    assert second.shown[0].statement != first.statement
    loud = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert [f"statement {first.statement}," in each for each in loud] == [True]


def test_a_statement_that_moved_or_became_a_paraphrase_is_not_posted(
    daily: Daily, caplog: pytest.LogCaptureFixture
) -> None:
    first = daily.compose(schedule(), POST, DUE).shown[0]

    moved = daily.compose(schedule(), replace(POST, shown=(replace(first, start=first.start + 1),)), DUE)

    assert moved.why != "as chosen before"
    assert f"statement {first.statement}, {first.start + 1}–{first.end} of" in caplog.text


def test_if_none_of_so_many_passes_its_check_there_is_no_post(registry: Registry) -> None:
    pages = [a_page(official(f"{TRADE[:-1]}, year after year, {word}.", GENG), name=f"{word}.txt")
             for word in (f"{one}{two}" for one in "abcde" for two in "abcde")]  # fmt: skip
    archive = Canned(*pages, registry=registry)
    archive.failing = set(archive.ids())

    told = Composing(archive).compose(schedule(), POST, DUE)

    assert told == "No statement chosen passed its check (20 did not)."


def test_a_post_keeps_to_what_it_has_shown(daily: Daily) -> None:
    """It may have been sent already, before the process died."""
    chosen = daily.compose(schedule(about="trade"), POST, DUE)

    again = daily.compose(schedule(), replace(POST, shown=chosen.shown), DUE)

    assert (again.shown, again.reply.parts, again.why) == (chosen.shown, chosen.reply.parts, "as chosen before")


def test_a_post_whose_statement_fell_away_shows_another(daily: Daily) -> None:
    chosen = daily.compose(schedule(), POST, DUE)
    daily.archive.gone = {chosen.shown[0].statement}

    again = daily.compose(schedule(), replace(POST, shown=chosen.shown), DUE)

    assert again.shown != chosen.shown


def test_a_digest_whose_statement_fell_away_keeps_the_others(daily: Daily) -> None:
    digest = schedule(each=3, party="CN")
    chosen = daily.compose(digest, POST, DUE)
    daily.archive.gone = {chosen.shown[1].statement}

    again = daily.compose(digest, replace(POST, shown=chosen.shown), DUE)

    assert again.shown == (chosen.shown[0], chosen.shown[2])


def unquotable(daily: Daily, statement: int) -> None:
    """The statement's attribution is withdrawn in the store."""
    (held,) = daily.archive.store.statements([statement])
    page = daily.archive.store.page(held.source)
    units = tuple(withdrawn(unit) if unit == held.unit else unit for unit in page.units)
    source = replace(page.source, reader="rules-2")
    keep(daily.archive.store, Page(source, page.blocks, units))


def test_a_correction_says_whose_words_they_are_not_and_why(daily: Daily) -> None:
    shown = daily.compose(schedule(about="trade"), POST, DUE).shown
    unquotable(daily, shown[0].statement)

    reply = daily.composing.correction(replace(POST, shown=shown, wrong="Geng said it.\nNot Hua"), DUE + 86_400)

    assert lines(reply) == [
        "Statement of the day · Sunday 22 November 2026",
        CORRECTED,
        f"Not on record as words of Hua Chunying: “{TRADE}”",
    ]
    assert (cards(reply), reply.buttons, reply.private) == ([], (), False)


def test_a_digest_that_is_corrected_keeps_its_other_cards(daily: Daily) -> None:
    digest = daily.ledger.keep_schedule(schedule(each=3, party="CN", number=0))
    assert digest is not None
    chosen = daily.compose(digest, POST, DUE)
    unquotable(daily, chosen.shown[1].statement)

    reply = daily.composing.correction(replace(POST, shown=chosen.shown, wrong="x"), DUE)

    wrong = cards(chosen.reply)[1]
    assert lines(reply)[0] == "Statements of the week · Sunday 22 November 2026"
    assert len([line for line in lines(reply) if line.startswith("Correction, ")]) == 1
    assert [each.words for each in cards(reply)] == [
        each.words for each in cards(chosen.reply) if each.words != wrong.words
    ]
    assert [wrong.words.text in line for line in lines(reply)][-1]


def test_what_must_be_corrected_is_shown_as_nobodys_even_if_the_archive_still_has_it(daily: Daily) -> None:
    """Never misattributed: if it cannot be told which statement is wrong, none of the post stays."""
    shown = daily.compose(schedule(each=3, party="CN"), POST, DUE).shown

    reply = daily.composing.correction(replace(POST, shown=shown, wrong="x"), DUE)

    assert cards(reply) == []
    assert len([line for line in lines(reply) if line.startswith("Correction, ")]) == 3


def test_a_correction_without_its_page_names_nobody(daily: Daily) -> None:
    (shown,) = daily.compose(schedule(), POST, DUE).shown
    lost = replace(shown, source="0" * 64)

    reply = daily.composing.correction(replace(POST, shown=(lost,), wrong=" "), DUE)

    assert lines(reply)[1:] == [
        "Correction, 22 November 2026: this post attributed words to their speaker. That attribution was withdrawn."
    ]


def test_who_set_a_schedule_is_told_why_it_was_paused(daily: Daily) -> None:
    reply = daily.composing.paused(schedule(), "The channel is gone.", "Choose another.")

    assert reply.parts == (
        Line("Schedule 1 is paused: its statement of the day could not be posted in", channels=("1",)),
        Line("The channel is gone."),
        Line("Choose another."),
        Line("When that is mended: “daily resume which: 1”, there.", aside=True),
    )


@pytest.mark.parametrize("place", [SERVER, Place("discord", "100", "thread")])
def test_anybody_may_press_the_buttons_of_a_post_even_where_no_questions_are_answered(
    daily: Daily, place: Place
) -> None:
    """In the channel, in its threads; after a restart; and no later than the answer is remembered."""
    daily.set(about="value our talks")
    post = daily.post()
    daily.ledger.set_place(SERVER, PlaceSettings(("99",)))

    def press(action: str, answer: str = post.id) -> Reply:
        return daily.another().press(Press(action, answer, 0, place, "bob"))

    assert facts(press("why"))["Whose words"] == "Geng Shuang, Foreign Ministry Spokesperson, China"
    assert [press(action).outcome for action in ("context", "source", "wrong")] == [Outcome.DONE] * 3
    assert press("wrong").ask is not None
    assert press("why", "otherotherot").outcome is Outcome.REFUSED


@pytest.mark.parametrize("action", ["share", "next", "previous"])
def test_what_is_not_offered_under_a_post_changes_nothing_for_others(daily: Daily, action: str) -> None:
    """A button that somebody made up does no more than show them a copy of their own."""
    daily.set()
    post = daily.post()

    reply = daily.desk.press(Press(action, post.id, 0, SERVER, "bob"))

    assert (reply.private, reply.edit) == (True, False)


def test_in_another_server_its_buttons_are_nobodys(daily: Daily) -> None:
    daily.set()
    post = daily.post()

    reply = daily.desk.press(Press("why", post.id, 0, Place("discord", "999", "9"), "bob"))

    assert reply.outcome is Outcome.GONE


def test_what_is_remembered_is_checked_again_when_a_button_is_pressed(daily: Daily) -> None:
    daily.set(about="fish from")
    post = daily.post()
    (found,) = (Found(each.statement, 0.0) for each in post.shown)
    excerpt = daily.archive.excerpt(found)
    assert excerpt is not None
    assert excerpt.text == FISH
    daily.archive.gone = {found.statement}

    assert daily.desk.press(Press("why", post.id, 0, SERVER, "bob")).outcome is Outcome.GONE
