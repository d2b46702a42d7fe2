"""A call on a platform's API -> how far our clock is from the platform's, or in words why no answer came."""

import os
from dataclasses import dataclass

Errors = type[Exception] | tuple[type[Exception], ...]


@dataclass(frozen=True, slots=True)
class Unreached:
    """What an HTTP client raises when a call ends without an answer, by its reason; ``seconds`` is how long it waits.

    ``nowhere``: no address is known; ``unsafe``: the other side's certificate is not trusted; ``dropped``: it hung up.
    """

    nowhere: Errors
    unsafe: Errors
    dropped: Errors
    seconds: float

    def why(self, error: Exception, host: str) -> str:
        """Why there was no answer; never the error's own text, which may hold anything."""
        if isinstance(error, TimeoutError):
            return f"no answer from {host} within {self.seconds:g} s"
        if isinstance(error, self.nowhere):
            return f"no address is known for {host}"
        if isinstance(error, self.unsafe):
            return f"no safe connection with {host}: its certificate is not trusted here"
        if isinstance(error, self.dropped):
            return f"{host} hung up without an answer"
        number = getattr(error, "errno", None)
        return f"no connection with {host}" + (f": {os.strerror(number).lower()}" if number else "")


def ahead(asked: float, answered: float, date: float) -> float:
    """Seconds our clock is surely ahead of one that showed ``date``, a whole second, between our two moments."""
    if asked > date + 1:
        return asked - date - 1
    return min(answered - date, 0.0)
