"""What is remembered of an excerpt -> the excerpt, read again and checked; a statement -> what stands around it.

Both read the store itself, not what is kept in memory: it may be months since the words were first shown.
"""

from collections.abc import Iterator

from bot.domain.answer import Context, Excerpt, Match, Neighbour
from bot.domain.errors import ArchiveCorrupt, NotFound
from bot.domain.remembered import Found
from bot.domain.source import Source, Span
from bot.domain.statement import LIKELY, Label, Page, Speaker, Statement, Unit
from bot.ports import Hit, Store
from bot.search.excerpt import excerpt, is_intact, log
from bot.search.rank import Ranked

_LEFT_OUT = frozenset({Label.HEADING, Label.META, Label.FURNITURE, Label.COMMENT})


def made_again(found: Found, store: Store) -> Excerpt | None:
    """The excerpt as it was found, if it stands and passes its check; else None, with a line in the log.

    Of what was found beside it only what still stands at its place is kept.
    """
    read = _read(found.statement, store)
    if read is None:
        return None
    statement, page = read
    source, unit = page.source, statement.unit
    return Excerpt(
        statement=statement,
        source=source,
        text=statement.text,
        start=unit.start,
        end=unit.end,
        score=found.score,
        matched=tuple(match for match in found.matched if _stands(match, source)),
        context=found.context if found.context and _stands(found.context, source) else None,
        also_in=found.also_in,
    )


def alone(number: int, store: Store) -> Excerpt | None:
    """A statement that nobody asked for, checked, with the question it answers or the sentence it leans on.

    None, with a line in the log, if it does not stand.
    """
    read = _read(number, store)
    if read is None:
        return None
    statement, page = read
    nothing_asked = Ranked(Hit(number, 0.0, statement.source, 0, "", "", "", ""), 0.0, 0.0, 0, ())
    return excerpt(nothing_asked, statement, page.sheet)


def neighbours(number: int, store: Store, before: int, after: int) -> tuple[Neighbour, ...]:
    """See ``Archive.around``. A fragment quoted inside a sentence has that sentence before it."""
    read = _read(number, store)
    if read is None:
        return ()
    statement, page = read
    units = list(_shown(page, statement.unit))
    at = units.index(statement.unit)
    near = units[max(0, at - max(0, before)) : at + 1 + max(0, after)]
    return tuple(
        Neighbour(page.source.slice(unit.span), unit.label, _speaker(unit), unit is units[at]) for unit in near
    )


def _read(number: int, store: Store) -> tuple[Statement, Page] | None:
    """The statement and its page, if it is its slice of an intact text that still stands."""
    try:
        statement = next(iter(store.statements([number])), None)
        page = store.page(statement.source) if statement else None
    except (ArchiveCorrupt, NotFound) as error:
        log.error("statement %d cannot be read: %s", number, error)
        return None
    if statement is None or page is None:
        log.info("statement %d does not stand any more", number)
        return None
    span = statement.unit.span
    whole = is_intact(page.source) and statement.unit in page.units
    if not whole or not statement.text or page.source.slice(span) != statement.text:
        log.error("statement %d of source %s is not its slice at %d: not shown", number, statement.source, span.start)
        return None
    return statement, page


def _stands(found: Match | Context, source: Source) -> bool:
    return found.span is None or source.slice(Span(*found.span)) == found.text


def _shown(page: Page, own: Unit) -> Iterator[Unit]:
    """The units worth reading, in order, none twice: of a sentence with fragments only the sentence, and ``own``."""
    end = 0
    for unit in sorted(page.units, key=lambda unit: (unit.start, -unit.end)):
        inside = unit.end <= end
        if unit == own or not (inside or unit.label in _LEFT_OUT):
            yield unit
        end = max(end, unit.end)


def _speaker(unit: Unit) -> Speaker | None:
    return unit.speaker if unit.confidence >= LIKELY else None
