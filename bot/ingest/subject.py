"""The words before a verb -> whom they name as its subject: adverbs, introductions and appositions set aside."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.domain.party import Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.phrase import Sort, Who, who
from bot.ingest.quotes import MASK

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_PART_OF_DAY = r"(?:morning|afternoon|evening|night)"
_AUX = re.compile(
    rf"""(?xi)(?:^|(?<=[\s,]))(?:
      # auxiliaries and adverbs
      has|have|had|will|would|could|may|might|must|should|does|do|did|not|never|n't|has\s+n't
    | also|later|then|further|furthermore|earlier|now|again|once|once\s+again|once\s+more|twice|firmly|strongly|sharply
    | repeatedly|always|consistently|long|often|clearly|simply|directly|openly|angrily|bluntly|today|yesterday|tonight
    | here|there|publicly|separately|however|too|still|only|just|nevertheless|nonetheless|meanwhile|even|ever|previously
    | formally|officially|immediately|quickly|swiftly|subsequently|recently|categorically|flatly|solemnly|specifically
    | particularly|especially|explicitly|merely|rightly|briefly|initially|finally|first|eventually|reportedly|jointly
    | personally|fully|resolutely|highly|greatly|actively|instead|in\s+turn|all|both|each
    | themselves|himself|herself|itself
      # when
    | (?:on\s+|late\s+|early\s+|last\s+|this\s+|next\s+)*{_DAY}(?:\s+{_PART_OF_DAY}|\s+local\s+time)?
    | (?:on|in|by|since|until)\s+(?:\d{{1,2}}\s+)?
      (?:january|february|march|april|may|june|july|august|september|october|november|december
        |jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)
      (?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?
    | (?:this|last|next|earlier\s+this|later\s+that)\s+
      (?:week|month|year|day|morning|afternoon|evening|spring|summer|autumn|fall|winter)
    | at\s+the\s+(?:time|weekend|same\s+time)
      # on what occasion, by what means
    | (?:in|at|during|on|via|through|after|to)\s+(?:a|an|the|its|his|her|their|another|separate)\s+
      (?:[\w'-]+\s+){{0,4}}?
      (?:statement|interview|post|letter|e-?mail|tweet|release|speech|message|briefing|conference|article|note
        |call|session|meeting|comment|response|reply|report|address|telegram\s+channel|channel|summit
        |reporters?|press|hearing|talks|event|ceremony|forum|podcast|broadcast|website|account|agency)
      (?:\s+(?:on|in|to|at|with|for)\s+(?:[\w'.-]+\s?){{1,5}})?
    | by\s+(?:telephone|phone|e-?mail|contrast)|for\s+(?:his|her|its|their)\s+part|as\s+saying|as\s+well
    )\s*$"""
)
"""What may stand between a subject and its verb."""
_INTRO = re.compile(
    rf"""(?xi)^(?:
      (?:meanwhile|separately|earlier|later|however|today|yesterday|now|also|but|and|yet|still|so|then|instead|moreover
        |furthermore|additionally|besides|nevertheless|nonetheless|similarly|likewise|recently|overnight|tellingly
        |notably|indeed|finally|first|second|third|in\s+addition|in\s+response|in\s+turn|in\s+reply
        |for\s+(?:his|her|its|their)\s+part|at\s+the\s+same\s+time|by\s+contrast|on\s+the\s+other\s+hand|once\s+again
        |again|late|early)\b[,\s]*
    | (?:on|late\s+on|early\s+on|last|this)\s+{_DAY}(?:\s+{_PART_OF_DAY})?[,\s]+
    | (?:last|this|earlier\s+this|later\s+that)\s+(?:week|month|year|day)[,\s]+
    )+"""
)
"""What may stand before the subject."""
ADVERBIAL = re.compile(
    r"""(?xi)^(?:on|in|at|during|after|before|amid|following|under|with|without|since|until|from|to|by|for|as|when|while
      |if|although|though|because|asked|speaking|addressing|responding|answering|commenting|referring|according|citing
      |noting|quoting|despite|unlike|like|last|this|earlier|later|meanwhile|however|separately|over|within|upon|regarding
      |concerning|about|in\s+addition|tuesday|monday|wednesday|thursday|friday|saturday|sunday)\b"""
)
"""How a stretch begins that tells when, where or on what occasion, not who."""
NESTED = re.compile(
    r"""(?xi)(?:^|\s)(?:who|which|that|if|whether|because|when|while|after|before|although|though|since|where|why|how
      |unless|until|once|whom|than|as|what)\s"""
)
"""Words that open a clause of their own."""
_WHO_CLAUSE = re.compile(r"(?i)\s*(?:who|whose|which)\b")
_NO_SUBJECT = re.compile(
    r"(?i)(?:and|or|but|there|what|it's|that's)\b|(?:in|on|at|by|for|to|with|from|after|under|of|despite)\s"
)
_FINITE = re.compile(r"(?i)\b(?:is|are|was|were|will|would|has|have|had|can|could|must|should|did|does)\b")
_A_TRADE = re.compile(r"(?i)an?\s")
_ANONYMOUS = re.compile(r"(?i)\b(?:not\s+(?:to\s+)?be\s+(?:named|identified)|anonymity|not\s+authori[sz]ed)")
_REACH = 300
"""How far before a verb, in characters, its subject and what stands between them may begin."""


def comma(masked: str, start: int, end: int) -> int:
    """Where the next comma outside parentheses stands; ``end`` if there is none."""
    first = masked.find(",", start, end)
    if first < 0:
        return end
    if masked.find("(", start, first) < 0:
        return first
    depth = 0
    for at in range(start, end):
        char = masked[at]
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and depth <= 0:
            return at
    return end


def commas(masked: str, start: int, end: int) -> Iterator[int]:
    """Where all such commas stand."""
    at = start
    while (at := comma(masked, at, end)) < end:
        yield at
        at += 1


def subject_of(masked: str, left: Span, mentions: Sequence[Mention]) -> Who | None:
    """Whom the words before a verb name as its subject, or None."""
    start, end = left
    intro = _INTRO.match(masked[start:end])
    if intro is not None:
        start += intro.end()
    end = _before_aux(masked, start, end)
    parts = _parts(masked, start, end)
    while len(parts) > 1 and ADVERBIAL.match(masked[parts[0].start : parts[0].end]):
        parts.pop(0)
    if not parts:
        return None
    if masked[end - 1 : end] != ",":
        return subject_phrase(masked, parts[-1], mentions)
    head = subject_phrase(masked, parts[0], mentions)
    return _apposed(masked, head, parts[1:], mentions) if head is not None else None


def _apposed(masked: str, head: Who, others: Sequence[Span], mentions: Sequence[Mention]) -> Who:
    """The subject with what is set behind it between commas: the name of an office, a trade, a wish not to be named."""
    for other in others:
        named = who(masked, other, mentions)
        if named is not None and named.sort is Sort.PERSON and head.sort is Sort.OFFICE:
            known = named.speaker
            held = replace(known, role=known.role or head.speaker.name, party=known.party or head.speaker.party)
            return replace(named, speaker=held, nearby=head.nearby and known.party is None)
        if named is not None and named.sort is Sort.OUTSIDER and _A_TRADE.match(masked, *other):
            return replace(named, speaker=replace(named.speaker, name=head.speaker.name, named=True), span=head.span)
        if _ANONYMOUS.search(masked[other.start : other.end]):
            return Who(Speaker(head.speaker.name, named=False), head.span, Sort.OUTSIDER)
    return head


def _before_aux(masked: str, start: int, end: int) -> int:
    """Where a subject ends: auxiliaries, adverbs, times and occasions before the verb are none of it."""
    end = _trimmed_end(masked, start, end)
    start = max(start, end - _REACH)
    while (found := _AUX.search(masked, start, end)) is not None and found.start() > start:
        end = _trimmed_end(masked, start, found.start())
    return end


def only_aux(words: str) -> bool:
    """Whether words between a cue's parts are auxiliaries or adverbs, or nothing at all."""
    return not words or not _AUX.sub("", words).strip()


def _trimmed_end(masked: str, start: int, end: int) -> int:
    while end > start and masked[end - 1].isspace():
        end -= 1
    return end


def _parts(masked: str, start: int, end: int) -> list[Span]:
    """The stretches between commas, each trimmed, empty ones left out."""
    parts = []
    for before, right in pairwise([start - 1, *commas(masked, start, end), end]):
        left = before + 1
        while left < right and masked[left].isspace():
            left += 1
        stop = _trimmed_end(masked, left, right)
        if left < stop:
            parts.append(Span(left, stop))
    return parts


def subject_phrase(masked: str, span: Span, mentions: Sequence[Mention]) -> Who | None:
    """Whom a stretch names, if it is one noun phrase: no nested clause, no verb of its own before the head."""
    words = masked[span.start : span.end].strip()
    if not words or MASK in words or NESTED.match(words + " ") or _NO_SUBJECT.match(words):
        return None
    nested = NESTED.search(masked, *span)
    if nested is not None and not _WHO_CLAUSE.match(nested[0]):
        return None
    return None if _FINITE.search(words) else who(masked, span, mentions)
