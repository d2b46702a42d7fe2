"""What every ledger does with schedules and their posts."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.place import Place
from bot.domain.post import Entry, Post, Shown, Stage
from bot.domain.schedule import Schedule
from bot.domain.statement import Voice
from bot.ports import Ledger, Store

per_example = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

HERE = Place("discord", "guild-1", "channel-1")
NEXT_DOOR = replace(HERE, channel="channel-2")
ELSEWHERE = Place("discord", "guild-2", "channel-1")
OTHER_PLATFORM = Place("slack", "guild-1", "channel-1")

SCHEDULE = Schedule("abcdefghijkl", HERE, time(9), "Europe/Oslo", person="person-1", since=date(2026, 11, 24))
DAY = date(2026, 11, 24)
GENG = Shown("words of Geng", "ab" * 32, "cn.mfa.geng_shuang", 7, 10, 90)
HUA = Shown("words of Hua", "cd" * 32, "cn.mfa.hua_chunying", 8, 0, 70)
POST = Post(
    "mnopqrstuvwx", SCHEDULE.id, DAY, HERE, 1_795_507_200, Stage.CLAIMED, "process-1", 1_795_507_260, 1, (GENG,)
)


def kept(ledger: Ledger, schedule: Schedule) -> Schedule:
    """A schedule that can be kept, as it was."""
    done = ledger.keep_schedule(schedule)
    assert done is not None
    return done


def numbers(schedules: Iterable[Schedule]) -> list[tuple[str, int]]:
    """Schedules by server and number, in order."""
    return [(schedule.place.server, schedule.number) for schedule in schedules]


def put(ledger: Ledger, *posts: Post) -> list[bool]:
    """Keep posts one by one."""
    return [each for post in posts for each in ledger.put_posts([post])]


def all_at_once(number: int, work: Callable[[int], None]) -> None:
    """So many threads that start at the same moment."""
    ready = threading.Barrier(number)

    def run(thread: int) -> None:
        ready.wait()
        work(thread)

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_new_ledger_holds_no_schedules_and_no_posts(ledger: Ledger) -> None:
    """Whatever is asked."""
    assert (ledger.schedule("x"), ledger.schedules(), ledger.schedules(HERE), ledger.schedules_since(0, 9)) == (
        None,
        [],
        [],
        [],
    )
    assert (ledger.post("x", DAY), ledger.posts("x", 9), ledger.put_posts([])) == (None, [], [])
    assert (ledger.unconfirmed("discord", 10**12, 9), ledger.to_correct("discord", 9)) == ([], [])
    assert (ledger.shown_in(HERE), ledger.showing("ab" * 32)) == ([], [])


# ---- schedules


def test_a_new_schedule_is_kept_with_a_number_and_a_change(ledger: Ledger) -> None:
    """All else comes back as it went in."""
    done = kept(ledger, replace(SCHEDULE, days=(1, 5), each=3, party="NO", about="fish", voice=Voice.OFFICIAL))

    assert done == replace(
        SCHEDULE, days=(1, 5), each=3, party="NO", about="fish", voice=Voice.OFFICIAL, number=1, change=1
    )
    assert (ledger.schedule(SCHEDULE.id), ledger.schedules(), ledger.schedules_since(0, 9)) == (done, [done], [done])


def test_schedules_are_numbered_in_each_server(ledger: Ledger) -> None:
    """From 1, whatever the channel; changes grow over all of them."""
    places = (HERE, NEXT_DOOR, ELSEWHERE, OTHER_PLATFORM, HERE)

    done = [kept(ledger, replace(SCHEDULE, id=f"{n}", place=place)) for n, place in enumerate(places)]

    assert [(each.number, each.change) for each in done] == [(1, 1), (2, 2), (1, 3), (1, 4), (3, 5)]


def test_a_number_is_never_given_again(ledger: Ledger) -> None:
    """Not even the last one's, once its schedule has ended."""
    kept(ledger, SCHEDULE)
    second = kept(ledger, replace(SCHEDULE, id="second"))
    kept(ledger, replace(second, ended=True))

    third = kept(ledger, replace(SCHEDULE, id="third", number=2))

    assert third.number == 3


