"""Indexing beside reading: now and then, never twice at once, all of it in the end, and its faults are raised."""

import threading
from contextlib import suppress

import pytest

from bot.archive import abreast
from bot.archive.abreast import Abreast
from bot.domain.errors import ArchiveFull


class Steps:
    """What follows: it counts, and may be held up."""

    def __init__(self) -> None:
        self.count = 0
        self.free = threading.Event()
        self.threads: list[str] = []

    def follow(self) -> None:
        self.threads.append(threading.current_thread().name)
        assert self.free.wait(30)
        self.count += 1


def test_little_is_indexed_once_in_the_end() -> None:
    steps = Steps()
    steps.free.set()

    with Abreast(steps.follow) as index:
        index.kept(1_000)
        index.finish()

    assert steps.threads == [threading.current_thread().name]


def test_much_is_indexed_beside_and_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abreast, "STEP_BYTES", 100)
    steps = Steps()

    with Abreast(steps.follow) as index:
        for _ in range(10):
            index.kept(60)
        begun = len(steps.threads)
        steps.free.set()
        index.finish()

    assert begun <= 1
    assert steps.threads == ["indexing_0", threading.current_thread().name]


def test_a_step_that_fails_is_raised_no_later_than_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abreast, "STEP_BYTES", 100)

    def full() -> None:
        raise ArchiveFull("no room is left")

    with Abreast(full) as index:
        index.kept(200)
        with pytest.raises(ArchiveFull):
            index.finish()


def test_left_after_a_fault_it_waits_for_the_step_under_way_and_begins_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abreast, "STEP_BYTES", 100)
    steps = Steps()
    threading.Timer(0.05, steps.free.set).start()

    index = Abreast(steps.follow)
    with suppress(KeyboardInterrupt), index:
        index.kept(200)
        raise KeyboardInterrupt

    assert steps.count == 1
