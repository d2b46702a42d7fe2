"""One document's bytes to a Received: the format told by content, read by its module."""

import json
import re
from typing import NamedTuple

from bot.domain.errors import InputError
from bot.domain.source import Facts, Received
from bot.ingest.decode import decode
from bot.ingest.formats.html import read_html
from bot.ingest.formats.markdown import split_front_matter
from bot.ingest.formats.pdf import read_pdf
from bot.ingest.limits import Limits, readable_size

_MARKDOWN = (".md", ".markdown", ".mdown")
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b",
                   re.IGNORECASE | re.DOTALL)
_XML = re.compile(r"\s*<\?xml\b|\s*<(?:rss|feed|svg)\b", re.IGNORECASE)
_MAIL_PAGE = re.compile(r"(?:[\w-]+:.*\n(?:[ \t].*\n)*){0,20}?Content-Type:\s*multipart/related", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(p|div|br|span|h[1-6]|td|tr|li|article|section)\b[^<>]*>", re.IGNORECASE)
_FRAGMENT_TAGS = 10
_FRAGMENT_SHARE = 0.05
"""A page without its head is at least so many tags, and this share of its characters; left-over tags are fewer."""
_HEAD = 65536  # characters or bytes looked at to tell a format

_AS_TEXT = "save it as PDF, HTML or plain text"
_UNPACK = "unpack it and ingest what it holds"
_OCR = "only text can be quoted: run text recognition (OCR) and ingest the result"
_TRANSCRIPT = "ingest its transcript"
_SIGNATURES: tuple[tuple[bytes, int, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", 0, "an office document", _AS_TEXT),
    (b"{\\rtf", 0, "a rich text document", _AS_TEXT),
    (b"\x89PNG", 0, "an image", _OCR),
    (b"\xff\xd8\xff", 0, "an image", _OCR),
    (b"GIF8", 0, "an image", _OCR),
    (b"II*\x00", 0, "an image", _OCR),
    (b"MM\x00*", 0, "an image", _OCR),
    (b"WEBP", 8, "an image", _OCR),
    (b"\x1f\x8b", 0, "a compressed file", "unpack it (gunzip), or pipe it in: gunzip -c FILE | onrecord ingest -"),
    (b"BZh", 0, "a compressed file", _UNPACK),
    (b"\xfd7zXZ", 0, "a compressed file", _UNPACK),
    (b"7z\xbc\xaf", 0, "a compressed file", _UNPACK),
    (b"Rar!", 0, "a compressed file", _UNPACK),
    (b"ID3", 0, "a recording", _TRANSCRIPT),
    (b"OggS", 0, "a recording", _TRANSCRIPT),
    (b"fLaC", 0, "a recording", _TRANSCRIPT),
    (b"WAVE", 8, "a recording", _TRANSCRIPT),
    (b"ftyp", 4, "a recording", _TRANSCRIPT),
)


class _Content(NamedTuple):
    text: str
    media_type: str
    encoding: str
    facts: Facts


def read(name: str, origin: str, data: bytes, *, limits: Limits | None = None, charset: str | None = None) -> Received:
    """The document called ``name``. ``charset`` is the encoding its server named, where there was one.

    Raises InputError, without naming the document, if nothing in it can be quoted.
    """
    if not data:
        raise InputError("it is empty", hint="check that it was saved whole")
    _refuse_binary(data)
    content = _content(name, data, limits or Limits(), charset)
    return Received(name=name, origin=origin, data=data, text=content.text, media_type=content.media_type,
                    encoding=content.encoding, facts=content.facts)


def _content(name: str, data: bytes, limits: Limits, charset: str | None) -> _Content:
    if data[:_HEAD].lstrip()[:5] == b"%PDF-":
        text, facts = read_pdf(data, limits)
        return _Content(text, "application/pdf", "binary", facts)
    text, encoding = decode(data, charset=charset)
    if not text.strip():
        raise InputError("it holds only white space", hint="check that it was saved whole")
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if is_page(text, suffix):
        if len(data) > limits.html:
            raise InputError(f"the page is {readable_size(len(data))}, more than {readable_size(limits.html)}",
                             hint="save the article alone, or its text")
        text, facts = read_html(text)
        return _Content(text, "text/html", encoding, facts)
    _refuse_data(text)
    if split := split_front_matter(text):
        if not split.text.strip():
            raise InputError("it holds nothing but front matter", hint="put the text below the second ---")
        return _Content(text, "text/markdown", encoding, split.facts)  # whole: offsets are the file's own
    return _Content(text, "text/markdown" if suffix in _MARKDOWN else "text/plain", encoding, Facts())


def is_page(text: str, suffix: str = "") -> bool:
    """Whether a text is HTML, whatever it is called: it opens as a page does, or tags make up much of it.

    Text flattened from a page may keep a few tags; called ``.html``, one pair of tags is enough.
    """
    if _PAGE.match(text, 0, _HEAD):
        return True
    if _XML.match(text) or split_opening(text):
        return False
    tags = list(_TAG.finditer(text, 0, _HEAD))
    if suffix in (".html", ".htm", ".xhtml"):
        return bool(tags)
    share = sum(match.end() - match.start() for match in tags) / min(len(text), _HEAD)
    lines = {"p", "div", "br", "td", "li"} & {match[2].lower() for match in tags}
    return len(tags) >= _FRAGMENT_TAGS and share >= _FRAGMENT_SHARE and bool(lines)


def split_opening(text: str) -> bool:
    """Whether front matter may open the text: then what follows is Markdown, which may hold HTML."""
    return text.startswith("---")


def _refuse_binary(data: bytes) -> None:
    for mark, at, what, mend in _SIGNATURES:
        if data.startswith(mark, at):
            raise InputError(f"it is {what}", hint=mend)
    if data.startswith(b"PK\x03\x04"):
        head = data[:4096]
        office = b"[Content_Types].xml" in head or b"mimetypeapplication/" in head or b"word/" in head
        what, mend = ("an office document", _AS_TEXT) if office else ("a zip file", _UNPACK)
        raise InputError(f"it is {what}", hint=mend)


def _refuse_data(text: str) -> None:
    """Refuse text that is data for programs."""
    if _XML.match(text):
        raise InputError("it is XML (a feed or a drawing), not an article", hint="ingest the pages it links to")
    if _MAIL_PAGE.match(text, 0, _HEAD):
        raise InputError("it is a web archive (MHTML)", hint='save the page as "HTML only"')
    opening = text.lstrip()[:1]
    if opening in ("{", "["):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return
        raise InputError("it is JSON, but not JSON Lines",
                         hint="write one object a line with title, date, source, url and text")
