"""Dates in words: as precise as they are known, in the pattern of the language, English where there is none."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.dates import day, languages, short_weekday, weekday
from bot.desk.words import date_of
from bot.domain.source import Basis, Facts, PartialDate, When

DAY, MONTH, YEAR = PartialDate(2019, 2, 18), PartialDate(2019, 2), PartialDate(2019)
NO_YEAR, ONLY_MONTH, LEAP = PartialDate(None, 2, 18), PartialDate(None, 2), PartialDate(None, 2, 29)
UNSTATED = " (year not stated)"


@pytest.mark.parametrize(
    ("language", "whole", "month", "year", "no_year"),
    [
        ("en", "18 February 2019", "February 2019", "2019", "18 February"),
        ("nb", "18. februar 2019", "februar 2019", "2019", "18. februar"),
        ("de", "18. Februar 2019", "Februar 2019", "2019", "18. Februar"),
        ("fr", "18 février 2019", "février 2019", "2019", "18 février"),
        ("es", "18 de febrero de 2019", "febrero de 2019", "2019", "18 de febrero"),
        ("pl", "18 lutego 2019", "luty 2019", "2019", "18 lutego"),
        ("zh", "2019年2月18日", "2019年2月", "2019年", "2月18日"),
        ("zh-Hant", "2019年2月18日", "2019年2月", "2019年", "2月18日"),
        ("ko", "2019년 2월 18일", "2019년 2월", "2019년", "2월 18일"),
        ("ar", "18 فبراير 2019", "فبراير 2019", "2019", "18 فبراير"),
        ("pt-PT", "18 de fevereiro de 2019", "fevereiro de 2019", "2019", "18 de fevereiro"),
    ],
)
def test_a_date_has_the_pattern_of_its_language(
    language: str, whole: str, month: str, year: str, no_year: str
) -> None:
    shown = [day(when, language) for when in (DAY, MONTH, YEAR, NO_YEAR)]

    assert shown == [whole, month, year, no_year + UNSTATED]


def test_a_month_alone_and_the_29th_of_february_have_no_year_either() -> None:
    assert [day(ONLY_MONTH), day(LEAP)] == ["February" + UNSTATED, "29 February" + UNSTATED]
    assert [day(ONLY_MONTH, "nb"), day(LEAP, "nb")] == ["februar" + UNSTATED, "29. februar" + UNSTATED]


@pytest.mark.parametrize(
    "language",
    ["", "xx", "english", "en-GB", "en_US", "../../nb", "nb\n", "NB", "zh_Zzzz_QQ", "root", "arn", "tyv", "é"],
)
def test_what_is_no_language_of_dates_is_taken_for_english(language: str) -> None:
    """CLDR knows that Mapuche (arn) and Tuvan (tyv) exist, but not what they call February."""
    assert day(DAY, language) == "18 February 2019"


@pytest.mark.parametrize("when", [PartialDate(2019, 2, 31), PartialDate(None, None, 18), PartialDate(0, 1, 1)])
def test_a_date_that_is_none_is_shown_as_it_is_stated(when: PartialDate) -> None:
    assert day(when, "nb") == day(when, "en")


@given(st.text(max_size=20))
def test_no_code_is_an_error(language: str) -> None:
    assert "2019" in day(YEAR, language)


def test_the_words_beside_a_date_stay_english() -> None:
    facts = Facts(published=When(DAY, Basis.URL))

    assert date_of(facts, "nb") == "published 18. februar 2019 (date from the link)"
    assert date_of(Facts(), "nb") == "date unknown"


def test_every_language_offered_shows_its_dates_and_calls_itself_as_in_cldr() -> None:
    from babel import Locale

    offered = languages()

    assert offered[0] == ("en", "English")
    assert len({code for code, _ in offered}) == len(offered) >= 40
    assert [(code, Locale.parse(code).get_display_name()) for code, _ in offered] == offered
    same = [code for code, _ in offered if day(DAY, code) == day(DAY)]
    assert same == ["en"]


def test_only_another_language_costs_an_import() -> None:
    code = (
        "import sys; from bot.desk.cards import card_of; from bot.desk.dates import day, languages\n"
        "from bot.domain.source import PartialDate; day(PartialDate(2019)); languages()\n"
        "print('babel' in sys.modules); day(PartialDate(2019), 'nb'); print('babel' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("language", "whole", "short"),
    [
        ("en", "Sunday 22 November 2026", "Sun 22 Nov"),
        ("nb", "søndag 22. november 2026", "søn. 22. nov."),
        ("zh", "2026年11月22日星期日", "11月22日周日"),
        ("no such code", "Sunday 22 November 2026", "Sun 22 Nov"),
    ],
)
def test_a_day_may_be_told_with_its_weekday(language: str, whole: str, short: str) -> None:
    assert weekday(date(2026, 11, 22), language) == whole
    assert short_weekday(date(2026, 11, 22), language) == short


@pytest.mark.parametrize("language", [code for code, _ in languages()])
def test_every_language_has_a_word_for_every_weekday(language: str) -> None:
    days = [date(2026, 11, number) for number in range(22, 29)]

    assert len({weekday(day, language) for day in days}) == 7
    assert len({short_weekday(day, language) for day in days}) == 7
    assert all(str(day.day) in short_weekday(day, language) for day in days)
