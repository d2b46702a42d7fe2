"""The command that takes pages in: ``ingest``."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, WRONG, Run, pass_run, say, shared
from bot.cli.asking import print_json
from bot.domain.errors import ClusterError

if TYPE_CHECKING:
    from bot.archive import Report

FEW = 5
"""Up to so many documents the full report of each is shown without being asked for."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--dry-run", is_flag=True, help="Report, but keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document.")
@click.option("-v", "--verbose", is_flag=True, help="The full report of every document.")
@click.option("-q", "--quiet", is_flag=True, help="Only refusals and the total.")
@click.option("--max-mb", type=int, metavar="MB", help="The largest single document.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Processes that read a large back-file.")
@click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler whose workers read: tcp://host:8786, or tls://.")
@shared
@pass_run
def ingest(  # noqa: PLR0913  one an option
    run: Run,
    paths: tuple[str, ...],
    max_mb: int | None,
    jobs: int | None,
    cluster: str | None,
    *,
    dry_run: bool,
    as_json: bool,
    verbose: bool,
    quiet: bool,
) -> int:
    """Take in files and folders, or standard input (-)."""
    from bot.adapters.terminal.report import total
    from bot.cluster.hiring import readers
    from bot.config import MEGABYTE

    run.flags["ingest.max_mb"] = max_mb
    places = [Path(path) for path in paths]
    largest = run.settings.ingest.max_mb * MEGABYTE
    printer = _Printer(run, dry_run=dry_run, as_json=as_json, verbose=verbose, quiet=quiet)
    started = time.perf_counter()
    with (
        run.archive(seeded=False) as archive,
        readers(archive.registry, cluster=cluster, jobs=jobs, say=say) as others,
        _progress(places) as advance,
    ):
        stdin = sys.stdin.buffer if "-" in paths else None
        documents = archive.ingest(
            places, stdin=stdin, largest=largest, dry_run=dry_run, on_progress=advance, on_warning=say, readers=others
        )
        try:
            for report in documents:
                printer.put(report)
        except (KeyboardInterrupt, ClusterError):
            say(f"{printer.kept:,} documents kept, each whole; the same command goes on from here")
            raise
        printer.end()
    if not as_json:
        seconds = time.perf_counter() - started
        click.echo(("dry run, nothing kept: " if dry_run else "") + total(printer.reports, seconds))
    return WRONG if any(report.refused for report in printer.reports) else FOUND


class _Printer:
    """Prints reports as they come: blocks while there are few, lines once there are many, refusals aside."""

    def __init__(self, run: Run, *, dry_run: bool, as_json: bool, verbose: bool, quiet: bool) -> None:
        self.reports: list[Report] = []
        self._run = run
        self._dry_run = dry_run
        self._as_json = as_json
        self._verbose = verbose
        self._quiet = quiet
        self._waiting: list[Report] = []

    @property
    def kept(self) -> int:
        return sum(not report.refused for report in self.reports)

    def put(self, report: "Report") -> None:
        from bot.adapters.terminal.report import refusal, report_json

        self.reports.append(report)
        if self._as_json:
            print_json(report_json(report, dry_run=self._dry_run))
        if report.refused:
            click.echo(refusal(report, self._run.paint(sys.stderr)), err=True)
        elif not self._as_json and not self._quiet:
            self._waiting.append(report)
            if self._verbose or len(self._waiting) > FEW:
                self._print(blocks=self._verbose)

    def end(self) -> None:
        self._print(blocks=self._verbose or self.kept <= FEW)

    def _print(self, *, blocks: bool) -> None:
        from bot.adapters.terminal.report import report_block, report_line

        paint = self._run.paint()
        for report in self._waiting:
            if blocks:
                for line in report_block(report, paint, dry_run=self._dry_run):
                    click.echo(line)
            else:
                click.echo(report_line(report, paint, dry_run=self._dry_run))
        # Once there are more than a few, each is printed as it comes.
        self._waiting = []


@contextmanager
def _progress(places: Sequence[Path]) -> Iterator[Callable[[int], None] | None]:
    """A bar over the bytes to read, while a person is looking at standard error; else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # 60 ms that only a person at a terminal pays
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from bot.ingest.collect import sizes

    _, size = sizes(places)
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    # Standard output may be a file: then it is none of the bar's business.
    with Progress(*columns, console=console, transient=True, redirect_stdout=sys.stdout.isatty()) as bar:
        task = bar.add_task("reading", total=size or None)
        yield lambda read: bar.advance(task, read)
