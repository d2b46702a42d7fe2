"""A page's paragraphs -> the people it introduces with an office, to be found again by last name or by office.

Built before anything is attributed, because a story often says "a Chinese official said" and names him only later.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.domain.party import Form, Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.phrase import FIELD, Sort, Who, who
from bot.names import cues

_UP = r"[^\W\d_a-z\u00df-\u00f6\u00f8-\u00ff\u0101\u0103\u0105\u0107\u010d\u010f\u0111\u0113\u0119\u011b\u011f\u012b\u012f\u0142\u0144\u0148\u0151\u0153\u0159\u015b\u015f\u0161\u0165\u016b\u016f\u0171\u017a\u017c\u017e]"
_NAME = rf"{_UP}[\w'\u2019.-]{{0,40}}(?:[ \n]{{1,20}}(?:(?:van|von|de|der|den|du|da|di|la|le|al|el|bin|ibn|zu)[ \n]+){{0,3}}{_UP}[\w'\u2019.-]{{0,40}}){{0,5}}"
_APPOSED = re.compile(rf"(?<![\w'])(?P<name>{_UP}[\w'-]{{1,40}}(?:[ \n]{{1,20}}(?:(?:van|von|de|der|den|al|bin)[ \n]+){{0,3}}{_UP}[\w'.-]{{0,40}}){{1,5}})[ ]*,[ \n]+(?P<role>[^,.;:\"\u201c\n]{{3,140}}?)(?=,|\.|;|$| said| told| who)")
_HONOURED = re.compile(rf"\b(?:Mr|Ms|Mrs|Dr|Prof|Shri|Smt)\.?[ \n]+(?P<name>{_NAME})")
_GAP = re.compile(r"[,.;:()\"\u201c\u201d\u00ab\u00bb]")


_LONGEST = 6000
"""Characters; a longer paragraph introduces nobody, it has lost its line ends."""


@dataclass(slots=True)
class Cast:
    """The people and bodies a page names. ``home`` is the party a bare office belongs to, if the page tells."""

    home: str | None = None
    people: dict[str, list[tuple[int, Who]]] = field(default_factory=dict)
    order: list[tuple[int, Who]] = field(default_factory=list)

    def learn(self, twin: str, span: Span, mentions: Sequence[Mention]) -> None:
        """Take in everyone a paragraph introduces with an office."""
        if span.end - span.start > _LONGEST:
            return
        for found in _introduced(twin, span, mentions):
            self.add(self._placed(twin, found, mentions) if found.nearby else found)

    def _placed(self, twin: str, found: Who, mentions: Sequence[Mention]) -> Who:
        """A bare office by where its sentence stands: "In Beijing, foreign ministry spokesman …".

        Where another party than the page's own is named beside it, it may be that one's: then nobody's.
        """
        start = max(twin.rfind(". ", 0, found.span.start), twin.rfind("\n", 0, found.span.start)) + 1
        near = [m for m in mentions if m.start >= start and m.form is not Form.PERSON and m.entity.party]
        lead = next((m for m in near if m.form is Form.CAPITAL and twin[start : m.start].strip().casefold() == "in"), None)
        if lead is not None:
            return replace(found, speaker=replace(found.speaker, party=lead.entity.party), nearby=False)
        others = any(m.entity.party != self.home for m in near if m.start < found.span.end)
        elsewhere = any(m.entity.party != self.home and m.form is Form.CAPITAL for m in near)
        leads = bool(near) and near[0].entity.party == self.home and not twin.startswith("'s", near[0].end)
        return replace(found, nearby=False) if others and (elsewhere or not leads) else found

    def add(self, found: Who) -> None:
        """Take in one person; later introductions only fill in what earlier ones left open."""
        name = found.speaker.name
        known = self.person(name)
        if known is not None and (known.speaker.party is not None or known.sort is Sort.OUTSIDER) and len(name.split()) <= len(known.speaker.name.split()):
            return
        for key in _keys(name):
            self.people.setdefault(key, []).append((found.span.start, found))
        self.order.append((found.span.start, found))

    def person(self, name: str) -> Who | None:
        """The one person who goes by this full or last name; None if nobody or more than one does."""
        rows = self.people.get(_fold(name), [])
        best: dict[str, Who] = {}
        for _, found in rows:
            full = _fold(found.speaker.name)
            same = next((key for key in best if key.endswith(full) or full.endswith(key) or key.startswith(full) or full.startswith(key)), None)
            if same is None:
                best[full] = found
            elif best[same].speaker.party is None and best[same].sort is not Sort.OUTSIDER or len(full) > len(same) and found.speaker.party:
                del best[same]
                best[full] = found
        return next(iter(best.values())) if len(best) == 1 else None

    def holder(self, office: str, before: int, party: str | None = None) -> Who | None:
        """The last person introduced before ``before`` whose role names this office (and party, if given)."""
        fits = [w for at, w in self.order if at < before and w.sort is Sort.PERSON and _holds(w, office) and party in (None, w.speaker.party)]
        parties = {found.speaker.party for found in fits}
        return fits[-1] if len(parties) == 1 else None

    def rival(self, office: str, after: int, before: int, speaker: Speaker) -> bool:
        """Whether somebody else in this office was introduced in between: then "the minister" may be either."""
        return any(
            after < at < before and w.sort is Sort.PERSON and _holds(w, office) and w.speaker.party != speaker.party
            for at, w in self.order
        )

    def coming(self, office: str, after: int, within: int, party: str | None) -> Who | None:
        """The person whom the page names soon after as the holder of this office for this party."""
        fits = [w for at, w in self.order if after < at < after + within and w.sort is Sort.PERSON and _holds(w, office) and w.speaker.party == party]
        return fits[0] if len({w.speaker.name for w in fits}) == 1 else None


def _holds(found: Who, office: str) -> bool:
    role = (found.speaker.role or "").casefold()
    return re.search(rf"\b{re.escape(office)}\b", role) is not None


def _fold(name: str) -> str:
    return " ".join(re.sub(r"[.]", " ", name.casefold()).split())


def _keys(name: str) -> set[str]:
    """What a person may be called by: all names, the last one or two, and the first (a family name in East Asia)."""
    words = _fold(name).split()
    keys = {" ".join(words), words[-1], words[0]}
    if len(words) > 2:  # noqa: PLR2004
        keys.add(" ".join(words[-2:]))
    if len(words) > 1 and "-" in words[-1]:
        keys.add(words[-1].split("-")[-1])
    return keys


def _introduced(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    for mention in mentions:
        if mention.form is Form.PERSON:
            before = _reach_left(twin, span.start, mention.start, mentions)
            found = who(twin, Span(before, mention.end), mentions)
            if found is not None:
                yield _apposed_known(twin, found, mention, span, mentions)
    yield from _apposed(twin, span, mentions)
    yield from _titled(twin, span, mentions)
    yield from _bracketed(twin, span, mentions)


_BRACKETED = re.compile(rf"(?<![\w'])(?P<name>{_UP}[\w'-]{{1,40}}(?:[ \n]{{1,20}}{_UP}[\w'.-]{{0,40}}){{1,5}})[ \n]*\((?P<role>[^()\n]{{5,120}})\)")


def _bracketed(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    """ "Laura Quintela (Chief Spokesperson, energy)"."""
    for match in _BRACKETED.finditer(twin, span.start, span.end):
        role = who(twin, Span(*match.span("role")), mentions)
        named = any(cues_noun(word) and word.casefold() not in cues.nouns().outsider for word in re.findall(r"[\w-]+", match["role"]))
        if named and (role is None or role.sort is not Sort.OUTSIDER):
            party = role.speaker.party if role is not None and role.sort is Sort.OFFICE else None
            yield Who(Speaker(match["name"], match["role"], party), Span(*match.span("name")), Sort.PERSON, _fold(match["name"]), nearby=party is None)


def _apposed_known(twin: str, found: Who, mention: Mention, span: Span, mentions: Sequence[Mention]) -> Who:
    """A registered name with another trade behind it ("Wang Yi, a professor at") is another person."""
    behind = re.compile(r",[ \n]+([^,.;]{3,120})").match(twin, mention.end, span.end)
    if behind is None or found.sort is Sort.OUTSIDER:
        return found
    role = who(twin, Span(*behind.span(1)), mentions)
    if role is not None and role.sort is Sort.OUTSIDER and role.definite is False and not role.speaker.named:
        return Who(Speaker(found.speaker.name, role=role.speaker.name), found.span, Sort.OUTSIDER, found.key)
    return found


def _apposed(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    taken = [(m.start, m.end) for m in mentions if m.form is not Form.OTHER]
    for match in _APPOSED.finditer(twin, span.start, span.end):
        start, end = match.span("name")
        words = twin[start:end].split()
        while words and cues_noun(words[0]):  # "Spokesperson Kelly Wu, who": the titled form takes it
            words = []
        if not words or any(a < end and start < b for a, b in taken):
            continue
        role = who(twin, Span(*match.span("role")), mentions)
        if role is None or role.sort not in (Sort.OFFICE, Sort.BODY, Sort.OUTSIDER) or role.several:
            continue
        text = " ".join(match["role"].split())
        name = " ".join(words)
        if role.sort is Sort.OFFICE:
            yield Who(Speaker(name, text, role.speaker.party), Span(start, end), Sort.PERSON, _fold(name), nearby=role.nearby)
        elif role.sort is Sort.OUTSIDER and not role.speaker.named:
            yield Who(Speaker(name, text), Span(start, end), Sort.OUTSIDER, _fold(name))


@lru_cache(maxsize=65536)
def cues_noun(word: str) -> bool:
    """Whether a word is an office, a trade or a body rather than a name."""
    nouns = cues.nouns()
    folded = word.casefold()
    return any(folded in group for group in (nouns.office, nouns.weak, nouns.body, nouns.outsider, nouns.text))


_FIELD = "(?:" + "|".join(sorted(word.capitalize() for word in FIELD if len(word) > 3)) + ")"
_AFTER_OFFICE = re.compile(
    rf"(?:(?:[ \n]+(?:of|for)[ \n]+(?:the[ \n]+)?{_FIELD}(?:,?[ \n]+(?:and[ \n]+|&[ \n]+)?{_FIELD})*)"
    rf"|,|[ \n]+for[ \n]+[\w ]{{3,40}},|[ \n]+of[ \n]+(?:the[ \n]+)?[\w ]{{3,60}},)?"
    rf"[ \n]+(?:(?:Mr|Ms|Mrs|Dr|Shri|H\.E)\.?[ \n]+)*(?P<name>{_NAME})"
)
_WORD = re.compile(r"[^\W\d_][\w-]*")
_HEADLINE = frozenset("made makes remarks regular press conference briefing daily weekly gives gave holds held issues issued delivers meets met visits visited attends opens launches joins signs on in at to for with and the of by from as is are was were will has had new says over after before against amid about during responds answers rejects".split())  # noqa: E501, SIM905


def _common(word: str) -> bool:
    """Whether a word in capitals is a headline's, not a name's: "Spokesperson Made Remarks"."""
    folded = word.casefold()
    verbs = cues.verbs()
    return folded in _HEADLINE or folded in verbs.say or folded in verbs.act or folded in verbs.stance


def _titled(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    """ "Foreign Ministry spokesperson Hua Chunying", "Its spokesperson, Petra Lindqvist-Hahn": office, then name."""
    taken = [(m.start, m.end) for m in mentions]
    for office in _WORD.finditer(twin, span.start, span.end):
        if not cues_noun(office[0]):
            continue
        match = _AFTER_OFFICE.match(twin, office.end(), span.end)
        if match is None or "\n\n" in match[0]:
            continue
        start, end = match.span("name")
        while end > start and twin[end - 1] in ".'-":
            end -= 1
        if twin[end - 2 : end] == "'s":
            end -= 2
        words = twin[start:end].split()
        if any(a < end and start < b for a, b in taken) or cues_noun(words[0]) or any(_common(word) for word in words):
            continue
        found = _held(twin, Span(office.start(), office.end()), Span(start, end), span.start, mentions)
        if found is not None:
            yield found


def _held(twin: str, office: Span, name: Span, begin: int, mentions: Sequence[Mention]) -> Who | None:
    """The person of this name in this office: "Minister of Defence Ana Ruiz", "spokesman for X, Bo Li"."""
    left = _reach_left(twin, begin, office.start, mentions)
    if re.search(r",|\b(?:of|for)\b", twin[office.end : name.start]) is None:
        found = who(twin, Span(left, name.end), mentions)
        fits = found is not None and found.sort in (Sort.PERSON, Sort.OUTSIDER) and found.speaker.named
        return found if fits and found is not None and found.span.start >= name.start else None
    role = who(twin, Span(left, name.start), mentions)
    if role is None:
        return None
    sort = Sort.PERSON if role.sort is Sort.OFFICE else Sort.OUTSIDER
    words = " ".join(twin[left : name.start].split()).rstrip(",")
    return Who(Speaker(" ".join(twin[name.start : name.end].split()), words, role.speaker.party), name, sort, nearby=role.nearby)


_MODIFIER = frozenset("foreign prime deputy senior vice acting chief permanent press defence defense interior justice finance trade state first assistant under government ministry embassy cabinet military army navy lead principal executive special political economic cultural military commercial climate home digital health energy agriculture education transport environment minister parliament security national regional presidential official and of counter-terrorism".split())  # noqa: E501, SIM905


def _reach_left(twin: str, start: int, at: int, mentions: Sequence[Mention]) -> int:
    """Where the noun phrase that runs up to ``at`` begins: over capitals, names and the words offices are made of."""
    while True:
        mention = next((m for m in mentions if m.end <= at and at - m.end <= 3 and not _GAP.search(twin[m.end : at].replace("'s", "")) and m.start >= start), None)
        if mention is not None and twin[mention.end : at].strip() in ("", "'s", "'"):
            at = mention.start
            continue
        word = re.compile(r"(\S+)\s+$").search(twin, max(start, at - 40), at)
        if word is None or word.start() < start or _GAP.search(word[1].removesuffix(".") if len(word[1]) <= 4 else word[1]):
            return at
        token = word[1]
        if not (token[0].isupper() or token.casefold() in _MODIFIER or token.endswith("'s") or cues_noun(token) or token.casefold() in ("the", "a", "an")) or token.casefold() in ("and", "of") and not token[0].islower():
            return at
        if token.casefold() in ("and", "of", "on", "in", "said", "by", "with"):
            return at
        at = word.start(1)
        if token.casefold() in ("the", "a", "an"):
            return at
