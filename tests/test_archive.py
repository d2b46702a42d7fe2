"""The application: documents in, whole or not at all, in order; pages out; explanations with their evidence."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from bot.archive import Archive, Report, intake
from bot.domain.errors import ArchiveFull, NotFound
from bot.domain.source import Kind, Role
from bot.domain.statement import Page, Voice
from bot.names import Registry
from bot.ports import Added, Store
from bot.storage.memory import MemoryStore
from tests.builders import GENG, a_page, direct, keep, question, transcript
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


def test_the_first_index_made_by_another_process_is_waited_for() -> None:
    store, index = MemoryStore(), Following(late=3)
    keep(store, a_page())

    list(an_archive(store, index).ingest([]))

    assert index.followed == 4


def test_a_report_is_refused_if_nothing_was_added() -> None:
    assert Report("a").refused is True
    assert Report("a", added=Added.KNOWN).refused is False
