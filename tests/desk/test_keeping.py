"""Answers onto the disk: in batches, off everybody's way, none lost when the process ends in order."""

import threading
from collections.abc import Sequence

import pytest

from bot.desk import keeping
from bot.desk.health import Done, Health
from bot.desk.keeping import Keeping
from bot.domain.errors import ArchiveBusy, ArchiveFull
from bot.domain.place import Place
from bot.domain.question import Question
from bot.domain.remembered import Remembered


class Counted:
    """Counts that are kept in lists."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, str]] = []
        self.waiting: list[float] = []
        self.failed = threading.Event()

    def done(self, done: Done) -> None:
        raise AssertionError(done)

    def set(self, gauge: str, platform: str, value: float) -> None:
        assert (gauge, platform) == ("remembering", "discord")
        self.waiting.append(value)

    def shard(self, platform: str, number: int, *, up: bool) -> None: ...

    def add(self, counter: str, platform: str, kind: str) -> None:
        self.errors.append((counter, kind))
        assert platform == "discord"
        self.failed.set()


class Disk:
    """Takes batches while it is ``open``; fails with each of ``failures`` first."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.batches: list[list[str]] = []
        self.open = threading.Event()
        self.open.set()
        self.begun = threading.Event()

    def write(self, answers: Sequence[Remembered]) -> None:
        self.begun.set()
        assert self.open.wait(5)
        if self.failures:
            raise self.failures.pop(0)
        self.batches.append([answer.id for answer in answers])


def answer(name: str) -> Remembered:
    return Remembered(name, Place("discord", "100", "1"), "ann", 0, Question("what"))


def kept(disk: Disk, counts: Counted | None = None) -> Keeping:
    return Keeping(disk.write, Health(counts=counts or Counted()), "discord")


def test_what_comes_while_the_disk_is_at_it_is_one_batch() -> None:
    disk, counts = Disk(), Counted()
    keep = kept(disk, counts)
    disk.open.clear()

    keep.put(answer("first"))
    assert disk.begun.wait(5)
    for name in ("second", "third", "fourth"):
        keep.put(answer(name))
    disk.open.set()

    assert keep.close()
    assert disk.batches == [["first"], ["second", "third", "fourth"]]
    assert (max(counts.waiting), counts.waiting[-1]) == (4, 0)


def test_an_answer_that_grew_before_it_was_written_is_written_once() -> None:
    disk = Disk()
    keep = kept(disk)
    disk.open.clear()
    keep.put(answer("first"))
    assert disk.begun.wait(5)

    keep.put(answer("second"))
    keep.put(answer("second"))
    disk.open.set()

    assert keep.close()
    assert disk.batches == [["first"], ["second"]]


def test_another_process_that_writes_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PAUSE", 0.0)
    disk, counts = Disk(ArchiveBusy("busy"), ArchiveBusy("busy")), Counted()
    keep = kept(disk, counts)

    keep.put(answer("first"))

    assert keep.close()
    assert (disk.batches, counts.errors) == ([["first"]], [])


@pytest.mark.parametrize("failure", [ArchiveFull("no room"), ZeroDivisionError()])
def test_a_disk_that_fails_is_an_error_and_no_end(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    disk, counts = Disk(failure), Counted()
    keep = kept(disk, counts)

    keep.put(answer("lost"))
    assert disk.begun.wait(5)
    assert counts.failed.wait(5)
    keep.put(answer("kept"))

    assert keep.close()
    assert disk.batches == [["kept"]]
    assert counts.errors == [("errors", "remember")]
    assert "1 answers could not be remembered" in caplog.text


def test_the_end_does_not_wait_for_ever() -> None:
    disk = Disk()
    keep = kept(disk)
    disk.open.clear()
    keep.put(answer("first"))

    assert not keep.close(seconds=0.01)

    disk.open.set()
    assert keep.close()


def test_what_comes_after_the_end_is_an_error_not_a_hang() -> None:
    disk, counts = Disk(), Counted()
    keep = kept(disk, counts)
    keep.close()

    keep.put(answer("late"))

    assert (disk.batches, counts.errors) == ([], [("errors", "remember")])
