"""The doctor on Slack: what it asks, what it finds, and what it says to do."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack import doctor
from bot.adapters.slack.enquiry import Moment, Silence, Told
from bot.adapters.slack.manifest import scopes
from bot.config import SlackSettings
from bot.domain.checkup import Finding, State
from bot.storage.sqlite import SqliteStore
from tests.examining import Examine, Ran
from tests.slack import portal as api
from tests.slack.portal import APP_TOKEN, BOT_TOKEN, WELL, Portal

SIGNING, CLIENT_ID, CLIENT_SECRET = "0123456789abcdef" * 2, "1234567890.9876543210", "fedcba9876543210" * 2
SOCKET = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
ONE = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING}
MANY = {"SLACK_SIGNING_SECRET": SIGNING, "SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}

Found = dict[str, Finding]


@pytest.fixture
def portal() -> Iterator[Portal]:
    """Slack, where the bot is well."""
    with api.opened() as made:
        yield made


def examined(portal: Portal | None, environ: dict[str, str], *workspaces: str, **settings: Any) -> Found:
    """What the doctor finds, by check."""
    url = portal.url if portal else "http://127.0.0.1:1/api/"
    checks = doctor.checks(SlackSettings(api_url=url, **settings), environ, lambda: list(workspaces))
    return {check.name: check.run() for check in checks}


def troubles(found: Found) -> dict[str, str]:
    """What is not ok, by check."""
    return {name: one.text for name, one in found.items() if one.state is not State.OK}


def test_where_all_is_well_every_check_says_so(portal: Portal) -> None:
    found = examined(portal, SOCKET)

    assert {name: one.text for name, one in found.items()} == {
        "slack tokens": "set, and of the right kind: SLACK_BOT_TOKEN, SLACK_APP_TOKEN",
        "slack reach": "the API answers",
        "slack clock": "this clock and Slack's agree within a minute",
        "slack login": "the token is taken: onrecord in Archive desk",
        "slack scopes": f"as in the manifest: {', '.join(scopes())}",
        "slack socket": "a socket may be opened",
    }
    assert troubles(found) == {}


def test_everything_is_asked_once_each_with_its_own_token(portal: Portal) -> None:
    examined(portal, SOCKET)

    assert sorted(portal.heard, key=str) == [
        ("api.test", None), ("apps.connections.open", f"Bearer {APP_TOKEN}"), ("auth.test", f"Bearer {BOT_TOKEN}"),
    ]  # fmt: skip


def test_nothing_is_asked_without_any_token(portal: Portal) -> None:
    found = examined(portal, {})

    assert found == {"slack tokens": Finding(State.OK, "none is set, so Slack is not served")}
    assert portal.heard == []


def test_nothing_is_asked_where_slack_is_switched_off(portal: Portal) -> None:
    found = examined(portal, SOCKET, enabled="never")

    assert found == {"slack": Finding(State.OK, "switched off by the setting slack.enabled")}
    assert portal.heard == []


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        ({"SLACK_APP_TOKEN": APP_TOKEN}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": BOT_TOKEN}, "SLACK_APP_TOKEN is not set, without which no socket can be opened"),
        ({}, "SLACK_BOT_TOKEN is not set"),
    ],
)
def test_a_missing_token_is_bad_where_slack_must_be_served(portal: Portal, environ: dict[str, str], text: str) -> None:
    found = examined(portal, environ, enabled="always")

    assert (found["slack tokens"].state, found["slack tokens"].text) == (State.BAD, text)


@pytest.mark.parametrize(
    ("environ", "text", "mend"),
    [
        (
            {"SLACK_BOT_TOKEN": APP_TOKEN, "SLACK_APP_TOKEN": BOT_TOKEN},
            "SLACK_BOT_TOKEN holds the app-level token (xapp-…)", "that one belongs into SLACK_APP_TOKEN",
        ),
        (
            SOCKET | {"SLACK_APP_TOKEN": BOT_TOKEN},
            "SLACK_APP_TOKEN holds the bot token (xoxb-…)", "that one belongs into SLACK_BOT_TOKEN",
        ),
        (
            SOCKET | {"SLACK_BOT_TOKEN": "xoxb-1 2"},
            "SLACK_BOT_TOKEN holds signs that no token has", "set it to the bare token",
        ),
    ],
)  # fmt: skip
def test_a_token_in_the_place_of_another_is_told_and_never_sent(
    portal: Portal, environ: dict[str, str], text: str, mend: str
) -> None:
    found = examined(portal, environ)

    assert list(found) == ["slack tokens"]
    assert (found["slack tokens"].state, found["slack tokens"].text) == (State.BAD, text)
    assert mend in found["slack tokens"].mend
    assert portal.heard == []


def test_a_token_of_no_known_kind_is_told_before_slack_refuses_it(portal: Portal) -> None:
    found = examined(portal, SOCKET | {"SLACK_BOT_TOKEN": "1234"})

    assert found["slack tokens"].state is State.WARN
    assert found["slack tokens"].text == "SLACK_BOT_TOKEN does not begin with xoxb-"
    assert found["slack login"].text == "Slack refuses SLACK_BOT_TOKEN: invalid_auth"


@pytest.mark.parametrize(
    ("method", "answer", "check", "state", "mend"),
    [
        ("auth.test", "invalid_auth", "slack login", State.BAD, "copy it again"),
        ("auth.test", "account_inactive", "slack login", State.BAD, "install it again"),
        ("auth.test", "token_expired", "slack login", State.BAD, "token rotation"),
        ("auth.test", "whats_this", "slack login", State.BAD, "look up whats_this"),
        ("auth.test", "ratelimited", "slack login", State.WARN, "try again in a while"),
        ("apps.connections.open", "missing_scope", "slack socket", State.BAD, "connections:write"),
        ("apps.connections.open", "not_allowed_token_type", "slack socket", State.BAD, "xapp-"),
    ],
)
def test_each_refusal_comes_with_what_to_do(
    portal: Portal, method: str, answer: str, check: str, state: State, mend: str
) -> None:
    portal.answers = WELL | {method: {"ok": False, "error": answer}}

    found = examined(portal, SOCKET)

    assert found[check].state is state
    assert mend in found[check].mend


def test_what_hangs_on_a_refused_token_is_not_looked_at(portal: Portal) -> None:
    portal.answers = WELL | {"auth.test": {"ok": False, "error": "invalid_auth"}}

    found = examined(portal, SOCKET)

    assert found["slack scopes"] == Finding(
        State.WARN, "not looked at: Slack refuses: invalid_auth", "mend what is bad first"
    )


def test_a_persons_token_is_no_bots(portal: Portal) -> None:
    portal.answers = WELL | {"auth.test": {"ok": True, "team": "Desk", "user": "maria"}}

    assert examined(portal, SOCKET)["slack login"].text == "SLACK_BOT_TOKEN is a person's token"


def test_a_missing_scope_is_bad(portal: Portal) -> None:
    portal.scopes = ",".join(set(scopes()) - {"im:history", "commands"})

    found = examined(portal, SOCKET)

    assert troubles(found) == {"slack scopes": "scopes are missing: commands, im:history"}
    assert found["slack scopes"].state is State.BAD
    assert "onrecord slack manifest" in found["slack scopes"].mend


def test_a_scope_too_many_is_told(portal: Portal) -> None:
    portal.scopes = ", ".join([*scopes(), "files:read"])

    found = examined(portal, SOCKET)

    assert troubles(found) == {"slack scopes": "there are scopes that the bot never uses: files:read"}
    assert found["slack scopes"].state is State.WARN


def test_scopes_that_are_not_told_are_not_guessed(portal: Portal) -> None:
    portal.scopes = None

    assert examined(portal, SOCKET)["slack scopes"].text == "not looked at: Slack did not tell the scopes"


@pytest.mark.parametrize(
    ("late", "text"),
    [
        (400.0, "this clock is (399|400|401) s ahead of Slack's.*"),
        (-400.0, "this clock is (399|400|401) s behind Slack's.*"),
    ],
)
def test_a_clock_that_is_off_is_told_with_its_direction(portal: Portal, late: float, text: str) -> None:
    portal.late = late

    found = examined(portal, SOCKET)

    assert [found["slack clock"].state, list(troubles(found))] == [State.WARN, ["slack clock"]]
    assert re.fullmatch(text, found["slack clock"].text)


def test_without_network_every_check_says_so() -> None:
    found = examined(None, SOCKET)

    assert found["slack reach"].state is State.BAD
    assert found["slack reach"].text == "no connection with 127.0.0.1: connection refused"
    unseen = ("slack clock", "slack login", "slack scopes", "slack socket")
    assert {found[name] for name in unseen} == {
        Finding(State.WARN, "not looked at: no connection with 127.0.0.1: connection refused", "see slack reach")
    }


@pytest.mark.parametrize("status", [429, 503])
def test_an_outage_is_no_fault_of_the_bot(portal: Portal, status: int) -> None:
    portal.statuses = dict.fromkeys(WELL, status)

    found = examined(portal, SOCKET)

    assert {one.state for name, one in found.items() if name != "slack tokens"} == {State.WARN}
    assert found["slack reach"].text == f"127.0.0.1 answered {status}"


def test_a_server_that_is_not_slack_is_told_as_such(portal: Portal) -> None:
    portal.answers = {method: ["not", "Slack's"] for method in WELL}

    found = examined(portal, SOCKET)

    assert found["slack login"].text == (
        "not looked at: 127.0.0.1 answered as Slack never does; is the address in the settings right?"
    )


def test_words_of_a_strange_server_are_not_repeated(portal: Portal) -> None:
    portal.answers = WELL | {"auth.test": {"ok": False, "error": "look here: <b>\x1b[31m"}}

    found = examined(portal, SOCKET)

    assert "look here" not in found["slack login"].text


def test_a_redirection_to_elsewhere_does_not_take_the_token_along(portal: Portal) -> None:
    with api.opened() as elsewhere:
        portal.statuses = dict.fromkeys(WELL, 307)
        portal.headers = {"Location": f"{elsewhere.url}auth.test"}

        examined(portal, SOCKET)

        assert {sent for _, sent in elsewhere.heard} == {None}


# ---- http mode


def test_http_mode_for_one_workspace_needs_token_and_signing_secret(portal: Portal) -> None:
    found = examined(portal, ONE, mode="http")

    assert troubles(found) == {}
    assert list(found) == ["slack tokens", "slack reach", "slack clock", "slack login", "slack scopes"]


def test_http_mode_for_many_workspaces_counts_them(portal: Portal) -> None:
    found = examined(portal, MANY, "T1", "T2", mode="http")

    assert troubles(found) == {}
    assert found["slack spaces"].text == "installed in 2 workspaces"
    assert [method for method, _ in portal.heard] == ["api.test"]


def test_that_no_workspace_has_installed_it_is_told(portal: Portal) -> None:
    assert troubles(examined(portal, MANY, mode="http")) == {"slack spaces": "no workspace has installed it yet"}


@pytest.mark.parametrize(
    ("environ", "text"),
    [
        (
            ONE | {"SLACK_SIGNING_SECRET": ""},
            "SLACK_SIGNING_SECRET is not set: no request could be told from a forged one",
        ),
        (
            {"SLACK_SIGNING_SECRET": SIGNING, "SLACK_APP_TOKEN": APP_TOKEN},
            "neither SLACK_BOT_TOKEN nor SLACK_CLIENT_ID with SLACK_CLIENT_SECRET is set",
        ),
        (MANY | {"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is not set, which belongs to the other"),
        (MANY | {"SLACK_CLIENT_ID": "s3cret"}, "SLACK_CLIENT_ID should be two numbers with a full stop between"),
        (MANY | {"SLACK_SIGNING_SECRET": "s3cret"}, "SLACK_SIGNING_SECRET should be 32 hexadecimal digits"),
    ],
)  # fmt: skip
def test_secrets_that_are_missing_or_of_another_shape_are_bad(environ: dict[str, str], text: str) -> None:
    found = examined(None, environ, mode="http")

    assert found["slack tokens"].state is State.BAD
    assert found["slack tokens"].text == text


def test_a_token_that_is_not_used_is_told(portal: Portal) -> None:
    found = examined(portal, MANY | ONE, "T1", mode="http")

    assert list(troubles(found)) == ["slack tokens"]
    assert "SLACK_BOT_TOKEN is set but not used" in found["slack tokens"].text


# ---- the command


def run_doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, environ: dict[str, str]
) -> Ran:
    """What the doctor leaves where nothing but ``environ`` is set."""
    monkeypatch.chdir(tmp_path)
    for name in (*SOCKET, *MANY, "DISCORD_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"ONRECORD_DISCORD_ENABLED": "never"} | environ).items():
        monkeypatch.setenv(name, value)
    return Examine(capsys)("--archive", str(tmp_path / "archive.db"))


def test_the_command_looks_at_slack_and_shows_no_secret(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ran = run_doctor(monkeypatch, capsys, tmp_path, SOCKET | {"ONRECORD_SLACK_API_URL": portal.url})

    assert (ran.code, ran.found["slack login"].text) == (0, "the token is taken: onrecord in Archive desk")
    assert "s3cret" not in ran.printed
    assert not (tmp_path / "archive.db").exists()


def test_a_refused_token_is_exit_code_1(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    portal.answers = WELL | {"auth.test": {"ok": False, "error": "invalid_auth"}}

    ran = run_doctor(monkeypatch, capsys, tmp_path, SOCKET | {"ONRECORD_SLACK_API_URL": portal.url})

    assert ran.code == 1
    assert "s3cret" not in ran.printed


def test_http_mode_counts_installations_of_the_archive_and_looks_at_the_port(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "archive.db")
    store.ledger.install("slack", "T1", '{"bot_token": "xoxb-s3cret"}')
    store.close()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        http = {"ONRECORD_SLACK_API_URL": portal.url, "ONRECORD_SLACK_MODE": "http", "ONRECORD_SLACK_PORT": str(port)}

        ran = run_doctor(monkeypatch, capsys, tmp_path, MANY | http)

    assert ran.found["slack spaces"].text == "installed in 1 workspace"
    assert ran.found["slack port"].text == f"127.0.0.1:{port} is taken; rightly so if On Record is serving now"
    assert "s3cret" not in ran.printed
    assert CLIENT_SECRET not in ran.printed


def test_a_moment_is_all_that_reach_needs() -> None:
    silent = Silence("no token to ask with")

    assert doctor.reach(Told(Moment(0.0), silent, silent)).state is State.OK
