"""A ranked statement and its sheet -> an excerpt: the words as they stand, what matched where, and the context.

An excerpt is one statement, whole: a slice of the source that never crosses into another unit. What it answers, or the
sentence before it, is shown apart as context, when the evidence came from there or the statement leans on it ("This…").
"""

import hashlib
import logging
import re
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.domain.answer import Context, Excerpt, Match
from bot.domain.source import Source, Span
from bot.domain.statement import Sheet, Statement
from bot.search.rank import Found, Ranked
from bot.search.terms import STOP, stems, terms, vocabulary

log = logging.getLogger(__name__)

_LEANS = re.compile(
    r"[\"'“‘«]?(?:this|that|these|those|it|they|such|he|she|however|but|therefore|moreover|also|in\s+this|for\s+this|to\s+this|"
    r"as\s+such|instead|nevertheless|nor|so|thus|hence|similarly|likewise)\b", re.IGNORECASE)
"""Openings of a sentence that is hardly understood without the one before."""

_CHUNK = re.compile(r"\S+")

_TELLING = 3
"""Words, articles and such aside, from which a sentence says something: a name and a verb of speech are two."""


def is_intact(source: Source) -> bool:
    """Whether the text is the one that was ingested."""
    return hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest() == source.text_hash


def excerpt(ranked: Ranked, statement: Statement, sheet: Sheet, also_in: tuple[str, ...] = ()) -> Excerpt | None:
    """The excerpt; None, loudly, when the statement is not what the source says."""
    source, unit = sheet.source, statement.unit
    text = source.text[unit.start : unit.end]
    if text != statement.text or not text:
        log.error("statement %d of source %s is not its slice at %d: not shown", statement.id, source.id, unit.start)
        return None
    context = _context(ranked, statement, sheet)
    return Excerpt(
        statement=statement, source=source, text=text, start=unit.start, end=unit.end, score=round(ranked.score, 4),
        matched=tuple(_matches(ranked.evidence, source, unit.span, context)), context=context, also_in=also_in,
    )


def _context(ranked: Ranked, statement: Statement, sheet: Sheet) -> Context | None:
    source, unit = sheet.source, statement.unit
    if unit.answers:
        return Context(source.slice(unit.answers), unit.answers, "question")
    near = [found for found in ranked.evidence if found.field == "near"]
    for role, span in (("before", statement.before), ("after", statement.after)):
        if span and any(_holds(source.slice(span), found.term) for found in near):
            what = "heading" if span in sheet.headings else _beside(sheet, span, role)
            return Context(source.slice(span), span, what)
    leans = statement.before and statement.before not in sheet.headings and _LEANS.match(source.text, unit.start)
    if leans and statement.before and _tells(source.slice(statement.before)):
        return Context(source.slice(statement.before), statement.before, _beside(sheet, statement.before, "before"))
    if any(found.field == "title" for found in ranked.evidence):
        heading = next(iter(sheet.headings), None)
        if heading:
            return Context(source.slice(heading), heading, "heading")
    return None


def _beside(sheet: Sheet, span: Span, role: str) -> str:
    """The role, or ``question before`` and ``question after`` for a journalist's words that it does not answer."""
    asked = any(question.start <= span.start < question.end for question in sheet.asked)
    return f"question {role}" if asked else role


def _tells(text: str) -> bool:
    """Whether words beside a statement help to understand it: "said Hua." and "Hua said, adding that" do not."""
    return sum(number for word, number in vocabulary((text,)).items() if word not in STOP) >= _TELLING


def _holds(text: str, term: str) -> bool:
    if " " in term:
        return any(True for _ in _places(text, term))
    return f" {term} " in f" {stems(text)} "  # several times as fast


@lru_cache(maxsize=2000)  # the same statements are shown again and again
def _terms(text: str) -> tuple[list[str], "array[int]", "array[int]"]:
    """The stems of its terms, where each begins and ends: a tenth of the memory of the terms themselves."""
    found, starts, ends = list[str](), array("I"), array("I")
    for chunk in _CHUNK.finditer(text):
        at = chunk.start()
        for start, end, stem in _cut(chunk[0]):
            found.append(stem)
            starts.append(at + start)
            ends.append(at + end)
    return found, starts, ends


@lru_cache(maxsize=20_000)
def _cut(chunk: str) -> tuple[tuple[int, int, str], ...]:
    """The terms of what stands between two white spaces, which none crosses: where each begins and ends, its stem."""
    return tuple((token.start, token.end, token.stem) for token in terms(chunk))


def _places(text: str, term: str) -> Iterator[Span]:
    """Where a term, or a phrase of stems, stands in a text."""
    found, starts, ends = _terms(text)
    first, *rest = term.split(" ")
    at = -1
    for _ in range(found.count(first)):
        at = found.index(first, at + 1)
        if found[at + 1 : at + 1 + len(rest)] == rest:
            yield Span(starts[at], ends[at + len(rest)])


def _matches(evidence: Iterable[Found], source: Source, own: Span, context: Context | None) -> Iterable[Match]:
    """Every place in the statement that one of the groups' terms holds; else where in the context or title."""
    for found in evidence:
        asked = found.group.words
        if found.field == "statement":
            yield from _in_text(found.group.terms, source, own, asked, "statement")
        elif found.field == "title":
            title = source.facts.title.value if source.facts.title else ""
            words = " ".join(title[span.start : span.end] for span in _places(title, found.term))
            yield Match(words or found.term, asked, "title")
        elif context:
            yield from _in_text((found.term,), source, context.span, asked, "context")


def _in_text(
    wanted: Iterable[str], source: Source, base: Span, asked: str, where: str
) -> Iterable[Match]:
    text, seen = source.slice(base), list[Span]()
    for term in wanted:
        for place in _places(text, term):
            span = Span(base.start + place.start, base.start + place.end)
            if not any(span.start < other.end and other.start < span.end for other in seen):
                seen.append(span)
    yield from (Match(source.slice(span), asked, where, span) for span in sorted(seen))
