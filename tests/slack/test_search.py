"""Forms made of the desk's declarations: fields, completions, what comes back from them; and where the answer goes."""

from typing import Any

import pytest

from bot.adapters.slack.forms import fields, filled_in, offered
from bot.adapters.slack.limits import faults
from bot.adapters.slack.views import WHERE, search, settings
from bot.desk.command import Choice, Kind, Option
from bot.domain.place import PlaceSettings
from tests.slack.house import House
from tests.wire.slack_interactions import ERRORS, NEW, OPENED, UPDATED


def view(**values: dict[str, Any]) -> dict[str, Any]:
    return {"state": {"values": {name: {"any": element} for name, element in values.items()}}}


def test_the_search_has_a_field_for_every_option_and_one_for_where(house: House) -> None:
    said = house.desk.command("said")
    assert said is not None

    form = search(said.options, "C1")

    assert [block["block_id"] for block in form["blocks"]] == [*(option.name for option in said.options), WHERE]
    completed = [option.name for option in said.options if option.complete]
    external = [block for block in form["blocks"] if block["element"]["type"] == "external_select"]
    assert [block["element"]["action_id"] for block in external] == [f"complete:{name}" for name in completed]
    assert {block["element"]["min_query_length"] for block in external} == {0}
    assert (form["private_metadata"], faults(form)) == ("C1", [])


def test_the_settings_form_begins_with_what_is_set(house: House) -> None:
    command = house.desk.command("settings")
    assert command is not None

    form = settings(command.options, PlaceSettings(("C1", "C2"), private=True, party="NO", language="de"))

    elements = {block["block_id"]: block["element"] for block in form["blocks"]}
    assert elements["channel"]["initial_conversations"] == ["C1", "C2"]
    chosen = {name: elements[name]["initial_option"]["value"] for name in ("private", "party", "dates")}
    assert chosen == {"private": "yes", "party": "NO", "dates": "de"}
    assert elements["dates"]["initial_option"]["text"]["text"] == "Deutsch, German (de)"
    assert "this channel" not in str(form)
    assert faults(form) == []


def test_a_field_is_of_the_kind_of_its_option() -> None:
    made = fields([
        Option("text", "words", required=True),
        Option("on", "yes or no", kind=Kind.SWITCH),
        Option("where", "channels", kind=Kind.CHANNEL),
    ])  # fmt: skip

    kinds = [(block["element"]["type"], block["optional"]) for block in made]
    assert kinds == [("plain_text_input", False), ("static_select", True), ("multi_conversations_select", True)]


def test_what_is_filled_in_is_read_back_and_empty_fields_are_left_out() -> None:
    filled = filled_in(view(
        since={"type": "plain_text_input", "value": "2019"},
        until={"type": "plain_text_input", "value": None},
        about={"type": "plain_text_input", "value": "  "},
        who={"type": "external_select", "selected_option": {"value": "China"}},
        voice={"type": "static_select", "selected_option": None},
        channel={"type": "multi_conversations_select", "selected_conversations": ["C1", 5]},
    ))  # fmt: skip

    assert filled == {"since": "2019", "who": "China", "channel": ("C1",)}


@pytest.mark.parametrize("strange", [{}, {"state": []}, {"state": {"values": 5}}, {"state": {"values": {"a": []}}}])
def test_a_strange_view_holds_nothing(strange: dict[str, Any]) -> None:
    assert filled_in(strange) == {}


def test_what_was_typed_can_be_chosen_even_if_nothing_completes_it() -> None:
    options = offered([Choice("China", "China"), Choice("x" * 100, "long"), Choice("over", "v" * 151)], "chi")

    assert [option["value"] for option in options] == ["China", "long", "chi"]
    assert max(len(option["text"]["text"]) for option in options) <= 75
    assert [option["value"] for option in offered([Choice("China", "China")], "China")] == ["China"]


async def test_a_search_without_a_conversation_is_answered_in_its_place_and_paged_there(house: House) -> None:
    people = house.server.people
    form = await people.search()

    shown = await people.submit(form, who="talks")
    turned = await people.press(shown, "Next")
    why = await people.press(turned, "Why")

    assert (form.how, shown.how, turned.how, why.how) == (OPENED, UPDATED, UPDATED, OPENED)
    assert ("1 of 3" in shown.plain, "2 of 3" in turned.plain) == (True, True)


async def test_a_search_is_answered_in_the_conversation_chosen(house: House) -> None:
    server = house.server
    form = await server.people.search()
    begun = server.begin(server.people._begun(None, server.channel))
    body = {
        "type": "view_submission", "team": {"id": server.team.id}, "user": {"id": server.ada.id}, "trigger_id": "x",
        "view": form.view | view(who={"selected_option": {"value": "talks"}}),
        "response_urls": [{"channel_id": server.channel.id, "response_url": f"{server.address}/hooks/{begun.hook}"}],
    }  # fmt: skip

    acknowledged = await house.dispatch(body)
    seen = await begun.seen

    assert (acknowledged.status, acknowledged.body) == (200, "")
    assert (seen.how, seen.message.private, "1 of 3" in seen.plain) == (NEW, False, True)


async def test_an_empty_search_says_what_is_missing(house: House) -> None:
    people = house.server.people

    seen = await people.submit(await people.search())

    assert (seen.how, seen.errors) == (ERRORS, {"who": "Fill in at least one field."})


async def test_what_is_typed_is_completed(house: House) -> None:
    house.archive.offers = [("Talks of peace", "talks")]
    people = house.server.people
    form = await people.search()

    offered_ = (await people.suggest(form, "about", "tal")).options

    assert offered_ == (("Talks of peace", "talks"), ("“tal”", "tal"))


async def test_an_archive_in_trouble_still_lets_a_person_type(house: House) -> None:
    people = house.server.people
    form = await people.search()
    house.archive.busy = True

    options = (await people.suggest(form, "about", "tal")).options

    assert [value for _, value in options][-1:] == ["tal"]
