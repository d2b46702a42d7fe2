"""Values of the domain into JSON, and back by their types."""

import json
from typing import TypeVar

from bot.storage.rows import Odd, pack_name, unpack_name

Value = TypeVar("Value")


def pack(value: object) -> str | Odd:
    """A dataclass as JSON; as a blob if it holds half a character, as what is typed in a chat may."""
    # Here and not above: 40 ms, which a question on the command line need not pay.
    import msgspec

    return pack_name(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, separators=(",", ":")))


def unpack(stored: str | bytes, kind: type[Value]) -> Value | None:
    """The inverse of ``pack``; None for what is no such value, or no longer one."""
    import msgspec  # as above

    try:
        return msgspec.convert(json.loads(unpack_name(stored)), kind)
    except (ValueError, RecursionError):  # of which msgspec's own errors are one
        return None
