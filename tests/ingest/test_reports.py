"""Stories about what others said: whose words are whose, and whose are nobody's."""

from collections.abc import Callable

import pytest

from bot.domain.source import Kind
from bot.domain.statement import LIKELY, Page

Row = tuple[str, str, str, str]
Said = Callable[[str], list[Row]]


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (
            '"We stay," said Portuguese Foreign Ministry spokesperson Rui Tavares on Tuesday.',
            ("PT", "Rui Tavares", "direct", "We stay,"),
        ),
        ('"We stay," Portuguese Foreign Minister Rui Tavares said.', ("PT", "Rui Tavares", "direct", "We stay,")),
        (
            'Brazilian Foreign Minister Ana Prado said: "Brazil keeps its word."',
            ("BR", "Ana Prado", "direct", "Brazil keeps its word."),
        ),
        (
            'Brazilian Foreign Minister Ana Prado told reporters on Monday, "Brazil keeps its word."',
            ("BR", "Ana Prado", "direct", "Brazil keeps its word."),
        ),
        (
            "\u201cWe stay,\u201d said Kenya\u2019s President John Otieno in Nairobi.",
            ("KE", "John Otieno", "direct", "We stay,"),
        ),
        (
            "'We will not move,' said Irish foreign minister Aoife Byrne in Dublin.",
            ("IE", "Aoife Byrne", "direct", "We will not move,"),
        ),
        (
            "\u00ab Nous restons ici \u00bb, said French Foreign Minister Paul Renard on Monday.",
            ("FR", "Paul Renard", "direct", "Nous restons ici"),
        ),
        (
            "\u201eWir bleiben hier\u201c, said German Foreign Minister Uwe Brandt on Monday.",
            ("DE", "Uwe Brandt", "direct", "Wir bleiben hier"),
        ),
        (
            "\u2013 We stay here, says Norwegian Foreign Minister Kari Moe in Oslo.",
            ("NO", "Kari Moe", "direct", "We stay here,"),
        ),
        (
            '"We stay," the spokesperson of the Chinese Mission to the EU said.',
            ("CN", "the spokesperson of the Chinese Mission to the EU", "direct", "We stay,"),
        ),
        ('"We stay," said a spokesman for the Kremlin.', ("RU", "a spokesman for the Kremlin", "direct", "We stay,")),
    ],
)
def test_a_quotation_with_its_cue(said: Said, words: str, row: Row) -> None:
    """Behind, before, inverted, and in every set of marks."""
    assert said(words) == [row]


