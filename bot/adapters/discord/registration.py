"""The desk's commands, turned into what Discord is told of them; told only when it has changed."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence
from itertools import chain, repeat
from typing import Any

import aiohttp
import discord

from bot.adapters.discord.events import ON_MESSAGE, PLATFORM, SLASH, SUB_COMMAND
from bot.desk.command import DESCRIPTION, Command, Kind, Option
from bot.desk.cutting import shortened
from bot.desk.health import Health
from bot.domain.errors import OnRecordError
from bot.ports import Notes

CONTEXTS = [0, 1, 2]
"""Where commands can be used: in servers, with the bot alone, in private conversations among people."""

INSTALLATIONS = [0, 1]
"""By whom: a server that has added the bot, a person who has."""

SERVERS = [0]

MANAGE_SERVER = str(discord.Permissions(manage_guild=True).value)

KINDS = {Kind.TEXT: 3, Kind.SWITCH: 5, Kind.CHANNEL: 7}
"""Types of options, by Discord's numbers."""

CHANNELS = [0, 2, 5, 13, 15, 16]
"""Types of channels in which people write: text, voice, announcements, stage, forum, media; no thread, no category."""

INVALID = 400
"""The HTTP status of a payload that does not become right by sending it again."""

TRIES = (2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds between tries of a registration that did not go through, the last one for ever."""

TRY_SECONDS = 60.0
"""How long a try may take, waits that Discord asks for included."""

_log = logging.getLogger("onrecord.discord")


def payload(commands: Sequence[Command]) -> list[dict[str, Any]]:
    """All commands, and the shortcuts in the menu of a message, as the body of a registration.

    Commands whose names have two words and the first in common are told as one with sub-commands.
    """
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(command.name.partition(" ")[0], []).append(command)
    slashes = [_slash(some[0]) if some[0].name == name else _group(name, some) for name, some in groups.items()]
    shortcuts = [_shortcut(command) for command in commands if command.shortcut]
    return slashes + shortcuts


def digest(registered: Sequence[dict[str, Any]]) -> str:
    """The payload's SHA-256, to know it again by."""
    return hashlib.sha256(json.dumps(registered, sort_keys=True).encode()).hexdigest()


def note_key(application: int) -> str:
    """Under which key the digest of what an application was last told is noted."""
    return f"discord.commands.{application}"


async def register(client: discord.Client, commands: Sequence[Command]) -> None:
    """Tell Discord the commands. Raises discord.HTTPException, aiohttp.ClientError, OSError."""
    if client.application_id is None:
        raise RuntimeError("not logged in")  # a fault of ours
    wanted: Any = payload(commands)
    await client.http.bulk_upsert_global_commands(client.application_id, wanted)


async def sync(client: discord.Client, commands: Sequence[Command], notes: Notes, health: Health) -> None:
    """Tell Discord the commands unless it knows them; what does not go through is tried again, for ever.

    Only a payload that Discord calls invalid ends it, with an error in the log: what was registered before goes on.
    """
    key, mark = note_key(client.application_id or 0), digest(payload(commands))
    if await asyncio.to_thread(_noted, notes, key) == mark:
        health.synced(PLATFORM, "unchanged")
        return
    pauses = chain(TRIES, repeat(TRIES[-1]))
    while True:
        try:
            await asyncio.wait_for(register(client, commands), TRY_SECONDS)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            health.synced(PLATFORM, "failed")
            if getattr(error, "status", 0) == INVALID:
                _log.error("Discord refuses the commands, those registered before stay: %s", error)
                return
            pause = next(pauses)
            _log.warning("the commands are not registered (%s); next try in %.0f s", _said(error), pause)
            await asyncio.sleep(pause)
        else:
            break
    health.synced(PLATFORM, "done")
    _log.info("commands registered: %s", ", ".join(command.name for command in commands))
    await asyncio.to_thread(_note, notes, key, mark)


def _said(error: Exception) -> str:
    return f"{getattr(error, 'status', '')} {type(error).__name__}".strip()


def _noted(notes: Notes, key: str) -> str | None:
    try:
        return notes.note(key)
    except OnRecordError as error:
        _log.warning("what Discord was told last cannot be read: %s", error)
        return None


def _note(notes: Notes, key: str, mark: str) -> None:
    try:
        notes.set_note(key, mark)
    except OnRecordError as error:  # a read-only archive: the next start registers once more
        _log.warning("that the commands are registered could not be noted: %s", error)


def _slash(command: Command) -> dict[str, Any]:
    return _named(SLASH, command.name, command) | _allowed([command])


def _group(name: str, commands: Sequence[Command]) -> dict[str, Any]:
    """Commands below the first word of their names; what is said of all of them nobody is shown."""
    below = [_named(SUB_COMMAND, command.name.removeprefix(f"{name} "), command) for command in commands]
    said = shortened(", ".join(command["name"] for command in below), DESCRIPTION)
    return {"type": SLASH, "name": name, "description": said, "options": below} | _allowed(commands)


def _named(kind: int, name: str, command: Command) -> dict[str, Any]:
    options = [_option(option) for option in command.options]
    return {"type": kind, "name": name, "description": command.description, "options": options}


def _shortcut(command: Command) -> dict[str, Any]:
    return {"type": ON_MESSAGE, "name": command.shortcut} | _allowed([command])


def _allowed(commands: Sequence[Command]) -> dict[str, Any]:
    """Where and for whom. Commands that change a server's settings have no place elsewhere."""
    if all(command.manage for command in commands):
        return {
            "contexts": SERVERS,
            "integration_types": SERVERS,
            "default_member_permissions": MANAGE_SERVER,
        }
    return {"contexts": CONTEXTS, "integration_types": INSTALLATIONS, "default_member_permissions": None}


def _option(option: Option) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": KINDS[option.kind],
        "name": option.name,
        "description": option.description,
        "required": option.required,
    }
    if option.kind is Kind.CHANNEL:
        made["channel_types"] = CHANNELS
    if option.choices:
        made["choices"] = [{"name": choice.name, "value": choice.value} for choice in option.choices]
    elif option.complete is not None:
        made["autocomplete"] = True
    return made
