"""Words of a page are shown as they are: no white space as it stands, nothing that turns or hides what is read."""

import pytest
from hypothesis import given

from bot.desk.card import Passage
from bot.desk.runs import paragraphs, plain
from bot.domain.source import Span
from tests.desk.hostile import TURNS, as_read, joined, texts
from tests.desk.replies import passages


@given(texts)
def test_plain_words_hold_no_instructions(words: str) -> None:
    shown = plain(words)

    assert shown == as_read(words)
    assert not TURNS & set(shown)


@given(passages())
def test_paragraphs_hold_every_word_and_change_none(passage: Passage) -> None:
    shown = [["".join(words for words, _ in runs)] for runs in paragraphs(passage)]

    assert joined(" ".join(line for lines in shown for line in lines)) == as_read(passage.text)


@pytest.mark.parametrize(
    ("text", "marked", "runs"),
    [
        ("a\nb", [], [[("a b", False)]]),
        ("a\n\nb", [], [[("a", False)], [("b", False)]]),
        ("a\u2029b", [], [[("a", False)], [("b", False)]]),
        ("a \u202eb", [(0, 1)], [[("a", True), (" b", False)]]),
        ("a  b", [(0, 4)], [[("a b", True)]]),
        ("", [], []),
    ],
)
def test_an_empty_line_parts_paragraphs(
    text: str, marked: list[tuple[int, int]], runs: list[list[tuple[str, bool]]]
) -> None:
    assert list(paragraphs(Passage(text, tuple(Span(*mark) for mark in marked)))) == runs
