"""A page's layout, title and facts -> what sort of document it is, why, and whose own text it is, if anybody's."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.party import Form, Mention
from bot.domain.source import Basis, Facts, Kind, Span
from bot.domain.statement import Speaker
from bot.ingest.layout import Layout, Paragraph
from bot.ingest.phrase import Sort, Who, who
from bot.names import Registry, cues

_OWN = r"(?:joint\s+)?(?:press\s+|media\s+|written\s+|opening\s+|closing\s+|full\s+|national\s+)?(?:statements?|remarks|comments?|response|reply|declaration|communiqu[eé]|address|speech|message|letter|readout|intervention|keynote|position\s+paper|démarche|talking\s+points|op-?ed|explanation\s+of\s+(?:vote|position)|reaction|press\s+release|condolences|clarification|answers?|interview|press\s+conference|briefing|lecture|toast|proclamation|note)"
_BY = re.compile(rf"(?i)\b{_OWN}\b(?:\s+(?:delivered|given|made|issued|released|published))?(?:\s+to\s+the\s+(?:press|media))?\s*(?:\b(?:by|of|from)|[-\u2013\u2014:])\s+(?P<np>.+?)(?=,?\s+(?:on|at|regarding|concerning|following|in\s+response|to|about|during|after|before|in\s+the|with|as|for\s+the|[-\u2013\u2014])\s|[,;(]|\s[-\u2013\u2014|]|$)")
_OF = re.compile(rf"(?i)^(?P<np>.{{2,160}}?)(?:'s?)?\s+(?:(?:made|makes|gives|gave|issues|issued|delivers|delivered|holds|held)\s+)?(?:(?:regular|daily|weekly)\s+)?{_OWN}\b")
_ON = re.compile(r"(?i)^(?P<np>.{2,160}?)(?:'s)?\s+(?:on|responds?\s+to|responded\s+to|answers?|answered|speaks?\s+(?:on|at|to)|addresses|comments?\s+on|meets?\s+the\s+press)\b")
_CODE = re.compile(r"^(?P<code>[A-Z]{3}):\s")
_BEHALF = re.compile(r"(?i)\bon\s+behalf\s+of\s+(?P<np>[^,.;(]{2,80})")
_TITLED = re.compile(rf"(?i)\b{_OWN}\b|spokes(?:person|man|woman)(?:'s)?\s+(?:on|remarks|statement|comment)|\b(?:on behalf of|call with|meeting with)\b")
_JOINT = re.compile(r"(?i)\bjoint\s+(?:press\s+)?(?:statement|declaration|communiqu)")
_FIRST_PERSON = re.compile(r"(?<![\w])(?:[Ww]e|[Oo]ur|[Uu]s|I|[Mm]y)(?![\w.])")
_REPORTING = re.compile(r"\b(?:said|told|added|reported|according to|quoted)\b")
_DATELINE = re.compile(r"^(?P<place>[A-Z\u00c0-\u00de][\w\u00c0-\u00ff'./ -]{1,40}?)(?:,\s*[A-Z][\w .]{1,30}?)?(?:,?\s*(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?(?:\s+\d{1,2})?(?:,?\s*\d{4})?)?\.?\s*(?:[(/\[](?P<agency>[A-Za-z][\w\s./-]{1,40})[)/\]]\.?)?\s*(?:[-\u2013\u2014]{1,2}\s*|(?<=[A-Z]{3}):\s+|(?<=[)\]])\s*(?=\S)|(?<=[)\]]\.)\s*)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What sort of page it is. ``issuer`` is whose own text it is; ``spoken`` tells a speech,
    in which quotations are the speaker's rendering, from a press release, in which they are reported."""

    kind: Kind
    why: tuple[str, ...]
    issuer: Who | None = None
    spoken: bool = False


Mentions = Callable[[Span], Sequence[Mention]]


def of_words(words: str, registry: Registry) -> Who | None:
    """Whom words that stand in no source name ("Embassy of China in Norway", "MS. PSAKI")."""
    if words.isupper() and not any(m.end - m.start == len(words) for m in registry.find(words)):
        words = words.title()  # but NATO stays NATO
    return who(words, Span(0, len(words)), registry.find(words))


