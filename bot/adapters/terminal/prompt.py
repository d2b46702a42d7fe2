"""The prompt of the conversation: history, completion, Ctrl-C and Ctrl-D, by prompt_toolkit."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bot.adapters.terminal.chat import OWN, PLACE
from bot.desk.command import Choice, Command, Kind
from bot.desk.desk import Desk

_SHORTEST = 2
"""Letters before names are offered in a question: one letter fits hundreds."""

_OFFERED = 12

_NAMES = ("said", "who")
"""The option whose completions are names, offered in a question as well."""

_PAGES = ("source", "name")
"""The option whose completions are sources, offered behind ``show`` as well."""

Candidate = tuple[str, Choice]
"""What is replaced, and by which choice."""


def lines(desk: Desk, history: Path) -> Iterator[str]:
    """What a person types, line by line, until Ctrl-D; Ctrl-C takes back the line being typed."""
    session: PromptSession[str] = PromptSession(
        "onrecord> ", history=_history(history), completer=Names(desk), complete_while_typing=False
    )
    while True:
        try:
            yield session.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


class Names(Completer):
    """Completes what the desk declares: commands, their options, what these take; and names in a question."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Candidates for the words before the cursor."""
        for word, choice in self.candidates(document.text_before_cursor):
            yield Completion(choice.value, start_position=-len(word), display=choice.name)

    def candidates(self, typed: str) -> Iterator[Candidate]:
        """What may replace the last of what is typed, the commands first."""
        line = typed.lstrip("/")
        own = (row.name.partition(" ")[0] for row in OWN)
        declared = (command.name for command in self._desk.commands if not command.shortcut)
        yield from _beginning(line, dict.fromkeys([*declared, *own]))
        command, rest = self._command(line)
        if command is None and line.casefold().startswith("show "):
            yield from self._completed(*_PAGES, line.partition(" ")[2], {})
        elif command is not None and (offered := list(self._options(command, rest))):
            yield from offered
        else:
            yield from self._names(typed)

    def _command(self, line: str) -> tuple[Command | None, str]:
        """The command whose name, of one word or two, the line begins with, and what follows."""
        words = line.split(" ")
        for number in (2, 1):
            command = self._desk.command(" ".join(words[:number]).casefold())
            if command is not None and len(words) > number:
                return command, " ".join(words[number:])
        return None, ""

    def _options(self, command: Command, rest: str) -> Iterator[Candidate]:
        """Values for the option being filled, and the options not filled yet."""
        names = [option.name for option in command.options]
        filled, option, value = _filled(rest, names)
        lone = len(names) == 1 and command.options[0].required
        if option is None and lone:
            option, value = names[0], rest
        if option is not None:
            yield from self._completed(command.name, option, value, filled)
        if not lone:
            free = {f"{name}: ": name for name in names if name not in filled and name != option}
            yield from _beginning(re.split(r"\s", rest)[-1], free)

    def _completed(self, command: str, option: str, typed: str, filled: dict[str, str]) -> Iterator[Candidate]:
        declared = self._desk.command(command)
        kinds = {each.name: each.kind for each in declared.options} if declared else {}
        if kinds.get(option) is Kind.SWITCH:
            yield from _beginning(typed, ("yes", "no"))
        yield from ((typed, choice) for choice in self._desk.complete(command, option, typed, PLACE, filled))

    def _names(self, typed: str) -> Iterator[Candidate]:
        """Names that begin with the last words of a question."""
        offered: set[str] = set()
        for word in _tails(typed):
            for choice in self._desk.complete(*_NAMES, word, PLACE, {})[:_OFFERED]:
                if choice.name.casefold().startswith(word.casefold()) and choice.name not in offered:
                    offered.add(choice.name)
                    yield word, Choice(choice.name, choice.name)


def _filled(rest: str, names: list[str]) -> tuple[dict[str, str], str | None, str]:
    """The options filled before the last one, the last one, and what is typed into it so far."""
    marks = list(re.finditer(rf"(?<!\S)({'|'.join(names)})\s*:\s*", rest, re.IGNORECASE)) if names else []
    if not marks:
        return {}, None, ""
    bounds = [*(mark.start() for mark in marks[1:]), len(rest)]
    values = [rest[mark.end() : end] for mark, end in zip(marks, bounds, strict=True)]
    filled = {mark[1].casefold(): value.strip() for mark, value in zip(marks[:-1], values[:-1], strict=True)}
    return filled, marks[-1][1].casefold(), values[-1]


def _beginning(word: str, names: Iterable[str]) -> Iterator[Candidate]:
    yield from ((word, Choice(name.strip(), name)) for name in names if name.startswith(word.casefold()))


def _tails(typed: str) -> Iterator[str]:
    """The last three words, two words and one word typed: names have spaces in them."""
    parts = typed.split(" ")
    for number in (3, 2, 1):
        tail = " ".join(parts[-number:])
        if len(parts) >= number and len(tail) >= _SHORTEST and tail == tail.strip():
            yield tail


def _history(path: Path) -> History:
    """History that only its owner can read (what a person asks is their own business); in memory if it must be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))
