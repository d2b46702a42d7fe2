"""``daily skip``, ``pause``, ``resume`` and ``off``: which day or schedule, and when it posts next."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from bot.desk.reply import Line, Outcome
from bot.desk.request import Obstacle, Request
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from tests.desk.conftest import SERVER, lines
from tests.desk.daily.conftest import DAY, HOUR, Daily

BUSY = ["That day is being changed at this moment.", "Look at “daily why” and try again."]
RHYTHM = "every day at 09:00 Europe/Oslo"


def next_day(daily: Daily) -> str:
    """The next post as the list tells it."""
    reply = daily.run("list")
    return reply.parts[0].rows[0].text.split("next: ")[-1]  # type: ignore[union-attr]


def days(daily: Daily) -> dict[date, Stage]:
    return {post.day: post.stage for post in daily.ledger.posts(daily.only().id, 50)}


def test_a_skip_leaves_out_the_next_day_due_and_says_which(daily: Daily) -> None:
    daily.set()

    reply = daily.run("skip")

    assert reply.parts == (
        Line(f"No post on Sunday 22 November 2026 for schedule 1 ({RHYTHM}), in", channels=("1",)),
        Line("Next: Mon 23 Nov 09:00 Europe/Oslo, in 25 h."),
    )
    assert days(daily) == {date(2026, 11, 22): Stage.SKIPPED}


def test_a_second_skip_leaves_out_the_day_after(daily: Daily) -> None:
    daily.set(days="Sun Wed")
    daily.run("skip")

    daily.run("skip")

    assert days(daily) == {date(2026, 11, 22): Stage.SKIPPED, date(2026, 11, 25): Stage.SKIPPED}
    assert next_day(daily) == "Sun 29 Nov 09:00, in 7 days (2 days skipped)"


def test_a_skip_is_taken_back_for_the_next_day(daily: Daily) -> None:
    daily.set()
    daily.run("skip")
    daily.run("skip")

    reply = daily.run("resume")

    assert lines(reply) == [
        f"There will be a post on Sunday 22 November 2026 after all for schedule 1 ({RHYTHM}), in",
        "Next: Sun 22 Nov 09:00 Europe/Oslo, in 1 h.",
        "Still skipped: Mon 23 Nov.",
    ]
    assert days(daily) == {date(2026, 11, 22): Stage.OPEN, date(2026, 11, 23): Stage.SKIPPED}
    assert next_day(daily) == "Sun 22 Nov 09:00, in 1 h (1 day skipped)"


def test_all_skips_are_taken_back_one_by_one(daily: Daily) -> None:
    """Also where a day that is not skipped comes before them."""
    daily.set()
    for command in ("skip", "skip", "skip", "resume", "resume", "resume"):
        daily.run(command)

    reply = daily.run("resume")

    assert set(days(daily).values()) == {Stage.OPEN}
    assert lines(reply)[0] == f"Schedule 1 is on already: {RHYTHM}, in"


def test_a_skipped_day_that_the_schedule_names_no_more_is_not_told_of(daily: Daily) -> None:
    daily.set()
    daily.run("skip")
    daily.set(which="1", days="weekdays")

    assert next_day(daily) == "Mon 23 Nov 09:00, in 25 h"


def test_a_day_that_was_taken_back_may_be_skipped_again(daily: Daily) -> None:
    daily.set()
    for command in ("skip", "resume", "skip"):
        daily.run(command)

    (post,) = daily.ledger.posts(daily.only().id, 9)
    assert (post.stage, post.version, [entry.step for entry in post.log]) == (
        Stage.SKIPPED, 3, ["skipped", "skip taken back", "skipped"],
    )  # fmt: skip


def test_skips_and_their_ends_leave_no_endless_log(daily: Daily) -> None:
    daily.set()
    for _ in range(15):
        daily.run("skip")
        daily.run("resume")

    (post,) = daily.ledger.posts(daily.only().id, 9)
    assert (post.version, len(post.log), post.log[-1].step) == (30, 20, "skip taken back")


def test_a_skipped_day_that_is_over_is_nothing_to_take_back(daily: Daily) -> None:
    daily.set()
    daily.run("skip")
    daily.clock.now += 2 * HOUR

    reply = daily.run("resume")

    assert lines(reply) == [f"Schedule 1 is on already: {RHYTHM}, in", "Next: Mon 23 Nov 09:00 Europe/Oslo, in 23 h."]
    assert days(daily) == {date(2026, 11, 22): Stage.SKIPPED}


def test_there_is_an_end_to_the_days_skipped_ahead(daily: Daily) -> None:
    daily.set()
    for _ in range(14):
        assert daily.run("skip").outcome is Outcome.DONE

    reply = daily.run("skip")

    assert lines(reply) == ["14 days are skipped already.", "“daily pause” leaves out all."]
    daily.clock.now += DAY
    assert daily.run("skip").outcome is Outcome.DONE


def test_a_day_that_is_being_posted_at_this_moment_is_not_skipped(daily: Daily) -> None:
    """The clock of the desk is a little behind: what it reads as the next day is claimed as it writes."""
    daily.set()
    schedule = daily.only()
    claimed = Post("p", schedule.id, date(2026, 11, 22), SERVER, 0, Stage.MISSED)
    put = daily.ledger.put_posts

    class Quicker:
        def __getattr__(self, name: str) -> object:
            return getattr(daily.archive.store.ledger, name)

        def put_posts(self, posts: list[Post]) -> list[bool]:
            held = self.post(schedule.id, claimed.day)  # type: ignore[operator]
            put([replace(held, version=held.version + 1) if held else claimed])
            return put(posts)

    daily.archive.lent = Quicker()

    assert lines(daily.run("skip")) == BUSY
    assert days(daily) == {date(2026, 11, 22): Stage.MISSED}


def test_of_two_desks_that_skip_at_once_each_skips_a_day(daily: Daily) -> None:
    daily.set()
    daily.run("skip")

    daily.another().handle(Request("daily skip", SERVER, "other", may_manage=True))

    assert set(days(daily).values()) == {Stage.SKIPPED}
    assert len(days(daily)) == 2


def test_a_pause_holds_until_it_is_resumed(daily: Daily) -> None:
    daily.set()

    paused = daily.run("pause")
    schedule = daily.only()
    daily.clock.now += 10 * DAY
    resumed = daily.run("resume")

    assert lines(paused) == [f"Schedule 1 is paused: {RHYTHM}, in", "“daily resume” lets it post again."]
    assert schedule.paused == "as somebody here asked"
    assert lines(resumed) == [f"Schedule 1 posts again: {RHYTHM}, in", "Next: Wed 2 Dec 09:00 Europe/Oslo, in 1 h."]
    assert (daily.only().paused, daily.only().since) == ("", date(2026, 12, 2))


def test_days_are_not_missed_while_it_was_paused(daily: Daily) -> None:
    """It begins anew on the day it is resumed; if that day's time is past, on the next."""
    daily.set()
    daily.run("pause")
    daily.clock.now += 10 * DAY + 2 * HOUR

    daily.run("resume")

    assert daily.only().since == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("pause", ["Schedule 1 is paused already: the channel is gone.", "“daily resume” lets it post again."]),
        ("skip", ["Schedule 1 is paused: the channel is gone.",
                  "There is nothing to skip until “daily resume”."]),
    ],
)  # fmt: skip
def test_what_is_paused_says_why(daily: Daily, command: str, told: list[str]) -> None:
    daily.set()
    daily.ledger.keep_schedule(replace(daily.only(), paused="the channel is gone"))

    assert lines(daily.run(command)) == told


