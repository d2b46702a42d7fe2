"""``python -m tests.failover``: the primary goes under load in every way, and what that costs, in seconds."""

import sys

from tests.failover.servers import Pair
from tests.failover.watching import watched

WAYS = (
    ("killed, synchronous", "remote_apply", Pair.kill, 0.0),
    ("frozen, synchronous", "remote_apply", Pair.freeze, 0.0),
    ("stopped, synchronous", "remote_apply", Pair.shut, 0.0),
    ("killed, asynchronous, its last second lost", "local", Pair.kill, 1.0),
)


def main(wanted: str = "") -> None:
    """Print a line for each way, or for those whose name holds what is ``wanted``."""
    for name, commits, go, held_back in WAYS:
        if wanted in name:
            outcome = watched(commits, go, held_back=held_back)
            print(f"{name}: {outcome}")
            print(*(f"    {line}" for line in outcome.lines[:40]), sep="\n")
            print(f"    wrong {outcome.wrong[:3]}, astray {dict(list(outcome.astray.items())[:5])}, "
                  f"withdrawn but standing {len(outcome.revoked)}, sound {outcome.sound}")  # fmt: skip


main(*sys.argv[1:2])
