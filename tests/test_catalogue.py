"""Lists of what the archive holds: few lines of many sources, the same however the archive came to hold them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive.catalogue import Catalogue
from bot.domain.errors import ArchiveError
from bot.ports import SourceLine
from bot.search import titles
from bot.search.titles import Titles, brought_up, put_down, taken_up
from bot.storage.memory import MemoryStore
from tests.builders import GENG, HUA, a_page, a_store, direct, keep, official


def a_catalogue() -> tuple[Catalogue, MemoryStore]:
    store = a_store(
        a_page(official("Cod."), name="oslo/cod_2019.txt", title="Ön Cod", said="2019-02-18"),
        a_page(official("Hake."), name="hake.txt", title="On hake", said="2019"),
        a_page(official("Ling."), name="ling.txt"),
    )
    return Catalogue(store), store


def named(lines: list[SourceLine]) -> list[str]:
    return [line.name for line in lines]


def test_the_newest_come_first_those_without_a_year_last() -> None:
    """A year may be its last day."""
    catalogue, store = a_catalogue()
    assert named(catalogue.newest(9)) == ["hake.txt", "oslo/cod_2019.txt", "ling.txt"]
    assert named(catalogue.newest(1)) == ["hake.txt"]

    keep(store, a_page(official("Tusk."), name="tusk.txt", said="2020-01"))

    assert named(catalogue.newest(2)) == ["tusk.txt", "hake.txt"]
    assert catalogue.count() == 4


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("on", ["hake.txt", "oslo/cod_2019.txt"]),
        ("ON COD", ["oslo/cod_2019.txt"]),
        ("lo/cod_20", ["oslo/cod_2019.txt"]),
        (".txt", ["hake.txt", "oslo/cod_2019.txt", "ling.txt"]),
        ("herring", []),
        ("", []),
    ],
)
def test_sources_are_called_by_words_of_their_title_or_file(words: str, expected: list[str]) -> None:
    """Whatever their case and marks; with how many there are, though few are told of."""
    catalogue, _ = a_catalogue()

    assert (named(catalogue.called(words, 9)[0]), catalogue.called(words, 9)[1]) == (expected, len(expected))
    assert catalogue.called(words, 1)[1] == len(expected)


def test_all_versions_of_a_page_are_known_by_each_of_them() -> None:
    """The one that stands, then those before it; also those that came after the list was first made."""
    catalogue, store = a_catalogue()
    assert named(catalogue.newest(1)) == ["hake.txt"]
    pages = [a_page(official(f"Hake {n}."), name="hake.txt") for n in range(3)]
    keep(store, *pages)
    newest, *older = sorted(store.sources(superseded=True), key=lambda line: line.superseded_by is not None)[2:]

    found = [catalogue.versions(page.source.id) for page in pages]

    assert [{line.id for line in lines} for lines in found] == [{newest.id, *(line.id for line in older)}] * 3
    assert [lines[0].id for lines in found] == [pages[-1].source.id] * 3
    assert catalogue.versions("0" * 64) == []


def test_each_source_comes_once_as_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that came while they were told."""
    monkeypatch.setattr("bot.archive.catalogue.PORTION", 2)
    catalogue, store = a_catalogue()
    told = catalogue.each()
    first = next(told)
    keep(store, a_page(official("Cod!"), name="oslo/cod_2019.txt"))

    assert named([first, *told]) == ["oslo/cod_2019.txt", "hake.txt", "ling.txt", "oslo/cod_2019.txt"]


@pytest.mark.parametrize(
    ("number", "expected"), [(0, []), (1, ["0"]), (3, ["0", "3", "6"]), (10, [*"0123456789"]), (99, [*"0123456789"])]
)
def test_some_sources_are_spread_evenly(number: int, expected: list[str]) -> None:
    """All, if there are no more."""
    catalogue = Catalogue(a_store(*(a_page(official(f"Cod {at}."), name=str(at)) for at in range(10))))

    assert named(catalogue.spread(number)) == expected
    assert Catalogue(a_store()).spread(number) == []


Step = tuple[int, int, bool]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.booleans()), max_size=14))
def test_what_was_brought_up_is_what_is_made_anew(monkeypatch: pytest.MonkeyPatch, steps: list[Step]) -> None:
    """Whatever came, was read again or superseded since; also when so much did that all is read again."""
    monkeypatch.setattr(titles, "FEW", 3)
    store, kept = MemoryStore(), Titles()
    for name, lines, now in steps:
        words = [direct(f"Cod {line}.", (HUA, GENG)[line % 2]) for line in range(lines)]
        title, said = ("On press", None, "A cod 2019")[lines % 3], ("2019", None, "2020-02")[name % 3]
        keep(store, a_page(*words, name=f"{name}/cod_{name}.txt", title=title, said=said))
        if now:
            kept = brought_up(kept, store)
            kept = kept if kept.lately or kept.gone else taken_up(kept.head, *put_down(kept))

    kept, anew = brought_up(kept, store), brought_up(Titles(), store)

    days = {line.id: line.facts.shown_date for line in store.sources()}

    def told(each: Titles) -> list[object]:
        asked = ("", "cod", "2 cod", "cod press", "prses", "x")
        begun = [sorted(each.beginning(typed, 99)) for typed in asked]
        held = [(sorted(found), number) for found, number in (each.holding(typed, 99) for typed in asked)]
        hashed = [each.hashed(id_[:length], 9) for id_ in days for length in (12, 64)]
        versions = [sorted(each.versions(line.id)) for line in store.sources(superseded=True)]
        return [begun, held, hashed, versions, [days[id_] for id_ in each.newest(99)]]

    assert (kept.head, told(kept)) == (anew.head, told(anew))
    assert sorted(kept.newest(99)) == sorted(days)


class Another(MemoryStore):
    """A store of whose history nothing is known that was known before."""

    def holds(self, seq: int) -> bool:
        return not seq


def test_titles_of_what_was_lost_are_made_anew() -> None:
    """As after a fail-over without the newest changes, however many came in their place."""
    lost = brought_up(Titles(), a_store(a_page(official("Cod."), name="cod.txt")))
    store = Another()
    keep(store, a_page(official("Hake."), name="hake.txt"), a_page(official("Ling."), name="ling.txt"))

    assert lost.head < store.head()
    assert brought_up(lost, store).newest(9) == brought_up(Titles(), store).newest(9)


class Closed(MemoryStore):
    """A store whose list cannot be read."""

    def sources(self, **_: object) -> list[SourceLine]:
        raise ArchiveError("closed")


def test_what_cannot_be_read_is_no_empty_list() -> None:
    """Nobody is told that the archive holds nothing."""
    catalogue = Catalogue(Closed())

    with pytest.raises(ArchiveError, match="closed"):
        catalogue.newest(3)
