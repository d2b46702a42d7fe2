"""Pages that are somebody's own text: whose, and what in them is not."""

from collections.abc import Callable

import pytest

from bot.domain.errors import InputError
from bot.domain.source import Kind
from bot.domain.statement import Page

Row = tuple[str, str, str, str]
Rows = Callable[..., list[Row]]

BODY = (
    "We condemn the attack on the cable. Those who did it will be found.\n\n"
    "Our thoughts are with the crew. We stand with our friends."
)
WORDS = [
    "We condemn the attack on the cable.",
    "Those who did it will be found.",
    "Our thoughts are with the crew.",
    "We stand with our friends.",
]


@pytest.mark.parametrize(
    ("head", "facts", "party"),
    [
        ("Statement by the Ministry of Foreign Affairs of Iceland on the cable\n\n4 March 2024", {}, "IS"),
        ("MINISTRY OF FOREIGN AFFAIRS OF JAPAN\n\nStatement on the cable\n\nMarch 4, 2024", {}, "JP"),
        ("Ukraine: Statement by the High Representative on behalf of the European Union on the cable", {}, "EU"),
        ("Statement by the North Atlantic Council on the cable", {"publisher": "NATO"}, "NATO"),
        ("Foreign Ministry Spokesperson Mao Ning's Remarks on the Cable", {}, "CN"),
        ("Embassy Spokesperson on the So-called Cable Report", {"publisher": "Embassy of China in Denmark"}, "CN"),
        ("Remarks of the Spokesperson of the Chinese Embassy in Norway on the cable", {}, "CN"),
        ("Statement by President John Otieno of Kenya on the cable", {}, "KE"),
        ("Statement on the cable", {"publisher": "Ministry of Foreign Affairs of Chile"}, "CL"),
        ("Statement on the cable", {"issuer": "NO"}, "NO"),
        ("On the cable", {"issuer": "Embassy of Norway in Chile"}, "NO"),
        ("Swedish Foreign Minister Eva Lund's statement on the cable", {}, "SE"),
        ("Why cables matter\n\nBy Rolf Berg, Ambassador of Norway to Cuba", {}, "NO"),
        ("ISL: Statement on the cable", {}, "IS"),
    ],
)
def test_whose_text_it_is(rows: Rows, head: str, facts: dict[str, str], party: str) -> None:
    """By title, letterhead, publisher, curator or byline; embassies and ambassadors speak for their own country."""
    found = rows(f"{head}\n\n{BODY}", **facts)

    assert [(row[0], row[2], row[3]) for row in found if row[2] == "official"] == [
        (party, "official", words) for words in WORDS
    ]
    assert {row[2] for row in found} <= {"official", "heading", "meta"}


@pytest.mark.parametrize(
    "title",
    [
        "Joint Statement of the Foreign Ministers of Estonia, Latvia and Lithuania on the cable",
        "Joint Statement by Norway, Sweden and Finland on the cable",
        "Joint Statement by Norway and Sweden on the cable",
        "Joint statement by the leaders of France, Germany and Italy",
        "G7 Foreign Ministers' Statement on the cable",
    ],
)
def test_a_joint_text_is_no_single_partys(rows: Rows, title: str) -> None:
    """Whoever is named first in it."""
    found = rows(f"{title}\n\n{BODY}")

    assert [row[3] for row in found if row[2] == "official"] == WORDS
    assert {row[0] for row in found} == {"-"}


def test_a_readout_is_its_issuers(read: Callable[..., Page]) -> None:
    """Whoever its sentences are about."""
    page = read(
        "Readout of President Biden's Call with Prime Minister St\u00f8re of Norway\n\nThe White House\n\n"
        "President Joseph R. Biden, Jr. spoke today with Prime Minister Jonas Gahr St\u00f8re "
        "of Norway. The Prime Minister thanked the President."
    )

    assert (page.source.kind, {unit.speaker.party for unit in page.units if unit.speaker}) == (Kind.STATEMENT, {"US"})


PRESS_RELEASE = """\
Norway sends observers to Kenya

Press release | Date: 04/03/2024

Ministry of Foreign Affairs

Norway is sending twelve observers to Kenya. They leave in May.

'Elections matter,' said Norwegian Foreign Minister Espen Barth Eide.

"We thank Norway for its help," said Kenya's foreign minister, Grace Wambui, in Nairobi.

"It will rain," said Per Hansen, a fisherman.
"""


def test_a_press_release_quotes_its_minister_and_its_partners(rows: Rows) -> None:
    """Each quotation is its own speaker's, whoever issued the release."""
    found = rows(PRESS_RELEASE, publisher="Government of Norway")

    assert [(row[0], row[3]) for row in found if row[2] == "direct"] == [
        ("NO", "Elections matter,"),
        ("KE", "We thank Norway for its help,"),
        ("-", "It will rain,"),
    ]


