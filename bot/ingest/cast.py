"""The people a page introduces with an office -> whom a last name or a bare office means.

Built before anything is attributed, because a story often says "a Chinese official said" and names him only later.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.party import Form, Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.introductions import introduced
from bot.ingest.phrase import Sort, Who
from bot.ingest.words import spaced

_LONGEST = 6000
"""Characters; a longer paragraph introduces nobody, it has lost its line ends."""


@dataclass(slots=True)
class Cast:
    """The people and bodies a page names. ``home`` is the party a bare office belongs to, if the page tells."""

    home: str | None = None
    people: dict[str, list[Who]] = field(default_factory=dict)
    order: list[Who] = field(default_factory=list)
    unread: Callable[["Cast"], None] | None = None
    """Takes in everyone, once somebody asks for one of them: of an official text hardly anybody does."""
    _placed_at: list[Who] = field(default_factory=list)
    """Those of ``order`` by where they stand."""

    def _read(self) -> None:
        if self.unread is not None:
            unread, self.unread = self.unread, None
            unread(self)

    def learn(self, twin: str, span: Span, mentions: Sequence[Mention]) -> None:
        """Take in everyone a paragraph introduces with an office."""
        if span.end - span.start > _LONGEST:
            return
        for found in introduced(twin, span, mentions):
            self.add(self._placed(twin, found, mentions) if found.nearby else found)

    def _placed(self, twin: str, found: Who, mentions: Sequence[Mention]) -> Who:
        """A bare office by where its sentence stands: "In Beijing, foreign ministry spokesman …".

        Where another party than the page's own is named beside it, it may be that one's: then nobody's.
        """
        start = max(twin.rfind(". ", 0, found.span.start), twin.rfind("\n", 0, found.span.start)) + 1
        near = [m for m in mentions if m.start >= start and m.form is not Form.PERSON and m.entity.party]
        capitals = [m for m in near if m.form is Form.CAPITAL]
        lead = next((m for m in capitals if twin[start : m.start].strip().casefold() == "in"), None)
        if lead is not None:
            return replace(found, speaker=replace(found.speaker, party=lead.entity.party), nearby=False)
        others = any(m.entity.party != self.home for m in near if m.start < found.span.start)
        elsewhere = any(m.entity.party != self.home for m in capitals)
        leads = bool(near) and near[0].entity.party == self.home and not twin.startswith("'s", near[0].end)
        return replace(found, nearby=False) if others and (elsewhere or not leads) else found

    def add(self, found: Who) -> None:
        """Take in one person; later introductions only fill in what earlier ones left open."""
        name = found.speaker.name
        known = self.person(name)
        settled = known is not None and (known.speaker.party is not None or known.sort is Sort.OUTSIDER)
        if known is not None and settled and len(name.split()) <= len(known.speaker.name.split()):
            return
        for key in _keys(name):
            self.people.setdefault(key, []).append(found)
        self.order.append(found)

    def introduced(self, after: int, before: int) -> Sequence[Who]:
        """Those introduced between two places of the page."""
        self._read()
        if len(self._placed_at) != len(self.order):
            self._placed_at = sorted(self.order, key=_start)
        low = bisect_right(self._placed_at, after, key=_start)
        return self._placed_at[low : bisect_left(self._placed_at, before, lo=low, key=_start)]

    def person(self, name: str) -> Who | None:
        """The one person who goes by this full or last name; None if nobody or more than one does."""
        self._read()
        best: dict[str, Who] = {}
        for found in self.people.get(_fold(name), ()):
            full = _fold(found.speaker.name)
            same = next((key for key in best if _one_name(key, full)), None)
            if same is None:
                best[full] = found
            elif _tells_more(found, best[same], longer=len(full) > len(same)):
                del best[same]
                best[full] = found
        return next(iter(best.values())) if len(best) == 1 else None

    def holder(self, office: str, before: int, party: str | None = None) -> Who | None:
        """The last person introduced before ``before`` whose role names this office (and party, if given).

        None if holders of several parties were.
        """
        held = (found for found in self._holders(office) if found.span.start < before)
        fits = [found for found in held if party in (None, found.speaker.party)]
        return fits[-1] if len({found.speaker.party for found in fits}) == 1 else None

    def rival(self, office: str, after: int, before: int, speaker: Speaker) -> bool:
        """Whether somebody else in this office was introduced in between: then "the minister" may be either."""
        held = (found for found in self._holders(office) if after < found.span.start < before)
        return any(found.speaker.party != speaker.party for found in held)

    def coming(self, office: str, after: int, within: int, party: str | None) -> Who | None:
        """The person whom the page names soon after as the holder of this office for this party."""
        held = (found for found in self._holders(office) if after < found.span.start < after + within)
        fits = [found for found in held if found.speaker.party == party]
        return fits[0] if len({found.speaker.name for found in fits}) == 1 else None

    def _holders(self, office: str) -> Iterator[Who]:
        self._read()
        word = re.compile(rf"\b{re.escape(office)}\b")
        for found in self.order:
            if found.sort is Sort.PERSON and word.search((found.speaker.role or "").casefold()):
                yield found


def _start(found: Who) -> int:
    return found.span.start


def _one_name(known: str, full: str) -> bool:
    """Whether one of two names is the beginning or the end of the other."""
    return known.endswith(full) or full.endswith(known) or known.startswith(full) or full.startswith(known)


def _tells_more(found: Who, known: Who, *, longer: bool) -> bool:
    """Whether an introduction gives a party where the known one has none, or a fuller name with a party."""
    if known.speaker.party is None and known.sort is not Sort.OUTSIDER:
        return True
    return longer and bool(found.speaker.party)


def _fold(name: str) -> str:
    return spaced(name.casefold().replace(".", " "))


def _keys(name: str) -> set[str]:
    """What a person may be called by: all names, the last one or two, and the first (a family name in East Asia)."""
    words = _fold(name).split()
    keys = {" ".join(words), words[-1], words[0]}
    if len(words) > 2:
        keys.add(" ".join(words[-2:]))
    if len(words) > 1 and "-" in words[-1]:
        keys.add(words[-1].split("-")[-1])
    return keys