@pytest.mark.parametrize(
    ("words", "party", "speaker"),
    [
        ("Peru's foreign ministry said that Ecuador had broken the accord.", "PE", "Peru's foreign ministry"),
        (
            "Indian Foreign Minister Arun Rao said the ambassador, who claimed that Norway had lied, was wrong.",
            "IN",
            "Arun Rao",
        ),
        ("Norway's ambassador to China, Kari Moe, said the deal was close.", "NO", "Kari Moe"),
        ("The EU's foreign policy chief, Lena Kask, said Norway lied.", "EU", "Lena Kask"),
        ("The Republic of China (Taiwan) said the passage was legal.", "TW", "Republic of China (Taiwan)"),
        ("Russia denied that its ships were near the cable.", "RU", "Russia"),
        ("Norway accused China of cutting the cable.", "NO", "Norway"),
        ("Norway firmly opposes such acts.", "NO", "Norway"),
        ("According to the Danish Defence Ministry, two aircraft were scrambled.", "DK", "Danish Defence Ministry"),
        ("The Chinese embassy in Oslo said the report was false.", "CN", "Chinese embassy in Oslo"),
        ("The Norwegian embassy in Beijing said the report was false.", "NO", "Norwegian embassy in Beijing"),
        ("China, which Norway accused of hacking, said it opposed all attacks.", "CN", "China"),
        ("China, Norway said, had cut the cable.", "NO", "Norway"),
        ("Oslo said the ship was seized.", "NO", "Oslo"),
        ("The Kremlin said Norway lied.", "RU", "Kremlin"),
        ("NATO said Norway lied.", "NATO", "NATO"),
        ("Asked whether China did it, Norwegian Foreign Minister Kari Moe said no.", "NO", "Kari Moe"),
        ("In a statement to Reuters, China's embassy in Oslo said it did not.", "CN", "China's embassy in Oslo"),
        ("Norway thinks China said too much.", "NO", "Norway"),
        ("The Norwegian parliament voted, and the Storting said Russia must pay.", "NO", "Storting"),
        (
            "The Finnish Foreign Ministry summoned the envoy. Its spokeswoman said the border would stay open.",
            "FI",
            "Its spokeswoman",
        ),
    ],
)
def test_a_paraphrase_belongs_to_the_subject_of_its_verb(said: Said, words: str, party: str, speaker: str) -> None:
    """Not to whom it is about, whom it was told, or who stands in a clause behind who or which."""
    (found,) = said(words)

    assert found[:3] == (party, speaker, "reported")


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (
            "Two aircraft were scrambled, according to the Danish Defence Ministry.",
            ("DK", "Danish Defence Ministry", "reported", "Two aircraft were scrambled,"),
        ),
        ("China had cut the cable, Norway said on Sunday.", ("NO", "Norway", "reported", "China had cut the cable,")),
        (
            "China should apologise, Norwegian Foreign Minister Kari Moe said.",
            ("NO", "Kari Moe", "reported", "China should apologise,"),
        ),
        (
            'Norwegian Foreign Minister Kari Moe, asked whether China had cut it, replied: "We do not know that."',
            ("NO", "Kari Moe", "direct", "We do not know that."),
        ),
        (
            'Norwegian Foreign Minister Kari Moe, responding to a reporter\'s question, stated: "We do not know that."',
            ("NO", "Kari Moe", "direct", "We do not know that."),
        ),
    ],
)
def test_the_cue_itself_is_the_reporters(said: Said, words: str, row: Row) -> None:
    """Where the cue stands behind, only the words before it are the speaker's."""
    assert said(words) == [row]


def test_what_only_leads_in_says_nothing(said: Said) -> None:
    """A cue with nothing but a colon behind it."""
    found = said("A Norwegian Foreign Office spokesperson said:\n\nThe minister had spoken to the press.")

    assert [row for row in found if row[2] == "reported"] == []


def test_a_participle_goes_on_for_the_same_speaker(said: Said) -> None:
    """ "adding that" has its own unit."""
    assert said("Danish Foreign Minister Mette Holm welcomed the deal, adding that Denmark would send observers.") == [
        ("DK", "Mette Holm", "reported", "Danish Foreign Minister Mette Holm welcomed the deal,"),
        ("DK", "Mette Holm", "reported", "Denmark would send observers."),
    ]


def test_a_quotation_over_three_paragraphs_has_one_speaker(said: Said) -> None:
    """Each paragraph opens with a mark, only the last one closes it."""
    words = 'Chilean President Marta Soto said, "We will not.\n\n"We will answer in time.\n\n"That is all," she added.'

    assert said(words) == [
        ("CL", "Marta Soto", "direct", "We will not."),
        ("CL", "Marta Soto", "direct", "We will answer in time."),
        ("CL", "Marta Soto", "direct", "That is all,"),
    ]


def test_a_quotation_goes_on_behind_its_cue(said: Said) -> None:
    """The second sentence needs no cue of its own; the reporter's next one is not hers."""
    assert said('"Norway is wrong," China said. "And Sweden agrees." Norway laughed.') == [
        ("CN", "China", "direct", "Norway is wrong,"),
        ("CN", "China", "direct", "And Sweden agrees."),
    ]


