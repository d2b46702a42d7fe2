"""A candidate -> why it cannot be a statement of the day, if it cannot."""

import re
import unicodedata
from functools import lru_cache

from bot.domain.post import Candidate
from bot.domain.statement import FACT, Voice
from bot.schedule.courtesy import dangles, is_courtesy

VOICES = (Voice.DIRECT, Voice.TRANSCRIPT, Voice.OFFICIAL)
"""A party's own words; a reporter's paraphrase is not."""

SHORTEST, LONGEST = 60, 600
"""The length of one thought, both inclusive: see ``length``."""

_LETTERS = 0.75
"""Of what is no space, at least so much is letters: less is a table, an address, a list of numbers."""

_CLOSING = "\"'”’»›)]」』）】》〉"
_OPENING = "\"'“‘«‹„‚「『《〈¿¡"
_STOPS = ".!?。！？｡．؟۔।॥։።፧།။។៕"
_QUESTIONS = "?？؟፧"
_BREAKS = "…⋯-‐‑‒–—―,;:،؛、，；：([（【*•·&/"
"""What no sentence begins with: marks of a cut, of a list, of an aside."""

_ASKS_ONLY = re.compile(rf"[^{re.escape(_STOPS)}]*[{_QUESTIONS}][^\w]*")
_WITHOUT_STOPS = re.compile("[\u0e00-\u0eff]$")
"""Thai and Lao end a sentence with a space."""

_ADDRESS = re.compile(r"https?://|www\.|\w@\w|\b\d{3}[-.\s]\d{3,4}[-.\s]?\d{2,4}\b", re.IGNORECASE)
_STUTTER = re.compile(r"\w-\s*[—–-]|—\s+\w+\s+—\s+\w+\s+—")
_BEGUN_ANEW = re.compile(
    r"\b(?P<word>\w+)(?:\W{1,3}\w+){0,2}[,;]?\s{1,2}[—–-]{1,2}\s{1,2}(?:\w+\s{1,2})?(?P=word)\b|,\s+(?:you\s+know|i\s+mean),",
    re.IGNORECASE,
)
"""Speech that was written down as it was spoken: "This is — this is key", "are, you know, many"."""

_TORN = re.compile(
    r"(?<![a-z.])(?!(?:approx|bzw|corp|dept|etc|godz|govt|inc|incl|inkl|ltd|proc|tys|tzw|usw)\b)[a-z]{3,}\.\s+[a-z]"
)
"""A stop amid a sentence, where a page was read wrongly or a line is lost: "We can. and must act"."""

_SURELY_ENDED = 0.9
"""Confidence from which somebody's name and a verb of speech stand beside a quotation: a title in marks has less."""

_UNTIL_THEN = re.compile(
    r"(?:if|when|while|although|though|because|since|unless|until|once|whether|as|after|before)\b", re.IGNORECASE
)
"""What a quotation begins with that goes on after "she said"."""

_PAIRS = (("(", ")"), ("[", "]"), ("«", "»"), ("「", "」"), ("『", "』"), ("（", "）"), ("《", "》"), ("【", "】"))


def why_not(candidate: Candidate) -> str:
    """In a few words why it is not chosen, whatever the day; empty if it may be."""
    if candidate.confidence < FACT:
        return "not sure enough whose words they are"
    if candidate.voice not in VOICES:
        return "not the speaker's own words"
    if candidate.party is None:
        return "the speaker speaks for no party"
    ended = candidate.voice is Voice.DIRECT and candidate.confidence >= _SURELY_ENDED
    return _flaw(_with_stop(candidate.words) if ended else candidate.words, candidate.voice)


def length(words: str) -> int:
    """Code points, but those of Chinese, Japanese and Korean count two: they say about as much as two letters or more.

    As wide as they are printed (Unicode Standard Annex 11).
    """
    return len(words) + (0 if words.isascii() else sum(unicodedata.east_asian_width(each) in "WF" for each in words))


def eligible(candidate: Candidate) -> bool:
    """Whether it may be chosen on some day."""
    return not why_not(candidate)


@lru_cache(maxsize=1000)  # a small pool is looked at again every day, by every channel
def _flaw(words: str, voice: Voice) -> str:
    if not SHORTEST <= length(words) <= LONGEST:
        return "too short or too long"
    begun, ended = words.lstrip().lstrip(_OPENING), words.rstrip().rstrip(_CLOSING).rstrip()
    if begun[:1].islower() or begun[:1] in _BREAKS or begun.startswith("..") or dangles(words):
        return "begins amid a sentence"
    if not _ends(ended) or not _is_whole(words) or (voice is Voice.TRANSCRIPT and _BEGUN_ANEW.search(words)):
        return "is no whole sentence"
    if _ASKS_ONLY.fullmatch(words):
        return "only asks"
    if is_courtesy(words) or not _tells(words):
        return "says nothing"
    return ""


def _with_stop(words: str) -> str:
    """A quotation with the stop that gave way to a comma, where it is the sentence's end: “We oppose it,” she said."""
    bare = words.rstrip()
    return f"{bare[:-1]}." if bare.endswith(",") and not _UNTIL_THEN.match(words) else words


def _ends(words: str) -> bool:
    cut = words.endswith(("…", "..", "⋯"))
    return not cut and (words[-1:] in _STOPS or bool(_WITHOUT_STOPS.search(words)))


def _is_whole(words: str) -> bool:
    """Whether nothing of it was lost: marks that come in pairs are pairs, no word breaks off."""
    even = words.count('"') % 2 == 0 and all(words.count(one) == words.count(other) for one, other in _PAIRS)
    # German closes with the mark that English opens with.
    curly = "„" in words or words.count("“") == words.count("”")
    whole = "\n\n" not in words and "**" not in words  # what is left of a page's own marks
    return even and curly and whole and not _STUTTER.search(words) and not _TORN.search(words)


def _tells(words: str) -> bool:
    solid = "".join(words.split())
    letters = sum(unicodedata.category(letter)[0] in "LM" for letter in solid)
    return letters >= _LETTERS * len(solid) and not _ADDRESS.search(words)
