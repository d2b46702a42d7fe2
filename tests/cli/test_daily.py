"""The statement of the day from a shell: the chat's commands, by options or in the chat's words, in the place meant."""

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import click
import pytest

from bot.cli.app import app
from bot.cli.commands import register
from bot.cli.discord import declared_commands
from bot.domain.place import Place
from bot.domain.post import Entry, Post, Shown, Stage
from bot.domain.schedule import Schedule
from bot.domain.statement import Voice
from bot.ports import Ledger
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, HUA, a_page, keep, transcript
from tests.cli.conftest import Run
from tests.wire.discord_server import DiscordServer
from tests.wire.discord_world import SEND

TALK = (
    "We have always held that differences should be settled by dialogue among equals, and we will go on saying so.",
    "The two sides agreed to resume negotiations on trade next spring and to open three more ports to fishermen.",
)
PAGE = a_page(transcript(TALK[0], GENG), transcript(TALK[1], HUA), name="news/geng.txt")
NEWS, CHAT, TEAM = Place("discord", "1", "10"), Place("discord", "1", "11"), Place("slack", "T1", "C1")
SET = ("set", "--time", "9 am", "--zone", "oslo")
UNASKED = "onrecord: whether On Record may post there could not be checked: {} is not set\n"


@pytest.fixture
def ledger(store: SqliteStore) -> Ledger:
    return store.ledger


@pytest.fixture
def daily(run: Run, place: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: ARG001  the archive
    """Run the command over the archive, without any token."""
    for name in ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return lambda *arguments: run("daily", *arguments, "--archive", place)


def told(text: str) -> str:
    """The text without the line ends of a narrow screen."""
    return " ".join(text.split())


def facts(schedule: Schedule) -> tuple[Any, ...]:
    return schedule.number, schedule.place, f"{schedule.at:%H:%M}", schedule.zone, schedule.days, schedule.each


# ---- setting


@pytest.mark.parametrize(
    "typed",
    [
        (*SET, "--channel", "https://discord.com/channels/1/10"),
        (*SET, "--channel=discord:1/10"),
        ("set", "time:", "9 am", "zone:", "oslo", "channel:", "https://discord.com/channels/1/10"),
        ("set time: 9 am zone: oslo channel: discord:1/10",),
        ("SET", "zone: oslo time: 09:00", "--channel", "discord:1/10"),
    ],
)
def test_a_schedule_is_set_by_options_or_in_the_chats_words(
    daily: Run, ledger: Ledger, typed: Sequence[str]
) -> None:
    ran = daily(*typed)

    assert (ran.code, ran.err) == (0, UNASKED.format("DISCORD_TOKEN"))
    assert "every day at 09:00 Europe/Oslo, in discord:1/10" in told(ran.out)
    assert re.search(r"Next: \w{3} \d+ \w{3} 09:00 Europe/Oslo, in \d+ (h|min)\.", told(ran.out))
    (kept,) = ledger.schedules()
    assert facts(kept) == (1, NEWS, "09:00", "Europe/Oslo", (1, 2, 3, 4, 5, 6, 7), 1)
    assert kept.person == ""  # nobody whom Discord could write to


def test_all_that_can_be_set_is_set(daily: Run, ledger: Ledger) -> None:
    ran = daily(
        *SET, "--channel", "slack:T1/C1", "--days", "weekly digest", "--party", "China", "--voice", "transcript",
        "--about", "trade",
    )  # fmt: skip

    (kept,) = ledger.schedules()
    assert (ran.code, facts(kept)) == (0, (1, TEAM, "09:00", "Europe/Oslo", (1,), 3))
    assert (kept.party, kept.about, kept.voice) == ("CN", "trade", Voice.TRANSCRIPT)
    assert ran.err == UNASKED.format("SLACK_BOT_TOKEN")


def test_one_is_changed_by_its_number(daily: Run, ledger: Ledger) -> None:
    daily(*SET, "--channel", "discord:1/10")

    ran = daily("set", "--time", "noon", "--zone", "oslo", "--which", 1, "--channel", "discord:1/11")

    assert ran.code == 0
    assert [facts(each)[:3] for each in ledger.schedules()] == [(1, CHAT, "12:00")]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (SET, "“daily set” needs its channel (copy its link: https://discord.com/channels/SERVER/CHANNEL or"),
        ((*SET, "--channel", "general"), "“general” names no channel (copy its link"),
        (("set", "--zone", "oslo", "--channel", "discord:1/10"), "“daily set” needs its time (time: "),
        ((*SET, "--channel", "discord:1/10", "--voice", "reported"), "voice cannot be “reported” (it can be direct"),
        (("set", "--time", "25:00", "--zone", "oslo", "--channel", "discord:1/10"), "25:00"),
        (("set", "--time", "9", "--zone", "Atlantis", "--channel", "discord:1/10"), "Atlantis"),
        ((*SET, "--channel", "discord:1/10", "--about", "xylophones"), "the archive holds nothing that could be poste"),
        ((*SET, "time: 10:00", "--channel", "discord:1/10"), "time is given twice (leave out --time, or time:)"),
        (("off", "tomorrow"), "there is no statement of the day yet (set one: onrecord daily set --channel LINK"),
        (("list", "tomorrow"), "“tomorrow” is no option of daily list (write --channel VALUE, or channel: VALUE as"),
        (("off",), "there is no statement of the day yet (set one: onrecord daily set --channel LINK"),
        (("why", "--channel", "discord:1/10"), "no statement of the day is set here"),
    ],
)
def test_what_cannot_be_is_one_line_and_keeps_nothing(
    daily: Run, ledger: Ledger, typed: Sequence[str], line: str
) -> None:
    ran = daily(*typed)

    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith("onrecord: ")
    assert line in ran.err
    assert ledger.schedules() == []


