"""The agenda: every date of every schedule once, in order, whatever is put back, changed or started anew."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.post import Entry, Post, Stage
from bot.posting.agenda import Agenda
from bot.posting.entries import LONGEST, Step, noted, times
from bot.schedule.when import moment, upcoming
from tests.posting.world import GRACE, a_schedule

BEGIN = moment(date(2026, 11, 1), time(0), "UTC") or 0
HOUR, DAY = 3600, 86_400

ZONES = ("UTC", "Europe/Oslo", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Antarctica/Troll")

schedules = st.lists(
    st.builds(
        lambda zone, hour, days: a_schedule(zone=zone, at=time(hour, 30), days=tuple(sorted(days))),
        st.sampled_from(ZONES), st.integers(0, 23), st.sets(st.integers(1, 7), min_size=1),
    ),
    min_size=1, max_size=6,
).map(lambda found: [replace(one, id=f"s{at}", change=at + 1) for at, one in enumerate(found)])  # fmt: skip


@given(schedules, st.lists(st.tuples(st.integers(1, 40), st.integers(1, 4), st.booleans()), max_size=60))
def test_every_date_comes_once_and_in_order(found: list, steps: list) -> None:
    """However far the clock goes, however many are taken, and whether they are put back: the dates of the rules."""
    agenda, now = Agenda("discord", GRACE), float(BEGIN)
    agenda.learn(found, now)
    came = defaultdict(list)
    for hours, limit, back in steps:
        now += hours * HOUR
        taken = agenda.take(now, limit)
        assert [due.moment for due in taken] == sorted(due.moment for due in taken)
        assert all(due.moment <= now for due in taken)
        if back:
            agenda.back(taken)
            continue
        for due in taken:
            came[due.schedule.id].append(due.day)
            agenda.done(due)

    for schedule in found:
        assert came[schedule.id] == _dates(schedule, len(came[schedule.id]))


def _dates(schedule: object, number: int) -> list[date]:
    """The schedule's first dates, from three hours before the beginning on."""
    dates, after = [], float(BEGIN - GRACE)
    for _ in range(number):
        day, after = upcoming(schedule, after)
        dates.append(day)
    return dates


def test_a_schedule_that_changes_often_takes_no_room() -> None:
    """A thousand changes leave entries of one schedule, not of a thousand."""
    agenda = Agenda("discord", GRACE)
    for change in range(1, 1001):
        agenda.learn([a_schedule(change=change, at=time(change % 24))], BEGIN)

    assert len(agenda._heap) < 100
    assert len(agenda.take(BEGIN + 2 * DAY, 1000)) == 1


def test_what_is_not_this_platforms_or_does_not_run_is_not_due() -> None:
    """Another platform's, a paused one, an ended one: heard of, and left alone."""
    agenda = Agenda("discord", GRACE)
    agenda.learn(
        [a_schedule("a", platform="slack", change=1), a_schedule("b", paused="x", change=2),
         a_schedule("c", ended=True, change=3)],
        BEGIN,
    )  # fmt: skip

    assert (agenda.next(), agenda.change) == (None, 3)


def test_of_the_dates_that_passed_those_after_the_last_post_are_told() -> None:
    """A post that lies ahead, skipped already, is not the last one."""
    schedule = a_schedule(change=1)
    rows = [
        Post("p", schedule.id, schedule.since + timedelta(days=day), schedule.place, 0, Stage.POSTED) for day in (20, 2)
    ]
    agenda = Agenda("discord", GRACE)

    passed = agenda.passed(schedule, rows, BEGIN + 5 * DAY)

    assert [due.day.day for due in passed] == [4, 5]


def test_a_schedule_of_which_nobody_knows_since_when_misses_nothing() -> None:
    """Without a first date and without a post there is no date that it should have had."""
    assert Agenda("discord", GRACE).passed(a_schedule(since=date.min), [], BEGIN) == []


@given(st.lists(st.sampled_from([Step.PUT_OFF, Step.TAKEN, Step.REFUSED]), max_size=200))
def test_a_log_keeps_its_beginning_and_its_end(steps: list) -> None:
    """It never grows past twenty entries; the first and the newest stay."""
    log: tuple[Entry, ...] = (Entry(0, Step.CLAIMED),)
    for at, step in enumerate(steps, 1):
        log = noted(log, at, step)

    assert log[0] == Entry(0, Step.CLAIMED)
    assert len(log) == min(len(steps) + 1, LONGEST)
    assert [entry.step for entry in log[-5:]] == [Step.CLAIMED, *steps][-5:]
    post = Post("p", "s", date(2026, 11, 1), a_schedule().place, 0, Stage.CLAIMED, log=log)
    assert times(post, Step.CLAIMED) == 1