def publisher_party(facts: Facts, registry: Registry) -> str | None:
    """The party whose own site or letterhead the page stands on; None for media and the unknown."""
    for fact in (facts.publisher, facts.url):
        if fact is None:
            continue
        host = re.sub(r"^\w+://(?:www\.)?|[/:?#].*$", "", fact.value.strip()).casefold()
        known = registry.publisher(host) if "." in host and " " not in host else None
        if known is not None:
            return known.party
        if fact is facts.publisher:
            found = of_words(fact.value, registry)
            if found is not None and found.sort in (Sort.BODY, Sort.PARTY, Sort.OFFICE):
                return found.speaker.party
            named = [m for m in registry.find(fact.value) if m.entity.kind == "media" or m.entity.party]
            parties = {m.entity.party for m in named}
            if len(parties) == 1 and named[0].form is Form.INSTITUTION:
                return named[0].entity.party
    return None


def issuer_of(title: str, facts: Facts, registry: Registry) -> Who | None:
    """Whose statement a title announces, or the facts name."""
    if facts.issuer is not None:
        entity = registry.iso3(facts.issuer.value) or registry.party(facts.issuer.value)
        if entity is not None:
            return Who(Speaker(entity.name, party=entity.party, entity=entity.id), Span(0, 0), Sort.PARTY)
        found = of_words(facts.issuer.value, registry)
        if found is not None and found.speaker.party is not None:
            return found
    code = _CODE.match(title)
    if code is not None and (entity := registry.iso3(code["code"])) is not None:
        return Who(Speaker(entity.name, party=entity.party, entity=entity.id), Span(0, 3), Sort.PARTY)
    return _titled_issuer(title, registry)


def _titled_issuer(title: str, registry: Registry) -> Who | None:
    shown = title.title() if title.isupper() else title
    behalf = _BEHALF.search(shown)
    if behalf is not None and (found := of_words(behalf["np"], registry)) is not None and found.speaker.party:
        return found
    best: Who | None = None
    pieces = [part for part in re.split(r"\s*(?:--|[\u2013\u2014|]|\s-\s|:)\s*", shown) if part.strip()]
    if _READOUT.search(shown):
        return None  # the house's own account, named by its letterhead
    for piece in [*reversed(pieces), shown]:
        for pattern in (_BY, _OF, _ON):
            match = pattern.search(piece)
            if match is None:
                continue
            phrase = re.sub(r"(?i)\s+(?:made|makes|gives|gave|issues?|issued|answers?|responds?|holds?|delivers?)$", "", match["np"])
            found = of_words(_EXCELLENCY.sub("", phrase), registry)
            if found is None or found.sort in (Sort.OUTSIDER, Sort.PRONOUN, Sort.TEXT):
                continue
            if pattern is _ON and found.sort in (Sort.PARTY, Sort.BODY):
                continue  # "China on the rise" is a newspaper's heading
            tail = re.split(r"\b(?:on|regarding|concerning|following|at|about|in)\b", piece[match.end("np") :])[0]
            if tail.startswith(",") and re.search(r"\band\b", tail) and _several(phrase + tail, registry):
                return replace(found, speaker=Speaker((phrase + tail).strip(), named=False), several=True)
            if _several(phrase, registry):
                return replace(found, speaker=Speaker(phrase, named=False), several=True)
            if found.speaker.party is None and (role := _role_behind(piece[match.end("np") :], registry)) is not None:
                return Who(Speaker(found.speaker.name, role.speaker.name, role.speaker.party), Span(0, 0), Sort.PERSON)
            if found.speaker.party is not None:
                return found
            if found.sort is not Sort.PERSON or found.speaker.role is not None:
                best = best or found
    return best


def _role_behind(rest: str, registry: Registry) -> Who | None:
    """"…, Prime Minister of the Republic of Fiji, at": the office behind a name."""
    role = re.match(r",\s*(?P<np>[^,;]{4,120})", rest)
    found = of_words(role["np"], registry) if role is not None else None
    return found if found is not None and found.sort is Sort.OFFICE and found.speaker.party else None


_EXCELLENCY = re.compile(r"(?i)^(?:his|her)\s+excellency\s+|^h\.\s?e\.\s*|\b(?:mr|ms|mrs|dr|hon)\.?\s+(?=[A-Z])")


_READOUT = re.compile(r"(?i)\breadout\b")


def _several(phrase: str, registry: Registry) -> bool:
    """Whether a phrase joins several parties: "Norway, Sweden and Denmark". "Norway's ambassador to China" does not."""
    parties = {m.entity.party for m in registry.find(phrase) if m.entity.party}
    return len(parties) > 1 and re.search(r",|\band\b|&|\+", phrase) is not None


