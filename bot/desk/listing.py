"""The commands ``source`` and ``sources``: what the archive holds -> lists of facts."""

from collections.abc import Iterable, Iterator

from bot.archive import Archive
from bot.desk.here import is_private
from bot.desk.reply import Line, Listing, Outcome, Reply
from bot.desk.request import Request
from bot.desk.telling import listed, source_rows
from bot.desk.versions import version_rows
from bot.desk.words import count, one_line
from bot.domain.errors import NotFound
from bot.domain.statement import Page
from bot.ports import SourceLine

MOST = 12
"""Sources in one reply: as many as one message holds with their links and long titles, mostly."""


class Shelf:
    """Tells of sources."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def source(self, request: Request) -> Reply:
        """The command ``source``: what is known of one. Raises NotFound and Ambiguous."""
        settings = self._archive.ledger.place_settings(request.place)
        private, name = is_private(request, settings), request.arguments["name"]
        page = self._page(name)
        if isinstance(page, Page):
            return Reply((self.told(page, settings.language),), private=private)
        several = f"{count(len(page), 'source')} have “{one_line(name)}” in their title or file name."
        shown = Listing("Which one?", tuple(listed(line, settings.language) for line in page[:MOST]))
        more = (Line("Type more of the title to see fewer.", aside=True),) if len(page) > MOST else ()
        return Reply((Line(several), shown, *more), private=private)

    def _page(self, name: str) -> Page | list[SourceLine]:
        """The page of that hash, file name or path, else the one with these words in its title or file name.

        If several have them, all of these, the newest first.
        """
        try:
            return self._archive.show(name)
        except NotFound:
            wanted = one_line(name).casefold()
            called = [line for line in self._archive.sources() if any(wanted in each for each in _names(line))]
            if not called:
                raise
            return self._archive.show(called[0].id) if len(called) == 1 else newest_first(called)

    def told(self, page: Page, language: str) -> Listing:
        """All that is known of a source, its other versions included."""
        versions = version_rows(self._archive.sources(superseded=True), page.source.id, language)
        return Listing("Source", (*source_rows(page, language), *versions))

    def sources(self, request: Request) -> Reply:
        """The command ``sources``: the newest, and how to see the others."""
        settings = self._archive.ledger.place_settings(request.place)
        private = is_private(request, settings)
        lines = newest_first(self._archive.sources())
        if not lines:
            return Reply((Line("The archive is empty."),), private=private, outcome=Outcome.NOTHING)
        held = f"The archive holds {count(sum(line.statements for line in lines), 'statement')} that can be quoted"
        shown = Listing("Sources, newest first", tuple(listed(line, settings.language) for line in lines[:MOST]))
        parts = (Line(f"{held}, from {count(len(lines), 'source')}."), shown)
        if len(lines) > MOST:
            rest = count(len(lines) - MOST, "older source is", "older sources are")
            others = f"{rest} not listed: “source” finds each by its title, file name or hash."
            return Reply((*parts, Line(others, aside=True)), private=private)
        return Reply(parts, private=private)


def newest_first(lines: Iterable[SourceLine]) -> list[SourceLine]:
    """Sources by the last day each may be of, those without a year last."""
    return sorted(lines, key=_day, reverse=True)


def _names(line: SourceLine) -> Iterator[str]:
    """What people call a source, for comparing."""
    yield one_line(line.name).casefold()
    if line.facts.title:
        yield one_line(line.facts.title.value).casefold()


def _day(line: SourceLine) -> int:
    """The last day the source may be of, as a number; 0 without a year."""
    when = line.facts.shown_date
    bounds = when.date.bounds() if when else None
    return bounds[1].toordinal() if bounds else 0
