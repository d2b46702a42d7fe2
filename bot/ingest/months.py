"""Month names as pages write them, in the languages ministries and agencies publish in, to the month's number.

Each row is January to December; forms of one month are joined by ``|`` (the genitive where a language dates with
it). The names are those of the Unicode CLDR, written out by hand; ``SHORT`` names are too much like ordinary words
to stand without both a day and a year.
"""

_FULL = (
    "January February March April May June July August September October November December",
    "janvier février|fevrier mars avril mai juin juillet août|aout septembre octobre novembre décembre|decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre",
    "Januar|Jänner Februar März|Maerz April Mai Juni Juli August September Oktober November Dezember",
    "janeiro fevereiro março|marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januar februar mars april mai juni juli august september oktober november desember",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januari februari maart april mei juni juli augustus september oktober november december",
    ("leden|ledna únor|února březen|března duben|dubna květen|května červen|června červenec|července srpen|srpna"
    " září říjen|října listopad|listopadu prosinec|prosince"),
    ("styczeń|stycznia luty|lutego marzec|marca kwiecień|kwietnia maj|maja czerwiec|czerwca lipiec|lipca"
    " sierpień|sierpnia wrzesień|września październik|października listopad|listopada grudzień|grudnia"),
    ("январь|января февраль|февраля март|марта апрель|апреля май|мая июнь|июня июль|июля август|августа"
    " сентябрь|сентября октябрь|октября ноябрь|ноября декабрь|декабря"),
    ("січень|січня лютий|лютого березень|березня квітень|квітня травень|травня червень|червня липень|липня"
    " серпень|серпня вересень|вересня жовтень|жовтня листопад|листопада грудень|грудня"),
    ("tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta"),
    "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
)
_ENGLISH_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep|Sept Oct Nov Dec"
_SHORT = (
    "janv févr|fév mars avr mai juin juil août sept oct nov déc",
    "ene feb mar abr may jun jul ago sep|sept oct nov dic",
    "Jan Feb Mär|Mrz Apr Mai Jun Jul Aug Sep|Sept Okt Nov Dez",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan feb mar|mrt apr mai|maj|mei jun jul aug sep okt nov des|dec",
    "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "янв фев|февр мар апр май июн июл авг сент|сен окт нояб|ноя дек",
)


def _numbered(row: str) -> dict[str, int]:
    return {form.casefold(): number for number, forms in enumerate(row.split(), 1) for form in forms.split("|")}


NAMES: dict[str, int] = {name: number for row in _FULL for name, number in _numbered(row).items()}
ENGLISH_SHORT: dict[str, int] = {name: n for name, n in _numbered(_ENGLISH_SHORT).items() if name not in NAMES}
"""Abbreviations that stand for a month without a year too, written with a capital: "Feb. 18"."""
SHORT: dict[str, int] = ENGLISH_SHORT | {
    name: number for row in _SHORT for name, number in _numbered(row).items() if name not in NAMES
}
VERBS = frozenset(("may", "march"))
"""In lower case these are English words, and no language's month."""
PROPER = frozenset(("Mars",))
"""With a capital and only a year after it this is a planet, a mission or a company, not a month."""
