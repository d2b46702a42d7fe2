"""Turns at the desk: in the acknowledgement when quick, behind it when not; every way to a person tried in turn."""

import asyncio
import time

import pytest

from bot.adapters.slack import answering
from bot.adapters.slack.sending import Refused
from bot.desk.reply import Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place, PlaceSettings
from tests.slack.house import House
from tests.wire.slack_interactions import ANSWER, DELETED, EDITED, NEW, OPENED, UPDATED
from tests.wire.slack_world import Channel, new_id


def slowly(house: House, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """The desk takes its time, and acknowledgements do not wait for it."""
    monkeypatch.setattr(answering, "ACK_SECONDS", seconds / 3)
    handle, press = house.desk.handle, house.desk.press

    def slow_handle(request: Request) -> Reply:
        time.sleep(seconds)
        return handle(request)

    def slow_press(pressed: Press) -> Reply:
        time.sleep(seconds)
        return press(pressed)

    monkeypatch.setattr(house.desk, "handle", slow_handle)
    monkeypatch.setattr(house.desk, "press", slow_press)


async def test_a_quick_answer_travels_in_the_acknowledgement(house: House) -> None:
    seen = await house.server.people.slash("what about talks")

    assert (seen.how, seen.message.private, len(seen.of.outcomes)) == (ANSWER, False, 1)
    assert house.told() == [("ask", "found", False)]


async def test_a_slow_one_is_acknowledged_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    slowly(house, monkeypatch, 0.3)

    seen = await house.server.people.slash("what about talks")

    assert (seen.how, "1 of 3" in seen.plain) == (NEW, True)
    assert seen.ack_ms < seen.ms
    await house.bot._answering.finish(2)
    assert house.told() == [("ask", "found", True)]


async def test_of_a_crowd_that_the_desk_cannot_serve_in_time_the_rest_is_acknowledged_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(house, monkeypatch, 0.15)

    seen = await asyncio.gather(*(house.server.people.slash(f"what about {number} talks") for number in range(30)))

    assert max(each.ack_ms for each in seen) < 1500
    assert ["1 of 3" in each.plain for each in seen] == [True] * 30
    assert {len(each.of.outcomes) for each in seen} == {1}


async def test_a_slow_form_is_answered_where_it_stood(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    people = house.server.people
    form = await people.press(await people.slash("what about talks"), "Wrong?")
    slowly(house, monkeypatch, 0.3)

    waiting = await people.submit(form, words="It was somebody else.")
    await house.server.until(lambda: "Thank you" in people._current(waiting.message).plain)

    assert (waiting.how, "Looking" in waiting.plain) == (UPDATED, True)
    assert [flag.reason for _, flag in house.archive.ledger.flags()] == ["It was somebody else."]


async def test_a_fault_at_the_desk_is_told_in_a_sentence(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: Request) -> Reply:
        raise ZeroDivisionError(request.command)

    monkeypatch.setattr(house.desk, "handle", broken)

    seen = await house.server.people.slash("what about talks")

    assert "Something went wrong" in seen.plain
    assert house.counts.errors == [("slack", "ask")]


async def test_an_answer_is_remembered_and_its_button_turns_it_in_place(house: House) -> None:
    people, server = house.server.people, house.server
    first = await people.slash("what about talks")

    turned = await people.press(first, "Next")
    theirs = await people.press(first, "Next", by=server.ben)

    assert (turned.how, "2 of 3" in turned.plain) == (EDITED, True)
    assert (theirs.how, theirs.message.private_to) == (NEW, server.ben.id)


async def test_where_answers_are_private_they_are_shared_under_a_name_or_kept(house: House) -> None:
    people, server = house.server.people, house.server
    house.archive.ledger.set_place(Place("slack", server.team.id), PlaceSettings(private=True))
    first = await people.slash("what about talks")

    shared = await people.press(first, "Share")
    gone = await people.press(first, "Keep to myself")

    assert (first.message.private_to, shared.message.private, gone.how) == (server.ada.id, False, DELETED)
    assert shared.plain.splitlines()[0] == "shared by ada"
    assert server.ada.id not in str(shared.message.body)


async def test_where_two_people_talk_an_answer_is_as_private_as_their_workspace_wants_it(house: House) -> None:
    people, server = house.server.people, house.server
    talk = Channel("directmessage", joined=False, id=new_id("D"))
    server.channels[talk.id] = talk
    before = await people.slash("what about talks", at=talk)
    house.archive.ledger.set_place(Place("slack", server.team.id), PlaceSettings(private=True))

    first = await people.slash("what about talks", at=talk)
    told = await people.press(first, "Why")
    traced = await people.shortcut("We hope for talks", at=talk)

    seen = [each.message.private_to for each in (before, first, told, traced)]
    assert seen == [None, server.ada.id, server.ada.id, server.ada.id]


async def test_a_message_without_words_is_told_so(house: House) -> None:
    seen = await house.server.people.shortcut("")

    assert seen.plain == "This message has no words to look for."


async def test_who_shares_is_somebody_where_slack_does_not_tell(house: House) -> None:
    people, server = house.server.people, house.server
    house.archive.ledger.set_place(Place("slack", server.team.id), PlaceSettings(private=True))
    first = await people.slash("what about talks")
    server.granted = frozenset({"chat:write"})

    shared = await people.press(first, "Share")

    assert shared.plain.splitlines()[0] == "shared by somebody here"
    server.refused.clear()  # what was not granted was asked for: that was the point


async def test_a_mention_is_answered_in_its_thread_and_so_are_its_buttons(house: House) -> None:
    people = house.server.people
    seen = await people.mention("what about talks")
    thread = seen.of.typed.ts if seen.of.typed else ""

    why = await people.press(seen, "Why")

    assert (seen.message.thread, why.message.thread, why.message.private) == (thread, thread, True)


async def test_where_only_other_channels_are_answered_in_a_mention_meets_silence(house: House) -> None:
    people, server = house.server.people, house.server
    place = Place("slack", server.team.id)
    house.archive.ledger.set_place(place, PlaceSettings(channels=(server.other_channel.id,)))

    told = await people.slash("what about talks")
    begun = await people.tell("app_mention", people._write(f"<@{server.team.user}> talks", None, server.channel, None))
    await server.until(lambda: len(house.counts.all) == 2)

    assert "In this workspace On Record answers elsewhere" in told.message.body["text"]
    assert begun.outcomes == []


async def test_a_mention_that_may_not_be_answered_there_reaches_the_person_alone(house: House) -> None:
    people, server = house.server.people, house.server

    typed = people._write(f"<@{server.team.user}> what about talks", None, server.closed_channel, None)
    await people.tell("app_mention", typed)
    await server.until(lambda: any("1 of 3" in each.plain for each in server.messages.values()))

    (answer,) = [each for each in server.messages.values() if "1 of 3" in each.plain]
    assert answer.channel == server.dm_with(server.ada)


async def test_a_message_that_slack_calls_invalid_is_a_sentence_instead(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await house.server.people.slash("what about talks")
    respond, tries = house.wire.respond, []

    async def choosy(url: str, payload: dict[str, object]) -> None:
        tries.append(payload)
        if len(tries) == 1:
            raise Refused("invalid_blocks", 400)
        await respond(url, payload)

    monkeypatch.setattr(house.wire, "respond", choosy)

    seen = await house.server.people.press(first, "Why")

    assert "Something went wrong" in seen.plain
    assert house.counts.errors == [("slack", "why")]


async def test_nothing_is_lost_silently_when_no_way_is_left(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = await house.server.people.slash("what about talks")

    async def nowhere(url: str, payload: dict[str, object]) -> None:  # noqa: ARG001
        raise Refused("used_url", 404)

    monkeypatch.setattr(house.wire, "respond", nowhere)
    house.server.shut_out = "account_inactive"
    await house.server.people.begin_press(first, "Why")
    await house.server.until(lambda: len(house.counts.all) == 2)

    assert house.told()[-1] == ("why", "late", False)
    assert "why: the reply was not taken: account_inactive" in caplog.text


async def test_a_form_opens_at_a_press(house: House) -> None:
    people = house.server.people

    form = await people.press(await people.mention("what about talks"), "Wrong?")
    sent = await people.submit(form, words="")

    assert (form.how, sent.how, "report number 1" in sent.plain) == (OPENED, UPDATED, True)
    ((_, flag),) = house.archive.ledger.flags()
    assert (flag.place, flag.person) == (
        Place("slack", house.server.team.id, house.server.channel.id),
        house.server.ada.id,
    )
