"""The index against the store: what is amiss is said, with the mend."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.archive import inspecting
from bot.archive.inspecting import Inspection, inspect
from bot.index.fulltext import TantivyIndex, open_index
from bot.ports import Hit, Index, Store, Wanted
from bot.storage.memory import MemoryStore
from tests.builders import a_page, a_store, keep, official

WORDS = ("Norway opened its ports to grain.", "The ministry regrets the delay.", "Fisheries talks resume on Monday.")


@pytest.fixture
def store() -> MemoryStore:
    return a_store(*(a_page(official(text), name=f"{n}.txt") for n, text in enumerate(WORDS)))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyIndex]:
    index = open_index(tmp_path)
    yield index
    index.close()


class Worse:
    """An index that is as the real one, but for what a test takes from it."""

    def __init__(self, real: Index, *, short: int = 0, blind: str = "", late: int = 0) -> None:
        self._real, self._short, self._blind, self._late = real, short, blind, late

    def search(self, wanted: Wanted) -> list[Hit]:
        return [hit for hit in self._real.search(wanted) if not self._blind or self._blind not in hit.statement]

    def follow(self, store: Store) -> int:
        self._late -= 1
        return self._real.follow(store) if self._late < 0 else 0

    def size(self) -> int:
        return self._real.size() - self._short

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def inspected(store: Store, index: TantivyIndex, **worse: object) -> Inspection:
    return inspect(store, Worse(index, **worse), index.spelling)  # type: ignore[arg-type]


def test_where_all_agrees_there_is_no_fault(store: MemoryStore, index: TantivyIndex) -> None:
    """The index is brought up first, so that it need not have been."""
    found = inspected(store, index)

    assert found.faults == ()
    assert (found.sources, found.statements, found.indexed, found.sampled) == (3, 3, 3, 3)
    assert found.words > 10


def test_an_index_that_another_process_is_bringing_up_is_waited_for(store: MemoryStore, index: TantivyIndex) -> None:
    """As it would be a fault only a moment ago."""
    assert inspected(store, index, late=2).faults == ()


@pytest.mark.parametrize(
    ("worse", "fault"),
    [
        ({"short": 1}, "of 3 statements the index holds 2; mend it with: onrecord rebuild"),
        ({"blind": "delay"}, "1 of 3 statements are not found by their own words; mend it with: onrecord rebuild"),
    ],
)
def test_a_poorer_index_is_found_out(
    store: MemoryStore, index: TantivyIndex, worse: dict[str, object], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspecting, "PATIENCE", 0.1)

    assert inspected(store, index, **worse).faults == (fault,)


def test_a_poorer_vocabulary_is_found_out(store: MemoryStore, index: TantivyIndex) -> None:
    index.follow(store)
    with index.spelling.writing():
        index.spelling.clear()
        index.spelling.set_stamp(store.ident, store.head())

    (fault,) = inspected(store, index).faults

    assert fault.endswith("words are missing from the spelling table; mend it with: onrecord rebuild")


def test_statements_that_begin_alike_are_each_found(index: TantivyIndex) -> None:
    """As greetings do; and those without a word are passed over."""
    lines = [official("Thank you, Mr President, for the floor.") for _ in range(40)]
    store = a_store(a_page(*lines, official("…"), name="alike.txt"))
    keep(store, a_page(official("…"), name="mute.txt"))

    assert inspected(store, index).faults == ()


def test_the_sample_is_spread_over_the_archive(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each source, or of every so many."""
    monkeypatch.setattr(inspecting, "SAMPLE", 2)

    sample = list(inspecting._sample(store))

    assert [each.text for each in sample] == [WORDS[0], WORDS[1]]
