"""Front matter at the head of a text, read for its facts; it stays in the text, so that offsets are the file's own."""

import re
from typing import NamedTuple

import yaml

from bot.domain.errors import InputError
from bot.domain.source import Facts
from bot.ingest.formats.fields import facts_from

_FENCE = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_KEY = re.compile(r"\s*(?:#.*\n\s*)*[\"']?[A-Za-z_][\w .-]{0,40}[\"']?[ \t]*:(?:\s|$)")
_WITHIN = 65536  # characters: a fence further down closes nothing


class Split(NamedTuple):
    """The text after the front matter, and what the front matter states."""

    text: str
    facts: Facts


def split_front_matter(text: str) -> Split | None:
    """The two parts of a text that opens with YAML between ``---`` lines; None for any other text.

    A rule of dashes that is followed by no ``key: value`` is text. Every value is read as the characters written:
    no tag is obeyed and no date re-zoned. Raises InputError, with the line, for front matter that cannot be read.
    """
    opening = _FENCE.match(text)
    if not opening:
        return None
    keyed = bool(_KEY.match(text, opening.end()))
    closing = _CLOSING.search(text, opening.end(), opening.end() + _WITHIN)
    if closing is None:
        if keyed:
            raise InputError("its front matter (line 1) is never closed", hint="add a line --- after the last field")
        return None
    fields = _fields(text[opening.end() : closing.start()], keyed=keyed)
    if fields is None:
        return None
    return Split(text[closing.end() :], facts_from({str(key).lower(): value for key, value in fields.items()}))


def _fields(written: str, *, keyed: bool) -> dict[object, object] | None:
    """The mapping, None if what stands between the fences was never meant as one."""
    try:
        loaded = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings, lists and dicts only
    except yaml.YAMLError as error:
        if not keyed:
            return None
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        reason = getattr(error, "problem", None) or "not YAML"
        raise InputError(f"its front matter cannot be read (line {line}: {reason})",
                         hint="put quotation marks around values with a colon, or take the front matter out") from None
    except (RecursionError, TypeError):  # nested beyond sense; a mapping for a key
        raise InputError("its front matter is too deeply nested (line 2)", hint="keep it to key: value lines") from None
    if not written.strip():
        return {}
    return loaded if isinstance(loaded, dict) else None