@pytest.mark.parametrize(
    "words",
    [
        (
            "Norwegian Foreign Minister Kari Moe said the deal was close, but Swedish Foreign "
            "Minister Eva Lund said it was not."
        ),
        "Norway said the deal was close; Sweden said it was not.",
        "While Norway said the deal was close, Sweden said it was not.",
        "Norway said the deal was close, while Sweden denied it.",
        "Norway said the deal was close, and the Swedish foreign ministry said it was not.",
    ],
)
def test_two_speakers_in_one_sentence(said: Said, words: str) -> None:
    """Each clause is its own speaker's, and none holds the other's."""
    found = said(words)

    assert [row[0] for row in found] == ["NO", "SE"]
    assert ("Swed" in found[0][3], "Norw" in found[1][3]) == (False, False)


def test_a_quotation_parted_by_its_cue(said: Said) -> None:
    """Both halves are hers, though the second begins in lower case."""
    assert said('"The talks failed," Kenyan President Grace Otieno said, "because nobody came to the table."') == [
        ("KE", "Grace Otieno", "direct", "The talks failed,"),
        ("KE", "Grace Otieno", "direct", "because nobody came to the table."),
    ]


def test_two_speakers_each_keep_their_own(said: Said) -> None:
    """In one paragraph, quotation by quotation."""
    assert said('"We stop," said Norwegian minister Kari Moe. "No," said Chinese minister Li Fei.') == [
        ("NO", "Kari Moe", "direct", "We stop,"),
        ("CN", "Li Fei", "direct", "No,"),
    ]


def test_a_last_name_finds_its_bearer(said: Said) -> None:
    """Once introduced with an office, the name alone will do; so will a pronoun that fits nobody else."""
    assert said(
        'Norwegian Foreign Minister Kari Moe said the cable was fine.\n\n"We mend it," she '
        'said.\n\n"It takes a month," Moe added.'
    ) == [
        ("NO", "Kari Moe", "reported", "Norwegian Foreign Minister Kari Moe said the cable was fine."),
        ("NO", "Kari Moe", "direct", "We mend it,"),
        ("NO", "Kari Moe", "direct", "It takes a month,"),
    ]


def test_a_quoted_fragment_is_direct_within_the_paraphrase(said: Said) -> None:
    """From three words on."""
    words = 'The Norwegian government called the report "nonsense from beginning to end".'

    assert [row[2:] for row in said(words)] == [("reported", words), ("direct", "nonsense from beginning to end")]


def test_scare_quotes_are_no_statement(said: Said) -> None:
    """One or two words in marks are part of the sentence."""
    assert [row[2] for row in said('Norway condemned the so-called "grey fleet" of tankers.')] == ["reported"]


