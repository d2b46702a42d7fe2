"""The words between a cue and a quotation -> whether somebody else is told there to have said what is quoted.

"Kari Moe said Ana Ruiz had told her that “…”" quotes Ana Ruiz. Where no phrase tells who it is ("she was told that"),
or only a pronoun does, the quotation is nobody's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.domain.party import Form, Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.phrase import Sort, Who, who
from bot.ingest.quotes import MASK
from bot.ingest.subject import comma, only_aux, subject_of
from bot.ingest.verbs import Verb, speech_verbs
from bot.ingest.words import word_set
from bot.names import cues

_OPENERS = re.compile(
    r"""(?xi)(?:^|[\s,])(?:that|if|whether|because|when|while|after|before|although|though|since|where|why|how|unless
      |until|once|than|as|what|but|whereas)\s"""
)
"""Words that open a clause, behind which its subject stands."""
_RELATIVE = re.compile(r"(?i),?\s(?:who|which|that)\s*(?:(?:has|have|had|also|then|later|once)\s*)*$")
_JOINED = re.compile(r"(?i)\b(?:and|then|but|or)\s+(?:(?:also|then|later|again|has|have|had)\s+)*(?P<verb>\w+)\b")
_PREDICATE = re.compile(r"(?i)\b(?:is|are|was|were|been|being)\s*[\"'\u201c\u00ab\u201e\u2018]?$")
"""What "said claims of sabotage were “…”" ends in."""
_ADVERSE = word_set("but where which who although though while whereas")
_MORE = word_set(
    "written sworn informed notified reminded signalled signaled instructed ordered texted emailed cabled shouted cited"
)
"""Forms that give no cue of their own and yet may tell that somebody else has said it."""
_MORE_VERBS = re.compile(rf"(?i)\b(?:{'|'.join(sorted(_MORE))})\b")
_PASSIVE = re.compile(
    r"""(?xi)\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+|also\s+|once\s+|widely\s+)?(?P<verb>\w+(?:ed|ld|id|ten))\b
      (?:\s+(?:\w+\s+){0,3}?by\s+(?P<by>[^,;:]{2,100}?)(?=\s+(?:that|as|in|on|at|to|during|of)\s|[,;:]|\s*["\u201c\u00ab\u201e]|\s*$))?"""
)
"""Words put into somebody's ear or mouth: "was told by Ana Ruiz that", "was called"."""
_ACCORDING = re.compile(r"(?i)\b(?:according\s+to|in\s+the\s+words\s+of|citing|quoting)\s+")
_HEARSAY = re.compile(
    r"""(?xi)(?<!\bin\sa\s)(?<!\bin\san\s)(?<!\bin\sthe\s)(?<!\bin\sits\s)(?<!\bin\sher\s)(?<!\bin\shis\s)
      \b(?:claims?|allegations?|accusations?|reports?|rumou?rs?|assertions?|insinuations?|charges?|suggestions?)
      \s*(?:that\b|of\b|:|saying\b|claiming\b)[^,;]{0,60}$"""
)
"""Others' words that are spoken of: "rejected the claim that"."""
_OWNED = re.compile(
    r"""(?xi)(?P<owner>[\w.-]+)(?:'s|s')\s+(?:\w+\s+){0,2}
      (?:claims?|statements?|warnings?|words?|remarks?|letters?|messages?|promises?|demands?|calls?|assurances?|comments?
        |pledges?|threats?|arguments?|posts?|tweets?|descriptions?|definition|notes?|answers?|repl(?:y|ies)|positions?|views?)
      \s*(?:that\b|of\b|to\b|as\b|:|saying\b)?[^,;]{0,60}$"""
)
"""... "China's statement that"."""
_PENNED = re.compile(
    r"""(?xi)\b(?:letter|message|statement|note|e-?mail|memo|text|tweet|post|report|speech)\s+(?:\w+\s+)?(?:from|by)\s
      [^,;]{2,60}$"""
)
"""... "in a letter from China"."""
_IN_EFFECT = re.compile(
    r"""(?x)(?:
        (?:'s|s')\s+(?:\w+\s+)?(?:words?|answer|reply|response|message)\b[^,;]{0,40}\b(?:is|was|were|are|been)
      | \b(?:is|was|were|are|been)\s+(?:\w+\s+)?(?:clear|blunt|firm|adamant|explicit|emphatic)
      | \b[A-Z][\w.'-]*\s+(?:saying|telling|warning|insisting|claiming)\b[^,;]{0,40}
      )\s*[:,]?\s*["\u201c\u00ab\u201e]?$"""
)
"""... "China's answer was", "that China had been clear:", "recalled Ana Ruiz saying"."""
_AS = re.compile(r"(?i)\bas\s")
_FINITE = re.compile(r"(?i)\b(?:is|are|was|were|will|would|has|have|had|can|could|must|should|did|does)\b|\w{3,}ed\b")
_OBJECT = re.compile(r"(?i)\s+(?:her|him|them|me|us)\b")
_TELLING = word_set("told tells tell informed assured warned advised asked wrote cautioned reminded urged")
_SAID = word_set("said says told tells warned wrote stated announced declared claimed insisted added replied answered")
"""Verbs behind which the words of a party's other voice are quoted, not what it thinks."""
_ON_OTHERS = word_set("responding answering replying commenting quoting reporting asking noting recalling")
"""Participles behind which the words may be another's."""
_PRONOUN = re.compile(r"(?i)\b(?:he|she|they|it|we|you|who)\b")
_HAN = re.compile(
    r"(?P<before>.?)(?:告诉|告訴|强调|指出|表示|宣布|重申|认为|声称|呼吁|警告|[称稱說说](?!明)|透露|坦言)"
)
_HAN_JOINED = '并還还也又且，,、；。"”」』' + MASK


@dataclass(frozen=True, slots=True)
class Inner:
    """Somebody else who is told to have said it; ``who`` is None where no phrase tells who."""

    who: Who | None
    verb: Span


@dataclass(frozen=True, slots=True)
class Outer:
    """Whose cue it is, and what sort of speaker."""

    speaker: Speaker
    sort: Sort


def inner_voice(
    masked: str, between: Span, outer: Outer, mentions: Sequence[Mention], *, inside: str = ""
) -> Inner | None:
    """Who else speaks at ``between``, the words from a cue of ``outer`` to a quotation; None if nobody does.

    ``inside`` is how the quotation begins, if it stands behind its cue.
    """
    words = masked[slice(*between)]
    if (len(words.split()) < 2 and words.isascii()) or _comments(inside):
        return None
    shown = [m for m in mentions if between.start <= m.start and m.end <= between.end and masked[m.start] != MASK]
    found = _named_so(masked, between, shown)
    if found is not None:
        return found
    more = [Verb(Span(*found.span()), "told") for found in _MORE_VERBS.finditer(masked, *between)]
    for verb in sorted([*speech_verbs(masked, between, shown), *more], key=lambda verb: -verb.span.start):
        if verb.form not in _telling():
            continue
        told = _told(masked, between, verb, outer, shown)
        if told is not None:
            if told.who is not None and _is(told.who, verb, outer):
                return None
            return replace(told, who=None) if _PREDICATE.search(words) else told
    return _joined(masked, between, shown) or _spoken_of(masked, between) or _in_han(words, between)


@cache
def _telling() -> frozenset[str]:
    known = cues.verbs()
    return known.say | known.act


def _comments(inside: str) -> bool:
    """Whether a quotation is said of the words before it: "claimed it was sure “where its own engineers are not”"."""
    first = re.match(r"\W*(\w+)", inside)
    return first is not None and first[1] in _ADVERSE


def tells_of_others(masked: str, before: Span) -> bool:
    """Whether the words before a quotation, of a sentence whose cue comes behind it, may put it in another's mouth.

    Not so "Calling it “…”, she said", nor where there are none.
    """
    if not re.search(r"\w", masked[slice(*before)].replace(MASK, "")):
        return False
    first = re.match(r"\w+", masked[slice(*before)].lstrip())
    word = first[0].casefold() if first else ""
    return word not in cues.verbs().ing or word in _ON_OTHERS


def _named_so(masked: str, between: Span, mentions: Sequence[Mention]) -> Inner | None:
    """Who is said so by "according to" or a passive."""
    for found in _ACCORDING.finditer(masked, *between):
        end = comma(masked, found.end(), between.end)
        return Inner(who(masked, Span(found.end(), end), mentions), Span(*found.span()))
    for found in _PASSIVE.finditer(masked, *between):
        if found["verb"].casefold() in _telling() | _MORE:
            by = who(masked, Span(*found.span("by")), mentions) if found["by"] else None
            return Inner(by, Span(*found.span("verb")))
    return None


def _told(masked: str, between: Span, verb: Verb, outer: Outer, mentions: Sequence[Mention]) -> Inner | None:
    """The subject of a speech verb of its own; None where the verb goes on for the one before it."""
    start, end = between.start, verb.span.start
    left = masked[start:end]
    if only_aux(left.strip(" ,")) or not left.strip(f" ,\"'\u201c\u201d{MASK}"):
        return None
    relative = _RELATIVE.search(left)
    if relative is not None:
        stop = start + relative.start()
        if not left[: relative.start()].strip():
            return None  # "…, said Moe, who added"
        return Inner(_subject(masked, Span(start, stop), mentions), verb.span)
    head = _subject(masked, Span(start, end), mentions)
    if head is not None and head.sort is Sort.PRONOUN:
        own = _is_own(masked, head, verb, outer, mentions)
        return None if own else Inner(None, verb.span)
    return Inner(None if _AS.search(left) else head, verb.span)


def _subject(masked: str, left: Span, mentions: Sequence[Mention]) -> Who | None:
    """Whom the last clause of a stretch has for its subject."""
    start, end = left
    for bound in _OPENERS.finditer(masked, *left):
        start = bound.end()
    quoted = masked.rfind(MASK, start, end)
    start = start if quoted < 0 else min(quoted + 2, end)
    found = subject_of(masked, Span(start, end), mentions)
    return None if found is not None and found.sort is Sort.TEXT else found


def _is_own(masked: str, pronoun: Who, verb: Verb, outer: Outer, mentions: Sequence[Mention]) -> bool:
    """Whether a pronoun can be nobody but the outer speaker: "Norway said it had warned"."""
    if verb.form in _TELLING and _OBJECT.match(masked, verb.span.end):
        return False
    if any(mention.start < pronoun.span.start for mention in mentions):
        return False
    impersonal = outer.sort in (Sort.PARTY, Sort.BODY)
    return impersonal if pronoun.key == "it" else pronoun.key == "they" and impersonal


def _joined(masked: str, between: Span, mentions: Sequence[Mention]) -> Inner | None:
    """A verb joined to another, whose subject is perhaps not the cue's: "said China had lied and claimed that"."""
    for found in _JOINED.finditer(masked, *between):
        left = masked[between.start : found.start()]
        if found["verb"].casefold() in _telling() and _FINITE.search(left) and _names_speaker(left, found, mentions):
            return Inner(None, Span(*found.span("verb")))
    return None


def _names_speaker(left: str, before: re.Match[str], mentions: Sequence[Mention]) -> bool:
    """Whether words name somebody who may have gone on to say it."""
    nouns = cues.nouns()
    named = any(m.end <= before.start() and m.form is not Form.CAPITAL for m in mentions)
    held = any(word in nouns.office or word in nouns.body for word in left.casefold().split())
    return named or held or bool(_PRONOUN.search(left))


def _is(inner: Who, verb: Verb, outer: Outer) -> bool:
    """Whether both are one, or the outer speaker tells what his own party thinks or wants, not what it said."""
    one, other = inner.speaker, outer.speaker
    if one.entity is not None and one.entity == other.entity:
        return True
    if one.party is not None and one.party == other.party and verb.form not in _SAID:
        return True
    return inner.sort is not Sort.OUTSIDER and one.name.split()[-1:] == other.name.split()[-1:]


def _spoken_of(masked: str, between: Span) -> Inner | None:
    """Whether others' words are spoken of right before a quotation."""
    words = masked[slice(*between)]
    effect = _IN_EFFECT.search(words)
    if effect is not None:
        return Inner(None, Span(between.start + effect.start(), between.end))
    found = _HEARSAY.search(words) or _OWNED.search(words) or _PENNED.search(words)
    if found is None or MASK in found[0] or _PREDICATE.search(words):
        return None
    return Inner(None, Span(between.start + found.start(), between.start + found.end()))


def _in_han(words: str, between: Span) -> Inner | None:
    """The same in Chinese, where no phrase is looked for: another verb of speech with words before it."""
    if words.isascii():
        return None
    for found in _HAN.finditer(words):
        if found["before"] and found["before"] not in _HAN_JOINED:
            return Inner(None, Span(between.start + found.start(), between.start + found.end()))
    return None
