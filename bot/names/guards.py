"""Refuses hits that only look like a name: "contact US", "Michael Jordan", "Mr. Holland", Georgia the American state.

The word lists are in ``words.yaml``. A refused hit is dropped: it is nobody, not somebody else.
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.domain.party import Form, Mention
from bot.names.letters import fold

_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'.-]*)[^\S\n]*\n?[^\S\n]*\Z")
_WORD_AFTER = re.compile(r"[^\S\n]+([A-Z][\w’'-]+)([^\S\n]+[A-Z])?")
_TIME = re.compile(r"(?:\d|[ap]\.?m\.?)\s*\Z", re.IGNORECASE)
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
        kept = [mention for mention in mentions if not self._refused(text, mention)]
        for name, when, unless in self._senses:
            if any(_is(text, mention, name) for mention in kept) and when.search(text) and not unless.search(text):
                kept = [mention for mention in kept if not _is(text, mention, name)]
        return kept

    def _refused(self, text: str, mention: Mention) -> bool:
        word = text[mention.start : mention.end]
        if word in self._shouted and self._is_shouted(text, mention):
            return True
        if word in self._after_time and _TIME.search(text[max(0, mention.start - _LOOK_BACK) : mention.start]):
            return True
        if mention.form not in _PLACES or not word.isalpha():
            return False
        return self._is_surname(text, mention) or (word in self._also_given and self._is_given_name(text, mention))

    def _is_shouted(self, text: str, mention: Mention) -> bool:
        """``US`` and ``WHO`` as plain words: "CONTACT US", "About US" at a line's end, "WHO SAID WHAT"."""
        line_start = text.rfind("\n", 0, mention.start) + 1
        line_end = text.find("\n", mention.end)
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        before, after = text[line_start : mention.start], text[mention.end : line_start + len(line)]
        previous = _WORD_BEFORE.search(before[-_LOOK_BACK:])
        if previous and previous[1].lower() in self._asking:
            return line.isupper() or not re.match(r"[^\S\n]+\w|['’-]\w", after)
        first = not any(map(str.isalpha, before))
        if not line.isupper() or (first and not any(map(str.isalpha, after))):
            return False
        # In a headline of capitals the pronoun follows other words; the country begins it, or has its mark.
        return text[mention.start : mention.end] != "US" or (not first and not re.match(r"['’-]", after))

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


def _is(text: str, mention: Mention, name: str) -> bool:
    return mention.form is not Form.OTHER and text[mention.start : mention.end] == name


def _any_word(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
