"""The list of sources and one of them -> the other versions of its page."""

from collections.abc import Iterator, Sequence

from bot.desk import words
from bot.desk.reply import Row
from bot.ports import SourceLine

NAMED = 5
"""Versions told of one by one; more are counted."""


def version_rows(sources: Sequence[SourceLine], source: str, language: str) -> Iterator[Row]:
    """The version that stands today, if this is not it, and the ones before it; ``sources`` with superseded ones."""
    newer = _standing(sources, source)
    if newer is not None:
        yield Row("Superseded by", _told(newer, language))
    older = list(_older(sources, source))
    if older:
        told = [_told(line, language) for line in older[:NAMED]]
        rest = [words.count(len(older) - NAMED, "older one")] if len(older) > NAMED else []
        yield Row("Earlier versions", "; ".join(told + rest))


def _standing(sources: Sequence[SourceLine], source: str) -> SourceLine | None:
    """The version at the end of the chain that begins with this source; None if it stands itself."""
    by_id = {line.id: line for line in sources}
    line, seen = by_id.get(source), {source}
    while line and line.superseded_by and line.superseded_by not in seen:
        seen.add(line.superseded_by)
        line = by_id.get(line.superseded_by)
    return line if line and line.id != source else None


def _older(sources: Sequence[SourceLine], source: str) -> Iterator[SourceLine]:
    """The versions this source has superseded, directly or through another, newest first."""
    before: dict[str, list[SourceLine]] = {}
    for line in sources:
        if line.superseded_by:
            before.setdefault(line.superseded_by, []).append(line)
    wave = [source]
    while wave:
        lines = [line for newer in wave for line in before.pop(newer, ())]
        yield from reversed(lines)
        wave = [line.id for line in lines]


def _told(line: SourceLine, language: str) -> str:
    return f"{line.id[:8]} ({words.date_of(line.facts, language)})"
