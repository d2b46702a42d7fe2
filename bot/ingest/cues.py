"""A sentence -> the clause that says who said it: "…, said Hua", "Norway's minister said that …", "according to …".

Works on a masked twin in which the insides of quotations are blanked, so that only the reporter's words can hold a cue.
Clauses behind who, that, if or after are nested and never give the speaker.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.party import Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.phrase import Sort, Who, who
from bot.ingest.quotes import MASK
from bot.ingest.subject import ADVERBIAL, NESTED, comma, commas, only_aux, subject_of, subject_phrase
from bot.ingest.verbs import Verb, speech_verbs
from bot.ingest.words import spaced, word_set
from bot.names import cues

_QUOTES = ('"', "\u201c", "\u00ab", "\u201e", "\u300c", "\u2018", "'")
_THOUGHT = word_set("believe hope think hold holds held")
"""Verbs that carry content before them only as the sentence's own verb."""
_PLAIN_SAYING = word_set("said says added adds wrote writes noted")
_NO_INSERTION = word_set("quoting citing referring reporting asking thinking holding believing")
"""Participles behind which the words are somebody else's, or nobody's."""
_BEHIND_QUOTE = re.compile(rf"{MASK}+(?=\s|[\"'\u201c\u201d\u00ab\u00bb\u300d\u300f])")
_DASH = re.compile(r"\s[\u2013\u2014-]\s")
_GAP = re.compile(rf"[\s{MASK},\"'\u201c\u201d\u00ab\u00bb\u300c\u300d\u2013\u2014?!.-]*")
_FINITE = re.compile(r"\b(?:is|are|was|were|will|has|have|had|would|can|must|should)\b")
_ANY_FINITE = re.compile(
    r"(?i)\b(?:is|are|was|were|will|would|has|have|had|can|could|should|must|may|might|does|did|do)\b"
)
_AS = re.compile(r"as\s+")
_CLAUSE = re.compile(r"(?i)\s*(?:and|but|or|who|which|that|whose)\b")
_TOLD_WHOM = re.compile(
    r"""(?x)^\s*(?:the\s+|a\s+)?[\w'.&-]+(?:\s+[\w'.&-]+){0,4}?
      (?=\s*(?:$|[,.]|\s(?:on|in|at|during|by|via|after|this|last|mon|tues|wednes|thurs|fri|satur|sun)))"""
)
"""Whom somebody told, behind the verb."""
_TAIL_REST = re.compile(
    r"""(?xi)^[\s,.]*(?:$|(?:here|there|today|yesterday|tonight|late|early|earlier|later|on|in|at|during|to|via|through
      |by|while|when|as|after|before|following|ahead|with|without|from|this|last|over|under|about|of|mon\w*|tues\w*
      |wednes\w*|thurs\w*|fri\w*|satur\w*|sun\w*|speaking|according|citing|referring|using|amid|again|too|also|recently
      |afterwards?|adding|saying|noting|stressing|calling|describing|urging|warning|without)\b)"""
)
"""What may follow a cue behind the words it attributes."""
_GOES_ON = re.compile(r"^\s*(?:[\w\s]{0,30})?,\s*\S")
_ING_FOLLOWS = re.compile(r"^\s*,\s*[a-z]+ing\b")
_ASIDE_FOLLOWS = re.compile(r"^\s*(?:on|in|at|here|today)?[^,]*,\s*(?:a|an|the|who|while|as|after)\b")
_ING = re.compile(r"[,\s](?P<ing>[a-z]+ing)\b\s*")
_OPENS_ASIDE = re.compile(r",\s*(?:(?:when|while|if|once|as)\s+)?$")
_BEFORE_ING = re.compile(r",\s*(?:while\s+|and\s+)?$")
_THAT = re.compile(r"(?i)(?:out\s+)?(?:that\s+)?")
_ACCORDING = re.compile(
    r"""(?xi)(?:^|(?<=[\s,.]))
      (?:according\s+to|in\s+the\s+(?:words|opinion|view)\s+of|in\s+(?=\w+(?:'s)?\s+(?:words|view|opinion)))\s*"""
)
_AS_SAYING = re.compile(
    r"\s+(?P<np>(?:(?!\b(?:is|are|was|were|been)\s)[^,;:]){2,120}?)\s+as\s+(?:saying|telling|stating|adding)\b"
)
_MODAL = re.compile(r"(?i)\b(?:may|might|could|will|would|should|can|must|shall)\s+(?:\w+ly\s+|also\s+|then\s+)*$")
_NO_ONE = re.compile(r"(?i)(?:no|neither|nobody|none|no one|few|hardly any)\b")
_BOUND = re.compile(rf"[;:]\s|\s[\u2013\u2014]\s|{MASK}[\"'\u201d\u00bb\u300d]?[\s,]|,\s(?:and|but|while|whereas)\s")
_NEGATED = re.compile(r"(?i)(?:\b(?:not|never|neither|nor)\b|n't)\s*(?:\w+\s*){0,2}$")
_CONTENT = re.compile(r"(?i)^\s*(?:that\b|[\"\u201c\u00ab\u201e\u300c])")
_INFINITIVE = re.compile(r"\s+to\s+\w+")
_NO_COMMENT = re.compile(r"(?i)\s+(?:to\s+comment|no\s+comment)")
_LONGEST = 2000
"""Characters, longer than any sentence: what a text without stops comes to is nobody's."""


