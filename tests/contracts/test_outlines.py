"""What every store lists of its statements without their words."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.statement import Label, Page, Speaker, Voice
from bot.ports import Outline, Store
from tests.builders import (
    ANALYST,
    CHINA_MFA,
    GENG,
    REPORTS,
    SOREIDE,
    Line,
    a_page,
    comment,
    direct,
    keep,
    narration,
    official,
    question,
    reported,
    transcript,
)

per_example = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

ANY = (tuple(Voice), 0.0, 0, 10**6)
"""Asks for every statement of some party."""


def ids(store: Store, voices: Collection[Voice], least: float, shortest: int, longest: int) -> list[int]:
    """The numbers of what is listed, in their order."""
    return sorted(each.id for each in store.outlines(voices, least, shortest, longest))


def words(store: Store, *asked: object) -> list[str]:
    """The words of what is listed, in the order of their numbers."""
    found = [each.id for each in store.outlines(*(asked or ANY))]  # type: ignore[arg-type]
    return [statement.text for statement in store.statements(sorted(found))]


def test_an_outline_says_all_but_the_words(store: Store) -> None:
    """Lengths are code points."""
    body = Speaker("Storting", party="NO")
    page = a_page(
        narration("He spoke."), transcript("我们 😀 开门。", GENG), official("Vi er åpne.", body), said="2019-02-18"
    )
    keep(store, page)
    first, second = store.of_source(page.source.id)

    found = sorted(store.outlines(*ANY), key=lambda each: each.id)

    assert found == [
        Outline(first.id, page.source.id, 11, 8, Voice.TRANSCRIPT, "CN"),
        Outline(second.id, page.source.id, 21, 11, Voice.OFFICIAL, "NO"),
    ]


def test_an_empty_store_has_no_outlines(store: Store) -> None:
    """Whatever is asked."""
    assert list(store.outlines(*ANY)) == []


def test_only_statements_of_some_party_are_listed(store: Store) -> None:
    """No question, comment or narration, nothing unsure, no analyst, no nameless report."""
    keep(
        store,
        a_page(
            question("Well?"), transcript("No.", GENG), narration("He smiled."), comment("Lies."),
            direct("Never.", GENG, confidence=0.5), direct("Perhaps.", ANALYST), reported("It may close", REPORTS),
            direct("Ja.", SOREIDE),
        ),
    )  # fmt: skip

    assert words(store) == ["No.", "Ja."]


PAGE = a_page(
    direct("One.", confidence=0.95),
    transcript("Three.", confidence=0.9),
    official("Fourteen.", confidence=0.8),
    reported("Twenty-one.", confidence=0.6),
)


@pytest.mark.parametrize(
    ("voices", "least", "shortest", "longest", "found"),
    [
        ([Voice.DIRECT], 0.0, 0, 99, ["One."]),
        ({Voice.OFFICIAL, Voice.REPORTED}, 0.0, 0, 99, ["Fourteen.", "Twenty-one."]),
        ((), 0.0, 0, 99, []),
        (tuple(Voice), 0.9, 0, 99, ["One.", "Three."]),
        (tuple(Voice), 0.91, 0, 99, ["One."]),
        (tuple(Voice), 0.0, 6, 9, ["Three.", "Fourteen."]),
        (tuple(Voice), 0.0, 7, 8, []),
        (tuple(Voice), 0.0, 9, 6, []),
        (tuple(Voice), 0.8, 5, 11, ["Three.", "Fourteen."]),
    ],
)
def test_voice_confidence_and_length_are_asked_for(
    store: Store, voices: Collection[Voice], least: float, shortest: int, longest: int, found: list[str]
) -> None:
    """Bounds belong to what they bound."""
    keep(store, PAGE)

    assert words(store, voices, least, shortest, longest) == found


def test_what_is_superseded_or_withdrawn_is_not_listed(store: Store) -> None:
    """Until an older version stands again."""
    old, new = a_page(official("Old."), official("Lies.")), a_page(official("New."))
    keep(store, old)
    lies = old.units[1]
    store.withdraw(old.source.id, *lies.span, "not theirs")
    assert words(store) == ["Old."]

    keep(store, new)
    assert words(store) == ["New."]
    keep(store, old)
    assert words(store) == ["Old."]


def test_only_what_has_changed_is_asked_for(store: Store) -> None:
    """A page kept anew, and one with a statement withdrawn, is listed again; all others are not."""
    pages = [a_page(official(f"{n}."), official("Lies."), name=f"{n}.txt") for n in range(3)]
    keep(store, *pages)
    before = store.head()
    assert not list(store.outlines(*ANY, since=before))

    store.withdraw(pages[1].source.id, *pages[1].units[1].span, "not theirs")
    keep(store, a_page(official("3."), name="3.txt"))
    found = [each.id for each in store.outlines(*ANY, since=before)]

    assert [statement.text for statement in store.statements(sorted(found))] == ["1.", "3."]


def test_whoever_stops_listening_is_in_nobodys_way(store: Store) -> None:
    """What is kept meanwhile does not disturb the list, and the list does not hold it up."""
    keep(store, a_page(official("One."), official("Two."), name="a.txt"))
    listed = store.outlines(*ANY)
    first = next(listed)

    done = keep(store, a_page(official("Six."), name="b.txt"))

    assert (done, first.length, len(list(listed))) == (["new"], 4, 1)
    abandoned = store.outlines(*ANY)
    next(abandoned)
    del abandoned
    assert (len(list(store.outlines(*ANY))), keep(store, a_page(name="c.txt"))) == (3, ["new"])


lines = st.builds(
    Line,
    st.sampled_from(["One.", "Two, three.", "Seven, eight, nine."]),
    st.sampled_from(Label),
    st.sampled_from([GENG, SOREIDE, CHINA_MFA, ANALYST, REPORTS, replace(GENG, entity=None), None]),
    st.sampled_from([0.0, 0.6, 0.8, 0.95]),
)
few_pages = st.builds(
    lambda lines, name: a_page(*lines, name=name),
    st.lists(lines, min_size=1, max_size=6),
    st.sampled_from(["a.txt", "b.txt"]),
)


@given(
    kept=st.lists(few_pages, max_size=4),
    voices=st.sets(st.sampled_from(Voice)),
    least=st.sampled_from([0.0, 0.7, 0.8, 0.9]),
    bounds=st.tuples(st.integers(0, 20), st.integers(0, 20)),
)
@per_example
def test_the_list_is_that_of_all_sources_filtered(
    make: Callable[[Path], Store],
    tmp_path_factory: pytest.TempPathFactory,
    kept: list[Page],
    voices: set[Voice],
    least: float,
    bounds: tuple[int, int],
) -> None:  # fmt: skip
    """What one finds by reading every statement of every source, slowly."""
    store = make(tmp_path_factory.mktemp("store"))
    keep(store, *kept)
    shortest, longest = bounds

    found = ids(store, voices, least, shortest, longest)

    slowly = [
        statement.id
        for line in store.sources()
        for statement in store.of_source(line.id)
        if (speaker := statement.unit.speaker) is not None
        and speaker.party is not None
        and statement.unit.label.voice in voices
        and statement.unit.confidence >= least
        and shortest <= len(statement.text) <= longest
    ]
    assert found == sorted(slowly)
    store.close()
