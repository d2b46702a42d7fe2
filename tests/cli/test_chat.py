"""The conversation: questions, what "1" and "more" mean, commands that are questions after all, errors in a line."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.terminal.cards import Cards
from bot.adapters.terminal.chat import HELP, Conversation
from bot.adapters.terminal.paint import Paint
from bot.adapters.terminal.prompt import Names, _history
from bot.archive import Archive
from bot.domain.answer import Answer, Nothing
from bot.domain.errors import ArchiveBusy
from bot.domain.question import Question
from bot.names import Registry
from tests.builders import GENG, a_page, a_store, official
from tests.cli.conftest import Run
from tests.cli.excerpts import answer_of, excerpt_of

PAGE = a_page(*(official(f"Sentence {number}.", GENG) for number in range(1, 8)), name="news/talk.txt", title="Talk")


class NoIndex:
    """An index that is never asked."""

    def follow(self, store: object) -> int:  # noqa: ARG002
        return 0

    def size(self) -> int:
        return 1

    def close(self) -> None:
        pass


class Canned(Archive):
    """An archive of one page that finds all of it, or nothing of penguins; it notes what it is asked."""

    def __init__(self) -> None:
        registry = Registry.load()
        super().__init__(a_store(PAGE), NoIndex(), None, registry, lambda: date(2025, 1, 1))  # type: ignore[arg-type]
        self.asked: list[tuple[str, int, int]] = []

    def ask(self, text: str, limit: int = 5, *, more: int = 0) -> Answer:
        self.asked.append((text, limit, more))
        if text == "busy":
            raise ArchiveBusy("another process is writing", hint="try again")
        if "penguins" in text:
            return Answer(Question(text), nothing=Nothing("nothing about penguins"))
        numbers = range(len(PAGE.units))[more : more + limit]
        return answer_of(*(excerpt_of(PAGE, number) for number in numbers), text=text)


@pytest.fixture
def archive() -> Canned:
    return Canned()


@pytest.fixture
def talk(archive: Canned) -> Conversation:
    return Conversation(archive, lambda: Cards(Paint(), 80, archive.party_name), Paint(), lambda: 80, 3)


def test_a_question_is_answered_with_numbered_excerpts(talk: Conversation, archive: Canned) -> None:
    said = talk.reply(" what did China say ")

    assert archive.asked == [("what did China say", 3, 0)]
    assert [line[0] for line in said.text.splitlines() if line[:1].isdigit()] == ["1", "2", "3"]
    assert (said.found, said.end) == (True, False)


def test_more_goes_on_where_the_answer_stopped_and_says_when_that_was_all(talk: Conversation, archive: Canned) -> None:
    talk.reply("what did China say")

    second, third, fourth = talk.reply("more"), talk.reply("/more"), talk.reply("more")

    assert [(limit, more) for _, limit, more in archive.asked] == [(3, 0), (3, 3), (3, 6), (3, 7)]
    assert {text for text, _, _ in archive.asked} == {"what did China say"}
    assert "4 Geng Shuang" in second.text
    assert "7 Geng Shuang" in third.text
    assert (fourth.text, fourth.found) == ("That was all.", False)


def test_why_explains_an_excerpt_of_the_last_answer_more_included(talk: Conversation) -> None:
    talk.reply("what did China say")
    talk.reply("more")

    assert "words: Sentence 1." in talk.reply("why").text
    assert "words: Sentence 5." in talk.reply("why 5").text
    assert talk.reply("why 9").text == "There is no excerpt 9: the last answer has 6."
    assert "because: document (rule “document”, confidence 0.90, shown as fact)" in talk.reply("why 1").text
    assert "checked: slice, text and bytes agree with their hashes" in talk.reply("why 1").text


def test_show_prints_the_page_of_an_excerpt_or_of_a_name(talk: Conversation) -> None:
    talk.reply("what did China say")

    assert talk.reply("show 1").text == talk.reply("show talk.txt").text
    assert "CN Geng Shuang" in talk.reply("show 1").text
    assert "no-such-page" in talk.reply("show no-such-page").text


@pytest.mark.parametrize("line", ["more", "why", "why 1"])
def test_before_a_question_there_is_nothing_to_follow_up(talk: Conversation, line: str) -> None:
    assert talk.reply(line).text == "Ask something first."


@pytest.mark.parametrize("line", ["why does China object", "show me what China said", "sources of energy"])
def test_a_question_that_begins_like_a_command_is_a_question(talk: Conversation, archive: Canned, line: str) -> None:
    talk.reply(line)

    assert archive.asked == [(line, 3, 0)]


def test_the_other_commands(talk: Conversation) -> None:
    assert talk.reply("help").text == HELP
    assert "news/talk.txt  Talk" in talk.reply("sources").text
    assert [talk.reply(word).end for word in ("quit", "exit", "/quit", "QUIT")] == [True] * 4
    assert talk.greeting().startswith("On Record: 7 statements from 1 source.")


def test_nothing_found_and_errors_are_lines_of_the_conversation(talk: Conversation) -> None:
    assert talk.reply("penguins").found is False
    assert talk.reply("busy").text == "another process is writing (try again)"


def test_names_complete_from_parties_speakers_commands_and_sources(archive: Canned) -> None:
    names = Names(archive)

    def offered(typed: str) -> set[tuple[str, str]]:
        return set(names.candidates(typed))

    assert ("Norw", "Norway") in offered("what did China say about Norw")
    assert ("Geng Sh", "Geng Shuang") in offered("what did Geng Sh")
    assert ("so", "sources") in offered("so")
    assert offered("show new") == {("new", "news/talk.txt")}
    assert offered("") == set()


def test_the_history_is_for_its_owner_only(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "history"
    _history(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600

    place.chmod(0o644)
    _history(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_without_a_place_for_history_it_is_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert type(_history(tmp_path / "file" / "history")).__name__ == "InMemoryHistory"


def test_without_a_terminal_every_line_is_a_question(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    import io
    import sys

    lines = b"what did China say about Norway\n\n  \nwhy 1\nwhat did Stan Marsh say\nquit\nnever read\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))

    ran = run("chat")

    assert ran.code == 1
    assert ran.out.count("Read as:") >= 1
    assert "\nspeaker: " in ran.out
    assert "Nothing found: " in ran.out
    assert "never read" not in ran.out
    assert "onrecord>" not in ran.out


@pytest.mark.skipif(os.name == "nt", reason="pexpect needs a pseudo-terminal")
def test_at_a_terminal_there_is_a_prompt_with_history(home: Path) -> None:
    import sys

    import pexpect

    from tests.cli.conftest import ROOT

    environ = {**os.environ, "XDG_DATA_HOME": str(home / "share"), "PYTHONPATH": str(ROOT), "TERM": "xterm",
               "PROMPT_TOOLKIT_NO_CPR": "1"}  # fmt: skip
    chat = ["-m", "bot", "chat"]
    child = pexpect.spawn(sys.executable, chat, cwd=str(home), env=environ, timeout=20, encoding="utf-8")
    child.expect("5 sources")
    child.expect("onrecord>")
    child.send("what did China say about Norway\r")
    child.expect("Embassy of China in Norway")
    child.send("half a line\x03")
    child.send("quit\r")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert "what did China say about Norway" in (home / "share" / "onrecord" / "history").read_text(encoding="utf-8")
