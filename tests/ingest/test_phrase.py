"""A noun phrase -> whom it names: the leftmost head noun decides."""

import pytest

from bot.domain.source import Span
from bot.ingest.phrase import Sort, Who, who
from bot.names import Registry


@pytest.fixture(scope="session")
def of(registry: Registry):  # noqa: ANN201  a function of a phrase
    def names(phrase: str) -> Who | None:
        return who(phrase, Span(0, len(phrase)), registry.find(phrase))

    return names


@pytest.mark.parametrize(
    ("phrase", "sort", "party"),
    [
        ("the spokesperson of the Chinese Mission to the EU", Sort.OFFICE, "CN"),
        ("Norway's ambassador to China", Sort.OFFICE, "NO"),
        ("the ambassador of Norway to China", Sort.OFFICE, "NO"),
        ("a spokesman for the Kremlin", Sort.OFFICE, "RU"),
        ("a senior official at the Iranian foreign ministry", Sort.OFFICE, "IR"),
        ("the US special envoy for Yemen", Sort.OFFICE, "US"),
        ("the UN special envoy for Yemen", Sort.OFFICE, "UN"),
        ("the head of Norway's cyber agency", Sort.OFFICE, "NO"),
        ("a Chinese-born Norwegian minister", Sort.OFFICE, "NO"),
        ("the Danish Ministry of Defence", Sort.BODY, "DK"),
        ("the Chinese Embassy in Norway", Sort.BODY, "CN"),
        ("the Storting", Sort.BODY, "NO"),
        ("Norway's central bank", Sort.BODY, "NO"),
        ("Republic of China (Taiwan)", Sort.PARTY, "TW"),
        ("the People's Republic of China", Sort.PARTY, "CN"),
        ("China", Sort.PARTY, "CN"),
        ("Beijing", Sort.PARTY, "CN"),
        ("the Chinese side", Sort.PARTY, "CN"),
        ("the Holy See", Sort.PARTY, "VA"),
        ("Georgia", Sort.PARTY, "GE"),
        ("President of Russia Vladimir Putin", Sort.PERSON, "RU"),
        ("the President of the Russian Federation Vladimir Putin", Sort.PERSON, "RU"),
        ("the Minister of Foreign Affairs of Norway Espen Barth Eide", Sort.PERSON, "NO"),
        ("the President of France Vladimir Putin", Sort.PERSON, None),
        ("the president of France Télévisions Ana Ruiz", Sort.OUTSIDER, None),
        ("an aide of the President of Russia Vladimir Putin", Sort.OUTSIDER, None),
        ("the ministry", Sort.BODY, None),
        ("its spokeswoman", Sort.OFFICE, None),
        ("Norwegian officials", Sort.OFFICE, None),
        ("the foreign ministers of Norway and Sweden", Sort.OFFICE, None),
        ("he", Sort.PRONOUN, None),
        ("it", Sort.PRONOUN, None),
        ("Chinese analysts", Sort.OUTSIDER, None),
        ("a US-based expert on Iran", Sort.OUTSIDER, None),
        ("hackers in China", Sort.OUTSIDER, None),
        ("China Daily", Sort.OUTSIDER, None),
        ("Chinese state media", Sort.OUTSIDER, None),
        ("the South China Sea", Sort.OUTSIDER, None),
        ("the Chinese", Sort.OUTSIDER, None),
        ("the Chinese people", Sort.OUTSIDER, None),
        ("a former Norwegian prime minister", Sort.OUTSIDER, None),
        ("the wife of the Chinese ambassador", Sort.OUTSIDER, None),
        ("the Chinese ambassador's wife", Sort.OUTSIDER, None),
        ("a lawyer for the Chinese embassy", Sort.OUTSIDER, None),
        ("the leader of Norway's Conservative Party", Sort.OUTSIDER, None),
        ("Hong Kong's chief executive", Sort.OUTSIDER, None),
        ("the chief executive of Equinor", Sort.OUTSIDER, None),
        ("a professor at Peking University", Sort.OUTSIDER, None),
        ("Norway's biggest union", Sort.OUTSIDER, None),
        ("Michael Jordan", Sort.OUTSIDER, None),
        ("Paris Hilton", Sort.OUTSIDER, None),
        ("Norway and Sweden", Sort.OUTSIDER, None),
    ],
)
def test_the_head_noun_decides(of, phrase: str, sort: Sort, party: str | None) -> None:  # noqa: ANN001
    """Who holds the office, not to whom, where or about whom; nationality alone is no office."""
    found = of(phrase)

    assert found is not None
    assert (found.sort, found.speaker.party) == (sort, party)


