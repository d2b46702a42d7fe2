"""A noun phrase -> its items: its words in order, a name of the registry as one."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from bot.domain.party import Mention
from bot.domain.source import Span
from bot.ingest.words import word_set
from bot.names import cues

LEAD = word_set(
    """
    the a an this that these those his her its their our my one another both some many several few two three four five
    various certain most all
    """
)
"""Words that lead a noun phrase and name nothing."""
PARTICLES = word_set("van von de der den du da di del la le al el bin ibn binti ul von zu af ter dos das")
"""Words of people's names that are set without a capital."""
_WORD = re.compile(r"[^\s,;:()\"\u201c\u201d\u00ab\u00bb\[\]]+")
_TIE = re.compile(
    r"""(?xi)-(?:based|backed|born|led|language|linked|owned|funded|trained|speaking|controlled|affiliated|aligned|made|run
      |installed|appointed|imposed|occupied|sponsored|hosted|style|friendly|educated)"""
)
"""What ties a name to somebody else: "the Moscow-backed officials" are not Moscow's."""
_PUNCTUATION = re.compile(r"[,;:()]")
_INITIAL = re.compile(r"[A-Z]\.$")


class Item(NamedTuple):
    """A word of a phrase, or a name in it with its mention. ``apart`` tells that a comma or the like stands before."""

    start: int
    end: int
    word: str
    mention: Mention | None = None
    apart: bool = False

    @property
    def folded(self) -> str:
        """The word without regard to capitals."""
        return self.word.casefold()

    @property
    def noun(self) -> str:
        """The word folded and without a possessive ending."""
        word = self.word.casefold()
        return word[:-2] if word.endswith("'s") else word.removesuffix("'")

    @property
    def party(self) -> str | None:
        """Whose the name is, if it is one."""
        return self.mention.entity.party if self.mention is not None else None

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.word[0].isupper()

    def among(self, group: frozenset[str]) -> bool:
        """Whether it is a noun of this group, also as the last part of a compound ("vice-president")."""
        if self.mention is not None:
            return False
        noun = self.noun
        return noun in group or ("-" in noun and noun.rsplit("-", 1)[-1] in group)


def items_of(twin: str, span: Span, mentions: Sequence[Mention]) -> list[Item]:
    """The words and names at ``span``, without what stands in parentheses. ``mentions`` are in order."""
    inside = [m for m in mentions if span.start <= m.start and m.end <= span.end and not _TIE.match(twin, m.end)]
    named = {m.start: m for m in reversed(inside)}
    found, at, depth = [], span.start, 0
    for word in _WORD.finditer(twin, *span):
        start = word.start()
        between = twin[at:start]
        if between and between != " ":
            depth += between.count("(") - between.count(")")
        if start < at:  # within the name before it
            continue
        apart = between not in ("", " ") and _PUNCTUATION.search(between) is not None
        at = word.end()
        if depth > 0:
            continue
        mention = named.get(start)
        if mention is None:
            text = word[0]
            if "." in text and not _INITIAL.search(text):
                text = text.strip(".")
            if any(map(str.isalnum, text)):
                found.append(Item(start, at, text, apart=apart))
            continue
        found.append(Item(mention.start, mention.end, twin[mention.start : mention.end], mention, apart))
        at = max(at, mention.end)
    return found


def outside_lead(items: Sequence[Item]) -> list[Item]:
    """The items that are no articles, possessives or numbers."""
    return [item for item in items if item.folded not in LEAD]


def nameless(items: Sequence[Item]) -> bool:
    """Whether these words hide who it is: "on condition of anonymity", "a person familiar with"."""
    return _nameless().search(" ".join(item.folded for item in items)) is not None


@cache
def _nameless() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(mark)}" for mark in cues.nouns().nameless))
