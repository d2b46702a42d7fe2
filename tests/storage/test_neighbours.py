"""What stands next to a statement."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.source import Block, Role, Span
from bot.domain.statement import Label, Page, Unit
from bot.storage.neighbours import neighbours
from tests.builders import (
    GENG,
    Line,
    a_page,
    comment,
    direct,
    furniture,
    heading,
    meta,
    narration,
    official,
    question,
    transcript,
)


def words_around(*lines: Line) -> list[tuple[str | None, str | None]]:
    """Per unit of a page of these lines, the words before and after."""
    return spelled_out(a_page(*lines))


def spelled_out(page: Page) -> list[tuple[str | None, str | None]]:
    """Per unit, the words before and after."""
    cut = page.source.slice
    return [(before and cut(before), after and cut(after)) for before, after in neighbours(page.blocks, page.units)]


def test_the_units_of_the_next_blocks_are_neighbours() -> None:
    """The question before an answer, the story after it."""
    around = words_around(question("Well?"), transcript("No."), narration("He left."))

    assert around == [(None, "No."), ("Well?", "He left."), ("No.", None)]


def test_furniture_meta_and_comments_are_passed_over() -> None:
    """What is set aside is no neighbour and does not part what it stands between."""
    around = words_around(
        heading("T"), meta("2019"), official("One."), furniture("Ad"), official("Two."), comment("Boo.")
    )

    assert (around[2], around[4]) == (("T", "Two."), ("One.", None))


def test_a_block_between_parts_two_units() -> None:
    """A paragraph without a unit of its own stands between."""
    page = a_page(official("One."), narration("Gap."), official("Two."))
    without_gap = Page(page.source, page.blocks, (page.units[0], page.units[2]))

    assert spelled_out(without_gap) == [(None, None), (None, None)]


def test_sentences_of_one_block_are_neighbours() -> None:
    """Each has the sentences at its sides."""
    page = a_page(official("One. Two. Six."))
    units = tuple(Unit(at, at + 4, Label.OFFICIAL, "test", GENG) for at in (0, 5, 10))

    assert spelled_out(Page(page.source, page.blocks, units)) == [
        (None, "Two."),
        ("One.", "Six."),
        ("Two.", None),
    ]


def test_a_fragment_has_the_neighbours_of_its_sentence() -> None:
    """The quotation inside a reported sentence is a neighbour of nobody, nor is its sentence its own."""
    page = a_page(narration("Hi. He said “no”, then “yes”. Bye."))
    spans = [(0, 3), (4, 29), (12, 16), (23, 28), (30, 34)]
    units = tuple(Unit(*span, Label.DIRECT, "test", GENG) for span in spans)

    assert spelled_out(Page(page.source, page.blocks, units)) == [
        (None, "He said “no”, then “yes”."),
        ("Hi.", "Bye."),
        ("Hi.", "Bye."),
        ("Hi.", "Bye."),
        ("He said “no”, then “yes”.", None),
    ]


def test_a_unit_outside_every_block_has_no_neighbours() -> None:
    """Nothing says what it stands beside."""
    page = a_page(direct("One."), direct("Two."))

    assert neighbours((), page.units) == [(None, None), (None, None)]


spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(lambda pair: Span(*pair))
blocks = st.lists(st.builds(lambda span, role: Block(span.start, span.end, role), spans, st.sampled_from(Role)))
units = st.lists(
    st.builds(lambda span, label: Unit(span.start, span.end, label, "test"), spans, st.sampled_from(Label))
)


@given(blocks=blocks, units=units)
def test_neighbours_are_units_that_lie_outside(blocks: list[Block], units: list[Unit]) -> None:
    """Whatever the page, a neighbour is one of its units and ends before, or begins after, the one it is for."""
    found = neighbours(blocks, units)

    known = {unit.span for unit in units}
    assert len(found) == len(units)
    for unit, (before, after) in zip(units, found, strict=True):
        assert before is None or (before in known and before.end <= unit.start)
        assert after is None or (after in known and after.start >= unit.end)