def test_a_changed_schedule_takes_the_place_of_what_it_was(ledger: Ledger) -> None:
    """Under its number, with a change of its own; in another channel of the server, too."""
    first = kept(ledger, SCHEDULE)
    kept(ledger, replace(SCHEDULE, id="second"))

    done = kept(ledger, replace(first, place=NEXT_DOOR, at=time(18, 30), paused="a person asked"))

    assert done == replace(first, place=NEXT_DOOR, at=time(18, 30), paused="a person asked", change=3)
    assert ledger.schedule(SCHEDULE.id) == done
    assert numbers(ledger.schedules(HERE)) == [("guild-1", 1), ("guild-1", 2)]


@pytest.mark.parametrize(
    "stale",
    [
        pytest.param({"change": 0}, id="new, of an id that is taken"),
        pytest.param({"change": 1}, id="as it was before"),
        pytest.param({"change": 3}, id="as it was never"),
        pytest.param({"change": -1}, id="before the first"),
        pytest.param({"id": "another"}, id="never kept"),
        pytest.param({"number": 2}, id="of another number"),
        pytest.param({"place": ELSEWHERE}, id="of another server"),
        pytest.param({"place": OTHER_PLATFORM}, id="of another platform"),
    ],
)
def test_a_schedule_that_is_not_as_it_was_read_is_not_kept(ledger: Ledger, stale: dict[str, object]) -> None:
    """Nothing changes, not even the count of changes."""
    current = kept(ledger, replace(kept(ledger, SCHEDULE), zone="Asia/Tokyo"))

    done = ledger.keep_schedule(replace(current, zone="UTC", **stale))  # type: ignore[arg-type]

    assert done is None
    assert (ledger.schedules(), ledger.schedules_since(0, 9)) == ([current], [current])
    assert kept(ledger, replace(SCHEDULE, id="next")).change == current.change + 1


def test_schedules_are_listed_by_place_and_number_until_they_end(ledger: Ledger) -> None:
    """Those of one server, or all."""
    for n, place in enumerate((OTHER_PLATFORM, ELSEWHERE, HERE, NEXT_DOOR, HERE, ELSEWHERE)):
        kept(ledger, replace(SCHEDULE, id=f"{n}", place=place))
    second = ledger.schedules(HERE)[1]
    kept(ledger, replace(second, ended=True))

    assert numbers(ledger.schedules(NEXT_DOOR)) == [("guild-1", 1), ("guild-1", 3)]
    assert numbers(ledger.schedules()) == [
        ("guild-1", 1),
        ("guild-1", 3),
        ("guild-2", 1),
        ("guild-2", 2),
        ("guild-1", 1),
    ]
    assert ledger.schedule(second.id) == replace(second, ended=True, change=7)


def test_whoever_follows_the_schedules_sees_each_newest_change_once(ledger: Ledger) -> None:
    """In the order of the changes and in portions; those that ended as well."""
    made = [kept(ledger, replace(SCHEDULE, id=f"{n}")) for n in range(4)]
    kept(ledger, replace(made[1], ended=True))
    kept(ledger, replace(made[0], paused="away"))

    seen, order = 0, []
    while portion := ledger.schedules_since(seen, 3):
        order += [schedule.id for schedule in portion]
        seen = portion[-1].change

    assert (order, seen) == (["2", "3", "1", "0"], 6)
    assert [ledger.schedules_since(0, 0), ledger.schedules_since(0, -1), ledger.schedules_since(6, 9)] == [[], [], []]


def test_of_all_who_change_a_schedule_at_once_one_does(ledger: Ledger) -> None:
    """Eight threads, ten times over: as many changes as rounds, and none is lost."""
    done: list[Schedule | None] = []
    current = kept(ledger, SCHEDULE)

    def change(as_read: Schedule, thread: int) -> None:
        done.append(ledger.keep_schedule(replace(as_read, person=f"{thread}")))

    for _ in range(10):
        all_at_once(8, partial(change, current))
        (current,) = ledger.schedules()

    changes = [schedule.change for schedule in done if schedule is not None]
    assert (len(done), changes) == (80, list(range(2, 12)))


