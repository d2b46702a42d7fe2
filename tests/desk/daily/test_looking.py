"""``daily preview`` and ``today``: the next post as it will look, and today's statement for anybody."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.reply import Line, Outcome, Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place, PlaceSettings
from bot.domain.post import Post, Stage
from bot.names import Registry
from bot.schedule.when import upcoming
from tests.desk.canned import Canned
from tests.desk.conftest import ALONE, SERVER, actions, button_of, card, cards, lines
from tests.desk.daily.conftest import CYBER, DAY, FISH, HOUR, NEWS, PRESS, SEABED, SUNDAY, TALKS, TEXT, TRADE, Daily

ELSEWHERE, THIRD = Place("discord", "100", "2"), Place("discord", "100", "3")


def today(daily: Daily, place: Place = SERVER, person: str = "ann", *, mention: bool = False) -> Reply:
    return daily.desk.handle(Request("today", place, person, open=mention))


def test_a_preview_is_for_the_person_alone_and_says_for_which_day(daily: Daily) -> None:
    daily.set()

    reply = daily.run("preview")

    assert lines(reply) == [
        "The next post of schedule 1, Sun 22 Nov 09:00 Europe/Oslo, in 1 h:",
        "Statement of the day · Sunday 22 November 2026",
        "On this day in 2018",
    ]
    assert (card(reply).words.text, reply.private, reply.outcome) == (SEABED, True, Outcome.FOUND)


@given(
    days=st.sampled_from(["every day", "weekdays", "weekly digest on Wed", "Sat Sun"]),
    party=st.sampled_from(["none", "China", "Norway"]),
    posted=st.integers(0, 6),
    skipped=st.integers(0, 2),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_the_post_that_comes_is_the_one_that_was_previewed(
    registry: Registry, days: str, party: str, posted: int, skipped: int
) -> None:
    """The same parts and the same buttons, whatever was posted before; only the id is the post's own."""
    daily = Daily(Canned(PRESS, TEXT, NEWS, CYBER, registry=registry))
    daily.set(days=days, party=party)
    for _ in range(posted):
        daily.post()
    for _ in range(skipped):
        daily.run("skip")

    preview = daily.run("preview")

    schedule = daily.only()
    day, due = upcoming(schedule, daily.clock.now)
    while daily.ledger.post(schedule.id, day):
        day, due = upcoming(schedule, due)
    reply = daily.compose(schedule, Post("postpostpost", schedule.id, day, SERVER, due, Stage.CLAIMED), due).reply
    assert preview.parts[1:] == reply.parts
    assert [replace(button, answer="") for button in preview.buttons] == [
        replace(button, answer="") for button in reply.buttons
    ]


def test_its_buttons_work_and_leave_nothing_behind_in_the_history(daily: Daily) -> None:
    daily.set()

    reply = daily.run("preview")

    assert reply.remember is not None
    daily.desk.remember([reply.remember])
    assert daily.ledger.shown_in(SERVER) == []
    assert daily.ledger.posts(daily.only().id, 9) == []
    button = button_of(reply, "why")
    pressed = daily.another().press(Press("why", button.answer, button.at, SERVER, "boss", alone=True))
    assert pressed.outcome is Outcome.DONE


def test_a_preview_of_what_is_paused_or_holds_nothing_says_so(daily: Daily) -> None:
    daily.set(about="fish from")
    daily.run("pause")

    paused = daily.run("preview")
    daily.archive.gone = set(daily.archive.ids())
    nothing = daily.run("preview")

    when = "The next post of schedule 1, Sun 22 Nov 09:00 Europe/Oslo, in 1 h, if it were not paused:"
    assert lines(paused)[0] == when
    assert lines(nothing) == [
        f"{when} nothing would be posted.",
        "The archive holds nothing fit to be posted among statements about fish from.",
    ]
    assert (nothing.private, nothing.outcome) == (True, Outcome.NOTHING)


def test_where_all_would_see_it_no_preview_is_given(daily: Daily) -> None:
    daily.set()

    request = Request("daily preview", SERVER, "boss", may_manage=True, open=True)
    reply = daily.desk.handle(request)

    assert lines(reply) == ["A preview is for you alone, and here all would see it.", "Use the command itself."]
    assert SEABED not in str(reply)


def test_today_shows_what_was_posted_here_with_buttons_of_ones_own(daily: Daily) -> None:
    daily.set()
    post = daily.post()
    composed = daily.compose(daily.only(), post, post.due)

    reply = today(daily)

    assert (reply.parts, reply.private, reply.outcome) == (composed.reply.parts, False, Outcome.FOUND)
    assert actions(reply) == ["context", "why", "source", "wrong"]
    assert reply.remember is not None
    assert (reply.remember.person, reply.remember.id != post.id) == ("ann", True)


def test_today_is_not_shown_twice_to_the_history(daily: Daily) -> None:
    daily.set()
    daily.post()
    before = daily.ledger.shown_in(SERVER)

    today(daily)

    assert daily.ledger.shown_in(SERVER) == before


def test_before_it_was_posted_today_is_what_will_be(daily: Daily) -> None:
    daily.set(time="18:00", party="China")

    before = today(daily)
    daily.post()

    assert before.parts == today(daily).parts
    assert lines(before)[0] == "Statement of the day · Sunday 22 November 2026"


