"""The words of time a question may hold, in the languages questions are read in."""

from bot.search.terms import word_set

_MONTH_NAMES = (
    "january jan januar jänner januari janvier enero janeiro gennaio января январе январь",
    "february feb februar februari février fevrier febrero fevereiro febbraio февраля феврале февраль",
    "march mar märz marz mars maart marzo março marco марта марте март",
    "april apr avril abril aprile апреля апреле апрель",
    "may mai maj mei mayo maio maggio мая мае май",
    "june jun juni juin junio junho giugno июня июне июнь",
    "july jul juli juillet julio julho luglio июля июле июль",
    "august aug augusti augustus août aout agosto августа августе август",
    "september sep sept septembre septiembre setembro settembre сентября сентябре сентябрь",
    "october oct oktober okt octobre octubre outubro ottobre октября октябре октябрь",
    "november nov novembre noviembre novembro ноября ноябре ноябрь",
    "december dec dezember dez desember décembre decembre diciembre dezembro dicembre декабря декабре декабрь",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
ENGLISH_MONTHS = frozenset(name for names in _MONTH_NAMES for name in names.split()[:2]) - {"mai", "mar"}
"""Months that may stand alone behind an English word; a "mars" or "mai" there is none."""

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {day: number for number, day in enumerate(_WEEK)}
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = {word: number for number, word in enumerate(_NUMBERS, 1)}

BESIDE = word_set("the of de del di st nd rd th er º 年 月 日 년 월 일")
"""What else may stand in a written date."""

_TODAY = ("today", "heute", "aujourd'hui", "aujourd’hui", "hoy", "hoje", "oggi", "сегодня", "今天")
_YESTERDAY = ("yesterday", "gestern", "hier", "ayer", "ontem", "ieri", "i går", "igår", "gisteren", "вчера", "昨天")
DAYS_BACK = dict.fromkeys(_TODAY, 0) | dict.fromkeys(_YESTERDAY, 1)
_UNIT_NAMES = {
    "week": "week woche semaine semana settimana uke uge vecka",
    "month": "month monat mois mes mês mese måned månad maand",
    "year": "year jahr année año ano anno år jaar",
}
UNITS = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
LASTS = word_set("last past previous letzte letztes letzten letzter forrige förra sidste vorige")

TIME_WORDS = frozenset({*MONTHS, *WEEKDAYS, *UNITS, "days", "weeks", "months", "years"})
"""Without one of these, or a digit, a question tells no time."""
