"""Pages to measure with: the seeds varied into as many as wanted, or the documents of a JSON Lines file."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

COUNTRIES = ("Norway", "Australia", "Japan", "Kenya", "Brazil", "Poland", "Chile", "Vietnam", "Canada", "Estonia")
ADJECTIVES = (
    "Norwegian", "Australian", "Japanese", "Kenyan", "Brazilian", "Polish", "Chilean", "Vietnamese", "Canadian",
    "Estonian",
)  # fmt: skip
SUBJECTS = (
    "cyber", "maritime", "climate", "trade", "nuclear", "energy", "border", "fishery", "vaccine", "satellite",
    "railway", "harvest", "currency", "refugee", "cable", "port", "mineral", "glacier", "drone", "visa",
)  # fmt: skip


def written(folder: Path, size: int) -> int:
    """Varied pages into the folder until they have ``size`` bytes; the bytes written."""
    chance = random.Random(20190218)
    pages = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    total = 0
    for number, text in enumerate(_endless(pages)):
        data = _varied(text, chance).encode()
        (folder / f"page{number:06}.txt").write_bytes(data)
        total += len(data)
        if total >= size:
            return total
    return total


def _endless(pages: list[str]) -> Iterator[str]:
    while True:
        yield from pages


def _varied(text: str, chance: random.Random) -> str:
    """The page about another country and other subjects, its sentences told apart by made-up names and numbers."""
    country = chance.randrange(len(COUNTRIES))
    text = re.sub(r"\bNorway\b|\bAustralia\b|\bCuba\b", COUNTRIES[country], text)
    text = re.sub(r"\bNorwegian\b|\bAustralian\b|\bCuban\b", ADJECTIVES[country], text)
    text = re.sub(r"\b[Cc]yber", lambda _: chance.choice(SUBJECTS), text)
    return re.sub(r"(?<=[a-z]) (?=(?:and|with|by|of|in) )", lambda _: _aside(chance), text)


def _aside(chance: random.Random) -> str:
    if chance.random() > 0.15:
        return " "
    syllables = "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
    return f" near {syllables.capitalize()} in area {chance.randint(2, 9999)} "


def questions(words: list[str], number: int) -> list[str]:
    """Questions of the common frames about words of the corpus, every third one misspelled."""
    chance = random.Random(20210719)
    made = []
    for at in range(number):
        word = chance.choice(words)
        if at % 3 == 0 and len(word) > 4:
            cut = chance.randrange(1, len(word) - 1)
            word = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        frame = ("what did China say about {}", "{}", "who mentioned {}", "what did China say about {} since 2015")
        made.append(chance.choice(frame).format(word))
    return made
