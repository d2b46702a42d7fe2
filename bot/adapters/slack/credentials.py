"""The environment into what http mode needs: the secret that signs requests, the app's own id and secret."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.errors import ConfigError

SIGNING, CLIENT_ID, CLIENT_SECRET = "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"

_SHAPES = {
    SIGNING: (re.compile(r"[0-9a-f]{32,64}"), "32 hexadecimal digits"),
    CLIENT_ID: (re.compile(r"[0-9]{6,20}\.[0-9]{6,20}"), "two numbers with a full stop between"),
    CLIENT_SECRET: (re.compile(r"[0-9a-f]{32,64}"), "32 hexadecimal digits"),
}
"""How the values look under Basic Information, App Credentials."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The app's credentials, empty where none is set; with id and secret it can be installed in many workspaces."""

    signing: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)

    @property
    def many(self) -> bool:
        """Whether workspaces install it by themselves."""
        return bool(self.client_id and self.client_secret)


def credentials_of(environ: Mapping[str, str]) -> Credentials:
    """The credentials. Raises ConfigError, which never repeats them, for one that cannot be and for half a pair."""
    found = Credentials(*(_value(environ, variable) for variable in _SHAPES))
    if bool(found.client_id) != bool(found.client_secret):
        lacking = CLIENT_SECRET if found.client_id else CLIENT_ID
        raise ConfigError(
            f"{lacking} is not set, which belongs to the other", hint="set both to serve many workspaces, or neither"
        )
    return found


def shape_of(variable: str, value: str) -> str:
    """What is wrong with the look of a value, in words that never quote it; empty if it looks right."""
    pattern, looks = _SHAPES[variable]
    return "" if pattern.fullmatch(value) else f"{variable} should be {looks}"


def _value(environ: Mapping[str, str], variable: str) -> str:
    value = environ.get(variable, "").strip()
    if value and (wrong := shape_of(variable, value)):
        raise ConfigError(wrong, hint="copy it from the app's page, under Basic Information, App Credentials")
    return value
