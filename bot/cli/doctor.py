"""The command ``doctor``: what serving needs, looked at and told in lines."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, NOTHING, Run, pass_run, shared
from bot.cli.asking import print_json
from bot.cli.discord import declared
from bot.cli.lacking import posts_found
from bot.domain.checkup import Check, Finding, State
from bot.domain.errors import OnRecordError

if TYPE_CHECKING:
    from bot.adapters.terminal.paint import Paint
    from bot.config import Settings

SAMPLE = 20
"""Sources read and compared with their hashes; ``verify`` does it with all."""

NAME_WIDTH = 18
"""Columns for the names of checks."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a check.")
@shared
@pass_run
def doctor(run: Run, *, as_json: bool) -> int:
    """Look whether all is well for serving, and say what to do if not."""
    states = []
    for check in _checks(run):
        finding = examined(check)
        states.append(finding.state)
        if as_json:
            print_json({"check": check.name, "state": finding.state, "text": finding.text, "mend": finding.mend})
        else:
            _print(run, check.name, finding)
    bad, warned = states.count(State.BAD), states.count(State.WARN)
    if not as_json:
        click.echo("\n" + _summary(bad, warned))
    return NOTHING if bad else FOUND


def examined(check: Check) -> Finding:
    """What the check finds; an error made for people is a finding too."""
    try:
        return check.run()
    except OnRecordError as error:
        return Finding(State.BAD, error.message, error.hint)


def _summary(bad: int, warned: int) -> str:
    if not bad and not warned:
        return "all is well"
    parts = [f"{number} {word}" for number, word in ((bad, "bad"), (warned, "to look at")) if number]
    return ", ".join(parts)


def _print(run: Run, name: str, finding: Finding) -> None:
    """A finding in one line, wrapped; the mend below."""
    from bot.adapters.terminal.paint import Ink
    from bot.adapters.terminal.screen import one_line, plain_wrap

    paint, width = _painter(run)
    ink = {State.OK: Ink.GOOD, State.WARN: Ink.REPORTED, State.BAD: Ink.BAD}[finding.state]
    margin = " " * (6 + NAME_WIDTH)
    lines = plain_wrap(one_line(finding.text), width - len(margin))
    click.echo(f"{paint(f'{finding.state:<4}', ink)}  {name:<{NAME_WIDTH}}{lines[0]}")
    mend = plain_wrap(f"→ {one_line(finding.mend)}", width - len(margin)) if finding.mend else []
    for line in (*lines[1:], *mend):
        click.echo(margin + line)


def _painter(run: Run) -> "tuple[Paint, int]":
    """How to paint, and the width; without any settings when those are what cannot be read."""
    try:
        return run.paint(), run.width()
    except OnRecordError:
        from bot.adapters.terminal.paint import Paint

        return Paint(), 80


def _checks(run: Run) -> Iterator[Check]:
    """What to look at, the nearest first; without settings nothing else can be told."""
    yield Check("settings", lambda: _settings_found(run))
    try:
        settings = run.settings
    except OnRecordError:
        return
    yield from local_checks(settings, os.environ)
    from bot.adapters.discord import doctor as discord  # the platforms' libraries, which only this needs
    from bot.adapters.slack import doctor as slack

    alone = not slack.wanted(settings.slack, os.environ)
    yield from discord.checks(settings.discord, os.environ, declared, alone=alone)
    yield from slack.checks(settings.slack, os.environ, lambda: _installations(settings, os.environ))
    if settings.slack.mode == "http" and settings.slack.enabled != "never":
        host, port = settings.slack.host, settings.slack.port
        yield Check("slack port", lambda: port_found(port, host=host, setting="slack.port"))


def _installations(settings: "Settings", environ: Mapping[str, str]) -> list[str]:
    """The workspaces that installed the bot on Slack by themselves."""
    from bot import wiring

    if not wiring.archive_is_there(settings, environ):
        return []
    with wiring.opened(settings, environ, seeded=False) as archive:
        return archive.ledger.installations("slack")


def _settings_found(run: Run) -> Finding:
    from bot.config import DEFAULT_FILE, FILE_VARIABLE

    chosen = run.config or os.environ.get(FILE_VARIABLE)
    run.settings  # noqa: B018  read here: its error is what is looked for
    if chosen:
        return Finding(State.OK, f"{chosen}, read")
    if Path(DEFAULT_FILE).is_file():
        return Finding(State.OK, f"{DEFAULT_FILE} in this folder, read")
    return Finding(State.OK, "no file, so every setting that is not in the environment has its default")


def local_checks(settings: "Settings", environ: Mapping[str, str]) -> tuple[Check, ...]:
    """What can be looked at without any platform."""
    return (
        Check("archive", lambda: archive_found(settings, environ)),
        Check("daily posts", lambda: posts_found(settings, environ, time.time())),
        Check("names", lambda: names_found(settings)),
        Check("time zones", zones_found),
        Check("metrics port", lambda: metrics_found(settings.metrics.port)),
    )


def archive_found(settings: "Settings", environ: Mapping[str, str]) -> Finding:
    """Whether the archive opens, a sample of it is as received, and the index holds what it should."""
    from bot import wiring

    place = wiring.archive_place(settings, environ)
    if not wiring.archive_is_there(settings, environ):
        return Finding(State.WARN, f"there is none yet at {place}", "the first question makes it from the seeds")
    with wiring.opened(settings, environ, seeded=False) as archive:
        sources, looked = archive.catalogue.count(), archive.catalogue.spread(SAMPLE)
        for line in looked:
            archive.show(line.id)  # its text is compared with its hash; raises ArchiveCorrupt
        statements, indexed = archive.count(), archive.indexed()
    if not statements:
        return Finding(State.WARN, f"{place} holds no statements", "fill it: onrecord ingest PATH")
    if indexed != statements:
        text = f"{place} holds {statements:,} statements, its index {indexed:,}"
        return Finding(State.BAD, text, "make the index anew: onrecord rebuild")
    words = f"{place}: {sources:,} sources, {statements:,} statements, all in the index"
    return Finding(State.OK, f"{words}; {len(looked)} texts read agree with their hashes")


def names_found(settings: "Settings") -> Finding:
    """Whether the registry, and a file of one's own, can be read."""
    from bot.names import Registry

    own = settings.names
    number = len(Registry.load(own.expanduser() if own else None).parties())
    return Finding(State.OK, f"{number} parties are known{f', with {own}' if own else ''}")


def zones_found() -> Finding:
    """Whether there are rules of time zones."""
    import zoneinfo

    number = len(zoneinfo.available_timezones())
    if number:
        return Finding(State.OK, f"rules of {number} zones are there")
    return Finding(State.WARN, "there are no rules of time zones", "install them: pip install tzdata")


def metrics_found(port: int) -> Finding:
    """Whether the port of the metrics is free, if one is set."""
    if not port:
        return Finding(State.OK, "none is set, so no metrics are shown")
    return port_found(port)


def port_found(port: int, *, host: str = "127.0.0.1", setting: str = "metrics.port") -> Finding:
    """Whether nobody else listens there."""
    import errno
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as taken:
        # As a server does: a port on which a connection has just ended is free.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return Finding(
                    State.WARN,
                    f"{host}:{port} is taken; rightly so if On Record is serving now",
                    f"else set another port: {setting}",
                )
            reason = (error.strerror or "it cannot be opened").lower()
            return Finding(State.BAD, f"{host}:{port}: {reason}", f"set another port: {setting}")
    return Finding(State.OK, f"{host}:{port} is free")
