"""A sentence -> the clause that says who said it: "…, said Hua", "Norway's minister said that …", "according to …".

Works on a masked twin in which the insides of quotations are blanked, so that only the reporter's words can hold a cue.
Clauses behind who, that, if or after are nested and never give the speaker.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from bot.domain.party import Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.phrase import Sort, Who, who
from bot.names import cues

_TOKEN = re.compile(r"[\w'.-]*[\w']")
_BE = frozenset("is are was were be been being 's 're am isn't aren't wasn't weren't get got gets".split())  # noqa: SIM905
_NOT = frozenset("not never neither nor cannot n't without hardly".split())  # noqa: SIM905
_NOUNISH = frozenset("a an the this that these those his her its their our my any such no of's with for of on by over about under in so-called any every each to and from at".split())  # noqa: E501, SIM905
_NOUN_VERBS = frozenset("call calls report reports claim claims demand demands request requests protest protests support supports post posts note notes comment comments charge charges back offer offers appeal appeals challenge challenges question questions term terms label labels brand brands blame welcome press hold holds share shares value stand stands state states voice voices hope hopes remark remarks answer answers reply replies counter object objects pledge pledges vow vows promise promises estimate estimates warning address visit visits issue issues release releases talk talks meet brief attribute attributes dispute disputes praise regret regrets respect tweet tweets".split())  # noqa: E501, SIM905
_AUX = re.compile(
    r"""(?xi)(?:^|(?<=[\s,]))(?:has|have|had|also|later|then|further|furthermore|earlier|now|again|once|once\s+again|once\s+more|twice|firmly|strongly|sharply|repeatedly|always|consistently|long|often|clearly|simply|directly|openly|angrily|bluntly|today|yesterday|tonight|here|there|will|would|could|may|might|must|should|does|do|did|publicly|separately|however|too|still|only|just|nevertheless|nonetheless|meanwhile|even|ever|previously|formally|officially|immediately|quickly|swiftly|subsequently|recently|categorically|flatly|solemnly|specifically|particularly|especially|explicitly|merely|rightly|briefly|initially|finally|first|eventually|reportedly|jointly|personally|fully|resolutely|highly|greatly|actively|instead|in\s+turn|all|both|each|themselves|himself|herself|itself|not|never|n't|has\s+n't
      |(?:on\s+|late\s+|early\s+|last\s+|this\s+|next\s+)*(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s+(?:morning|afternoon|evening|night|local\s+time))?
      |(?:on|in|by|since|until)\s+(?:\d{1,2}\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)(?:\s+\d{1,2})?(?:,?\s+\d{4})?
      |(?:in|at|during|on|via|through|after|to)\s+(?:a|an|the|its|his|her|their|another|separate)\s+(?:[\w'-]+\s+){0,4}?(?:statement|interview|post|letter|e-?mail|tweet|release|speech|message|briefing|conference|article|note|call|session|meeting|comment|response|reply|report|address|telegram\s+channel|channel|summit|reporters|reporter|press|hearing|talks|event|ceremony|forum|podcast|broadcast|website|account|agency)(?:\s+(?:on|in|to|at|with|for)\s+(?:[\w'.-]+\s?){1,5})?
      |(?:this|last|next|earlier\s+this|later\s+that)\s+(?:week|month|year|day|morning|afternoon|evening|spring|summer|autumn|fall|winter)|at\s+the\s+(?:time|weekend|same\s+time)|by\s+(?:telephone|phone|e-?mail|contrast)|for\s+(?:his|her|its|their)\s+part|as\s+saying|as\s+well)\s*$"""
)
_INTRO = re.compile(
    r"""(?xi)^(?:(?:meanwhile|separately|earlier|later|however|today|yesterday|now|also|but|and|yet|still|so|then|instead|moreover|furthermore|additionally|besides|nevertheless|nonetheless|similarly|likewise|recently|overnight|tellingly|notably|indeed|finally|first|second|third|in\s+addition|in\s+response|in\s+turn|in\s+reply|for\s+(?:his|her|its|their)\s+part|at\s+the\s+same\s+time|by\s+contrast|on\s+the\s+other\s+hand|once\s+again|again|late|early)\b[,\s]*
      |(?:on|late\s+on|early\s+on|last|this)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s+(?:morning|afternoon|evening|night))?[,\s]+
      |(?:last|this|earlier\s+this|later\s+that)\s+(?:week|month|year|day)[,\s]+)+"""
)
_ADVERBIAL = re.compile(r"(?i)^(?:on|in|at|during|after|before|amid|following|under|with|without|since|until|from|to|by|for|as|when|while|if|although|though|because|asked|speaking|addressing|responding|answering|commenting|referring|according|citing|noting|quoting|despite|unlike|like|last|this|earlier|later|meanwhile|however|separately|over|within|upon|regarding|concerning|about|in\s+addition|tuesday|monday|wednesday|thursday|friday|saturday|sunday)\b")
_NESTED = re.compile(r"(?i)(?:^|\s)(?:who|which|that|if|whether|because|when|while|after|before|although|though|since|where|why|how|unless|until|once|whom|than|as|what)\s")
_TAIL_REST = re.compile(r"(?i)^[\s,.]*(?:$|(?:here|there|today|yesterday|tonight|late|early|earlier|later|on|in|at|during|to|via|through|by|while|when|as|after|before|following|ahead|with|without|from|this|last|over|under|about|of|mon\w*|tues\w*|wednes\w*|thurs\w*|fri\w*|satur\w*|sun\w*|speaking|according|citing|referring|using|amid|again|too|also|recently|afterwards?|adding|saying|noting|stressing|calling|describing|urging|warning|without)\b)")
_CONTENT = re.compile(r"(?i)^\s*(?:that\b|[\"\u201c\u00ab\u201e\u300c])")
_ACCORDING = re.compile(r"(?i)(?:^|(?<=[\s,.]))(?:according\s+to|in\s+the\s+(?:words|opinion|view)\s+of|in\s+(?=\w+(?:'s)?\s+(?:words|view|opinion)))\s*")
_QUOTES = "\"\u201c\u00ab\u201e\u300c\u2018'"
_ING = re.compile(r"[,\s](?P<ing>[a-z]+ing)\b\s*")


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
    """

    who: Who
    verb: Span
    content: Span
    shape: Shape
    form: str = ""
    denied: bool = False
    empty: bool = False
    participle: Span | None = None  # words behind "adding that"


