"""The picture of an answer in the README, from the real bot: ``python -m tests.picture`` writes it anew.

The bot runs over an archive of the seeds in simcord's Discord, and simcord's preview of the channel is photographed by
a headless browser: the words, the layout and the buttons are the bot's own, the look is the preview's. Needs
``simcord[screenshot]`` and a Chromium that playwright finds; no test does.
"""

import asyncio
import tempfile
from pathlib import Path

import simcord

from bot import wiring
from bot.adapters.discord.client import OnRecord, create_client
from bot.adapters.discord.registration import register
from bot.config import Settings
from bot.desk.desk import Desk
from bot.desk.health import Health

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "answer.png"

QUESTION = "what did china say about austrlia"

WIDTH, HEIGHT = 760, 672
"""Pixels: wide enough for the card, readable when scaled to 700, and as high as the command with its answer."""


async def picture(place: Path) -> None:
    """Ask QUESTION in a channel and keep what is seen there."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(archive=Path(folder) / "archive.db")
        with wiring.opened(settings, {}) as archive:
            desk = Desk(archive)
            await photographed(create_client(desk, settings.discord, Health()), desk, place)


async def photographed(client: OnRecord, desk: Desk, place: Path) -> None:
    """The channel with the answer in it, as a PNG at ``place``."""
    async with simcord.run(client) as env:
        await register(client, desk.commands)
        await client.user.edit(username="On Record")
        guild = env.create_guild("Newsroom")
        channel = guild.create_text_channel("desk")
        person = guild.add_member(env.create_user("maria"))
        async with env.preview(channel, viewers=[person], layout="channel", width=WIDTH, height=HEIGHT) as preview:
            answer = await person.slash(channel, "ask", question=QUESTION)
            await preview.refresh()
            taken = await preview.screenshot(place, viewer=person, target=answer, mode="viewport")
    if not taken.complete:
        raise RuntimeError(f"not all of it is in the picture: {taken.diagnostics}")


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    asyncio.run(picture(PICTURE))
