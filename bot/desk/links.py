"""A source's URL and a quotation -> a link that opens the page at the quoted words, safe inside any markup.

The words go into a text directive (WICG, "URL Fragment Text Directives", ``#:~:text=start,end``): browsers that know
it scroll to the words and mark them, all others open the page.
"""

import re
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

LONGEST = 2000
"""Characters of a link: within every browser's and both platforms' limits (Discord takes 2,048 in an embed)."""

_WHOLE = 120
"""Characters up to which a quotation is looked for whole; a longer one by its beginning and its end, which a footnote
mark or a link in the midst of the page's sentence cannot spoil."""

_EDGE = 40
"""Characters, at least, of such a beginning or end, rounded up to whole words: enough to be rare on a page."""

_LONGEST_EDGE = 90
"""No beginning or end is longer than this: a text without spaces or stops gets a link without a directive."""

_DIRECTIVE = ":~:"
_REFUSED = re.compile(r"[\x00-\x20\x7f-\x9f\s\\\ud800-\udfff]")
"""Never in a link: browsers drop or turn these (a backslash reads as a slash), so it would not lead where it says."""

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CLOSING = re.compile(r"[.,:;!?~_]+$")
"""Marks that would not be taken for a part of a bare link when they stand at its end."""

_SAFE = "/:@!$&+,;=%._~-"
"""What stays as it is in a path; a query and a fragment may hold a question mark as well. Brackets, quotation marks,
asterisks, bars and angle brackets end a link, or mean something, in one markup or another."""

_WORD = re.compile(r"\S+")
_WIDE_STOP = re.compile(r"[，。、；：！？）」』”]+")


class _Edge(NamedTuple):
    """A run of whole words of the quotation."""

    start: int
    end: int


def link(url: str | None, words: str = "") -> str:
    """The link to a page, at the words if there are any; empty when the URL is not one to follow.

    Only http and https, without a password, of at most LONGEST characters. It is plain ASCII without white space,
    brackets or quotation marks, so it can stand in Markdown's ``(…)`` and in ``<…>`` as it is.
    """
    parts = _parts(url or "")
    if parts is None:
        return ""
    bare = _address(parts)
    directive = "" if not words or _DIRECTIVE in parts.fragment else _text_directive(words)
    if directive:
        whole = bare + ("" if parts.fragment else "#") + _DIRECTIVE + directive
        if len(whole) <= LONGEST:
            return whole
    bare = _address(parts, closed=True)
    return bare if len(bare) <= LONGEST else ""


def page_of(link: str) -> str:
    """The link without the text directive: the page's own address."""
    return link.partition(_DIRECTIVE)[0].removesuffix("#")


def _parts(url: str) -> SplitResult | None:
    """The URL taken apart; None for one not to be followed."""
    if _REFUSED.search(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    return parts if _host(parts) else None


def _host(parts: SplitResult) -> str:
    """The host in ASCII (names in other scripts as ``xn--…``, so that none can pass for another); empty if it is none.

    >>> _host(urlsplit("https://EXAMPLE.org:80/a"))
    'example.org'
    """
    name = parts.hostname or ""
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return name if _HOST.fullmatch(name) else ""


def _address(parts: SplitResult, *, closed: bool = False) -> str:
    """The URL with everything percent-encoded that could end it or mean something in a markup.

    ``closed``: also the punctuation at its very end, which a reader of bare links takes for the sentence's.
    """
    port = f":{parts.port}" if parts.port is not None else ""
    address = f"{parts.scheme}://{_host(parts)}{port}"
    pieces = [
        (mark, text)
        for mark, text in (("", parts.path), ("?", parts.query), ("#", parts.fragment))
        if text
    ]
    for number, (mark, text) in enumerate(pieces, 1):
        encoded = quote(_STRAY_PERCENT.sub("%25", text), safe=_SAFE + "?" if mark else _SAFE)
        if closed and number == len(pieces):
            encoded = _CLOSING.sub(lambda match: "".join(map(_hex, match[0])), encoded)
        address += mark + encoded
    return address


def _hex(letter: str) -> str:
    return f"%{ord(letter):02X}"


def _text_directive(words: str) -> str:
    """``text=start,end`` or ``text=all``; empty if no whole words can be named in a bearable length."""
    lines = [line for line in words.splitlines() if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= _WHOLE:
        return f"text={_term(lines[0])}"
    # A term is looked for within one paragraph of the page: neither may reach over a line end.
    first, last = _beginning(lines[0]), _end(lines[-1])
    if not first or not last:
        return ""
    if len(lines) == 1 and len(first) + len(last) >= len(lines[0].strip()):  # the end is looked for after the beginning
        return f"text={_term(lines[0])}"
    return f"text={_term(first)},{_term(last)}"


def _beginning(line: str) -> str:
    """The fewest whole words from the start that make an edge; the line if it is short."""
    ends = [word.end for word in _words(line)]
    end = next((end for end in ends if end - len(line) + len(line.lstrip()) >= _EDGE), ends[-1])
    edge = line[:end].strip()
    return edge if len(edge) <= _LONGEST_EDGE else ""


def _end(line: str) -> str:
    """As ``_beginning``, from the end."""
    starts = [word.start for word in _words(line)]
    start = next((start for start in reversed(starts) if len(line.rstrip()) - start >= _EDGE), starts[0])
    edge = line[start:].strip()
    return edge if len(edge) <= _LONGEST_EDGE else ""


def _words(line: str) -> list[_Edge]:
    """Words between spaces; where Han or kana runs on without any, the clauses between its stops."""
    found = []
    for word in _WORD.finditer(line):
        at = word.start()
        for stop in _WIDE_STOP.finditer(line, word.start(), word.end()):
            found.append(_Edge(at, stop.end()))
            at = stop.end()
        if at < word.end():
            found.append(_Edge(at, word.end()))
    return found


def _term(text: str) -> str:
    """Percent-encoded, white space as one space; ``-``, ``,`` and ``&`` too, as the directive's syntax."""
    encoded = quote(" ".join(text.split()), safe="", errors="replace")
    return "".join(_hex(letter) if letter in "-._~" else letter for letter in encoded)
