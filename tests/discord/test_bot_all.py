"""Every command, option, completion and button that is declared, used once: what is new and not here fails."""

import pytest

from bot.desk.command import Kind
from bot.desk.showing import LABELS
from tests.discord.conftest import QUESTION, World
from tests.discord.test_bot_questions import EMBASSY

GIVEN = {
    "ask": {"question": QUESTION},
    "said": {
        "who": "Embassy of China in Norway",
        "about": "Norway",
        "since": "2021",
        "until": "2021",
        "voice": "official",
        "source": "5ff06593",
    },
    "source": {"name": "5ff06593"},
    "sources": {},
    "today": {},
    "daily set": {
        "time": "09:00",
        "zone": "Oslo",
        "channel": "",
        "days": "weekdays",
        "party": "China",
        "about": "Norway",
        "voice": "official",
        "which": "1",
    },
    "daily list": {},
    **{f"daily {name}": {"which": "1"} for name in ("preview", "why", "skip", "pause", "resume", "history", "off")},
    "settings": {"channel": "", "everywhere": "yes", "private": "no", "party": "China", "dates": "Deutsch"},
    "help": {},
    "who": {"text": EMBASSY.words},
}
"""What is typed into every option; a channel is chosen."""

TYPED = {
    ("said", "who"): ("Embassy of China", "Embassy of China in Norway"),
    ("said", "about"): ("Norw", "Norway"),
    ("said", "source"): ("Political Man", "Cyber Security:We Need"),
    ("source", "name"): ("Political Man", "Cyber Security:We Need"),
    ("daily set", "zone"): ("Osl", "Oslo · Europe/Oslo"),
    ("daily set", "days"): ("weekd", "weekdays"),
    ("daily set", "party"): ("Chin", "China"),
    ("daily set", "about"): ("Norw", "Norway"),
    ("daily set", "which"): ("1", "1"),
    **{(f"daily {name}", "which"): ("1", "1")
       for name in ("preview", "why", "skip", "pause", "resume", "history", "off")},
    ("settings", "party"): ("Chin", "China"),
    ("settings", "dates"): ("Deu", "Deutsch, German (de)"),
}
"""What is typed into every option that completes, and how the first choice begins."""

PRESSED = {
    "previous": "1 of 5 or more",
    "next": "3 of 5 or more",
    "context": "Around it on the page",
    "why": "Whose words",
    "source": "SHA-256",
    "share": "shared by",
    "wrong": "",  # its form
}
"""What every button shows, on the second page of a private answer."""


async def test_every_command_and_option_is_used_here(world: World) -> None:
    declared = {command.name: {option.name for option in command.options} for command in world.desk.commands}

    assert declared == {name: set(options) for name, options in GIVEN.items()}
    assert set(LABELS) == set(PRESSED)
    assert set(TYPED) == {
        (command.name, option.name) for command in world.desk.commands for option in command.options if option.complete
    }


async def test_everything_declared_is_offered_on_discord(world: World) -> None:
    declared = {command.name for command in world.desk.commands}
    for_all = {command.name for command in world.desk.commands if not command.manage}
    menu = {command.shortcut for command in world.desk.commands if command.shortcut}
    registered = await world.client.http.get_global_commands(world.me.id)

    assert set(world.mia.available_commands(world.channel)) == declared
    assert set(world.ada.available_commands(world.channel)) == for_all
    assert set(world.ada.user.available_commands()) == for_all
    assert {command["name"] for command in registered if command["type"] == 3} == menu


@pytest.mark.parametrize("name", GIVEN)
async def test_every_command_answers_with_each_option_alone_and_all_together(world: World, name: str) -> None:
    await world.give("daily set", world.mia, time="09:00", zone="Oslo")
    (command,) = (command for command in world.desk.commands if command.name == name)
    values = {option.name: _value(world, option.kind, GIVEN[name][option.name]) for option in command.options}
    needed = {option.name: values[option.name] for option in command.options if option.required}

    answers = [await world.give(name, world.mia, **needed)]
    answers += [
        await world.give(name, world.mia, **needed, **{one: values[one]}) for one in values if one not in needed
    ]
    answers += [await world.give(name, world.mia, **values)]

    assert all(answer.text.strip() for answer in answers)
    assert not any(
        answer.lines[:1] == ("This command is not known any more. Please reload Discord.",) for answer in answers
    )
    if name in ("ask", "said", "who"):
        assert answers[-1].quotes == (EMBASSY.words,)


@pytest.mark.parametrize(("command", "option"), TYPED)
async def test_every_completion_completes(world: World, command: str, option: str) -> None:
    typed, first = TYPED[command, option]
    await world.give("daily set", world.mia, time="09:00", zone="Oslo")

    offered = await world.choices(command, option, typed, by=world.mia)

    assert offered[0].startswith(first)


@pytest.mark.parametrize("action", PRESSED)
async def test_every_button_does_what_it_says(world: World, action: str) -> None:
    await world.give("settings", world.mia, private=True)
    answer = await world.press(await world.ask(), "Next")
    assert set(answer.buttons) == set(LABELS.values())

    result = await world.pressed(answer, LABELS[action])

    if action == "wrong":
        assert result.modal is not None
        assert "report number 1" in world.answer(await world.ada.submit_modal(result, {"words": ""})).text
    else:
        assert PRESSED[action] in world.answer(result).text


async def test_every_shortcut_finds_the_statement_of_a_message(world: World) -> None:
    message = await world.ben.send(world.channel, EMBASSY.words)
    shortcuts = [command.shortcut for command in world.desk.commands if command.shortcut]

    for shortcut in shortcuts:
        answer = world.answer(await world.ada.context_menu(world.channel, shortcut, message))
        assert answer.quotes == (EMBASSY.words,)


def _value(world: World, kind: Kind, typed: str) -> object:
    """What a person gives for it on Discord."""
    return {Kind.CHANNEL: world.channel, Kind.SWITCH: typed == "yes"}.get(kind, typed)
