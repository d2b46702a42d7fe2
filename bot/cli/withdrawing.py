"""A place in a source, as every card names it -> its statements withdrawn, and the posts that showed them marked.

What is withdrawn stays in the archive and is quoted no more; a bot that serves corrects the posts.
"""

import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, NOTHING, Run, pass_run, say, shared
from bot.domain.errors import NotFound, UsageError

if TYPE_CHECKING:
    from bot.archive import Archive
    from bot.desk.cards import PartyName
    from bot.domain.remembered import Flag
    from bot.domain.statement import Page, Statement, Unit
    from bot.ports import Ledger

REPORTED = "it was reported as wrong, and found so on review"
"""The reason where somebody reported it: their own words are nothing to publish."""

LONGEST = 300
"""Characters of a reason: it is read in posts."""

LISTED = 20
"""Statements shown before one is asked whether to go on."""

_PLACE = re.compile(r"(?P<name>.*\S)[\s·]+(?P<start>[0-9]{1,9})\s*[–-]\s*(?P<end>[0-9]{1,9})", re.DOTALL)
_CARD = re.compile(r".*·\s*(?P<hash>[0-9a-f]{4,64})\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be withdrawn: all that touches ``[start, end)`` of a page, and why."""

    page: "Page"
    start: int
    end: int
    reason: str

    def touched(self, *, withdrawn: bool = False) -> list["Unit"]:
        """The statements there; those withdrawn already, if asked for."""
        from bot.domain.statement import WITHDRAWN

        there = (unit for unit in self.page.units if unit.start < self.end and self.start < unit.end)
        return [unit for unit in there if (unit.rule == WITHDRAWN if withdrawn else unit.quotable)]


@click.command()
@click.argument("words", nargs=-1, metavar="[SOURCE START-END]")
@click.option("--report", "number", type=click.IntRange(1), metavar="N", help="What report N is about; settles it.")
@click.option("--reason", metavar="TEXT", help="Why; people read it where a post is corrected.")
@click.option("--yes", is_flag=True, help="Without being asked.")
@shared
@pass_run
def withdraw(run: Run, words: tuple[str, ...], number: int | None, reason: str | None, *, yes: bool) -> int:
    """Take back an attribution: it is quoted no more.

    SOURCE START-END is the place printed under every card. Posts that showed it get a visible correction.
    """
    if bool(words) == (number is not None):
        raise click.UsageError("name one place, as under a card: SOURCE START-END; or a report: --report N")
    with run.archive() as archive:
        if number is not None:
            return withdraw_reported(run, archive, number, reason, yes=yes)
        name, start, end = place_in("".join(f"{word} " for word in words))
        if reason is None:
            raise UsageError("why is it withdrawn?", hint='--reason "…"; people read it where a post is corrected')
        asked = Asked(archive.show(name), start, end, reason_of(reason))
        return FOUND if _withdrawn(run, archive, asked, yes=yes) else NOTHING


def withdraw_reported(run: Run, archive: "Archive", number: int, reason: str | None, *, yes: bool) -> int:
    """Withdraw what a report is about, and settle it. Raises as the ledger, and UsageError where nothing stands."""
    flag, is_open = _flag(archive.ledger, number)
    page = archive.show(flag.source)
    if page.source.id != flag.source or page.source.text[flag.start : flag.end] != flag.text:
        raise NotFound(f"what report {number} is about does not stand in this archive", hint="run onrecord reports")
    asked = Asked(page, flag.start, flag.end, reason_of(reason if reason is not None else REPORTED))
    if not _withdrawn(run, archive, asked, yes=yes):
        return NOTHING
    if is_open:
        archive.ledger.settle(number)
        click.echo(f"report {number} is settled; open: {len(archive.ledger.flags()):,}")
    return FOUND


def place_in(typed: str) -> tuple[str, int, int]:
    """Source, start and end of ``file · ab12cd34 · 120–240``, or of a source's name and ``120-240``."""
    match = _PLACE.fullmatch(typed.strip())
    if match is None:
        mend = "copy it from below a card: file · ab12cd34 · 120–240"
        raise UsageError(f"“{typed.strip()[:100]}” is no place in a source", hint=mend)
    start, end = int(match["start"]), int(match["end"])
    if start >= end:
        raise UsageError(f"{start}–{end} holds nothing", hint="the end is behind the start")
    name = match["name"].rstrip(" ·")
    card = _CARD.fullmatch(name)
    return (card["hash"] if card else name), start, end


def reason_of(typed: str) -> str:
    """The reason on one line. Raises UsageError for none, and for too long a one."""
    from bot.desk.arguments import plain

    reason = " ".join(plain(typed).split())
    if not reason or len(reason) > LONGEST:
        raise UsageError(f"a reason has 1 to {LONGEST} characters", hint="people read it where a post is corrected")
    return reason


def _flag(ledger: "Ledger", number: int) -> tuple["Flag", bool]:
    """The report of that number, and whether it is open."""
    for settled in (False, True):
        for known, flag in ledger.flags(settled=settled):
            if known == number:
                return flag, not settled
    raise NotFound(f"no report has the number {number}", hint="onrecord reports lists those that are open")


def _withdrawn(run: Run, archive: "Archive", asked: Asked, *, yes: bool) -> bool:
    """Whether it is withdrawn now, with all posts that showed it marked. Raises NotFound, and what the archive does."""
    from bot.desk.words import count

    source = asked.page.source
    units = asked.touched()
    if not units and asked.touched(withdrawn=True):
        click.echo("it was withdrawn before")
        _mark(archive.ledger, _unmarked(archive, source.id), asked.reason)
        return True
    if not units:
        text = f"no statement stands at {asked.start}–{asked.end} of {source.name}"
        raise NotFound(text, hint=f"onrecord show {source.id[:8]} shows what stands where")
    click.echo(_shown(run, archive, asked, units))
    if not (yes or _agreed()):
        say("nothing was withdrawn")
        return False
    taken = archive.withdraw(source.id, asked.start, asked.end, asked.reason)
    click.echo(f"withdrawn: {count(len(taken), 'statement')}, quoted no more")
    _mark(archive.ledger, taken, asked.reason)
    return True


def _mark(ledger: "Ledger", statements: Sequence["Statement"], reason: str) -> None:
    """Mark the posts, and tell what happens next."""
    from bot.desk.words import count
    from bot.posting.correcting import wrong

    number = wrong(ledger, statements, reason, int(time.time()))
    click.echo(f"{count(number, 'post')} will be corrected by the bot that serves" if number else "no post to correct")


def _unmarked(archive: "Archive", source: str) -> list["Statement"]:
    """Statements withdrawn of any version of the page whose posts are not marked: who was about to do it was ended."""
    from bot.domain.statement import WITHDRAWN, Statement
    from bot.posting.correcting import showed

    found: list[Statement] = []
    for version in _versions(archive, source):
        posts = [post for post in archive.ledger.showing(version) if not post.wrong]
        units = archive.show(version).units if posts else ()
        taken = (unit for unit in units if unit.rule == WITHDRAWN)
        found += (  # only their places count
            Statement(0, version, unit, "") for unit in taken if any(showed(post, version, unit) for post in posts)
        )
    return found


def _versions(archive: "Archive", source: str) -> list[str]:
    """The source and all others that are versions of the same page."""
    return [line.id for line in archive.catalogue.versions(source)]


def _agreed() -> bool:
    """Whether a person says yes. Raises UsageError where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked, so nothing was withdrawn", hint="to do it all the same: --yes")
    return click.confirm("Withdraw it?")


def _shown(run: Run, archive: "Archive", asked: Asked, units: Sequence["Unit"]) -> str:
    """What would be withdrawn, whose it is, and what people see of it."""
    from bot.adapters.terminal.cards import Cards
    from bot.adapters.terminal.replies import Replies
    from bot.desk.reply import Line, Listing, Reply, Row
    from bot.desk.words import count
    from bot.posting.correcting import showed

    source = asked.page.source
    stands = [post for post in archive.ledger.showing(source.id) if post.message]
    posts = sum(any(showed(post, source.id, unit) for unit in units) for post in stands)
    rows = [Row(_speaker(unit, archive.party_name), source.slice(unit.span)) for unit in units[:LISTED]]
    more = f", the first {LISTED} of which are shown" if len(units) > LISTED else ""
    title = f"To be withdrawn from {source.name}: {count(len(units), 'statement')}{more}"
    parts = (
        Listing(title, tuple(rows), quoted=True),
        Line(f"Reason: {asked.reason}"),
        Line(f"{count(posts, 'post')} showed it." if posts else "No post showed it."),
    )
    paint, width = run.paint(), run.width()
    return Replies(paint, width, Cards(paint, width, archive.party_name)).reply(Reply(parts))


def _speaker(unit: "Unit", party_name: "PartyName") -> str:
    speaker = unit.speaker
    assert speaker is not None  # noqa: S101  a statement is somebody's
    return ", ".join(filter(None, (speaker.name, speaker.role, party_name(speaker.party) if speaker.party else "")))
