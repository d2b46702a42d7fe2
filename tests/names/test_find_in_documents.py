"""What a document's text names: tables of names, and of words that only look like one."""

import pytest

from bot.names import Registry


def found(registry: Registry, text: str, *, question: bool = False) -> list[tuple[str, str, str]]:
    mentions = registry.find(text, every_language=question)
    return [(text[m.start : m.end], m.entity.id, m.form.value) for m in mentions]


def ids(registry: Registry, text: str) -> list[str]:
    return [mention.entity.id for mention in registry.find(text)]


@pytest.mark.parametrize(
    ("text", "id_", "form"),
    [
        ("Norway", "NO", "name"),
        ("Norwegian", "NO", "demonym"),
        ("Norwegians", "NO", "people"),
        ("Oslo", "NO", "capital"),
        ("Kingdom of Norway", "NO", "name"),
        ("People’s Republic of China", "CN", "name"),
        ("P.R. China", "CN", "name"),
        ("Republic of China (Taiwan)", "TW", "name"),
        ("Republic of China", "TW", "name"),
        ("Chinese Taipei", "TW", "name"),
        ("Taiwan, China", "TW", "name"),
        ("Democratic People's Republic of Korea", "KP", "name"),
        ("DPRK", "KP", "name"),
        ("Republic of Korea", "KR", "name"),
        ("Viet Nam", "VN", "name"),
        ("Burma", "MM", "name"),
        ("Birma", "MM", "name"),
        ("Holland", "NL", "name"),
        ("Ivory Coast", "CI", "name"),
        ("Côte d’Ivoire", "CI", "name"),
        ("Cote d'Ivoire", "CI", "name"),
        ("Swaziland", "SZ", "name"),
        ("Cape Verde", "CV", "name"),
        ("Türkiye", "TR", "name"),
        ("Turkiye", "TR", "name"),
        ("Turkey", "TR", "name"),
        ("UAE", "AE", "name"),
        ("USA", "US", "name"),
        ("US", "US", "name"),
        ("U.S.", "US", "name"),
        ("Great Britain", "GB", "name"),
        ("U.K.", "GB", "name"),
        ("Brunei Darussalam", "BN", "name"),
        ("Plurinational State of Bolivia", "BO", "name"),
        ("Papua New Guinea", "PG", "name"),
        ("Equatorial Guinea", "GQ", "name"),
        ("Guinea-Bissau", "GW", "name"),
        ("Guinea", "GN", "name"),
        ("Dominican Republic", "DO", "name"),
        ("Dominica", "DM", "name"),
        ("Democratic Republic of the Congo", "CD", "name"),
        ("Republic of the Congo", "CG", "name"),
        ("South Sudan", "SS", "name"),
        ("Sudan", "SD", "name"),
        ("Nigeria", "NG", "name"),
        ("Niger", "NE", "name"),
        ("American Samoa", "AS", "name"),
        ("Kuwait City", "KW", "capital"),
        ("Mexico City", "MX", "capital"),
        ("São Tomé and Príncipe", "ST", "name"),
        ("European Union", "EU", "name"),
        ("NATO", "NATO", "name"),
        ("African Union", "AUN", "name"),
        ("United Nations", "UN", "name"),
        ("UN Secretary-General", "un.secretary_general", "institution"),
        ("WHO", "un.who", "institution"),
        ("European Commission", "eu.commission", "institution"),
        ("Storting", "no.storting", "institution"),
        ("Kremlin", "ru.kremlin", "institution"),
        ("Quai d’Orsay", "fr.mfa", "institution"),
        ("Élysée", "fr.elysee", "institution"),
        ("Elysee Palace", "fr.elysee", "institution"),
        ("NÚKIB", "cz.nukib", "institution"),
        ("Cyberspace Administration of China", "cn.cac", "institution"),
        ("Taiwan Affairs Office", "cn.tao", "institution"),
        ("Hua Chunying", "cn.mfa.hua_chunying", "person"),
        ("HUA CHUNYING", "cn.mfa.hua_chunying", "person"),
        ("Jen Psaki", "us.white_house.jen_psaki", "person"),
        ("Jonas Gahr Støre", "no.pmo.jonas_gahr_store", "person"),
        ("Global Times", "media.global_times", "media"),
        ("The Paper", "media.the_paper", "media"),
        ("China Daily", "media.china_daily", "media"),
        ("Washington Post", "media.wapo", "media"),
        ("South China Sea", "other.south_china_sea", "other"),
        ("Sea of Japan", "other.sea_of_japan", "other"),
        ("Indian Ocean", "other.indian_ocean", "other"),
        ("New Mexico", "other.new_mexico", "other"),
        ("Brussels", "other.brussels", "other"),
        ("China Southern Airlines", "other.china_southern_airlines", "other"),
        ("Norwegian Cruise Line", "other.norwegian_cruise_line", "other"),
        ("Atlanta, Georgia", "other.atlanta_georgia", "other"),
        ("Moscow, Idaho", "other.moscow_idaho", "other"),
        ("Washington state", "other.washington_state", "other"),
        ("Panama Canal", "other.panama_canal", "other"),
        ("Michael Jordan", "other.michael_jordan", "other"),
        ("中国", "CN", "name"),
        ("挪威", "NO", "name"),
        ("华春莹", "cn.mfa.hua_chunying", "person"),
        ("马里兰", "other.马里兰", "other"),
        ("Норвегия", "NO", "name"),
        ("النرويج", "NO", "name"),
        ("नॉर्वे", "NO", "name"),
        ("ノルウェー", "NO", "name"),
    ],
)
def test_a_name_is_found_whole(registry: Registry, text: str, id_: str, form: str) -> None:
    """The longest name that stands there is the one found, alone and inside a sentence."""
    assert found(registry, text) == [(text, id_, form)]
    assert found(registry, f"… that {text}, as was said") == [(text, id_, form)]


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Chinese Embassy in Norway", "cn.embassy.no"),
        ("Embassy of the People’s Republic of China in the Kingdom of Norway", "cn.embassy.no"),
        ("Embassy of the People's Republic of China in the Commonwealth of Australia", "cn.embassy.au"),
        ("Chinese Mission to the EU", "cn.mission.eu"),
        ("Permanent Mission of Norway to the United Nations", "no.mission.un"),
        ("China’s embassy in Oslo", "cn.embassy.no"),
        ("Beijing's embassy in Oslo", "cn.embassy.no"),
        ("Embassy of Norway in Beijing, China", "no.embassy.cn"),
        ("Chinese Embassy Oslo", "cn.embassy.no"),
        ("Consulate-General of Japan in Sydney", "jp.consulate.sydney"),
        ("British High Commission in Delhi", "gb.embassy.in"),
        ("Delegation of the European Union to China", "eu.mission.cn"),
        ("Russian embassy", "ru.embassy"),
        ("Norwegian Ministry of Defence", "no.mod"),
        ("Ministry of Foreign Affairs of Japan", "jp.mfa"),
        ("Ministry of Foreign Affairs\nof the Republic of Korea", "kr.mofa"),
        ("Kenya's foreign ministry", "ke.mfa"),
        ("Chinese Foreign Ministry", "cn.mfa"),
        ("Czech Republic's Ministry of Foreign Affairs", "cz.mfa"),
        ("French Defence Ministry", "fr.mod"),
        ("Hungary's Ministry of Foreign Affairs and Trade", "hu.mfa"),
        ("Norwegian government", "no.government"),
        ("government of Fiji", "fj.government"),
        ("Government of the People's Republic of China", "cn.state_council"),
        ("Swedish parliament", "se.riksdag"),
        ("parliament of Latvia", "lv.saeima"),
        ("Indian Navy", "in.navy"),
        ("Estonian Prime Minister’s Office", "ee.pmo"),
        ("US State Department", "us.state"),
        ("U.S. Department of State", "us.state"),
        ("Department of Justice of the Philippines", "ph.justice"),
        ("Russia's Security Council", "ru.security_council"),
        ("Security Council of Russia", "ru.security_council"),
        ("中国驻挪威大使馆", "cn.embassy.no"),
        ("挪威外交部", "no.mfa"),
    ],
)
def test_an_office_beside_its_party_is_one_body(registry: Registry, text: str, id_: str) -> None:
    """Embassies belong to the sender, ministries to their country; the whole phrase is one mention."""
    party = "EU" if id_.startswith("eu.") else id_[:2].upper()

    mentions = registry.find(f"… the {text} …")

    assert [(m.entity.id, m.entity.party, m.form.value) for m in mentions] == [(id_, party, "institution")]
    assert f"… the {text} …"[mentions[0].start : mentions[0].end] == text


