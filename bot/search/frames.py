"""A question's sentence pattern -> which of its words name the speaker and which the topic.

A frame is a regular expression with the groups ``s`` (speaker) and ``t`` (topic). They are tried in order, the first
whose speaker the caller accepts wins; "X on Y" only counts when X is somebody. Words are only looked at here, never
resolved: that is the work of ``who`` and ``read``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.domain.question import Frame


@dataclass(frozen=True, slots=True)
class Fit:
    """A pattern that fits. ``sure`` tells a sentence that can have no other reading from a guess to be confirmed."""

    frame: Frame
    speaker: str | None
    topic: str | None
    first: bool = False
    sure: bool = True


_SAY = (
    r"(?:sa(?:y|ys|id|ying)|think(?:s|ing)?|thought|comment(?:s|ed)?|respond(?:s|ed)?|repl(?:y|ies|ied)|react(?:s|ed)?|"
    r"state[sd]?|declare[sd]?|claim(?:s|ed)?|talk(?:s|ed)?|speak(?:s)?|spoke(?:n)?|wr[io]te(?:s)?|written|announce[sd]?|"
    r"tells?|told|argue[sd]?|stress(?:es|ed)?|mean[ts]?|feels?|felt|remark(?:s|ed)?|warn(?:s|ed)?|"
    r"stand(?:s)?|suggest(?:s|ed)?|promise[sd]?|express(?:es|ed)?|have\s+to\s+say|has\s+to\s+say|had\s+to\s+say|"
    r"got\s+to\s+say|go\s+on\s+record)"
)
_DO = (  # verbs that take their topic without a preposition
    r"(?:mention(?:s|ed)?|condemn(?:s|ed)?|criticiz?s?e[sd]?|deplore[sd]?|oppose[sd]?|support(?:s|ed)?|den(?:y|ies|ied)|"
    r"reject(?:s|ed)?|welcome[sd]?|address(?:es|ed)?|discuss(?:es|ed)?|accuse[sd]?|blame[sd]?|quote[sd]?|cite[sd]?|"
    r"raise[sd]?|bring\s+up|brought\s+up|refer(?:s|red)?\s+to|praise[sd]?|call(?:s|ed)?\s+for|call(?:s|ed)?|describe[sd]?|"
    r"name[sd]?|use[sd]?|recogni[sz]e[sd]?)"
)
_ABOUT = (
    r"(?:about|on|regarding|concerning|re|of|to|against|over|toward[s]?|for|with\s+regards?\s+to|in\s+regards?\s+to|"
    r"with\s+respect\s+to|as\s+to|in\s+relation\s+to|in\s+response\s+to|in\s+connection\s+with|in\s+reaction\s+to|vis-a-vis|"
    r"when\s+asked\s+about|that\s+mentions?|mentioning|at)"
)
_AUX = r"(?:did|does|do|has|have|had|is|was|were|would|will|could|can|might)"
_ADVERBS = (
    r"(?:\s+(?:ever|first|last|recently|publicly|officially|actually|really|exactly|previously|already|formally|just|also|"
    r"most\s+recently|earliest|initially|originally|anything|something|now|so\s+far))*"
)
_SAYINGS = (
    r"(?:statements?|quotes?|quotations?|remarks?|comments?|words|reactions?|responses?|repl(?:y|ies)|answers?|positions?|"
    r"views?|stance|opinions?|line|policy|attitude|speech(?:es)?|press\s+releases?|take|thoughts|claims?|excerpts?)"
)
_THINGS = rf"(?:anything|something|everything|all|what|{_SAYINGS})"

_ENGLISH = (
    # who mentioned T · who has said anything about T · which countries talked about T
    (rf"(?:who|which\s+\w+|what\s+(?:countries|parties|officials?|states|governments?))(?:\s+(?:all|else))?(?:\s+{_AUX})?"
     rf"{_ADVERBS}\s+(?:{_SAY}{_ADVERBS}(?:\s+(?:{_ABOUT}|that))?|{_DO}(?:\s+it)?)\s+(?P<t>.+)", Frame.MENTIONED),
    # when was T first mentioned (by S) · when did S first mention T
    (rf"when\s+(?:was|were|is|has)\s+(?P<t>.+?){_ADVERBS}\s+(?:been\s+)?(?:{_ADVERBS}\s+)?(?:mentioned|discussed|raised|addressed|brought\s+up|talked\s+about)"
     rf"{_ADVERBS}(?:\s+by\s+(?P<s>.+))?", Frame.WHEN),
    (rf"(?:when|since\s+when|on\s+what\s+(?:day|date)|what\s+year)\s+{_AUX}\s+(?P<s>.+?){_ADVERBS}\s+"
     rf"(?:{_DO}|{_SAY}{_ADVERBS}(?:\s+(?:{_ABOUT}|that))?)\s+(?P<t>.+)", Frame.WHEN),
    # what was said about T (by S)
    (rf"(?:what|anything)\s+(?:was|has\s+been|have\s+been|is|were|been)(?:\s+being)?\s+(?:said|stated|written|mentioned|claimed)"
     rf"\s+(?:by\s+(?P<s>.+?)\s+)?{_ABOUT}\s+(?P<t>.+?)(?:\s+by\s+(?P<s2>.+))?", Frame.SAID),
    # what was S's reaction to T · S's position on T · what is the position of S on T
    (rf"(?:(?:what|what['’]s|how|where)\s+)?(?:(?:is|was|are|were)\s+)?(?:the\s+)?(?P<s>[^?]+?)['’]s?\s+(?:\w+\s+){{0,2}}?{_SAYINGS}"
     rf"(?:\s+{_ABOUT}\s+(?P<t>.+))?", Frame.SAID),
    (rf"(?:(?:what|what['’]s|are\s+there|is\s+there)\s+)?(?:(?:is|was|are|were)\s+)?(?:the\s+|any\s+|all\s+)?{_THINGS}"
     rf"\s+(?:(?:said|made|given|issued|put\s+out)\s+)?(?:by|from|of)\s+(?P<s>.+?)\s+{_ABOUT}\s+(?P<t>.+)", Frame.SAID),
    (rf"(?:the\s+|any\s+|all\s+)?{_THINGS}\s+{_ABOUT}\s+(?P<t>.+?)\s+(?:by|from)\s+(?P<s>.+)", Frame.SAID),
    (rf"(?:the\s+|any\s+|all\s+)?{_SAYINGS}\s+(?:(?:made|given|issued)\s+)?(?:by|from)\s+(?P<s>.+)", Frame.SAID),
    (rf"(?:(?:is|are|was|were)\s+there\s+)?(?:the\s+|any\s+|all\s+)?{_THINGS}\s+(?:about|on|regarding|concerning|mentioning)\s+(?P<t>.+)", Frame.SAID),
    (r"what\s+(?:is|was)\s+(?:the\s+)?(?:response|reaction|position|view|stance|opinion|policy)\s+(?:of|from)\s+(?P<s>.+?)\s+"
     r"(?:to|on|about|regarding|towards?)\s+(?P<t>.+)", Frame.SAID),
    # what did S say about T · has S ever mentioned T · how did S react to T
    (rf"(?:(?:what|how|why|where|which|whether)(?:\s+(?:else|exactly|kind\s+of\s+\w+|\w+))?\s+)?{_AUX}(?:n['’]t)?\s+(?P<s>.+?){_ADVERBS}"
     rf"\s+(?:{_SAY}{_ADVERBS}(?:\s+(?:(?:anything|something|much)\s+)?(?:{_ABOUT}|that)\s+(?P<t>.+))?|{_DO}\s+(?P<t2>.+))", Frame.SAID),
    # what S said about T
    (rf"what(?:ever)?\s+(?P<s>.+?)\s+(?:(?:has|have|had)\s+)?{_SAY}(?:\s+{_ABOUT}\s+(?P<t>.+))?", Frame.SAID),
    # what about S on T
    (r"(?P<t>.+?),?\s+according\s+to\s+(?P<s>.+)", Frame.SAID),
    (r"according\s+to\s+(?P<s>[^,]+),?\s+(?P<t>.+)", Frame.SAID),
)
_FOREIGN = (
    # German
    (r"was\s+(?:hat|haben|hatte|hatten)\s+(?P<s>.+?)\s+(?:über|ueber|zu[mr]?|gegen|wegen|von)\s+(?P<t>.+?)(?:\s+(?:gesagt|geäußert|erklärt|gemeint))?", Frame.SAID),
    (r"was\s+(?:hat|haben|hatte|hatten)\s+(?P<s>.+?)\s+(?:gesagt|geäußert|erklärt)(?:\s+(?:über|zu[mr]?|gegen|wegen)\s+(?P<t>.+))?", Frame.SAID),
    (r"was\s+(?:sagt|sagte|sagten|sagen|meint|meinte|denkt|erklärte?)\s+(?P<s>.+?)(?:\s+(?:über|ueber|zu[mr]?|gegen|wegen|von)\s+(?P<t>.+))?", Frame.SAID),
    (r"wer\s+(?:hat\s+)?(?:(?:erwähnte?|nannte)\s+)?(?:(?:sprach|redete)\s+(?:über|von)\s+)?(?:über\s+)?(?P<t>.+?)(?:\s+(?:erwähnt|gesprochen|genannt|gesagt))?", Frame.MENTIONED),
    (r"wann\s+hat\s+(?P<s>.+?)\s+(?P<first>zuerst|erstmals|zuletzt|zum\s+ersten\s+mal)\s+(?P<t>.+?)\s+(?:erwähnt|genannt)", Frame.WHEN),
    # French
    (r"(?:qu['’]\s?(?:a|ont)|que\s+(?:dit|disent|pense|disait))(?:-t-(?:il|elle))?\s*(?:dit\s+|déclaré\s+)?(?P<s>.+?)(?:\s+(?:sur|de|du|des|à\s+propos\s+d[eu']?|au\s+sujet\s+d[eu']?|concernant|contre)\s+(?P<t>.+))?", Frame.SAID),
    (r"qu['’]\s?est[-\s]ce\s+que\s+(?P<s>.+?)\s+(?:a|ont)\s+(?:dit|déclaré)(?:\s+(?:sur|de|du|des|à\s+propos\s+d[eu']?|au\s+sujet\s+d[eu']?|concernant|contre)\s+(?P<t>.+))?", Frame.SAID),
    (r"qui\s+a\s+(?:mentionné|évoqué|parlé\s+d[eu']|cité)\s*(?P<t>.+)", Frame.MENTIONED),
    (r"quand\s+(?P<s>.+?)\s+a(?:-t-(?:il|elle))?\s+(?P<first>pour\s+la\s+première\s+fois\s+)?(?:mentionné|évoqué|parlé\s+d[eu']?)\s+(?P<t>.+)", Frame.WHEN),
    # Spanish, Portuguese, Italian
    (r"qu[eé]\s+(?:dijo|dijeron|dice|dicen|ha\s+dicho|opina|opinó|piensa|declaró)\s+(?P<s>.+?)(?:\s+(?:sobre|de|del|acerca\s+del?|contra|respecto\s+al?)\s+(?P<t>.+))?", Frame.SAID),
    (r"qui[eé]n(?:es)?\s+(?:mencionó|mencionaron|ha\s+mencionado|habló\s+de|dijo)\s+(?P<t>.+)", Frame.MENTIONED),
    (r"cu[aá]ndo\s+(?P<first>)?(?:mencionó|habló\s+de)\s+(?P<s>.+?)\s+(?:por\s+primera\s+vez\s+)?(?:a\s+|de\s+)?(?P<t>.+)", Frame.WHEN),
    (r"o\s+que\s+(?:é\s+que\s+)?(?:disse|disseram|diz|falou|afirmou|pensa)\s+(?P<s>.+?)(?:\s+(?:sobre|de|da|do|acerca\s+d[eao]|contra)\s+(?P<t>.+))?", Frame.SAID),
    (r"o\s+que\s+(?P<s>.+?)\s+(?:disse|disseram|diz|falou|afirmou|pensa)(?:\s+(?:sobre|de|da|do|acerca\s+d[eao]|contra)\s+(?P<t>.+))?", Frame.SAID),
    (r"quem\s+(?:mencionou|falou\s+(?:de|da|do|sobre)|citou)\s+(?P<t>.+)", Frame.MENTIONED),
    (r"(?:che\s+)?(?:cosa|che)\s+(?:ha|hanno)\s+detto\s+(?P<s>.+?)(?:\s+(?:(?:su|sul|sulla|sullo|sui|sulle|del|della|di|riguardo\s+al?|contro)\s|(?:sull|dell)['’])(?P<t>.+))?", Frame.SAID),
    (r"chi\s+ha\s+(?:menzionato|citato|parlato\s+d(?:i|el|ella))\s+(?P<t>.+)", Frame.MENTIONED),
    # Norwegian, Danish, Swedish, Dutch
    (r"(?:hva|hvad|vad)\s+(?:sa|sade|sagde|sier|siger|säger|mener|mente|tycker)\s+(?P<s>.+?)(?:\s+(?:om|mot|til|till|imod)\s+(?P<t>.+))?", Frame.SAID),
    (r"(?:hva|hvad|vad)\s+har\s+(?P<s>.+?)\s+(?:sagt|uttalt|udtalt|uttalat)(?:\s+(?:om|mot|til|till|imod)\s+(?P<t>.+))?", Frame.SAID),
    (r"(?:hvem|vem)\s+(?:(?:har\s+)?(?:nevnt?e?|nævnte?|nämnde|nämnt|omtalte?)|(?:snakket|talte|talade)\s+om)\s+(?P<t>.+)", Frame.MENTIONED),
    (r"(?:når|hvornår|när)\s+(?:nevnte|nævnte|nämnde)\s+(?P<s>.+?)\s+(?:(?P<first>først|först|for\s+første\s+gang)\s+)?(?P<t>.+?)", Frame.WHEN),
    (r"wat\s+(?:zei|zeiden|zegt|vindt|vond)\s+(?P<s>.+?)(?:\s+(?:over|van|tegen)\s+(?P<t>.+))?", Frame.SAID),
    (r"wat\s+(?:heeft|hebben)\s+(?P<s>.+?)(?:\s+(?:over|van|tegen)\s+(?P<t>.+?))?\s+gezegd(?:\s+over\s+(?P<t2>.+))?", Frame.SAID),
    (r"wie\s+(?:noemde|vermeldde|sprak\s+over|heeft)\s+(?P<t>.+?)(?:\s+(?:genoemd|vermeld))?", Frame.MENTIONED),
    # Russian, Polish, Turkish, Arabic
    (r"что\s+(?:сказала?о?и?|говорит|говорил[аио]?|заявил[аио]?|заявляет|думает)\s+(?P<s>.+?)(?:\s+(?:об?о?|про|насч[её]т|против|по\s+поводу)\s+(?P<t>.+))?", Frame.SAID),
    (r"что\s+(?P<s>.+?)\s+(?:сказала?о?и?|говорит|говорил[аио]?|заявил[аио]?|думает)(?:\s+(?:об?о?|про|насч[её]т|против|по\s+поводу)\s+(?P<t>.+))?", Frame.SAID),
    (r"кто\s+(?:упомянул[аи]?|упоминал[аи]?|говорил\s+о|сказал\s+о)\s+(?P<t>.+)", Frame.MENTIONED),
    (r"co\s+(?:powiedział[ay]?|powiedziały|mówi|mówią)\s+(?P<s>.+?)(?:\s+(?:o|na\s+temat|przeciw)\s+(?P<t>.+))?", Frame.SAID),
    (r"(?P<s>\S+)\s+(?P<t>\S+)\s+hakkında\s+ne\s+(?:dedi|diyor|söyledi)", Frame.SAID),
    (r"ماذا\s+(?:قالت|قال|تقول|يقول)\s+(?P<s>.+?)(?:\s+(?:عن|حول|بشأن)\s+(?P<t>.+))?", Frame.SAID),
    # Chinese, Japanese, Korean
    (r"(?:谁|哪些国家|哪个国家|誰)(?:都|曾|曾经|有)?(?:提到|提及|说|說|谈到|讨论|談到)(?:过|了|過)?(?P<t>.+?)", Frame.MENTIONED),
    (r"(?P<s>.+?)(?:什么时候|何时|何時|什麼時候)(?P<first>第一次|首次|最早)?(?:提到|提及|谈到|談到)(?:过|了|過)?(?P<t>.+?)", Frame.WHEN),
    (r"(?:关于|關於|对于|就)(?P<t>.+?)[,，、]?\s*(?P<s>[^,，\s]+?)(?:说|說|讲|表示|怎么说|怎麼說)(?:了|过|過)?(?:什么|什麼|些什么|啥)?", Frame.SAID),
    (r"(?P<s>.+?)(?:对于|对|對於|對|就|关于|關於)(?P<t>.+?)(?:问题)?(?:说|說|讲|表示|评论|評論|发表|怎么看|怎麼看|有什么|有何|的?(?:立场|立場|看法|态度|態度|回应|回應|反应|评论)).*", Frame.SAID),
    (r"(?P<s>.+?)(?:は|が)(?P<t>.+?)(?:について|に関して|に対して|のことを)(?:何を?|なんと|どう|なにを)?(?:と)?(?:言|述べ|発言|コメント|話).*", Frame.SAID),
    (r"(?P<t>.+?)(?:について|に関して|に対して)(?P<s>.+?)(?:は|が)(?:何を?|なんと|どう)?(?:と)?(?:言|述べ|発言|コメント|話).*", Frame.SAID),
    (r"誰が(?P<t>.+?)(?:に言及|について|を|の).*", Frame.MENTIONED),
    (r"(?P<s>\S+?)[은는이가]\s+(?P<t>.+?)(?:에\s*대해(?:서)?|에\s*관해(?:서)?)\s*(?:뭐라고|무엇을|무슨|어떻게).*", Frame.SAID),
)
_GUESSES = (
    (r"(?:quotes?|quotations?|statements?|remarks?|comments?)\s+(?:by\s+|from\s+|of\s+)?(?P<s>.+?)\s+(?:on|about|regarding|concerning)\s+(?P<t>.+)", Frame.SAID),
    (rf"(?P<s>.+?)\s+(?:{_SAY})(?:\s+(?:{_ABOUT}|that)\s+(?P<t>.+))?", Frame.SAID),
    (rf"(?P<s>.+?)\s+{_DO}\s+(?P<t>.+)", Frame.SAID),
    (r"(?P<s>.+?)\s*(?:\s(?:on|about|regarding|concerning|re|over|towards?|against|über|sobre|sur|om|su)\s|:\s)\s*(?P<t>.+)", Frame.SAID),
)
_POLITE = re.compile(
    r"(?:(?:hey|hi|hello|please|pls|ok|okay|so|well|and|um|now|thanks|@?on\s*record|bot|can\s+you|could\s+you|would\s+you|will\s+you|"
    r"tell\s+(?:me|us)|show\s+(?:me|us)?|give\s+(?:me|us)|find\s+(?:me\s+)?(?!out)|find\s+out|search(?:\s+for)?|look\s+up|look\s+for|list|"
    r"get(?:\s+me)?|i\s+(?:want|need|would\s+like|['’]d\s+like)\s+to\s+know|i['’]d\s+like\s+to\s+know|i\s+wonder|do\s+you\s+know|"
    r"do\s+we\s+know|do\s+we\s+have|do\s+you\s+have|let\s+me\s+know|quick\s+question|question|remind\s+me|summari[sz]e|explain|quote(?=\s))\b[\s,:!]*)+",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:first|earliest|initially|originally|zuerst|erstmals|première|primera|prima|først|först)\b|第一次|首次|最早", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:last|latest|most\s+recently)\b", re.IGNORECASE)


def _compiled(frames: tuple[tuple[str, Frame], ...]) -> tuple[tuple[re.Pattern[str], Frame], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), frame) for pattern, frame in frames)


@cache
def _patterns(which: str) -> tuple[tuple[re.Pattern[str], Frame], ...]:
    """Compiled when first tried, 10 to 20 ms each: an English question never pays for the others."""
    return _compiled({"english": _ENGLISH, "foreign": _FOREIGN, "guesses": _GUESSES}[which])


def without_courtesy(text: str) -> str:
    """The question without "please tell me" and such at its beginning."""
    return text[match.end() :] if (match := _POLITE.match(text)) and match.end() < len(text) else text


def fits(text: str) -> Iterator[Fit]:
    """Every frame that fits the whole text, the likeliest first."""
    for which in ("english", "foreign", "guesses"):
        for pattern, frame in _patterns(which):
            if match := pattern.fullmatch(text):
                groups = match.groupdict()
                topic, speaker = groups.get("t") or groups.get("t2"), groups.get("s") or groups.get("s2")
                first = bool(groups.get("first") or (_FIRST.search(text) and not _LATEST.search(text)))
                yield Fit(frame, _tidy(speaker), _tidy(topic), first and frame is Frame.WHEN, which != "guesses")


def _tidy(words: str | None) -> str | None:
    return words.strip(" \t\n,;:?!.，。？！、「」\"“”") or None if words else None
