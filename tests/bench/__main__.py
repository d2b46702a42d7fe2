"""``python -m tests.bench [--corpus FILE.jsonl] [--mb 20] [--questions 300]``: measure, and print one table."""

import argparse
import datetime as dt
import os
import platform
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import wiring
from bot.config import Settings
from bot.desk.words import size
from tests.bench import corpus
from tests.bench.others import BruteForce, Fts5
from tests.bench.ours import median, onrecord, percentile

Ask = Callable[[str], object]
SLOW = 20
"""Questions put to the brute-force search, which takes seconds for each of many passages."""


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        seeds, archive = str(folder / "seeds.db"), str(folder / "bench.db")
        pages, read = _pages(options, folder)
        print(f"On Record on {_machine()}, {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}\n")
        _starts(seeds)
        _ingest(pages, read, archive)
        _questions(Path(archive), folder, options.questions)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a JSON Lines file to ingest instead of varied seeds")
    parser.add_argument("--mb", type=float, default=20, help="megabytes of varied seeds")
    parser.add_argument("--questions", type=int, default=300)
    return parser.parse_args()


def _pages(options: argparse.Namespace, folder: Path) -> tuple[str, int]:
    if options.corpus:
        return str(options.corpus), options.corpus.stat().st_size
    pages = folder / "pages"
    pages.mkdir()
    return str(pages), corpus.written(pages, int(options.mb * 1_000_000))


def _starts(seeds: str) -> None:
    question = "what did China say about Norway"
    first = onrecord("ask", question, "--archive", seeds)
    print("| start | |\n|---|---|")
    print(f"| `onrecord --help` | {median(9, '--help') * 1000:.0f} ms |")
    print(f"| first answer ever, the archive made from the seeds | {first.wall * 1000:.0f} ms |")
    print(f"| cold start to the first answer | {median(9, 'ask', question, '--archive', seeds) * 1000:.0f} ms |\n")


def _ingest(pages: str, read: int, archive: str) -> None:
    spent = onrecord("ingest", "-q", pages, "--archive", archive)
    again = onrecord("ingest", "-q", pages, "--archive", archive)
    held = Path(archive).stat().st_size
    index = sum(path.stat().st_size for path in Path(archive + ".index").rglob("*") if path.is_file())
    print("| ingest, end to end | |\n|---|---|")
    print(f"| {size(read)}, on the clock | {read / spent.wall / 1e6:.2f} MB/s |")
    print(f"| for each second of processor time | {read / spent.cpu / 1e6:.2f} MB/s |")
    print(f"| the same again, all known | {read / again.wall / 1e6:.2f} MB/s |")
    print(f"| peak memory | {size(spent.peak)} |")
    print(f"| archive, index | {size(held)}, {size(index)} |\n")


def _questions(place: Path, folder: Path, number: int) -> None:
    with wiring.opened(Settings(archive=place), os.environ) as archive:
        passages = [text for line in archive.sources() for text in _statements(archive.show(line.id))]
        asked = corpus.questions(_words(passages), number)
        ours = _timed(archive.ask, asked)
    plain = Fts5(folder / "fts5.db", passages)
    theirs = _timed(plain.ask, asked)
    plain.close()
    brute = _timed(BruteForce(passages).ask, asked[:SLOW])
    peak = onrecord("chat", "--archive", str(place), stdin="\n".join(asked)).peak
    print(f"| {len(asked)} questions over {len(passages):,} statements | p50 | p99 | p50 against On Record |")
    print("|---|---|---|---|")
    for name, times in (("On Record", ours), ("SQLite FTS5, `bm25()`", theirs), ("rapidfuzz `extract`", brute)):
        half, most = percentile(times, 0.5), percentile(times, 0.99)
        ratio = half / percentile(ours, 0.5)
        print(f"| {name} | {half * 1000:.2f} ms | {most * 1000:.2f} ms | {ratio:.1f} × |")
    print(f"\nPeak memory of a process that answers them: {size(peak)}.")


def _statements(page: object) -> list[str]:
    return [page.source.slice(unit.span) for unit in page.units if unit.quotable]  # type: ignore[attr-defined]


def _words(passages: Sequence[str]) -> list[str]:
    """Words to ask about: neither everywhere nor once only."""
    counts = Counter(word for text in passages for word in set(re.findall(r"[a-z]{5,}", text)))
    return sorted(word for word, number in counts.items() if 2 <= number <= len(passages) // 10)


def _timed(ask: Ask, asked: Sequence[str]) -> list[float]:
    for question in asked[:5]:
        ask(question)
    times = []
    for question in asked:
        started = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - started)
    return times


def _machine() -> str:
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
