"""The application: documents in, whole or not at all, in order; pages out; explanations with their evidence."""

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.archive import Archive, Report, intake
from bot.domain.errors import ArchiveFull, NotFound
from bot.domain.question import Form
from bot.domain.source import Kind, Role
from bot.domain.statement import Page, Speaker, Voice
from bot.index.fulltext import open_index
from bot.names import Registry
from bot.ports import Added, Store
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, HUA, a_page, direct, keep, official, question, reread, transcript
from tests.cli.excerpts import excerpt_of

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
NAMES = Registry.load()


class Following:
    """An index that counts how often it catches up; ``late`` times another process is at it."""

    def __init__(self, late: int = 0) -> None:
        self.followed = 0
        self.late = late

    def follow(self, store: Store) -> int:
        self.followed += 1
        return 0 if self.followed <= self.late else store.head()

    def size(self) -> int:
        return 0

    def close(self) -> None:
        pass


class SlowlyCounting(MemoryStore):
    """A store so large that it takes long to say who speaks; it notes the threads that waited for that."""

    def __init__(self) -> None:
        super().__init__()
        self.counting: list[threading.Thread] = []

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        self.counting.append(threading.current_thread())
        time.sleep(0.02)
        return super().speakers()


class Counting(MemoryStore):
    """A store in memory that notes how many pages each transaction held."""

    def __init__(self) -> None:
        super().__init__()
        self.transactions: list[int] = []

    def add_all(self, pages: Iterable[tuple[Page, bytes]]) -> list[Added]:
        kept = super().add_all(pages)
        self.transactions.append(len(kept))
        return kept


class Full(MemoryStore):
    """A store without room."""

    def add_all(self, pages: Iterable[tuple[Page, bytes]]) -> list[Added]:  # noqa: ARG002
        raise ArchiveFull("no room is left")


def an_archive(store: MemoryStore | None = None, index: Following | None = None) -> Archive:
    fakes = (store or MemoryStore(), index or Following(), None)
    return Archive(*fakes, NAMES, lambda: date(2025, 6, 1))  # type: ignore[arg-type]


