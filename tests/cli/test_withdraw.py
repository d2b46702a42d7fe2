"""Attributions taken back from the command line: what is shown before, what is quoted after, which posts are marked."""

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.cli.withdrawing import place_in
from bot.domain.errors import UsageError
from bot.domain.place import Place
from bot.domain.post import Post, Shown, Stage
from bot.domain.remembered import Flag
from bot.domain.statement import WITHDRAWN, Page
from bot.storage.sqlite import SqliteStore
from tests.builders import GENG, HUA, a_page, keep, question, transcript
from tests.cli.conftest import ROOT, Run

ASKED, OPPOSED, REGRETTED = "Reuters: Will you sign?", "We oppose this.", "We regret that."
PAGE = a_page(question(ASKED), transcript(OPPOSED, GENG), transcript(REGRETTED, HUA), name="news/geng.txt")
SOURCE = PAGE.source.id
START, END = 25, 40
HERE = Place("discord", "1", "10")
FLAG = Flag(2, SOURCE, START, END, "Geng Shuang, Foreign Ministry Spokesperson, China", OPPOSED,
            "That was the journalist.", HERE, "person-1", 1_792_572_600)  # fmt: skip
WHY = "These are the journalist's words."


@pytest.fixture
def withdraw(run: Run, place: Path, store: SqliteStore) -> Run:  # noqa: ARG001  the archive must be there
    """Run the command over the archive."""
    return lambda *arguments: run("withdraw", "--archive", place, *arguments)


def post(day: int, *spans: tuple[int, int], source: str = SOURCE) -> Post:
    """A post of that day of the month that showed those places."""
    shown = tuple(Shown(f"key{start}", source, "geng", 2, start, end) for start, end in spans)
    due = 1_795_000_000 + day
    return Post(f"post{day:08}", "schedule", date(2026, 11, day), HERE, due, Stage.POSTED, shown=shown, message="9")


def posted(store: SqliteStore, *posts: Post) -> None:
    assert store.ledger.put_posts(posts) == [True] * len(posts)


def reasons(store: SqliteStore, source: str = SOURCE) -> list[str]:
    """Why each post that showed the source is wrong, in their order."""
    return [each.wrong for each in store.ledger.showing(source)]


def quoted(page: Page, store: SqliteStore) -> list[str]:
    return [statement.text for statement in store.of_source(page.source.id)]


def test_what_is_withdrawn_is_shown_quoted_no_more_and_its_posts_are_marked(
    withdraw: Run, store: SqliteStore
) -> None:
    posted(store, post(1, (START, END)), post(2, (START + 3, END)), post(3, (42, 57)))

    ran = withdraw("news/geng.txt", f"{START}-{END}", "--reason", WHY, "--yes")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "To be withdrawn from news/geng.txt: 1 statement\n"
        "  Geng Shuang, Foreign Ministry Spokesperson, China\n"
        "  │ We oppose this.\n\n"
        "Reason: These are the journalist's words.\n"
        "2 posts showed it.\n"
        "withdrawn: 1 statement, quoted no more\n"
        "2 posts will be corrected by the bot that serves\n"
    )
    assert quoted(PAGE, store) == [REGRETTED]
    assert [unit.rule for unit in store.page(SOURCE).units] == ["test", WITHDRAWN, "turn"]
    assert reasons(store) == [WHY, WHY, ""]


def test_what_is_withdrawn_is_no_answer_any_more(withdraw: Run, run: Run, place: Path) -> None:
    before = run("ask", "--archive", place, "--json", "who said “oppose this”")
    withdraw(f"geng.txt · {SOURCE[:8]} · {START}–{END}", "--reason", WHY, "--yes")
    after = run("ask", "--archive", place, "--json", "who said “oppose this”")

    assert [each["text"] for each in json.loads(before.out)["excerpts"]] == [OPPOSED]
    assert json.loads(after.out)["excerpts"] == []


def test_where_no_post_showed_it_that_is_said(withdraw: Run, store: SqliteStore) -> None:
    posted(store, post(3, (42, 57)), post(4, (START, END), source="ab" * 32))

    ran = withdraw(SOURCE[:8], f"{START}–{END}", "--reason", WHY, "--yes")

    assert ran.out.splitlines()[-3:] == [
        "No post showed it.", "withdrawn: 1 statement, quoted no more", "no post to correct",
    ]  # fmt: skip
    assert reasons(store) == [""]


def test_all_that_touches_the_place_is_withdrawn(withdraw: Run, store: SqliteStore) -> None:
    ran = withdraw(SOURCE[:8], f"{START + 5}-{END + 5}", "--reason", WHY, "--yes")

    assert "To be withdrawn from news/geng.txt: 2 statements\n" in ran.out
    assert quoted(PAGE, store) == []


