"""A reply of the desk, schedules, or their posts -> lines on standard output, or objects of JSON."""

import time
from collections.abc import Sequence
from dataclasses import replace

import click

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.contract import post_json, schedule_json
from bot.adapters.terminal.replies import Replies
from bot.archive import Archive
from bot.cli.addresses import address_of
from bot.cli.app import FOUND, NOTHING, WRONG, Run, say
from bot.cli.asking import print_json
from bot.desk.daily.which import coming
from bot.desk.reply import Line, Listing, Outcome, Part, Reply
from bot.domain.errors import UnknownZone
from bot.domain.place import Place
from bot.domain.schedule import Schedule
from bot.ports import Ledger

POSTS = 100
"""Posts of a schedule given as JSON, the newest."""


def print_reply(run: Run, archive: Archive, place: Place, reply: Reply) -> int:
    """Print it as of that place, a refusal as one line of an error; the exit code."""
    if reply.outcome in (Outcome.REFUSED, Outcome.GONE, Outcome.FAILED):
        first, *more = (part.text.rstrip(".") for part in reply.parts if isinstance(part, Line))
        say(first + (f" ({'; '.join(more)})" if more else ""))
        return WRONG
    paint, width = run.paint(), run.width()
    cards = Cards(paint, width, archive.party_name, archive.ledger.place_settings(place).language)
    parts = tuple(_addressed(part, place) for part in reply.parts)
    click.echo(Replies(paint, width, cards).reply(replace(reply, parts=parts)))
    return NOTHING if reply.outcome is Outcome.NOTHING else FOUND


def print_schedules(ledger: Ledger, schedules: Sequence[Schedule]) -> int:
    """One object of JSON a schedule."""
    for schedule in schedules:
        print_json(schedule_json(schedule, _next(ledger, schedule)))
    return FOUND


def _next(ledger: Ledger, schedule: Schedule) -> int | None:
    """The moment of the next post; None while it is paused, or where its zone is not known."""
    try:
        return None if schedule.paused else coming(ledger, schedule, time.time())[1]
    except UnknownZone:  # kept where the data of the zones is another: the others are listed all the same
        return None


def print_posts(ledger: Ledger, schedule: Schedule) -> int:
    """One object of JSON a post, newest first."""
    for post in ledger.posts(schedule.id, POSTS):
        print_json(post_json(post, schedule.number))
    return FOUND


def _addressed(part: Part, place: Place) -> Part:
    """The part with its channels as they can be typed at a shell."""

    def named(channels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(address_of(replace(place, channel=channel)) for channel in channels)

    if isinstance(part, Line):
        return replace(part, channels=named(part.channels))
    if isinstance(part, Listing):
        return replace(part, rows=tuple(replace(row, channels=named(row.channels)) for row in part.rows))
    return part
