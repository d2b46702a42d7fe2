"""A ranked statement and its page -> an excerpt: the words as they stand, what matched where, and the context.

An excerpt is one statement, whole: a slice of the source that never crosses into another unit. What it answers, or the
sentence before it, is shown apart as context, when the evidence came from there or the statement leans on it ("This…").
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from bot.domain.answer import Context, Excerpt, Match
from bot.domain.source import Role, Source, Span
from bot.domain.statement import Label, Page, Statement
from bot.search.rank import Found, Ranked
from bot.search.terms import STOP, Token, terms

log = logging.getLogger(__name__)

_LEANS = re.compile(
    r"[\"'“‘«]?(?:this|that|these|those|it|they|such|he|she|however|but|therefore|moreover|also|in\s+this|for\s+this|to\s+this|"
    r"as\s+such|instead|nevertheless|nor|so|thus|hence|similarly|likewise)\b", re.IGNORECASE)
"""Openings of a sentence that is hardly understood without the one before."""

_TELLING = 3
"""Words, articles and such aside, from which a sentence says something: a name and a verb of speech are two."""


def is_intact(source: Source) -> bool:
    """Whether the text is the one that was ingested."""
    return hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest() == source.text_hash


def excerpt(ranked: Ranked, statement: Statement, page: Page, also_in: tuple[str, ...] = ()) -> Excerpt | None:
    """The excerpt; None, loudly, when the statement is not what the source says."""
    source, unit = page.source, statement.unit
    text = source.text[unit.start : unit.end]
    if text != statement.text or not text:
        log.error("statement %d of source %s is not its slice at %d: not shown", statement.id, source.id, unit.start)
        return None
    context = _context(ranked, statement, page)
    return Excerpt(
        statement=statement, source=source, text=text, start=unit.start, end=unit.end, score=round(ranked.score, 4),
        matched=tuple(_matches(ranked.evidence, source, unit.span, context)), context=context, also_in=also_in,
    )


def _context(ranked: Ranked, statement: Statement, page: Page) -> Context | None:
    source, unit = page.source, statement.unit
    if unit.answers:
        return Context(source.slice(unit.answers), unit.answers, "question")
    near = [found for found in ranked.evidence if found.field == "near"]
    headings = {(block.start, block.end) for block in page.blocks if block.role is Role.HEADING}
    for role, span in (("before", statement.before), ("after", statement.after)):
        if span and any(_holds(source.slice(span), found.term) for found in near):
            return Context(source.slice(span), span, "heading" if span in headings else _beside(page, span, role))
    leans = statement.before and statement.before not in headings and _LEANS.match(source.text, unit.start)
    if leans and statement.before and _tells(source.slice(statement.before)):
        return Context(source.slice(statement.before), statement.before, _beside(page, statement.before, "before"))
    if any(found.field == "title" for found in ranked.evidence):
        heading = next((block for block in page.blocks if block.role is Role.HEADING), None)
        if heading:
            span = Span(heading.start, heading.end)
            return Context(source.slice(span), span, "heading")
    return None


def _beside(page: Page, span: Span, role: str) -> str:
    """The role, or ``question before`` and ``question after`` for a journalist's words that it does not answer."""
    asked = any(unit.label is Label.QUESTION and unit.start <= span.start < unit.end for unit in page.units)
    return f"question {role}" if asked else role


def _tells(text: str) -> bool:
    """Whether words beside a statement help to understand it: "said Hua." and "Hua said, adding that" do not."""
    return sum(token.word not in STOP for token in terms(text)) >= _TELLING


def _holds(text: str, term: str) -> bool:
    return bool(next(_places(_terms(text), term), None))


@lru_cache(maxsize=2000)
def _terms(text: str) -> tuple[Token, ...]:
    """The same statements are shown again and again."""
    return tuple(terms(text))


def _places(tokens: Sequence[Token], term: str) -> Iterator[Span]:
    """Where a term, or a phrase of stems, stands among tokens."""
    wanted = term.split(" ")
    if len(wanted) == 1:
        yield from (Span(token.start, token.end) for token in tokens if token.stem == term)
        return
    for at in range(len(tokens) - len(wanted) + 1):
        run = tokens[at : at + len(wanted)]
        if [token.stem for token in run] == wanted:
            yield Span(run[0].start, run[-1].end)


def _matches(evidence: Iterable[Found], source: Source, own: Span, context: Context | None) -> Iterable[Match]:
    """Every place in the statement that one of the groups' terms holds; else where in the context or title."""
    tokens = _terms(source.text[own.start : own.end])
    around = _terms(context.text) if context else ()
    for found in evidence:
        asked = found.group.words
        if found.field == "statement":
            yield from _in_text(found.group.terms, tokens, source, own, asked, "statement")
        elif found.field == "title":
            title = source.facts.title.value if source.facts.title else ""
            words = " ".join(title[span.start : span.end] for span in _places(_terms(title), found.term))
            yield Match(words or found.term, asked, "title")
        elif context:
            yield from _in_text({found.term: 1.0}, around, source, context.span, asked, "context")


def _in_text(
    wanted: Iterable[str], tokens: Sequence[Token], source: Source, base: Span, asked: str, where: str
) -> Iterable[Match]:
    seen: list[Span] = []
    for term in wanted:
        for place in _places(tokens, term):
            span = Span(base.start + place.start, base.start + place.end)
            if not any(span.start < other.end and other.start < span.end for other in seen):
                seen.append(span)
    yield from (Match(source.slice(span), asked, where, span) for span in sorted(seen))
