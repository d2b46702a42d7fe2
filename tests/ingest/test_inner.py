"""Words quoted inside what somebody else tells: never the teller's."""

from collections.abc import Callable

import pytest

Row = tuple[str, str, str, str]
Said = Callable[[str], list[Row]]

MOE = "Norwegian minister Kari Moe"
WORDS = "the ship must stay in port"


def quoted(rows: list[Row]) -> list[tuple[str, str]]:
    """Party and name of what is quoted directly."""
    return [(party, name) for party, name, voice, _ in rows if voice == "direct"]


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        (f'{MOE} said German Defence Minister Boris Pistorius had told her that "{WORDS}".', ("DE", "Boris Pistorius")),
        (f'{MOE} said Beijing warned that "{WORDS}".', ("CN", "Beijing")),
        (f'{MOE} said that China had written: "The ship must stay in port until spring."', ("CN", "China")),
        (f'{MOE} said China had informed her that "{WORDS}".', ("CN", "China")),
        (f'{MOE} said she had been told by China that "{WORDS}".', ("CN", "China")),
        (f'{MOE} said that, according to Berlin, "{WORDS}".', ("DE", "Berlin")),
        (f'{MOE} said that according to Berlin, "{WORDS}".', ("DE", "Berlin")),
        (f'{MOE} noted that the Chinese embassy in Oslo has said "{WORDS}".', ("CN", "Chinese embassy in Oslo")),
        (f'{MOE} said, after China warned her: "The ship must stay in port for good."', ("CN", "China")),
        (f'{MOE} met Wang Yi, who said: "The ship must stay in port until spring."', ("CN", "Wang Yi")),
        (f'{MOE} said Pistorius told her "{WORDS}".', ("-", "Pistorius")),
        (f'"The ship must stay," German minister Boris Pistorius told her, {MOE} said.', ("DE", "Boris Pistorius")),
        (f'"The ship must stay," Pistorius told her, {MOE} said.', ("-", "Pistorius")),
        (f'Reports said the Swedish minister said "{WORDS}".', ("SE", "the Swedish minister")),
        (f'"We will stay," {MOE} told parliament, Reuters reported.', ("NO", "Kari Moe")),
    ],
)
def test_whoever_is_told_to_have_said_it_is_quoted(said: Said, words: str, speaker: tuple[str, str]) -> None:
    """Nearest to the quotation, before it or behind it."""
    assert quoted(said(words)) == [speaker]


@pytest.mark.parametrize(
    "words",
    [
        f'{MOE} said he told her that "{WORDS}".',
        f'{MOE} said they had written that "{WORDS}".',
        f'{MOE} said she had been told that "{WORDS}".',
        f'{MOE} said China had lied and told reporters that "{WORDS}".',
        f'{MOE} said China\'s claim that "{WORDS}" was wrong.',
        f'{MOE} rejected China\'s claim that "{WORDS}".',
        f'{MOE} said reports that "{WORDS}" were false.',
        f'{MOE} repeated China\'s warning that "{WORDS}".',
        f'{MOE} said in a letter sent by China "{WORDS}".',
        f'{MOE} said a message from Beijing read "{WORDS}".',
        f'{MOE} said, as China says, "{WORDS}".',
        f'{MOE} said Pistorius was quoted as saying "{WORDS}".',
        f'{MOE} said Pistorius told her that the ship was "a ferry that slowly sank".',
        f'"The ship must stay," he told me, {MOE} said.',
        f'{MOE}, quoting Pistorius, said "{WORDS}".',
        f'{MOE} recalled Pistorius saying "{WORDS}".',
        f'{MOE} said China\'s answer to her was "{WORDS}".',
        f'{MOE} said Pistorius had been clear: "The ship must stay in port until spring."',
        f'{MOE} quoted a fisherman who said "{WORDS}".',
        f'Asked about China\'s claim that "{WORDS}", {MOE} said it was false.',
        "挪威外交大臣莫伊表示，中国告诉她，“这艘船必须留在港口。”",
    ],
)
def test_what_may_be_anothers_is_quoted_from_nobody(said: Said, words: str) -> None:
    """A pronoun, a passive, hearsay, a letter: no party's direct words."""
    assert [party for party, _ in quoted(said(words)) if party != "-"] == []


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        (f'{MOE} said on Monday that "{WORDS}".', ("NO", "Kari Moe")),
        (f'{MOE} told reporters that the cable was cut and warned that "{WORDS}".', ("NO", "Kari Moe")),
        (f'{MOE} said the report of the agency was "an honest piece of work".', ("NO", "Kari Moe")),
        (f'{MOE} dismissed the claims as "an honest piece of nonsense".', ("NO", "Kari Moe")),
        (f'{MOE} said claims that the ship had sunk were "an honest piece of nonsense".', ("NO", "Kari Moe")),
        (f'{MOE} said Norway welcomes "a strong and lasting peace".', ("NO", "Kari Moe")),
        (f'{MOE} said China claimed to be sure "where even its own engineers are not".', ("NO", "Kari Moe")),
        (f'{MOE}, who had told China to stop, said "{WORDS}".', ("NO", "Kari Moe")),
        (f'Calling it "a very serious breach", {MOE} said it must end.', ("NO", "Kari Moe")),
        (f'China said it had warned that "{WORDS}".', ("CN", "China")),
        ("挪威外交部发言人表示，“这艘船必须留在港口。”", ("NO", "挪威外交部发言人")),
    ],
)
def test_the_speakers_own_words_stay_the_speakers(said: Said, words: str, speaker: tuple[str, str]) -> None:
    """Times and places, a second verb of the same speaker, what is said of others."""
    assert quoted(said(words)) == [speaker]


