"""A corpus into an archive by the command, in steps -> at each size what it cost, and how contestants fare there."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot import wiring
from bot.config import Settings
from tests.bench import questions
from tests.bench.apart import Figures, apart
from tests.bench.asking import OURS
from tests.bench.corpus import MARK, Corpus, Document
from tests.bench.others import EXHAUSTIVE, OTHERS, bytes_of
from tests.bench.ours import onrecord
from tests.bench.passages import Passages

SIZES = (10_000, 31_600, 100_000, 316_000, 1_000_000, 3_160_000, 10_000_000)
"""Statements at which is measured on the way: two for each power of ten."""

NEAR = 0.99
"""A size is reached when so much of it is there: documents are not cut."""

EARLY = 60
"""Questions of each kind at most before the full size is reached."""


class Growth:
    """An archive that grows in a scratch folder. ``each``: questions of a kind; ``brute``: seconds of brute force."""

    def __init__(self, scratch: Path, corpus: Corpus, each: int, brute: float) -> None:
        self.archive = scratch / "bench.db"
        self.questions = scratch / "questions.json"
        self.bytes, self.ingests = 0, 0
        self._scratch, self._each, self._brute = scratch, each, brute
        self._documents = iter(corpus)
        self._passages = Passages(scratch / "passages.jsonl")
        self._shown: Figures = {"real": 0, "varied": 0, "real bytes": 0, "varied bytes": 0}

    def to(self, size: int, names: Sequence[str], *, last: bool) -> Figures:
        """What was measured once the archive holds so many statements, of On Record and the others named."""
        ingest = self._filled(size)
        with wiring.opened(Settings(archive=self.archive), {}) as archive:
            self._passages.add(archive)
            sources = len(archive.sources())
        questions.write(questions.made(self._passages, self._each if last else min(self._each, EARLY)), self.questions)
        reached = {
            "statements": self._passages.number, "real": len(self._passages.real), "sources": sources,
            "words": len(self._passages.frequency), "documents": dict(self._shown), "ingest": ingest,
            "archive bytes": bytes_of([self.archive]),
        }  # fmt: skip
        return reached | {"contestants": {name: self._measured(name, last=last) for name in (OURS, *names)}}

    def _filled(self, size: int) -> Figures:
        """Documents ingested by the command until there are so many statements."""
        total = {"bytes": 0, "wall": 0.0, "processor": 0.0, "peak": 0}
        held = self._held()
        while held < NEAR * size:
            rate = held / self.bytes if held else 1 / 145  # statements a byte, as UN speeches have them
            file, read = self._part((size - held) / rate)
            spent = onrecord("ingest", "-q", str(file), "--archive", str(self.archive))
            file.unlink()
            total["bytes"] += read
            total["wall"] += spent.wall
            total["processor"] += spent.cpu
            total["peak"] = max(total["peak"], spent.peak)
            self.bytes += read
            before, held = held, self._held()
            if held == before:
                raise ValueError("nothing of the corpus can be quoted: state its country or issuer, and a title")
            tell(f"{held:,} statements after {self.bytes / 1e6:.1f} MB, {read / spent.cpu / 1e6:.2f} MB/s")
        return total

    def _held(self) -> int:
        if not self.archive.exists():
            return 0
        with wiring.opened(Settings(archive=self.archive), {}, seeded=False) as archive:
            return archive.count()

    def _part(self, size: float) -> tuple[Path, int]:
        """The next documents of so many bytes in a file, and its bytes."""
        self.ingests += 1
        file, read = self._scratch / f"part{self.ingests}.jsonl", 0
        with file.open("wb") as out:
            for document in self._documents:
                read += self._counted(document, out.write(json.dumps(document, ensure_ascii=False).encode() + b"\n"))
                if read >= size:
                    return file, read
        raise ValueError("there is no document to measure with")

    def _counted(self, document: Document, written: int) -> int:
        sort = "varied" if MARK in document["id"] else "real"
        self._shown[sort] += 1
        self._shown[f"{sort} bytes"] += written
        return written

    def _measured(self, name: str, *, last: bool) -> Figures:
        """One contestant built and asked, each in a process of its own."""
        started = time.perf_counter()
        folder = self.archive if name == OURS else self._scratch / f"{len(name)}-{self._passages.number}"
        order = {"name": name, "folder": str(folder), "passages": str(self._passages.file)}
        figures: Figures = {}
        if name != OURS or last:  # On Record's index has grown with the archive; at the end it is also made anew
            figures["built"] = apart("tests.bench.building", order)
        part = 1.0 if last else 0.1
        budget = {"budget": part * self._brute} if name in EXHAUSTIVE else {}
        figures |= apart("tests.bench.asking", order | {"questions": str(self.questions)} | budget)
        tell(f"  {name}: {len(figures['rows'])} questions, {time.perf_counter() - started:.0f} s")
        return figures | {"kinds": _by_kind(figures.pop("rows"), self.questions)}


def _by_kind(rows: Sequence[Sequence[float]], file: Path) -> Figures:
    """Places found, seconds by the clock and of the processor, by the kind of question."""
    kinds: Figures = {}
    asked = questions.read(file)
    for number, rank, clock, processor in rows:
        kind = kinds.setdefault(asked[int(number)].kind, {"ranks": [], "clock": [], "processor": []})
        for name, value in (("ranks", rank), ("clock", clock), ("processor", processor)):
            kind[name].append(value)
    return kinds


def sizes(statements: int) -> list[int]:
    """Where to measure on the way to so many statements, and there."""
    return [size for size in SIZES if size < NEAR * statements] + [statements]


def stages(growth: Growth, statements: int, names: Sequence[str] = tuple(OTHERS)) -> Iterator[Figures]:
    """What was measured at each size up to that one."""
    for size in sizes(statements):
        tell(f"to {size:,} statements")
        yield growth.to(size, names, last=size == statements)


def tell(words: str) -> None:
    """Progress, for who waits."""
    print(words, file=sys.stderr, flush=True)
