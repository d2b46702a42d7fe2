"""Who speaks or is spoken about: parties, institutions, people, media, and where a text names them."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a text names an entity; "Oslo said" and "a Norwegian analyst said" are not the same claim."""

    NAME = "name"
    DEMONYM = "demonym"
    PEOPLE = "people"
    CAPITAL = "capital"
    INSTITUTION = "institution"
    PERSON = "person"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Term:
    """A post held; ``since`` and ``until`` are ``"YYYY"`` or ``"YYYY-MM"``, None where unknown or still held."""

    role: str
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """One party, institution, person or medium of the registry.

    ``id``: parties are ISO 3166-1 alpha-2 (``"NO"``) or an organisation's short name (``"EU"``, ``"NATO"``, ``"AUN"``
    for the African Union); all others dotted lower case (``"cn.mfa"``, ``"media.reuters"``).
    ``kind``: country, organisation, institution, person, media or other. ``party``: the id of the party it speaks
    for, itself for a party, None for media and for names that belong to nobody. ``role``: a person's last known post.
    """

    id: str
    kind: str
    name: str
    party: str | None
    parent: str | None
    role: str | None
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """``text[start:end]`` names ``entity``."""

    start: int
    end: int
    entity: Entity
    form: Form
