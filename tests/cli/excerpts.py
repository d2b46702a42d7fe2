"""Excerpts and answers for the tests of the terminal, over pages from tests.builders."""

from bot.domain.answer import Answer, Context, Excerpt, Match
from bot.domain.question import Question, Topic
from bot.domain.source import Span
from bot.domain.statement import Page, Statement


def excerpt_of(page: Page, number: int, **more: object) -> Excerpt:
    """The page's unit with this number as an excerpt; ``matched`` words are given as (text, asked, where)."""
    unit = page.units[number]
    text = page.source.slice(unit.span)
    matched = []
    for words, asked, where in more.pop("matched", ()):  # type: ignore[attr-defined]
        at = text.find(words)
        span = Span(unit.start + at, unit.start + at + len(words)) if where == "statement" else None
        matched.append(Match(words, asked, where, span))
    context = more.pop("context", None)
    if context is None and unit.answers is not None:
        context = Context(page.source.slice(unit.answers), unit.answers, "question")
    return Excerpt(
        statement=Statement(number, page.source.id, unit, text),
        source=page.source,
        text=text,
        start=unit.start,
        end=unit.end,
        score=0.5,
        matched=tuple(matched),
        context=context,  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def answer_of(*excerpts: Excerpt, text: str = "what did China say about Norway", **more: object) -> Answer:
    """An answer to a question that was read as it usually is."""
    question = more.pop("question", None) or Question(
        text=text, read_as="statements by China about Norway", party="CN", topics=(Topic("Norway", "NO"),)
    )
    return Answer(question, excerpts, **more)  # type: ignore[arg-type]
