"""A web page to the text of its article, through trafilatura, and the facts its head states.

The text is the article's own words, a line for a line: paragraphs, headings, quotations and lists stand apart by a
blank line, ``<br>`` ends a line, the cells of a table's row are kept apart by a tab. Nothing is added but white space.
"""

import logging
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from bot.domain.errors import InputError
from bot.domain.source import Basis, Fact, Facts, When
from bot.ingest.dates import find_dates, parse_date
from bot.ingest.formats.fields import is_address, one_line, when_by_url

_DATES = {"extensive_search": False, "original_date": False}
"""The searching defaults found a wrong date on 41 of 50 ministry pages, these on none."""
_FAULTS = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)
"""What the parsers under trafilatura raise on malformed pages."""

_LONGEST_SITE = 80  # characters; the longest names of ministries have some 70
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = frozenset(("p", "head", "quote", "code", "list", "table", "ab", "div", "fw"))
_LINES = frozenset(("item", "row"))
_WORD = re.compile(r"[^\W_]")
_BLANK_LINES = re.compile(r"\n{3,}")
_MEND = "check that it is one article, not a list of links or a page drawn by a script; or save its text"


def read_html(page: str) -> tuple[str, Facts]:
    """The article's text, headed by its title, and the facts. Raises InputError if there is no article."""
    markup = _DECLARATION.sub("", page)
    for precise in (True, False):
        document = _extracted(markup, precise=precise)
        if document is not None and (text := _text(document.body)):
            title = one_line(document.title or "")
            whole = _letterhead(markup, title, text) + _headed(text, title)
            return whole, _facts(document, title, _site(markup, title))
    raise InputError("no article text found on the page", hint=_MEND)


def _extracted(markup: str, *, precise: bool) -> Any:
    import trafilatura  # 0.4 s: paid by the first web page only

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # its complaints would go to the terminal
    logging.getLogger("htmldate").addHandler(logging.NullHandler())
    try:
        return trafilatura.bare_extraction(
            markup, favor_precision=precise, include_comments=False, include_tables=True, with_metadata=True,
            date_extraction_params=dict(_DATES),
        )
    except _FAULTS:
        return None


def _text(body: Any) -> str:
    """The lines of an extracted body; empty if there are headings only."""
    if body is None or not any(_own_words(element) for element in body.iter()):
        return ""
    lines = "\n".join(line.strip(" \t") for line in "".join(_pieces(body)).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip() if _WORD.search(lines) else ""


def _own_words(element: Any) -> bool:
    tail = element.tail
    return bool((element.tag != "head" and element.text and element.text.strip()) or (tail and tail.strip()))


def _pieces(element: Any) -> Iterator[str]:
    """The words below an element with the white space that sets its parts apart."""
    tag = element.tag
    edge = "\n\n" if tag in _BLOCKS else ""
    yield edge
    if tag == "lb":
        yield "\n"
    yield _flat(element.text)
    for child in element:
        yield from _pieces(child)
        if child.tag == "cell" and child.getnext() is not None:
            yield "\t"
        yield _flat(child.tail)
    yield "\n" if tag in _LINES else edge


def _flat(words: str | None) -> str:
    """Line ends inside running text are the page's source code, not its lines."""
    return words.replace("\n", " ") if words else ""


def _headed(text: str, title: str) -> str:
    """The text under its title, unless the title (or the page's heading inside it) already opens it."""
    opening = _folded(text[: 2 * len(title) + 400])
    first = _folded(text.partition("\n")[0])
    wanted = _folded(title)
    if not wanted or wanted in opening or (len(first) >= 12 and first in wanted):
        return text
    return f"{title}\n\n{text}"


_BODY = re.compile(r"\b(?:embassy|consulate|ministry|government|permanent (?:mission|delegation|representation)|mission of|high commission|department of|office of|white house|parliament|presidency|council|commission|federal foreign office|chancellery)\b|\u5927\u4f7f\u9986|\u5916\u4ea4\u90e8", re.IGNORECASE)  # noqa: E501 - one pattern, one line
_LONGEST_LETTERHEAD = 140


def _letterhead(markup: str, title: str, text: str) -> str:
    """The lines above the article that name a body: extraction drops them, but they tell whose page it is."""
    from lxml import etree
    from lxml import html as tree  # loaded with trafilatura anyway

    try:
        root = tree.document_fromstring(markup)
    except (etree.ParserError, ValueError):
        return ""
    for useless in root.xpath("//script|//style|//noscript|//template|//head"):
        useless.drop_tree()
    found: list[str] = []
    wanted = _folded(title)
    for words in root.itertext():
        line = " ".join(words.split())
        if (wanted and _folded(line) == wanted) or len(line) > _LONGEST_LETTERHEAD:
            break
        if _BODY.search(line) and line not in found and not line.endswith(".") and line not in text:
            found.append(line)
    return "".join(f"{line}\n\n" for line in found[:2])


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def _publisher(site: str, title: str) -> str:
    """The site's name, unless it is a piece of the title: it may have been cut out of ``<title>`` at a dash."""
    if len(site) > _LONGEST_SITE or find_dates(site) or (title and _folded(title) in _folded(site)):
        return ""
    return site


_TITLE = re.compile(r"<title[^>]*>([^<]{1,400})</title>", re.IGNORECASE)


def _site(markup: str, title: str) -> str:
    """The site's name as ``<title>`` gives it behind the page's own title: "Briefing - Department of State"."""
    found = _TITLE.search(markup)
    whole = one_line(unescape(found[1])) if found else ""
    if not title or not _folded(whole).startswith(_folded(title)):
        return ""
    return whole[len(title) :].strip(" -|\u2013\u2014:\u00b7\u00bb>")


def _facts(document: Any, title: str, site: str) -> Facts:
    publisher = _publisher(one_line(document.sitename or "").removeprefix("@"), title) or site[:_LONGEST_SITE]
    link = one_line(document.url or "")
    url = Fact(link, Basis.PAGE) if is_address(link) else None
    made = parse_date(document.date) if document.date else None
    return Facts(
        title=Fact(title, Basis.PAGE) if title else None,
        publisher=Fact(publisher, Basis.PAGE) if publisher else None,
        url=url,
        published=When(made, Basis.PAGE) if made else when_by_url(url),
    )
