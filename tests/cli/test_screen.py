"""Text of unknown pages on a screen: harmless, measured, wrapped, and never a letter lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.terminal.paint import Ink, Paint, choose
from bot.adapters.terminal.screen import cells, one_line, plain_wrap, visible, visible_with, wrap
from bot.domain.source import Span


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain “words” – näive 中国", "plain “words” – näive 中国"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("back\x08space", "back␈space"),
        ("\x9b2J", "\ufffd2J"),
        ("\x7f", "␡"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a b"),
        ("a \u202elaw\u202c b", "a ⟨U+202E⟩law⟨U+202C⟩ b"),
        ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("\ud800", "\ufffd"),
    ],
)
def test_control_characters_are_shown_and_not_obeyed(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_that_moves_a_cursor_or_turns_the_reading_order_is_left(text: str) -> None:
    left = set(visible(text)) - {"\n"}

    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in left)
    assert not left & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("中国", 4), ("e\u0301", 1), ("\x1b[1mabc\x1b[0m", 3), ("“a”", 3), ("a\u200bb", 2), ("", 0)],
)
def test_columns_are_counted_as_a_terminal_fills_them(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one\ntwo  three", 20, ["one two  three"]),
        ("one\n\n\ntwo", 20, ["one", "", "two"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("x unbreakable", 6, ["x", "unbrea", "kable"]),
        ("中国外交部发言人", 8, ["中国外交", "部发言人"]),
        ("中国，外交部。", 6, ["中国，", "外交", "部。"]),
        ("  lead", 10, ["lead"]),
        ("", 10, []),
    ],
)
def test_text_is_wrapped_at_spaces_and_between_wide_letters(text: str, width: int, lines: list[str]) -> None:
    assert plain_wrap(text, width) == lines


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), st.integers(2, 80))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = plain_wrap(text, width)

    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(cells(line) <= width for line in lines)


def test_marks_follow_their_words_through_wrapping() -> None:
    text = "the Norwegian side and Oslo"

    lines = wrap(text, 10, marks=(Span(4, 13), Span(23, 27)))

    assert lines == [[("the", False)], [("Norwegian", True)], [("side", False), (" ", False), ("and", False)],
                     [("Oslo", True)]]  # fmt: skip


def test_a_mark_covers_the_space_inside_it_and_parts_of_words() -> None:
    assert wrap("cyber theft's end", 40, marks=(Span(0, 11),)) == [
        [("cyber", True), (" ", True), ("theft", True), ("'s", False), (" ", False), ("end", False)]
    ]


def test_marks_move_when_a_control_character_becomes_longer() -> None:
    text, marks = visible_with("\u202eab Oslo cd", (Span(4, 8),))

    assert [text[mark.start : mark.end] for mark in marks] == ["Oslo"]


def test_one_line_is_one_line() -> None:
    assert one_line(" a\n\nb\t\x1b c ") == "a b ␛ c"


class Stream:
    def __init__(self, *, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("terminal", "environ", "wish", "paint"),
    [
        (True, {}, "auto", Paint(marks=True, colours=True)),
        (True, {"NO_COLOR": "1"}, "auto", Paint(marks=True, colours=False)),
        (True, {"NO_COLOR": ""}, "auto", Paint(marks=True, colours=True)),
        (True, {"TERM": "dumb"}, "auto", Paint()),
        (False, {}, "auto", Paint()),
        (False, {"NO_COLOR": "1"}, "always", Paint(marks=True, colours=True)),
        (True, {}, "never", Paint()),
    ],
)
def test_colour_is_for_people_who_want_it(terminal: bool, environ: dict[str, str], wish: str, paint: Paint) -> None:  # noqa: FBT001
    assert choose(Stream(terminal=terminal), environ, wish) == paint  # type: ignore[arg-type]


def test_without_colour_bold_and_underline_stay() -> None:
    assert Paint(marks=True, colours=False)("Oslo", Ink.MATCH) == "\x1b[1;4mOslo\x1b[0m"
    assert Paint(marks=True, colours=False)("x", Ink.QUOTE) == "x"
    assert Paint()("Oslo", Ink.MATCH) == "Oslo"