def some_pages(folder: Path, number: int) -> Path:
    for at in range(number):
        text = f"Page {at}\n\nA sentence of page {at} about nothing.\n"
        (folder / f"p{at:03}.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_seeds_are_taken_in_and_reported_in_order() -> None:
    reports = list(an_archive().ingest([SEEDS]))

    assert [report.added for report in reports] == [Added.NEW] * 5
    assert [report.kind for report in reports] == [
        Kind.TRANSCRIPT, Kind.REPORT, Kind.SUMMARY, Kind.STATEMENT, Kind.REPORT,
    ]  # fmt: skip
    assert reports[0].statements == {Voice.TRANSCRIPT: 7}
    assert reports[0].blocks[Role.QUESTION] == 1
    assert reports[0].dropped["journalist's question"] == 4


def test_a_second_time_changes_nothing() -> None:
    store = MemoryStore()
    list(an_archive(store).ingest([SEEDS]))
    head = store.head()

    again = list(an_archive(store).ingest([SEEDS]))

    assert [report.added for report in again] == [Added.KNOWN] * 5
    assert store.head() == head


def test_a_dry_run_says_what_would_be_done_and_keeps_nothing() -> None:
    store, index = MemoryStore(), Following()
    archive = an_archive(store, index)

    assert [report.added for report in archive.ingest([SEEDS], dry_run=True)] == [Added.NEW] * 5
    assert (store.sources(), index.followed) == ([], 0)
    list(archive.ingest([SEEDS]))
    assert [report.added for report in archive.ingest([SEEDS], dry_run=True)] == [Added.KNOWN] * 5


def test_pages_share_transactions_of_a_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH_BYTES", 400)
    store = Counting()

    list(an_archive(store).ingest([some_pages(tmp_path, 30)]))

    assert sum(store.transactions) == 30
    assert max(store.transactions) < 12


def test_what_was_reported_is_kept_when_the_iteration_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH_BYTES", 1)
    store = MemoryStore()
    reports = an_archive(store).ingest([some_pages(tmp_path, 10)])

    seen = [next(reports).name for _ in range(4)]
    del reports

    assert [line.name for line in store.sources()] == seen


def test_a_refusal_names_the_file_and_the_rest_goes_on(tmp_path: Path) -> None:
    some_pages(tmp_path, 2)
    (tmp_path / "p000b.txt").touch()

    reports = list(an_archive().ingest([tmp_path]))

    assert [(report.name, report.refused) for report in reports] == [
        ("p000.txt", False), ("p000b.txt", True), ("p001.txt", False),
    ]  # fmt: skip
    assert all(report.reason and report.mend for report in reports if report.refused)


def test_progress_hears_every_byte(tmp_path: Path) -> None:
    heard: list[int] = []

    list(an_archive().ingest([some_pages(tmp_path, 5)], on_progress=heard.append))

    assert sum(heard) == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_a_manifest_that_names_nothing_there_is_told(tmp_path: Path) -> None:
    some_pages(tmp_path, 1)
    (tmp_path / "manifest.yaml").write_text("files:\n  gone.txt: {publisher: Nobody}\n", encoding="utf-8")
    heard: list[str] = []

    reports = list(an_archive().ingest([tmp_path], on_warning=heard.append))

    told = [*heard, *(warning for report in reports for warning in report.warnings)]
    told += [report.reason for report in reports if report.refused]
    assert any("gone.txt" in line for line in told)


def test_a_full_disk_is_raised_and_nothing_is_reported_kept(tmp_path: Path) -> None:
    with pytest.raises(ArchiveFull):
        list(an_archive(Full()).ingest([some_pages(tmp_path, 2)]))


def test_show_finds_by_hash_name_and_the_beginning_of_one_name() -> None:
    store = MemoryStore()
    page = a_page(name="news/talk.txt")
    keep(store, page, a_page(direct("Other words here.", GENG), name="news/other.txt"))
    archive = an_archive(store)

    for name in (page.source.id, page.source.id[:8], "talk.txt", "talk", "news/talk.txt", "news/t"):
        assert archive.show(name) == page, name
    for name in ("news/", "", "nothing"):
        with pytest.raises(NotFound):
            archive.show(name)


def test_an_explanation_quotes_its_evidence_from_the_page() -> None:
    store = MemoryStore()
    page = a_page(question("Reuters: And Norway?"), transcript("We protest.", GENG))
    keep(store, page)

    told = an_archive(store).explain(excerpt_of(page, 1))

    assert (told.rule, told.confidence, told.question) == ("turn", 0.97, "Reuters: And Norway?")
    assert (told.kind, told.verified) == (Kind.REPORT, True)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Archive, SqliteStore]]:
    """An archive on the disk, and its store."""
    store = SqliteStore(tmp_path / "archive.db")
    index = open_index(tmp_path / "index")
    yield Archive(store, index, index.spelling, NAMES, lambda: date(2025, 6, 1)), store
    index.close()
    store.close()


def a_talk(number: int) -> Page:
    speaker = Speaker(f"Speaker Nr{number}x", party="CN")
    text = f"We discussed whales and matter{number}x with our friends."
    return a_page(official(text, speaker), name=f"talk{number}.txt", said="2019-02-18")


def test_eight_threads_ask_while_pages_are_added(kept: tuple[Archive, SqliteStore]) -> None:
    """Whoever asks sees at least what was there when the index was last brought up; in the end all see everything."""
    archive, store = kept
    keep(store, a_talk(0))
    assert len(archive.ask("whales").excerpts) == 1
    adding = threading.Event()

    def ask(number: int) -> int:
        rounds = 0
        while not adding.is_set() or not rounds:
            rounds += 1
            assert archive.ask("what did China say about whales").excerpts
            assert archive.said(Form(who="Speaker Nr0x", about="whales")).excerpts
            assert archive.who_said("We discussed whales and matter0x with our friends.") is not None
            assert archive.complete_speakers("speaker")
            assert archive.complete_topics("wh", 3)[0] == ("whales", "whales")
            assert archive.complete_sources(f"talk{number}.txt") or number
        return rounds

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask, number) for number in range(8)]
        for number in range(1, 25):
            keep(store, a_talk(number))
        adding.set()
        assert all(asked.result(60) for asked in asking)

    assert archive.ask("matter24x").excerpts[0].text == "We discussed whales and matter24x with our friends."
    assert archive.said(Form(who="Speaker Nr24x")).excerpts[0].speaker.name == "Speaker Nr24x"


