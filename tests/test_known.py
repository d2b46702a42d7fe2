"""A second ingest: what is held is not read again, and everything that might read otherwise is."""

from pathlib import Path

import pytest

from bot.archive import Archive, Report
from bot.archive.known import Known
from bot.domain.source import Basis, Fact, Facts
from bot.ingest.document import Document
from bot.ingest.manifest import Entry
from bot.names import Registry
from bot.ports import Added
from bot.storage.memory import MemoryStore
from tests.cluster.corpus import NAMES, TALK, Nowhere, a_folder, kept

TEXT = TALK.format(1).encode()


def an_archive(store: MemoryStore, names: Registry = NAMES) -> Archive:
    return Archive(store, Nowhere(), None, names)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "pages"
    place.mkdir()
    (place / "talk.txt").write_bytes(TEXT)
    return place


@pytest.fixture
def store(folder: Path) -> MemoryStore:
    """An archive that holds the talk."""
    made = MemoryStore()
    list(an_archive(made).ingest([folder]))
    return made


def a_talk(name: str = "talk.txt", data: bytes = TEXT, entry: Entry | None = None) -> Document:
    return Document(name, f"/elsewhere/{name}", data, entry=entry)


def test_a_page_that_is_held_is_known_under_the_documents_own_name(store: MemoryStore) -> None:
    (line,) = store.sources()

    page = Known(store, NAMES).page(a_talk("copy.txt"))

    assert page is not None
    assert (page.source.name, page.source.origin) == ("copy.txt", "/elsewhere/copy.txt")
    assert (page.blocks, page.units) == (store.page(line.id).blocks, store.page(line.id).units)


@pytest.mark.parametrize(
    "document",
    [
        a_talk(data=TEXT + b"More.\n"),
        a_talk("talk.md"),
        a_talk(entry=Entry(Facts(title=Fact("A title", Basis.MANIFEST)))),
    ],
    ids=["other bytes", "another format by its name", "a curator's word"],
)
def test_what_might_read_otherwise_is_read(store: MemoryStore, document: Document) -> None:
    assert Known(store, NAMES).page(document) is None


def test_what_other_names_read_is_read_again(store: MemoryStore, tmp_path: Path) -> None:
    more = tmp_path / "names.yaml"
    more.write_text("- {id: XA, kind: country, names: [Atlantis]}\n", encoding="utf-8")

    assert Known(store, Registry.load(more)).page(a_talk()) is None


def test_what_a_curator_said_once_is_read_again(folder: Path) -> None:
    store = MemoryStore()
    (folder / "manifest.yaml").write_text("files:\n  talk.txt: {publisher: Ministry}\n", encoding="utf-8")
    list(an_archive(store).ingest([folder]))

    assert Known(store, NAMES).page(a_talk()) is None


def test_of_what_something_was_withdrawn_is_read_again(store: MemoryStore) -> None:
    (line,) = store.sources()
    store.withdraw(line.id, 0, len(TEXT), "not theirs")

    assert Known(store, NAMES).page(a_talk()) is None


def test_a_second_ingest_reports_as_if_it_had_read(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "pages")
    store, again = MemoryStore(), MemoryStore()
    first = list(an_archive(store).ingest([folder]))
    before = kept(store)

    second = list(an_archive(store).ingest([folder]))

    assert [told(report) for report in second] == [told(report) for report in first]
    assert {report.added for report in second} == {Added.KNOWN, None}
    assert kept(store) == before
    assert len(first) == len(list(an_archive(again).ingest([folder])))


def told(report: Report) -> tuple[object, ...]:
    """A report but for what keeping did."""
    return (report.name, report.size, report.source, report.kind, report.why, report.blocks, report.statements,
            report.dropped, report.warnings, report.reason, report.mend)  # fmt: skip