NOT_OFFICIAL = """\
Analysts said China would retaliate.
Chinese analysts said Norway had no choice.
"Norway has no choice," said a Chinese analyst in Lima.
"Norway has no choice," Li Ming, a Chinese analyst, told reporters.
The Norwegian company Fjordteknikk said its servers were attacked.
Norwegian company Fjordteknikk said its servers were attacked.
Hackers in China said they had taken the files.
"The claims are false," said a US-based expert on Iran.
China Daily reported that Norway would give in.
The South China Morning Post said Beijing was ready.
Russian state media said Norway would give in.
Chinese newspaper Global Times said Norway would give in.
According to Reuters, China said that Norway lied.
Citing Norwegian officials, Reuters said China did it.
Iranian opposition leader Reza Moradi said the vote was stolen.
The Norwegian opposition said the cable was fine.
The leader of Norway's Conservative Party said the cable was fine.
Former Danish prime minister Karl Juhl said the vote was stolen.
A retired Norwegian general said the cable was fine.
Venezuela's opposition leader Juan Perez said the cable was fine.
Kenyan presidential candidate John Otieno said the cable was fine.
Myanmar's shadow government said the cable was fine.
"It is over," said a senior Turkish official who spoke on condition of anonymity.
A senior Turkish official, who asked not to be named, said it was over.
Sources in Moscow said it was over.
Sources close to the Kremlin said it was over.
A source at the Norwegian foreign ministry said it was over.
A Western diplomat said it was over.
Norwegian officials said the ship was seized.
Norway and Sweden said the deal was close.
Norway and Sweden said in a joint statement that the deal was close.
"The deal is close," the foreign ministers of Norway and Sweden said.
China and its critics say it is fine.
Critics of Chinese President Xi Jinping said the cable was fine.
The daughter of Russia's president said the cable was fine.
A lawyer for the Chinese embassy said the cable was fine.
"We stay," said the man in the Chinese embassy.
Supporters of Norway said the cable was fine.
A poll by Norway's government said the cable was fine.
The Danish Refugee Council said the cable was fine.
The American Chamber of Commerce in China said the cable was fine.
The Chinese University of Hong Kong said the cable was fine.
The Church of Norway said the cable was fine.
Norway's national football team said the cable was fine.
Turkish Airlines said the cable was fine.
China Mobile said profit fell.
The Bank of China said profit fell.
A Chinese state-owned company said profit fell.
Norway's largest bank, DNB, said rates would rise.
A US-based expert said the claims were false.
A UN-backed militia said the claims were false.
"It rained," said Norway captain Per Hansen in Lima.
"It rained," said Per Hansen, spokesman for Norway's opposition.
"It rained," said Per Hansen, president of the Norwegian Football Federation.
"It rained," said Per Hansen, director of the China Centre at Oslo University.
"It rained," said Per Hansen, a spokesman for Norwegian rebels.
Norwegians said no.
The Norwegian people said no in a referendum.
"We stop," said the Chinese.
"We stop," the Norwegian said.
"China told us it would stop," a Norwegian student told China Daily.
"""


@pytest.mark.parametrize("words", NOT_OFFICIAL.splitlines())
def test_who_does_not_speak_for_a_party(said: Said, words: str) -> None:
    """Analysts, media, companies, clubs, the anonymous, the former, the opposition, several parties at once."""
    assert [row for row in said(words) if row[0] != "-"] == []


NOBODY = """\
China was accused of espionage by several governments.
China is said to have stolen the documents.
China was told by Norway to stop.
Sweden did not say whether it would join.
Swedish Foreign Minister Eva Lund declined to comment.
China has not commented.
China could not be reached for comment.
The Chinese embassy did not respond to a request for comment.
China refused to say whether it did it.
China never said it did it.
China did not deny it did it.
China no longer says it did it.
If China says it did it, Norway will act.
Should China say it did it, Norway will act.
When China said it did it, Norway laughed.
What China said was wrong.
It is unclear whether China said it.
Norway wants China to say it did it.
China is expected to say it did it.
China is expected to announce on Monday that it did it.
"China did it," reads a sign outside the Norwegian embassy.
"China did it," read the headline in Norway's Aftenposten.
The words "China did it" were painted on the wall of the Norwegian embassy.
The film "China Said No" opened in Oslo.
The minister's "friends" were seen at the dock in Norway.
Norway's 'friends' in China said it did not.
An email sent to the Chinese embassy said nobody was there.
A report that China called false said a ship cut the cable.
The minister to whom China said it was sorry left.
Neither Norway nor Sweden said the cable was fine.
Nobody in Norway said the cable was fine.
Many in China said the cable was fine.
Norway won, said the paper.
The would-be president of Kenya said the cable was fine.
Polish Foreign Minister Jan Nowak met Czech Foreign Minister Petr Novotny in Prague. He said the border would stay open.
Norwegian Foreign Minister Kari Moe met Chinese Foreign Minister Wang Yi in Oslo. "We will not bend," she said.
The Norwegian and the Chinese minister met. The minister said all was well.
The ministry said the border would stay open.
The spokesperson said the border would stay open.
The ambassador said there was nothing to explain to China.
I asked Norway's foreign minister whether he was sure.
We asked China for comment.
"""


