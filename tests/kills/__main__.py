"""``python -m tests.kills [--moments N] [--seed N] [WORK…]``: a table of what was killed and what was found."""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.kills.sweeping import Swept, swept
from tests.kills.works import WORKS


def main() -> int:
    """0 where there is no fault, 1 where there is one."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills")
    parser.add_argument("works", nargs="*", metavar="WORK", help="; ".join(WORKS))
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keep the last trial here")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    faults = 0
    for number, name in enumerate(options.works or WORKS):
        started = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="onrecord-kills-") as folder:
            found = swept(name, options.moments, (options.folder or Path(folder)) / str(number), seed=options.seed)
        faults += len(found.faults)
        if options.json:
            print(json.dumps(asdict(found) | {"stages": dict(found.stages)}))
        else:
            _print(found, time.perf_counter() - started, first=not number)
    return 1 if faults else 0


def _print(found: Swept, seconds: float, *, first: bool) -> None:
    if first:
        heads = f"{'moments':>8}{'killed':>8}{'twice':>7}{'calls':>7}{'faults':>8}{'s':>6}"
        print(f"{'work':<26}{heads}  found after the kill")
    stages = ", ".join(f"{number} {stage}" for stage, number in sorted(found.stages.items()))
    row = f"{found.name:<26}{found.moments:>8}{found.killed:>8}{found.twice:>7}{found.calls:>7}"
    print(f"{row}{len(found.faults):>8}{seconds:>6.0f}  {stages}", flush=True)
    for fault in found.faults:
        print(f"  {fault}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
