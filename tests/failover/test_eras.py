"""What a fail-over that lost the newest changes leaves behind, made by hand: no number ever means two changes."""

# ruff: noqa: S608  what is put into SQL here are our own names and numbers

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.domain.post import Stage
from bot.index.fulltext import open_index
from bot.names import Registry
from bot.posting.entries import Step, post_id
from bot.search.answer import answer
from bot.search.read import read
from bot.search.standing import Standing
from bot.storage.postgres import PostgresStore
from tests.builders import a_page, keep, official
from tests.postgres import Postgres, postgres
from tests.posting.workers import Worker
from tests.posting.world import Book, Clock, Platform, a_schedule

ERA = 2**32

ONE, TWO, THREE = (a_page(official(f"{word}."), name=f"{word}.txt") for word in ("Harbour", "Glacier", "Orchard"))


class Loser:
    """A server whose newest changes can be lost, as if it were the standby that never heard of them."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self.schema = server.schema()
        self.store = PostgresStore(server.address(self.schema))

    def promote(self, *, lose: int = 0) -> None:
        """The server is on a new timeline, without the sources of that number and those after it, if one is given."""
        gone = [f"DELETE FROM {table} WHERE source >= {lose}" for table in ("texts", "originals", "blocks", "units",
                "spoken", "called")] + [f"DELETE FROM sources WHERE no >= {lose}"]  # fmt: skip
        unchecked = f"SET search_path = {self.schema}; SET session_replication_role = replica"
        last = [f"UPDATE numbers SET last = {lose - 1} WHERE name = 'sources'",
                "UPDATE numbers SET last = (SELECT max(id) FROM units) WHERE name = 'units'"]  # fmt: skip
        lost = [*gone, *last] if lose else []
        self._server.execute("; ".join([unchecked, *lost, "UPDATE eras SET timeline = timeline - 1", "RESET ALL"]))

    def close(self) -> None:
        """Give the schema up: its eras are not those of the server."""
        self.store.close()
        self._server.execute(f"DROP SCHEMA {self.schema} CASCADE")


@pytest.fixture
def loser() -> Iterator[Loser]:
    """An empty archive on it."""
    made = Loser(postgres())
    yield made
    made.close()


def test_no_number_is_given_twice(loser: Loser) -> None:
    """Neither a change's nor a schedule's: those after a fail-over come after all that may have been lost."""
    store = loser.store
    keep(store, ONE, TWO)
    schedule = store.ledger.keep_schedule(a_schedule())
    loser.promote(lose=2)

    keep(store, THREE)
    changed = store.ledger.keep_schedule(schedule) if schedule else None

    assert (store.head(), changed and changed.change) == (ERA + 1, ERA + 1)
    assert [store.holds(seq) for seq in (1, 2, ERA, ERA + 1, ERA + 2)] == [True, False, False, True, False]
    assert [change.seq for change in store.changes(0, 9)] == [1, ERA + 1]


def test_a_timeline_of_which_nothing_is_known_leaves_its_numbers_out(loser: Loser) -> None:
    """It may have been lost whole."""
    loser.promote()
    loser.promote()

    keep(loser.store, ONE)

    assert loser.store.head() == 2 * ERA + 1


@pytest.mark.parametrize("written", [False, True], ids=["nothing since", "another page since"])
def test_the_index_forgets_what_was_lost(
    loser: Loser, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, written: bool
) -> None:
    """Whether its last change is yet to come or is another page's by now."""
    store, index = loser.store, open_index(tmp_path)
    keep(store, ONE, TWO)
    index.follow(store)
    loser.promote(lose=2)
    if written:
        keep(store, THREE)
    store.head(sure=True)

    index.follow(store)

    words = ("harbour", "glacier", "orchard")
    assert [index.spelling.frequency(word) for word in words] == [1, 0, int(written)]
    assert index.size() == 1 + written
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "the index belongs to another state of the archive and is built anew"
    ]
    index.close()


def test_the_index_stays_where_nothing_was_lost(
    loser: Loser, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A million statements are not indexed again for a fail-over in good order."""
    store, index = loser.store, open_index(tmp_path)
    keep(store, ONE, TWO)
    index.follow(store)
    loser.promote()
    keep(store, THREE)

    assert (index.follow(store), index.size(), caplog.records) == (1, 3, [])
    index.close()


SAYING, BESIDE, OTHER = (
    a_page(official(f"{words}."), name=f"{words}.txt")
    for words in ("The ferry sails", "The ferry rests", "An orchard blooms")
)


@pytest.mark.parametrize("remembered", [False, True], ids=["never read", "read before"])
@pytest.mark.parametrize("written", [False, True], ids=["nothing since", "another page since"])
def test_what_was_lost_is_left_out_of_answers_before_anybody_has_heard(
    loser: Loser, tmp_path: Path, *, remembered: bool, written: bool
) -> None:
    """The index has it still, and its number may be another statement's by now."""
    store, index, names = loser.store, open_index(tmp_path), Registry.load()
    keep(store, SAYING, BESIDE)
    index.follow(store)
    standing = Standing(store, store.head())
    if remembered:
        assert len(standing.statements([1, 2])) == 2
    loser.promote(lose=2)
    if written:
        keep(store, OTHER)
        assert [one.text for one in store.statements([2])] == ["An orchard blooms."]

    asked = read("what did China say about the ferry", names, index.spelling, store.speakers(), date(2025, 6, 10))
    found = answer(asked, index, standing, names, index.spelling)

    assert [one.text for one in found.excerpts] == ["The ferry sails."]
    index.close()


def test_until_when_claims_may_be_lost_is_noted_once(loser: Loser) -> None:
    """By whoever asks first after a fail-over, at the server's clock."""
    ledger = loser.store.ledger
    before = ledger.unsure()
    loser.promote()

    at = ledger.unsure()

    assert (before, ledger.unsure()) == (0, at)
    assert at > 1_700_000_000


class Forgetful(Book):
    """A ledger that can lose its posts."""

    at = 0

    def forget(self, now: float) -> None:
        """The server that has taken over never heard of them."""
        self.at = int(now)
        for known in (self._posts, self._claimed, self._newest):
            known.clear()

    def unsure(self) -> int:
        """Since then."""
        return self.at


@pytest.mark.parametrize("other", [False, True], ids=["the same process", "another process"])
def test_a_post_whose_claim_was_lost_is_found_in_its_channel(*, other: bool) -> None:
    """It was sent before the fail-over, which nobody remembers: it is not sent again."""
    clock, book, schedule = Clock(1_795_512_000.0), Forgetful(), a_schedule()  # 2026-11-24, half past ten in Oslo
    platform = Platform(clock)
    book.keep_schedule(schedule)
    worker = Worker(book, platform, clock)
    worker.turn()
    book.forget(clock.now)
    clock.now += 5

    (Worker(book, platform, clock, "b") if other else worker).turn()

    (message,) = platform.messages
    row = next(row for row in book.all_posts() if row.stage is Stage.POSTED)
    assert (row.id, row.message, row.id) == (message.mark, message.id, post_id(schedule.id, row.day))
    assert Step.FOUND in [entry.step for entry in row.log]