def test_what_was_kept_is_found_by_the_next_question(kept: tuple[Archive, SqliteStore]) -> None:
    archive, store = kept

    for number in range(3):
        keep(store, a_talk(number))
        assert len(archive.ask(f"matter{number}x").excerpts) == 1
        assert len(archive.said(Form(who=f"Speaker Nr{number}x")).excerpts) == 1


def test_no_question_waits_while_who_speaks_is_found_out_again(tmp_path: Path) -> None:
    store = SlowlyCounting()
    index = open_index(tmp_path)
    archive = Archive(store, index, index.spelling, NAMES)
    keep(store, a_talk(0))
    archive.ask("what did Speaker Nr0x say")

    keep(store, a_talk(1))
    found = archive.ask("what did Speaker Nr0x say")

    assert [excerpt.text for excerpt in found.excerpts] == ["We discussed whales and matter0x with our friends."]
    assert store.counting.count(threading.current_thread()) == 1
    index.close()


def test_who_speaks_is_not_read_where_only_a_country_is_named(tmp_path: Path) -> None:
    store = SlowlyCounting()
    index = open_index(tmp_path)
    archive = Archive(store, index, index.spelling, NAMES)
    keep(store, a_page(official("We protect the whales.", HUA)))

    found = archive.ask("what did China say about whales")

    assert ([excerpt.text for excerpt in found.excerpts], store.counting) == (["We protect the whales."], [])
    index.close()


def test_a_page_read_anew_is_quoted_by_its_new_reading(kept: tuple[Archive, SqliteStore]) -> None:
    archive, store = kept
    page = a_page(official("Whales are ours.", GENG))
    keep(store, page)
    assert archive.ask("whales").excerpts[0].speaker == GENG

    unit = replace(page.units[0], speaker=HUA)
    store.add(replace(reread(page), units=(unit,)), page.source.text.encode())

    assert archive.ask("whales").excerpts[0].speaker == HUA


def written(folder: Path) -> dict[Path, int]:
    """When each file was last written, save where SQLite notes who reads."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file() and path.suffix != ".db-shm"}


def test_asking_writes_nothing_and_waits_for_no_writer(kept: tuple[Archive, SqliteStore], tmp_path: Path) -> None:
    archive, store = kept
    keep(store, a_talk(0))
    archive.warm()
    places = (tmp_path / "archive.db", tmp_path / "index" / "spelling.db")
    writers = [sqlite3.connect(place, isolation_level=None) for place in places]
    for writer in writers:
        writer.execute("BEGIN IMMEDIATE")
    before = [writer.execute("PRAGMA data_version").fetchone() for writer in writers]
    files = written(tmp_path)

    archive.ask("what did China say about whales")
    archive.said(Form(about="whales"))
    archive.who_said("We discussed whales and matter0x with our friends.")
    archive.complete_topics("wh")
    archive.complete_sources("talk")

    assert written(tmp_path) == files
    assert [writer.execute("PRAGMA data_version").fetchone() for writer in writers] == before
    for writer in writers:
        writer.close()


def test_the_ledger_is_the_stores() -> None:
    store = MemoryStore()

    assert an_archive(store).ledger is store.ledger


def test_the_first_index_made_by_another_process_is_waited_for() -> None:
    store, index = MemoryStore(), Following(late=3)
    keep(store, a_page())

    list(an_archive(store, index).ingest([]))

    assert index.followed == 4


def test_a_report_is_refused_if_nothing_was_added() -> None:
    assert Report("a").refused is True
    assert Report("a", added=Added.KNOWN).refused is False
