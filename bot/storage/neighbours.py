"""A page's blocks and units into the spans before and after each unit."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from bot.domain.source import Block, Role, Span
from bot.domain.statement import Label, Unit

Around = tuple[Span | None, Span | None]
"""The spans just before and just after a unit, where there are any."""

ASIDE_ROLES = frozenset({Role.META, Role.COMMENT, Role.FURNITURE})
ASIDE_LABELS = frozenset({Label.META, Label.COMMENT, Label.FURNITURE})


def neighbours(blocks: Iterable[Block], units: Sequence[Unit]) -> list[Around]:
    """What stands next to each unit, in the order of ``units``.

    A neighbour is the nearest whole unit (a fragment inside a sentence is not one) that is no furniture,
    meta or comment and stands in the same block or the next. An advertisement between two paragraphs does
    not part them: blocks set aside are not counted.
    """
    starts, ends = _edges(Span(b.start, b.end) for b in blocks if b.role not in ASIDE_ROLES)
    whole = _outermost(unit.span for unit in units if unit.label not in ASIDE_LABELS)
    whole_starts, whole_ends = _edges(whole)

    def around(unit: Unit) -> Around:
        first, last = bisect_right(ends, unit.start), bisect_left(starts, unit.end) - 1
        if first > last:
            return None, None
        earlier, later = bisect_right(whole_ends, unit.start) - 1, bisect_left(whole_starts, unit.end)
        before = whole[earlier] if earlier >= 0 else None
        after = whole[later] if later < len(whole) else None
        if before is not None and bisect_left(starts, before.end) - 1 < first - 1:
            before = None
        if after is not None and bisect_right(ends, after.start) > last + 1:
            after = None
        return before, after

    return [around(unit) for unit in units]


def _edges(spans: Iterable[Span]) -> tuple[list[int], list[int]]:
    """All starts and all ends, each in the order of the text."""
    pairs = sorted(spans)
    return [start for start, _ in pairs], [end for _, end in pairs]


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """The spans that lie inside no other, in the order of the text (so their ends are in order as well)."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if span.start < span.end and (not kept or span.end > kept[-1].end):
            kept.append(span)
    return kept
