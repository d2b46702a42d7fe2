"""A page into what a store in memory holds of it, numbered."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.statement import Page, Speaker, Statement
from bot.ports import SourceLine
from bot.storage.neighbours import neighbours
from bot.storage.tally import parties


@dataclass(slots=True)
class Held:
    """A source in the archive. ``ids`` number all its units, ``statements`` holds the quotable ones."""

    page: Page
    data: bytes = field(repr=False)
    changed: int
    ids: tuple[int, ...] = ()
    statements: dict[int, Statement] = field(default_factory=dict)
    superseded_by: str | None = None

    def spoken(self) -> Counter[Speaker]:
        """How often who speaks in it."""
        units = (statement.unit for statement in self.statements.values())
        return Counter(unit.speaker for unit in units if unit.speaker is not None)


def holding(page: Page, data: bytes, changed: int, held: Held | None, new_id: Callable[[], int]) -> Held:
    """The page in the place of the one ``held``, whose units keep their numbers where they stand as they stood."""
    spare: dict[tuple[int, int], list[int]] = {}
    if held is not None:
        for unit, number in zip(held.page.units, held.ids, strict=True):
            spare.setdefault(unit.span, []).append(number)
    ids = tuple(spare[unit.span].pop(0) if spare.get(unit.span) else new_id() for unit in page.units)
    return Held(page, data, changed, ids, _statements(page, ids))


def _statements(page: Page, ids: Sequence[int]) -> dict[int, Statement]:
    source = page.source
    around = zip(ids, page.units, neighbours(page.blocks, page.units), strict=True)
    return {
        number: Statement(number, source.id, unit, source.slice(unit.span), before, after)
        for number, unit, (before, after) in around
        if unit.quotable
    }


def line(held: Held) -> SourceLine:
    """It as listed."""
    source = held.page.source
    return SourceLine(
        source.id,
        source.name,
        source.kind,
        source.facts,
        len(held.statements),
        parties(held.spoken().items()),
        held.superseded_by,
    )
