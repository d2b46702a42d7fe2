"""Typed lines: what is a command, what a question that only begins like one."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.commands import Completions, Handlers, declare
from bot.desk.reply import Reply
from bot.desk.typed import read_line


def _nothing(*_: object) -> list[object]:
    return []


def _silence(_: object) -> Reply:
    return Reply()


COMMANDS = declare(
    Handlers(*[_silence] * len(fields(Handlers))),
    Completions(*[_nothing] * len(fields(Completions))),  # type: ignore[list-item]
)


def ask(question: str) -> tuple[str, dict[str, str]]:
    return "ask", {"question": question}


@pytest.mark.parametrize(
    "line",
    [
        "what did China say about Norway",
        "help me understand what China said",
        "sources of energy",
        "source of the leak",
        "settings of the heater",
        "said that they oppose it",
        "who mentioned PRISM",
        "who",
        "who said “we oppose”",
        "hello kitty diplomacy",
        "thanks to China",
        "“cyber theft”",
        "norway",
        "time: what did China say at 10:30",
        "saïd who: China",
        "daily briefing about Norway",
        "daily set of sanctions against Norway",
        "daily list of those who spoke",
        "daily history of the talks",
        "daily why did China object",
        "daily off the record",
        "daily stop of the fighting",
        "daily end to violence",
        "daily help for refugees",
        "daily new cases",
        "daily show trials",
        "what is the statement of the day about Norway",
        "dailies",
        "dailyset time: 09:00",
        "what did China say today",
        "today what did China say",
        "today: what did China say",
        "list",
        "set time: 09:00",
        "source 2019 budget talks",
    ],
)
def test_a_line_that_only_begins_like_a_command_is_a_question(line: str) -> None:
    assert read_line(line, COMMANDS) == ask(line)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("help", ("help", {})),
        ("Help!", ("help", {})),
        ("help?", ("help", {})),
        ("", ("help", {})),
        ("?", ("help", {})),
        ("/", ("help", {})),
        ("/help me", ("help", {})),
        ("sources", ("sources", {})),
        ("/sources", ("sources", {})),
        ("!sources", ("sources", {})),
        ("onrecord sources", ("sources", {})),
        ("/onrecord sources", ("sources", {})),
        ("OnRecord: sources", ("sources", {})),
        ("onrecord", ("help", {})),
        ("settings", ("settings", {})),
        ("settings private: yes dates: de", ("settings", {"private": "yes", "dates": "de"})),
        ("settings channel: <#123>", ("settings", {"channel": "<#123>"})),
        ("source talk.txt", ("source", {"name": "talk.txt"})),
        ('source "press talk.txt"', ("source", {"name": "press talk.txt"})),
        ("/source press talk.txt", ("source", {"name": "press talk.txt"})),
        ("source name: press talk.txt", ("source", {"name": "press talk.txt"})),
        ("source: talk.txt", ("source", {"name": "talk.txt"})),
        ("source", ("source", {})),
        ("/who we oppose this", ("who", {"text": "we oppose this"})),
        ("who text: we oppose “this”", ("who", {"text": "we oppose “this”"})),
        ("/who", ("who", {})),
        ("who said: That is absurd", ("who", {"text": "That is absurd"})),
        ("Who said this: “That is absurd”", ("who", {"text": "“That is absurd”"})),
        ("hello", ("help", {})),
        ("Thank you!", ("help", {})),
        ("ask", ("ask", {})),
        ("said", ("said", {})),
        ("ask what did China say", ask("what did China say")),
        ("/ask what did China say?", ask("what did China say?")),
        ("ask: help", ask("help")),
        ("ask question: what did China say", ask("what did China say")),
        ("onrecord what did China say", ask("what did China say")),
        ("On Record, what did China say", ask("On Record, what did China say")),
        ("/norway", ask("norway")),
        ("said who: China about: Norway", ("said", {"who": "China", "about": "Norway"})),
        ("SAID Who: China ABOUT: Norway", ("said", {"who": "China", "about": "Norway"})),
        ("said who : China", ("said", {"who": "China"})),
        ("said who:China about:Norway", ("said", {"who": "China", "about": "Norway"})),
        ("/said who: China", ("said", {"who": "China"})),
        ("who: China about: Norway", ("said", {"who": "China", "about": "Norway"})),
        ("about: “cyber theft”", ("said", {"about": "“cyber theft”"})),
        ('said who: "Hua Chunying" about: "cyber theft"', ("said", {"who": "Hua Chunying", "about": '"cyber theft"'})),
        ('said about: "who: we are" since: 2019', ("said", {"about": '"who: we are"', "since": "2019"})),
        ("said about: talks: the end until: last year", ("said", {"about": "talks: the end", "until": "last year"})),
        ("said about: see https://a.b/c who: EU", ("said", {"about": "see https://a.b/c", "who": "EU"})),
        ("said who: China who: Norway", ("said", {"who": "China who: Norway"})),
        ("said who: about: fish", ("said", {"about": "fish"})),
        ("said China on Norway", ("said", {"who": "China", "about": "Norway"})),
        ("said China about Norway on fish", ("said", {"who": "China", "about": "Norway on fish"})),
        ("/said China", ("said", {"who": "China"})),
        ("today", ("today", {})),
        ("Today?", ("today", {})),
        ("/onrecord today", ("today", {})),
        ("daily", ("daily list", {})),
        ("/daily", ("daily list", {})),
        ("Daily?", ("daily list", {})),
        ("daily list", ("daily list", {})),
        ("Daily  LIST!", ("daily list", {})),
        ("onrecord daily list", ("daily list", {})),
        ("daily set", ("daily set", {})),
        ("daily set time: 09:00 zone: Oslo", ("daily set", {"time": "09:00", "zone": "Oslo"})),
        ("daily set time: 9 pm zone: New York days: Mon Wed Fri about: “cyber theft” channel: <#C1|x>",
         ("daily set", {"time": "9 pm", "zone": "New York", "days": "Mon Wed Fri", "about": "“cyber theft”",
                        "channel": "<#C1|x>"})),
        ("daily set 9 pm zone: Oslo", ("daily set", {"time": "9 pm", "zone": "Oslo"})),
        ("daily set noon", ("daily set", {"time": "noon"})),
        ("/daily set noon zone: Oslo", ("daily set", {"time": "noon", "zone": "Oslo"})),
        ("daily set 9 pm Oslo", ("daily set", {"time": "9 pm", "zone": "Oslo"})),
        ("daily set 21:30, in New York", ("daily set", {"time": "21:30", "zone": "New York"})),
        ("daily set noon UTC", ("daily set", {"time": "noon", "zone": "UTC"})),
        ("daily set time: 0900 Europe/Oslo days: weekdays",
         ("daily set", {"time": "0900", "zone": "Europe/Oslo", "days": "weekdays"})),
        ("daily set time: 9 am", ("daily set", {"time": "9 am"})),
        ("daily set time: 9 o'clock", ("daily set", {"time": "9 o'clock"})),
        ("daily set time: 9 am Oslo zone: Bergen", ("daily set", {"time": "9 am Oslo", "zone": "Bergen"})),
        ("daily set at 9am in Oslo", ("daily set", {"time": "at 9am", "zone": "Oslo"})),
        ("daily stop", ("daily off", {})),
        ("Daily remove 2", ("daily off", {"which": "2"})),
        ("/daily unpause #1", ("daily resume", {"which": "#1"})),
        ("daily status", ("daily list", {})),
        ("daily help", ("help", {})),
        ("statement of the day", ("today", {})),
        ("What’s today’s statement?", ("today", {})),
        ("daily off which: 2", ("daily off", {"which": "2"})),
        ("daily off 2", ("daily off", {"which": "2"})),
        ("daily off #2.", ("daily off", {"which": "#2."})),
        ("/daily why", ("daily why", {})),
        ("daily why?", ("daily why", {})),
        ("/daily skip tomorrow", ("daily skip", {"which": "tomorrow"})),
        ("/daily briefing", ask("daily briefing")),
    ],
)
def test_a_command_is_read_with_its_options(line: str, read: tuple[str, dict[str, str]]) -> None:
    assert read_line(line, COMMANDS) == read


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_any_line_is_some_command_with_options_it_has(line: str) -> None:
    name, arguments = read_line(line, COMMANDS)

    command = next(command for command in COMMANDS if command.name == name)
    assert set(arguments) <= {option.name for option in command.options}
    assert all(value.strip() for value in arguments.values())


WORDS = st.sampled_from(
    ["/", "!", "onrecord", "said", "who", "about", "source", "name", ":", " ", "“", "”", '"', "help", "on", "x", "\n",
     "daily", "set", "time", "today", "off", "9", "list"]
)


@given(st.lists(WORDS, max_size=30))
def test_no_order_of_the_words_of_commands_is_too_odd(parts: list[str]) -> None:
    name, arguments = read_line("".join(parts), COMMANDS)

    command = next(command for command in COMMANDS if command.name == name)
    assert set(arguments) <= {option.name for option in command.options}


def test_a_very_long_line_is_read_at_once() -> None:
    import time

    began = time.process_time()
    for line in ("said " + "who: " * 100_000, '"' * 200_000, "said about: " + "“" * 100_000, " " * 100_000 + "x"):
        read_line(line, COMMANDS)

    assert time.process_time() - began < 1
