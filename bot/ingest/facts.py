"""A page's own date lines, source lines and introduction -> facts about it, each with its basis.

What the envelope or a curator said stands; a line of the page fills in what is open and completes a partial date.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.source import Basis, Fact, Facts, PartialDate, Role, When
from bot.ingest.dateline import dateline
from bot.ingest.layout import Dates, Paragraph
from bot.ingest.words import spaced
from bot.names import Registry

_SOURCE = re.compile(
    r"""(?xi)^(?:source|quelle|kilde|fuente|\u6765\u6e90)\s*[:|]\s*(?P<name>[^\d|,;:]{2,60}?)
      (?=\s{2,}|\s*(?:published|updated|posted|date|\d|[|,;]|$))"""
)
_ISSUED = re.compile(
    r"""(?xi)^(?:from|issued\s+by|published\s+by|publisher|released\s+by|ministry|department|organi[sz]ation)\s*:\s*
      (?P<name>[^\d:;|]{4,120}?)\s*$"""
)
_SAID = re.compile(
    r"""(?xi)\b(?:press[ ]conference|briefing|responded|answered|asked|remarks|said|speech|delivered|spoke|statement
      |interview)\b"""
)
_BEFORE_DATE = re.compile(r"(?i)\b(?:on|of|dated)\s*(?:\w+day,?\s*)?$")
_HEAD = 14
"""How many paragraphs from the top may hold the page's own date line, and half as many an introduction."""
_LONGEST_INTRODUCTION = 400
"""Characters; a longer paragraph is a story's."""


def completed(
    facts: Facts, title: str | None, pars: Sequence[Paragraph], find_dates: Dates, registry: Registry
) -> Facts:
    """``facts`` with what the page itself says."""
    if facts.title is None and title:
        facts = replace(facts, title=Fact(spaced(title), Basis.PAGE))
    for number, par in enumerate(pars[:_HEAD]):
        if par.role is Role.META:
            facts = _meta(facts, par.text, find_dates, registry)
        elif par.plain and number < _HEAD // 2:
            facts = _prose(facts, par.text, find_dates, registry)
    return facts


def _meta(facts: Facts, line: str, find_dates: Dates, registry: Registry) -> Facts:
    """What a line of fields tells: who issued and who carries the page, and when."""
    issued = _ISSUED.match(line)
    if issued is not None and facts.publisher is None and any(m.entity.party for m in registry.find(issued["name"])):
        facts = replace(facts, publisher=Fact(issued["name"].strip(), Basis.PAGE))
    named = _SOURCE.match(line)
    if named is not None:
        facts = _carrier(facts, named["name"].strip(), registry)
    elif facts.agency is None:
        first = next((m for m in registry.find(line) if m.entity.kind == "media" and m.start <= 1), None)
        if first is not None:
            facts = replace(facts, agency=Fact(first.entity.name, Basis.PAGE))
    return _published(facts, line, find_dates)


def _carrier(facts: Facts, name: str, registry: Registry) -> Facts:
    """A ``Source:`` is an agency, or else the publisher."""
    carrier = Fact(name, Basis.PAGE)
    if _is_media(name, registry):
        return facts if facts.agency else replace(facts, agency=carrier)
    return facts if facts.publisher else replace(facts, publisher=carrier)


def _prose(facts: Facts, text: str, find_dates: Dates, registry: Registry) -> Facts:
    """What a paragraph tells: its dateline, or in an introduction the day the words were said."""
    line = dateline(text)
    if line is not None:
        facts = _published(facts, line[0], find_dates)
        if line["agency"] and facts.agency is None and _is_media(line["agency"], registry):
            facts = replace(facts, agency=Fact(line["agency"].strip(), Basis.PAGE))
    elif len(text) < _LONGEST_INTRODUCTION and _SAID.search(text):
        dates = find_dates(text)
        if len(dates) == 1 and _BEFORE_DATE.search(text[: dates[0][0].start]):
            facts = replace(facts, said=_better(facts.said, dates[0][1], Basis.STATED))
    return facts


def _published(facts: Facts, line: str, find_dates: Dates) -> Facts:
    dates = find_dates(line)
    return replace(facts, published=_better(facts.published, dates[0][1], Basis.PAGE)) if dates else facts


def _is_media(name: str, registry: Registry) -> bool:
    return any(m.entity.kind == "media" for m in registry.find(name))


def _better(known: When | None, found: PartialDate, basis: Basis) -> When:
    """The fuller of two dates that agree; the known one if they do not."""
    if known is None:
        return When(found, basis)
    fuller = len(found.value) > len(known.date.value) and found.year is not None
    return When(found, basis) if known.date.fits(found) and fuller else known
