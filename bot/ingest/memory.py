"""What a page has said so far -> whom a pronoun, a last name or "the spokesperson" means here."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.domain.statement import Speaker
from bot.ingest.cast import Cast
from bot.ingest.phrase import Sort, Who
from bot.names import cues

_LOOKAHEAD = 900
"""How far ahead, in characters (about two paragraphs), a page may name "a Chinese official"."""
_PRONOUN_REACH = 3
"""Paragraphs; further back a pronoun means somebody else."""
_NOUN_REACH = 2
"""Paragraphs; the same for "the official" and "the statement"."""
_PEOPLE = (Sort.PERSON, Sort.OFFICE, Sort.OUTSIDER)
_NO_PEOPLE = (Sort.BODY, Sort.TEXT)
_EMBODIED = (Sort.BODY, Sort.OFFICE, Sort.PERSON)
_OFFICIALS = ("official", "diplomat", "spokesperson")
_SOURCES = ("official", "diplomat", "officer", "source", "aide", "adviser", "advisor")


@dataclass(frozen=True, slots=True)
class Said:
    """One speech act as resolved: who, how surely, and in which paragraph.

    ``shared`` tells that somebody else spoke in it too, so that "he" behind it may be either.
    """

    speaker: Speaker
    sort: Sort
    confidence: float
    paragraph: int
    at: int = 0
    shared: bool = False


@dataclass(slots=True)
class Memory:
    """The speakers of a page in the order they spoke."""

    cast: Cast
    acts: list[Said] = field(default_factory=list)
    _of_bodies: dict[str, int] = field(default_factory=dict)
    """The newest speech act for a party of somebody of each body, by the body's noun."""

    def note(self, said: Said) -> None:
        """Remember a speech act."""
        if said.speaker.party and said.sort in _EMBODIED:
            words = _bodies(f"{said.speaker.name} {said.speaker.role or ''}")
            self._of_bodies.update(dict.fromkeys(words, len(self.acts)))
        self.acts.append(said)

    def doubt(self) -> None:
        """Somebody else spoke in the newest speech act too."""
        self.acts[-1] = replace(self.acts[-1], shared=True)

    @property
    def last(self) -> Said | None:
        """The newest speech act."""
        return self.acts[-1] if self.acts else None

    def resolve(self, found: Who, paragraph: int) -> Said | None:
        """The speaker a phrase means here; None for a pronoun or a bare office that nobody before it fits.

        Confidence: 1 when the phrase itself tells, less by how far it leans on the page.
        """
        rules = {
            Sort.PRONOUN: self._pronoun,
            Sort.PERSON: self._person,
            Sort.OFFICE: self._office,
            Sort.BODY: self._body,
            Sort.PARTY: self._party,
            Sort.TEXT: self._text,
            Sort.OUTSIDER: _outsider,
        }
        said = rules[found.sort](found, paragraph)
        return replace(said, at=found.span.start) if said is not None else None

    def _newest(self, *sorts: Sort) -> Iterator[Said]:
        """The speech acts of speakers of these sorts, the newest first."""
        return (act for act in reversed(self.acts) if act.sort in sorts)

    def _pronoun(self, found: Who, paragraph: int) -> Said | None:
        if found.key == "they":
            last = self.last
            # behind one person it may be him and another, as in "They agreed"
            if last is None or paragraph - last.paragraph > 1 or last.shared or last.sort is Sort.PERSON:
                return None
            return replace(last, confidence=0.8, paragraph=paragraph)
        person = found.key != "it"
        act = next(self._newest(*(_PEOPLE if person else _NO_PEOPLE)), None)
        if act is None or paragraph - act.paragraph > _PRONOUN_REACH or (person and self._somebody_else(act, found)):
            return None
        if act.shared and person:
            return None
        return _leaning(act, 0.9, paragraph)

    def _somebody_else(self, act: Said, found: Who) -> bool:
        """Whether the page has introduced another person since the last one spoke: then "he" may be either."""
        known = act.speaker.name.casefold()
        for other in self.cast.introduced(act.at, found.span.start):
            if other.speaker.named:
                name = other.speaker.name.casefold()
                if name not in known and known not in name and name.split()[-1] != known.split()[-1]:
                    return True
        return False

    def _person(self, found: Who, paragraph: int) -> Said:
        known = self.cast.person(found.speaker.name)
        speaker, nearby = found.speaker, found.nearby
        if known is not None and known.sort is Sort.OUTSIDER and speaker.role is None:
            return Said(replace(speaker, party=None, entity=None), Sort.OUTSIDER, 1.0, paragraph)
        if known is not None and speaker.entity is None:
            speaker, nearby = _fuller(speaker, known.speaker), known.nearby
            if known.sort is Sort.OUTSIDER and found.speaker.party is None:
                return Said(replace(speaker, party=None), Sort.OUTSIDER, 1.0, paragraph)
        if speaker.party is not None or speaker.role is None:
            return Said(speaker, Sort.PERSON, 1.0, paragraph)
        party = self._party_of_body(speaker.role, paragraph)
        if party is not None:
            return Said(replace(speaker, party=party), Sort.PERSON, 0.85, paragraph)
        if nearby:
            return Said(replace(speaker, party=self.cast.home), Sort.PERSON, 0.8, paragraph)
        return Said(speaker, Sort.PERSON, 1.0, paragraph)

    def _party_of_body(self, role: str, paragraph: int) -> str | None:
        """The party of the body that just spoke: "the U.S. embassy denied … said embassy spokeswoman Ann Lee"."""
        act = self.last
        if act is None or act.paragraph != paragraph or act.sort is not Sort.BODY:
            return None
        return act.speaker.party if _bodies(role) & _bodies(act.speaker.name) else None

    def _office(self, found: Who, paragraph: int) -> Said | None:
        if found.several:
            return _outsider(found, paragraph)
        if found.definite or found.nearby:
            act = self._same_office(found)
            if act is not None and self.cast.rival(found.key, act.at, found.span.start, act.speaker):
                return None
            said = _leaning(act, 0.9, paragraph) if act is not None else self._holder(found, paragraph)
            if said is not None:
                return said
        return self._official(found, paragraph) or self._unheld(found, paragraph)

    def _unheld(self, found: Who, paragraph: int) -> Said:
        """An office whose holder the page does not tell."""
        if found.key in _SOURCES and not found.definite:
            return self._source(found, paragraph)
        if found.speaker.party is not None:
            return Said(found.speaker, Sort.OFFICE, 0.95, paragraph)
        home = self.cast.home if found.nearby and not found.definite else None
        return Said(replace(found.speaker, party=home), Sort.OFFICE, 0.75 if home else 1.0, paragraph)

    def _same_office(self, found: Who) -> Said | None:
        """The newest speech act of somebody who holds the office a phrase speaks of."""
        party = found.speaker.party
        held = (act for act in self._newest(Sort.PERSON, Sort.OFFICE) if _fits(act.speaker, found))
        return next((act for act in held if party in (None, act.speaker.party)), None)

    def _holder(self, found: Who, paragraph: int) -> Said | None:
        """Whom the page has introduced with the office a phrase speaks of."""
        holder = self.cast.holder(found.key, found.span.start, found.speaker.party)
        return replace(self._person(holder, paragraph), confidence=0.9) if holder is not None else None

    def _official(self, found: Who, paragraph: int) -> Said | None:
        """Whom "the official" means: whoever spoke last for a party, if that was just before."""
        if not found.definite or found.speaker.party is not None or found.key not in _OFFICIALS:
            return None
        act = next((act for act in self._newest(Sort.PERSON, Sort.OFFICE) if act.speaker.party), None)
        if act is None or paragraph - act.paragraph > _NOUN_REACH:
            return None
        return replace(act, confidence=0.85, paragraph=paragraph)

    def _source(self, found: Who, paragraph: int) -> Said:
        """Whom "an official" means: the one named soon after, else nobody's unless of a named institution."""
        party = found.speaker.party
        coming = self.cast.coming(found.key, found.span.end, _LOOKAHEAD, party)
        if coming is not None and party is not None:
            return Said(coming.speaker, Sort.PERSON, 0.85, paragraph)
        words = found.speaker.name.split()
        institution = len(words) > 4 and "from" in words
        return Said(replace(found.speaker, party=party if institution else None), Sort.OFFICE, 0.8, paragraph)

    def _body(self, found: Who, paragraph: int) -> Said | None:
        if found.speaker.party is not None:
            return Said(found.speaker, Sort.BODY, 1.0, paragraph)
        newest = max((self._of_bodies.get(word, -1) for word in _bodies(found.speaker.name)), default=-1)
        if newest >= 0:
            return _leaning(self.acts[newest], 0.9, paragraph)
        home = self.cast.home
        return Said(replace(found.speaker, party=home), Sort.BODY, 0.75 if home else 1.0, paragraph)

    def _party(self, found: Who, paragraph: int) -> Said | None:
        if found.speaker.party is not None:
            return Said(found.speaker, Sort.PARTY, 0.85, paragraph)
        act = next((act for act in reversed(self.acts) if act.speaker.party), None)
        return replace(act, confidence=0.75, paragraph=paragraph) if act is not None else None

    def _text(self, found: Who, paragraph: int) -> Said | None:
        if found.speaker.party is not None:
            return Said(found.speaker, Sort.BODY, 0.9, paragraph)
        act = self.last
        if act is None or paragraph - act.paragraph > _NOUN_REACH or not found.definite:
            return None
        return _leaning(act, 0.85, paragraph)


def _leaning(act: Said, most: float, paragraph: int) -> Said:
    """An earlier speech act's speaker speaking again, no surer than ``most``."""
    return replace(act, confidence=min(act.confidence, most), paragraph=paragraph, shared=False)


def _outsider(found: Who, paragraph: int) -> Said:
    return Said(replace(found.speaker, party=None), Sort.OUTSIDER, 1.0, paragraph)


def _fuller(speaker: Speaker, known: Speaker) -> Speaker:
    """The person as the page introduced him, under the longer of both names, unless this phrase tells more."""
    longer = len(speaker.name.split()) > len(known.name.split())
    if speaker.party is not None and (longer or known.party is None):
        return speaker
    return replace(known, name=max(known.name, speaker.name, key=len))


def _bodies(name: str) -> set[str]:
    """The words for bodies in a name or a role: embassy, ministry."""
    held = cues.nouns().body
    return {word for word in name.casefold().replace("-", " ").split() if word in held}


def _fits(speaker: Speaker, found: Who) -> bool:
    """Whether a speaker holds the office a phrase names: "the Embassy spokesperson" fits a spokesperson of one."""
    described = f"{speaker.name} {speaker.role or ''}".casefold()
    return found.key in described and all(word in described for word in _bodies(found.speaker.name))
