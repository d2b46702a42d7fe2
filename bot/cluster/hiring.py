"""A scheduler's address, or a number of processes, as asked for -> those who read."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.archive.intake import Readers
from bot.domain.errors import ClusterError, UsageError
from bot.names import Registry

_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}")

MOST = 4
"""Processes unless told otherwise: more would read faster than the one that keeps and indexes can take in."""


@contextmanager
def readers(
    registry: Registry, *, cluster: str | None, jobs: int | None, say: Callable[[str], None]
) -> Iterator[Readers | None]:
    """Those who read for an ingest: a cluster's workers, else ``jobs`` processes; None where this one reads alone.

    Without a word on either: as many as there are cores, at most four. Raises UsageError for an address that is none,
    ClusterError for a cluster that cannot be used.
    """
    number = min(cores(), MOST) if jobs is None else jobs
    if cluster is not None:
        with _cluster(cluster, registry, say) as found:
            yield found
    elif number > 1:
        from bot.cluster.processes import processes

        with processes(number, registry) as found:
            yield found
    else:
        yield None


@contextmanager
def _cluster(address: str, registry: Registry, say: Callable[[str], None]) -> Iterator[Readers]:
    if not _ADDRESS.fullmatch(address):
        raise UsageError(f"{address} is no scheduler's address", hint="such as tcp://scheduler:8786, or tls://…")
    try:
        from bot.cluster.scheduler import workers  # a second that only a cluster pays
    except ImportError as error:
        raise ClusterError(
            f"a cluster needs {error.name}, which is not installed", hint="pip install 'onrecord[cluster]'"
        ) from None
    with workers(address, registry, say) as found:
        yield found


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
