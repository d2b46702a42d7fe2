"""``python -m tests.bench.picture FIGURES.json OUT.png``: a run's figures -> speed by size, quality by slips."""

import argparse
import json
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.apart import Figures
from tests.bench.asking import OURS
from tests.bench.ours import percentile
from tests.bench.questions import KNOWN

WIDTH, HEIGHT, DOTS = 9.0, 4.4, 200
"""Inches and dots an inch: 1,800 dots wide, sharp where it is shown 900 wide."""

SLIPS = ("exact", "one typo", "two typos")
FEWEST = 10
"""Questions of a kind below which a mean says nothing: such a contestant is left out on the right."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#666666")
"""Colours that the colour-blind tell apart (Okabe and Ito, jfly.uni-koeln.de/color), On Record's first."""
MARKERS = ("o", "s", "^", "D", "v", "P")

APART = 0.055
"""The least distance of two labels, as a part of the axis."""


def main() -> None:
    """Draw again."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.picture", description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    drawn(json.loads(options.figures.read_text(encoding="utf-8")), options.out)


def drawn(figures: Figures, out: Path) -> None:
    """The picture of these figures as a PNG."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    with mpl.rc_context({"font.size": 8.5, "axes.spines.top": False, "axes.spines.right": False}):
        page, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, HEIGHT), dpi=DOTS, layout="constrained")
        _speed(left, figures["stages"], "processor" if figures["processor"] else "clock")
        _quality(right, figures["stages"][-1])
        page.savefig(out)
        plt.close(page)


def _looks(names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, colour, marker in zip(names, COLOURS, MARKERS, strict=False):
        wide = 2.4 if name == OURS else 1.3
        yield name, {"color": colour, "marker": marker, "linewidth": wide, "markersize": 4}


def _speed(axes: Any, stages: Sequence[Figures], clock: str) -> None:
    """Lines of p50, dotted ones of p99, each against the statements, on logarithmic axes."""
    sizes = [stage["statements"] for stage in stages]
    ends = []
    for name, look in _looks(list(stages[-1]["contestants"])):
        for part, style in ((0.5, "-"), (0.99, ":")):
            spent = [1000 * _at(stage["contestants"][name], part, clock) for stage in stages]
            thin = {} if part == 0.5 else {"linewidth": 1.0, "markersize": 0}
            axes.plot(sizes, spent, linestyle=style, **(look | thin))
            if part == 0.5:
                ends.append((spent[-1], name, look["color"]))
    axes.set(xscale="log", yscale="log", xlabel="statements", ylabel="milliseconds a question")
    axes.set_title("Speed against size: p50 (lines), p99 (dotted)", fontsize=9, loc="left")
    axes.grid(visible=True, which="major", linewidth=0.3)
    _label(axes, sizes[-1], ends)


def _at(one: Figures, part: float, clock: str) -> float:
    return percentile([each for kind in KNOWN for each in one["kinds"].get(kind, {clock: []})[clock]], part)


def _quality(axes: Any, last: Figures) -> None:
    """Lines of MRR@10 of questions spelled right, with one and with two words misspelled."""
    ends = []
    for name, look in _looks(list(last["contestants"])):
        kinds = last["contestants"][name]["kinds"]
        ranks = [kinds.get(kind, {"ranks": []})["ranks"] for kind in SLIPS]
        if min(map(len, ranks)) >= FEWEST:
            means = [statistics.fmean(1 / rank if rank else 0.0 for rank in each) for each in ranks]
            axes.plot(range(len(SLIPS)), means, **look)
            ends.append((means[-1], name, look["color"]))
    axes.set(xlabel="words misspelled, of four", ylabel="MRR@10, known items", ylim=(0, 1.02))
    axes.set_xticks(range(len(SLIPS)), ["none", "one", "two"])
    axes.set_title(f"Quality against misspelling, {last['statements']:,} statements", fontsize=9, loc="left")
    axes.grid(visible=True, axis="y", linewidth=0.3)
    _label(axes, len(SLIPS) - 1, ends)


def _label(axes: Any, right: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Each line's name beside its end, pushed up as far as it needs to be read."""
    transform = axes.transData
    inverse = axes.transAxes.inverted()
    lowest = -1.0
    for value, name, colour in sorted(ends):
        across, up = inverse.transform(transform.transform((right, value)))
        lowest = max(up, lowest + APART)
        weight = "bold" if name == OURS else "normal"
        font: dict[str, Any] = {"fontsize": 8, "weight": weight, "color": colour, "va": "center"}
        plain = name.replace("`", "").removesuffix(" bm25()")
        axes.text(across + 0.025, lowest, plain, transform=axes.transAxes, **font)


if __name__ == "__main__":
    main()
