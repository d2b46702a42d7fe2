"""Words of time in a question: which days they mean, and what only looks like one."""

from datetime import date

import pytest

from bot.search.period import read_period

TODAY = date(2025, 6, 10)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("what did China say since 2021", "2021-01-01", None),
        ("since March", "2025-03-01", None),
        ("since last year", "2024-01-01", "2024-12-31"),
        ("in February 2019", "2019-02-01", "2019-02-28"),
        ("in Feb 2020", "2020-02-01", "2020-02-29"),
        ("in May", "2025-05-01", "2025-05-31"),
        ("in August", "2024-08-01", "2024-08-31"),
        ("during 2017", "2017-01-01", "2017-12-31"),
        ("between 2015 and 2019", "2015-01-01", "2019-12-31"),
        ("from 2015 to 2019", "2015-01-01", "2019-12-31"),
        ("2015-2019", "2015-01-01", "2019-12-31"),
        ("2015–2019", "2015-01-01", "2019-12-31"),
        ("in 2017 and 2018", "2017-01-01", "2018-12-31"),
        ("from May to July 2021", "2021-05-01", "2021-07-31"),
        ("between 3 March 2020 and 5 April 2020", "2020-03-03", "2020-04-05"),
        ("before 2016", None, "2015-12-31"),
        ("until 2016", None, "2016-12-31"),
        ("until the end of 2016", None, "2016-12-31"),
        ("after June 2015", "2015-07-01", None),
        ("after 2016", "2017-01-01", None),
        ("on 18 February 2019", "2019-02-18", "2019-02-18"),
        ("on February 18, 2019", "2019-02-18", "2019-02-18"),
        ("on the 18th of February 2019", "2019-02-18", "2019-02-18"),
        ("on 18 February", "2025-02-18", "2025-02-18"),
        ("2019-02-18", "2019-02-18", "2019-02-18"),
        ("in 2019-02", "2019-02-01", "2019-02-28"),
        ("on 18.2.2019", "2019-02-18", "2019-02-18"),
        ("on 2/18/2019", "2019-02-18", "2019-02-18"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("today", "2025-06-10", "2025-06-10"),
        ("yesterday", "2025-06-09", "2025-06-09"),
        ("this week", "2025-06-09", "2025-06-15"),
        ("last week", "2025-06-02", "2025-06-08"),
        ("last month", "2025-05-01", "2025-05-31"),
        ("this month", "2025-06-01", "2025-06-30"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("this year", "2025-01-01", "2025-12-31"),
        ("on Monday", "2025-06-09", "2025-06-09"),
        ("last Tuesday", "2025-06-03", "2025-06-03"),
        ("last March", "2025-03-01", "2025-03-31"),
        ("in the last 3 months", "2025-03-10", "2025-06-10"),
        ("over the past two years", "2023-06-10", "2025-06-10"),
        ("china norway 2019", "2019-01-01", "2019-12-31"),
        ("2019: china on norway", "2019-01-01", "2019-12-31"),
        ("im Jahr 2019", "2019-01-01", "2019-12-31"),
        ("seit 2020", "2020-01-01", None),
        ("en mars 2019", "2019-03-01", "2019-03-31"),
        ("depuis 2020", "2020-01-01", None),
        ("desde 2020", "2020-01-01", None),
        ("i 2019", "2019-01-01", "2019-12-31"),
        ("в 2019 году", "2019-01-01", "2019-12-31"),
        ("中国2019年对挪威说了什么", "2019-01-01", "2019-12-31"),
        ("中国2019年2月对挪威说了什么", "2019-02-01", "2019-02-28"),
    ],
)
def test_words_of_time_mean_these_days(text: str, since: str | None, until: str | None) -> None:
    period = read_period(text, TODAY)

    assert (period.since and str(period.since), period.until and str(period.until)) == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        "what may China say about Norway",
        "i may be wrong, but what did China say",
        "the march on Washington",
        "what did China say on Mars",
        "china on mars exploration",
        "APT31",
        "Article 27",
        "the G20",
        "the 2030 Agenda for Sustainable Development",
        "emissions by 2050",
        "in 2030",
        "Resolution 1973",
        "the 2015 nuclear agreement",
        "before the 2016 election",
        "the attack of 2016",
        "on 31 February 2019",
        "more than 2000",
        "what did China say about Norway",
        "",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    period = read_period(text, TODAY)

    assert (period.since, period.until, period.span) == (None, None, (0, 0))


def test_the_words_of_time_are_told_so_that_they_can_be_taken_out() -> None:
    text = "what did China say in February 2019 about Norway"

    span = read_period(text, TODAY).span

    assert text[span.start : span.end] == "in February 2019"


@pytest.mark.parametrize(
    ("text", "day", "assumed"),
    [
        ("what did China say on February 18", "2025-02-18", True),
        ("what did China say on 18 February", "2025-02-18", True),
        ("what did China say on December 24", "2024-12-24", True),
        ("le 3 mars", "2025-03-03", True),
        ("on 18 February 2019", "2019-02-18", False),
        ("2019-02-18", "2019-02-18", False),
        ("on Monday", "2025-06-09", False),
        ("yesterday", "2025-06-09", False),
    ],
)
def test_a_day_without_its_year_is_the_last_such_day_and_known_to_be_a_guess(
    text: str, day: str, assumed: bool  # noqa: FBT001  a table's column
) -> None:
    period = read_period(text, TODAY)

    assert (str(period.since), str(period.until), period.assumed) == (day, day, assumed)
