"""The runner under attack: statements withdrawn at any step, people who change their mind, clocks, lost archives."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any

import pytest

from bot.desk.card import Card
from bot.desk.daily.composing import Composing
from bot.desk.reply import Line, Reply
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.domain.statement import Label, Statement, Unit
from bot.names import Registry
from bot.posting.correcting import Correcting, wrong
from bot.posting.outlet import Barred, Passing, Unfit
from tests.builders import CHINA_MFA
from tests.desk.canned import Canned
from tests.desk.daily.conftest import CYBER, NEWS, PRESS, TEXT
from tests.posting.scene import DAY, DUE, FIRST, HOUR, SCHEDULE, Scene, days, some_time
from tests.posting.simulated import WallClock, serving, simulated
from tests.posting.workers import Freeze, Worker, driven
from tests.posting.world import CLAIM, GRACE, Book, Clock, Composer, Platform, a_schedule

NONCES = pytest.mark.parametrize("nonces", [0.0, 300.0], ids=["like Slack", "like Discord"])
MOST_CALLS = 40

REGISTRY = Registry.load()


class Killed(BaseException):
    """What kill -9 is to the code it hits."""


@dataclass(slots=True)
class Showing(Platform):
    """A platform that keeps what each message shows."""

    shows: dict[str, Reply] = field(default_factory=dict)

    async def send(self, place: Place, mark: str, reply: Reply) -> str:
        try:
            return await Platform.send(self, place, mark, reply)
        finally:  # it may stand although no answer comes
            for one in self.messages:
                self.shows.setdefault(one.id, reply)

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        await Platform.edit(self, place, message, reply)
        self.shows[message] = reply

    def words(self) -> list[str]:
        """What stands as somebody's words in the channel."""
        standing = [self.shows[one.id] for one in self.messages]
        return [part.words.text for reply in standing for part in reply.parts if isinstance(part, Card)]


class Newsroom:
    """An archive that is read while a post is made of it, its channel, and whoever withdraws."""

    def __init__(self, schedule: Schedule = SCHEDULE, nonces: float = 0.0) -> None:
        self.archive = Canned(PRESS, TEXT, NEWS, CYBER, registry=REGISTRY)
        self.book = self.archive.lent = Book()
        self.clock = Clock(DUE)
        self.platform = Showing(self.clock, nonces=nonces)
        kept = self.book.keep_schedule(schedule)
        assert kept
        self.schedule = kept
        picked = Composing(self.archive).pick(kept, FIRST)
        assert not isinstance(picked, str)
        self.first = picked.excerpts[0]

    def worker(self, name: str, hook: Any = None) -> Worker:
        return Worker(self.book, self.platform, self.clock, name, Composing(self.archive), hook)

    def withdraw(self) -> None:
        """As the command line does it."""
        first = self.first
        taken = self.archive.withdraw(first.source.id, first.start, first.end, "somebody else said it")
        wrong(self.book, taken, "somebody else said it", int(self.clock.now))

    def correct(self, worker: Worker) -> None:
        """Edit what is to be edited."""
        correcting = Correcting(worker.means, self.platform)
        while post := driven(correcting.next()):
            driven(correcting.correct(post))

    def row(self) -> Post:
        found = self.book.post(self.schedule.id, FIRST)
        assert found
        return found


@NONCES
@pytest.mark.parametrize("killed", [False, True], ids=["goes on", "killed"])
@pytest.mark.parametrize("at", range(1, MOST_CALLS))
def test_withdrawn_at_any_call_a_statement_does_not_stand_as_theirs(at: int, nonces: float, *, killed: bool) -> None:
    """Whatever was under way when it was withdrawn: the channel shows another statement, or a correction of it."""
    newsroom = Newsroom(nonces=nonces)
    count = 0

    async def withdrawn_here(what: str) -> None:  # noqa: ARG001
        nonlocal count
        count += 1
        if count == at:
            newsroom.withdraw()
            if killed:
                raise Killed

    with suppress(Killed):
        newsroom.worker("a", withdrawn_here).turn()
    if count < at:
        newsroom.withdraw()
    other = newsroom.worker("b")
    for seconds in (3, CLAIM + 9, 3 * CLAIM, 6 * CLAIM):
        newsroom.clock.now = DUE + seconds
        other.turn()
        newsroom.correct(other)

    assert newsroom.first.text not in newsroom.platform.words()
    assert (len(newsroom.platform.messages), newsroom.row().stage) == (1, Stage.POSTED)
    (stands,) = newsroom.platform.shows.values()
    corrected = any(isinstance(part, Line) and part.text.startswith("Correction, ") for part in stands.parts)
    assert corrected == (newsroom.row().shown[0].statement == newsroom.first.statement.id)


