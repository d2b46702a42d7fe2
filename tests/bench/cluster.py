"""``python -m tests.bench.cluster``: an ingest by one process, by two on this machine, and by a cluster of two workers.

The same documents go in as records of JSON Lines and as web pages, whose extraction takes longest. Wall times are the
best of several runs; processor time is that of the command and its children, and beside it that of the workers: on a
machine that is busy with other things only they tell something.
"""

import argparse
import html
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import OURS, Document, read
from tests.bench.ours import Spent, onrecord
from tests.cluster.running import Cluster, a_cluster

PAGE = """<!doctype html><html><head><title>{title}</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/about">About</a></nav>
<article><h1>{title}</h1>{paragraphs}</article>
<footer>All rights reserved. <a href="/contact">Contact</a></footer></body></html>"""


PARAGRAPH = 200
"""Characters of a page's paragraphs, at least: lines of headline length would make it a listing."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took: the command, and in seconds of processor time its cluster."""

    spent: Spent
    workers: float = 0.0


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cluster", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, default=OURS, help="JSON Lines, gzipped or not")
    parser.add_argument("--mb", type=float, default=6.0, help="so much of it (default: 6)")
    parser.add_argument("--runs", type=int, default=3, help="of which the best counts (default: 3)")
    options = parser.parse_args()
    print("| documents | read by | wall s | MB/s | processor s, command | workers | times one process |")
    print("|---|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        os.environ["XDG_DATA_HOME"] = scratch
        folder = Path(scratch)
        (folder / "cluster").mkdir()
        with a_cluster(folder / "cluster") as cluster:
            for _ in range(2):
                cluster.hire()
            for name, place in _corpora(options.corpus, options.mb, folder):
                _table(name, place, cluster, options.runs, folder)


def _corpora(corpus: Path, megabytes: float, folder: Path) -> Iterator[tuple[str, Path]]:
    """The documents as records, then as pages."""
    sizes = itertools.accumulate(len(document["text"].encode()) for document in read(corpus))
    some = [document for document, size in zip(read(corpus), sizes, strict=True) if size <= megabytes * 1e6]
    records = folder / "records.jsonl"
    records.write_text("".join(json.dumps(document, ensure_ascii=False) + "\n" for document in some), encoding="utf-8")
    yield "records", records
    pages = folder / "pages"
    pages.mkdir()
    for number, document in enumerate(some):
        (pages / f"{number:05}.html").write_text(_page(document), encoding="utf-8")
    yield "web pages", pages


def _page(document: Document) -> str:
    paragraphs = [""]
    for line in document["text"].split("\n"):
        paragraphs[-1] = f"{paragraphs[-1]} {line}".strip()
        if len(paragraphs[-1]) >= PARAGRAPH:
            paragraphs.append("")
    body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return PAGE.format(title=html.escape(str(document.get("title", "Statement"))), paragraphs=body)


def _table(name: str, place: Path, cluster: Cluster, runs: int, folder: Path) -> None:
    ways = {
        "one process": ("--jobs", "1"),
        "two processes": ("--jobs", "2"),
        "a cluster of two": ("--cluster", cluster.address),
    }
    size = sum(file.stat().st_size for file in ([place] if place.is_file() else place.iterdir())) / 1e6
    alone = 0.0
    for way, options in ways.items():
        best = min((_run(place, options, cluster, folder) for _ in range(runs)), key=lambda run: run.spent.wall)
        alone = alone or best.spent.wall
        spent = best.spent
        print(
            f"| {name}, {size:.1f} MB | {way} | {spent.wall:.1f} | {size / spent.wall:.2f} | {spent.cpu:.1f} "
            f"| {best.workers:.1f} | {alone / spent.wall:.2f} |",
            flush=True,
        )


def _run(place: Path, options: tuple[str, ...], cluster: Cluster, folder: Path) -> Run:
    before = _spent(cluster)
    archive = folder / "run"
    archive.mkdir()
    spent = onrecord("ingest", "-q", str(place), "--archive", str(archive / "a.db"), *options)
    shutil.rmtree(archive)
    return Run(spent, _spent(cluster) - before)


def _spent(cluster: Cluster) -> float:
    """Seconds of processor time of the scheduler and its workers so far, by ``/proc`` (proc_pid_stat(5))."""
    ticks = 0
    for process in (cluster.scheduler, *cluster.workers):
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
