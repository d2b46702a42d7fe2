"""Candidates and pools to choose among, for tests: say only what the test is about."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.domain.post import Candidate
from bot.domain.source import PartialDate
from bot.domain.statement import Voice
from bot.schedule.choice import key_of

WORDS = "The government of Norway will keep its embassy in the capital open for the whole of the year {}."


def a_candidate(  # noqa: PLR0913  one a field
    number: int,
    words: str | None = None,
    *,
    source: str | None = None,
    speaker: str = "no.mfa",
    said: str | None = None,
    voice: Voice = Voice.OFFICIAL,
    confidence: float = 0.9,
    party: str | None = "NO",
    asked: bool = False,
) -> Candidate:
    """A statement that may be chosen, unless the test says otherwise; its words are its own."""
    text = WORDS.format(number) if words is None else words
    return Candidate(
        statement=number,
        source=f"source {number}" if source is None else source,
        start=0,
        end=len(text),
        key=key_of(text),
        words=text,
        voice=voice,
        confidence=confidence,
        speaker=speaker,
        party=party,
        said=PartialDate.parse(said) if said else None,
        asked=asked,
    )


@dataclass
class ListedPool:
    """A pool in memory, in the order of a hash of source and place; notes what is looked at."""

    candidates: Iterable[Candidate]
    looked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        def place(one: Candidate) -> bytes:
            return hashlib.sha256(f"{one.source} {one.start} {one.end}".encode()).digest()

        self.by_number = {one.statement: one for one in sorted(self.candidates, key=place)}

    def said_on(self, month: int, day: int) -> Sequence[int]:
        days = {number: one.said for number, one in self.by_number.items()}
        return [number for number, said in days.items() if said and (said.month, said.day) == (month, day)]

    def ranked(self) -> Sequence[int]:
        return list(self.by_number)

    def look(self, number: int) -> Candidate | None:
        self.looked.append(number)
        return self.by_number.get(number)
