"""The commands that keep an archive whole over the years: ``archive backup|restore|check|compact|copy``."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, NOTHING, Run, pass_run, say, shared
from bot.cli.asking import print_json
from bot.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.archive.inspecting import Inspection
    from bot.ports import Ledger
    from bot.storage.anywhere import Where

A_DAY = 86_400

LEAST_FREE = 100_000_000
"""Bytes on the disk below which ``check`` warns: the next large document may not fit any more."""

CAREFUL = "it holds secrets (the tokens of installations): keep it where only the bot's own user can read it"

_FILE = click.Path(path_type=Path)


@click.group()
@shared
def archive() -> None:
    """Keep the archive: back it up, restore, check, compact or copy it."""


def _as_json(command: click.decorators.FC) -> click.decorators.FC:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")(command)


@archive.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@_as_json
@shared
@pass_run
def backup(run: Run, file: Path, *, force: bool, as_json: bool) -> int:
    """Write a backup into FILE, while others go on.

    FILE is an archive of its own: it can be asked with --archive FILE. It is checked before it stands under its name.
    """
    from bot.desk.words import count, size
    from bot.storage.anywhere import back_up

    with progress() as told:
        sources = back_up(_where(run), file, told, force=force)
    taken = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "sources": sources, "bytes": taken})
        return FOUND
    click.echo(f"{file}: {count(sources, 'source')}, {size(taken)}, every byte checked\n{CAREFUL}")
    return FOUND


@archive.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Also over an archive with something in it, which is kept beside.")
@_as_json
@shared
@pass_run
def restore(run: Run, file: Path, *, force: bool, as_json: bool) -> int:
    """Put the backup in FILE in the place of the archive.

    It is checked first. Nothing else may have the archive open meanwhile.
    """
    from bot.posting.restored import let_pass
    from bot.storage.anywhere import restore as restored

    where, grace = _where(run), run.settings.daily.grace_minutes
    if run.settings.archive is None:
        _make_folder(where)
    passed = 0

    def settle(ledger: "Ledger") -> None:
        nonlocal passed
        passed = let_pass(ledger, grace * 60)

    with progress() as told:
        sources, kept = restored(file, where, told, force=force, settle=settle)
    if as_json:
        done = {"archive": str(where), "sources": sources, "kept": kept and str(kept), "not_posted_again": passed}
        print_json(done)
    else:
        for line in _restored(where, file, sources, kept, passed, grace):
            click.echo(line)
    return FOUND


def _restored(where: "Where", file: Path, sources: int, kept: Path | None, passed: int, grace: int) -> "Iterator[str]":
    """What a restore did, and what it cannot know."""
    from bot.desk.words import count

    yield f"{where}: {count(sources, 'source')}, as in {file}"
    if kept:
        yield f"the archive that was there is kept as {kept}"
    yield "what was taken in, set, reported or posted after the backup was made is not in it"
    if passed:
        yield f"{count(passed, 'post')} due in the last {grace} minutes may have been posted already: not posted again"
    yield "the index is made anew with the next question, or now with: onrecord rebuild"


@archive.command()
@_as_json
@shared
@pass_run
def check(run: Run, *, as_json: bool) -> int:
    """Look at all of it: what verify checks, the index, the spelling table, the disk."""
    where = _there(run)
    with progress() as told:
        told("checking", 0, 0)
        with run.archive(seeded=False) as opened:
            found = opened.inspect()
    free = _free(where)
    faults = [*found.faults]
    if free is not None and free < LEAST_FREE:
        faults.append(f"{free / 1e6:.1f} MB are left on the disk of {where}; free some disk space")
    if as_json:
        looked = {"sources": found.sources, "statements": found.statements, "indexed": found.indexed}
        looked |= {"sampled": found.sampled, "words": found.words}
        print_json({**looked, "free_bytes": free, "faults": faults})
        return NOTHING if faults else FOUND
    for line in _looked(where, found, free):
        click.echo(line)
    for fault in faults:
        say(fault)
    if not faults:
        click.echo("all is well")
    return NOTHING if faults else FOUND


def _looked(where: "Where", found: "Inspection", free: int | None) -> "Iterator[str]":
    """What was looked at."""
    from bot.desk.words import count, size
    from bot.storage.anywhere import taken

    held = f"{count(found.sources, 'source')} and {count(found.statements, 'statement')}"
    yield f"archive: {held}, every byte, text and slice; it takes {size(taken(where))}"
    yield f"index: {count(found.indexed, 'statement')}, {found.sampled:,} of them looked for by their own words"
    yield f"spelling table: {count(found.words, 'word')} of theirs looked up"
    if free is not None:
        yield f"disk: {size(free)} free"


@archive.command()
@_as_json
@shared
@pass_run
def compact(run: Run, *, as_json: bool) -> int:
    """Let go of what is too old, and give back what is not used.

    Readers go on. Whoever wants to write may wait for some seconds: choose a quiet hour.
    """
    from bot.desk.words import count, size
    from bot.storage import anywhere

    where = _there(run)
    before = anywhere.taken(where)
    with progress() as told:
        told("compacting", 0, 0)
        with anywhere.opened(where) as store:
            forgotten = store.ledger.forget(int(time.time()) - run.settings.remember_days * A_DAY)
        anywhere.compact(where)
    after = anywhere.taken(where)
    if as_json:
        print_json({"bytes_before": before, "bytes_after": after, "answers_forgotten": forgotten})
    else:
        click.echo(f"{where}: {size(before)} before, {size(after)} now; {count(forgotten, 'old answer')} let go")
    return FOUND


@archive.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@_as_json
@shared
def copy(source: str, target: str, *, as_json: bool) -> int:
    """Copy an archive: FROM and TO are files or postgresql://…, TO is empty.

    Everything is read again afterwards and compared, and TO is checked in full.
    """
    from bot.desk.words import count
    from bot.storage.anywhere import copy as copied

    found, made = _named(source), _named(target)
    with progress() as told:
        sent, faults = copied(found, made, told)
    tables, sources = {name: table.rows for name, table in sent.items()}, sent["sources"].rows
    if as_json:
        print_json({"sources": sources, "tables": tables, "faults": faults})
        return NOTHING if faults else FOUND
    rows = f"{sum(tables.values()):,} rows in {len(tables)} tables"
    click.echo(f"{made}: {count(sources, 'source')}, {rows}, all as in {found}")
    click.echo("both hold the same schedules: serve one of them only")
    for fault in faults:
        say(f"{fault}; so it is in {found}")
    return NOTHING if faults else FOUND


def _where(run: Run) -> "Where":
    """Where the archive is, or is to be."""
    from bot import wiring

    return wiring.archive_place(run.settings, os.environ)


def _make_folder(where: "Where") -> None:
    """Make the data folder, as on a new machine. Raises ArchiveReadOnly."""
    from bot.storage.drafts import os_errors

    if isinstance(where, Path):
        with os_errors(where):
            where.parent.mkdir(parents=True, exist_ok=True)


def _there(run: Run) -> "Where":
    """Where the archive is. Raises ArchiveError for a file that is not there: none is to be made here."""
    from bot.storage.backup import insist_there

    where = _where(run)
    if isinstance(where, Path):
        insist_there(where)
    return where


def _named(text: str) -> "Where":
    from bot.domain.address import Address, is_address

    return Address(text) if is_address(text) else Path(text).expanduser()


def _free(where: "Where") -> int | None:
    """Bytes left on the disk of a file; None for a server, which looks after its own."""
    import shutil

    return shutil.disk_usage(where.parent).free if isinstance(where, Path) else None