def test_it_is_resumed_only_where_it_may_post(daily: Daily) -> None:
    daily.set()
    daily.run("pause")
    asked: list[Place] = []

    def obstacle(place: Place) -> Obstacle:
        asked.append(place)
        return Obstacle("the channel is gone", "name another with “daily set”")

    reply = daily.run("resume", obstacle=obstacle)

    assert lines(reply) == ["The channel is gone.", "Name another with “daily set”."]
    assert (asked, daily.only().paused) == ([SERVER], "as somebody here asked")


def test_what_is_ended_is_listed_no_more_and_its_number_is_nobodys(daily: Daily) -> None:
    daily.set()
    ended = daily.only()

    reply = daily.run("off")
    daily.set(time="10:00")

    assert reply.parts == (
        Line(f"Schedule 1 has ended: {RHYTHM}, in", channels=("1",)),
        Line("What it posted stays.", aside=True),
    )
    assert daily.ledger.schedule(ended.id) == replace(ended, ended=True, change=2)
    assert daily.only().number == 2
    assert lines(daily.run("off", which="1"))[0] == "No statement of the day has the number “1”."


@pytest.mark.parametrize("command", ["preview", "why", "skip", "pause", "resume", "history", "off"])
def test_where_there_are_none_or_several_it_is_said_which_there_are(daily: Daily, command: str) -> None:
    none = daily.run(command)
    daily.set()
    daily.set(time="18:00", channel="22")

    several = daily.run(command)

    assert lines(none) == ["No statement of the day is set here.", "“daily set” sets one."]
    assert lines(several) == [
        "There are several statements of the day here.",
        f"Say which: 1 ({RHYTHM}) or which: 2 (every day at 18:00 Europe/Oslo).",
    ]
    assert {none.outcome, several.outcome} == {Outcome.REFUSED}
    assert daily.run(command, which="2").outcome is not Outcome.REFUSED


def test_of_many_only_some_are_named(daily: Daily) -> None:
    for hour in range(7):
        daily.set(time=f"{hour:02}:00")

    told = lines(daily.run("off"))[1]

    assert told.count("which: ") == 5
    assert told.endswith(", or another that “daily list” shows.")


@pytest.mark.parametrize("command", ["preview", "why", "skip", "pause", "resume", "history", "off"])
def test_a_schedule_of_another_server_is_nobodys_here(daily: Daily, command: str) -> None:
    daily.set(Place("discord", "999", "1"))
    daily.set(Place("slack", "100", "1"))
    before = daily.ledger.schedules()

    reply = daily.run(command, which="1")

    assert lines(reply)[0] == "No statement of the day is set here."
    assert daily.ledger.schedules() == before


def test_of_many_who_skip_at_once_none_skips_what_another_did(daily: Daily) -> None:
    daily.set()

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: daily.run("skip"), range(8)))

    done = [reply for reply in replies if reply.outcome is Outcome.DONE]
    assert len(days(daily)) == len(done) > 0
    assert len({lines(reply)[0] for reply in done}) == len(done)
