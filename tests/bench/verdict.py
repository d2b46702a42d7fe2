"""Samples of a process and times of its answers -> a table by the minute, and whether anything grew or slowed down."""

import math
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.apart import memory
from tests.bench.load import Answered
from tests.bench.ours import percentile

WARM = 1 / 3
"""The part of a run that is warm-up: caches fill, lists are made."""

GROWS = 0.02
"""Growth of a process's own memory over the rest of the run, as a part of it, that counts as none."""

SLOWER = 1.25
"""How much longer than in the second third the p99 of the last may be: as much as it differs from run to run."""


class Sample(NamedTuple):
    """What a process holds so many seconds after the beginning: bytes of its own and mapped, descriptors, threads."""

    at: float
    anon: int
    file: int
    descriptors: int
    threads: int


class Slope(NamedTuple):
    """Bytes an hour, and the standard error of that."""

    hourly: float
    error: float


def sampled(process: int, at: float) -> Sample:
    """The process as the kernel has it in ``/proc``."""
    held, folder = memory(process), Path(f"/proc/{process}")
    tasks, descriptors = (sum(1 for _ in (folder / name).iterdir()) for name in ("task", "fd"))
    return Sample(at, held.get("anon", 0), held.get("file", 0), descriptors, tasks)


def slope(points: Sequence[tuple[float, float]]) -> Slope:
    """The least-squares line through (seconds, bytes); its error takes the points as independent (two at the least)."""
    middle, level = (statistics.fmean(each) for each in zip(*points, strict=True))
    spread = sum((at - middle) ** 2 for at, _ in points)
    rise = sum((at - middle) * (value - level) for at, value in points) / spread
    rest = sum((value - level - rise * (at - middle)) ** 2 for at, value in points)
    error = math.sqrt(rest / max(len(points) - 2, 1) / spread)
    return Slope(3600 * rise, 3600 * error)


def report(samples: Sequence[Sample], answers: Sequence[Answered]) -> Iterator[str]:
    """The table by the minute, then the verdicts."""
    yield "| minute | its own memory | mapped files | descriptors | threads | answers | p50 | p99 |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|"
    for minute in range(int(samples[-1].at // 60) + 1):
        there = [each for each in samples if each.at // 60 == minute]
        taken = [each.ms for each in answers if each.at // 60 == minute and each.ms is not None]
        if there and taken:
            last = there[-1]
            held = f"{last.anon / 1e6:.1f} MB | {last.file / 1e6:.1f} MB | {last.descriptors} | {last.threads}"
            yield f"| {minute + 1} | {held} | {len(taken)} | {_ms(taken, 0.5)} | {_ms(taken, 0.99)} |"
    yield ""
    yield from verdicts(samples, answers)


def verdicts(samples: Sequence[Sample], answers: Sequence[Answered]) -> Iterator[str]:
    """Memory, descriptors and time after the warm-up."""
    end = samples[-1].at
    after = [each for each in samples if each.at >= WARM * end]
    line, level = slope([(each.at, each.anon) for each in after]), statistics.fmean(each.anon for each in after)
    grown = line.hourly * (1 - WARM) * end / 3600
    sure = f"{line.hourly / 1e6:+.2f} ± {line.error / 1e6:.2f} MB an hour"
    grows = grown > GROWS * level and line.hourly > 2 * line.error
    yield f"- memory after the warm-up: {sure}, {grown / level:+.1%} in all: {'it grows' if grows else 'no growth'}"
    earlier, later = ([each.descriptors for each in samples if _in(part, each.at, end)] for part in (1, 2))
    told = f"{min(earlier)} to {max(earlier)} in the second third, {min(later)} to {max(later)} in the last"
    more = statistics.median(later) > statistics.median(earlier)
    yield f"- descriptors: {told}: {'they grow' if more else 'none leaks'}"
    times = [[each.ms for each in answers if each.ms is not None and _in(part, each.at, end)] for part in (1, 2)]
    before, now = (percentile(each, 0.99) for each in times)
    slower = now > SLOWER * before
    told = f"{before:.1f} ms in the second third, {now:.1f} ms in the last"
    yield f"- p99 of the answers: {told}: {'it slows down' if slower else 'flat'}"
    lost = sum(each.ms is None for each in answers)
    yield f"- {len(answers):,} questions, {lost} without an answer"


def _in(third: int, at: float, end: float) -> bool:
    return third * end / 3 <= at < (third + 1) * end / 3


def _ms(taken: Sequence[float], part: float) -> str:
    return f"{percentile(taken, part):.1f} ms"
