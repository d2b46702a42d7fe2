"""A typed line -> a command and its arguments: "said who: China about: Norway", "sources", else a question.

What begins like a command is a question all the same unless it is one beyond doubt: the command's name alone, behind a
slash, with a colon, or with options in their typed form. "help me understand what China said" asks; so does "sources
of energy", and "who mentioned PRISM".
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.desk.command import Command

LONGEST = 8000
"""Characters of a line that are read: more than any platform lets a person type (Discord 4,000)."""

ABOUT = re.compile(r"\s(?:about|on|regarding|concerning)\s", re.IGNORECASE)
"""Between speaker and topic in the short form "said China on Norway"."""

_PREFIX = re.compile(r"\s*(?P<sign>[/!])?\s*(?:onrecord\b[\s,:]*)?", re.IGNORECASE)
_WORD = re.compile(r"(?P<word>[^\W\d_]+)(?P<colon>\s*[:：])?(?P<rest>(?:\s.*)?|(?<=[:：]).*)", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_MEANT = frozenset({"question", "about", "text"})
"""Options in which quotation marks are part of what is asked: words to be found as they stand."""

_WHO_SAID = re.compile(
    r"who\s+(?:said|wrote)(?:\s+(?:this|that|it))?\s*[:：]\s*(?P<text>\S.*)", re.IGNORECASE | re.DOTALL
)
"""Somebody's words to be traced; without the colon it is a question like others."""

_GREETING = re.compile(
    r"(?:hi|hello|hey|hallo|good (?:morning|afternoon|evening)|thanks|thank you|thx)\b(?: (?:there|all|bot|you))?\W*",
    re.IGNORECASE,
)
"""Courtesy, which is nothing to look for in an archive."""

Typed = tuple[str, dict[str, str]]


def read_line(line: str, commands: Sequence[Command]) -> Typed:
    """The command's name and its arguments by option name. Never fails: a line that is no command is a question.

    An empty line, or a question mark alone, asks for help.
    """
    text = line[:LONGEST].strip()
    prefix = _PREFIX.match(text)
    sign = bool(prefix and prefix["sign"])
    text = text[prefix.end() :].strip() if prefix else text
    if not text.strip("?!. ") or _GREETING.fullmatch(text):
        return "help", {}
    known = {command.name: command for command in commands}
    if "who" in known and (asked := _WHO_SAID.fullmatch(text)):
        return "who", {"text": asked["text"]}
    return _command(text, known, sure=sign) or _bare(text, known) or ("ask", {"question": text})


def _command(text: str, known: Mapping[str, Command], *, sure: bool) -> Typed | None:
    """The line as a command, None if it is a question. ``sure``: a sign said that a command is meant."""
    match = _WORD.fullmatch(text.rstrip("?!.") if text.rstrip("?!.").casefold() in known else text)
    command = known.get(match["word"].casefold()) if match else None
    if match is None or command is None:
        return None
    rest = match["rest"].strip()
    if pairs := _pairs(rest, command):
        return command.name, pairs
    if command.shortcut and not sure:  # "who mentioned PRISM", "who: China"
        return None
    if not rest:
        return command.name, {}
    sure = sure or bool(match["colon"])
    return _short(command, rest, sure=sure)


def _short(command: Command, rest: str, *, sure: bool) -> Typed | None:
    """Words behind a command's name without an option's name: they fill its first option, where that is clear."""
    if command.name == "said":
        who, about = [*ABOUT.split(rest, 1), ""][:2]
        if about or sure:
            return "said", {name: value.strip() for name, value in (("who", who), ("about", about)) if value.strip()}
        return None
    needed = next((option.name for option in command.options if option.required), None)
    if needed == "question":
        return command.name, {needed: rest}
    if needed and (sure or _one_word(rest)):
        return command.name, {needed: _value(rest, needed)}
    return (command.name, {}) if sure and not needed else None


def _one_word(text: str) -> bool:
    """Whether it can only be a name: one word, or several in quotation marks."""
    return " " not in text or _QUOTED.fullmatch(text) is not None


def _bare(text: str, known: Mapping[str, Command]) -> Typed | None:
    """The fields of ``said`` without its name: "who: China about: Norway"."""
    said = known.get("said")
    if said is None or not re.match(r"(?:who|about)\s*:", text, re.IGNORECASE):
        return None
    return ("said", pairs) if (pairs := _pairs(text, said)) else None


def _pairs(text: str, command: Command) -> dict[str, str]:
    """``name: value`` pairs of the command's options; none if the text does not begin with one.

    A value ends where the next option's name stands with its colon, outside quotation marks; a name that stands twice
    belongs to the value before it.
    """
    if not command.options:
        return {}
    names = "|".join(re.escape(option.name) for option in command.options)
    shielded = _QUOTED.sub(lambda match: "\ue000" * len(match[0]), text)
    starts: list[tuple[str, int, int]] = []
    for match in re.finditer(rf"(?<!\S)({names})\s*[:：]", shielded, re.IGNORECASE):
        name = match[1].casefold()
        if name not in {known for known, _, _ in starts}:
            starts.append((name, match.start(), match.end()))
    if not starts or starts[0][1] != 0:
        return {}
    bounds = [*starts, ("", len(text), len(text))]
    return {
        name: value for (name, _, begin), (_, end, _) in pairwise(bounds) if (value := _value(text[begin:end], name))
    }


def _value(text: str, option: str) -> str:
    text = text.strip()
    if option not in _MEANT and len(text) > 1 and _QUOTED.fullmatch(text):
        return text[1:-1].strip()
    return text