@pytest.mark.parametrize(
    "text",
    [
        "give us the facts",
        "Contact US",
        "CONTACT US",
        "JOIN US NOW",
        "About US",
        "WHO SAYS THE VIRUS IS GONE",
        "the turkey was roasted",
        "a chad on the ballot",
        "it may march in May or March",
        "a polish of the text",
        "Mr. Jordan said",
        "Reunion dinner",
        "The paper said so",
        "fine china",
        "Indianapolis",
        "at 10:00 PST",
        "who can man it",
        "the foreign ministry spokesperson",
        "the Ministry of Foreign Affairs",
        "Parliament and the Supreme Court",
        "タイプとマリア",
        "Того же дня",
    ],
)
def test_nobody_is_named(registry: Registry, text: str) -> None:
    """Common words, pronouns in capitals, surnames and bodies without a country are nobody's name."""
    assert found(registry, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China's army", "China's army"),
        ("China’s side", "China"),
        ("U.S.-led talks", "U.S."),
        ("_China_ said", "China"),
        ("(China)", "China"),
        ("“China", "China"),
        ("Norway’s view", "Norway"),
    ],
)
def test_a_possessive_or_mark_is_not_part_of_the_name(registry: Registry, text: str, expected: str) -> None:
    assert [slice_ for slice_, _, _ in found(registry, text)] == [expected]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\n", "  ", " \n"])
