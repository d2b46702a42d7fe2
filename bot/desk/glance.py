"""The archive and a place -> what a person sees of both at a glance: how much is held, whose words, the newest page."""

import time
from collections import Counter
from collections.abc import Callable

from bot.archive import Archive
from bot.desk.kept import Kept
from bot.desk.reply import Listing, Row
from bot.desk.settling import Settling
from bot.desk.telling import listed
from bot.desk.words import count
from bot.domain.place import Place
from bot.domain.remembered import Remembered

PARTIES = 5
"""Parties named, those most quoted first."""

FRESH = 60.0
"""Seconds for which what the archive holds is not counted again."""

LOOKED_AT = 300
"""Answers of a place among which a person's own are looked for."""


class Glancing:
    """Tells what is held and set. Any thread may call."""

    def __init__(
        self, archive: Archive, kept: Kept, settling: Settling, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._archive = archive
        self._kept = kept
        self._settling = settling
        self._clock = clock
        self._held: dict[str, tuple[float, Listing]] = {}

    def archive(self, language: str) -> Listing:
        """How much the archive holds, the parties most quoted, the newest page."""
        until, held = self._held.get(language, (0.0, Listing("", ())))
        if self._clock() >= until:
            held = Listing("The archive", tuple(self._rows(language)))
            self._held[language] = (self._clock() + FRESH, held)
        return held

    def settings(self, place: Place) -> Listing:
        """What is set for the place."""
        return self._settling.shown(place)

    def recent(self, places: tuple[Place, ...], person: str, limit: int) -> list[Remembered]:
        """The person's own newest answers in these places, newest first."""
        found = [each for place in places for each in self._kept.recent(place, LOOKED_AT)]
        own = {each.id: each for each in found if each.person == person}
        return sorted(own.values(), key=lambda each: each.at, reverse=True)[:limit]

    def _rows(self, language: str) -> list[Row]:
        sources = self._archive.catalogue.count()
        held = f"{count(self._archive.count(), 'statement')} that can be quoted, from {count(sources, 'source')}"
        rows = [Row("Holds", held)]
        quoted: Counter[str] = Counter()
        for _, _, party, statements in self._archive.speakers():
            if party:
                quoted[party] += statements
        if quoted:
            named = (f"{self._archive.party_name(party)} ({number:,})" for party, number in quoted.most_common(PARTIES))
            rows.append(Row("Most quoted", ", ".join(named)))
        for line in self._archive.catalogue.newest(1):
            newest = listed(line, language)
            rows.append(Row("Newest page", f"{newest.name} · {newest.text}"))
        return rows
