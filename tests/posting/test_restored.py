"""Schedules of a restored archive: what may have been posted meanwhile is closed, all else goes on as it was."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.posting.agenda import Agenda
from bot.posting.restored import let_pass
from bot.schedule.when import moment
from bot.storage.memory import MemoryStore
from tests.posting.world import GRACE, a_schedule

TODAY = date(2026, 11, 22)
DUE = moment(TODAY, time(9), "Europe/Oslo") or 0


def restored(schedule: Schedule, *posts: Post, now: float) -> tuple[int, Post | None]:
    """How many were closed, and today's post."""
    ledger = MemoryStore().ledger
    ledger.keep_schedule(schedule)
    ledger.put_posts(posts)
    return let_pass(ledger, GRACE, now), ledger.post(schedule.id, TODAY)


@pytest.mark.parametrize(
    ("late", "closed"),
    [(-1, 0), (0, 1), (60, 1), (GRACE - 1, 1), (GRACE, 0), (5 * GRACE, 0)],
)
def test_what_was_due_within_the_grace_is_closed(late: int, closed: int) -> None:
    """What is still to come goes on, and what is too late anyway is not touched."""
    done, post = restored(a_schedule(), now=DUE + late)

    assert (done, post and post.stage) == (closed, Stage.FAILED if closed else None)


def test_nothing_that_serves_claims_what_was_closed() -> None:
    """The agenda takes it up; the row that stands there keeps everybody from claiming it."""
    ledger = MemoryStore().ledger
    schedule = ledger.keep_schedule(a_schedule())
    assert schedule is not None
    let_pass(ledger, GRACE, DUE + 60)
    agenda = Agenda("discord", GRACE)
    agenda.learn([schedule], DUE + 60)

    (due,) = agenda.take(DUE + 60, 9)
    claim = Post("x" * 12, schedule.id, due.day, schedule.place, due.moment, Stage.CLAIMED)

    assert (due.day, ledger.put_posts([claim])) == (TODAY, [False])


@pytest.mark.parametrize("stage", Stage)
def test_what_is_known_of_a_post_stays(stage: Stage) -> None:
    """Only one that could be claimed again is closed: missed in time, or a skip taken back."""
    schedule = a_schedule()
    post = Post("p" * 12, schedule.id, TODAY, schedule.place, DUE, stage)

    done, after = restored(schedule, post, now=DUE + 60)

    assert after is not None
    assert (done, after.stage) == ((1, Stage.FAILED) if stage in (Stage.OPEN, Stage.MISSED) else (0, stage))


def test_a_paused_schedule_may_be_resumed_in_time() -> None:
    """So its post is closed as well; a zone nobody knows here is due at no time."""
    paused, lost = a_schedule(paused="by somebody"), a_schedule(zone="Atlantis/Middle")

    assert [restored(each, now=DUE + 60)[0] for each in (paused, lost)] == [1, 0]


def test_a_date_that_is_none_of_its_days_is_not_closed() -> None:
    sunday_off = replace(a_schedule(), days=(1, 2, 3, 4, 5, 6))

    assert restored(sunday_off, now=DUE + 60) == (0, None)
