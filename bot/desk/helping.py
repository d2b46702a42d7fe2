"""The command ``help``: the declarations -> what can be asked, and how."""

from collections.abc import Iterator, Sequence

from bot.desk.command import Command, Kind, Option
from bot.desk.commands import GROUPS, VOICES
from bot.desk.reply import Line, Listing, Reply, Row
from bot.desk.request import Request

_ABOUT = (
    "On Record quotes official statements from its archive, word for word, with speaker, date and source. "
    "It never rewords and never guesses; a reporter's paraphrase is marked as one."
)
_EXAMPLES = (
    ("what did China say about Norway", "one party on another"),
    ("what did Hua Chunying say since 2019", "a person, and from when on"),
    ("who mentioned PRISM", "every party that did"),
    ("when did the EU first mention sanctions", "the earliest statements"),
    ('"cyber theft"', "the very words"),
)  # fmt: skip


def help_reply(request: Request, commands: Sequence[Command]) -> Reply:
    """What On Record is, questions to ask, every command with its options, what the voices mean."""
    alone = [command for command in commands if " " not in command.name]
    return Reply(
        (
            Line(_ABOUT),
            Listing("Ask in plain words", tuple(Row(asked, meaning) for asked, meaning in _EXAMPLES)),
            Listing("Commands", tuple(map(_command, alone))),
            *(Listing(_title(group), tuple(_grouped(group, commands))) for group in GROUPS),
            Listing("How words reach the archive", tuple(_voices())),
        ),
        private=not request.open,
    )


def _command(command: Command) -> Row:
    if command.shortcut:
        return Row(f"{command.name} (in a message's menu: {command.shortcut})", command.description)
    manage = "; for those who manage the place" if command.manage else ""
    return Row(_typed(command), command.description + manage)


def _title(group: str) -> str:
    return f"{GROUPS[group]} (for those who manage the place)"


def _grouped(group: str, commands: Sequence[Command]) -> Iterator[Row]:
    """The commands whose name begins with that word."""
    for command in commands:
        if command.name.startswith(f"{group} "):
            yield Row(_typed(command), command.description)


def _typed(command: Command) -> str:
    """The command's name and its options, as they are typed."""
    return f"{command.name} {', '.join(map(option_words, command.options))}".strip()


def option_words(option: Option) -> str:
    """An option as help names it, in brackets if it may be left out."""
    named = f"{option.name}: yes or no" if option.kind is Kind.SWITCH else option.name
    return named if option.required else f"[{named}]"


def _voices() -> Iterator[Row]:
    for voice, meaning in VOICES.items():
        yield Row(voice.value, meaning)
