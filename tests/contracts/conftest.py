"""The stores that must keep each contract: a further store is one more line in STORES."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test

from bot.ports import Ledger, Store
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from tests.postgres import Passing, postgres

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "archive.db"),
    "postgresql": lambda _: Passing(postgres()),
}

AT_ONCE = 4
"""Stores that a test may have open: an example that failed leaves one behind, and there may be hundreds of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Laws are proved on a server by hundreds of examples, each with an archive of its own: not in every run."""
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj) and "postgresql" in item.name:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(params=STORES)
def make(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Store]]:
    """Open a store of each kind in a folder; what is left open is closed."""
    made: list[Store] = []

    def opened(folder: Path) -> Store:
        store = STORES[request.param](folder)
        made.append(store)
        if len(made) > AT_ONCE:
            made.pop(0).close()
        return store

    yield opened
    for store in made:
        store.close()


@pytest.fixture
def store(make: Callable[[Path], Store], tmp_path: Path) -> Store:
    """An empty store of each kind."""
    return make(tmp_path)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Its ledger."""
    return store.ledger
