"""What a typed question names: every language, no capitals needed, no common word taken for a country."""

import pytest

from bot.names import Registry


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did china say about norway", ["CN", "NO"]),
        ("what did the us say about turkey", ["US", "TR"]),
        ("what did US say", ["US"]),
        ("u.s. on iran", ["US", "IR"]),
        ("usa", ["US"]),
        ("did chad and jordan agree", ["TD", "JO"]),
        ("qué dijo China sobre Noruega", ["CN", "NO"]),
        ("hva sa kina om norge", ["CN", "NO"]),
        ("was sagte china über norwegen", ["CN", "NO"]),
        ("qu'a dit la chine sur la norvège", ["CN", "NO"]),
        ("中国对挪威说了什么", ["CN", "NO"]),
        ("что сказал китай", ["CN"]),
        ("что китай сказал о норвегии и россией", ["CN", "NO", "RU"]),
        ("що китай сказав про норвегію", ["CN", "NO"]),
        ("китаев сказал", []),
        ("birma", ["MM"]),
        ("polish government", ["pl.government"]),
        ("uk on prc", ["GB", "CN"]),
        ("cote d'ivoire", ["CI"]),
        ("what did the un say", ["UN"]),
        ("the who on covid", ["un.who"]),
        ("storting hack", ["no.storting"]),
        ("what did hua chunying say", ["cn.mfa.hua_chunying"]),
        ("what did the chinese embassy in norway say", ["cn.embassy.no"]),
        ("state department on the south china sea", ["us.state", "other.south_china_sea"]),
        ("what did us say", []),
        ("tell us about it", []),
        ("who said what in march", []),
        ("can it be no man is in", []),
        ("un ministro dijo", []),
        ("the island has laws", []),
        ("what did the paper say", []),
    ],
)
def test_a_question_is_read(registry: Registry, question: str, expected: list[str]) -> None:
    """Names in any language count in small letters; us, un and who only after "the"."""
    assert [mention.entity.id for mention in registry.find(question, every_language=True)] == expected


def test_other_languages_latin_names_are_not_read_in_documents(registry: Registry) -> None:
    """A page may hold any word: only in questions is Kina China."""
    assert registry.find("Kina") == []


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("norwey", "NO"),
        ("czeck republic", "CZ"),
        ("phillipines", "PH"),
        ("myanmr", "MM"),
        ("hua chunyin", "cn.mfa.hua_chunying"),
        ("azerbajan", "AZ"),
        ("austrlia", "AU"),
        ("swizerland", "CH"),
        ("kazakstan", "KZ"),
        ("storing's", None),
        ("stroting", "no.storting"),
        ("zakharowa", None),
        ("maria zakharowa", "ru.mid.maria_zakharova"),
        ("normal", None),
        ("chain", None),
        ("child", None),
        ("mail", None),
        ("iron", None),
        ("finish", None),
        ("french fries", None),
        ("us", None),
        ("", None),
        ("cyber attack", None),
        ("starting", None),
        ("standards", None),
    ],
)
def test_a_misspelled_name_is_guessed_and_a_word_is_not(registry: Registry, typed: str, id_: str | None) -> None:
    guesses = registry.closest(typed)

    assert (guesses[0][0].id if guesses else None) == id_


def test_guesses_are_ordered_and_limited(registry: Registry) -> None:
    guesses = registry.closest("guinee bissau", limit=2, cutoff=60)

    assert guesses[0][0].id == "GW"
    assert len(guesses) <= 2
    assert [score for _, _, score in guesses] == sorted((score for _, _, score in guesses), reverse=True)
