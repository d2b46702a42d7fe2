"""What the reading tests share: one registry, and a page read from a text that stands in the test itself.

A statement is shown as a row ``(party, speaker, voice, words)``, so that a test says all of it in one equality;
``party`` is ``"-"`` where the words are nobody's to quote, or a speaker's who speaks for no party.
"""

from collections.abc import Callable

import pytest

from bot.domain.source import Basis, Fact, Facts, Received
from bot.domain.statement import Page, Unit
from bot.ingest.pipeline import read_page
from bot.names import Registry

Row = tuple[str, str, str, str]

STORY = "Ministers meet over the cable\n\nThe cable was cut on Sunday, and it is not yet known by whom or why.\n\n"
"""The head of a story that names no party: what follows it must tell by itself who speaks."""


def received(text: str, name: str = "page.txt", **facts: str) -> Received:
    """A text as taken in; ``facts`` are a curator's (publisher, issuer, title, agency, url)."""
    known = Facts(**{key: Fact(value, Basis.MANIFEST) for key, value in facts.items()})
    return Received(name, name, text.encode("utf-8", "surrogatepass"), text, "text/plain", "utf-8", known)


def row(page: Page, unit: Unit) -> Row:
    """A unit in four words."""
    speaker = unit.speaker if unit.quotable else None
    party, name = ((speaker.party or "-"), speaker.name) if speaker else ("-", "-")
    return party, name, unit.label.value, page.source.slice(unit.span)


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture(scope="session")
def read(registry: Registry) -> Callable[..., Page]:
    """A text -> its page."""

    def reads(text: str, **facts: str) -> Page:
        return read_page(received(text, **facts), registry)

    return reads


@pytest.fixture(scope="session")
def rows(read: Callable[..., Page]) -> Callable[..., list[Row]]:
    """A text -> all its units as rows, in order."""

    def told(text: str, **facts: str) -> list[Row]:
        page = read(text, **facts)
        return [row(page, unit) for unit in page.units]

    return told


@pytest.fixture(scope="session")
def said(read: Callable[..., Page]) -> Callable[[str], list[Row]]:
    """Words of a story -> its statements as rows: only what may be quoted as somebody's."""

    def statements(words: str) -> list[Row]:
        page = read(STORY + words)
        return [row(page, unit) for unit in page.units if unit.start >= len(STORY) and unit.quotable]

    return statements


@pytest.fixture(scope="session")
def labels(read: Callable[..., Page]) -> Callable[..., list[tuple[str, str]]]:
    """A text -> ``(label, words)`` of all its units, in order."""

    def labelled(text: str, **facts: str) -> list[tuple[str, str]]:
        page = read(text, **facts)
        return [(unit.label.value, page.source.slice(unit.span)) for unit in page.units]

    return labelled
