"""A word the archive does not know -> the known words it may be meant for.

Ranked by edits − .25·log10(frequency + 1) − .3·same first letter, at most three, .8 for one edit and .6 for two
(EVIDENCE.md); and + .5 for every consonant that differs: people miss vowels, doublings and letters of one sound
("personell", "Arktis"), seldom two consonants ("unicorns" is not *unions*); and − 2·the share of letters in common.

A word of ordinary English is never "corrected" merely because the archive lacks it: "what did China say about trade"
must find nothing rather than what is hard to *trace*. ``ordinary.txt`` holds 11367 such words: those of four letters
and more that stand, in small letters, in at least 6 of the 1,938 speeches of the UN General Debate Corpus 2015 to 2024
(CC0) or in 2 of 40 White House briefings (US government work).
"""

import re
from functools import cache
from importlib.resources import files
from math import log10

from bot.ports import Spelling
from bot.search.terms import STOP, stem

SHORTEST = 4
"""Shorter words have too many neighbours; two edits are allowed from ``LONG`` letters on."""
LONG = 6
WEIGHTS = {1: 0.8, 2: 0.6}
MOST = 3

RARE = 3
"""A word standing fewer times than this may be misspelled in the archive itself (see ``neighbours``)."""


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(files("bot.search").joinpath("ordinary.txt").read_text(encoding="ascii").split())


def is_ordinary(word: str) -> bool:
    """Whether a folded word is one of everyday English."""
    return word in _ordinary()


def is_stranger(word: str, spelling: Spelling) -> bool:
    """Whether the archive does not know a folded word, nor everyday English, and it is long enough to be mended."""
    if len(word) < SHORTEST or not word.isalpha() or spelling.frequency(word):
        return False
    return word not in _ordinary() and stem(word) not in _ordinary()


def alternates(word: str, spelling: Spelling) -> dict[str, float]:
    """The best known words for a folded stranger, best first, each with its weight; none like "while"."""
    from rapidfuzz.distance import Indel

    found = spelling.near(word, distance=1)
    if len(word) >= LONG and not any(frequency >= RARE for _, _, frequency in found):
        found = spelling.near(word, distance=2)
    ranked = []
    for known, edits, frequency in found:
        differ = _sound_distance(word, known)
        if len(known) >= SHORTEST - 1 and known not in STOP and (edits == 1 or differ <= 1):
            cost = edits - 0.25 * log10(frequency + 1) - 0.3 * (known[0] == word[0]) + 0.5 * differ
            ranked.append((cost - 2 * Indel.normalized_similarity(word, known), known, edits))
    return {known: WEIGHTS[edits] for _, known, edits in sorted(ranked)[:MOST]}


_VOWELS = re.compile("[aeiouyhw]")
_DOUBLES = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans("cqzxv", "kkskf")


def _sound_distance(word: str, other: str) -> int:
    """How many consonants differ, those of one sound taken for one."""
    from rapidfuzz.distance import OSA

    return OSA.distance(_sound(word), _sound(other))


def _sound(word: str) -> str:
    return _DOUBLES.sub(r"\1", _VOWELS.sub("", word.replace("ph", "f").translate(_SOUNDS)))


def neighbours(word: str, spelling: Spelling) -> dict[str, float]:
    """For a known but rare word: a much more frequent word one edit away, in case the archive has it misspelled."""
    own = spelling.frequency(word)
    if len(word) < LONG or not 0 < own < RARE or not word.isalpha():
        return {}
    near = [row for row in spelling.near(word, distance=1) if row[2] >= 50 * own and stem(row[0]) != stem(word)]
    return {known: WEIGHTS[edits] for known, edits, _ in near[:1]}


_SPELLINGS = (
    ("is", "iz"), ("iz", "is"), ("ys", "yz"), ("yz", "ys"), ("our", "or"), ("or", "our"), ("ence", "ense"),
    ("ense", "ence"), ("tre", "ter"), ("ter", "tre"), ("ae", "e"), ("oe", "e"), ("mme", "m"), ("gh", "g"), ("y", "i"),
    ("i", "y"), ("ll", "l"), ("l", "ll"), ("kh", "q"), ("q", "k"), ("k", "c"), ("ph", "f"), ("f", "ph"),
)
"""Ways one word is written: British and American English, and names brought over from other alphabets."""


def variants(word: str, spelling: Spelling) -> dict[str, float]:
    """Other spellings of a known word that the archive holds too: organisation and organization, Uighur and Uyghur."""
    if len(word) < LONG or not word.isalpha():
        return {}
    own, found = stem(word), dict[str, float]()
    for one, other in _SPELLINGS:
        at = word.find(one, 1)
        while at > 0:
            spelled = word[:at] + other + word[at + len(one) :]
            if stem(spelled) != own and spelling.frequency(spelled):
                found[spelled] = WEIGHTS[1]
            at = word.find(one, at + 1)
    return found
