"""``python -m tests.bench.slack``: how long a command on Slack takes, from the event on the wire to the answer on it.

The real program serves the seeds in a process of its own against a local Slack; beside it the least app that Bolt
allows, which answers one fixed sentence: what the platform's library itself costs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.chatting import ONE_BY_ONE, QUESTIONS, TYPED, at_once, in_time, line, one_by_one, over_seeds, spread
from tests.wire.process import Program
from tests.wire.slack_interactions import ANSWER
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import environment

AT_ONCE = 100


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
    commands = [seen.ms for seen in await one_by_one(people.slash)]
    mentions = [seen.ms for seen in await one_by_one(people.mention, ONE_BY_ONE // 3)]
    form = await people.search()
    completions = [(await people.suggest(form, "who", part)).ms for part in TYPED]
    crowd = await at_once(people.slash, AT_ONCE)
    return Measured(
        commands, mentions, completions, [seen.ack_ms for seen in crowd], [seen.ms for seen in crowd],
        sum(seen.how == ANSWER for seen in crowd),
    )  # fmt: skip


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
        line(f"p50 of {ONE_BY_ONE} commands one by one", ours.commands, theirs.commands, 0.5),
        line("p99", ours.commands, theirs.commands, 0.99),
        line(f"p50 of {ONE_BY_ONE // 3} mentions one by one", ours.mentions, theirs.mentions, 0.5),
        line("p99", ours.mentions, theirs.mentions, 0.99),
        line("p50 of completions, letter by letter", ours.completions, theirs.completions, 0.5),
        line("p99", ours.completions, theirs.completions, 0.99),
        line(f"p50 of {AT_ONCE} commands at once", ours.at_once, theirs.at_once, 0.5),
        line("slowest answer", ours.at_once, theirs.at_once, 1.0),
        line("slowest acknowledgement", ours.acknowledged, theirs.acknowledged, 1.0),
        f"| acknowledged within 3 s | {in_time(ours.acknowledged)} | {in_time(theirs.acknowledged)} | |",
        f"| answered in the acknowledgement | {ours.inside} of {AT_ONCE} | {theirs.inside} of {AT_ONCE} | |",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    ours, theirs = over_seeds(compared)
    print(table(ours, theirs), spread(ours.commands), sep="\n\n")
