"""What was done, turned into one log line each and, where they are switched on, into metrics."""

import logging
from dataclasses import dataclass
from typing import Protocol

from bot.desk.logs import FACTS

_log = logging.getLogger("onrecord.desk")


@dataclass(frozen=True, slots=True)
class Done:
    """A command or button, answered.

    ``name`` is the command's or the button's action; ``outcome`` one of ``Outcome``, or ``late`` when the platform no
    longer took the answer; ``seconds`` from its arrival to its answer on the wire; ``server`` is ``Place.server``;
    ``question`` what was asked, logged only where the settings say so.
    """

    platform: str
    name: str
    outcome: str
    seconds: float
    server: str
    deferred: bool = False
    question: str | None = None


class Counts(Protocol):
    """What is counted: see bot.desk.metrics."""

    def done(self, done: Done) -> None:
        """One more answered."""
        ...

    def set(self, gauge: str, platform: str, value: float) -> None:
        """``connected``, ``remembering`` or ``statements`` has this value now."""
        ...

    def shard(self, platform: str, number: int, *, up: bool) -> None:
        """Whether this shard is connected now."""
        ...

    def add(self, counter: str, platform: str, kind: str) -> None:
        """One more of ``syncs`` or ``errors``, of this kind."""
        ...


class Health:
    """Where the adapters tell what happened. ``questions``: whether what people ask may stand in the log."""

    def __init__(self, *, questions: bool = False, counts: Counts | None = None) -> None:
        self._questions = questions
        self._counts = counts

    def done(self, done: Done) -> None:
        """A command or button was answered."""
        facts = {
            "platform": done.platform,
            "outcome": done.outcome,
            "ms": round(done.seconds * 1000, 1),
            "deferred": done.deferred,
            "server": _server(done.server),
            "question": done.question if self._questions else None,
        }
        _log.info(done.name, extra={FACTS: facts})
        if self._counts:
            self._counts.done(done)

    def error(self, platform: str, where: str) -> None:
        """Something failed that should not have; its own line is logged where it happened."""
        if self._counts:
            self._counts.add("errors", platform, where)

    def synced(self, platform: str, outcome: str) -> None:
        """The commands were registered: ``done``, ``unchanged`` or ``failed``."""
        if self._counts:
            self._counts.add("syncs", platform, outcome)

    def connected(self, platform: str, *, up: bool) -> None:
        """Whether the platform's events reach us."""
        self._set("connected", platform, float(up))

    def shard(self, platform: str, number: int, *, up: bool) -> None:
        """Whether the events of one of this process's shards reach us, where a platform has such."""
        if self._counts:
            self._counts.shard(platform, number, up=up)

    def remembering(self, platform: str, waiting: int) -> None:
        """How many answers wait to be written."""
        self._set("remembering", platform, waiting)

    def statements(self, count: int) -> None:
        """How many statements the archive holds."""
        self._set("statements", "", count)

    def _set(self, gauge: str, platform: str, value: float) -> None:
        if self._counts:
            self._counts.set(gauge, platform, value)


def _server(server: str) -> str:
    """A server's id is what an operator needs to help its people; a person's own id is nobody's business."""
    return "dm" if server.startswith("dm:") else server