@pytest.mark.parametrize("words", NOBODY.splitlines())
def test_what_is_no_partys_statement(said: Said, words: str) -> None:
    """Passive, denied, empty, conditional, hypothetical, written on walls, or by one of two who may be meant."""
    assert [row for row in said(words) if row[0] != "-"] == []


@pytest.mark.parametrize(
    "words",
    [
        (
            "Norwegian Foreign Minister Kari Moe said the cable was fine.\n\nChinese Foreign "
            "Minister Wang Yi was also in Oslo.\n\nHe said that China had no part in it."
        ),
        (
            "Norwegian Foreign Minister Kari Moe said the cable was fine.\n\nAnalyst Ola Berg "
            'disagreed.\n\n"China did it. We know it."'
        ),
        "Norwegian Foreign Minister Kari Moe met Wang Yi. Moe said the cable was fine. They agreed to stay in touch.",
    ],
)
def test_a_newcomer_takes_the_pronoun_away(said: Said, words: str) -> None:
    """Once the page has brought in somebody else, what follows is not the minister's any more."""
    assert [row[0] for row in said(words) if row[0] != "-"] == ["NO"]


def test_first_person_outside_a_quotation_is_the_reporters(said: Said) -> None:
    """ "We" in a story is the paper, whatever party it has just named."""
    assert said("Norway said the ship was seized.\n\nWe have seen the ship, and our camera was there.") == [
        ("NO", "Norway", "reported", "Norway said the ship was seized.")
    ]


def test_a_republic_in_a_name_is_the_one_that_speaks(said: Said) -> None:
    """Longest name first: this is Taiwan."""
    assert [
        row[:2]
        for row in said("Officials met on Monday. The Republic of China (Taiwan) thanked Paraguay for its help.")
    ] == [("TW", "Republic of China (Taiwan)")]


STORY = """\
Home > News > World

Share on Facebook

Sweden: Cable cut was no accident

By Anna Berg

STOCKHOLM, March 4 (TT) -- The cable was cut on purpose, Swedish Foreign Minister Eva Lund said. It lies \
in forty metres of water off the island of Gotland, and it carried a third of all calls.

ADVERTISEMENT

"We know who did it," she said.

Related stories

Norway buys new frigates

China says talks with Denmark failed

Photo: TT

Lund said that the cable would be mended in May.

(Reporting by Anna Berg; Editing by John Doe)

5 comments

China says it is innocent, and I believe it.

We Swedes say no.

"Nobody knows," said Swedish Foreign Minister Eva Lund.

About us | Contact | Privacy
"""


def test_a_story_between_advertising_and_comments(rows: Callable[..., list[Row]]) -> None:
    """Only the story's own sentences speak; other headlines and readers' words, however official, do not."""
    assert rows(STORY) == [
        ("-", "-", "furniture", "Home > News > World"),
        ("-", "-", "furniture", "Share on Facebook"),
        ("-", "-", "heading", "Sweden: Cable cut was no accident"),
        ("-", "-", "meta", "By Anna Berg"),
        ("-", "-", "meta", "STOCKHOLM, March 4 (TT) --"),
        ("SE", "Eva Lund", "reported", "The cable was cut on purpose,"),
        ("-", "-", "narration", "Swedish Foreign Minister Eva Lund said."),
        (
            "-",
            "-",
            "narration",
            "It lies in forty metres of water off the island of Gotland, and it carried a third of all calls.",
        ),
        ("-", "-", "furniture", "ADVERTISEMENT"),
        ("SE", "Eva Lund", "direct", "We know who did it,"),
        ("-", "-", "narration", "she said."),
        ("-", "-", "furniture", "Related stories"),
        ("-", "-", "furniture", "Norway buys new frigates"),
        ("-", "-", "furniture", "China says talks with Denmark failed"),
        ("-", "-", "furniture", "Photo: TT"),
        ("SE", "Eva Lund", "reported", "Lund said that the cable would be mended in May."),
        ("-", "-", "furniture", "(Reporting by Anna Berg; Editing by John Doe)"),
        ("-", "-", "furniture", "5 comments"),
        ("-", "-", "comment", "China says it is innocent, and I believe it."),
        ("-", "-", "comment", "We Swedes say no."),
        ("-", "-", "comment", '"Nobody knows," said Swedish Foreign Minister Eva Lund.'),
        ("-", "-", "furniture", "About us | Contact | Privacy"),
    ]


