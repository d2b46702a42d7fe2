"""Words -> whether they only are polite, or lean on what was said before: by the lists of ``courtesy.yaml``."""

import unicodedata
from functools import cache, lru_cache

from bot.names.cues import read_lists
from bot.names.letters import is_unspaced

_FIRST = 80
"""Letters within which a statement shows how it begins."""

_EARLY = 5
"""Words among which one that stands for somebody follows nobody's name: "We hope that they will …"."""

_COMMAS = ",，、،"
_APOSTROPHES = "'’ʼ`"


def is_courtesy(words: str) -> bool:
    """Whether it thanks, greets, hands over, declines to answer, or is otherwise said at every occasion."""
    return _begins(words, "begins") or _holds(words, "holds")


def dangles(words: str) -> bool:
    """Whether it begins with a word that only goes on with another sentence: "And we shall …"."""
    return _begins(words, "dangles") and not _begins(words, "whole")


@lru_cache(maxsize=1000)
def leans(words: str) -> bool:
    """Whether words of it point back, such as "This is why …": then it is hardly understood alone."""
    return _begins(words, "leans") or _holds(words, "points") or _names_nobody(words) or _closes(words)


def _begins(words: str, sort: str) -> bool:
    said = _folded(words[:_FIRST])
    spaced, solid = _phrases()[sort]
    return said.startswith(spaced) or said.replace(" ", "").startswith(solid)


def _names_nobody(words: str) -> bool:
    spaced, _ = _phrases()["early"]
    first = _without_commas(words[:_FIRST]).split()[:_EARLY]
    return any(f" {word} " in spaced for word in first)


def _closes(words: str) -> bool:
    spaced, _ = _phrases()["closes"]
    return _without_commas(words[-_FIRST:]).endswith(spaced)


def _without_commas(words: str) -> str:
    return f" {' '.join(_folded(words).replace(',', ' ').split())} "


def _holds(words: str, sort: str) -> bool:
    said = _without_commas(words)
    spaced, solid = _phrases()[sort]
    if any(phrase in said for phrase in spaced):
        return True
    run = "" if words.isascii() else said.replace(" ", "")
    return any(phrase in run for phrase in solid)


def _folded(words: str) -> str:
    """Small letters, commas and single spaces, one before and after; apostrophes are gone."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return f" {' '.join(folded.translate(_LETTERS).split())} "


class _Letters(dict[int, str]):
    """For ``str.translate``: what becomes of a letter, found out when it comes first."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kept = " , " if letter in _COMMAS else "" if letter in _APOSTROPHES else " "
        self[code] = letter if unicodedata.category(letter)[0] in "LMN" else kept
        return self[code]


_LETTERS = _Letters()


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By sort, the phrases of scripts that part words by spaces, and those of scripts that do not."""
    made = {}
    for sort, lines in read_lists("courtesy.yaml").items():
        folded = [_folded(line) for line in lines]
        spaced = tuple(phrase for phrase in folded if not is_unspaced(phrase.strip()[0]))
        made[sort] = spaced, tuple(phrase.replace(" ", "") for phrase in folded if is_unspaced(phrase.strip()[0]))
    return made
