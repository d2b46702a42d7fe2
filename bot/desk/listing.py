"""The commands ``source`` and ``sources``: what the archive holds -> lists of facts."""

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
        lines, number = page
        several = f"{count(number, 'source')} have “{one_line(name)}” in their title or file name."
        shown = Listing("Which one?", tuple(listed(line, settings.language) for line in lines))
        more = (Line("Type more of the title to see fewer.", aside=True),) if number > MOST else ()
        return Reply((Line(several), shown, *more), private=private)

    def _page(self, name: str) -> Page | tuple[list[SourceLine], int]:
        """The page of that hash, file name or path, else the one with these words in its title or file name.

        If several have them, the newest of these, and how many they are.
        """
        try:
            return self._archive.show(name)
        except NotFound:
            called, number = self._archive.catalogue.called(one_line(name), MOST)
            if not called:
                raise
            return self._archive.show(called[0].id) if number == 1 else (called, number)

    def told(self, page: Page, language: str) -> Listing:
        """All that is known of a source, its other versions included."""
        versions = version_rows(self._archive.catalogue.versions(page.source.id), page.source.id, language)
        return Listing("Source", (*source_rows(page, language), *versions))

    def sources(self, request: Request) -> Reply:
        """The command ``sources``: the newest, and how to see the others."""
        settings = self._archive.ledger.place_settings(request.place)
        private = is_private(request, settings)
        number = self._archive.catalogue.count()
        if not number:
            return Reply((Line("The archive is empty."),), private=private, outcome=Outcome.NOTHING)
        held = f"The archive holds {count(self._archive.count(), 'statement')} that can be quoted"
        lines = self._archive.catalogue.newest(MOST)
        shown = Listing("Sources, newest first", tuple(listed(line, settings.language) for line in lines))
        parts = (Line(f"{held}, from {count(number, 'source')}."), shown)
        if number > MOST:
            rest = count(number - MOST, "older source is", "older sources are")
            others = f"{rest} not listed: “source” finds each by its title, file name or hash."
            return Reply((*parts, Line(others, aside=True)), private=private)
        return Reply(parts, private=private)
