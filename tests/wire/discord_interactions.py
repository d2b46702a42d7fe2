"""An interaction from its event to what the person sees of it."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field

from tests.wire.discord_world import DM, EVERYBODY, Channel, Guild, Json, Person, Posted, snowflake

COMMAND, PRESS, COMPLETION, FORM = 2, 3, 4, 5
"""What a person did."""

CHANNEL_MESSAGE, DEFERRED, DEFERRED_EDIT, EDIT, CHOICES, SHOW_FORM = 4, 5, 6, 7, 8, 9
"""What a bot may respond."""

ALLOWED = {
    COMMAND: {CHANNEL_MESSAGE, DEFERRED, SHOW_FORM},
    PRESS: {CHANNEL_MESSAGE, DEFERRED, DEFERRED_EDIT, EDIT, SHOW_FORM},
    COMPLETION: {CHOICES},
    FORM: {CHANNEL_MESSAGE, DEFERRED},
}
FORM_ON_MESSAGE = {CHANNEL_MESSAGE, DEFERRED, DEFERRED_EDIT, EDIT}

PATIENCE = 3.0
"""Seconds within which Discord takes the first response."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person got: a message (their own or changed), choices, or a form.

    ``kind`` is the first response's, ``ms`` from the event on the wire to that response on the wire, ``whole_ms`` to
    the words (the same unless they were ``deferred``).
    """

    interaction: str
    kind: int
    ms: float
    whole_ms: float
    shown: Posted | None = None
    choices: tuple[tuple[str, str], ...] = ()
    form: Json = field(default_factory=dict)

    @property
    def message(self) -> Posted:
        """The message; raises LookupError where there is none."""
        if self.shown is None:
            raise LookupError(f"a response of kind {self.kind} shows no message")
        return self.shown

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def deferred(self) -> bool:
        return self.kind in (DEFERRED, DEFERRED_EDIT)

    @property
    def edited(self) -> bool:
        """Whether the message whose button was pressed changed, instead of a new one."""
        return self.kind in (DEFERRED_EDIT, EDIT)


@dataclass(slots=True)
class Interaction:
    """One thing a person did. ``on`` is the message whose button it was; ``seen`` is set once there is something."""

    kind: int
    person: Person
    channel: Channel
    data: Json
    on: Posted | None
    seen: asyncio.Future[Seen]
    id: str = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    started: float = 0.0
    responded: int | None = None
    ms: float = 0.0
    original: str | None = None
    messages: list[str] = field(default_factory=list)

    @property
    def age(self) -> float:
        """Seconds since its event was sent."""
        return time.perf_counter() - self.started

    def may(self, kind: object) -> bool:
        """Whether this kind of response answers it."""
        return kind in (FORM_ON_MESSAGE if self.kind == FORM and self.on else ALLOWED[self.kind])

    def respond(self, kind: int) -> None:
        self.responded, self.ms = kind, self.age * 1000

    def show(
        self, shown: Posted | None = None, choices: tuple[tuple[str, str], ...] = (), form: Json | None = None
    ) -> None:
        """The person sees it, if it is the first they see."""
        if not self.seen.done() and self.responded is not None:
            seen = Seen(self.id, self.responded, self.ms, self.age * 1000, shown, choices, form or {})
            self.seen.set_result(seen)

    def json(self, application: str, guild: Guild) -> Json:
        """The event."""
        told: Json = {
            "id": self.id, "application_id": application, "type": self.kind, "token": self.token, "version": 1,
            "data": self.data, "channel": self.channel.json(), "channel_id": self.channel.id, "locale": "en-GB",
            "app_permissions": str(EVERYBODY), "entitlements": [], "attachment_size_limit": 10_485_760,
        }  # fmt: skip
        if self.on is not None:
            told["message"] = self.on.json()
        if self.channel.guild is not None:
            told |= {
                "guild_id": self.channel.guild, "guild_locale": "en-GB", "context": 0,
                "guild": {"id": guild.id, "locale": "en-GB", "features": []},
                "member": self.person.member() | {"user": self.person.user()},
                "authorizing_integration_owners": {"0": self.channel.guild},
            }  # fmt: skip
            return told
        told |= {"user": self.person.user(), "context": 1 if self.channel.kind == DM else 2}
        return told | {"authorizing_integration_owners": {"1": self.person.id}}
