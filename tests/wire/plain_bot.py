"""The least bot that discord.py allows, answering with one fixed sentence: the measure of what the library costs.

``python -m tests.wire.plain_bot``, its token and addresses in the environment. The server's own tests drive it too.
"""

import os

import discord
import yarl
from discord import app_commands

WORDS = "“We oppose this,” said nobody."


class PlainBot(discord.Client):
    """A command that completes its option, a button under its answer, a form behind the button."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.0,
        )
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if self.user in message.mentions or message.guild is None:
            await message.reply(f"heard: {message.content}", mention_author=False)


class Form(discord.ui.Modal, title="What is wrong?"):
    reason: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Reason")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"thanks for {self.reason.value}", ephemeral=True)


class Buttons(discord.ui.View):
    @discord.ui.button(label="Wrong?", custom_id="wrong")
    async def wrong(self, interaction: discord.Interaction, _: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Next", custom_id="next")
    async def next(self, interaction: discord.Interaction, _: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.edit_message(content="the next")

    @discord.ui.button(label="Slow", custom_id="slow")
    async def slow(self, interaction: discord.Interaction, _: discord.ui.Button["Buttons"]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="at last")


def bot() -> PlainBot:
    client = PlainBot()

    @client.tree.command(description="Ask")
    async def ask(interaction: discord.Interaction, question: str) -> None:  # noqa: ARG001  the measure answers any
        await interaction.response.send_message(WORDS)

    @client.tree.command(description="Buttons")
    async def buttons(interaction: discord.Interaction, topic: str = "") -> None:  # noqa: ARG001  only completed
        await interaction.response.send_message("look", view=Buttons(timeout=30))

    @buttons.autocomplete("topic")
    async def topics(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}…", value=typed or "…")]

    @client.tree.command(description="Too much")
    async def huge(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("x" * 2001)

    @client.tree.context_menu(name="Who said this?")
    async def who(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"somebody said {message.content}", ephemeral=True)

    return client


def main() -> None:
    discord.http.Route.BASE = os.environ["ONRECORD_DISCORD_API_URL"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["ONRECORD_DISCORD_GATEWAY_URL"])
    bot().run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
