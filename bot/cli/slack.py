"""The command that sets the Slack side up: ``slack manifest``."""

from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, shared

if TYPE_CHECKING:
    from bot.adapters.slack.manifest import Mode


@click.group()
@shared
def slack() -> None:
    """Set the Slack side up: print the app's manifest."""


@slack.command()
@click.option("--mode", type=click.Choice(["socket", "http"]), default="socket", help="How Slack reaches the bot.")
@click.option("--url", default="", metavar="URL", help="Where http mode is reached: https://…")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of YAML.")
@shared
def manifest(mode: "Mode", url: str, *, as_json: bool) -> int:
    """Print the manifest to paste when creating the app.

    It asks for the scopes the bot needs and for no other.
    """
    from bot.adapters.slack import manifest as slack_app

    made = slack_app.manifest(mode, url)
    click.echo(slack_app.as_json(made) if as_json else slack_app.as_yaml(made), nl=False)
    return FOUND
