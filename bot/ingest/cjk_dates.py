"""Chinese, Japanese and Korean dates in running text, Chinese numerals and reign or republic years included."""

import re
from collections.abc import Iterator

_HAN = {digit: value for value, digits in enumerate(("〇零○", "一元", "二", "三", "四", "五", "六", "七", "八", "九"))
        for digit in digits}
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before each count began: the Japanese reigns, and the Republic of China's calendar used in Taipei."""

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_CJK = re.compile(
    r"(?<![\d〇零○一二三四五六七八九])"
    r"(?:(?:(?P<era>令和|平成|昭和|民國|民国)\s?(?P<count>\d{1,3}|元|[一二三四五六七八九十]{1,3})"
    r"|(?P<year>\d{4}|[〇零○一二三四五六七八九]{4}))\s?[年년]\s?)?"
    rf"(?P<month>{_NUMBER})\s?[月월](?:\s?(?P<day>{_NUMBER})\s?[日号號일])?"
)
_MARK = re.compile("[月월]")


def _number(written: str) -> int:
    """Digits of any script, Chinese digits in a row (二〇一九) or Chinese tens (二十八, 廿八)."""
    if written.isdecimal():
        return int(written)
    if "十" not in written and "廿" not in written:
        return int("".join(str(_HAN[digit]) for digit in written))
    tens, _, ones = written.replace("廿", "二十").partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return 10 * (_HAN[tens] if tens else 1) + (_HAN[ones] if ones else 0)


def cjk_dates(text: str) -> Iterator[tuple[int, int, int | None, int, int | None]]:
    """Yields (start, end, year, month, day) of each date as written, not yet checked against the calendar."""
    if not _MARK.search(text):
        return
    for match in _CJK.finditer(text):
        year = _number(match["year"]) if match["year"] else None
        if match["era"]:
            year = _ERAS[match["era"]] + _number(match["count"])
        day = _number(match["day"]) if match["day"] else None
        if year is not None or day is not None:
            yield match.start(), match.end(), year, _number(match["month"]), day
