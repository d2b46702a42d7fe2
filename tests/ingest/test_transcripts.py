"""Questions and answers of every hand: the answers are the presider's, nothing of a question is anybody's."""

from collections.abc import Callable

import pytest

from bot.domain.source import Kind
from bot.domain.statement import Label, Page

Row = tuple[str, str, str, str]
Rows = Callable[..., list[Row]]

Q = ("-", "-", "question")
T = "Foreign Ministry Spokesperson Mao Ning's Regular Press Conference on March 4, 2024\n\n"
MAO = ("CN", "Mao Ning", "transcript")


def turns(found: list[Row]) -> list[tuple[str, str, str, str]]:
    """Questions and answers only."""
    return [row for row in found if row[2] in ("question", "transcript")]


@pytest.mark.parametrize(
    ("ask", "reply"),
    [
        ("Q: ", "A: "),
        ("Q. ", "A. "),
        ("Q1: ", "A1: "),
        ("Question: ", "Answer: "),
        ("Question 2: ", "Answer 2: "),
        ("QUESTION: ", "SPOKESPERSON: "),
        ("(Q) ", "(A) "),
        ("Reuters: ", "Ilze Kalna: "),
        ("Anna Berg (BBC): ", "Ilze Kalna: "),
        ("Journalist: ", "Ms. Kalna: "),
        ("Q   ", "MS. KALNA:  "),
        ("Reuters reporter: ", "Foreign Ministry spokesperson: "),
        ("Frage: ", "Antwort: "),
        ("Q - ", "R - "),
        ("P.- ", "R.- "),
        ("P: ", "R: "),
        ("D. – ", "R. – "),
        ("Вопрос: ", "Ответ: "),
        ("问：", "答："),
        ("<b>Q:</b> ", "<b>A:</b> "),
        ("**Q:** ", "**A:** "),
        ("Q:\u00a0", "A:\u00a0"),
    ],
)
def test_labels_of_every_hand(rows: Rows, ask: str, reply: str) -> None:
    """Whatever the labels, the spokesperson named in the title answers for her party and the questions are nobody's."""
    title = "Weekly briefing by Foreign Ministry spokesperson Ilze Kalna\n\n"
    first = f"{ask}China says that Latvia lies. We think so too.\n\n{reply}We do not lie."
    text = f"{title}{first}\n\n{ask}And Norway\n\n{reply}Norway is a friend."

    found = turns(rows(text, publisher="Ministry of Foreign Affairs of Latvia"))

    assert [(row[0], row[2], row[3]) for row in found] == [
        ("-", "question", "China says that Latvia lies."),
        ("-", "question", "We think so too."),
        ("LV", "transcript", "We do not lie."),
        ("-", "question", "And Norway"),
        ("LV", "transcript", "Norway is a friend."),
    ]


def test_a_label_holds_until_the_next(rows: Rows) -> None:
    """Paragraph after paragraph, on both sides; most of a journalist's sentences have no question mark."""
    text = (
        T
        + "Reuters: Norway lies.\n\nWe saw it.\n\nChina knows.\n\nMao Ning: No.\n\nWe oppose that.\n\nThat is all.\n\n"
        "AFP: Again, Norway lies.\n\nMao Ning: No."
    )

    assert turns(rows(text)) == [
        (*Q, "Norway lies."),
        (*Q, "We saw it."),
        (*Q, "China knows."),
        (*MAO, "No."),
        (*MAO, "We oppose that."),
        (*MAO, "That is all."),
        (*Q, "Again, Norway lies."),
        (*MAO, "No."),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "Reuters",
        "CCTV",
        "AFP",
        "Global Times",
        "Bloomberg",
        "NRK",
        "China News Service",
        "Shenzhen TV",
        "Ivar Holm",
        "Follow-up",
        "Moderator",
        "A reporter",
        "Sidhant, WION",
        "Kari Moe (VG)",
        "Prasar Bharati News",
        "The Paper",
    ],
)
def test_agencies_and_unknown_labels_ask(rows: Rows, label: str) -> None:
    """Only who is known to answer answers."""
    text = (
        T + f"Mao Ning: Good afternoon.\n\n{label}: Norway says that China did it. We agree.\n\n"
        f"Mao Ning: We oppose that.\n\n{label}: You always do.\n\nMao Ning: Yes."
    )

    assert turns(rows(text)) == [
        (*MAO, "Good afternoon."),
        (*Q, "Norway says that China did it."),
        (*Q, "We agree."),
        (*MAO, "We oppose that."),
        (*Q, "You always do."),
        (*MAO, "Yes."),
    ]


