"""How much of anything is read from one document before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, time in seconds. ``document`` also bounds one record of a JSON Lines file of any size.

    A web page of more than ``html`` bytes is no article, and its parse tree is some twenty times as large.
    """

    document: int = 64 * 2**20
    html: int = 16 * 2**20
    pdf_pages: int = 3000
    pdf_seconds: float = 60.0


def readable_size(size: int) -> str:
    """A number of bytes for a person: "200 MB"."""
    for unit, step in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if size >= step:
            return f"{size / step:.3g} {unit}"
    return f"{size} bytes"
