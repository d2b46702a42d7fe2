"""A question's sentence pattern -> which of its words name the speaker and which the topic.

A frame is a line of ordinary words with brackets for what may vary, ``<S>`` for the speaker, ``<T>`` for the topic and
names in capitals for lists of words. They are tried in order and the first whose speaker the caller accepts wins;
"X on Y" only counts when X is somebody. Words are only looked at here; who they name is for ``who`` and ``read``.
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


def _forms(verbs: str) -> str:
    """Regular verbs, each as "they do", "it does" and "it did": ``deny denies denied``."""
    return " ".join(map(_forms_of, verbs.split()))


def _forms_of(verb: str) -> str:
    if verb.endswith(("e", "s", "sh", "ch")):
        base = verb.removesuffix("e") + "e"
    elif verb.endswith("y"):
        base = verb[:-1] + "ie"
    else:
        return f"{verb} {verb}s {verb}ed"
    return f"{verb} {base}s {base}d"


_MACROS = {
    "SAY": "say says said saying think thinks thinking thought spoke spoken speak speaks write writes wrote written "
    "tell tells told mean meant feel feels felt stand stands have_to_say has_to_say had_to_say got_to_say go_on_record "
    + _forms(
        "comment respond reply react state declare claim talk announce argue stress remark warn suggest promise "
        "express vow want complain insist believe hope agree disagree pledge boast apologise apologize object protest "
        "ask predict"
    ),
    # verbs that take their topic without a preposition
    "DO": "bring_up brought_up refer_to refers_to referred_to call_for calls_for called_for admit admits admitted "
    + _forms(
        "mention condemn criticize criticise deplore oppose support deny reject welcome address discuss accuse blame "
        "quote cite raise praise call describe name use recognise recognize demand urge propose request recommend "
        "threaten acknowledge confirm reiterate reaffirm emphasise emphasize highlight defend justify explain endorse "
        "hail applaud commend congratulate thank"
    ),
    "ABOUT": "about on regarding concerning re of to against over toward towards for with_regard_to with_regards_to "
    "in_regard_to in_regards_to with_respect_to as_to in_relation_to in_response_to in_connection_with in_reaction_to "
    "vis-a-vis when_asked_about that_mention that_mentions mentioning at",
    "AUX": "did does do has have had is was were would will could can might",
    "ADVERB": "ever first last recently publicly officially actually really exactly previously already formally just "
    "also most_recently earliest initially originally anything something now so_far",
    "SAYING": "statement statements quote quotes quotation quotations remark remarks comment comments words reaction "
    "reactions response responses reply replies answer answers position positions view views stance opinion opinions "
    "line policy attitude speech speeches press_release press_releases take thoughts claim claims excerpt excerpts",
    "THING": "anything something everything all what",
    "LEAD": "what what_is what_was what_are what_were what['’]s which_is which_was when_was whats",
    "RANK": "latest newest last most_recent recent first earliest oldest very_first very_last",
    "AL": "the any all",
    "DE": "über ueber zu zum zur gegen wegen von",
    "FR": "sur de du des à_propos_de à_propos_du au_sujet_de au_sujet_du concernant contre",
    "ES": "sobre de del acerca_de acerca_del contra respecto_a respecto_al",
    "PT": "sobre de da do acerca_de acerca_da acerca_do contra",
    "IT": "su sul sulla sullo sui sulle del della di riguardo_a riguardo_al contro",
    "NO": "om mot til till imod",
    "RU": "о об обо про насчёт насчет против по_поводу",
    "ESSAID": "dijo dijeron dice dicen ha_dicho han_dicho opina opinan opinó piensa piensan declaró declara "
    "ha_declarado comentó comenta respondió afirmó señaló contestó manifestó",
    "PTSAID": "disse disseram diz dizem tem_dito falou falaram afirmou declarou respondeu comentou pensa pensam",
    "PLSAID": "powiedział powiedziała powiedziały powiedzieli mówi mówią mówił mówiła mówiły sądzi sądzą oświadczyły",
    "RUSAID": "сказал сказала сказало сказали говорит говорил говорила говорили заявил заявила заявило заявили "
    "заявляет думает",
    "ZHSAY": "说 說 讲 表示 评论 評論 发表 怎么看 怎麼看 有什么 有何 的立场 立场 立場 的看法 看法 "
    "的态度 态度 態度 的回应 回应 回應 反应",
}
"""Words of one kind, by the name that stands for them in the frames; an underscore is a space."""

_ENGLISH = r"""
WHEN (and )?who (was|is|were) (the )?(very )?<RANK>( \w+)? to (<DO>|<SAY>( (<ABOUT>|that))?) <T>
SAID how (often|many times) <AUX> <S>( <ADVERB>)* (<DO>|<SAY>( (<ABOUT>|that))?) <T>
MENTIONED (who|which \w+|what (countries|parties|officials?|states|governments?))( (all|else))?( <AUX>)?( <ADVERB>)*
    +  (<SAY>( <ADVERB>)*( (<ABOUT>|that))?|<DO>( it)?) <T>
