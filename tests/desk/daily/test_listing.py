"""``daily list``, ``history`` and ``why``: what is set, what was posted, and a verdict for every step of a post."""

from dataclasses import replace
from datetime import date

import pytest

from bot.desk.reply import Listing, Outcome, Reply, Row
from bot.desk.request import Request
from bot.domain.place import PlaceSettings
from bot.domain.post import Entry, Post, Stage
from tests.desk.conftest import ALONE, SERVER, facts, lines, rows
from tests.desk.daily.conftest import DAY, HOUR, SUNDAY, Daily

RHYTHM = "every day at 09:00 Europe/Oslo"
NEXT = "Mon 23 Nov 09:00 Europe/Oslo, in 24 h"
BEGUN = "Ine Eriksen Søreide: “Norway will protect the seabed of the Arctic, whatever anybody else may decide” …"
DUE = SUNDAY + HOUR


def titles(reply: Reply) -> list[str]:
    return [part.title for part in reply.parts if isinstance(part, Listing)]


def kept(daily: Daily, stage: Stage, day: date = date(2026, 11, 22), **changes: object) -> Post:
    """A post of the only schedule as somebody left it."""
    post = Post("p", daily.only().id, day, SERVER, DUE, stage)
    assert daily.ledger.put_posts([replace(post, **changes)]) == [True]  # type: ignore[arg-type]
    return post


def test_the_list_tells_every_schedule_and_its_next_post(daily: Daily) -> None:
    daily.set()
    daily.set(channel="22", days="weekdays", time="18:00", party="China")

    reply = daily.run("list")

    assert titles(reply) == ["Statements of the day in this server"]
    assert rows(reply) == (
        Row("Schedule 1", f"{RHYTHM} · next: Sun 22 Nov 09:00, in 1 h", channels=("1",)),
        Row("Schedule 2", "weekdays at 18:00 Europe/Oslo; statements by China · next: Mon 23 Nov 18:00, in 34 h",
            channels=("22",)),
    )  # fmt: skip
    assert (reply.private, reply.outcome) == (True, Outcome.DONE)


def test_the_list_tells_why_one_is_paused(daily: Daily) -> None:
    daily.set()
    daily.ledger.keep_schedule(replace(daily.only(), paused="On Record may not write\nthere"))

    assert rows(daily.run("list"))[0].text == f"{RHYTHM} · paused: On Record may not write there"


def test_an_empty_list_says_how_to_set_one(daily: Daily) -> None:
    reply = daily.run("list")

    assert lines(reply) == ["No statement of the day is set here.", "“daily set” sets one."]
    assert reply.outcome is Outcome.NOTHING


def test_in_a_conversation_with_the_bot_alone_no_channel_is_named(daily: Daily) -> None:
    daily.desk.handle(Request("daily set", ALONE, "7", {"time": "9", "zone": "Oslo"}))

    reply = daily.desk.handle(Request("daily list", ALONE, "7"))

    assert titles(reply) == ["Statements of the day in this conversation"]
    assert [row.channels for row in rows(reply)] == [()]


def test_the_history_tells_what_became_of_every_day(daily: Daily) -> None:
    daily.set()
    daily.post()
    for number, (stage, text) in enumerate(
        [(Stage.SKIPPED, "as somebody here asked"), (Stage.MISSED, "nobody served"), (Stage.FAILED, "no access"),
         (Stage.NOTHING, "The archive is empty."), (Stage.OPEN, "x"), (Stage.CLAIMED, "x")]
    ):  # fmt: skip
        kept(daily, stage, date(2026, 11, 23 + number), log=(Entry(DUE, "step", text),))

    reply = daily.run("history")

    assert titles(reply) == [f"Schedule 1, {RHYTHM}: the last 7 posts"]
    assert [(row.name, row.text) for row in rows(reply)] == [
        ("Sat 28 Nov", "being posted"),
        ("Fri 27 Nov", "to be posted after all"),
        ("Thu 26 Nov", "nothing fit to be posted: The archive is empty."),
        ("Wed 25 Nov", "failed: no access"),
        ("Tue 24 Nov", "missed: nobody served"),
        ("Mon 23 Nov", "skipped"),
        ("today, Sun 22 Nov", f"posted · {BEGUN}"),
    ]  # fmt: skip


@pytest.mark.parametrize(("corrected", "told"), [(DUE, "posted, corrected"), (0, "posted, to be corrected")])
def test_words_that_do_not_stand_any_more_are_not_quoted(daily: Daily, corrected: int, told: str) -> None:
    daily.set()
    post = daily.post(wrong="Geng said it", corrected=corrected)
    daily.archive.gone = {post.shown[0].statement}

    reply = daily.run("history")
    (row,) = rows(reply)

    assert titles(reply) == [f"Schedule 1, {RHYTHM}: the last post"]
    assert row.text == f"{told} · a statement that no longer stands in the archive as it was shown"


def test_the_history_has_the_last_fifteen(daily: Daily) -> None:
    daily.set()
    for day in range(1, 21):
        kept(daily, Stage.SKIPPED, date(2025, 10, day))

    named = [row.name for row in rows(daily.run("history"))]

    assert (len(named), named[0], named[-1]) == (15, "Mon 20 Oct 2025", "Mon 6 Oct 2025")


def test_before_the_first_post_there_is_no_history(daily: Daily) -> None:
    daily.set()

    reply = daily.run("history")

    assert (lines(reply), reply.outcome) == ([f"Schedule 1 has posted nothing yet: {RHYTHM}."], Outcome.NOTHING)


