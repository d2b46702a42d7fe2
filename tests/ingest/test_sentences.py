"""A stretch of text -> sentences with exact offsets."""

import pytest

from bot.ingest.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["We agree.", "They do not."],
        ["Do you?", "No!", "Truly."],
        ["Well\u2026", "No."],
        ["Mr. Holm met Dr. Berg and Gen. Ruiz in St. Gallen.", "He left."],
        ["J. K. Moe agreed.", "So did A. Lund."],
        ["The U.S. Senate met.", "It voted."],
        ["He came from the U.S.", "He left again."],
        ["It began at 5 p.m. on Monday.", "It ended late."],
        ["It began at 5 p.m.", "The minister left."],
        ["Growth was 3.5 percent.", "Debt was 1.2 billion."],
        ["It fell on Jan. 6 and rose on Feb. 7.", "That was all."],
        ["See No. 5 and Art. 7 of the accord.", "It is short."],
        ["\u201cWe agree.\u201d", "\u201cWe do not.\u201d"],
        ['"We agree."', "He left."],
        ["(He laughed.)", "They did not."],
        ["Iran etc. will come.", "Oman too."],
        ["我们反对。", "这是事实！", "对吗？"],
        ["他说：\u201c不。\u201d", "我们走。"],
        ["Mme. Royer a parl\u00e9.", "Elle est partie."],
        ["We left.", "2,000 people stayed."],
        ["One party (e.g. Chile) agreed.", "Peru, i.e. Lima, did not."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    """Abbreviations, initials, numbers and dates end nothing; stops inside closing marks do."""
    joiner = "" if parts[0][0] > "\u3000" else " "

    assert split(joiner.join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        '"Will you go?" asked Norwegian foreign minister Kari Moe.',
        '"Never!" the minister said.',
        "\u201cWill you?\u201d Moe asked.",
        "He said \u2026 and then he left",
        "The vs. case goes on",
    ],
)
def test_a_cue_behind_a_quoted_question_stays_with_it(text: str) -> None:
    """The mark belongs to the quotation, the sentence goes on to its cue."""
    assert split(text) == [text]


def test_white_space_belongs_to_no_sentence() -> None:
    """Leading and trailing blanks and line ends are outside; offsets are those of the text."""
    text = "xx  We agree. \n They do not.  yy"

    assert list(sentences(text, 2, 29)) == [(4, 13), (16, 28)]


def test_a_stretch_without_words_has_no_sentence() -> None:
    """Blanks alone are nothing."""
    assert split("  \n ") == []
