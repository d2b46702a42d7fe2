"""The command for a conversation: ``chat``."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, NOTHING, Run, pass_run, shared
from bot.cli.asking import print_json, question_of

if TYPE_CHECKING:
    from bot.adapters.terminal.chat import Conversation, Said


@click.command()
@click.option("-n", "--limit", type=int, metavar="N", help="At most so many excerpts at once.")
@click.option("--json", "as_json", is_flag=True, help="Answers as JSON, one a line.")
@shared
@pass_run
def chat(run: Run, limit: int | None, *, as_json: bool) -> int:
    """Ask one question after another.

    At a terminal: a prompt with history and completion. Else one question a line from standard input.
    """
    from bot import wiring
    from bot.adapters.terminal.chat import Conversation
    from bot.desk.desk import Desk

    run.flags["limit"] = limit
    with run.archive() as archive:
        desk = Desk(archive, limit=run.settings.limit)
        conversation = Conversation(archive, desk, run.paint(), run.width)
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return _from_a_pipe(conversation, as_json=as_json)
        from bot.adapters.terminal import prompt  # 70 ms that only a person pays

        click.echo(conversation.greeting())
        _at_a_terminal(conversation, prompt.lines(desk, wiring.history_place(run.settings, os.environ)))
    return FOUND


def _at_a_terminal(conversation: "Conversation", lines: Iterator[str]) -> None:
    for line in lines:
        if not line.strip():
            continue
        try:
            said = conversation.reply(line)
        except KeyboardInterrupt:  # gives up the answer, not the conversation
            click.echo("stopped", err=True)
            continue
        if said.end:
            return
        click.echo(f"\n{said.text}\n")


def _from_a_pipe(conversation: "Conversation", *, as_json: bool) -> int:
    """Every line answered in turn; 1 if one of them found nothing."""
    found = True
    for number, line in enumerate(filter(str.strip, _lines())):
        said = conversation.reply(question_of((line,)))
        if said.end:
            break
        _print(said, as_json=as_json, apart=number > 0)
        found = found and said.found
    return FOUND if found else NOTHING


def _print(said: "Said", *, as_json: bool, apart: bool) -> None:
    if as_json and said.answer is not None:
        from bot.adapters.terminal.contract import answer_json

        print_json(answer_json(said.answer))
    elif as_json:
        click.echo(said.text, err=True)
    else:
        click.echo(("\n" if apart else "") + said.text)
    # Whoever is at the other end of the pipe waits for the answer.
    sys.stdout.flush()


def _lines() -> Iterator[str]:
    """Lines of standard input, whatever their bytes."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace")
