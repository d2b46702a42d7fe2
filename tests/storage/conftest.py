"""An empty schema on the server of the run, for those who open archives there themselves."""

import uuid
from collections.abc import Iterator

import pytest

from tests.postgres import Postgres, postgres


@pytest.fixture
def server() -> Postgres:
    """The server of the run."""
    return postgres()


@pytest.fixture
def schema(server: Postgres) -> Iterator[str]:
    """A schema with nothing in it."""
    name = f"empty_{uuid.uuid4().hex}"
    server.execute(f"CREATE SCHEMA {name}")
    yield name
    server.execute(f"DROP SCHEMA {name} CASCADE")