BRIEFING = """\
Press Briefing by Press Secretary Jen Psaki and National Security Advisor Jake Sullivan

The White House

MS. PSAKI:  Good afternoon. I have a guest today.

MR. SULLIVAN:  Thanks. We stand with Norway.

Q  Thank you. China says you lied

MR. SULLIVAN:  (Laughter.) We did not.

Q  You did. The President told us so: "We will leave NATO."

MS. PSAKI:  I will not go into that.

MR. HOLM:  As a farmer, I agree.

Q  Thanks.

MR. HOLM:  We grow corn.
"""


def test_guests_are_themselves(rows: Rows) -> None:
    """Whom the title lists speaks for the house; a guest it does not list speaks for no party; an aside is nobody's."""
    assert turns(rows(BRIEFING)) == [
        ("US", "Jen Psaki", "transcript", "Good afternoon."),
        ("US", "Jen Psaki", "transcript", "I have a guest today."),
        ("US", "Jake Sullivan", "transcript", "Thanks."),
        ("US", "Jake Sullivan", "transcript", "We stand with Norway."),
        (*Q, "Thank you."),
        (*Q, "China says you lied"),
        ("US", "Jake Sullivan", "transcript", "We did not."),
        (*Q, "You did."),
        (*Q, 'The President told us so: "We will leave NATO."'),
        ("US", "Jen Psaki", "transcript", "I will not go into that."),
        ("-", "Mr. Holm", "transcript", "As a farmer, I agree."),
        (*Q, "Thanks."),
        ("-", "Mr. Holm", "transcript", "We grow corn."),
    ]


def test_stage_directions_are_narration(labels: Callable[..., list[tuple[str, str]]]) -> None:
    """In answers, whoever's turn it is."""
    assert ("narration", "(Laughter.)") in labels(BRIEFING)


def test_an_answer_knows_its_question(read: Callable[..., Page]) -> None:
    """All paragraphs of the question, and only those."""
    page = read(T + "Reuters: Norway lies.\n\nDo you agree?\n\nMao Ning: No.\n\nAFP: Why?\n\nMao Ning: Because.")

    found = [(page.source.slice(unit.span), page.source.slice(unit.answers)) for unit in page.units if unit.answers]

    assert found == [("No.", "Norway lies.\n\nDo you agree?"), ("Because.", "Why?")]


def test_the_evidence_of_a_turn_is_its_label(read: Callable[..., Page]) -> None:
    """Speaker and cue stand where the label stands."""
    page = read(T + "Reuters: Norway lies.\n\nMao Ning: No.\n\nAFP: Why?\n\nMao Ning: Because.")

    unit = next(unit for unit in page.units if unit.label is Label.TRANSCRIPT)

    assert unit.cue is not None
    assert (page.source.kind, page.source.slice(unit.cue), unit.rule) == (Kind.TRANSCRIPT, "Mao Ning", "turn")


def test_what_the_speaker_reads_out_at_length_is_not_his(rows: Rows) -> None:
    """The sentences of a quotation of several, in an answer, are somebody else's text."""
    found = rows(
        T + "Reuters: What did Oslo write?\n\n"
        'Mao Ning: Let me read it: "China did it. We know it. China must pay." That is slander.\n\n'
        "AFP: So?\n\nMao Ning: So no."
    )

    assert ("-", "-", "narration", "We know it.") in found
    assert (*MAO, "That is slander.") in found


