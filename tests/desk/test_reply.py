"""A reply's parts, as they are laid out."""

import pytest

from bot.desk.reply import Group, Line, Listing, Part, grouped
from tests.desk.replies import ANSWERED, HELD

ONE, TWO = Line("one"), Line("two", aside=True)


@pytest.mark.parametrize(
    ("parts", "groups"),
    [
        ((), []),
        ((ONE, TWO), [(ONE, TWO)]),
        ((ANSWERED, HELD), [ANSWERED, HELD]),
        ((ONE, ANSWERED, TWO, ONE, HELD, TWO), [(ONE,), ANSWERED, (TWO, ONE), HELD, (TWO,)]),
        ((Listing("", ()), ONE), [Listing("", ()), (ONE,)]),
    ],
)
def test_lines_that_follow_each_other_are_one_group(parts: tuple[Part, ...], groups: list[Group]) -> None:
    assert list(grouped(parts)) == groups
