"""Whether, and how, a line is coloured: ANSI marks around text, or nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TextIO

_BOLD = "1"
_FAINT = "2"
_UNDERLINE = "4"


class Ink(StrEnum):
    """What a piece of text is there for; the value is its ANSI code (ECMA-48, SGR)."""

    NAME = f"{_BOLD}"
    QUOTE = "36"
    REPORTED = "33"
    MATCH = f"{_BOLD};{_UNDERLINE}"
    ASIDE = f"{_FAINT}"
    GOOD = "32"
    BAD = "31"
    ASKED = "35"


_ATTRIBUTES = {_BOLD, _FAINT, _UNDERLINE}


@dataclass(frozen=True, slots=True)
class Paint:
    """``marks``: any ANSI at all; ``colours``: colours too, not just bold, faint and underlined."""

    marks: bool = False
    colours: bool = False

    def __call__(self, text: str, *inks: Ink) -> str:
        """The text in these inks; the words themselves never depend on them."""
        if not self.marks or not text:
            return text
        codes = [code for ink in inks for code in ink.value.split(";") if self.colours or code in _ATTRIBUTES]
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text


def choose(stream: TextIO, environ: Mapping[str, str], wish: str = "auto") -> Paint:
    """How to paint on a stream: ``wish`` is ``auto``, ``always`` or ``never``.

    Under ``auto``: nothing unless a person is looking at a capable terminal; with NO_COLOR set (no-color.org),
    bold and underlined still, but no colour.
    """
    if wish == "never":
        return Paint()
    if wish == "always":
        return Paint(marks=True, colours=True)
    if not stream.isatty() or environ.get("TERM") == "dumb":
        return Paint()
    return Paint(marks=True, colours=not environ.get("NO_COLOR"))
