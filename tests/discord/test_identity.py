"""What the environment says of the bot: its token, bare, and the way out."""

import pytest

from bot.adapters.discord.identity import proxy_of, token_of
from bot.config import DiscordSettings
from bot.domain.errors import ConfigError

LOCAL = DiscordSettings(api_url="http://127.0.0.1:8080/api/v10")


@pytest.mark.parametrize(
    ("environ", "token"),
    [({}, ""), ({"DISCORD_TOKEN": ""}, ""), ({"DISCORD_TOKEN": " a.b-c_d.e\n"}, "a.b-c_d.e")],
)
def test_the_token_is_bare(environ: dict[str, str], token: str) -> None:
    assert token_of(environ) == token


@pytest.mark.parametrize("value", ["Bot a.b.c", "a.b\nX-Header: 1", "a.b.ç", "“a.b.c”", "a\x00b"])
def test_what_cannot_be_a_token_is_said_without_repeating_it(value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        token_of({"DISCORD_TOKEN": value})

    assert value not in str(caught.value)
    assert "DISCORD_TOKEN holds signs that no token has" in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "settings", "proxy"),
    [
        ({}, DiscordSettings(), None),
        ({"HTTPS_PROXY": "http://proxy:3128"}, DiscordSettings(), "http://proxy:3128"),
        ({"https_proxy": "http://small:1", "HTTPS_PROXY": "http://large:1"}, DiscordSettings(), "http://small:1"),
        ({"HTTP_PROXY": "http://proxy:3128"}, DiscordSettings(), None),
        ({"HTTP_PROXY": "http://proxy:3128"}, LOCAL, "http://proxy:3128"),
        ({"HTTP_PROXY": "http://proxy:3128", "NO_PROXY": "localhost,127.0.0.1"}, LOCAL, None),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "discord.com"}, DiscordSettings(), None),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "example.org"}, DiscordSettings(), "http://proxy:3128"),
    ],
)
def test_the_way_out_is_the_one_others_use(
    environ: dict[str, str], settings: DiscordSettings, proxy: str | None
) -> None:
    assert proxy_of(environ, settings) == proxy


@pytest.mark.parametrize(
    "proxy",
    ["socks5://proxy:1080", "proxy:3128", "http://", "http://bob:herring@", "http://bob:her/ring@proxy:1",
     "http://bob:herring@proxy:99999", "http://bob:herring@[::1"],
)  # fmt: skip
def test_a_proxy_of_another_kind_is_said_in_a_sentence_that_does_not_repeat_it(proxy: str) -> None:
    with pytest.raises(ConfigError, match="https_proxy is no http:// URL") as caught:
        proxy_of({"https_proxy": proxy}, DiscordSettings())

    assert "ring" not in str(caught.value)
