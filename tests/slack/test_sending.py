"""Requests to Slack: tried again where that helps, given up at once where it does not; read where Bolt never looks."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.adapters.slack import sending
from bot.adapters.slack.login import LOGIN, OPENING, logged_in, refusal
from bot.adapters.slack.people import FRESH, People, Person
from bot.adapters.slack.sending import TRIES, Refused, Wire, ask, call
from bot.domain.errors import ConfigError
from tests.slack.canned import Slack, Step, serving

HERE = {"team_id": "T1"}
"""What tells that an account belongs to the workspace asked about."""


@pytest_asyncio.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    monkeypatch.setattr(sending, "SHORTEST_PAUSE", 0.01)
    monkeypatch.setattr(sending, "LONGEST_PAUSE", 0.02)
    slack = Slack([(200, {"ok": True}, {})])
    async with serving(slack):
        yield slack


@pytest_asyncio.fixture
async def wire(slack: Slack) -> AsyncIterator[Wire]:
    wire = Wire(slack.address)
    yield wire
    await wire.close()


FINE: Step = (200, {"ok": True}, {})
PASSING: list[list[Step]] = [
    [(503, "<html>busy</html>", {"Content-Type": "text/html"})],
    [(502, "bad gateway", {})],
    [(500, {"ok": False, "error": "internal_error"}, {})],
    [(503, "not JSON", {"Content-Type": "application/json"})],
    [(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"})],
    ["reset"],
    ["reset", (503, "", {}), "reset"],
]


@pytest.mark.parametrize("trouble", PASSING)
async def test_what_may_pass_is_tried_again(slack: Slack, wire: Wire, trouble: list[Step]) -> None:
    slack.steps = [*trouble, FINE]
    await call(wire.client_for("xoxb-1"), "chat.postMessage", channel="C1", text="Peace.")

    slack.steps = [*trouble, (200, "ok", {})]
    await wire.respond(f"{slack.address}hooks/1", {"text": "Peace."})

    assert len(slack.heard) == 2 * (len(trouble) + 1)
    assert {each["text"] for each in slack.heard} == {"Peace."}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((404, {"ok": False, "error": "used_url"}, {}), "used_url"),
        ((404, "expired_url", {}), "http_404"),
        ((200, {"ok": False, "error": "invalid_blocks"}, {}), "invalid_blocks"),
        ((400, {"ok": False}, {}), "http_400"),
    ],
)
async def test_what_a_url_refuses_is_read_and_not_tried_again(
    slack: Slack, wire: Wire, answer: Step, code: str
) -> None:
    slack.steps = [answer]

    with pytest.raises(Refused) as refused:
        await wire.respond(f"{slack.address}hooks/1", {"text": "Peace."})

    assert (refused.value.code, len(slack.heard)) == (code, 1)


async def test_patience_ends_and_says_why(slack: Slack, wire: Wire) -> None:
    slack.steps = [(503, "", {})]

    with pytest.raises(Refused, match="http_503"):
        await wire.respond(f"{slack.address}hooks/1", {})
    with pytest.raises(Refused, match="http_503"):
        await call(wire.client_for("xoxb-1"), "chat.postMessage")

    assert len(slack.heard) == 2 * (TRIES + 1)


async def test_a_longer_wait_than_anybody_stays_for_is_not_waited(slack: Slack, wire: Wire) -> None:
    slack.steps = [(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "3600"})]
    started = time.monotonic()

    for _ in range(2):
        with pytest.raises(Refused):
            await wire.respond(f"{slack.address}hooks/1", {})
    with pytest.raises(Refused, match="ratelimited"):
        await call(wire.client_for("xoxb-1"), "chat.postMessage")

    assert (time.monotonic() - started < 2, len(slack.heard)) == (True, 3)


async def test_the_wait_that_is_asked_for_is_kept(slack: Slack, wire: Wire) -> None:
    slack.steps = [(429, {}, {"Retry-After": "1"}), FINE]
    started = time.monotonic()

    await wire.respond(f"{slack.address}hooks/1", {})

    assert time.monotonic() - started >= 1


async def test_a_token_travels_in_a_header_only(slack: Slack, wire: Wire) -> None:
    await ask(wire.client_for("xoxb-s3cret"), "users.info", user="U1")
    await call(wire.client_for("xoxb-s3cret"), "views.open", trigger_id="1", view={})

    assert slack.heard == [{"user": "U1"}, {"trigger_id": "1", "view": {}}]


@pytest.mark.parametrize(
    ("user", "person"),
    [
        (HERE | {"is_admin": True, "profile": {"display_name": "Ann"}}, Person("Ann", manages=True)),
        (HERE | {"is_owner": True, "profile": {"real_name": "Ann B"}}, Person("Ann B", manages=True)),
        (HERE | {"name": "ann", "is_admin": "yes"}, Person("ann")),
        (HERE | {"is_admin": True, "is_bot": True, "name": "b"}, Person("b")),
        (HERE | {"is_admin": True, "is_stranger": True, "name": "c"}, Person("c")),
        (HERE | {"is_admin": True, "deleted": True, "name": "d"}, Person("d")),
        ({"team_id": "T2", "is_admin": True, "is_owner": True, "name": "guest"}, Person("guest")),
        ({"is_admin": True, "name": "nowhere"}, Person("nowhere")),
        ({"team_id": "T2", "is_admin": True, "enterprise_user": {"teams": ["T1"]}}, Person(manages=True)),
        ({"team_id": "T2", "is_admin": True, "enterprise_user": {"teams": "T1"}}, Person()),
        (["strange"], Person()),
    ],
)
async def test_of_a_person_name_and_right_are_known(slack: Slack, wire: Wire, user: Any, person: Person) -> None:
    slack.steps = [(200, {"ok": True, "user": user}, {})]

    assert await People().person(wire.client_for("xoxb-1"), "T1", "U1") == person


async def test_a_person_is_asked_about_once_in_a_while(slack: Slack, wire: Wire) -> None:
    slack.steps = [(200, {"ok": True, "user": HERE | {"name": "ann", "is_admin": True}}, {})]
    now = [0.0]
    people, client = People(lambda: now[0]), wire.client_for("xoxb-1")

    for moment in (0.0, FRESH - 1, FRESH + 1):
        now[0] = moment
        assert (await people.person(client, "T1", "U1")).manages

    assert len(slack.heard) == 2


async def test_nobody_has_a_right_that_slack_does_not_confirm_in_time(
    slack: Slack, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.people.ASKING", 0.1)
    slack.steps = [(503, "", {})]

    person = await asyncio.wait_for(People().person(wire.client_for("xoxb-1"), "T1", "U1"), 1)

    assert person == Person()


@pytest.mark.parametrize("code", LOGIN)
async def test_a_token_refused_for_good_is_a_sentence(slack: Slack, wire: Wire, code: str) -> None:
    slack.steps = [(200, {"ok": False, "error": code}, {})]

    with pytest.raises(ConfigError) as raised:
        await logged_in(wire, "xoxb-s3cret")

    assert "s3cret" not in f"{raised.value.message} {raised.value.hint}"
    assert len(slack.heard) == 1


async def test_a_login_is_tried_until_it_works(
    slack: Slack, wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.desk.backoff.Backoff.delay", lambda _: 0.01)
    slack.steps = ["reset", (503, "", {}), (200, {"ok": False, "error": "fatal_error"}, {}),
                   (200, {"ok": True, "user_id": "U1"}, {})]  # fmt: skip

    told = await logged_in(wire, "xoxb-1")

    assert told["user_id"] == "U1"
    assert [record.levelname for record in caplog.records if record.name == "onrecord.slack"] == ["WARNING"] * 3


def test_only_what_no_further_try_changes_is_final() -> None:
    assert [refusal(code, OPENING) for code in ("ratelimited", "internal_error", "http_503")] == [None, None, None]
    assert refusal("missing_scope", OPENING) is not None