@pytest.mark.parametrize(
    ("title", "label", "publisher", "row"),
    [
        (
            "Embassy Spokesperson Answers Questions on the Arctic",
            "Embassy Spokesperson",
            "Embassy of China in Norway",
            ("CN", "Embassy Spokesperson"),
        ),
        (
            "Remarks of the Spokesperson of the Chinese Embassy in Norway on the Cable",
            "A",
            None,
            ("CN", "the Spokesperson of the Chinese Embassy in Norway"),
        ),
        (
            "Transcript of the weekly briefing by the spokesperson of the Ministry of Foreign Affairs of Kenya",
            "A",
            None,
            ("KE", "the spokesperson of the Ministry of Foreign Affairs of Kenya"),
        ),
        (
            "Briefing by Foreign Ministry Spokeswoman Maria Zakharova, Moscow",
            "Maria Zakharova",
            "Ministry of Foreign Affairs of Russia",
            ("RU", "Maria Zakharova"),
        ),
        (
            "Transcript of Weekly Media Briefing by the Official Spokesperson",
            "Shri Randhir Jaiswal, Official Spokesperson",
            "Ministry of External Affairs of India",
            ("IN", "Randhir Jaiswal"),
        ),
        ("Interview with Norway's Foreign Minister Kari Moe", "Kari Moe", None, ("NO", "Kari Moe")),
    ],
)
def test_who_presides(rows: Rows, title: str, label: str, publisher: str | None, row: tuple[str, str]) -> None:
    """Named in the title, by office and publisher, or by the label itself; an embassy speaks for its own country."""
    facts = {"publisher": publisher} if publisher else {}
    text = f"{title}\n\nQ: Does China want bases?\n\n{label}: No, none.\n\nQ: None? China lies.\n\n{label}: None."

    found = [each for each in rows(text, **facts) if each[2] == "transcript"]

    assert found == [(*row, "transcript", "No, none."), (*row, "transcript", "None.")]


def test_a_presider_from_the_introduction(rows: Rows) -> None:
    """What stands before the first label tells who presides and may hold his own opening words."""
    text = (
        "Daily Press Briefing by the Office of the Spokesperson for the Secretary-General\n\n"
        "The following is a near-verbatim transcript of today's noon briefing by Farhan Haq, "
        "Deputy Spokesman for the Secretary-General.\n\n"
        "Good afternoon. We begin with Myanmar.\n\nQuestion: Does the UN condemn China?\n\n"
        "Deputy Spokesman: We condemn violence.\n\n"
        "Question: So no\n\nDeputy Spokesman: That is my answer."
    )

    assert [row for row in rows(text) if row[2] == "transcript"] == [
        ("UN", "Farhan Haq", "transcript", words)
        for words in ("Good afternoon.", "We begin with Myanmar.", "We condemn violence.", "That is my answer.")
    ]


def test_hosts_of_two_parties_answer_each_for_their_own(rows: Rows) -> None:
    """Labels with offices; the moderator and the journalists ask."""
    text = (
        "Joint press conference\n\nwith NATO Secretary General Mark Rutte and the Prime Minister "
        "of Iceland, Kristr\u00fan Frostad\u00f3ttir\n\n"
        "NATO Secretary General Mark Rutte: Allies stand together.\n\nPrime Minister Kristr\u00fan "
        "Frostad\u00f3ttir: Iceland has no army.\n\n"
        "Moira Kelly (Moderator): First question, BBC.\n\nJon Ben (BBC): Russia says you are weak.\n\n"
        "NATO Secretary General Mark Rutte: We are not.\n\nPrime Minister Kristr\u00fan Frostad\u00f3ttir: No."
    )

    assert turns(rows(text, publisher="NATO")) == [
        ("NATO", "Mark Rutte", "transcript", "Allies stand together."),
        ("IS", "Kristr\u00fan Frostad\u00f3ttir", "transcript", "Iceland has no army."),
        (*Q, "First question, BBC."),
        (*Q, "Russia says you are weak."),
        ("NATO", "Mark Rutte", "transcript", "We are not."),
        ("IS", "Kristr\u00fan Frostad\u00f3ttir", "transcript", "No."),
    ]


def test_a_bilingual_page(rows: Rows) -> None:
    """Chinese and English turns alternate; both are the spokesperson's."""
    text = (
        "外交部发言人毛宁主持例行记者会 Foreign Ministry Spokesperson Mao Ning's press conference\n\n"
        "路透社记者：挪威说中国攻击了议会。\n\n"
        "Reuters: Norway says China attacked its parliament.\n\n"
        "毛宁：我们坚决反对。\n\nMao Ning: We firmly oppose that.\n\n"
        "法新社记者：还有吗？\n\nAFP: Anything else?\n\n毛宁：没有了。\n\nMao Ning: Nothing."
    )

    assert [(row[0], row[2], row[3]) for row in turns(rows(text))] == [
        ("-", "question", "挪威说中国攻击了议会。"),
        ("-", "question", "Norway says China attacked its parliament."),
        ("CN", "transcript", "我们坚决反对。"),
        ("CN", "transcript", "We firmly oppose that."),
        ("-", "question", "还有吗？"),
        ("-", "question", "Anything else?"),
        ("CN", "transcript", "没有了。"),
        ("CN", "transcript", "Nothing."),
    ]


