"""A sentence with its cue and the speaker it means -> its units: what is quoted, what is reported, what is neither."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.party import Mention
from bot.domain.source import Span
from bot.domain.statement import Label, Unit
from bot.ingest.clauses import Clauses
from bot.ingest.cues import Cue, Shape
from bot.ingest.inner import Outer, inner_voice, tells_of_others
from bot.ingest.memory import Said
from bot.ingest.phrase import Who
from bot.ingest.quotes import Quotation
from bot.ingest.subject import comma

_QUOTED, _BEHIND, _SUBJECT, _HANDED_ON = 0.95, 0.85, 0.85, 0.75
"""Confidence by rule; starting values from EVIDENCE ("Attribution"), checked by ``python -m tests.quality``."""
_RULES = {
    Shape.SUBJECT: ("subject of a speech verb", _SUBJECT),
    Shape.TAIL: ("cue behind", _BEHIND),
    Shape.ACCORDING: ("according to", _BEHIND),
    Shape.INSERTED: ("cue inserted", _BEHIND),
}
_FRAGMENT = 3
"""Words a quoted fragment needs to be a unit of its own; shorter ones are scare quotes."""
_WHO_CLAUSE = re.compile(r",\s*who\b")
_FOR_OTHERS = re.compile(r",\s*(?:quoting|echoing|paraphrasing|citing\s+(?=[A-Z]))")
"""Between a speaker and the verb: "Kari Moe, quoting Ana Ruiz, said"."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotations of a sentence: all, those that are sayings, and those that are not the cue's speaker's.

    ``others`` tells of these whose they are; None where that cannot be told.
    """

    quotes: Sequence[Quotation]
    full: Sequence[Quotation]
    others: Mapping[Quotation, Said | None] = field(default_factory=dict)


def cued(text: Clauses, group: Span, cue: Cue, said: Said, quoted: Quoted) -> list[Unit]:
    """The units of a sentence in order."""
    if (cue.denied or cue.empty) and not quoted.full:
        made = _without_content(text, group, cue, said)
    else:
        made = _with_content(text, group, cue, said, quoted)
    return sorted(made, key=lambda unit: (unit.start, -unit.end))


def _without_content(text: Clauses, group: Span, cue: Cue, said: Said) -> Iterator[Unit]:
    """A speech act that carries nothing, or did not happen, with what stands behind its "adding that"."""
    speaker = said.speaker if cue.empty and not cue.denied else None
    end = _before_participle(text, group, cue) or group.end
    for span in text.trimmed(*cue.participle) if cue.participle is not None else ():
        confidence = min(_BEHIND, said.confidence)
        yield Unit(*span, Label.REPORTED, "participle", said.speaker, confidence, cue.who.span, cue.verb)
    rule = "speech act without content"
    yield Unit(group.start, end, Label.NARRATION, rule, speaker, said.confidence, cue.who.span, cue.verb)


def handed_on(
    text: Clauses, group: Span, cue: Cue, said: Said, quotes: Sequence[Quotation], names: Sequence[Mention]
) -> dict[Quotation, Who | None]:
    """The quotations of a sentence that somebody else is told to have said, and who, where a phrase tells."""
    others: dict[Quotation, Who | None] = {}
    outer = Outer(said.speaker, said.sort)
    for quote in quotes:
        if _FOR_OTHERS.search(text.masked, *sorted((cue.who.span.end, cue.verb.start))):
            others[quote] = None
            continue
        between = _between(text.masked, cue, quote)
        if between is None:
            if _led_in(text.masked, group, cue, quote):
                others[quote] = None
            continue
        inside = text.twin[slice(*quote.inner)] if between.start < quote.outer.start else ""
        inner = inner_voice(text.masked, between, outer, names, inside=inside)
        if inner is not None:
            others[quote] = inner.who
    return others


def _between(masked: str, cue: Cue, quote: Quotation) -> Span | None:
    """The words between a cue and a quotation on either side of it; None where a subject leads the cue."""
    subject = cue.shape is Shape.SUBJECT
    if quote.outer.start >= cue.verb.end:
        start = cue.verb.end if subject else max(cue.verb.end, cue.who.span.end)
        if subject and _WHO_CLAUSE.search(masked, cue.who.span.end, cue.verb.start):
            start = comma(masked, start, quote.outer.start)  # "Moe, who had warned China, said"
        return Span(start, quote.outer.start) if start <= quote.outer.start else Span(start, start)
    end = max(quote.outer.end, min(cue.who.span.start, cue.verb.start))
    return None if subject else Span(quote.outer.end, end)


def _led_in(masked: str, group: Span, cue: Cue, quote: Quotation) -> bool:
    """Whether what leads a quotation in, before its sentence's cue, may put it in another's mouth."""
    right_behind = not any(char.isalnum() for char in masked[quote.outer.end : cue.who.span.start])
    return not right_behind and tells_of_others(masked, Span(group.start, quote.outer.start))


def _with_content(text: Clauses, group: Span, cue: Cue, said: Said, quoted: Quoted) -> Iterator[Unit]:
    full = quoted.full
    rule, base = _rule(cue, quoted=bool(full))
    confidence = round(min(base, said.confidence), 2)

    def told(span: Span, label: Label) -> Unit:
        return Unit(*span, label, rule, said.speaker, confidence, cue.who.span, cue.verb)

    def quotation(quote: Quotation, span: Span) -> Unit:
        return _handed_on(span, quoted.others[quote]) if quote in quoted.others else told(span, Label.DIRECT)

    for quote in full:
        for span in text.sentences(quote.inner):
            yield quotation(quote, span)
    spans = list(_reported(text, group, cue, full))
    for span in spans:
        yield told(span, Label.REPORTED)
        for quote in quoted.quotes:
            known = quoted.others.get(quote, said) is not None
            if quote not in full and known and _within(quote, span) and _worth(text, quote):
                yield quotation(quote, quote.inner)
    yield from _left_over(text, group, [*spans, *(quote.outer for quote in full)])


def _handed_on(span: Span, other: Said | None) -> Unit:
    """What the cue's speaker, or the reporter, tells that somebody else has said."""
    rule = "quoted inside another's words"
    if other is None:
        return Unit(*span, Label.DIRECT, rule, None, 0.0)
    return Unit(*span, Label.DIRECT, rule, other.speaker, round(min(_HANDED_ON, other.confidence), 2))


