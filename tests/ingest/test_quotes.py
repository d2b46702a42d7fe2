"""Paragraphs -> their quotations, in every set of marks."""

import re

import pytest

from bot.domain.source import Span
from bot.ingest.quotes import Quotation, quotations


def found(text: str) -> list[list[Quotation]]:
    spans = [Span(*match.span()) for match in re.finditer(r"[^\n]+", text)]
    return quotations(text, spans)


def inner(text: str) -> list[str]:
    return [text[quote.inner.start : quote.inner.end] for row in found(text) for quote in row]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"We agree," she said.', ["We agree,"]),
        ("\u201cWe agree,\u201d she said.", ["We agree,"]),
        ("\u00abWe agree\u00bb, she said.", ["We agree"]),
        ("\u00ab Nous restons \u00bb, dit-elle.", [" Nous restons "]),
        ("\u00bbVi bliver\u00ab, siger hun.", ["Vi bliver"]),
        ("\u201eWir bleiben\u201c, sagt sie.", ["Wir bleiben"]),
        ("\u201eZostajemy\u201d, powiedzia\u0142a.", ["Zostajemy"]),
        ("\u201dVi stannar\u201d, s\u00e4ger hon.", ["Vi stannar"]),
        ("\u5979\u8bf4\uff1a\u201c\u4e0d\u3002\u201d", ["\u4e0d\u3002"]),
        ("\u5979\u8aaa\uff1a\u300c\u4e0d\u3002\u300d", ["\u4e0d\u3002"]),
        ("'We agree,' she said.", ["We agree,"]),
        ("\u2018We agree,' she said.", ["We agree,"]),
        ("\u2013 We stay, says the minister.", ["We stay,"]),
        ('"We agree," she said, "and we stay."', ["We agree,", "and we stay."]),
        ('A "so-called" plan and a "plot".', ["so-called", "plot"]),
        ("\u201cThey said 'no' to us,\u201d she said.", ["They said 'no' to us,"]),
    ],
)
def test_quotations_in_every_set_of_marks(text: str, words: list[str]) -> None:
    """English, French, German, Danish, Swedish, Polish, Chinese and British marks, and speech after a dash."""
    assert inner(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Iceland's and Kenya's ships don't sail",
        'The screen is 24" wide',
        "It is the ministers' task, 'tis said",
        "a lone \u201cmark opens nothing",
        "one more \u201d here",
        "\u2013 We stay and that is all.",
        "The '90s were calm.",
    ],
)
def test_marks_that_quote_nothing(text: str) -> None:
    """Apostrophes, inches, a mark without its fellow and a dash without a cue open no quotation."""
    assert inner(text) == []


def test_a_long_quotation_opens_again_in_every_paragraph() -> None:
    """Each paragraph but the last leaves it open; each but the first resumes it."""
    rows = found('She said: "We stay.\n"We pay.\n"We go," she said.')

    assert [[(quote.open, quote.resumed) for quote in row] for row in rows] == [
        [(True, False)],
        [(True, True)],
        [(False, True)],
    ]


def test_a_quotation_left_open_before_plain_words_quotes_nothing() -> None:
    """Where the next paragraph does not open again, a lost mark would swallow it."""
    assert inner('She said: "We stay.\nThe reporter went home.') == []


def test_outer_holds_the_marks() -> None:
    """The outer span is the inner one with its marks."""
    (quote,) = found('So "we stay" it is.')[0]

    assert (quote.outer, quote.inner) == (Span(3, 12), Span(4, 11))
