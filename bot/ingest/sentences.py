"""A stretch of a text -> its sentences, with exact offsets: rules for Latin and CJK stops, quotes, abbreviations."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.domain.source import Span
from bot.ingest.words import word_set

_STOP = re.compile(
    r"[.!?\u2026\u061f\u0964\u3002\uff01\uff1f](?:"  # the class comes first: the engine skips to it
    r"(?<=[\u3002\uff01\uff1f])[\u3002\uff01\uff1f]*[\u300d\u300f\u201d\u2019\"\uff09)]*"
    r"|(?<![.!?\u2026\u061f\u0964].)[.!?\u2026\u061f\u0964]*[\"\u201d\u2019'\u00bb\u201c)\]]*(?=\s))"
)
_WESTERN = re.compile(
    r"[.!?](?:(?<![.!?].)[.!?]*[\"\u201d\u2019'\u00bb\u201c)\]]*(?=\s))"
)
"""The same for a text that has no other stops: the engine looks for these twice as fast."""
_OTHER_STOPS = "\u2026\u061f\u0964\u3002\uff01\uff1f"
_OPENS = re.compile(r"\s+[\"'\u201c\u2018\u00ab\u201e\u300c(\[\u2014\u2013-]*\s*(\S)")
_ABBREVIATION = word_set(
    """
    mr mrs ms messrs dr prof hon rev fr st mt gen lt col maj capt cmdr adm sgt sen rep gov amb pres vs etc eg ie cf al
    no nos art arts para paras vol fig pp p ch sec ed eds jr sr inc corp co ltd dept univ assn bros est approx
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun
    bl nr hr dvs mm osv f.eks ca bzw dr.h.c u.a z.b sra srta ud mme mlle h.e e.g i.e a.m p.m u.s u.k u.n d.c
    """
)
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATION))
_MAY_END = word_set("etc jr sr inc corp co ltd a.m p.m u.s u.k u.n d.c")
"""Abbreviations that often close a sentence: what follows decides."""
_NUMBERED = word_set("no nos art arts para paras p pp fig vol ch nr mar sat sun")
"""Abbreviations only before a figure: "no." and "sun." are words as well."""
_WORDLIKE = frozenset(word for word in _ABBREVIATION if word.isalpha())
_DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]")
_STARTER = re.compile(
    r"(?:The|This|That|These|Those|It|Its|He|She|They|We|I|You|In|On|At|As|But|And|A|An|For|If|When|While|After|However"
    r"|There|Meanwhile|Earlier|Our|My|His|Her|Their|Both|What|Why|How|Is|Do|Does|Did|Will|Q|MS|MR)\b"
)
_SAID_AFTER = re.compile(
    r"\s+(?:(?:[A-Z][\w.'\u2019-]*|the|a|an|he|she|they|of|for|spokes\w+|minister|official|ambassador)\s+){1,7}"
    r"(?:also\s+|then\s+)?(?:said|says|asked|added|replied|told|wrote|exclaimed|demanded|continued|declared|noted|"
    r"stressed|responded|answered|insisted|warned)\b"
)
_HAN_SAID_AFTER = re.compile(r"[^。！？「“\n]{1,40}(?:说|說|表示|指出|强调|称|认为)")
_WORD_BEFORE = re.compile(r"([^\s(\"'\u201c\u2018\u00ab\u201e]+)$")


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of ``text[start:end]``, trimmed of white space. White space is all that falls between them."""
    at = _after_space(text, start, end)
    for stop in _stops(text).finditer(text, start, end):
        close = stop.end()
        if close < end and not _ends(text, stop, at, end):
            continue
        yield Span(at, close)
        at = _after_space(text, close, end)
    while end > at and text[end - 1].isspace():
        end -= 1
    if at < end:
        yield Span(at, end)


@lru_cache(maxsize=4)  # a page is gone through block by block
def _stops(text: str) -> re.Pattern[str]:
    """What finds every stop of a text."""
    return _STOP if any(stop in text for stop in _OTHER_STOPS) else _WESTERN


def _after_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _ends(text: str, stop: re.Match[str], at: int, end: int) -> bool:
    """Whether a stop ends the sentence that began at ``at``: not after an abbreviation, not before its "said"."""
    sign, close = stop[0], stop.end()
    if sign == "." and close + 1 < end and text[close] == " " and text[close + 1].isalpha():  # as most do
        return not (text[close + 1].islower() or _abbreviates(text, close - 1, at, close + 1))
    return _closes(text, stop, at, end)


def _closes(text: str, stop: re.Match[str], at: int, end: int) -> bool:
    """The same of any stop, whatever stands around it."""
    sign, close = stop[0], stop.end()
    mark = sign[0]
    if mark in "\u3002\uff01\uff1f":
        return not (len(sign) > 1 and _HAN_SAID_AFTER.match(text, close, end))
    following = _OPENS.match(text, close, end)
    if following is None:
        return True
    first = following[1]
    if first.islower():
        return False
    if mark in "!?" and len(sign) > 1 and _SAID_AFTER.match(text, close, end):
        return False
    if mark == "." and len(sign.rstrip("\"'\u201d\u2019\u00bb)]")) == 1:
        return not _abbreviates(text, stop.start(), at, following.start(1))
    return True


def _abbreviates(text: str, dot: int, at: int, following: int) -> bool:
    """Whether the dot belongs to the word before it; ``following`` is where the next word begins."""
    if _is_word(text[max(at, dot - _LONGEST_ABBREVIATION - 1) : dot]):
        return False
    found = _WORD_BEFORE.search(text, max(at, dot - 24), dot)
    if found is None:
        return False
    word = found[1].casefold().lstrip("([*_")
    if len(word) == 1 and word.isalpha() and found[1].isupper():  # an initial: "J. Smith", but "Plan B. The"
        return _STARTER.match(text, following) is None
    if _DOTTED.fullmatch(word) or word in _MAY_END:
        return _STARTER.match(text, following) is None
    if word in _NUMBERED:
        return text[following].isdigit()
    return word in _ABBREVIATION


def _is_word(last: str) -> bool:
    """Whether these characters, one more than any abbreviation has, surely end in a plain word."""
    short = last.rsplit(None, 1)[-1] if last[-1:].isalpha() else ""
    if not short.isalpha():
        return False
    if len(short) == len(last):  # it may have begun before them
        return len(last) > _LONGEST_ABBREVIATION
    return len(short) > 1 and short.casefold() not in _WORDLIKE
