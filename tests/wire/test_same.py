"""The same questions over Discord, Slack and the terminal: the same excerpts in the same order, paged to their end."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
import pytest_asyncio

from bot.cli import main
from tests.wire import serving as discord_serving
from tests.wire.discord_server import DiscordServer
from tests.wire.slack_server import SlackServer
from tests.wire.slack_serving import serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTIONS = (
    "what did China say about Norway",
    "what did Hua Chunying say",
    "who mentioned cyber security",
    "what did the Embassy of China in Norway say",
    "when did China first mention Norway",
    "what did norwey say about china",
    '"cyber theft"',
    "what did China say about hacking since 2018",
    "挪威",
    "what did Norway say about bananas",
)

PAGES = 20
"""Excerpts looked at, at most: several times as many as are looked for at once."""

END = "That is all the archive holds"
"""What is said where there turned out to be no further excerpt: the last one stays."""

_PLACE = re.compile(r"(\S+\.txt) · ([0-9a-f]{8}) · ([\d,]+)–([\d,]+)")

Place = tuple[str, str, str]
"""An excerpt: the beginning of its source's hash, its start and end."""


@dataclass(frozen=True, slots=True)
class All:
    """One program serving both platforms over one archive."""

    discord: DiscordServer
    slack: SlackServer
    archive: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[All]:
    folder = copytree(seeded, tmp_path_factory.mktemp("same") / "data")
    archive = Path(folder) / "archive.db"
    discord, slack = DiscordServer(), SlackServer()
    more = discord_serving.environment(discord, archive)
    async with discord, slack, serving(slack, archive, **more):
        await slack.ready()
        await discord.open_for_questions()
        yield All(discord, slack, archive)


def _places(text: str) -> list[Place]:
    return [(found[2], found[3].replace(",", ""), found[4].replace(",", "")) for found in _PLACE.finditer(text)]


async def _over_discord(server: DiscordServer, question: str) -> list[Place]:
    seen = await server.slash("ask", question=question)
    found = _places(seen.message.plain)
    for _ in range(PAGES - 1):
        if not any("Next" in button.get("label", "") for button in seen.message.buttons):
            break
        seen = await server.press(seen, "Next")
        found += _places(seen.message.plain) if END not in seen.message.plain else []
    return found


async def _over_slack(server: SlackServer, question: str) -> list[Place]:
    seen = await server.people.slash(question)
    found = _places(seen.plain)
    for _ in range(PAGES - 1):
        if not any("Next" in button["text"]["text"] for button in seen.message.buttons):
            break
        seen = await server.people.press(seen, "Next")
        found += _places(seen.plain) if END not in seen.plain else []
    return found


def _in_the_terminal(archive: Path, question: str, printed: pytest.CaptureFixture[str]) -> list[Place]:
    printed.readouterr()
    main(["ask", "--json", "-n", str(PAGES), "--archive", str(archive), question])
    told = json.loads(printed.readouterr().out)
    shown = told["excerpts"] or (told["nothing"] or {}).get("nearest") or []
    return [(each["source"][:8], str(each["start"]), str(each["end"])) for each in shown]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_finds_the_same_excerpts_in_the_same_order_everywhere(
    served: All, question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    on_discord = await _over_discord(served.discord, question)
    on_slack = await _over_slack(served.slack, question)

    in_the_terminal = _in_the_terminal(served.archive, question, capsys)

    assert on_discord == in_the_terminal
    assert on_slack == in_the_terminal
