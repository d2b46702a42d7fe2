"""The head of a paragraph -> its dateline: the place, and the agency that reports from there."""

import re
from collections.abc import Sequence

from bot.ingest.layout import Paragraph

_DATELINE = re.compile(
    r"""(?x)^
      (?P<place>[A-Z\u00c0-\u00de][\w\u00c0-\u00ff'./ -]{1,40}?)
      (?:,\s*[A-Z][\w .]{1,30}?)?                                           # the country
      (?:,?\s*(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?
        (?:\s+\d{1,2})?(?:,?\s*\d{4})?)?\.?\s*                              # the day
      (?:[(/\[](?P<agency>[A-Za-z][\w\s./-]{1,40})[)/\]]\.?)?\s*
      (?:[-\u2013\u2014]{1,2}\s*|(?<=[A-Z]{3}):\s+|(?<=[)\]])\s*(?=\S)|(?<=[)\]]\.)\s*)"""
)
_NO_PLACE = re.compile(r"(?:A|An|The|This|That|In|On|At)\s")
_COMPOUND = re.compile(r"\w[-\u2013]$")
"""The dash of a word like "Oslo-based"."""
_CLOSED = re.compile(r"[-\u2013\u2014)/\]:]\.?\s*$")
_MARK = re.compile(r"[-\u2013\u2014:)\]]")
"""What every dateline ends with, or nearly."""
_FIGURE = re.compile(r"\d")
_TOLD = re.compile(r"[\d(/\[]")
"""What tells a dateline with a date or an agency; one with neither is all in capitals."""
_SHORTEST, _LONGEST = 5, 90
_HEAD = 3
"""How many paragraphs from the top may hold the agency's dateline."""


def dateline(text: str) -> re.Match[str] | None:
    """A dateline at the head of a paragraph: a place in capitals, or a place with a date or an agency.

    The match has the groups ``place`` and ``agency``, the latter None where none is named.
    """
    if text[1:2].islower() and not _TOLD.search(text, 0, _LONGEST):
        return None
    found = _DATELINE.match(text) if _MARK.search(text, 0, _LONGEST) else None
    if found is None or not _SHORTEST <= found.end() <= _LONGEST:
        return None
    if _NO_PLACE.match(text) or _COMPOUND.search(found[0]) or not _CLOSED.search(found[0]):
        return None
    return found if found["place"].isupper() or found["agency"] or _FIGURE.search(found[0]) else None


def dateline_agency(prose: Sequence[Paragraph]) -> str | None:
    """The agency in the dateline of a story's first paragraphs."""
    found = (dateline(par.text) for par in prose[:_HEAD])
    return next((line["agency"] for line in found if line is not None and line["agency"]), None)
