"""Serving from the command line: what to set where nothing is set up, and an end in order where something is."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot import wiring
from bot.cli import running
from bot.cli.running import serve_on
from bot.config import DailySettings, Settings
from bot.desk.desk import Desk
from bot.desk.health import Health
from bot.domain.errors import ConfigError
from bot.domain.place import Place
from bot.domain.question import Question
from bot.domain.remembered import Remembered
from bot.names import Registry
from bot.ports import Ledger
from bot.posting.outlet import Outlet, Outlets
from bot.wiring import Platform
from tests.cli.conftest import Run
from tests.desk.canned import Canned

MEND = "set DISCORD_TOKEN in the environment"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [name for name in os.environ if name.startswith(("ONRECORD_", "SLACK_"))]
    for name in ("DISCORD_TOKEN", "HTTPS_PROXY", "https_proxy", *ours):
        monkeypatch.delenv(name, raising=False)


def test_with_nothing_set_up_there_is_nothing_to_serve(run: Run, bare: Path) -> None:
    ran = run("serve")

    assert (ran.code, ran.out) == (2, "")
    mend = "set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN, in the environment; see README, On Discord"
    nothing = f"{mend} and On Slack"
    assert ran.err == f"onrecord: nothing to serve: no chat platform is set up ({nothing})\n"
    assert not (bare / "share").exists()


def test_a_platform_that_must_be_served_needs_its_token(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_DISCORD_ENABLED", "always")

    ran = run("serve")

    assert ran.code == 2
    mend = "set DISCORD_TOKEN in the environment to the bot's token"
    assert ran.err == f"onrecord: discord.enabled is always, but DISCORD_TOKEN is not set ({mend})\n"


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "Slack is to be served, but SLACK_APP_TOKEN is not set"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "Slack is to be served, but SLACK_BOT_TOKEN is not set"),
        ({"ONRECORD_SLACK_ENABLED": "always"}, "SLACK_APP_TOKEN and SLACK_BOT_TOKEN are not set"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "ONRECORD_SLACK_MODE": "http"}, "but SLACK_SIGNING_SECRET is not set"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN holds the app-level token"),
        ({"SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN holds a person's own token"),
        ({"SLACK_BOT_TOKEN": "xoxb-s3cret xoxb"}, "SLACK_BOT_TOKEN holds signs that no token has"),
    ],
)
def test_what_slack_lacks_is_said_and_never_repeated(
    run: Run, monkeypatch: pytest.MonkeyPatch, found: dict[str, str], told: str
) -> None:
    for name, value in found.items():
        monkeypatch.setenv(name, value)

    ran = run("serve")

    assert (ran.code, ran.out, told in ran.err) == (2, "", True)
    assert "s3cret" not in ran.err


def test_a_platform_that_is_switched_off_is_not_served(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("ONRECORD_DISCORD_ENABLED", "never")

    ran = run("serve")

    assert (ran.code, "nothing to serve" in ran.err) == (2, True)


def test_what_is_no_token_is_not_repeated(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "Bot s3cret")

    ran = run("serve")

    assert ran.code == 2
    assert "s3cret" not in ran.err


@pytest.mark.usefixtures("home")
def test_a_metrics_port_that_is_taken_is_said_before_anything_is_served(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("ONRECORD_METRICS_PORT", str(port))

        ran = run("serve")

    assert ran.code == 2
    assert ran.err == f"onrecord: metrics.port {port}: address already in use (choose another port, or 0)\n"


def test_no_other_command_pays_for_a_platform() -> None:
    wanted = ("discord", "aiohttp", "asyncio", "prometheus_client", "bot.desk.desk")
    code = f"import sys, bot.cli.commands; print([name for name in {wanted!r} if name in sys.modules])"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout == "[]\n"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Canned(registry=Registry.load()))


class Posts:
    """Posts nothing: notes what it is told, and fails as often as it is asked to."""

    def __init__(self, log: list[str] | None = None, *, faults: int = 0, ending: float = 0.0) -> None:
        self.log: list[str] = [] if log is None else log
        self.opened: list[str] = []
        self._faults = faults
        self._ending = ending

    def open(self, outlet: Outlet) -> None:
        self.opened.append(outlet.platform)

    def closed(self, platform: str) -> None:
        self.opened.remove(platform)

    async def run(self, stop: asyncio.Event) -> None:
        self.log.append("posting begins")
        if self._faults:
            self._faults -= 1
            raise KeyError("a fault")
        await stop.wait()
        await asyncio.sleep(self._ending)
        self.log.append("posting ends")


async def served(desk: Desk, platforms: Sequence[Platform], posts: Posts | None = None) -> None:
    await serve_on(platforms, desk, desk._archive, Health(), posts or Posts())


def platform(name: str, log: list[str], *, fails: Exception | None = None) -> Platform:
    """One that serves until it is told to stop, or fails at once."""

    async def serve(
        desk: Desk, ledger: Ledger, health: Health, outlets: Outlets, stop: asyncio.Event  # noqa: ARG001
    ) -> None:
        log.append(f"{name} begins")
        if fails is not None:
            raise fails
        await stop.wait()
        await asyncio.sleep(0.05)
        log.append(f"{name} ends")

    return Platform(name, (), serve)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_all_platforms_in_order(
    desk: Desk, number: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    log: list[str] = []
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), number)

    await served(desk, [platform("one", log), platform("two", log)])

    assert log == ["one begins", "two begins", "one ends", "two ends"]
    assert [record.getMessage() for record in caplog.records] == [
        "stopping: answers that were begun are finished",
        "stopped",
    ]


async def test_a_signal_that_was_to_be_ignored_still_is(desk: Desk) -> None:
    """As that of a closed terminal under ``nohup``."""
    log: list[str] = []
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, os.kill, os.getpid(), signal.SIGHUP)
    loop.call_later(0.2, log.append, "still there")
    loop.call_later(0.25, os.kill, os.getpid(), signal.SIGTERM)

    try:
        await served(desk, [platform("one", log)])
    finally:
        signal.signal(signal.SIGHUP, before)

    assert log == ["one begins", "still there", "one ends"]


async def test_a_platform_that_is_refused_ends_the_others_in_order(desk: Desk) -> None:
    log: list[str] = []

    with pytest.raises(ConfigError, match="not accept the token"):
        await served(desk, [platform("one", log), platform("two", log, fails=ConfigError("not accept the token"))])

    assert log == ["one begins", "two begins", "one ends"]


async def test_old_answers_are_let_go_at_the_start(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    asyncio.get_running_loop().call_later(0.2, os.kill, os.getpid(), signal.SIGTERM)
    ledger = desk._archive.ledger
    ledger.remember([Remembered("old", Place("discord", "1"), "ann", 0, Question("what"))])

    await served(desk, [platform("one", [])])

    assert ledger.recall("old") is None
    assert "1 answers were too old and are let go" in [record.getMessage() for record in caplog.records]


# ---- what is posted beside the answers


async def test_what_is_being_posted_ends_before_the_platforms_are_left(desk: Desk) -> None:
    log: list[str] = []
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)

    await served(desk, [platform("one", log)], Posts(log, ending=0.1))

    assert sorted(log[:2]) == ["one begins", "posting begins"]
    assert log[2:] == ["posting ends", "one ends"]


async def test_posting_that_does_not_end_does_not_hold_up_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    log: list[str] = []
    monkeypatch.setattr(running, "POSTED_SECONDS", 0.05)
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)

    await served(desk, [platform("one", log)], Posts(log, ending=60))

    assert sorted(log) == ["one begins", "one ends", "posting begins"]


async def test_a_fault_in_posting_is_logged_and_leaves_the_answers_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log: list[str] = []
    monkeypatch.setattr(running, "AGAIN_SECONDS", 0.02)
    asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGTERM)

    await served(desk, [platform("one", log)], Posts(log, faults=2))

    assert log.count("posting begins") == 3
    assert log[-2:] == ["posting ends", "one ends"]
    faults = [record for record in caplog.records if record.exc_info]
    assert [record.getMessage().partition(";")[0] for record in faults] == [
        "posting failed, by a fault of On Record"
    ] * 2


async def test_while_posting_waits_after_a_fault_the_end_is_not_held_up(desk: Desk) -> None:
    log: list[str] = []
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)

    async with asyncio.timeout(5):
        await served(desk, [platform("one", log)], Posts(log, faults=1))

    assert sorted(log) == ["one begins", "one ends", "posting begins"]


async def test_a_platform_offers_its_posts_while_it_serves(desk: Desk) -> None:
    posts = Posts()
    seen: list[list[str]] = []

    async def serve(
        desk: Desk, ledger: Ledger, health: Health, outlets: Outlets, stop: asyncio.Event  # noqa: ARG001
    ) -> None:
        outlets.open(cast("Outlet", SimpleNamespace(platform="slack")))
        seen.append(list(posts.opened))
        await stop.wait()
        outlets.closed("slack")

    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
    await served(desk, [Platform("Slack", (), serve)], posts)

    assert (seen, posts.opened) == ([["slack"]], [])


@pytest.mark.parametrize(("claim", "seconds"), [(1, 0.5), (10, 5.0), (30, 15.0), (600, 15.0)])
def test_a_call_about_a_post_ends_well_within_its_claim(claim: int, seconds: float) -> None:
    assert wiring.send_seconds(Settings(daily=DailySettings(claim_seconds=claim))) == seconds
