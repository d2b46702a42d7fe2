"""A process that has just started: it chooses and lists as if it had read all, from what another one kept in files."""

from array import array
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.archive import catalogue as catalogues
from bot.archive import pool as pools
from bot.archive.catalogue import Catalogue
from bot.archive.derived import Derived
from bot.archive.pool import Filter, Pools, StoredPool
from bot.archive.roll import SHAPE, VERSION, Roll, brought_up, put_down
from bot.config import Settings
from bot.domain.statement import Voice
from bot.ports import Outline, SourceLine, Store
from bot.schedule.choice import Choice, choose
from bot.search import titles
from bot.search.standing import Standing
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from bot.wiring import index_place, opened
from tests.builders import GENG, SOREIDE, a_page, keep, narration, official

TODAY = date(2026, 11, 22)


class Counting(MemoryStore):
    """A store that counts the whole readings of its statements and of its sources."""

    whole = 0

    def outlines(
        self, voices: Collection[Voice], least: float, shortest: int, longest: int, *, since: int = 0
    ) -> Iterator[Outline]:
        self.whole += not since
        return super().outlines(voices, least, shortest, longest, since=since)

    def sources(self, *, superseded: bool = False, first: int = 0, limit: int | None = None) -> list[SourceLine]:
        self.whole += not first
        return super().sources(superseded=superseded, first=first, limit=limit)


def numbered(number: int) -> str:
    return f"The government keeps its word in matter number {number} of the agreement between the parties."


def a_store(sources: int = 30) -> Counting:
    store = Counting()
    for at in range(sources):
        grow(store, at)
    return store


def grow(store: Store, at: int) -> None:
    said = (TODAY.replace(year=2019) + timedelta(at % 3)).isoformat()
    lines = [official(numbered(10 * at + n), (GENG, SOREIDE)[n % 2]) for n in range(4)]
    keep(store, a_page(*lines, name=f"{at}.txt", title=f"On matter {at}", said=said))


@pytest.fixture(autouse=True)
def worth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small archives, too, are worth a file."""
    monkeypatch.setattr(pools, "WORTH", 1)
    monkeypatch.setattr(catalogues, "WORTH", 1)


def begun(store: MemoryStore, folder: Path | None) -> Pools:
    """The pools of a process that has just started."""
    return Pools(store, lambda: Standing(store, store.head()), folder)


def choices(made: Pools) -> list[Choice]:
    """What is chosen on some days, of some pools."""
    wanted = (Filter(), Filter("NO"), Filter(voice=Voice.OFFICIAL), Filter(among=frozenset(range(40))))
    days = [TODAY + timedelta(day) for day in range(4)]
    return [choose(day, (), made.pool(each), 2) for each in wanted for day in days]


# ---- The statements of the day


def test_the_next_process_chooses_the_same_without_reading_all(tmp_path: Path) -> None:
    """Also when pages came, changed and went since; as one does that reads all."""
    store = a_store()
    first, anew = choices(begun(store, tmp_path)), choices(begun(store, None))
    read = store.whole

    kept = (tmp_path / "roll").stat()
    again = choices(begun(store, tmp_path))
    assert (tmp_path / "roll").stat().st_mtime_ns == kept.st_mtime_ns
    keep(store, a_page(official(numbered(7), GENG), name="3.txt"))
    store.withdraw(store.changes(0, 1)[0].source, 0, 5, "said by somebody else")
    since = choices(begun(store, tmp_path))

    assert store.whole == read
    assert again == first == anew
    assert since == choices(begun(store, None)) != first


def test_the_file_is_written_again_when_a_good_part_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at every page; and not for an archive that is read in a moment."""
    monkeypatch.setattr(pools, "SHARE", 10)
    store = a_store(40)
    pool, kept = begun(store, tmp_path), [b""]
    for at in range(40, 50):
        pool.pool(Filter())
        kept.append((tmp_path / "roll").read_bytes())
        grow(store, at)

    assert [one != other for one, other in pairwise(kept)] == [*[True, *[False] * 4] * 2]
    monkeypatch.setattr(pools, "WORTH", 10_000)
    (tmp_path / "roll").unlink()
    begun(store, tmp_path).pool(Filter())
    assert list(tmp_path.iterdir()) == []


def altered(store: MemoryStore, folder: Path, alter: Callable[[Roll], None]) -> StoredPool:
    """The pool of Norway's statements of a process that finds a roll altered by somebody who knew how to."""
    roll = brought_up(Roll(), store)
    alter(roll)
    Derived(store, folder, "roll", version=VERSION, shape=SHAPE, texts=1).keep(roll.head, *put_down(roll))
    return begun(store, folder).pool(Filter("NO"))


