r"""Discord's Markdown as a person sees it: a reader of our own, written from the rules and not from our escaping.

The rules are those Discord has published and people have measured: block constructs (headings, subtext, lists,
quotations) count at the beginning of a line only, also inside other constructs; a backslash before anything but an
ASCII letter, a digit or white space shows that character; ``**bold**`` ends at the next two asterisks that no third
follows; the label of a masked link knows no escapes, and an address or an emoji in it undoes the link. Where clients
differ the reader takes a side: ``careful`` ones skip escaped characters when they look for the end of bold and italics,
others do not. Where rules are unclear it sees a construct rather than none: it is a judge of harm.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category


@dataclass(frozen=True, slots=True)
class Seen:
    """A construct: its kind, the words it shows itself or its parts do, and where it leads."""

    kind: str
    words: str = ""
    parts: tuple["Seen", ...] = ()
    leads: str = ""

    @property
    def shown(self) -> str:
        """The text a person sees."""
        return self.words + "".join(part.shown for part in self.parts)

    def walk(self) -> Iterator["Seen"]:
        """This and everything inside it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read(markdown: str, *, careful: bool = True) -> Seen:
    """The whole text as one Seen of kind ``all``."""
    return Seen("all", parts=_Reader(careful=careful).parts(markdown, line=True, quoting=False))


def kinds(seen: Seen) -> set[str]:
    """The constructs in it, plain text aside."""
    return {part.kind for part in seen.walk()} - {"all", "text"}


def of_kind(seen: Seen, kind: str) -> list[Seen]:
    """The constructs of a kind in it, in order."""
    return [part for part in seen.walk() if part.kind == kind]


_HEADING = re.compile(r" {0,3}#{1,3} +(?P<in>[^\n]*)\n?")
_SUBTEXT = re.compile(r" *-# *(?P<in>[^\n]*)\n?")
_LIST = re.compile(r" *(?:[*+-]|\d+\.) +(?P<in>[^\n]*)\n?")
_REST_QUOTED = re.compile(r" *>>> ?(?P<in>.*)", re.DOTALL)
_QUOTED = re.compile(r"(?: *> ?[^\n]*(?:\n|\Z))+")
_QUOTE_MARK = re.compile(r"^ *> ?", re.MULTILINE)

_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_SHRUG = re.compile(r"¯\\_\(ツ\)_/¯")
_MENTION = re.compile(r"<(?:@[!&]?|#)\d+>|@(?:everyone|here)")
_EMOJI = re.compile(r"<a?:\w+:\d+>|:[A-Za-z0-9_+-]+(?:::skin-tone-\d)?:")
_TIME = re.compile(r"<t:-?\d+(?::\w)?>")
_COMMAND = re.compile(r"</[^<>\n]+:\d+>")
_NAVIGATION = re.compile(r"<(?:id:\w[\w-]*(?::\d+)?|\d+:\w[\w-]*)>")
_ANGLED = re.compile(r"<((?:https?|steam|discord|mailto|tel|sms):[^\s<>]+)>", re.IGNORECASE)
_BARE = re.compile(r"(?:https?|steam|discord)://[^\s<]*[^<.,:;\"'\]\s]", re.IGNORECASE)
_MASKED = re.compile(
    r"\[([^\]]*)\]\(\s*<?((?:https?|steam|discord)://[^\s<>)]+)>?(?:\s+['\"(][^)]*)?\s*\)", re.IGNORECASE
)
_INVITE = re.compile(r"discord(?:app)?\.(?:gg|com/invite)/\w+", re.IGNORECASE)
_BLOCK_CODE = re.compile(r"```(?:[\w+.#-]*\n)?(.+?)\n*```", re.DOTALL)
_CODE = re.compile(r"(`{1,2})(.+?)\1", re.DOTALL)
_SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
_STRUCK = re.compile(r"~~(.+?)~~", re.DOTALL)

