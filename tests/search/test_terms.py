"""One tokenizer for the index and the question: what is cut, folded, joined, and where it stands."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.search.terms import _stem_cached, fold, stem, stems, terms, vocabulary


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway", "norway"),
        ("China's image", "china imag"),
        ("China’s image", "china imag"),
        ("don’t", "dont"),
        ("l’Union européenne", "union europeenn"),
        ("U.S. and US, told us", "usa and usa told us"),
        ("the U.K. government", "the uk govern"),
        ("e.g. this", "eg this"),
        ("Élysée", "elyse"),
        ("ÅNGSTRÖM", "angstrom"),
        ("e\u0301lan", "elan"),
        ("cyber-security law", "cyber secur law cybersecur"),
        ("1,500 and 3.5 and APT31", "1500 and 3.5 and apt31"),
        ("中国对挪威", "中国 国对 对挪 挪威"),
        ("法", "法"),
        ("中国China", "中国 china"),
        ("Норвегия", "норвегия"),
        ("النرويج", "النرويج"),
        ("नॉर्वे ने", "नॉर्वे ने"),
        ("soft\u00adware", "softwar"),
        ("snake_case", "snake case"),
        ("— … ’ “”", ""),
        ("", ""),
    ],
)
def test_a_text_gives_these_terms(text: str, expected: str) -> None:
    assert stems(text) == expected


def test_a_term_knows_its_exact_place() -> None:
    text = "In  Norway’s cyber-space, U.S. 挪威人."

    places = [(text[token.start : token.end], token.word) for token in terms(text)]

    assert places == [
        ("In", "in"), ("Norway’s", "norway"), ("cyber", "cyber"), ("space", "space"), ("cyber-space", "cyberspace"),
        ("U.S.", "usa"), ("挪威", "挪威"), ("威人", "威人"),
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [("countries", "country"), ("accusations", "accused"), ("mines", "mine")])
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_of_one_archive_are_counted_folded() -> None:
    assert vocabulary(["Norway, norway.", "The Norwegian"]) == {"norway": 2, "the": 1, "norwegian": 1}


TEXTS = st.text(alphabet=st.sampled_from("aZéß'’-.,19 \u0301\u00ad\u200d中国ไт\n_ﷺİ¼①") | st.characters(), max_size=40)


@given(TEXTS)
@example("U.S.-led")
@example("a-’b")
def test_the_quick_cut_and_the_placed_cut_agree(text: str) -> None:
    assert sorted(stems(text).split()) == sorted(token.stem for token in terms(text))


@given(TEXTS)
def test_places_are_slices_of_the_text_and_words_hold_no_space(text: str) -> None:
    for token in terms(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.word
        assert token.word.split() == [token.word]


@given(TEXTS)
def test_white_space_around_and_capitals_within_change_nothing(text: str) -> None:
    assert stems(f"  {text}\n") == stems(text)


@given(st.text(alphabet="abcdeé'’", max_size=12))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_words_are_not_remembered_without_end() -> None:
    """Strangers type new ones for as long as a bot runs."""
    assert (_stem_cached.cache_info().maxsize or 0) > 0
