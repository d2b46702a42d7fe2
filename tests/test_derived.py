"""What is derived of a store and kept in files: the same as if it had been made anew, or nothing at all."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive.derived import SWEPT, Derived
from bot.storage.memory import MemoryStore
from tests.builders import a_page, keep, official

Kept = tuple[int, list[list[int]], list[str]]


def a_store(pages: int) -> MemoryStore:
    """A store at the change of that number."""
    store = MemoryStore()
    for at in range(pages):
        grow(store, at)
    return store


def grow(store: MemoryStore, at: int) -> None:
    keep(store, a_page(official(f"Page {at}."), name=f"{at}.txt"))


def a_file(folder: Path, store: MemoryStore, version: str = "1") -> Derived:
    return Derived(store, folder, "numbers", version=version, shape="IQ", texts=1)


def told(head: int, columns: "list[array[int]]", texts: list[str]) -> Kept:
    return head, [list(column) for column in columns], texts


def a_kept(folder: Path) -> tuple[Derived, Path, MemoryStore]:
    """A file of some numbers, where it is, and its store, at the change 3."""
    store = a_store(3)
    made = a_file(folder, store)
    made.keep(3, [array("I", [1, 2]), array("Q", [3])], ["Tromsø"])
    return made, folder / "numbers", store


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, 2**32 - 1)),
    st.lists(st.integers(0, 2**64 - 1)),
    st.text(st.characters(codec=None, exclude_categories=[])),
)
def test_what_is_kept_is_what_is_read(tmp_path: Path, few: list[int], many: list[int], text: str) -> None:
    """Whatever the numbers and the text; of two, the one kept last."""
    made = a_file(tmp_path, MemoryStore())

    made.keep(0, [array("I", few), array("Q", many)], [text])

    assert made.read(told) == (0, [few, many], [text])
    assert [path.name for path in tmp_path.iterdir()] == ["numbers"]


def test_every_byte_counts(tmp_path: Path) -> None:
    """With any one of them altered, or cut off anywhere, the file is nothing."""
    made, path, _ = a_kept(tmp_path)
    whole = path.read_bytes()

    read = []
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(damaged)
            read.append(made.read(told))
    path.write_bytes(whole)

    assert [each for each in read if each is not None] == []
    assert made.read(told) == (3, [[1, 2], [3]], ["Tromsø"])


def of_lengths(text: str) -> Callable[[bytes], bytes]:
    """The file with other lengths in its second line, and a hash that fits."""

    def altered(whole: bytes) -> bytes:
        kind, stamp, rest = whole[:-32].split(b"\n", 2)
        body = b"\n".join((kind, b" ".join((*stamp.split()[:2], text.encode())), rest))
        return body + sha256(body).digest()

    return altered


@pytest.mark.parametrize(
    ("alter", "reason"),
    [
        (lambda _: b"", "another version"),
        (lambda _: b"x" * 5000, "another version"),
        (lambda whole: whole + b"x", "cut or damaged"),
        (lambda whole: whole[:-32] + bytes(32), "it is damaged"),
        (of_lengths(""), "cut or damaged"),
        (of_lengths("8 15"), "cut or damaged"),
        (of_lengths("8 8 7 0"), "cut or damaged"),
        (of_lengths("24 -8 7"), "cut or damaged"),
        (of_lengths("8 8 9999999999999"), "cut or damaged"),
        (of_lengths("7 9 7"), "bytes length not a multiple of item size"),
        (of_lengths("eight"), "invalid literal"),
        (of_lengths("8 8 6 1"), "cut or damaged"),
    ],
)
def test_a_damaged_file_is_nothing_the_log_says_so_and_the_next_takes_its_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, alter: Callable[[bytes], bytes], reason: str
) -> None:
    """In one line, whatever the damage."""
    made, path, _ = a_kept(tmp_path)
    path.write_bytes(alter(path.read_bytes()))

    assert made.read(told) is None
    made.keep(3, [array("I"), array("Q")], [""])

    assert [(record.levelname, reason in record.getMessage()) for record in caplog.records] == [("WARNING", True)]
    assert made.read(told) == (3, [[], []], [""])


def test_a_file_is_of_one_store_one_version_and_of_what_has_happened(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An older copy of the archive in its place knows nothing of the changes after; another archive of none."""
    made, _, store = a_kept(tmp_path)
    grow(store, 3)
    newer = made.read(told)

    others = (a_file(tmp_path, a_store(3)), a_file(tmp_path, store, version="2"))
    read = [each.read(told) for each in others]
    made.keep(store.head() + 1, [array("I"), array("Q")], [""])

    assert newer == (3, [[1, 2], [3]], ["Tromsø"])
    assert [*read, made.read(told)] == [None, None, None]
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "it belongs to another state of the archive",
        "it is of another version",
        "it belongs to another state of the archive",
    ]


def test_where_nothing_can_be_written_there_is_no_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In no folder, in none that is there, in one that is none, and in the place of something else: nobody fails."""
    store = a_store(1)
    (tmp_path / "file").touch()
    (tmp_path / "taken" / "numbers").mkdir(parents=True)
    places = (tmp_path / "none", tmp_path / "file", tmp_path / "taken")
    files = [Derived(store, None, "numbers", version="1", shape="IQ", texts=1), *(a_file(at, store) for at in places)]

    with caplog.at_level(logging.INFO):
        for each in files:
            each.keep(1, [array("I"), array("Q")], [""])
            assert each.read(told) is None

    assert [record.levelname for record in caplog.records if "cannot be kept" in record.getMessage()] == ["INFO"] * 3
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["numbers"]


_WRITER = """
import sys
from array import array
from itertools import count
from pathlib import Path
from bot.archive.derived import Derived

class Store:
    ident = "1" * 32
    def holds(self, seq):
        return True

made = Derived(Store(), Path(sys.argv[1]), "numbers", version="1", shape="IQ", texts=1)
for n in count():
    made.keep(n, [array("I", [n]) * 300_000, array("Q", [n]) * 300_000], [str(n)])
    print(n, flush=True) if not n else None
"""


class Far(MemoryStore):
    """The writers' store."""

    @property
    def ident(self) -> str:
        return "1" * 32

    def holds(self, seq: int) -> bool:  # noqa: ARG002
        return True


def test_whoever_is_killed_while_writing_leaves_a_whole_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Two at once, a dozen of them, at any moment; what they were writing is swept away later."""
    made = a_file(tmp_path, Far())
    whole = []
    for _ in range(6):
        command = [sys.executable, "-c", _WRITER, str(tmp_path)]
        writers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
        for writer in writers:
            with writer:
                assert writer.stdout is not None
                writer.stdout.readline()
                whole.append(made.read(told))
                time.sleep(random.random() / 50)
                writer.send_signal(signal.SIGKILL)
        whole.append(made.read(told))

    assert [len({*one, *other, int(text)}) for _, (one, other), (text,) in filter(None, whole)] == [1] * 18
    leftovers = list(tmp_path.glob(".*"))
    for leftover in leftovers:
        os.utime(leftover, (0, time.time() - SWEPT - 1))
    left = tmp_path / ".numbers.now.new"
    left.touch()
    made.keep(1, [array("I"), array("Q")], [""])
    assert sorted(tmp_path.iterdir()) == [left, tmp_path / "numbers"]
    assert caplog.records == []
