"""A page's blocks -> the same without what is set around prose: datelines, agencies' end marks, lines of bare tags."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bot.domain.source import Block, Role
from bot.ingest.dateline import dateline

_END_MARK = re.compile(r"(?<=[.!?\"\u201d])\s+((?:Endi(?:tem)?|ENDS?|\(END\)|###|-30-|Enditem/\w+)\.?)$")
_END_MARKS = ("Endi", "Enditem", "END", "ENDS", "(END)", "###", "-30-")
_END_REACH = 80
"""Characters at the end of a paragraph in which an end mark stands."""
_BLANKED = re.compile(r"\n[ \u2022\u00b7|]+(?![^\n])")
"""A line of a twin with nothing on it but bullets and what tags left behind; the first of a page has none before it."""
_BLANKED_FIRST = re.compile(r"[ \u2022\u00b7|]+(?![^\n])")


def trimmed(twin: str, made: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with a dateline before prose and an end mark behind it as blocks of their own."""
    for block in made:
        if block.role not in (Role.PARAGRAPH, Role.ANSWER):
            yield block
            continue
        start, end = block.start, block.end
        line = dateline(twin[start:end]) if block.role is Role.PARAGRAPH else None
        if line is not None:
            yield Block(start, start + len(line[0].rstrip()), Role.META)
            start += line.end()
        tail = twin[max(start, end - _END_REACH) : end]
        marked = tail.rstrip(".").endswith(_END_MARKS) or "Enditem/" in tail
        mark = _END_MARK.search(twin, end - len(tail), end) if marked else None
        if mark is not None:
            yield Block(*mark.span(1), Role.FURNITURE)
            end = mark.start()
        moved = line is not None or mark is not None
        yield replace(block, start=start, end=end) if moved else block


def tag_lines(text: str, twin: str) -> Iterator[Block]:
    """Lines of the text that hold nothing but left-over tags."""
    first = _BLANKED_FIRST.match(twin)
    for line in chain((first,) if first is not None else (), _BLANKED.finditer(twin)):
        start, end = line.start() + (line is not first), line.end()
        whole = text[max(0, start - 1) : start] in ("", "\n") and text[end : end + 1] in ("", "\n")
        words = text[start:end].strip() if whole else ""
        if words:
            start = text.index(words, start)
            yield Block(start, start + len(words), Role.FURNITURE)
