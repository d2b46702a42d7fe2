"""A date as far as it is known -> its words, in English or in another language's own pattern (CLDR, through Babel).

Babel is imported for other languages only: a question asked in English must not pay for it.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from bot.domain.schedule import WEEKDAYS
from bot.domain.source import PartialDate

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

ENGLISH = "en"

_CODE = re.compile(r"([a-z]{2,3})(?:[-_]([A-Z][a-z]{3}))?(?:[-_]([A-Z]{2}|\d{3}))?")
"""Language, script, territory, as in ``nb``, ``zh_Hant``, ``pt-PT``: what CLDR names its locales by."""

_SHORT = "MMMEd"
"""CLDR's skeleton of weekday, day and month, each as short as it is written."""

_LEAP_YEAR = 2000
"""Stands in for a year that is not stated; 29 February is a day of it."""

_LANGUAGES = """
en English|zh 中文|es español|ar العربية|fr français|ru русский|de Deutsch|pt português|ja 日本語
hi हिन्दी|bn বাংলা|ko 한국어|it italiano|tr Türkçe|vi Tiếng Việt|pl polski|uk українська
nl Nederlands|fa فارسی|id Indonesia|ur اردو|nb norsk bokmål|sv svenska|da dansk|fi suomi
zh_Hant 中文 (繁體)|el Ελληνικά|cs čeština|ro română|hu magyar|he עברית|th ไทย|ms Melayu
fil Filipino|sw Kiswahili|ta தமிழ்|te తెలుగు|mr मराठी|gu ગુજરાતી|pa ਪੰਜਾਬੀ|kn ಕನ್ನಡ|ml മലയാളം
or ଓଡ଼ିଆ|si සිංහල|ne नेपाली|my မြန်မာ|km ខ្មែរ|lo ລາວ|am አማርኛ|ha Hausa|ig Igbo|yo Èdè Yorùbá
so Soomaali|zu isiZulu|xh IsiXhosa|af Afrikaans|bg български|sr српски|sr_Latn srpski (latinica)
hr hrvatski|bs bosanski|sl slovenščina|sk slovenčina|mk македонски|sq shqip|lt lietuvių|lv latviešu
et eesti|be беларуская|ka ქართული|hy հայերեն|az azərbaycan|kk қазақ тілі|ky кыргызча|uz o‘zbek
tg тоҷикӣ|tk türkmen dili|mn монгол|ps پښتو|sd سنڌي|ku kurdî (kurmancî)|nn norsk nynorsk
is íslenska|fo føroyskt|se davvisámegiella|ga Gaeilge|cy Cymraeg|ca català|eu euskara|gl galego
mt Malti|lb Lëtzebuergesch|pt_PT português (Portugal)
"""
"""CLDR's code and the language's name for itself, the most used first. Babel would take half a second to tell."""


def languages() -> list[tuple[str, str]]:
    """Languages that dates can be shown in, as (code, own name), the most used first."""
    entries = _LANGUAGES.strip().replace("\n", "|").split("|")
    return [(code, name) for code, _, name in (entry.partition(" ") for entry in entries)]


def day(when: PartialDate, language: str = ENGLISH) -> str:
    """``18 February 2019``, ``February 2019``, ``2019``, ``18 February (year not stated)``.

    ``language`` is a CLDR code; one that is unknown, or has no dates of its own in CLDR, is taken for English. The
    words beside the date are English in any case.
    """
    return (_elsewhere(when, language) or _english(when)) + (" (year not stated)" if when.year is None else "")


def weekday(when: date, language: str = ENGLISH) -> str:
    """``Sunday 22 November 2026``, in a language as for ``day``."""
    locale = _locale(language)
    if locale is None:
        return f"{WEEKDAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]} {when.year}"
    from babel.dates import format_date

    return str(format_date(when, "full", locale))


def short_weekday(when: date, language: str = ENGLISH) -> str:
    """``Sun 22 Nov``, in a language as for ``day``: for days that are near."""
    locale = _locale(language)
    if locale is None or _SHORT not in locale.datetime_skeletons:
        return f"{WEEKDAYS[when.weekday()][:3]} {when.day} {MONTHS[when.month - 1][:3]}"
    from babel.dates import format_skeleton

    return str(format_skeleton(_SHORT, when, locale=locale))


def _english(when: PartialDate) -> str:
    month = MONTHS[when.month - 1] if when.month else ""
    return " ".join(str(part) for part in (when.day, month, when.year) if part not in (None, ""))


def _elsewhere(when: PartialDate, language: str) -> str:
    """The date in another language's pattern; empty for English, for an unknown code and for no real date."""
    locale = _locale(language)
    if locale is None:
        return ""
    try:
        stands = date(_LEAP_YEAR if when.year is None else when.year, when.month or 1, when.day or 1)
    except ValueError:
        return ""
    from babel.dates import format_date, format_skeleton

    if when.precision == "day":
        return str(format_date(stands, "long", locale))
    if when.precision == "month-day":
        if not when.month:
            return ""
        if when.day is None:
            return str(locale.months["stand-alone"]["wide"][when.month])
    skeleton = {"month": "yMMMM", "year": "y", "month-day": "MMMMd"}[when.precision]
    return str(format_skeleton(skeleton, stands, locale=locale))


@lru_cache(maxsize=64)
def _locale(language: str) -> Any:
    """Babel's locale; None for English, for what is no code, and for languages whose months have no names in CLDR."""
    code = _CODE.fullmatch(language)
    if code is None or code[1] == ENGLISH:
        return None
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse("_".join(part for part in code.groups() if part))
    except (UnknownLocaleError, ValueError):
        return None
    named = not locale.months["format"]["wide"][2].startswith("M0")  # CLDR's root calls February M02
    whole = {"yMMMM", "y", "MMMMd"} <= set(locale.datetime_skeletons)
    return locale if named and whole else None
