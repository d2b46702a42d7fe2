"""The stores that must keep each contract: a further store is one more line in STORES."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.ports import Ledger, Store
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "archive.db"),
}


@pytest.fixture(params=STORES)
def make(request: pytest.FixtureRequest) -> Callable[[Path], Store]:
    """Open a store of each kind in a folder."""
    return STORES[request.param]


@pytest.fixture
def store(make: Callable[[Path], Store], tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    store = make(tmp_path)
    yield store
    store.close()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Its ledger."""
    return store.ledger
