"""One line of a JSON Lines file to its text, its facts and the key that names it."""

import json
from typing import NamedTuple

from bot.domain.errors import InputError
from bot.domain.source import Facts
from bot.ingest.decode import unix_lines
from bot.ingest.formats.fields import facts_from, one_line

_MEND = "write one object a line with title, date, source, url and text"


class Record(NamedTuple):
    """``key`` is the record's id, else its url, else None."""

    key: str | None
    text: str
    facts: Facts


def read_record(line: bytes) -> Record:
    """The record on a line. Raises InputError if it is no object, or holds no text."""
    try:
        loaded = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("it is not UTF-8", hint="save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        where = f" (column {error.colno}: {error.msg})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"it is not JSON{where}", hint=_MEND) from None
    if not isinstance(loaded, dict):
        raise InputError("it is not a JSON object", hint=_MEND)
    text = loaded.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError('its "text" is missing or empty', hint=_MEND)
    if not _keepable(text):
        raise InputError('its "text" holds characters that are none', hint="write it as plain UTF-8")
    fields = {name.lower(): value for name, value in loaded.items() if _keepable(one_line(value))}
    facts = facts_from(fields)
    key = one_line(fields.get("id", "")) or (facts.url.value if facts.url else None)
    return Record(key, unix_lines(text.removeprefix("\ufeff")), facts)


def looks_like_records(first_line: bytes) -> bool:
    """Whether a file that begins with this line is JSON Lines: the line is a whole object."""
    stripped = first_line.removeprefix(b"\xef\xbb\xbf").strip()
    if not stripped.startswith(b"{") or not stripped.endswith(b"}"):
        return False
    try:
        return isinstance(json.loads(stripped), dict)
    except (ValueError, RecursionError):
        return False


def _keepable(text: str) -> bool:
    """Whether it is text that can be stored: JSON can write half a surrogate pair, or a zero."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
