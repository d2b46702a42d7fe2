"""Refuses hits that only look like a name: "contact US", "Michael Jordan", "Mr. Holland", Georgia the American state.

The word lists are in ``words.yaml``. A refused hit is dropped: it is nobody, not somebody else.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.domain.party import Form, Mention
from bot.names.letters import fold

_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'.-]*)[^\S\n]*\n?[^\S\n]*\Z")
_WORD_AFTER = re.compile(r"[^\S\n]+([A-Z][\w’'-]+)([^\S\n]+[A-Z])?")
_TIME = re.compile(r"(?:\d|[ap]\.?m\.?)\s*\Z", re.IGNORECASE)
_GOES_ON = re.compile(r"[^\S\n]+\w|['’-]\w")
_MARKS = frozenset("'’-")
_PLACES = (Form.NAME, Form.DEMONYM, Form.CAPITAL)
_LOOK_BACK = 24


class Guards:
    """The checks of a mention against its surroundings."""

    def __init__(self, words: dict[str, Any]) -> None:
        self._titles = frozenset(words["titles"])
        self._given = frozenset(words["given_names"])
        self._also_given = frozenset(words["also_given_names"])
        self._not_surnames = frozenset(words["not_surnames"])
        self._asking = frozenset(words["before_us"])
        self._shouted = frozenset(words["shouted"])
        self._after_time = frozenset(words["after_time"])
        self._senses = [
            (sense["name"], _any_word(sense["when"]), _any_word(sense["unless"])) for sense in words["senses"].values()
        ]

    def keep(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions that stand, in order."""
        kept: list[Mention] = []
        line: _Line | None = None
        for mention in mentions:
            if text[mention.start : mention.end] in self._shouted:
                line = line if line is not None and mention.start < line.end else _line_at(text, mention.start)
                if self._is_shouted(text, mention, line):
                    continue
            if not self._refused(text, mention):
                kept.append(mention)
        for name, when, unless in self._senses:
            if any(_is(text, mention, name) for mention in kept) and when.search(text) and not unless.search(text):
                kept = [mention for mention in kept if not _is(text, mention, name)]
        return kept

    def _refused(self, text: str, mention: Mention) -> bool:
        word = text[mention.start : mention.end]
        if word in self._after_time and _TIME.search(text[max(0, mention.start - _LOOK_BACK) : mention.start]):
            return True
        if mention.form not in _PLACES or not word.isalpha():
            return False
        return self._is_surname(text, mention) or (word in self._also_given and self._is_given_name(text, mention))

    def _is_shouted(self, text: str, mention: Mention, line: "_Line") -> bool:
        """``US`` and ``WHO`` as plain words: "CONTACT US", "About US" at a line's end, "WHO SAID WHAT"."""
        previous = _WORD_BEFORE.search(text[max(line.start, mention.start - _LOOK_BACK) : mention.start])
        if previous and previous[1].lower() in self._asking:
            return line.upper or not _GOES_ON.match(text, mention.end, line.end)
        first = line.first >= mention.start
        if not line.upper or (first and line.last < mention.end):
            return False
        # In a headline of capitals the pronoun follows other words; the country begins it, or has its mark.
        marked = text[mention.end : min(line.end, mention.end + 1)] in _MARKS
        return text[mention.start : mention.end] != "US" or (not first and not marked)

    def _is_surname(self, text: str, mention: Mention) -> bool:
        """Whether a title or a given name stands before it: "Mr. Jordan", "Michael Jordan"."""
        window = text[max(0, mention.start - _LOOK_BACK) : mention.start]
        words = window.split()
        word = words[-1].lstrip("\"'“‘«„([") if words else ""
        if not word[:1].isupper() or not window[-1].isspace() or "\n\n" in window:
            return False
        return (fold(word.rstrip(".")) in self._titles and mention.form is not Form.DEMONYM) or word in self._given

    def _is_given_name(self, text: str, mention: Mention) -> bool:
        """Whether a surname follows, and it is no headline in capitals: "Chad Wolf", "Jordan Peterson"."""
        after = _WORD_AFTER.match(text, mention.end)
        return after is not None and after[2] is None and after[1] not in self._not_surnames


class _Line(NamedTuple):
    """A line with a name in it: whether it is all capitals, and where its first and last letters stand."""

    start: int
    end: int
    upper: bool
    first: int
    last: int


def _line_at(text: str, at: int) -> _Line:
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    end = end if end >= 0 else len(text)
    first = next(n for n in range(start, end) if text[n].isalpha())
    last = next(n for n in range(end - 1, start - 1, -1) if text[n].isalpha())
    return _Line(start, end, text[start:end].isupper(), first, last)


def _is(text: str, mention: Mention, name: str) -> bool:
    return mention.form is not Form.OTHER and text[mention.start : mention.end] == name


def _any_word(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
