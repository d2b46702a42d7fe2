"""What the commands are: declarations that every platform takes, their help and the README's table."""

import re

import pytest

from bot.desk.command import CHOICES, DESCRIPTION, NAME, Command, Kind
from bot.desk.desk import Desk
from bot.desk.reply import Outcome
from bot.desk.table import commands_table
from tests.desk.conftest import SERVER, Talk, lines, rows


def test_every_declaration_keeps_to_the_limits_of_the_narrowest_platform(talk: Talk) -> None:
    for command in talk.desk.commands:
        options = command.options
        names = [command.name, *(option.name for option in options)]
        texts = [command.description, *(option.description for option in options)]

        words = [word for name in names for word in name.split(" ")]
        assert [word for word in words if not re.fullmatch(r"[a-z][a-z0-9_-]*", word) or len(word) > NAME] == []
        assert len(command.name.split(" ")) <= 2
        assert [text for text in texts if not 0 < len(text) <= DESCRIPTION] == []
        assert len({option.name for option in options}) == len(options) <= CHOICES
        assert [option.required for option in options] == sorted((option.required for option in options), reverse=True)
        for option in options:
            assert len(option.choices) <= CHOICES
            assert len({choice.value for choice in option.choices}) == len(option.choices)
            assert all(0 < len(text) <= DESCRIPTION for each in option.choices for text in (each.name, each.value))
            assert option.kind is Kind.TEXT or not (option.choices or option.complete)


def test_the_commands_and_their_options(talk: Talk) -> None:
    declared = {command.name: [option.name for option in command.options] for command in talk.desk.commands}

    assert declared == {
        "ask": ["question"],
        "said": ["who", "about", "since", "until", "voice", "source"],
        "source": ["name"],
        "sources": [],
        "today": [],
        "daily set": ["time", "zone", "channel", "days", "party", "about", "voice", "which"],
        "daily list": [],
        **{f"daily {name}": ["which"] for name in ("preview", "why", "skip", "pause", "resume", "history", "off")},
        "settings": ["channel", "everywhere", "private", "party", "dates"],
        "help": [],
        "who": ["text"],
    }
    assert {name.split(" ")[0] for name in declared if talk.desk.command(name).manage} == {"settings", "daily"}


def test_a_command_goes_by_its_name_or_by_its_title_in_a_messages_menu(talk: Talk) -> None:
    found = [talk.desk.command(name) for name in ("who", "Who said this?", "", "nobody")]

    assert [each and each.name for each in found] == ["who", "who", None, None]


def test_help_names_every_command_with_its_options(talk: Talk) -> None:
    reply = talk.run("help")

    named = " ".join(row.name for row in (*rows(reply, 1), *rows(reply, 2)))
    for command in talk.desk.commands:
        assert command.name in named
        if not command.shortcut:
            assert all(option.name in named for option in command.options)
    assert [row.name for row in rows(reply, 3)] == ["direct", "transcript", "official", "reported"]
    assert reply.private
    assert "word for word" in lines(reply)[0]


def test_the_examples_of_help_are_questions(talk: Talk) -> None:
    for row in rows(talk.run("help")):
        assert talk.desk.read_line(row.name) == ("ask", {"question": row.name})


def test_the_readmes_table_has_a_row_for_each_command_and_option(talk: Talk) -> None:
    table = commands_table(talk.desk.commands).splitlines()

    options = sum(len(command.options) for command in talk.desk.commands if not command.shortcut)
    assert len(table) == 2 + len(talk.desk.commands) + options
    assert table[:3] == [
        "| Command | What it does |",
        "| --- | --- |",
        "| `/ask question:` | Ask what was said, in your own words |",
    ]
    assert all(re.fullmatch(r"\| [^|]+ \| [^|]+ \|", line) for line in table)


def test_a_bar_ends_no_cell_of_the_table(talk: Talk) -> None:
    command = Command("odd", "this | that", talk.desk.commands[0].handler)

    assert commands_table((command,)).splitlines()[2] == "| `/odd` | this \\| that |"


