"""What may be a statement of the day: a party's own words, surely, one whole thought that says something."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.statement import FACT, Voice
from bot.schedule.courtesy import is_courtesy, leans
from bot.schedule.eligible import LONGEST, SHORTEST, eligible, length, why_not
from tests.schedule.pools import a_candidate

COURTESY = Path(__file__).resolve().parents[2] / "bot" / "data" / "courtesy.yaml"


@pytest.mark.parametrize(
    "words",
    [
        "Norway will contribute another two billion kroner to the reconstruction of the country.",
        "No country can meet the threat of rising seas alone, and none should have to.",
        "A lasting peace needs the consent of those who have to live with it.",
        "Second World War graves are tended in every municipality of the country by volunteers.",
        "“We will not recognise an annexation that was brought about by force,” the minister promised.",
        "President Xi and the Prime Minister agreed to open two more consulates within the year.",
        "So far Norway has kept its word, and nobody doubts that the country will go on to do that.",
        "The rules of the E.U. are known to all, approx. half of the members follow them, etc. and so on.",
        "中方一贯主张通过对话协商和平解决国际和地区争端，坚决反对干涉别国内政。",
        "We shall meet our obligations (all of them) by the end of the year 2030, not later.",
        "Die Bundesregierung verurteilt den Angriff auf die Botschaft und fordert eine Untersuchung.",
        "La France condamne avec la plus grande fermeté les attaques contre les convois humanitaires.",
        "Россия готова продолжать переговоры о сокращении вооружений на равноправной основе.",
        "Η Ελλάδα στηρίζει την ένταξη των Δυτικών Βαλκανίων στην Ευρωπαϊκή Ένωση από την αρχή.",
        "中国坚决反对任何国家以任何借口干涉别国内政，主张通过对话协商和平解决国际和地区争端，维护联合国宪章的宗旨和原则，推动构建人类命运共同体。",
        "日本は、法の支配に基づく自由で開かれた国際秩序を維持し、強化するため、各国と緊密に連携しながら、地域の平和と安定に積極的に貢献していく考えであります。",
        "대한민국은 국제사회와 함께 한반도의 완전한 비핵화와 항구적 평화 정착을 위해 외교 노력을 계속해 나갈 것입니다.",
        "تدعو المملكة إلى وقف فوري لإطلاق النار وإلى إيصال المساعدات الإنسانية إلى جميع المدنيين.",
        "भारत सभी देशों की संप्रभुता और क्षेत्रीय अखंडता का सम्मान करता है और संवाद का समर्थन करता है।",
        "ประเทศไทยสนับสนุนการแก้ไขปัญหาโดยสันติวิธีและยึดมั่นในหลักการของกฎบัตรสหประชาชาติมาโดยตลอด",
    ],
)
def test_a_whole_thought_of_a_party_may_be_chosen(words: str) -> None:
    """In any script, with or without a full stop where the script has none."""
    assert why_not(a_candidate(1, words)) == ""


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("We oppose this.", "too short or too long"),
        ("We " + "very " * 130 + "strongly oppose this.", "too short or too long"),
        ("and that the two countries will go on with their talks on trade in the spring.", "begins amid a sentence"),
        ("… the two countries will go on with their talks on trade in the coming spring.", "begins amid a sentence"),
        ("... The two countries will go on with their talks on trade in the coming spring.", "begins amid a sentence"),
        ("[The two] countries will go on with their talks on trade in the coming spring.", "begins amid a sentence"),
        ("— the two countries will go on with their talks on trade in the coming spring.", "begins amid a sentence"),
        ("And the two countries will go on with their talks on trade in the coming spring.", "begins amid a sentence"),
        ("No, the two countries will not go on with their talks on trade in the coming spring.",
         "begins amid a sentence"),
        ("Well, the two countries will go on with their talks on trade in the coming spring.",
         "begins amid a sentence"),
        ("但是我们必须看到，当前国际形势复杂严峻，各国更需要团结合作，共同应对挑战，维护世界和平与稳定，推动全球经济复苏和可持续发展，造福各国人民。",
         "begins amid a sentence"),
        ("The two countries will go on with their talks on trade in the coming spring", "is no whole sentence"),
        ("The two countries will go on with their talks on trade in the coming spring:", "is no whole sentence"),
        ("The two countries will go on with their talks on trade in the coming spring…", "is no whole sentence"),
        ("The two countries will go on with their talks on trade in the coming spring...", "is no whole sentence"),
        ("The two countries (they say so will go on with their talks on trade this spring.", "is no whole sentence"),
        ("“The two countries will go on with their talks on trade in the coming spring.", "is no whole sentence"),
        ("The two coun- — the two countries will go on with their talks on trade in spring.", "is no whole sentence"),
        ("The two countries can. and must, go on with their talks on trade in the coming spring.",
         "is no whole sentence"),
        ("The two countries will go on with **their talks on trade** in the coming spring.", "is no whole sentence"),
        ("So the two countries will go on with their talks on trade in the coming spring.", "begins amid a sentence"),
        ("In the meantime the two countries will go on with their talks on trade all year.", "begins amid a sentence"),
        ("我们坚决反对任何形式的网络攻击。", "too short or too long"),
        ("I am pleased, on behalf of my Prime Minister, to speak to you all in this great Hall.", "says nothing"),
        ("The two countries will go on with talks.\n\nThe next round is held in the coming spring.",
         "is no whole sentence"),
        ("What is it that the two countries would have had to say to each other in the talks?", "only asks"),
        ("您能否进一步说明，您刚才所提到的两国之间的谈判具体是指哪一次谈判，以及您是从什么渠道得到有关谈判已经结束、双方没有达成协议的消息的？",
         "only asks"),
        ("Thank you very much, Madam President, for giving me the floor on this happy occasion.", "says nothing"),
        ("It is a great honour for me to speak from this rostrum for the first time in my life.", "says nothing"),
        ("On behalf of my delegation I wish to congratulate you on your election to your office.", "says nothing"),
        ("On that I have nothing to add to what the minister told your colleagues this morning.", "says nothing"),
        ("With regard to the reports about the meeting I refer you to the Ministry of Defence.", "says nothing"),
        ("As a matter of principle the government makes no comment on intelligence matters here.", "says nothing"),
        ("The gentleman in the second row has been waiting for long, so next question, please.", "says nothing"),
        ("I don’t have any updates for you on that at the moment, but the day is still young.", "says nothing"),
        ("Dazu liegen mir nicht vor allem keine eigenen Erkenntnisse, vielen Dank für die Frage.", "says nothing"),
        ("关于你提到的具体情况，我目前没有可以提供的信息，如果你对有关双边合作项目的进展情况感兴趣，我建议你向中方有关主管部门进一步了解和核实。",
         "says nothing"),
        ("その件につきましては、現在も関係国との間で調整を行っているところであり、外交上のやり取りでもありますので、政府としてコメントは差し控えたいと思います。",
         "says nothing"),
        ("Read the full text of the statement on our web site, at https://www.example.org/text.", "says nothing"),
        ("For interviews please call the press office of the ministry: 202 555 0100, until noon.", "says nothing"),
        ("1 200 000 – 2 400 000 – 3 600 000 – 4 800 000 – 6 000 000 (2019, 2020, 2021, 2022).", "says nothing"),
    ],
)  # fmt: skip
def test_what_is_no_thought_worth_reading_is_never_chosen(words: str, why: str) -> None:
    """Fragments, questions back, courtesies, refusals to answer, housekeeping: in many languages."""
    assert why_not(a_candidate(1, words, asked=True)) == why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"confidence": FACT - 0.01}, "not sure enough whose words they are"),
        ({"confidence": FACT}, ""),
        ({"voice": Voice.REPORTED}, "not the speaker's own words"),
        ({"voice": None}, "not the speaker's own words"),
        ({"voice": Voice.DIRECT}, ""),
        ({"voice": Voice.TRANSCRIPT}, ""),
        ({"party": None}, "the speaker speaks for no party"),
    ],
)
def test_only_a_partys_own_words_given_to_it_as_fact_are_chosen(changed: dict[str, object], why: str) -> None:
    """Never a paraphrase, never "likely", never somebody who speaks for nobody."""
    assert why_not(a_candidate(1, **changed)) == why  # type: ignore[arg-type]


COMMA = "Cyber attack is a global threat that can only be met by cooperation and mutual trust,"


@pytest.mark.parametrize(
    ("words", "changed", "why"),
    [
        (COMMA, {"voice": Voice.DIRECT, "confidence": 0.95}, ""),
        (COMMA, {"voice": Voice.DIRECT, "confidence": 0.85}, "is no whole sentence"),
        (COMMA, {"voice": Voice.OFFICIAL, "confidence": 0.95}, "is no whole sentence"),
        (f"If it is true that c{COMMA[1:]}", {"voice": Voice.DIRECT, "confidence": 0.95}, "is no whole sentence"),
    ],
)
def test_a_quotation_may_end_with_the_comma_that_stands_for_its_stop(
    words: str, changed: dict[str, object], why: str
) -> None:
    """“We oppose it,” she said: where it surely is hers and does not wait for more; a title in marks is no sentence."""
    assert why_not(a_candidate(1, words, **changed)) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "This is — the talks with Norway are — are going on, and both sides want to end them in May.",
        "The talks are going — are held in Oslo now, and both sides want to end them before May.",
        "The talks are, you know, what both sides had asked for, and they want to end them in May.",
    ],
)
def test_speech_that_begins_anew_amid_a_sentence_is_not_shown(words: str) -> None:
    """As it was written down; in a text of their own the same marks are meant."""
    assert why_not(a_candidate(1, words, voice=Voice.TRANSCRIPT)) == "is no whole sentence"
    assert why_not(a_candidate(1, words, voice=Voice.OFFICIAL)) == ""


@pytest.mark.parametrize(("length", "may"), [(59, False), (60, True), (600, True), (601, False)])
def test_the_length_is_counted_in_code_points_inclusively(length: int, may: bool) -> None:  # noqa: FBT001
    """Sixty to six hundred."""
    words = "Peace " + "is needed " * 60
    words = words[: length - 1].rstrip().ljust(length - 1, "e") + "."

    assert (len(words), eligible(a_candidate(1, words))) == (length, may)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("This is why Norway will not take part in the exercise.", True),
        ("It has been so for years.", True),
        ("They have our full support.", True),
        ("We will therefore vote against the motion.", True),
        ("Das ist der Grund, warum wir zustimmen.", True),
        ("Это решение окончательное.", True),
        ("这是中方的一贯立场。", True),
        ("これは我が国の立場である。", True),
        ("We also support the two-State solution.", True),
        ("We hope that they will come back to the table.", True),
        ("The ministry elaborated on this initiative.", True),
        ("China is against any form of such behaviour.", True),
        ("We support the efforts to work toward that.", True),
        ("Yesterday the ministry received a letter.", True),
        ("The farmers of the country say that they need rain.", False),
        ("Attacks are hard to track and therefore hard to prove.", False),
        ("We need friends such as Norway in this Assembly.", False),
        ("Italy will not take part in the exercise.", False),  # not "it"
        ("Theft of cultural goods is a crime.", False),
        ("There is no military solution to the crisis.", False),
        ("Die Bundesregierung stimmt zu.", False),
        ("To achieve peace, both sides must talk.", False),
        ("中方坚决反对。", False),
    ],
)
def test_words_that_point_back_lean(words: str, expected: bool) -> None:  # noqa: FBT001
    """Whole words, and prefixes in scripts that part no words."""
    assert leans(words) is expected


def test_the_courtesies_are_lists_of_phrases_none_twice() -> None:
    """A bare yes or no would be no phrase to YAML, an empty line would fit everything."""
    lists = yaml.safe_load(COURTESY.read_text("utf-8"))

    assert sorted(lists) == ["begins", "closes", "dangles", "early", "holds", "leans", "points", "whole"]
    for name, phrases in lists.items():
        assert all(isinstance(phrase, str) and phrase.strip(" ,") for phrase in phrases), name
        assert len(set(phrases)) == len(phrases), name


def test_every_courtesy_is_known_as_one() -> None:
    """Whatever its script, capitals, apostrophes and commas; alone, and amid words if it counts anywhere."""
    lists = yaml.safe_load(COURTESY.read_text("utf-8"))

    assert [phrase for phrase in lists["begins"] if not is_courtesy(phrase.capitalize().replace("'", "’"))] == []
    assert [phrase for phrase in lists["holds"] if not is_courtesy(f"Norway, {phrase.replace(' ', ', ')}. Now.")] == []


@given(st.text(max_size=700))
def test_any_words_are_weighed(words: str) -> None:
    """What may be chosen has the length and no courtesy; nothing fails, whatever it holds."""
    if eligible(a_candidate(1, words)):
        assert SHORTEST <= length(words) <= LONGEST
        assert len(words) <= length(words) <= 2 * len(words)
        assert not is_courtesy(words)