def test_withdrawn_before_its_posts_were_marked_they_are_marked_the_second_time(
    withdraw: Run, store: SqliteStore
) -> None:
    """As when the first was ended between the two."""
    posted(store, post(1, (START, END)), post(2, (42, 57)))
    store.withdraw(SOURCE, START, END, WHY)

    first, second = (withdraw(SOURCE, f"{START}-{END}", "--reason", WHY, "--yes") for _ in range(2))

    assert (first.code, first.out) == (0, "it was withdrawn before\n1 post will be corrected by the bot that serves\n")
    assert (second.code, second.out) == (0, "it was withdrawn before\nno post to correct\n")
    assert reasons(store) == [WHY, ""]


def test_posts_of_an_older_version_are_marked_as_well(withdraw: Run, store: SqliteStore) -> None:
    newer = a_page(question(ASKED), transcript(OPPOSED, GENG), transcript("We are glad.", HUA), name="news/geng.txt")
    posted(store, post(1, (START, END)))
    keep(store, newer)

    ran = withdraw("news/geng.txt", f"{START}-{END}", "--reason", WHY, "--yes")

    assert ran.out.splitlines()[-1] == "1 post will be corrected by the bot that serves"
    assert (quoted(newer, store), reasons(store)) == (["We are glad."], [WHY])


def test_a_post_that_may_be_on_its_way_is_marked_and_corrected_once_it_stands(
    withdraw: Run, store: SqliteStore
) -> None:
    sent = replace(post(1, (START, END)), stage=Stage.CLAIMED, message="", until=2_000_000_000)
    other = replace(post(2, (42, 57)), stage=Stage.CLAIMED, message="", until=2_000_000_000)
    posted(store, sent, other)

    ran = withdraw(SOURCE, f"{START}-{END}", "--reason", WHY, "--yes")

    assert (ran.err, ran.out.splitlines()[-1]) == ("", "1 post will be corrected by the bot that serves")
    assert reasons(store) == [WHY, ""]


# ---- what is refused

PLACES = [
    ("news/geng.txt 25-40", ("news/geng.txt", 25, 40)),
    ("geng.txt · ab12cd34 · 120–240", ("ab12cd34", 120, 240)),
    ("geng.txt · ab12cd34 · 120-240 ", ("ab12cd34", 120, 240)),
    ("a page · of 3-4 words.txt · ab12cd34 · 120–240", ("ab12cd34", 120, 240)),
    ("a page of mine.txt 1 – 2", ("a page of mine.txt", 1, 2)),
    ("ab12cd34 · 120–240", ("ab12cd34", 120, 240)),
]


@pytest.mark.parametrize(("typed", "read"), PLACES)
def test_a_place_is_read_as_it_stands_under_a_card(typed: str, read: tuple[str, int, int]) -> None:
    assert place_in(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "geng.txt", "25-40", "geng.txt 25", "geng.txt 25-", "geng.txt -40", "g 40-25", "g 5-5", "g ٢-٣",
              "g 1-" + "9" * 30, "\ud800 1-", "g 1—2"],
)  # fmt: skip
def test_what_is_no_place_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        place_in(typed)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name one place, as under a card: SOURCE START-END; or a report: --report N"),
        (["geng.txt", "1-2", "--report", 1], "name one place, as under a card"),
        (["geng.txt"], "onrecord: “geng.txt” is no place in a source (copy it from below a card: file · ab12cd34 ·"),
        (["news/geng.txt", "40-25", "--reason", "x"], "onrecord: 40–25 holds nothing (the end is behind the start)"),
        (["news/geng.txt", "25-40"], 'onrecord: why is it withdrawn? (--reason "…"; people read it where a post is'),
        (["news/geng.txt", "25-40", "--reason", " \n "], "onrecord: a reason has 1 to 300 characters"),
        (["news/geng.txt", "25-40", "--reason", "x" * 301], "onrecord: a reason has 1 to 300 characters"),
        (["nowhere.txt", "25-40", "--reason", "x"], "nowhere.txt"),
        (["news/geng.txt", "0-10", "--reason", "x"],
         f"no statement stands at 0–10 of news/geng.txt (onrecord show {SOURCE[:8]} shows what stands where)\n"),
        (["news/geng.txt", "900-999", "--reason", "x"], "no statement stands at 900–999"),
        (["news/geng.txt", "25-40", "--reason", "x"], "nobody is there to be asked, so nothing was withdrawn ("),
        (["--report", 3, "--yes"], "onrecord: no report has the number 3 (onrecord reports lists those that are open)"),
        (["--report", 0], "0 is not in the range x>=1"),
    ],
)  # fmt: skip
def test_a_wrong_use_is_one_line_and_withdraws_nothing(
    withdraw: Run, store: SqliteStore, arguments: Sequence[object], told: str
) -> None:
    posted(store, post(1, (START, END)))

    ran = withdraw(*arguments)

    assert (ran.code, told in ran.err) == (2, True), ran.err
    assert "Traceback" not in ran.err
    assert (quoted(PAGE, store), reasons(store)) == ([OPPOSED, REGRETTED], [""])


