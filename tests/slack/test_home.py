"""The App Home: what is held, what is set, a person's own answers, and the ways on; the settings changed from there."""

import pytest

from bot.adapters.slack.home import home
from bot.adapters.slack.limits import faults
from bot.domain.place import Place, PlaceSettings
from tests.slack.house import House
from tests.wire.slack_interactions import ERRORS, OPENED, UPDATED


def settings(house: House) -> PlaceSettings:
    return house.desk.settings(Place("slack", house.server.team.id))


async def test_what_is_held_and_set_is_told(house: House) -> None:
    seen = await house.server.people.home()

    assert "4 statements that can be quoted, from 2 sources" in seen.plain
    assert "China" in seen.plain
    assert "every channel" in seen.plain
    assert "None yet" in seen.plain


async def test_ones_own_answers_are_there_and_nobody_elses(house: House) -> None:
    people, server = house.server.people, house.server
    await people.slash("what about talks")
    await people.slash("what about fish", by=server.ben)
    await people.dm("what about norway")

    ada, ben = await people.home(), await people.home(by=server.ben)

    asked = [(word in ada.plain, word in ben.plain) for word in ("talks", "fish", "norway")]
    assert asked == [(True, False), (False, True), (True, False)]


async def test_an_answer_is_shown_again_and_goes_on(house: House) -> None:
    people = house.server.people
    await people.slash("what about talks")

    again = await people.press(await people.home(), "Show again")
    turned = await people.press(again, "Next")

    assert (again.how, "1 of 3" in again.plain) == (OPENED, True)
    assert (turned.how, "2 of 3" in turned.plain) == (UPDATED, True)
    assert [button["action_id"] for button in again.message.buttons if "keep" in button["action_id"]] == []


async def test_an_answer_shown_again_is_shared_where_it_was_given(house: House) -> None:
    people = house.server.people
    await people.slash("what about talks")
    again = await people.press(await people.home(), "Show again")

    begun = await people.begin_press(again, "Share")
    await begun.seen
    await house.server.until(lambda: len(begun.messages) == 2)

    shared, told = sorted(begun.messages, key=lambda each: each.view is not None)
    assert (shared.channel, shared.private, "shared by ada" in shared.plain) == (house.server.channel, False, True)
    assert told.plain == "Shared."


async def test_what_cannot_be_shared_where_the_bot_is_no_member_is_said(house: House) -> None:
    people, server = house.server.people, house.server
    await people.slash("what about talks", at=server.closed_channel)
    again = await people.press(await people.home(), "Show again")

    told = await people.press(again, "Share")

    assert (told.how, "Not shared" in told.plain, "/invite @On Record" in told.plain) == (OPENED, True, True)


async def test_an_answer_of_another_workspace_is_shown_to_nobody_here(house: House) -> None:
    people, server = house.server.people, house.server
    await people.slash("what about talks", at=server.elsewhere)
    await people.slash("what about talks")
    given = house.archive.ledger.recent(Place("slack", server.other_team.id), 1)
    home = await people.home()

    seen = await people.forge(home.message, "go:show", f"or1:previous:{given[0].id}:0")

    assert [button["action_id"] for button in home.message.buttons].count("go:show") == 1
    assert "no longer remembered" in seen.plain


async def test_nobody_shows_an_answer_of_another(house: House) -> None:
    people, server = house.server.people, house.server
    await people.slash("what about talks")
    own = await people.home()
    theirs = await people.home(by=server.ben)
    value = own.message.button("Show again")["value"]

    seen = await people.forge(theirs.message, "go:show", value, by=server.ben)

    assert "no longer remembered" in seen.plain


async def test_settings_are_for_those_who_manage(house: House) -> None:
    people, server = house.server.people, house.server

    labels = [
        [button["text"]["text"] for button in (await people.home(by=person)).message.buttons]
        for person in (server.ada, server.ben)
    ]

    assert ["Settings" in shown for shown in labels] == [True, False]


async def test_settings_are_kept_as_they_were_filled_in(house: House) -> None:
    people = house.server.people
    form = await people.press(await people.home(), "Settings")

    seen = await people.submit(form, private="yes", dates="de")

    assert (seen.how, "Kept" in seen.plain) == (UPDATED, True)
    assert settings(house) == PlaceSettings(private=True, language="de")


async def test_who_does_not_manage_changes_nothing_even_with_the_form(house: House) -> None:
    people, server = house.server.people, house.server
    form = await people.press(await people.home(), "Settings")
    body = {
        "type": "view_submission", "team": {"id": server.team.id}, "user": {"id": server.ben.id},
        "view": form.view | {"state": {"values": {"private": {"x": {"selected_option": {"value": "yes"}}}}}},
    }  # fmt: skip

    answer = await house.dispatch(body)

    assert "being an admin" in answer.body
    assert settings(house) == PlaceSettings()


@pytest.mark.parametrize(
    ("before", "chosen", "after"),
    [
        ((), ["C1", "C2"], ("C1", "C2")),
        (("C1", "C2"), ["C2", "C3"], ("C2", "C3")),
        (("C1",), [], ()),
        (("C1",), ["C1"], ("C1",)),
    ],
)
async def test_the_channels_chosen_are_those_it_answers_in(
    house: House, before: tuple[str, ...], chosen: list[str], after: tuple[str, ...]
) -> None:
    server, place = house.server, Place("slack", house.server.team.id)
    house.archive.ledger.set_place(place, PlaceSettings(channels=before))
    values = {"channel": {"x": {"selected_conversations": chosen}}}
    body = {
        "type": "view_submission", "team": {"id": server.team.id}, "user": {"id": server.ada.id},
        "view": {"id": "V1", "callback_id": "settings", "type": "modal", "state": {"values": values}},
    }  # fmt: skip

    await house.dispatch(body)

    assert settings(house).channels == after


async def test_a_language_nobody_has_is_said_at_the_field(house: House) -> None:
    server = house.server
    body = {
        "type": "view_submission", "team": {"id": server.team.id}, "user": {"id": server.ada.id},
        "view": {"id": "V1", "callback_id": "settings", "type": "modal", "state": {"values": {
            "dates": {"x": {"selected_option": {"value": "klingon-ish"}}}}}},
    }  # fmt: skip

    answer = await house.dispatch(body)

    assert ERRORS in answer.body
    assert settings(house) == PlaceSettings()


async def test_a_home_of_many_answers_is_within_the_limits(house: House) -> None:
    team, alone = Place("slack", "T1"), Place("slack", "dm:T1:U1")
    for number in range(30):
        await house.server.people.slash(f"{'very ' * 300}long {number} talks")

    view = home(house.desk, team, alone, "U1", manages=True)

    assert faults(view) == []
