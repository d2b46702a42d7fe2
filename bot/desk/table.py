"""The declarations -> the table of chat commands in Markdown, as the README shows it."""

from collections.abc import Iterator, Sequence

from bot.desk.command import Command


def commands_table(commands: Sequence[Command]) -> str:
    """A row per command and one per option, with line ends; a message's menu entry goes by its title."""
    rows = [("Command", "What it does"), ("---", "---")]
    for command in commands:
        rows += _rows(command)
    return "".join(f"| {name} | {text} |\n" for name, text in rows)


def _rows(command: Command) -> Iterator[tuple[str, str]]:
    manage = " (for those who manage the server)" if command.manage else ""
    if command.shortcut:
        yield f"*{_cell(command.shortcut)}* in a message's menu", _cell(command.description)
        return
    needed = "".join(f" {option.name}:" for option in command.options if option.required)
    yield f"`/{command.name}{needed}`", _cell(command.description) + manage
    for option in command.options:
        values = ": " + "; ".join(choice.name for choice in option.choices) if option.choices else ""
        yield f"  `{option.name}:`", _cell(option.description + values)


def _cell(text: str) -> str:
    """Text that ends no cell of a table."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
