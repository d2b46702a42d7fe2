"""What cannot be done -> a reply that says so in one sentence, with what to do in another."""

import logging
import re

from bot.desk.here import house
from bot.desk.reply import Line, Outcome, Reply
from bot.domain.errors import (
    ArchiveBusy,
    ArchiveCorrupt,
    ArchiveError,
    ArchiveFull,
    ArchiveReadOnly,
    OnRecordError,
)
from bot.domain.place import Place, PlaceSettings

LONGEST = 600
"""Characters of a sentence: what was typed is repeated in some of them, and it may be very long."""

FAILED = Reply(
    (Line("Something went wrong here, and it was noted. Please try again, or tell whoever runs On Record."),),
    outcome=Outcome.FAILED,
)
RESTARTING = Reply((Line("On Record is restarting. Please ask again in a moment."),), outcome=Outcome.FAILED)
SLOW_FORM = Reply((Line("This took too long to open. Please press the button again."),), outcome=Outcome.FAILED)
EMPTY = Reply((Line("There is nothing to show."),))
NO_BUTTON = Reply((Line("This button is not known any more. Please ask the question again."),), outcome=Outcome.GONE)
"""What an adapter says where it cannot ask the desk."""

_RIGHTS = {"discord": "the permission Manage Server", "slack": "being an admin of the workspace"}
"""What lets a person change a place's settings, as each platform names it."""

_SHELL = re.compile(r"\bonrecord (ask|help|sources?)\b")
"""A command of the desk as the shell has it: in a chat there is no program to call."""


_TROUBLE: tuple[tuple[type[ArchiveError], str], ...] = (
    (ArchiveBusy, "another process is writing"),
    (ArchiveFull, "there is no room left to keep this"),
    (ArchiveReadOnly, "nothing can be kept here at the moment"),
    (ArchiveCorrupt, "what is stored of this fails its check, so it is not shown"),
    (ArchiveError, "the archive cannot be read at the moment"),
)
"""What people in a chat are told of the archive's troubles: their own words name files of the machine, and commands for
whoever runs it."""

_log = logging.getLogger("onrecord.desk")


def refused(text: str, mend: str = "", outcome: Outcome = Outcome.REFUSED) -> Reply:
    """A private reply of two sentences at most."""
    lines = (Line(_sentence(text)), Line(_sentence(mend), aside=True))
    return Reply(tuple(line for line in lines if line.text), outcome=outcome)


def error(raised: OnRecordError) -> Reply:
    """An error as a reply. Trouble with the archive is logged in full: nobody in the chat can mend it."""
    if isinstance(raised, ArchiveError):
        return _trouble(raised)
    return refused(raised.message, _SHELL.sub(r"“\1”", raised.hint))


def _trouble(raised: ArchiveError) -> Reply:
    told = next(text for kind, text in _TROUBLE if isinstance(raised, kind))
    if isinstance(raised, ArchiveBusy):
        _log.warning("the archive is busy: %s", raised)
        return refused(told, "try again in a moment", Outcome.FAILED)
    _log.error("trouble with the archive: %s", raised)
    return refused(told, "tell whoever runs On Record; it was noted", Outcome.FAILED)


def not_here(place: Place, settings: PlaceSettings) -> Reply:
    """The bot may answer in other channels only."""
    told = Line(f"In this {house(place)} On Record answers elsewhere:", channels=settings.channels)
    return Reply((told,), outcome=Outcome.REFUSED)


def no_right(command: str, platform: str) -> Reply:
    """The command is for those who manage the place."""
    right = _RIGHTS.get(platform, "the right to manage this place")
    what = "Changing how On Record answers here" if command == "settings" else f"“{command}”"
    return refused(f"{what} takes {right}.", "Ask somebody who has it.")


def no_answer() -> Reply:
    """The button's answer is no longer remembered."""
    return refused("This button's answer is no longer remembered.", "Ask the question again.", Outcome.GONE)


def no_statement() -> Reply:
    """The statement is gone, or what is stored of it failed its check: nothing of it may be shown."""
    return refused(
        "This statement no longer stands in the archive as it was shown, so it is not quoted again.",
        "Ask the question again for what stands there today.",
        Outcome.GONE,
    )


def _sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    if not text:
        return ""
    if len(text) > LONGEST:
        text = text[:LONGEST] + "…"
    first = text.split(" ", 1)[0]  # a file's name or a version keeps its small letter
    head = text[0].upper() if first.rstrip(",:").isalpha() and first.islower() else text[0]
    return head + text[1:] + ("" if text[-1] in ".!?:…" else ".")
