"""A fail-over under load -> what stood, and how many seconds each thing took."""

import logging
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.failover.load import WITHDRAWN, Load
from tests.failover.servers import Pair, pair

WARM, AWAY, LONGEST = 2.0, 2.0, 40.0
"""Seconds before the primary goes, until the standby is promoted, and waited for anything at most."""

SCHEDULES = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds, counts, and what was not as it must be; ``told``: all that was said, to people and in the log.

    ``revoked``: what stands although it was withdrawn, as its withdrawal was lost. To show it is not ``wrong`` then.
    """

    gap: float
    asked: int
    failed: int
    wrong: tuple[str, ...]
    writing: float
    indexed: float
    posted: float
    lost: tuple[str, ...]
    astray: dict[str, int]
    revoked: tuple[str, ...]
    lines: tuple[str, ...]
    sound: bool
    told: str

    def __str__(self) -> str:
        return (
            f"{self.asked} answers, {self.failed} failed, {len(self.wrong)} wrong; longest gap {self.gap:.2f} s; "
            f"after the promotion: pages kept {self.writing:.2f} s, found {self.indexed:.2f} s, "
            f"all posts out {self.posted:.1f} s; {len(self.lost)} pages lost, {len(self.astray)} posts astray, "
            f"{len(self.lines)} lines in the log"
        )


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(f"{record.name}: {record.getMessage()}")


def watched(commits: str, go: Callable[[Pair], None], *, held_back: float = 0.0) -> Outcome:
    """The load, a primary that goes in that way, the promotion, and the load until all is whole again.

    ``held_back``: seconds, at least, for which the standby hears of nothing before: all of that is lost, and some of it
    was found by then.
    """
    with pair(commits=commits) as both, tempfile.TemporaryDirectory() as folder:
        lines = _Lines()
        logging.getLogger().addHandler(lines)
        try:
            with closing(Load(both.address, Path(folder), SCHEDULES)) as load:
                return _watched(both, load, go, held_back, lines)
        finally:
            logging.getLogger().removeHandler(lines)


def _watched(both: Pair, load: Load, go: Callable[[Pair], None], held_back: float, lines: _Lines) -> Outcome:
    seen = load.seen
    with load.running():
        time.sleep(WARM)
        if held_back:
            both.hold_back()
            held = time.monotonic()
            time.sleep(held_back)
            _until(lambda: (page := load.kept_since(held)) and load.finds(page))
        go(both)
        time.sleep(AWAY)
        both.promote()
        promoted = time.monotonic()
        _until(lambda: any(at > promoted for at, _ in list(seen.kept)))
        writing = time.monotonic() - promoted
        _until(lambda: (page := load.kept_since(promoted)) and load.finds(page))
        indexed = time.monotonic() - promoted
        _until(load.posted)
        posted = time.monotonic() - promoted
        time.sleep(1)
    standing = {line.id for line in load.store.sources()}
    lost = tuple(page.source.name for _, page in seen.kept if page.source.id not in standing)
    behind = {ident: change for ident, change in seen.changed.items() if _change(load, ident) < change}
    texts = [each.text for line in standing for each in load.store.of_source(line)]
    revoked = tuple(text for text in texts if text in seen.withdrawn)
    wrong = tuple(text for text in seen.wrong if text.removeprefix(WITHDRAWN) not in revoked)
    sound = load.archive.inspect().faults == () and load.store.check() == [] and not behind
    return Outcome(
        seen.gap(), len(seen.answers), len(seen.failed), wrong, writing, indexed, posted, lost,
        load.astray(), revoked, tuple(lines.lines), sound, "".join([*lines.lines, *seen.failed, *seen.refused]),
    )  # fmt: skip


def _change(load: Load, ident: str) -> int:
    schedule = load.store.ledger.schedule(ident)
    return schedule.change if schedule else -1


def _until(fits: Callable[[], object]) -> object:
    deadline = time.monotonic() + LONGEST
    while not (found := fits()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found
