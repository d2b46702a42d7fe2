"""A Chinese sentence -> the clause that says who said it: 林剑指出, 「…」外交部发言人表示.

Chinese sets no spaces and puts the speaker before the verb also behind a quotation, so ``cues`` does not fit.
"""

import re
from collections.abc import Sequence

from bot.domain.party import Form, Mention
from bot.domain.source import Span
from bot.domain.statement import Speaker
from bot.ingest.cues import Cue, Shape
from bot.ingest.phrase import Sort, Who
from bot.ingest.quotes import MASK

_VERB = re.compile(
    r"(?:强调|指出|表示|宣布|重申|认为|回应|回应说|声明|声称|呼吁|敦促|警告|称|說|说|表明|指責|指责|谴责|透露|介绍|介绍说|答复|坦言)"
    r"(?:说|称|道)?"
)
_OUTSIDER = re.compile(
    r"分析人士|专家|学者|媒体|记者(?!会)|网友|消息人士|不愿具名|匿名|观察人士|报道|研究员|教授|智库|民众"
)
_OFFICE = re.compile(
    r"(?:发言人|大臣|部长|外长|总统|总理|首相|主席|大使|参赞|官员|司长|局长|秘书长|委员)(?P<name>[\u4e00-\u9fff·]{2,8})?"
)
_TIME = re.compile(
    r"(?:\d{1,2}[日号]|今天|昨天|当天|周[一二三四五六日]|在.*|对此|随后|还|也|则|并|进一步|再次|此前|同时|随即)"
)
"""What may stand between a speaker and the verb."""
_SELF = frozenset({"", "方", "政府", "方面", "外交部", "国防部", "官方", "驻华使馆", "使馆", "大使馆"})
"""What may follow a party's name when the party itself speaks."""
_LEAD = re.compile(rf"[\s\u3000，,、{MASK}\"'“”「」『』]*")
_LONGEST = 1000
"""Characters, longer than any sentence."""
_REACH = 60
"""How far before its verb, in characters, a speaker may begin."""


def find_cue(masked: str, sentence: Span, mentions: Sequence[Mention]) -> Cue | None:
    """The cue of a Chinese sentence, or None."""
    if sentence.end - sentence.start > _LONGEST:
        return None
    mentions = [m for m in mentions if sentence.start <= m.start < sentence.end]
    quoted = masked.rfind(MASK, *sentence)
    for verb in _VERB.finditer(masked, *sentence):
        tail = 0 <= quoted < verb.start()
        start = _LEAD.match(masked, quoted + 1 if tail else sentence.start, sentence.end)
        begin = start.end() if start else sentence.start
        if not 0 < verb.start() - begin <= _REACH:
            continue
        found = _who(masked, Span(begin, verb.start()), mentions)
        if found is None:
            continue
        content = Span(sentence.start, quoted + 1) if tail else sentence
        return Cue(found, Span(*verb.span()), content, Shape.TAIL if tail else Shape.SUBJECT)
    return None


def _who(masked: str, span: Span, mentions: Sequence[Mention]) -> Who | None:
    """Whom the words before the verb name."""
    words = masked[span.start : span.end]
    if "，" in words.rstrip("，") or "。" in words:
        return None
    inside = [m for m in mentions if span.start <= m.start and m.end <= span.end]
    if _OUTSIDER.search(words):
        return Who(Speaker(words.strip("，、 "), named=False), span, Sort.OUTSIDER)
    person = next((m for m in inside if m.form is Form.PERSON), None)
    if person is not None:
        return _named(masked, person, Sort.PERSON)
    if words.startswith(("他", "她")) and not _TIME.sub("", words[1:]):
        return Who(Speaker(words[0], named=False), Span(span.start, span.start + 1), Sort.PRONOUN, "he")
    return _of_party(masked, span, inside)


def _of_party(masked: str, span: Span, inside: Sequence[Mention]) -> Who | None:
    """A party that speaks itself, or whose office or body does."""
    words = masked[span.start : span.end]
    party = next((m for m in inside if m.entity.party and m.form not in (Form.MEDIA, Form.OTHER)), None)
    if party is None or (party.start - span.start > 2 and inside[0] is not party):
        return None
    office = _OFFICE.search(words)
    if office is not None:
        return _officer(words, office, span, party)
    rest = _TIME.sub("", masked[party.end : span.end]).strip()
    if rest not in _SELF:
        return None
    return _named(masked, party, Sort.BODY if party.form is Form.INSTITUTION or rest else Sort.PARTY)


def _officer(words: str, office: re.Match[str], span: Span, party: Mention) -> Who:
    """An office of a party, with its holder's name behind it if there is one."""
    name = _TIME.sub("", office["name"] or "")
    role = words[: office.start("name")] if name else None
    speaker = Speaker(name or words, role=role, party=party.entity.party, named=bool(name))
    return Who(speaker, span, Sort.PERSON if name else Sort.OFFICE)


def _named(masked: str, mention: Mention, sort: Sort) -> Who:
    name = masked[mention.start : mention.end]
    speaker = Speaker(name, party=mention.entity.party, entity=mention.entity.id)
    return Who(speaker, Span(mention.start, mention.end), sort, name)
