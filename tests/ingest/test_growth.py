"""Twice the text is about twice the work, however it is written: what is counted are calls, not seconds."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from bot.domain.statement import Page

STORY = "The ministry said on Monday that Norway would \u201cgo on\u201d and China agreed. It denied the rest.\n\n"


def calls(read: Callable[..., Page], text: str) -> int:
    """How many functions are called, Python's own included, while a text is read."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "passage",
    [STORY, STORY.replace("\n\n", " "), f"\u201c{STORY}", "The ministry said so.\n\n" * 4],
    ids=["story", "one line", "quotation marks", "a body"],
)
def test_twice_the_text_is_twice_the_work(read: Callable[..., Page], passage: str) -> None:
    """Nothing on a page is gone through again for each thing found on it."""
    read(passage * 50)  # what is made once is made

    once, twice = calls(read, passage * 150), calls(read, passage * 300)

    assert twice < 2.15 * once