def reading(seen: Layout, title: str, facts: Facts, registry: Registry) -> Reading:
    """The kind of page, with reasons."""
    body = [par for par in seen.paragraphs if par.role is None and par.mark is None]
    heading = _headline(seen, title)
    if seen.transcript:
        return Reading(Kind.TRANSCRIPT, (f"{len(seen.labels)} turns with labels",), issuer=issuer_of(heading, facts, registry))
    prose = [par for par in body if par.sentence_like or len(par.text) > 140]  # noqa: PLR2004
    heads = [par for par in body if not par.sentence_like]
    if not body and len(seen.paragraphs) >= 5:  # noqa: PLR2004
        return Reading(Kind.LISTING, ("nothing but dated lines and links",))
    if len(heads) >= 4 or len(body) >= 5:  # noqa: PLR2004
        listing = _listing(body, heads, prose)
        if listing is not None:
            return listing
    issuer, why = _own_text(heading, prose, facts, seen, registry)
    if issuer is not None:
        return Reading(Kind.STATEMENT, why, issuer=issuer, spoken=_spoken(prose))
    quotes = sum(par.text.count('"') + par.text.count("\u201c") for par in prose)
    cued = sum(1 for par in prose if _REPORTING.search(par.text))
    kind = Kind.SUMMARY if quotes <= 4 and len(prose) <= 12 and not cued and not _dateline_agency(prose) else Kind.REPORT  # noqa: PLR2004
    return Reading(kind, (f"{quotes} quotation marks and {cued} reporting paragraphs of {len(prose)}",))


def _listing(body: Sequence[Paragraph], heads: Sequence[Paragraph], prose: Sequence[Paragraph]) -> Reading | None:
    """A page of headlines: dated ones, or hardly anything but lines that are no sentences."""
    words = sum(_length(par.text) for par in prose)
    dated = sum(1 for par in body if _DATED_LINE.search(par.text))
    if dated >= 5 and words < 15 * dated:  # noqa: PLR2004
        return Reading(Kind.LISTING, (f"{dated} dated headlines",))
    longest = max((_length(par.text) for par in prose), default=0)
    bare = not prose and len(heads) >= 4 or len(heads) >= 8 and words < 12 * len(heads) and longest < 25  # noqa: PLR2004
    return Reading(Kind.LISTING, (f"{len(heads)} headlines and {len(prose)} paragraphs",)) if bare else None


_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]{0,4000}[\"\u201d]|\u201e[^\u201c\u201d]{0,4000}[\u201c\u201d]|\u00ab[^\u00bb]{0,4000}\u00bb|\u00bb[^\u00ab]{0,4000}\u00ab|[\u201c\u2018][^\u201d\n]{0,4000}$", re.M)
_DATED_LINE = re.compile(r"^[^\n]{8,200}[(\[\s|]\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[)\]]?$|^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s[^\n]{8,200}[^.]$|^[^\n]{8,200}[(|\s]\d{1,2}[./-]\d{1,2}[./-]\d{4}\)?$")


_HAN = re.compile("[\u3040-\u9fff]")


def _length(text: str) -> int:
    """How many words a text has; two Han characters count as one."""
    return len(text.split()) + (0 if text.isascii() else len(_HAN.findall(text)) // 2)


def _headline(seen: Layout, title: str) -> str:
    """The title with the heading lines around it: titles of speeches run over several lines."""
    lines = [(" ".join(par.text.split()), par.heading_like and par.role is None and par.mark is None and par.label is None) for par in seen.paragraphs[:30]]
    at = next((n for n, (text, _) in enumerate(lines) if text.casefold() == title.casefold()), None)
    if at is None:
        return title
    first = last = at
    while first > 0 and lines[first - 1][1]:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1][1]:
        last += 1
    joined = " ".join(text for text, _ in lines[first : last + 1][:6])
    return joined if _TITLED.search(joined) and not _TITLED.search(title) else title


def home_letterhead(seen: Layout, registry: Registry) -> Who | None:
    """The body whose paper the page is: named alone in a line near the top, or in the copyright line."""
    for number, par in enumerate(seen.paragraphs):
        near = number < 12 or number >= len(seen.paragraphs) - 4  # noqa: PLR2004
        if not near or par.label is not None:
            continue
        if letterhead(par.text, registry) is not None:
            words = par.text.title() if par.text.isupper() else par.text
            mention = next((m for m in registry.find(words) if m.entity.party), None)
            if mention is None:
                return Who(Speaker(par.text, party=letterhead(par.text, registry)), Span(0, 0), Sort.BODY)
            name = " ".join(words[mention.start : mention.end].split())
            return Who(Speaker(name, party=mention.entity.party, entity=mention.entity.id), Span(0, 0), Sort.BODY)
    return None