def test_of_all_who_add_schedules_at_once_each_gets_a_number_of_its_own(ledger: Ledger) -> None:
    """Eight threads, five schedules each: forty numbers, forty changes."""
    made: list[Schedule] = []

    all_at_once(8, lambda n: made.extend(kept(ledger, replace(SCHEDULE, id=f"{n}-{m}")) for m in range(5)))

    assert sorted(schedule.number for schedule in made) == list(range(1, 41))
    assert sorted(schedule.change for schedule in made) == list(range(1, 41))


# ---- the one post of a day


@pytest.mark.parametrize(
    ("held", "version", "fits"),
    [
        (0, 1, True),
        (0, 0, False),
        (0, 2, False),
        (0, -1, False),
        (1, 1, False),
        (1, 2, True),
        (1, 3, False),
        (1, 0, False),
        (3, 1, False),
        (3, 3, False),
        (3, 4, True),
        (3, 5, False),
    ],
)
def test_a_post_is_kept_if_it_follows_the_one_kept(ledger: Ledger, held: int, version: int, *, fits: bool) -> None:
    """``held`` is the version kept, 0 for none; what is not kept changes nothing."""
    put(ledger, *(replace(POST, version=number, tries=number) for number in range(1, held + 1)))
    before = ledger.post(POST.schedule, DAY)

    done = put(ledger, replace(POST, version=version, message="m1"))

    assert done == [fits]
    assert ledger.post(POST.schedule, DAY) == (replace(POST, version=version, message="m1") if fits else before)


def test_each_schedule_and_date_has_a_post_of_its_own(ledger: Ledger) -> None:
    """The same mark, place and moment notwithstanding."""
    others = [replace(POST, day=DAY + timedelta(1)), replace(POST, schedule="another"), replace(POST, schedule="")]

    done = put(ledger, POST, *others)

    assert done == [True] * 4
    assert [ledger.post(post.schedule, post.day) for post in (POST, *others)] == [POST, *others]
    assert [ledger.post(SCHEDULE.id.upper(), DAY), ledger.post(SCHEDULE.id, DAY - timedelta(1))] == [None, None]


def test_posts_of_a_batch_are_told_apart(ledger: Ledger) -> None:
    """Some may be kept and others not; a later one sees those before it."""
    other = replace(POST, schedule="another")
    put(ledger, other)

    done = ledger.put_posts(
        [POST, other, replace(POST, id="second"), replace(POST, version=2, tries=2), replace(other, version=2)]
    )

    assert done == [True, False, False, True, True]
    assert ledger.post(POST.schedule, DAY) == replace(POST, version=2, tries=2)


def test_of_eight_threads_that_claim_a_day_exactly_one_has_it(ledger: Ledger) -> None:
    """For each of twenty days, and the post that is kept is the winner's."""
    won: list[tuple[date, str]] = []
    days = [DAY + timedelta(n) for n in range(20)]

    def claim(thread: int) -> None:
        mine = (replace(POST, day=day, owner=f"{thread}") for day in days)
        won.extend((post.day, post.owner) for post in mine if ledger.put_posts([post]) == [True])

    all_at_once(8, claim)

    assert sorted(day for day, _ in won) == days
    assert sorted(won) == [(post.day, post.owner) for post in reversed(ledger.posts(POST.schedule, 99))]


def test_batches_of_many_threads_claim_each_day_once(ledger: Ledger) -> None:
    """Eight threads claim the same forty schedules in one call each, in opposite orders."""
    won: list[str] = []
    due = [replace(POST, schedule=f"{n}") for n in range(40)]

    def claim(thread: int) -> None:
        batch = [replace(post, owner=f"{thread}") for post in (due if thread % 2 else due[::-1])]
        won.extend(post.schedule for post, mine in zip(batch, ledger.put_posts(batch), strict=True) if mine)

    all_at_once(8, claim)

    assert sorted(won) == sorted(post.schedule for post in due)


def test_of_all_who_take_a_post_further_one_does(ledger: Ledger) -> None:
    """Eight threads append to its log whatever they read: no entry is lost, none written over."""
    put(ledger, POST)
    said: list[str] = []

    def append(thread: int) -> None:
        for n in range(6):
            current = ledger.post(POST.schedule, DAY)
            assert current is not None
            entry = Entry(n, f"{thread}-{n}")
            later = replace(current, version=current.version + 1, log=(*current.log, entry))
            if ledger.put_posts([later]) == [True]:
                said.append(entry.step)

    all_at_once(8, append)

    current = ledger.post(POST.schedule, DAY)
    assert current is not None
    assert (current.version, sorted(entry.step for entry in current.log)) == (1 + len(said), sorted(said))


