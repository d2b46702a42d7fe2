"""A block -> its sentences as attribution takes them: held together by quotations, parted where two speak."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.party import Mention
from bot.domain.source import Block, Span
from bot.ingest import han
from bot.ingest.cues import Cue, Shape, find_cue
from bot.ingest.phrase import Sort
from bot.ingest.quotes import MASK, Quotation
from bot.ingest.sentences import sentences

_BEFORE = 600
"""Characters before a sentence in which "its spokesperson" may find its owner."""
_TURN_OF_SPEECH = re.compile(
    r"""(?x)
      [,;]\s+(?:but|while|whereas|and|though|although|yet)\s+ | ;\s+
    | (?:(?<=["\u201d])|(?<=\w))\s+(?:and|but|while)\s+(?=[A-Z])
    """
)
"""Where another speaker may take over within a sentence."""
_LEADING = re.compile(r"(?:While|Although|Though|Whereas|As)\s+")
_RESUMES = re.compile(r"[\"\u201d\u00bb]\s[^\"\u201c\u00ab]{3,160},$")
_SAID = re.compile(r"(?:said|says|added|asked|wrote)$")
_STOPS = ".,!?\u2026\u3002\uff01\uff1f\u2014-"
_SAYING = 6
"""Words from which on a quotation without a cue before it is a saying, not a fragment."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """A page's twin, its masked twin, the quotations of each paragraph block by its start, and the names in a span."""

    twin: str
    masked: str
    quotes: Mapping[int, Sequence[Quotation]]
    mentions: Callable[[Span], Sequence[Mention]]
    cues: dict[Span, Cue | None] = field(default_factory=dict)
    """Those found already: a clause is read for itself, and as a part of its sentence."""

    def names(self, block: Block) -> Sequence[Mention]:
        """The names in a block, in order."""
        return self.mentions(Span(block.start, block.end))

    def sentences(self, span: Span) -> Iterator[Span]:
        """The sentences of a stretch."""
        return sentences(self.twin, *span)

    def groups(self, block: Block) -> Iterator[tuple[Span, list[Quotation]]]:
        """The sentences of a block with their quotations; those that one quotation runs through are one."""
        quotes = self.quotes.get(block.start, ())
        if not quotes:
            yield from ((span, []) for span in sentences(self.twin, block.start, block.end))
            return
        current: Span | None = None
        for span in sentences(self.twin, block.start, block.end):
            if current is None:
                current = span
            elif any(quote.outer.start < current.end and quote.outer.end > span.start for quote in quotes):
                current = Span(current.start, span.end)
            else:
                yield current, inside(quotes, current)
                current = span
        if current is not None:
            yield current, inside(quotes, current)

    def parted(self, group: Span, names: Sequence[Mention]) -> list[Span]:
        """A sentence in which two speak ("Iran denied it, but Ukraine said …") as two clauses; else the sentence."""
        lead = _LEADING.match(self.masked, *group)
        parts = self._led(group, lead.end(), names) if lead is not None else None
        if parts is not None:
            return parts
        for bound in _TURN_OF_SPEECH.finditer(self.masked, *group):
            first, later = Span(group.start, bound.start()), Span(bound.end(), group.end)
            cue = self._own_subject(later, names)
            other = self.cue(first, names) if cue is not None else None
            if cue is not None and other is not None and other.who.speaker != cue.who.speaker:
                return [first, *self.parted(later, names)]
        return [group]

    def _led(self, group: Span, start: int, names: Sequence[Mention]) -> list[Span] | None:
        """Two clauses: "While Norway said one thing, Sweden said another"."""
        comma = self.masked.find(",", start, group.end)
        if comma < 0:
            return None
        first = self.cue(Span(start, comma), names)
        if first is None or first.shape is not Shape.SUBJECT:
            return None
        later = self._own_subject(Span(comma + 1, group.end), names)
        return [Span(start, comma), Span(comma + 2, group.end)] if later is not None else None

    def _own_subject(self, group: Span, names: Sequence[Mention]) -> Cue | None:
        """The cue of a clause that names a speaker of its own as the subject."""
        cue = self.cue(group, names)
        own = cue is not None and cue.shape is Shape.SUBJECT and cue.who.sort is not Sort.PRONOUN
        return cue if own else None

    def cue(self, group: Span, names: Sequence[Mention]) -> Cue | None:
        """The cue of a sentence or clause. ``names`` are those of its block."""
        if group not in self.cues:
            find = han.find_cue if cjk(self.twin[group.start : group.end]) else find_cue
            self.cues[group] = find(self.masked, group, near(names, group))
        return self.cues[group]

    def is_saying(self, quote: Quotation, group: Span) -> bool:
        """Whether a quotation is a saying rather than a fragment or a name in quotation marks."""
        inner = self.twin[quote.inner.start : quote.inner.end].strip()
        words = len(inner.split())
        if not inner or (words < 2 and not cjk(inner) and inner[-1] not in ".!?,"):
            return False
        lower = next((char for char in inner if char.isalpha()), "a").islower()
        behind = self.twin[quote.outer.end : quote.outer.end + 1]
        closed = inner[-1] in _STOPS or behind in (",", ".", "\uff0c")
        before = self.twin[group.start : quote.outer.start]
        if not any(char.isalnum() for char in before):
            firm = closed and (not lower or words >= 4)
            return quote.resumed or quote.open or firm or (cjk(inner) and len(inner) > 6)
        before = before.rstrip()
        if lower and closed and _RESUMES.search(before):
            return True  # "If they attack," said Lee, "we will answer."
        if (lower and not before.endswith(":")) or not (closed or quote.open):
            return False
        return words >= _SAYING or before.endswith((":", ",", "\uff1a", "\uff0c")) or bool(_SAID.search(before))

    def outside(self, group: Span, full: Sequence[Quotation]) -> str:
        """The reporter's words in a sentence around its sayings, without marks."""
        rest, at = [], group.start
        for quote in full:
            rest.append(self.masked[at : quote.outer.start])
            at = max(at, quote.outer.end)
        rest.append(self.masked[at : group.end])
        return "".join(rest).strip(" \n\"'\u201c\u201d\u00ab\u00bb\u201e.,!?\u2026\u2013\u2014-;:)(")

    def bare(self, group: Span) -> bool:
        """Whether a sentence is nothing but quotations."""
        rest = self.masked[group.start : group.end].replace(MASK, "")
        return not rest.strip(" \n\"'\u201c\u201d\u00ab\u00bb\u201e.,!?")

    def crosses(self, quote: Quotation) -> bool:
        """Whether a quotation holds more than one sentence."""
        return sum(1 for _ in self.sentences(quote.inner)) > 1

    def trimmed(self, start: int, end: int) -> list[Span]:
        """A stretch without space, dashes and a colon at its ends; none if nothing is left to read."""
        while start < end and (self.twin[start].isspace() or self.twin[start] in "-\u2013\u2014"):
            start += 1
        while end > start and (self.twin[end - 1].isspace() or self.twin[end - 1] in "\u2013\u2014:"):
            end -= 1
        readable = end - start > 1 and any(char.isalnum() for char in self.twin[start:end])
        return [Span(start, end)] if readable else []


def inside(quotes: Sequence[Quotation], group: Span) -> list[Quotation]:
    """The quotations that open in a sentence."""
    return [quote for quote in quotes if group.start <= quote.outer.start < group.end]


def near(names: Sequence[Mention], group: Span) -> Sequence[Mention]:
    """The names in a sentence and shortly before it."""
    if not names:
        return ()
    low = bisect_left(names, group.start - _BEFORE, key=lambda m: m.start)
    return names[low : bisect_left(names, group.end, key=lambda m: m.start)]


def cjk(text: str) -> bool:
    """Whether a text holds letters of Chinese or Japanese."""
    return not text.isascii() and any("\u3040" <= char <= "\u9fff" for char in text)