@dataclass(frozen=True, slots=True)
class _Verb:
    span: Span
    form: str
    at: int  # number of its first token


@cache
def _heads() -> dict[str, list[tuple[str, ...]]]:
    known = cues.verbs()
    table: dict[str, list[tuple[str, ...]]] = {}
    for form in known.say | known.act | known.stance | known.empty:
        words = tuple(form.split())
        table.setdefault(words[0], []).append(words)
    for rows in table.values():
        rows.sort(key=len, reverse=True)
    return table


def _tokens(masked: str, span: Span) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(masked, span.start, span.end))


def _verbs(tokens: Sequence[re.Match[str]]) -> Iterator[_Verb]:
    heads = _heads()
    words = [token[0].casefold() for token in tokens]
    for n, word in enumerate(words):
        rows = heads.get(word)
        if rows is None:
            if word in cues.verbs().ing and n and words[n - 1] in _BE:
                yield _Verb(Span(tokens[n].start(), tokens[n].end()), word, n)
            continue
        form = next((row for row in rows if tuple(words[n : n + len(row)]) == row), None)
        if form is None:
            continue
        last = tokens[n + len(form) - 1]
        before = words[n - 1] if n else ""
        after = words[n + len(form)] if n + len(form) < len(words) else ""
        apart = bool(n) and any(mark in tokens[0].string[tokens[n - 1].end() : tokens[n].start()] for mark in ",;:.\u2013\u2014")
        passive = not apart and before in _BE or (not apart and n > 1 and words[n - 2] in _BE and before in ("also", "being", "widely", "often", "not", "repeatedly", "reportedly", "now", "still", "later"))
        if form[0] in _BE:
            passive = False
        if before in _NOUNISH or before.endswith("'s") and form[0] not in _BE or passive or after == "by" or (word in _NOUN_VERBS and after in ("of", "from", "in", "are", "were", "was", "is", "about", "against", "between", "by", "have", "had", "has", "")) and before != "also":
            continue
        if after == "to" and word in ("said", "alleged", "thought", "believed", "known", "claimed", "reported") and word not in ("claimed",):
            continue
        yield _Verb(Span(tokens[n].start(), last.end()), " ".join(form), n)


