"""What is known of a flag into leave to settle it, or the error that says why not."""

from bot.domain.errors import NotFound, UsageError


def insist_open(number: int, *, settled: bool | None) -> None:
    """Raise NotFound if there is no such flag (``settled`` is None), UsageError if it is settled already."""
    if settled is None:
        raise NotFound(f"no report has the number {number}", hint="onrecord reports lists those that are open")
    if settled:
        raise UsageError(f"report {number} is settled already", hint="onrecord reports --settled lists it")