_CAREFUL = {
    "bold": re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL),
    "underline": re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.DOTALL),
    "italic": re.compile(r"\*(?=\S)((?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)", re.DOTALL),
    "italic_": re.compile(r"\b_((?:__|\\.|[^\\_])+?)_\b", re.DOTALL),
}
_CARELESS = {
    "bold": re.compile(r"\*\*(.+?)\*\*(?!\*)", re.DOTALL),
    "underline": re.compile(r"__(.+?)__(?!_)", re.DOTALL),
    "italic": re.compile(r"\*(?=\S)((?:\*\*|\s+(?:[^\s*]|\*\*)|[^\s*])+?)\*(?!\*)", re.DOTALL),
    "italic_": re.compile(r"\b_((?:__|[^_])+?)_\b", re.DOTALL),
}
_WHOLE = (
    ("text", _SHRUG),
    ("mention", _MENTION),
    ("emoji", _EMOJI),
    ("time", _TIME),
    ("command", _COMMAND),
    ("navigation", _NAVIGATION),
    ("invitation", _INVITE),
)


class _Reader:
    def __init__(self, *, careful: bool, escapes: bool = True) -> None:
        self._styles = _CAREFUL if careful else _CARELESS
        self._careful, self._escapes = careful, escapes

    def parts(self, text: str, *, line: bool, quoting: bool) -> tuple[Seen, ...]:
        """The constructs of ``text``; ``line``: it begins a line, ``quoting``: it stands in a quotation already."""
        found: list[Seen] = []
        at = 0
        while at < len(text):
            block = self._block(text, at, quoting=quoting) if line else None
            seen, end = block or self._inline(text, at, line=line, quoting=quoting)
            found.append(seen)
            line = text[end - 1] == "\n" or (line and not text[at:end].strip(" "))
            at = end
        return tuple(found)

    def _block(self, text: str, at: int, *, quoting: bool) -> tuple[Seen, int] | None:
        for kind, pattern in (("heading", _HEADING), ("subtext", _SUBTEXT), ("list", _LIST)):
            if match := pattern.match(text, at):
                return Seen(kind, parts=self.parts(match["in"], line=True, quoting=quoting)), match.end()
        if quoting:
            return None
        if match := _REST_QUOTED.match(text, at):
            return Seen("quotation", parts=self.parts(match["in"], line=True, quoting=True)), match.end()
        if match := _QUOTED.match(text, at):
            inside = _QUOTE_MARK.sub("", match[0])
            return Seen("quotation", parts=self.parts(inside, line=True, quoting=True)), match.end()
        return None

    def _inline(self, text: str, at: int, *, line: bool, quoting: bool) -> tuple[Seen, int]:
        if self._escapes and (match := _ESCAPE.match(text, at)):
            return Seen("text", match[1]), match.end()
        for kind, pattern in _WHOLE:
            if match := pattern.match(text, at):
                return Seen(kind, match[0]), match.end()
        found = self._link(text, at) or self._code(text, at) or self._style(text, at, line=line, quoting=quoting)
        return found or (Seen("text", text[at]), at + 1)

    def _link(self, text: str, at: int) -> tuple[Seen, int] | None:
        if match := _ANGLED.match(text, at):
            return Seen("link", match[1], leads=match[1]), match.end()
        if match := _BARE.match(text, at):
            return Seen("link", match[0], leads=match[0]), match.end()
        match = _MASKED.match(text, at)
        if match and not re.search(r"https?://\w|:\w+:", match[1]) and not any(map(_is_emoji, match[1])):
            label = _Reader(careful=self._careful, escapes=False).parts(match[1], line=False, quoting=True)
            return Seen("link", parts=label, leads=match[2]), match.end()
        return None

    def _code(self, text: str, at: int) -> tuple[Seen, int] | None:
        if match := _BLOCK_CODE.match(text, at):
            return Seen("code", match[1]), match.end()
        if match := _CODE.match(text, at):
            return Seen("code", match[2]), match.end()
        return None

    def _style(self, text: str, at: int, *, line: bool, quoting: bool) -> tuple[Seen, int] | None:
        for kind, pattern in (*self._styles.items(), ("spoiler", _SPOILER), ("struck", _STRUCK)):
            if match := pattern.match(text, at):
                return Seen(kind.rstrip("_"), parts=self.parts(match[1], line=line, quoting=quoting)), match.end()
        return None


def _is_emoji(letter: str) -> bool:
    return category(letter) == "So" or letter in "‼⁉ℹ〰↔↕↖↗↘↙↩↪▪▫◻◼◽◾⤴⤵⬅⬆⬇\u20e3\ufe0f"
