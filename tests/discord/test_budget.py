"""When an answer is deferred: in time for Discord's three seconds, whatever this machine's clock says."""

from datetime import UTC, datetime

import pytest
from discord.utils import time_snowflake

from bot.adapters.discord.budget import LEAST_RESERVE, MOST_RESERVE, Budget

NOON = 1_790_000_000.0


def event(at: float) -> int:
    """The id of an event that came to be then."""
    return time_snowflake(datetime.fromtimestamp(at, UTC))


def until(budget: Budget, came_to_be: float) -> float:
    """Seconds from its receipt until Discord no longer waits."""
    return budget.moments(event(came_to_be), 0.0).until


def test_the_time_under_way_is_taken_off() -> None:
    budget = Budget(now=lambda: NOON)

    assert until(budget, NOON - 0.5) == pytest.approx(2.5, abs=0.01)


@pytest.mark.parametrize("wrong", [-3600.0, -1.5, 1.5, 2.9, 3600.0])
def test_a_wrong_clock_takes_nothing_off_an_event_as_quick_as_others(wrong: float) -> None:
    budget = Budget(now=lambda: NOON + wrong)

    times = [until(budget, NOON - 0.05) for _ in range(3)]

    assert times[1:] == [pytest.approx(3.0, abs=0.01)] * 2


@pytest.mark.parametrize("wrong", [-3600.0, 3600.0])
def test_a_wrong_clock_still_shows_which_event_was_slow(wrong: float) -> None:
    budget = Budget(now=lambda: NOON + wrong)
    until(budget, NOON - 0.05)

    assert until(budget, NOON - 1.05) == pytest.approx(2.0, abs=0.01)


def test_an_event_older_than_discord_waits_is_tried_all_the_same() -> None:
    budget = Budget(now=lambda: NOON)
    until(budget, NOON - 0.1)

    assert until(budget, NOON - 60) == 3.0


@pytest.mark.parametrize("snowflake", [0, -1, 2**64 - 1, 2**70, 10**30])
def test_an_id_that_tells_no_moment_of_ours_is_tried_all_the_same_and_spoils_nothing(snowflake: int) -> None:
    budget = Budget(now=lambda: NOON)

    assert budget.moments(snowflake, 0.0).until == 3.0
    assert budget.moments(event(NOON - 0.05), 0.0).until >= 2.9


def test_time_to_ask_for_time_is_kept() -> None:
    moments = Budget(now=lambda: NOON).moments(event(NOON), 100.0)

    assert (moments.until, moments.defer) == (103.0, 103.0 - LEAST_RESERVE)


@pytest.mark.parametrize(
    ("trips", "reserve"),
    [([0.01, 0.02], LEAST_RESERVE), ([0.3, 0.01], 1.2), ([5.0], MOST_RESERVE), ([0.3] + [0.01] * 50, LEAST_RESERVE)],
)
def test_the_reserve_follows_what_round_trips_took_lately(trips: list[float], reserve: float) -> None:
    budget = Budget()

    for seconds in trips:
        budget.trip(seconds)

    assert budget.reserve == pytest.approx(reserve)
