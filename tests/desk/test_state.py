"""Ids of buttons carry a button's meaning there and back; nobody else's are taken for ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.state import State, decode, encode

states = st.builds(
    State,
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20),
    st.text("abcXYZ019_-", min_size=1, max_size=40),
    st.integers(0, 99_999),
)


@given(states)
def test_a_state_comes_back_as_it_was(state: State) -> None:
    made = encode(state)

    assert decode(made) == state
    assert len(made) <= 100


def test_the_form_is_stable_since_old_messages_carry_it() -> None:
    assert encode(State("next", "abcdefghijkl", 3)) == "or1:next:abcdefghijkl:3"


@pytest.mark.parametrize(
    "ident",
    [
        "", "or1", "or1:next:abc", "or1:next:abc:", "or1:next:abc:-1", "or1:next:abc:01", "or1:next:abc:1 ",
        " or1:next:abc:1", "or1:next:abc:1\n", "or1:next:abc:1:2", "or2:next:abc:1", "OR1:next:abc:1", "or1:Next:abc:1",
        "or1::abc:1", "or1:next::1", "or1:next:a b:1", "or1:next:abc:100000", "or1:next:abc:٣", "or1:next:挪威:1",
        "or1:" + "a" * 21 + ":abc:1", "or1:next:" + "a" * 41 + ":1", "or1:next:abc:1" + "0" * 100,
    ],
)  # fmt: skip
def test_anything_else_is_nobodys(ident: str) -> None:
    assert decode(ident) is None


@given(st.text())
def test_what_is_taken_is_what_would_have_been_made(ident: str) -> None:
    state = decode(ident)

    assert state is None or encode(state) == ident


@pytest.mark.parametrize("state", [State("", "a"), State("next", "a:b"), State("next", ""), State("next", "a", -1)])
def test_what_no_id_can_hold_is_refused(state: State) -> None:
    with pytest.raises(ValueError, match="no id"):
        encode(state)
