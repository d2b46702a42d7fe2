"""What the local Discord takes and refuses of messages, forms, choices and registrations."""

import pytest

from tests.wire.discord_commands import command_faults
from tests.wire.discord_limits import choices_faults, form_faults, message_faults
from tests.wire.discord_world import Json

NOBODY: Json = {"parse": []}


def _embed(**more: object) -> Json:
    return {"embeds": [{"description": "x"} | more], "allowed_mentions": NOBODY}


def _row(*buttons: Json) -> Json:
    rows = [{"type": 1, "components": list(buttons)}]
    return {"content": "x", "components": rows, "allowed_mentions": NOBODY}


def _button(**more: object) -> Json:
    return {"type": 2, "style": 2, "label": "x", "custom_id": "x"} | more


GOOD = [
    {"content": "x" * 2000, "allowed_mentions": NOBODY},
    _embed(title="x" * 256, fields=[{"name": "x", "value": "x" * 1024}]),
    _row(_button(), _button(custom_id="y" * 100)),
    _row(_button(custom_id=None, style=5, url="https://example.org/a")),
]
BAD = [
    ({"content": "x"}, "allowed_mentions"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"]}}, "allowed_mentions"),
    ({"content": "x", "allowed_mentions": {"parse": [], "replied_user": True}}, "allowed_mentions"),
    ({"content": "", "allowed_mentions": NOBODY}, "content"),
    ({"content": "😀" * 1001, "allowed_mentions": NOBODY}, "content"),
    (_embed(title="x" * 257), "embeds.0.title"),
    (_embed(description="x" * 4097), "embeds.0.description"),
    (_embed(footer={"text": "x" * 2049}), "embeds.0.footer.text"),
    (_embed(fields=[{"name": " ", "value": "x"}]), "embeds.0.fields.0.name"),
    (_embed(fields=[{"name": "x", "value": "x"}] * 26), "embeds.0.fields"),
    (_embed(url="javascript:alert(1)"), "embeds.0.url"),
    ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}], "allowed_mentions": NOBODY}, "embeds"),
    ({"embeds": [{"color": 1}], "allowed_mentions": NOBODY}, "embeds.0.description"),
    (_row(_button(custom_id="x" * 101)), "components.0.components.0.custom_id"),
    (_row(_button(), _button()), "components.0.components.1.custom_id"),
    (_row(_button(label="x" * 81)), "components.0.components.0.label"),
    (_row(*[_button(custom_id=str(number)) for number in range(6)]), "components.0.components"),
    (_row(_button(style=5)), "components.0.components.0.url"),
    ({"content": "x", "flags": 1 << 15, "allowed_mentions": NOBODY}, "flags"),
]  # fmt: skip


@pytest.mark.parametrize("body", GOOD)
def test_a_message_within_the_limits_is_taken(body: Json) -> None:
    assert message_faults(body) == []


@pytest.mark.parametrize(("body", "where"), BAD)
def test_a_message_beyond_a_limit_is_refused_where_it_is_wrong(body: Json, where: str) -> None:
    assert [fault[0] for fault in message_faults(body)] == [where]


@pytest.mark.parametrize(
    ("commands", "where"),
    [
        ([{"name": "Ask", "description": "x"}], "0.name"),
        ([{"name": "ask"}], "0.description"),
        ([{"name": "ask", "description": "x" * 101}], "0.description"),
        ([{"name": "ask", "description": "x"}] * 2, "1.name"),
        ([{"name": "Who?", "type": 3, "description": "x"}], "0.description"),
        ([{"name": "ask", "description": "x", "contexts": [3]}], "0.contexts"),
        ([{"name": "ask", "description": "x", "default_member_permissions": 32}], "0.default_member_permissions"),
        ([{"name": "ask", "description": "x", "option": []}], "0._"),
    ],
)
def test_a_wrong_registration_is_refused(commands: list[Json], where: str) -> None:
    assert [fault[0] for fault in command_faults(commands)] == [where]


OPTION: Json = {"name": "a", "description": "x", "type": 3}


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ([OPTION, OPTION], ".1.name"),
        ([OPTION, OPTION | {"name": "b", "required": True}], ".1"),
        ([OPTION | {"choices": [{"name": "x" * 101, "value": "x"}]}], ".0.choices.0.name"),
        ([OPTION | {"type": 5, "autocomplete": True}], ".0.autocomplete"),
    ],
)
def test_wrong_options_are_refused(options: list[Json], where: str) -> None:
    faults = command_faults([{"name": "ask", "description": "x", "options": options}])

    assert [fault[0] for fault in faults] == [f"0.options{where}"]


SUB: Json = {"name": "set", "description": "x", "type": 1, "options": [OPTION]}


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ([SUB, OPTION], [""]),
        ([SUB, SUB], [".1.name"]),
        ([SUB | {"name": f"x{number}"} for number in range(26)], [""]),
        ([SUB | {"options": [OPTION | {"type": 1}]}], [".0.options"]),
        ([SUB | {"options": [OPTION, OPTION | {"name": "b", "required": True}]}], [".0.options.1"]),
        ([SUB | {"required": True}], [".0.required"]),
        ([SUB | {"name": "Set it"}], [".0.name"]),
        ([SUB | {"description": ""}], [".0.description"]),
        ([OPTION | {"options": [OPTION]}], [".0.options"]),
        ([SUB, SUB | {"name": "list", "options": []}], []),
    ],
)
def test_wrong_sub_commands_are_refused(options: list[Json], where: list[str]) -> None:
    faults = command_faults([{"name": "daily", "description": "x", "options": options}])

    assert [fault[0] for fault in faults] == [f"0.options{each}" for each in where]


def test_choices_and_forms_beyond_their_limits_are_refused() -> None:
    many = {"choices": [{"name": "x", "value": str(number)} for number in range(26)]}
    long = {"choices": [{"name": "x" * 101, "value": "x"}]}
    field = {"type": 4, "custom_id": "a", "style": 2, "label": "x" * 46}
    form = {"title": "x" * 46, "custom_id": "x", "components": [{"type": 1, "components": [field]}]}

    assert [fault[0] for fault in choices_faults(many)] == ["choices"]
    assert [fault[0] for fault in choices_faults(long)] == ["choices.0.name"]
    assert [fault[0] for fault in form_faults(form)] == ["title", "components.0.label"]
