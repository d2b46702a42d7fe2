"""The conversation: questions, what "1" and "more" mean, commands that are questions after all, errors in a line."""

import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.terminal.chat import OWN, PLACE, Conversation
from bot.adapters.terminal.paint import Paint
from bot.adapters.terminal.prompt import Names, _history
from bot.desk.command import Command, Kind, Option
from bot.desk.desk import Desk
from bot.names import Registry
from tests.builders import GENG, a_page, heading, official, question, reported, transcript
from tests.cli.conftest import Run
from tests.desk.canned import Canned

PAGE = a_page(
    heading("Talk"),
    *(official(f"Sentence {number}.", GENG) for number in range(1, 8)),
    question("AFP: Will you sign the treaty?"),
    transcript("We will not sign the treaty.", GENG),
    reported("Geng said China opposes theft.", GENG, confidence=0.7),
    name="news/talk.txt",
    title="Talk",
)
ASKED = "what did China say in a sentence"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


@pytest.fixture
def archive(registry: Registry) -> Canned:
    return Canned(PAGE, registry=registry)


@pytest.fixture
def desk(archive: Canned) -> Desk:
    return Desk(archive, limit=3, clock=lambda: 1_700_000_000.0)


@pytest.fixture
def talk(archive: Canned, desk: Desk) -> Conversation:
    return Conversation(archive, desk, Paint(), lambda: 80)


def test_a_question_is_answered_with_numbered_excerpts(talk: Conversation, archive: Canned) -> None:
    said = talk.reply(f" {ASKED} ")

    assert archive.asked == [("ask", ASKED, 3, None)]
    assert re.findall(r"^(\d) (Geng Shuang)", said.text, re.MULTILINE) == [(n, "Geng Shuang") for n in "123"]
    assert (said.found, said.end) == (True, False)
    assert said.answer is not None
    assert len(said.answer.excerpts) == 3


def test_more_goes_on_where_the_answer_stopped_and_says_when_that_was_all(talk: Conversation, archive: Canned) -> None:
    talk.reply(ASKED)

    second, third, fourth, fifth = (talk.reply(word) for word in ("more", "/next", "more", "MORE"))

    assert archive.asked[1:] == [("further", ASKED, 3, 3), ("further", ASKED, 3, 6)]
    assert re.findall(r"^\d", second.text, re.MULTILINE) == ["4", "5", "6"]
    assert re.findall(r"^\d", third.text, re.MULTILINE) == ["7"]
    assert [(said.text, said.found) for said in (fourth, fifth)] == [("That was all.", False)] * 2
    assert second.answer is not None
    assert [excerpt.text for excerpt in second.answer.excerpts] == ["Sentence 4.", "Sentence 5.", "Sentence 6."]


def test_a_number_means_the_excerpt_with_that_number_more_included(talk: Conversation) -> None:
    talk.reply(ASKED)
    talk.reply("more")

    for said in (talk.reply("why"), talk.reply("why 1")):
        assert "How sure: 0.90 of 1, shown as fact" in said.text
        assert "Checked: slice, text and bytes agree with their hashes" in said.text
    assert f"Place: news/talk.txt, characters {PAGE.units[5].start} to {PAGE.units[5].end}" in talk.reply("why #5").text
    assert "┃ Sentence 5." in talk.reply("context 5").text
    assert "│ Sentence 4." in talk.reply("context 5").text
    assert f"SHA-256: {PAGE.source.id}" in talk.reply("source 5").text.replace("\n   ", "")
    assert talk.reply("why 9").text == "There is no excerpt 9: the last answer has 6."
    assert talk.reply("why 0").text == "There is no excerpt 0: the last answer has 6."


def test_a_journalists_question_beside_an_excerpt_is_called_one(talk: Conversation) -> None:
    talk.reply("what about the treaty")

    assert "  asked by a journalist\n  │ AFP: Will you sign the treaty?" in talk.reply("context 1").text


def test_a_wrong_attribution_is_kept_for_review_with_the_reason(talk: Conversation, archive: Canned) -> None:
    talk.reply(ASKED)

    first, told, again = (talk.reply(line) for line in ("wrong 2", "wrong 2 because Hua said so", "wrong 2 because"))

    assert "wrong 2 because …" in first.text
    assert "number 1" in told.text
    assert "number 1" in again.text
    ((number, flag),) = archive.ledger.flags()
    assert (number, flag.text, flag.reason, flag.place) == (1, "Sentence 2.", "Hua said so", PLACE)


