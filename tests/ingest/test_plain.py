"""The reading twin: the same length, with what is no word blanked."""

import pytest

from bot.ingest.plain import plain


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        ("We agree.", "We agree."),
        ("Iceland\u2019s word", "Iceland's word"),
        ("Norway\u00a0and\u202fSweden\tmet", "Norway and Sweden met"),
        ("zero\u200bwidth\ufeff", "zero width "),
        ("non\u2011aligned", "non-aligned"),
        ("问\uff1a好", "问:好"),
        ("a\u2028b", "a\nb"),
        ("<p>Yes.</p>", "   Yes.    "),
        ("He <b>said</b> so", "He    said     so"),
        ('<a href="x">Oslo</a>', "            Oslo    "),
        ("<!-- no\n-->yes", "       \n   yes"),
        ("a&nbsp;b", "a      b"),
        ("[Norway](https://example.org/a_(b))", " Norway" + " " * 28),
        ("![x](y.png)", "  x" + " " * 8),
        ("*Q:* Why?", " Q:  Why?"),
        ("**A:** No.", "  A:   No."),
        ("> He said", "  He said"),
        ("## Remarks", "   Remarks"),
        ("1\\. No", "1 . No"),
    ],
)
def test_what_is_no_word_is_blanked(text: str, twin: str) -> None:
    """Tags, entities, links, emphasis and odd spaces give way to blanks; words keep their places."""
    assert plain(text) == twin


@pytest.mark.parametrize(
    "text",
    [
        "3 < 4 and 5 > 4",
        "\u201cHe said\u201d, she said",
        "AT&T said",
        "snake_case_name",
        "a * b",
        "[Laughter.]",
        "x <3 you",
    ],
)
def test_words_and_quotation_marks_stay(text: str) -> None:
    """What merely looks like markup is text; curly double quotation marks are for the quotation rules to see."""
    assert plain(text) == text