def test_any_white_space_may_stand_inside_a_name(registry: Registry, space: str) -> None:
    """No-break spaces and hard wraps are kept in the slice, and do not hide the name."""
    text = f"that Hua{space}Chunying said"

    assert found(registry, text) == [(f"Hua{space}Chunying", "cn.mfa.hua_chunying", "person")]


def test_a_blank_line_parts_a_name(registry: Registry) -> None:
    assert found(registry, "of New\n\nZealand") == []


def test_a_security_council_veto_is_of_the_united_nations(registry: Registry) -> None:
    assert ids(registry, "Russia's Security Council veto") == ["RU", "un.security_council"]


def test_a_list_of_two_is_not_taiwan_of_china(registry: Registry) -> None:
    assert ids(registry, "In Taiwan, China's fleet was seen.") == ["TW", "CN"]


def test_georgia_is_the_american_state_among_american_places(registry: Registry) -> None:
    assert ids(registry, "Georgia went to a runoff after Warnock's win.") == []
    assert ids(registry, "Georgia, said Tbilisi, protests.") == ["GE", "GE"]


def test_a_surname_after_chad_makes_it_a_person(registry: Registry) -> None:
    assert ids(registry, "Chad Miller resigned.") == []
    assert ids(registry, "Chad President Mahamat said") == ["TD"]


def test_a_capital_does_not_own_the_city_police(registry: Registry) -> None:
    assert found(registry, "London police said") == [("London", "GB", "capital")]


def test_korean_particles_and_arabic_prefixes_stay_outside(registry: Registry) -> None:
    assert found(registry, "노르웨이의 외교") == [("노르웨이", "NO", "name")]
    assert found(registry, "قالت والصين") == [("الصين", "CN", "name")]


def test_a_declined_name_is_found_whole_and_a_surname_is_not(registry: Registry) -> None:
    assert found(registry, "отношения с Китаем и в Норвегии") == [("Китаем", "CN", "name"), ("Норвегии", "NO", "name")]
    assert found(registry, "Алексей Китаев и чилийский перец") == []


def test_a_spokesperson_line_names_body_and_person(registry: Registry) -> None:
    text = "Chinese Foreign Ministry Spokesperson Geng Shuang responded"

    assert [slice_ for slice_, _, _ in found(registry, text)] == ["Chinese Foreign Ministry", "Geng Shuang"]
