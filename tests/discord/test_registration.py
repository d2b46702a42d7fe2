"""What Discord is told of the commands: the golden payload, told once, and again only when it has changed."""

import asyncio
import copy
import json
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.adapters.discord import registration
from bot.adapters.discord.events import ON_MESSAGE, SLASH, SUB_COMMAND
from bot.adapters.discord.registered import differences
from bot.adapters.discord.registration import digest, note_key, payload, sync
from bot.desk.command import CHOICES, DESCRIPTION, NAME, Command, Option
from bot.desk.desk import Desk
from bot.desk.health import Done, Health
from bot.desk.reply import Reply
from bot.domain.errors import ArchiveReadOnly
from tests.desk.canned import Canned
from tests.wire.discord_commands import command_faults

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "discord" / "commands.json"
APPLICATION = 42


@pytest.fixture(scope="module")
def desk() -> Desk:
    from bot.names import Registry

    return Desk(Canned(registry=Registry.load()))


class Notes:
    """Notes in memory; ``broken`` ones can neither be read nor written."""

    def __init__(self, *, broken: bool = False) -> None:
        self.kept: dict[str, str] = {}
        self.broken = broken

    def note(self, key: str) -> str | None:
        if self.broken:
            raise ArchiveReadOnly("cannot be read")
        return self.kept.get(key)

    def set_note(self, key: str, value: str) -> None:
        if self.broken:
            raise ArchiveReadOnly("cannot be written")
        self.kept[key] = value


class Response:
    """As much of a response as an error of discord.py needs."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


HANGS = TimeoutError("nothing ever came")


class Http:
    """Takes registrations, after failing with each of ``failures``."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.told: list[tuple[int, Any]] = []

    async def bulk_upsert_global_commands(self, application: int, wanted: Any) -> None:
        if HANGS in self.failures:
            self.failures.remove(HANGS)
            await asyncio.sleep(5)
        if self.failures:
            raise self.failures.pop(0)
        self.told.append((application, wanted))


class Client:
    """A client that is logged in."""

    def __init__(self, *failures: Exception) -> None:
        self.application_id = APPLICATION
        self.http = Http(*failures)


class Syncs:
    """Counts of registrations only."""

    def __init__(self) -> None:
        self.outcomes: list[str] = []

    def done(self, done: Done) -> None: ...

    def set(self, gauge: str, platform: str, value: float) -> None: ...

    def shard(self, platform: str, number: int, *, up: bool) -> None: ...

    def add(self, counter: str, platform: str, kind: str) -> None:
        assert (counter, platform) == ("syncs", "discord")
        self.outcomes.append(kind)


async def synced(client: Client, desk: Desk, notes: Notes) -> Sequence[str]:
    counts = Syncs()
    await sync(client, desk.commands, notes, Health(counts=counts))  # type: ignore[arg-type]
    return counts.outcomes


def failing(status: int) -> discord.HTTPException:
    return discord.HTTPException(Response(status), {"code": 0, "message": "no"})  # type: ignore[arg-type]


def test_the_payload_is_the_golden_one(desk: Desk) -> None:
    assert payload(desk.commands) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_payload_keeps_discords_rules(desk: Desk) -> None:
    whole = payload(desk.commands)
    slashes = [command for command in whole if command["type"] == SLASH]
    groups = [command for command in slashes if SUB_COMMAND in {each["type"] for each in command["options"]}]
    below = [each for group in groups for each in group["options"]]
    for menu in (command for command in whole if command["type"] == ON_MESSAGE):
        assert 1 <= len(menu["name"]) <= NAME
        assert "description" not in menu
    for group in groups:
        assert {each["type"] for each in group["options"]} == {SUB_COMMAND}
    for command in [*below, *slashes]:
        assert len(command["options"]) <= CHOICES
        for named in (command, *command["options"]):
            assert re.fullmatch(r"[a-z][a-z0-9_-]*", named["name"])
            assert len(named["name"]) <= NAME
            assert 1 <= len(named["description"]) <= DESCRIPTION
        if command in groups:
            continue
        needed = [option["required"] for option in command["options"]]
        assert needed == sorted(needed, reverse=True)
        for option in command["options"]:
            assert len(option.get("choices", [])) <= CHOICES
            assert not ("choices" in option and "autocomplete" in option)


def test_only_those_who_manage_a_server_may_change_its_settings(desk: Desk) -> None:
    by_name = {command["name"]: command for command in payload(desk.commands)}

    everywhere = {"contexts": [0, 1, 2], "integration_types": [0, 1], "default_member_permissions": None}
    servers = {"contexts": [0], "integration_types": [0], "default_member_permissions": "32"}
    allowed = {name: {key: command[key] for key in everywhere} for name, command in by_name.items()}
    assert allowed == dict.fromkeys(by_name, everywhere) | {"settings": servers, "daily": servers}


