"""What Discord recommends and what is set, turned into the shards this process holds and the order they identify in.

Discord's reference, "Sharding": shards whose numbers are equal modulo ``max_concurrency`` identify one each five
seconds. Whoever comes sooner, as other processes may, is turned away (op 9) and tries again a little later.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord

from bot.domain.shards import MOST, Shards

IDENTIFY_SECONDS = 5.0
"""Seconds between two that identify: Discord's, and what discord.py itself pauses before it identifies once more."""

_log = logging.getLogger("onrecord.discord")


@dataclass(frozen=True, slots=True)
class Plan:
    """The shards to hold, and how many of them may identify at the same time."""

    shards: Shards
    at_once: int = 1


async def planned(client: discord.Client, chosen: str) -> Plan:
    """The plan for a client that is logged in. ``chosen`` is the setting.

    Raises discord.GatewayNotFound, OSError, aiohttp.ClientError while Discord does not tell what it recommends.
    """
    told, _, limit = await client.http.get_bot_gateway()
    recommended, at_once = _number(told), _number(limit.get("max_concurrency"))
    shards = Shards.read(chosen)
    if shards is None:
        return Plan(Shards.whole(recommended), at_once)
    if shards.count < recommended:
        _log.warning("discord.shards makes %d of all servers, and Discord recommends %d", shards.count, recommended)
    if shards.others:
        _log.info("%s here; other processes must serve %s", shards, shards.others)
    return Plan(shards, at_once)


def _number(told: object) -> int:
    """A number that may be so; else one, with which every bot begins."""
    return told if isinstance(told, int) and 1 <= told <= MOST else 1


class Turns:
    """Lets those shards of one process identify whose turn it is."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._locks: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free: dict[int, float] = {}

    @asynccontextmanager
    async def of(self, shard: int, *, again: bool) -> AsyncIterator[None]:
        """The shard's turn, from connecting until it has identified; one that does so ``again`` pauses in it anyway."""
        bucket, clock = shard % self._at_once, asyncio.get_running_loop().time
        async with self._locks[bucket]:
            await asyncio.sleep(self._free.get(bucket, 0.0) - clock() - (IDENTIFY_SECONDS if again else 0.0))
            yield
            self._free[bucket] = clock() + IDENTIFY_SECONDS