@pytest.mark.parametrize("lost", [True, False], ids=["it stands", "it does not"])
def test_a_post_of_which_nobody_knows_whether_it_stands_is_corrected_if_it_does(*, lost: bool) -> None:
    """No answer came, and the history could not be read: failed. When its statement is withdrawn it is looked for."""
    newsroom = Newsroom(replace(SCHEDULE, place=Place("discord", "s1", "c9")))
    worker = newsroom.worker("a")
    platform = newsroom.platform

    def trouble(what: str, place: Place) -> None:  # noqa: ARG001
        if what == ("sent" if lost else "send"):
            raise Passing("no answer came", uncertain=True)
        if what == "find":
            raise Barred("The history may not be read.")

    platform.fault = trouble
    for seconds in (0, 60, 600, 1200):
        newsroom.clock.now = DUE + seconds
        worker.turn()
    assert newsroom.row().stage is Stage.FAILED
    newsroom.clock.now = DUE + DAY // 2

    newsroom.withdraw()
    for _ in range(2):  # refused again, which is no reason to give up at once
        newsroom.clock.now += 400
        worker.turn()
    platform.fault = None
    newsroom.clock.now += 400
    worker.turn()
    newsroom.correct(worker)

    assert (platform.words(), len(platform.messages)) == ([], int(lost))
    assert newsroom.row().stage is (Stage.POSTED if lost else Stage.MISSED)
    assert bool(newsroom.row().corrected) == lost


@pytest.mark.parametrize(
    ("changes", "stage"),
    [({"paused": "by a person"}, Stage.MISSED), ({"ended": True}, Stage.MISSED), ({"party": "NO"}, Stage.POSTED)],
    ids=["paused", "ended", "narrowed"],
)
def test_what_was_changed_while_a_post_waited_for_its_turn_holds(changes: dict[str, Any], stage: Stage) -> None:
    """Of thousands that fall due at once the last is sent many seconds after it was claimed."""
    newsroom = Newsroom()
    worker = newsroom.worker("a")
    (claimed,) = worker.claim()

    assert newsroom.book.keep_schedule(replace(newsroom.schedule, **changes))
    worker.carry(claimed)

    assert newsroom.row().stage is stage
    assert len(newsroom.platform.messages) == (stage is Stage.POSTED)
    if stage is Stage.POSTED:
        assert {shown.speaker for shown in newsroom.row().shown} == {"no.mfa.soreide"}


def test_a_channel_changed_while_a_post_waited_is_the_one_that_gets_it() -> None:
    """Moved a moment after the minute, the post goes where people were told it will."""
    scene = Scene()
    clock = Clock(DUE)
    platform = Platform(clock)
    worker = Worker(scene.book, platform, clock)
    (claimed,) = worker.claim()
    scene.change(place=Place("discord", "s1", "c2"))

    worker.carry(claimed)

    assert [message.place.channel for message in platform.messages] == ["c2"]
    assert scene.row().place.channel == "c2"


def test_an_archive_put_back_to_yesterday_is_heard_of_again() -> None:
    """Its changes are counted from lower on: a schedule set after that runs, and nothing comes twice."""

    class Restored(Book):
        def put_back(self, schedules: dict[str, Schedule], change: int) -> None:
            self._schedules, self._change = dict(schedules), change
            self._posts.clear()
            self._newest.clear()

    book = Restored()
    scene = Scene(before=30)
    scene.book = book
    scene.schedule = book.keep_schedule(SCHEDULE)
    yesterday = dict(book._schedules), book._change

    async def script(scene: Scene) -> None:
        for _ in range(9):
            scene.change(person="u2")
        await asyncio.sleep(120)
        assert len(scene.platform.messages) == 1
        book.put_back(*yesterday)
        book.keep_schedule(a_schedule("n" * 12, at=time(9, 5), channel="c2"))
        await asyncio.sleep(600)

    scene.play(script)

    assert [message.place.channel for message in scene.platform.messages] == ["c1", "c2"]


