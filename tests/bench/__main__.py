"""``python -m tests.bench [--corpus FILE.jsonl.gz …] [--statements 20000]``: measure at size, and print the tables.

A corpus of real documents, first as they are and then in marked variations, goes through ``onrecord ingest``; then the
same questions are put to On Record and to what one would use instead. Progress goes to standard error, the tables as
Markdown to standard output, all figures to ``--json``, from which ``python -m tests.bench.picture`` draws.
"""

import argparse
import datetime as dt
import json
import os
import platform
import statistics
import tempfile
from pathlib import Path

from tests.bench.apart import Figures, apart
from tests.bench.corpus import OURS, Corpus
from tests.bench.growing import Growth, stages, tell
from tests.bench.others import OTHERS
from tests.bench.ours import onrecord
from tests.bench.picture import drawn
from tests.bench.tables import tables

STARTS = 7
"""Times a whole process is started, after one that warms the caches of the disk: the median counts."""

READ = 3_000_000
"""Bytes read by ``ingest --dry-run``, to tell what reading alone takes."""

BRUTE = 150.0
"""Seconds of questions for each brute force at a million statements; fewer at fewer."""

QUESTION = "what did Norway say about the climate since 2018"


def main() -> None:
    """Measure, print, and keep what was measured."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as scratch:
        os.environ["XDG_DATA_HOME"] = scratch  # nobody's own archive is touched
        figures = measured(options, Path(scratch))
    print("\n\n".join(tables(figures)))
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")
    if options.picture:
        drawn(figures, options.picture)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, action="append", help="JSON Lines, gzipped or not; may be repeated")
    parser.add_argument("--statements", type=int, default=20_000, help="grow to so many (default: 20,000)")
    parser.add_argument("--questions", type=int, help="of each kind (default: 50, from 100,000 statements on 150)")
    parser.add_argument("--only", action="append", choices=list(OTHERS), help="only this one of the others; repeated")
    parser.add_argument("--processor", action="store_true", help="show processor time: for a machine that is busy")
    parser.add_argument("--folder", type=Path, help="where to work (2 GB for a million statements)")
    parser.add_argument("--json", type=Path, help="keep all figures here")
    parser.add_argument("--picture", type=Path, help="draw them here (PNG)")
    return parser.parse_args()


def measured(options: argparse.Namespace, scratch: Path) -> Figures:
    """All figures of a run."""
    corpus = Corpus(options.corpus or [OURS])
    brute = max(BRUTE * options.statements / 1_000_000, 3.0)
    each = options.questions or (150 if options.statements >= 100_000 else 50)
    growth = Growth(scratch, corpus, each, brute)
    figures: Figures = {
        "machine": _machine(),
        "date": f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}",
        "processor": options.processor,
        "stages": list(stages(growth, options.statements, options.only or list(OTHERS))),
        "reading": _reading(corpus, scratch),
    }
    tell("whole processes")
    figures["commands"] = _commands(growth.archive, processor=options.processor)
    tell("a process that serves")
    order = {
        "archive": str(growth.archive), "questions": str(growth.questions), "scratch": str(scratch),
        "processor": options.processor,
    }  # fmt: skip
    return figures | {"serving": apart("tests.bench.serving", order)}


def _reading(corpus: Corpus, scratch: Path) -> Figures:
    """Bytes and seconds of reading alone."""
    file, read = scratch / "read.jsonl", 0
    with file.open("wb") as out:
        for document in corpus.real:
            read += out.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
            if read >= READ:
                break
    spent = onrecord("ingest", "--dry-run", "-q", str(file), "--archive", str(scratch / "none.db"))
    return {"bytes": read, "wall": spent.wall, "processor": spent.cpu}


def _commands(archive: Path, *, processor: bool) -> Figures:
    """The median seconds of commands, from the start of the process to its end."""
    place = ("--archive", str(archive))
    commands = {
        "onrecord --help": ("--help",),
        f'onrecord ask "{QUESTION}"': ("ask", QUESTION, *place),
        "onrecord today": ("today", *place),
        "onrecord sources": ("sources", *place),
    }
    medians = {}
    for name, arguments in commands.items():
        spent = [onrecord(*arguments) for _ in range(STARTS + 1)][1:]
        medians[name] = statistics.median(each.cpu if processor else each.wall for each in spent)
    return medians


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
