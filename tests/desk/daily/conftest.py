"""A desk over pages that are fit to be posted, with a clock that is moved by hand, for the statement of the day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from bot.desk.daily.composing import Composed, Composing
from bot.desk.desk import Desk
from bot.desk.reply import Reply
from bot.desk.request import Obstacle, Request, unhindered
from bot.domain.place import Place
from bot.domain.post import Post, Stage
from bot.domain.schedule import Schedule
from bot.names import Registry
from bot.ports import Ledger
from bot.schedule.when import upcoming
from tests.builders import GENG, HUA, SOREIDE, a_page, direct, official, question, reported, transcript
from tests.desk.canned import Canned
from tests.desk.conftest import SERVER

SUNDAY = int(datetime(2026, 11, 22, 7, tzinfo=UTC).timestamp())
"""Eight o'clock in the morning of Sunday, 22 November 2026, in Oslo."""

HOUR, DAY = 3600, 86_400

ASKED = "AFP: Will you talk to Norway about fish next year?"
TALKS = "We value our talks with Norway, and we hope that both sides will go on with them next year."
FISH = "Fish from Norway is welcome in our country as long as it meets the rules for the safety of food."
TRADE = "China and its partners have kept the sea lanes open, and trade has grown every year since then."
SEABED = "Norway will protect the seabed of the Arctic, whatever anybody else may decide to do about it."
THEFT = "Nobody has shown us any proof of cyber theft, and we have asked for it many times this year."

PRESS = a_page(question(ASKED), transcript(TALKS, GENG), transcript(FISH, GENG),
               name="press.txt", title="Regular press conference", said="2019-11-24")  # fmt: skip
TEXT = a_page(official(TRADE, HUA), name="text.txt", said="2020-03-01")
NEWS = a_page(direct(SEABED, SOREIDE), reported("the talks about fish went well and will go on next year as before"),
              name="news.txt", publisher="NRK", said="2018-11-22")  # fmt: skip
CYBER = a_page(direct(THEFT, HUA), name="cyber.txt", publisher="Xinhua", published="2015-06")


@dataclass(slots=True)
class Clock:
    """Tells the time it was set to."""

    now: float = SUNDAY

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Letters:
    """Ids ``aaaaaaaaaaaa``, ``aaaaaaaaaaab`` …"""

    given: int = 0

    def __call__(self) -> str:
        self.given += 1
        number, letters = self.given - 1, ""
        for _ in range(12):
            number, letter = divmod(number, 26)
            letters = chr(ord("a") + letter) + letters
        return letters


@dataclass(slots=True)
class Daily:
    """A desk, its clock, and whoever manages the server."""

    archive: Canned
    clock: Clock = field(default_factory=Clock)
    new_id: Letters = field(default_factory=Letters)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = self.another()

    def another(self) -> Desk:
        """A further desk on the same archive, as in another process."""
        return Desk(self.archive, limit=3, clock=self.clock, new_id=self.new_id)

    @property
    def ledger(self) -> Ledger:
        return self.archive.ledger

    @property
    def composing(self) -> Composing:
        return Composing(self.archive)

    def run(
        self,
        command: str,
        place: Place = SERVER,
        obstacle: Callable[[Place], Obstacle | None] = unhindered,
        **arguments: str,
    ) -> Reply:
        """A command ``daily …`` by somebody who may manage the place."""
        request = Request(f"daily {command}", place, "boss", arguments, may_manage=True, obstacle=obstacle)
        return self.desk.handle(request)

    def set(self, place: Place = SERVER, **arguments: str) -> Reply:
        """A schedule, at nine in Oslo unless said otherwise."""
        return self.run("set", place, **{"time": "09:00", "zone": "Oslo", **arguments})

    def only(self, place: Place = SERVER) -> Schedule:
        (schedule,) = self.ledger.schedules(place)
        return schedule

    def compose(self, schedule: Schedule, post: Post, now: float | None = None) -> Composed:
        composed = self.composing.compose(schedule, post, int(self.clock.now if now is None else now))
        assert isinstance(composed, Composed)
        return composed

    def post(self, schedule: Schedule | None = None, **changes: object) -> Post:
        """The next post of a schedule as the runner would leave it; the clock goes on to a minute after it."""
        schedule = schedule or self.only()
        day, due = upcoming(schedule, self.clock.now)
        self.clock.now = due + 60
        claimed = Post(self.new_id(), schedule.id, day, schedule.place, due, Stage.CLAIMED, owner="one")
        composed = self.compose(schedule, claimed)
        posted = replace(claimed, stage=Stage.POSTED, tries=1, shown=composed.shown, message=f"m{due}", **changes)  # type: ignore[arg-type]
        assert self.ledger.put_posts([posted]) == [True]
        self.ledger.remember([composed.remember])
        return posted




@pytest.fixture
def daily(registry: Registry) -> Iterator[Daily]:
    return Daily(Canned(PRESS, TEXT, NEWS, CYBER, registry=registry))
