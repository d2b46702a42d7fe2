"""Disks that are full or cannot be written, files that are damaged, two at once: what the commands do, and say.

What the disk does to a command, and what others do meanwhile, it meets in a process of its own, as a person runs it.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage.copying import Sum, sums
from bot.storage.sqlite import SqliteStore
from tests.builders import a_page, bytes_of, official
from tests.cli.conftest import ROOT, Ran, Run
from tests.storage.behind import FREED, damaged, tamper

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from bot.cli import main
sys.exit(main(sys.argv[2:]))
"""
"""The command where no file may grow beyond so many bytes."""

TALL = [f"China and Norway talked about matter number {n}, and nothing was left out of it." for n in range(400)]


@pytest.fixture
def folder(bare: Path) -> Path:
    """The working folder, with an archive of some hundred kilobytes and a page that was not taken in."""
    with closing(SqliteStore(bare / "archive.db")) as store:
        pages = [a_page(*map(official, TALL), name=f"{n}.txt", data=b"%d" % n * 50_000) for n in range(2)]
        store.add_all((page, b"%d" % n * 50_000) for n, page in enumerate(pages))
        page = a_page(official("Small."), name="small.txt")
        store.add_all([(page, bytes_of(page))])
    (bare / "page.txt").write_text("Statement\n\n" + "\n\n".join(TALL), encoding="utf-8")
    return bare


def started(folder: Path, *arguments: object, limit: int = 0) -> "subprocess.Popen[str]":
    """A command over the archive there, begun; no file it writes may grow beyond the ``limit``."""
    start = ["-c", LIMITED, str(limit)] if limit else ["-m", "bot"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *start, *map(str, arguments), "--archive", str(folder / "archive.db")]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environ, stdout=pipe, stderr=pipe, text=True)


def ran(folder: Path, *arguments: object, limit: int = 0) -> Ran:
    """The same, to its end."""
    with started(folder, *arguments, limit=limit) as child:
        out, err = child.communicate(timeout=60)
        return Ran(child.returncode, out, err)


def contents(place: Path) -> dict[str, Sum]:
    """All that an archive holds; it must be whole."""
    with closing(SqliteStore(place)) as store:
        assert store.check() == []
        return sums(store)


def drafts(folder: Path) -> list[str]:
    """Half-made files that were left."""
    return [each.name for each in folder.iterdir() if each.name.startswith(".")]


def one_line(told: Ran) -> str:
    """What a person is told of an error: one line, and nothing beside."""
    assert (told.code, told.out, told.err.count("\n"), told.err[:10]) == (2, "", 1, "onrecord: ")
    return told.err[10:]


