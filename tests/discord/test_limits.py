"""Payloads are measured as the strictest reader of Discord's limits would, and mended to fit them."""

from typing import Any

import pytest

from bot.adapters.discord.limits import checked, faults


def button(**more: object) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "x", "custom_id": "id", **more}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        ({"content": "x" * 2001}, "the content has 2001 of at most 2000"),
        ({"content": "🔴" * 1001}, "the content has 2002 of at most 2000"),
        ({"embeds": [{"title": "x" * 257}]}, "embed 1's title has 257 of at most 256"),
        ({"embeds": [{"title": "", "description": "x"}]}, "embed 1's title is empty"),
        ({"embeds": [{"description": "x" * 4097}]}, "embed 1's description has 4097 of at most 4096"),
        ({"embeds": [{"author": {"name": "x" * 257}}]}, "embed 1's author has 257 of at most 256"),
        ({"embeds": [{"footer": {"text": "x" * 2049}}]}, "embed 1's footer has 2049 of at most 2048"),
        ({"embeds": [{"fields": [{"name": "x" * 257, "value": "y"}]}]}, "embed 1's field name has 257 of at most 256"),
        (
            {"embeds": [{"fields": [{"name": "x", "value": "y" * 1025}]}]},
            "embed 1's field value has 1025 of at most 1024",
        ),
        ({"embeds": [{"fields": [{"name": "x", "value": " "}]}]}, "embed 1's field value is empty"),
        ({"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]}, "fields are 26, at most 25"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "the embeds have 6002 of at most 6000 together"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds are 11, at most 10"),
        ({"embeds": [{"color": 1}]}, "embed 1 is empty"),
        ({"components": [row()] * 6}, "rows of buttons are 6, at most 5"),
        ({"components": [row(*(button(custom_id=str(n)) for n in range(6)))]}, "buttons of a row are 6, at most 5"),
        ({"components": [row(button(label="x" * 81))]}, "a label has 81 of at most 80"),
        ({"components": [row(button(label=""))]}, "a label is empty"),
        ({"components": [row(button(custom_id="x" * 101))]}, "a custom id has 101 of at most 100"),
        ({"components": [row(button()), row(button())]}, "custom id id stands twice"),
        ({"title": "x" * 46, "custom_id": "a"}, "the form's title has 46 of at most 45"),
        ({"title": "x", "custom_id": "a" * 101}, "the form's custom id has 101 of at most 100"),
        ({"components": [row(button(type=4, label="x" * 46))]}, "a label has 46 of at most 45"),
    ],
)
def test_a_fault_is_named_and_mended(payload: dict[str, Any], fault: str) -> None:
    assert faults(payload) == [fault]
    assert faults(checked(payload)) == []


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"content": "x" * 2000, "embeds": [{"title": "x" * 256, "description": "y" * 4096}]},
        {"components": [row(button(label="", emoji={"name": "▶️"}))]},
        {"embeds": [{"description": "x" * 3000}] * 2},
    ],
)
def test_what_fits_is_sent_as_it_is(payload: dict[str, Any]) -> None:
    assert faults(payload) == []
    assert checked(payload) is payload
