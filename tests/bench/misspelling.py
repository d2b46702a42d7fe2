"""A word -> the same word as people mistype or inflect it, by the dice."""

import random
import re
import string

SHORTEST = 5
"""Letters of a word that is misspelled: in shorter ones nobody could tell which word is meant."""

_ENDINGS = (
    ("ss", ("sses",)), ("us", ("uses",)), ("s", ("",)), ("ing", ("ed", "es")), ("ed", ("ing", "es")), ("ly", ("",)),
    ("y", ("ies",)), ("e", ("ed", "es", "ing")),
)  # fmt: skip
"""What a word may end in, the first that fits, and in what else."""

_LETTERS = re.compile(r"[^\W\d_]+")


def mistyped(word: str, chance: random.Random) -> str:
    """The word with one slip past its first letter: two letters swapped, one left out, doubled, or another typed."""
    at = chance.randrange(1, len(word) - 1)
    made = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :],
    )[chance.randrange(4)]
    return made if made != word else word[:at] + word[at + 1 :]


def misspelled(question: str, slips: int, chance: random.Random) -> str:
    """The question with one slip in each of so many of its words; in fewer if it has no more that are long enough."""
    found = [word for word in _LETTERS.finditer(question) if len(word[0]) >= SHORTEST]
    for word in sorted(chance.sample(found, min(slips, len(found))), key=lambda each: -each.start()):
        question = question[: word.start()] + mistyped(word[0], chance) + question[word.end() :]
    return question


def inflected(word: str, chance: random.Random) -> str:
    """The word with another ending: as it may be written, whether or not there is such a word."""
    for ending, others in _ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + chance.choice(others)
    return word + chance.choice(("s", "ed", "ing"))
