"""An address into connections: to the primary, or to whichever of several hosts will do."""

import logging
import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bot.domain.address import Address
from bot.domain.errors import ArchiveError
from bot.storage.postgres_eras import TIMELINE
from bot.storage.postgres_session import adapted
from bot.storage.session import Row

T = TypeVar("T")

STANDBY_SECONDS = 3.0
"""How long a connection to a standby is lent before the primary is looked for again."""

SILENT_SECONDS = 2.0
"""How long a server may say nothing to a statement until it is tried whether it lets anybody in. One that has stopped
running, or whose disk has, still answers to TCP, and would be waited for without end."""

DEFAULTS: dict[str, str | int] = {
    "application_name": "onrecord",
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""What the address may say otherwise: a host that does not answer is noticed in seconds, at first and later."""

_PRIMARY, _ANY = "read-write", "any"

_log = logging.getLogger(__name__)


class Link(psycopg.Connection[Row]):
    """A connection, with when it was last known to be alive (``time.monotonic``) and made."""

    alive = 0.0
    made = 0.0
    probe: Callable[[str, str, int], None] | None = None

    def wait(self, gen: Generator[Any, Any, T], *how: Any, **more: Any) -> T:
        """What the driver waits for. Raises OperationalError, and the connection is lost, when the server is frozen."""
        return super().wait(self._heeded(gen), *how, **more)

    def _heeded(self, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
        heard = time.monotonic()
        try:
            state = next(gen)
            while True:
                ready = yield state
                now = time.monotonic()
                if not ready and now - heard > SILENT_SECONDS:
                    self._try()
                    heard = time.monotonic()
                elif ready:
                    heard = now
                state = gen.send(ready)
        except StopIteration as done:
            result: T = done.value
            return result

    def _try(self) -> None:
        try:
            if self.probe is not None:
                self.probe(self.info.host, self.info.hostaddr, self.info.port)
        except psycopg.errors.ConnectionTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server has frozen") from None
        except psycopg.Error:  # it says something, if only that it is full
            return

    @property
    def standby(self) -> bool:
        """Whether the server at the other end was a standby when it last said so."""
        return self.info.parameter_status("in_hot_standby") == "on"


class Hosts:
    """How to connect: to the primary, or to whichever of the hosts will do."""

    def __init__(self, address: Address) -> None:
        """Raises ArchiveError for an address that libpq cannot read."""
        self.name = str(address)
        try:
            given = conninfo_to_dict(address.uri)
        except psycopg.ProgrammingError:
            raise ArchiveError(
                f"{self.name} is no address of a database", hint="postgresql://USER@HOST:PORT/NAME"
            ) from None
        self._given: dict[str, Any] = {**DEFAULTS, "client_encoding": "UTF8", **given}
        self.several = "," in str(given.get("host") or given.get("hostaddr") or "")
        self._lists = {key: str(given[key]).split(",") for key in ("host", "hostaddr", "port") if given.get(key)}
        self._turn = self._timeline = 0
        self._missed = -STANDBY_SECONDS
        self._lost = self._had = False
        self._spare: Link | None = None

    def keep(self, link: Link) -> None:
        """Have ``any`` give this connection first: it was made to look at what is there, and need not be made again."""
        self._spare = link

    def primary(self) -> Link:
        """A connection that takes writes; where one host only is named, to that.

        The last that did is tried first; once it did not answer, last: a frozen one takes its time for that.
        """
        also = {"target_session_attrs": _PRIMARY, **self._from(self._turn + self._lost)} if self.several else {}
        try:
            link = self._connect(**also)
            if self.several:
                self._insist_newest(link)
        except psycopg.OperationalError as error:
            self._miss(_last_line(error))
            raise
        if self._lost and self._had:
            _log.warning("%s is there again", self.name)
        self._lost, self._had, self._missed = False, True, -STANDBY_SECONDS
        self._turn = self._place(link.info.host, link.info.port)
        return link

    def any(self) -> Link:
        """A connection to the primary; where it is down, or was a moment ago, to any other host."""
        spare, self._spare = self._spare, None
        if spare is not None:
            return spare
        if not self.several:
            return self.primary()
        if time.monotonic() - self._missed >= STANDBY_SECONDS:
            if self._lost:  # while one looks for it, the others need not
                self._missed = time.monotonic()
            try:
                return self.primary()
            except psycopg.OperationalError:
                self._missed = time.monotonic()
        return self._connect(target_session_attrs=_ANY, **self._from(self._turn + 1))

    def close(self) -> None:
        """Let go of a connection that nobody came for."""
        if self._spare is not None:
            self._spare.close()

    def _insist_newest(self, link: Link) -> None:
        """Raises OperationalError for a primary whose place another took, as this process has seen."""
        (timeline,) = link.execute(TIMELINE.encode()).fetchone() or (0,)
        if timeline < self._timeline:
            link.close()
            raise psycopg.OperationalError("a primary that was replaced has come back: it must be stopped")
        self._timeline = timeline

    def _from(self, turn: int) -> dict[str, str]:
        """The hosts from that place on, then those before it."""
        return {
            key: ",".join(values[turn % len(values) :] + values[: turn % len(values)])
            for key, values in self._lists.items()
        }

    def _place(self, host: str, port: int) -> int:
        """At which place of the list a host stands; where the last primary did, if that cannot be told."""
        hosts = self._lists.get("host") or self._lists.get("hostaddr") or [host]
        ports = self._lists.get("port", [str(port)])
        ports = ports * len(hosts) if len(ports) == 1 else ports
        here = (host, str(port))
        return next((at for at, each in enumerate(zip(hosts, ports, strict=True)) if each == here), self._turn)

    def _connect(self, **also: str) -> Link:
        link = Link.connect(**{"target_session_attrs": _ANY, **self._given, **also}, autocommit=True)
        link.alive = link.made = time.monotonic()
        link.probe = self._probe
        adapted(link)
        return link

    def _probe(self, host: str, hostaddr: str, port: int) -> None:
        where = {"host": host, "hostaddr": hostaddr, "port": port, "target_session_attrs": _ANY}
        try:
            psycopg.connect(**{**self._given, **where}).close()
        except psycopg.errors.ConnectionTimeout:
            if self._place(host, port) == self._turn:  # else another has its place by now
                self._miss("it lets nobody in")
            raise

    def _miss(self, why: str) -> None:
        if self._had and not self._lost:  # said once, however many ask
            _log.warning("%s is lost, and looked for: %s", self.name, why)
        self._lost = True


def _last_line(error: psycopg.Error) -> str:
    """What was said of the last host that was tried."""
    return str(error).strip().splitlines()[-1].strip() if str(error).strip() else "no answer"
