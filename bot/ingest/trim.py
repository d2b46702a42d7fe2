"""A page's blocks -> the same without what is set around prose: datelines, agencies' end marks, lines of bare tags."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.source import Block, Role
from bot.ingest.dateline import dateline

_END_MARK = re.compile(r"(?<=[.!?\"\u201d])\s+((?:Endi(?:tem)?|ENDS?|\(END\)|###|-30-|Enditem/\w+)\.?)$")
_LINE = re.compile(r"[^\n]+")
_BULLETS = " \u2022\u00b7|"


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
        mark = _END_MARK.search(twin, start, end)
        if mark is not None:
            yield Block(*mark.span(1), Role.FURNITURE)
            end = mark.start()
        yield replace(block, start=start, end=end)


def tag_lines(text: str, twin: str) -> Iterator[Block]:
    """Lines of the text that hold nothing but left-over tags."""
    for line in _LINE.finditer(text):
        words = line[0].strip()
        if words and not twin[line.start() : line.end()].strip(_BULLETS):
            start = line.start() + line[0].index(words)
            yield Block(start, start + len(words), Role.FURNITURE)
