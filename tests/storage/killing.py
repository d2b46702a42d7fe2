"""Backup, restore and copy killed at every sort of moment, and what is found afterwards.

``python -m tests.storage.killing WORK MOMENTS FOLDER`` does it in a process of its own, which forks one to be killed
for each moment: half of them before the nth line that the modules concerned run, spread evenly, the other half after a
random time. It prints what it found, as JSON.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from bot.ports import Ledger
from bot.storage import backup, copying, drafts, portable, replacing, sqlite
from bot.storage.backup import back_up, restore
from bot.storage.copying import Sum, copy_to_file
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, keep, official

TRACED = frozenset({module.__file__ for module in (backup, copying, drafts, portable, replacing, sqlite)})
"""Whose lines are counted: where files are made, moved and filled."""

OLD, NEW = "archive.db", "other.db"
"""In the folder: the archive that is backed up or replaced, and the file that is made or restored."""


def quietly(*_: object) -> None:
    """Nobody is told."""


def settled(ledger: Ledger) -> None:
    """What a restore settles, here a note."""
    ledger.set_note("settled", "yes")


def backing_up(folder: Path) -> None:
    back_up(folder / OLD, folder / NEW, quietly, force=True)


def restoring(folder: Path) -> None:
    restore(folder / NEW, folder / OLD, quietly, force=True, settle=settled)


def copying_anew(folder: Path) -> None:
    with closing(SqliteStore(folder / OLD)) as source:
        copy_to_file(source, folder / NEW, quietly)


def filling(folder: Path) -> None:
    """A copy into an archive that is there, and empty."""
    with closing(SqliteStore(folder / OLD)) as source, closing(SqliteStore(folder / NEW)) as target:
        copying.copied(source, target)


WORKS: dict[str, Callable[[Path], None]] = {
    "backup": backing_up, "restore": restoring, "copy": copying_anew, "fill": filling,
}  # fmt: skip


def made(place: Path, word: str) -> None:
    """An archive of some pages about a word."""
    with closing(SqliteStore(place)) as store:
        for number in range(3):
            keep(store, a_page(*(official(f"{word} {number}, {n}.") for n in range(40)), name=f"{word}-{number}.txt"))


def set_up(work: str, folder: Path) -> None:
    """What stands before the work begins: an old backup, a backup to restore, an empty archive, nothing."""
    made(folder / OLD, "old")
    if work in ("backup", "restore"):
        made(folder / NEW, "new")
    if work == "fill":
        SqliteStore(folder / NEW).close()


def contents(place: Path) -> dict[str, Sum] | None:
    """All that an archive holds, but for notes; None where there is none. Every check is made."""
    if not place.exists():
        return None
    with closing(SqliteStore(place)) as store:
        faults = store.check()
        assert faults == [], faults
        return {name: each for name, each in copying.sums(store).items() if name != "notes"}


def counted(kill_at: int) -> Callable[[FrameType, str, Any], Any]:
    """A trace that kills this process before the nth line of those TRACED; told -1, it counts them."""
    lines = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            if lines == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            lines += 1
            counted.lines = lines  # type: ignore[attr-defined]
        return trace

    return trace


@contextmanager
def forked(work: Callable[[Path], None], folder: Path, kill_at: int | None) -> Iterator[int]:
    """A process at work, to be killed by itself at that line, or by us. It has ended when the block has."""
    child = os.fork()
    if not child:
        try:
            if kill_at is not None:
                sys.settrace(counted(kill_at))
            work(folder)
        finally:
            os._exit(0)
    try:
        yield child
    finally:
        os.waitpid(child, 0)


def lines_of(work: Callable[[Path], None], folder: Path) -> int:
    """How many lines of those TRACED the work runs."""
    sys.settrace(counted(-1))
    work(folder)
    sys.settrace(None)
    return int(counted.lines)  # type: ignore[attr-defined]


def swept(name: str, moments: int, folder: Path) -> dict[str, Any]:
    """What became of the two files, how often, and what else lay there once the work was done again."""
    template, work = folder / "template", WORKS[name]
    template.mkdir()
    set_up(name, template)
    before = {file: contents(template / file) for file in (OLD, NEW)}
    trial = shutil.copytree(template, folder / "trial")
    started = time.perf_counter()
    work(trial)
    seconds = time.perf_counter() - started
    shutil.rmtree(trial)
    shutil.copytree(template, trial)
    lines = lines_of(work, trial)
    found: Counter[str] = Counter()
    left: set[str] = set()
    chance = random.Random(name)
    for moment in range(moments):
        shutil.rmtree(trial)
        shutil.copytree(template, trial)
        if moment % 2:
            with forked(work, trial, None) as child:
                time.sleep(chance.uniform(0, 1.2 * seconds))
                os.kill(child, signal.SIGKILL)
        else:
            with forked(work, trial, moment * lines // moments):
                pass
        found[told(before, trial)] += 1
        again(name, trial)
        left |= {file.name.partition(".before-restore-")[0] for file in trial.iterdir()}
    return {"found": found, "left": sorted(left)}


def told(before: dict[str, dict[str, Sum] | None], folder: Path) -> str:
    """What the two files hold now: of the work before (or nothing), or of the other."""
    after = {file: contents(folder / file) for file in (OLD, NEW)}
    said = []
    for file, other in ((OLD, NEW), (NEW, OLD)):
        same = after[file] == before[file]
        said.append("as it was" if same else f"as {other}" if after[file] == before[other] else "neither")
    kept = [each for each in folder.glob(OLD + ".before-restore-*") if "-wal" not in each.name]
    if after[OLD] == before[NEW] and [contents(each) for each in kept] != [before[OLD]]:
        said.append("the old one is lost")
    return ", ".join(said)


def again(name: str, folder: Path) -> None:
    """The same once more, by somebody who does not know that it was killed."""
    if name == "copy":
        (folder / NEW).unlink(missing_ok=True)
    if name != "fill":
        WORKS[name](folder)


if __name__ == "__main__":
    print(json.dumps(swept(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
