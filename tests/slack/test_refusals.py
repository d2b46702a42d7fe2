"""What Slack may answer, sense or not -> what passes, what people mend; never a post that is taken for unsent."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as some

from bot.adapters.slack import channels, refusals
from bot.adapters.slack.accounts import Account, of_one, team_of
from bot.adapters.slack.delivering import UNFIT
from bot.adapters.slack.obstacles import UNTOLD, asked_from_threads
from bot.adapters.slack.outlet import SlackOutlet
from bot.adapters.slack.refusals import BARS, TORN, WAITING, trouble
from bot.adapters.slack.searching import is_marked
from bot.adapters.slack.sending import Refused, Wire
from bot.desk.reply import Line, Reply
from bot.desk.request import Obstacle, unhindered
from bot.domain.place import Place
from bot.posting.outlet import Barred, Passing, Unfit
from tests.slack.canned import Slack, Step, serving

MARK = "abcdefghijkl"
PLACE = Place("slack", "T1", "C1")
REPLY = Reply((Line("Peace."),), private=False)
TOLD = {"team_id": "T1", "user_id": "U1", "bot_id": "B1"}


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack([(200, {"ok": True}, {})])
    async with serving(slack):
        yield slack


@pytest_asyncio.fixture
async def outlet(slack: Slack) -> AsyncIterator[SlackOutlet]:
    wire = Wire(slack.address)
    yield SlackOutlet(wire, of_one("xoxb-1", TOLD), 2.0)
    await wire.close()


@pytest.mark.parametrize("code", sorted(BARS))
def test_what_no_further_try_changes_has_a_problem_in_a_sentence(code: str) -> None:
    """And a mend, where there is one."""
    told = trouble(Refused(code))

    assert isinstance(told, Barred)
    assert (told.problem, told.mend) == BARS[code]
    assert all(not text or (text[0].isupper() and text.endswith((".", ")"))) for text in BARS[code])


@pytest.mark.parametrize("code", sorted(WAITING))
def test_what_slack_has_not_done_yet_it_surely_has_not(code: str) -> None:
    """It is tried again without a search."""
    told = trouble(Refused(code, wait=3.0))

    assert isinstance(told, Passing)
    assert (told.wait, told.uncertain) == (3.0, False)


@pytest.mark.parametrize("code", sorted(TORN))
def test_what_broke_at_slack_may_have_been_done(code: str) -> None:
    """Slack says itself that some of it may have succeeded."""
    told = trouble(Refused(code))

    assert isinstance(told, Passing)
    assert told.uncertain is True


@pytest.mark.parametrize("code", sorted(UNFIT))
def test_a_post_that_is_unfit_is_a_fault_of_ours(code: str, caplog: pytest.LogCaptureFixture) -> None:
    """It is in the log, and no person is told to mend it."""
    told = trouble(Refused(code))

    assert isinstance(told, Unfit)
    assert (told.mend, [record.levelno for record in caplog.records]) == ("", [logging.ERROR])


@pytest.mark.parametrize(
    ("error", "uncertain"),
    [
        (Refused("http_403", 403), False),
        (Refused("http_429", 429, 5.0), False),
        (Refused("http_500", 500), True),
        (Refused("http_200", 200), True),
        (aiohttp.ServerDisconnectedError(), True),
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (aiohttp.ClientPayloadError(), True),
    ],
)
def test_what_is_no_word_of_slacks_may_pass(error: Exception, uncertain: bool) -> None:  # noqa: FBT001  a table
    """A connection that broke late leaves it open what became of the post."""
    told = trouble(error)

    assert isinstance(told, Passing)
    assert told.uncertain is uncertain


def test_a_refusal_nobody_knows_is_told_by_its_code() -> None:
    """Slack adds words to its errors; none of them is taken for success."""
    told = trouble(Refused("x" * 1000))

    assert isinstance(told, Barred)
    assert told.problem == f"Slack refuses it: {'x' * 60}."


STRANGE: list[Step] = [
    (200, "[]", {"Content-Type": "application/json"}),
    (200, '["ok"]', {"Content-Type": "application/json"}),
    (200, "null", {"Content-Type": "application/json"}),
    (200, "{", {"Content-Type": "application/json"}),
    (200, "<html>proxy</html>", {"Content-Type": "text/html"}),
    (200, "ok", {"Content-Type": "text/plain"}),
    (200, {"ok": True}, {}),
    (200, {"ok": True, "ts": 5}, {}),
    (200, {"ok": True, "ts": None}, {}),
]


@pytest.mark.parametrize("step", STRANGE)
async def test_an_answer_without_sense_leaves_it_open(slack: Slack, outlet: SlackOutlet, step: Step) -> None:
    """Sent once; whether it stands is for the search to say."""
    slack.steps = [step]

    with pytest.raises(Passing) as passing:
        await outlet.send(PLACE, MARK, REPLY)

    assert (passing.value.uncertain, len(slack.heard)) == (True, 1)


@pytest.mark.parametrize(
    "body",
    [
        {"ok": True},
        {"ok": True, "messages": None},
        {"ok": True, "messages": [], "has_more": True},
        {"ok": True, "messages": [], "response_metadata": "none"},
        [],
    ],
)
async def test_a_search_that_cannot_be_read_finds_nothing_missing(
    slack: Slack, outlet: SlackOutlet, body: Any
) -> None:
    """Never is a post said not to stand where that is not known."""
    slack.steps = [(200, body, {})]

    with pytest.raises(Passing):
        await outlet.find(PLACE, MARK, 0)


async def test_a_search_among_strange_messages_ends(slack: Slack, outlet: SlackOutlet) -> None:
    """What is no message of ours is passed over, whatever it is."""
    forged = {"bot_id": "B2", "user": "U2", "ts": "1.1", "metadata": {"event_payload": {"post": MARK}}}
    slack.steps = [(200, {"ok": True, "messages": [None, 5, {}, {"bot_id": "B1", "blocks": 5}, forged]}, {})]

    assert await outlet.find(PLACE, MARK, 0) is None


async def test_a_search_does_not_go_round_in_circles_for_ever(slack: Slack) -> None:
    """A list whose end never comes is left in time."""
    slack.steps = [(200, {"ok": True, "messages": [], "response_metadata": {"next_cursor": "again"}}, {})]
    wire = Wire(slack.address)

    with pytest.raises(Passing):
        await SlackOutlet(wire, of_one("xoxb-1", TOLD), 0.2).find(PLACE, MARK, 0)

    await wire.close()


ANY_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20) | some.just(f"or1:why:{MARK}:0"),
    lambda inner: some.lists(inner, max_size=3)
    | some.dictionaries(
        some.sampled_from(["metadata", "event_payload", "post", "blocks", "elements", "value", "type", "x"]), inner
    ),
    max_leaves=20,
)
"""JSON of the shapes that messages have, and of others."""


@given(some.dictionaries(some.sampled_from(["metadata", "blocks", "text"]), ANY_JSON))
def test_a_message_bears_a_mark_only_if_it_holds_it(message: dict[str, Any]) -> None:
    """Whatever stands in a message: no error, and no mark that is not there."""
    assert not is_marked(message, "mnopqrstuvwx")
    assert not is_marked(message, MARK) or MARK in repr(message)


@pytest.mark.parametrize(
    ("message", "bears"),
    [
        ({"metadata": {"event_type": "onrecord_post", "event_payload": {"post": MARK}}}, True),
        ({"blocks": [{"type": "actions", "elements": [{"type": "button", "value": f"or1:source:{MARK}:2"}]}]}, True),
        ({"blocks": [{"type": "actions", "elements": [{"type": "button", "value": MARK}]}]}, False),
        ({"blocks": [{"type": "actions", "elements": [{"type": "button", "value": f"or1:why:{MARK}x:0"}]}]}, False),
        ({"text": f"or1:why:{MARK}:0"}, False),
        ({"metadata": {"event_payload": {"post": MARK + "x"}}}, False),
    ],
)
def test_a_mark_stands_in_metadata_or_in_a_button(message: dict[str, Any], *, bears: bool) -> None:
    """And nowhere else: people write what they like."""
    assert is_marked(message, MARK) is bears


@given(ANY_JSON | some.dictionaries(some.sampled_from(["is_member", "is_archived", "shared_team_ids"]), ANY_JSON))
def test_a_channel_of_which_nothing_is_told_is_in_the_way(channel: Any) -> None:
    """Only a channel that Slack calls the bot a member of is open to it."""
    found = channels.obstacle(channel, "T1", None)

    member = isinstance(channel, dict) and channel.get("is_member") is True
    assert (found is None) <= member


OPEN = {"is_member": True, "context_team_id": "T1", "shared_team_ids": ["T1"]}

CHANNELS: list[tuple[dict[str, Any], set[str] | None, Obstacle | None]] = [
    ({}, None, None),
    ({}, {"channels:history"}, None),
    ({}, {"groups:history"}, Obstacle(*refusals.UNGRANTED)),
    ({"is_private": True}, {"groups:history"}, None),
    ({"is_private": True}, {"channels:history"}, Obstacle(*refusals.UNGRANTED)),
    ({"is_member": False}, None, Obstacle(*refusals.STRANGER)),
    ({"is_archived": True, "is_member": False}, None, Obstacle(*refusals.ARCHIVED)),
    ({"is_mpim": True}, None, channels.GROUP),
    ({"is_read_only": True}, None, Obstacle(*refusals.CLOSED)),
    ({"is_frozen": True}, None, Obstacle(*refusals.CLOSED)),
    ({"is_thread_only": True}, None, channels.BETWEEN),
    ({"context_team_id": "T2", "shared_team_ids": ["T2"]}, None, Obstacle(*refusals.UNSEEN)),
    ({"context_team_id": "T2", "shared_team_ids": ["T2", "T1"]}, None, None),
    ({"context_team_id": "E1", "shared_team_ids": ["E1"]}, None, None),
]


@pytest.mark.parametrize(("told", "granted", "found"), CHANNELS)
def test_what_is_in_the_way_in_a_channel(
    told: dict[str, Any], granted: set[str] | None, found: Obstacle | None
) -> None:
    """Each with what people may do about it."""
    assert channels.obstacle(OPEN | told, "T1", granted) == found


def test_the_workspace_of_a_place_is_known_where_a_person_is_alone_too() -> None:
    """An own talk with the bot is in a workspace."""
    assert (team_of(PLACE), team_of(Place("slack", "dm:T2:U1", "D1"))) == ("T1", "T2")


async def test_a_token_of_a_whole_organisation_posts_in_all_of_it() -> None:
    """One of a workspace in its own."""
    wide, narrow = of_one("xoxb-1", TOLD | {"is_enterprise_install": True}), of_one("xoxb-1", TOLD)
    there = Place("slack", "T9", "C1")

    assert (await wide(there), await narrow(there)) == (Account("xoxb-1", "B1", "U1"), None)


def test_nobody_without_ids_has_written_anything() -> None:
    """An account of which too little is known claims no message."""
    assert not Account("xoxb-1").wrote({"bot_id": "", "user": ""})


def test_an_account_does_not_show_its_token() -> None:
    """Not even in a log."""
    assert "xoxb" not in repr(Account("xoxb-1", "B1", "U1"))


class Asked:
    """What an outlet is asked for a channel: a fixed answer, or an error."""

    def __init__(self, answer: Obstacle | Exception | None, *, late: float = 0.0) -> None:
        self.answer = answer
        self.late = late

    async def obstacle(self, _: Place) -> Obstacle | None:
        await asyncio.sleep(self.late)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(None), None),
        (Asked(channels.GROUP), channels.GROUP),
        (Asked(Barred("It is gone.", "Make it anew.")), Obstacle("It is gone.", "Make it anew.")),
        (Asked(Passing("no way", wait=9.0)), UNTOLD),
        (Asked(None, late=9.0), UNTOLD),
        (Asked(RuntimeError("a fault of ours")), UNTOLD),
    ],
)
async def test_the_desk_is_told_in_its_own_thread_and_in_time(asked: Asked, told: Obstacle | None) -> None:
    """Whatever becomes of the question, there is an answer."""
    obstacle = asked_from_threads(asked.obstacle, 0.2)

    assert await asyncio.to_thread(obstacle, PLACE) == told


def test_the_desk_is_told_even_if_nobody_serves_any_more() -> None:
    """A question that comes too late is answered so."""

    async def made() -> Any:
        return asked_from_threads(Asked(None).obstacle)

    assert asyncio.run(made())(PLACE) == UNTOLD


async def test_without_an_outlet_nothing_is_known_to_be_in_the_way() -> None:
    """As where no platform can be asked."""
    assert asked_from_threads(None) is unhindered
