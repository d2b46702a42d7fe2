"""A primary that goes under load, and the standby that takes its place: nothing wrong is said, nothing kept is lost."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.errors import ArchiveBusy
from bot.storage.postgres import PostgresStore
from tests.builders import a_page, keep, official
from tests.failover.servers import SECRET, Pair, pair
from tests.failover.watching import Outcome, watched
from tests.storage.test_postgres_sharing import until

pytestmark = pytest.mark.slow

FEW_LINES = 25
"""Of six processes, each of which says that the primary is lost, and there again, and what it makes anew."""


@pytest.mark.parametrize("go", [Pair.kill, Pair.freeze], ids=["killed", "frozen"])
def test_with_a_synchronous_standby_nothing_is_lost(go: Callable[[Pair], None]) -> None:
    """Every answer is a true one, every page, schedule and post that was acknowledged is there, each post once."""
    outcome = watched("remote_apply", go)

    assert (outcome.wrong, outcome.failed, outcome.lost, outcome.astray, outcome.revoked) == ((), 0, (), {}, ())
    assert outcome.sound
    assert not any("built anew" in line for line in outcome.lines)
    _insist_quiet(outcome)


HOLDING = """
import gc, threading
from pathlib import Path
from tests.failover.servers import Pair
from tests.failover.watching import watched
from tests.storage.test_postgres_sharing import until

def held():
    gc.collect()  # of connections that came to nothing the driver leaves some to the collector
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

before = held()
assert watched("remote_apply", Pair.freeze).sound
print(until(lambda: held()[0] <= before[0] and held()[1] <= before[1]), before, held())
"""


def test_of_a_server_that_is_gone_no_thread_and_no_file_is_left() -> None:
    """In a process of its own: what a test run keeps of errors holds connections."""
    root = Path(__file__).resolve().parents[2]

    done = subprocess.run([sys.executable, "-c", HOLDING], cwd=root, check=True, stdout=subprocess.PIPE, text=True)

    assert done.stdout.split()[0] == "True", done.stdout


def test_what_an_asynchronous_standby_lacks_is_lost_whole_and_posted_once() -> None:
    """The index forgets the pages that are gone; posts whose claims are gone are found in their channels."""
    outcome = watched("local", Pair.kill, held_back=1.0)

    assert outcome.lost
    assert (outcome.wrong, outcome.failed, outcome.astray) == ((), 0, {})
    assert any("built anew" in line for line in outcome.lines)
    _insist_quiet(outcome)


def test_a_primary_that_was_replaced_gets_no_more_writes() -> None:
    """From a process that has seen the one that took its place, whatever the order in the address."""
    with pair(commits="local") as both:
        store = PostgresStore(both.address, patience=3)
        keep(store, a_page())
        both.kill()
        both.promote()
        assert until(lambda: _kept(store))
        both.come_back()
        both.stop_standby()

        with pytest.raises(ArchiveBusy, match="cannot be reached"):
            keep(store, a_page(official("Later."), name="later.txt"))

        assert both.at_primary("SELECT count(*) FROM sources") == [(1,)]
        store.close()


def _kept(store: PostgresStore) -> bool:
    try:
        return bool(keep(store, a_page(official("After."), name="after.txt")))
    except ArchiveBusy:
        return False


def _insist_quiet(outcome: Outcome) -> None:
    assert SECRET not in outcome.told
    assert len(outcome.lines) <= FEW_LINES