WHEN when (was|were|is|has) <T>( <ADVERB>)*( been)?( <ADVERB>)*
    +  (mentioned|discussed|raised|addressed|brought up|talked about)( <ADVERB>)*( by <S>)?
WHEN (when|since when|on what (day|date)|what year) <AUX> <S>( <ADVERB>)* (<DO>|<SAY>( <ADVERB>)*( (<ABOUT>|that))?) <T>
WHEN (<LEAD> )?(the )?<RANK>( (thing|time|<SAYING>))( that)? <S>( (has|have|had))?( <ADVERB>)*
    +  (<SAY>( <ADVERB>)*( (<ABOUT>|that) <T>)?|<DO> <T2>|(made|gave|issued|published)( <ABOUT> <T3>)?)
WHEN (<LEAD> )?(the )?<S>['’]s? <RANK>( (official|public))?( (<SAYING>|word))?( <ABOUT> <T>)?
WHEN (<LEAD> )?(the )?<RANK>(( (official|public))? (thing|<SAYING>|word)( (made|given|issued|published|said))?
    +  (by|from|of)| from) <S>( <ABOUT> <T>)?
WHEN (<LEAD> )?(the )?<RANK>( (official|public))? (<SAYING>) <ABOUT> <T> (by|from) <S>
WHEN (<LEAD> )?(the )?<RANK>( (official|public))? (<SAYING>) (about|on|regarding|concerning|mentioning) <T>
SAID ((what|how|why|where|which|whether)( (kind of )?\w+)? )?<AUX>(n['’]t)? <S>( <ADVERB>)*
    +  (<SAY>( <ADVERB>)*( ((anything|something|much) )?(<ABOUT>|that) <T>)?|<DO> <T2>)
SAID what(ever)? <S>( (has|have|had))? <SAY>( <ABOUT> <T>)?
SAID (what|anything) (was|has been|have been|is|were|been)( being)? (said|stated|written|mentioned|claimed)
    + ( by <S>)? <ABOUT> <T>( by <S2>)?
SAID ((what|what['’]s|how|where) )?((is|was|are|were) )?(the )?<S>['’]s?( \w+){0,2}? <SAYING>( <ABOUT> <T>)?
SAID ((what|what['’]s|are there|is there) )?((is|was|are|were) )?(<AL> )?(<THING>|<SAYING>)
    + ( (said|made|given|issued|put out))? (by|from|of) <S> <ABOUT> <T>
SAID (<AL> )?(<THING>|<SAYING>) <ABOUT> <T> (by|from) <S>
SAID (<AL> )?<SAYING>( (made|given|issued))? (by|from) <S>
SAID ((is|are|was|were) there )?(<AL> )?(<THING>|<SAYING>) (about|on|regarding|concerning|mentioning) <T>
SAID what (is|was) (the )?<SAYING> (of|from) <S> (to|on|about|regarding|towards?) <T>
SAID <T>,? according to <S>
SAID according to <S>, <T>
"""
_FOREIGN = r"""
SAID was (hat|haben|hatte|hatten) <S> <DE> <T>( (gesagt|geäußert|erklärt|gemeint))?
SAID was (hat|haben|hatte|hatten) <S> (gesagt|geäußert|erklärt)( <DE> <T>)?
SAID was (sagt|sagte|sagten|sagen|meint|meinte|denkt|erklärte?) <S>( <DE> <T>)?
MENTIONED wer (hat )?((erwähnte?|nannte) )?((sprach|redete) )?((über|von) )?<T>( (erwähnt|gesprochen|genannt|gesagt))?
WHEN wann hat <S> (zuerst|erstmals|zuletzt|zum ersten mal) <T> (erwähnt|genannt)
SAID (qu['’] ?(a|ont)|que (dit|disent|pense|disait))(-t-(il|elle))? ((dit|déclaré) )?<S>( (<FR> |d['’])<T>)?
SAID qu['’] ?est[- ]ce que <S> (a|ont) (dit|déclaré)( (<FR> |d['’])<T>)?
MENTIONED qui a (mentionné|évoqué|cité|parlé (de|du|des)) <T>
WHEN quand <S> a(-t-(il|elle))?( pour la première fois)? (mentionné|évoqué|parlé (de|du)) <T>
SAID qu[eé] <ESSAID> <S>( (<ES>|a) <T>)?
MENTIONED qui[eé]n(es)? (mencion(ó|aron|an?)|han? mencionado|(habl(ó|aron|an?)|han? hablado) (de|sobre)|dijo|citó)
    +  (a )?<T>
WHEN cu[aá]ndo (mencionó|habló de) <S>( por primera vez)?( (a|de))? <T>
SAID (o )?que (é que )?<PTSAID> <S>( <PT> <T>)?
SAID (o )?que <S> <PTSAID>( <PT> <T>)?
MENTIONED quem (mencionou|citou|falou (de|da|do|sobre)) <T>
SAID (che cosa|cosa|che) ((ha|hanno) (detto|dichiarato|affermato|risposto)|dic(e|ono)|disse|dichiara|pensa(no)?) <S>
    + ( (<IT> |(sull|dell)['’])<T>)?
MENTIONED chi (ha )?(menzionato|citato|menziona|cita|(parlato|parla) (di|del|della)) <T>
SAID (hva|hvad|vad) (sa|sade|sagde|sier|siger|säger|mener|mente|tycker|(ut|ud)tal(t|ad)e|svar(t|ed|ad)e) <S>
    + ( <NO> <T>)?
SAID (hva|hvad|vad) har <S> (sagt|uttalt|udtalt|uttalat|ment|svart|svaret|svarat)( <NO> <T>)?
MENTIONED (hvem|vem) (har )?(nevnt?e?|nævnte?|nämnde|nämnt|omtalte?|(snakke[tr]|tal(te?|ade|at)|prata(t|de|r)) om) <T>
WHEN (når|hvornår|när) (nevnte|nævnte|nämnde) <S>( (først|först|for første gang))? <T>
SAID wat (zei|zeiden|zegt|vindt|vond) <S>( (over|van|tegen) <T>)?
SAID wat (heeft|hebben) <S>( (over|van|tegen) <T>)? gezegd( over <T2>)?
MENTIONED wie (noemde|vermeldde|sprak over|had het over|heeft het over|heeft) <T>( (genoemd|vermeld))?
SAID что <RUSAID> <S>( <RU> <T>)?
SAID что <S> <RUSAID>( <RU> <T>)?
MENTIONED кто (упомянул[аи]?|упоминал[аи]?|говорил о|сказал о) <T>
SAID co <PLSAID> <S>( (o|na temat|przeciw) <T>)?
SAID co <S> <PLSAID>( (o|na temat|przeciw) <T>)?
MENTIONED kto (wspomniał|wspominał|wspomina|mówił|mówi|powiedział)( o)? <T>
SAID mitä <S> (sanoi|sanoo|on sanonut|totesi|on todennut|kommentoi|sanoivat|sanovat)( <T>st[aä])?
SAID mitä <S> (sanoi|sanoo|on sanonut) <T>
MENTIONED kuka (mainitsi|on maininnut|mainitsee) <T>n
MENTIONED kuka (puhui|on puhunut|puhuu) <T>st[aä]
SAID <S>,? <T> (hakkında|ile ilgili|konusunda) ne (dedi|diyor|söyledi|söylüyor|düşünüyor)
MENTIONED (kim )?<T>['’](t[ae]n|d[ae]n) (kim )?(bahsetti|söz etti|bahsediyor)
SAID apa (kata|yang dikatakan|pendapat|komentar|pernyataan|tanggapan) <S>( (tentang|mengenai|soal|terhadap) <T>)?
SAID apa yang <S> (katakan|sampaikan)( (tentang|mengenai|soal|terhadap) <T>)?
MENTIONED siapa( saja)?( yang)? (menyebut(kan)?|membicarakan|berbicara tentang) <T>
SAID (ماذا|ما الذي|ما) (قالته|قاله|قالت|قال|تقول|يقول|صرحت|صرح) <S>( (عن|حول|بشأن) <T>)?
MENTIONED من (ذكرت|ذكر|تحدث عن|تكلم عن|أشار إلى) <T>
MENTIONED (谁|哪些国家|哪个国家|誰)(都|曾|曾经|有)?(提到|提及|说|說|谈到|讨论|談到)(过|了|過)?<T>
WHEN <S>(什么时候|何时|何時|什麼時候)(第一次|首次|最早)?(提到|提及|谈到|談到)(过|了|過)?<T>
SAID (关于|關於|对于|就)<T>[,，、]? ?<S>(说|說|讲|表示|怎么说|怎麼說)(了|过|過)?(什么|什麼|些什么|啥)?
SAID <S>(对于|对|對於|對|就|关于|關於)<T>(问题)?<ZHSAY>.*
SAID <S>(は|が)<T>(について|に関して|に対して|のことを)(何を?|なんと|どう|なにを)?と?(言|述べ|発言|コメント|話).*
SAID <T>(について|に関して|に対して)<S>(は|が)(何を?|なんと|どう)?と?(言|述べ|発言|コメント|話).*
MENTIONED 誰が<T>(に言及|について|を|の).*
MENTIONED <T>(に言及した|に触れた|について(話した|述べた|発言した|語った))の(は|が)?誰.*
MENTIONED 누가 <T>(을|를) ?언급.*
MENTIONED 누가 <T>에 ?(대해|관해)서? .*
SAID <T>에 ?(대해|관해)서? <S>[은는이가] ?(뭐라고|무엇을|무슨|어떻게).*
SAID <S>[은는이가] <T>에 ?(대해|관해)서? ?(뭐라고|무엇을|무슨|어떻게).*
"""
_GUESSES = """
WHEN (<LEAD> )?(the )?<RANK> <S> <SAYING>( <ABOUT> <T>)?
SAID <SAYING>( (by|from|of))? <S> (on|about|regarding|concerning) <T>
SAID <S> <SAY>( (<ABOUT>|that) <T>)?
SAID <S> <DO> <T>
SAID <S> (on|about|regarding|concerning|re|over|towards?|against|über|sobre|sur|om|su) <T>
SAID <S> ?: <T>
"""
_COURTESIES = (
    "hey hi hello please pls ok okay so well and um now thanks on_record bot can_you could_you would_you will_you "
    "tell_me tell_us show show_me show_us give_me give_us find(?!_out) find_me find_out search search_for look_up "
    "look_for list get get_me i_want_to_know i_need_to_know i_would_like_to_know i['’]d_like_to_know i_wonder "
    "do_you_know do_we_know do_we_have do_you_have let_me_know quick_question question remind_me summari[sz]e explain "
    "quote(?=_)"
)
_ANY_COURTESY = "|".join(sorted(_COURTESIES.split(), key=len, reverse=True)).replace("_", r"\s+")
_POLITE = re.compile(rf"(?:(?:{_ANY_COURTESY})\b[\s,:!]*)+", re.IGNORECASE)
_FIRST = re.compile(
    r"\b(?:first|earliest|oldest|initially|originally|zuerst|erstmals|première|primera|prima|først|först)\b|第一次|首次|最早",
    re.IGNORECASE,
)
_LATEST = re.compile(r"\b(?:last|latest|newest|recent|most\s+recently)\b", re.IGNORECASE)

_SLOTS = (("t", "t2", "t3"), ("s", "s2"))
"""Where the topic and where the speaker stands; one frame may have several places for either."""


@cache
def _frames(which: str) -> tuple[tuple[str, Frame], ...]:
    text = {"english": _ENGLISH, "foreign": _FOREIGN, "guesses": _GUESSES}[which]
    lines = re.sub(r"\n +\+ ", "", text).split("\n")  # a line goes on behind a plus and one space
    return tuple((template, Frame[kind]) for kind, template in (line.split(" ", 1) for line in lines if line))


@cache
def _compiled(template: str) -> re.Pattern[str]:
    """Compiled when first tried, about 1 ms each: an English question never pays for the other languages."""
    return re.compile(_pattern(template), re.IGNORECASE)


def _pattern(template: str) -> str:
    """A frame as a regular expression: a space is white space, a bracket groups, ``<S>`` and ``<T>`` are the slots."""
    for name, words in _MACROS.items():
        choice = "|".join(sorted((word.replace("_", " ") for word in words.split()), key=len, reverse=True))
        template = template.replace(f"<{name}>", f"({choice})")
    pattern = re.sub(r"\((?!\?)", "(?:", template).replace(" ?", r"\s*").replace(" ", r"\s+")
    for slot in sum(_SLOTS, ()):
        pattern = pattern.replace(f"<{slot.upper()}>", f"(?P<{slot}>.+?)")
    return pattern


def without_courtesy(text: str) -> str:
    """The question without "please tell me" and such at its beginning."""
    return text[match.end() :] if (match := _POLITE.match(text)) and match.end() < len(text) else text


def fits(text: str) -> Iterator[Fit]:
    """Every frame that fits the whole text, the likeliest first."""
    for which in ("english", "foreign", "guesses"):
        for template, frame in _frames(which):
            if match := _compiled(template).fullmatch(text):
                groups = match.groupdict()
                topic, speaker = (next(filter(None, map(groups.get, names)), None) for names in _SLOTS)
                topic = _nominative(topic) if topic and _POLISH.match(template) else topic
                first = bool(_FIRST.search(text) and not _LATEST.search(text))
                yield Fit(frame, _tidy(speaker), _tidy(topic), first and frame is Frame.WHEN, which != "guesses")


_POLISH = re.compile(r"(?:co|kto) ")
_CASES = (
    ("czech", "cy"), ("ach", "y"), ("sce", "ska"), ("ii", "ia"), ("ji", "ja"), ("ię", "ia"), ("ę", "a"), ("ie", "a"),
)
"""What Polish names end in behind "o" and as objects, and as they are listed."""


def _nominative(topic: str) -> str:
    """A Polish topic of one capitalised word as a list of names has it: "Norwegii" -> "Norwegia"."""
    if " " in topic or not topic[:1].isupper():
        return topic
    case = next(((ending, listed) for ending, listed in _CASES if topic.endswith(ending)), None)
    return topic.removesuffix(case[0]) + case[1] if case else topic


def _tidy(words: str | None) -> str | None:
    return words.strip(" \t\n,;:?!.，。？！、「」“”" + '"') or None if words else None
