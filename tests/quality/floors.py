"""Grades and the floors they are held to, in ``floors.json``: {part: {what: number}}."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("floors.json")

Floors = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Grade:
    """How many of ``of`` things are so. With ``most``, fewer are better and the floor is a ceiling.

    ``detail`` says how the count is made up, ``failures`` names what is not as it should be, a line each.
    """

    part: str
    what: str
    count: int
    of: int
    failures: tuple[str, ...] = ()
    most: bool = False
    detail: str = ""

    @property
    def share(self) -> float:
        """The part of all, 0 where there is nothing to count."""
        return self.count / self.of if self.of else 0.0

    def holds(self, floor: int) -> bool:
        """Whether it is no worse than the floor."""
        return self.count <= floor if self.most else self.count >= floor


def read(file: Path = FILE) -> Floors:
    """The pinned floors."""
    floors: Floors = json.loads(file.read_text(encoding="utf-8"))
    return floors


def broken(grades: Sequence[Grade], floors: Floors) -> list[str]:
    """A line for each floor that does not hold, and for each grade of these parts without a floor or the reverse."""
    lines = []
    for grade in grades:
        floor = floors.get(grade.part, {}).get(grade.what)
        if floor is None:
            lines.append(f"{grade.part}, {grade.what}: no floor is pinned")
        elif not grade.holds(floor):
            bound = "at most" if grade.most else "at least"
            lines.append(f"{grade.part}, {grade.what}: {grade.count} of {grade.of}, must be {bound} {floor}")
    measured = {(grade.part, grade.what) for grade in grades}
    for part in dict.fromkeys(grade.part for grade in grades):
        unmeasured = [what for what in floors.get(part, {}) if (part, what) not in measured]
        lines += [f"{part}, {what}: a floor is pinned, but nothing measures it" for what in unmeasured]
    return lines


def raised(grades: Iterable[Grade], floors: Floors) -> Floors:
    """The floors lifted to what was measured, where that is better; none is lowered."""
    made = {part: dict(row) for part, row in floors.items()}
    for grade in grades:
        row = made.setdefault(grade.part, {})
        if grade.holds(row.get(grade.what, grade.count)):
            row[grade.what] = grade.count
    return made


def write(floors: Floors, file: Path = FILE) -> None:
    """Keep the floors."""
    file.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
