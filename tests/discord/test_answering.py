"""Turns at the desk: answered at once, or deferred in time and followed up; private words never shown to others."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord.utils import time_snowflake, utcnow

from bot.adapters.discord.answering import Answering, Queues, Turn
from bot.adapters.discord.budget import LEAST_RESERVE
from bot.adapters.discord.responding import Meanwhile, meanwhile_of
from bot.adapters.discord.sending import (
    ALREADY,
    DEFERRED,
    DEFERRED_EDIT,
    EDIT,
    FIRST_SECONDS,
    MESSAGE,
    MODAL,
    PRIVATE,
    TOO_LATE,
    Exchange,
    is_uncertain,
)
from bot.desk.health import Done, Health
from bot.desk.keeping import Keeping
from bot.desk.queue import Queue
from bot.desk.reply import Ask, Button, Line, Outcome, Reply
from bot.domain.place import Place, PlaceSettings
from bot.domain.question import Question
from bot.domain.remembered import Remembered

if TYPE_CHECKING:
    from bot.desk.desk import Desk

SERVER = Place("discord", "100", "1")
OPEN = Reply((Line("Peace."),), private=False, outcome=Outcome.FOUND)
SECRET = Reply((Line("Not here."),), private=True, outcome=Outcome.REFUSED)
TURNED = Reply((Line("Next."),), private=False, edit=True, outcome=Outcome.FOUND)
FORM = Reply(ask=Ask(Button("wrong", "Wrong?", "abc"), "A wrong attribution?", "What is wrong?"))
SILENCE = Reply(outcome=Outcome.REFUSED)
KEPT = Remembered("abc", SERVER, "5", 0, Question("what"))

Call = tuple[str, int, str, int]
"""What was called, the kind of a first response, the content, the flags."""


class Response:
    """As much of a response as an error of discord.py needs."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


def refused(status: int, code: int = 0) -> discord.HTTPException:
    return discord.HTTPException(cast("Any", Response(status)), {"code": code, "message": "no"})


@dataclass
class Wire:
    """An exchange that writes down what it is told; each of ``failures`` is raised once, in turn."""

    failures: list[Exception] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    id: int = field(default_factory=lambda: time_snowflake(utcnow()))

    async def first(self, kind: int, data: dict[str, Any] | None, until: float) -> None:
        assert until <= asyncio.get_running_loop().time() + FIRST_SECONDS
        self._call("first", kind, data)

    async def edit(self, data: dict[str, Any]) -> None:
        self._call("edit", 0, data)

    async def follow(self, data: dict[str, Any]) -> None:
        self._call("follow", 0, data)

    async def delete(self) -> None:
        self._call("delete", 0, None)

    def _call(self, name: str, kind: int, data: dict[str, Any] | None) -> None:
        told = data or {}
        if "embeds" in told:
            assert told["allowed_mentions"] == {"parse": [], "replied_user": False}
        self.calls.append((name, kind, told.get("content") or told.get("title", ""), told.get("flags", 0)))
        self.at.append(asyncio.get_running_loop().time())
        if self.failures:
            raise self.failures.pop(0)


class Settings:
    """As much of a desk as answering needs: what a place has set."""

    def __init__(self) -> None:
        self.private = False
        self.failure: Exception | None = None
        self.asked = 0

    def settings(self, place: Place) -> PlaceSettings:
        assert place == SERVER
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return PlaceSettings(private=self.private)


class Counts:
    """What was done, in order, and which failures were counted."""

    def __init__(self) -> None:
        self.all: list[Done] = []
        self.errors: list[str] = []

    def done(self, done: Done) -> None:
        self.all.append(done)

    def set(self, gauge: str, platform: str, value: float) -> None: ...

    def shard(self, platform: str, number: int, *, up: bool) -> None: ...

    def add(self, counter: str, platform: str, kind: str) -> None:
        assert (counter, platform) == ("errors", "discord")
        self.errors.append(kind)


