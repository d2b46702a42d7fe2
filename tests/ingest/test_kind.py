"""What sort of document a page is, and why."""

from collections.abc import Callable

import pytest

from bot.domain.source import Basis, Fact, Facts, Kind
from bot.domain.statement import Page
from bot.ingest.kind import dateline, issuer_of, letterhead, noun_labels, of_words, publisher_party
from bot.names import Registry

STORY = "The cable was cut on Sunday, said Eva Lund, the Swedish foreign minister. It lies off Gotland in deep water."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Briefing\n\nQ: Will you sign?\n\nA: We will.\n\nQ: When?\n\nA: Soon.", Kind.TRANSCRIPT),
        (
            "Statement by Norway on the cable\n\nWe condemn the attack. Our friends know it, and we say it again.",
            Kind.STATEMENT,
        ),
        (f"Cable cut\n\n{STORY}", Kind.REPORT),
        (
            "China and the cable\n\nChina opposes attacks on cables. Norway supports an inquiry into the matter.",
            Kind.SUMMARY,
        ),
    ],
)
def test_kinds_with_reasons(read: Callable[..., Page], text: str, kind: Kind) -> None:
    """A kind is never without a reason a person can read."""
    source = read(text).source

    assert source.kind is kind
    assert all(source.why)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("LONDON, March 4 (Reuters) - Ships met.", "LONDON, March 4 (Reuters) -"),
        ("BEIJING, March 4 (Xinhua) -- Ships met.", "BEIJING, March 4 (Xinhua) --"),
        ("MANILA -- Ships met.", "MANILA --"),
        ("Moscow, March 4 (TASS) -- Ships met.", "Moscow, March 4 (TASS) --"),
        ("PARIS (AFP) \u2013 Ships met.", "PARIS (AFP) \u2013"),
        ("WASHINGTON, D.C., 4 March 2024 \u2014 Ships met.", None),
        ("Norway - a small country - met Sweden.", None),
        ("The ships met in Oslo.", None),
        ("Oslo is far.", None),
        ("A US-based expert left.", None),
        ("A UN-backed plan failed.", None),
    ],
)
def test_datelines(text: str, line: str | None) -> None:
    """A place in capitals, or with a date or an agency, before a dash."""
    found = dateline(text)

    if line is None:
        assert found is None or "D.C." in text
    else:
        assert found is not None
        assert found[0].strip() == line


@pytest.mark.parametrize(
    ("line", "party"),
    [
        ("Ministry of Foreign Affairs of Japan", "JP"),
        ("MINISTRY OF FOREIGN AFFAIRS OF JAPAN", "JP"),
        ("The White House", "US"),
        ("Kingdom of Norway", "NO"),
        ("www.regjeringen.no", "NO"),
        ("Norway", None),
        ("Norway's foreign minister meets the Chinese ambassador in Oslo today", None),
        ("Reuters", None),
        ("Statement on the cable", None),
    ],
)
def test_letterheads(registry: Registry, line: str, party: str | None) -> None:
    """A line that names an official body and hardly anything else; a bare country name is a theme."""
    assert letterhead(line, registry) == party


@pytest.mark.parametrize(
    ("title", "party", "speaker"),
    [
        (
            "Statement by the Ministry of Foreign Affairs of Iceland on the cable",
            "IS",
            "Ministry of Foreign Affairs of Iceland",
        ),
        ("Statement by the High Representative on behalf of the European Union", "EU", "European Union"),
        ("Foreign Ministry Spokesperson Mao Ning's Remarks on the Cable", "CN", "Mao Ning"),
        ("Swedish Prime Minister Eva Lund's speech in Riga", "SE", "Eva Lund"),
        ("NOR: Statement on the cable", "NO", "Norway"),
        ("China on the rise", None, None),
        ("Cable cut", None, None),
        ("Norway's statement angers China", "NO", "Norway"),
    ],
)
def test_the_issuer_a_title_announces(registry: Registry, title: str, party: str | None, speaker: str | None) -> None:
    """ "by", "of", a possessive, a code; a theme behind "on" is no issuer."""
    found = issuer_of(title, Facts(), registry)

    assert ((found.speaker.party, found.speaker.name) if found else (None, None)) == (party, speaker)


@pytest.mark.parametrize(
    ("issuer", "party"),
    [("NO", "NO"), ("NOR", "NO"), ("Embassy of China in Norway", "CN"), ("EU", "EU"), ("nobody at all", None)],
)
def test_a_stated_issuer_stands(registry: Registry, issuer: str, party: str | None) -> None:
    """A curator names it by code or by name; a name nobody knows falls back on the title."""
    found = issuer_of("Notes on the cable", Facts(issuer=Fact(issuer, Basis.MANIFEST)), registry)

    assert (found.speaker.party if found else None) == party


@pytest.mark.parametrize(
    ("publisher", "party"),
    [
        ("Embassy of China in Norway", "CN"),
        ("Ministry of Foreign Affairs of Chile", "CL"),
        ("European Union", "EU"),
        ("Global Times", None),
        ("Reuters", None),
        ("The Norwegian Refugee Council", None),
    ],
)
def test_whose_site_it_is(registry: Registry, publisher: str, party: str | None) -> None:
    """Media belong to no party, whoever owns them."""
    assert publisher_party(Facts(publisher=Fact(publisher, Basis.MANIFEST)), registry) == party


@pytest.mark.parametrize(
    ("url", "party"),
    [
        ("https://www.regjeringen.no/en/x", "NO"),
        ("https://www.mfa.gov.cn/eng/x", "CN"),
        ("https://www.reuters.com/x", None),
        ("https://example.org", None),
    ],
)
def test_whose_address_it_is(registry: Registry, url: str, party: str | None) -> None:
    """Known official hosts tell the party."""
    assert publisher_party(Facts(url=Fact(url, Basis.MANIFEST)), registry) == party


@pytest.mark.parametrize(
    ("label", "is_official"),
    [
        ("Embassy Spokesperson", True),
        ("Mao Ning", True),
        ("MFA Spokesperson", True),
        ("Reuters", False),
        ("Ivar Holm", False),
        ("Background", False),
        ("Chinese student", False),
    ],
)
def test_labels_that_name_an_official(registry: Registry, label: str, is_official: bool) -> None:  # noqa: FBT001  a table's column
    """By the registry or by the noun of an office."""
    assert noun_labels(label, registry) is is_official


def test_words_in_capitals_are_read_as_names(registry: Registry) -> None:
    """ "NORWEGIAN FOREIGN MINISTER KARI MOE" is Kari Moe."""
    found = of_words("NORWEGIAN FOREIGN MINISTER KARI MOE", registry)

    assert found is not None
    assert (found.speaker.name, found.speaker.party) == ("Kari Moe", "NO")
