"""A name as typed by a person into the one source it means."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name as typed, and what a source that it means has one of: enough to fetch them all by an index.

    ``prefix``: the beginning of its hash; ``paths``: its origin; ``name``: its name; ``calls``: one of its ``calls``.
    """

    name: str
    prefix: str | None
    paths: tuple[str, ...]
    calls: tuple[str, ...]


def wanted(name: str) -> Wanted:
    """What ``name`` may mean. Raises ValueError for what no path can hold."""
    path, mark, record = name.partition("#")
    # With links followed and without: a folder may have been ingested by either path.
    paths = {name, os.path.abspath(path) + mark + record, os.path.realpath(path) + mark + record}  # noqa: PTH100
    prefix = name.lower() if re.fullmatch(rf"[0-9a-fA-F]{{{PREFIX_DIGITS},{ID_DIGITS}}}", name) else None
    return Wanted(name, prefix, tuple(sorted(paths)), tuple(sorted({name, _last(_end(name))})))


def calls(name: str, origin: str) -> set[str]:
    """What a source of that name and origin may be called, beside these: by the end of either, or its bare name."""
    return {_last(name), _last(origin), *_short_names(name)}


def find(
    wanted: Wanted, known: Sequence[Known], begun: Callable[[], Sequence[str]], names: Callable[[], Iterable[str]]
) -> str:
    """The id of the source that is ``wanted``, among those ``known``, which hold all that have a part of it.

    Tried in turn, the first that fits decides: the whole hash; the exact name, origin or path (absolute, or
    from the working directory); the end of a path, from a whole component on; the bare file name without
    its suffix, the file of a record ("speeches.jsonl" for "speeches.jsonl#12"), or a hash prefix of at
    least four digits; the beginning of just one name. ``begun`` are the ids (two will do) of the current sources
    whose name begins so, ``names`` those of all of them, for the hint.

    Raises NotFound (with the nearest names as hint) and Ambiguous (with the candidates).
    """
    name = wanted.name
    current = [source for source in known if source.current]
    for pool, fits in (
        (known, _whole_hash(wanted)),
        (current, _exactly(wanted)),
        (current, _path_end(name)),
        (known, _loosely(wanted)),
    ):
        found = [source for source in pool if fits(source)]
        if len(found) == 1:
            return found[0].id
        if found:
            raise _ambiguous(name, found)
    beginning = begun() if name else ()
    if len(beginning) == 1:
        return beginning[0]
    raise _not_found(name, names())


Fits = Callable[[Known], bool]


def _whole_hash(wanted: Wanted) -> Fits:
    whole = wanted.prefix if len(wanted.name) == ID_DIGITS else None
    return lambda source: source.id == whole


def _exactly(wanted: Wanted) -> Fits:
    return lambda source: source.name == wanted.name or source.origin in wanted.paths


def _end(name: str) -> str:
    return "/" + name.removeprefix("./").lstrip("/")


def _path_end(name: str) -> Fits:
    end = _end(name)
    return lambda source: source.name.endswith(end) or source.origin.endswith(end)


def _last(path: str) -> str:
    """The last component of a path or an address."""
    return path.rstrip("/").rpartition("/")[2]


def _loosely(wanted: Wanted) -> Fits:
    def fits(source: Known) -> bool:
        if wanted.prefix is not None and source.id.startswith(wanted.prefix):
            return True
        return source.current and wanted.name in _short_names(source.name)

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


def _not_found(name: str, names: Iterable[str]) -> NotFound:
    from difflib import get_close_matches  # not for those who find what they ask for

    message = f'no source is called "{name}"'
    near_names = {PurePath(each).name.casefold(): each for each in islice(names, COMPARED)}
    if not near_names:
        return NotFound(message, hint="the archive holds no sources yet; add some with: onrecord ingest PATH")
    near = get_close_matches(PurePath(name).name.casefold(), near_names, n=3, cutoff=0.6)
    hint = "nearest: " + ", ".join(near_names[key] for key in near) if near else "onrecord sources lists them"
    return NotFound(message, hint=hint)
