"""Calls of the desk wait their turn, and how long that is can be told."""

import asyncio
import threading
import time

import pytest

from bot.desk.queue import Queue


async def test_calls_give_back_what_they_give_or_raise() -> None:
    queue = Queue(2, "test")

    def fails() -> None:
        raise LookupError("gone")

    assert await queue.run(lambda: 5) == 5
    with pytest.raises(LookupError, match="gone"):
        await queue.run(fails)
    queue.close()


async def test_the_wait_grows_with_those_ahead_and_with_what_calls_take() -> None:
    queue, gate = Queue(1, "test"), threading.Event()
    before = queue.wait
    waiting = [asyncio.ensure_future(queue.run(gate.wait)) for _ in range(10)]
    await asyncio.sleep(0)

    assert queue.wait == pytest.approx(before * 11)

    gate.set()
    await asyncio.gather(*waiting)
    await queue.run(lambda: time.sleep(0.2))
    assert queue.wait > before
    queue.close()


async def test_those_that_arrive_in_one_piece_see_each_other() -> None:
    queue, waits = Queue(2, "test"), []

    async def event() -> None:
        work = asyncio.ensure_future(queue.run(lambda: None))
        waits.append(queue.wait)
        await work

    await asyncio.gather(*(event() for _ in range(100)))

    assert waits[-1] == pytest.approx(waits[0] * 101 / 2)
    queue.close()


async def test_a_closed_queue_drops_what_waits() -> None:
    queue, gate = Queue(1, "test"), threading.Event()
    running, waiting = (asyncio.ensure_future(queue.run(gate.wait)) for _ in range(2))
    await asyncio.sleep(0.05)

    queue.close()
    gate.set()

    assert await running is True
    with pytest.raises(asyncio.CancelledError):
        await waiting
