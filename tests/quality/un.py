"""The speeches of the UN General Debate and questions with gold sentences -> a Markdown table next to plain BM25.

The corpus is JSON Lines, gzipped, a speech a record with ``id``, ``country`` (ISO 3166-1 alpha-3) and ``text``. It
goes in the way a person's does: through intake, reader, store and index. Then each question is asked for ten.
"""

import datetime as dt
import gzip
import io
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.archive import Archive
from bot.config import Settings
from bot.wiring import opened
from tests.quality.bm25 import Bm25, Shown
from tests.quality.gold import Asked, questions
from tests.quality.parts import UN_QUESTIONS, digests

BEST = 10

Search = Callable[[Asked, int], list[Shown]]


class Mark(NamedTuple):
    """How one question was answered.

    ``rank`` is the reciprocal of the first excerpt's place that holds gold of either grade; ``recall`` the part of
    the gold of grade 2 that is among the excerpts. ``strangers`` counts excerpts of another party than the one
    asked about, or given to another party than held the speech.
    """

    asked: Asked
    rank: float
    recall: float
    refused: bool
    strangers: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Speeches:
    """The corpus as JSON Lines, and who held each speech."""

    lines: bytes
    parties: dict[str, str]


def report(corpus: Path, sample: int | None, *, verbose: bool = False) -> str:
    """The table. ``sample`` leaves out all but so many of the speeches in which no gold stands: a quick look.

    With ``verbose`` the questions that On Record answers least well are named on standard error.
    """
    asked = questions(UN_QUESTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "un.db"
        with opened(Settings(archive=place), {}, seeded=False) as archive:
            speeches = _speeches(corpus, archive, None if sample is None else asked, sample or 0)
            _ingested(archive, speeches)
            _insist(archive, asked)
            plain = Bm25(_sentences(archive))
            systems: dict[str, Search] = {
                "On Record": lambda one, limit: _ours(archive, one, limit),
                "BM25": plain.ask,
                "BM25, party known": plain.ask_within,
            }
            marks = {name: _asked(search, asked, speeches.parties, name) for name, search in systems.items()}
            plain.close()
            if verbose:
                _name_failures(marks["On Record"])
            return "\n".join(_table(marks, len(speeches.parties), archive.count()))


def _speeches(corpus: Path, archive: Archive, asked: Sequence[Asked] | None, more: int) -> Speeches:
    """All speeches, or those that gold of ``asked`` stands in and ``more`` of the others, spread over the file."""
    with gzip.open(corpus, "rb") as file:
        rows = [(json.loads(line), line) for line in file]
    if asked is not None:
        needed = {place.file for one in asked for place in one.gold}
        others = [row for row, _ in rows if row["id"] not in needed]
        needed |= {row["id"] for row in others[:: max(1, len(others) // more)][:more]} if more else set()
        rows = [(row, line) for row, line in rows if row["id"] in needed]
    parties = {}
    for row, _ in rows:
        state = archive.registry.iso3(row["country"]) or archive.registry.party(row["country"])
        if state is None:
            raise ValueError(f"{row['id']}: no party with the code {row['country']}")
        parties[row["id"]] = state.id
    return Speeches(b"".join(line for _, line in rows), parties)


def _ingested(archive: Archive, speeches: Speeches) -> None:
    started, done = time.perf_counter(), 0
    for taken in archive.ingest([Path("-")], stdin=io.BytesIO(speeches.lines)):
        done += 1
        if taken.refused:
            print(f"\n{taken.name}: {taken.reason}", file=sys.stderr)
        if done % 50 == 0:
            print(f"\ringested {done} of {len(speeches.parties)}", end="", file=sys.stderr)
    print(f"\ringested {done} in {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _insist(archive: Archive, asked: Sequence[Asked]) -> None:
    """Raises ValueError for gold in a speech that the corpus does not hold."""
    held = {_key(line.name) for line in archive.sources()}
    missing = {place.file for one in asked for place in one.gold} - held
    if missing:
        raise ValueError(f"gold stands in {len(missing)} speeches that are not there, such as {min(missing)}")


def _key(name: str) -> str:
    return name.partition("#")[2]


def _sentences(archive: Archive) -> Iterator[tuple[Shown, str]]:
    for line in archive.sources():
        page = archive.show(line.id)
        for unit in page.units:
            if unit.quotable and unit.speaker is not None:
                shown = Shown(_key(line.name), unit.start, unit.end, unit.speaker.party)
                yield shown, page.source.slice(unit.span)


def _ours(archive: Archive, asked: Asked, limit: int) -> list[Shown]:
    found = archive.ask(asked.question, limit).excerpts
    return [Shown(_key(one.source.name), one.start, one.end, one.speaker.party) for one in found]


def _asked(search: Search, asked: Sequence[Asked], parties: dict[str, str], name: str) -> list[Mark]:
    search(asked[0], BEST)  # what is loaded with the first question is no part of its time
    marks = []
    for number, one in enumerate(asked, 1):
        started = time.perf_counter()
        shown = search(one, BEST)
        marks.append(marked(one, shown, parties, time.perf_counter() - started))
        print(f"\r{name}: asked {number} of {len(asked)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return marks


def marked(asked: Asked, shown: Sequence[Shown], parties: dict[str, str], seconds: float = 0.0) -> Mark:
    """The mark of an answer. ``parties`` tells who held each speech."""
    hits = [any(place.meets(one.file, one.start, one.end) for place in asked.gold) for one in shown]
    wanted = [place for place in asked.gold if place.grade == 2]
    met = [place for place in wanted if any(place.meets(one.file, one.start, one.end) for one in shown)]
    return Mark(
        asked,
        rank=1 / (hits.index(True) + 1) if any(hits) else 0.0,
        recall=len(met) / len(wanted) if wanted else 0.0,
        refused=not shown,
        strangers=sum(one.party not in {parties[one.file]} & {asked.party or one.party} for one in shown),
        seconds=seconds,
    )


def _name_failures(marks: Sequence[Mark]) -> None:
    for mark in marks:
        asked = mark.asked
        if mark.rank < 1 if asked.gold else not mark.refused:
            told = f"rank {mark.rank:.2f}, recall {mark.recall:.2f}" if asked.gold else "not refused"
            print(f"{asked.id} {asked.kind} ({asked.question}): {told}", file=sys.stderr)
        if mark.strangers:
            print(f"{asked.id} {asked.kind} ({asked.question}): {mark.strangers} of a wrong party", file=sys.stderr)


def _table(marks: dict[str, list[Mark]], speeches: int, sentences: int) -> Iterator[str]:
    asked = [mark.asked for mark in next(iter(marks.values()))]
    kinds = sorted({one.kind for one in asked if one.gold})
    yield f"{speeches:,} speeches, {sentences:,} statements; {_machine()}, {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}.\n"
    yield f"| questions | number | {' | '.join(f'{name}: MRR@{BEST} | recall@{BEST}' for name in marks)} |"
    yield "|---|--:|" + "--:|--:|" * len(marks)
    for kind in kinds:
        yield _row(kind, [[mark for mark in row if mark.asked.kind == kind] for row in marks.values()])
    yield _row("**all**", list(marks.values()))
    yield "\n| | unanswerable refused | excerpts of a wrong party | p50 | p99 |\n|---|--:|--:|--:|--:|"
    yield from (_summary(name, row) for name, row in marks.items())
    yield f"\nGold: {digests(UN_QUESTIONS)[0]}"


def _row(kind: str, systems: Sequence[Sequence[Mark]]) -> str:
    answerable = [[mark for mark in row if mark.asked.gold] for row in systems]
    means = [
        f"{statistics.fmean(mark.rank for mark in row):.3f} | {statistics.fmean(mark.recall for mark in row):.3f}"
        for row in answerable
    ]
    return f"| {kind} | {len(answerable[0])} | {' | '.join(means)} |"


def _summary(name: str, marks: Sequence[Mark]) -> str:
    refused = [mark.refused for mark in marks if not mark.asked.gold]
    times = sorted(mark.seconds * 1000 for mark in marks)
    half, most = (times[min(int(part * len(times)), len(times) - 1)] for part in (0.5, 0.99))
    strangers = sum(mark.strangers for mark in marks)
    return f"| {name} | {sum(refused)} of {len(refused)} | {strangers} | {half:.1f} ms | {most:.1f} ms |"


def _machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