def test_why_tells_of_a_day_that_is_not_due_yet(daily: Daily) -> None:
    daily.set()

    reply = daily.run("why")

    assert titles(reply) == [f"Schedule 1, {RHYTHM}: Sunday 22 November 2026"]
    assert facts(reply) == {
        "Schedule": "on", "Day": "Sunday is one of its days: every day", "Due": "09:00 Europe/Oslo, in 1 h",
    }  # fmt: skip


def test_why_tells_every_step_of_a_post_that_came(daily: Daily) -> None:
    daily.set()
    daily.post(log=(Entry(DUE, "claimed"), Entry(DUE + 1, "sending", "try 1"), Entry(DUE + 2, "posted")))

    reply = daily.run("why")

    assert facts(reply) == {
        "Schedule": "on",
        "Day": "Sunday is one of its days: every day",
        "Due": "09:00 Europe/Oslo, 1 min ago",
        "Stage": "posted",
        "Claimed": "by one",
        "Statement": BEGUN,
        "Checked": "stands in its source, word for word",
        "Sent": "1 try",
        "Confirmed": f"by the platform, as message m{DUE}",
        "Next": NEXT,
    }  # fmt: skip
    assert [(row.name, row.text) for row in rows(reply, 1)] == [
        ("2026-11-22 09:00:00", "claimed"),
        ("2026-11-22 09:00:01", "sending: try 1"),
        ("2026-11-22 09:00:02", "posted"),
    ]


def test_why_tells_what_was_withdrawn(daily: Daily) -> None:
    daily.set()
    post = daily.post(wrong="Geng said it", corrected=DUE + 30)
    daily.archive.gone = {post.shown[0].statement}

    told = facts(daily.run("why"))

    assert told["Statement"] == "a statement that no longer stands in the archive as it was shown"
    assert told["Checked"] == "FAILED: not quoted here"
    assert told["Attribution"] == "withdrawn: Geng said it; corrected just now"


@pytest.mark.parametrize(
    ("stage", "changes", "told"),
    [
        (Stage.MISSED, {"log": (Entry(DUE, "missed", "nobody served from 08:00 to 13:00"),)},
         {"Stage": "missed: nobody served from 08:00 to 13:00"}),
        (Stage.SKIPPED, {"log": (Entry(DUE, "skipped", "as somebody here asked"),)},
         {"Stage": "skipped: as somebody here asked"}),
        (Stage.OPEN, {}, {"Stage": "to be posted after all"}),
        (Stage.NOTHING, {"log": (Entry(DUE, "nothing to post", "The archive is empty."),)},
         {"Stage": "nothing fit to be posted: The archive is empty."}),
        (Stage.CLAIMED, {"owner": "one", "until": DUE + 30},
         {"Stage": "being posted", "Claimed": "by one, until 2026-11-22 09:00:30", "Statement": "not chosen yet",
          "Sent": "not yet", "Confirmed": "not yet"}),
        (Stage.FAILED, {"owner": "one", "tries": 3, "log": (Entry(DUE, "failed", "no access"),)},
         {"Stage": "failed: no access", "Claimed": "by one", "Statement": "not chosen yet", "Sent": "3 tries",
          "Confirmed": "not yet"}),
    ],
)  # fmt: skip
def test_why_tells_how_far_a_post_has_come(
    daily: Daily, stage: Stage, changes: dict[str, object], told: dict[str, str]
) -> None:
    daily.set()
    kept(daily, stage, **changes)
    daily.clock.now = DUE + 2 * HOUR

    shown = facts(daily.run("why"))

    assert {name: text for name, text in shown.items() if name not in ("Schedule", "Day", "Due", "Next")} == told
    assert shown["Due"] == "09:00 Europe/Oslo, 2 h ago"


def test_why_tells_that_nobody_has_claimed_a_post_that_is_due(daily: Daily) -> None:
    daily.set()
    daily.clock.now = DUE + 2 * HOUR

    assert facts(daily.run("why"))["Claimed"] == (
        "by nobody: On Record has not been serving its platform since, or is about to post it"
    )


def test_why_tells_of_a_day_that_is_none_of_its_days_and_of_the_last_post(daily: Daily) -> None:
    daily.set(days="Sundays")
    daily.post()
    daily.clock.now += DAY

    reply = daily.run("why")

    assert facts(reply) == {
        "Schedule": "on",
        "Day": "Monday is none of its days: Sundays",
        "Next": "Sun 29 Nov 09:00 Europe/Oslo, in 6 days",
    }
    assert titles(reply)[1:] == ["The last one, Sun 22 Nov"]
    assert {row.name: row.text for row in rows(reply, 1)}["Stage"] == "posted"


def test_why_tells_of_a_pause_and_that_it_begins_tomorrow_only(daily: Daily) -> None:
    daily.clock.now = DUE
    daily.set()
    daily.run("pause")

    assert facts(daily.run("why")) == {
        "Schedule": "paused: as somebody here asked",
        "Day": "Sunday is one of its days: every day, but it posts from Mon 23 Nov on",
    }


def test_dates_are_told_in_the_language_of_the_place(daily: Daily) -> None:
    daily.set()
    daily.post()
    daily.ledger.set_place(SERVER, PlaceSettings(language="fr"))

    assert titles(daily.run("why"))[0].endswith(": dimanche 22 novembre 2026")
    assert rows(daily.run("history"))[0].name == "today, dim. 22 nov."