@pytest.mark.parametrize(
    ("phrase", "party"),
    [
        ("the head of Japan's fisheries agency", "JP"),
        ("the head of Denmark's food authority", "DK"),
        ("the chief of Norway's navy", "NO"),
        ("the chief of Norway's defence staff", "NO"),
        ("the head of Norway's military intelligence", "NO"),
        ("a member of Germany's Bundestag", "DE"),
        ("the head of Russia's FSB", "RU"),
        ("the president of the Finnish parliament", "FI"),
        ("the leader of Norway's delegation to the UN", "NO"),
        ("the chair of Norway's foreign affairs committee", "NO"),
        ("Prime Minister of Iceland, Birna Hallsd\u00f3ttir", "IS"),
        ("Japan's Fisheries Agency head Ken Ito", "JP"),
        ("Norwegian Navy chief Kari Moe", "NO"),
        ("US Central Command chief Ann Lee", "US"),
        ("the head of Japan's fisheries cooperatives", None),
        ("the chairman of the Japan Fisheries Cooperatives", None),
        ("the chairman of China's Huawei", None),
        ("the chairman of China's Communist Party", None),
        ("a director of China's chamber of commerce", None),
        ("a member of Germany's AfD party", None),
        ("the leader of Germany's Greens", None),
        ("the president of France's National Rally", None),
        ("the president of France's Renault", None),
        ("the president of Norway's football association", None),
        ("the head of Norway's shipowners", None),
        ("the secretary of Norway's trade union confederation", None),
        ("the CEO of Taiwan's TSMC", None),
        ("the leader of Hungary's opposition", None),
        ("the chief of Russia's Wagner", None),
        ("a spokesperson for Norway's Equinor", None),
        ("China's Huawei chairman Ken Hu", None),
        ("Germany's AfD leader Uwe Brandt", None),
        ("Japan's fisheries cooperatives head Ken Ito", None),
        ("Norwegian shipowners' president Kari Moe", None),
    ],
)
def test_only_bodies_of_a_state_speak_for_it(of, phrase: str, party: str | None) -> None:  # noqa: ANN001
    """A company, a club, a political party in a country is not that country's."""
    found = of(phrase)

    assert found is not None
    assert found.speaker.party == party


@pytest.mark.parametrize(
    ("phrase", "name", "role", "party"),
    [
        ("Norwegian Foreign Minister Kari Moe", "Kari Moe", "Norwegian Foreign Minister", "NO"),
        ("Foreign Ministry spokesperson Hua Chunying", "Hua Chunying", "Foreign Ministry spokesperson", "CN"),
        (
            "Minister of Climate and Environment Astrid Kolst\u00f8",
            "Astrid Kolst\u00f8",
            "Minister of Climate and Environment",
            None,
        ),
        ("the EU's foreign policy chief Lena Kask", "Lena Kask", "EU's foreign policy chief", "EU"),
        ("Iranian opposition leader Reza Moradi", "Reza Moradi", "Iranian opposition leader", None),
        ("the Norwegian company Fjordteknikk", "Fjordteknikk", "Norwegian company", None),
        ("Anna Berg", "Anna Berg", None, None),
    ],
)
def test_a_name_behind_its_office(of, phrase: str, name: str, role: str | None, party: str | None) -> None:  # noqa: ANN001
    """Name, role and party, apart."""
    found = of(phrase)

    assert found is not None
    assert (found.speaker.name, found.speaker.role, found.speaker.party) == (name, role, party)


@pytest.mark.parametrize("phrase", ["the dog", "yesterday", "Monday", "anti-China forces", ""])
def test_phrases_that_name_no_speaker(of, phrase: str) -> None:  # noqa: ANN001
    """Things and days do not speak."""
    assert of(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "definite", "nearby"),
    [
        ("the spokesperson", True, True),
        ("the Norwegian spokesperson", True, False),
        ("a spokesperson", False, True),
        ("a Norwegian spokesperson", False, False),
    ],
)
def test_what_the_page_must_tell(of, phrase: str, definite: bool, nearby: bool) -> None:  # noqa: ANN001, FBT001  a table's columns
    """An office without a party leans on the page, one with "the" on somebody named before."""
    found = of(phrase)

    assert found is not None
    assert (found.definite, found.nearby) == (definite, nearby)
