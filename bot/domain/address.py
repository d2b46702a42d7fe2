"""The address of a database on a server, kept so that its password never meets the eye."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

SCHEMES = ("postgresql://", "postgres://")

HIDDEN = "***"

_SECRET = re.compile(r"(?i)(^|[?&])((?:ssl)?password|passfile)=[^&]*")


@dataclass(frozen=True, slots=True)
class Address:
    """A libpq connection URI (www.postgresql.org/docs/current/libpq-connect.html, 34.1.1.2); ``str`` hides secrets."""

    uri: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The address without its password, and in one line."""
        scheme, _, rest = self.uri.partition("://")
        rest, mark, query = rest.partition("?")
        who, at, where = rest.rpartition("@")
        user, colon, _ = who.partition(":")
        query = _SECRET.sub(rf"\1\2={HIDDEN}", query)
        shown = f"{scheme}://{user}{colon and ':' + HIDDEN}{at}{where}{mark}{query}"
        return "".join(letter if letter.isprintable() else quote(letter, errors="replace") for letter in shown)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The passwords in it, as they are written and as they are meant."""
        rest, _, query = self.uri.partition("://")[2].partition("?")
        written = [each[0].partition("=")[2] for each in _SECRET.finditer(query)]
        written.append(rest.rpartition("@")[0].partition(":")[2])
        return tuple(sorted({each for secret in written if secret for each in (secret, unquote(secret))}))

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def is_address(text: str) -> bool:
    """Whether this names a database on a server rather than a file."""
    return text.strip().casefold().startswith(SCHEMES)