@dataclass
class Room:
    """Answering over a desk that replies what it is told to, ``busy`` as if hundreds were waiting."""

    answering: Answering
    queue: Queue
    desk: Settings
    counts: Counts
    keeping: Keeping
    kept: list[str]

    def busy(self) -> None:
        self.queue._mean = 100.0

    async def answer(
        self, reply: Reply | Callable[[], Reply], wire: Wire, *, press: bool = False,
        meanwhile: Meanwhile = Meanwhile.AS_SET,
    ) -> None:  # fmt: skip
        work = reply if callable(reply) else lambda: reply
        turn = Turn("ask", SERVER, work, press=press, meanwhile=meanwhile)
        await self.answering.interaction(turn, cast("Exchange", wire))

    @property
    def outcome(self) -> tuple[str, bool]:
        (done,) = self.counts.all
        return done.outcome, done.deferred


@pytest_asyncio.fixture
async def room() -> AsyncIterator[Room]:
    kept: list[str] = []
    counts, desk = Counts(), Settings()
    health = Health(counts=counts)
    queues = Queues(Queue(2, "desk"), Queue(1, "asking"), Queue(1, "aside"))
    keeping = Keeping(lambda answers: kept.extend(answer.id for answer in answers), health, "discord")
    yield Room(Answering(cast("Desk", desk), health, keeping, queues), queues.answers, desk, counts, keeping, kept)
    keeping.close()
    queues.close()


@pytest.mark.parametrize(
    ("reply", "press", "calls"),
    [
        (OPEN, False, [("first", MESSAGE, "Peace\\.", 0)]),
        (SECRET, False, [("first", MESSAGE, "Not here\\.", PRIVATE)]),
        (SECRET, True, [("first", MESSAGE, "Not here\\.", PRIVATE)]),
        (TURNED, True, [("first", EDIT, "Next\\.", 0)]),
        (FORM, True, [("first", MODAL, "A wrong attribution?", 0)]),
        (SILENCE, True, [("first", DEFERRED_EDIT, "", 0)]),
        (SILENCE, False, [("first", MESSAGE, "There is nothing to show\\.", PRIVATE)]),
    ],
)
async def test_a_quick_reply_is_the_first_response(room: Room, reply: Reply, press: bool, calls: list[Call]) -> None:  # noqa: FBT001
    wire = Wire()

    await room.answer(reply, wire, press=press)

    assert [(name, kind, content.replace("\\.", "."), flags) for name, kind, content, flags in wire.calls] == [
        (name, kind, content.replace("\\.", "."), flags) for name, kind, content, flags in calls
    ]
    assert room.outcome == (reply.outcome.value, False)


async def test_nobody_waits_behind_work_that_asks_discord(room: Room) -> None:
    gate, asking, quick = threading.Event(), Wire(), Wire()

    def asks() -> Reply:
        assert gate.wait(5)
        return SECRET

    turn = Turn("daily set", SERVER, asks, asks=True)
    many = [asyncio.create_task(room.answering.interaction(turn, cast("Exchange", asking))) for _ in range(3)]
    await room.answer(OPEN, quick)
    before = list(asking.calls)
    gate.set()
    await asyncio.gather(*many)

    assert (before, [name for name, *_ in quick.calls]) == ([], ["first"])
    assert len(asking.calls) == 3


@pytest.mark.parametrize(
    ("reply", "private", "rest"),
    [
        (OPEN, False, [("edit", "Peace.", 0)]),
        (OPEN, True, [("edit", "Peace.", 0)]),
        (SECRET, True, [("edit", "Not here.", 0)]),
        (SECRET, False, [("delete", "", 0), ("follow", "Not here.", PRIVATE)]),
        (SILENCE, True, [("edit", "There is nothing to show.", 0)]),
        (FORM, True, [("edit", "This took too long to open. Please press the button again.", 0)]),
    ],
)
async def test_where_many_wait_a_command_is_deferred_and_followed_up(
    room: Room, reply: Reply, private: bool, rest: list[tuple[str, str, int]]  # noqa: FBT001
) -> None:
    wire = Wire()
    room.desk.private = private
    room.busy()

    await room.answer(reply, wire)

    assert wire.calls[0] == ("first", DEFERRED, "", PRIVATE if private else 0)
    assert [(name, content.replace("\\", ""), flags) for name, _, content, flags in wire.calls[1:]] == rest
    assert room.outcome[1]


