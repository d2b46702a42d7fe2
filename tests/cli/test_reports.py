"""What people reported as wrong, for whoever reviews it: the facts beside each, and no word that can play a trick."""

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.place import Place
from bot.domain.remembered import Flag
from bot.domain.statement import Page, Speaker
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, HUA, a_page, keep, narration, official, question, reread, transcript
from tests.cli.conftest import Run

PAGE = a_page(question("Reuters: Will you sign?"), transcript("We oppose this.", GENG), name="news/geng.txt")
HERE = Place("discord", "guild-1", "channel-1")
FLAG = Flag(2, PAGE.source.id, 25, 40, "Geng Shuang, Foreign Ministry Spokesperson, China", "We oppose this.",
            "That was the journalist.", HERE, "person-1", 1_792_572_600)  # fmt: skip

KEYS = [
    "number", "settled", "at", "platform", "server", "channel", "person", "speaker", "text", "reason", "statement",
    "source", "file", "start", "end", "standing", "speaker_now",
]  # fmt: skip


@pytest.fixture
def reports(run: Run, place: Path, store: SqliteStore) -> Run:  # noqa: ARG001  the archive must be there
    """Run the command over the archive."""
    return lambda *arguments: run("reports", "--archive", place, *arguments)


def test_nothing_reported_is_one_line(reports: Run) -> None:
    assert (reports().code, reports().out, reports().err) == (0, "", "onrecord: no report is open\n")
    assert reports("--settled").err == "onrecord: no report is settled\n"
    assert (reports("--json").out, reports("--json").code) == ("", 0)


def test_a_report_tells_when_where_whose_what_why_and_what_has_become_of_it(
    reports: Run, store: SqliteStore
) -> None:
    store.ledger.flag(FLAG)

    ran = reports()

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "#1  2026-10-21 08:50 UTC  discord, server guild-1, channel channel-1\n"
        "    shown as: Geng Shuang, Foreign Ministry Spokesperson, China\n"
        "    words: We oppose this.\n"
        "    reason: That was the journalist.\n"
        f"    place: news/geng.txt ({PAGE.source.id[:8]}), characters 25 to 40\n"
        "    now: quoted so still\n"
    )


@pytest.mark.parametrize(
    ("where", "shown"),
    [
        (Place("slack", "team", ""), "slack, server team"),
        (Place("discord", "dm:person-1", "7"), "discord, a direct message"),
        (Place("terminal", "", ""), "terminal"),
    ],
)
def test_where_it_was_reported_is_told_as_far_as_it_is_known(
    reports: Run, store: SqliteStore, where: Place, shown: str
) -> None:
    store.ledger.flag(replace(FLAG, place=where, reason=""))

    lines = reports().out.splitlines()

    assert lines[0] == f"#1  2026-10-21 08:50 UTC  {shown}"
    assert lines[3] == "    reason: none given"


def forget_quoting(page: Page) -> Page:
    """The page read by rules that take its statements for the reporter's own words."""
    other = a_page(question("Reuters: Will you sign?"), narration("We oppose this."), name="news/geng.txt")
    return replace(reread(page), units=other.units)


def quote_another(page: Page, speaker: Speaker = HUA) -> Page:
    """The page read by rules that give its statements to somebody else."""
    return replace(reread(page), units=(page.units[0], replace(page.units[1], speaker=speaker)))


NEWER = a_page(official("We sign."), name="news/geng.txt")


@pytest.mark.parametrize(
    ("flag", "then", "standing", "now"),
    [
        (FLAG, None, "unchanged", "quoted so still"),
        (replace(FLAG, speaker="Geng Shuang"), None, "unchanged", "quoted so still"),
        (replace(FLAG, start=28, text="oppose this."), None, "unchanged", "quoted so still"),
        (replace(FLAG, speaker="Geng Shuangfeng"), None, "other speaker", "quoted as Geng Shuang"),
        (FLAG, quote_another(PAGE), "other speaker", "quoted as Hua Chunying"),
        (FLAG, forget_quoting(PAGE), "not quoted", "no longer quoted"),
        (FLAG, NEWER, "superseded", "no longer quoted: a newer version of the page is"),
        (replace(FLAG, text="We oppose that."), None, "altered", "other words stand in its place: run onrecord verify"),
        (replace(FLAG, source="ab" * 32), None, "gone", "its source is not in this archive"),
        (replace(FLAG, source=PAGE.source.id[:8]), None, "gone", "its source is not in this archive"),
    ],
)
def test_a_report_says_whether_the_statement_still_stands(
    reports: Run, store: SqliteStore, flag: Flag, then: Page | None, standing: str, now: str
) -> None:
    store.ledger.flag(flag)
    if then is not None:
        keep(store, then)

    told, shown = json.loads(reports("--json").out), reports().out

    assert told["standing"] == standing
    assert shown.splitlines()[-1] == f"    now: {now}"


