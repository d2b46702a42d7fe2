"""All commands in the order of use."""

import click

from bot.cli import asking, shelf, taking, talking


def register(group: click.Group) -> None:
    """Give the group its commands."""
    for command in (*asking.COMMANDS, talking.chat, taking.ingest, *shelf.COMMANDS):
        group.add_command(command)
