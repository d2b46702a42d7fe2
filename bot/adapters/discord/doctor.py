"""What Discord tells of the bot into findings: what is wrong, and what to do about it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TypeVar

import discord

from bot.adapters.discord import invite
from bot.adapters.discord.enquiry import PAGE, PAGES, Address, enquire
from bot.adapters.discord.identity import VARIABLE
from bot.adapters.discord.registered import Commands, differences
from bot.adapters.discord.told import Application, Gateway, Guild, Moment, Silence, Told, User
from bot.config import DiscordSettings
from bot.domain.checkup import Check, Finding, State
from bot.domain.errors import ConfigError
from bot.domain.shards import Shards

CLOCK = 1.0
"""Seconds our clock may be off: an interaction is lost after 3, which are counted from the moment in its id."""

SHOWN = 5
"""Servers and commands named in one line."""

PORTAL = "in the Developer Portal"
REGISTER = "run `onrecord discord register`; `onrecord serve` does it by itself whenever its commands have changed"

T = TypeVar("T")


_PRIVILEGED = {
    "Presence": 1 << 12 | 1 << 13,
    "Server Members": 1 << 14 | 1 << 15,
    "Message Content": 1 << 18 | 1 << 19,
}
"""Privileged intents as flags of an application, from the API's reference, "Application Flags".

Each has a second bit for bots in fewer than a hundred servers.
"""


def checks(
    settings: DiscordSettings, environ: Mapping[str, str], declared: Callable[[], Commands], *, alone: bool = True
) -> tuple[Check, ...]:
    """What to look at on Discord. ``declared`` makes the commands as they should be registered.

    ``alone``: whether no other platform is served, so that a token is wanted in any case. The first check that needs
    the network asks for all of them; that takes at most some seconds.
    """
    if settings.enabled == "never":
        return (_stated("discord", Finding(State.OK, "switched off by the setting discord.enabled")),)
    try:
        address = Address.of(settings, environ)
    except ConfigError as error:
        return (_stated("discord token" if VARIABLE in error.message else "discord proxy",
                        Finding(State.BAD, error.message, error.hint)),)  # fmt: skip

    if not (address.token or alone or settings.enabled == "always"):
        return (_stated("discord token", Finding(State.OK, "none is set, so Discord is not served")),)

    @cache
    def told() -> Told:
        return asyncio.run(enquire(address))

    looked = (
        _stated("discord token", token_found(address.token, wanted=settings.enabled == "always")),
        Check("discord reach", lambda: reach(told(), served=bool(address.token))),
        Check("discord clock", lambda: _of(told().moment, clock)),
    )
    if not address.token:
        return looked
    return (
        *looked,
        Check("discord login", lambda: login(told().user)),
        Check("discord app", lambda: _of(told().application, app)),
        Check("discord intents", lambda: _of(told().application, intents)),
        Check("discord contexts", lambda: _of(told().application, contexts)),
        Check("discord commands", lambda: _of(told().commands, lambda found: registered(found, declared()))),
        Check("discord sessions", lambda: _of(told().gateway, sessions)),
        Check("discord shards", lambda: _of(told().gateway, lambda gateway: shards(gateway, settings.shards))),
        Check("discord servers", lambda: _of(told().guilds, servers)),
    )


def _stated(name: str, finding: Finding) -> Check:
    """A check that needs no looking."""
    return Check(name, lambda: finding)


def _of(told: T | Silence, judge: Callable[[T], Finding]) -> Finding:
    """The finding over what was told; else that it could not be looked at, and what to do."""
    if not isinstance(told, Silence):
        return judge(told)
    return Finding(State.WARN, f"not looked at: {told.text}", _again(told))


def _again(silence: Silence) -> str:
    if silence.status == 401:
        return "set a token that Discord takes"
    if silence.status == 429 or silence.status >= 500:
        return "try again in a while"
    return "" if silence.status else "see discord reach"


def token_found(token: str, *, wanted: bool) -> Finding:
    """Whether there is a token, and whether it looks like one; nothing of it is ever shown."""
    where = f"copy it {PORTAL} under Bot, Reset Token, and set DISCORD_TOKEN to it in the environment"
    if not token:
        if wanted:
            return Finding(State.BAD, "DISCORD_TOKEN is not set, and discord.enabled is always", where)
        return Finding(State.WARN, "DISCORD_TOKEN is not set, so Discord is not served", where)
    wrong = invite.shape_of_token(token)
    if not wrong:
        return Finding(State.OK, "DISCORD_TOKEN is set and has the shape of a bot's token")
    return Finding(State.WARN, f"DISCORD_TOKEN does not look like a bot's token: {wrong}", where)


def reach(told: Told, *, served: bool) -> Finding:
    """Whether the API and the gateway's socket answer from here."""
    silent = [part for part in (told.moment, told.hello) if isinstance(part, Silence)]
    if not silent:
        return Finding(State.OK, "the API answers, and the gateway says hello")
    first = silent[0]
    if first.status:
        return Finding(State.WARN, first.text, "try again in a while; https://discordstatus.com tells of outages")
    state = State.BAD if served else State.WARN
    return Finding(state, first.text, "look at the network, the firewall and the proxy, and at discord.api_url and "
                   "discord.gateway_url")  # fmt: skip