def _rule(cue: Cue, *, quoted: bool) -> tuple[str, float]:
    if quoted and cue.shape is not Shape.ACCORDING:
        return "quotation with a cue", _QUOTED
    return _RULES[cue.shape]


def _reported(text: Clauses, group: Span, cue: Cue, full: Sequence[Quotation]) -> Iterator[Span]:
    """The reporter's rendering: the clause before the cue, the sentence, and what stands behind "adding that"."""
    end = cue.content.end
    if end < group.end and text.masked[end : end + 1] == ",":
        end += 1
    if cue.shape is not Shape.TAIL:
        end = min(end, _before_participle(text, group, cue) or end)
    if not full:
        yield from text.trimmed(cue.content.start, end)
    elif cue.shape is Shape.SUBJECT and _tells(text.masked[cue.verb.end : full[0].outer.start]):
        yield from text.trimmed(group.start, full[0].outer.start)
    adding = cue.participle
    if adding is not None and not any(adding.start < q.outer.end and q.outer.start < adding.end for q in full):
        yield from text.trimmed(*adding)


def _tells(between: str) -> bool:
    """Whether the words between a verb and its quotation tell something themselves."""
    return len(between) > 16 and len(between.split()) > 4


def _before_participle(text: Clauses, group: Span, cue: Cue) -> int:
    """Where the comma before "adding that" ends; 0 if there is none."""
    return text.masked.rfind(",", group.start, cue.participle.start) + 1 if cue.participle is not None else 0


def _within(quote: Quotation, span: Span) -> bool:
    return span.start <= quote.outer.start and quote.outer.end <= span.end


def _worth(text: Clauses, quote: Quotation) -> bool:
    return len(text.twin[quote.inner.start : quote.inner.end].split()) >= _FRAGMENT


def _left_over(text: Clauses, group: Span, taken: Sequence[Span]) -> Iterator[Unit]:
    """The reporter's own words around what was attributed."""
    at = group.start
    for span in [*sorted(taken), Span(group.end, group.end)]:
        for rest in text.trimmed(at, span.start) if span.start > at else ():
            if len(_WORD.findall(text.twin, *rest)) >= 2:
                yield Unit(*rest, Label.NARRATION, "cue")
        at = max(at, span.end)
