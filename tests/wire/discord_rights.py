"""What the bot may do in a channel of the local Discord: roles, then the channel's overwrites, as documented."""

from collections.abc import Iterable

from tests.wire.discord_world import THREADS, Channel, Guild, Json

ADMINISTRATOR, EVERYTHING = 1 << 3, (1 << 53) - 1


def rights(guild: Guild, channel: Channel, channels: dict[str, Channel], bot: str) -> int:
    """The bits of its permissions. A thread has those of the channel it hangs on; outside servers all is allowed."""
    if channel.guild is None or guild.owner == bot:
        return EVERYTHING
    if channel.kind in THREADS:
        return rights(guild, channels[channel.parent or ""], channels, bot)
    own = guild.roles.get(guild.id, 0) | guild.roles.get(guild.role, 0)
    if own & ADMINISTRATOR:
        return EVERYTHING
    for target in (guild.id, guild.role, bot):
        for each in _of(target, channel.overwrites):
            own = own & ~int(each["deny"]) | int(each["allow"])
    return own


def overwrite(channel: Channel, target: str, *, member: bool, allow: int = 0, deny: int = 0) -> None:
    """Allow and deny a role or a member these bits in a channel; the last word on a bit holds."""
    before = next(iter(_of(target, channel.overwrites)), {"allow": "0", "deny": "0"})
    allowed, denied = int(before["allow"]) & ~deny | allow, int(before["deny"]) & ~allow | deny
    channel.overwrites[:] = [each for each in channel.overwrites if each["id"] != target]
    channel.overwrites.append({"id": target, "type": int(member), "allow": str(allowed), "deny": str(denied)})


def _of(target: str, overwrites: Iterable[Json]) -> list[Json]:
    return [each for each in overwrites if each["id"] == target]
