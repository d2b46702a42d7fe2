"""``python -m tests.bench.completing [--speakers 20000] [--sources 50000] [--words 400000]``: how fast completion is.

The lists are those of an archive of a million statements: made up, and handed over by a store and an index that hold
nothing else; the words are in a real spelling table. Times are of each call by itself, after ``warm``.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.archive import Archive
from bot.domain.source import Basis, Fact, Facts, Kind, PartialDate, When
from bot.index.spelling import SpellingTable
from bot.names import Registry
from bot.ports import Change, Outline, SourceLine
from bot.search.correct import is_ordinary
from tests.bench.ours import percentile

TYPED = (
    "", "a", "c", "s", "n", "no", "nor", "norw", "norwey", "Noru", "挪", "chn", "chian", "un", "minis", "ministre of",
    "ha", "hua ch", "chunying", "chunyign", "spokes", "cyb", "cyber sec", "ransonw", "statem", "press conf", "febr",
    "2019", "report 12", "0a1b", "xyzzyq", "zzzzzz zzzz",
)  # fmt: skip


class Store:
    """A store's lists, and no more."""

    ident = "0" * 32

    def __init__(self, speakers: int, sources: int) -> None:
        chance = random.Random(20190218)
        parties = [party.id for party in Registry.load().parties()]
        self._speakers = [
            (f"{_name(chance)} {_name(chance)}", None, chance.choice(parties), 1 + 1_000_000 // (20 * at + 20))
            for at in range(speakers)
        ]
        words = [_name(chance) for _ in range(20_000)]
        self._sources = [_source(chance, words) for _ in range(sources)]
        self._by_id = {line.id: line for line in self._sources}

    def head(self) -> int:
        return 1

    def holds(self, seq: int) -> bool:
        return seq <= 1

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        return list(self._speakers)

    def sources(self, *, superseded: bool = False, first: int = 0, limit: int) -> list[SourceLine]:  # noqa: ARG002
        return self._sources[first : first + limit]

    def lines(self, ids: Sequence[str]) -> list[SourceLine]:
        return [self._by_id[each] for each in ids]

    def changes(self, since: int, limit: int) -> list[Change]:  # noqa: ARG002
        return []

    def outlines(self, *_: object, since: int) -> Iterator[Outline]:  # noqa: ARG002
        return iter(())

    def count(self) -> int:
        return 1_000_000


class Index:
    """An index's counts, and no more."""

    def follow(self, store: object) -> int:  # noqa: ARG002
        return 0

    def size(self) -> int:
        return 1_000_000

    def frequency(self, term: str) -> int:
        return len(term) * 100 if len(term) % 3 else 0


def _name(chance: random.Random) -> str:
    syllables = range(chance.randint(2, 4))
    return "".join(chance.choice("bcdfghklmnprst") + chance.choice("aeiou") for _ in syllables).title()


def _source(chance: random.Random, words: Sequence[str]) -> SourceLine:
    """Titles have frequent words and rare ones; every file name is another."""
    title = " ".join(words[int(len(words) * chance.random() ** 3)] for _ in range(8))
    said = When(PartialDate(chance.randint(1990, 2025), chance.randint(1, 12)), Basis.PAGE)
    facts = Facts(title=Fact(f"{title} press conference", Basis.PAGE), said=said)
    return SourceLine(
        f"{chance.getrandbits(256):064x}", f"news/{_name(chance)}/report{chance.randrange(10**6)}.html", Kind.REPORT,
        facts, chance.randint(1, 80), ("CN",),
    )  # fmt: skip


def _words(number: int) -> Counter[str]:
    chance = random.Random(20210719)
    found: dict[str, int] = {"cybersecurity": 900, "ransomware": 80, "statement": 5000, "security": 9000}
    while len(found) < number:
        word = _name(chance).lower() + chance.choice(("", "ing", "tion", "ment", "ity"))
        if not is_ordinary(word):
            found[word] = int(1 / (chance.random() + 1e-4))
    return Counter(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.completing", description=__doc__)
    for name, number in (("speakers", 20_000), ("sources", 50_000), ("words", 400_000)):
        parser.add_argument(f"--{name}", type=int, default=number)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        table = SpellingTable(Path(scratch) / "spelling.db")
        with table.writing():
            table.replace([("all", _words(options.words))])
        store, registry = Store(options.speakers, options.sources), Registry.load()
        archive = Archive(store, Index(), table, registry)  # type: ignore[arg-type]  what completion does not need
        started = time.perf_counter()
        archive.warm()
        archive.catalogue.newest(1)  # is not made meanwhile
        print(f"{options.speakers:,} speakers, {options.sources:,} sources, {options.words:,} words; "
              f"lists made in {time.perf_counter() - started:.1f} s\n")
        print("| completing | p50 | p99 | slowest |\n|---|--:|--:|--|")
        for name in ("parties", "speakers", "topics", "sources"):
            print(_row(name, getattr(archive, f"complete_{name}")))
        table.close()


def _row(name: str, complete: Callable[[str], Sequence[object]]) -> str:
    times = []
    for typed in TYPED:
        started = time.perf_counter()
        complete(typed)
        times.append((time.perf_counter() - started, typed))
    taken, typed = max(times)
    only = [seconds for seconds, _ in times]
    half, most = percentile(only, 0.5) * 1000, percentile(only, 0.99) * 1000
    return f"| {name} | {half:.1f} ms | {most:.1f} ms | “{typed}” {taken * 1000:.1f} ms |"


if __name__ == "__main__":
    main()
