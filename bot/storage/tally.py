"""How often who speaks, into the lists that are shown."""

from collections import Counter
from collections.abc import Iterable

from bot.domain.statement import Speaker

Spoken = Iterable[tuple[Speaker, int]]
"""Speakers with their number of statements; one may come several times."""


def parties(spoken: Spoken) -> tuple[str, ...]:
    """The parties that speak, most statements first, then by name."""
    counts: Counter[str] = Counter()
    for speaker, number in spoken:
        if speaker.party is not None:
            counts[speaker.party] += number
    return tuple(sorted(counts, key=lambda party: (-counts[party], party)))


def by_weight(spoken: Spoken) -> list[tuple[str, str | None, str | None, int]]:
    """(name, entity, party, statements), most statements first, then by name; roles are not told apart."""
    counts: Counter[tuple[str, str | None, str | None]] = Counter()
    for speaker, number in spoken:
        counts[speaker.name, speaker.entity, speaker.party] += number
    lines = [(*key, number) for key, number in counts.items()]
    return sorted(lines, key=lambda line: (-line[3], line[0], line[1] or "", line[2] or ""))