@pytest.mark.parametrize(("place", "about"), [(SERVER, TALKS), (ELSEWHERE, FISH), (THIRD, TALKS)])
def test_today_is_this_channels_else_the_servers(daily: Daily, place: Place, about: str) -> None:
    daily.set(about="value our talks", channel="1")
    daily.set(about="fish from", channel="2")
    for schedule in daily.ledger.schedules(SERVER):
        daily.clock.now = SUNDAY
        daily.post(schedule)

    assert card(today(daily, place)).words.text == about


def test_of_several_schedules_the_one_that_posted_today_counts(daily: Daily) -> None:
    daily.set(about="value our talks", time="23:00")
    daily.set(about="fish from")
    daily.post(daily.ledger.schedules(SERVER)[1])

    assert card(today(daily)).words.text == FISH


def test_the_day_is_that_of_the_schedules_zone(daily: Daily) -> None:
    daily.set(zone="Auckland")
    daily.clock.now += 6 * HOUR

    assert lines(today(daily))[0] == "Statement of the day · Monday 23 November 2026"


def test_without_a_schedule_there_is_a_statement_of_the_day_all_the_same(daily: Daily) -> None:
    """By the date of UTC, and of the party that is set for the place."""
    daily.ledger.set_place(SERVER, PlaceSettings(party="CN", language="de"))

    first, second = today(daily), today(daily, ELSEWHERE)
    daily.clock.now += DAY
    tomorrow = today(daily)

    assert lines(first) == ["Statement of the day · Sonntag, 22. November 2026"]
    assert card(first).words.text in (TALKS, FISH, TRADE) or card(first).name == "Hua Chunying"
    assert first.parts == second.parts
    assert lines(tomorrow) == ["Statement of the day · Montag, 23. November 2026"]


def test_todays_digest_is_turned_page_by_page(daily: Daily) -> None:
    daily.set(days="weekly digest on Sunday", party="China")
    post = daily.post()

    reply = today(daily)

    assert lines(reply) == ["Statements of the week · Sunday 22 November 2026"]
    assert ([(each.number, each.of) for each in cards(reply)], "next" in actions(reply)) == ([(1, 3)], True)
    button = button_of(reply, "next")
    second = daily.desk.press(Press("next", button.answer, button.at, SERVER, "ann"))
    assert (card(second).number, card(second).of) == (2, 3)
    assert lines(second)[0] == "Read as: statements of the week · Sunday 22 November 2026"
    assert post.stage is Stage.POSTED


@pytest.mark.parametrize(
    ("digest", "every_day", "title"),
    [
        ("weekly digest on Friday", None, "Statement of the day · Sunday 22 November 2026"),
        ("weekly digest on Friday", "weekends", "Statement of the day · Sunday 22 November 2026"),
        ("weekly digest on Sunday", "weekdays", "Statements of the week · Sunday 22 November 2026"),
    ],
)
def test_the_digest_of_another_day_is_not_todays(
    daily: Daily, digest: str, every_day: str | None, title: str
) -> None:
    daily.set(days=digest, party="China")
    if every_day:
        daily.set(days=every_day, about="Arctic")

    reply = today(daily)

    assert lines(reply)[0] == title
    assert (card(reply).words.text == SEABED) is (every_day == "weekends")


def test_a_statement_withdrawn_since_it_was_posted_is_not_shown_again(daily: Daily) -> None:
    daily.set()
    post = daily.post()
    daily.archive.gone = {post.shown[0].statement}

    reply = today(daily)

    assert lines(reply) == [
        "The statement posted today no longer stands in the archive as it was shown.",
        "So it is not quoted again.",
    ]
    assert (cards(reply), reply.outcome) == ([], Outcome.GONE)


def test_where_there_is_nothing_it_is_said_plainly(registry: Registry) -> None:
    daily = Daily(Canned(registry=registry))

    reply = today(daily)

    assert lines(reply) == [
        "No statement for today. The archive holds nothing fit to be posted.",
        "“sources” lists what it holds.",
    ]
    assert (reply.outcome, reply.private) == (Outcome.NOTHING, False)


@pytest.mark.parametrize(
    ("place", "mention", "private", "shares"),
    [(SERVER, False, True, True), (SERVER, True, False, False), (ALONE, False, False, False)],
)
def test_today_is_as_private_as_the_place_prefers(
    daily: Daily, place: Place, *, mention: bool, private: bool, shares: bool
) -> None:
    daily.ledger.set_place(SERVER, PlaceSettings(private=True))

    reply = today(daily, place, mention=mention)

    assert (reply.private, "share" in actions(reply)) == (private, shares)


def test_in_a_channel_where_no_questions_are_answered_today_is_not_shown(daily: Daily) -> None:
    daily.ledger.set_place(SERVER, PlaceSettings(("99",)))

    reply = today(daily)

    assert isinstance(reply.parts[0], Line)
    assert reply.parts[0].text == "In this server On Record answers elsewhere:"


def test_day_after_day_each_post_is_of_its_own_day(daily: Daily) -> None:
    daily.set(days="weekdays")

    posted = [daily.post().day for _ in range(6)]

    assert posted == [date(2026, 11, day) for day in (23, 24, 25, 26, 27, 30)]
    assert len(daily.ledger.posts(daily.only().id, 99)) == 6
