"""The turn labels of a transcript -> who answers, and as whom.

Only the presider, a plain "A", an official or an official body answers. A label nobody vouches for is a question:
taking an answer for a question loses a quotation, the other way round puts words into a government's mouth.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.domain.statement import Speaker
from bot.ingest.cast import Cast
from bot.ingest.kind import of_words
from bot.ingest.labels import Turn, TurnLabel, asks, honorific
from bot.ingest.phrase import Sort, Who
from bot.names import Registry, cues

_HONORIFIC = re.compile(r"^(?:ms|mr|mrs|dr|prof|sir|dame|lord|lady|shri|smt|sri|hon|h\.e)\.?\s+", re.I)
_ABROAD = re.compile(r"(?i)\b(?:president|prime minister|premier|chancellor|king|queen|ambassador|foreign minister|minister|emir|secretary[- ]general|taoiseach)\b")
_PARENTHESIS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")


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
            if other.text != label.text and "(" in other.text and last in _PARENTHESIS.sub(" ", other.text).casefold().split():
                return self.speaker(other)
        return None

    @property
    def _asked(self) -> bool:
        return any(label.turn is Turn.ASK for label in self.labels)

    def _named(self, label: TurnLabel) -> Speaker | None:
        words = _PARENTHESIS.sub(" ", label.text).strip() or label.text.strip("()[]")
        shown = words.title() if words.isupper() else words
        if asks(words):
            return None
        told = self._told(label.text, shown) if not label.text.startswith("(") else None
        if told is not None:
            return told[0]
        bare = _HONORIFIC.sub("", shown)
        found = of_words(bare, self.registry)
        if found is None:
            return self._self(label, bare) if self._asked and honorific(words) else None
        if found.sort is Sort.OUTSIDER and (found.speaker.named or found.speaker.role is None):
            return None
        if found.sort in (Sort.BODY, Sort.PARTY):
            party = found.speaker.party or self.home
            return replace(found.speaker, party=party) if party else None
        if found.sort is Sort.OFFICE:
            return self._office(found)
        if found.sort is Sort.PERSON:
            return self._person(label, found, bare)
        return None

    def _told(self, text: str, shown: str) -> tuple[Speaker | None] | None:
        """What a parenthesis in the label tells: "(Bloomberg)" asks, "Ambassador Strandli (Norway)" is Norway's."""
        inside = re.search(r"[(\[]([^()\[\]]{2,40})[)\]]", text)
        if inside is None:
            return None
        of = [m for m in self.registry.find(inside[1]) if m.start == 0]
        if of and of[0].entity.kind in ("country", "organisation") and of[0].end < len(inside[1]) - 1:
            of = []
        if of and of[0].entity.kind == "media":
            return (None,)
        party = of[0].entity.party if of and of[0].entity.kind != "person" else None
        if party is None and any(word in cues.nouns().body for word in inside[1].casefold().split()):
            party = self.home
        if party is None:
            return None
        found = of_words(_HONORIFIC.sub("", shown), self.registry)
        known = self.cast.person(found.speaker.name) if found is not None and found.sort is Sort.PERSON else None
        speaker = known.speaker if known else found.speaker if found else Speaker(shown)
        return (replace(speaker, party=party),)

    def _office(self, found: Who) -> Speaker | None:
        party = found.speaker.party or self.home
        presider = self.presider
        described = f"{presider.role or found.key} {presider.name}".casefold() if presider is not None else ""
        if presider is not None and (presider.party == party or None in (presider.party, party)) and found.key in described:
            return presider
        holder = self.cast.holder(found.key, 1 << 60, party) or self.cast.holder(found.key, 1 << 60)
        if holder is not None and not found.definite:
            return holder.speaker
        return Speaker(found.speaker.name, role=found.speaker.name, party=party, named=party is not None)

    def _person(self, label: TurnLabel, found: Who, bare: str) -> Speaker | None:
        speaker = found.speaker
        if speaker.entity is not None and speaker.party is not None:
            return speaker
        known = self.cast.person(speaker.name)
        if known is not None and known.sort is Sort.PERSON and (known.speaker.party or self._own(known.speaker.name)):
            party = known.speaker.party or self.home
            return replace(known.speaker, party=party) if party else known.speaker
        if known is not None and known.sort is Sort.OUTSIDER:
            return None
        if speaker.party is not None:
            return speaker
        listed = self._listed(speaker.name)
        if listed is not None:
            return listed
        leader = self._leader(speaker)
        if leader is not None:
            return leader
        firm = speaker.role is not None and any(word in cues.nouns().office for word in re.findall(r"[\w-]+", speaker.role.casefold()))
        if firm and speaker.role is not None:
            own = not _ABROAD.search(speaker.role) or self._own(speaker.name)
            return replace(speaker, name=_cased(speaker.name), party=self.home if own else None)
        if self._asked and honorific(label.text):
            return self._self(label, bare)
        return self._presides(label, speaker)

    def _own(self, name: str) -> bool:
        """Whether the page's heading names the person as one of its own: "Press Briefing by … Jake Sullivan"."""
        last = name.split()[-1]
        return self.home is not None and re.search(rf"\b{re.escape(last)}\b", self.heading, re.I) is not None

    def _listed(self, name: str) -> Speaker | None:
        """A last name in the registry that, with this home, can be only one official."""
        last = name.split()[-1]
        rows = [entity for entity in self.registry.surnamed(last) if entity.party is not None and entity.party == self.home]
        if len(rows) == 1 and self._own(last):
            return Speaker(rows[0].name, None, rows[0].party, rows[0].id)
        if len(name.split()) == 1 and self._own(name) and self.home:
            return Speaker(_cased(name), party=self.home)
        return None

    def _leader(self, speaker: Speaker) -> Speaker | None:
        """"PRESIDENT BIDEN": the one person of the registry with this last name who held this office."""
        role = (speaker.role or "").casefold()
        rows = [entity for entity in self.registry.surnamed(speaker.name.split()[-1]) if entity.party and role and any(role in term.role.casefold() for term in entity.terms)]
        return Speaker(rows[0].name, speaker.role, rows[0].party, rows[0].id) if len(rows) == 1 else None

    def _self(self, label: TurnLabel, bare: str) -> Speaker:
        """A guest with a label of his own: himself, and for the page's party only if its heading lists him."""
        name = " ".join(_PARENTHESIS.sub(" ", label.text).split())
        shown = name.title() if name.isupper() else name
        return Speaker(shown, party=self.home if self._own(bare) else None)

    def _presides(self, label: TurnLabel, speaker: Speaker) -> Speaker | None:
        """The name that alternates with all others, on the page of a party that is known."""
        times = Counter(other.key for other in self.labels)
        mine, others = times[label.key], [count for key, count in times.items() if key != label.key]
        if self.home is None or mine < 3 or len(others) < 2 or mine <= max(others) * 1.5:  # noqa: PLR2004
            return None
        keys = [other.key for other in self.labels]
        after_itself = sum(1 for a, b in zip(keys, keys[1:], strict=False) if a == b == label.key)
        return replace(speaker, party=self.home) if mine >= len(keys) * 0.4 and after_itself <= 1 else None


def _cased(name: str) -> str:
    return name.title() if name.isupper() else name
