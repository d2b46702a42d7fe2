"""The commands around what the archive holds: ``sources``, ``show``, ``verify`` and ``rebuild``."""

import click

from bot.cli.app import FOUND, NOTHING, Run, pass_run, say, shared
from bot.cli.asking import print_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a source.")
@shared
@pass_run
def sources(run: Run, *, as_json: bool) -> int:
    """List what the archive holds."""
    from bot.adapters.terminal.report import source_json, sources_table

    with run.archive() as archive:
        lines = archive.catalogue.each()
        if as_json:
            for line in lines:
                print_json(source_json(line))
        elif archive.catalogue.count():
            for text in sources_table(lines, run.paint(), run.width()):
                click.echo(text)
        else:
            say("the archive is empty; fill it with: onrecord ingest PATH")
    return FOUND


@click.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a unit.")
@shared
@pass_run
def show(run: Run, source: str, *, as_json: bool) -> int:
    """Print a page with every unit's role, voice and speaker."""
    from bot.adapters.terminal.contract import page_json
    from bot.adapters.terminal.page import page_lines

    with run.archive() as archive:
        page = archive.show(source)
    if as_json:
        for unit in page_json(page):
            print_json(unit)
    else:
        for line in page_lines(page, run.paint(), run.width()):
            click.echo(line)
    return FOUND


@click.command()
@shared
@pass_run
def verify(run: Run) -> int:
    """Check every byte, text and slice against its hash."""
    with run.archive() as archive:
        faults = archive.verify()
        held = archive.catalogue.count()
        statements = archive.count()
    for fault in faults:
        say(fault)
    if faults:
        return NOTHING
    click.echo(f"{held:,} sources and {statements:,} statements: all as received")
    return FOUND


@click.command()
@shared
@pass_run
def rebuild(run: Run) -> int:
    """Make the search index anew from the archive."""
    with run.archive() as archive:
        indexed = archive.rebuild()
    click.echo(f"index made anew from {indexed:,} sources")
    return FOUND


COMMANDS = (sources, show, verify, rebuild)
