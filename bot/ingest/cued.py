"""A sentence with its cue and the speaker it means -> its units: what is quoted, what is reported, what is neither."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.source import Span
from bot.domain.statement import Label, Unit
from bot.ingest.clauses import Clauses
from bot.ingest.cues import Cue, Shape
from bot.ingest.memory import Said
from bot.ingest.quotes import Quotation

_QUOTED, _BEHIND, _SUBJECT = 0.95, 0.85, 0.85
"""Confidence by rule; starting values from EVIDENCE ("Attribution"), checked by ``python -m tests.quality``."""
_RULES = {
    Shape.SUBJECT: ("subject of a speech verb", _SUBJECT),
    Shape.TAIL: ("cue behind", _BEHIND),
    Shape.ACCORDING: ("according to", _BEHIND),
    Shape.INSERTED: ("cue inserted", _BEHIND),
}
_FRAGMENT = 3
"""Words a quoted fragment needs to be a unit of its own; shorter ones are scare quotes."""
_WORD = re.compile(r"\w+")


def cued(
    text: Clauses, group: Span, cue: Cue, said: Said, quotes: Sequence[Quotation], full: Sequence[Quotation]
) -> list[Unit]:
    """The units of a sentence in order. ``full`` are those of its quotations that are sayings."""
    if (cue.denied or cue.empty) and not full:
        made = _without_content(text, group, cue, said)
    else:
        made = _with_content(text, group, cue, said, quotes, full)
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


def _with_content(
    text: Clauses, group: Span, cue: Cue, said: Said, quotes: Sequence[Quotation], full: Sequence[Quotation]
) -> Iterator[Unit]:
    rule, base = _rule(cue, quoted=bool(full))
    confidence = round(min(base, said.confidence), 2)

    def told(span: Span, label: Label) -> Unit:
        return Unit(*span, label, rule, said.speaker, confidence, cue.who.span, cue.verb)

    for quote in full:
        for span in text.sentences(quote.inner):
            yield told(span, Label.DIRECT)
    spans = list(_reported(text, group, cue, full))
    for span in spans:
        yield told(span, Label.REPORTED)
        for quote in quotes:
            if quote not in full and _within(quote, span) and _worth(text, quote):
                yield told(quote.inner, Label.DIRECT)
    yield from _left_over(text, group, [*spans, *(quote.outer for quote in full)])


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
