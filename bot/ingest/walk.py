"""Paths to the files at and below them, in order, and a line for each that will not be opened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.ingest.manifest import MANIFEST

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, line ends and marks that turn the writing direction: on a screen they lie."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that was not taken: its name, what is wrong with it and what to do about it, a line each."""

    name: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason} ({self.mend})" if self.mend else f"{self.name}: {self.reason}"


class Found(NamedTuple):
    """A file to be read: where, and its name below the folder (``root``) that was asked for."""

    path: Path
    name: str
    root: Path


def walk(path: Path) -> Iterator[Found | Refused]:
    """The files at and below a path, without opening them."""
    try:
        top = path.resolve(strict=True)
    except FileNotFoundError:
        yield Refused(shown(path), "no such file or folder", "check the path")
        return
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        yield Refused(shown(path), cause(error), "check the path")
        return
    if not top.is_dir():
        yield _checked(Found(top, path.name or top.name, top.parent))
        return
    empty = True
    for found in _below(top):
        empty = False
        yield found
    if empty:
        yield Refused(shown(path), "the folder holds nothing to read", "put pages into it")


def _below(top: Path) -> Iterator[Found | Refused]:
    """Depth first, by name. A link's target inside the folder comes under its own name."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        name = path.relative_to(top).as_posix()
        try:
            if path.is_symlink():
                if not path.resolve(strict=True).is_relative_to(top):
                    yield Refused(shown(name), "it is a link out of the folder", "copy what it points to into it")
            elif path.is_dir():
                inside = sorted(child for child in path.iterdir() if not _passed_over(child.name))
                waiting.extend(reversed(inside))
            else:
                yield _checked(Found(path, name, top))
        except FileNotFoundError:
            yield Refused(shown(name), "it is gone, or a link to nothing", "ingest the folder again")
        except (OSError, RuntimeError) as error:
            yield Refused(shown(name), cause(error), mend_access(error))


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name == MANIFEST


def _checked(found: Found) -> Found | Refused:
    """The file, if its name can be stored and shown."""
    if shown(found.name) != found.name:
        return Refused(shown(found.name), "its name holds what is not UTF-8, or cannot be shown", "rename it")
    return found


def shown(name: str | Path) -> str:
    """A name safe to print: bytes that are no UTF-8 and control characters as escapes."""
    text = str(name).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _UNSHOWN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def cause(error: Exception) -> str:
    """One line of what the system said."""
    if isinstance(error, PermissionError):
        return "it may not be read"
    reason = error.strerror if isinstance(error, OSError) else None
    return f"it cannot be read ({reason or 'a loop of links'})"


def mend_access(error: Exception) -> str:
    """What to do about it."""
    return "give yourself permission to read it" if isinstance(error, PermissionError) else "check disk and path"
