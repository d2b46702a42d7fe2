"""``python -m tests.bench.discord``: how long a command on Discord takes, from the event on the wire to the answer.

The real program serves the seeds in a process of its own against a local Discord; beside it the least bot that
discord.py allows, which answers one fixed sentence: what the platform's library itself costs.
"""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.ours import onrecord, percentile
from tests.wire.discord_interactions import Seen
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Program
from tests.wire.serving import environment

ONE_BY_ONE, AT_ONCE = 300, 200
QUESTIONS = (
    "what did China say about Norway",
    "what did Hua Chunying say about hacking",
    "who mentioned cyber security",
    "what did the Embassy of China in Norway say",
    "when did China first mention Norway",
    "what did norwey say about china",
    '"cyber theft"',
)  # fmt: skip

TYPED = ("China", "Norway", "norwey", "Hua Chunying", "the European Union", "Embassy of China", "phillipines", "华春莹")


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of each answer and completion one after the other, of answers at once; how many were deferred."""

    sequential: list[float]
    completions: list[float]
    at_once: list[float]
    deferred: int


async def measured(server: DiscordServer, command: str, option: str) -> Measured:
    """Ask as people do, first one by one; complete that option of that command as it is typed."""
    for question in QUESTIONS:
        await server.slash("ask", question=question)
    sequential = [await _asked(server, number) for number in range(ONE_BY_ONE)]
    typed = [word[:end] for word in TYPED for end in range(len(word) + 1)]
    completions = [(await server.complete(command, option, part)).ms for part in typed]
    at_once: list[Seen] = await asyncio.gather(*(_ask(server, number) for number in range(AT_ONCE)))
    return Measured(
        [seen.ms for seen in sequential], completions, [seen.ms for seen in at_once],
        sum(seen.deferred for seen in at_once),
    )  # fmt: skip


async def _asked(server: DiscordServer, number: int) -> Seen:
    """One question, and a breath after it: a busy loop on either side is not what people do to a bot."""
    seen = await _ask(server, number)
    await asyncio.sleep(0.002)
    return seen


async def _ask(server: DiscordServer, number: int) -> Seen:
    return await server.slash("ask", question=QUESTIONS[number % len(QUESTIONS)])


@asynccontextmanager
async def _served(archive: Path, *module: str) -> AsyncIterator[DiscordServer]:
    """A local Discord with a program on it."""
    async with DiscordServer() as server, Program(*module, env=environment(server, archive)):
        await server.open_for_questions()
        yield server


async def compared(archive: Path) -> tuple[Measured, Measured]:
    """On Record and the least bot, measured the same way, one after the other."""
    async with _served(archive, "bot", "serve") as server:
        ours = await measured(server, "said", "who")
    async with _served(archive, "tests.wire.plain_bot") as server:
        theirs = await measured(server, "buttons", "topic")
    return ours, theirs


def table(ours: Measured, theirs: Measured) -> str:
    """Both as Markdown."""
    lines = [
        "| Discord, event on the wire to answer on the wire | On Record | least discord.py bot | ratio |",
        "|---|---|---|---|",
        _line(f"p50 of {ONE_BY_ONE} commands one by one", ours.sequential, theirs.sequential, 0.5),
        _line("p99", ours.sequential, theirs.sequential, 0.99),
        _line("p50 of completions, letter by letter", ours.completions, theirs.completions, 0.5),
        _line("p99", ours.completions, theirs.completions, 0.99),
        _line(f"p50 of {AT_ONCE} commands at once", ours.at_once, theirs.at_once, 0.5),
        _line("slowest", ours.at_once, theirs.at_once, 1.0),
        f"| answered within 3 s | {_in_time(ours)} | {_in_time(theirs)} | |",
        f"| of them deferred first | {ours.deferred} | {theirs.deferred} | |",
    ]
    return "\n".join(lines)


def _line(name: str, ours: Sequence[float], theirs: Sequence[float], part: float) -> str:
    mine, other = percentile(ours, part), percentile(theirs, part)
    return f"| {name} | {mine:.1f} ms | {other:.1f} ms | {mine / other:.1f} × |"


def _in_time(of: Measured) -> str:
    return f"{sum(ms < 3000 for ms in of.at_once)} of {len(of.at_once)}"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        onrecord("verify", "--archive", str(archive))
        ours, theirs = asyncio.run(compared(archive))
    print(table(ours, theirs))
    spread = statistics.stdev(ours.sequential)
    print(f"\nStandard deviation of On Record's {ONE_BY_ONE}: {spread:.1f} ms.")


if __name__ == "__main__":
    main()