# ---- what was reported


@pytest.mark.parametrize("command", [("withdraw", "--report"), ("reports", "--withdraw")])
def test_what_was_reported_is_withdrawn_and_the_report_settled(
    run: Run, store: SqliteStore, place: Path, command: tuple[str, str]
) -> None:
    number = store.ledger.flag(FLAG)
    posted(store, post(1, (START, END)))

    ran = run(*command, number, "--archive", place, "--yes")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-3:] == [
        "withdrawn: 1 statement, quoted no more", "1 post will be corrected by the bot that serves",
        "report 1 is settled; open: 0",
    ]  # fmt: skip
    assert reasons(store) == ["it was reported as wrong, and found so on review"]
    assert store.ledger.flags(settled=True) == [(1, FLAG)]
    assert "    now: withdrawn, no longer quoted\n" in run("reports", "--archive", place, "--settled").out
    told = json.loads(run("reports", "--archive", place, "--settled", "--json").out)
    assert (told["standing"], told["speaker_now"]) == ("withdrawn", None)


def test_the_words_of_who_reported_it_are_never_the_reason_that_is_published(
    withdraw: Run, store: SqliteStore
) -> None:
    store.ledger.flag(replace(FLAG, reason="Vote for me!"))
    posted(store, post(1, (START, END)))

    ran = withdraw("--report", 1, "--reason", WHY, "--yes")

    assert ("Vote" in ran.out, reasons(store)) == (False, [WHY])


def test_a_settled_report_can_still_be_withdrawn(withdraw: Run, store: SqliteStore) -> None:
    store.ledger.settle(store.ledger.flag(FLAG))

    ran = withdraw("--report", 1, "--yes")

    assert (ran.code, ran.out.splitlines()[-1], quoted(PAGE, store)) == (0, "no post to correct", [REGRETTED])


@pytest.mark.parametrize(
    "flag", [replace(FLAG, source="ab" * 32), replace(FLAG, source=SOURCE[:8]), replace(FLAG, text="We oppose that.")]
)
def test_a_report_about_what_does_not_stand_withdraws_nothing(withdraw: Run, store: SqliteStore, flag: Flag) -> None:
    store.ledger.flag(flag)

    ran = withdraw("--report", 1, "--yes")

    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert (quoted(PAGE, store), len(store.ledger.flags())) == ([OPPOSED, REGRETTED], 1)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--withdraw", 1, "--settle", 1], "--withdraw settles its report, too: leave --settle out"),
        (["--withdraw", 1, "--json"], "--withdraw closes reports and lists none: leave --settled and --json out"),
        (["--withdraw", 1, "--settled"], "--withdraw closes reports and lists none"),
        (["--reason", "x"], "--reason and --yes go with --withdraw"),
        (["--settle", 1, "--yes"], "--reason and --yes go with --withdraw"),
    ],
)
def test_reports_are_listed_settled_or_withdrawn_one_at_a_time(
    run: Run, store: SqliteStore, place: Path, arguments: Sequence[object], told: str
) -> None:
    store.ledger.flag(FLAG)

    ran = run("reports", "--archive", place, *arguments)

    assert (ran.code, ran.out, told in ran.err) == (2, "", True)
    assert (store.ledger.flags(), quoted(PAGE, store)) == ([(1, FLAG)], [OPPOSED, REGRETTED])


# ---- whatever stands on a page

HOSTILE = "\x1b[2J We oppose \u202e this.\r\x9b3m"


def test_hostile_words_are_shown_and_do_nothing(run: Run, store: SqliteStore, place: Path) -> None:
    page = a_page(transcript(HOSTILE, replace(GENG, name="G\x1b[1mS", role="\u202erole")), name="h\x1bx.txt")
    keep(store, page)

    ran = run("withdraw", "--archive", place, page.source.id, f"0-{len(HOSTILE)}", "--reason", "\x1b[5m x", "--yes")

    assert ran.code == 0
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.out) == []


# ---- at a terminal


@pytest.mark.skipif(os.name == "nt", reason="pexpect needs a pseudo-terminal")
@pytest.mark.parametrize(("said", "code", "stands"), [("n", 1, True), ("", 1, True), ("yes", 0, False)])
def test_at_a_terminal_one_is_asked_before(
    store: SqliteStore, place: Path, said: str, code: int, stands: bool  # noqa: FBT001
) -> None:
    import pexpect

    arguments = ["-m", "bot", "withdraw", "--archive", str(place), SOURCE[:8], f"{START}-{END}", "--reason", WHY]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    child = pexpect.spawn(sys.executable, arguments, cwd=str(place.parent), env=environ, timeout=20, encoding="utf-8")
    child.expect("We oppose this")
    child.expect("Withdraw it")
    child.sendline(said)
    child.expect(pexpect.EOF)
    child.close()

    assert (child.exitstatus, OPPOSED in quoted(PAGE, store)) == (code, stands)
