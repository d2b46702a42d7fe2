"""The cluster that the tests of a module share."""

from collections.abc import Iterator

import pytest

from tests.cluster.running import Cluster, a_cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two workers."""
    with a_cluster(tmp_path_factory.mktemp("cluster")) as made:
        made.hire()
        made.hire()
        yield made