# ---- lists of posts


def test_the_newest_posts_of_a_schedule_come_by_date(ledger: Ledger) -> None:
    """Newest first, at most so many, in whatever order and stage they were kept."""
    days = (date(2026, 11, 30), date(999, 12, 31), date(2026, 12, 1), date(2026, 2, 28))
    put(ledger, *(replace(POST, day=day, stage=stage) for day, stage in zip(days, Stage, strict=False)))
    put(ledger, replace(POST, schedule="another"))

    assert [post.day for post in ledger.posts(POST.schedule, 9)] == sorted(days, reverse=True)
    assert [post.day for post in ledger.posts(POST.schedule, 2)] == [date(2026, 12, 1), date(2026, 11, 30)]
    assert [ledger.posts(POST.schedule, 0), ledger.posts(POST.schedule, -1), ledger.posts("", 9)] == [[], [], []]


def at(due: int, **changes: object) -> Post:
    """A post of a schedule called after the moment it is due at."""
    return replace(POST, schedule=f"due {due}", due=due, **changes)  # type: ignore[arg-type]


def test_claims_that_ran_out_are_unconfirmed(ledger: Ledger) -> None:
    """Before the moment, not at it, on that platform; those due first come first."""
    put(
        ledger,
        at(30, until=100),
        at(10, until=100, place=ELSEWHERE),
        at(20, until=101),
        at(40, until=99, stage=Stage.POSTED),
        at(50, until=99, place=OTHER_PLATFORM),
    )

    assert [post.due for post in ledger.unconfirmed("discord", 101, 9)] == [10, 30]
    assert [post.due for post in ledger.unconfirmed("discord", 102, 2)] == [10, 20]
    assert [post.due for post in ledger.unconfirmed("slack", 102, 9)] == [50]
    assert [ledger.unconfirmed("discord", 100, 9), ledger.unconfirmed("discord", 102, -1)] == [[], []]


def test_a_claim_that_is_confirmed_is_unconfirmed_no_more(ledger: Ledger) -> None:
    """Nor one that is given up; one that is claimed again is."""
    put(ledger, at(1, until=5), at(2, until=5), at(3, until=5, stage=Stage.MISSED))

    put(
        ledger,
        at(1, until=5, version=2, stage=Stage.POSTED),
        at(2, until=5, version=2, stage=Stage.FAILED),
        at(3, until=5, version=2),
    )

    assert [post.due for post in ledger.unconfirmed("discord", 10, 9)] == [3]


@pytest.mark.parametrize("stage", Stage)
def test_what_a_channel_was_shown_is_what_was_sent_or_may_have_been(ledger: Ledger, stage: Stage) -> None:
    """By posts CLAIMED or POSTED alone."""
    put(ledger, replace(POST, stage=stage))

    assert ledger.shown_in(HERE) == ([GENG] if stage in (Stage.CLAIMED, Stage.POSTED) else [])


def test_what_a_channel_was_shown_comes_in_the_order_of_due(ledger: Ledger) -> None:
    """From all schedules of that channel and no other, statement by statement, repeats included."""
    third = replace(GENG, key="third")
    put(
        ledger,
        at(30, shown=(third, GENG, HUA)),
        at(10, shown=(HUA, GENG)),
        at(20, shown=()),
        at(15, shown=(replace(HUA, key="a"),), place=NEXT_DOOR),
        at(16, shown=(replace(HUA, key="b"),), place=ELSEWHERE),
        at(17, shown=(replace(HUA, key="c"),), place=OTHER_PLATFORM),
    )

    assert ledger.shown_in(HERE) == [HUA, GENG, third, GENG, HUA]
    assert [shown.key for shown in ledger.shown_in(ELSEWHERE)] == ["b"]
    assert ledger.shown_in(replace(HERE, channel="")) == []


