"""What happens to a post -> its log: plain words for ``daily why``, never without end."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from string import ascii_lowercase
from typing import Any

from bot.domain.post import Entry, Post

LONGEST = 20
"""Entries of a log at most; then those in the middle go, for how it began and how it ended tell most."""

BEGINNING = 6
"""Entries kept of how it began: claimed, chosen, sent, and what came of the first tries."""

SKEW = 900
"""Seconds by which the clock that a message was sent by may differ from the platform's."""


class Step(StrEnum):
    """What was done, as ``Entry.step``. How often a step stands in the log counts where it says so."""

    CLAIMED = "claimed"
    TAKEN = "taken over"
    CHOSEN = "chosen"
    SENT = "sending"  # it may stand from now on
    POSTED = "posted"
    FOUND = "found in the channel"
    NOT_FOUND = "not found in the channel"
    PUT_OFF = "put off"  # counts: the platform, or the archive, may take it later
    REFUSED = "refused"  # counts
    GIVEN_BACK = "given back"
    NOTHING = "nothing to post"
    MISSED = "missed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    NOT_CORRECTED = "not corrected"  # counts


def post_id(schedule: str, day: date) -> str:
    """The id of a schedule's post of that date, which its message bears: whoever claims it again finds it by that.

    Twelve letters that nobody guesses who does not know the schedule's own.
    """
    number = int.from_bytes(blake2b(f"{schedule} {day}".encode(), digest_size=16).digest())
    return "".join(ascii_lowercase[number // 26**at % 26] for at in range(12))


def noted(log: tuple[Entry, ...], at: float, step: Step, text: str = "") -> tuple[Entry, ...]:
    """The log with that step."""
    log = (*log, Entry(int(at), step, text))
    return log if len(log) <= LONGEST else log[:BEGINNING] + log[BEGINNING + 1 :]


def advanced(post: Post, log: tuple[Entry, ...], **changes: Any) -> Post:
    """The next version of a post, with that log and those changes."""
    return replace(post, version=post.version + 1, log=log, **changes)


def times(post: Post, step: Step, after: Step | None = None) -> int:
    """How often that step stands in the log; behind the last of the steps ``after``, if it is given."""
    steps = [entry.step for entry in post.log]
    begin = max((at for at, each in enumerate(steps) if each == after), default=0)
    return steps[begin:].count(step)


def since(post: Post, now: float) -> int:
    """The moment from which on a message of the post may stand, by whatever clock."""
    return int(min(now, post.due, *(entry.at for entry in post.log))) - SKEW
