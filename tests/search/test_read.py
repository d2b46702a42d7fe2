"""Chat messages as they are typed, and what they are read as."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.question import Frame, Question
from bot.names import Registry
from bot.search.read import read
from bot.search.terms import STOP
from bot.search.topics import FILLERS
from bot.search.who import Row
from tests.search.conftest import TODAY, Vocabulary

ARCHIVE = Vocabulary(
    "China Norway Norwegian Storting Australia Czech Republic Myanmar cyber security attacks cyberspace PRISM "
    "ransomware sovereignty evidence groundless guesses embassy global initiative on data security hua geng shuang "
    "chunying theft fisheries small arms whales nuclear weapons statement journalist while topic"
)
SPEAKERS: list[Row] = [
    ("Hua Chunying", "cn.mfa.hua_chunying", "CN", 9),
    ("Geng Shuang", "cn.mfa.geng_shuang", "CN", 5),
    ("Li Tao", None, "CN", 3),
    ("Zhu Haiquan", None, "CN", 2),
    ("China", "CN", "CN", 7),
    ("a spokesperson for the Chinese Embassy in the Czech Republic", "cn.embassy.cz", "CN", 4),
]


def shown(question: Question) -> str:
    """A reading in one line: speaker | topics | what else."""
    unknown = f"?{question.unknown_speaker}" if question.unknown_speaker else None
    who = unknown or question.speaker or question.party or "-"
    topics = ", ".join(f"{topic.text}={topic.entity}" if topic.entity else topic.text for topic in question.topics)
    more = [f"“{question.phrase}”"] if question.phrase else []
    more += [f"not {topic.text}" for topic in question.without]
    more += [f"{question.since or ''}..{question.until or ''}"] if question.since or question.until else []
    more += [question.frame.value] if question.frame is not Frame.SAID else []
    more += ["first"] if question.first else []
    return " | ".join([who, topics or "-", *more])


READINGS = [
    # what did SPEAKER say about TOPIC, and its kin
    ("What did China say about Norway?", "CN | Norway=NO"),
    ("what did china say about norway", "CN | norway=NO"),
    ("WHAT DID CHINA SAY ABOUT NORWAY???", "CN | NORWAY=NO"),
    ("what has China said regarding cyber attacks", "CN | cyber attacks"),
    ("what does China think about cyber attacks", "CN | cyber attacks"),
    ("how did China respond to the cyber attacks", "CN | cyber attacks"),
    ("has China ever mentioned PRISM", "CN | PRISM"),
    ("did China condemn Norway", "CN | Norway=NO"),
    ("what did the Chinese say about the Norwegians", "CN | Norwegians=NO"),
    ("what China said about Norway", "CN | Norway=NO"),
    ("China's position on cyber security", "CN | cyber security"),
    ("what's China's view of Norway", "CN | Norway=NO"),
    ("what was China's reaction to the cyber attacks", "CN | cyber attacks"),
    ("what is the position of China on Norway", "CN | Norway=NO"),
    ("statements by China about Norway", "CN | Norway=NO"),
    ("statements about Norway by China", "CN | Norway=NO"),
    ("anything from China on Norway", "CN | Norway=NO"),
    ("quotes from China on Norway", "CN | Norway=NO"),
    ("quote china on norway", "CN | norway=NO"),
    ("what was said about Norway by China", "CN | Norway=NO"),
    ("what was said about Norway", "- | Norway=NO"),
    ("cyber attacks according to China", "CN | cyber attacks"),
    ("China said about Norway", "CN | Norway=NO"),
    ("China on Norway", "CN | Norway=NO"),
    ("China: Norway", "CN | Norway=NO"),
    ("what did China say", "CN | -"),
    ("please tell me what China said about Norway", "CN | Norway=NO"),
    ("can you show me what did China say about Norway", "CN | Norway=NO"),
    # courtesy, mentions, emojis, odd punctuation
    ("<@123456> what did China say about Norway", "CN | Norway=NO"),
    ("<@U02ABC> hi! what did China say about Norway :thinking_face:", "CN | Norway=NO"),
    ("🙏🏽 what did China say about Norway 🇳🇴??", "CN | Norway=NO"),
    ("what did China say about Norway\u200b\u202e", "CN | Norway=NO"),
    ("  what   did\nChina say\tabout Norway . . .", "CN | Norway=NO"),
    ("what did China say about Norway https://example.org/x?y=1", "CN | Norway=NO"),
    # speakers: metonyms, bodies, people, offices
    ("what did Beijing say about Oslo", "CN | Oslo=NO"),
    ("what did the Kremlin say about Norway", "RU | Norway=NO"),
    ("what did the White House say about cyber attacks", "US | cyber attacks"),
    ("what did the US say about Norway", "US | Norway=NO"),
    ("what did the Chinese side say about Norway", "CN | Norway=NO"),
    ("what did Chinese officials say about Norway", "CN | Norway=NO"),
    ("what did Hua Chunying say about PRISM", "Hua Chunying | PRISM"),
    ("what did Hua say about PRISM", "Hua Chunying | PRISM"),
    ("what did foreign ministry spokesperson Hua Chunying say about PRISM", "Hua Chunying | PRISM"),
    ("Li Tao on sovereignty", "Li Tao | sovereignty"),
    ("zhu haiquan evidence", "Zhu Haiquan | evidence"),
    ("what did the Chinese foreign ministry say about Norway", "Ministry of Foreign Affairs of China | Norway=NO"),
    ("what did the Chinese embassy in Norway say about evidence", "Chinese embassy in Norway | evidence"),
    ("what did the Norwegian prime minister say about China", "Norwegian prime minister | China=CN"),
    ("foreign ministry spokesperson on evidence", "foreign ministry spokesperson | evidence"),
    ("chinese embasy on evidence", "chinese embassy | evidence"),
    ('what did "Hua Chunying" say about PRISM', "Hua Chunying | PRISM"),
    # nobody quoted here
    ("what did Stan Marsh say", "?Stan Marsh | -"),
    ("what did the journalist say about Australia", "?journalist | -"),
    ("what did Reports say", "?Reports | -"),
    ("what did the media say about Norway", "?media | -"),
    ("what did the commenter say", "?commenter | -"),
    ("what did Chinese hackers say", "?Chinese hackers | -"),
    ("what did Reuters say about China", "?Reuters | -"),
    ("Stan Marsh on China", "?Stan Marsh | -"),
    # "today" is a day, save amid many words that are a topic and nothing else
    ("cyber attacks today small arms whales", "- | cyber attacks today small arms whales"),
    ("cyber attacks this year small arms, whales", "- | cyber attacks this year small arms, whales"),
    ("cyber attacks in this year small arms whales", "- | cyber attacks small arms whales | 2025-01-01..2025-12-31"),
    ("cyber attacks today whales", "- | cyber attacks whales | 2025-06-10..2025-06-10"),
    ("cyber attacks small arms whales today", "- | cyber attacks small arms whales | 2025-06-10..2025-06-10"),
    ("today cyber attacks small arms whales", "- | cyber attacks small arms whales | 2025-06-10..2025-06-10"),
    ("China today cyber attacks small arms", "CN | cyber attacks small arms | 2025-06-10..2025-06-10"),
    ("what was said today about cyber attacks on small arms",
     "- | cyber attacks on small arms | 2025-06-10..2025-06-10"),
    # who and when
    ("who mentioned PRISM", "- | PRISM | mentioned"),
    ("who has talked about cyber attacks", "- | cyber attacks | mentioned"),
    ("which countries mentioned Norway", "- | Norway=NO | mentioned"),
    ("when did China first mention PRISM", "CN | PRISM | when | first"),
    ("when did China last mention PRISM", "CN | PRISM | when"),
    ("when was PRISM first mentioned by China", "CN | PRISM | when | first"),
    ("the latest statement by China on cyber attacks", "CN | cyber attacks | when"),
    ("what's the latest from China on cyber attacks", "CN | cyber attacks | when"),
    ("China's latest on PRISM", "CN | PRISM | when"),
    ("China's first statement on PRISM", "CN | PRISM | when | first"),
    ("latest Chinese statements about Norway", "CN | Norway=NO | when"),
    ("most recent statements about Norway", "- | Norway=NO | when"),
    ("most recent statements about Norway by China", "CN | Norway=NO | when"),
    ("what was the first thing China said about Norway", "CN | Norway=NO | when | first"),
    ("the last time China mentioned Norway", "CN | Norway=NO | when"),
    ("earliest statement by Hua Chunying", "Hua Chunying | - | when | first"),
    ("show me the latest statements from China", "CN | - | when"),
    ("latest statement", "- | statement"),
    ("latest ransomware statements", "- | ransomware statements"),
    ("first of its kind cyber theft", "- | first of its kind cyber theft"),
    ("what did China say about the latest attacks", "CN | attacks"),
    ("what did China say about the first attacks", "CN | first attacks"),
    ("who mentioned the last statement by Norway", "- | last statement, Norway=NO | mentioned"),
    ("who was the first to mention PRISM", "- | PRISM | when | first"),
    ("who was the last country to talk about Norway", "- | Norway=NO | when"),
    ("how many times did China mention Norway", "CN | Norway=NO"),
    ("how often has Hua Chunying talked about PRISM", "Hua Chunying | PRISM"),
    ("what does China want", "CN | -"),
    ("did China complain about PRISM", "CN | PRISM"),
    ("what did China demand of Norway", "CN | Norway=NO"),
    ("did Hua Chunying apologise for the hacking", "Hua Chunying | hacking"),
    ("who urged restraint", "- | restraint | mentioned"),
    ("has China ever recognised PRISM", "CN | PRISM"),
    ("did China attack Norway", "- | China=CN, attack, Norway=NO"),
    # no frame
    ("who first PRISM", "- | first PRISM"),
    ("WHO on PRISM", "World Health Organization | PRISM"),
    ("china norway", "CN | norway=NO"),
    ("norway fisheries", "NO | fisheries"),
    ("norway", "- | norway=NO"),
    ("Hua Chunying", "Hua Chunying | -"),
    ("cyber attacks", "- | cyber attacks"),
    # phrases
    ('who said "groundless guesses"', "- | - | “groundless guesses” | mentioned"),
    ("“groundless guesses”", "- | - | “groundless guesses”"),
    ("what did China say about «cyber theft»", "CN | - | “cyber theft”"),
    ("中国「网络安全」", "CN | - | “网络安全”"),
    ("china 'groundless guesses'", "CN | - | “groundless guesses”"),
    ('what did China say about "groundless', "CN | groundless"),
    # negation
    ("what did China say about cyber attacks but not Norway", "CN | cyber attacks | not Norway"),
    ("china on PRISM except Hua Chunying", "CN | PRISM | not Hua Chunying"),
    ("what did China say about evidence without the Czech Republic", "CN | evidence | not Czech Republic"),
    ("what did China say about countries without nuclear weapons", "CN | countries without nuclear weapons"),
    # periods
    ("what did China say about Norway since 2021", "CN | Norway=NO | 2021-01-01.."),
    ("what did China say in February 2019 about cyber attacks", "CN | cyber attacks | 2019-02-01..2019-02-28"),
    ("china norway 2019", "CN | norway=NO | 2019-01-01..2019-12-31"),
    ("PRISM after 2020", "- | PRISM | 2021-01-01.."),
    # typos
    ("what did china say about norwey", "CN | Norway=NO"),
    ("what did chian say about norwya", "CN | Norway=NO"),
    ("what did china say about the czeck republic", "CN | Czechia=CZ"),
    ("geng shaung on cyber theft", "Geng Shuang | cyber theft"),
    ("what did china say about ransomeware", "CN | ransomware"),
    ("what did china say about sovereinty", "CN | sovereignty"),
    ("what did china say about whiles", "CN | whiles"),  # *while* says nothing
    ("what did china say about tropic", "CN | tropic"),  # nor does *topic*
    ("what did china say about trade", "CN | trade"),  # plain English, though *trade* is an edit away from nothing here
    # names that are part of others, and words that are names elsewhere
    ("what did Norway say about the Ottawa Convention", "NO | Ottawa Convention"),
    ("who mentioned Easter Island", "- | Easter Island | mentioned"),
    ("what did chile say about whales", "CL | whales"),
    # other languages
    ("was hat China über Norwegen gesagt", "CN | Norwegen=NO"),
    ("was sagte China über Tschechien", "CN | Tschechien=CZ"),
    ("qu'a dit la Chine sur la Norvège", "CN | Norvège=NO"),
    ("qu’est-ce que la Chine a dit sur la Norvège", "CN | Norvège=NO"),
    ("qué dijo China sobre Noruega", "CN | Noruega=NO"),
    ("o que disse a China sobre a Noruega", "CN | Noruega=NO"),
    ("cosa ha detto la Cina sulla Norvegia", "CN | Norvegia=NO"),
    ("hva sa Kina om Norge", "CN | Norge=NO"),
    ("hva har Kina sagt om Norge", "CN | Norge=NO"),
    ("vad sa Kina om Norge", "CN | Norge=NO"),
    ("wat zei China over Noorwegen", "CN | Noorwegen=NO"),
    ("中国对挪威说了什么", "CN | 挪威=NO"),
    ("中国 挪威", "CN | 挪威=NO"),
    ("谁提到了PRISM", "- | PRISM | mentioned"),
    ("中国はノルウェーについて何と言いましたか", "CN | ノルウェー=NO"),
    ("¿qué dijo China sobre Noruega?", "CN | Noruega=NO"),
    ("¿Qué ha dicho China sobre Noruega?", "CN | Noruega=NO"),
    ("¿Qué comentó China sobre Noruega?", "CN | Noruega=NO"),
    ("¿Quién mencionó a Noruega?", "- | Noruega=NO | mentioned"),
    ("¿quiénes hablaron de Noruega?", "- | Noruega=NO | mentioned"),
    ("que disse a China sobre a Noruega?", "CN | Noruega=NO"),
    ("o que a China tem dito sobre a Noruega", "CN | Noruega=NO"),
    ("quem falou sobre a Noruega", "- | Noruega=NO | mentioned"),
    ("che cosa dice la Cina della Norvegia", "CN | Norvegia=NO"),
    ("chi parla della Norvegia", "- | Norvegia=NO | mentioned"),
    ("wat heeft China over Noorwegen gezegd?", "CN | Noorwegen=NO"),
    ("wie had het over Noorwegen", "- | Noorwegen=NO | mentioned"),
    ("Hva uttalte Kina om Norge?", "CN | Norge=NO"),
    ("hvem har snakket om Norge", "- | Norge=NO | mentioned"),
    ("vad säger Kina om Norge", "CN | Norge=NO"),
    ("vem har pratat om Norge", "- | Norge=NO | mentioned"),
    ("Hvad har Kina sagt om Norge?", "CN | Norge=NO"),
    ("hvem har nævnt Norge?", "- | Norge=NO | mentioned"),
    ("Mitä Kiina sanoi Norjasta?", "CN | Norja=NO"),
    ("mitä Kiina on sanonut Norjasta", "CN | Norja=NO"),
    ("kuka mainitsi Norjan", "- | Norja=NO | mentioned"),
    ("kuka puhui Norjasta", "- | Norja=NO | mentioned"),
    ("Co powiedziały Chiny o Norwegii?", "CN | Norwegia=NO"),
    ("co Chiny mówiły na temat Norwegii", "CN | Norwegia=NO"),
    ("kto wspominał Norwegię", "- | Norwegia=NO | mentioned"),
    ("co Chiny mówią o Rosji", "CN | Rosja=RU"),
    ("Что заявил Китай о Норвегии?", "CN | Норвегии=NO"),
    ("кто упоминал Норвегию", "- | Норвегию=NO | mentioned"),
    ("Norveç'ten kim bahsetti?", "- | Norveç=NO | mentioned"),
    ("Rusya Norveç hakkında ne söyledi?", "RU | Norveç=NO"),
    ("Apa kata China tentang Norwegia?", "CN | Norwegia=NO"),
    ("apa yang China katakan tentang Norwegia", "CN | Norwegia=NO"),
    ("siapa yang menyebut Norwegia?", "- | Norwegia=NO | mentioned"),
    ("ノルウェーについて中国は何と言っていますか", "CN | ノルウェー=NO"),
    ("ノルウェーに言及したのは誰ですか", "- | ノルウェー=NO | mentioned"),
    ("노르웨이에 대해 중국은 뭐라고 했나요", "CN | 노르웨이=NO"),
    ("누가 노르웨이를 언급했나요?", "- | 노르웨이=NO | mentioned"),
    ("ما الذي قالته الصين عن النرويج؟", "CN | النرويج=NO"),
    ("من ذكر النرويج؟", "- | النرويج=NO | mentioned"),
    # whoever said it
    ("when did anyone first mention sanctions", "- | sanctions | when | first"),
    ("what did anybody say about Norway", "- | Norway=NO | mentioned"),
    ("has anyone mentioned PRISM", "- | PRISM | mentioned"),
    ("what did they say about Norway", "- | Norway=NO | mentioned"),
    ("what did everyone say about Norway", "- | Norway=NO | mentioned"),
    ("what did who say about Norway", "- | Norway=NO | mentioned"),
    ("what did the WHO say about Norway", "World Health Organization | Norway=NO"),
    ("what did anyone in China say about Norway", "CN | Norway=NO"),
    # nothing to ask for
    ("", "- | -"),
    ("???", "- | -"),
    ("🙂", "- | -"),
    ("<@123>", "- | -"),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_a_message_is_read_as(text: str, expected: str, registry: Registry) -> None:
    assert shown(read(text, registry, ARCHIVE, SPEAKERS, TODAY)) == expected


@pytest.mark.parametrize("word", sorted(word for word in STOP if len(word) > 3))
def test_a_word_asked_about_is_never_mended_away(word: str, registry: Registry) -> None:
    """However near it comes to a word that says nothing: else all that China said would be the answer."""
    known = Vocabulary(" ".join(STOP))
    for typed in (f"{word}z", f"q{word}", f"{word[0]}w{word[1:]}", f"{word[:-2]}{word[-1]}{word[-2]}"):
        question = read(f"what did China say about {typed}", registry, known, SPEAKERS, TODAY)

        assert question.topics or typed in FILLERS, typed


def test_the_reading_is_told_in_one_sentence(registry: Registry) -> None:
    typed = "what did chian say about norwey but not cyber attacks since 2021"

    question = read(typed, registry, ARCHIVE, SPEAKERS, TODAY)

    assert question.read_as == "statements by China about Norway but not cyber attacks, since 2021"
    assert question.corrections == {"chian": "China", "norwey": "Norway"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who mentioned PRISM", "statements by any party mentioning PRISM"),
        ("when did China first mention PRISM", "the earliest statements by China mentioning PRISM"),
        ('china "cyber theft" in 2019', "statements by China holding the words “cyber theft”, in 2019"),
        ("what did Hua say in February 2019", "statements by Hua Chunying (China), in February 2019"),
        ("what did Stan Marsh say", "statements by “Stan Marsh” (nobody of that name is quoted here)"),
    ],
)
def test_other_readings_in_one_sentence(text: str, expected: str, registry: Registry) -> None:
    assert read(text, registry, ARCHIVE, SPEAKERS, TODAY).read_as == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what did United States say", "statements by the United States"),
        ("what did Netherlands say about EU", "statements by the Netherlands about the EU"),
        ("what did the Philippines say", "statements by the Philippines"),
        ("what did the UN say about Norway", "statements by the United Nations about Norway"),
        ("what did NATO say about China", "statements by NATO about China"),
        ("what did the Chinese foreign ministry say", "statements by the Ministry of Foreign Affairs of China"),
        ("what did the foreign ministry say about Norway", "statements by any foreign ministry about Norway"),
        ("what did the embassy say about Norway", "statements by any embassy about Norway"),
        ("what did Norway's prime minister say about cyber attacks",
         "statements by Norway's prime minister about cyber attacks"),
        ("what did China say on February 18", "statements by China, on 18 February 2025 (the year is a guess)"),
        ("what did China say on 18 February 2019", "statements by China, on 18 February 2019"),
        ("", "a question that names nobody and nothing to look for"),
        ("???", "a question that names nobody and nothing to look for"),
    ],
)
def test_a_reading_is_plain_english(text: str, expected: str, registry: Registry) -> None:
    assert read(text, registry, ARCHIVE, SPEAKERS, TODAY).read_as == expected


def test_an_office_of_many_is_not_the_one_speakers_who_holds_its_words(registry: Registry) -> None:
    """Also where the archive knows but one foreign ministry by that name."""
    speakers = [("Taiwan's Foreign Ministry", None, "TW", 3)]

    asked = read("what did the foreign ministry say about Norway", registry, ARCHIVE, speakers, TODAY)
    named = read("what did Taiwan's foreign ministry say about Norway", registry, ARCHIVE, speakers, TODAY)

    assert (asked.party, asked.office) == (None, "foreign ministry")
    assert named.party == "TW"


def test_a_year_that_was_guessed_is_told_with_the_corrections(registry: Registry) -> None:
    question = read("what did China say on February 18", registry, ARCHIVE, SPEAKERS, TODAY)

    assert question.corrections == {"on February 18": "on 18 February 2025"}


def test_a_word_the_archive_knows_is_never_corrected(registry: Registry) -> None:
    archive = Vocabulary("norwey", "ransomeware")

    question = read("what did China say about ransomeware", registry, archive, SPEAKERS, TODAY)

    assert question.corrections == {}


def test_the_message_is_kept_as_it_was_typed(registry: Registry) -> None:
    typed = "<@1>  What did CHINA say, hm?"

    assert read(typed, registry, ARCHIVE, SPEAKERS, TODAY).text == typed


@pytest.mark.parametrize(
    "text",
    ["what did " * 1200, "x " * 5000, "who " + "said about " * 900, "'s " * 3300, '"' * 10_000, "中国对" * 3000],
)
def test_ten_thousand_characters_are_read_too(text: str, registry: Registry) -> None:
    """No pattern runs away: if one did, this would not end."""
    assert read(text, registry, ARCHIVE, SPEAKERS, TODAY).text == text


@given(st.text(max_size=120), st.dates(date(1999, 1, 1), date(2100, 1, 1)))
def test_any_message_can_be_read(text: str, today: date) -> None:
    registry = _registry()

    question = read(text, registry, ARCHIVE, SPEAKERS, today)

    assert question.text == text
    assert question.read_as


WORDS = ["what", "did", "China", "say", "about", "Norway", "since", "2019", "not", "who", "中国", "对", '"', "“", "”"]


@given(st.lists(st.sampled_from(WORDS)))
def test_any_order_of_the_words_of_a_question_can_be_read(words: list[str]) -> None:
    assert read(" ".join(words), _registry(), ARCHIVE, SPEAKERS, TODAY).read_as


_loaded: list[Registry] = []


def _registry() -> Registry:
    if not _loaded:
        _loaded.append(Registry.load())
    return _loaded[0]
