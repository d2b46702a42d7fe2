"""Commands as Discord tells them, beside those declared: what differs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.discord.events import SLASH, SUB_COMMAND

Commands = Sequence[Mapping[str, Any]]

_DISCORDS_OWN = {"id", "application_id", "guild_id", "version", "nsfw", "handler", "dm_permission"}
"""What Discord adds to a command; the last is the old way to say what ``contexts`` says."""


def differences(found: Commands, declared: Commands) -> dict[str, list[str]]:
    """The names of commands that are missing, out of date, and of no use any more, each under those words."""
    ours, theirs = ({_key(one): _essence(one) for one in _each(some)} for some in (declared, found))
    return {
        "missing": [key[1] for key in ours if key not in theirs],
        "out of date": [key[1] for key in ours if key in theirs and ours[key] != theirs[key]],
        "not of this version": [key[1] for key in theirs if key not in ours],
    }


def _each(commands: Commands) -> Iterator[Mapping[str, Any]]:
    """Commands by themselves; each sub-command as one, by both words, with what holds for all of its group."""
    for command in commands:
        below = [option for option in command.get("options") or [] if option.get("type") == SUB_COMMAND]
        if not below:
            yield command
        for each in below:
            yield {**command, **each, "type": SLASH, "name": f"{command.get('name')} {each.get('name')}",
                   "options": each.get("options")}  # fmt: skip


def _essence(value: Any) -> Any:
    """A command without what Discord adds, and without what is empty or off, which it may leave out or fill in."""
    if isinstance(value, Mapping):
        parts = {key: _essence(part) for key, part in value.items() if key not in _DISCORDS_OWN}
        return {key: part for key, part in parts.items() if part not in (None, False, "", [], {})}
    if isinstance(value, (list, tuple)):
        parts_of = [_essence(part) for part in value]
        return sorted(parts_of) if all(isinstance(part, int) for part in parts_of) else parts_of
    return value


def _key(command: Mapping[str, Any]) -> tuple[int, str]:
    """What a command is known by: its type (1, a slash command, if not said) and its name."""
    return int(command.get("type") or SLASH), str(command.get("name"))
