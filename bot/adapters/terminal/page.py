"""A page with its labels in the margin: every unit's role or voice, and whose words they are."""

from collections.abc import Iterator

from bot.adapters.terminal.paint import Ink, Paint
from bot.adapters.terminal.screen import NARROWEST, cells, one_line, plain_wrap, visible
from bot.desk import words
from bot.desk.dates import day
from bot.domain.source import Facts
from bot.domain.statement import Label, Page, Unit

_MARGIN = 26
"""Columns of the margin: the longest label, a party and a short name."""

_ROOMY = 64
"""From this width on the margin stands beside the text, else above it."""

_INKS = {
    Label.DIRECT: Ink.QUOTE,
    Label.TRANSCRIPT: Ink.GOOD,
    Label.OFFICIAL: Ink.GOOD,
    Label.REPORTED: Ink.REPORTED,
    Label.QUESTION: Ink.ASKED,
    Label.COMMENT: Ink.ASKED,
    Label.HEADING: Ink.NAME,
}


def page_lines(page: Page, paint: Paint, width: int) -> Iterator[str]:
    """The head with what is known of the source, then its units in order."""
    width = max(width, NARROWEST)
    source = page.source
    yield paint(one_line(source.name), Ink.NAME)
    head = f"{source.kind.value}: {one_line('; '.join(source.why))}" if source.why else source.kind.value
    for line in (head, f"sha256 {source.id}", *_facts(source.facts)):
        yield from plain_wrap(line, width)
    end = 0
    for unit in page.units:
        if "\n\n" in source.text[end : unit.start] or end == 0:
            yield ""
        yield from _unit(unit, source.slice(unit.span), paint, width)
        end = max(end, unit.end)


def _facts(facts: Facts) -> Iterator[str]:
    for name in ("title", "publisher", "agency", "issuer", "url"):
        fact = getattr(facts, name)
        if fact is not None:
            yield f"{name}: {one_line(fact.value)} ({words.known_from(fact.basis)})"
    for name in ("said", "published"):
        when = getattr(facts, name)
        if when is not None:
            yield f"{name}: {day(when.date)} ({words.known_from(when.basis)})"


def _unit(unit: Unit, text: str, paint: Paint, width: int) -> Iterator[str]:
    ink = _INKS.get(unit.label, Ink.ASIDE)
    beside = width >= _ROOMY
    room = _MARGIN if beside else width
    margin = [unit.label.value + _sureness(unit), *_who(unit, room - 2)]
    if not beside:
        margin = [margin[0], " ".join(margin[1:])] if margin[1:] else margin
        for line in plain_wrap(" · ".join(margin), width):
            yield paint(line, ink)
        for line in plain_wrap(visible(text), width - 2):
            yield paint("│ ", ink) + line
        return
    lines = plain_wrap(visible(text), width - _MARGIN - 2)
    for number in range(max(len(lines), len(margin))):
        left = margin[number] if number < len(margin) else ""
        right = lines[number] if number < len(lines) else ""
        gap = " " * max(_MARGIN - cells(left), 1)
        yield (paint(left, ink) + gap + paint("│", ink) + " " + right).rstrip()


def _sureness(unit: Unit) -> str:
    """Nothing for a fact; "likely" or "unsure" with the figure below it."""
    if unit.label.voice is None or unit.speaker is None or not words.likely(unit.confidence):
        return ""
    return f" {'likely' if unit.quotable else 'unsure'} {unit.confidence:.2f}"


def _who(unit: Unit, room: int) -> list[str]:
    """Party and speaker, on as many lines as they take."""
    if unit.speaker is None:
        return []
    party = f"{unit.speaker.party} " if unit.speaker.party else ""
    return plain_wrap(party + one_line(unit.speaker.name), room)
