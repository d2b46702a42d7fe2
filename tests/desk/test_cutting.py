"""Cutting: a true beginning, on whole sentences if at all possible, with its marks, and what is left off counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.card import Passage
from bot.desk.cutting import around, cut, shortened, size
from bot.domain.source import Span
from tests.desk.hostile import texts

THREE = "We protest. We did not do it! Will Mr. Smith say so?"
FAMILY = "👨‍👩‍👧"
HOSTILE = st.text(alphabet="ab. !?\n“”中文。，\u0301\u200d\ufe0f👩🏽🇨🇳e\u200c\u202e한\u1100\u1161\u11a8", max_size=60)


def cut_to(text: str, most: int) -> tuple[str, int]:
    passage, off = cut(Passage(text), lambda begin: len(begin) <= most)
    return passage.text, off


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (99, THREE),
        (52, THREE),
        (51, "We protest. We did not do it!"),
        (29, "We protest. We did not do it!"),
        (28, "We protest."),
        (11, "We protest."),
        (10, "We"),
        (2, "We"),
        (1, "W"),
    ],
)
def test_the_longest_run_of_whole_sentences_is_kept_else_of_words_else_of_letters(most: int, kept: str) -> None:
    assert cut_to(THREE, most) == (kept, len(THREE) - len(kept))


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("我们反对。我们抗议。", 9, "我们反对。"),
        ("我们坚决反对网络攻击", 4, "我们坚决"),
        ("e\u0301te\u0301 e\u0301te\u0301s", 4, "e\u0301t"),
        (FAMILY + FAMILY, 9, FAMILY),
        ("👩🏽👩🏽", 3, "👩🏽"),
        ("🇨🇳🇳🇴", 3, "🇨🇳"),
        ("❤️❤️", 3, "❤️"),
        ("a" + "\u0301" * 9, 4, "a\u0301\u0301\u0301"),
        ("Dr. No came.\n\nHe left.", 15, "Dr. No came."),
    ],
)
def test_a_letter_is_cut_only_when_it_is_longer_than_the_room(text: str, most: int, kept: str) -> None:
    assert cut_to(text, most)[0] == kept


def test_marks_are_cut_along() -> None:
    passage = Passage(THREE, (Span(3, 10), Span(9, 20), Span(30, 34)))

    assert cut(passage, lambda text: len(text) <= 11) == (Passage("We protest.", (Span(3, 10), Span(9, 11))), 41)


def test_what_counts_is_the_measure_and_not_the_length() -> None:
    text = "a*b*. c*d*."

    kept, off = cut(Passage(text), lambda begin: len(begin.replace("*", r"\*")) <= 8)

    assert (kept.text, off) == ("a*b*.", 6)


@given(HOSTILE, st.integers(0, 70), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_a_cut_is_a_beginning_that_fits_and_counts_the_rest(text: str, most: int, pairs: list[tuple[int, int]]) -> None:
    marks = tuple(Span(*sorted(pair)) for pair in pairs if max(pair) <= len(text) and pair[0] != pair[1])

    kept, off = cut(Passage(text, marks), lambda begin: len(begin) <= most)

    assert text == kept.text + text[len(text) - off :]
    assert len(kept.text) <= most
    assert (off == 0) == (len(text) <= most)
    assert {text[span.start : span.end] for span in marks if span.end <= len(kept.text)} <= {
        kept.text[span.start : span.end] for span in kept.marks
    }
    assert all(0 <= span.start < span.end <= len(kept.text) for span in kept.marks)


@given(HOSTILE, st.integers(1, 70))
def test_something_is_kept_whenever_a_letter_fits(text: str, most: int) -> None:
    assert bool(cut_to(text, most)[0]) == bool(text)


@pytest.mark.parametrize(
    ("text", "mark", "most", "shown"),
    [
        ("one two three four five six", None, 99, "one two three four five six"),
        ("one two three four five six", None, 9, "five six"),
        ("one two three four five six", Span(8, 13), 12, "two three"),
        ("one two three four five six", Span(0, 3), 9, "one two"),
        ("一二三四五六七八九十", Span(4, 5), 6, "三四五六七八"),
        ("一二三四五六七八九十", None, 4, "七八九十"),
    ],
)
def test_a_stretch_around_the_first_mark_is_whole_words(text: str, mark: Span | None, most: int, shown: str) -> None:
    marks = (mark,) if mark else ()

    passage, before, after = around(Passage(text, marks), most)

    assert passage.text == shown
    assert text[before : len(text) - after] == shown
    assert [passage.text[span.start : span.end] for span in passage.marks] == [text[m.start : m.end] for m in marks]


@given(HOSTILE, st.integers(1, 70), st.integers(0, 60))
def test_a_stretch_is_a_slice(text: str, most: int, at: int) -> None:
    marks = (Span(at, at + 1),) if at < len(text) else ()

    passage, before, after = around(Passage(text, marks), most)

    assert passage.text == text[before : len(text) - after]
    assert all(0 <= span.start < span.end <= len(passage.text) for span in passage.marks)


@given(texts, st.integers(2, 300))
def test_a_text_is_shortened_to_what_fits_and_says_so(text: str, most: int) -> None:
    short = shortened(text, most)

    assert size(short) <= most
    assert short == text or text.startswith(short.removesuffix(" …"))
    assert short == text or short.endswith(" …")


def test_a_text_is_shortened_at_a_word_unless_that_loses_half() -> None:
    assert shortened("one two three", 10) == "one two …"
    assert shortened("a " + "b" * 20, 12) == "a bbbbbbbb …"