def _free(verbs: Iterator[_Verb], masked: str, sentence: Span, mentions: Sequence[Mention]) -> list[_Verb]:
    """The verbs that are no part of a name: not the one in "United States", nor any other in capitals."""
    named = [(m.start, m.end) for m in mentions]
    return [
        verb
        for verb in verbs
        if not any(start <= verb.span.start < end for start, end in named) and (masked[verb.span.start].islower() or verb.span.start == sentence.start)
    ]


_REACH = 300
"""How far before a verb, in characters, its subject and what stands between them may begin."""
_LONGEST = 2000
"""Longer than any sentence: what a text without stops comes to is nobody's."""


def find_cue(masked: str, sentence: Span, mentions: Sequence[Mention]) -> Cue | None:
    """The clause of a sentence that tells who said it, or None."""
    if sentence.end - sentence.start > _LONGEST:
        return None
    tokens = _tokens(masked, sentence)
    verbs = _free(_verbs(tokens), masked, sentence, mentions)
    tail = _tail(masked, sentence, mentions, verbs)
    if tail is not None:
        return tail
    according = _according(masked, sentence, mentions)
    if according is not None:
        return according
    return _subject(masked, sentence, mentions, verbs)


def _according(masked: str, sentence: Span, mentions: Sequence[Mention]) -> Cue | None:
    found = _ACCORDING.search(masked, sentence.start, sentence.end)
    if found is None:
        return None
    leads = found.start() <= sentence.start + 10
    if not leads and masked[: found.start()].rstrip()[-1:] not in (",", "\u00a4", '"', "\u201d"):
        return None
    comma = _comma(masked, found.end(), sentence.end) if leads else sentence.end
    head = who(masked, Span(found.end(), comma), mentions)
    if head is None:
        return None
    content = sentence if leads else Span(sentence.start, found.start())
    return Cue(head, Span(found.start(), found.end()), content, Shape.ACCORDING, "according to")


def _comma(masked: str, start: int, end: int) -> int:
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


def _commas(masked: str, start: int, end: int) -> list[int]:
    found, at = [], start
    while (at := _comma(masked, at, end)) < end:
        found.append(at)
        at += 1
    return found


# -- the cue behind


def _tail(masked: str, sentence: Span, mentions: Sequence[Mention], verbs: Sequence[_Verb]) -> Cue | None:
    say, act = cues.verbs().say, cues.verbs().act
    spoken = [verb for verb in verbs if (verb.form in say or (verb.form in act and masked[sentence.start] in _QUOTES)) and verb.form not in ("believe", "hope", "think", "hold", "holds", "held")]
    if not spoken:
        return None
    bounds = [at for at in _commas(masked, sentence.start, sentence.end)]
    bounds += [match.end() for match in re.compile(r"\u00a4+(?=\s|[\"'\u201c\u201d\u00ab\u00bb\u300d\u300f])").finditer(masked, sentence.start, sentence.end)]
    bounds += [match.start() for match in re.compile(r"\s[\u2013\u2014-]\s").finditer(masked, sentence.start, sentence.end)]
    for bound in sorted(set(bounds)):
        before = masked[sentence.start : bound]
        begin = re.compile(r"[\s\u00a4,\"'\u201c\u201d\u00ab\u00bb\u300c\u300d\u2013\u2014?!.-]*").match(masked, bound, sentence.end)
        start = begin.end() if begin else bound
        verb = next((verb for verb in spoken if verb.span.start >= start), None)
        if verb is None:
            break
        quoted = "\u00a4" in before
        if not quoted and (len(before.split()) < 3 or _ADVERBIAL.match(before.strip()) and len(before.split()) < 9 and not re.search(r"\b(?:is|are|was|were|will|has|have|had|would|can|must|should)\b", before)):  # noqa: PLR2004
            continue
        cue = _inverted(masked, sentence, mentions, verb, bound, start) or _follows(masked, sentence, mentions, verb, bound, start)
        if cue is not None:
            return cue
    return None


