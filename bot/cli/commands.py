"""All commands in the order of use."""

import click

from bot.cli import (
    asking,
    daily,
    discord,
    doctor,
    keeping,
    reviewing,
    serving,
    shelf,
    slack,
    taking,
    talking,
    withdrawing,
)


def register(group: click.Group) -> None:
    """Give the group its commands."""
    archive = (*asking.COMMANDS, talking.chat, taking.ingest, *shelf.COMMANDS)
    served = (serving.serve, daily.today, daily.daily, reviewing.reports, withdrawing.withdraw)
    for command in (*archive, *served, keeping.archive, doctor.doctor, discord.discord, slack.slack):
        group.add_command(command)
