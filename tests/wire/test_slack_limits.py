"""What the local Slack takes and refuses of messages, views and options."""

import pytest

from tests.wire.slack_limits import message_faults, options_faults, view_faults
from tests.wire.slack_world import Json


def _words(text: str = "x", kind: str = "plain_text") -> Json:
    return {"type": kind, "text": text}


def _message(*blocks: Json, text: str = "x") -> Json:
    return {"text": text, "blocks": list(blocks)}


def _section(text: str, kind: str = "mrkdwn") -> Json:
    return {"type": "section", "text": _words(text, kind)}


def _button(**more: object) -> Json:
    return {"type": "button", "action_id": "a", "text": _words()} | more


def _row(*buttons: Json) -> Json:
    return _message({"type": "actions", "elements": list(buttons)})


def _rich(*leaves: Json, whole: str = "rich_text_quote") -> Json:
    return _message({"type": "rich_text", "elements": [{"type": whole, "elements": list(leaves)}]})


def _context(*parts: Json) -> Json:
    return _message({"type": "context", "elements": list(parts)})


TEXT: Json = {"type": "text", "text": "*x* <!channel> &"}

GOOD = [
    _message(_section("x" * 3000), {"type": "divider"}, {"type": "header", "text": _words("x" * 150)}),
    _message(_section("<https://example.org/a?b=1&amp;c|a &lt;b&gt;> <#C0123|desk> <!date^1^{date}|then>")),
    _row(*[_button(action_id=str(number), value="x" * 2000) for number in range(5)]),
    _row(_button(text=_words("x" * 75), url="https://example.org/#:~:text=a")),
    _rich(TEXT, {"type": "link", "url": "https://example.org", "text": "x", "style": {"bold": True}}),
    _rich(TEXT, whole="rich_text_preformatted"),
    _context(*[_words("x", "mrkdwn")] * 10),
    _message(*[_section("x" * 199)] * 50),
]  # fmt: skip

BAD = [
    {"blocks": [_section("x")]},
    {"text": "", "blocks": [_section("x")]},
    _message(text="<!channel>"),
    _message(text="<@U012345>"),
    _message(text="a < b"),
    _message(text="a & b"),
    {"text": "x", "link_names": True},
    _message(*[_section("x")] * 51),
    _message(_section("")),
    _message(_section("x" * 3001)),
    _message(_section("😀" * 1501)),
    _message(_section("<!here>")),
    _message(_section("<@U012345|ada>")),
    _message(_section("<javascript:alert(1)|x>")),
    _message({"type": "section"}),
    _message({"type": "header", "text": _words("x" * 151)}),
    _message({"type": "header", "text": _words("x", "mrkdwn")}),
    _message({"type": "poster"}),
    _message({"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}),
    _message({"type": "divider", "block_id": "x" * 256}),
    _context(),
    _context(*[_words()] * 11),
    _row(),
    _row(_button(text=_words("x" * 76))),
    _row(_button(text=_words(""))),
    _row(_button(value="x" * 2001)),
    _row(_button(action_id="x" * 256)),
    _row(_button(), _button()),
    _message(_row(_button())["blocks"][0], _row(_button())["blocks"][0]),
    _row(_button(style="secondary")),
    _row(_button(url="ftp://example.org")),
    _row(*[_button(action_id=str(number)) for number in range(26)]),
    _row({"type": "datepicker", "action_id": "x"}),
    _rich(),
    _rich({"type": "text", "text": ""}),
    _rich({"type": "text", "text": "x", "style": {"loud": True}}),
    _rich({"type": "text", "text": "x", "style": {}}),
    _rich({"type": "user", "user_id": "U1"}),
    _rich({"type": "broadcast", "range": "channel"}),
    _rich({"type": "link", "url": "javascript:alert(1)"}),
    _rich(TEXT, whole="rich_text_poem"),
    _message(*[_section("x" * 2600)] * 4),
]  # fmt: skip


@pytest.mark.parametrize("body", GOOD)
def test_a_message_within_the_limits_is_taken(body: Json) -> None:
    assert message_faults(body) == []


@pytest.mark.parametrize("body", BAD, ids=range(len(BAD)))
def test_a_message_beyond_a_limit_is_refused(body: Json) -> None:
    assert message_faults(body) != []


def _input(**more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": "a"} | more
    return {"type": "input", "block_id": str(element["action_id"]), "label": _words(), "element": element}


def _modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": _words(), "submit": _words(), "blocks": list(blocks) or [_section("x")]} | more


def _without(name: str) -> Json:
    return {key: value for key, value in _modal(_input()).items() if key != name}


SELECT: Json = {"type": "external_select", "min_query_length": 0}


@pytest.mark.parametrize(
    "view",
    [
        _modal(_input(), _input(action_id="b", **SELECT), _section("x")),
        _modal(*[_section("x")] * 100, private_metadata="x" * 3000),
        _modal(title=_words("x" * 24)),
    ],
)
def test_a_view_within_the_limits_is_taken(view: Json) -> None:
    assert view_faults(view, "modal") == []


@pytest.mark.parametrize(
    "view",
    [
        _modal(title=_words("x" * 25)),
        _modal(title=_words("x", "mrkdwn")),
        _modal(submit=_words("x" * 25)),
        _without("submit"),
        _without("title"),
        _modal(private_metadata="x" * 3001),
        _modal(callback_id="x" * 256),
        _modal(*[_section("x")] * 101),
        _modal(_input(max_length=3001)),
        _modal(_input(placeholder=_words("x" * 151))),
        _modal(_input(type="static_select", options=[])),
        _without("blocks"),
        _modal() | {"type": "home"},
    ],
)
def test_a_view_beyond_a_limit_is_refused(view: Json) -> None:
    assert view_faults(view, "modal") != []


def _option(text: str = "x", value: str = "x") -> Json:
    return {"text": _words(text), "value": value}


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ([], True),
        ([_option("x" * 75, "x" * 150)] * 100, True),
        ([_option()] * 101, False),
        ([_option("x" * 76)], False),
        ([_option(value="x" * 151)], False),
        ([_option("")], False),
        ([_option(value="")], False),
        (None, False),
    ],
)
def test_options_are_taken_within_their_limits(options: list[Json] | None, taken: bool) -> None:  # noqa: FBT001
    assert (options_faults({"options": options}) == []) is taken