def _own_text(title: str, prose: Sequence[Paragraph], facts: Facts, seen: Layout, registry: Registry) -> tuple[Who | None, tuple[str, ...]]:
    """The issuer of a page that is its own text, with reasons; None for a report about somebody's words."""
    named = issuer_of(title, facts, registry) if facts.issuer is not None or _CODE.match(title) else None
    if named is not None and (_TITLED.search(title) or (facts.issuer and facts.issuer.basis is Basis.MANIFEST)):
        return named, ("an issuer is stated",)
    words = sum(len(par.text.split()) for par in prose) or 1
    unquoted = _unquoted(prose)
    first = len(_FIRST_PERSON.findall(unquoted))
    told = len(_REPORTING.findall(unquoted))
    reported = told * 60 > words and told * 2 > first
    personal = first * 400 >= words and first >= 2  # noqa: PLR2004  one first person in 400 words
    if named is not None and personal and not reported:
        return named, ("an issuer is stated", "first person outside quotations")
    author = _author(seen, registry)
    if author is not None and personal:
        return author, ("signed by an official", "first person outside quotations")
    if _dateline_agency(prose) or _is_media(facts, registry):
        return None, ()
    issuer = _titled_issuer(title, registry)
    letter = home_letterhead(seen, registry)
    publisher = publisher_party(facts, registry)
    official = publisher or (letter.speaker.party if letter else None)
    titled = issuer is not None and (issuer.speaker.party is not None or issuer.several or official is not None)
    spoken = bool(_TITLED.search(title)) or any(_RELEASE.match(par.text) for par in seen.paragraphs[:14] if par.role is not None)
    why = [text for holds, text in ((titled, "the title names a statement and its issuer"), (spoken, "the title announces a statement"), (official is not None, "an official publisher"), (personal, "first person outside quotations")) if holds]  # fmt: skip
    strong = titled and (personal or official is not None or bool(_BY.search(title)) and not reported)
    own = strong or official is not None and not reported and (spoken or personal)
    if not own or (reported and not personal and official is None):
        if issuer is not None and issuer.sort is Sort.OFFICE and personal:
            return issuer, tuple(why)
        alone = personal and first >= 4 and not reported  # noqa: PLR2004  somebody's own words, but whose?
        return (Who(Speaker("", named=False), Span(0, 0), Sort.TEXT), ("first person outside quotations",)) if alone else (None, ())
    if issuer is not None and (issuer.speaker.party or issuer.several):
        return issuer, tuple(why)
    house = _publisher_speaker(facts, registry) or letter
    if issuer is not None and house is not None and not issuer.several:
        return replace(issuer, speaker=replace(issuer.speaker, party=house.speaker.party)), tuple(why)
    return house or issuer, tuple(why)


_RELEASE = re.compile(r"(?i)(?:press|media|news)\s+(?:release|statement|note)\b|pressemelding\b|pressemitteilung\b|communiqu")
_SIGNED = re.compile(r"^(?P<name>[^\W\d_][\w'. -]{4,60}) is (?:the |a |an )?(?P<np>[^.]{5,120})\.")
_BYLINE = re.compile(r"(?i)^by\s+(?P<np>.{5,160})$")


def _unquoted(prose: Sequence[Paragraph]) -> str:
    return _QUOTED.sub(" ", "\n".join(par.text for par in prose if par.text[0] not in "\u2013\u2014"))


def _spoken(prose: Sequence[Paragraph]) -> bool:
    """Whether a text speaks for itself throughout: a first person in every 80 words, and more than by chance."""
    if not any(mark in par.text for par in prose for mark in '"\u201c\u201e\u00ab'):
        return False  # nothing is quoted, so nothing hangs on it
    words = sum(len(par.text.split()) for par in prose)
    times = len(_FIRST_PERSON.findall(_unquoted(prose)))
    return times >= 4 and times * 80 >= words  # noqa: PLR2004