def test_show_prints_the_page_of_an_excerpt_or_of_a_name(talk: Conversation) -> None:
    talk.reply(ASKED)

    assert talk.reply("show 1").text == talk.reply("show talk.txt").text
    assert "CN Geng Shuang" in talk.reply("show 1").text
    assert "no-such-page" in talk.reply("show no-such-page").text


@pytest.mark.parametrize("line", ["more", "next", "why", "why 1", "context 1", "wrong 1 because of that"])
def test_before_a_question_there_is_nothing_to_follow_up(talk: Conversation, line: str) -> None:
    assert talk.reply(line).text == "Ask something first."


@pytest.mark.parametrize(
    "line",
    ["why does China object", "show me what China said", "sources of energy", "wrong number", "context of the treaty",
     "why because", "more sanctions", "help me understand what China said"],
)  # fmt: skip
def test_a_question_that_begins_like_a_command_is_a_question(talk: Conversation, archive: Canned, line: str) -> None:
    talk.reply(line)

    assert archive.asked == [("ask", line, 3, None)]


def test_an_excerpt_that_no_longer_stands_is_not_shown_again(talk: Conversation, archive: Canned) -> None:
    talk.reply(ASKED)
    archive.gone = set(archive.ids())

    for line in ("why 1", "more"):
        said = talk.reply(line)
        assert (said.found, "no longer stands" in said.text) == (False, True)


def test_a_number_still_means_its_excerpt_when_one_before_it_has_gone(talk: Conversation, archive: Canned) -> None:
    talk.reply(ASKED)
    archive.gone = {archive.ids()[1]}

    assert "│ Sentence 2." in talk.reply("context 3").text
    assert "┃ Sentence 3." in talk.reply("context 3").text


VALUES = {"question": ASKED, "about": "sentence", "who": "sentence", "name": "talk.txt", "text": "Sentence 1.",
          "source": "talk.txt", "party": "Norway", "dates": "nb", "voice": "official"}  # fmt: skip


def filled(command: Command, option: Option | None) -> str:
    """The command as typed with that option, or with none; ``said`` has a topic beside it, which it needs."""
    typed = {option.name: "yes" if option.kind is Kind.SWITCH else VALUES.get(option.name, "2019")} if option else {}
    if command.name == "said" and option:
        typed = {"about": "sentence", **typed}
    return f"/{command.name} " + " ".join(f"{name}: {value}" for name, value in typed.items())


def test_every_command_of_the_desk_works_in_the_conversation_bare_and_with_every_option(
    talk: Conversation, desk: Desk, archive: Canned
) -> None:
    """A button's and a shared place's options are refused in words; nothing is taken for a question.

    In a terminal nothing is posted by itself, and this archive has no statement of the day to show.
    """
    archive.likeness = (archive.ids()[0], True, 1.0)
    refused = set()
    for command in desk.commands:
        for option in (None, *command.options):
            archive.asked.clear()
            line = filled(command, option)
            said = talk.reply(line)
            assert said.text.strip(), line
            assert not any(call[0] == "ask" for call in archive.asked) or command.name == "ask", line
            if not said.found and not line.startswith(("/daily ", "/today")):
                refused.add(line.strip())
            assert not (said.found and line.startswith("/daily ")), line

    assert refused == {
        "/ask", "/said", "/source", "/who",
        "/settings channel: 2019", "/settings everywhere: yes", "/settings private: yes",
    }  # fmt: skip


LONG = "We value our talks with Norway, and we hope that both sides will go on with them next year."


def test_the_statement_of_the_day_is_shown_and_can_be_asked_about(registry: Registry) -> None:
    archive = Canned(a_page(official(LONG, GENG), name="long.txt"), registry=registry)
    talk = Conversation(archive, Desk(archive, clock=lambda: 1_700_000_000.0), Paint(), lambda: 120)

    told = talk.reply("today?").text

    assert told.startswith("Statement of the day · Tuesday 14 November 2023")
    assert LONG in told
    assert "Whose words: Geng Shuang" in talk.reply("why 1").text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("daily set time: 09:00 zone: Oslo",
         ["Nothing is posted in a terminal.", "Name a channel: onrecord daily set --channel LINK."]),
        ("daily set 09:00", ["“daily set” needs its zone.",
                             "Zone: whose time it is: a city, a country or a zone such as Europe/Oslo."]),
        ("daily", ["No statement of the day is set here.", "“daily set” sets one."]),
        ("daily off 2", ["No statement of the day is set here.", "“daily set” sets one."]),
    ],
)  # fmt: skip
def test_in_a_terminal_nothing_is_posted_by_itself(registry: Registry, line: str, told: list[str]) -> None:
    archive = Canned(a_page(official(LONG, GENG), name="long.txt"), registry=registry)
    talk = Conversation(archive, Desk(archive), Paint(), lambda: 120)

    assert talk.reply(line).text.splitlines() == told
    assert archive.ledger.schedules() == []


