"""Values as they are used -> those used last, as many as may be kept."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Lately(Generic[Value]):
    """What was used last, up to a weight in all; usable from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._kept: OrderedDict[object, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> Value | None:
        """What is kept under the key."""
        with self._lock:
            held = self._kept.get(key)
            if held is None:
                return None
            self._kept.move_to_end(key)
            return held[0]

    def put(self, key: object, value: Value, weight: int = 1) -> None:
        """Keep it in place of what was used longest ago; what weighs more than all may is not kept."""
        with self._lock:
            if key in self._kept or weight > self._most:
                return
            self._kept[key] = (value, weight)
            self._weight += weight
            while self._weight > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._weight -= gone
