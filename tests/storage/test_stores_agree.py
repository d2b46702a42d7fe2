"""The stores, told the same story, say the same; asked the same, through the whole application, too."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive import Archive, read_documents
from bot.domain.errors import NotFound
from bot.domain.statement import Page, Voice
from bot.index.fulltext import open_index
from bot.names import Registry
from bot.ports import Store
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, SOREIDE, a_page, bytes_of, narration, official
from tests.postgres import Passing, postgres

ROOT = Path(__file__).parents[2]


def a_file(folder: Path) -> Store:
    """An empty store in a file."""
    return SqliteStore(folder / "archive.db")


def a_database(_: Path) -> Store:
    """An empty store on a server."""
    return Passing(postgres())


texts = st.sampled_from(["One.", "Two.", "Six.", "Ten."])
lines = st.builds(official, texts, st.sampled_from([GENG, SOREIDE]))
pages = st.builds(
    lambda lines, place, reader: a_page(*lines, name=place, reader=reader),
    st.lists(lines | texts.map(narration), min_size=1, max_size=2),
    st.sampled_from(["a.txt", "b.txt", "c.txt"]),
    st.sampled_from(["rules-1", "rules-2"]),
)


def told(store: Store) -> list[object]:
    """Everything a store says of itself but its name and its statements' numbers."""
    lines = store.sources(superseded=True)
    return [
        lines,
        store.sources(),
        store.count(),
        store.speakers(),
        store.head(),
        store.changes(0, 100),
        [store.page(line.id) for line in lines],
        [(each.unit, each.text, each.before, each.after) for line in lines for each in store.of_source(line.id)],
        sorted((each._replace(id=0) for each in store.outlines(list(Voice), 0.0, 0, 99)), key=repr),
        store.check(),
    ]


def take_back(store: Store, page: Page) -> object:
    """Withdraw the first statement of a page; what was taken, or why nothing was."""
    unit = page.units[0]
    try:
        taken = store.withdraw(page.source.id, unit.start, unit.end, "not theirs")
    except NotFound as refused:
        return refused.message
    return [(each.source, each.unit, each.text) for each in taken]


@given(batches=st.lists(st.lists(pages, min_size=1, max_size=3) | pages, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("make", [a_file, a_database])
def test_memory_and_a_database_tell_the_same(
    tmp_path_factory: pytest.TempPathFactory, make: Callable[[Path], Store], batches: list[list[Page] | Page]
) -> None:
    """New, known, reread, superseding and revived pages in any order leave both in the same state; withdrawals too."""
    memory = MemoryStore()
    with closing(make(tmp_path_factory.mktemp("store"))) as other:
        for batch in batches:
            if isinstance(batch, Page):
                assert take_back(memory, batch) == take_back(other, batch)
                continue
            kept = [(page, bytes_of(page)) for page in batch]
            assert memory.add_all(kept) == other.add_all(kept)

        assert told(memory) == told(other)
        origins = [memory.page(line.id).source.origin for line in memory.sources()]
        assert len(origins) == len(set(origins))


# ---- a hundred questions

WHO = ("China", "Norway", "Geng Shuang", "the EU", "Russia", "NATO", "spokesperson", "Ine Eriksen Søreide")

ABOUT = (
    "Norway", "China", "trade", "norwey", "the Arctic", "human rights", "Huawei", "cooperation", "sanctions", "peace",
)  # fmt: skip

QUESTIONS = [
    *(f"what did {who} say about {about}" for who in WHO for about in ABOUT),
    *(f"{about} in 2019" for about in ABOUT),
    *(f"who mentioned {about}?" for about in ABOUT),
]


def answers(store: Store, folder: Path, registry: Registry, kept: list[tuple[Page, bytes]]) -> list[object]:
    """All that is answered to the questions over these pages, and listed of them."""
    with closing(store), closing(open_index(folder)) as index:
        store.add_all(kept)
        archive = Archive(store, index, index.spelling, registry, lambda: date(2026, 11, 22))
        lists = [archive.sources(superseded=True), archive.speakers(), archive.count(), archive.verify()]
        return [*(replace(archive.ask(question), took_ms=0.0) for question in QUESTIONS), *lists]


@pytest.mark.slow
def test_the_same_hundred_questions_have_the_same_answers(tmp_path: Path) -> None:
    """Of the seeds and the tests' pages, whatever store they are kept in: the same numbers, order and words."""
    registry = Registry.load()
    stores = {"memory": MemoryStore(), "file": a_file(tmp_path), "database": a_database(tmp_path)}

    read = read_documents([ROOT / "seeds", ROOT / "tests" / "pages"], registry)
    kept = [(page, data) for _, page, data in read if page is not None]

    said = {name: answers(store, tmp_path / name, registry, kept) for name, store in stores.items()}

    asked = [*QUESTIONS, "sources", "speakers", "count", "verify"]
    assert len(QUESTIONS) == 100
    assert sum(bool(answer.excerpts) for answer in said["memory"][:100]) > 20  # type: ignore[attr-defined]
    for name in ("file", "database"):
        pairs = zip(asked, said[name], said["memory"], strict=True)
        assert (name, [what for what, one, other in pairs if one != other]) == (name, [])


def test_a_store_outlives_its_process_and_memory_does_not(tmp_path: Path) -> None:
    """What the default store has kept is there when it is opened again, name and numbers included."""
    page = a_page(official("One."), official("Two."))
    store = SqliteStore(tmp_path / "archive.db")
    store.add(page, bytes_of(page))
    ident, statements = store.ident, store.of_source(page.source.id)
    store.close()

    again = SqliteStore(tmp_path / "archive.db")

    assert (again.ident, again.of_source(page.source.id)) == (ident, statements)
    again.close()
