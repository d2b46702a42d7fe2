"""The links that install the bot, and the id in them."""

import base64
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.adapters.discord import invite
from bot.cli import main
from tests.discord import portal as api
from tests.discord.portal import APPLICATION, TOKEN, Portal

MEND = "(mend it, or name the application: --application ID)"


def parameters(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query)


def test_a_server_is_asked_for_these_permissions_and_no_other() -> None:
    asked = parameters(invite.server_link(APPLICATION))

    granted = {name for name, on in discord.Permissions(int(asked.pop("permissions")[0])) if on}
    assert granted == {
        "read_messages", "send_messages", "send_messages_in_threads", "embed_links", "read_message_history",
    }  # fmt: skip
    assert asked == {"client_id": [APPLICATION], "scope": ["bot applications.commands"], "integration_type": ["0"]}


def test_a_person_installs_the_commands_alone() -> None:
    assert parameters(invite.personal_link(APPLICATION)) == {
        "client_id": [APPLICATION], "scope": ["applications.commands"], "integration_type": ["1"],
    }  # fmt: skip


def test_every_permission_has_its_name_in_discord() -> None:
    assert list(invite.NAMES) == list(invite.PERMISSIONS)


@pytest.mark.parametrize(
    ("token", "wrong"),
    [
        (TOKEN, ""),
        (f'"{TOKEN}"', "there are quotation marks around it"),
        (APPLICATION, "that is an application's id, not the bot's token"),
        ("0123456789abcdef" * 4, "that is the public key, not the bot's token"),
        ("a-Zclient_secret0123456789ABCDEF", "that is the client secret, not the bot's token"),
        ("abc", "a bot's token has three parts with full stops between"),
        (TOKEN.replace(TOKEN.partition(".")[0], "!" * 24), "a bot's token has three parts with full stops between"),
        ("ÿ" * 70, "a bot's token has three parts with full stops between"),
    ],
)
def test_what_is_wrong_with_a_token_is_told_without_telling_the_token(token: str, wrong: str) -> None:
    assert invite.shape_of_token(token) == wrong


@pytest.mark.parametrize("first", ["hello, this is no number", "12", "0" * 19])
def test_a_token_whose_first_part_is_no_id_holds_none(first: str) -> None:
    encoded = base64.urlsafe_b64encode(first.encode()).decode().rstrip("=")

    assert invite.id_in_token(f"{encoded.ljust(24, 'A')}.Gabcde.{'x' * 38}") is None


def invited(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["discord", "invite", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_the_id_given_needs_neither_token_nor_network(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)

    code, out, err = invited(capsys, "--application", APPLICATION)

    assert (code, err) == (0, "")
    assert [line.strip() for line in out.splitlines() if "https://" in line] == [
        invite.server_link(APPLICATION),
        invite.personal_link(APPLICATION),
    ]


@pytest.mark.parametrize("given", ["12345", "my bot", "0" * 18, "1" * 21])
def test_an_id_that_is_none_is_an_error_of_one_line(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = invited(capsys, "--application", given)

    assert (code, out) == (2, "")
    assert err == (
        "onrecord: an application's id is a number of 17 to 20 digits "
        "(copy Application ID from General Information in the Developer Portal)\n"
    )


def test_without_id_and_token_it_says_what_to_give(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)

    assert invited(capsys) == (
        2, "", "onrecord: which application? (set DISCORD_TOKEN, or name it: --application ID)\n",
    )  # fmt: skip


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> "api.Iterator[Portal]":
    with api.opened() as made:
        monkeypatch.setenv("ONRECORD_DISCORD_API_URL", made.url)
        monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
        yield made


def test_discord_is_asked_first(portal: Portal, capsys: pytest.CaptureFixture[str]) -> None:
    """The id in the token is the bot's, which for old applications is not the application's."""
    portal.answers["/applications/@me"] = {"id": "111111111111111111"}

    code, out, err = invited(capsys)

    assert (code, err) == (0, "")
    assert invite.server_link("111111111111111111") in out


def test_without_discord_a_token_that_tells_no_id_is_no_use(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.statuses["/applications/@me"] = 503
    monkeypatch.setenv("DISCORD_TOKEN", "abc")

    code, _, err = invited(capsys)

    assert code == 2
    assert err == (
        "onrecord: DISCORD_TOKEN is no use: a bot's token has three parts with full stops between "
        f"{MEND}\n"
    )


def test_without_discord_the_token_tells_the_id_and_the_doubt_is_told(
    portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.statuses["/applications/@me"] = 503

    code, out, err = invited(capsys)

    assert code == 0
    assert invite.server_link(APPLICATION) in out
    assert err == "onrecord: read from the token, since Discord was not heard: 127.0.0.1 answered 503\n"


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (TOKEN[:-1] + "0", f"DISCORD_TOKEN is no use: Discord refuses it {MEND}"),
        ("Bot " + TOKEN, 'DISCORD_TOKEN holds signs that no token has (set it to the bare token, without "Bot")'),
    ],
)
def test_a_token_that_is_no_use_is_an_error_that_does_not_hold_it(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], token: str, told: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", token)

    code, out, err = invited(capsys)

    assert (code, out) == (2, "")
    assert err == f"onrecord: {told}\n"
    assert [sent for _, _, sent in portal.heard if sent and " " in sent.removeprefix("Bot ")] == []