@pytest.mark.parametrize(
    "words",
    [
        (
            "The following question was raised after the press conference: Norway's prime minister "
            "said that China is a threat."
        ),
        "A journalist asked after the press conference: Norway says that China is a threat.",
        "Another reporter asked whether China is a threat to Norway.",
        "The following questions were submitted by e-mail. Norway says that China is a threat.",
        "After the press conference, a journalist asked about Norway. Norway says China lies. What is your comment?",
        "After the briefing, one reporter asked: Norway says China lies. Is that so?",
        "At the end of the press conference, a journalist from NRK asked whether China lies about Norway.",
        "Some media asked after the conference: Is it true that China has attacked Norway?",
    ],
)
def test_a_question_without_a_label_is_not_the_presiders(rows: Rows, words: str) -> None:
    """Follow-ups after the press conference end the turn before; the answer below has its own label."""
    found = rows(T + f"Reuters: Does China want bases?\n\nMao Ning: None.\n\n{words}\n\nA: We reject that.")

    assert [row[3] for row in found if row[0] != "-"] == ["None.", "We reject that."]


def test_comments_below_a_transcript(rows: Rows) -> None:
    """Also those that look like turns."""
    text = (
        T + "Reuters: Why?\n\nMao Ning: Because.\n\nAFP: Why?\n\nMao Ning: So.\n\n"
        "3 comments\n\nMao Ning: I am the real one.\n\nA: We love Norway.\n\nChina will win."
    )

    assert [row[3] for row in rows(text) if row[0] == "CN"] == ["Because.", "So."]
    assert [row[3] for row in rows(text) if row[2] == "comment"] != []


def test_furniture_within_a_transcript(rows: Rows) -> None:
    """Share links, page numbers and end marks are in nobody's turn."""
    text = (
        T
        + "Reuters: Why?\n\nMao Ning: Because.\n\nShare this article\n\n2 / 3\n\nWe mean it.\n\nAFP: Why?\n\nMao Ning: So.\n\nhttps://example.org/page"
    )

    assert [row[3] for row in rows(text) if row[0] == "CN"] == ["Because.", "We mean it.", "So."]
    assert [row[3] for row in rows(text) if row[2] == "furniture"] == [
        "Share this article",
        "2 / 3",
        "https://example.org/page",
    ]


def test_a_hard_wrapped_briefing(rows: Rows) -> None:
    """Lines of one turn are put together; a label opens a turn although no blank line stands before it."""
    text = (
        "DEPARTMENT PRESS BRIEFING\nMatthew Miller, Department Spokesperson\n\n"
        "MR MILLER: Good afternoon. We condemn the attack on the cable off the\ncoast of "
        "Norway, and we say so to whoever did it, because nobody else\nhas said it.\n"
        "QUESTION: China says that you lie about the cable and that nobody but\nyou could "
        "have cut it.\nMR MILLER: We did not cut it.\nQUESTION: Who did then?\nMR MILLER: "
        "Ask in Oslo.\n"
    )

    found = turns(rows(text))

    assert [(row[0], row[2]) for row in found] == [("US", "transcript")] * 2 + [
        ("-", "question"),
        ("US", "transcript"),
        ("-", "question"),
        ("US", "transcript"),
    ]
    assert found[2][3] == "China says that you lie about the cable and that nobody but\nyou could have cut it."


def test_an_interview_whose_guest_nobody_introduces(rows: Rows) -> None:
    """A last name alone, on a page without a party: both sides ask, nobody answers."""
    found = rows(
        "Interview\n\nOslo Times: Are you afraid of China?\n\nMoe: No.\n\nOslo Times: Really?\n\n"
        "Moe: Norway stands firm."
    )

    assert [row for row in found if row[0] != "-"] == []
