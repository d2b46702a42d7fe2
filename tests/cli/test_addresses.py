"""Channels as a person at a shell names them: every link and short form, and what cannot be told from one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.addresses import address_of, place_of
from bot.domain.errors import UsageError
from bot.domain.place import Place

DISCORD, SLACK = Place("discord", "123", "456"), Place("slack", "T0AB", "C0CD")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("https://discord.com/channels/123/456", DISCORD),
        (" https://discord.com/channels/123/456/ ", DISCORD),
        ("https://discord.com/channels/123/456/789", DISCORD),
        ("https://ptb.discord.com/channels/123/456", DISCORD),
        ("https://canary.discordapp.com/channels/123/456", DISCORD),
        ("discord:123/456", DISCORD),
        ("discord:dm:77/456", Place("discord", "dm:77", "456")),
        ("https://app.slack.com/client/T0AB/C0CD", SLACK),
        ("https://app.slack.com/client/T0AB/C0CD/thread/C0CD-1.2", SLACK),
        ("https://app.slack.com/client/E0AB/G0CD?x=1", Place("slack", "E0AB", "G0CD")),
        ("slack:T0AB/C0CD", SLACK),
        ("slack:dm:T0AB:U0EF/D0GH", Place("slack", "dm:T0AB:U0EF", "D0GH")),
    ],
)
def test_a_link_or_short_form_names_its_channel(typed: str, place: Place) -> None:
    assert place_of(typed) == place


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("general", "copy its link: https://discord.com/channels/SERVER/CHANNEL"),
        ("", "copy its link"),
        ("https://discord.com/channels/123", "copy its link"),
        ("https://discord.com.evil.example/channels/123/456", "copy its link"),
        ("https://evil.example/https://discord.com/channels/123/456", "copy its link"),
        ("http://discord.com/channels/123/456", "copy its link"),
        ("discord:123/general", "copy its link"),
        ("discord:１２３/456", "copy its link"),
        ("slack:123/456", "copy its link"),
        ("slack:T0AB/#general", "copy its link"),
        ("terminal:dm:terminal/", "copy its link"),
        ("https://discord.com/channels/@me/456", "set it there: /daily set"),
        ("https://app.slack.com/client/T0AB/D0CD", "set it there: /daily set"),
        ("https://our-team.slack.com/archives/C0CD", "or write slack:TEAM/C0CD"),
        ("https://our-team.slack.com/archives/C0CD/p123", "or write slack:TEAM/C0CD"),
    ],
)
def test_what_names_no_channel_is_refused_with_the_mend(typed: str, mend: str) -> None:
    with pytest.raises(UsageError) as refused:
        place_of(typed)

    assert mend in refused.value.hint


@given(
    st.sampled_from(["discord", "slack"]),
    st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    st.from_regex(r"T[A-Z0-9]{1,31}", fullmatch=True),
    st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    st.from_regex(r"C[A-Z0-9]{1,31}", fullmatch=True),
)
def test_a_place_is_printed_as_it_can_be_typed(platform: str, guild: str, team: str, number: str, name: str) -> None:
    place = Place(platform, guild, number) if platform == "discord" else Place(platform, team, name)

    assert place_of(address_of(place)) == place


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_channel_or_a_usage_error(typed: str) -> None:
    try:
        place = place_of(typed)
    except UsageError:
        return

    assert place_of(address_of(place)) == place
