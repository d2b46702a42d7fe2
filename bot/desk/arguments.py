"""What was typed into a command's options -> arguments it can be carried out with, or what is wrong with them."""

from dataclasses import replace

from bot.desk.command import Command, Kind, Option
from bot.desk.request import Request
from bot.domain.errors import UsageError

_SWITCH = {
    "yes": "yes", "y": "yes", "true": "yes", "on": "yes", "1": "yes",
    "no": "no", "n": "no", "false": "no", "off": "no", "0": "no",
}  # fmt: skip


def checked(command: Command, request: Request) -> Request:
    """The request with its arguments made plain and empty ones dropped. Raises UsageError with the mend."""
    options = {option.name: option for option in command.options}
    typed = {name: plain(value).strip() for name, value in request.arguments.items()}
    given = {name: value for name, value in typed.items() if value}
    for name in given:
        if name not in options:
            raise UsageError(f"“{command.name}” has no option “{plain(name)}”", hint=_has(command))
    needed = (option for option in command.options if option.required and option.unless not in given)
    if lacking := [option for option in needed if option.name not in given]:
        named = " and its ".join(option.name for option in lacking)
        mend = "; ".join(f"{option.name}: {option.description}" for option in lacking)
        raise UsageError(f"“{command.name}” needs its {named}", hint=mend)
    return replace(request, arguments={name: _value(options[name], value) for name, value in given.items()})


def plain(text: str) -> str:
    """The text without halves of surrogate pairs, which no database and no message can hold."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _value(option: Option, value: str) -> str:
    if option.kind is Kind.SWITCH:
        if (meant := _SWITCH.get(value.casefold())) is None:
            raise UsageError(f"{option.name} is yes or no, not “{value}”", hint=f"such as {option.name}: yes")
        return meant
    if option.choices:
        return _chosen(option, value)
    return value


def _chosen(option: Option, value: str) -> str:
    """The value of the choice meant by its name or value."""
    for choice in option.choices:
        if value.casefold() in (choice.value.casefold(), choice.name.casefold()):
            return choice.value
    offered = ", ".join(f"{choice.value} ({choice.name})" for choice in option.choices)
    raise UsageError(f"{option.name} cannot be “{value}”", hint=f"it can be {offered}")


def _has(command: Command) -> str:
    if not command.options:
        return "it takes none"
    return "it takes " + ", ".join(option.name for option in command.options)
