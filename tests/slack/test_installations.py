"""Installations and states of OAuth in the archive's database, as Bolt's stores."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation

from bot.adapters.slack.installations import STATE_SECONDS, InstallationStore, States
from bot.domain.errors import ArchiveBusy
from bot.ports import Store
from bot.storage.memory import MemoryStore
from bot.storage.memory_ledger import MemoryLedger
from bot.storage.sqlite import SqliteStore

SECRET = "fedcba9876543210" * 2
SECOND, REFRESH = "xoxb-2", "xoxe-1"
NOW = 1_700_000_000.0


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An archive of each kind."""
    store: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "archive.db")
    yield store
    store.close()


def an_installation(**changes: Any) -> Installation:
    """As Bolt makes it of what Slack answers."""
    values = {
        "app_id": "A1", "enterprise_id": None, "team_id": "T1", "team_name": "Archive desk", "bot_token": "xoxb-1",
        "bot_id": "B1", "bot_user_id": "U9", "bot_scopes": "commands,chat:write", "user_id": "U1",
        "user_token": "xoxp-1", "user_scopes": "search:read", "incoming_webhook_url": "https://hooks.example/s3cret",
        "installed_at": NOW,
    }  # fmt: skip
    return Installation(**(values | changes))




async def test_the_bot_of_a_workspace_is_found(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    await installations.async_save(an_installation())

    found = await installations.async_find_bot(enterprise_id=None, team_id="T1")

    assert found is not None
    assert found.to_dict() == an_installation().to_bot().to_dict()
    assert await installations.async_find_bot(enterprise_id=None, team_id="T2") is None
    assert await installations.async_find_bot(enterprise_id=None, team_id=None) is None


async def test_a_persons_token_and_a_webhook_are_not_kept(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    await installations.async_save(an_installation())

    value = store.ledger.installed("slack", "T1")
    found = await installations.async_find_installation(enterprise_id=None, team_id="T1")

    assert value is not None
    assert "xoxp" not in value
    assert "hooks" not in value
    assert found is not None
    assert (found.bot_token, found.user_id, found.user_token) == ("xoxb-1", "U1", None)
    assert await installations.async_find_installation(enterprise_id=None, team_id="T1", user_id="U1") is None


async def test_a_second_installation_takes_the_place_of_the_first(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    await installations.async_save(an_installation())

    await installations.async_save(an_installation(bot_token=SECOND))

    found = await installations.async_find_bot(enterprise_id=None, team_id="T1")
    assert found is not None
    assert (found.bot_token, store.ledger.installations("slack")) == (SECOND, ["T1"])


async def test_a_renewed_token_takes_the_place_of_the_old_one_and_the_installer_stays(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    await installations.async_save(an_installation())
    renewed: Bot = an_installation(bot_token=SECOND, bot_refresh_token=REFRESH, bot_token_expires_at=9).to_bot()

    await installations.async_save_bot(renewed)

    found = await installations.async_find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert (found.bot_token, found.bot_refresh_token, found.bot_token_expires_at, found.user_id) == (
        SECOND, REFRESH, 9, "U1",
    )  # fmt: skip


async def test_workspaces_of_one_organisation_are_kept_apart(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    for team, token in (("T1", "xoxb-1"), ("T2", "xoxb-2")):
        await installations.async_save(an_installation(enterprise_id="E1", team_id=team, bot_token=token))

    tokens = []
    for team in ("T1", "T2", "T3"):
        bot = await installations.async_find_bot(enterprise_id="E1", team_id=team)
        tokens.append(bot.bot_token if bot else None)

    assert tokens == ["xoxb-1", "xoxb-2", None]


async def test_an_organisation_that_has_it_everywhere_serves_all_its_workspaces(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    await installations.async_save(an_installation(enterprise_id="E1", team_id=None, is_enterprise_install=True))

    asked = [("E1", "T1", True), ("E1", None, True), ("E1", "T5", False), ("E2", "T1", True)]
    found = [
        await installations.async_find_bot(enterprise_id=enterprise, team_id=team, is_enterprise_install=everywhere)
        for enterprise, team, everywhere in asked
    ]

    assert [bot.bot_token if bot else None for bot in found] == ["xoxb-1", "xoxb-1", "xoxb-1", None]


async def test_what_is_uninstalled_is_gone(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    for team in ("T1", "T2"):
        await installations.async_save(an_installation(team_id=team))

    await installations.async_delete_installation(enterprise_id=None, team_id="T2", user_id="U1")
    await installations.async_delete_all(enterprise_id=None, team_id="T1")
    await installations.async_delete_all(enterprise_id=None, team_id=None)

    assert store.ledger.installations("slack") == ["T2"]


@pytest.mark.parametrize("changes", [{"bot_token": None}, {"team_id": None}, {"bot_id": None}])
async def test_an_installation_that_is_of_no_use_is_refused(store: Store, changes: dict[str, Any]) -> None:
    with pytest.raises(BoltError) as refused:
        await InstallationStore(store.ledger).async_save(an_installation(**changes))

    assert "xox" not in str(refused.value)
    assert store.ledger.installations("slack") == []


@pytest.mark.parametrize("value", ["", "{", "[]", "{}", '{"bot_token": 7}', "\ud800", "null"])
async def test_an_installation_that_cannot_be_read_is_none_and_said(
    store: Store, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.ledger.install("slack", "T1", value)

    with caplog.at_level(logging.ERROR):
        found = await InstallationStore(store.ledger).async_find_bot(enterprise_id=None, team_id="T1")

    assert found is None
    assert caplog.messages == ["the installation in T1 cannot be read: install it again"]


async def test_fields_of_a_newer_on_record_are_no_harm(store: Store) -> None:
    installations = InstallationStore(store.ledger)
    await installations.async_save(an_installation())
    kept = json.loads(store.ledger.installed("slack", "T1") or "")

    store.ledger.install("slack", "T1", json.dumps(kept | {"mood": "fine"}))

    assert await installations.async_find_bot(enterprise_id=None, team_id="T1") is not None


class Busy(MemoryLedger):
    """An archive that another process is writing."""

    def install(self, *_: str) -> None:
        raise ArchiveBusy("another process is writing to archive.db", hint="try again in a moment")


async def test_an_installation_that_cannot_be_kept_is_told_to_the_person_by_bolt(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(BoltError, match="could not be kept"):
        await InstallationStore(Busy()).async_save(an_installation())

    assert caplog.messages == [
        "the installation in T1 could not be kept: another process is writing to archive.db (try again in a moment)"
    ]


async def test_no_token_is_ever_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    installations = InstallationStore(store.ledger)

    with caplog.at_level(logging.DEBUG):
        await installations.async_save(an_installation())
        await installations.async_delete_all(enterprise_id=None, team_id="T1")

    assert caplog.messages == ["installed in T1", "uninstalled from T1"]


# ---- states


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


async def test_a_state_is_good_once(store: Store) -> None:
    """For any process of this app."""
    states, elsewhere = (States(store.ledger, SECRET, Clock()) for _ in range(2))
    state = await states.async_issue()

    assert [await elsewhere.async_consume(state), await states.async_consume(state)] == [True, False]


async def test_issuing_keeps_nothing(tmp_path: Path) -> None:
    """Anybody may call up the install page, as often as they like."""
    store = SqliteStore(tmp_path / "archive.db")
    states = States(store.ledger, SECRET, Clock())

    issued = {await states.async_issue() for _ in range(50)}

    with store._db.reading() as db:
        assert db.execute("SELECT count(*) FROM events").fetchone() == (0,)
    assert len(issued) == 50
    store.close()


@pytest.mark.parametrize(
    ("later", "good"), [(0, True), (STATE_SECONDS - 2, True), (STATE_SECONDS + 1, False), (-60, False)]
)
async def test_a_state_is_good_for_ten_minutes(store: Store, later: float, good: bool) -> None:  # noqa: FBT001
    clock = Clock()
    states = States(store.ledger, SECRET, clock)
    state = await states.async_issue()

    clock.now += later

    assert await states.async_consume(state) is good


async def test_a_state_of_another_making_is_refused(store: Store) -> None:
    clock = Clock()
    states = States(store.ledger, SECRET, clock)
    state = await states.async_issue()
    nonce, at, code = state.split(".")
    forged = [
        await States(store.ledger, SECRET[::-1], clock).async_issue(),
        f"{nonce}.{int(at) + 1}.{code}",
        f"{nonce[::-1]}.{at}.{code}",
        f"{nonce}.{at}.{'0' * 64}",
        f"{state} ",
        f"{state}\n",
        state.upper(),
        "",
        "..",
        "ü.1.2",
        "9" * 10_000,
    ]

    assert [await states.async_consume(each) for each in forged] == [False] * len(forged)
    assert await states.async_consume(None) is False  # type: ignore[arg-type]  as Bolt hands it on without one
    assert await states.async_consume(state) is True