def clock(moment: Moment) -> Finding:
    """Whether this machine's clock agrees with Discord's."""
    if abs(moment.ahead) <= CLOCK:
        return Finding(State.OK, f"this clock and Discord's agree within {CLOCK:g} s")
    way = "ahead of" if moment.ahead > 0 else "behind"
    return Finding(
        State.WARN,
        f"this clock is {abs(moment.ahead):.1f} s {way} Discord's, which gives a bot 3 s to answer",
        "let the system keep the time: timedatectl set-ntp true",
    )


def login(user: User | Silence) -> Finding:
    """Whether Discord takes the token."""
    if isinstance(user, User):
        number = "" if user.discriminator in ("", "0") else f"#{user.discriminator}"
        return Finding(State.OK, f"the token is taken: {user.username}{number}")
    if user.status == 401:
        return Finding(
            State.BAD, "Discord refuses the token (401)", f"make a new one {PORTAL} under Bot, Reset Token"
        )
    return _of(user, login)


def app(application: Application) -> Finding:
    """Whether the application is set up so that its bot can be invited and hears of its commands."""
    if application.interactions_endpoint_url:
        return Finding(
            State.BAD,
            "commands are sent to the application's Interactions Endpoint URL and never reach this bot",
            f"clear that field {PORTAL} under General Information",
        )
    if application.bot_require_code_grant:
        return Finding(
            State.BAD,
            "Requires OAuth2 Code Grant is on, so the invite link cannot add the bot",
            f"switch it off {PORTAL} under Bot",
        )
    who = "anybody with the link can add it" if application.bot_public else "only its owner can add it to servers"
    kind = "public" if application.bot_public else "private"
    return Finding(State.OK, f"{application.name}, a {kind} bot: {who}")


def intents(application: Application) -> Finding:
    """Whether the application may see more than the bot needs."""
    on = [name for name, bits in _PRIVILEGED.items() if application.flags & bits]
    if not on:
        return Finding(State.OK, "no privileged intents, and none are needed")
    return Finding(
        State.WARN,
        f"privileged intents are on that the bot never uses: {', '.join(on)}",
        f"switch them off {PORTAL} under Bot: what a bot cannot see it cannot lose",
    )


def contexts(application: Application) -> Finding:
    """Whether it can be installed into servers and by people for themselves."""
    ways = application.integration_types_config or {}
    lacking = [name for key, name in (("0", "Guild Install"), ("1", "User Install")) if key not in ways]
    if not lacking:
        return Finding(State.OK, "it can be added to servers, and by people for themselves")
    return Finding(
        State.WARN,
        f"it cannot be installed by {' nor by '.join(lacking)}",
        f"tick it {PORTAL} under Installation, Installation Contexts",
    )


def registered(found: Commands, declared: Commands) -> Finding:
    """Whether the commands Discord knows are those this version declares."""
    faults = differences(found, declared)
    told = "; ".join(f"{what}: {_few(names)}" for what, names in faults.items() if names)
    if told:
        return Finding(State.WARN, f"the commands registered are not those of this version: {told}", REGISTER)
    return Finding(State.OK, f"{len(declared)} commands registered, as this version declares them")


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def sessions(gateway: Gateway) -> Finding:
    """Whether the bot may still connect today."""
    limit = gateway.session_start_limit
    hours = limit.reset_after / 3_600_000
    left = f"{limit.remaining} of {limit.total} session starts left"
    if limit.remaining < 1:
        return Finding(State.BAD, left, f"wait {hours:.1f} hours, and find out what makes the bot start so often")
    if limit.remaining < limit.total / 10:
        return Finding(State.WARN, f"{left} for {hours:.1f} hours", "find out what makes the bot start so often")
    return Finding(State.OK, left)


def shards(gateway: Gateway, chosen: str) -> Finding:
    """Whether all servers are served, as far as one process's setting tells."""
    recommended, own = gateway.shards, Shards.read(chosen)
    told = f"Discord recommends {recommended} {'shard' if recommended == 1 else 'shards'}"
    if own is None:
        return Finding(State.OK, f"{told}, and this process serves {'it' if recommended == 1 else 'them all'}")
    if own.count < recommended:
        return Finding(
            State.WARN,
            f"{told}, and discord.shards says {own.count}",
            "a shard of more than 2,500 servers is refused: raise the number after the stroke, in every process",
        )
    others = f"; whether others serve {own.others} is not seen here" if own.others else ""
    return Finding(State.OK, f"{told}; this process serves {own}{others}")


def servers(guilds: Sequence[Guild]) -> Finding:
    """Whether the bot has its permissions in every server; what single channels forbid is not seen here."""
    if not guilds:
        return Finding(State.WARN, "the bot is in no server yet", "invite it: onrecord discord invite")
    lacking = [f"{guild.name} ({', '.join(without)})" for guild in guilds if (without := _without(guild))]
    number = f"{len(guilds)}{' or more' if len(guilds) == PAGE * PAGES else ''}"
    servers_ = "server" if len(guilds) == 1 else "servers"
    if not lacking:
        return Finding(State.OK, f"in {number} {servers_}, with every permission needed")
    return Finding(
        State.WARN,
        f"in {number} {servers_}; permissions lack in {_few(lacking)}",
        "there mentions may go unanswered and posts fail, slash commands still work: grant them to the bot's role, "
        "or invite it again: onrecord discord invite",
    )


def _without(guild: Guild) -> list[str]:
    """The names of the permissions needed that the bot lacks in a server."""
    has = discord.Permissions(int(guild.permissions) if guild.permissions.isdecimal() else 0)
    if has.administrator:
        return []
    return [invite.NAMES[name] for name in invite.PERMISSIONS if not getattr(has, name)]
