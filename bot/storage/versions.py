"""What keeping a page does, decided in one place for every store.

A source is known by its bytes (``id``) and stands for one place (``origin``). Of the sources of one origin
the last kept is current; it supersedes the one before. A superseded source is neither listed nor counted,
but stays readable.
"""

from dataclasses import replace

from bot.domain.statement import Page
from bot.ports import Added


def judge(held: Page | None, page: Page, *, standing: bool, displaces: bool) -> Added:
    """What keeping ``page`` is, given the reading ``held`` of the same bytes, if any.

    ``standing``: the held source is current; ``displaces``: another source is current at the page's origin.
    A copy of known bytes at a second place, read the same way, is KNOWN: the first place keeps the name.
    """
    if displaces:
        return Added.VERSION
    if not standing:
        return Added.NEW
    return Added.KNOWN if held is not None and _same_reading(held, page) else Added.REREAD


def _same_reading(held: Page, page: Page) -> bool:
    there = replace(page.source, name=held.source.name, origin=held.source.origin)
    return (held.source, held.blocks, held.units) == (there, page.blocks, page.units)
