"""A page's title, facts and signature -> the party, body or person whose own words they announce."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.domain.party import Entity
from bot.domain.source import Facts, Span
from bot.domain.statement import Speaker
from bot.ingest.layout import Paragraph
from bot.ingest.letterhead import of_words
from bot.ingest.phrase import Sort, Who
from bot.ingest.words import spaced, uncapped
from bot.names import Registry

_OWN = r"""
    (?:joint\s+)?(?:press\s+|media\s+|written\s+|opening\s+|closing\s+|full\s+|national\s+)?
    (?:statements?|remarks|comments?|response|reply|declaration|communiqu[eé]|address|speech|message|letter|readout
      |intervention|keynote|position\s+paper|démarche|talking\s+points|op-?ed|explanation\s+of\s+(?:vote|position)
      |reaction|press\s+release|condolences|clarification|answers?|interview|press\s+conference|briefing|lecture|toast
      |proclamation|note)"""
"""What officials and bodies call their own words."""
_BY = re.compile(
    rf"""(?xi)\b{_OWN}\b(?:\s+(?:delivered|given|made|issued|released|published))?(?:\s+to\s+the\s+(?:press|media))?
      \s*(?:\b(?:by|of|from)|[-\u2013\u2014:])\s+(?P<np>.+?)
      (?=,?\s+(?:on|at|regarding|concerning|following|in\s+response|to|about|during|after|before|in\s+the|with|as
          |for\s+the|[-\u2013\u2014])\s
        |[,;(]|\s[-\u2013\u2014|]|$)"""
)
"""Statement by X on …"""
_OF = re.compile(
    rf"""(?xi)^(?P<np>.{{2,160}}?)(?:'s?)?\s+(?:(?:made|makes|gives|gave|issues|issued|delivers|delivered|holds|held)\s+)?
      (?:(?:regular|daily|weekly)\s+)?{_OWN}\b"""
)
"""X's remarks; X holds daily briefing."""
_ON = re.compile(
    r"""(?xi)^(?P<np>.{2,160}?)(?:'s)?\s+(?:on|responds?\s+to|responded\s+to|answers?|answered|speaks?\s+(?:on|at|to)
      |addresses|comments?\s+on|meets?\s+the\s+press)\b"""
)
"""X on …; X responds to …"""
_CODE = re.compile(r"^(?P<code>[A-Z]{3}):\s")
_BEHALF = re.compile(r"(?i)\bon\s+behalf\s+of\s+(?P<np>[^,.;(]{2,80})")
_TITLED = re.compile(
    rf"""(?xi)\b{_OWN}\b | spokes(?:person|man|woman)(?:'s)?\s+(?:on|remarks|statement|comment)
      | \b(?:on[ ]behalf[ ]of|call[ ]with|meeting[ ]with)\b"""
)
_READOUT = re.compile(r"(?i)\breadout\b")
_PIECE = re.compile(r"\s*(?:--|[\u2013\u2014|]|\s-\s|:)\s*")
_GIVING = re.compile(r"(?i)\s+(?:made|makes|gives|gave|issues?|issued|answers?|responds?|holds?|delivers?)$")
_EXCELLENCY = re.compile(r"(?i)^(?:his|her)\s+excellency\s+|^h\.\s?e\.\s*|\b(?:mr|ms|mrs|dr|hon)\.?\s+(?=[A-Z])")
_THEME = re.compile(r"\b(?:on|regarding|concerning|following|at|about|in)\b")
_AND = re.compile(r"\band\b")
_JOINED = re.compile(r",|\band\b|&|\+")
_ROLE = re.compile(r",\s*(?P<np>[^,;]{4,120})")
_SIGNED = re.compile(r"^(?P<name>[^\W\d_][\w'. -]{4,60}) is (?:the |a |an )?(?P<np>[^.]{5,120})\.")
_BYLINE = re.compile(r"(?i)^by\s+(?P<np>.{5,160})$")
_HEAD, _FOOT = 12, 8
"""How many paragraphs from the top and from the bottom a signature may stand."""


def announces(title: str) -> bool:
    """Whether a title announces a statement, whoever makes it."""
    return _TITLED.search(title) is not None


def announces_by(title: str) -> bool:
    """Whether it does so in the form "Statement by …"."""
    return _BY.search(title) is not None


def states_issuer(title: str, facts: Facts) -> bool:
    """Whether an issuer is stated by a field or by the code of a country before the title ("NOR: Statement")."""
    return facts.issuer is not None or _CODE.match(title) is not None


def issuer_of(title: str, facts: Facts, registry: Registry) -> Who | None:
    """Whose statement a title announces, or the facts name."""
    if facts.issuer is not None:
        entity = registry.iso3(facts.issuer.value) or registry.party(facts.issuer.value)
        if entity is not None:
            return _party(entity, Span(0, 0))
        found = of_words(facts.issuer.value, registry)
        if found is not None and found.speaker.party is not None:
            return found
    code = _CODE.match(title)
    entity = registry.iso3(code["code"]) if code is not None else None
    return _party(entity, Span(0, 3)) if entity is not None else titled_issuer(title, registry)


def _party(entity: Entity, span: Span) -> Who:
    return Who(Speaker(entity.name, party=entity.party, entity=entity.id), span, Sort.PARTY)


@lru_cache(maxsize=512)  # asked three times of every page's title
def titled_issuer(title: str, registry: Registry) -> Who | None:
    """Whose statement a title announces; without a party if the title names an office or a person only."""
    shown = uncapped(title)
    behalf = _BEHALF.search(shown)
    whose = of_words(behalf["np"], registry) if behalf is not None else None
    if whose is not None and whose.speaker.party:
        return whose
    if _READOUT.search(shown):
        return None  # the house's own account, named by its letterhead
    best: Who | None = None
    pieces = [part for part in _PIECE.split(shown) if part.strip()]
    for piece in [*reversed(pieces), shown]:
        for pattern in (_BY, _OF, _ON):
            match = pattern.search(piece)
            found, sure = _announced(match, registry) if match is not None else (None, False)
            if found is not None and sure:
                return found
            if found is not None and (found.sort is not Sort.PERSON or found.speaker.role is not None):
                best = best or found
    return best


def _announced(match: re.Match[str], registry: Registry) -> tuple[Who | None, bool]:
    """Whom a title's pattern names, and whether that settles it: a party is named, or several are."""
    phrase = _GIVING.sub("", match["np"])
    found = of_words(_EXCELLENCY.sub("", phrase), registry)
    if found is None or found.sort in (Sort.OUTSIDER, Sort.PRONOUN, Sort.TEXT):
        return None, False
    if match.re is _ON and found.sort in (Sort.PARTY, Sort.BODY):
        return None, False  # "China on the rise" is a newspaper's heading
    rest = match.string[match.end("np") :]
    tail = _THEME.split(rest)[0]
    listed = tail.startswith(",") and _AND.search(tail) is not None and _several(phrase + tail, registry)
    if listed or _several(phrase, registry):
        name = (phrase + tail).strip() if listed else phrase
        return replace(found, speaker=Speaker(name, named=False), several=True), True
    if found.speaker.party is not None:
        return found, True
    role = _role_behind(rest, registry)
    if role is None:
        return found, False
    speaker = Speaker(found.speaker.name, role.speaker.name, role.speaker.party)
    return Who(speaker, Span(0, 0), Sort.PERSON), True


def _role_behind(rest: str, registry: Registry) -> Who | None:
    """The office behind a name: "…, Prime Minister of the Republic of Fiji, at"."""
    role = _ROLE.match(rest)
    found = of_words(role["np"], registry) if role is not None else None
    return found if found is not None and found.sort is Sort.OFFICE and found.speaker.party else None


def _several(phrase: str, registry: Registry) -> bool:
    """Whether a phrase joins several parties: "Norway, Sweden and Denmark". "Norway's ambassador to China" does not."""
    parties = {m.entity.party for m in registry.find(phrase) if m.entity.party}
    return len(parties) > 1 and _JOINED.search(phrase) is not None


def author_of(pars: Sequence[Paragraph], registry: Registry) -> Who | None:
    """An official who signs the page: "By Ingrid Hansen, Ambassador of Norway to Chile"."""
    for par in [*pars[:_HEAD], *pars[_HEAD:][-_FOOT:]]:
        text = spaced(par.text)
        found = _signed(text, registry) or _byline(text, registry)
        if found is not None:
            return found
    return None


def _signed(text: str, registry: Registry) -> Who | None:
    """A line about the author: "Ingrid Hansen is the ambassador of Norway to Chile."."""
    signed = _SIGNED.match(text)
    role = of_words(signed["np"], registry) if signed is not None else None
    if signed is None or role is None or role.sort is not Sort.OFFICE or not role.speaker.party:
        return None
    return Who(Speaker(signed["name"], signed["np"], role.speaker.party), Span(0, 0), Sort.PERSON)


def _byline(text: str, registry: Registry) -> Who | None:
    line = _BYLINE.match(text)
    if line is None:
        return None
    name, _, office = line["np"].partition(",")
    found = of_words(office or name, registry)
    if found is None or not found.speaker.party or found.sort not in (Sort.OFFICE, Sort.PERSON):
        return None
    named = found.speaker
    words = name.strip() if office else named.name
    return Who(Speaker(words, office.strip() or named.role, named.party, named.entity), Span(0, 0), Sort.PERSON)
