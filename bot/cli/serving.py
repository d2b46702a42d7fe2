"""The command that answers and posts on chat platforms until it is stopped: ``serve``."""

import gc
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import click

from bot.cli.app import FAULT, FOUND, Run, pass_run, shared
from bot.domain.errors import OnRecordError

if TYPE_CHECKING:
    from bot.archive import Archive
    from bot.config import Settings
    from bot.desk.health import Health

_M_ARENA_MAX, ARENAS = -8, 2
"""glibc gives threads heaps of their own, eight for each core, and keeps in each what was freed: 40 pages taken in
one by one, every one indexed by new threads, grew a process from 118 to 249 MB; with two heaps to 153 (mallopt(3))."""

_log = logging.getLogger("onrecord.serve")


@click.command()
@click.option("--shards", metavar="SHARDS", help="Which of Discord's shards are this process's: auto, or 0-3/8.")
@shared
@pass_run
def serve(run: Run, *, shards: str | None) -> int:
    """Answer and post on Discord and Slack, until stopped.

    README, On Discord and On Slack, tells how they are set up.
    """
    run.flags["discord.shards"] = shards
    _spare_memory()
    import asyncio  # 50 ms that no other command pays

    from bot import wiring
    from bot.cli.running import serve_on
    from bot.desk import logs
    from bot.desk.desk import Desk

    settings = run.settings
    platforms = wiring.platforms(settings, os.environ)
    with ExitStack() as open_things:
        secrets = [secret for platform in platforms for secret in platform.secrets]
        secrets += wiring.archive_secrets(settings, os.environ)
        open_things.enter_context(logs.written(settings.logs, secrets, sys.stderr))
        health = open_things.enter_context(_health(settings))
        archive = open_things.enter_context(run.archive())
        desk = Desk(archive, limit=settings.limit, remember_days=settings.remember_days)
        try:
            _warm(archive, health)
            _log.info("archive: %s", wiring.archive_place(settings, os.environ))
            posting = wiring.posting(archive, settings, health)
            asyncio.run(serve_on(platforms, desk, archive, health, posting))
        except (OnRecordError, KeyboardInterrupt):
            raise
        except Exception:  # noqa: BLE001  the border: the log leaves secrets out of the traceback
            _log.exception("serving failed, by a fault of On Record")
            return FAULT
    return FOUND


@contextmanager
def _health(settings: "Settings") -> Iterator["Health"]:
    """Where the platforms tell what happens, with metrics if they are switched on."""
    from bot.desk.health import Health

    port = settings.metrics.port
    if not port:
        yield Health(questions=settings.logs.questions)
        return
    from bot.desk.metrics import ADDRESS, Metrics

    metrics = Metrics()
    stop = metrics.serve(port)
    try:
        _log.info("metrics at http://%s:%d/metrics", ADDRESS, port)
        yield Health(questions=settings.logs.questions, counts=metrics)
    finally:
        stop()


def _spare_memory() -> None:
    """Few heaps for many threads, before there are any; where the C library is not glibc, nothing."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # musl and macOS have no mallopt, Windows no such library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS)


def _warm(archive: "Archive", health: "Health") -> None:
    """Everything a question needs, read before the first one comes.

    It stays as long as the process: without ``gc.freeze`` the collector looks through all of it again every thousand
    questions, while somebody waits (60 ms of processor time at a million statements, 23 with it).
    """
    started = time.perf_counter()
    archive.warm()
    gc.collect()
    gc.freeze()
    count = archive.count()
    health.statements(count)
    _log.info("%s statements, ready after %.1f s", f"{count:,}", time.perf_counter() - started)
