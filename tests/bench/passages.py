"""An archive's statements -> a file of plain passages, the same for all contestants, and what questions are made of."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.archive import Archive
from tests.bench.corpus import MARK

WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")
"""A word that stands in small letters: no name, so that no question made of such words names a party or a speaker."""


class Passage(NamedTuple):
    """A statement: where it stands, and whether the document is a real one. ``number`` is its line in the file."""

    number: int
    source: str
    start: int
    real: bool
    text: str


class Passages:
    """All statements that can be quoted, as they are added to the archive. ``frequency``: passages that hold a word."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.real: list[Passage] = []
        self.frequency: Counter[str] = Counter()
        self.number = 0
        self._sources: set[str] = set()
        self._same: Counter[int] = Counter()

    def add(self, archive: Archive) -> None:
        """Append the statements of the sources that came since."""
        with self.file.open("a", encoding="utf-8") as out:
            for line in archive.sources():
                if line.id not in self._sources:
                    self._sources.add(line.id)
                    for passage in self._of_source(archive, line.id, MARK not in line.name):
                        out.write(json.dumps(passage) + "\n")

    def _of_source(self, archive: Archive, source: str, real: bool) -> Iterator[Passage]:  # noqa: FBT001
        page = archive.show(source)
        for unit in page.units:
            if unit.quotable:
                passage = Passage(self.number, source, unit.start, real, page.source.slice(unit.span))
                self.number += 1
                self.frequency.update(set(WORD.findall(passage.text)))
                self._same[_folded(passage.text)] += 1
                if real:
                    self.real.append(passage)
                yield passage

    def single(self, passage: Passage) -> bool:
        """Whether no other passage has the same words: else nobody could tell which of them is meant."""
        return self._same[_folded(passage.text)] == 1


def _folded(text: str) -> int:
    return hash(" ".join(re.findall(r"\w+", text.lower())))


def read(file: Path) -> Iterator[Passage]:
    """The passages of the file, in order."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield Passage(*json.loads(line))
