"""What cannot be done -> a reply that says so in one sentence, with what to do in another."""

import re

from bot.desk.reply import Line, Outcome, Reply
from bot.domain.errors import OnRecordError
from bot.domain.place import PlaceSettings

LONGEST = 600
"""Characters of a sentence: what was typed is repeated in some of them, and it may be very long."""

_RIGHTS = {"discord": "the permission Manage Server", "slack": "to be an admin of the workspace"}
"""What lets a person change a place's settings, as each platform names it."""

_SHELL = re.compile(r"\bonrecord (ask|help|sources?)\b")
"""A command of the desk as the shell has it: in a chat there is no program to call."""


def refused(text: str, mend: str = "", outcome: Outcome = Outcome.REFUSED) -> Reply:
    """A private reply of two sentences at most."""
    lines = (Line(_sentence(text)), Line(_sentence(mend), aside=True))
    return Reply(tuple(line for line in lines if line.text), outcome=outcome)


def error(raised: OnRecordError) -> Reply:
    """An error as a reply."""
    return refused(raised.message, _SHELL.sub(r"“\1”", raised.hint))


def not_here(settings: PlaceSettings) -> Reply:
    """The bot may answer in other channels only."""
    return Reply((Line("In this server On Record answers elsewhere:", channels=settings.channels),),
                 outcome=Outcome.REFUSED)  # fmt: skip


def no_right(platform: str) -> Reply:
    """The command is for those who manage the place."""
    right = _RIGHTS.get(platform, "the right to manage this place")
    return refused(f"Changing how On Record answers here takes {right}.", "Ask somebody who has it.")


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
