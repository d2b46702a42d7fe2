"""What a person began on the local Slack -> what came of it, in order."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.wire.slack_socket import Delivery
from tests.wire.slack_world import Channel, Json, Person, Posted, new_id

if TYPE_CHECKING:
    import asyncio

ANSWER, NEW, EDITED, DELETED = "answer", "new", "edited", "deleted"
OPENED, UPDATED, PUBLISHED, ERRORS, CLOSED = "opened", "updated", "published", "errors", "closed"
"""How something reaches a person's eyes: in the acknowledgement itself, as a message, as a view."""

TRIGGER_LIFE, HOOK_LIFE, HOOK_USES = 3.0, 1800.0, 5
"""Seconds a trigger_id works; seconds and times a response_url works."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person sees: how it came, a message or view, milliseconds from the event; ``late``: too late for it."""

    how: str
    of: "Interaction"
    ms: float
    posted: Posted | None = None
    errors: Json = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> Posted:
        """The message or view. Raises LookupError if nothing is to be seen."""
        if self.posted is None:
            raise LookupError(f"nothing to be seen: {self.how}")
        return self.posted

    @property
    def plain(self) -> str:
        return self.message.plain

    @property
    def view(self) -> Json:
        """The view. Raises LookupError if it is none."""
        if self.message.view is None:
            raise LookupError(f"no view: {self.how}")
        return self.message.view

    @property
    def ack_ms(self) -> float:
        """Milliseconds from the event to its acknowledgement."""
        return self.of.sent.ms


@dataclass(slots=True, eq=False)
class Interaction:
    """Something a person did. ``on``: the message or view it was done on; ``typed``: the message they wrote."""

    person: Person
    channel: Channel | None
    seen: "asyncio.Future[Seen]"
    on: Posted | None = None
    typed: Posted | None = None
    trigger: str = field(default_factory=lambda: new_id("T") + ".trigger")
    hook: str = field(default_factory=lambda: new_id("H").lower())
    started: float = field(default_factory=time.perf_counter)
    outcomes: list[Seen] = field(default_factory=list)
    delivery: Delivery | None = None
    triggered: bool = False
    hooked: int = 0
    hook_until: float = field(default_factory=lambda: time.monotonic() + HOOK_LIFE)
    shuts: bool = False

    @property
    def sent(self) -> Delivery:
        if self.delivery is None:
            raise LookupError("not sent yet")
        return self.delivery

    @property
    def threads(self) -> set[str]:
        """The threads it stands in or would begin, by their first message."""
        around = [posted for posted in (self.typed, self.on) if posted is not None]
        return {thread for posted in around for thread in (posted.ts, posted.thread) if thread}

    @property
    def messages(self) -> list[Posted]:
        """Every message and view that came of it, as it came."""
        return [seen.posted for seen in self.outcomes if seen.posted is not None]

    def comes(self, how: str, posted: Posted | None = None, errors: Json | None = None) -> Seen:
        """Something came of it; the first is what was waited for."""
        ms = (time.perf_counter() - self.started) * 1000
        seen = Seen(how, self, ms, posted, errors or {})
        self.outcomes.append(seen)
        if not self.seen.done() and (how == CLOSED) == (self.shuts and how != ERRORS):
            self.seen.set_result(seen)
        return seen


def belonging(
    interactions: list[Interaction], *, channel: Channel | None, thread: str | None, person: str | None,
    on: Posted | None,
) -> Interaction | None:  # fmt: skip
    """The interaction that something without an address of its own belongs to, None if nobody waits for it.

    In a thread it is the one that began or used it, even if it was answered before; elsewhere the first that waits.
    """
    if thread is not None and person is None:
        around = [each for each in interactions if thread in each.threads and each.channel == channel]
        return next((each for each in around if not each.seen.done()), next(iter(around), None))
    waiting = [each for each in interactions if not each.seen.done() and each.channel in (channel, None)]
    if person is not None:
        waiting = [each for each in waiting if each.person.id == person]
    if on is not None:
        waiting = [each for each in waiting if each.on is not None and _same(each.on, on)]
    return next(iter(waiting), None)


def _same(one: Posted, other: Posted) -> bool:
    """Whether both are one message or one view, at whatever time."""
    if one.view is None or other.view is None:
        return one.ts == other.ts
    return bool(one.view["id"] == other.view["id"])