def test_help_tells_every_command_and_what_is_the_terminals_own(talk: Conversation, desk: Desk) -> None:
    told = talk.reply("help").text

    for name in [*(command.name for command in desk.commands), *(row.name for row in OWN)]:
        assert f"\n  {name}" in told, name


def test_settings_hold_for_the_conversation(talk: Conversation, archive: Canned) -> None:
    talk.reply("settings party: Norway dates: norsk bokmål")
    talk.reply(ASKED)

    assert archive.asked == [("ask", ASKED, 3, "NO")]
    assert archive.ledger.place_settings(PLACE).language == "nb"


def test_the_other_words(talk: Conversation) -> None:
    assert "Talk: date unknown · " in talk.reply("sources").text
    assert [talk.reply(word).end for word in ("quit", "exit", "/quit", "QUIT")] == [True] * 4
    assert talk.greeting().startswith("On Record: 9 statements from 1 source.")


def test_nothing_found_and_errors_are_lines_of_the_conversation(talk: Conversation, archive: Canned) -> None:
    nothing, wrong = talk.reply("penguins"), talk.reply("nonsense")
    archive.busy = True
    busy = talk.reply(ASKED)

    assert "Nothing found: The archive holds no statement about penguins." in nothing.text
    assert wrong.text == "That is no question.\nSuch as: what did China say about Norway."
    assert "nother process is writing" in busy.text
    assert [said.found for said in (nothing, wrong, busy)] == [False] * 3


def test_nothing_that_is_asked_is_written_down(talk: Conversation, archive: Canned) -> None:
    talk.reply(ASKED)
    talk.reply("more")
    talk.reply("why 1")

    assert archive.ledger.recent(PLACE, 10) == []


@given(st.one_of(st.text(), st.sampled_from(["why", "show", "wrong", "source", "/", "more"]).flatmap(
    lambda word: st.text(max_size=12).map(lambda rest: f"{word} {rest}"))))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_line_is_too_odd_for_a_reply(registry: Registry, line: str) -> None:
    archive = Canned(PAGE, registry=registry)
    talk = Conversation(archive, Desk(archive, limit=3), Paint(), lambda: 80)
    talk.reply(ASKED)

    said = talk.reply(line)

    assert said.text.strip() or said.end
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", said.text)


def test_everything_declared_completes(desk: Desk, archive: Canned) -> None:
    names = Names(desk)
    archive.offers = [("Norway", "Norway"), ("Geng Shuang", "Geng Shuang")]

    def offered(typed: str) -> set[tuple[str, str]]:
        return {(word, choice.value) for word, choice in names.candidates(typed)}

    assert offered("so") == {("so", "source"), ("so", "sources")}
    assert {value for _, value in offered("")} == {
        *(command.name for command in desk.commands if not command.shortcut), *(row.name.split()[0] for row in OWN),
    }  # fmt: skip
    assert ("Norw", "Norway") in offered("what did China say about Norw")
    assert ("Geng Sh", "Geng Shuang") in offered("what did Geng Sh")
    assert offered("what did Xi") == set()
    own = ("dates", "zone", "days", "which")  # which are completed from lists of their own
    for command in desk.commands:
        free = {option.name for option in command.options if not option.required}
        assert {value.removesuffix(": ") for _, value in offered(f"{command.name} ")} >= free
        for option in command.options:
            if option.complete and option.name not in own:
                assert ("no", "Norway") in offered(f"{command.name} {option.name}: no")
            if option.kind is Kind.SWITCH:
                assert ("", "yes") in offered(f"{command.name} {option.name}: ")
    assert offered("said voice: tran") == {("tran", "transcript")}
    assert ("ab", "about: ") in offered("said who: Norway ab")
    assert ("w", "who: ") not in offered("said who: Norway w")
    assert offered("show no") == {("no", "Norway"), ("no", "Geng Shuang")}
    assert ("deut", "de") in offered("settings dates: deut")
    assert ("osl", "Europe/Oslo") in offered("daily set time: 9 zone: osl")
    assert ("weekly", "weekly digest") in offered("daily set days: weekly")
    assert ("z", "zone: ") in offered("daily set time: 9 z")
    assert offered("dai") == {("dai", each.name) for each in desk.commands if each.name.startswith("daily ")}
    assert offered("/daily s") == {("daily s", "daily set"), ("daily s", "daily skip")}
    assert ("", "which: ") in offered("daily off ")


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
    assert "\n  Whose words: " in ran.out
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
