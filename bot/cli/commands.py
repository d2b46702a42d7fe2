"""All commands in the order of use."""

import click

from bot.cli import asking, discord, doctor, reviewing, serving, shelf, slack, taking, talking


def register(group: click.Group) -> None:
    """Give the group its commands."""
    archive = (*asking.COMMANDS, talking.chat, taking.ingest, *shelf.COMMANDS)
    for command in (*archive, serving.serve, reviewing.reports, doctor.doctor, discord.discord, slack.slack):
        group.add_command(command)
