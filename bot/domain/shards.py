"""The parts into which Discord divides a bot's servers: "0-3/8" -> the numbers of those that one process serves."""

import re
from dataclasses import dataclass

AUTO = "auto"
"""As many as Discord recommends, all of them."""

MOST = 9999
"""Shards that are believed in: each is meant for a thousand servers and more."""

_WRITTEN = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?/(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shards:
    """Shards ``first`` to ``last`` of ``count``, numbered from 0."""

    first: int
    last: int
    count: int

    @classmethod
    def read(cls, text: str) -> "Shards | None":
        """Of "0-3/8", or "2/8" for a single one; None for what says nothing of the kind."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            return None
        shards = cls(int(found[1]), int(found[2] or found[1]), int(found[3]))
        return shards if shards.first <= shards.last < shards.count else None

    @classmethod
    def whole(cls, count: int) -> "Shards":
        """All of so many."""
        return cls(0, count - 1, count)

    @property
    def numbers(self) -> range:
        """Each one's number."""
        return range(self.first, self.last + 1)

    @property
    def others(self) -> str:
        """Those that other processes must serve, in words; empty if there are none."""
        parts = [_span(0, self.first - 1), _span(self.last + 1, self.count - 1)]
        return " and ".join(part for part in parts if part)

    def __str__(self) -> str:
        word = "shard" if self.first == self.last else "shards"
        return f"{word} {_span(self.first, self.last)} of {self.count}"


def is_shards(text: str) -> bool:
    """Whether it is a way to write which shards are meant."""
    return text == AUTO or Shards.read(text) is not None


def _span(first: int, last: int) -> str:
    if first > last:
        return ""
    return str(first) if first == last else f"{first} to {last}"
