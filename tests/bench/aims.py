"""What was measured at full size, each figure beside what is aimed at: met, or by how much it falls short."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.desk.words import size
from tests.bench.apart import Figures
from tests.bench.asking import OURS
from tests.bench.ours import percentile
from tests.bench.questions import KNOWN


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure as it is shown, what is wanted of it, and ``short``, the factor by which it misses that (≤ 1: met).

    Where nothing is aimed at, ``short`` is None.
    """

    name: str
    shown: str
    wanted: str = ""
    short: float | None = None

    @property
    def verdict(self) -> str:
        """In a word or two."""
        if self.short is None:
            return ""
        return "met" if self.short <= 1 else f"{self.short:.2g} × too much"


def aims(figures: Figures) -> Iterator[Aim]:
    """Each figure, those with an aim and those without."""
    served, last = figures["serving"], figures["stages"][-1]
    spent = list(chain.from_iterable(served["ask"].values()))
    yield _time("`ask`, p50", percentile(spent, 0.5), 0.003)
    yield _time("`ask`, p99", percentile(spent, 0.99), 0.015)
    for kind, each in served["ask"].items():
        yield Aim(f"— {kind}, p50 / p99", f"{_ms(percentile(each, 0.5))} / {_ms(percentile(each, 0.99))}")
    yield from _lists(served)
    yield from _processes(figures["commands"])
    yield from _memory(served)
    yield from _taking_in(figures, last, served)
    yield _growth(figures["stages"], "processor" if figures["processor"] else "clock")


def _lists(served: Figures) -> Iterator[Aim]:
    for name, each in served["complete"].items():
        yield _time(f"completing {name}, p99", percentile(each, 0.99), 0.020)
    yield _time("further excerpts (the second page, the tenth), p99", percentile(served["further"], 0.99), 0.015)
    for name, (first, *others) in served["desk"].items():
        again = f"{_ms(percentile(others, 0.5))} / {_ms(percentile(others, 0.99))}"
        yield Aim(f"`{name}`: the first, then p50 / p99", f"{_ms(first)}, {again}")


def _processes(commands: Figures) -> Iterator[Aim]:
    for name, seconds in commands.items():
        wanted = 0.5 if name.startswith("onrecord ask") else None
        shown = f"`{name}`, whole process"
        yield _time(shown, seconds, wanted) if wanted else Aim(shown, _ms(seconds))


def _memory(served: Figures) -> Iterator[Aim]:
    held = served["memory"]
    resident, most = held.get("resident", 0), 400_000_000
    yield Aim("memory after 5,500 questions, resident", size(resident), "≤ 400 MB", resident / most)
    yield Aim("— its own, and mapped files", f"{size(held.get('anon', 0))}, {size(held.get('file', 0))}")
    yield Aim("— the peak till then", size(held.get("peak", 0)))


def _taking_in(figures: Figures, last: Figures, served: Figures) -> Iterator[Aim]:
    parts = [stage["ingest"] for stage in figures["stages"]]
    read, clock, processor = (sum(part[name] for part in parts) for name in ("bytes", "wall", "processor"))
    pace = read / processor / 1e6
    yield Aim("ingest end to end, a second of processor time", f"{pace:.2f} MB/s", "≥ 2 MB/s", 2 / pace)
    yield Aim("— by the clock; the last part of it", f"{read / clock / 1e6:.2f} MB/s; {_pace(parts[-1]):.2f} MB/s")
    yield Aim("— peak memory", size(max(part["peak"] for part in parts)))
    alone = figures["reading"]
    rebuilt = last["contestants"][OURS]["built"]["processor"]
    stages = (alone["processor"] / alone["bytes"], rebuilt / read)
    yield Aim("— of it reading, indexing, for each MB", " / ".join(f"{each * 1e6:.2f} s" for each in stages))
    yield _time("an added page is found in another process, after", served["added"]["found"], 1.0)


def _pace(part: Figures) -> float:
    return float(part["bytes"] / part["wall"] / 1e6)


def _growth(stages: Sequence[Figures], clock: str) -> Aim:
    """The p50 of known items at the end to that at the beginning, beside what growth by the logarithm would be."""
    first, last = stages[0], stages[-1]
    halves = [
        percentile([each for kind in KNOWN for each in stage["contestants"][OURS]["kinds"][kind][clock]], 0.5)
        for stage in (first, last)
    ]
    allowed = math.log(last["statements"]) / math.log(first["statements"])
    grown = halves[1] / halves[0]
    name = f"p50 of known items, {first['statements']:,} to {last['statements']:,} statements"
    return Aim(name, f"{grown:.2f} ×", f"≤ {allowed:.2f} ×", grown / allowed)


def _time(name: str, seconds: float, wanted: float) -> Aim:
    return Aim(name, _ms(seconds), f"≤ {wanted * 1000:.0f} ms", seconds / wanted)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.1 else f"{seconds * 1000:.1f} ms"
