"""The quality gate: every part of what the repository holds, against the pinned floors."""

import pytest

from tests.quality import floors
from tests.quality.floors import Grade
from tests.quality.parts import PARTS


@pytest.mark.parametrize("part", PARTS)
def test_every_floor_of_a_part_holds(part: str) -> None:
    """Reading or answering has not become worse than it was when the floors were pinned."""
    grades = PARTS[part]()

    assert floors.broken(grades, floors.read()) == []


def test_nothing_on_the_seed_pages_may_be_misattributed() -> None:
    """This floor is no measurement but a promise, as is that no word shows that must not."""
    pinned = floors.read()

    assert pinned["seeds"]["misattributed"] == 0
    assert pinned["questions"]["words that must not show"] == 0
    assert pinned["questions"]["words of another party"] == 0


def test_a_grade_below_its_floor_is_named() -> None:
    """The line says what was measured and what must be."""
    grades = [Grade("seeds", "label right", 91, 95), Grade("seeds", "misattributed", 1, 95, most=True)]

    faults = floors.broken(grades, {"seeds": {"label right": 92, "misattributed": 0}})

    assert faults == [
        "seeds, label right: 91 of 95, must be at least 92",
        "seeds, misattributed: 1 of 95, must be at most 0",
    ]


def test_a_grade_without_a_floor_and_a_floor_without_a_grade_are_named() -> None:
    """A gate that forgot something does not pass."""
    faults = floors.broken([Grade("seeds", "label right", 95, 95)], {"seeds": {"party found": 62}})

    assert faults == [
        "seeds, label right: no floor is pinned",
        "seeds, party found: a floor is pinned, but nothing measures it",
    ]


def test_pinning_raises_floors_and_lowers_none() -> None:
    """More right raises, fewer wrong tightens; whatever became worse stays as it was."""
    pinned = {"first": {"label right": 900, "party found": 400, "misattributed": 3}, "second": {"misattributed": 0}}
    grades = [
        Grade("first", "label right", 950, 1067),
        Grade("first", "party found", 390, 487),
        Grade("first", "misattributed", 1, 1067, most=True),
        Grade("second", "misattributed", 2, 993, most=True),
        Grade("second", "label right", 800, 993),
    ]

    raised = floors.raised(grades, pinned)

    assert raised == {
        "first": {"label right": 950, "party found": 400, "misattributed": 1},
        "second": {"misattributed": 0, "label right": 800},
    }
