"""A language as a person names it (German, Deutsch, de) <-> the CLDR code of the dates' language."""

import difflib
from functools import lru_cache

from bot.desk.dates import ENGLISH, languages
from bot.domain.errors import UsageError

_ENOUGH = 4
"""Letters that name a language if only one begins with them ("norsk"); fewer may be the code of another."""


def language_of(typed: str) -> str:
    """The code of a language by its code, its own name or its English one, whole or begun.

    Raises UsageError with the nearest.
    """
    wanted = _folded(typed)
    for code, names in _names().items():
        if wanted in map(_folded, (code, *names, told(code))):
            return code
    begun = matching(typed) if len(wanted) >= _ENOUGH else []
    if len(begun) == 1:
        return begun[0]
    known = {_folded(name): name for names in _names().values() for name in names}
    near = [_names()[code][0] for code in begun[:3]]
    near = near or [known[name] for name in difflib.get_close_matches(wanted, known, 2, 0.75)]
    hint = f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else "such as English, Deutsch or zh"
    raise UsageError(f"dates cannot be shown in “{typed}”", hint=hint)


def told(code: str) -> str:
    """``English (en)``, ``Deutsch, German (de)``."""
    return f"{', '.join(_names().get(code, ()))} ({code})".lstrip()


def matching(typed: str) -> list[str]:
    """The codes of the languages whose code or a name begins so, then those with such a word in a name."""
    wanted = _folded(typed)
    begin, inside = [], []
    for code, names in _names().items():
        folded = [_folded(name) for name in (code, *names)]
        if any(name.startswith(wanted) for name in folded):
            begin.append(code)
        elif any(f" {wanted}" in name for name in folded):
            inside.append(code)
    return begin + inside


def _folded(name: str) -> str:
    return name.strip().replace("-", "_").casefold()


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    """By code, a language's own name and its English one, once if they are the same."""
    from babel import Locale  # only who sets a language pays for it

    english = Locale(ENGLISH).languages
    return {
        code: tuple(dict.fromkeys((own, str(english.get(code) or english.get(code.split("_")[0]) or own))))
        for code, own in languages()
    }