@pytest.mark.parametrize(
    ("command", "arguments", "told"),
    [
        ("dance", {}, ["There is no command “dance”.", "“help” shows them all."]),
        ("ask", {}, ["“ask” needs its question.", "Question: such as: what did China say about Norway."]),
        ("ask", {"question": "  "}, ["“ask” needs its question.",
                                     "Question: such as: what did China say about Norway."]),
        ("sources", {"page": "2"}, ["“sources” has no option “page”.", "It takes none."]),
        ("ask", {"question": "nonsense"}, ["That is no question.", "Such as: what did China say about Norway."]),
        ("said", {}, ["All fields are empty.", "Fill in one of them."]),
        ("said", {"source": "nowhere"}, ["No source is called “nowhere”.", "Nearest: news/talk.txt."]),
        ("said", {"voice": "loud"}, [
            "Voice cannot be “loud”.",
            ("It can be direct (quoted in someone's report), transcript (answers in a transcript), "
            "official (the speaker's own official text), reported (paraphrased by a reporter)."),
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_command_is_said_with_its_mend(
    talk: Talk, command: str, arguments: dict[str, str], told: list[str]
) -> None:
    reply = talk.run(command, **arguments)

    assert lines(reply) == told
    assert (reply.private, reply.outcome, reply.buttons) == (True, Outcome.REFUSED, ())


def test_trouble_with_the_archive_is_a_reply(talk: Talk) -> None:
    talk.archive.busy = True

    assert lines(talk.ask()) == ["Another process is writing.", "Try again in a moment."]


def test_a_choice_may_be_meant_by_its_name_or_its_value(talk: Talk) -> None:
    for voice in ("official", "OFFICIAL", "The speaker's own official text"):
        talk.run("said", about="talks", voice=voice)

    assert {asked[1].voice for asked in talk.archive.asked} == {"official"}  # type: ignore[attr-defined]


def test_completions_offer_what_fits_and_nothing_too_long_or_twice(talk: Talk) -> None:
    talk.archive.offers = [("China", "China"), ("China", "China"), ("y" * 101, "short"), ("x", "x" * 101), ("e", "")]

    offered = talk.desk.complete("said", "about", "ch", SERVER, {})

    assert [(choice.name, choice.value) for choice in offered] == [("China", "China"), ("y" * 99 + "…", "short")]


@pytest.mark.parametrize(
    ("command", "option", "typed", "offered"),
    [
        ("said", "who", "ch", ["parties ch", "speakers ch"]),
        ("said", "about", "ch", ["topics ch"]),
        ("said", "source", "ch", ["sources ch"]),
        ("source", "name", "ch", ["sources ch"]),
        ("settings", "party", "ch", ["parties ch"]),
        ("settings", "party", "no", ["none", "parties no"]),
        ("said", "voice", "", ["direct", "transcript", "official", "reported"]),
        ("said", "voice", "report", ["direct", "reported"]),
        ("settings", "dates", "german", ["de"]),
        ("settings", "dates", "DEUT", ["de"]),
        ("settings", "dates", "nb", ["nb"]),
        ("settings", "channel", "x", []),
        ("said", "since", "20", []),
        ("said", "nothing", "x", []),
        ("dance", "x", "x", []),
        ("said", "about", "busy", []),
    ],
)
def test_each_option_completes_its_own_kind(
    talk: Talk, command: str, option: str, typed: str, offered: list[str]
) -> None:
    choices = talk.desk.complete(command, option, typed, SERVER, {})

    assert [choice.value for choice in choices] == offered


def test_no_more_choices_are_offered_than_may_be(talk: Talk) -> None:
    talk.archive.offers = [(str(number), str(number)) for number in range(60)]

    assert [len(talk.desk.complete("said", option, "", SERVER, {})) for option in ("who", "about")] == [25, 25]
    assert len(talk.desk.complete("settings", "dates", "", SERVER, {})) == 25


def test_old_answers_are_let_go_of(talk: Talk) -> None:
    reply = talk.ask()
    assert reply.remember is not None
    talk.desk.remember([reply.remember])
    later = Desk(talk.archive, remember_days=90, clock=lambda: reply.remember.at + 90 * 86_400 + 1)

    assert (talk.desk.forget(), later.forget(), later.forget()) == (0, 1, 0)
