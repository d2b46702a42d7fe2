"""Payloads are measured as the strictest reader of Slack's limits would, and mended to fit them."""

from typing import Any

import pytest

from bot.adapters.slack.limits import checked, faults, weight
from bot.desk.measuring import Oversized


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def button(text: str = "x", **more: object) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": "or:next", "value": "v", **more}


def actions(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(buttons)}


def rich(*texts: str) -> dict[str, Any]:
    leaves = [{"type": "text", "text": text} for text in texts]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": leaves}]}


def message(*blocks: dict[str, Any], text: str = "x") -> dict[str, Any]:
    return {"text": text, "blocks": list(blocks)}


def modal(*blocks: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"type": "modal", "title": plain("x"), "blocks": list(blocks), **more}


def written(**more: object) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "words", **more}


def filled(label: str = "x", **element: object) -> dict[str, Any]:
    return {"type": "input", "label": plain(label), "element": {"type": "static_select", "action_id": "a", **element}}


MANY = [{"text": plain("x"), "value": str(number)} for number in range(101)]


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        (message(rich("x"), text="x" * 4001), "the text for notifications has 4001 of at most 4000"),
        (message(rich("x"), text=""), "the text for notifications is empty"),
        (message(*[rich("x")] * 51), "blocks are 51, at most 50"),
        (message({"type": "section", "text": plain("x" * 3001)}), "block 1's text has 3001 of at most 3000"),
        (message({"type": "section", "text": plain("🔴" * 1501)}), "block 1's text has 3002 of at most 3000"),
        (message({"type": "header", "text": plain("x" * 151)}), "block 1's text has 151 of at most 150"),
        (message({"type": "section", "fields": [plain("x")] * 11}), "fields of block 1 are 11, at most 10"),
        (message({"type": "section", "fields": [plain("x" * 2001)]}), "a field of block 1 has 2001 of at most 2000"),
        (message({"type": "context", "elements": [plain("x")] * 11}), "elements of block 1 are 11, at most 10"),
        (message({"type": "context", "elements": [plain("x" * 2001)]}), "a text of block 1 has 2001 of at most 2000"),
        (message(rich("x", "")), "a text of block 1 is empty"),
        (message(rich()), "elements of block 1 are none"),
        (message(actions(button("x" * 76))), "a button of block 1 has 76 of at most 75"),
        (message(actions(button(""))), "a button of block 1 is empty"),
        (message(actions(button(value="x" * 2001))), "value of block 1 has 2001 of at most 2000"),
        (message(actions(button(action_id="x" * 256))), "action id of block 1 has 256 of at most 255"),
        (
            message(actions(*(button(action_id=str(number)) for number in range(26)))),
            "elements of block 1 are 26, at most 25",
        ),
        (message(actions(button()), actions(button())), "action id or:next stands twice"),
        (message(rich("x"), {**rich("x"), "block_id": "x" * 256}), "block 2's id has 256 of at most 255"),
        (message(*[rich("x" * 3001)] * 4), "the blocks have 12004 of at most 10000 together"),
        (modal(rich("x"), title=plain("x" * 25)), "the view's title has 25 of at most 24"),
        (modal(rich("x"), private_metadata="x" * 3001), "the view's metadata has 3001 of at most 3000"),
        (modal(rich("x"), callback_id="x" * 256), "the view's callback id has 256 of at most 255"),
        (modal(*[rich("x")] * 101), "blocks are 101, at most 100"),
        (modal(filled("x" * 2001)), "block 1's label has 2001 of at most 2000"),
        (modal(filled(placeholder=plain("x" * 151))), "a placeholder of block 1 has 151 of at most 150"),
        (modal(filled(options=MANY)), "options of block 1 are 101, at most 100"),
        (modal(filled(options=[{"text": plain("x" * 76), "value": "x"}])), "an option of block 1 has 76 of at most 75"),
        (
            modal(filled(options=[{"text": plain("x"), "value": "x" * 151}])),
            "an option's value of block 1 has 151 of at most 150",
        ),
    ],
)
def test_a_fault_is_named_and_mended(payload: dict[str, Any], fault: str) -> None:
    assert faults(payload) == [fault]
    assert faults(checked(payload)) == []


@pytest.mark.parametrize(
    "payload",
    [
        message(*[rich("x")] * 50),
        message(rich("x" * 9000), {"type": "divider"}, actions(button())),
        message({"type": "section", "text": plain("x" * 3000), "accessory": button()}),
        modal(*[rich("x" * 3000)] * 5),
        modal({"type": "input", "label": plain("x"), "element": written(max_length=3000)}),
    ],
)
def test_what_fits_is_sent_as_it_is(payload: dict[str, Any]) -> None:
    assert faults(payload) == []
    assert checked(payload) is payload


def test_everything_shown_or_carried_counts_towards_a_message() -> None:
    link = {"type": "link", "url": "https://a.example", "text": "label"}
    blocks = [rich("words"), {"type": "rich_text", "elements": [link]}, actions(button("press", value="state"))]

    assert weight(blocks) == len("words" + "https://a.example" + "label" + "press" + "state")


def test_a_message_over_the_limits_is_refused_in_tests_and_mended_in_service(caplog: pytest.LogCaptureFixture) -> None:
    payload = message(rich("x" * 8000), rich("y" * 4000), actions(button("z" * 76)), text="t")

    with pytest.raises(Oversized, match=r"a button of block 3 has 76 of at most 75; the blocks have 12077 of"):
        checked(payload, strict=True)
    mended = checked(payload)
    assert faults(mended) == []
    assert mended["blocks"][1:2] == payload["blocks"][1:2]
    assert mended["blocks"][0]["elements"][0]["elements"][0]["text"].endswith("x…")
    assert len(caplog.records) == 1