@NONCES
@pytest.mark.parametrize("ahead", [-600, -120, 120, 600])
@pytest.mark.parametrize("at", range(1, MOST_CALLS, 2))
def test_a_platform_whose_clock_is_minutes_off_gets_one_post(at: int, ahead: int, nonces: float) -> None:
    """What a killed process sent is found although the platform says it was sent before the minute, or later."""
    scene = Scene(before=0)
    clock = Clock(DUE)
    platform = Platform(lambda: clock.now + ahead, nonces=nonces)
    count = 0

    async def kill(what: str) -> None:  # noqa: ARG001
        nonlocal count
        count += 1
        if count == at:
            raise Killed

    with suppress(Killed):
        Worker(scene.book, platform, clock, hook=kill).turn()
    other = Worker(scene.book, platform, clock, "b")
    for seconds in (3, CLAIM + 9, 12 * CLAIM):
        clock.now = DUE + seconds
        other.turn()

    assert (len(platform.messages), scene.row().stage) == (1, Stage.POSTED)


@pytest.mark.parametrize("seconds", [value / 4 for value in range(1, 36)])
def test_a_process_that_is_stopped_at_any_moment_leaves_one_post(seconds: float) -> None:
    """SIGTERM while it claims, sends or waits for the answer: whoever serves next posts what is left, once."""
    scene = Scene(before=2)

    async def slowly() -> None:
        await asyncio.sleep(1.5)

    scene.platform.pause = slowly

    async def run() -> None:
        for serve in (seconds, 200.0):
            async with serving(scene.book, scene.platform, clock=scene.clock):
                await asyncio.sleep(serve)

    simulated(run)

    assert (scene.days(), scene.row().stage) == (days(0), Stage.POSTED)


@NONCES
@pytest.mark.parametrize("still", [CLAIM + 5, 600])
def test_a_message_sent_late_whose_receipt_is_lost_is_taken_away(still: int, nonces: float) -> None:
    """It left a process that had stood still, after another had posted; no answer tells that it stands."""
    scene = Scene()
    clock = Clock(DUE)
    platform = Platform(clock, nonces=nonces)
    thawed = False

    class Late(Freeze):
        async def __call__(self, what: str) -> None:
            nonlocal thawed
            await super().__call__(what)
            if what == "send" and thawed:
                raise Passing("no answer came", uncertain=True)
            thawed = thawed or what == "send"

    frozen = Worker(scene.book, platform, clock, hook=Late("send")).turning()
    frozen.send(None)
    clock.now = DUE + still
    Worker(scene.book, platform, clock, "b").turn()
    with suppress(StopIteration):
        frozen.send(None)

    assert [message.id for message in platform.messages] == [scene.row().message]


# ---- corrections


