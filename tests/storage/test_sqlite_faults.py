"""What is found, and what is still safe, when the disk fills up or a stored byte changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveCorrupt, ArchiveFull
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, a_page, bytes_of, keep, official, question, transcript
from tests.storage.behind import tamper

PAGE = a_page(question("Well?"), transcript("We are open.", GENG), transcript("Always.", GENG), said="2019")
HTML = b"<p>Well?</p><p>We are open.</p><p>Always.</p>" * 9
PACKED = a_page(official("Packed."), name="packed.html", data=HTML)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of two pages, one of them with bytes unlike its text."""
    path = tmp_path / "archive.db"
    store = SqliteStore(path)
    store.add_all([(PAGE, bytes_of(PAGE)), (PACKED, HTML)])
    store.close()
    return path


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """The archive, open."""
    store = SqliteStore(path)
    yield store
    store.close()


ID = PAGE.source.id[:8]
PACKED_ID = PACKED.source.id[:8]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE texts SET text = replace(text, 'open', 'shut') WHERE source = 1",
         f"the text of source {ID} does not match its hash"),
        ("UPDATE texts SET text = CAST(x'ff' AS TEXT) WHERE source = 1",
         f"the text of source {ID} does not match its hash"),
        ("DELETE FROM texts WHERE source = 1", f"the text of source {ID} does not match its hash"),
        ("UPDATE originals SET data = x'00' WHERE source = 2",
         f"the original of source {PACKED_ID} does not match its id"),
        ("UPDATE originals SET packing = 'plain' WHERE source = 2",
         f"the original of source {PACKED_ID} does not match its id"),
        ("DELETE FROM originals WHERE source = 2",
         f"the original of source {PACKED_ID} does not match its id"),
        ("UPDATE sources SET facts = '{' WHERE no = 1", f"what is kept of source {ID} cannot be read"),
        ("UPDATE sources SET kind = 'poem' WHERE no = 1", f"what is kept of source {ID} cannot be read"),
        ("UPDATE units SET length = 999 WHERE id = 3",
         f"page.txt ({ID}): transcript unit: its unit 21-1020 is outside the text of 29 characters"),
        ("UPDATE units SET before_at = -1 WHERE id = 2",
         f"source {ID}: what stands around its statements is not what the page says"),
        ("UPDATE spoken SET statements = 7 WHERE source = 1", f"source {ID}: its statements are miscounted"),
        ("DELETE FROM spoken WHERE source = 1", f"source {ID}: its statements are miscounted"),
    ],
)  # fmt: skip
def test_check_names_every_change(path: Path, store: SqliteStore, statement: str, fault: str) -> None:
    """One line a fault, saying where."""
    tamper(path, statement)

    found = store.check()

    assert fault in found


def test_a_changed_text_is_never_handed_out(path: Path, store: SqliteStore) -> None:
    """Not as a page, not as a statement; the other page still is."""
    tamper(path, "UPDATE texts SET text = replace(text, 'open', 'shut') WHERE source = 1")

    for ask in (lambda: store.page(PAGE.source.id), lambda: store.of_source(PAGE.source.id),
                lambda: store.statements([2])):  # fmt: skip
        with pytest.raises(ArchiveCorrupt, match="does not match its hash"):
            ask()
    assert store.page(PACKED.source.id) == PACKED


def test_keeping_a_damaged_page_again_mends_it(path: Path, store: SqliteStore) -> None:
    """As the message says."""
    tamper(path, "UPDATE texts SET text = 'x' WHERE source = 1", "UPDATE originals SET data = x'00'")

    done = [store.add(PAGE, bytes_of(PAGE)), store.add(PACKED, HTML)]

    assert [each.value for each in done] == ["reread", "reread"]
    assert (store.page(PAGE.source.id), store.original(PACKED.source.id)) == (PAGE, HTML)
    assert store.check() == []


def test_a_damaged_page_of_the_file_is_reported(path: Path) -> None:
    """A block of the disk gone bad, in the midst of the file."""
    data = bytearray(path.read_bytes())
    middle = len(data) * 3 // 4 // 4096 * 4096  # past the schema, without which it could not be opened
    data[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    store = SqliteStore(path)

    assert store.check() != []
    store.close()


def test_a_reference_to_nothing_is_reported(path: Path, store: SqliteStore) -> None:
    """A source superseded by one that is not there."""
    tamper(path, "UPDATE sources SET superseded_by = 99 WHERE no = 2")

    assert store.check() == [f"{path}: row 2 of sources points at nothing in sources"]


def test_a_full_disk_loses_nothing(path: Path) -> None:
    """The page that does not fit is not kept at all; there is still room for reading."""
    store = SqliteStore(path, pragmas={"max_page_count": path.stat().st_size // 4096 + 4})
    large = a_page(*(official(f"Statement {n}.") for n in range(5000)), name="large.txt")

    with pytest.raises(ArchiveFull) as refused:
        keep(store, large)

    assert refused.value.message == f"no room is left for {path}"
    assert (len(store.sources()), store.count(), store.check()) == (2, 3, [])
    assert keep(store, a_page(official("Small."), name="small.txt")) == ["new"]
    store.close()


def test_a_batch_that_does_not_fit_is_not_kept_in_part(path: Path) -> None:
    """Not even its first, small page."""
    store = SqliteStore(path, pragmas={"max_page_count": path.stat().st_size // 4096 + 4})
    small = a_page(official("Small."), name="small.txt")
    large = a_page(*(official(f"Statement {n}.") for n in range(5000)), name="large.txt")

    with pytest.raises(ArchiveFull):
        store.add_all([(page, bytes_of(page)) for page in (small, large)])

    assert [line.name for line in store.sources()] == ["page.txt", "packed.html"]
    store.close()


def test_a_page_larger_than_a_database_page_is_kept(store: SqliteStore) -> None:
    """Many statements and a long text."""
    page = a_page(*(official(f"Statement {n} 我们 😀.") for n in range(5000)), name="large.txt")

    keep(store, page)

    assert (store.page(page.source.id), store.count()) == (page, 5003)