_FINITE = re.compile(r"(?i)\b(?:is|are|was|were|will|would|has|have|had|can|could|should|must|may|might|does|did|do)\b")
_PLAIN_SAYING = frozenset("said says added adds wrote writes noted".split())  # noqa: SIM905


def _inverted(masked: str, sentence: Span, mentions: Sequence[Mention], verb: _Verb, bound: int, start: int) -> Cue | None:
    between = masked[start : verb.span.start].strip()
    if between and _AUX.sub("", between).strip():
        return None
    end = _comma(masked, verb.span.end, sentence.end)
    head = _subject_phrase(masked, Span(verb.span.end, end), mentions)
    clause = masked[sentence.start : bound]
    if head is None and verb.form in _PLAIN_SAYING and (_MASK in clause or _FINITE.search(clause)):
        words = " ".join(masked[verb.span.end : end].split())  # somebody said it, no noun here tells who
        head = Who(Speaker(words, named=False), Span(verb.span.end + 1, end), Sort.OUTSIDER)
    if head is None or head.sort is Sort.PRONOUN and head.key == "it":
        return None
    return Cue(head, verb.span, Span(sentence.start, bound), Shape.TAIL, verb.form, participle=_participle(masked, verb.span.end, sentence))


def _follows(masked: str, sentence: Span, mentions: Sequence[Mention], verb: _Verb, bound: int, start: int) -> Cue | None:
    lead = re.compile(r"as\s+").match(masked, start)
    phrase = Span(lead.end() if lead else start, verb.span.start)
    words = masked[phrase.start : phrase.end]
    if not words.strip() or len(words.split()) > 30 or _NESTED.match(words) or re.match(r"(?i)\s*(?:and|but|or|who|which|that|whose)\b", words):  # noqa: PLR2004
        return None
    rest = masked[verb.span.end : sentence.end]
    told = verb.form in ("told", "tells", "tell")
    if told:
        rest = re.sub(r"^\s*(?:the\s+|a\s+)?[\w'.&-]+(?:\s+[\w'.&-]+){0,4}?(?=\s*(?:$|[,.]|\s(?:on|in|at|during|by|via|after|this|last|mon|tues|wednes|thurs|fri|satur|sun)))", "", rest)
    inserted = bool(re.match(r"^\s*(?:[\w\s]{0,30})?,\s*\S", rest)) and masked[bound] == "," and not re.match(r"^\s*,\s*[a-z]+ing\b", rest)
    if not _TAIL_REST.match(rest) and not inserted:
        return None
    head = _subject_of(masked, phrase, mentions, closed=True)
    if head is None:
        return None
    quoted = "\u00a4" in masked[sentence.start : bound]
    if inserted and not quoted and not re.match(r"^\s*(?:on|in|at|here|today)?[^,]*,\s*(?:a|an|the|who|while|as|after)\b", rest):
        return Cue(head, verb.span, sentence, Shape.INSERTED, verb.form)
    return Cue(head, verb.span, Span(sentence.start, bound), Shape.TAIL, verb.form, participle=_participle(masked, verb.span.end, sentence))


