"""The index follows its store: idempotent, after crashes, beside other processes, and rebuilt when in doubt."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import tantivy

from bot.domain.errors import ArchiveBusy
from bot.domain.statement import Speaker, Voice
from bot.index.folder import Folder
from bot.index.fulltext import TantivyIndex, open_index
from bot.ports import Wanted
from bot.search.terms import stem
from tests.builders import GENG, HUA, a_page, a_store, direct, furniture, heading, keep, narration, official, transcript
from tests.builders import question as asked

NORWAY = Speaker("Norway", party="NO", entity="NO")
WITNESS = Speaker("A Witness")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyIndex]:
    made = open_index(tmp_path / "index")
    yield made
    made.close()


def found(index: TantivyIndex, *words: str, **more: object) -> list[str]:
    """The stems of the statements found by these words, sorted."""
    groups = tuple({stem(word) if " " not in word else word: 1.0} for word in words)
    return sorted(hit.statement for hit in index.search(Wanted(groups=groups, **more)))  # type: ignore[arg-type]


def test_what_is_added_is_found_after_following(index: TantivyIndex) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY), name="a.txt"))
    assert found(index, "whales") == []

    assert index.follow(store) == 1
    keep(store, a_page(official("Whales like us.", NORWAY), name="b.txt"))
    assert index.follow(store) == 1

    assert found(index, "whales") == ["we like whale", "whale like us"]
    assert (index.size(), index.frequency("whale"), index.spelling.frequency("whales")) == (2, 2, 2)


def test_following_again_does_nothing(index: TantivyIndex) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY)))
    index.follow(store)

    assert index.follow(store) == 0
    assert index.size() == 1


def test_a_newer_version_takes_the_older_ones_place(index: TantivyIndex) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY), name="a.txt"))
    index.follow(store)

    keep(store, a_page(official("We like seals.", NORWAY), name="a.txt"))
    index.follow(store)

    assert (found(index, "whales"), found(index, "seals")) == ([], ["we like seal"])
    assert index.spelling.frequency("whales") == 0


def test_only_statements_are_found_but_also_by_what_stands_around_them(index: TantivyIndex) -> None:
    page = a_page(
        heading("Whales at sea"),
        asked("Reuters: What about krill?"),
        transcript("No comment on that.", GENG),
        furniture("Penguin offers"),
        narration("The sea was calm."),
        name="a.txt",
    )
    index.follow(a_store(page))

    hits = index.search(Wanted(groups=({"krill": 1.0},)))

    assert [(hit.statement, hit.question, hit.title) for hit in hits] == [
        ("no comment on that", "reuter what about krill", "whale at sea")
    ]
    assert found(index, "whales") == ["no comment on that"]
    assert found(index, "penguin") == []
    assert found(index, "krill", own=True) == []


def test_filters_hold_inside_the_index(index: TantivyIndex) -> None:
    pages = [
        a_page(official("Whales one.", NORWAY), name="a.txt", said="2019-02-18"),
        a_page(direct("Whales two.", HUA), name="b.txt", said="2020"),
        a_page(direct("Whales three.", WITNESS), name="c.txt"),
    ]
    store = a_store(*pages)
    index.follow(store)

    def of(**more: object) -> list[str]:
        return [text.split()[1] for text in found(index, "whales", **more)]

    assert of() == ["one", "three", "two"]
    assert of(party="CN") == ["two"]
    assert of(any_party=True) == ["one", "two"]
    assert of(speakers=("cn.mfa",)) == ["two"]
    assert of(speakers=("cn.mfa.hua_chunying", "name:a witness")) == ["three", "two"]
    assert of(speakers=("cn.mfa.geng_shuang",)) == []
    assert of(speakers=("office:foreign ministri",)) == ["two"]
    assert of(voice=Voice.OFFICIAL) == ["one"]
    assert of(since=date(2019, 1, 1)) == ["one", "two"]
    assert of(until=date(2019, 12, 31)) == ["one"]
    assert of(since=date(2020, 1, 1), until=date(2020, 12, 31)) == ["two"]
    assert of(since=date(2020, 6, 1), until=date(2020, 12, 31)) == []
    assert of(since=date(2020, 6, 1), until=date(2020, 12, 31), undated=True) == ["three", "two"]
    assert of(without=("two", "three")) == ["one"]
    assert of(phrase="whale two") == ["two"]
    assert of(phrase="two whale") == []
    assert of(source=store.sources()[0].id) == ["one"]


def test_without_groups_the_newest_come_first(index: TantivyIndex) -> None:
    pages = [a_page(official(f"Year {year}.", NORWAY), name=f"{year}", said=str(year)) for year in (2018, 2021, 2016)]
    index.follow(a_store(*pages))

    assert [hit.statement for hit in index.search(Wanted(party="NO", limit=2))] == ["year 2021", "year 2018"]


def test_many_small_commits_do_not_leave_as_many_segments(index: TantivyIndex, tmp_path: Path) -> None:
    """Each is merged with others before its writer goes; a search looks into every segment."""
    store = a_store()

    for number in range(40):
        keep(store, a_page(official(f"We like {number} whales.", NORWAY), name=f"{number}.txt"))
        index.follow(store)

    folder = next(tmp_path.rglob("meta.json")).parent
    assert tantivy.Index.open(str(folder)).searcher().num_segments < 10
    assert len(found(index, "whales", limit=100)) == 40


def test_an_index_opened_again_knows_what_it_has_seen(tmp_path: Path) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY)))
    first = open_index(tmp_path)
    first.follow(store)
    first.close()

    second = open_index(tmp_path)

    assert second.follow(store) == 0
    assert found(second, "whales") == ["we like whale"]


def test_the_index_of_another_store_is_rebuilt(index: TantivyIndex) -> None:
    index.follow(a_store(a_page(official("We like whales.", NORWAY))))

    assert index.follow(a_store(a_page(official("We like seals.", NORWAY)))) == 1

    assert (found(index, "whales"), found(index, "seals"), index.size()) == ([], ["we like seal"], 1)
    assert index.spelling.frequency("whales") == 0


def test_an_empty_store_empties_the_index_of_another(index: TantivyIndex) -> None:
    index.follow(a_store(a_page(official("We like whales.", NORWAY))))

    index.follow(a_store())

    assert (index.size(), index.spelling.frequency("whales")) == (0, 0)


@pytest.mark.parametrize("ahead", ["fulltext", "spelling"])
def test_a_crash_between_the_two_commits_is_caught_up(ahead: str, tmp_path: Path) -> None:
    """One half is put back to what it was before the last page, as a crash would leave it."""
    store = a_store(a_page(official("We like whales.", NORWAY), name="a.txt"))
    place = tmp_path / "index"
    index = open_index(place)
    index.follow(store)
    index.close()
    shutil.copytree(place, tmp_path / "before")
    keep(store, a_page(official("We like whales and seals.", NORWAY), name="b.txt"))
    index = open_index(place)
    index.follow(store)
    index.close()
    for path in (tmp_path / "before").iterdir():
        if path.name.startswith("spelling" if ahead == "fulltext" else "fulltext"):
            target = place / path.name
            shutil.rmtree(target) if target.is_dir() else target.unlink()
            path.rename(target)

    index = open_index(place)
    assert index.follow(store) == 1

    assert (index.size(), index.spelling.frequency("whales"), index.frequency("whale")) == (2, 2, 2)


def test_what_a_killed_commit_has_put_down_is_no_damage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """All its files are there but the one that says they count; the next commit gives the same names again."""
    store = a_store(*(a_page(official(f"We like whales, {n}.", NORWAY), name=f"{n}.txt") for n in range(5)))
    index = open_index(tmp_path)
    index.follow(store)
    index.close()
    folder = next(tmp_path.glob("fulltext-*"))
    before = (folder / "meta.json").read_bytes()
    keep(store, a_page(official("We like seals.", NORWAY), name="0.txt"))
    kept = {path.name for path in folder.iterdir()}
    index = open_index(tmp_path)
    index.follow(store)
    index.close()
    assert any(name.endswith(".del") for name in {path.name for path in folder.iterdir()} - kept)
    (folder / "meta.json").write_bytes(before)

    index = open_index(tmp_path)
    index.follow(store)

    assert (found(index, "seals"), len(found(index, "whales"))) == (["we like seal"], 4)
    assert not caplog.records


def test_a_spelling_table_lost_is_counted_anew(tmp_path: Path) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY)))
    index = open_index(tmp_path)
    index.follow(store)
    index.close()
    for path in tmp_path.glob("spelling*"):
        path.unlink()

    index = open_index(tmp_path)
    index.follow(store)

    assert (index.size(), index.spelling.frequency("whales")) == (1, 1)


@pytest.mark.parametrize("harm", ["meta", "segments", "all"])
def test_a_damaged_index_is_rebuilt(harm: str, tmp_path: Path) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY)))
    index = open_index(tmp_path)
    index.follow(store)
    index.close()
    folder = next(tmp_path.glob("fulltext-*"))
    for path in folder.iterdir():
        if harm == "all" or (path.name == "meta.json") == (harm == "meta"):
            path.write_bytes(b"rubbish")

    index = open_index(tmp_path)
    index.follow(store)

    assert found(index, "whales") == ["we like whale"]


def test_an_index_of_another_make_is_thrown_away(tmp_path: Path) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY)))
    old = tmp_path / "fulltext-0-0"
    old.mkdir()
    (old / "meta.json").write_text("{}")

    index = open_index(tmp_path)
    index.follow(store)

    assert not old.exists()
    assert found(index, "whales") == ["we like whale"]


def test_rebuilding_gives_the_same(index: TantivyIndex) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY)))
    index.follow(store)

    assert index.rebuild(store) == 1

    assert (found(index, "whales"), index.spelling.frequency("whales")) == (["we like whale"], 1)


def test_while_another_writes_one_serves_what_there_is_and_tries_again(index: TantivyIndex, tmp_path: Path) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY), name="a.txt"))
    index.follow(store)
    keep(store, a_page(official("We like seals.", NORWAY), name="b.txt"))
    other = sqlite3.connect(tmp_path / "index" / "writer.lock", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    assert index.follow(store) == 0
    assert found(index, "whales") == ["we like whale"]
    with pytest.raises(ArchiveBusy):
        index.rebuild(store)

    other.close()
    assert index.follow(store) == 1
    assert found(index, "seals") == ["we like seal"]


def test_a_reader_sees_what_another_wrote(tmp_path: Path) -> None:
    store = a_store(a_page(official("We like whales.", NORWAY), name="a.txt"))
    reader, writer = open_index(tmp_path), open_index(tmp_path)
    reader.follow(store)
    keep(store, a_page(official("We like seals.", NORWAY), name="b.txt"))

    assert writer.follow(store) == 1
    assert reader.follow(store) == 0

    assert found(reader, "seals") == ["we like seal"]


def test_threads_may_follow_and_search_at_once(index: TantivyIndex) -> None:
    store = a_store()
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                keep(store, a_page(official(f"Whale {number} {turn}.", NORWAY), name=f"{number}-{turn}"))
                index.follow(store)
                found(index, "whale")
        except BaseException as error:  # noqa: BLE001  told to the main thread
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    index.follow(store)

    assert (faults, index.size()) == ([], 20)


HOLDER = """
import sys, time
from pathlib import Path
from bot.index.folder import Folder
with Folder(Path(sys.argv[1])).writing():
    print("writing", flush=True)
    time.sleep(60)
