"""What was measured -> Markdown, every figure beside On Record's, every aim beside its figure."""

import statistics
from collections.abc import Iterator, Sequence

from bot.desk.words import size
from tests.bench.aims import aims
from tests.bench.apart import Figures
from tests.bench.asking import OURS
from tests.bench.others import EXHAUSTIVE
from tests.bench.ours import percentile
from tests.bench.questions import KNOWN, TOPICAL, WORDS

HELD = (
    f"Known items: {WORDS} telling words of a real statement, in small letters; found is that very statement, among "
    "the best ten. A variation of it that holds the words as well is a miss, for each contestant alike: a quotation is "
    "of one statement. Every contestant has the same passages, each a statement; the questions name no party, speaker "
    "or period, so that On Record's filters give it no advantage. Each is built and asked in a process of its own."
)


def tables(figures: Figures) -> Iterator[str]:
    """All of them, paragraph by paragraph."""
    last = figures["stages"][-1]
    clock = "processor" if figures["processor"] else "clock"
    yield _corpus(figures, last)
    yield _at_size(figures, last)
    yield _quality(last)
    yield HELD
    yield _cost(last, clock)
    yield _by_topic(last, clock)
    yield _growth(figures["stages"], clock)
    yield "All times are of the processor." if clock == "processor" else "All times are by the clock unless told."


def _corpus(figures: Figures, last: Figures) -> str:
    held = last["documents"]
    real = f"{last['real']:,} are real ({held['real']:,} documents, {held['real bytes'] / 1e6:.1f} MB)"
    if held["varied"]:
        real += (
            f", the others stand in {held['varied']:,} marked variations of them "
            f"({held['varied bytes'] / 1e6:.1f} MB), in which every second word is exchanged for one of like frequency"
        )
    return (
        f"On Record on {figures['machine']}, {figures['date']}. {last['statements']:,} statements of "
        f"{last['sources']:,} documents: {real}. There are {last['words']:,} different words in small letters; "
        "variations add none."
    )


def _at_size(figures: Figures, last: Figures) -> str:
    lines = [f"| at {last['statements']:,} statements | measured | aim | |", "|---|--:|--:|---|"]
    lines += [f"| {aim.name} | {aim.shown} | {aim.wanted} | {aim.verdict} |" for aim in aims(figures)]
    return "\n".join(lines)


def _quality(last: Figures) -> str:
    """MRR@10 and recall@10 by kind; a contestant that was asked fewer questions than On Record says how many."""
    names = [kind for kind in KNOWN if kind in last["contestants"][OURS]["kinds"]]
    lines = [f"| MRR@10 (recall@10) | {' | '.join(names)} | all |", "|---|" + "--:|" * (len(names) + 1)]
    full = len(_ranks(last["contestants"][OURS], names))
    for name, one in last["contestants"].items():
        number = len(_ranks(one, names))
        told = name if number == full else f"{name}, {number} questions only"
        cells = [_score(_ranks(one, [kind])) for kind in names] + [_score(_ranks(one, names))]
        lines.append(f"| {told} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", f"{full:,} questions, {full // max(len(names), 1):,} of a kind."])


def _ranks(one: Figures, kinds: Sequence[str]) -> list[int]:
    return [rank for kind in kinds for rank in one["kinds"].get(kind, {"ranks": []})["ranks"]]


def mrr(ranks: Sequence[int]) -> float:
    """The mean of the places' reciprocals; 0 for what was not found."""
    return statistics.fmean(1 / rank if rank else 0.0 for rank in ranks)


def _score(ranks: Sequence[int]) -> str:
    return f"{mrr(ranks):.3f} ({sum(map(bool, ranks)) / len(ranks):.2f})" if ranks else "–"


def times(one: Figures, kinds: Sequence[str], clock: str) -> list[float]:
    """Seconds of the questions of these kinds."""
    return [second for kind in kinds for second in one["kinds"].get(kind, {clock: []})[clock]]


def _cost(last: Figures, clock: str) -> str:
    lines = [
        "| known items | p50 | p99 | built in | index | its own memory | with mapped files |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    ours = _spent(last["contestants"][OURS], clock)
    for name, one in last["contestants"].items():
        spent = _spent(one, clock)
        cells = [f"{_shown(what, value)}{_ratio(value, ours[what])}" for what, value in spent.items()]
        if name in EXHAUSTIVE:
            cells[2:4] = "–", "–"  # there is no index
        lines.append(f"| {name} | {' | '.join(cells)} |")
    archive = size(last["archive bytes"])
    told = (
        f"On Record's archive, with the documents themselves and all that was read in them, takes {archive} more; its "
        "index was built from it anew for this table. Brute force has no index: it holds the passages in memory."
    )
    return "\n".join([*lines, "", told])


def _spent(one: Figures, clock: str) -> dict[str, float]:
    """What a contestant takes, in seconds and bytes."""
    spent, built, memory = times(one, KNOWN, clock), one["built"], one["memory"]
    return {
        "half": percentile(spent, 0.5), "most": percentile(spent, 0.99),
        "built": built["processor" if clock == "processor" else "seconds"], "size": built["size"],
        "anon": memory.get("anon", 0), "resident": memory.get("resident", 0),
    }  # fmt: skip


def _shown(what: str, value: float) -> str:
    return size(int(value)) if what in ("size", "anon", "resident") else ms(value)


def _ratio(value: float, ours: float) -> str:
    """How many times On Record's it is; nothing for its own."""
    return f" ({value / ours:.2g} ×)" if ours and value != ours else ""


def _by_topic(last: Figures, clock: str) -> str:
    asked = {name: one for name, one in last["contestants"].items() if times(one, TOPICAL, clock)}
    lines = [f"| topical, p50 / p99 | {' | '.join(asked)} |", "|---|" + "--:|" * len(asked)]
    for kind in TOPICAL:
        spent = [times(one, [kind], clock) for one in asked.values()]
        lines.append(f"| {kind} | {' | '.join(_pair(each) for each in spent)} |")
    return "\n".join(lines)


def _growth(stages: Sequence[Figures], clock: str) -> str:
    names = list(stages[-1]["contestants"])
    lines = [f"| known items, p50 / p99 | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
    for stage in stages:
        spent = [times(stage["contestants"][name], KNOWN, clock) for name in names]
        whole = f"{stage['statements']:,} ({stage['real']:,} real)"
        lines.append(f"| {whole} | {' | '.join(_pair(each) for each in spent)} |")
    return "\n".join(lines)


def _pair(spent: Sequence[float]) -> str:
    return f"{ms(percentile(spent, 0.5))} / {ms(percentile(spent, 0.99))}" if spent else "–"


def ms(seconds: float) -> str:
    """Milliseconds with as many digits as mean something; seconds where they are many."""
    if seconds >= 1:
        return f"{seconds:,.1f} s"
    return f"{seconds * 1000:.{0 if seconds >= 0.1 else 1 if seconds >= 0.01 else 2}f} ms"