def test_a_report_about_a_page_that_fails_its_check_is_listed(reports: Run, store: SqliteStore, place: Path) -> None:
    store.ledger.flag(FLAG)
    with sqlite3.connect(place) as db:
        db.execute("UPDATE texts SET text = 'x'")
    db.close()

    ran = reports()

    assert ran.code == 0
    assert ran.out.splitlines()[-2:] == [
        f"    place: a source ({PAGE.source.id[:8]}), characters 25 to 40",
        "    now: its page fails its check: run onrecord verify",
    ]


def test_as_json_a_report_is_one_object_a_line_with_everything_kept(reports: Run, store: SqliteStore) -> None:
    store.ledger.flag(FLAG)
    store.ledger.flag(replace(FLAG, reason="two\nlines"))

    told = [json.loads(line) for line in reports("--json").out.splitlines()]

    assert [list(each) for each in told] == [KEYS, KEYS]
    assert told[1] == {
        "number": 2, "settled": False, "at": "2026-10-21T08:50:00Z", "platform": "discord", "server": "guild-1",
        "channel": "channel-1", "person": "person-1", "speaker": FLAG.speaker, "text": "We oppose this.",
        "reason": "two\nlines", "statement": 2, "source": PAGE.source.id, "file": "news/geng.txt", "start": 25,
        "end": 40, "standing": "unchanged", "speaker_now": "Geng Shuang",
    }  # fmt: skip


# ---- settling


def test_a_settled_report_is_no_longer_listed_as_open(reports: Run, store: SqliteStore) -> None:
    for reason in ("one", "two", "three"):
        store.ledger.flag(replace(FLAG, reason=reason))

    ran = reports("--settle", 3, "--settle", 1, "--settle", 3)

    assert (ran.code, ran.out) == (0, "report 3 is settled; open: 2\nreport 1 is settled; open: 1\n")
    assert re.findall(r"^#\d+", reports().out, re.MULTILINE) == ["#2"]
    assert re.findall(r"^#\d+", reports("--settled").out, re.MULTILINE) == ["#1", "#3"]
    assert [json.loads(line)["settled"] for line in reports("--settled", "--json").out.splitlines()] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--settle", 2], "onrecord: no report has the number 2 (onrecord reports lists those that are open)\n"),
        (["--settle", 10**30], f"onrecord: no report has the number {10**30}"),
        (["--settle", 0], "0 is not in the range x>=1"),
        (["--settle", "one"], "'one' is not a valid integer"),
        (["--settle"], "Option '--settle' requires an argument"),
        (["--settled", "1"], "unexpected extra argument (1)"),
        (["--settle", 1, "--json"], "--settle closes reports and lists none"),
        (["--settle", 1, "--settled"], "--settle closes reports and lists none"),
    ],
)
def test_a_wrong_use_settles_nothing(
    reports: Run, store: SqliteStore, arguments: list[object], message: str
) -> None:
    store.ledger.flag(FLAG)

    ran = reports(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert store.ledger.flags() == [(1, FLAG)]


def test_a_report_settled_twice_is_told_so(reports: Run, store: SqliteStore) -> None:
    store.ledger.settle(store.ledger.flag(FLAG))

    ran = reports("--settle", 1)

    assert (ran.code, ran.err) == (
        2, "onrecord: report 1 is settled already (onrecord reports --settled lists it)\n"
    )  # fmt: skip


# ---- whatever was typed in a chat

HOSTILE = "\x1b[2J\x1b]0;owned\x07 one\n#7  2026-10-21 08:50 UTC  discord\u2028\u202etwo\r\x9b3m \ud800 \0"


@pytest.mark.parametrize(
    "change",
    [
        lambda flag: replace(flag, reason=HOSTILE),
        lambda flag: replace(flag, speaker=HOSTILE),
        lambda flag: replace(flag, text=HOSTILE),
        lambda flag: replace(flag, source=HOSTILE),
        lambda flag: replace(flag, person=HOSTILE, place=Place(HOSTILE, HOSTILE, HOSTILE)),
    ],
)
def test_hostile_words_are_shown_and_do_nothing(
    reports: Run, store: SqliteStore, change: Callable[[Flag], Flag]
) -> None:
    """No control reaches the screen, no line of it looks like another report; the JSON gives them to the letter."""
    store.ledger.flag(change(FLAG))

    ran, told = reports(), reports("--json")

    assert (ran.code, told.code) == (0, 0)
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800]", ran.out) == []
    assert [line[0] for line in ran.out.splitlines() if not line.startswith("    ")] == ["#"]
    assert len(told.out.encode("utf-8", "surrogatepass").split(b"\n")) == 2
    given = json.loads(told.out)
    place = Place(given["platform"], given["server"], given["channel"])
    kept = change(FLAG)
    assert (given["reason"], given["speaker"], given["text"], given["source"], given["person"], place) == (
        kept.reason, kept.speaker, kept.text, kept.source, kept.person, kept.place,
    )  # fmt: skip


def test_long_words_are_wrapped_and_cut_visibly(reports: Run, store: SqliteStore) -> None:
    store.ledger.flag(replace(FLAG, reason="never " * 2000))

    lines = reports().out.splitlines()

    assert max(map(len, lines)) <= 80
    assert len(lines) < 20
    assert "(11,399 characters more; --json shows all)" in " ".join(" ".join(lines).split())
