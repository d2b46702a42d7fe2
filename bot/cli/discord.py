"""The commands that set the Discord side up: ``discord invite`` and ``discord register``."""

import os
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import FOUND, NOTHING, Run, pass_run, say, shared
from bot.domain.errors import UsageError

if TYPE_CHECKING:
    from bot.desk.command import Command


def declared() -> list[dict[str, Any]]:
    """The commands as they should be registered at Discord."""
    from bot.adapters.discord.registration import payload

    return payload(declared_commands())


def declared_commands() -> tuple["Command", ...]:
    """The chat commands as declared; what they do needs an archive and is left out."""
    from dataclasses import fields

    from bot.desk.commands import Completions, Handlers, declare

    handlers = Handlers(*(_elsewhere for _ in fields(Handlers)))
    return declare(handlers, Completions(*(_elsewhere for _ in fields(Completions))))


def _elsewhere(*_: object) -> Any:
    raise AssertionError("declared only")


@click.group()
@shared
def discord() -> None:
    """Set the Discord side up: invite the bot, register its commands."""


@discord.command()
@click.option("--application", metavar="ID", help="The application's id; else it is found by DISCORD_TOKEN.")
@shared
@pass_run
def invite(run: Run, application: str | None) -> int:
    """Print the links that install the bot.

    They ask for the permissions it needs and no other.
    """
    from bot.adapters.discord import invite as links
    from bot.adapters.discord.enquiry import Address

    found, doubt = links.find_application(application, Address.of(run.settings.discord, os.environ))
    if doubt:
        say(doubt)
    click.echo(f"To add it to a server:\n  {links.server_link(found)}\n")
    click.echo(f"To use it yourself, anywhere:\n  {links.personal_link(found)}\n")
    click.echo("What the permissions are for:")
    for name, purpose in links.PERMISSIONS.items():
        click.echo(f"  {links.NAMES[name]:<25} {purpose}")
    return FOUND


@discord.command()
@shared
@pass_run
def register(run: Run) -> int:
    """Tell Discord the bot's commands anew.

    Serving does so by itself whenever they have changed; this mends what was changed at Discord.
    """
    import asyncio

    from bot.adapters.discord import enquiry
    from bot.adapters.discord.told import Silence

    address = enquiry.Address.of(run.settings.discord, os.environ)
    if not address.token:
        raise UsageError("DISCORD_TOKEN is not set", hint="set it in the environment to the bot's token")
    told = asyncio.run(enquiry.register(address, declared()))
    if not isinstance(told, Silence):
        click.echo(f"{told} commands registered; people see them at once, or once they restart Discord")
        return FOUND
    if told.status == 401:
        raise UsageError("Discord refuses the token (401)", hint="set DISCORD_TOKEN to the bot's token")
    say(f"the commands were not registered: {told.text}")
    return NOTHING