@pytest.mark.parametrize("typed", [("sett",), ("briefing", "about", "Norway"), ("set", "--colour-of", "x"), ("",)])
def test_what_is_no_command_or_option_is_a_wrong_use(daily: Run, typed: Sequence[str]) -> None:
    ran = daily(*typed)

    if typed == ("",):  # nothing, as no word at all
        assert ran.code == 0
    else:
        assert (ran.code, "Traceback" in ran.err) == (2, False)
        assert typed[-1 if typed[0] == "set" else 0].removesuffix("x") in ran.err or "--colour-of" in ran.err


async def test_where_the_bot_may_not_post_nothing_is_kept(
    daily: Run, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with DiscordServer() as server:
        monkeypatch.setenv("DISCORD_TOKEN", server.token)
        monkeypatch.setenv("ONRECORD_DISCORD_API_URL", server.api_url)
        there = ("--channel", f"discord:{server.guild.id}/{server.channel.id}")
        server.revoke(server.channel, SEND)
        barred = await asyncio.to_thread(daily, *SET, *there)
        kept = ledger.schedules()
        server.grant(server.channel, SEND)
        free = await asyncio.to_thread(daily, *SET, *there)

    assert (barred.code, barred.out, kept) == (2, "", [])
    assert barred.err == (
        "onrecord: On Record lacks the permission Send Messages there "
        "(Give On Record's role the permission in that channel's settings, under Permissions)\n"
    )
    assert (free.code, free.err, len(ledger.schedules())) == (0, "", 1)


# ---- seeing


def test_without_any_the_list_says_how_to_set_one(daily: Run) -> None:
    for typed in ((), ("list",), ("--json",)):
        ran = daily(*typed)

        assert (ran.code, ran.out) == (0, "")
        assert ran.err == (
            "onrecord: there is no statement of the day yet; "
            "set one: onrecord daily set --channel LINK --time 09:00 --zone Oslo\n"
        )


def test_the_list_shows_all_places_as_they_can_be_typed(daily: Run, ledger: Ledger) -> None:
    for channel in ("discord:1/10", "discord:1/11", "slack:T1/C1"):
        daily(*SET, "--channel", channel)

    everywhere, there = daily("list"), daily("list", "--channel", "discord:1/11")

    assert re.findall(r"(?:discord|slack):\S+/\S+", everywhere.out) == ["discord:1/10", "discord:1/11", "slack:T1/C1"]
    assert re.findall(r"(?:discord|slack):\S+/\S+", there.out) == ["discord:1/10", "discord:1/11"]
    assert re.findall(r"^\S.*", everywhere.out, re.MULTILINE) == ["discord:1", "slack:T1"]
    assert daily().out == everywhere.out
    assert len(ledger.schedules()) == 3


def test_the_list_as_json_is_one_object_a_line(daily: Run) -> None:
    daily(*SET, "--channel", "discord:1/10", "--days", "weekdays", "--party", "China")
    daily(*SET, "--channel", "slack:T1/C1")
    daily("pause", "--channel", "slack:T1/C1")

    first, second = (json.loads(line) for line in daily("list", "--json").out.splitlines())

    following = first.pop("next")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT0[78]:00:00Z", following)
    assert first == {
        "number": 1, "platform": "discord", "server": "1", "channel": "10", "time": "09:00", "zone": "Europe/Oslo",
        "days": [1, 2, 3, 4, 5], "each": 1, "party": "CN", "about": None, "voice": None, "paused": None,
    }  # fmt: skip
    assert (second["platform"], second["next"], bool(second["paused"])) == ("slack", None, True)
    there = daily("--json", "--channel", "discord:1/9").out
    assert [json.loads(line)["channel"] for line in there.splitlines()] == ["10"]


def test_one_in_a_zone_that_is_not_known_here_has_no_next_one(daily: Run, ledger: Ledger) -> None:
    """It may be kept where the data of the zones is another; the others are listed all the same."""
    ledger.keep_schedule(Schedule("aaaaaaaaaaaa", NEWS, time(9), "Europe/Nowhere"))
    daily(*SET, "--channel", "slack:T1/C1")

    ran = daily("list", "--json")

    assert [json.loads(line)["next"] is None for line in ran.out.splitlines()] == [True, False]


def test_the_next_one_is_shown_as_it_will_look(daily: Run) -> None:
    daily(*SET, "--channel", "discord:1/10")

    ran = daily("preview")

    assert (ran.code, ran.err) == (0, "")
    assert any(f"“{words}”" in told(ran.out.replace("│", "")) for words in TALK)
    assert "Geng Shuang" in ran.out or "Hua Chunying" in ran.out


def test_todays_is_shown_to_anybody_as_in_the_channel(run: Run, place: Path, daily: Run) -> None:
    daily(*SET, "--channel", "discord:1/10")

    here, there = run("today", "--archive", place), run("today", "--archive", place, "--channel", "discord:1/10")

    for ran in (here, there):
        assert (ran.code, ran.err) == (0, "")
        assert any(f"“{words}”" in told(ran.out.replace("│", "")) for words in TALK)


def test_in_an_archive_with_nothing_fit_today_says_so(run: Run, bare: Path) -> None:
    place = bare / "other.db"
    store = SqliteStore(place)
    keep(store, a_page(transcript("Thank you.", GENG)))
    store.close()

    ran = run("today", "--archive", place)

    assert (ran.code, "Thank you" in ran.out) == (1, False)


def test_what_was_posted_is_told_in_words_and_as_json(daily: Run, ledger: Ledger) -> None:
    daily(*SET, "--channel", "discord:1/10")
    (schedule,) = ledger.schedules()
    span = PAGE.units[0].span
    shown = (Shown("key", PAGE.source.id, "geng", 1, *span),)
    due = 1_768_467_600
    ledger.put_posts([
        Post("aaaaaaaaaaaa", schedule.id, date(2026, 1, 15), NEWS, due, Stage.POSTED, shown=shown, message="77",
             log=(Entry(due + 2, "posted", "as 77"),)),
        Post("bbbbbbbbbbbb", schedule.id, date(2026, 1, 16), NEWS, due + 86_400, Stage.MISSED,
             log=(Entry(due + 99_000, "missed", "nobody served"),)),
    ])  # fmt: skip

    words, objects = daily("history"), daily("history", "--json")

    assert words.code == 0
    assert "posted · Geng Shuang: “We have always held" in told(words.out)
    assert "missed: nobody served" in told(words.out)
    missed, posted = (json.loads(line) for line in objects.out.splitlines())
    assert (missed["stage"], missed["message"], missed["shown"]) == ("missed", None, [])
    assert posted == {
        "number": 1, "platform": "discord", "server": "1", "channel": "10", "day": "2026-01-15",
        "due": "2026-01-15T09:00:00Z", "stage": "posted", "message": "77",
        "shown": [{"source": PAGE.source.id, "start": span.start, "end": span.end}], "wrong": None, "corrected": None,
        "log": [{"at": "2026-01-15T09:00:02Z", "step": "posted", "text": "as 77"}],
    }  # fmt: skip


# ---- turning


def test_one_is_skipped_paused_resumed_and_ended(daily: Run, ledger: Ledger) -> None:
    daily(*SET, "--channel", "discord:1/10")
    ident = ledger.schedules()[0].id

    following = json.loads(daily("list", "--json").out)["next"]
    assert daily("skip").code == 0
    assert json.loads(daily("list", "--json").out)["next"] > following
    assert [post.stage for post in ledger.posts(ident, 5)] == [Stage.SKIPPED]
    assert daily("resume").code == 0
    assert [post.stage for post in ledger.posts(ident, 5)] == [Stage.OPEN]
    assert daily("pause", "1").code == 0
    assert bool(ledger.schedules()[0].paused)
    assert daily("resume", "--which", "1").code == 0
    assert ledger.schedules()[0].paused == ""
    assert daily("why").code == 0
    assert daily("off").code == 0
    assert ledger.schedules() == []


def test_of_several_one_must_be_named(daily: Run, ledger: Ledger) -> None:
    daily(*SET, "--channel", "discord:1/10")
    daily(*SET, "--channel", "slack:T1/C1")

    ran = daily("off")

    assert (ran.code, len(ledger.schedules())) == (2, 2)
    assert ran.err == (
        "onrecord: which one? There are discord:1/10 number 1, slack:T1/C1 number 1 "
        "(name it: --channel discord:1/10 --which 1)\n"
    )
    assert daily("off", "--channel", "slack:T1/C1").code == 0
    assert [each.place for each in ledger.schedules()] == [NEWS]


# ---- the declarations


def test_the_commands_and_options_are_those_of_the_chats() -> None:
    register(app)
    group = app.commands["daily"]
    assert isinstance(group, click.Group)
    with click.Context(group) as ctx:
        made = {name: group.get_command(ctx, name) for name in group.list_commands(ctx)}
    declared = {each.name: each for each in declared_commands() if each.name.startswith("daily ")}

    assert [f"daily {name}" for name in made] == list(declared)
    for name, command in made.items():
        assert command is not None
        options = {each.name for each in command.params if isinstance(each, click.Option)}
        assert {each.name for each in declared[f"daily {name}"].options} | {"channel"} <= options


def test_every_command_has_its_help(run: Run) -> None:
    for name in ("set", "list", "preview", "why", "skip", "pause", "resume", "history", "off"):
        ran = run("daily", name, "--help")
        assert (ran.code, "--channel LINK" in ran.out, "--archive PATH" in ran.out) == (0, True, True)


HOSTILE = "\x1b[2J\x07 \u202e time: 9\r\x9b3m \ud800"


@pytest.mark.parametrize("option", ["time", "zone", "days", "party", "about", "voice", "which", "channel"])
def test_hostile_words_are_refused_harmlessly(daily: Run, ledger: Ledger, option: str) -> None:
    ran = daily(*SET, "--channel", "discord:1/10", f"--{option}", HOSTILE)

    assert (ran.code, ledger.schedules()) == (2, [])
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", ran.out + ran.err) == []
