"""A page's layout, title and facts -> what sort of document it is, why, and whose own text it is, if anybody's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.source import Facts, Kind
from bot.ingest.dateline import dateline, dateline_agency
from bot.ingest.issuer import announces, issuer_of
from bot.ingest.layout import Layout, Paragraph
from bot.ingest.letterhead import home_letterhead, letterhead, noun_labels, of_words, publisher_party
from bot.ingest.own import own_text, reporting
from bot.ingest.phrase import Who
from bot.ingest.words import spaced
from bot.names import Registry

__all__ = [
    "Reading",
    "dateline",
    "home_letterhead",
    "issuer_of",
    "letterhead",
    "noun_labels",
    "of_words",
    "publisher_party",
    "reading",
]

_DATED_LINE = re.compile(
    r"""(?x)
      ^[^\n]{8,200}[(\[\s|]\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[)\]]?$
    | ^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s[^\n]{8,200}[^.]$
    | ^[^\n]{8,200}[(|\s]\d{1,2}[./-]\d{1,2}[./-]\d{4}\)?$
    """
)
"""A headline with a date before or behind it, as listings set them."""
_LONGEST_DATED = 220
"""Characters: the most that such a line can have."""
_HAN = re.compile("[\u3040-\u9fff]")
_LONG = 140
"""Characters; a longer paragraph is prose although it does not end in a stop."""
_HEAD = 30
"""How many paragraphs from the top may hold the title's lines."""
_TITLE_LINES = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What sort of page it is.

    ``issuer`` is whose own text it is; ``spoken`` tells a speech, in which quotations are the speaker's rendering,
    from a press release, in which they are reported.
    """

    kind: Kind
    why: tuple[str, ...]
    issuer: Who | None = None
    spoken: bool = False


def reading(seen: Layout, title: str, facts: Facts, registry: Registry) -> Reading:
    """The kind of page, with reasons."""
    heading = _headline(seen, title)
    if seen.transcript:
        issuer = issuer_of(heading, facts, registry)
        return Reading(Kind.TRANSCRIPT, (f"{len(seen.labels)} turns with labels",), issuer)
    body = [par for par in seen.paragraphs if par.plain]
    prose = [par for par in body if len(par.text) > _LONG or par.sentence_like]
    listing = _listing(seen, body, prose)
    if listing is not None:
        return listing
    own = own_text(heading, prose, facts, seen, registry)
    if own is not None:
        return Reading(Kind.STATEMENT, own.why, own.issuer, own.spoken)
    quotes = sum(par.text.count('"') + par.text.count("\u201c") for par in prose)
    cued = sum(1 for par in prose if reporting(par.text))
    brief = quotes <= 4 and len(prose) <= 12 and not cued and not dateline_agency(prose)
    why = (f"{quotes} quotation marks and {cued} reporting paragraphs of {len(prose)}",)
    return Reading(Kind.SUMMARY if brief else Kind.REPORT, why)


def _listing(seen: Layout, body: Sequence[Paragraph], prose: Sequence[Paragraph]) -> Reading | None:
    """A page of headlines: dated ones, or hardly anything but lines that are no sentences."""
    if not body and len(seen.paragraphs) >= 5:
        return Reading(Kind.LISTING, ("nothing but dated lines and links",))
    heads = sum(1 for par in body if not par.sentence_like)
    if heads < 4 and len(body) < 5:
        return None
    dated = sum(1 for par in body if len(par.text) <= _LONGEST_DATED and _DATED_LINE.search(par.text))
    lengths = [_length(par.text) for par in prose] if dated >= 5 or heads >= 8 else []
    if dated >= 5 and sum(lengths) < 15 * dated:
        return Reading(Kind.LISTING, (f"{dated} dated headlines",))
    mostly = heads >= 8 and sum(lengths) < 12 * heads and max(lengths, default=0) < 25
    if mostly or (not prose and heads >= 4):
        return Reading(Kind.LISTING, (f"{heads} headlines and {len(prose)} paragraphs",))
    return None


def _length(text: str) -> int:
    """How many words a text has; two Han characters count as one."""
    return len(text.split()) + (0 if text.isascii() else len(_HAN.findall(text)) // 2)


def _headline(seen: Layout, title: str) -> str:
    """The title with the heading lines around it: titles of speeches run over several lines."""
    pars, wanted = seen.paragraphs[:_HEAD], title.casefold()
    alike = (n for n, par in enumerate(pars) if wanted.startswith(par.text[0].casefold()))
    at = next((n for n in alike if spaced(pars[n].text).casefold() == wanted), None)
    if at is None or announces(title):
        return title
    first = last = at
    while first > 0 and _heads(pars[first - 1]):
        first -= 1
    while last + 1 < len(pars) and _heads(pars[last + 1]):
        last += 1
    joined = " ".join(spaced(par.text) for par in pars[first : last + 1][:_TITLE_LINES])
    return joined if announces(joined) else title


def _heads(par: Paragraph) -> bool:
    return par.label is None and par.plain and par.heading_like