"""


def test_the_right_to_write_goes_with_its_holder_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        with pytest.raises(ArchiveBusy), Folder(tmp_path).writing():
            pass
        child.kill()

    assert [path.name for path in tmp_path.iterdir()] == ["writer.lock"]
    with Folder(tmp_path).writing():
        pass


CHILD = """
import sys
from pathlib import Path
from bot.index.fulltext import open_index
from bot.storage.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    index = open_index(Path(sys.argv[2]))
    index.rebuild(store)
    index.close()
"""


def test_killed_at_any_moment_it_catches_up(tmp_path: Path) -> None:
    from bot.storage.sqlite import SqliteStore

    store = SqliteStore(tmp_path / "archive.db")
    keep(store, *(a_page(official(f"Whale number {n}.", NORWAY), name=f"{n}.txt") for n in range(30)))
    for pause in (0.0, 0.01, 0.03, 0.06):
        command = [sys.executable, "-c", CHILD, str(tmp_path / "archive.db"), str(tmp_path / "index")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout
            child.stdout.readline()
            threading.Event().wait(pause)
            child.kill()

        index = open_index(tmp_path / "index")
        index.follow(store)
        assert (index.size(), index.frequency("whale"), index.spelling.frequency("whale")) == (30, 30, 30)
        index.close()
    store.close()
