"""Buttons and forms carry their meaning there and back; nobody else's are taken for ours."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.state import ASK, Asked, action_id, asked, metadata, pressed
from bot.desk.state import State, encode

STATE = State("wrong", "abcdefghijkl", 3)


def form(carried: object, typed: object = "mine", **more: object) -> dict[str, Any]:
    values = {"words": {"words": {"type": "plain_text_input", "value": typed}}}
    return {"callback_id": ASK, "private_metadata": carried, "state": {"values": values}, **more}


@pytest.mark.parametrize(("number", "ident"), [(1, "or:wrong"), (2, "or:wrong:2"), (25, "or:wrong:25")])
def test_a_button_comes_back_as_it_was(number: int, ident: str) -> None:
    assert action_id("wrong", number) == ident
    assert pressed({"action_id": ident, "value": encode(STATE)}) == STATE


@pytest.mark.parametrize(
    "action",
    [
        {}, {"action_id": "or:wrong"}, {"action_id": "or:wrong", "value": None}, {"action_id": "or:wrong", "value": ""},
        {"action_id": "or:wrong", "value": "or1:next:abc:1"}, {"action_id": "wrong", "value": encode(STATE)},
        {"action_id": "or:wrong:0", "value": encode(STATE)}, {"action_id": "or:wrong:x", "value": encode(STATE)},
        {"action_id": "or:wrong\n", "value": encode(STATE)}, {"action_id": 1, "value": encode(STATE)},
        {"action_id": "or:wrong", "value": encode(STATE) + "\n"},
    ],
)  # fmt: skip
def test_a_button_of_anybody_else_is_nobodys(action: dict[str, Any]) -> None:
    assert pressed(action) is None


@pytest.mark.parametrize(("channel", "thread"), [("", ""), ("C0123ABC", ""), ("D1", "1700000000.000100")])
def test_a_form_comes_back_with_what_was_typed_and_where(channel: str, thread: str) -> None:
    assert asked(form(metadata(STATE, channel, thread))) == Asked(STATE, "mine", channel, thread)


@pytest.mark.parametrize("typed", [None, 1, ["a"]])
def test_a_form_left_empty_holds_no_words(typed: object) -> None:
    assert asked(form(metadata(STATE), typed)) == Asked(STATE, "")


@pytest.mark.parametrize(
    "state", [{}, {"values": None}, {"values": {"words": []}}, {"values": {"words": {"words": 1}}}, None]
)
def test_a_form_without_its_field_holds_no_words(state: object) -> None:
    assert asked(form(metadata(STATE), state=state)) == Asked(STATE, "")


@pytest.mark.parametrize(
    "view",
    [
        {}, form(None), form(""), form("or1:wrong:abc"), form("or1:wrong:abc:1 "), form("or1:wrong:abc:1 U1"),
        form("or1:wrong:abc:1 C1 x"), form("or1:wrong:abc:1 C1 1.2 3"), form("or1:wrong:abc:1\n"),
        form("or2:wrong:abc:1"), form(encode(STATE), callback_id="other"), form(7),
    ],
)  # fmt: skip
def test_a_form_of_anybody_else_is_nobodys(view: dict[str, Any]) -> None:
    assert asked(view) is None


@given(st.text())
def test_what_a_form_is_taken_for_is_what_would_have_been_made(carried: str) -> None:
    back = asked(form(carried))

    assert back is None or metadata(back.state, back.channel, back.thread) == carried


@pytest.mark.parametrize(("channel", "thread"), [("general", ""), ("", "1.2"), ("C1", "x"), ("C1 C2", "")])
def test_what_no_form_can_hold_is_refused(channel: str, thread: str) -> None:
    with pytest.raises(ValueError, match="no form can hold"):
        metadata(STATE, channel, thread)
