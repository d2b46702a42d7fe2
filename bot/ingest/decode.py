"""Bytes to text: which encoding they are in, by what says so, and nothing changed but line ends and a byte-order mark.

The order: byte-order mark, the charset the server named, the one the page names, UTF-16 by its zero bytes, strict
UTF-8, a detector (only for scripts whose encodings look like nothing else), then Windows-1252. A name that does not
fit the bytes is passed over; bytes that fit nothing are refused, never replaced.
"""

import codecs
import re
from typing import NamedTuple

from bot.domain.errors import InputError

SAVE_AS_UTF8 = "save it as UTF-8 and ingest it again"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABELS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "hz"), "gb18030"),
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
"""What browsers read under a name (WHATWG Encoding Standard, "names and labels"): the superset pages really use."""
_NOT_TEXT = frozenset(("utf-7", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "mbcs", "oem"))
_SINGLE_BYTE = re.compile(r"cp(?:125|437|8[56])\d*|iso8859|koi8|mac")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_META_WITHIN = 4096  # the standard says 1024 bytes; real pages put scripts first
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.005  # of a text's characters; more than that is no text
_SAMPLE = 65536
_EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_RIVALS = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp866", "cp1250", "cp1252")
"""Let in only to beat a false East Asian reading: Cyrillic bytes are valid GB 18030 too."""
_LETTERS = re.compile(rb"[\xa1-\xaa\xac-\xba\xbc-\xff]+")
"""Runs of what are letters in most single-byte encodings: not the quotation marks and dashes of Windows."""
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UTF8_SHARE = 0.8  # of the bytes beyond ASCII in whole UTF-8 letters; in any other encoding that is chance
_NO_CHANCE = 8  # letters; fewer in a Chinese or Japanese encoding may happen to be valid UTF-8
_HIGH = bytes(range(0x80, 0x100))
_ENOUGH = 24  # bytes in different words: two names in Chinese brackets were read as Korean
_JAPANESE_SHIFT = b"\x1b$"  # ISO-2022-JP writes Japanese in ASCII bytes after this escape


class Decoded(NamedTuple):
    """A text with LF line ends and no byte-order mark, and the encoding it was in (Python's name for it)."""

    text: str
    encoding: str


def decode(data: bytes, *, charset: str | None = None) -> Decoded:
    """The text of ``data``; ``charset`` is what the server that sent it called its encoding.

    Raises InputError if the bytes are no text, or text in no encoding that can be told.
    """
    text, encoding = _decoded(data, charset)
    if "\x00" in text or _control(text) > _CONTROL_SHARE * len(text):
        raise InputError("it holds binary data, not text", hint="ingest text, Markdown, HTML, PDF or JSON Lines")
    return Decoded(unix_lines(text), encoding)


def _control(text: str) -> int:
    """How many control characters."""
    return len(text) - len(_CONTROL.sub("", text)) if _CONTROL.search(text) else 0


def unix_lines(text: str) -> str:
    """CRLF and CR to LF, and nothing else."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decoded(data: bytes, charset: str | None) -> Decoded:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            if text is None:
                raise InputError(f"it begins as {encoding.upper()} but does not go on so", hint=SAVE_AS_UTF8)
            return Decoded(text, encoding)
    for named in (charset, _declared(data)):
        if found := _as_named(data, named):
            return found
    if b"\x00" in data and (wide := _utf16(data)):
        return wide
    for encoding in ("iso2022_jp", "utf-8") if _JAPANESE_SHIFT in data else ("utf-8",):
        if (text := _try(data, encoding)) is not None:
            return Decoded(text, encoding)
    return _legacy(data)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _declared(data: bytes) -> str | None:
    """The encoding a page of HTML or XML names in its own first bytes."""
    head = data[:_META_WITHIN]
    match = (_XML.search(head) or _META.search(head)) if b"<" in head else None
    return match[1].decode("ascii", "ignore") if match else None


def _as_named(data: bytes, label: str | None) -> Decoded | None:
    """The text under the encoding named, unless the name is unknown or cannot be right."""
    if not label:
        return None
    try:
        encoding = codecs.lookup(label.strip(" \"'")).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    encoding = _LABELS.get(encoding, encoding)
    if encoding in _NOT_TEXT or encoding.startswith(("utf-16", "utf-32")):  # it could be read, so it is not wide
        return None
    # letters beyond ASCII are valid UTF-8 only if they are UTF-8, but for a word or two of Chinese: the name is wrong
    telling = 0 if _SINGLE_BYTE.match(encoding) else _NO_CHANCE
    if len(_UTF8_LETTER.findall(data[:_SAMPLE])) >= telling and (text := _try(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, LookupError):  # LookupError: a codec from bytes to bytes, such as base64
        return None


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: zero bytes all on one side, and printable when read so."""
    if len(data) % 2:
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    if bool(even) == bool(odd):
        return None
    encoding = "utf-16-be" if even else "utf-16-le"
    text = _try(data, encoding)
    return Decoded(text, encoding) if text and "".join(text.split()).isprintable() else None


def _legacy(data: bytes) -> Decoded:
    """Bytes that are not UTF-8 and say nothing of themselves."""
    _refuse_broken_utf8(data)
    runs = [len(run) for run in _LETTERS.findall(data[:_SAMPLE])]
    # accents stand alone between ASCII letters; a script of its own stands in runs, or (Shift JIS) holds these two
    own_script = sum(length for length in runs if length > 1) > sum(runs) / 2
    if own_script or b"\x82" in data or b"\x83" in data:
        found = _detected(data) if _letters(data) >= _ENOUGH else None
        if found:
            return found
    text = None if own_script else _try(data, "cp1252")
    if text is None:
        raise InputError("its encoding cannot be told", hint=SAVE_AS_UTF8)
    return Decoded(text, "cp1252")


def _letters(data: bytes) -> int:
    """Bytes in different runs of letters."""
    return sum(map(len, set(_LETTERS.findall(data[:_SAMPLE]))))


def _refuse_broken_utf8(data: bytes) -> None:
    """UTF-8 with a stray byte must not be read as Windows-1252: every quotation mark would become three letters."""
    whole = sum(len(match[0]) for match in _UTF8_LETTER.finditer(data))  # no list: it may be many megabytes
    high = len(data) - len(data.translate(None, _HIGH))
    if whole < 2 or whole < _UTF8_SHARE * high:
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"it is UTF-8 but for a broken byte on line {line}", hint=SAVE_AS_UTF8) from None


def _detected(data: bytes) -> Decoded | None:
    """What charset-normalizer says, if it says an East Asian encoding."""
    from charset_normalizer import from_bytes  # only the rare page without UTF-8 pays for it

    cut = data.rfind(b"\n", 0, _SAMPLE) if len(data) > _SAMPLE else len(data)
    best = from_bytes(data[:cut] if cut > 0 else data, cp_isolation=[*_EAST_ASIAN, *_RIVALS]).best()
    if best is None or best.encoding not in _EAST_ASIAN:
        return None
    text = _try(data, best.encoding)
    return Decoded(text, best.encoding) if text is not None else None
