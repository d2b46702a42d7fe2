"""The commands around a question: ``ask``, ``why`` and ``export``."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, NOTHING, Run, pass_run, say, shared

if TYPE_CHECKING:
    from bot.domain.answer import Answer


def question_of(words: tuple[str, ...]) -> str:
    """The words as one question. Raises UsageError if there are none."""
    # Bytes of the command line that are not UTF-8 arrive as lone surrogates, which no text may hold.
    text = " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    if not text:
        raise click.UsageError('what is the question? For instance: onrecord "what did China say about Norway"')
    return text


def print_json(value: object) -> None:
    """One JSON value on one line, in letters the stream can carry."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(value, ensure_ascii=plain))


def _limit(command: click.decorators.FC) -> click.decorators.FC:
    return click.option("-n", "--limit", type=int, metavar="N", help="At most so many excerpts.")(command)


@click.command()
@click.argument("question", nargs=-1, required=True)
@_limit
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON, for programs.")
@shared
@pass_run
def ask(run: Run, question: tuple[str, ...], limit: int | None, *, as_json: bool) -> int:
    """Answer a question with excerpts (the default command)."""
    text = question_of(question)
    run.flags["limit"] = limit
    with run.archive() as archive:
        answer = archive.ask(text, run.settings.limit)
        if as_json:
            from bot.adapters.terminal.contract import answer_json

            print_json(answer_json(answer))
        else:
            click.echo(run.cards(archive).answer(answer))
    return _code(answer)


@click.command()
@click.argument("question")
@click.argument("number", type=click.IntRange(1), default=1, metavar="[N]")
@shared
@pass_run
def why(run: Run, question: str, number: int) -> int:
    """Explain the Nth excerpt of an answer: whose words, and why found."""
    from bot.adapters.terminal.report import explanation

    text = question_of((question,))
    with run.archive() as archive:
        answer = archive.ask(text, max(run.settings.limit, number))
        if not answer.excerpts:
            click.echo(run.cards(archive).answer(answer))
            return NOTHING
        if number > len(answer.excerpts):
            raise click.UsageError(f"the answer has {len(answer.excerpts)} excerpts, not {number}")
        told = archive.explain(answer.excerpts[number - 1])
        for line in explanation(told, run.paint(), run.width(), archive.party_name):
            click.echo(line)
    return FOUND


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("-f", "--format", "form", type=click.Choice(["md", "csv", "json"]), help="As FILE ends, else md.")
@click.option("-o", "--output", type=Path, metavar="FILE", help="Instead of standard output.")
@click.option("--force", is_flag=True, help="Write over FILE.")
@_limit
@shared
@pass_run
def export(
    run: Run, question: tuple[str, ...], form: str | None, output: Path | None, limit: int | None, *, force: bool
) -> int:
    """Write an answer as Markdown, CSV or JSON."""
    from bot.adapters.terminal.export import FORMATS, exported, guarded, write

    text = question_of(question)
    run.flags["limit"] = limit
    ending = output.suffix.lstrip(".").lower() if output else ""
    chosen = form or (ending if ending in FORMATS else "md")
    with run.archive() as archive:
        answer = archive.ask(text, run.settings.limit)
        if answer.nothing is not None:
            say(f"nothing found: {answer.nothing.reason}; nothing written")
            return NOTHING
        written = exported(answer, chosen, archive.party_name)
    if output is None:
        click.echo(written, nl=False)
    else:
        write(output, written, force=force)
        say(f"{len(answer.excerpts)} excerpts written to {output}")
    if chosen == "csv" and guarded(answer):
        say(f"{guarded(answer)} cells look like formulas and begin with an apostrophe; --format json is exact")
    return FOUND


def _code(answer: "Answer") -> int:
    return FOUND if answer.excerpts else NOTHING


COMMANDS = (ask, why, export)