class Wrong:
    """A post that stands in its channel and must be corrected."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.scene = Scene(before=10)
        self.scene.platform.clock = lambda: self.scene.clock() + ahead
        self.scene.play(some_time(30))
        self.mark("first")

    def mark(self, reason: str) -> None:
        """Have it corrected, for that reason."""
        taken = Statement(7, "page", Unit(0, 9, Label.OFFICIAL, "document", CHINA_MFA), "We oppose this.")
        assert wrong(self.scene.book, [taken], reason, DUE + HOUR) == 1

    def serve(self, seconds: float, fault: Callable[[str, Place], None] | None = None) -> int:
        """Let the runner work; how often it tried to edit."""
        before = self.scene.platform.calls["edit"]
        self.scene.clock = WallClock(DUE + DAY / 2)
        self.scene.platform.fault = fault
        self.scene.play(some_time(seconds))
        return self.scene.platform.calls["edit"] - before

    def mended_again(self) -> tuple[int, list[str]]:
        """Have more of it withdrawn, the first edit refused: how often it tried, and what stands in the end."""
        self.mark("second")
        refusals = [Barred("not yet")]

        def once(what: str, place: Place) -> None:  # noqa: ARG001
            if what == "edit" and refusals:
                raise refusals.pop()

        return self.serve(1200, once), [message.text for message in self.scene.platform.messages]


def refusing(what: str, place: Place) -> None:  # noqa: ARG001
    """The message cannot be edited."""
    if what == "edit":
        raise Barred("The message cannot be changed now.")


@pytest.mark.parametrize("ahead", [-600.0, -120.0])
def test_a_message_older_than_its_post_by_the_platforms_clock_is_not_taken_for_gone(ahead: float) -> None:
    """It stands, with words that are not theirs: that an edit was refused does not settle it."""
    case = Wrong(ahead)

    assert case.serve(1200, refusing) == 3
    assert case.scene.row().log[-1].text == "given up: The message cannot be changed now."


def test_a_channel_that_cannot_be_looked_through_is_not_asked_for_ever() -> None:
    """A message that may be gone, among too many others: three tries, as for any refusal."""

    def endless(what: str, place: Place) -> None:
        refusing(what, place)
        if what == "find":
            raise Passing("there are too many messages to look through", uncertain=True)

    assert Wrong().serve(6 * HOUR, endless) == 3


def test_a_correction_given_up_is_tried_anew_when_more_is_withdrawn() -> None:
    """What was refused for the first withdrawal does not count for the second."""
    case = Wrong()
    assert case.serve(1200, refusing) == 3

    assert case.mended_again() == (2, ["Correction: second"])


def test_a_corrected_message_without_its_buttons_is_not_taken_for_gone() -> None:
    """More is withdrawn of a post, and it cannot be edited for a while: the mark it had is no sign any more."""
    case = Wrong()
    assert case.serve(60) == 1
    for message in case.scene.platform.messages:
        message.mark = ""

    assert case.mended_again() == (2, ["Correction: second"])


# ---- others who must not suffer


def test_a_post_that_can_never_be_made_holds_up_no_other_and_ends() -> None:
    """A mistake of the bot's own with one statement: the others come, and that day is told as missed in the end."""
    scene = Scene(before=5)
    scene.book.keep_schedule(a_schedule("g" * 12, channel="c2"))

    class Poisoned(Composer):
        def compose(self, schedule: Schedule, post: Post, now: int) -> Any:
            if schedule.id == SCHEDULE.id:
                raise ZeroDivisionError
            return super().compose(schedule, post, now)

    scene.composer = Poisoned()
    scene.play(some_time(GRACE + HOUR), look=5.0)

    assert [message.place.channel for message in scene.platform.messages] == ["c2"]
    assert scene.row().stage is Stage.MISSED
    assert len(scene.row().log) <= 20


def test_one_statement_that_the_platform_will_not_take_does_not_silence_a_channel() -> None:
    """A fault of the bot's own with one message: that day has failed, and the next one has its post."""
    scene = Scene()

    def unfit(what: str, place: Place) -> None:  # noqa: ARG001
        if what == "send" and scene.clock() < DUE + HOUR:
            raise Unfit("The platform does not take it as it is.")

    scene.platform.fault = unfit
    scene.play(some_time(DAY + HOUR), look=20.0)

    assert (scene.days(), scene.row().stage) == (days(1), Stage.FAILED)
    assert scene.book.schedule(SCHEDULE.id).paused == ""


@pytest.mark.slow
def test_hundreds_of_posts_that_are_put_off_again_and_again_do_not_keep_new_ones_from_coming() -> None:
    """A thousand channels of one workspace that takes nothing; an hour later another channel's post is due."""
    scene = Scene(before=5, schedule=a_schedule(at=time(10)), rate=10.0)
    for number in range(1000):
        scene.book.keep_schedule(a_schedule(f"x{number:04}", channel=f"x{number}"))

    def full(what: str, place: Place) -> None:
        if what == "send" and place.channel != "c1":
            raise Passing("429", wait=5.0)

    scene.platform.fault = full
    scene.play(some_time(HOUR + 300))

    assert [round(at - DUE - HOUR, -2) for at, _ in scene.platform.sends] == [0]


def test_a_schedule_changed_every_second_has_one_post_a_day_and_takes_no_memory() -> None:
    """Somebody who may manage a server types without end."""

    async def script(scene: Scene) -> None:
        for number in range(400):
            scene.change(at=time(9, number % 3), person=f"u{number}")
            await asyncio.sleep(1)
        await asyncio.sleep(DAY)

    assert Scene().play(script).days() == days(0, 1)

