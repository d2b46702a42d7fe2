"""A paragraph -> the people it introduces: a name with an office before it, behind it, or in brackets."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.domain.party import Form, Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.phrase import FIELD, Sort, Who, who
from bot.ingest.words import folded, spaced, word_set
from bot.names import cues

_UP = (
    r"[^\W\d_a-z\u00df-\u00f6\u00f8-\u00ff\u0101\u0103\u0105\u0107\u010d\u010f\u0111\u0113\u0119\u011b\u011f\u012b\u012f"
    r"\u0142\u0144\u0148\u0151\u0153\u0159\u015b\u015f\u0161\u0165\u016b\u016f\u0171\u017a\u017c\u017e]"
)
"""A letter that is no small one, of the alphabets that names in such pages are written in."""
_SPACE = r"[ \n]{1,20}"
_NAME = (
    rf"{_UP}[\w'\u2019.-]{{0,40}}(?:{_SPACE}"
    rf"(?:(?:van|von|de|der|den|du|da|di|la|le|al|el|bin|ibn|zu)[ \n]+){{0,3}}{_UP}[\w'\u2019.-]{{0,40}}){{0,5}}"
)
_APPOSED = re.compile(
    rf"""(?x)
      (?P<name>{_UP}(?<![\w'].)[\w'-]{{1,40}}
        (?:{_SPACE}(?:(?:van|von|de|der|den|al|bin)[ \n]+){{0,3}}{_UP}[\w'.-]{{0,40}}){{1,5}})
      [ ]*,[ \n]+(?P<role>[^,.;:\"\u201c\n]{{3,140}}?)(?=,|\.|;|$|[ ]said|[ ]told|[ ]who)"""
)
"""A name with a role behind it: "Ana Ruiz, the minister of defence, said"."""
_BRACKETED = re.compile(
    rf"""(?x)(?P<name>{_UP}(?<![\w'].)[\w'-]{{1,40}}(?:{_SPACE}{_UP}[\w'.-]{{0,40}}){{1,5}})
      [ \n]*\((?P<role>[^()\n]{{5,120}})\)"""
)
"""A name with a role in brackets: "Laura Quintela (Chief Spokesperson, energy)"."""
_BEHIND_KNOWN = re.compile(r",[ \n]+([^,.;]{3,120})")
_GAP = re.compile(r"[,.;:()\"\u201c\u201d\u00ab\u00bb]")
_FIELD = "(?:" + "|".join(sorted(word.capitalize() for word in FIELD if len(word) > 3)) + ")"
_AFTER_OFFICE = re.compile(
    rf"(?:(?:[ \n]+(?:of|for)[ \n]+(?:the[ \n]+)?{_FIELD}(?:,?[ \n]+(?:and[ \n]+|&[ \n]+)?{_FIELD})*)"
    rf"|,|[ \n]+for[ \n]+[\w ]{{3,40}},|[ \n]+of[ \n]+(?:the[ \n]+)?[\w ]{{3,60}},)?"
    rf"[ \n]+(?:(?:Mr|Ms|Mrs|Dr|Shri|H\.E)\.?[ \n]+)*(?P<name>{_NAME})"
)
"""What follows an office: its field or its body, perhaps, and a name."""
_BEFORE_NAME = re.compile(rf"[ \n,](?<=[\w-].)(?:(?<=,)|[ \n]*(?:of[ \n]|for[ \n]|{_UP}))", re.DOTALL)
"""How that begins."""
_BETWEEN = re.compile(r",|\b(?:of|for)\b")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_ANY_WORD = re.compile(r"[\w-]+")
_LAST_WORD = re.compile(r"(\S+)\s+$")
_HEADLINE = word_set(
    """
    made makes remarks regular press conference briefing daily weekly gives gave holds held issues issued delivers meets
    met visits visited attends opens launches joins signs on in at to for with and the of by from as is are was were
    will has had new says over after before against amid about during responds answers rejects
    """
)
"""Words that headlines set in capitals."""
_MODIFIER = word_set(
    """
    foreign prime deputy senior vice acting chief permanent press defence defense interior justice finance trade state
    first assistant under government ministry embassy cabinet military army navy lead principal executive special
    political economic cultural commercial climate home digital health energy agriculture education transport
    environment minister parliament security national regional presidential official counter-terrorism
    """
)
"""Small words that offices are made of."""
_ARTICLES = ("the", "a", "an")
_BOUNDS = word_set("and of on in said by with")
"""Words at which a noun phrase that is read backwards begins."""
_WORD_REACH = 40


def introduced(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    """Everyone the paragraph at ``span`` introduces; ``mentions`` are the names in it."""
    for mention in mentions:
        if mention.form is Form.PERSON:
            before = _reach_left(twin, span.start, mention.start, mentions)
            found = who(twin, Span(before, mention.end), mentions)
            if found is not None:
                yield _with_trade(twin, found, mention, span, mentions)
    yield from _apposed(twin, span, mentions)
    yield from _titled(twin, span, mentions)
    yield from _bracketed(twin, span, mentions)


def _with_trade(twin: str, found: Who, mention: Mention, span: Span, mentions: Sequence[Mention]) -> Who:
    """A registered name with another trade behind it ("Wang Yi, a professor at") is another person."""
    behind = _BEHIND_KNOWN.match(twin, mention.end, span.end)
    if behind is None or found.sort is Sort.OUTSIDER:
        return found
    role = who(twin, Span(*behind.span(1)), mentions)
    if role is not None and role.sort is Sort.OUTSIDER and not role.definite and not role.speaker.named:
        return Who(Speaker(found.speaker.name, role=role.speaker.name), found.span, Sort.OUTSIDER, found.key)
    return found


def _apposed(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    taken = [(m.start, m.end) for m in mentions if m.form is not Form.OTHER]
    for match in _APPOSED.finditer(twin, *span):
        start, end = match.span("name")
        words = twin[start:end].split()
        # "Spokesperson Kelly Wu, who": the titled form takes it
        if _is_noun(words[0]) or any(a < end and start < b for a, b in taken):
            continue
        role = who(twin, Span(*match.span("role")), mentions)
        if role is None or role.several:
            continue
        text, name = spaced(match["role"]), " ".join(words)
        if role.sort is Sort.OFFICE:
            speaker = Speaker(name, text, role.speaker.party)
            yield Who(speaker, Span(start, end), Sort.PERSON, folded(name), nearby=role.nearby)
        elif role.sort is Sort.OUTSIDER and not role.speaker.named:
            yield Who(Speaker(name, text), Span(start, end), Sort.OUTSIDER, folded(name))


def _bracketed(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    if twin.find("(", *span) < 0:
        return
    outsiders = cues.nouns().outsider
    for match in _BRACKETED.finditer(twin, *span):
        words = _ANY_WORD.findall(match["role"])
        if not any(_is_noun(word) and word.casefold() not in outsiders for word in words):
            continue
        role = who(twin, Span(*match.span("role")), mentions)
        if role is not None and role.sort is Sort.OUTSIDER:
            continue
        party = role.speaker.party if role is not None and role.sort is Sort.OFFICE else None
        speaker = Speaker(match["name"], match["role"], party)
        yield Who(speaker, Span(*match.span("name")), Sort.PERSON, folded(match["name"]), nearby=party is None)


@lru_cache(maxsize=65536)
def _is_noun(word: str) -> bool:
    """Whether a word is an office, a trade or a body rather than a name."""
    return word.casefold() in cues.nouns().every


def _common(word: str) -> bool:
    """Whether a word in capitals is a headline's, not a name's: "Spokesperson Made Remarks"."""
    word = word.casefold()
    verbs = cues.verbs()
    return word in _HEADLINE or word in verbs.say or word in verbs.act or word in verbs.stance


def _titled(twin: str, span: Span, mentions: Sequence[Mention]) -> Iterator[Who]:
    """Office, then name: "Foreign Ministry spokesperson Hua Chunying", "Its spokesperson, Petra Lindqvist-Hahn"."""
    taken = [(m.start, m.end) for m in mentions]
    for office in _offices(twin, span):
        match = _AFTER_OFFICE.match(twin, office.end, span.end)
        if match is None or "\n\n" in match[0]:
            continue
        start, end = match.span("name")
        end = _name_end(twin, start, end)
        words = twin[start:end].split()
        if any(a < end and start < b for a, b in taken) or _is_noun(words[0]) or any(map(_common, words)):
            continue
        found = _held(twin, office, Span(start, end), span.start, mentions)
        if found is not None:
            yield found


def _offices(twin: str, span: Span) -> Iterator[Span]:
    """The offices, trades and bodies behind which a name may stand."""
    start = span.start
    for gap in _BEFORE_NAME.finditer(twin, *span):
        end = gap.start()
        words = _WORD.findall(twin, max(start, twin.rfind(" ", start, end) + 1), end)
        if words and _is_noun(words[-1]) and twin.endswith(words[-1], start, end):
            yield Span(end - len(words[-1]), end)


def _name_end(twin: str, start: int, end: int) -> int:
    """Where a name ends without a stop, a dash or a possessive behind it."""
    while end > start and twin[end - 1] in ".'-":
        end -= 1
    return end - 2 if twin[end - 2 : end] == "'s" else end


def _held(twin: str, office: Span, name: Span, begin: int, mentions: Sequence[Mention]) -> Who | None:
    """The person of this name in this office: "Minister of Defence Ana Ruiz", "spokesman for X, Bo Li"."""
    left = _reach_left(twin, begin, office.start, mentions)
    if _BETWEEN.search(twin[office.end : name.start]) is None:
        found = who(twin, Span(left, name.end), mentions)
        if found is None or found.sort not in (Sort.PERSON, Sort.OUTSIDER) or not found.speaker.named:
            return None
        return found if found.span.start >= name.start else None
    role = who(twin, Span(left, name.start), mentions)
    if role is None:
        return None
    words = spaced(twin[left : name.start]).rstrip(",")
    speaker = Speaker(spaced(twin[name.start : name.end]), words, role.speaker.party)
    return Who(speaker, name, Sort.PERSON if role.sort is Sort.OFFICE else Sort.OUTSIDER, nearby=role.nearby)


def _reach_left(twin: str, start: int, at: int, mentions: Sequence[Mention]) -> int:
    """Where the noun phrase that runs up to ``at`` begins: over capitals, names and the words offices are made of."""
    while True:
        near = (m for m in mentions if start <= m.start and m.end <= at <= m.end + 3)
        mention = next((m for m in near if not _GAP.search(twin, m.end, at)), None)
        if mention is not None and twin[mention.end : at].strip() in ("", "'s", "'"):
            at = mention.start
            continue
        word = _LAST_WORD.search(twin, max(start, at - _WORD_REACH), at)
        if word is None or not _goes_on(word[1]):
            return at
        at = word.start(1)
        if word[1].casefold() in _ARTICLES:
            return at


def _goes_on(word: str) -> bool:
    """Whether a word may be a part of the noun phrase before a name."""
    lower = word.casefold()
    if lower in _BOUNDS or _GAP.search(word.removesuffix(".") if len(word) <= 4 else word):
        return False
    return word[0].isupper() or lower in _MODIFIER or word.endswith("'s") or lower in _ARTICLES or _is_noun(word)
