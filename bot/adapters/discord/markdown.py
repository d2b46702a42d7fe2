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
from itertools import pairwise
from urllib.parse import quote, urlsplit

from bot.desk.card import Passage
from bot.desk.runs import GONE, Runs, paragraphs, plain

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
    for paragraph in paragraphs(passage):
        runs += [(" ", False), *paragraph] if runs else paragraph
    return _with_marks(runs)


def quotation(passage: Passage, *, marks: bool = True) -> str:
    """A block quotation, a line for each paragraph; in quotation marks unless ``marks`` is False (a paraphrase)."""
    lines = [_with_marks(runs) for runs in paragraphs(passage)] or [""]
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
    return "" if re.search(rf"[\s{GONE}]", url) else quote(url, safe=_URL_SAFE)


def channel(ident: str) -> str:
    """A mention of the channel; the id as words if it is none of Discord's."""
    return f"<#{ident}>" if _snowflake(ident) else escaped(ident)


def person(ident: str) -> str:
    """A mention of the person (which pings nobody: see ``Message.allowed_mentions``), or the id as words."""
    return f"<@{ident}>" if _snowflake(ident) else escaped(ident)


def _snowflake(ident: str) -> bool:
    return ident.isascii() and ident.isdigit() and len(ident) <= 20  # 64 bits


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
