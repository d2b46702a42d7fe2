"""The statement of the day as people set it on Discord: told at once what would keep it away, however they ask."""

import discord
import pytest

from bot.domain.place import Place
from tests.discord.conftest import World

SET = {"time": "09:00", "zone": "Oslo"}
TYPED = "daily set time: 09:00 zone: Oslo"


def kept(world: World) -> list[tuple[str, str]]:
    """The channels and zones of the server's schedules."""
    schedules = world.archive.ledger.schedules(Place("discord", str(world.guild.id)))
    return [(schedule.place.channel, schedule.zone) for schedule in schedules]


async def test_set_here_it_is_listed_and_previewed_for_the_person_alone(world: World) -> None:
    made = await world.give("daily set", world.mia, **SET)
    listed = await world.give("daily list", world.mia)
    preview = await world.give("daily preview", world.mia)

    assert kept(world) == [(str(world.channel.id), "Europe/Oslo")]
    assert (made.private, listed.private, preview.private) == (True, True, True)
    assert f"<#{world.channel.id}>" in listed.text
    assert world.stored(preview) == [preview.quotes[0].strip("“”")]


async def test_a_channel_chosen_is_the_one_it_posts_in(world: World) -> None:
    other = world.guild.create_text_channel("daily")

    await world.give("daily set", world.mia, channel=other, **SET)

    assert kept(world) == [(str(other.id), "Europe/Oslo")]


@pytest.mark.parametrize("permission", ["send_messages", "embed_links", "read_message_history"])
async def test_a_permission_that_lacks_is_told_at_once_with_the_mend_and_nothing_kept(
    world: World, permission: str
) -> None:
    denied = {world.guild.default_role: discord.PermissionOverwrite(**{permission: False})}
    mute = world.guild.create_text_channel("mute", overwrites=denied)

    told = await world.give("daily set", world.mia, channel=mute, **SET)

    name = permission.replace("_", " ").title()
    assert f"On Record lacks the permission {name} there." in told.text
    assert "Give On Record's role the permission in that channel's settings" in told.text
    assert kept(world) == []


async def test_another_servers_channel_is_unknown(world: World) -> None:
    elsewhere = world.env.create_guild("Elsewhere").create_text_channel("desk")

    (told,) = await world.say(f"{world.me.mention} {TYPED} channel: <#{elsewhere.id}>", by=world.mia)

    assert "There is no such channel here" in told.text
    assert kept(world) == []


async def test_the_typed_form_is_for_those_who_manage_the_server_too(world: World) -> None:
    (refused,) = await world.say(f"{world.me.mention} {TYPED}", by=world.ben)
    before = kept(world)
    (made,) = await world.say(f"{world.me.mention} {TYPED}", by=world.mia)

    assert "takes the permission Manage Server" in refused.text
    assert before == []
    assert "Next: " in made.text
    assert kept(world) == [(str(world.channel.id), "Europe/Oslo")]


async def test_a_person_may_have_one_alone(world: World) -> None:
    (made,) = await world.dm(TYPED, by=world.ben)

    schedules = world.archive.ledger.schedules(Place("discord", f"dm:{world.ben.id}"))
    assert "Next: " in made.text
    assert [schedule.place.channel for schedule in schedules] == [str(world.ben.user.dm_channel.id)]


async def test_the_statement_of_today_is_for_everybody(world: World) -> None:
    here, alone = await world.give("today", world.ben), await world.give("today", world.ben.user)

    assert (here.private, alone.quotes) == (False, here.quotes)
    assert world.stored(here) == [here.quotes[0].strip("“”")]
