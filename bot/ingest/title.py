"""A page's paragraphs -> the one that is its title."""

import re
from collections.abc import Callable, Sequence

from bot.ingest.furniture import credited
from bot.ingest.layout import LONGEST_HEADING, Paragraph

_THEME = re.compile(
    r"""(?xi)\b(?:statement|remarks|spokes\w+|declaration|communiqu|press[ ]conference|briefing|speech|address|readout
      |response)"""
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HEAD = 40
"""How many paragraphs from the top the title may stand."""
_LONG = 160
"""Characters; a sentence longer than this is the page's own prose, and the title stood above it."""

_SENTENCE = 60
"""Below a line that can be a title, a sentence of so many characters is prose enough."""


def title_of(pars: Sequence[Paragraph], stated: str | None, letterhead: Callable[[str], bool]) -> Paragraph | None:
    """The page's own heading: the line that says the stated title, else the first that can be one.

    ``letterhead`` tells the lines that only name a body ("THE WHITE HOUSE"), which stand above it.
    """
    said = _saying(pars, stated) if stated else None
    if said is not None:
        return said
    best, score = None, 0.0
    for number, par in enumerate(pars[:_HEAD]):
        story = par.role is None and par.sentence_like and len(par.text) > (_LONG if best is None else _SENTENCE)
        if par.label is not None or story:
            break
        if not par.plain or (par.sentence_like and par.text[-1] != "?") or letterhead(par.text):
            continue
        worth = _worth(par.text) + number / 10  # of two alike the lower: a site's name stands above
        if worth > score:
            best, score = par, worth
    return best


def _saying(pars: Sequence[Paragraph], stated: str) -> Paragraph | None:
    """The line that says the stated title, spacing, marks and capitals apart."""
    wanted = _letters(stated)
    for par in pars[:_HEAD]:
        if len(par.text) <= 2 * len(stated) + 40 and _letters(par.text) == wanted:
            return par
    return None


def _worth(text: str) -> float:
    """How much a line looks like a page's title: some words, not shouted, its theme a statement."""
    words = len(text.split())
    if words < 2 or len(text) > LONGEST_HEADING + 100 or text.count("\n") > 5 or credited(text):
        return 0.0
    themed = _THEME.search(text) is not None
    worth = min(words, 10) + (4.0 if themed else 0.0)
    if text.isupper():
        worth -= 4.0
    if _CLOCK.search(text):
        worth -= 6.0
    if not themed and _YEAR.search(text):
        worth -= 5.0
    return max(0.5, worth)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
