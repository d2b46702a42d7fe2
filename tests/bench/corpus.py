"""Files of real documents -> as many documents as are wanted: the real ones first, then marked variations of them."""

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.search.terms import STOP

OURS = Path(__file__).resolve().parent / "speeches.jsonl.gz"
"""Speeches of the UN General Debate in the repository (see collections/README.md): what a fresh clone measures with."""

MARK = "~"
"""Stands in the id of a variation, before its number; never in that of a real document."""

EXCHANGED = 0.5
"""The part of its words that a variation has others for: about one bigram in four stays, so that hardly any statement
is a near-duplicate of its twin, and all four words of a question stand in one twin of sixteen."""

_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")

Document = dict[str, Any]
"""An object of a JSON Lines file: ``id``, ``title``, ``text`` and what else is known."""


class Corpus:
    """Documents in a fixed order: the real ones of the files, shuffled, then one variation of each, then another."""

    def __init__(self, files: Sequence[Path], seed: int = 20190218) -> None:
        self._seed = seed
        self.real = [document for file in files for document in read(file)]
        random.Random(seed).shuffle(self.real)

    def __iter__(self) -> Iterator[Document]:
        yield from self.real
        exchange = Exchange(document["text"] for document in self.real)
        number = 0
        while self.real:
            number += 1
            chance = random.Random(self._seed + number)
            for document in self.real:
                yield varied(document, number, exchange, chance)


class Exchange:
    """Words of the real text by their frequency: each for one that is about as frequent."""

    def __init__(self, texts: Iterator[str]) -> None:
        counts: Counter[str] = Counter(word for text in texts for word in _WORD.findall(text) if word not in STOP)
        self._words = [word for word, _ in counts.most_common()]
        self._rank = {word: rank for rank, word in enumerate(self._words)}

    def word(self, word: str, chance: random.Random) -> str:
        """Another word of like frequency; the word itself where it is one of grammar, or the dice say so."""
        rank = self._rank.get(word)
        if rank is None or chance.random() >= EXCHANGED:
            return word
        reach = 10 + rank // 6
        return self._words[min(max(rank + chance.randint(-reach, reach), 0), len(self._words) - 1)]


def varied(document: Document, number: int, exchange: Exchange, chance: random.Random) -> Document:
    """A document like this one that says other things, and says in its id and title that it is made."""
    text: str = _WORD.sub(lambda found: exchange.word(found[0], chance), document["text"])
    title = f"{document.get('title', '')} (variation {number})".strip()
    return document | {"id": f"{document['id']}{MARK}{number}", "title": title, "text": text}


def read(file: Path) -> Iterator[Document]:
    """The documents of a JSON Lines file, gzipped or not; without an ``id`` they are numbered. Raises ValueError."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                document = json.loads(line)
                if not isinstance(document, dict) or not isinstance(document.get("text"), str):
                    raise ValueError(f"{file}, line {number}: no object with a text")
                yield {"id": f"{file.name}/{number}"} | document
