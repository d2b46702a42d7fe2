"""Passages -> questions: known items, whose answer is one certain statement, and topical ones, for their time only."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.names import Registry
from bot.search.terms import STOP
from tests.bench.misspelling import inflected, misspelled
from tests.bench.passages import WORD, Passage, Passages

KNOWN = ("exact", "one typo", "two typos", "shuffled", "inflected", "two foreign words")
TOPICAL = (
    "said about", "said about since", "who mentioned", "one word", "two words", "misspelled", "seven words", "nothing",
)  # fmt: skip

WORDS = 4
"""Words of a known item's question."""

TELLING = 100
"""Such a word stands in at most one passage in so many."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a kind; ``number``, ``source`` and ``start`` are those of the passage looked for, if one is."""

    kind: str
    text: str
    number: int | None = None
    source: str = ""
    start: int = 0

    @property
    def known(self) -> bool:
        """Whether it asks for a certain passage."""
        return self.number is not None

    def met_by(self, found: str) -> bool:
        """Whether that is the passage, told by its number or by its place: the very one, not a twin of it."""
        return found in (str(self.number), f"{self.source}:{self.start}")


def made(passages: Passages, each: int, seed: int = 20210719) -> list[Question]:
    """So many questions of each kind, the kinds taking turns; fewer where the passages do not give them.

    Raises ValueError where they give none.
    """
    chance = random.Random(seed)
    known = _known(passages, each, chance)
    if not known[0]:
        raise ValueError("there are too few statements to ask for")
    kinds = [*known, *_topical(passages, len(known[0]), chance)]
    return [question for turn in zip(*kinds, strict=False) for question in turn]


def _known(passages: Passages, each: int, chance: random.Random) -> list[list[Question]]:
    """The six kinds over the same statements."""
    most = max(passages.number // TELLING, 5)
    foreign = sorted(word for word, n in passages.frequency.items() if 2 <= n <= most and word not in STOP)
    kinds: list[list[Question]] = [[] for _ in KNOWN]
    order = list(passages.real)
    chance.shuffle(order)
    for passage in order:
        if len(kinds[0]) == each:
            break
        words = _telling(passage, passages, most, chance)
        if words:
            others = [word for word in chance.sample(foreign, min(40, len(foreign))) if word not in passage.text]
            for kind, name, text in zip(kinds, KNOWN, _forms(words, others, chance), strict=True):
                kind.append(Question(name, text, passage.number, passage.source, passage.start))
    return kinds


def _telling(passage: Passage, passages: Passages, most: int, chance: random.Random) -> list[str]:
    """A few words of the passage that few others hold, in their order; none if it has too few, or is one of several."""
    words = [word for word in dict.fromkeys(WORD.findall(passage.text)) if word not in STOP]
    rare = [word for word in words if passages.frequency[word] <= most]
    if len(rare) < WORDS or not passages.single(passage):
        return []
    taken = set(chance.sample(rare, WORDS))
    return [word for word in rare if word in taken]


def _forms(words: Sequence[str], foreign: Sequence[str], chance: random.Random) -> Iterator[str]:
    """The six; ``foreign`` are words that the passage does not hold."""
    plain = " ".join(words)
    yield plain
    yield misspelled(plain, 1, chance)
    yield misspelled(plain, 2, chance)
    shuffled = list(words)
    while shuffled == list(words):
        chance.shuffle(shuffled)
    yield " ".join(shuffled)
    yield " ".join(inflected(word, chance) for word in words)
    mixed = [*words, *foreign[:2]]
    chance.shuffle(mixed)
    yield " ".join(mixed)


def _topical(passages: Passages, each: int, chance: random.Random) -> list[list[Question]]:
    """Questions as people put them, about words that are neither rare nor everywhere."""
    least, most = max(passages.number // 20_000, 2), max(passages.number // 50, 5)
    words = sorted(word for word, n in passages.frequency.items() if least <= n <= most and word not in STOP)
    parties = sorted(party.name for party in Registry.load().parties())
    return [[Question(kind, _asked(kind, words, parties, chance)) for _ in range(each)] for kind in TOPICAL]


def _asked(kind: str, words: Sequence[str], parties: Sequence[str], chance: random.Random) -> str:
    party, one, two = chance.choice(parties), chance.choice(words), chance.choice(words)
    invented = "".join(chance.choice("bcdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4))
    return {
        "said about": f"what did {party} say about {one}",
        "said about since": f"what did {party} say about {one} since {chance.randint(2015, 2023)}",
        "who mentioned": f"who mentioned {one} {two}",
        "one word": one,
        "two words": f"{one} {two}",
        "misspelled": misspelled(f"who mentioned {one} {two}", 2, chance),
        "seven words": " ".join(chance.choice(words) for _ in range(7)),
        "nothing": f"what did {party} say about {invented}",
    }[kind]


def write(questions: Sequence[Question], file: Path) -> None:
    """Into a file for the processes that ask them."""
    file.write_text(json.dumps([asdict(question) for question in questions]), encoding="utf-8")


def read(file: Path) -> list[Question]:
    """Out of it again."""
    return [Question(**row) for row in json.loads(file.read_text(encoding="utf-8"))]
