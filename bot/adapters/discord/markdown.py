"""Plain words -> Discord's Markdown that shows exactly those words.

What we know of Discord's reader, from its published rules (the simple-markdown and SimpleAST families), its API's issue
tracker and the readers others wrote:

- a backslash before anything but a letter, a digit or white space shows that character and nothing else happens;
- it works everywhere except inside the label of a masked link, where it is shown (discord-api-docs, issue 6185); and a
  label with an address or an emoji in it makes the whole link plain text (issues 7721, 7673);
- bold ends at the next two asterisks, escaped or not, that a third does not follow; some clients end italics at the
  next asterisk even behind a backslash;
- ``:name:`` is an emoji for bots too, ``discord.gg/name`` in a message's content draws an invitation below it;
- author, footer and labels of buttons are shown as they are, backslashes included.

So every special character of a word is escaped, no two asterisks ever touch unless we wrote them, labels and italics
are only given to words that need no escape.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby, pairwise
from unicodedata import category
from urllib.parse import quote, urlsplit

from bot.desk.card import Passage

# Embeddings, overrides and isolates turn the order of what follows them (Unicode UAX 9), controls and lone surrogates
# are no words: instructions, left out of what is shown. The plain marks U+200E and U+200F and the joiners stay.
_GONE = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_PIECE = re.compile(rf"(?P<gone>[{_GONE}]+)|(?P<gap>[^\S{_GONE}]+)|(?P<word>[^\s{_GONE}]+)")
_INSTRUCTIONS = re.compile(f"[{_GONE}]+")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028]")

# Emphasis, spoilers, code, mentions, links; addresses (https://) and emoji (:name:); invitations (discord.gg/name).
_SPECIAL = re.compile(r"[\\*_~|`<@\[\]]|:(?=\S)|(?:(?<=discord)|(?<=discordapp))\.", re.IGNORECASE)

# Lists, subtext, headings, quotations, numbered lists, where a line begins: what is escaped is a line of its own.
_OPENS = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*(?:([-+#>])|\d+(\.))")

# Words that may label a masked link: letters, digits and punctuation that needs no escape, is no emoji and forms no
# address. Anything else (a domain, a symbol that is also an emoji, a bracket) stands beside the link.
_LABEL = re.compile(r"(?:[^\W_ℹ]|[ |,;?!'\"()&/=‘’“”…–—«»·、。「」『』《》（）；？！-]|[.:](?= |\Z))+")
_TWINS = re.compile(r"\|\||//")

_URL_SAFE = "-._~:/?#@!$&+,;=%"
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+", re.IGNORECASE | re.ASCII)

Runs = list[tuple[str, bool]]
"""A paragraph: its words in pieces, each with whether it is highlighted."""


def plain(text: str) -> str:
    """One line of the words as they are, for where Discord reads no Markdown: author, footer, labels."""
    return " ".join(_INSTRUCTIONS.sub("", text).split())


def escaped(text: str) -> str:
    """One line of Markdown that shows the words."""
    return _with_marks([(plain(text), False)])


def bold(text: str) -> str:
    """The words in bold; empty if there are none."""
    return _with_marks([(words, True)]) if (words := plain(text)) else ""


def italic(text: str) -> str:
    """The words in italics if none of them needs an escape, else upright."""
    words = escaped(text)
    return f"*{words}*" if words and "\\" not in words else words


def inline(passage: Passage) -> str:
    """A passage on one line, its marks in bold."""
    runs: Runs = []
    for paragraph in _paragraphs(passage):
        runs += [(" ", False), *paragraph] if runs else paragraph
    return _with_marks(runs)


def quotation(passage: Passage, *, marks: bool = True) -> str:
    """A block quotation, a line for each paragraph; in quotation marks unless ``marks`` is False (a paraphrase)."""
    lines = [_with_marks(runs) for runs in _paragraphs(passage)] or [""]
    if marks:
        lines[0] = "“" + lines[0]
        lines[-1] += "”"
    return "\n".join(f"> {line}" for line in lines)


def link(label: str, url: str, opener: str = "open") -> str:
    """The words leading to ``url``, or followed by a link called ``opener``; the words alone if the URL is no good."""
    words, target = plain(label), address(url)
    if not target:
        return escaped(words)
    if words and _LABEL.fullmatch(words) and not _TWINS.search(words):
        return f"[{words}]({target})"
    return f"{escaped(words)} [{opener}]({target})".strip()


def address(url: str) -> str:
    """The URL so that nothing in it can end a link or mean anything else; empty unless it is a decent web address."""
    try:
        parts = urlsplit(url)
        host, decent = parts.hostname or "", "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not decent or not _HOST.fullmatch(host):
        return ""
    return "" if re.search(rf"[\s{_GONE}]", url) else quote(url, safe=_URL_SAFE)


def channel(ident: str) -> str:
    """A mention of the channel; the id as words if it is none of Discord's."""
    return f"<#{ident}>" if _snowflake(ident) else escaped(ident)


