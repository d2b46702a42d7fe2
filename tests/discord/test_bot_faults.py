"""The real bot when something breaks: in Discord, on the way there, or in itself; nobody is left without a word."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from bot.desk.command import Choice
from bot.desk.desk import Desk
from bot.desk.queue import Queue
from bot.desk.reply import Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place
from tests.discord.conftest import QUESTION, World
from tests.discord.test_bot_questions import EMBASSY

SORRY = ("Something went wrong here, and it was noted. Please try again, or tell whoever runs On Record.",)
CALLBACK = "/interactions/*/callback"
HIDDEN = "the recipe for herring"

T = TypeVar("T")


class Broken(Desk):
    """A desk that fails at whatever it is given."""

    def handle(self, request: Request) -> Reply:
        raise RuntimeError(HIDDEN, request.command)

    def press(self, press: Press) -> Reply:
        raise RuntimeError(HIDDEN, press.action)

    def complete(self, command: str, option: str, typed: str, place: Place, filled: Mapping[str, str]) -> list[Choice]:
        raise RuntimeError(HIDDEN, command, option, typed, place, filled)


class Fragile(Desk):
    """A desk that fails at buttons only."""

    def press(self, press: Press) -> Reply:
        raise RuntimeError(HIDDEN, press.action)


class Crowd(Queue):
    """A queue with so many ahead that Discord must be asked for time."""

    def run(self, call: Callable[[], T]) -> Coroutine[Any, Any, T]:
        return self._later(call)

    async def _later(self, call: Callable[[], T]) -> T:
        await asyncio.sleep(0.05)
        return await super().run(call)

    @property
    def wait(self) -> float:
        return 60.0


def crowd(world: World) -> None:
    """From now on many ask at once."""
    answering = world.client._answering
    answering._queues = replace(answering._queues, answers=Crowd(1, "crowd"), asking=Crowd(1, "asking"))


@pytest.mark.parametrize("desk_type", [Broken])
async def test_a_fault_of_ours_in_any_command_is_one_sentence_to_the_person(world: World) -> None:
    world.faults = True
    message = await world.ben.send(world.channel, EMBASSY.words)

    answers = [
        await world.ask(),
        await world.give("said", who="China"),
        await world.give("source", name="x"),
        await world.give("sources"),
        await world.give("help"),
        await world.give("settings", world.mia),
        await world.who_said(message),
    ]

    assert {(answer.lines, answer.private, answer.buttons) for answer in answers} == {(SORRY, True, ())}


@pytest.mark.parametrize("desk_type", [Broken])
async def test_a_fault_of_ours_is_told_where_the_bot_was_spoken_to(world: World) -> None:
    world.faults = True

    (spoken,) = await world.say(f"{world.me.mention} {QUESTION}")
    (written,) = await world.dm(QUESTION)

    assert (spoken.lines, written.lines) == (SORRY, SORRY)


@pytest.mark.parametrize("desk_type", [Broken])
async def test_a_fault_of_ours_in_a_completion_offers_nothing(world: World) -> None:
    world.faults = True

    assert await world.choices("said", "who", "Chi") == []


@pytest.mark.parametrize("desk_type", [Fragile])
@pytest.mark.parametrize("label", ["Next", "Context", "Why?", "Source", "Wrong?"])
async def test_a_fault_of_ours_behind_a_button_is_told_and_leaves_the_answer(world: World, label: str) -> None:
    world.faults = True
    answer = await world.ask()

    told = await world.press(answer, label)

    assert (told.lines, told.private) == (SORRY, True)
    assert world.seen_by(world.ben) == [answer.message.id]


@pytest.mark.parametrize("desk_type", [Broken])
async def test_a_fault_of_ours_is_logged_with_its_trace_and_not_shown(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world.faults = True

    answer = await world.ask()

    assert answer.lines == SORRY
    assert HIDDEN not in answer.text
    (line,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert (line.getMessage(), line.exc_info is not None) == ("ask failed", True)


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [(404, 10062, "too late for Discord"), (400, 40060, "answered already"), (500, 0, "500"), (403, 0, "Forbidden")],
)
async def test_a_response_that_discord_does_not_take_is_a_line_in_the_log_and_the_bot_goes_on(
    world: World, caplog: pytest.LogCaptureFixture, status: int, code: int, told: str
) -> None:
    world.env.inject_error("POST", CALLBACK, status=status, code=code)

    lost = await world.ada.slash(world.channel, "ask", question=QUESTION)
    after = await world.ask()

    assert lost.response is None
    assert after.quotes == (EMBASSY.words,)
    (line,) = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert line.getMessage().startswith("ask: the reply was not taken: ")
    assert told in line.getMessage()
    assert line.exc_info is None


async def test_a_response_that_discord_calls_invalid_is_told_in_a_sentence(world: World) -> None:
    world.faults = True
    world.env.inject_error("POST", CALLBACK, status=400, code=50035)

    answer = await world.ask()

    assert (answer.lines, answer.private) == (SORRY, True)


@pytest.mark.parametrize("status", [404, 500])
async def test_choices_that_discord_does_not_take_are_dropped_quietly(world: World, status: int) -> None:
    world.env.inject_error("POST", CALLBACK, status=status, code=10062 if status == 404 else 0)

    assert await world.choices("said", "who", "Chi") == []
    assert await world.choices("said", "who", "Chi") != []


async def test_a_lost_press_leaves_the_answer_and_the_next_press_works(world: World) -> None:
    answer = await world.ask()
    world.env.inject_error("POST", CALLBACK, status=500)

    await world.pressed(answer, "Next")
    second = await world.press(answer, "Next")

    assert second.message.id == answer.message.id
    assert second.footers[0].startswith("2 of 5")


async def test_a_spoken_question_is_answered_once_though_discord_fails_at_first(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=503, times=2)

    (answer,) = await world.say(f"{world.me.mention} {QUESTION}")
    await world.env.advance_time(10)

    assert answer.quotes == (EMBASSY.words,)
    assert len(world.channel.history()) == 2


@pytest.mark.parametrize("private", [False, True])
async def test_a_slow_answer_asks_for_time_and_follows(world: World, *, private: bool) -> None:
    await world.give("settings", world.mia, private=private)
    crowd(world)

    result = await world.ada.slash(world.channel, "ask", question=QUESTION)

    answer = world.answer(result)
    assert [request.json["type"] for request in world.env.http_requests if request.path.endswith("/callback")] == [4, 5]
    assert (answer.private, answer.quotes) == (private, (EMBASSY.words,))
    assert world.seen_by(world.ada) == [answer.message.id]
    assert world.seen_by(world.ben) == ([] if private else [answer.message.id])
    assert "Next" in answer.buttons


async def test_a_slow_answer_that_discord_calls_invalid_is_told_in_a_sentence(world: World) -> None:
    world.faults = True
    await world.give("settings", world.mia, private=True)
    crowd(world)
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=400, code=50035)

    result = await world.ada.slash(world.channel, "ask", question=QUESTION)

    assert world.answer(result).lines == SORRY


async def test_a_slow_button_keeps_to_its_message_or_to_the_one_who_pressed(world: World) -> None:
    answer = await world.ask()
    crowd(world)
    turned = world.answer(await world.pressed(answer, "Next"))
    theirs = world.answer(await world.pressed(answer, "Context", world.ben))
    form = await world.pressed(answer, "Wrong?")

    assert (turned.message.id, turned.footers[0][:6]) == (answer.message.id, "2 of 5")
    assert (theirs.private, theirs.titles) == (True, ("Around it on the page",))
    assert form.modal is None
    assert world.answer(form).lines == ("This took too long to open. Please press the button again.",)


async def test_a_follow_up_that_discord_does_not_take_is_a_line_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    crowd(world)
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=404, code=10015)

    lost = await world.ada.slash(world.channel, "ask", question=QUESTION)
    after = world.answer(await world.ada.slash(world.channel, "ask", question=QUESTION))

    assert lost.deferred
    assert after.quotes == (EMBASSY.words,)
    (line,) = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert line.getMessage().startswith("ask: the reply was not taken: NotFound")


async def test_when_it_is_leaving_the_bot_says_so(world: World) -> None:
    answer = await world.ask()
    await world.client.finish(1)

    told = [await world.ask(), await world.press(answer, "Next")]

    assert {each.lines for each in told} == {("On Record is restarting. Please ask again in a moment.",)}
    assert await world.say(f"{world.me.mention} {QUESTION}") == []
