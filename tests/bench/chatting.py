"""Questions asked on a chat platform's wire -> the lines that tell how long they took: one measure for all."""

import asyncio
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from tests.bench.ours import onrecord, percentile

ONE_BY_ONE = 300
QUESTIONS = (
    "what did China say about Norway",
    "what did Hua Chunying say about hacking",
    "who mentioned cyber security",
    "what did the Embassy of China in Norway say",
    "when did China first mention Norway",
    "what did norwey say about china",
    '"cyber theft"',
)  # fmt: skip

_WORDS = (
    "China", "Norway", "norwey", "Hua Chunying", "the European Union", "Embassy of China", "phillipines", "华春莹",
)  # fmt: skip
TYPED = tuple(word[:end] for word in _WORDS for end in range(len(word) + 1))
"""A field's words as they stand after each letter."""

_BREATH = 0.002
"""Seconds between two questions: a busy loop on either side is not what people do to a bot."""

T = TypeVar("T")
Ask = Callable[[str], Awaitable[T]]


async def one_by_one(ask: Ask[T], times: int = ONE_BY_ONE) -> list[T]:
    """What each question brought, the next one asked after it."""
    seen = []
    for number in range(times):
        seen.append(await ask(QUESTIONS[number % len(QUESTIONS)]))
        await asyncio.sleep(_BREATH)
    return seen


async def at_once(ask: Ask[T], times: int) -> list[T]:
    """What each question brought, all asked at the same time."""
    return list(await asyncio.gather(*(ask(QUESTIONS[number % len(QUESTIONS)]) for number in range(times))))


def over_seeds(compared: Callable[[Path], Coroutine[Any, Any, T]]) -> T:
    """What is measured over an archive of the seeds, made for it."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        onrecord("verify", "--archive", str(archive))
        return asyncio.run(compared(archive))


def line(name: str, ours: Sequence[float], theirs: Sequence[float], part: float) -> str:
    """A row of the table: the time that ``part`` of ours and of theirs stay within, and their ratio."""
    mine, other = percentile(ours, part), percentile(theirs, part)
    return f"| {name} | {mine:.1f} ms | {other:.1f} ms | {mine / other:.1f} × |"


def in_time(times: Sequence[float]) -> str:
    """How many of these milliseconds are within the three seconds a platform waits."""
    return f"{sum(ms < 3000 for ms in times)} of {len(times)}"


def spread(times: Sequence[float]) -> str:
    """How far apart commands one by one were."""
    return f"Standard deviation of On Record's {len(times)} commands: {statistics.stdev(times):.1f} ms."
