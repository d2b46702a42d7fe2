"""Values of the domain into JSON, and back by their types."""

import json
from threading import Lock
from typing import TypeVar

from bot.storage.rows import Odd, pack_name, unpack_name

Value = TypeVar("Value")

_learnt: set[type] = set()
_learning = Lock()
"""msgspec learns a dataclass when it is first asked for it, and takes the process down if two threads ask at once."""


def pack(value: object) -> str | Odd:
    """A dataclass as JSON; as a blob if it holds half a character, as what is typed in a chat may."""
    # Here and not above: 40 ms, which a question on the command line need not pay.
    import msgspec

    return pack_name(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":")))


def unpack(stored: str | bytes, kind: type[Value]) -> Value | None:
    """The inverse of ``pack``; None for what is no such value, or no longer one. Usable from any thread."""
    import msgspec  # as above

    with _learning:
        if kind not in _learnt:
            msgspec.json.Decoder(kind)
            _learnt.add(kind)
    try:
        return msgspec.convert(json.loads(unpack_name(stored)), kind)
    except (ValueError, RecursionError):  # of which msgspec's own errors are one
        return None
