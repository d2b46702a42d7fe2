"""The address of a Dask scheduler -> a crew: its workers, wherever they are."""

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import dask
import distributed
from distributed import CancelledError, KilledWorker

from bot.cluster.spread import Died, Spread
from bot.cluster.work import MEND, Terms, difference, names_of, terms, work
from bot.domain.errors import ClusterError
from bot.names import Registry

CONNECT_SECONDS = 10.0
"""How long a scheduler may take to answer."""

PATIENCE = 60.0
"""Seconds to wait for a worker where none is left: a nanny starts another in three."""

_TICK = 1.0
"""Seconds between two looks at whether anybody is left."""

_log = logging.getLogger(__name__)

# Half of Dask's functions have no types.
Client = Any
Future = Any
_connect: Any = distributed.Client
_security: Any = distributed.Security


@contextmanager
def workers(
    address: str, registry: Registry, say: Callable[[str], None], *, patience: float = PATIENCE
) -> Iterator[Spread]:
    """Readers: the workers of the scheduler at an address. ``say`` hears, a line each, what a person should know.

    Raises ClusterError where it cannot be reached and where scheduler or workers are of other versions. TLS is set up
    as Dask has it (``DASK_DISTRIBUTED__COMM__TLS__…``).
    """
    for name in ("distributed", "tornado", "asyncio"):  # what they would say is said here, in a line
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # A parcel may hold one large document: Dask would warn of it.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        client = _connected(address)
        try:
            _insist_on_terms(client, address)
            yield Spread(_Crew(client, address, registry, say, patience))
        finally:
            with suppress(Exception):  # the scheduler may be gone: then there is nothing to leave
                client.close(timeout=_TICK)


def _connected(address: str) -> Client:
    if address.startswith("tls:") and _security().get_connection_args("client")["ssl_context"] is None:
        hint = "set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__CLIENT__CERT and …__CLIENT__KEY"
        raise ClusterError(f"{address}: no certificate is set up", hint=hint)
    try:
        return _connect(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception as error:  # noqa: BLE001  whatever listens there may answer anything
        _log.debug("connecting to %s", address, exc_info=True)
        reason = "no scheduler answers there" if isinstance(error, OSError) else "it does not speak as a scheduler does"
        hint = "start one with: dask scheduler; it must be of the version of Dask that is installed here"
        raise ClusterError(f"{address}: {reason}", hint=hint) from None


def _insist_on_terms(client: Client, address: str) -> None:
    """Refuse a cluster on which anybody would read otherwise than this process, or has no On Record."""
    try:
        found = {f"the scheduler at {address}": client.run_on_scheduler(terms)}
    except Exception as error:  # noqa: BLE001  whatever it could not load
        found = {f"the scheduler at {address}": error}
    found |= {f"the worker at {one}": told for one, told in client.run(terms, on_error="return").items()}
    for who, told in found.items():
        if isinstance(told, Exception):
            reason = " ".join(str(told).split()) or type(told).__name__
            raise ClusterError(f"{who} cannot run On Record ({reason})", hint=MEND)
        differ = difference(terms(), told)
        if differ is not None:
            raise ClusterError(f"{who} reads by other rules ({differ})", hint=MEND)


class _Crew:
    """The workers; a scheduler gives a parcel to several, one after the other, before it counts it as deadly.

    How many that are is its own setting, ``distributed.scheduler.allowed-failures``: three more than one.
    """

    tries = 1

    def __init__(
        self, client: Client, address: str, registry: Registry, say: Callable[[str], None], patience: float
    ) -> None:
        self._client = client
        self._address = address
        self._say = say
        self._patience = patience
        self._digest = registry.digest
        self._names = names_of(registry)
        self._terms: Terms = terms()
        self._sent: Future | None = None
        self._keys = (f"onrecord-{uuid.uuid4().hex}-{number}" for number in count())
        self._alone_since: float | None = None

    def give(self, parcel: bytes) -> "_Given":
        """Hand a parcel to the scheduler."""
        if self._sent is None or self._sent.status in ("error", "cancelled", "lost"):
            # A task, not scattered data: whichever worker holds them dies, the scheduler has them made again.
            self._sent = self._client.submit(bytes, self._names, key=next(self._keys))
        task = (parcel, self._terms, self._digest, self._sent)
        return _Given(self._client.submit(work, *task, key=next(self._keys)), self)

    def wait(self, future: Future) -> None:
        """Until it is done. Raises ClusterError when that will not be: no worker came, or the scheduler has gone."""
        while True:
            try:
                future.exception(timeout=_TICK)
            except TimeoutError:
                self._insist_on_workers()
            else:
                self._alone_since = None
                return

    def _insist_on_workers(self) -> None:
        if self._workers():
            self._alone_since = None
            return
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
            self._say(f"no worker at {self._address}; waiting {self._patience:.0f} seconds for one")
        elif now - self._alone_since >= self._patience:
            raise ClusterError(
                f"no worker has come to {self._address} for {self._patience:.0f} seconds",
                hint=f"start some with: dask worker {self._address}; then the same command goes on from here",
            )

    def _workers(self) -> int:
        try:
            asked = self._client.sync(self._client.scheduler.ncores, workers=None, callback_timeout=CONNECT_SECONDS)
            return len(asked)
        except Exception:  # noqa: BLE001  logged; however it fails, nobody answers
            _log.debug("asking %s for its workers", self._address, exc_info=True)
            raise self.lost() from None

    def lost(self) -> ClusterError:
        """The error of a scheduler that has gone."""
        hint = "see to it, and the same command goes on from here"
        return ClusterError(f"the scheduler at {self._address} was lost", hint=hint)


@dataclass(frozen=True, slots=True)
class _Given:
    future: Future
    crew: _Crew

    def done(self) -> bool:
        return bool(self.future.done())

    def take(self) -> bytes:
        try:
            self.crew.wait(self.future)
            found: Any = self.future.result()
        except KilledWorker:
            raise Died from None
        except CancelledError:
            raise self.crew.lost() from None
        except ClusterError:
            raise
        except Exception as error:  # noqa: BLE001  logged; whatever a strange worker raises
            _log.debug("a parcel came back as", exc_info=True)
            told = " ".join(str(error).split())[:200]
            raise ClusterError(f"the workers cannot read ({type(error).__name__}: {told})", hint=MEND) from None
        return bytes(found)