def test_a_post_shows_what_it_was_last_kept_with(ledger: Ledger) -> None:
    """Another statement, another channel, another moment: the old ones are forgotten."""
    put(ledger, replace(POST, shown=(GENG, HUA)), at(POST.due + 1, shown=(GENG,), place=NEXT_DOOR))

    put(ledger, replace(POST, version=2, shown=(HUA,), place=NEXT_DOOR, due=POST.due + 2, stage=Stage.POSTED))

    assert (ledger.shown_in(HERE), ledger.shown_in(NEXT_DOOR)) == ([], [GENG, HUA])
    assert [post.due for post in ledger.showing(GENG.source)] == [POST.due + 1]
    assert [post.id for post in ledger.showing(HUA.source)] == [POST.id]


def test_posts_with_a_statement_of_a_source_are_found(ledger: Ledger) -> None:
    """Those that stand or may be on their way, each once, in the order of due, on all platforms."""
    again = replace(GENG, statement=9, start=100, end=120)
    posted = [
        at(30, stage=Stage.POSTED, shown=(HUA, GENG, again)),
        at(20),
        at(15, stage=Stage.FAILED),
        at(10, stage=Stage.POSTED, place=OTHER_PLATFORM),
    ]
    put(ledger, *posted, at(40, stage=Stage.MISSED), at(50, stage=Stage.POSTED, shown=(HUA,)))

    assert ledger.showing(GENG.source) == posted[::-1]
    assert (ledger.showing(GENG.source[:8]), ledger.showing(GENG.source.upper())) == ([], [])


def test_posts_that_are_wrong_are_to_be_corrected_until_they_are(ledger: Ledger) -> None:
    """The POSTED ones of a platform; those due first come first."""
    wrong = {"stage": Stage.POSTED, "wrong": "it was Reuters"}
    put(
        ledger,
        at(30, **wrong),
        at(10, **wrong),
        at(20, **wrong),
        at(40, stage=Stage.POSTED),
        at(50, **{**wrong, "stage": Stage.CLAIMED}),
        at(60, **wrong, place=OTHER_PLATFORM),
        at(70, **wrong, corrected=9),
    )

    put(ledger, at(20, **wrong, corrected=8, version=2), at(40, **wrong, version=2))

    assert [post.due for post in ledger.to_correct("discord", 9)] == [10, 30, 40]
    assert [post.due for post in ledger.to_correct("discord", 1)] == [10]
    assert [post.due for post in ledger.to_correct("slack", 9)] == [60]
    assert [ledger.to_correct("discord", 0), ledger.to_correct("terminal", 9)] == [[], []]


# ---- any story

few_places = st.sampled_from([HERE, NEXT_DOOR, ELSEWHERE, OTHER_PLATFORM])
few_posts = st.builds(
    Post,
    st.just("mnopqrstuvwx"),
    st.sampled_from(["one", "two"]),
    st.sampled_from([DAY, DAY + timedelta(1)]),
    few_places,
    st.integers(0, 3),
    st.sampled_from(Stage),
    until=st.integers(0, 3),
    shown=st.lists(st.sampled_from([GENG, HUA]), max_size=2).map(tuple),
    wrong=st.sampled_from(["", "wrong"]),
    corrected=st.integers(0, 1),
    version=st.integers(1, 4),
)


def told(ledger: Ledger) -> list[object]:
    """Everything a ledger says of posts, those of one moment in any order."""
    lists = [ledger.unconfirmed("discord", 2, 99), ledger.showing(GENG.source), ledger.to_correct("slack", 99)]
    return [
        [ledger.posts(schedule, 9) for schedule in ("one", "two")],
        [[post.due for post in posts] for posts in lists],
        [sorted(posts, key=repr) for posts in lists],
        [sorted(ledger.shown_in(place), key=repr) for place in (HERE, NEXT_DOOR, ELSEWHERE, OTHER_PLATFORM)],
    ]


