"""``python -m tests.bench.discord``: how long a command on Discord takes, from the event on the wire to the answer.

The real program serves the seeds in a process of its own against a local Discord; beside it the least bot that
discord.py allows, which answers one fixed sentence: what the platform's library itself costs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.chatting import ONE_BY_ONE, QUESTIONS, TYPED, at_once, in_time, line, one_by_one, over_seeds, spread
from tests.wire.discord_interactions import Seen
from tests.wire.discord_server import DiscordServer
from tests.wire.process import Program
from tests.wire.serving import environment

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of each answer and completion one after the other, of answers at once; how many were deferred."""

    sequential: list[float]
    completions: list[float]
    at_once: list[float]
    deferred: int


async def measured(server: DiscordServer, command: str, option: str) -> Measured:
    """Ask as people do, first one by one; complete that option of that command as it is typed."""

    async def ask(question: str) -> Seen:
        return await server.slash("ask", question=question)

    for question in QUESTIONS:
        await ask(question)
    sequential = await one_by_one(ask)
    completions = [(await server.complete(command, option, part)).ms for part in TYPED]
    crowd = await at_once(ask, AT_ONCE)
    return Measured(
        [seen.ms for seen in sequential], completions, [seen.ms for seen in crowd],
        sum(seen.deferred for seen in crowd),
    )  # fmt: skip


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
        line(f"p50 of {ONE_BY_ONE} commands one by one", ours.sequential, theirs.sequential, 0.5),
        line("p99", ours.sequential, theirs.sequential, 0.99),
        line("p50 of completions, letter by letter", ours.completions, theirs.completions, 0.5),
        line("p99", ours.completions, theirs.completions, 0.99),
        line(f"p50 of {AT_ONCE} commands at once", ours.at_once, theirs.at_once, 0.5),
        line("slowest", ours.at_once, theirs.at_once, 1.0),
        f"| answered within 3 s | {in_time(ours.at_once)} | {in_time(theirs.at_once)} | |",
        f"| of them deferred first | {ours.deferred} | {theirs.deferred} | |",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    ours, theirs = over_seeds(compared)
    print(table(ours, theirs), spread(ours.sequential), sep="\n\n")
