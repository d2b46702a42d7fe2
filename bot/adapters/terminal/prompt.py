"""The prompt of the conversation: history, completion, Ctrl-C and Ctrl-D, by prompt_toolkit."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bot.adapters.terminal.chat import COMMANDS
from bot.archive import Archive

_SHORTEST = 2
"""Letters before names are offered: one letter fits hundreds."""

_OFFERED = 12


def lines(archive: Archive, history: Path) -> Iterator[str]:
    """What a person types, line by line, until Ctrl-D; Ctrl-C takes back the line being typed."""
    session: PromptSession[str] = PromptSession(
        "onrecord> ", history=_history(history), completer=Names(archive), complete_while_typing=False
    )
    while True:
        try:
            yield session.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


class Names(Completer):
    """Completes commands, parties and speakers, and after ``show`` the sources."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._speakers = [name for name, _, _, _ in archive.speakers()]
        self._sources = [line.name for line in archive.sources()]

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Candidates for the words before the cursor."""
        typed = document.text_before_cursor
        for word, name in self.candidates(typed):
            yield Completion(name, start_position=-len(word))

    def candidates(self, typed: str) -> Iterator[tuple[str, str]]:
        """(what is replaced, what replaces it), the commands first."""
        command, _, rest = typed.partition(" ")
        if command == "show":
            yield from ((rest, name) for name in self._sources if name.casefold().startswith(rest.casefold()))
            return
        if command == typed:
            yield from ((typed, name) for name in COMMANDS if typed and name.startswith(typed.casefold()))
        offered: set[str] = set()
        for word in _tails(typed):
            speakers = [name for name in self._speakers if name.casefold().startswith(word.casefold())]
            parties = [entity.name for entity in self._archive.registry.complete(word, limit=_OFFERED)]
            for name in [*parties, *speakers][:_OFFERED]:
                if name not in offered:
                    offered.add(name)
                    yield word, name


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
