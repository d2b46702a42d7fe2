"""A desk over an archive of two pages, with a clock that stands and ids that count."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.desk.card import Card
from bot.desk.desk import Desk
from bot.desk.reply import Button, Line, Listing, Reply, Row
from bot.desk.request import Press, Request
from bot.domain.place import Place
from bot.names import Registry
from tests.builders import GENG, HUA, a_page, comment, direct, narration, official, question, reported, transcript
from tests.desk.canned import Canned

SERVER = Place("discord", "100", "1")
ALONE = Place("discord", "dm:7", "70")
NOW = 1_700_000_000

TALK = a_page(
    question("AFP: Will you talk to Norway?"),
    transcript("We value our talks with Norway.", GENG),
    transcript("Fish comes from Norway.", GENG),
    narration("She then left the talks."),
    name="news/talk.txt",
    title="Regular press conference",
    publisher="Ministry of Foreign Affairs",
    said="2019-02-18",
)
NEWS = a_page(
    narration("Officials met on Monday over Norway."),
    direct("Our talks will go on.", HUA),
    reported("the talks have been useful", HUA),
    comment("Talks are boring!"),
    name="news/report.txt",
    publisher="Xinhua",
    published="2020-05",
)
OWN = a_page(*(official(f"Sentence {number} on trade.") for number in range(1, 13)), name="own.txt")


@dataclass(slots=True)
class Counter:
    """Ids ``answer1``, ``answer2`` …"""

    given: int = 0

    def __call__(self) -> str:
        self.given += 1
        return f"answer{self.given}"


@dataclass(slots=True)
class Talk:
    """A desk and the people at it."""

    archive: Canned
    desk: Desk
    ids: Counter = field(default_factory=Counter)

    def ask(self, text: str = "what about talks", person: str = "ann", place: Place = SERVER) -> Reply:
        return self.run("ask", person, place, question=text)

    def run(self, command: str, person: str = "ann", place: Place = SERVER, **arguments: str) -> Reply:
        return self.desk.handle(Request(command, place, person, arguments))

    def manage(self, place: Place = SERVER, **arguments: str) -> Reply:
        return self.desk.handle(Request("settings", place, "boss", arguments, may_manage=True))

    def press(
        self,
        reply: Reply,
        action: str,
        person: str = "ann",
        *,
        alone: bool = False,
        words: str | None = None,
        place: Place = SERVER,
    ) -> Reply:
        """The button of that action under a reply, pressed."""
        button = button_of(reply, action)
        return self.desk.press(
            Press(action, button.answer, button.at, place, person, alone=alone, words=words)
        )


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture
def archive(registry: Registry) -> Canned:
    return Canned(TALK, NEWS, OWN, registry=registry)


@pytest.fixture
def talk(archive: Canned) -> Iterator[Talk]:
    ids = Counter()
    return Talk(archive, Desk(archive, limit=3, clock=lambda: NOW, new_id=ids), ids)


def button_of(reply: Reply, action: str) -> Button:
    return next(button for button in reply.buttons if button.action == action)


def actions(reply: Reply) -> list[str]:
    return [button.action for button in reply.buttons]


def card(reply: Reply) -> Card:
    (only,) = cards(reply)
    return only


def cards(reply: Reply) -> list[Card]:
    return [part for part in reply.parts if isinstance(part, Card)]


def lines(reply: Reply) -> list[str]:
    return [part.text for part in reply.parts if isinstance(part, Line)]


def rows(reply: Reply, number: int = 0) -> tuple[Row, ...]:
    return [part for part in reply.parts if isinstance(part, Listing)][number].rows


def facts(reply: Reply) -> dict[str, str]:
    return {row.name: row.text for row in rows(reply)}
