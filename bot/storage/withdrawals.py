"""Attributions taken back into the units they are taken from, now and whenever their page is read again."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.domain.errors import NotFound
from bot.domain.source import Source, digest
from bot.domain.statement import Page, Statement, Unit, withdrawn
from bot.storage.coherence import short

UNSOUNDED = frozenset({"Cc", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sk", "Zl", "Zp", "Zs"})
"""Unicode categories of characters that part words and are none: another version may quote or wrap them otherwise."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An attribution taken back: of which words (``words`` is their digest), whose, and where they stood.

    ``name`` is the speaker's, ``entity`` the registry's id, if it knew one.
    """

    origin: str
    source: str
    text_hash: str
    start: int
    end: int
    words: str
    name: str
    entity: str | None
    reason: str


def touched(source: Source, statements: Sequence[Statement], start: int, end: int, reason: str) -> list[Withdrawal]:
    """The withdrawal of each statement that shares a character with ``[start, end)``. Raises NotFound for none."""
    found = [
        Withdrawal(
            source.origin,
            source.id,
            source.text_hash,
            *unit.span,
            _words(statement.text),
            unit.speaker.name,
            unit.speaker.entity,
            reason,
        )
        for statement in statements
        if (unit := statement.unit).speaker is not None and _meet(unit, start, end)
    ]
    if not found:
        raise NotFound(
            f"no statement stands at {start}-{end} of source {short(source.id)}",
            hint="it may be withdrawn already, or read otherwise by now; onrecord show lists what stands there",
        )
    return found


def withhold(page: Page, known: Collection[Withdrawal]) -> Page:
    """The page without what was taken back of it: itself, if that is nothing.

    ``known`` are the withdrawals of its origin and of its bytes. Taken are statements of the same speaker, by name or
    by entity, that have the same words, wherever they stand; and, in the same text, those that share a character with
    what was taken back, as it may be cut into sentences otherwise by now.
    """
    if not known:
        return page
    source = page.source
    units = tuple(withdrawn(unit) if _taken(source, unit, known) else unit for unit in page.units)
    return replace(page, units=units) if units != page.units else page


def taken(before: Page, after: Page, statements: Sequence[Statement]) -> list[Statement]:
    """Those of the ``statements`` of the page ``before`` that stand no more in the one ``after``."""
    pairs = zip(before.units, after.units, strict=True)
    still = [later.quotable for unit, later in pairs if unit.quotable]
    return [statement for statement, stands in zip(statements, still, strict=True) if not stands]


def _taken(source: Source, unit: Unit, known: Collection[Withdrawal]) -> bool:
    speaker = unit.speaker
    if not unit.quotable or speaker is None:
        return False
    its = [
        each
        for each in known
        if each.name == speaker.name or (each.entity is not None and each.entity == speaker.entity)
    ]
    if any(each.text_hash == source.text_hash and _meet(unit, each.start, each.end) for each in its):
        return True
    return bool(its) and _words(source.slice(unit.span)) in {each.words for each in its}


def _meet(unit: Unit, start: int, end: int) -> bool:
    return max(unit.start, start) < min(unit.end, end)


def _words(text: str) -> str:
    """The digest of the words alone: no case, no marks, no white space, no soft hyphens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    parts = [" " if unicodedata.category(each) in UNSOUNDED else each for each in folded]
    sounded = "".join(each for each in parts if unicodedata.category(each) != "Cf")
    return digest((" ".join(sounded.split()) or text).encode())
