"""``python -m tests.bench.slack``: how long a command on Slack takes, from the event on the wire to the answer on it.

The real program serves the seeds in a process of its own against a local Slack; beside it the least app that Bolt
allows, which answers one fixed sentence: what the platform's library itself costs.
"""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.ours import onrecord, percentile
from tests.wire.process import Program
from tests.wire.slack_interactions import ANSWER, Seen
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import environment

ONE_BY_ONE, AT_ONCE = 300, 100
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
BREATH = 0.002
"""Seconds between two questions: a busy loop on either side is not what people do to a bot."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of each answer to a command and to a mention one after the other, of completions, of commands at
    once to their acknowledgements and to their answers; how many of these travelled in the acknowledgement."""

    commands: list[float]
    mentions: list[float]
    completions: list[float]
    acknowledged: list[float]
    at_once: list[float]
    inside: int


async def measured(server: SlackServer) -> Measured:
    """Ask as people do, first one by one; complete a field as it is typed into; then all at once."""
    people = server.people
    for question in QUESTIONS:
        await people.slash(question)
        await people.mention(question)
    commands = [(await _asked(server, number)).ms for number in range(ONE_BY_ONE)]
    mentions = []
    for number in range(ONE_BY_ONE // 3):
        mentions.append((await people.mention(QUESTIONS[number % len(QUESTIONS)])).ms)
        await asyncio.sleep(BREATH)
    form = await people.search()
    typed = [word[:end] for word in TYPED for end in range(len(word) + 1)]
    completions = [(await people.suggest(form, "who", part)).ms for part in typed]
    crowd: list[Seen] = await asyncio.gather(*(_ask(server, number) for number in range(AT_ONCE)))
    return Measured(
        commands, mentions, completions, [seen.ack_ms for seen in crowd], [seen.ms for seen in crowd],
        sum(seen.how == ANSWER for seen in crowd),
    )  # fmt: skip


async def _asked(server: SlackServer, number: int) -> Seen:
    seen = await _ask(server, number)
    await asyncio.sleep(BREATH)
    return seen


async def _ask(server: SlackServer, number: int) -> Seen:
    return await server.people.slash(QUESTIONS[number % len(QUESTIONS)])


@asynccontextmanager
async def _served(archive: Path, *module: str) -> AsyncIterator[SlackServer]:
    """A local Slack with a program on it, which pings as it does by default."""
    env = environment(server := SlackServer(), archive, ONRECORD_SLACK_PING_INTERVAL="")
    async with server, Program(*module, env=env):
        await server.ready()
        yield server


async def compared(archive: Path) -> tuple[Measured, Measured]:
    """On Record and the least app, measured the same way, one after the other."""
    async with _served(archive, "bot", "serve") as server:
        ours = await measured(server)
    async with _served(archive, "tests.wire.slack_plain") as server:
        theirs = await measured(server)
    return ours, theirs


def table(ours: Measured, theirs: Measured) -> str:
    """Both as Markdown."""
    lines = [
        "| Slack, event on the wire to answer on the wire | On Record | least Bolt app | ratio |",
        "|---|---|---|---|",
        _line(f"p50 of {ONE_BY_ONE} commands one by one", ours.commands, theirs.commands, 0.5),
        _line("p99", ours.commands, theirs.commands, 0.99),
        _line(f"p50 of {ONE_BY_ONE // 3} mentions one by one", ours.mentions, theirs.mentions, 0.5),
        _line("p99", ours.mentions, theirs.mentions, 0.99),
        _line("p50 of completions, letter by letter", ours.completions, theirs.completions, 0.5),
        _line("p99", ours.completions, theirs.completions, 0.99),
        _line(f"p50 of {AT_ONCE} commands at once", ours.at_once, theirs.at_once, 0.5),
        _line("slowest answer", ours.at_once, theirs.at_once, 1.0),
        _line("slowest acknowledgement", ours.acknowledged, theirs.acknowledged, 1.0),
        f"| acknowledged within 3 s | {_in_time(ours)} | {_in_time(theirs)} | |",
        f"| answered in the acknowledgement | {ours.inside} of {AT_ONCE} | {theirs.inside} of {AT_ONCE} | |",
    ]
    return "\n".join(lines)


def _line(name: str, ours: Sequence[float], theirs: Sequence[float], part: float) -> str:
    mine, other = percentile(ours, part), percentile(theirs, part)
    return f"| {name} | {mine:.1f} ms | {other:.1f} ms | {mine / other:.1f} × |"


def _in_time(of: Measured) -> str:
    return f"{sum(ms < 3000 for ms in of.acknowledged)} of {len(of.acknowledged)}"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        onrecord("verify", "--archive", str(archive))
        ours, theirs = asyncio.run(compared(archive))
    print(table(ours, theirs))
    spread = statistics.stdev(ours.commands)
    print(f"\nStandard deviation of On Record's {ONE_BY_ONE} commands: {spread:.1f} ms.")


if __name__ == "__main__":
    main()
