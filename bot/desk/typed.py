"""A typed line -> a command and its arguments: "said who: China about: Norway", "sources", else a question.

What begins like a command is a question all the same unless it is one beyond doubt: the command's name alone, behind a
slash, with a colon, or with options in their typed form. "help me understand what China said" asks; so does "sources
of energy", and "who mentioned PRISM". Where a name has two words both must stand there: "daily briefing" asks; the
first alone, "daily", lists.
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
_ONE_WORD = re.compile(rf"[^ ]+|{_QUOTED.pattern}")
"""What can only be a name: one word, or several in quotation marks."""

_ALSO = {
    "status": "list", "show": "list", "next": "preview", "log": "history", "unpause": "resume", "start": "resume",
    "continue": "resume", "stop": "off", "end": "off", "cancel": "off", "remove": "off", "delete": "off",
}  # fmt: skip
"""Second words that people type for those of the commands."""

_OF_TODAY = re.compile(
    r"(?:(?:what(?:'s| is)|show(?: me)?|give me)\s+)?(?:(?:the\s+|today's\s+)?statement of the day|today's statement)",
    re.IGNORECASE,
)
_DAILY_HELP = re.compile(r"daily\s+help", re.IGNORECASE)

_ALONE = "list"
"""What the first word of two-word names means where it stands alone."""

_CLEAR = {
    "which": re.compile(r"#?\d{1,6}[.!?]?", re.ASCII),
    "time": re.compile(r"(?:at\s+)?\d.*|[^ ]+|(?:noon|midday|midnight)\s.*", re.DOTALL | re.IGNORECASE),
}
"""First options whose value, without the option's name, can only be one if it looks like this."""

_WHERE = re.compile(
    r"(?P<time>(?:at\s+)?(?:\d{1,2}(?:[:.h]\d\d)?|\d{3,4}|noon|midday|midnight)(?:\s?(?:[ap]\.?m\b\.?|h\b|uhr\b|o.?clock\b))?+)"
    r",?\s+(?:in\s+)?(?P<zone>[^\W\d].*)",
    re.DOTALL | re.IGNORECASE,
)
"""A time of day and, behind it, whose: "9 am Oslo", "21:30 in New York"."""

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
    plain = text.strip("?!. ").replace("’", "'")
    if not plain or _GREETING.fullmatch(text) or _DAILY_HELP.fullmatch(plain):
        return "help", {}
    known = {command.name: command for command in commands}
    if "who" in known and (asked := _WHO_SAID.fullmatch(text)):
        return "who", {"text": asked["text"]}
    if "today" in known and _OF_TODAY.fullmatch(plain):
        return "today", {}
    name, typed = _command(text, known, sure=sign) or _bare(text, known) or ("ask", {"question": text})
    return name, _with_zone(typed)


def _command(text: str, known: Mapping[str, Command], *, sure: bool) -> Typed | None:
    """The line as a command, None if it is a question. ``sure``: a sign said that a command is meant."""
    named = _named(text.rstrip("?!."), known)
    if named is None or named[2]:  # what is behind the name keeps its own end
        named = _named(text, known)
    if named is None:
        return None
    command, colon, rest = named
    if pairs := _pairs(rest, command):
        return command.name, pairs
    if command.shortcut and not sure:  # "who mentioned PRISM", "who: China"
        return None
    if not rest:
        return command.name, {}
    return _short(command, rest, sure=sure or (colon and bool(command.options)))


def _named(text: str, known: Mapping[str, Command]) -> tuple[Command, bool, str] | None:
    """The command whose name the line begins with, whether a colon follows, and the rest."""
    first = _WORD.fullmatch(text)
    if first is None:
        return None
    word, rest = first["word"].casefold(), first["rest"].strip()
    second = _WORD.fullmatch(rest)
    after = second["word"].casefold() if second and not first["colon"] else ""
    if second and (command := known.get(f"{word} {after}") or known.get(f"{word} {_ALSO.get(after)}")):
        return command, bool(second["colon"]), second["rest"].strip()
    command = known.get(word if rest or word in known else f"{word} {_ALONE}")
    return (command, bool(first["colon"]), rest) if command else None


def _short(command: Command, rest: str, *, sure: bool) -> Typed | None:
    """Words behind a command's name without an option's name: they fill its first option, where that is clear."""
    if command.name == "said":
        who, about = [*ABOUT.split(rest, 1), ""][:2]
        if about or sure:
            return "said", {name: value.strip() for name, value in (("who", who), ("about", about)) if value.strip()}
        return None
    first = command.options[0] if command.options else None
    if first and first.name == "question":
        return command.name, {first.name: rest}
    if first and (first.required or first.name in _CLEAR):
        clear = _CLEAR.get(first.name, _ONE_WORD).fullmatch(rest)
        return (command.name, _pairs(f"{first.name}: {rest}", command)) if sure or clear else None
    return (command.name, {}) if sure else None


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


def _with_zone(typed: dict[str, str]) -> dict[str, str]:
    """A time that was typed with the zone behind it, as both."""
    both = _WHERE.fullmatch(typed.get("time", "")) if "zone" not in typed else None
    return {**typed, **both.groupdict()} if both else typed


def _value(text: str, option: str) -> str:
    text = text.strip()
    if option not in _MEANT and len(text) > 1 and _QUOTED.fullmatch(text):
        return text[1:-1].strip()
    return text