FULL = {
    "ingest": ("ingest", "page.txt"),
    "backup": ("archive", "backup", "backup.db"),
    "restore": ("archive", "restore", "other.db", "--force"),
    "compact": ("archive", "compact"),
    "copy": ("archive", "copy", "archive.db", "copy.db"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize("command", [*list(FULL)[1:], pytest.param("ingest", marks=pytest.mark.slow)])
def test_where_a_file_may_not_grow_nothing_is_lost_or_half_made(folder: Path, command: str) -> None:
    """A quota, which the system reports otherwise than a full disk."""
    tamper(folder / "archive.db", *FREED)
    shutil.copy(folder / "archive.db", folder / "other.db")
    before = contents(folder / "archive.db")

    told = ran(folder, *FULL[command], limit=60_000 if command == "ingest" else 300_000)

    assert str(folder) in one_line(told) or ".db" in told.err
    assert contents(folder / "archive.db") == before
    assert drafts(folder) == []
    assert not (folder / "backup.db").exists() | (folder / "copy.db").exists()


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[None]:
    """A disk mounted there; the test is skipped where that is not allowed."""
    mount = ["mount", *options, str(place)]
    if sys.platform != "linux" or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def disk(folder: Path) -> Iterator[Path]:
    """A small disk of its own with the same on it."""
    place = folder / "disk"
    place.mkdir()
    with mounted(place, "-t", "tmpfs", "-o", "size=4m,mode=755", "none"):
        tamper(folder / "archive.db", *FREED)
        for name in ("archive.db", "page.txt"):
            shutil.copy(folder / name, place)
        shutil.copy(folder / "archive.db", place / "other.db")
        yield place


@pytest.fixture
def locked(folder: Path) -> Iterator[Path]:
    """The folder where nothing can be written: a disk that is read only where we may mount one, else by its rights."""
    shutil.copy(folder / "archive.db", folder / "other.db")
    if os.geteuid() == 0:
        with mounted(folder, "--bind", str(folder)):
            subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
            yield folder
        return
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize("command", FULL)
def test_on_a_full_disk_nothing_is_lost_or_half_made(disk: Path, command: str) -> None:
    """And a person is told to make room."""
    before = contents(disk / "archive.db")
    if command == "ingest":
        ran(disk, "archive", "check")  # which makes the index
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(b"\0" * (free - 90_000))

    told = ran(disk, *FULL[command])

    assert "no room is left for" in one_line(told)
    assert "(free some disk space; nothing was half kept)" in told.err
    assert contents(disk / "archive.db") == before
    assert drafts(disk) == []
    assert not (disk / "backup.db").exists() | (disk / "copy.db").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("archive", "backup", "backup.db"), "nothing can be written at backup.db (name another place)"),
        (("archive", "restore", "other.db", "--force"), "nothing can be written at {}/archive.db (name another place)"),
        (("archive", "compact"), "{}/archive.db cannot be written (check its permissions and its folder's)"),
        (("archive", "copy", "archive.db", "copy.db"), "nothing can be written at copy.db (name another place)"),
        pytest.param(
            ("ingest", "page.txt"),
            "{}/archive.db cannot be written (check its permissions and its folder's)",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_where_nothing_can_be_written_nothing_is_begun(locked: Path, command: tuple[str, ...], told: str) -> None:
    """And one line says so."""
    refused = ran(locked, *command)

    assert one_line(refused) == told.format(locked) + "\n"
    assert sorted(each.name for each in locked.iterdir()) == ["archive.db", "other.db", "page.txt"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_an_archive_that_can_only_be_read_is_checked_and_backed_up_elsewhere(
    locked: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As a backup on a disk that is read only can be."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "backup.db"

    backup, check = ran(locked, "archive", "backup", elsewhere), ran(locked, "archive", "check")

    assert (backup.code, check.code, check.out.splitlines()[-1]) == (0, 0, "all is well")
    assert contents(elsewhere)["sources"].rows == 3


@pytest.mark.parametrize("where", ["header", "schema", "truncated"])
@pytest.mark.parametrize("command", [("what about Norway",), *FULL.values()])
def test_of_a_damaged_archive_nothing_is_quoted_or_kept(
    run: Run, folder: Path, command: tuple[str, ...], where: str
) -> None:
    """It is refused with what to do; only a restore that is forced goes on."""
    place = folder / "archive.db"
    shutil.copy(place, folder / "other.db")
    place.write_bytes(damaged(place.read_bytes(), where))
    before = place.read_bytes()

    told = run(*command, "--archive", place)

    if "restore" in command:
        assert (told.code, told.err) == (0, "")
        assert contents(place) == contents(folder / "other.db")
    else:
        mends = ("restore it from a backup", "name another file", "archive check")
        assert [mend in one_line(told) for mend in mends].count(True) == 1
        assert place.read_bytes() == before


def test_a_log_that_was_lost_loses_no_more_than_was_in_it(run: Run, folder: Path) -> None:
    """What had been folded in is there, and nothing is there by half."""
    place = folder / "archive.db"
    before = contents(place)
    with closing(SqliteStore(place)) as store:
        page = a_page(official("Late."), name="late.txt")
        store.add_all([(page, bytes_of(page))])
        shutil.copy(place, folder / "lost.db")  # without the log beside it
    place.unlink()
    (folder / "lost.db").rename(place)

    told = run("archive", "check", "--archive", place)

    assert (told.code, contents(place)) == (0, before)


@pytest.mark.slow
def test_two_that_ingest_and_one_that_backs_up_all_end_well(folder: Path) -> None:
    """At once: the second writer waits its turn, and the backup is of one moment."""
    for name in ("left", "right"):
        (folder / name).mkdir()
        for number in range(4):
            text = f"Statement\n\n{name} {number} is what we say.\n\n" + "\n\n".join(TALL[:5])
            (folder / name / f"{number}.txt").write_text(text, encoding="utf-8")

    with started(folder, "ingest", "left") as left, started(folder, "ingest", "right") as right:
        backup = ran(folder, "archive", "backup", "backup.db")
        ended = [child.communicate(timeout=60)[1] for child in (left, right)]

    assert (left.returncode, right.returncode, backup.code, ended) == (0, 0, 0, ["", ""])
    assert contents(folder / "archive.db")["sources"].rows == 3 + 8
    assert 3 <= contents(folder / "backup.db")["sources"].rows <= 11


def test_two_backups_into_one_file_are_one_backup(folder: Path) -> None:
    """The other says that it is there."""
    with started(folder, "archive", "backup", "b.db") as one, started(folder, "archive", "backup", "b.db") as other:
        ended = [child.communicate(timeout=60) for child in (one, other)]

    assert sorted([one.returncode, other.returncode]) == [0, 2]
    assert sum("b.db is there already" in err for _, err in ended) == 1
    assert contents(folder / "b.db") == contents(folder / "archive.db")


@pytest.mark.parametrize("changes", [1, 3, 10, 30, 100])
def test_whatever_is_damaged_no_wrong_word_is_quoted(run: Run, folder: Path, changes: int) -> None:
    """Bits of the file changed at random: what is quoted is as it was said, or nothing is."""
    place = folder / "archive.db"
    run("rebuild", "--archive", place)
    data, chance = bytearray(place.read_bytes()), random.Random(changes)
    for _ in range(changes):
        data[chance.randrange(100, len(data))] ^= 1 << chance.randrange(8)
    place.write_bytes(data)

    asked = run("what about Norway", "--json", "--limit", "50", "--archive", place)
    checked = run("archive", "check", "--archive", place)

    quoted = [each["text"] for each in json.loads(asked.out)["excerpts"]] if asked.out else []
    assert set(quoted) <= set(TALL)
    assert (asked.code, bool(quoted)) in ((0, True), (1, False), (2, False))
    assert checked.code < 3
