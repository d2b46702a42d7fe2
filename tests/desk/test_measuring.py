"""Payloads measured and mended: what every platform's limits have in common."""

import logging
from typing import Any

import pytest

from bot.desk.measuring import Oversized, clipped, fitted, too_long, too_many, twins


def shortened(payload: dict[str, Any]) -> dict[str, Any]:
    payload["words"]["text"] = "short"
    return payload


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("words", 5, "words"),
        ("words", 4, "wor…"),
        ("🔴🔴", 4, "🔴🔴"),
        ("🔴🔴", 3, "🔴…"),
        ("🔴🔴", 2, "…"),
        ("", 1, ""),
    ],
)
def test_a_text_is_clipped_to_utf_16_units_and_no_letter_in_two(text: str, most: int, kept: str) -> None:
    assert clipped(text, most) == kept


def test_each_fault_is_a_line() -> None:
    holder = {"text": "🔴🔴", "rows": [1, 2]}

    assert too_long([(holder, "text", 3, "a label"), (holder, "text", 4, "a title")]) == ["a label has 4 of at most 3"]
    assert too_many([(holder, "rows", 1, "rows"), (holder, "rows", 2, "lines")]) == ["rows are 2, at most 1"]
    assert twins(["b", "a", "c", "b", "a", "b"], "id") == ["id a stands twice", "id b stands twice"]


def test_what_has_no_fault_is_the_payload_itself() -> None:
    payload = {"words": {"text": "all too long"}}

    assert fitted(payload, [], shortened, "Here", strict=False) is payload
    assert payload == {"words": {"text": "all too long"}}


def test_a_fault_is_mended_in_a_copy_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    payload = {"words": {"text": "all too long"}}

    mended = fitted(payload, ["one", "two"], shortened, "Here", strict=False)

    assert (mended, payload) == ({"words": {"text": "short"}}, {"words": {"text": "all too long"}})
    assert [(each.levelno, each.getMessage()) for each in caplog.records] == [
        (logging.ERROR, "a message over Here's limits was cut: one; two")
    ]


def test_a_fault_is_raised_where_one_is_strict() -> None:
    with pytest.raises(Oversized, match=r"^one; two$"):
        fitted({}, ["one", "two"], shortened, "Here", strict=True)