def expected(days: dict[tuple[str, date], Post]) -> list[object]:
    """The same, of the posts by schedule and date."""
    posts = sorted(days.values(), key=lambda post: post.due)
    sent = [post for post in posts if post.stage in (Stage.CLAIMED, Stage.POSTED)]
    lists = [
        [p for p in sent if p.stage is Stage.CLAIMED and p.place.platform == "discord" and p.until < 2],
        [p for p in posts if (p in sent or p.stage is Stage.FAILED) and GENG in p.shown],
        [p for p in posts if p.stage is Stage.POSTED and p.place == OTHER_PLATFORM and p.wrong and not p.corrected],
    ]
    newest = sorted(posts, key=lambda post: post.day, reverse=True)
    return [
        [[post for post in newest if post.schedule == schedule] for schedule in ("one", "two")],
        [[post.due for post in found] for found in lists],
        [sorted(found, key=repr) for found in lists],
        [
            sorted((shown for post in sent if post.place == place for shown in post.shown), key=repr)
            for place in (HERE, NEXT_DOOR, ELSEWHERE, OTHER_PLATFORM)
        ],
    ]


@given(batches=st.lists(st.lists(few_posts, max_size=6), max_size=6))
@per_example
def test_whatever_is_put_only_what_follows_is_kept(
    make: Callable[[Path], Store], tmp_path_factory: pytest.TempPathFactory, batches: list[list[Post]]
) -> None:
    """A version goes from 0 up by one at a time, and every list is of what is kept."""
    store = make(tmp_path_factory.mktemp("store"))
    days: dict[tuple[str, date], Post] = {}

    for batch in batches:
        fits = []
        for post in batch:
            held = days.get((post.schedule, post.day))
            fits.append(post.version == (held.version if held else 0) + 1)
            if fits[-1]:
                days[post.schedule, post.day] = post
        assert store.ledger.put_posts(batch) == fits

    assert told(store.ledger) == expected(days)
    assert store.check() == []
    store.close()


# ---- whatever is typed

anything = st.text(st.characters(), max_size=20)  # lone surrogates too: JSON of a platform can hold them
maybe = st.none() | anything
moments = st.integers(-(2**63), 2**63 - 1)
any_place = st.builds(Place, anything, anything, anything)
schedules = st.builds(
    Schedule, anything, any_place, st.times(), anything, st.lists(st.integers(1, 7), max_size=7).map(tuple),
    st.integers(), maybe, maybe, st.none() | st.sampled_from(Voice), anything, st.dates(), anything,
)  # fmt: skip
ids = st.integers(-(2**31), 2**31)
shown = st.builds(Shown, anything, anything, anything, ids, ids, ids)
posts = st.builds(
    Post, anything, anything, st.dates(), any_place, moments, st.sampled_from(Stage), anything, moments,
    st.integers(), st.lists(shown, max_size=3).map(tuple), anything, anything, moments,
    st.lists(st.builds(Entry, moments, anything, anything), max_size=3).map(tuple),
)  # fmt: skip


@given(schedule=schedules)
@per_example
def test_any_schedule_comes_back_equal(
    make: Callable[[Path], Store], tmp_path_factory: pytest.TempPathFactory, schedule: Schedule
) -> None:
    """Half characters, U+0000 and every field included."""
    store = make(tmp_path_factory.mktemp("store"))

    first = kept(store.ledger, schedule)
    second = kept(store.ledger, first)

    assert (first, second) == (replace(schedule, number=1, change=1), replace(schedule, number=1, change=2))
    assert store.ledger.schedule(schedule.id) == second
    assert store.ledger.schedules(replace(schedule.place, channel="any")) == store.ledger.schedules() == [second]
    assert store.ledger.schedules_since(0, 5) == [second]
    store.close()


@given(post=posts)
@per_example
def test_any_post_comes_back_equal(
    make: Callable[[Path], Store], tmp_path_factory: pytest.TempPathFactory, post: Post
) -> None:
    """Half characters, U+0000, every date and every field included; under every key it is found by."""
    store = make(tmp_path_factory.mktemp("store"))
    ledger = store.ledger
    posted = replace(post, stage=Stage.POSTED, wrong="x", corrected=0, version=2)

    assert ledger.put_posts([post, posted]) == [True, True]

    assert (ledger.post(post.schedule, post.day), ledger.posts(post.schedule, 1)) == (posted, [posted])
    assert (ledger.to_correct(post.place.platform, 1), ledger.shown_in(post.place)) == ([posted], list(post.shown))
    assert [ledger.showing(each.source) for each in post.shown] == [[posted]] * len(post.shown)
    store.close()
