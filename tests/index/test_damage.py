"""Whatever happens to a file of the index, it is noticed and made anew, on opening and while serving."""

import logging
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.domain.statement import Speaker
from bot.index.fulltext import TantivyIndex, open_index
from bot.ports import Wanted
from bot.storage.memory import MemoryStore
from tests.builders import a_page, a_store, keep, official

NORWAY = Speaker("Norway", party="NO", entity="NO")
WHALES = Wanted(groups=({"whale": 1.0},))

HARMS: dict[str, Callable[[Path], object]] = {
    "rubbish": lambda path: path.write_bytes(b"rubbish" * 30),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "missing": Path.unlink,
}
PARTS = ["meta.json", ".managed.json", "*.term", "*.idx", "*.pos", "*.store", "*.fast", "*.fieldnorm"]
BESIDE = ["spelling.db", "writer.lock"]


def a_whale_index(folder: Path) -> tuple[TantivyIndex, MemoryStore]:
    store = a_store(a_page(official("We like whales.", NORWAY), name="a.txt"))
    index = open_index(folder)
    index.follow(store)
    return index, store


def harm(folder: Path, name: str, how: str) -> None:
    """Do it to every file of that name, as another program might: the file is another one afterwards."""
    found = list(folder.rglob(name))
    assert found
    for path in found:
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
        HARMS[how](path)


@pytest.mark.parametrize("how", ["rubbish", "half"])
@pytest.mark.parametrize("name", [*PARTS, *BESIDE])
def test_what_is_damaged_is_made_anew_on_opening(name: str, how: str, tmp_path: Path) -> None:
    """And what is added afterwards is found too."""
    index, store = a_whale_index(tmp_path)
    index.close()
    harm(tmp_path, name, how)

    index = open_index(tmp_path)
    index.follow(store)
    keep(store, a_page(official("Whales like us.", NORWAY), name="b.txt"))
    index.follow(store)

    found = sorted(hit.statement for hit in index.search(WHALES))
    assert (found, index.spelling.frequency("whales")) == (["we like whale", "whale like us"], 2)
    index.close()


@pytest.mark.parametrize("how", ["zeros", "missing"])
@pytest.mark.parametrize("name", [*PARTS, *BESIDE])
def test_what_is_damaged_while_serving_is_made_anew(name: str, how: str, tmp_path: Path) -> None:
    index, store = a_whale_index(tmp_path)
    harm(tmp_path, name, how)

    keep(store, a_page(official("Whales like us.", NORWAY), name="b.txt"))
    index.follow(store)

    found = sorted(hit.statement for hit in index.search(WHALES))
    assert (found, index.spelling.frequency("whales")) == (["we like whale", "whale like us"], 2)
    index.close()


def test_a_spelling_table_damaged_in_its_place_is_noticed_by_who_asks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It knows nothing until the index follows the store again."""
    index, store = a_whale_index(tmp_path)
    index.spelling.close()
    index.spelling = type(index.spelling)(tmp_path / "spelling.db")
    with (tmp_path / "spelling.db").open("r+b") as file:
        file.write(b"x" * (tmp_path / "spelling.db").stat().st_size)

    with caplog.at_level(logging.WARNING, logger="bot.index"):
        unknown = index.spelling.frequency("whales")
    index.follow(store)

    assert (unknown, index.spelling.frequency("whales"), len(caplog.records)) == (0, 1, 1)
    index.close()


@pytest.fixture
def full_disk() -> Iterator[Callable[[bool], None]]:
    """Whether files may grow: no larger than a few bytes when the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(full: bool) -> None:  # noqa: FBT001  the only thing it is told
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 if full else soft, hard))

    yield fill
    fill(False)  # noqa: FBT003


def test_on_a_full_disk_it_serves_what_it_has_and_catches_up_when_there_is_room(
    full_disk: Callable[[bool], None], tmp_path: Path
) -> None:
    index, store = a_whale_index(tmp_path)
    keep(store, a_page(official("Whales like us.", NORWAY), name="b.txt"))

    full_disk(True)  # noqa: FBT003
    indexed = index.follow(store)
    held = [hit.statement for hit in index.search(WHALES)]
    full_disk(False)  # noqa: FBT003

    assert (indexed, held) == (0, ["we like whale"])
    assert index.follow(store) == 1
    assert (index.size(), index.spelling.frequency("whales")) == (2, 2)
    index.close()