@pytest.mark.parametrize(
    ("reply", "rest"),
    [
        (TURNED, [("edit", "Next.", 0)]),
        (OPEN, [("follow", "Peace.", 0)]),
        (SECRET, [("follow", "Not here.", PRIVATE)]),
        (SILENCE, []),
        (FORM, [("follow", "This took too long to open. Please press the button again.", PRIVATE)]),
    ],
)
async def test_where_many_wait_a_turned_page_is_deferred_without_a_trace(
    room: Room, reply: Reply, rest: list[tuple[str, str, int]]
) -> None:
    wire = Wire()
    room.busy()

    await room.answer(reply, wire, press=True, meanwhile=Meanwhile.NOTHING)

    assert wire.calls[0] == ("first", DEFERRED_EDIT, "", 0)
    assert [(name, content.replace("\\", ""), flags) for name, _, content, flags in wire.calls[1:]] == rest


@pytest.mark.parametrize(
    ("reply", "meanwhile", "flags", "rest"),
    [
        (SECRET, Meanwhile.FOR_ONE, PRIVATE, [("edit", "Not here.", 0)]),
        (SILENCE, Meanwhile.FOR_ONE, PRIVATE, [("edit", "There is nothing to show.", 0)]),
        (FORM, Meanwhile.FOR_ONE, PRIVATE, [("edit", "This took too long to open. Please press the button again.", 0)]),
        (OPEN, Meanwhile.FOR_ALL, 0, [("edit", "Peace.", 0)]),
        (SECRET, Meanwhile.FOR_ALL, 0, [("delete", "", 0), ("follow", "Not here.", PRIVATE)]),
    ],
)
async def test_what_a_button_shows_beside_its_message_takes_the_place_of_its_deferral(
    room: Room, reply: Reply, meanwhile: Meanwhile, flags: int, rest: list[tuple[str, str, int]]
) -> None:
    wire = Wire()
    room.desk.private = not flags
    room.busy()

    await room.answer(reply, wire, press=True, meanwhile=meanwhile)

    assert wire.calls[0] == ("first", DEFERRED, "", flags)
    assert [(name, content.replace("\\", ""), flags) for name, _, content, flags in wire.calls[1:]] == rest


@pytest.mark.parametrize(
    ("action", "another", "meanwhile"),
    [
        ("next", False, Meanwhile.NOTHING),
        ("previous", False, Meanwhile.NOTHING),
        ("next", True, Meanwhile.FOR_ONE),
        ("why", False, Meanwhile.FOR_ONE),
        ("wrong", True, Meanwhile.FOR_ONE),
        ("share", False, Meanwhile.FOR_ALL),
    ],
)
def test_what_is_seen_meanwhile_is_what_the_button_will_do(
    action: str, another: bool, meanwhile: Meanwhile  # noqa: FBT001
) -> None:
    assert meanwhile_of(action, another=another) is meanwhile


async def test_an_answer_that_takes_long_is_deferred_before_discord_gives_up(room: Room) -> None:
    wire, started = Wire(), asyncio.get_running_loop().time()

    def slow() -> Reply:
        time.sleep(FIRST_SECONDS - LEAST_RESERVE + 0.3)
        return OPEN

    await room.answer(slow, wire)

    assert [(name, kind) for name, kind, *_ in wire.calls] == [("first", DEFERRED), ("edit", 0)]
    assert FIRST_SECONDS - LEAST_RESERVE - 0.1 < wire.at[0] - started < FIRST_SECONDS - 0.2


async def test_a_crowd_that_is_deferred_asks_once_whether_it_is_private(room: Room) -> None:
    wires = [Wire() for _ in range(50)]
    room.desk.private = True
    room.busy()

    await asyncio.gather(*(room.answer(OPEN, wire) for wire in wires))

    assert {wire.calls[0] for wire in wires} == {("first", DEFERRED, "", PRIVATE)}
    assert room.desk.asked == 1


