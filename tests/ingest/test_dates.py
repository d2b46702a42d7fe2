"""Dates in running text, in addresses and in metadata."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.source import PartialDate, Span
from bot.ingest.dates import date_from_url, find_dates, parse_date


def _read(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], made.value) for span, made in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("in the Regular Press Conference on February 18.", "February 18", "--02-18"),
        ("Source:Xinhua Published: 2019/2/13 9:15:25", "2019/2/13", "2019-02-13"),
        ("Xinhua, June 7, 2015 Adjust font size:", "June 7, 2015", "2015-06-07"),
        ("on 18 February 2019 in Oslo", "18 February 2019", "2019-02-18"),
        ("Feb. 18, 2019", "Feb. 18, 2019", "2019-02-18"),
        ("Feb.18,2019", "Feb.18,2019", "2019-02-18"),
        ("July 19th, 2021", "July 19th, 2021", "2021-07-19"),
        ("the 18th of February, 2019", "18th of February, 2019", "2019-02-18"),
        ("09-Mar.-2022", "09-Mar.-2022", "2022-03-09"),
        ("FEB 18 2019", "FEB 18 2019", "2019-02-18"),
        ("2019-02-18T09:15:00Z", "2019-02-18", "2019-02-18"),
        ("Fecha: 13.02.2019.", "13.02.2019", "2019-02-13"),
        ("13. 2. 2019", "13. 2. 2019", "2019-02-13"),
        ("2019. 2. 18", "2019. 2. 18", "2019-02-18"),
        ("12/25/2024", "12/25/2024", "2024-12-25"),
        ("25/12/2024", "25/12/2024", "2024-12-25"),
        ("05/05/2024", "05/05/2024", "2024-05-05"),
        ("lundi 3 mars 2025", "3 mars 2025", "2025-03-03"),
        ("le 1er mars 2025", "1er mars 2025", "2025-03-01"),
        ("18 de febrero de 2019", "18 de febrero de 2019", "2019-02-18"),
        ("Berlin, 3. März 2025", "3. März 2025", "2025-03-03"),
        ("18 de março de 2019", "18 de março de 2019", "2019-03-18"),
        ("18 maggio 2021", "18 maggio 2021", "2021-05-18"),
        ("17. mai 2021", "17. mai 2021", "2021-05-17"),
        ("18 februari 2019", "18 februari 2019", "2019-02-18"),
        ("3. marts 2021", "3. marts 2021", "2021-03-03"),
        ("5 maart 2021", "5 maart 2021", "2021-03-05"),
        ("18. února 2019", "18. února 2019", "2019-02-18"),
        ("18 lutego 2019 r.", "18 lutego 2019", "2019-02-18"),
        ("18 февраля 2019 года", "18 февраля 2019", "2019-02-18"),
        ("18 лютого 2019", "18 лютого 2019", "2019-02-18"),
        ("18 Şubat 2019", "18 Şubat 2019", "2019-02-18"),
        ("18 ago 2019", "18 ago 2019", "2019-08-18"),
        ("2019年2月18日，外交部发言人", "2019年2月18日", "2019-02-18"),
        ("二〇一九年二月十八日", "二〇一九年二月十八日", "2019-02-18"),
        ("二〇二一年十二月三十一日", "二〇二一年十二月三十一日", "2021-12-31"),
        ("令和7年5月1日", "令和7年5月1日", "2025-05-01"),
        ("令和元年5月1日", "令和元年5月1日", "2019-05-01"),
        ("民國108年2月18日", "民國108年2月18日", "2019-02-18"),
        ("2019년 2월 18일", "2019년 2월 18일", "2019-02-18"),
        ("12月31日", "12月31日", "--12-31"),
        ("the remarks of late May 2025", "May 2025", "2025-05"),
        ("in February, 2019", "February, 2019", "2019-02"),
        ("February\n18, 2019", "February\n18, 2019", "2019-02-18"),
        ("on February\u00a018", "February\u00a018", "--02-18"),
        ("the Sept. 11 attacks", "Sept. 11", "--09-11"),
        ("29 February", "29 February", "--02-29"),
    ],
)
def test_the_ways_pages_write_a_date(text: str, written: str, value: str) -> None:
    """Each is read to the value it has, and its span is the date alone."""
    assert _read(text) == [(written, value)]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("03/04/2025", "03/04/2025", "2025"),
        ("02-03-2019", "02-03-2019", "2019"),
        ("May 9-11, 2021", "May 9-11, 2021", "2021-05"),
        ("18–20 May 2021", "18–20 May 2021", "2021-05"),
        ("22 and 23 November 2018", "22 and 23 November 2018", "2018-11"),
    ],
)
def test_what_cannot_be_told_is_left_open(text: str, written: str, value: str) -> None:
    """An ambiguous day and month leave the year; a range of days leaves its month."""
    assert _read(text) == [(written, value)]


@pytest.mark.parametrize(
    "text",
    [
        "about May", "we may 18 times", "the cyber attack of  March on the Storting", "March on Washington",
        "30 February 2019", "February 30", "2019-02-30", "31/31/2019", "June 1, 1850", "May 3100", "1 May 2999",
        "In May 1,500 people fled", "March 11:30", "May 18% of them", "the Mars 2020 rover", "10.12.2019.4",
        "version 1.2.3", "9.42 mln", "15 Coronation Drive", "2001/2002", "COVID-19", "3 years ago 2019",
        "Tel: 0061-2-62283999", "18-20 May", "3个月", "19 set 12", "", "二月", "民國", "0/0/2019", "２０１９",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Verbs, bare months, numbers and days that never were are not dates."""
    assert find_dates(text) == []


