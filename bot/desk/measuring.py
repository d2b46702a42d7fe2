"""A payload and what its platform takes -> its faults in words, or a payload mended and logged: any platform's limits.

Which texts and lists there are, how long each may be and how a payload is mended is the platform's own to know; here
is what is the same for all. Lengths are UTF-16 code units.
"""

import copy
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.desk.cutting import size

Measure = tuple[dict[str, Any], str, int, str]
"""Where a text or list stands (holder and key), how long it may be, and its name in a fault."""

Mend = Callable[[dict[str, Any]], dict[str, Any]]

_LOG = logging.getLogger(__name__)


class Oversized(ValueError):
    """A payload that its platform would refuse; its text names every fault."""


def too_long(texts: Iterable[Measure]) -> list[str]:
    """A line for each text that is longer than it may be."""
    return [
        f"{where} has {size(holder[key])} of at most {most}"
        for holder, key, most, where in texts
        if size(holder[key]) > most
    ]


def too_many(lists: Iterable[Measure]) -> list[str]:
    """A line for each list that holds more than it may."""
    return [
        f"{where} are {len(holder[key])}, at most {most}"
        for holder, key, most, where in lists
        if len(holder[key]) > most
    ]


def twins(ids: Sequence[str], name: str) -> list[str]:
    """A line for each id that stands more than once, in the order of the ids; ``name`` says of what kind they are."""
    return [f"{name} {each} stands twice" for each in sorted(set(ids)) if ids.count(each) > 1]


def fitted(
    payload: dict[str, Any], found: Sequence[str], mend: Mend, platform: str, *, strict: bool
) -> dict[str, Any]:
    """The payload itself if no fault was found. A fault is our own: ``strict`` raises Oversized, else a copy is mended.

    ``mend`` may change what it is given.
    """
    if not found:
        return payload
    if strict:
        raise Oversized("; ".join(found))
    _LOG.error("a message over %s's limits was cut: %s", platform, "; ".join(found))
    return mend(copy.deepcopy(payload))


def clipped(text: str, most: int) -> str:
    """At most ``most`` units of ``text``, the last one an ellipsis where some were left off."""
    if size(text) <= most:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)].decode("utf-16-le", "ignore") + "…"