def _publisher_speaker(facts: Facts, registry: Registry) -> Who | None:
    party = publisher_party(facts, registry)
    if party is None or facts.publisher is None:
        return None
    found = of_words(facts.publisher.value, registry)
    if found is not None and found.speaker.party == party:
        return found
    return Who(Speaker(facts.publisher.value, party=party), Span(0, 0), Sort.BODY)


def _author(seen: Layout, registry: Registry) -> Who | None:
    """An official who signs the page: "By Ingrid Hansen, Ambassador of Norway to Chile"."""
    for par in [*seen.paragraphs[:12], *seen.paragraphs[12:][-8:]]:
        text = " ".join(par.text.split())
        signed = _SIGNED.match(text)
        if signed is not None and (role := of_words(signed["np"], registry)) is not None and role.sort is Sort.OFFICE and role.speaker.party:
            return Who(Speaker(signed["name"], signed["np"], role.speaker.party), Span(0, 0), Sort.PERSON)
        line = _BYLINE.match(text)
        if line is None:
            continue
        name, _, office = line["np"].partition(",")
        found = of_words(office, registry) if office else of_words(name, registry)
        if found is not None and found.speaker.party and found.sort in (Sort.OFFICE, Sort.PERSON):
            words = name.strip() if office else found.speaker.name
            return Who(Speaker(words, office.strip() or found.speaker.role, found.speaker.party, found.speaker.entity), Span(0, 0), Sort.PERSON)
    return None


def _dateline_agency(prose: Sequence[Paragraph]) -> str | None:
    for par in prose[:3]:
        line = dateline(par.text)
        if line is not None and line["agency"]:
            return line["agency"]
    return None


_NO_PLACE = re.compile(r"(?:A|An|The|This|That|In|On|At)\s")


def dateline(text: str) -> re.Match[str] | None:
    """A dateline at the head of a paragraph: a place in capitals, or a place with a date or an agency."""
    found = _DATELINE.match(text)
    if found is None or found.end() < 5 or found.end() > 90 or _NO_PLACE.match(text) or re.search(r"\w[-\u2013]$", found[0]):  # noqa: PLR2004
        return None
    place = found["place"]
    if place.isupper() or found["agency"] or re.search(r"\d", found[0]):
        return found if re.search(r"[-\u2013\u2014)/\]:]\.?\s*$", found[0]) else None
    return None


def _is_media(facts: Facts, registry: Registry) -> bool:
    if facts.agency is not None:
        return True
    if facts.publisher is None:
        return False
    return any(mention.entity.kind == "media" for mention in registry.find(facts.publisher.value))


_FORMAL = re.compile(r"(?i)\b(?:republic|kingdom|federation|union|emirate|commonwealth|principality|state of|organi[sz]ation|united nations)\b")


_SEATED = frozenset(("embassy", "consulate", "mission", "ministry", "parliament", "government", "chancellery"))


def letterhead(line: str, registry: Registry) -> str | None:
    """The party whose body a line names and hardly anything else: "Ministry of Foreign Affairs of Japan"."""
    if len(line) > 140:  # noqa: PLR2004
        return None
    host = re.match(r"(?i)(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)$", line.strip())
    if host is not None:
        known = registry.publisher(host[1].casefold())
        return known.party if known is not None else None
    words = line.title() if line.isupper() else line
    found = [m for m in registry.find(words) if m.form is Form.INSTITUTION or m.form is Form.NAME and _FORMAL.search(words[m.start : m.end])]
    if not found or found[0].entity.party is None:
        body = of_words(words, registry)
        seated = body is not None and body.sort is Sort.BODY and body.key in _SEATED
        return body.speaker.party if body is not None and seated else None
    covered = sum(len(words[m.start : m.end].split()) for m in found)
    return found[0].entity.party if covered * 2 >= len(re.findall(r"\w[\w'.-]*", words)) else None


def noun_labels(label: str, registry: Registry) -> bool:
    """Whether a turn label names an official or an office: by the registry or by its nouns."""
    words = re.sub(r"\([^)]*\)", "", label).strip() or label.strip("()")
    shown = words.title() if words.isupper() else words
    found = of_words(shown, registry)
    if found is None or found.sort is Sort.OUTSIDER:
        return False
    if found.speaker.entity is not None and found.sort is Sort.PERSON:
        return True
    nouns = cues.nouns()
    held = nouns.office | nouns.weak | {"embassy", "ministry", "mofa", "mfa"}
    return any(word in held for word in re.findall(r"[\w-]+", shown.casefold()))