def test_the_teller_is_told_to_have_said_that_somebody_said_it(said: Said) -> None:
    found = said(f'{MOE} said Beijing warned that "{WORDS}".')

    assert [row[:3] for row in found if row[2] == "reported"] == [("NO", "Kari Moe", "reported")]


@pytest.mark.parametrize("more", ["He added that it was dangerous.", '"We will not wait."'])
def test_what_follows_two_who_spoke_is_neithers(said: Said, more: str) -> None:
    found = said(f'{MOE} said Pistorius told her: "The ship must stay in port." {more}')

    assert [row for row in found if row[3].strip('"') in more and row[0] != "-"] == []


def test_handed_on_words_are_less_sure(read: Callable[..., object]) -> None:
    page = read(f'Talks go on\n\nIn Oslo, {MOE} said Beijing warned that "{WORDS}".')

    assert [unit.confidence for unit in page.units if unit.label.value == "direct"] == [0.75]  # type: ignore[attr-defined]


RELEASE = "Pressemelding fra Utenriksdepartementet\n\nNorge har i dag innkalt ambassad\u00f8ren.\n\n"


@pytest.mark.parametrize(
    "words",
    [
        "\u2013 Skipet m\u00e5 bli i havn, sier Kinas ambassad\u00f8r Li Fei.",
        "- Skipet m\u00e5 bli i havn, skriver Reuters.",
        "\u2013 Fartyget m\u00e5ste stanna, s\u00e4ger Kinas ambassad\u00f6r Li Fei.",
        "\u2013 Skibet skal blive i havn, siger Kinas ambassad\u00f8r Li Fei.",
        "\u2013 Das Schiff bleibt im Hafen, sagte der Botschafter Li Fei.",
        "\u2013 Skipet m\u00e5 bli i havn, sier Li Fei.\n\n\u2013 Det er alvorlig.",
    ],
)
def test_speech_after_a_dash_is_never_the_issuers_own_text(rows: Callable[..., list[Row]], words: str) -> None:
    found = rows(f"{RELEASE}{words}\n\nSaken f\u00f8lges tett.", issuer="Norwegian Ministry of Foreign Affairs")

    assert [row[3] for row in found if row[0] == "NO"] == [
        "Norge har i dag innkalt ambassad\u00f8ren.",
        "Saken f\u00f8lges tett.",
    ]


def test_the_items_of_a_list_are_the_issuers_own_text(rows: Callable[..., list[Row]]) -> None:
    found = rows(
        f"{RELEASE}\u2013 Skipet m\u00e5 bli i havn.\n\n\u2013 Saken f\u00f8lges tett.",
        issuer="Norwegian Ministry of Foreign Affairs",
    )

    assert len([row for row in found if row[0] == "NO"]) == 3


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Mr Miller of the State Department said the ship must stay.", "US"),
        ("Mr Lin of China's foreign ministry said the ship must stay.", "CN"),
        ("Kari Moe from the Chinese embassy said the ship must stay.", "CN"),
        ("Mr Miller of Reuters said the ship must stay.", "-"),
        ("Mr Miller of the Senate said the ship must stay.", "-"),
        ("Kari Moe of Norway said the ship must stay.", "-"),
        ("Kari Moe of Norway's Equinor said the ship must stay.", "-"),
        ("Per Hansen of the Norwegian Red Cross said the ship must stay.", "-"),
        ("Mr Miller, formerly of the State Department, said the ship must stay.", "-"),
    ],
)
def test_a_person_of_a_ministry_speaks_for_it(said: Said, words: str, party: str) -> None:
    """Of a ministry or an embassy; not of a country, a parliament, a company."""
    assert [row[0] for row in said(words)] == [party]
