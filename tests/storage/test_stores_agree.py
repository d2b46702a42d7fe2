"""The two stores, told the same story, say the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import NotFound
from bot.domain.statement import Page, Voice
from bot.ports import Store
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, SOREIDE, a_page, bytes_of, narration, official

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
        sorted((replace(each, id=0) for each in store.outlines(list(Voice), 0.0, 0, 99)), key=repr),
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
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_memory_and_sqlite_tell_the_same(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Page] | Page]
) -> None:
    """New, known, reread, superseding and revived pages in any order leave both in the same state; withdrawals too."""
    memory, sqlite = MemoryStore(), SqliteStore(tmp_path_factory.mktemp("store") / "archive.db")

    for batch in batches:
        if isinstance(batch, Page):
            assert take_back(memory, batch) == take_back(sqlite, batch)
            continue
        kept = [(page, bytes_of(page)) for page in batch]
        assert memory.add_all(kept) == sqlite.add_all(kept)

    assert told(memory) == told(sqlite)
    origins = [memory.page(line.id).source.origin for line in memory.sources()]
    assert len(origins) == len(set(origins))
    sqlite.close()


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