def _participle(masked: str, after: int, sentence: Span) -> Span | None:
    """The words behind ", adding that" up to the end of the sentence."""
    for found in _ING.finditer(masked, after, sentence.end):
        if found["ing"] in ("quoting", "citing", "referring", "reporting", "asking", "thinking", "holding", "believing"):
            continue
        if found["ing"] in cues.verbs().ing and re.search(r",\s*(?:while\s+|and\s+)?$", masked[max(after, found.start() - 8) : found.start("ing")]):
            start = found.end()
            that = re.compile(r"(?i)(?:out\s+)?(?:that\s+)?").match(masked, start, sentence.end)
            return Span(that.end() if that else start, sentence.end)
    return None


# -- the cue as the sentence's own verb


_AS_SAYING = re.compile(r"\s+(?P<np>[^,;:]{2,120}?)\s+as\s+(?:saying|telling|stating|adding)\b")
_MODAL = re.compile(r"(?i)\b(?:may|might|could|will|would|should|can|must|shall)\s+(?:\w+ly\s+|also\s+|then\s+)*$")
_NO_ONE = re.compile(r"(?i)(?:no|neither|nobody|none|no one|few|hardly any)\b")
_MASK = "\u00a4"


def _subject(masked: str, sentence: Span, mentions: Sequence[Mention], verbs: Sequence[_Verb]) -> Cue | None:
    known = cues.verbs()
    for verb in verbs:
        if verb.form not in known.say and verb.form not in known.act and verb.form not in known.empty and verb.form not in known.ing:
            continue
        start = _clause_start(masked, sentence.start, verb.span.start)
        left = Span(start, verb.span.start)
        words = masked[left.start : left.end]
        negated = re.search(r"(?i)(?:\b(?:not|never|neither|nor)\b|n't)\s*(?:\w+\s*){0,2}$", words) is not None
        head = _subject_of(masked, left, mentions)
        if head is None or head.sort is Sort.PRONOUN and head.key == "they" and not words.strip():
            continue
        rest = masked[verb.span.end : sentence.end]
        other = _AS_SAYING.match(rest)
        if other is not None:  # "quoted Wang Yi as saying": the words are Wang Yi's
            start = verb.span.end + other.start("np")
            quoted = who(masked, Span(start, start + len(other["np"])), mentions)
            head = quoted or Who(Speaker(other["np"], named=False), Span(start, start + len(other["np"])), Sort.OUTSIDER)
        modal = _MODAL.search(words) is not None and verb.form not in known.stance
        asked = masked[sentence.end - 1] == "?" and _MASK not in masked[sentence.start : sentence.end]
        negated = negated or modal or asked or _NO_ONE.match(words.lstrip()) is not None
        refused = re.match(r"\s+to\s+\w+", rest) is not None and verb.form.startswith(("declin", "refus", "fail"))
        empty = refused or (verb.form in known.empty and not _CONTENT.match(rest)) or (verb.form in known.say and not rest.strip(" ,.!?\u2026") and verb.form not in known.act) or bool(re.match(r"(?i)\s+(?:to\s+comment|no\s+comment)", rest))
        return Cue(head, verb.span, sentence, Shape.SUBJECT, verb.form, denied=negated, empty=empty, participle=_participle(masked, verb.span.end, sentence))
    return None


def _clause_start(masked: str, start: int, verb: int) -> int:
    """Where the clause that holds the verb begins: after a semicolon, a colon, a dash, or a quotation."""
    bound = start
    for match in re.compile(r"[;:]\s|\s[\u2013\u2014]\s|\u00a4[\"'\u201d\u00bb\u300d]?[\s,]|,\s(?:and|but|while|whereas)\s").finditer(masked, start, verb):
        bound = match.end()
    return bound


