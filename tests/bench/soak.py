"""``python -m tests.bench.soak [--minutes 30]``: ``onrecord serve`` under a steady load -> does it grow, or slow down?

The real program serves a local Discord and a local Slack in a process of its own. People ask on both at a steady pace,
another process takes in a page every few seconds, and posts fall due all the time. What the process holds is read from
the kernel's books, how long answers take from the wire. Everything is on this machine, and ends by itself.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import OURS, read
from tests.bench.load import Answered, Load
from tests.bench.ours import onrecord
from tests.bench.verdict import Sample, report, sampled
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Program
from tests.wire.serving import environment as on_discord
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import environment as on_slack

MOST_MINUTES, MOST_A_SECOND = 240.0, 50.0
"""Bounds of a run, whatever is asked for."""

MOST_FAULTS = 10
"""Faults that are printed."""

SAMPLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of a run: the process's samples, the answers, what was due and posted, and what it did wrong."""

    samples: list[Sample]
    answers: list[Answered]
    pages: int
    due: int
    posted: int
    faults: list[str]


def main() -> None:
    """Run, print, and end with 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=6.0, help="questions a second, on both platforms together")
    parser.add_argument("--archive", type=Path, help="serve a copy of this one, not the speeches of the repository")
    parser.add_argument("--json", type=Path, help="keep all samples and answers here")
    options = parser.parse_args()
    minutes, rate = min(options.minutes, MOST_MINUTES), min(options.rate, MOST_A_SECOND)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        os.environ["XDG_DATA_HOME"] = folder
        place = _archive(Path(folder), options.archive)
        soaked = asyncio.run(soak(place, 60 * minutes, rate))
    print("\n".join(report(soaked.samples, soaked.answers)))
    print(f"- {soaked.pages:,} pages added meanwhile, {soaked.posted:,} of {soaked.due:,} posts that were due posted")
    for fault in soaked.faults[:MOST_FAULTS]:
        print(f"- wrong: {fault}")
    if len(soaked.faults) > MOST_FAULTS:
        print(f"- wrong: {len(soaked.faults) - MOST_FAULTS} more like these")
    if options.json:
        rows = {"samples": list(map(list, soaked.samples)), "answers": list(map(list, soaked.answers))}
        options.json.write_text(json.dumps(rows), encoding="utf-8")
    sys.exit(1 if soaked.faults else 0)


def _archive(folder: Path, wanted: Path | None) -> Path:
    """The archive to serve: a copy, or one made of the speeches in the repository."""
    place = folder / "archive.db"
    if wanted is not None:
        shutil.copy(wanted, place)
        if (index := wanted.with_name(wanted.name + ".index")).exists():
            shutil.copytree(index, place.with_name("archive.db.index"))
        return place
    file = folder / "speeches.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in read(OURS)), encoding="utf-8")
    onrecord("ingest", "-q", str(file), "--archive", str(place))
    return place


async def soak(place: Path, seconds: float, rate: float) -> Soaked:
    """Serve the archive for so many seconds, with so many questions a second."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(DiscordServer())
        slack = await stack.enter_async_context(SlackServer())
        load = Load(discord, slack, place)
        due = load.schedule(seconds)
        env = on_discord(discord, place) | on_slack(slack, place, ONRECORD_SLACK_PING_INTERVAL="")
        program = await stack.enter_async_context(Program("bot", "serve", env=env))
        await discord.open_for_questions(60.0)
        await slack.ready(60.0)
        watching = asyncio.create_task(_watch(program, seconds))
        await load.run(seconds, rate)
        samples = await watching
        posted, twice = await load.posted(due)
        code = await program.stop()
        faults = _faults(program, discord, slack) + ([f"{twice} posts came twice"] if twice else [])
        faults += [f"{due - posted} posts did not come"] if posted < due else []
        faults += [f"it ended with {code}"] if code else []
        return Soaked(samples, load.answers, load.pages, due, posted, faults + load.faults)


async def _watch(program: Program, seconds: float) -> list[Sample]:
    """What the process holds, all the while."""
    loop = asyncio.get_running_loop()
    began, samples = loop.time(), []
    while (passed := loop.time() - began) < seconds and program.process.returncode is None:
        samples.append(sampled(program.process.pid, passed))
        if len(samples) % 30 == 0:
            print(f"{passed:.0f} s, {samples[-1].anon / 1e6:.1f} MB", file=sys.stderr, flush=True)
        await asyncio.sleep(SAMPLE_SECONDS)
    return samples


def _faults(program: Program, discord: DiscordServer, slack: SlackServer) -> list[str]:
    """What it said or sent that was wrong."""
    said = [line for line in (*program.out, *program.err) if "Traceback" in line or " error " in line]
    return [*said, *(f"refused: {each}" for each in (*discord.refused, *slack.refused))]


if __name__ == "__main__":
    main()
