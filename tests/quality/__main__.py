"""``python -m tests.quality [-v] [--pin]`` grades and holds to the floors; ``--un FILE`` measures the search,
``--briefings FOLDER`` the attribution of press briefings."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.quality import floors
from tests.quality.floors import Floors, Grade
from tests.quality.parts import GOLD_FILES, PARTS, digests


def main() -> int:
    """0 when every floor holds, 1 when one does not."""
    options = _options()
    if options.un:
        from tests.quality import un  # only with a corpus at hand

        print(un.report(options.un, options.sample, verbose=options.verbose))
        return 0
    if options.briefings:
        from tests.quality import briefings

        table, wrong = briefings.report(options.briefings)
        print(table)
        return 1 if wrong else 0
    started = time.perf_counter()
    grades = [grade for part in PARTS.values() for grade in part()]
    pinned = floors.read()
    if options.pin:
        pinned = floors.raised(grades, pinned)
        floors.write(pinned)
    _print(grades, pinned, verbose=options.verbose)
    print(f"\n{time.perf_counter() - started:.0f} s. The gold, by SHA-256:")
    print("\n".join(digests(*GOLD_FILES)))
    faults = floors.broken(grades, pinned)
    for fault in faults:
        print(f"does not hold: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="each failure in one line")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is measured; lowers none")
    parser.add_argument("--un", type=Path, metavar="FILE.jsonl.gz", help="ask the speeches of the UN General Debate")
    parser.add_argument("--sample", type=int, metavar="N", help="with --un: N speeches beside those the gold stands in")
    parser.add_argument("--briefings", type=Path, metavar="FOLDER", help="read press briefings with Q and MS. X: turns")
    return parser.parse_args()


def _print(grades: Sequence[Grade], pinned: Floors, *, verbose: bool) -> None:
    for grade in grades:
        floor = pinned.get(grade.part, {}).get(grade.what)
        bound = "unpinned" if floor is None else f"{'≤' if grade.most else '≥'} {floor}"
        mark = " " if floor is not None and grade.holds(floor) else "✗"
        counts = f"{grade.count:>5} of {grade.of:<5}{grade.share:>7.1%}"
        print(f"{mark} {grade.part:<10}{grade.what:<26}{counts}  {bound:<8} {grade.detail}".rstrip())
        if verbose:
            for failure in grade.failures:
                print(f"      {failure}")


if __name__ == "__main__":
    sys.exit(main())