def test_several_dates_come_in_order_without_overlap() -> None:
    """The end of one date is never the start of another."""
    text = "28 February – 2 March 2019, 2019年3月3日 and 7 June 12 people"

    assert _read(text) == [
        ("28 February", "--02-28"), ("2 March 2019", "2019-03-02"),
        ("2019年3月3日", "2019-03-03"), ("7 June", "--06-07"),
    ]


def test_next_year_is_the_last() -> None:
    """A page may announce, but not two years ahead."""
    year = datetime.now(UTC).year

    assert [made for _, made in find_dates(f"1 May {year + 1}")] == [PartialDate(year + 1, 5, 1)]
    assert find_dates(f"1 May {year + 2}") == []


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.sampled_from(
    ["{d} {B} {y}", "{B} {d}, {y}", "{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{y}", "{y}年{m}月{d}日", "{y}/{m}/{d}"]))
def test_every_day_is_found_as_written(day: date, pattern: str) -> None:
    """Writing a day in any unambiguous way and reading it gives that day, at that place."""
    written = pattern.format(d=day.day, m=day.month, y=day.year, B=day.strftime("%B"))
    text = f"Oslo, {written}: the ministry said"

    assert find_dates(text) == [(Span(6, 6 + len(written)), PartialDate(day.year, day.month, day.day))]


@given(st.text(alphabet="0123456789 /.-,年月日二十〇MayFeb.thof\n", max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    """Whatever is found lies in the text, in order, and is a day that can exist."""
    found = find_dates(text)

    assert all(0 <= span.start < span.end <= len(text) for span, _ in found)
    assert all(a.end <= b.start for (a, _), (b, _) in pairwise(found))
    assert all(PartialDate.parse(made.value) == made for _, made in found)


def test_long_runs_of_space_cost_little() -> None:
    """Flattened tables are full of them; a date does not reach across."""
    assert find_dates(f"18{' ' * 200_000}February 2019") == [
        (Span(200_002, 200_015), PartialDate(2019, 2))
    ]


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("http://no.china-embassy.gov.cn/eng/lcbt/t20181222_1.htm", "2018-12-22"),
        ("https://people.example/n3/2025/0218/c1-2.html", "2025-02-18"),
        ("https://gov.example/2021/07/19/statement/", "2021-07-19"),
        ("http://mfa.example/202105/t20210513_9170555.html", "2021-05-13"),
        ("https://mfa.example/press-2021-02-01", "2021-02-01"),
        ("https://news.example/world/2019/feb/18/attack", "2019-02-18"),
        ("http://org.example/english/2009-10/01/content_1.htm", "2009-10-01"),
        ("https://mfa.example/a?date=2021-02-01", "2021-02-01"),
        ("https://mfa.example/files/20190218.pdf", "2019-02-18"),
        ("https://a.example/2021/02/01/briefing-of-2020-12-31/", "2021-02-01"),
        ("https://mfa.example/202105/a.html", "2021-05"),
        ("https://mfa.example/2021/07/a.html", "2021-07"),
        ("https://web.archive.org/web/20210719123456/https://mfa.example/a", None),
        ("https://mfa.example/n/20123045/a", None),
        ("https://mfa.example/wjb/t1234567.shtml", None),
        ("http://20190218.example/", None),
        ("", None),
    ],
)
def test_dates_addresses_carry(url: str, value: str | None) -> None:
    """Folders and file names are read; ids, hosts and an archive's snapshot times are not."""
    made = date_from_url(url)

    assert (made and made.value) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("2021-02-01T16:29:10-05:00", "2021-02-01"),
        ("2021-02-01 23:59:59-05:00", "2021-02-01"),
        ("Mon, 18 Feb 2019 10:00:00 GMT", "2019-02-18"),
        ("2015", "2015"),
        ("2019-02", "2019-02"),
        ("--02-18", "--02-18"),
        ("20190218", "2019-02-18"),
        ("20190218T101010Z", "2019-02-18"),
        ("February 18", "--02-18"),
        (2015, "2015"),
        (20190218, "2019-02-18"),
        (date(2019, 2, 18), "2019-02-18"),
        (datetime(2019, 2, 18, 23, 0, tzinfo=UTC), "2019-02-18"),
        ("2019-02-30", None),
        ("--13-01", None),
        ("1234", None),
        ("2019-02-18 and 2019-02-19", None),
        ("recently", None),
        ("", None),
    ],
)
def test_metadata_fields(field: str | int | date, value: str | None) -> None:
    """The day is the one written, in the page's own zone; two different days are none."""
    made = parse_date(field)

    assert (made and made.value) == value
