"""An excerpt -> its card: name, badge, words and their highlights, date, carriers, link, reasons, all plain."""

from collections.abc import Callable, Iterable, Iterator

from bot.desk import words
from bot.desk.card import Card, Passage
from bot.desk.dates import ENGLISH
from bot.desk.links import link
from bot.desk.words import one_line
from bot.domain.answer import Context, Excerpt, Match
from bot.domain.source import Span

PartyName = Callable[[str], str]
"""The English name of a party id: ``CN`` is China."""

_BESIDE = {
    "before": "on the page before it",  # perhaps another's words, or the reporter's: never "said"
    "after": "on the page after it",
    "question before": "a question on the page before it",
    "question after": "a question on the page after it",
    "heading": "under the heading",
}

_WHERE = {"statement": "", "context": " in the words around it", "title": " in the title"}


def card_of(
    excerpt: Excerpt,
    party_name: PartyName,
    *,
    number: int | None = None,
    of: int | None = None,
    more: bool = False,
    language: str = ENGLISH,
) -> Card:
    """The card of an excerpt: the ``number``th (from 1) of ``of``, with dates in the language of this CLDR code."""
    facts, context = excerpt.source.facts, excerpt.context
    carried = [fact.value for fact in (facts.publisher, facts.agency) if fact]
    return Card(
        voice=excerpt.voice,
        badge=words.voice_of(excerpt),
        name=one_line(excerpt.speaker.name),
        about=_about(excerpt, party_name),
        likely=words.likely(excerpt.statement.unit.confidence),
        words=Passage(excerpt.text, highlights(excerpt)),
        date=words.date_of(facts, language),
        carried=tuple(dict.fromkeys(map(one_line, carried))),
        title=one_line(facts.title.value) if facts.title else "",
        url=link(facts.url.value if facts.url else None, excerpt.text),
        place=f"{one_line(excerpt.source.name)} · {excerpt.source.id[:8]} · {excerpt.start}–{excerpt.end}",
        found_by=tuple(dict.fromkeys(map(_reason, excerpt.matched))),
        also_in=tuple(source[:8] for source in excerpt.also_in),
        beside_label=_label(context, excerpt.source.text) if context else "",
        beside=_beside(context, excerpt.matched) if context else None,
        answers=context is not None and context.role == "question",
        number=number,
        of=of,
        more=more,
    )


def _label(context: Context, text: str) -> str:
    """What stands beside it, in words; a question by its asker as far as the page names one before it."""
    if context.role != "question":
        return _BESIDE.get(context.role, one_line(context.role))
    line = text[text.rfind("\n", 0, context.span.start) + 1 : context.span.start]
    return f"{words.asked_by(line if line.rstrip().endswith((':', '：')) else '')} asked"


def highlights(excerpt: Excerpt) -> tuple[Span, ...]:
    """Where matched words stand in the excerpt's text, not overlapping; anything that is not there is dropped."""
    return _marks(excerpt.text, excerpt.start, excerpt.matched, "statement")


def _marks(text: str, start: int, matched: Iterable[Match], where: str) -> tuple[Span, ...]:
    """The spans of ``text``, which begins at ``start`` of the source, that matched there; in order and apart."""
    spans = []
    for match in matched:
        if match.where != where or match.span is None:
            continue
        span = Span(match.span.start - start, match.span.end - start)
        if span.start >= 0 and match.text and text[span.start : span.end] == match.text:
            spans.append(span)
    return tuple(_apart(spans))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """In order; those that overlap as one, so that a word of Han found by its pairs of letters is marked whole."""
    held: Span | None = None
    for span in sorted(spans):
        if held and span.start < held.end:
            held = Span(held.start, max(held.end, span.end))
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _beside(context: Context, matched: tuple[Match, ...]) -> Passage:
    """What stands beside it; a match there without a place of its own is marked where its words first stand."""
    placed = _marks(context.text, context.span.start, matched, "context")
    strays = [match.text for match in matched if match.where == "context" and match.span is None and match.text]
    found = [Span(at, at + len(text)) for text in strays if (at := context.text.find(text)) >= 0]
    return Passage(context.text, tuple(_apart([*placed, *found])))


def _about(excerpt: Excerpt, party_name: PartyName) -> tuple[str, ...]:
    """Role and party, as far as the name does not say them."""
    speaker = excerpt.speaker
    name = one_line(speaker.name).casefold()
    parts = (one_line(speaker.role or ""), one_line(party_name(speaker.party)) if speaker.party else "")
    return tuple(part for part in parts if part and part.casefold() not in name)


def _reason(match: Match) -> str:
    """``“Norwegian” for norway``, ``“Norwegian” in the words around it``."""
    text, asked = one_line(match.text), one_line(match.asked)
    same = text.casefold() == asked.casefold()
    return f"“{text}”{_WHERE.get(match.where, '')}" + ("" if same or not asked else f" for {asked}")