def test_the_evidence_names_the_words_on_the_page(read: Callable[..., Page]) -> None:
    """Rule, confidence, and where speaker and cue stand."""
    page = read(STORY)

    unit = next(unit for unit in page.units if unit.quotable)

    assert unit.speaker_span is not None
    assert unit.cue is not None
    assert (page.source.slice(unit.speaker_span), page.source.slice(unit.cue), unit.rule) == (
        "Eva Lund",
        "said",
        "cue behind",
    )
    assert LIKELY <= unit.confidence < 1
    assert page.source.kind is Kind.REPORT


@pytest.mark.parametrize(
    ("text", "party", "words"),
    [
        (
            "MANILA -- The Philippine foreign ministry said nobody was hurt.",
            "PH",
            "The Philippine foreign ministry said nobody was hurt.",
        ),
        (
            "PARIS (AFP) - French President Luc Morel said nobody was hurt.",
            "FR",
            "French President Luc Morel said nobody was hurt.",
        ),
        ("Moscow, March 4 (TASS) -- Russia said nobody was hurt.", "RU", "Russia said nobody was hurt."),
        ("BRASILIA, 4 March 2024 (Reuters) \u2014 Brazil said nobody was hurt.", "BR", "Brazil said nobody was hurt."),
    ],
)
def test_a_dateline_is_no_part_of_the_words(rows: Callable[..., list[Row]], text: str, party: str, words: str) -> None:
    """It is meta; the sentence begins behind it."""
    found = rows(
        "Storm hits the islands\n\n" + text + "\n\nThe storm passed at night and left the islands dark and cold."
    )

    assert [row for row in found if row[0] != "-"] == [(party, found[2][1], "reported", words)]
    assert found[1][2:] == ("meta", text.removesuffix(words).rstrip())


def test_comments_in_the_middle_of_a_story(rows: Callable[..., list[Row]]) -> None:
    """They hold until the page says that they are over."""
    found = rows(
        "Finland mends the cable\n\nHELSINKI, March 4 (STT) -- Finnish Transport Minister "
        "Aino Salo said the cable was mended.\n\n"
        'Comments (2)\n\nFinland said so, and we trust it.\n\n"I agree," said Russia\'s ambassador.\n\n'
        "Comments are closed\n\n"
        "Salo said that the work took a month.\n"
    )

    assert [row for row in found if row[0] != "-"] == [
        ("FI", "Aino Salo", "reported", "Finnish Transport Minister Aino Salo said the cable was mended."),
        ("FI", "Aino Salo", "reported", "Salo said that the work took a month."),
    ]


@pytest.mark.parametrize(
    "headline",
    [
        "Minister: 'No comment'",
        "China: We are innocent",
        "Norwegian Police Say Ship Was Seized",
        "Spokesperson Made Remarks",
        "Norway Says China Cut Cable",
    ],
)
def test_headlines_are_nobodys(rows: Callable[..., list[Row]], headline: str) -> None:
    """As a title and in the middle of the page; no headline makes a report a transcript."""
    story = "The cable was cut on Sunday, and it is not yet known by whom or why it was done."

    found = rows(f"{headline}\n\n{story}\n\n{headline}\n\n{story}")

    assert found == [("-", "-", label, words) for label, words in [("heading", headline), ("narration", story)] * 2]
