"""What people say is wrong, into lines for whoever reviews it, and withdraws it if it is: ``reports``."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, Run, pass_run, say, shared
from bot.cli.asking import print_json
from bot.cli.withdrawing import withdraw_reported
from bot.domain.errors import ArchiveCorrupt, UsageError

if TYPE_CHECKING:
    from bot.adapters.terminal.paint import Paint
    from bot.archive import Archive
    from bot.domain.place import Place
    from bot.domain.remembered import Flag
    from bot.domain.statement import Page, Unit
    from bot.ports import Ledger

SHOWN = 600
"""Characters of the words and of the reason that a person is shown: enough to judge; --json has them whole."""

INDENT = 4
"""Columns before the lines below a report's first."""


class Standing(StrEnum):
    """What has become of a statement since it was reported."""

    UNCHANGED = "unchanged"
    SPEAKER = "other speaker"
    UNQUOTED = "not quoted"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    ALTERED = "altered"  # the words do not stand there, which a source's text forbids
    DAMAGED = "damaged"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A flag beside the archive as it is now. ``file`` is None if its source cannot be read.

    ``speaker`` is whom the archive now gives the words to, None if nobody.
    """

    number: int
    flag: "Flag"
    standing: Standing
    file: str | None = None
    speaker: str | None = None


@click.command()
@click.option("--settled", is_flag=True, help="Those settled, instead of those still open.")
@click.option("--settle", "numbers", type=click.IntRange(1), multiple=True, metavar="N", help="Close report N.")
@click.option("--withdraw", "wrong", type=click.IntRange(1), metavar="N", help="Withdraw what report N is about.")
@click.option("--reason", metavar="TEXT", help="Why it is withdrawn.")
@click.option("--yes", is_flag=True, help="Withdraw it without being asked.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a report.")
@shared
@pass_run
def reports(
    run: Run,
    numbers: tuple[int, ...],
    wrong: int | None,
    reason: str | None,
    *,
    settled: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """List what people reported as wrong; settle or withdraw it."""
    if numbers and wrong:
        raise click.UsageError("--withdraw settles its report, too: leave --settle out")
    if (numbers or wrong) and (settled or as_json):
        which = "--settle" if numbers else "--withdraw"
        raise click.UsageError(f"{which} closes reports and lists none: leave --settled and --json out")
    if (reason is not None or yes) and not wrong:
        raise click.UsageError("--reason and --yes go with --withdraw")
    with run.archive() as archive:
        if wrong:
            return withdraw_reported(run, archive, wrong, reason, yes=yes)
        if numbers:
            _settle(archive.ledger, numbers)
            return FOUND
        reviewed = list(_reviewed(archive, archive.ledger.flags(settled=settled)))
    if not reviewed:
        say(f"no report is {'settled' if settled else 'open'}")
    for each in reviewed:
        if as_json:
            print_json(_json(each, settled=settled))
        else:
            for line in _lines(each, run.paint(), run.width()):
                click.echo(line)
    return FOUND


def _settle(ledger: "Ledger", numbers: tuple[int, ...]) -> None:
    for number in dict.fromkeys(numbers):
        ledger.settle(number)
        click.echo(f"report {number} is settled; open: {len(ledger.flags()):,}")


def _reviewed(archive: "Archive", flags: list[tuple[int, "Flag"]]) -> Iterator[Reviewed]:
    flagged = archive.catalogue.lines([flag.source for _, flag in flags])
    current = {line.id for line in flagged if line.superseded_by is None}
    pages: dict[str, Page | Standing] = {}
    for number, flag in flags:
        if flag.source not in pages:
            pages[flag.source] = _page(archive, flag.source)
        page = pages[flag.source]
        if isinstance(page, Standing):
            yield Reviewed(number, flag, page)
        else:
            standing, speaker = _standing(flag, page, superseded=flag.source not in current)
            yield Reviewed(number, flag, standing, page.source.name, speaker)


def _page(archive: "Archive", source: str) -> "Page | Standing":
    try:
        page = archive.show(source)
    except ArchiveCorrupt:
        return Standing.DAMAGED
    except UsageError:
        return Standing.GONE
    return page if page.source.id == source else Standing.GONE


def _standing(flag: "Flag", page: "Page", *, superseded: bool) -> tuple[Standing, str | None]:
    """What has become of the statement, and whom its words are given to now."""
    if page.source.text[flag.start : flag.end] != flag.text:
        return Standing.ALTERED, None
    unit = _unit(flag, page)
    speaker = " ".join(unit.speaker.name.split()) if unit and unit.speaker else None
    if speaker is None and _withdrawn(flag, page):
        return Standing.WITHDRAWN, None
    if superseded:
        return Standing.SUPERSEDED, speaker
    if speaker is None:
        return Standing.UNQUOTED, None
    # Shown with role and party behind the name, and a comma between.
    same = flag.speaker == speaker or flag.speaker.startswith(f"{speaker}, ")
    return Standing.UNCHANGED if same else Standing.SPEAKER, speaker


def _unit(flag: "Flag", page: "Page") -> "Unit | None":
    """The statement that holds the words; the smallest, where a quotation stands within a paraphrase."""
    around = [unit for unit in page.units if unit.quotable and unit.start <= flag.start and flag.end <= unit.end]
    return min(around, key=lambda unit: unit.end - unit.start, default=None)


def _withdrawn(flag: "Flag", page: "Page") -> bool:
    """Whether the attribution was taken back."""
    from bot.domain.statement import WITHDRAWN

    return any(unit.rule == WITHDRAWN and unit.start < flag.end and flag.start < unit.end for unit in page.units)


def _json(each: Reviewed, *, settled: bool) -> dict[str, object]:
    flag = each.flag
    return {
        "number": each.number,
        "settled": settled,
        "at": datetime.fromtimestamp(flag.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "platform": flag.place.platform,
        "server": flag.place.server,
        "channel": flag.place.channel,
        "person": flag.person,
        "speaker": flag.speaker,
        "text": flag.text,
        "reason": flag.reason,
        "statement": flag.statement,
        "source": flag.source,
        "file": each.file,
        "start": flag.start,
        "end": flag.end,
        "standing": each.standing.value,
        "speaker_now": each.speaker,
    }


def _lines(each: Reviewed, paint: "Paint", width: int) -> Iterator[str]:
    """A line of number, time and place; below it, indented, all else: a row may take several lines."""
    from bot.adapters.terminal.paint import Ink
    from bot.adapters.terminal.screen import NARROWEST, one_line, plain_wrap

    flag = each.flag
    when = datetime.fromtimestamp(flag.at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    yield f"{paint(f'#{each.number}', Ink.NAME)}  {when}  {one_line(_where(flag.place))}"
    rows = (
        ("shown as", flag.speaker),
        ("words", flag.text),
        ("reason", flag.reason or "none given"),
        ("place", f"{each.file or 'a source'} ({flag.source[:8]}), characters {flag.start} to {flag.end}"),
        ("now", _now(each)),
    )
    for name, text in rows:
        first, *more = plain_wrap(f"{name}: {_shortened(one_line(text))}", max(width - INDENT, NARROWEST))
        yield " " * INDENT + paint(name, Ink.ASIDE) + first.removeprefix(name)
        yield from (" " * INDENT + line for line in more)


def _where(place: "Place") -> str:
    if place.server.startswith("dm:"):
        return f"{place.platform}, a direct message"
    server = f", server {place.server}" if place.server else ""
    return f"{place.platform}{server}" + (f", channel {place.channel}" if place.channel else "")


def _shortened(text: str) -> str:
    more = len(text) - SHOWN
    return f"{text[:SHOWN]}… ({more:,} characters more; --json shows all)" if more > 0 else text


def _now(each: Reviewed) -> str:
    return {
        Standing.UNCHANGED: "quoted so still",
        Standing.SPEAKER: f"quoted as {each.speaker}",
        Standing.UNQUOTED: "no longer quoted",
        Standing.WITHDRAWN: "withdrawn, no longer quoted",
        Standing.SUPERSEDED: "no longer quoted: a newer version of the page is",
        Standing.ALTERED: "other words stand in its place: run onrecord verify",
        Standing.DAMAGED: "its page fails its check: run onrecord verify",
        Standing.GONE: "its source is not in this archive",
    }[each.standing]
