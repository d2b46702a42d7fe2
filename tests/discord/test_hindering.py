"""What the bot may do in a channel, worked out as discord.py works it out; and what that means for a post."""

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.hindering import Channel, Life, Member, Overwrite, Role, Server, forbidden, granted
from tests.wire.discord_world import Channel as AChannel
from tests.wire.discord_world import Guild, Person

ME = Person("On Record", bot=True)
GUILD = Guild("Newsroom")
ROLES = (GUILD.id, "501", "502", "503")
MATTER = ("view_channel", "send_messages", "embed_links", "read_message_history", "send_messages_in_threads")
BITS = [getattr(discord.Permissions, name).flag for name in (*MATTER, "manage_messages", "administrator")]

bits = st.lists(st.sampled_from(BITS), max_size=5).map(lambda some: sum(set(some)))
overwrites = st.lists(
    st.tuples(st.sampled_from((*ROLES, "504", ME.id, "9")), bits, bits), max_size=6, unique_by=lambda each: each[0]
)


@given(st.tuples(*[bits] * len(ROLES)), st.sets(st.sampled_from(ROLES[1:])), overwrites, st.booleans())
def test_permissions_are_those_that_discord_py_sees(
    allowed: tuple[int, ...], mine: set[str], some: list[tuple[str, int, int]], owns: bool  # noqa: FBT001
) -> None:
    owner = ME.id if owns else "1"
    server = Server(GUILD.id, owner, tuple(Role(role, str(of)) for role, of in zip(ROLES, allowed, strict=True)))
    member = Member(tuple(sorted(mine)))

    ours = granted(server, member, ME.id, [Overwrite(who, str(yes), str(no)) for who, yes, no in some])

    theirs = _by_discord_py(allowed, sorted(mine), some, owner)
    assert _shown(ours) == _shown(theirs)


def _by_discord_py(
    allowed: tuple[int, ...], mine: list[str], some: list[tuple[str, int, int]], owner: str
) -> discord.Permissions:
    channel = AChannel("desk", guild=GUILD.id)
    channel.overwrites.extend(
        {"id": who, "type": int(who in (ME.id, "9")), "allow": str(yes), "deny": str(no)} for who, yes, no in some
    )
    told = Guild(GUILD.name, GUILD.id, owner=owner)
    told.roles.clear()
    told.roles.update(zip(ROLES, allowed, strict=True))
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    guild = discord.Guild(data=told.json([channel], ME), state=state)  # type: ignore[arg-type]
    data = ME.member() | {"user": ME.user(), "roles": mine}
    member = discord.Member(data=data, guild=guild, state=state)  # type: ignore[arg-type]
    found = guild.get_channel(int(channel.id))
    assert isinstance(found, discord.TextChannel)
    return found.permissions_for(member)


def _shown(permissions: discord.Permissions) -> list[bool]:
    """What matters, as Discord shows it: who sees nothing may nothing, who cannot write cannot embed."""
    view, send, embed, history, threads = (getattr(permissions, name) for name in MATTER)
    return [view, view and send, view and send and embed, view and history, view and threads]


@pytest.mark.parametrize(
    ("kind", "lacking", "named"),
    [
        (0, set(), ""),
        (0, {"send_messages"}, "Send Messages"),
        (5, {"view_channel", "embed_links"}, "View Channels and Embed Links"),
        (0, {"send_messages_in_threads", "connect"}, ""),
        (11, {"send_messages"}, ""),
        (12, {"send_messages_in_threads", "read_message_history"}, "Send Messages in Threads and Read Message History"),
        (2, {"connect"}, "Connect"),
        (13, {"send_messages", "connect"}, "Send Messages and Connect"),
    ],
)
def test_what_lacks_is_named_as_discord_names_it(kind: int, lacking: set[str], named: str) -> None:
    permissions = discord.Permissions.all()
    permissions.update(**dict.fromkeys(lacking, False))

    obstacle = forbidden(Channel("1", kind, "100"), permissions)

    several = "permissions" if " and " in named else "permission"
    assert (obstacle.problem if obstacle else "") == (f"On Record lacks the {several} {named} there." if named else "")


@pytest.mark.parametrize(("manages", "locked"), [(False, True), (True, False)])
def test_a_locked_thread_is_closed_to_who_does_not_manage_it(manages: bool, locked: bool) -> None:  # noqa: FBT001
    permissions = discord.Permissions.all()
    permissions.manage_threads = manages

    obstacle = forbidden(Channel("1", 11, "100", thread_metadata=Life(locked=True)), permissions)

    assert (obstacle is not None) is locked
