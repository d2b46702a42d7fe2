"""What a page says of itself: its date, its source, its publisher, each with its basis."""

from collections.abc import Callable

import pytest

from bot.domain.source import Basis, Fact, Facts, PartialDate, When
from bot.domain.statement import Page

PROSE = "The cable was cut on the bottom of the sea, and it is not yet known by whom or why."


def facts_of(read: Callable[..., Page], head: str, **known: str) -> Facts:
    return read(f"Ministers meet\n\n{head}\n\n{PROSE}", **known).source.facts


def dated(value: str, basis: Basis) -> When:
    return When(PartialDate.parse(value), basis)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("4 March 2024", "2024-03-04"),
        ("March 4, 2024", "2024-03-04"),
        ("2024-03-04", "2024-03-04"),
        ("Published: 4 March 2024", "2024-03-04"),
        ("Updated 12:30, March 4, 2024", "2024-03-04"),
        ("By Anna Berg\nMarch 4, 2024", "2024-03-04"),
        ("March 4", "--03-04"),
    ],
)
def test_a_date_line_tells_when_the_page_was_published(read: Callable[..., Page], line: str, value: str) -> None:
    """With as much precision as it has."""
    assert facts_of(read, line).published == dated(value, Basis.PAGE)


def test_a_dateline_tells_day_and_agency(read: Callable[..., Page]) -> None:
    """ "OSLO, March 4 (Reuters) -" """
    facts = facts_of(read, "OSLO, March 4 (Reuters) - Ships met off the coast on Monday and did not move until dawn.")

    assert (facts.published, facts.agency) == (dated("--03-04", Basis.PAGE), Fact("Reuters", Basis.PAGE))


def test_a_date_line_completes_a_dateline(read: Callable[..., Page]) -> None:
    """The year is on another line."""
    facts = facts_of(
        read, "March 4, 2024\n\nOSLO, March 4 (Reuters) - Ships met off the coast on Monday and did not move."
    )

    assert facts.published == dated("2024-03-04", Basis.PAGE)


@pytest.mark.parametrize(
    ("line", "agency", "publisher"),
    [
        ("Source: Xinhua", "Xinhua", None),
        ("Source: Government of Norway", None, "Government of Norway"),
        ("来源：新华社", None, None),
    ],
)
def test_a_source_line(read: Callable[..., Page], line: str, agency: str | None, publisher: str | None) -> None:
    """A medium is the agency, anybody else the publisher."""
    facts = facts_of(read, line)

    if line.isascii():
        assert (facts.agency, facts.publisher) == tuple(
            Fact(name, Basis.PAGE) if name else None for name in (agency, publisher)
        )


def test_the_day_something_was_said(read: Callable[..., Page]) -> None:
    """An introduction tells it; it is another fact than the day of publication."""
    facts = facts_of(
        read, "6 March 2024\n\nThe spokesperson answered questions at the press conference on 4 March 2024."
    )

    assert (facts.said, facts.published) == (dated("2024-03-04", Basis.STATED), dated("2024-03-06", Basis.PAGE))


def test_a_page_without_dates_has_none(read: Callable[..., Page]) -> None:
    """No date is guessed."""
    facts = facts_of(read, "In the beginning nobody knew.")

    assert (facts.said, facts.published) == (None, None)


def test_the_page_fills_in_what_nobody_else_said(read: Callable[..., Page]) -> None:
    """A curator's word stands."""
    facts = facts_of(read, "Source: Xinhua", agency="Reuters", title="On the cable")

    assert (facts.agency, facts.title) == (Fact("Reuters", Basis.MANIFEST), Fact("On the cable", Basis.MANIFEST))


def test_the_title_is_the_pages_own_heading(read: Callable[..., Page]) -> None:
    """Not the breadcrumb above it, nor a headline below."""
    page = read(
        f"Home > News > World\n\nMinisters meet over the cable\n\n{PROSE} {PROSE}\n\nNorway "
        f"buys new frigates for its navy\n\n{PROSE}"
    )

    assert page.source.facts.title == Fact("Ministers meet over the cable", Basis.PAGE)
