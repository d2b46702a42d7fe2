"""Documents handed out and taken back: in order, a bounded way ahead, and nobody blamed for another's death."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.intake import OneByOne, Report, Taken
from bot.cluster import spread
from bot.cluster.parcels import opened, packed, sealed, unpacked
from bot.cluster.spread import Died, Spread
from bot.cluster.work import learn, names_of, read_parcel
from bot.domain.errors import ClusterError
from bot.ingest.document import Document
from bot.ingest.limits import Limits
from tests.cluster.corpus import NAMES, TALK, a_folder, ingested

DEADLY = b"deadly"
LIMITS = Limits()


@dataclass
class Hand:
    """A crew in this process: it reads a parcel when it is taken back, and dies of one that holds a deadly document."""

    tries: int = 3
    dying: bool = False
    under_way: int = 0
    most: int = 0
    alone: list[int] = field(default_factory=list)
    """How many parcels were under way as each parcel of one document was given."""

    def give(self, parcel: bytes) -> "Hand.Parcel":
        documents, _ = unpacked(parcel)
        if len(documents) == 1:
            self.alone.append(self.under_way)
        self.under_way += sum(len(document.data) for document in documents)
        self.most = max(self.most, self.under_way)
        return Hand.Parcel(self, parcel)

    @dataclass
    class Parcel:
        hand: "Hand"
        parcel: bytes

        def done(self) -> bool:
            return False

        def take(self) -> bytes:
            documents, _ = unpacked(self.parcel)
            self.hand.under_way -= sum(len(document.data) for document in documents)
            if self.hand.dying or any(DEADLY in document.data for document in documents):
                raise Died
            learn(NAMES.digest, names_of(NAMES))
            return read_parcel(self.parcel, NAMES.digest)


def a_talk(number: int, more: bytes = b"") -> Document:
    return Document(f"talk{number}.txt", f"/talk{number}.txt", TALK.format(number).encode() + more)


def read(found: list[Document | Taken], hand: Hand) -> list[Taken]:
    return list(Spread(hand).read(iter(found), LIMITS))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parcels of about four talks, five of them under way."""
    monkeypatch.setattr(spread, "PARCEL_BYTES", 400)
    monkeypatch.setattr(spread, "WINDOW_BYTES", 2_000)


@pytest.mark.usefixtures("small")
def test_others_read_a_folder_as_one_process_does(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)

    assert ingested(folder, Spread(Hand())) == ingested(folder, None)


@pytest.mark.usefixtures("small")
def test_what_is_under_way_is_bounded_in_bytes() -> None:
    hand = Hand()

    taken = read([a_talk(number) for number in range(100)], hand)

    assert [one.report.name for one in taken] == [f"talk{number}.txt" for number in range(100)]
    assert 1_500 < hand.most < 3_000


def test_a_document_larger_than_the_window_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "WINDOW_BYTES", 10)

    assert [one.page is not None for one in read([a_talk(1), a_talk(2)], Hand())] == [True, True]


@pytest.mark.usefixtures("small")
@settings(max_examples=30)
@given(st.lists(st.sampled_from(["talk", "dealt with", "deadly"]), max_size=15))
def test_order_holds_and_only_the_deadly_are_refused(sorts: list[str]) -> None:
    make = {
        "talk": a_talk,
        "dealt with": lambda at: Taken(Report(f"talk{at}.txt", reason="bad")),
        "deadly": lambda at: a_talk(at, DEADLY),
    }

    taken = read([make[sort](at) for at, sort in enumerate(sorts)], Hand())

    assert [one.report.name for one in taken] == [f"talk{at}.txt" for at in range(len(sorts))]
    assert [bool(one.report.reason) for one in taken] == [sort != "talk" for sort in sorts]
    assert [one.page is None for one in taken] == [sort != "talk" for sort in sorts]


@pytest.mark.usefixtures("small")
def test_a_deadly_document_is_tried_thrice_alone_and_refused_with_the_mend() -> None:
    hand = Hand()

    taken = read([a_talk(at, DEADLY if at == 5 else b"") for at in range(20)], hand)

    assert [one.report.name for one in taken if one.page is None] == ["talk5.txt"]
    assert taken[5].report.reason == "it ends every process that reads it"
    assert taken[5].report.mend.startswith("leave it out")
    assert len(hand.alone) >= 3
    assert set(hand.alone) == {0}


def test_a_crew_that_dies_of_nothing_is_no_documents_fault() -> None:
    with pytest.raises(ClusterError, match="the processes that read end as soon as they begin"):
        read([a_talk(1)], Hand(dying=True))


def test_an_iteration_that_stops_leaves_the_rest_unread() -> None:
    asked: list[int] = []

    def found() -> Iterator[Document | Taken]:
        for number in range(1_000):
            asked.append(number)
            yield a_talk(number, b"x" * spread.PARCEL_BYTES)

    taken = Spread(Hand()).read(found(), LIMITS)
    next(taken)
    taken.close()

    assert len(asked) < 2 * spread.WINDOW_BYTES / spread.PARCEL_BYTES


def test_outcomes_come_back_as_they_were() -> None:
    taken = list(OneByOne(NAMES).read(iter([a_talk(1), Document("empty.txt", "/e", b"")]), LIMITS))
    outcomes = [(one.report, one.page) for one in taken]

    assert opened(sealed(outcomes)) == outcomes


def test_a_path_that_is_no_utf_8_travels_too() -> None:
    document = Document("a.txt", "/f\udcff/a.txt", TALK.format(1).encode())
    learn(NAMES.digest, names_of(NAMES))

    ((report, page),) = opened(read_parcel(packed([document], LIMITS), NAMES.digest))

    assert (report.name, page and page.source.origin) == ("a.txt", "/f\udcff/a.txt")
