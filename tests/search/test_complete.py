"""Completion of what is typed: what the archive holds first, misspelled and foreign beginnings too, within limits."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive import Archive
from bot.domain.question import Form
from bot.domain.statement import Speaker
from bot.search.beginnings import Names, cleaned
from tests.builders import GENG, HUA, SOREIDE, a_page, direct, official, transcript

Make = Callable[..., Archive]
LONG = Speaker("Commission for the " + "very " * 20 + "long name", party="NO")
MISSION = Speaker("A spokesperson from the Chinese Mission to the EU", party="CN", entity="cn.mission.eu")
CHINA = Speaker("China", party="CN", entity="CN")


def a_full_archive(make: Make) -> Archive:
    held = make(
        a_page(
            transcript("Ransomware and cyber security concern Norway, Norway above all.", HUA),
            transcript("Norway knows it.", HUA),
            transcript("Cybercrime must be fought against.", GENG),
            direct("Cyber security is for all, says Beijing.", CHINA),
            direct("Cyber theft is wrong.", MISSION),
            name="pressers/press_2019.txt",
            title="Regular press conference of February",
            said="2019-02-18",
        ),
        a_page(
            official("Cod is good.", SOREIDE),
            direct("No comment on that.", LONG),
            name="oslo.txt",
            title="On " + "very " * 40 + "long titles",
        ),
    )
    held.ask("Norway")
    return held


@pytest.fixture
def held(archive: Make) -> Archive:
    return a_full_archive(archive)


def values(choices: list[tuple[str, str]]) -> list[str]:
    return [value for _, value in choices]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", "China"),  # what it holds most of
        ("n", "Norway"),  # held before NATO, Niue, Nauru
        ("nor", "Norway"),
        ("NORW", "Norway"),
        ("norwey", "Norway"),
        ("chn", None),
        ("chian", "China"),
        ("Noru", "Norway"),
        ("挪", "Norway"),
        ("норвегии", "Norway"),
        ("Norge", "Norway"),
        ("Niger", "Niger"),
        ("zealand", "New Zealand"),
        ("us", "United States"),
        ("eu", "European Union"),
        ("xyzzy", None),
    ],
)
def test_a_party_is_completed_from_any_language(held: Archive, typed: str, first: str | None) -> None:
    found = held.complete_parties(typed)

    assert (found[0] if found else None) == (first and (first, first))


def test_only_parties_that_speak_here_are_offered_before_anything_is_typed(held: Archive) -> None:
    assert values(held.complete_parties("")) == ["China", "Norway"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("", ["Hua Chunying", "A spokesperson from the Chinese Mission to the EU"]),
        ("hua", ["Hua Chunying"]),
        ("chunying h", ["Hua Chunying"]),
        ("chunyign", ["Hua Chunying"]),
        ("soreide", ["Ine Eriksen Søreide"]),
        ("华春", ["Hua Chunying"]),
        ("spokesperson from", ["A spokesperson from the Chinese Mission to the EU"]),
        ("very very", []),  # a name cut to fit would be no name
    ],
)
def test_a_speaker_is_completed_by_any_part_of_the_name(held: Archive, typed: str, first: list[str]) -> None:
    assert values(held.complete_speakers(typed))[: len(first) or 99] == first


def test_speakers_show_whom_they_speak_for_and_parties_are_not_among_them(held: Archive) -> None:
    found = held.complete_speakers("")

    assert ("Hua Chunying (China)", "Hua Chunying") in found
    assert "China" not in values(found)


def test_speakers_of_one_party_only(held: Archive) -> None:
    assert values(held.complete_speakers("", party="NO")) == ["Ine Eriksen Søreide"]
    assert values(held.complete_speakers("hua", party="CN")) == ["Hua Chunying"]
    assert "Hua Chunying" not in values(held.complete_speakers("hua", party="NO"))
    assert values(held.complete_speakers("psaki")) == ["Jen Psaki"]  # whom the registry knows, though not held


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("norw", ["Norway"]),
        ("cyb", ["cyber", "cybercrime"]),
        ("ransonw", ["ransomware"]),
        ("cyber sec", ["cyber security"]),
        ("Cyber Sec", ["Cyber security"]),
        ("ag", []),  # "against" names no topic
        ("挪威", ["Norway"]),
        ("", ["Norway"]),
    ],
)
def test_a_topic_is_a_name_or_a_word_of_the_archive(held: Archive, typed: str, first: list[str]) -> None:
    found = [value for value in values(held.complete_topics(typed)) if first or value == "against"]

    assert [value.lower() for value in found[: len(first)]] == [value.lower() for value in first]


@pytest.mark.parametrize(
    "typed", ["press", "2019", "pressers/press", "press_2", "regular conf", "february", "februray", "Regular press c"]
)
def test_a_source_is_completed_by_file_and_title(held: Archive, typed: str) -> None:
    shown, value = held.complete_sources(typed)[0]

    assert shown == "Regular press conference of February · 2019-02-18 · pressers/press_2019.txt"
    assert held.show(value).source.name == "pressers/press_2019.txt"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("prsm", "prism"),  # not the Prime Minister's Office, whose name is no letter nearer
        ("about prsm", "about prism"),
        ("prime m", "Prime Minister's Office of India"),
        ("norwya", "Norway"),  # a name one edit away itself
    ],
)
def test_a_word_of_the_archive_one_edit_away_comes_before_a_name_that_is_further(
    archive: Make, typed: str, first: str
) -> None:
    held = archive(a_page(transcript("Nobody should forget PRISM, and Norway does not.", HUA)))
    held.ask("Norway")

    assert values(held.complete_topics(typed))[0] == first


def test_a_source_is_completed_by_its_hash(held: Archive) -> None:
    whole = held.show("oslo.txt").source.id

    assert [values(held.complete_sources(whole[:length])) for length in (6, 12)] == [[whole[:12]]] * 2


def test_a_long_file_name_leaves_room_for_the_title(archive: Make) -> None:
    title = "Press briefing by the press secretary and the adviser on fisheries"
    name = "folder/" + "a-long-name-" * 8 + ".md"
    held = archive(a_page(official("Cod is good."), name=name, title=title, said="2021"))

    assert [shown for shown, _ in held.complete_sources("briefing")] == [
        "Press briefing by the press secretary and the adviser o… · 2021 · a-long-name-a-long-name-a-long-na…"
    ]


def test_words_that_tell_nothing_are_no_topics(archive: Make) -> None:
    held = archive(
        a_page(
            official("We've a new barents-treaty plan, and don't see the Barents treaty end."),
            official("A Barents treaty is a treaty on the Barents; a new way."),
        )
    )
    held.ask("barents")

    assert values(held.complete_topics("")) == ["barents"]
    assert values(held.complete_topics("barents")) == ["barents"]


def test_a_new_page_is_offered(archive: Make) -> None:
    held = a_full_archive(archive)
    assert values(held.complete_speakers("zylphai")) == []

    store = held._store
    page = a_page(official("We agree.", Speaker("Zylphia Testfrau", party="DE")), name="de.txt")
    store.add(page, page.source.text.encode())

    held.complete_parties("")
    for thread in threading.enumerate():  # lists that were long in the making are made anew meanwhile
        if thread.name == "renewing":
            thread.join(30)

    assert values(held.complete_speakers("zylphai")) == ["Zylphia Testfrau"]
    assert values(held.complete_parties("")) == ["China", "Norway", "Germany"]


def test_words_counted_after_the_lists_were_made_are_offered_too(archive: Make) -> None:
    """Completion never waits for the index: what it brings later must still arrive."""
    held = archive(a_page(official("Submarines ahoy.", HUA)))
    assert values(held.complete_topics("submar")) == []

    held.ask("submarines")

    assert values(held.complete_topics("submar")) == ["submarines"]


def test_every_party_offered_is_read_as_that_party(archive: Make) -> None:
    """Whatever is chosen means what was shown, as a speaker and as a topic."""
    held = archive(a_page())
    wrong = []
    for party in held.registry.parties():
        who, about = held.said(Form(who=party.name)).question, held.said(Form(about=party.name)).question
        if (who.party, who.speaker) != (party.id, None) or [topic.entity for topic in about.topics] != [party.id]:
            wrong.append((party.id, party.name))

    assert wrong == []


def test_every_speaker_offered_is_found(held: Archive) -> None:
    for name in values(held.complete_speakers("", 99)):
        answer = held.said(Form(who=name))

        assert {excerpt.speaker.name for excerpt in answer.excerpts} == {name}


def test_limits_hold(held: Archive) -> None:
    for complete in (held.complete_parties, held.complete_speakers, held.complete_topics, held.complete_sources):
        assert len(complete("a", 3)) <= 3
        assert complete("a", 0) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=40), st.text(alphabet=st.characters(), max_size=8), st.text("ano 挪Nr", max_size=4)))
def test_whatever_is_typed_choices_fit_and_none_comes_twice(held: Archive, typed: str) -> None:
    for complete in (held.complete_parties, held.complete_speakers, held.complete_topics, held.complete_sources):
        found = complete(typed)

        assert len(found) == len(set(values(found))) <= 25
        assert all(0 < len(text) <= 100 for pair in found for text in pair)
        assert all("\n" not in shown for shown, _ in found)


@given(st.text(alphabet=st.characters()))
def test_what_is_typed_becomes_one_printable_line(typed: str) -> None:
    line = cleaned(typed)

    assert line.isprintable()
    assert line == " ".join(line.split())
    assert len(line) <= 100


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [0, 1, 2]),
        ("a", [0, 2]),
        ("beta", [0, 1]),
        ("gamma beta", [1]),
        ("beta gamma", [1]),
        ("btea", [0, 1]),
        ("betas", [0, 1]),
        ("xbeta", []),
        ("alhpa", [0, 2]),
    ],
)
def test_names_are_begun_in_their_order(typed: str, found: list[int]) -> None:
    names = Names([["Alpha Beta"], ["Gamma", "beta"], ["alpha"]])

    assert names.beginning(typed, 25) == found
