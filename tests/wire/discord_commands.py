"""Commands as registered: the body of the registration -> Discord's errors; a person's words -> an interaction's data.

Rules as in Discord's reference (Interactions: Application Commands).
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.wire.discord_limits import CHOICES, REQUIRED, Fault, units
from tests.wire.discord_world import Channel, Json

SLASH, USER, MESSAGE = 1, 2, 3
"""Types of commands."""

SUB, SUBS = 1, 2
"""Types of options that are commands by themselves, or hold some."""

STRING, INTEGER, BOOLEAN, CHANNEL, NUMBER = 3, 4, 5, 7, 10
KINDS = range(1, 12)
OPTIONS, NAME, DESCRIPTION, WHOLE = 25, 32, 100, 8000
MOST = {SLASH: 100, USER: 15, MESSAGE: 15}
KEYS = frozenset({
    "id", "application_id", "version", "type", "name", "name_localizations", "description",
    "description_localizations", "options", "default_member_permissions", "dm_permission", "nsfw", "contexts",
    "integration_types", "handler",
})  # fmt: skip


def command_faults(body: Any) -> list[Fault]:
    """Of a whole registration."""
    if not isinstance(body, list):
        return [("_", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")]
    faults: list[Fault] = []
    for number, command in enumerate(body):
        faults += _command(command, f"{number}.")
    kinds = [command.get("type", SLASH) for command in body]
    for kind, most in MOST.items():
        if kinds.count(kind) > most:
            faults.append(("_", "APPLICATION_COMMAND_TOO_MANY", f"At most {most} of {kind}"))
    names = [(command.get("type", SLASH), command.get("name")) for command in body]
    for number, name in enumerate(names):
        if name in names[:number]:
            faults.append((f"{number}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Command names must be unique"))
    return faults


def _command(command: Json, where: str) -> Iterator[Fault]:
    kind, options = command.get("type", SLASH), command.get("options") or []
    description = command.get("description") or ""
    if unknown := set(command) - KEYS:
        yield f"{where}_", "UNKNOWN_KEYS", f"no such keys of a command: {sorted(unknown)}"
    if kind not in MOST:
        yield f"{where}type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}."
    yield from _name(command.get("name"), where, slash=kind == SLASH)
    if kind == SLASH:
        yield from _described(description, where)
    elif description or options:
        yield f"{where}description", "APPLICATION_COMMANDS_CONTEXT_MENU", "Context menu commands have none"
    yield from _options(options, where)
    yield from _where(command, where)
    if _whole(command) > WHOLE:
        yield f"{where}_", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({WHOLE})"


def _name(name: Any, where: str, *, slash: bool) -> Iterator[Fault]:
    if not isinstance(name, str) or not name.strip():
        yield f"{where}name", *REQUIRED
    elif not 1 <= units(name) <= NAME:
        yield f"{where}name", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {NAME} in length."
    elif slash and (not re.fullmatch(r"[-_'\w]+", name) or name != name.lower()):
        yield f"{where}name", "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {name!r}"


def _described(description: Any, where: str) -> Iterator[Fault]:
    if not isinstance(description, str) or not 1 <= units(description) <= DESCRIPTION:
        yield f"{where}description", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {DESCRIPTION} in length."


def _options(options: list[Json], where: str, *, below: bool = False) -> Iterator[Fault]:
    """Of a command, or of one ``below`` another, which holds none itself. Groups of groups are not spoken here."""
    subs = [option.get("type") in (SUB, SUBS) for option in options]
    if len(options) > OPTIONS:
        yield f"{where}options", "BASE_TYPE_BAD_LENGTH", f"Must be between 0 and {OPTIONS} in length."
    if any(subs) and (below or not all(subs)):
        yield f"{where}options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and other option types mixed"
    for number, option in enumerate(options):
        at = f"{where}options.{number}."
        yield from _name(option.get("name"), at, slash=True)
        yield from _described(option.get("description"), at)
        if option.get("type") == SUB and not below:
            yield from _options(option.get("options") or [], at, below=True)
            if "required" in option or option.get("choices"):
                yield f"{at}required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "A sub-command is none"
        else:
            yield from _choices(option, at)
        if option.get("name") in [earlier.get("name") for earlier in options[:number]]:
            yield f"{at}name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
    for number, (before, after) in enumerate(itertools.pairwise(options)):
        if after.get("required") and not before.get("required"):
            yield (
                f"{where}options.{number + 1}", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )  # fmt: skip


def _choices(option: Json, where: str) -> Iterator[Fault]:
    kind, choices = option.get("type"), option.get("choices") or []
    if kind not in KINDS or kind == SUBS:
        yield f"{where}type", "BASE_TYPE_CHOICES", f"{kind!r} is no type of an option"
    if option.get("options"):
        yield f"{where}options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only sub-commands hold options"
    if len(choices) > CHOICES:
        yield f"{where}choices", "BASE_TYPE_BAD_LENGTH", f"Must be between 0 and {CHOICES} in length."
    if option.get("autocomplete") and (choices or kind not in (STRING, INTEGER, NUMBER)):
        yield f"{where}autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE", "Not with choices, only of text and numbers"
    if choices and kind not in (STRING, INTEGER, NUMBER):
        yield f"{where}choices", "APPLICATION_COMMAND_CHOICES", "Only of text and numbers"
    for number, choice in enumerate(choices):
        for part in ("name", "value"):
            if not 1 <= units(str(choice.get(part) or "")) <= DESCRIPTION:
                yield f"{where}choices.{number}.{part}", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."


def _where(command: Json, where: str) -> Iterator[Fault]:
    for name, known in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        value = command.get(name)
        if value is not None and (not value or not set(value) <= known or len(set(value)) < len(value)):
            yield f"{where}{name}", "BASE_TYPE_CHOICES", f"Value must be of {sorted(known)}, once each."
    allowed = command.get("default_member_permissions")
    if allowed is not None and not (isinstance(allowed, str) and allowed.isdecimal()):
        yield f"{where}default_member_permissions", "PERMISSION_TYPE_CONVERT", "Permissions are digits in a string"


def _whole(command: Json) -> int:
    """Characters of all names, descriptions and values, those of commands below it too."""
    texts = [command.get("name"), command.get("description")]
    for choice in command.get("choices") or []:
        texts += [choice.get("name"), choice.get("value")]
    return sum(units(str(text)) for text in texts if text) + sum(map(_whole, command.get("options") or []))


def found(commands: list[Json], name: str, kind: int = SLASH) -> Json:
    """The registered command. Raises LookupError: a person could not have chosen it."""
    for command in commands:
        if command["name"] == name and command.get("type", SLASH) == kind:
            return command
    raise LookupError(f"no command {name!r} is registered, only {[command['name'] for command in commands]}")


def offered(commands: list[Json], name: str) -> Json:
    """What a person fills in for a command of one word or two: the command, or the one below it. Raises LookupError."""
    first, _, second = name.partition(" ")
    command = found(commands, first)
    below = [option for option in command.get("options") or [] if option.get("type") == SUB]
    if bool(second) != bool(below):
        raise LookupError(f"/{first} has {[option['name'] for option in below]} below it, not {second!r}")
    return found(below, second, SUB) if second else command


def slash_data(commands: list[Json], name: str, typed: Mapping[str, Any], focused: str | None = None) -> Json:
    """An interaction's data for what a person filled in, checked as Discord's own client checks it.

    Raises LookupError for what is not registered, ValueError or TypeError for an option left out or not to be had.
    """
    command, chosen = found(commands, name.partition(" ")[0]), offered(commands, name)
    known = {option["name"]: option for option in chosen.get("options") or []}
    if strangers := set(typed) - set(known):
        raise LookupError(f"/{name} has no {sorted(strangers)}, only {sorted(known)}")
    missing = [option for option, told in known.items() if told.get("required") and option not in typed]
    if missing and focused is None:
        raise ValueError(f"/{name} needs {missing}")
    options: list[Json] = []
    data: Json = {"id": command["id"], "name": command["name"], "type": SLASH, "options": options}
    if chosen is not command:
        data["options"] = [{"type": SUB, "name": chosen["name"], "options": options}]
    for name_, value in typed.items():
        options.append({"name": name_, "type": known[name_]["type"], "value": _valued(known[name_], value)})
        if name_ == focused:
            options[-1]["focused"] = True
        if isinstance(value, Channel):
            data.setdefault("resolved", {}).setdefault("channels", {})[value.id] = value.json()
    return data


def _valued(option: Json, value: Any) -> Any:
    wanted = {STRING: str, INTEGER: int, BOOLEAN: bool, CHANNEL: Channel}[option["type"]]
    if not isinstance(value, wanted):
        raise TypeError(f"{option['name']} takes {wanted.__name__}, not {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise ValueError(f"{option['name']} takes one of {choices}, not {value!r}")
    return value.id if isinstance(value, Channel) else value
