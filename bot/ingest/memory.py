"""What a page has said so far -> whom a pronoun, a last name or "the spokesperson" means here."""

from dataclasses import dataclass, field, replace

from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.cast import Cast
from bot.ingest.phrase import Sort, Who
from bot.names import cues

_LOOKAHEAD = 900
"""How far ahead, in characters (about two paragraphs), a page may name "a Chinese official"."""


@dataclass(frozen=True, slots=True)
class Said:
    """One speech act as resolved: who, how surely, and in which paragraph."""

    speaker: Speaker
    sort: Sort
    confidence: float
    paragraph: int
    at: int = 0


@dataclass(slots=True)
class Memory:
    """The speakers of a page in the order they spoke."""

    cast: Cast
    acts: list[Said] = field(default_factory=list)

    def note(self, said: Said) -> None:
        """Remember a speech act."""
        self.acts.append(said)

    @property
    def last(self) -> Said | None:
        """The newest speech act."""
        return self.acts[-1] if self.acts else None

    def resolve(self, found: Who, paragraph: int) -> Said | None:
        """The speaker a phrase means here; None for a pronoun or a bare office that nobody before it fits.

        Confidence: 1 when the phrase itself tells, less by how far it leans on the page.
        """
        said = self._resolve(found, paragraph)
        return replace(said, at=found.span.start) if said is not None else None

    def _resolve(self, found: Who, paragraph: int) -> Said | None:
        match found.sort:
            case Sort.PRONOUN:
                return self._pronoun(found, paragraph)
            case Sort.PERSON:
                return self._person(found, paragraph)
            case Sort.OFFICE:
                return self._office(found, paragraph)
            case Sort.BODY:
                return self._body(found, paragraph)
            case Sort.PARTY:
                return self._party(found, paragraph)
            case Sort.TEXT:
                return self._text(found, paragraph)
            case _:
                return Said(replace(found.speaker, party=None), Sort.OUTSIDER, 1.0, paragraph)

    def _pronoun(self, found: Who, paragraph: int) -> Said | None:
        wanted = (Sort.BODY, Sort.TEXT) if found.key == "it" else (Sort.PERSON, Sort.OFFICE, Sort.OUTSIDER)
        if found.key == "they":
            last = self.last
            return replace(last, confidence=0.8, paragraph=paragraph) if last and paragraph - last.paragraph <= 1 else None
        for act in reversed(self.acts):
            if paragraph - act.paragraph > 3:  # noqa: PLR2004  further back a pronoun means somebody else
                return None
            if act.sort in wanted:
                if wanted[0] is Sort.PERSON and self._somebody_else(act, found):
                    return None
                return replace(act, confidence=min(act.confidence, 0.9), paragraph=paragraph)
        return None

    def _somebody_else(self, act: Said, found: Who) -> bool:
        """Whether the page has introduced another person since the last one spoke: then "he" may be either."""
        for start, other in self.cast.order:
            if act.at < start < found.span.start and other.speaker.named:
                name, known = other.speaker.name.casefold(), act.speaker.name.casefold()
                if name not in known and known not in name and name.split()[-1] != known.split()[-1]:
                    return True
        return False

    def _person(self, found: Who, paragraph: int) -> Said:
        known = self.cast.person(found.speaker.name)
        speaker, sure = found.speaker, 1.0
        if known is not None and known.sort is Sort.OUTSIDER and speaker.role is None:
            return Said(replace(speaker, party=None, entity=None), Sort.OUTSIDER, 1.0, paragraph)
        if known is not None and speaker.entity is None:
            fuller = len(speaker.name.split()) <= len(known.speaker.name.split()) and not (speaker.party and not known.speaker.party)
            if fuller or speaker.party is None:
                speaker = replace(known.speaker, name=max(known.speaker.name, speaker.name, key=len))
            if known.sort is Sort.OUTSIDER and found.speaker.party is None:
                return Said(replace(speaker, party=None), Sort.OUTSIDER, 1.0, paragraph)
            found = known
        if speaker.party is None and speaker.role is not None and (body := _words(speaker.role)):
            act = self.last  # "the U.S. embassy denied … said embassy spokeswoman Ann Lee"
            if act is not None and act.paragraph == paragraph and act.sort is Sort.BODY and body & _words(act.speaker.name) and act.speaker.party:
                return Said(replace(speaker, party=act.speaker.party), Sort.PERSON, 0.85, paragraph)
        if speaker.party is None and found.nearby and speaker.role is not None:
            speaker, sure = replace(speaker, party=self.cast.home), 0.8
        return Said(speaker, Sort.PERSON, sure, paragraph)

    def _office(self, found: Who, paragraph: int) -> Said | None:
        if found.several:
            return Said(replace(found.speaker, party=None), Sort.OUTSIDER, 1.0, paragraph)
        party = found.speaker.party
        if found.definite or found.nearby:
            for act in reversed(self.acts):
                if act.sort in (Sort.PERSON, Sort.OFFICE) and _fits(act.speaker, found) and party in (None, act.speaker.party):
                    if self.cast.rival(found.key, act.at, found.span.start, act.speaker):
                        return None
                    return replace(act, confidence=min(act.confidence, 0.9), paragraph=paragraph)
            holder = self.cast.holder(found.key, found.span.start, party)
            if holder is not None:
                return replace(self._person(holder, paragraph), confidence=0.9)
        if found.definite and party is None and found.key in ("official", "diplomat", "spokesperson"):
            act = next((act for act in reversed(self.acts) if act.sort in (Sort.PERSON, Sort.OFFICE) and act.speaker.party), None)
            if act is not None and paragraph - act.paragraph <= 2:  # noqa: PLR2004
                return replace(act, confidence=0.85, paragraph=paragraph)
        if found.key in ("official", "diplomat", "officer", "source", "aide", "adviser", "advisor") and not found.definite:
            coming = self.cast.coming(found.key, found.span.end, _LOOKAHEAD, party)
            if coming is not None and party is not None:
                return Said(coming.speaker, Sort.PERSON, 0.85, paragraph)
            institution = len(found.speaker.name.split()) > 4 and " from " in f" {found.speaker.name} "  # noqa: PLR2004
            return Said(replace(found.speaker, party=party if institution else None), Sort.OFFICE, 0.8, paragraph)
        if party is None:
            home = self.cast.home if found.nearby and not found.definite else None
            return Said(replace(found.speaker, party=home), Sort.OFFICE, 0.75 if home else 1.0, paragraph)
        return Said(found.speaker, Sort.OFFICE, 0.95, paragraph)

    def _body(self, found: Who, paragraph: int) -> Said | None:
        if found.speaker.party is not None:
            return Said(found.speaker, Sort.BODY, 1.0, paragraph)
        words = _words(found.speaker.name)
        for act in reversed(self.acts):
            if act.sort in (Sort.BODY, Sort.OFFICE, Sort.PERSON) and words & _words(f"{act.speaker.name} {act.speaker.role or ''}") and act.speaker.party:
                return replace(act, confidence=min(act.confidence, 0.9), paragraph=paragraph)
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
        if act is None or paragraph - act.paragraph > 2 or not found.definite:  # noqa: PLR2004
            return None
        return replace(act, confidence=min(act.confidence, 0.85), paragraph=paragraph)


def _words(name: str) -> set[str]:
    held = cues.nouns().body
    found = {word.casefold() for word in name.replace("-", " ").split()}
    return {word for word in found if word in held}


def _fits(speaker: Speaker, found: Who) -> bool:
    """Whether a speaker holds the office a phrase names: "the Embassy spokesperson" fits a spokesperson of one."""
    described = f"{speaker.name} {speaker.role or ''}".casefold()
    if found.key not in described:
        return False
    lower = found.speaker.name.casefold()
    return all(word in described for word in lower.replace("-", " ").split() if word in cues.nouns().body)


