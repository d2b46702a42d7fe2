"""Paths and standard input to documents, one after the other: each is a Document, or Refused with the mend."""

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from bot.domain.errors import InputError
from bot.domain.source import Received, digest
from bot.ingest.curator import Curator
from bot.ingest.document import Document
from bot.ingest.formats.jsonl import looks_like_records, read_record
from bot.ingest.limits import Limits, readable_size
from bot.ingest.walk import Found, Refused, cause, mend_access, walk

STDIN = "-"

_RECORDS = (".jsonl", ".ndjson")
_BOM = b"\xef\xbb\xbf"
_PEEK = 256  # bytes; enough to see a record open
_SPECIAL = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


def collect(
    paths: Sequence[Path],
    stdin: BinaryIO | None = None,
    limits: Limits | None = None,
    *,
    warn: Callable[[str], None] = lambda _line: None,
) -> Iterator[Received | Refused]:
    """What ``documents`` finds, each decoded; a fact that a manifest contradicts goes to ``warn`` too."""
    bounds = limits or Limits()
    for document in documents(paths, stdin, bounds, warn=warn):
        if isinstance(document, Refused):
            yield document
            continue
        try:
            received, warnings = document.received(bounds)
        except InputError as error:
            yield document.refused(error)
            continue
        for warning in warnings:
            warn(warning)
        yield received


def documents(
    paths: Sequence[Path],
    stdin: BinaryIO | None = None,
    limits: Limits | None = None,
    *,
    warn: Callable[[str], None] = lambda _line: None,
) -> Iterator[Document | Refused]:
    """Every document under ``paths``, folders in the order of their names; ``-`` is ``stdin``.

    Hidden files are passed over, links inside a folder never followed. Each comes with the entry of its folder's
    ``manifest.yaml``; what that names in vain goes to ``warn``, a line each. Nothing raises: what cannot be read is a
    Refused, and the rest goes on.
    """
    bounds = limits or Limits()
    curator = Curator(warn)
    for path in paths:
        if str(path) == STDIN:
            yield from _standard_input(stdin or sys.stdin.buffer, bounds)
            continue
        for found in walk(path):
            if isinstance(found, Refused):
                yield found
                continue
            for document in _documents(found, bounds):
                yield _curated(document, found, curator) if isinstance(document, Document) else document
            yield from (Refused(*fault) for fault in curator.faults())


def sizes(paths: Sequence[Path]) -> tuple[int, int]:
    """How many files ``collect`` will open and their bytes; standard input counts as one file of unknown size."""
    files = size = 0
    for path in paths:
        if str(path) == STDIN:
            files += 1
            continue
        for found in walk(path):
            if isinstance(found, Found):
                files += 1
                with suppress(OSError):  # gone already: collect will say so
                    size += found.path.stat().st_size
    return files, size


def _curated(document: Document, found: Found, curator: Curator) -> Document:
    entry = curator.entry(found.path, document.name[len(found.name) :], found.root)
    return document if entry is None else replace(document, entry=entry)


def _documents(found: Found, limits: Limits) -> Iterator[Document | Refused]:
    """What one file holds: a document, or a record a line."""
    try:
        with _opened(found.path) as file:
            size = os.fstat(file.fileno()).st_size
            yield from _streamed(file, found.name, str(found.path), limits, size=size)
    except InputError as error:
        yield Refused(found.name, error.message, error.hint)
    except FileNotFoundError:
        yield Refused(found.name, "it vanished before it was read", "ingest it again")
    except OSError as error:
        yield Refused(found.name, cause(error), mend_access(error))


def _opened(path: Path) -> BinaryIO:
    """The file, open. Raises InputError for what is no regular file, without touching a device or awaiting a pipe."""
    _refuse_special(path.stat().st_mode)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(descriptor, "rb")
    try:
        _refuse_special(os.fstat(descriptor).st_mode)  # it may have been exchanged in between
    except InputError:
        file.close()
        raise
    return file


def _refuse_special(mode: int) -> None:
    if not stat.S_ISREG(mode):
        what = next((word for test, word in _SPECIAL if test(mode)), "something else")
        raise InputError(f"it is {what}, not a file", hint="save its content in a file, or pipe it in with -")


def _standard_input(stream: BinaryIO, limits: Limits) -> Iterator[Document | Refused]:
    """Whatever is piped in. Two documents piped in are never versions of each other."""
    try:
        for document in _streamed(stream, "stdin", "stdin", limits):
            if isinstance(document, Document) and document.name == "stdin":
                name = f"stdin-{digest(document.data)[:8]}"
                yield replace(document, name=name, origin=name, called="standard input")
            else:
                yield document
    except InputError as error:
        yield Refused("standard input", error.message, error.hint)
    except OSError as error:
        yield Refused("standard input", cause(error), "pipe it in again")


def _streamed(
    stream: BinaryIO, name: str, origin: str, limits: Limits, *, size: int = 0
) -> Iterator[Document | Refused]:
    """A stream's one document, or its records if it is named or opens as JSON Lines.

    Raises InputError, and what reading the stream raises. ``size`` in bytes, 0 if not known beforehand.
    """
    start = stream.readline(_PEEK)
    named = name.lower().endswith(_RECORDS)
    opens = start.removeprefix(_BOM).lstrip().startswith(b"{")
    if size > limits.document and not named and not opens:
        raise _too_large(size, limits)
    first = start if start.endswith(b"\n") else start + stream.readline(limits.document)
    if named or (opens and looks_like_records(first)):
        yield from _records(_lines(first, stream, limits.document), name, origin, limits)
        return
    data = first + stream.read(max(0, limits.document + 1 - len(first)))
    if len(data) > limits.document:
        raise _too_large(max(size, len(data)), limits)
    yield Document(name, origin, data)


def _too_large(size: int, limits: Limits) -> InputError:
    return InputError(f"it is {readable_size(size)}, more than {readable_size(limits.document)} for one document",
                      hint="split it, or write JSON Lines, which may be of any size")


def _lines(first: bytes, stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """The lines of a stream, without their ends; None for one longer than ``longest`` bytes."""
    line = first
    while line:
        ended = line.endswith(b"\n")
        if len(line) > longest:
            while not ended and (more := stream.readline(longest)):
                ended = more.endswith(b"\n")
            yield None
        else:
            yield line.rstrip(b"\r\n")
        line = stream.readline(longest + 1)


def _records(
    lines: Iterator[bytes | None], name: str, origin: str, limits: Limits
) -> Iterator[Document | Refused]:
    """A document a line. A key or link that stands on several lines names none of them but the first.

    Raises InputError if there is none.
    """
    seen: set[str] = set()
    empty = True
    for number, line in enumerate(lines, 1):
        if line is not None and not line.strip():
            continue
        empty = False
        if line is None:
            longest = readable_size(limits.document)
            yield Refused(f"{name} line {number}", f"it is longer than {longest}", "split the record")
            continue
        try:
            record = read_record(line)
        except InputError as error:
            yield Refused(f"{name} line {number}", error.message, error.hint)
            continue
        key = record.key if record.key and record.key not in seen else str(number)
        url = record.facts.url.value if record.facts.url else None
        own = url if url and url not in seen else f"{origin}#{key}"
        seen.update(value for value in (record.key, url) if value)
        yield Document(f"{name}#{key}", own, line, record)
    if empty:
        raise InputError("it holds no records", hint="check that it was saved whole")
