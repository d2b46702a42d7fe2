"""An address into connections: to the primary, or to whichever of several hosts will do."""

import time
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bot.domain.address import Address
from bot.domain.errors import ArchiveError
from bot.storage.postgres_session import adapted
from bot.storage.session import Row

STANDBY_SECONDS = 3.0
"""How long a connection to a standby is lent before the primary is looked for again."""

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


class Link(psycopg.Connection[Row]):
    """A connection, with when it was last known to be alive (``time.monotonic``) and made."""

    alive = 0.0
    made = 0.0

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
        self._missed = -STANDBY_SECONDS
        self._spare: Link | None = None

    def keep(self, link: Link) -> None:
        """Have ``any`` give this connection first: it was made to look at what is there, and need not be made again."""
        self._spare = link

    def primary(self) -> Link:
        """A connection that takes writes; where one host only is named, to that."""
        return self._connect(**({"target_session_attrs": _PRIMARY} if self.several else {}))

    def any(self) -> Link:
        """A connection to the primary; where it is down, or was a moment ago, to any other host."""
        spare, self._spare = self._spare, None
        if spare is not None:
            return spare
        if self.several and time.monotonic() - self._missed >= STANDBY_SECONDS:
            try:
                return self.primary()
            except psycopg.OperationalError:
                self._missed = time.monotonic()
        return self._connect(**({"target_session_attrs": _ANY, **self._backwards()} if self.several else {}))

    def close(self) -> None:
        """Let go of a connection that nobody came for."""
        if self._spare is not None:
            self._spare.close()

    def _backwards(self) -> dict[str, str]:
        """The hosts from the last on: the first is the one that was just tried in vain."""
        lists = {key: str(self._given[key]).split(",") for key in ("host", "hostaddr", "port") if self._given.get(key)}
        return {key: ",".join(reversed(values)) for key, values in lists.items()}

    def _connect(self, **also: str) -> Link:
        link = Link.connect(**{"target_session_attrs": _ANY, **self._given, **also}, autocommit=True)
        link.alive = link.made = time.monotonic()
        adapted(link)
        return link