def test_a_roll_that_lies_shows_nothing_that_does_not_stand(tmp_path: Path) -> None:
    """What was withdrawn, what is nobody's, what is another's and what never was are not chosen, under any number."""
    store = MemoryStore()
    page = a_page(*(official(numbered(n), SOREIDE) for n in range(3)), official(numbered(3), GENG), narration("Fish."))
    keep(store, page)
    gone, *stand = store.of_source(page.source.id)
    store.withdraw(page.source.id, gone.unit.start, gone.unit.end, "said by somebody else")

    def lie(roll: Roll) -> None:
        roll.columns[1][:] = array("q", [-1, 0, 5, 2**62, gone.id, *(each.id for each in stand)][-len(roll.numbers) :])
        for which in (0, 2, 3):
            roll.columns[which][:] = array(roll.columns[which].typecode, [roll.columns[which][0]] * len(roll.numbers))

    pool = altered(store, tmp_path, lie)
    numbers = [-1, 0, 5, 6, 2**62, gone.id, *(each.id for each in stand)]

    assert [one.words for number in numbers if (one := pool.look(number))] == [numbered(1), numbered(2)]
    assert {one.words for one in choose(TODAY, (), pool, 9).chosen} <= {numbered(1), numbered(2)}


@pytest.mark.parametrize(
    "alter",
    [
        lambda roll: roll.columns[1].pop(),
        lambda roll: roll.days.append(1),
        lambda roll: roll.sorts.update({("NO", "sung"): 9}),
        lambda roll: roll.sorts.update({"NO": 9}),
    ],
)
def test_a_roll_that_is_none_is_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, alter: Callable[[Roll], None]
) -> None:
    """Though its hash fits."""
    store = a_store(5)

    pool = altered(store, tmp_path, alter)

    assert list(pool.ranked()) == list(begun(store, None).pool(Filter("NO")).ranked())
    assert [record.levelname for record in caplog.records] == ["WARNING"]


# ---- The titles


def listed(store: MemoryStore, folder: Path | None) -> list[object]:
    """What a process that has just started lists."""
    catalogue = Catalogue(store, folder)
    newest, called = catalogue.newest(9), catalogue.called("matter 1", 9)
    completing = catalogue.titles()
    begun = [completing.beginning(typed, 9) for typed in ("", "matter 2", "mattre", "2 on", "x")]
    return [newest, called, begun, [catalogue.versions(line.id) for line in newest]]


def test_the_next_process_lists_the_same_without_reading_all(tmp_path: Path) -> None:
    """Also when pages came and changed since."""
    store = a_store()
    keep(store, a_page(official(numbered(7), GENG), name="2.txt", title="On matter 2", said="2019-11-24"))
    first, anew = listed(store, tmp_path), listed(store, None)
    read = store.whole

    kept = (tmp_path / "titles").stat()
    again = listed(store, tmp_path)
    for at in (1, 30):
        keep(store, a_page(official(numbered(7 + at), GENG), name=f"{at}.txt", title=f"On matter {at}", said="2019-11"))
    since = listed(store, tmp_path)

    assert store.whole == read
    assert (tmp_path / "titles").stat().st_mtime_ns == kept.st_mtime_ns
    assert again == first == anew
    assert since == listed(store, None) != first


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [(0, None, 1), (1, None, 1), (2, None, 1), (3, None, 1), (4, None, 1), (5, None, 999), (None, 0, "a" * 64),
     (None, 1, "[1]"), (None, 1, "nothing"), (None, 2, "x"), (None, 3, "\nx")],
)  # fmt: skip
def test_titles_that_are_none_are_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, column: int | None, text: int | None, value: int | str
) -> None:
    """Though their hash fits; whatever does not go together."""
    store = a_store(5)
    first = listed(store, tmp_path)
    made = Derived(store, tmp_path, "titles", version=titles.VERSION, shape=titles.SHAPE, texts=4)

    def spoil(head: int, columns: "list[array[int]]", texts: list[str]) -> None:
        if column is not None:
            columns[column].append(int(value))
        if text is not None:
            texts[text] += str(value)
        made.keep(head, columns, texts)

    made.read(spoil)

    assert listed(store, tmp_path) == first
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_the_files_lie_in_the_folder_of_the_index(tmp_path: Path) -> None:
    """Of an archive that the settings name."""
    place = tmp_path / "archive.db"
    with closing(SqliteStore(place)) as store:
        grow(store, 1)

    with opened(Settings(archive=place), {}) as archive:
        assert len(archive.pool().ranked()) == len(archive.catalogue.newest(9)) + 3

    assert {"roll", "titles"} <= {path.name for path in index_place(place).iterdir()}
