"""Looking up: parties, people, aliases, completions and web hosts."""

import pytest

from bot.domain.party import Term
from bot.names import Registry


@pytest.mark.parametrize(
    ("host", "id_"),
    [
        ("fmprc.gov.cn", "cn.mfa"),
        ("www.mfa.gov.cn", "cn.mfa"),
        ("no.china-embassy.gov.cn", "cn.embassy.no"),
        ("uk.usembassy.gov", "us.embassy.gb"),
        ("whitehouse.gov", "us.white_house"),
        ("bidenwhitehouse.archives.gov", "us.white_house"),
        ("www.gov.uk", "GB"),
        ("regjeringen.no", "NO"),
        ("en.kremlin.ru", "ru.kremlin"),
        ("mid.ru", "ru.mid"),
        ("www.auswaertiges-amt.de", "de.mfa"),
        ("eeas.europa.eu", "eu.eeas"),
        ("globaltimes.cn", "media.global_times"),
        ("news.un.org", "media.un_news"),
        ("something.gov.pl", "PL"),
        ("x.gouv.fr", "FR"),
        ("y.go.jp", "JP"),
        ("z.gob.mx", "MX"),
        ("abc.govt.nz", "NZ"),
        ("navy.mil", "US"),
        ("Example.GOV.AU:443", "AU"),
        ("example.com", None),
        ("notregjeringen.no", None),
        ("gov.example.com", None),
    ],
)
def test_a_host_tells_its_publisher(registry: Registry, host: str, id_: str | None) -> None:
    publisher = registry.publisher(host)

    assert (publisher.id if publisher else None) == id_


def test_every_publisher_of_the_data_is_known(registry: Registry) -> None:
    """A host that points at no entity would be silently nobody's."""
    hosts = registry._tables.publishers

    assert [host for host, id_ in hosts.items() if registry.get(id_) is None] == []


def test_every_iso_country_has_a_code(registry: Registry) -> None:
    countries = {party.id for party in registry.parties() if party.kind == "country"}

    assert len(countries) == 250
    assert {country.id for code in registry._tables.iso3 if (country := registry.iso3(code))} == countries


def test_every_country_has_a_demonym(registry: Registry) -> None:
    """Only small territories, and three states whose adjective is another state's or none, go without."""
    forms = {(row[1], row[2]) for rows in registry._tables.heads.values() for row in rows}
    countries = [party.id for party in registry.parties() if party.kind == "country"]

    missing = {id_ for id_ in countries if not {(id_, "demonym"), (id_, "people")} & forms}

    states_without = {"CG", "DM", "VA"}
    small = "BL BQ BV CC CX GG GS HM IO JE MF MP NF PM PN RE SH SJ SX TC TF UM VG VI WF"
    assert " ".join(sorted(missing - states_without)) == small


def test_iso3(registry: Registry) -> None:
    assert [registry.iso3(code).id for code in ("NOR", "chn", "XKX", "TWN")] == ["NO", "CN", "XK", "TW"]  # type: ignore[union-attr]
    assert registry.iso3("ZZZ") is None


def test_aliases_serve_a_search(registry: Registry) -> None:
    """Name, demonyms, capital and the main bodies; nothing that folds to a common word."""
    norway, america = registry.aliases("NO"), registry.aliases("US")

    assert norway[0] == "Norway"
    assert {"Norwegian", "Norwegians", "Oslo", "Storting", "Stortinget"} <= set(norway)
    assert {"American", "Washington", "White House"} <= set(america)
    assert "US" not in america
    assert "挪威" not in norway
    assert registry.aliases("cn.mfa.hua_chunying") == ("Hua Chunying",)
    assert registry.aliases("nobody") == ()


def test_the_party_of_an_entity(registry: Registry) -> None:
    ids = ("CN", "cn.mfa.hua_chunying", "cn.embassy.no", "un.who", "media.reuters", "other.south_china_sea", "nobody")

    parties = [registry.party(id_) for id_ in ids]

    assert [party.id if party else None for party in parties] == ["CN", "CN", "CN", "UN", None, None, None]


def test_a_body_known_by_pattern_has_a_name(registry: Registry) -> None:
    names = [entity.name for id_ in ("cn.embassy.no", "ke.mfa", "jp.consulate.sydney") if (entity := registry.get(id_))]

    assert names == [
        "Embassy of China in Norway",
        "Ministry of Foreign Affairs of Kenya",
        "Consulate of Japan in Sydney",
    ]
    assert registry.get("ke.nonsense") is None


def test_people_have_terms(registry: Registry) -> None:
    hua = registry.get("cn.mfa.hua_chunying")

    assert hua is not None
    assert hua.terms == (
        Term("Foreign Ministry spokesperson", "2012-11", "2024-05"),
        Term("Vice Foreign Minister", "2024-05", None),
    )
    assert (hua.kind, hua.party, hua.parent) == ("person", "CN", "cn.mfa")
    assert hua in registry.people("CN")


def test_terms_run_forward(registry: Registry) -> None:
    """No post ends before it begins."""
    wrong = [
        (entity.id, term)
        for party in registry.parties()
        for entity in registry.people(party.id)
        for term in entity.terms
        if term.since and term.until and term.since[: len(term.until)] > term.until[: len(term.since)]
    ]

    assert wrong == []


def test_surnames(registry: Registry) -> None:
    assert registry.surname("cn.mfa.hua_chunying") == "Hua"
    assert registry.surname("us.white_house.jen_psaki") == "Psaki"
    assert [person.id for person in registry.surnamed("PSAKI")] == ["us.white_house.jen_psaki"]
    assert registry.surnamed("Nobody") == []


@pytest.mark.parametrize(
    ("prefix", "kinds", "first"),
    [
        ("norw", ("country", "institution"), "NO"),
        ("norwy", ("country",), "NO"),
        ("hua ch", ("person",), "cn.mfa.hua_chunying"),
        ("zealand", ("country",), "NZ"),
        ("chin", ("country",), "CN"),
        ("philip", ("country",), "PH"),
        ("phillip", ("country",), "PH"),
        ("the kr", ("institution",), None),
        ("", ("country",), None),
    ],
)
def test_completion(registry: Registry, prefix: str, kinds: tuple[str, ...], first: str | None) -> None:
    completed = registry.complete(prefix, kinds=kinds)

    assert (completed[0].id if completed else None) == first


@pytest.mark.parametrize(
    ("prefix", "id_", "abroad"),
    [
        ("norw", "NO", False),
        ("Noru", "NO", True),
        ("norge", "NO", False),  # a whole name in any language is no beginning of one
        ("挪", "NO", True),
        ("挪威", "NO", False),
        ("Норв", "NO", True),
        ("노르", "NO", True),
        ("ノル", "NO", True),
        ("états-u", "US", True),
        ("vereinigte st", "US", True),
        ("nato", "NATO", False),
        ("u.s", "US", False),
        ("uk", "GB", False),
    ],
)
def test_completion_in_any_language(registry: Registry, prefix: str, id_: str, abroad: bool) -> None:  # noqa: FBT001
    begun = {entity.id: told for entity, told in registry.begun(prefix, kinds=("country", "organisation"))}

    assert begun.get(id_) is abroad


@pytest.mark.parametrize("prefix", ["\ud800", "\x00", " ", "x" * 5000, "(", "%", "ⓝ", "挪\u200b威", "."])
def test_anything_can_be_completed(registry: Registry, prefix: str) -> None:
    assert all(entity.name for entity in registry.complete(prefix))


def test_completion_keeps_its_limit(registry: Registry) -> None:
    assert len(registry.complete("a", limit=7)) == 7
