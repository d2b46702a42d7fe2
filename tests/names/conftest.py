"""One registry for all tests of this folder: it is immutable, and loading it is what costs."""

import pytest

from bot.names import Registry


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load()
