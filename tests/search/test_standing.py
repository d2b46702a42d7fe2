"""What is kept in memory of the store, and when it is let go."""

import threading
from collections.abc import Callable, Sequence

from bot.domain.errors import ArchiveError
from bot.domain.lately import Lately
from bot.domain.statement import Sheet, Statement
from bot.search.renewed import Renewed
from bot.search.standing import Latest, Standing
from bot.storage.memory import MemoryStore
from tests.builders import HUA, a_page, keep, official


class Counting(MemoryStore):
    """A store that notes what is read of it."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def sheets(self, sources: Sequence[str]) -> list[Sheet]:
        self.read.append(f"sheets {len(sources)}")
        return super().sheets(sources)

    def statements(self, ids: Sequence[int]) -> list[Statement]:
        self.read.append(f"statements {list(ids)}")
        return super().statements(ids)

    def speakers(self) -> list[tuple[str, str | None, str | None, int]]:
        self.read.append("speakers")
        return super().speakers()


def test_a_standing_store_reads_everything_once() -> None:
    store = Counting()
    page = a_page(official("One.", HUA), official("Two.", HUA))
    keep(store, page)
    standing = Standing(store, store.head())

    for _ in range(2):
        assert standing.intact([page.source.id]) == {page.source.id: page.sheet}
        assert [one.text for one in standing.statements([2, 1, 99])] == ["Two.", "One."]
        assert standing.speakers.named("hua chunying") == standing.rows

    assert store.read == ["sheets 1", "statements [2, 1, 99]", "speakers", "statements [99]"]


def test_the_latest_is_made_anew_when_the_head_has_moved_and_what_was_begun_goes_on() -> None:
    store = MemoryStore()
    latest = Latest(store.head, lambda head: Standing(store, head))
    before = latest.now()
    assert latest.now() is before

    keep(store, a_page())

    assert latest.now() is not before
    assert (before.head, latest.now().head) == (0, 1)


def test_what_was_used_longest_ago_goes_first_and_what_is_too_heavy_is_never_kept() -> None:
    kept: Lately[str] = Lately(10)
    kept.put("a", "A", 4)
    kept.put("b", "B", 4)
    assert kept.get("a") == "A"

    kept.put("c", "C", 4)
    kept.put("d", "D", 11)
    kept.put("c", "other", 1)

    assert [kept.get(key) for key in "abcd"] == ["A", None, "C", None]


class Making:
    """Something to make, slow or failing at will, and how often it was made."""

    def __init__(self) -> None:
        self.state = 1
        self.made = 0
        self.go = threading.Event()
        self.error: ArchiveError | None = None

    def __call__(self) -> str:
        self.made += 1
        if self.made > 1:
            self.go.wait(10)
            if self.error:
                raise self.error
        return f"made {self.made}"


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "renewing"]


def test_what_is_cheap_is_always_new() -> None:
    making = Making()
    making.go.set()
    renewed = Renewed(lambda: making.state, making, wait=10)
    assert (renewed.now(), renewed.now()) == ("made 1", "made 1")

    making.state = 2

    assert (renewed.now(), renewed.now()) == ("made 2", "made 2")


def test_what_is_dear_lags_behind_while_one_thread_makes_it() -> None:
    making = Making()
    renewed = Renewed(lambda: making.state, making, wait=0)
    assert renewed.now() == "made 1"

    making.state = 2
    assert [renewed.now() for _ in range(5)] == ["made 1"] * 5
    (thread,) = threads()
    making.go.set()
    thread.join(10)

    assert (renewed.now(), making.made) == ("made 2", 2)


def test_what_takes_long_the_first_time_is_empty_until_then() -> None:
    making = Making()
    making.made = 1  # so that it has to be let go
    renewed = Renewed(lambda: making.state, making, empty="nothing", longest=0)
    assert [renewed.now(), renewed.now()] == ["nothing", "nothing"]

    (thread,) = threads()
    making.go.set()
    thread.join(10)

    assert renewed.now() == "made 2"


def test_what_was_begun_is_waited_for_by_whoever_asks() -> None:
    """It is made once."""
    making = Making()
    making.made = 1  # so that it has to be let go
    renewed = Renewed(lambda: making.state, making)
    renewed.begin()
    renewed.begin()
    (thread,) = threads()

    making.go.set()

    assert (renewed.now(), making.made) == ("made 2", 2)
    thread.join(10)


def test_what_could_not_be_made_is_tried_again() -> None:
    making = Making()
    making.error = ArchiveError("closed")
    making.go.set()
    renewed = Renewed(lambda: making.state, making, wait=0)
    renewed.now()

    def again() -> str:
        making.state += 1
        value = renewed.now()
        for thread in threads():
            thread.join(10)
        return value

    assert [again(), again()] == ["made 1", "made 1"]
    making.error = None
    again()
    assert renewed.now() == "made 4"


def test_the_first_is_made_by_one_thread_while_the_others_wait() -> None:
    making = Making()
    renewed = Renewed(lambda: making.state, making)

    assert together(renewed.now, 8) == ["made 1"] * 8
    assert making.made == 1


def together(call: Callable[[], str], number: int) -> list[str]:
    """What a call gives to so many threads that begin at once."""
    found: list[str] = []
    barrier = threading.Barrier(number)

    def run() -> None:
        barrier.wait()
        found.append(call())

    running = [threading.Thread(target=run) for _ in range(number)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return found
