"""Replies of the desk on a screen: every part, within the width, harmless, and the same words in every paint."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.paint import Paint
from bot.adapters.terminal.replies import Replies
from bot.adapters.terminal.screen import cells
from bot.desk.cards import card_of
from bot.desk.reply import Line, Listing, Part, Reply, Row
from tests.builders import GENG, a_page, official
from tests.cli.excerpts import excerpt_of

CARD = card_of(excerpt_of(a_page(official("We protest.", GENG), name="a.txt"), 0), {"CN": "China"}.__getitem__)


def drawn(*parts: Part, width: int = 40, paint: Paint | None = None) -> str:
    paint = paint or Paint()
    return Replies(paint, width, Cards(paint, width, str)).reply(Reply(parts))


def test_paragraphs_stand_together_and_all_else_apart() -> None:
    text = drawn(Line("One."), Line("Two.", aside=True), Listing("Facts", (Row("Kind", "report"),)), CARD, Line("End."))

    head, facts, card, end = text.split("\n\n")
    assert (head, facts, end) == ("One.\nTwo.", "Facts\n  Kind: report", "End.")
    assert "│ “We protest.”" in card


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (Row("Kind", "report"), "  Kind: report"),
        (Row("Kind"), "  Kind"),
        (Row("Kind", "word " * 9), "  Kind:\n    word word word word word word word\n    word word"),
        (Row("name " * 9, "text"), "  name name name name name name name\n  name name:\n    text"),
        (Row("Link", "e.org", link="https://e.org/#:~:text=a"), "  Link: e.org\n    https://e.org/#:~:text=a"),
        (Row("Link", "https://e.org/", link="https://e.org/"), "  Link: https://e.org/"),
        (Row("Answers in", "", channels=("C1", "C2")), "  Answers in: C1, C2"),
    ],
)
def test_a_row_is_a_line_if_it_fits(row: Row, shown: str) -> None:
    assert drawn(Listing("Facts", (row,))) == "Facts\n" + shown


def test_a_pages_words_stand_behind_a_bar_below_whose_they_are_and_the_marked_ones_behind_a_thick_one() -> None:
    rows = (Row("asked by a journalist", "Why?"), Row("Geng Shuang", "Because.", marked=True))

    assert drawn(Listing("Around it", rows, quoted=True)) == (
        "Around it\n  asked by a journalist\n  │ Why?\n  Geng Shuang\n  ┃ Because."
    )


WORDS = st.text(max_size=60)


@given(WORDS, WORDS, st.booleans(), st.booleans(), st.integers(1, 90))
def test_no_words_leave_the_width_or_reach_the_terminals_controls(
    name: str, words: str, quoted: bool, marked: bool, width: int  # noqa: FBT001
) -> None:
    parts = (Line(words), Listing(name, (Row(name, words, marked=marked),), quoted=quoted))

    plain, painted = drawn(*parts, width=width), drawn(*parts, width=width, paint=Paint(marks=True, colours=True))

    assert [line for line in plain.split("\n") if cells(line) > max(width, 20)] == []
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == plain
