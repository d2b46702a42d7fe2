"""Facts as a person reads them: dates with their precision and basis, voices, who carried the words, numbers."""

import re

from bot.desk.dates import ENGLISH, day
from bot.domain.answer import Excerpt
from bot.domain.source import Basis, Facts, When
from bot.domain.statement import FACT, Voice

_BASIS = {
    Basis.URL: "date from the link",
    Basis.MANIFEST: "date stated by the curator",
    Basis.INFERRED: "date inferred",
}

_KNOWN_FROM = {
    Basis.STATED: "said in the text",
    Basis.PAGE: "from the page",
    Basis.URL: "from the link",
    Basis.MANIFEST: "stated by the curator",
    Basis.INFERRED: "inferred",
}


_LABEL = 60
"""Characters of a label; what is longer is a sentence."""

_NAMELESS = re.compile(r"(?:q|question|questioner|reporter|journalist|press|media)s?\b|[问記记]", re.IGNORECASE)
"""Labels that call somebody a questioner and no more."""


def one_line(text: str) -> str:
    """The text with every run of white space, line ends included, as one space."""
    return " ".join(text.split())


def date_of(facts: Facts, language: str = ENGLISH) -> str:
    """The date shown with an excerpt, with its basis unless the page itself says it."""
    when = facts.shown_date
    if when is None:
        return "date unknown"
    said = "" if facts.said else "published "
    basis = f" ({_BASIS[when.basis]})" if when.basis in _BASIS else ""
    return f"{said}{day(when.date, language)}{basis}"


def known_from(basis: Basis) -> str:
    """How a fact is known."""
    return _KNOWN_FROM[basis]


def short_date(when: When | None) -> str:
    """A date for a column: its ISO value, or a dash."""
    return when.date.value if when else "–"


def voice_of(excerpt: Excerpt) -> str:
    """The badge of an excerpt: how the words reach us."""
    reporter = one_line(excerpt.reported_by or "")
    if excerpt.voice is Voice.REPORTED:
        return f"paraphrased by {reporter}" if reporter else "paraphrased, not their own words"
    return {
        Voice.DIRECT: "direct quotation",
        Voice.TRANSCRIPT: "transcript",
        Voice.OFFICIAL: "official text",
    }[excerpt.voice]


def likely(confidence: float) -> bool:
    """Whether an attribution is shown as "likely" and not as a fact."""
    return confidence < FACT


def count(number: int, one: str, many: str = "") -> str:
    """``1 page``, ``2 pages``, ``12,345 pages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def asked_by(label: str) -> str:
    """Who asked, by the label of the turn on the page: ``a journalist`` unless it names somebody, as of a parliament.

    >>> asked_by("Q"), asked_by("Question (NRK)"), asked_by("Pat McFadden (Labour)")
    ('a journalist', 'a journalist', 'Pat McFadden (Labour)')
    """
    name = one_line(label).rstrip(":： ")
    return "a journalist" if not name or len(name) > _LABEL or _NAMELESS.match(name) else name


def size(number: int) -> str:
    """Bytes as ``812 B``, ``3.1 kB``, ``24.0 MB``."""
    if number < 1000:  # SI
        return f"{number} B"
    if number < 1_000_000:
        return f"{number / 1000:.1f} kB"
    return f"{number / 1_000_000:.1f} MB"