def person(ident: str) -> str:
    """A mention of the person (which pings nobody: see ``Message.allowed_mentions``), or the id as words."""
    return f"<@{ident}>" if _snowflake(ident) else escaped(ident)


def _snowflake(ident: str) -> bool:
    return ident.isascii() and ident.isdigit() and len(ident) <= 20  # 64 bits


def _paragraphs(passage: Passage) -> Iterator[Runs]:
    """The visible words, white space as one space; an empty line parts paragraphs."""
    inside = _highlighted(passage)
    runs: Runs = []
    gap, gap_marked = "", True
    for piece in _PIECE.finditer(passage.text):
        if piece.lastgroup == "gap":
            gap += piece[0]
            gap_marked = gap_marked and inside.find(0, piece.start(), piece.end()) < 0
        elif piece.lastgroup == "word":
            if runs and (len(_LINE_END.findall(gap)) > 1 or "\u2029" in gap):
                yield _merged(runs)
                runs = []
            elif runs and gap:
                runs.append((" ", gap_marked and runs[-1][1] and bool(inside[piece.start()])))
            runs += _parted(piece[0], inside[piece.start() : piece.end()])
            gap, gap_marked = "", True
    if runs:
        yield _merged(runs)


def _highlighted(passage: Passage) -> bytearray:
    """For each code point whether a mark covers it; a mark never begins within a letter and its marks and joiners."""
    text = passage.text
    inside = bytearray(len(text))
    for mark in passage.marks:
        start, end = max(mark.start, 0), min(mark.end, len(text))
        inside[start:end] = b"\x01" * max(end - start, 0)
    if passage.marks and not text.isascii():
        for at in range(1, len(text)):
            if inside[at] != inside[at - 1] and _joined(text[at - 1], text[at]):
                inside[at] = inside[at - 1]
    return inside


def _joined(before: str, after: str) -> bool:
    return before == "\u200d" or after == "\u200d" or category(after)[0] == "M" or "\U0001f3fb" <= after <= "\U0001f3ff"


def _parted(word: str, inside: bytearray) -> Iterator[tuple[str, bool]]:
    """A word in pieces where highlights begin and end in it."""
    at = 0
    for on, group in groupby(inside):
        length = len(list(group))
        yield word[at : at + length], bool(on)
        at += length


def _merged(runs: Runs) -> Runs:
    """No two neighbours alike: bold that touches bold would not be read as such."""
    return [("".join(words for words, _ in group), on) for on, group in groupby(runs, key=lambda run: run[1])]


def _with_marks(runs: Runs) -> str:
    """A line of Markdown: every special character escaped as its place in the whole line asks, marks in bold."""
    line = "".join(words for words, _ in runs)
    special = {match.start() for match in _SPECIAL.finditer(line)}
    if opens := _OPENS.match(line):
        special.add(opens.end() - 1)
    backslashes = sorted(special)
    made: list[str] = []
    at = 0
    for words, on in runs:
        end = at + len(words)
        inside = backslashes[bisect_left(backslashes, at) : bisect_left(backslashes, end)]
        shown = "\\".join(line[low:high] for low, high in pairwise([at, *inside, end]))
        made.append(f"**{shown}**" if on else shown)
        at = end
    return "".join(made)