SPEECH = """\
Statement by Ambassador Rosa Lima, Permanent Representative of Brazil, at the Security Council

Mr President, I thank you for this meeting. We have listened with care, and our delegation has taken note.

The Russian delegate told us: "Ukraine does not exist." We reject that. My country will say so as often as we must.

Russia says that it wants peace. Our view is that Russia must withdraw. We shall not rest until it does.

I thank you, Mr President.
"""


def test_a_speech_that_quotes_another_state_stays_the_speakers(rows: Rows) -> None:
    """The whole sentence is shown as hers; the other state gets neither the quotation nor the claim."""
    found = rows(SPEECH)

    assert {row[0] for row in found if row[0] != "-"} == {"BR"}
    assert ("BR", "official", 'The Russian delegate told us: "Ukraine does not exist."') in [
        (row[0], *row[2:]) for row in found
    ]


def test_an_op_ed_that_tells_what_others_say(rows: Rows) -> None:
    """ "China says" in an ambassador's article is the ambassador's rendering."""
    text = (
        "Why Cuba still matters\n\nBy Rolf Berg, Ambassador of Norway to Cuba\n\nI have lived "
        "in Havana for three years. We work with everyone here.\n\n"
        "China says that it is a friend of Cuba. I do not doubt it, but we are friends too.\n\nMy country will stay."
    )

    assert [row[:3] for row in rows(text) if row[2] not in ("heading", "meta")] == [("NO", "Rolf Berg", "official")] * 5


@pytest.mark.parametrize(
    "text",
    [
        (
            "Estonia issues statement on cable\n\nTALLINN, March 4 (BNS) -- Estonia's government "
            "issued a statement on Monday about the cable. It met for three hours and then went "
            "home for the night."
        ),
        (
            "Chinese embassy statement angers Oslo\n\nOSLO, March 4 (NTB) -- The ministers read "
            "the statement on Monday. Nobody in the room said a word about it until the evening "
            "came."
        ),
        (
            "President's speech draws crowds\n\nBy Anna Berg\n\nThe square was full on Monday "
            "night. Most had come from the villages, and many had brought their children to hear "
            "it."
        ),
    ],
)
def test_a_story_about_a_statement_is_not_one(read: Callable[..., Page], text: str) -> None:
    """A dateline, an agency, a reporter's byline: somebody's report."""
    page = read(text)

    assert page.source.kind in (Kind.REPORT, Kind.SUMMARY)
    assert [unit for unit in page.units if unit.label.value == "official"] == []


def test_comments_below_a_statement(rows: Rows) -> None:
    """They are nobody's, and a first person in them is a reader's."""
    found = rows(
        f"Statement by the Ministry of Foreign Affairs of Iceland on the cable\n\n{BODY}\n\n"
        f"2 comments\n\nWe in Iceland do not agree.\n\nI do."
    )

    assert [row[3] for row in found if row[0] != "-"] == WORDS


def test_what_stands_below_the_end_mark(rows: Rows) -> None:
    """Notes to editors, contacts and other headlines are not the issuer's statement."""
    found = rows(
        f"Statement by the Ministry of Foreign Affairs of Iceland on the cable\n\n{BODY}\n\n"
        f"###\n\nWe will be in touch with more news soon.\n\nNorway buys frigates"
    )

    assert [row[3] for row in found if row[0] != "-"] == WORDS


def test_an_aside_in_a_speech_is_narration(rows: Rows) -> None:
    """ "(Applause.)" is nobody's word."""
    found = rows(
        f"Statement by the Ministry of Foreign Affairs of Iceland on the cable\n\n{BODY}\n\n"
        f"(Applause.)\n\nWe thank you."
    )

    assert ("-", "-", "narration", "(Applause.)") in found


@pytest.mark.parametrize(
    "text",
    [
        (
            "Press releases\n\nNorway sends observers to Kenya\n\nMinister meets Swedish counterpart\n\n"
            "Ambassador opens school in Lima\n\nNew visa rules from May\n\nKing visits Iceland\n\n"
            "Statement on the cable\n\nEmbassy closed on Friday\n\nGrants for students"
        ),
        (
            "News\n\nSpokesperson's remarks on Norway (2024-03-04)\nSpokesperson's remarks on "
            "Sweden (2024-03-03)\nSpokesperson's remarks on Chile (2024-03-02)\nAmbassador meets "
            "minister (2024-03-01)\nAmbassador visits school (2024-02-28)"
        ),
        (
            "News\n\n2024-03-04 Spokesperson's remarks on Norway\n2024-03-03 Spokesperson's remarks "
            "on Sweden\n2024-03-02 Spokesperson's remarks on Chile\n2024-03-01 Ambassador meets "
            "minister\n2024-02-28 Ambassador visits school\n2024-02-27 Embassy notice"
        ),
    ],
)
def test_a_listing_is_refused(read: Callable[..., Page], text: str) -> None:
    """A page of headlines holds no statement; the person is told what to ingest instead."""
    with pytest.raises(InputError, match="listing") as error:
        read(text)

    assert error.value.hint == "ingest the pages it links to instead"
