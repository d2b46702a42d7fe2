"""Names joined to the bodies that no list can hold: "the Chinese Embassy in Norway", "Kenya's foreign ministry".

Three shapes, around a party's name N and an office phrase O of ``offices.yaml``: ``N('s) O``, ``O of (the) N`` and, in
Chinese, ``N O`` or ``N 驻 host O``. A mission takes its host along ("… in Norway", "… to the EU") and belongs to the
sender. A generic name of one country's body next to another country's name is the other country's ("Russia's Security
Council"). The body is the curated one where ``institutions.yaml`` has that office, else one made up on the spot.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from bot.domain.party import Entity, Form, Mention
from bot.names.letters import fold, tokens
from bot.names.tables import Tables

_BINDING = (Form.NAME, Form.DEMONYM, Form.CAPITAL)
_POSSESSIVE = r"(?:['’]s|['’])?"
_HOST = re.compile(r"\s+(?:in|to|at|with|accredited to)\s+(?:the\s+)?", re.IGNORECASE)
_CITY = re.compile(r"[^\W\d_]\w+(?:[ -][A-Z]\w+)?")
_POSSESSIVE_GAP = re.compile(rf"{_POSSESSIVE}[^\S\n]+")
_OF_GAP = re.compile(r"\s+of\s+(?:the\s+)?")
_WORD_AFTER = re.compile(r"\s+(\w+)")
_PLAIN_WORD = re.compile(r"['’]s\b|[^\w]+")
_MINISTRY_OF = re.compile(r"\w+ (?:of|for) ")
_WINDOW = 160  # characters before a party's name in which its ministry may begin
# Only these belong to a state when they follow its capital: "Beijing's embassy", but not "the London police".
_OF_CAPITALS = frozenset(("embassy", "consulate", "mission", "mfa"))
_OF_ORGANISATIONS = frozenset(("embassy", "mission"))


class Bodies:
    """Joins mentions of parties to office phrases around them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        phrases = tables.phrases
        self._missions = _phrase_keys(phrases["missions"])
        self._bodies = _phrase_keys(phrases["bodies"])
        self._portfolios = _phrase_keys(phrases["ministries"])
        self._need_host = frozenset(phrases["need_host"])
        self._not_own = frozenset(phrases["not_own"])
        self._han = {**phrases["han_missions"], **phrases["han_bodies"]}
        self._endings = frozenset(
            tokens(phrase)[-1]
            for phrase in (*self._missions, *self._bodies, *self._portfolios, *phrases["ministry_words"])
        )
        host = rf"(?:驻|駐)(?P<host>\w{{2,12}}?)(?:的)?(?P<mission>{_any_of(phrases['han_missions'])})"
        self._after_han = re.compile(rf"(?:{host}|(?:的)?(?P<body>{_any_of(phrases['han_bodies'])}))")

    @cached_property
    def _after(self) -> re.Pattern[str]:
        """An office phrase behind a name; made when first needed, because that takes tens of milliseconds."""
        modifiers = _any_of(self._tables.phrases["modifiers"])
        return re.compile(
            rf"{_POSSESSIVE}\s+(?:{modifiers}\s+){{0,2}}(?P<head>{self._head()})\b(?![-’']\w{{2}})", re.IGNORECASE
        )

    @cached_property
    def _before(self) -> re.Pattern[str]:
        """An office phrase and "of" before a name."""
        return re.compile(rf"\b(?P<head>{self._head()})\s+(?:of|for)\s+(?:the\s+)?\Z", re.IGNORECASE)

    def join(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """``mentions`` (ordered, not overlapping) with parties and their offices made one; same order, no overlap."""
        joined: list[Mention] = []
        i = 0
        while i < len(mentions):
            mention = mentions[i]
            body = self._body(text, mentions, i, joined) if mention.form in _BINDING else None
            if body is None:
                joined.append(mention)
                i += 1
                continue
            while joined and joined[-1].end > body.start:
                joined.pop()
            joined.append(body)
            while i < len(mentions) and mentions[i].start < body.end:
                i += 1
        return joined

    def make(self, id_: str) -> Entity | None:
        """The body that an id of this module stands for (``"cn.embassy.no"``, ``"ke.mfa"``), or None."""
        party, _, rest = id_.partition(".")
        sender = self._tables.entities.get(party.upper())
        office, _, host = rest.partition(".")
        title = self._tables.phrases["titles"].get(office)
        if sender is None or title is None:
            return None
        name = f"{title} of {sender.name}"
        if host:
            receiver = self._tables.entities.get(host.upper())
            name += f" in {receiver.name if receiver else host.replace('_', ' ').title()}"
        return self._entity(sender.id, f"{party}.{rest}", name)

    def _body(self, text: str, mentions: Sequence[Mention], i: int, joined: list[Mention]) -> Mention | None:
        party = mentions[i].entity
        if party.kind not in ("country", "organisation"):
            return None
        if not text[mentions[i].start].isascii() and not text[mentions[i].end - 1].isascii():
            han = self._chinese(text, mentions, i)
            if han is not None:
                return han
        beside = self._neighbour(text, mentions, i, joined)
        return beside or self._ahead(text, mentions, i) or self._behind(text, mentions, i)

    def _ahead(self, text: str, mentions: Sequence[Mention], i: int) -> Mention | None:
        """``N's O``: "China's embassy in Oslo", "Norwegian Ministry of Defence"."""
        if "_after" not in vars(self) and not self._may_follow(text, mentions[i].end):
            return None
        match = self._after.match(text, mentions[i].end)
        if match is None or "\n\n" in match.group():
            return None
        return self._office(text, mentions, i, match["head"], mentions[i].start, match.end())

    def _may_follow(self, text: str, end: int) -> bool:
        """Whether some word that ends an office phrase follows soon; spares a short question the big expression."""
        words = text[end : end + _WINDOW // 2].lower().split()
        return not self._endings.isdisjoint(_PLAIN_WORD.sub("", word.rpartition("-")[2]) for word in words)

    def _behind(self, text: str, mentions: Sequence[Mention], i: int) -> Mention | None:
        """``O of N``: "Embassy of the People's Republic of China in the Kingdom of Norway"."""
        start = mentions[i].start
        if not _is_of(text[max(0, start - 12) : start].split()):
            return None
        window = text[max(0, start - _WINDOW) : start]
        words = window.rsplit(maxsplit=3)[1:]  # the last three; the word before "of (the)" is among them
        if self._endings.isdisjoint(fold(word).rpartition("'")[2].rpartition("-")[2] for word in words):
            return None
        match = self._before.search(window)
        if match is None or "\n\n" in match.group():
            return None
        return self._office(text, mentions, i, match["head"], start - len(window) + match.start(), mentions[i].end)

    def _office(
        self, text: str, mentions: Sequence[Mention], i: int, head: str, start: int, end: int
    ) -> Mention | None:
        """The body that ``head`` names for the party of mention ``i``; None where it is not one of its bodies."""
        mention, phrase = mentions[i], " ".join(fold(head).split())
        office = self._missions.get(phrase) or self._bodies.get(phrase) or self._ministry(phrase)
        if mention.form is Form.CAPITAL and office not in _OF_CAPITALS:
            return None
        if mention.entity.kind == "organisation" and office not in _OF_ORGANISATIONS:
            return None
        if phrase == "security council" and self._is_of_the_un(text, end):
            return None
        party = mention.entity.id
        if phrase not in self._missions:
            curated = self._tables.offices.get(f"{party} {office}")
            id_ = curated or f"{party.lower()}.{office}"
            return Mention(start, end, self._entity(party, id_, text[start:end]), Form.INSTITUTION)
        host, end = self._host(text, mentions, i, end)
        if host is None and phrase in self._need_host:
            return None
        id_ = f"{party.lower()}.{office}" + (f".{host}" if host else "")
        return Mention(start, end, self._entity(party, id_, text[start:end]), Form.INSTITUTION)

    def _host(self, text: str, mentions: Sequence[Mention], i: int, end: int) -> tuple[str | None, int]:
        """The host named after a mission that ends at ``end``, as the end of an id, and where its name ends."""
        match = _HOST.match(text, end)
        at = match.end() if match else end
        following = [m for m in mentions[i + 1 : i + 4] if m.start >= end]
        if following and following[0].entity.party and _stands_at(text, following[0], at, introduced=match is not None):
            host, end = following[0].entity.party.lower(), following[0].end
            second = following[1] if len(following) > 1 else None
            if second and second.entity.party == following[0].entity.party and text[end : second.start] in (", ", " "):
                end = second.end
            return host, end
        city = _CITY.match(text, at) if match else None
        if city is None or not city.group()[0].isupper():
            return None, end
        end = city.end()
        if following and text[end : following[0].start] == ", " and following[0].entity.party:
            return following[0].entity.party.lower(), following[0].end
        return "_".join(tokens(city.group())), end

    def _neighbour(self, text: str, mentions: Sequence[Mention], i: int, joined: list[Mention]) -> Mention | None:
        """A curated body right beside the party: "US State Department", "Security Council of Russia"."""
        here = mentions[i]
        if i + 1 < len(mentions) and mentions[i + 1].form is Form.INSTITUTION:
            body = mentions[i + 1]
            if _POSSESSIVE_GAP.fullmatch(text, here.end, body.start):
                return self._adopt(text, here, body, here.start, body.end)
        if joined and joined[-1].form is Form.INSTITUTION:
            body = joined[-1]
            if _OF_GAP.fullmatch(text, body.end, here.start):
                return self._adopt(text, here, body, body.start, here.end)
        return None

    def _adopt(self, text: str, party: Mention, body: Mention, start: int, end: int) -> Mention | None:
        if party.entity.id == body.entity.party:
            return Mention(start, end, body.entity, Form.INSTITUTION)
        words = tokens(text[body.start : body.end])
        unique = len(words) < 2 or party.form is Form.CAPITAL or party.entity.kind != "country"
        if unique or self._is_of_the_un(text, body.end):
            return None
        phrase = " ".join(words)
        office = self._bodies.get(phrase)
        if office is None and words[-1] in ("ministry", "department"):
            office = self._ministry(phrase)
        if office is None:
            return None
        curated = self._tables.offices.get(f"{party.entity.id} {office}")
        id_ = curated or f"{party.entity.id.lower()}.{office}"
        return Mention(start, end, self._entity(party.entity.id, id_, text[start:end]), Form.INSTITUTION)

    def _is_of_the_un(self, text: str, end: int) -> bool:
        """Whether the next word says that the body is not the country's own: "Russia's Security Council veto"."""
        following = _WORD_AFTER.match(text, end)
        return following is not None and following[1].lower() in self._not_own

    def _chinese(self, text: str, mentions: Sequence[Mention], i: int) -> Mention | None:
        here = mentions[i]
        match = self._after_han.match(text, here.end)
        if match is None:
            return None
        party = here.entity.id
        if match["body"]:
            office = self._han[match["body"]]
            id_ = self._tables.offices.get(f"{party} {office}") or f"{party.lower()}.{office}"
        else:
            office, host = self._han[match["mission"]], mentions[i + 1] if i + 1 < len(mentions) else None
            known = host is not None and host.start == match.start("host") and host.entity.party
            id_ = f"{party.lower()}.{office}" + (f".{known.lower()}" if known else "")
        entity = self._entity(party, id_, text[here.start : match.end()])
        return Mention(here.start, match.end(), entity, Form.INSTITUTION)

    def _ministry(self, phrase: str) -> str:
        """The office of a ministry's phrase, by its first portfolio: "ministry of defence and industry" -> mod."""
        of = _MINISTRY_OF.match(phrase)
        words = phrase[of.end() :] if of else phrase.rpartition(" ")[0].removeprefix("the ")
        for length in range(len(words.split()), 0, -1):
            part = " ".join(words.split()[:length]).rstrip(",")
            for candidate in (part, part.removeprefix("the ")):
                if candidate in self._portfolios:
                    return self._portfolios[candidate]
        return "_".join(tokens(words))

    def _entity(self, party: str, id_: str, name: str) -> Entity:
        """The curated entity of that id, or one made up, named as written."""
        known = self._tables.entities.get(id_)
        if known is not None:
            return known
        return Entity(id_, "institution", " ".join(name.split()), party, party, None, ())

    def _head(self) -> str:
        portfolio = rf"(?:the\s+)?{_any_of(self._portfolios)}"
        more = rf"(?:(?:,\s+and|,|\s+and|\s+&)\s+(?:of\s+|for\s+)?{portfolio})*"
        words = _any_of(self._tables.phrases["ministry_words"])
        ministry = rf"{words}\s+(?:of|for)\s+{portfolio}{more}|{portfolio}{more}\s+{words}"
        return rf"{_any_of([*self._missions, *self._bodies])}|{ministry}"


def _is_of(words: list[str]) -> bool:
    """Whether the words before a name end in "of" or "of the"."""
    return bool(words) and (words[-1] in ("of", "for") or words[-2:] in (["of", "the"], ["for", "the"]))


def _stands_at(text: str, mention: Mention, at: int, *, introduced: bool) -> bool:
    """Whether a mention is the host's name: right after "in", or a capital after a comma or space."""
    if introduced:
        return mention.start == at
    return mention.form is Form.CAPITAL and text[at : mention.start] in (" ", ", ")


def _phrase_keys(offices: dict[str, list[str]]) -> dict[str, str]:
    """``{phrase: office}`` of a table ``{office: [phrase, …]}``, phrases folded."""
    return {" ".join(fold(phrase).split()): office for office, names in offices.items() for phrase in names}


def _any_of(phrases: Sequence[str] | dict[str, str]) -> str:
    """An expression for any of the phrases, the longest first; apostrophes and spaces of any kind."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+").replace("'", "['’]") for p in ordered) + ")"
