"""A store, its index and its words -> whether they agree: what was looked at, and what is amiss with its mend."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.statement import Statement
from bot.ports import Index, Spelling, Store, Wanted

SAMPLE = 200
"""Statements looked for by their own words, spread evenly over the archive."""

BEGINNING = 6
"""Words of a statement that it must be found by, in their order, within its source."""

ALIKE = 1000
"""Statements of one source that may begin with the same words: greetings, in a year of speeches."""

PATIENCE = 1.0
"""Seconds without any change to wait for another process that is bringing the index up to the store."""

RESTORE = "ingest the page again, or restore a backup with: onrecord archive restore FILE"
REBUILD = "mend it with: onrecord rebuild"


@dataclass(frozen=True, slots=True)
class Inspection:
    """How many sources and quotable statements were looked at, how many the index holds, how many were looked for.

    ``words`` are those looked up in the spelling table; ``faults`` one line each, with the mend.
    """

    sources: int
    statements: int
    indexed: int
    sampled: int
    words: int
    faults: tuple[str, ...]


def inspect(store: Store, index: Index, spelling: Spelling) -> Inspection:
    """Everything looked at once more; the index is brought up to the store first. Raises as ``ports.Store``."""
    faults = [f"{fault}; {RESTORE}" for fault in store.check()]
    indexed, statements = _counts(store, index)
    if indexed != statements:
        faults.append(f"of {statements:,} statements the index holds {indexed:,}; {REBUILD}")
    sample = list(_sample(store))
    lost = sum(not _found(index, each) for each in sample)
    if lost:
        faults.append(f"{lost:,} of {len(sample):,} statements are not found by their own words; {REBUILD}")
    words = _words(sample)
    strange = sum(not spelling.frequency(word) for word in words)
    if strange:
        faults.append(f"{strange:,} of {len(words):,} words are missing from the spelling table; {REBUILD}")
    sources = store.source_count(superseded=True)
    return Inspection(sources, statements, indexed, len(sample), len(words), tuple(faults))


def _counts(store: Store, index: Index) -> tuple[int, int]:
    """How many statements index and store hold, waited for as long as either changes."""
    seen, until = (-1, -1), 0.0
    while True:
        index.follow(store)
        now = index.size(), store.count()
        if now != seen:
            seen, until = now, time.monotonic() + PATIENCE
        if now[0] == now[1] or time.monotonic() > until:
            return now
        time.sleep(0.1)  # somebody else is bringing it up, or keeps another page


def _sample(store: Store) -> Iterator[Statement]:
    """A statement of each of as many current sources as are looked at."""
    total = store.source_count()
    number = min(total, SAMPLE)
    for at in range(number):
        for line in store.sources(first=at * total // number, limit=1):
            statements = store.of_source(line.id)
            if statements:
                yield statements[at % len(statements)]


def _found(index: Index, statement: Statement) -> bool:
    from bot.search.terms import stems  # only questions, and this, need the search

    terms = stems(statement.text).split()[:BEGINNING]
    groups = tuple({term: 1.0} for term in terms)
    wanted = Wanted(groups, source=statement.source, phrase=" ".join(terms) or None, own=True, limit=ALIKE)
    return not terms or statement.id in [hit.id for hit in index.search(wanted)]


def _words(sample: list[Statement]) -> list[str]:
    """Words of letters in the statements: those that the table corrects to."""
    from bot.search.terms import vocabulary

    return [word for word in vocabulary(each.text for each in sample) if word.isalpha()]
