"""A served archive -> a steady load: questions on both platforms, pages from another process, posts that fall due."""

import asyncio
import contextlib
import itertools
import json
import random
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bot import wiring
from bot.config import Settings
from bot.domain.place import Place
from tests.bench.chatting import QUESTIONS
from tests.bench.misspelling import misspelled
from tests.bench.passages import WORD
from tests.wire.daily import book_of
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import Channel as DiscordChannel
from tests.wire.process import Program
from tests.wire.slack_server import SlackServer
from tests.wire.slack_world import Channel as SlackChannel

PAGE_SECONDS, POST_SECONDS = 5.0, 3.0
"""A page is added so often, and a post falls due so often on each platform."""

AT_ONCE = 40
"""Questions that may wait for their answers: beyond, the load waits, too. So many come at once at the beginning, for
threads and connections are made when a crowd needs them, and outlast it: that is no growth to look for later."""

LATE = 30.0
"""Seconds after the end within which the last posts come."""


class Answered(NamedTuple):
    """A question put so many seconds after the beginning, and its milliseconds from wire to wire; None: no answer."""

    at: float
    platform: str
    ms: float | None


class Load:
    """What people and other processes do to the archive that is served on these two platforms."""

    def __init__(self, discord: DiscordServer, slack: SlackServer, archive: Path) -> None:
        self.answers: list[Answered] = []
        self.faults: list[str] = []
        self.pages = 0
        self._discord, self._slack, self._archive = discord, slack, archive
        self._questions = _questions(archive)

    def schedule(self, seconds: float) -> int:
        """Have posts fall due, one in ``POST_SECONDS`` on each platform until the end; how many."""
        first = time.time() + 30  # when it serves
        with book_of(self._archive) as book:
            for number in range(int(max(seconds - 40, 1) / POST_SECONDS)):
                on_discord = DiscordChannel(f"news-{number}", guild=self._discord.guild.id)
                on_slack = SlackChannel(f"news-{number}")
                self._discord.channels[on_discord.id] = on_discord
                self._slack.channels[on_slack.id] = on_slack
                places = (
                    Place("discord", str(on_discord.guild), on_discord.id),
                    Place("slack", self._slack.team.id, on_slack.id),
                )
                book.add(first + number * POST_SECONDS, *places)
            return 2 * (number + 1)

    async def run(self, seconds: float, rate: float) -> None:
        """Put a crowd of questions, then so many a second, in turns on either platform, and add pages, for so long."""
        until = time.monotonic() + seconds
        adding = asyncio.create_task(self._add(until))
        began, waiting = time.monotonic(), asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as asking:
            for number in itertools.count():
                due = began + max(number - AT_ONCE, 0) / rate
                if due >= until:
                    break
                await asyncio.sleep(max(due - time.monotonic(), 0))
                await waiting.acquire()
                asking.create_task(self._ask(number, time.monotonic() - began, waiting))
        await adding

    async def _ask(self, number: int, at: float, waiting: asyncio.Semaphore) -> None:
        question = self._questions[number % len(self._questions)]
        platform, ask = ("discord", self._on_discord) if number % 2 else ("slack", self._on_slack)
        try:
            taken = await ask(question)
        except TimeoutError:
            self.faults.append(f"no answer on {platform} to {question!r}")
            taken = None
        finally:
            waiting.release()
        self.answers.append(Answered(at, platform, taken))

    async def _on_discord(self, question: str) -> float:
        return (await self._discord.slash("ask", question=question)).whole_ms

    async def _on_slack(self, question: str) -> float:
        return (await self._slack.people.slash(question)).ms

    async def _add(self, until: float) -> None:
        """A page by a process of its own, and again."""
        page = self._archive.with_name("page.jsonl")
        while time.monotonic() + PAGE_SECONDS < until:
            text = f"We welcome meeting {self.pages} of our partners. It serves peace in the year {2000 + self.pages}."
            page.write_text(json.dumps({"id": f"p{self.pages}", "title": "Statement", "country": "NOR", "text": text}))
            env = {"XDG_DATA_HOME": str(self._archive.parent / "share")}
            command = ("bot", "ingest", "-q", str(page), "--archive", str(self._archive))
            async with Program(*command, env=env) as program:
                if await program.ended(60.0):
                    self.faults.append(f"a page was not taken in: {program.printed}")
            self.pages += 1
            await asyncio.sleep(PAGE_SECONDS)

    async def posted(self, due: int) -> tuple[int, int]:
        """How many channels have their post, once all have or ``LATE`` is over, and how many have two."""

        def counts() -> Counter[str]:
            news = [each.channel.id for each in self._discord.log if each.channel.name.startswith("news-")]
            told = [each.channel for _, each in self._slack.log if each.channel]
            return Counter([*news, *(each.id for each in told if each.name.startswith("news-"))])

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LATE):
                while len(counts()) < due:  # noqa: ASYNC110  what is waited for is another process
                    await asyncio.sleep(0.5)
        found = counts()
        return len(found), sum(number > 1 for number in found.values())


def _questions(archive: Path) -> list[str]:
    """As people ask: those of the platforms' benchmark, and about words of the archive, some of them misspelled."""
    chance = random.Random(20261122)
    with wiring.opened(Settings(archive=archive), {}) as opened:
        lines = opened.sources()[:20]
        words = sorted({word for line in lines for word in WORD.findall(opened.show(line.id).source.text)})
    frames = ("what did Norway say about {}", "who mentioned {}", "{}", "did anybody mention {}")
    made = [misspelled(chance.choice(frames).format(chance.choice(words)), at % 2, chance) for at in range(400)]
    return [question for pair in zip(itertools.cycle(QUESTIONS), made, strict=False) for question in pair]
