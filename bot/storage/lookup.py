"""A name as typed by a person into the one source it means."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import NamedTuple

from bot.domain.errors import Ambiguous, NotFound
from bot.storage.coherence import short

ID_DIGITS = 64
PREFIX_DIGITS = 4
LISTED = 5
"""Candidates named in one line: as many as still fit a terminal."""
COMPARED = 20_000
"""Most names compared for the nearest: past it difflib takes over a second."""


class Known(NamedTuple):
    """A source as ``find`` sees it. A superseded one (``current`` False) is found by its hash only."""

    id: str
    name: str
    origin: str
    current: bool


def find(name: str, known: Sequence[Known]) -> str:
    """The id of the source that ``name`` means.

    Tried in turn, the first that fits decides: the whole hash; the exact name, origin or path (absolute, or
    from the working directory); the end of a path, from a whole component on; the bare file name without
    its suffix, the file of a record ("speeches.jsonl" for "speeches.jsonl#12"), or a hash prefix of at
    least four digits.

    Raises NotFound (with the nearest names as hint) and Ambiguous (with the candidates).
    """
    current = [source for source in known if source.current]
    for pool, fits in (
        (known, _whole_hash(name)),
        (current, _exactly(name)),
        (current, _path_end(name)),
        (known, _loosely(name)),
    ):
        found = [source for source in pool if fits(source)]
        if len(found) == 1:
            return found[0].id
        if found:
            raise _ambiguous(name, found)
    raise _not_found(name, current)


Fits = Callable[[Known], bool]


def _whole_hash(name: str) -> Fits:
    whole = name.lower() if len(name) == ID_DIGITS else None
    return lambda source: source.id == whole


def _exactly(name: str) -> Fits:
    path, mark, record = name.partition("#")
    # With links followed and without: a folder may have been ingested by either path.
    paths = {name, os.path.abspath(path) + mark + record, os.path.realpath(path) + mark + record}  # noqa: PTH100
    return lambda source: source.name == name or source.origin in paths


def _path_end(name: str) -> Fits:
    end = "/" + name.removeprefix("./").lstrip("/")
    return lambda source: source.name.endswith(end) or source.origin.endswith(end)


def _loosely(name: str) -> Fits:
    prefix = name.lower() if re.fullmatch(rf"[0-9a-fA-F]{{{PREFIX_DIGITS},}}", name) else None

    def fits(source: Known) -> bool:
        if prefix is not None and source.id.startswith(prefix):
            return True
        return source.current and name in _short_names(source.name)

    return fits


def _short_names(name: str) -> tuple[str, ...]:
    """The bare name without its suffix and, of a record, the name of its file with and without."""
    file, mark, _ = name.partition("#")
    path = PurePath(file)
    return (path.stem, path.name, file) if mark else (path.stem,)


def _ambiguous(name: str, found: Sequence[Known]) -> Ambiguous:
    shown = ", ".join(f"{source.name} ({short(source.id)})" for source in found[:LISTED])
    more = f" and {len(found) - LISTED:,} more" if len(found) > LISTED else ""
    return Ambiguous(f'"{name}" fits {len(found):,} sources', hint=f"{shown}{more}")


def _not_found(name: str, current: Sequence[Known]) -> NotFound:
    from difflib import get_close_matches  # not for those who find what they ask for

    message = f'no source is called "{name}"'
    if not current:
        return NotFound(message, hint="the archive holds no sources yet; add some with: onrecord ingest PATH")
    names = {PurePath(source.name).name.casefold(): source.name for source in current[:COMPARED]}
    near = get_close_matches(PurePath(name).name.casefold(), names, n=3, cutoff=0.6)
    hint = "nearest: " + ", ".join(names[key] for key in near) if near else "onrecord sources lists them"
    return NotFound(message, hint=hint)