class Shape(StrEnum):
    """Where the cue stands to the words it attributes."""

    SUBJECT = "subject"  # X said that …
    TAIL = "tail"  # …, X said / …, said X
    ACCORDING = "according"
    INSERTED = "inserted"  # His country, he said, speaks …


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: who (by the page's words), the verb's span, and the span of the words it attributes.

    ``denied`` tells a speech act that did not happen ("did not answer"); ``empty`` one without content.
    ``participle`` are the words behind "adding that".
    """

    who: Who
    verb: Span
    content: Span
    shape: Shape
    denied: bool = False
    empty: bool = False
    participle: Span | None = None


def find_cue(masked: str, sentence: Span, mentions: Sequence[Mention]) -> Cue | None:
    """The clause of a sentence that tells who said it, or None."""
    if sentence.end - sentence.start > _LONGEST:
        return None
    verbs = speech_verbs(masked, sentence, mentions)
    return (
        _tail(masked, sentence, mentions, verbs)
        or _according(masked, sentence, mentions)
        or _subject(masked, sentence, mentions, verbs)
    )


def find_stance(masked: str, sentence: Span, mentions: Sequence[Mention]) -> Cue | None:
    """A party as the subject of a verb of position: "China firmly opposes …"."""
    if sentence.end - sentence.start > _LONGEST:
        return None
    stance = cues.verbs().stance
    verb = next((verb for verb in speech_verbs(masked, sentence, mentions) if verb.form in stance), None)
    if verb is None:
        return None
    left = Span(_clause_start(masked, sentence.start, verb.span.start), verb.span.start)
    head = subject_of(masked, left, mentions)
    if head is None or head.sort is not Sort.PARTY:
        return None
    return Cue(head, verb.span, sentence, Shape.SUBJECT)


def _according(masked: str, sentence: Span, mentions: Sequence[Mention]) -> Cue | None:
    found = _ACCORDING.search(masked, *sentence)
    if found is None:
        return None
    leads = found.start() <= sentence.start + 10
    if not leads and masked[: found.start()].rstrip()[-1:] not in (",", MASK, '"', "\u201d"):
        return None
    end = comma(masked, found.end(), sentence.end)
    before = Span(sentence.start, found.start())
    if not leads and MASK in masked[end : sentence.end] and speech_verbs(masked, before, mentions):
        return None  # "said that, according to Berlin, “…”": what follows is attributed, not what stands before
    head = who(masked, Span(found.end(), end if leads else sentence.end), mentions)
    if head is None:
        return None
    content = sentence if leads else before
    return Cue(head, Span(*found.span()), content, Shape.ACCORDING)


# -- the cue behind


def _tail(masked: str, sentence: Span, mentions: Sequence[Mention], verbs: Sequence[Verb]) -> Cue | None:
    """A cue behind the words it attributes, or inserted into them."""
    known = cues.verbs()
    quoted = masked.startswith(_QUOTES, sentence.start)
    carries = (verb for verb in verbs if verb.form in known.say or (quoted and verb.form in known.act))
    spoken = [verb for verb in carries if verb.form not in _THOUGHT]
    for bound in _bounds(masked, sentence) if spoken else ():
        gap = _GAP.match(masked, bound, sentence.end)
        start = gap.end() if gap else bound
        verb = next((verb for verb in spoken if verb.span.start >= start), None)
        if verb is None:
            break
        before = masked[sentence.start : bound]
        if MASK not in before and _says_too_little(before):
            continue
        cue = _inverted(masked, sentence, mentions, verb, Span(bound, start))
        cue = cue or _follows(masked, sentence, mentions, verb, Span(bound, start))
        if cue is not None:
            return cue
    return None


def _bounds(masked: str, sentence: Span) -> list[int]:
    """Where words may end that a cue behind them attributes: at commas, quotations, dashes."""
    bounds = {*commas(masked, *sentence)}
    bounds |= {match.end() for match in _BEHIND_QUOTE.finditer(masked, *sentence)}
    bounds |= {match.start() for match in _DASH.finditer(masked, *sentence)}
    return sorted(bounds)


def _says_too_little(before: str) -> bool:
    """Whether what stands before a cue is no sentence: a word or two, or when and where something was said."""
    words = len(before.split())
    if words < 3:
        return True
    return words < 9 and bool(ADVERBIAL.match(before.strip())) and not _FINITE.search(before)


def _inverted(masked: str, sentence: Span, mentions: Sequence[Mention], verb: Verb, gap: Span) -> Cue | None:
    """The subject behind its verb: "…, said Hua". ``gap`` runs from the end of the words to what follows them."""
    if not only_aux(masked[gap.end : verb.span.start].strip()):
        return None
    behind = Span(verb.span.end, comma(masked, verb.span.end, sentence.end))
    head = subject_phrase(masked, behind, mentions)
    clause = masked[sentence.start : gap.start]
    told = any(char.isalnum() for char in masked[slice(*behind)])
    if head is None and told and verb.form in _PLAIN_SAYING and (MASK in clause or _ANY_FINITE.search(clause)):
        # somebody said it, no noun here tells who
        head = _unknown(masked, Span(behind.start + 1, behind.end))
    if head is None or (head.sort is Sort.PRONOUN and head.key == "it"):
        return None
    adding = _participle(masked, verb.span.end, sentence)
    return Cue(head, verb.span, Span(sentence.start, gap.start), Shape.TAIL, participle=adding)


def _unknown(masked: str, span: Span) -> Who:
    return Who(Speaker(spaced(masked[slice(*span)]), named=False), span, Sort.OUTSIDER)


def _follows(masked: str, sentence: Span, mentions: Sequence[Mention], verb: Verb, gap: Span) -> Cue | None:
    """The subject before its verb: "…, Hua said", and inserted: "His country, he said, speaks"."""
    lead = _AS.match(masked, gap.end)
    phrase = Span(lead.end() if lead else gap.end, verb.span.start)
    words = masked[phrase.start : phrase.end]
    if not 0 < len(words.split()) <= 30 or NESTED.match(words) or _CLAUSE.match(words):
        return None
    rest = masked[verb.span.end : sentence.end]
    if verb.form in ("told", "tells", "tell"):
        rest = _TOLD_WHOM.sub("", rest)
    inserted = masked[gap.start] == "," and bool(_GOES_ON.match(rest)) and not _ING_FOLLOWS.match(rest)
    if not inserted and not _TAIL_REST.match(rest):
        return None
    head = subject_of(masked, phrase, mentions)
    if head is None:
        return None
    if inserted and lead and speech_verbs(masked, Span(sentence.start, gap.start), mentions):
        return None  # "Norway said, as China says, that": not China's words
    if inserted and MASK not in masked[sentence.start : gap.start] and not _ASIDE_FOLLOWS.match(rest):
        return Cue(head, verb.span, sentence, Shape.INSERTED)
    adding = _participle(masked, verb.span.end, sentence)
    return Cue(head, verb.span, Span(sentence.start, gap.start), Shape.TAIL, participle=adding)


def _participle(masked: str, after: int, sentence: Span) -> Span | None:
    """The words behind ", adding that" up to the end of the sentence."""
    known = cues.verbs().ing
    for found in _ING.finditer(masked, after, sentence.end):
        if found["ing"] in _NO_INSERTION or found["ing"] not in known:
            continue
        if _BEFORE_ING.search(masked[max(after, found.start() - 8) : found.start("ing")]):
            that = _THAT.match(masked, found.end(), sentence.end)
            return Span(that.end() if that else found.end(), sentence.end)
    return None


# -- the cue as the sentence's own verb


def _subject(masked: str, sentence: Span, mentions: Sequence[Mention], verbs: Sequence[Verb]) -> Cue | None:
    known = cues.verbs()
    for at, verb in enumerate(verbs):
        if not any(verb.form in forms for forms in (known.say, known.act, known.empty, known.ing)):
            continue
        if _is_aside(masked, sentence, verb, verbs[at + 1 :]):
            continue
        left = Span(_clause_start(masked, sentence.start, verb.span.start), verb.span.start)
        words = masked[left.start : left.end]
        head = subject_of(masked, left, mentions)
        if head is None:
            continue
        rest = masked[verb.span.end : sentence.end]
        return Cue(
            _as_saying(masked, verb.span.end, rest, mentions) or head,
            verb.span,
            sentence,
            Shape.SUBJECT,
            denied=_is_denied(verb.form, words, masked[sentence.start : sentence.end]),
            empty=_is_empty(verb.form, rest),
            participle=_participle(masked, verb.span.end, sentence),
        )
    return None


def _is_aside(masked: str, sentence: Span, verb: Verb, others: Sequence[Verb]) -> bool:
    """Whether a verb opens what stands between a subject and its own verb: "Moe, asked about it, replied"."""
    if not _OPENS_ASIDE.search(masked, sentence.start, verb.span.start):
        return False
    return any(
        (at := masked.rfind(",", verb.span.end, other.span.start)) >= 0
        and only_aux(masked[at + 1 : other.span.start].strip())
        for other in others
    )


def _as_saying(masked: str, start: int, rest: str, mentions: Sequence[Mention]) -> Who | None:
    """Who is quoted by the subject, whose words they are: "quoted Wang Yi as saying"; ``rest`` begins at ``start``."""
    other = _AS_SAYING.match(rest)
    if other is None:
        return None
    span = Span(start + other.start("np"), start + other.end("np"))
    return who(masked, span, mentions) or Who(Speaker(other["np"], named=False), span, Sort.OUTSIDER)


def _is_denied(form: str, before: str, sentence: str) -> bool:
    """Whether a speech act did not happen, or may only, or is asked about; ``before`` are the words up to its verb."""
    if _NEGATED.search(before) or _NO_ONE.match(before.lstrip()):
        return True
    if _MODAL.search(before) and form not in cues.verbs().stance:
        return True
    return sentence.endswith("?") and MASK not in sentence


def _is_empty(form: str, rest: str) -> bool:
    """Whether a speech act carries no content; ``rest`` is what follows the verb."""
    known = cues.verbs()
    if form.startswith(("declin", "refus", "fail")) and _INFINITIVE.match(rest):
        return True
    if form in known.empty and not _CONTENT.match(rest):
        return True
    if form in known.say and form not in known.act and not rest.strip(" ,.:!?\u2026"):
        return True
    return _NO_COMMENT.match(rest) is not None


def _clause_start(masked: str, start: int, verb: int) -> int:
    """Where the clause that holds the verb begins: after a semicolon, a colon, a dash, or a quotation."""
    ends = [match.end() for match in _BOUND.finditer(masked, start, verb)]
    return ends[-1] if ends else start