async def test_where_settings_cannot_be_read_the_answer_is_private(room: Room) -> None:
    wire = Wire()
    room.desk.failure = OSError("busy")
    room.busy()

    await room.answer(OPEN, wire)

    assert wire.calls[0] == ("first", DEFERRED, "", PRIVATE)


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (refused(404, TOO_LATE), "too late for Discord"),
        (refused(400, ALREADY), "answered already"),
        (refused(503), "503 because"),
        (aiohttp.ClientConnectionError("gone"), "gone"),
    ],
)
@pytest.mark.parametrize("busy", [False, True])
async def test_what_discord_does_not_take_is_one_line(
    room: Room, failure: Exception, why: str, busy: bool, caplog: pytest.LogCaptureFixture  # noqa: FBT001
) -> None:
    wire = Wire([failure, failure])
    if busy:
        room.busy()

    await room.answer(Reply((Line("Peace."),), remember=KEPT), wire)

    assert room.outcome == ("late", busy)
    (record,) = caplog.records
    assert why in record.getMessage()
    assert record.exc_info is None
    assert room.keeping.close()
    assert room.kept == (["abc"] if is_uncertain(failure) else [])


@pytest.mark.parametrize(
    ("failure", "calls"),
    [
        (refused(404, TOO_LATE), ["first"]),
        (refused(429), ["first"]),
        (refused(503), ["first", "edit"]),
        (aiohttp.ClientConnectionError("gone"), ["first", "edit"]),
        (TimeoutError(), ["first", "edit"]),
    ],
)
async def test_where_time_may_have_been_given_the_answer_is_sent(
    room: Room, failure: Exception, calls: list[str]
) -> None:
    wire = Wire([failure])
    room.busy()

    await room.answer(OPEN, wire)

    assert [name for name, *_ in wire.calls] == calls
    assert room.outcome == ("found" if "edit" in calls else "late", True)


async def test_a_reply_discord_calls_invalid_becomes_a_sentence(room: Room) -> None:
    wire = Wire([refused(400, 50035)])

    await room.answer(OPEN, wire)

    assert [name for name, *_ in wire.calls] == ["first", "first"]
    assert "Something went wrong" in wire.calls[1][2]
    assert wire.calls[1][3] == PRIVATE
    assert (room.outcome, room.counts.errors) == (("failed", False), ["ask"])


async def test_a_deferred_reply_discord_calls_invalid_becomes_a_sentence(room: Room) -> None:
    wire = Wire()
    room.busy()
    room.desk.private = True

    async def invalid(data: dict[str, Any]) -> None:
        if "Peace" in data["content"]:
            raise refused(400, 50035)
        wire._call("edit", 0, data)

    wire.edit = invalid  # type: ignore[method-assign]
    await room.answer(OPEN, wire)

    assert "Something went wrong" in wire.calls[1][2]
    assert room.outcome == ("failed", True)


async def test_an_answer_is_remembered_once_it_is_sent(room: Room) -> None:
    await room.answer(Reply((Line("Peace."),), remember=KEPT), Wire())

    assert room.keeping.close()
    assert room.kept == ["abc"]


async def test_a_message_that_cannot_be_sent_is_one_line(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    async def send(data: dict[str, Any]) -> None:
        assert data["content"]
        raise refused(403, 50013)

    await room.answering.message(Turn("ask", SERVER, lambda: OPEN), send)

    assert room.outcome == ("late", False)
    assert "403 because" in caplog.text


async def test_two_hundred_at_once_are_all_responded_to_in_time(room: Room) -> None:
    wires = [Wire() for _ in range(200)]
    started = asyncio.get_running_loop().time()

    def slow() -> Reply:
        time.sleep(0.04)
        return OPEN

    await asyncio.gather(*(room.answer(slow, wire) for wire in wires))

    assert max(wire.at[0] for wire in wires) - started < FIRST_SECONDS
    assert [wire.calls[-1][2].replace("\\", "") for wire in wires] == ["Peace."] * 200
    assert max(wire.at[-1] for wire in wires) - started > FIRST_SECONDS
