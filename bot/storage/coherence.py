"""A page and its bytes into what is wrong with them: asked before keeping, and again by ``check``."""

from collections.abc import Iterator

from bot.domain.errors import ArchiveCorrupt
from bot.domain.source import Source, Span, digest
from bot.domain.statement import Page, Unit

SHORT = 8
"""Hexadecimal digits of an id shown to people; should two sources share them, ``find`` says so."""


def short(source: str) -> str:
    """An id as shown to people."""
    return source[:SHORT]


def faults(page: Page, data: bytes) -> list[str]:
    """One line per law the page breaks: bytes and id, text and hash, every span inside the text."""
    source = page.source
    found = list(_text_faults(source))
    if digest(data) != source.id:
        found.append("the bytes do not match the id")
    length = len(source.text)
    for block in page.blocks:
        spans = {"block": Span(block.start, block.end), "label": block.label}
        found.extend(_outside(f"{block.role.value} block", spans, length))
    for unit in page.units:
        found.extend(_unit_faults(unit, length))
    return [f"{source.name} ({short(source.id)}): {fault}" for fault in found]


def insist(page: Page, data: bytes) -> None:
    """Raise ArchiveCorrupt unless the page may be kept."""
    found = faults(page, data)
    if found:
        raise ArchiveCorrupt(found[0], hint="the page was not kept; read it again from the original")


def _text_faults(source: Source) -> Iterator[str]:
    try:
        matches = digest(source.text.encode()) == source.text_hash
    except UnicodeEncodeError as error:
        yield f"the text holds half a character (a lone surrogate) at {error.start}"
    else:
        if not matches:
            yield "the text does not match its hash"


def _unit_faults(unit: Unit, length: int) -> Iterator[str]:
    spans = (unit.speaker_span, unit.cue, unit.answers)
    sure = 0 <= unit.confidence <= 1
    if sure and _inside(unit.start, unit.end, length) and all(not span or _inside(*span, length) for span in spans):
        return  # nearly always; the rest is for the message
    named = zip(("unit", "speaker", "cue", "question"), (unit.span, *spans), strict=True)
    yield from _outside(f"{unit.label.value} unit", dict(named), length)
    if not sure:
        yield f"{unit.label.value} unit {unit.start}-{unit.end}: a confidence of {unit.confidence}"


def _outside(what: str, spans: dict[str, Span | None], length: int) -> Iterator[str]:
    for name, span in spans.items():
        if span is not None and not _inside(*span, length):
            yield f"{what}: its {name} {span.start}-{span.end} is outside the text of {length} characters"


def _inside(start: int, end: int, length: int) -> bool:
    return 0 <= start <= end <= length