def _command(name: str, *, manage: bool = False) -> Command:
    return Command(name, f"What {name} does", lambda _: Reply(), (Option("which", "its number"),), manage=manage)


def test_commands_with_their_first_word_in_common_are_told_as_one() -> None:
    told = payload([_command("daily set", manage=True), _command("ask"), _command("daily list", manage=True)])

    which = {"type": 3, "name": "which", "description": "its number", "required": False}
    below = [
        {"type": 1, "name": name, "description": f"What daily {name} does", "options": [which]}
        for name in ("set", "list")
    ]
    assert [command["name"] for command in told] == ["daily", "ask"]
    assert told[0] == {
        "type": 1, "name": "daily", "description": "set, list", "options": below, "contexts": [0],
        "integration_types": [0], "default_member_permissions": "32",
    }  # fmt: skip
    assert command_faults(told) == []


def test_where_one_of_a_group_is_for_all_the_group_is() -> None:
    (told,) = payload([_command("daily set", manage=True), _command("daily today")])

    assert (told["contexts"], told["default_member_permissions"]) == ([0, 1, 2], None)


def test_a_large_group_is_still_described_within_the_limit() -> None:
    (told,) = payload([_command(f"daily word{'x' * 20}{number}") for number in range(25)])

    assert command_faults([told]) == []


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({}, {}),
        ({"name": "put"}, {"missing": ["daily set"], "not of this version": ["daily put"]}),
        ({"description": "another"}, {"out of date": ["daily set"]}),
        ({"options": []}, {"out of date": ["daily set"]}),
        ({"id": "5", "required": False}, {}),
    ],
)
def test_what_differs_below_a_command_is_named_by_both_words(
    change: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    declared = payload([_command("daily set"), _command("daily list"), _command("ask")])
    found = copy.deepcopy(declared)
    found[0]["options"][0] |= change

    assert {what: names for what, names in differences(found, declared).items() if names} == faults


def test_where_a_whole_group_may_be_used_differs_in_all_of_it() -> None:
    declared = payload([_command("daily set"), _command("daily list")])

    found = [{**declared[0], "contexts": [0]}]

    assert differences(found, declared)["out of date"] == ["daily set", "daily list"]


async def test_commands_are_told_once_and_noted(desk: Desk) -> None:
    first, second, notes = Client(), Client(), Notes()

    outcomes = [await synced(first, desk, notes), await synced(second, desk, notes)]

    assert first.http.told == [(APPLICATION, payload(desk.commands))]
    assert second.http.told == []
    assert outcomes == [["done"], ["unchanged"]]
    assert notes.kept == {note_key(APPLICATION): digest(payload(desk.commands))}


async def test_changed_commands_are_told_again(desk: Desk) -> None:
    client, notes = Client(), Notes()
    notes.kept[note_key(APPLICATION)] = digest(payload(desk.commands[:-1]))

    await synced(client, desk, notes)

    assert len(client.http.told) == 1


async def test_another_application_is_told_too(desk: Desk) -> None:
    client, notes = Client(), Notes()
    notes.kept[note_key(APPLICATION + 1)] = digest(payload(desk.commands))

    await synced(client, desk, notes)

    assert len(client.http.told) == 1


@pytest.mark.parametrize(
    "failure", [failing(503), failing(429), failing(403), ConnectionResetError(104, "reset"), TimeoutError(), HANGS]
)
async def test_what_may_pass_is_tried_again(
    desk: Desk, failure: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(registration, "TRIES", (0.0,))
    monkeypatch.setattr(registration, "TRY_SECONDS", 0.1)
    client, notes = Client(failure, failure), Notes()

    outcomes = await synced(client, desk, notes)

    assert outcomes == ["failed", "failed", "done"]
    assert len(client.http.told) == 1
    assert [record.levelname for record in caplog.records if "not registered" in record.message] == ["WARNING"] * 2


async def test_what_discord_calls_invalid_is_an_error_and_noted_nowhere(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    client, notes = Client(failing(400)), Notes()

    outcomes = await synced(client, desk, notes)

    assert (outcomes, client.http.told, notes.kept) == (["failed"], [], {})
    assert "Discord refuses the commands" in caplog.text


async def test_without_a_place_for_notes_the_commands_are_told_every_time(desk: Desk) -> None:
    client, notes = Client(), Notes(broken=True)

    outcomes = await synced(client, desk, notes)

    assert (outcomes, len(client.http.told)) == (["done"], 1)
