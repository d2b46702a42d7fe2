"""The turn labels of a transcript -> who answers, and as whom.

Only the presider, a plain "A", an official or an official body answers. A label nobody vouches for is a question:
taking an answer for a question loses a quotation, the other way round puts words into a government's mouth.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.domain.party import Entity
from bot.domain.statement import Speaker
from bot.ingest.cast import Cast
from bot.ingest.labels import Turn, TurnLabel, asks, honorific
from bot.ingest.letterhead import of_words
from bot.ingest.phrase import Sort, Who
from bot.ingest.words import spaced, uncapped
from bot.names import Registry, cues

_HONORIFIC = re.compile(r"^(?:ms|mr|mrs|dr|prof|sir|dame|lord|lady|shri|smt|sri|hon|h\.e)\.?\s+", re.IGNORECASE)
_ABROAD = re.compile(
    r"""(?xi)\b(?:president|prime[ ]minister|premier|chancellor|king|queen|ambassador|foreign[ ]minister|minister|emir
      |secretary[- ]general|taoiseach)\b"""
)
"""Offices of guests: whose page it is does not tell whose they are."""
_PARENTHESIS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_INSIDE = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]")
_WORD = re.compile(r"[\w-]+")
_EVERYWHERE = 1 << 60
"""Behind the end of any page."""


@dataclass(slots=True)
class Turns:
    """Who each label of a page is. ``home`` is the party whose page it is; ``heading`` its title and introduction."""

    labels: Sequence[TurnLabel]
    heading: str
    cast: Cast
    registry: Registry
    home: str | None
    presider: Speaker | None
    _known: dict[str, Speaker | None] = field(default_factory=dict)

    def answers(self, label: TurnLabel) -> bool:
        """Whether the label's turn is an answer."""
        return label.turn is Turn.REPLY or self.speaker(label) is not None

    def speaker(self, label: TurnLabel) -> Speaker | None:
        """Whose answer the turn is; None for a question, and for an answer whose presider nobody names."""
        if label.turn is Turn.ASK:
            return None
        if label.turn is Turn.REPLY:
            return self.presider
        if label.key not in self._known:
            self._known[label.key] = self._fuller(label) or self._named(label)
        return self._known[label.key]

    def _fuller(self, label: TurnLabel) -> Speaker | None:
        """The same person under a label that tells more: "Ambassador Kimathi" is "Ambassador Kimathi (Kenya)"."""
        if "(" in label.text or "[" in label.text:
            return None
        last = label.key.split()[-1]
        for other in self.labels:
            if other.text == label.text or "(" not in other.text:
                continue
            if last in _PARENTHESIS.sub(" ", other.text).casefold().split():
                return self.speaker(other)
        return None

    @property
    def _asked(self) -> bool:
        return any(label.turn is Turn.ASK for label in self.labels)

    def _named(self, label: TurnLabel) -> Speaker | None:
        words = _PARENTHESIS.sub(" ", label.text).strip() or label.text.strip("()[]")
        if asks(words):
            return None
        bare = _HONORIFIC.sub("", uncapped(words))
        told = self._told(label.text, uncapped(words), bare) if not label.text.startswith("(") else None
        if told is not None:
            return told[0]
        found = of_words(bare, self.registry)
        if found is None:
            return self._self(label, bare) if self._asked and honorific(words) else None
        return self._meant(label, found, bare)

    def _meant(self, label: TurnLabel, found: Who, bare: str) -> Speaker | None:
        """Whom a label means that names somebody; ``bare`` are its words without title and parenthesis."""
        if found.sort is Sort.OFFICE:
            return self._office(found)
        if found.sort is Sort.PERSON:
            return self._person(label, found, bare)
        party = found.speaker.party or self.home
        body = found.sort in (Sort.BODY, Sort.PARTY)
        return replace(found.speaker, party=party) if body and party else None

    def _told(self, text: str, shown: str, bare: str) -> tuple[Speaker | None] | None:
        """What a parenthesis in the label tells: "(Bloomberg)" asks, "Ambassador Strandli (Norway)" is Norway's."""
        inside = _INSIDE.search(text)
        if inside is None:
            return None
        entity = self._leading(inside[1])
        if entity is not None and entity.kind == "media":
            return (None,)
        party = entity.party if entity is not None and entity.kind != "person" else None
        if party is None and any(word in cues.nouns().body for word in inside[1].casefold().split()):
            party = self.home
        if party is None:
            return None
        found = of_words(bare, self.registry)
        known = self.cast.person(found.speaker.name) if found is not None and found.sort is Sort.PERSON else None
        who = known or found
        return (replace(who.speaker if who is not None else Speaker(shown), party=party),)

    def _leading(self, words: str) -> Entity | None:
        """The entity that words begin with; a country or organisation only if they name nothing else."""
        first = next((m for m in self.registry.find(words) if m.start == 0), None)
        if first is None:
            return None
        partly = first.entity.kind in ("country", "organisation") and first.end < len(words) - 1
        return None if partly else first.entity

    def _office(self, found: Who) -> Speaker | None:
        party = found.speaker.party or self.home
        presider = self.presider
        described = f"{presider.role or found.key} {presider.name}".casefold() if presider is not None else ""
        if presider is not None and found.key in described and _agree(presider.party, party):
            return presider
        holder = self.cast.holder(found.key, _EVERYWHERE, party) or self.cast.holder(found.key, _EVERYWHERE)
        if holder is not None and not found.definite:
            return holder.speaker
        return Speaker(found.speaker.name, role=found.speaker.name, party=party, named=party is not None)

    def _person(self, label: TurnLabel, found: Who, bare: str) -> Speaker | None:
        """A person the page, the label or the registry vouches for; else the presider, by how often they speak."""
        speaker = found.speaker
        if speaker.entity is not None and speaker.party is not None:
            return speaker
        known = self.cast.person(speaker.name)
        if known is not None and known.sort is Sort.OUTSIDER:
            return None
        if known is not None and known.sort is Sort.PERSON and (known.speaker.party or self._own(known.speaker.name)):
            return replace(known.speaker, party=known.speaker.party or self.home)
        if speaker.party is not None:
            return speaker
        vouched = self._listed(speaker.name) or self._leader(speaker) or self._officer(speaker)
        if vouched is not None:
            return vouched
        return self._self(label, bare) if self._asked and honorific(label.text) else self._presides(label, speaker)

    def _officer(self, speaker: Speaker) -> Speaker | None:
        """A person with an office in the label: the page's own, unless it is one that guests hold."""
        nouns = cues.nouns().office
        if speaker.role is None or not any(word in nouns for word in _WORD.findall(speaker.role.casefold())):
            return None
        own = not _ABROAD.search(speaker.role) or self._own(speaker.name)
        return replace(speaker, name=uncapped(speaker.name), party=self.home if own else None)

    def _own(self, name: str) -> bool:
        """Whether the page's heading names the person as one of its own: "Press Briefing by … Jake Sullivan"."""
        last = re.escape(name.rsplit(maxsplit=1)[-1])
        return self.home is not None and re.search(rf"\b{last}\b", self.heading, re.IGNORECASE) is not None

    def _listed(self, name: str) -> Speaker | None:
        """A last name in the registry that, with this home, can be only one official."""
        last = name.rsplit(maxsplit=1)[-1]
        if self.home is None or not self._own(last):
            return None
        rows = [entity for entity in self.registry.surnamed(last) if entity.party == self.home]
        if len(rows) == 1:
            return Speaker(rows[0].name, None, rows[0].party, rows[0].id)
        return Speaker(uncapped(name), party=self.home) if len(name.split()) == 1 else None

    def _leader(self, speaker: Speaker) -> Speaker | None:
        """The one person of the registry with this last name who held this office: "PRESIDENT BIDEN"."""
        role = (speaker.role or "").casefold()
        if not role:
            return None
        named = self.registry.surnamed(speaker.name.rsplit(maxsplit=1)[-1])
        held = (entity for entity in named if any(role in term.role.casefold() for term in entity.terms))
        rows = [entity for entity in held if entity.party]
        return Speaker(rows[0].name, speaker.role, rows[0].party, rows[0].id) if len(rows) == 1 else None

    def _self(self, label: TurnLabel, bare: str) -> Speaker:
        """A guest with a label of his own: himself, and for the page's party only if its heading lists him."""
        shown = uncapped(spaced(_PARENTHESIS.sub(" ", label.text)))
        return Speaker(shown, party=self.home if self._own(bare) else None)

    def _presides(self, label: TurnLabel, speaker: Speaker) -> Speaker | None:
        """The name that alternates with all others, on the page of a party that is known."""
        keys = [other.key for other in self.labels]
        times = Counter(keys)
        mine = times.pop(label.key)
        if self.home is None or mine < 3 or len(times) < 2 or mine <= max(times.values()) * 1.5:
            return None
        after_itself = sum(1 for a, b in pairwise(keys) if a == b == label.key)
        return replace(speaker, party=self.home) if mine >= len(keys) * 0.4 and after_itself <= 1 else None


def _agree(one: str | None, other: str | None) -> bool:
    """Whether two parties may be the same: one of them may be unknown."""
    return one == other or None in (one, other)