def _subject_of(masked: str, left: Span, mentions: Sequence[Mention], *, closed: bool = False) -> Who | None:
    """Whom the words before a verb name as its subject, appositions and adverbs set aside."""
    start, end = left
    words = masked[start:end]
    intro = _INTRO.match(words)
    if intro is not None:
        start += intro.end()
    end = _strip_aux(masked, start, end)
    parts = _parts(masked, start, end)
    if not parts:
        return None
    aside = masked[end - 1 : end] == ","
    while not aside and len(parts) > 1 and _ADVERBIAL.match(masked[parts[0].start : parts[0].end]):
        parts.pop(0)
    if aside:
        while len(parts) > 1 and _ADVERBIAL.match(masked[parts[0].start : parts[0].end].strip()):
            parts.pop(0)
        head = _subject_phrase(masked, parts[0], mentions)
        if head is None:
            return None
        for other in parts[1:]:
            named = who(masked, other, mentions)
            if named is not None and named.sort is Sort.PERSON and head.sort is Sort.OFFICE:
                office = head.speaker.name
                held = replace(named.speaker, role=named.speaker.role or office, party=named.speaker.party or head.speaker.party)
                return replace(named, speaker=held, nearby=head.nearby and named.speaker.party is None)
            if named is not None and named.sort is Sort.OUTSIDER and re.match(r"(?i)an?\s", masked[other.start : other.end]):
                return replace(named, speaker=replace(named.speaker, name=head.speaker.name, named=True), span=head.span)
            if re.search(r"(?i)\b(?:not\s+(?:to\s+)?be\s+(?:named|identified)|anonymity|not\s+authori[sz]ed)", masked[other.start : other.end]):
                return Who(head.speaker.__class__(head.speaker.name, named=False), head.span, Sort.OUTSIDER)
        return head
    return _subject_phrase(masked, parts[-1], mentions)


def _strip_aux(masked: str, start: int, end: int) -> int:
    while end > start and masked[end - 1].isspace():
        end -= 1
    start = max(start, end - _REACH)
    while (found := _AUX.search(masked, start, end)) is not None and found.start() > start:
        end = found.start()
        while end > start and masked[end - 1].isspace():
            end -= 1
    return end


def _parts(masked: str, start: int, end: int) -> list[Span]:
    """The stretches between commas, each trimmed, empty ones left out."""
    bounds = [start - 1, *_commas(masked, start, end), end]
    parts = []
    for a, b in zip(bounds, bounds[1:], strict=False):
        left, right = a + 1, b
        while left < right and masked[left].isspace():
            left += 1
        while right > left and masked[right - 1].isspace():
            right -= 1
        if left < right:
            parts.append(Span(left, right))
    return parts


def _subject_phrase(masked: str, span: Span, mentions: Sequence[Mention]) -> Who | None:
    """Whom a stretch names, if it is one noun phrase: no nested clause, no verb of its own before the head."""
    words = masked[span.start : span.end].strip()
    if not words or "\u00a4" in words:
        return None
    if _NESTED.match(words + " ") or re.match(r"(?i)(?:and|or|but|there|what|it's|that's)\b", words):
        return None
    stop = _NESTED.search(masked, span.start, span.end)
    if stop is not None and not re.match(r"(?i)\s*(?:who|whose|which)\b", stop[0]):
        return None
    if re.search(r"(?i)\b(?:is|are|was|were|will|would|has|have|had|can|could|must|should|did|does)\b", words):
        return None
    if re.match(r"(?i)(?:in|on|at|by|for|to|with|from|after|under|of|despite)\s", words):
        return None
    return who(masked, span, mentions)


def find_stance(masked: str, sentence: Span, mentions: Sequence[Mention]) -> Cue | None:
    """A party as the subject of a verb of position: "China firmly opposes …"."""
    if sentence.end - sentence.start > _LONGEST:
        return None
    stance = cues.verbs().stance
    for verb in _free(_verbs(_tokens(masked, sentence)), masked, sentence, mentions):
        if verb.form not in stance:
            continue
        left = Span(_clause_start(masked, sentence.start, verb.span.start), verb.span.start)
        head = _subject_of(masked, left, mentions)
        if head is not None and head.sort is Sort.PARTY:
            return Cue(head, verb.span, sentence, Shape.SUBJECT, verb.form)
        return None
    return None
