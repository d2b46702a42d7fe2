"""The doctor on Discord: what it asks, what it finds, and what it says to do; registering the commands anew."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import wiring
from bot.adapters.discord import doctor, enquiry
from bot.adapters.discord.registration import payload
from bot.adapters.discord.told import Moment, Silence
from bot.adapters.slack import doctor as slack
from bot.cli import main
from bot.cli.discord import declared
from bot.config import Settings, load
from bot.desk.desk import Desk
from bot.domain.checkup import Finding, State
from tests.discord import portal as api
from tests.discord.portal import APPLICATION, GUILD, TOKEN, WELL, Portal
from tests.examining import Examine, seeds_in

COMMANDS = f"/applications/{APPLICATION}/commands"


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose archive holds the seeds."""
    return seeds_in(tmp_path_factory.mktemp("doctor"))


@pytest.fixture
def archive(tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive of the seeds, in a working folder without any settings or token."""
    for name in ("DISCORD_TOKEN", "ONRECORD_CONFIG", "ONRECORD_ARCHIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(seeded, tmp_path / "share" / "onrecord")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("ONRECORD_DISCORD_ENABLED", "never")
    monkeypatch.setenv("ONRECORD_SLACK_ENABLED", "never")
    return tmp_path / "share" / "onrecord" / "archive.db"


@pytest.fixture
def portal(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:  # noqa: ARG001  its folder and settings
    """Discord, where the bot is well."""
    with api.opened() as made:
        made.answers = WELL | {COMMANDS: [_as_discord_tells(command) for command in declared()]}
        monkeypatch.setenv("ONRECORD_DISCORD_ENABLED", "auto")
        monkeypatch.setenv("ONRECORD_DISCORD_API_URL", made.url)
        monkeypatch.setenv("ONRECORD_DISCORD_GATEWAY_URL", made.socket)
        monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
        yield made


@pytest.fixture
def examine(capsys: pytest.CaptureFixture[str]) -> Examine:
    return Examine(capsys)


def _as_discord_tells(command: dict[str, Any]) -> dict[str, Any]:
    """A command as the API gives it back: with fields of its own, and what is off left out."""
    told = command | {"id": "9", "application_id": APPLICATION, "version": "1", "nsfw": False, "dm_permission": True}
    told["contexts"] = list(reversed(command["contexts"]))
    told.setdefault("description", "")
    told["options"] = [
        {key: value for key, value in option.items() if value not in (False, [])}
        for option in command.get("options", ())
    ]
    return told if told["options"] else {key: value for key, value in told.items() if key != "options"}


def test_where_all_is_well_every_check_says_so(portal: Portal, examine: Examine) -> None:
    ran = examine()

    assert (ran.code, ran.troubles) == (0, {})
    assert list(ran.found) == [
        "settings", "archive", "daily posts", "names", "time zones", "metrics port", "discord token", "discord reach",
        "discord clock", "discord login", "discord app", "discord intents", "discord contexts", "discord commands",
        "discord sessions", "discord shards", "discord servers", "slack",
    ]  # fmt: skip
    assert {method for method, _, _ in portal.heard} == {"GET"}


def test_for_people_it_is_a_line_each_and_a_summary(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.answers["/users/@me/guilds"] = []

    code = main(["doctor", "--width", "100", "--colour", "never"])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[-5:] == [
        "warn  discord servers   the bot is in no server yet",
        "                        → invite it: onrecord discord invite",
        "ok    slack             switched off by the setting slack.enabled",
        "",
        "1 to look at",
    ]
    assert "ok    discord login     the token is taken: On Record#0421" in lines


NEEDED = ("View Channels", "Send Messages", "Send Messages in Threads", "Embed Links", "Read Message History")
FAULTS: list[tuple[str, Any, str, str, str]] = [
    ("/applications/@me", WELL["/applications/@me"] | {"flags": 1 << 13 | 1 << 18}, "discord intents", "warn",
     "privileged intents are on that the bot never uses: Presence, Message Content"),
    ("/applications/@me", WELL["/applications/@me"] | {"integration_types_config": {"0": {}}}, "discord contexts",
     "warn", "it cannot be installed by User Install"),
    ("/applications/@me", WELL["/applications/@me"] | {"integration_types_config": None}, "discord contexts",
     "warn", "it cannot be installed by Guild Install nor by User Install"),
    ("/applications/@me", WELL["/applications/@me"] | {"interactions_endpoint_url": "https://example.org/hook"},
     "discord app", "bad",
     "commands are sent to the application's Interactions Endpoint URL and never reach this bot"),
    ("/applications/@me", WELL["/applications/@me"] | {"bot_require_code_grant": True}, "discord app", "bad",
     "Requires OAuth2 Code Grant is on, so the invite link cannot add the bot"),
    ("/gateway/bot", {"shards": 1, "session_start_limit": {"total": 1000, "remaining": 0, "reset_after": 1}},
     "discord sessions", "bad", "0 of 1000 session starts left"),
    ("/gateway/bot", {"shards": 1, "session_start_limit": {"total": 1000, "remaining": 99, "reset_after": 7_200_000}},
     "discord sessions", "warn", "99 of 1000 session starts left for 2.0 hours"),
    ("/users/@me/guilds", [GUILD, GUILD | {"id": "6", "name": "Quiet", "permissions": "1024"}], "discord servers",
     "warn", f"in 2 servers; permissions lack in Quiet ({', '.join(NEEDED[1:])})"),
    ("/users/@me/guilds", [GUILD | {"permissions": "all of them"}], "discord servers", "warn",
     f"in 1 server; permissions lack in Desk ({', '.join(NEEDED)})"),
    (COMMANDS, [], "discord commands", "warn", "the commands registered are not those of this version: missing: "),
    ("/users/@me/guilds", {"message": "no list"}, "discord servers", "warn",
     "not looked at: 127.0.0.1 answered as Discord never does; is the address in the settings right?"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "answer", "check", "state", "text"), FAULTS)
def test_each_fault_is_found_and_comes_with_what_to_do(
    portal: Portal, examine: Examine, path: str, answer: Any, check: str, state: str, text: str
) -> None:
    portal.answers[path] = answer

    ran = examine()

    assert [name for name, found in ran.found.items() if found.state is not State.OK] == [check]
    found = ran.found[check]
    assert (found.state, found.text[: len(text)]) == (state, text)
    assert found.mend or "Discord never does" in text
    assert ran.code == (1 if state == "bad" else 0)


ELSEWHERE = "whether others serve 0 to 1 and 3 is not seen here"


@pytest.mark.parametrize(
    ("recommended", "chosen", "state", "text"),
    [
        (1, "auto", State.OK, "Discord recommends 1 shard, and this process serves it"),
        (3, "auto", State.OK, "Discord recommends 3 shards, and this process serves them all"),
        (3, "0-3/4", State.OK, "Discord recommends 3 shards; this process serves shards 0 to 3 of 4"),
        (4, "2/4", State.OK, "Discord recommends 4 shards; this process serves shard 2 of 4; " + ELSEWHERE),
        (5, "0-3/4", State.WARN, "Discord recommends 5 shards, and discord.shards says 4"),
    ],
)  # fmt: skip
def test_how_many_shards_are_recommended_is_told_beside_what_is_set(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch,
    recommended: int, chosen: str, state: State, text: str,
) -> None:  # fmt: skip
    portal.answers["/gateway/bot"] = WELL["/gateway/bot"] | {"shards": recommended}
    monkeypatch.setenv("ONRECORD_DISCORD_SHARDS", chosen)

    found = examine().found["discord shards"]

    assert (found.state, found.text) == (state, text)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, State.OK),
        ({"ONRECORD_SLACK_ENABLED": "always"}, State.OK),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "ONRECORD_SLACK_ENABLED": "never"}, State.WARN),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "ONRECORD_DISCORD_ENABLED": "always"}, State.BAD),
        ({}, State.WARN),
    ],
)
def test_a_missing_token_is_no_trouble_where_only_slack_is_served(environ: dict[str, str], told: State) -> None:
    settings = load(None, {"ONRECORD_DISCORD_API_URL": "http://127.0.0.1:1/"} | environ, {})
    alone = not slack.wanted(settings.slack, environ)

    first, *others = doctor.checks(settings.discord, environ, list, alone=alone)

    assert (first.name, first.run().state, others == []) == ("discord token", told, told is State.OK)


def test_an_administrator_lacks_nothing(portal: Portal, examine: Examine) -> None:
    portal.answers["/users/@me/guilds"] = [GUILD | {"permissions": "8"}]

    assert examine().found["discord servers"] == Finding(State.OK, "in 1 server, with every permission needed")


def test_servers_are_counted_over_the_pages(portal: Portal, examine: Examine) -> None:
    portal.answers["/users/@me/guilds"] = [GUILD | {"id": str(number)} for number in range(1, 251)]

    assert examine().found["discord servers"].text == "in 250 servers, with every permission needed"


def test_a_thousand_servers_are_as_many_as_are_looked_at(portal: Portal, examine: Examine) -> None:
    portal.answers["/users/@me/guilds"] = [GUILD | {"id": str(number)} for number in range(1, 1300)]

    assert examine().found["discord servers"].text == "in 1000 or more servers, with every permission needed"
    assert [path for _, path, _ in portal.heard].count("/users/@me/guilds") == 5


def test_commands_out_of_date_foreign_and_missing_are_named(portal: Portal, examine: Examine) -> None:
    told = [dict(command) for command in portal.answers[COMMANDS]]
    changed, gone = told[0]["name"], told[1]["name"]
    told[0]["description"] = "Something else"
    told[1]["name"] = "former"
    portal.answers[COMMANDS] = told

    found = examine().found["discord commands"]

    assert found.text == (
        f"the commands registered are not those of this version: missing: {gone}; out of date: {changed}; "
        "not of this version: former"
    )
    assert found.mend.startswith("run `onrecord discord register`")


def test_what_is_compared_is_what_serve_registers(archive: Path) -> None:
    with wiring.opened(Settings(archive=archive), {}) as opened:
        served = payload(Desk(opened).commands)

    assert declared() == served


@pytest.mark.parametrize(
    "change",
    [
        {"default_member_permissions": "0"},
        {"contexts": [0]},
        {"integration_types": [1]},
        {"options": [{"type": 3, "name": "question", "description": "such as"}]},
        {"options": []},
    ],
)
def test_whatever_differs_in_a_command_makes_it_out_of_date(change: dict[str, Any]) -> None:
    wanted = declared()[:1]

    assert doctor.registered([wanted[0] | change], wanted).state is State.WARN


def test_a_refused_token_is_bad_and_never_shown(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = TOKEN[:-6] + "wrong0"
    monkeypatch.setenv("DISCORD_TOKEN", other)

    ran = examine()

    assert ran.code == 1
    assert ran.found["discord login"] == Finding(
        State.BAD, "Discord refuses the token (401)",
        "make a new one in the Developer Portal under Bot, Reset Token",
    )  # fmt: skip
    assert ran.found["discord servers"] == Finding(
        State.WARN, "not looked at: 127.0.0.1 answered 401", "set a token that Discord takes"
    )
    assert other not in ran.printed
    assert portal.url not in ran.printed


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (f'"{TOKEN}"', "there are quotation marks around it"),
        (APPLICATION, "that is an application's id, not the bot's token"),
    ],
)
def test_a_token_of_another_shape_is_told_before_discord_refuses_it(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch, token: str, text: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)

    ran = examine()

    assert ran.found["discord token"].text == f"DISCORD_TOKEN does not look like a bot's token: {text}"
    assert ran.found["discord login"].state is State.BAD
    assert token not in ran.printed
    assert f"Bot {token}" in [sent for _, _, sent in portal.heard]


@pytest.mark.parametrize("token", [f"{TOKEN}\r\nX-Other: 1", f"Bot {TOKEN}", "päßwort"])
def test_a_token_no_header_can_carry_is_never_sent(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)

    ran = examine()

    assert (ran.code, ran.troubles) == (1, {"discord token": "DISCORD_TOKEN holds signs that no token has"})
    assert portal.heard == []


def test_white_space_around_the_token_is_none_of_it(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert portal.heard == []
    monkeypatch.setenv("DISCORD_TOKEN", f" {TOKEN}\n")

    assert examine().troubles == {}


def test_a_proxy_that_is_not_spoken_is_bad(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1080")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    ran = examine()

    assert (ran.code, ran.troubles) == (1, {"discord proxy": "http_proxy is no http:// URL"})
    assert portal.heard == []


@pytest.mark.parametrize(
    ("status", "headers", "text"),
    [
        (429, {"Retry-After": "17"}, "not looked at: too many calls (429), 17 s to wait"),
        (429, {}, "not looked at: too many calls (429)"),
        (502, {}, "not looked at: 127.0.0.1 answered 502"),
    ],
)
def test_an_overloaded_discord_is_no_fault_of_the_bot(
    portal: Portal, examine: Examine, status: int, headers: dict[str, str], text: str
) -> None:
    portal.headers = headers
    portal.statuses = dict.fromkeys(["/users/@me", "/users/@me/guilds"], status)

    ran = examine()

    expected = Finding(State.WARN, text, "try again in a while")
    assert ran.code == 0
    assert {name: ran.found[name] for name in ran.troubles} == {"discord login": expected, "discord servers": expected}


def test_a_redirection_is_not_followed_with_the_token(portal: Portal, examine: Examine) -> None:
    portal.statuses = {"/users/@me": 307}
    portal.headers = {"Location": f"{portal.url}/elsewhere"}

    ran = examine()

    assert ran.found["discord login"].text == "not looked at: 127.0.0.1 answered 307"
    assert "/elsewhere" not in [path for _, path, _ in portal.heard]


def test_an_outage_is_told_as_such(portal: Portal, examine: Examine) -> None:
    portal.statuses = {"/gateway": 500}

    ran = examine()

    assert (ran.code, ran.troubles) == (
        0, {"discord reach": "127.0.0.1 answered 500", "discord clock": "not looked at: 127.0.0.1 answered 500"},
    )  # fmt: skip


@pytest.mark.parametrize("greeting", ['{"op": 9}', "not JSON", "[]"])
def test_a_gateway_that_does_not_say_hello_is_bad(portal: Portal, examine: Examine, greeting: str) -> None:
    portal.greeting = greeting

    ran = examine()

    assert (ran.code, list(ran.troubles)) == (1, ["discord reach"])


def test_without_network_every_check_says_so(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert portal.heard == []
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    monkeypatch.setenv("ONRECORD_DISCORD_API_URL", f"http://127.0.0.1:{port}/api")
    monkeypatch.setenv("ONRECORD_DISCORD_GATEWAY_URL", f"ws://127.0.0.1:{port}/")

    ran = examine()

    refused = "no connection with 127.0.0.1: connection refused"
    asked = ["clock", "login", "app", "intents", "contexts", "commands", "sessions", "shards", "servers"]
    assert ran.code == 1
    assert ran.found["discord reach"].state is State.BAD
    assert ran.troubles == {"discord reach": refused} | {
        f"discord {name}": f"not looked at: {refused}" for name in asked
    }


def test_without_a_token_only_what_needs_none_is_asked(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")

    ran = examine()

    assert (ran.code, ran.troubles) == (0, {"discord token": "DISCORD_TOKEN is not set, so Discord is not served"})
    assert {path for _, path, _ in portal.heard} == {"/gateway"}


def test_a_missing_token_is_bad_where_discord_must_be_served(
    portal: Portal, examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert portal.heard == []
    monkeypatch.delenv("DISCORD_TOKEN")
    monkeypatch.setenv("ONRECORD_DISCORD_ENABLED", "always")

    ran = examine()

    assert (ran.code, ran.found["discord token"].state) == (1, State.BAD)


@pytest.mark.parametrize(
    ("late", "text"),
    [(4.0, "s ahead of Discord's"), (-5.0, "s behind Discord's"), (0.0, "this clock and Discord's agree within 1 s")],
)
def test_a_clock_that_is_off_is_told_with_its_direction(
    portal: Portal, examine: Examine, late: float, text: str
) -> None:
    portal.late = late

    assert text in examine().found["discord clock"].text


def test_a_second_is_within_what_is_right() -> None:
    assert [doctor.clock(Moment(ahead)).state for ahead in (1.0, -1.0, 1.1, -1.1)] == ["ok", "ok", "warn", "warn"]


async def test_waiting_ends_with_a_sentence() -> None:
    async def slow() -> None:
        raise TimeoutError

    assert await enquiry.heard(slow(), "https://discord.example/api") == Silence(
        "no answer from discord.example within 5 s"
    )


def test_a_server_that_is_switched_off_is_not_asked(archive: Path, examine: Examine) -> None:
    assert archive.exists()

    ran = examine()

    assert (ran.code, ran.troubles) == (0, {})
    assert ran.found["discord"] == Finding(State.OK, "switched off by the setting discord.enabled")


def test_registering_tells_discord_what_is_declared(portal: Portal, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["discord", "register"])

    assert (code, portal.put) == (0, declared())
    assert capsys.readouterr().out.startswith(f"{len(declared())} commands registered")


@pytest.mark.parametrize(
    ("path", "status", "code", "text"),
    [
        (COMMANDS, 503, 1, "onrecord: the commands were not registered: 127.0.0.1 answered 503\n"),
        ("/applications/@me", 401, 2,
         "onrecord: Discord refuses the token (401) (set DISCORD_TOKEN to the bot's token)\n"),
    ],
)  # fmt: skip
def test_a_registration_that_fails_is_one_line(
    portal: Portal, capsys: pytest.CaptureFixture[str], path: str, status: int, code: int, text: str
) -> None:
    portal.statuses = {path: status}

    assert main(["discord", "register"]) == code
    assert capsys.readouterr().err == text


def test_registering_without_a_token_is_a_wrong_use(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")

    assert main(["discord", "register"]) == 2
    assert "DISCORD_TOKEN is not set" in capsys.readouterr().err
    assert portal.heard == []
