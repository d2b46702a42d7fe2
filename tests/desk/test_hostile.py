"""Words and archives that mean the desk harm: it stays quick, and tells a chat nothing of the machine it runs on."""

import logging
import time

import pytest

from bot.desk.desk import Desk
from bot.desk.reply import Outcome
from bot.desk.request import Press, Request
from bot.domain.errors import (
    ArchiveBusy,
    ArchiveCorrupt,
    ArchiveError,
    ArchiveFull,
    ArchiveReadOnly,
)
from bot.domain.place import PlaceSettings
from bot.names import Registry
from bot.ports import Ledger
from tests.desk.canned import Canned
from tests.desk.conftest import SERVER, Talk, lines

LONGEST = 8000
QUICK = 0.5
"""Seconds for what takes milliseconds: time enough for a busy machine, none for a search that grows by squares."""

FILE = "/srv/secret/archive.db"
ASIDE = "Tell whoever runs On Record; it was noted."


class Troubled(Canned):
    """An archive whose ledger cannot be used."""

    trouble: ArchiveError | None = None

    @property
    def ledger(self) -> Ledger:
        if self.trouble is not None:
            raise self.trouble
        return super().ledger


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (ArchiveBusy(f"another process is writing to {FILE}", hint="try again in a moment"),
         ["Another process is writing.", "Try again in a moment."]),
        (ArchiveFull(f"no room is left for {FILE}", hint="free some disk space"),
         ["There is no room left to keep this.", ASIDE]),
        (ArchiveReadOnly(f"{FILE} cannot be written"), ["Nothing can be kept here at the moment.", ASIDE]),
        (ArchiveCorrupt(f"{FILE} is damaged", hint="restore it from a backup"),
         ["What is stored of this fails its check, so it is not shown.", ASIDE]),
        (ArchiveError(f"{FILE} cannot be opened", hint="name another with --archive PATH"),
         ["The archive cannot be read at the moment.", ASIDE]),
    ],
)  # fmt: skip
def test_trouble_with_the_archive_names_no_file_to_people_but_to_the_log(
    registry: Registry, caplog: pytest.LogCaptureFixture, trouble: ArchiveError, told: list[str]
) -> None:
    archive = Troubled(registry=registry)
    desk = Desk(archive)
    archive.trouble = trouble

    asked = desk.handle(Request("ask", SERVER, "ann", {"question": "what about talks"}))
    pressed = desk.press(Press("next", "answer1", 0, SERVER, "ann"))

    assert [lines(asked), lines(pressed)] == [told, told]
    assert {asked.outcome, pressed.outcome} == {Outcome.FAILED}
    assert asked.private
    assert [str(trouble) in each.getMessage() for each in caplog.records] == [True, True]
    assert all(each.levelno >= logging.WARNING for each in caplog.records)


HOSTILE = {
    "quotation marks that open": "“" * LONGEST,
    "straight marks, an odd number": '"' * (LONGEST - 1),
    "spaces": "said" + " " * (LONGEST - 5) + "x",
    "fields without end": "said who: " + "about: who: " * 600,
    "a field and spaces": "who" + " " * 4000 + ":" + " " * 3000,
    "on and on": "said China" + " on" * 2000,
    "letters without end": "a" * LONGEST,
    "signs": "/!" * 4000,
    "mentions": "<@7> " * 1600,
    "combining": "e" + "\u0301" * (LONGEST - 1),
    "halves of letters": "\ud800" * LONGEST,
    "escapes": "\x1b[31m\n" * 1000,
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_no_words_take_long_to_read(talk: Talk, words: str) -> None:
    started = time.process_time()

    command, arguments = talk.desk.read_line(words)

    assert time.process_time() - started < QUICK
    assert command in {each.name for each in talk.desk.commands}
    assert all(isinstance(value, str) for value in arguments.values())


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_no_words_take_long_to_be_refused_as_a_setting(talk: Talk, words: str) -> None:
    talk.manage(dates="English", party="Norway", private="no")  # what is loaded once is loaded
    before = talk.desk.settings(SERVER)
    started = time.process_time()

    options = ("channel", "everywhere", "private", "party", "dates")
    replies = [talk.manage(SERVER, **{option: words}) for option in options]

    assert time.process_time() - started < 5 * QUICK
    assert {reply.outcome for reply in replies} == {Outcome.REFUSED}
    assert talk.desk.settings(SERVER) == before


@pytest.mark.parametrize("name", ["general", "General", "GENERAL", "here", "1; DROP TABLE places", "%s", "{0}", "１"])
def test_a_channel_is_known_by_its_id_and_not_by_a_word(talk: Talk, name: str) -> None:
    """A word would shut the bot out of every channel, since none has it for an id."""
    assert talk.manage(channel=name).outcome is Outcome.REFUSED
    assert talk.desk.settings(SERVER) == PlaceSettings()
