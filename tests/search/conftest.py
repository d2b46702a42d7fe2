"""What the search tests share: one registry, a vocabulary by brute force, and an archive known by heart."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from rapidfuzz.distance import OSA

from bot.archive import Archive
from bot.domain.answer import Answer
from bot.domain.question import Question
from bot.domain.statement import Page
from bot.index.fulltext import TantivyIndex, open_index
from bot.names import Registry
from bot.search.answer import answer
from bot.search.read import read
from bot.search.standing import Standing
from bot.search.terms import stem, vocabulary
from tests.builders import a_store

TODAY = date(2025, 6, 10)


class Vocabulary:
    """``ports.Spelling`` over a text, the slow and obvious way."""

    def __init__(self, *texts: str) -> None:
        self._words = vocabulary(texts)

    def frequency(self, word: str) -> int:
        return sum(count for known, count in self._words.items() if stem(known) == stem(word))

    def near(self, word: str, *, distance: int = 2) -> list[tuple[str, int, int]]:
        found = [(known, OSA.distance(word, known), count) for known, count in self._words.items() if known.isalpha()]
        return sorted((row for row in found if 0 < row[1] <= distance), key=lambda row: (row[1], -row[2], row[0]))

    def warm(self) -> None:
        """All of it is in memory."""

    def beginning(self, letters: str, limit: int) -> list[tuple[str, int]]:
        found = [(word, count) for word, count in self._words.items() if word.startswith(letters) and word.isalpha()]
        return sorted((row for row in found if len(row[0]) > 2), key=lambda row: (-row[1], row[0]))[:limit]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load()


class Desk:
    """An archive to ask: pages in memory, the real index, the real reading."""

    def __init__(self, folder: Path, registry: Registry, pages: tuple[Page, ...]) -> None:
        self.store = a_store(*pages)
        self.index: TantivyIndex = open_index(folder)
        self.index.follow(self.store)
        self.registry = registry

    def read(self, text: str) -> Question:
        return read(text, self.registry, self.index.spelling, self.store.speakers(), TODAY)

    def ask(self, text: str, *, limit: int = 5, more: int = 0) -> Answer:
        question, standing = self.read(text), Standing(self.store, self.store.head())
        return answer(question, self.index, standing, self.registry, self.index.spelling, limit=limit, more=more)

    def texts(self, text: str, *, limit: int = 5, more: int = 0) -> list[str]:
        return [excerpt.text for excerpt in self.ask(text, limit=limit, more=more).excerpts]


@pytest.fixture
def desk(tmp_path: Path, registry: Registry) -> Iterator[Callable[..., Desk]]:
    made: list[Desk] = []

    def make(*pages: Page) -> Desk:
        made.append(Desk(tmp_path / f"index{len(made)}", registry, pages))
        return made[-1]

    yield make
    for one in made:
        one.index.close()


@pytest.fixture
def archive(tmp_path: Path, registry: Registry) -> Iterator[Callable[..., Archive]]:
    """The application over pages in memory and a real index."""
    made: list[TantivyIndex] = []

    def make(*pages: Page) -> Archive:
        made.append(open_index(tmp_path / f"archive{len(made)}"))
        return Archive(a_store(*pages), made[-1], made[-1].spelling, registry, lambda: TODAY)

    yield make
    for index in made:
        index.close()
