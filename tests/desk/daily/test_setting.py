"""``daily set``: what is kept, what the reply says of it, and that nothing is kept which could never post."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from typing import Any

import pytest

from bot.desk.command import CHOICES, DESCRIPTION
from bot.desk.reply import Line, Outcome, Reply
from bot.desk.request import Obstacle, Request
from bot.domain.place import Place, PlaceSettings
from bot.domain.schedule import DIGEST, Schedule
from bot.domain.statement import Voice
from bot.names import Registry
from bot.ports import Ledger
from tests.desk.canned import Canned
from tests.desk.conftest import ALONE, SERVER, lines
from tests.desk.daily.conftest import HOUR, NEWS, SUNDAY, Daily
from tests.desk.test_hostile import HOSTILE

ASIDE = "“daily preview” shows it before it comes, “daily why” tells what became of one."
DAYS = "Write every day, weekdays, weekends, weekly digest, or days such as Mon Wed Fri or Mon-Thu."
VOICES = (
    "It can be direct (quoted in someone's report), transcript (answers in a transcript), "
    "official (the speaker's own official text), any (any of these)."
)


def channels(reply: Reply) -> tuple[str, ...]:
    return tuple(each for part in reply.parts if isinstance(part, Line) for each in part.channels)


def test_what_is_set_is_kept_and_told_in_one_line_with_the_next_post(daily: Daily) -> None:
    """The first post is today if its time is still to come."""
    reply = daily.set()

    assert lines(reply) == [
        "Kept as schedule 1: every day at 09:00 Europe/Oslo, in",
        "Next: Sun 22 Nov 09:00 Europe/Oslo, in 1 h.",
        "The first post is today.",
        ASIDE,
    ]
    assert (channels(reply), reply.private, reply.outcome) == (("1",), True, Outcome.DONE)
    assert daily.ledger.schedules(SERVER) == [
        Schedule("aaaaaaaaaaaa", SERVER, time(9), "Europe/Oslo", person="boss", since=date(2026, 11, 22),
                 number=1, change=1),
    ]  # fmt: skip


def test_a_time_that_is_past_comes_tomorrow_first(daily: Daily) -> None:
    daily.clock.now = SUNDAY + HOUR  # nine o'clock to the second

    reply = daily.set()

    assert lines(reply)[1:] == ["Next: Mon 23 Nov 09:00 Europe/Oslo, in 24 h.", ASIDE]
    assert daily.only().since == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "told", "kept"),
    [
        ({"days": "weekdays"}, "weekdays at 09:00 Europe/Oslo", {"days": (1, 2, 3, 4, 5)}),
        ({"days": "Mon, Wed and Fri"}, "Mon, Wed and Fri at 09:00 Europe/Oslo", {"days": (1, 3, 5)}),
        ({"days": "weekly digest on Friday"}, "weekly digest on Fridays at 09:00 Europe/Oslo",
         {"days": (5,), "each": DIGEST}),
        ({"time": "9.30 pm", "zone": "new york"}, "every day at 21:30 America/New_York",
         {"at": time(21, 30), "zone": "America/New_York"}),
        ({"party": "norway"}, "every day at 09:00 Europe/Oslo; statements by Norway", {"party": "NO"}),
        ({"about": "fish"}, "every day at 09:00 Europe/Oslo; statements about fish", {"about": "fish"}),
        ({"voice": "official"},
         "every day at 09:00 Europe/Oslo; only the speaker's own official text", {"voice": Voice.OFFICIAL}),
        ({"party": "China", "about": "fish", "voice": "answers in a transcript"},
         "every day at 09:00 Europe/Oslo; statements by China about fish, only answers in a transcript",
         {"party": "CN", "about": "fish", "voice": Voice.TRANSCRIPT}),
        ({"party": "none", "about": "None", "voice": "any"}, "every day at 09:00 Europe/Oslo", {}),
        ({"channel": "22"}, "every day at 09:00 Europe/Oslo", {"place": Place("discord", "100", "22")}),
        ({"channel": "<#22>"}, "every day at 09:00 Europe/Oslo", {"place": Place("discord", "100", "22")}),
        ({"channel": "<#C22|talks>"}, "every day at 09:00 Europe/Oslo", {"place": Place("discord", "100", "C22")}),
    ],
)  # fmt: skip
def test_every_option_is_kept_as_it_was_meant(
    daily: Daily, typed: dict[str, str], told: str, kept: dict[str, Any]
) -> None:
    reply = daily.set(**typed)

    schedule = daily.only()
    assert lines(reply)[0] == f"Kept as schedule 1: {told}, in"
    assert channels(reply) == (schedule.place.channel,)
    assert {name: getattr(schedule, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"time": "25:00"}, ["“25:00” is no time of day: hours go to 23 and minutes to 59.",
                             "Write hours and minutes, such as 09:00, 9am or 21:30."]),
        ({"time": "", "zone": ""}, [
            "“daily set” needs its time and its zone.",
            ("Time: the time of day there: 09:00, 9 pm, noon; zone: whose time it is: a city, a country "
            "or a zone such as Europe/Oslo."),
        ]),
        ({"time": ""}, ["“daily set” needs its time.", "Time: the time of day there: 09:00, 9 pm, noon."]),
        ({"zone": " "}, ["“daily set” needs its zone.",
                         "Zone: whose time it is: a city, a country or a zone such as Europe/Oslo."]),
        ({"days": "now and then"}, ["“now and then” names no days of the week.", DAYS]),
        ({"party": "Norwey"}, ["No country or organisation is known as “Norwey”.", "Did you mean Norway?"]),
        ({"about": "penguins"}, [
            "The archive holds nothing that could be posted among statements about penguins.",
            ("A post takes somebody's own words, surely theirs, of 60 to 600 characters; "
            "change about, or leave it out.")]),
        ({"party": "Norway", "voice": "official"}, [
            ("The archive holds nothing that could be posted among statements by Norway, only the speaker's own "
            "official text."),
            ("A post takes somebody's own words, surely theirs, of 60 to 600 characters; "
            "change party or voice, or leave it out.")]),
        ({"about": "x" * 101}, ["About has more than 100 characters.", "A word or a name is enough."]),
        ({"voice": "reported"}, ["Voice cannot be “reported”.", VOICES]),
        ({"channel": "general"}, ["“general” is no channel's id.", "Choose the channel from the list, or mention it."]),
        ({"which": "1"}, ["No statement of the day is set here.", "“daily set” sets one."]),
        ({"colour": "red"}, ["“daily set” has no option “colour”.",
                             "It takes time, zone, channel, days, party, about, voice, which."]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_mend_and_nothing_is_kept(
    daily: Daily, typed: dict[str, str], told: list[str]
) -> None:
    reply = daily.set(**typed)

    assert (lines(reply), reply.outcome, reply.private) == (told, Outcome.REFUSED, True)
    assert daily.ledger.schedules() == []


@pytest.mark.parametrize("zone", ["UTC+2", "Klingon", "CST", "USA", "../../etc/passwd", "\x00"])
def test_a_zone_that_is_none_or_several_is_refused(daily: Daily, zone: str) -> None:
    reply = daily.set(zone=zone)

    assert (reply.outcome, len(lines(reply))) == (Outcome.REFUSED, 2)
    assert daily.ledger.schedules() == []


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("option", ["time", "zone", "channel", "days", "party", "about", "voice", "which"])
def test_no_words_are_too_odd_to_be_refused(daily: Daily, option: str, words: str) -> None:
    assert daily.set(**{option: words}).outcome is Outcome.REFUSED
    assert daily.ledger.schedules() == []


def test_a_paraphrase_is_nothing_to_post(registry: Registry) -> None:
    """The reporter's words about fish fit in length, and are nobody's own."""
    daily = Daily(Canned(NEWS, registry=registry))

    assert daily.set(about="fish").outcome is Outcome.REFUSED
    assert daily.set(party="China").outcome is Outcome.REFUSED
    assert daily.set(about="seabed").outcome is Outcome.DONE


def test_an_empty_archive_has_nothing_to_post(registry: Registry) -> None:
    reply = Daily(Canned(registry=registry)).set()

    assert lines(reply)[0] == "The archive holds nothing that could be posted."


def test_where_the_platform_says_it_may_not_post_its_word_is_told_and_nothing_is_kept(daily: Daily) -> None:
    asked: list[Place] = []

    def obstacle(place: Place) -> Obstacle | None:
        asked.append(place)
        return Obstacle("on Record may not write there", "allow it Send Messages")

    reply = daily.run("set", obstacle=obstacle, time="9", zone="Oslo", channel="22")

    assert (lines(reply), reply.outcome) == (["On Record may not write there.", "Allow it Send Messages."],
                                             Outcome.REFUSED)  # fmt: skip
    assert asked == [Place("discord", "100", "22")]
    assert daily.ledger.schedules() == []


def test_the_platform_is_not_asked_about_what_is_wrong_anyway(daily: Daily) -> None:
    asked: list[Place] = []

    for wrong in ({"time": "late"}, {"zone": "nowhere"}, {"about": "penguins"}):
        daily.run("set", obstacle=asked.append, **{"time": "9", "zone": "Oslo", **wrong})

    assert asked == []


def test_only_who_may_manage_the_place_may_use_the_commands(daily: Daily) -> None:
    daily.set()
    before = daily.ledger.schedules()

    for command in daily.desk.commands:
        if command.name.startswith("daily "):
            reply = daily.desk.handle(Request(command.name, SERVER, "ann", {"time": "8", "zone": "Oslo"}))
            assert lines(reply)[0] == f"“{command.name}” takes the permission Manage Server."
            assert (reply.outcome, reply.private) == (Outcome.REFUSED, True)

    assert daily.ledger.schedules() == before


def test_a_conversation_with_the_bot_alone_may_have_one_too(daily: Daily) -> None:
    reply = daily.desk.handle(Request("daily set", ALONE, "7", {"time": "9", "zone": "Oslo"}))

    assert lines(reply)[0] == "Kept as schedule 1: every day at 09:00 Europe/Oslo, in this conversation."
    assert channels(reply) == ()
    assert daily.only(ALONE).place == ALONE


def test_a_channel_cannot_be_named_from_a_conversation_with_the_bot_alone(daily: Daily) -> None:
    reply = daily.set(ALONE, channel="22")

    assert lines(reply) == ["Channel is for places where others read along.", "Set it in the server itself."]
    assert daily.ledger.schedules() == []


def test_it_can_be_set_in_a_channel_where_no_questions_are_answered(daily: Daily) -> None:
    daily.ledger.set_place(SERVER, PlaceSettings(("99",)))

    assert daily.set().outcome is Outcome.DONE


def test_the_same_channel_time_and_days_again_changes_that_one(daily: Daily) -> None:
    first = daily.set() and daily.only()
    daily.set(party="China")
    daily.set(time="09.00", zone="Europe/Oslo", days="daily", about="fish")

    again = daily.only()
    assert (again.id, again.number, again.party, again.about) == (first.id, 1, "CN", "fish")


def test_a_change_is_told_as_one(daily: Daily) -> None:
    daily.set()

    again = daily.set(party="China")
    named = daily.set(which="1", party="none")

    changed = "Schedule 1 is changed: every day at 09:00 Europe/Oslo"
    assert lines(again)[0] == f"{changed}; statements by China, in"
    assert "It was set there for that time already; for another one choose another time." in lines(again)
    assert lines(named) == [f"{changed}, in", "Next: Sun 22 Nov 09:00 Europe/Oslo, in 1 h.", ASIDE]


def test_what_is_set_again_is_kept_only_if_it_can_post_with_what_was_set_before(daily: Daily) -> None:
    daily.set(party="Norway")
    before = daily.only()

    reply = daily.set(about="fish")

    assert lines(reply)[0] == (
        "The archive holds nothing that could be posted among statements by Norway about fish."
    )
    assert (reply.outcome, daily.only()) == (Outcome.REFUSED, before)


@pytest.mark.parametrize(
    "other", [{"time": "10:00"}, {"zone": "Tokyo"}, {"days": "weekdays"}, {"days": "weekly digest"}, {"channel": "2"}]
)
def test_another_channel_time_zone_or_days_is_another_schedule(daily: Daily, other: dict[str, str]) -> None:
    daily.set()

    reply = daily.set(**other)

    assert lines(reply)[0].startswith("Kept as schedule 2: ")
    beside = "Schedule 1 posts there too, every day at 09:00 Europe/Oslo; “daily off which: 1” ends it."
    assert (beside in lines(reply)) is ("channel" not in other)
    assert [each.number for each in daily.ledger.schedules(SERVER)] == [1, 2]


def test_which_changes_that_one_and_leaves_what_is_not_named(daily: Daily) -> None:
    daily.set(channel="22", days="weekdays", party="China", voice="transcript", about="fish")
    before = daily.only()

    daily.set(which="#1", time="18:00", zone="Tokyo", voice="any")

    after = daily.only()
    assert (after.id, after.number, after.place) == (before.id, 1, before.place)
    assert (after.at, after.zone, after.days) == (time(18), "Asia/Tokyo", (1, 2, 3, 4, 5))
    assert (after.party, after.about, after.voice) == ("CN", "fish", None)


def test_of_one_that_stands_neither_time_nor_zone_need_be_told_again(daily: Daily) -> None:
    """Where the platform does not insist on them."""
    daily.set(time="18:00", zone="Tokyo")

    reply = daily.run("set", which="1", days="weekends")

    assert lines(reply)[0] == "Schedule 1 is changed: weekends at 18:00 Asia/Tokyo, in"


def test_a_schedule_cannot_become_the_double_of_another(daily: Daily) -> None:
    daily.set()
    daily.set(time="18:00")
    before = daily.ledger.schedules(SERVER)

    reply = daily.set(which="2")

    assert lines(reply) == [
        "Schedule 1 posts there at that time already.",
        "Change that one, or end it with “daily off which: 1”.",
    ]
    assert daily.ledger.schedules(SERVER) == before


def test_none_clears_what_was_set(daily: Daily) -> None:
    daily.set(party="China", about="fish")

    daily.set(which="1", party="none", about="none")

    assert (daily.only().party, daily.only().about) == (None, None)


@pytest.mark.parametrize("which", ["2", "one", "0", "-1", "1.5", "９", "1" * 100])
def test_a_number_that_is_nobodys_is_refused_with_those_that_are(daily: Daily, which: str) -> None:
    daily.set()

    reply = daily.set(which=which)

    assert lines(reply) == [
        f"No statement of the day has the number “{which}”.",
        "Say which: 1 (every day at 09:00 Europe/Oslo).",
    ]


def test_a_changed_time_posts_no_second_time_on_the_same_day(daily: Daily) -> None:
    """The day is spoken for, whatever its hour."""
    daily.set()
    daily.post()

    reply = daily.set(which="1", time="18:00")

    assert lines(reply)[1:] == ["Next: Mon 23 Nov 18:00 Europe/Oslo, in 33 h.", ASIDE]


def test_days_that_were_none_of_its_days_are_not_posted_afterwards(daily: Daily) -> None:
    """A schedule that moved begins anew, or its empty days would count as missed."""
    daily.set(days="weekly digest on Monday")
    daily.clock.now += 4 * 24 * HOUR

    daily.set(which="1", days="every day")

    assert daily.only().since == date(2026, 11, 26)


def test_what_was_paused_runs_again_once_it_is_set_anew(daily: Daily) -> None:
    daily.set()
    daily.run("pause")

    daily.set(which="1")

    assert daily.only().paused == ""


def test_there_is_an_end_to_the_schedules_of_a_server(daily: Daily) -> None:
    for number in range(25):
        daily.set(time=f"10:{number:02}")

    reply = daily.set()

    assert lines(reply) == [
        "There are 25 statements of the day here already.",
        "Change one, with which: and its number, or end one with “daily off”.",
    ]
    assert daily.set(time="10:07", party="China").outcome is Outcome.DONE
    assert daily.set(Place("discord", "200", "1")).outcome is Outcome.DONE


class Hurried:
    """A ledger in which somebody else is quicker with a schedule, so many times."""

    def __init__(self, ledger: Ledger, times: int) -> None:
        self._ledger = ledger
        self._times = times

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)

    def keep_schedule(self, schedule: Schedule) -> Schedule | None:
        if schedule.change and self._times:
            self._times -= 1
            other = self._ledger.schedule(schedule.id)
            assert other is not None
            self._ledger.keep_schedule(other)
        return self._ledger.keep_schedule(schedule)


@pytest.mark.parametrize(("times", "outcome"), [(0, Outcome.DONE), (1, Outcome.DONE), (2, Outcome.REFUSED)])
def test_if_another_changes_it_meanwhile_it_is_read_again_once(
    registry: Registry, times: int, outcome: Outcome
) -> None:
    daily = Daily(Canned(NEWS, registry=registry))
    daily.set()
    daily.archive.lent = Hurried(daily.ledger, times)

    reply = daily.set(which="1", time="10:00")

    assert reply.outcome is outcome
    assert (daily.only().at == time(10)) is (outcome is Outcome.DONE)


def test_two_desks_on_one_archive_change_one_schedule(daily: Daily) -> None:
    daily.set()

    request = Request("daily set", SERVER, "other", {"time": "9", "zone": "Oslo", "party": "China"}, may_manage=True)
    daily.another().handle(request)

    assert (daily.only().party, daily.only().person) == ("CN", "other")


def test_dates_are_told_in_the_language_of_the_place(daily: Daily) -> None:
    daily.ledger.set_place(SERVER, PlaceSettings(language="de"))

    assert lines(daily.set())[1] == "Next: So., 22. Nov. 09:00 Europe/Oslo, in 1 h."


def test_a_time_that_the_clocks_skip_is_told_as_it_will_be(daily: Daily) -> None:
    daily.clock.now = 1_774_654_200  # 28 March 2026, 00:30 in Oslo

    reply = daily.set(time="02:30", days="Sundays")

    assert lines(reply)[1] == "Next: Sun 29 Mar 03:00 Europe/Oslo, in 26 h."


def offered(daily: Daily, option: str, typed: str, command: str = "daily set") -> list[tuple[str, str]]:
    return [(each.name, each.value) for each in daily.desk.complete(command, option, typed, SERVER, {})]


@pytest.mark.parametrize(
    ("option", "typed", "first"),
    [
        ("days", "", ("every day", "every day")),
        ("days", "week", ("weekdays", "weekdays")),
        ("days", "mon wed", ("Mondays and Wednesdays", "Mondays and Wednesdays")),
        ("days", "digest on fri", ("weekly digest on Fridays", "weekly digest on Fridays")),
        ("party", "n", ("none: statements of anybody", "none")),
        ("party", "chi", ("parties like chi", "parties chi")),
        ("about", "fi", ("topics like fi", "topics fi")),
        ("voice", "trans", ("answers in a transcript", "transcript")),
        ("voice", "any", ("any of these", "any")),
    ],
)
def test_what_is_typed_is_completed(daily: Daily, option: str, typed: str, first: tuple[str, str]) -> None:
    assert offered(daily, option, typed)[0] == first


def test_a_zone_is_completed_from_its_city(daily: Daily) -> None:
    shown, value = offered(daily, "zone", "osl")[0]

    assert value == "Europe/Oslo"
    assert shown.startswith("Oslo · Europe/Oslo · now ")


def test_schedules_are_completed_with_what_they_are(daily: Daily) -> None:
    daily.set()
    daily.set(time="18:00", days="weekdays", party="China")

    everything = [
        ("1: every day at 09:00 Europe/Oslo", "1"),
        ("2: weekdays at 18:00 Europe/Oslo; statements by China", "2"),
    ]
    assert offered(daily, "which", "", "daily off") == everything
    assert offered(daily, "which", "2") == everything[1:]
    assert offered(daily, "which", "#1") == everything[:1]
    assert offered(daily, "which", "chi") == everything[1:]
    assert offered(daily, "which", "9") == []


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("option", ["zone", "days", "which", "party"])
def test_whatever_is_typed_the_choices_keep_to_the_limits(daily: Daily, option: str, words: str) -> None:
    daily.set(about="fish", party="China")

    choices = offered(daily, option, words)

    assert len(choices) <= CHOICES
    assert all(0 < len(text) <= DESCRIPTION for choice in choices for text in choice)


def test_of_many_who_set_the_same_at_once_one_adds_it_and_the_others_change_it(daily: Daily) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda hour: daily.set(time=f"1{hour % 2}:00"), range(8)))

    assert {reply.outcome for reply in replies} <= {Outcome.DONE, Outcome.REFUSED}
    assert sorted(each.at for each in daily.ledger.schedules(SERVER)) == [time(10), time(11)]
