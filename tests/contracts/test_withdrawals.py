"""What every store does when an attribution is taken back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import NotFound
from bot.domain.source import Span
from bot.domain.statement import WITHDRAWN, Label, Page, Speaker, Unit, withdrawn
from bot.ports import Change, Store
from tests.builders import (
    ANALYST,
    CHINA_MFA,
    GENG,
    HUA,
    REPORTS,
    Line,
    a_page,
    bytes_of,
    direct,
    keep,
    official,
    question,
    reported,
    reread,
    transcript,
)

per_example = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

WHY = "That was Reuters."


def texts(store: Store, page: Page) -> list[str]:
    """The statements of a page."""
    return [statement.text for statement in store.of_source(page.source.id)]


def take_back(store: Store, page: Page, number: int) -> list[str]:
    """Withdraw what touches a unit of a page; the words of what was taken."""
    unit = page.units[number]
    return [statement.text for statement in store.withdraw(page.source.id, unit.start, unit.end, WHY)]


def nested(sentence: Line, *fragments: Line) -> Page:
    """A page of one sentence, and fragments of it, as units inside."""
    page = a_page(sentence)
    outer = page.units[0]
    starts = [(sentence.text.index(each.text), each) for each in fragments]
    inner = (Unit(at, at + len(each.text), each.label, each.rule, each.speaker, each.confidence) for at, each in starts)
    return replace(page, units=(outer, *inner))


# ---- in place


def test_what_is_withdrawn_is_quoted_no_more(store: Store) -> None:
    """No list and no count has it; its unit stays what it was, of whom, with the rule and no confidence."""
    page = a_page(question("Well?"), transcript("No.", GENG), transcript("Never.", GENG), transcript("Yes.", HUA))
    keep(store, page)
    first, second, third = store.of_source(page.source.id)

    done = store.withdraw(page.source.id, second.unit.start, second.unit.end, WHY)

    assert done == [second]
    assert store.of_source(page.source.id) == [first, third]
    assert store.statements([third.id, second.id, first.id]) == [third, first]
    assert (store.count(), [line.statements for line in store.sources()]) == (2, [2])
    assert [(name, number) for name, _, _, number in store.speakers()] == [("Geng Shuang", 1), ("Hua Chunying", 1)]
    units = (*page.units[:2], replace(page.units[2], rule="withdrawn", confidence=0.0), page.units[3])
    assert store.page(page.source.id) == replace(page, units=units)
    assert store.check() == []


def test_a_speaker_with_nothing_left_is_listed_no_more(store: Store) -> None:
    """Neither of the archive nor of the source."""
    page = a_page(official("We are shut.", GENG))
    keep(store, page)

    take_back(store, page, 0)

    (line,) = store.sources()
    assert (store.speakers(), line.parties, line.statements) == ([], (), 0)


def test_whoever_follows_is_told_of_the_source(store: Store) -> None:
    """One change more, of that source alone, which is not gone."""
    page, other = a_page(official("One."), official("Two.")), a_page(official("Six."), name="b.txt")
    keep(store, page, other)
    seen = store.head()

    take_back(store, page, 0)

    assert store.changes(seen, 9) == [Change(seen + 1, page.source.id, gone=False)]
    assert store.head() == seen + 1


@pytest.mark.parametrize(
    ("start", "end", "gone"),
    [
        (0, 4, ["One."]),
        (3, 4, ["One."]),
        (3, 7, ["One.", "Two."]),
        (-5, 10**30, ["One.", "Two.", "Six."]),
        (4, 7, ["Two."]),
    ],
)
def test_all_statements_that_share_a_character_with_the_span_are_taken(
    store: Store, start: int, end: int, gone: list[str]
) -> None:
    """``One.`` stands at 0-4, ``Two.`` at 6-10, ``Six.`` at 12-16."""
    page = a_page(official("One."), official("Two."), official("Six."))
    keep(store, page)

    done = store.withdraw(page.source.id, start, end, WHY)

    assert [statement.text for statement in done] == gone
    assert texts(store, page) == [text for text in ("One.", "Two.", "Six.") if text not in gone]


@pytest.mark.parametrize(("start", "end"), [(0, 5), (10, 12), (9, 9), (8, 7), (12, 99), (-9, 0)])
def test_where_no_statement_stands_nothing_is_withdrawn(store: Store, start: int, end: int) -> None:
    """``Well?`` at 0-5 is a question, ``No.`` at 7-10 the only statement: said plainly, nothing changed."""
    page = a_page(question("Well?"), transcript("No.", GENG))
    keep(store, page)

    with pytest.raises(NotFound) as refused:
        store.withdraw(page.source.id, start, end, WHY)

    assert refused.value.message == f"no statement stands at {start}-{end} of source {page.source.id[:8]}"
    assert (texts(store, page), store.head(), keep(store, page)) == (["No."], 1, ["known"])


def test_nothing_is_withdrawn_twice_nor_of_a_stranger(store: Store) -> None:
    """NotFound; by the full id alone."""
    page = a_page()
    keep(store, page)
    take_back(store, page, 0)

    with pytest.raises(NotFound, match="no statement stands at 0-12"):
        take_back(store, page, 0)
    for stranger in ("0" * 64, page.source.id[:8], ""):
        with pytest.raises(NotFound, match="no source has the id"):
            store.withdraw(stranger, 0, 12, WHY)
    assert store.head() == 2


def test_the_same_words_of_the_same_speaker_go_wherever_they_stand_on_the_page(store: Store) -> None:
    """As they would when it is read again; another's same words stay."""
    page = a_page(transcript("No.", GENG), transcript("“NO”", GENG), transcript("No.", HUA), transcript("No!", GENG))
    keep(store, page)

    done = take_back(store, page, 0)

    assert (done, texts(store, page)) == (["No.", "“NO”", "No!"], ["No."])
    assert store.speakers() == [("Hua Chunying", HUA.entity, "CN", 1)]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_fragment_and_the_sentence_around_it_go_together(store: Store, number: int) -> None:
    """Whichever is named: they rest on one cue. What another says inside stays, if the span does not touch it."""
    page = nested(
        reported("He called it bad and ugly, not nice.", GENG), direct("bad", GENG), direct("ugly", GENG),
        direct("nice", HUA),
    )  # fmt: skip
    keep(store, page)
    unit = page.units[number]

    done = store.withdraw(page.source.id, unit.start, unit.end, WHY)

    others = [] if number == 0 else ["nice"]
    assert texts(store, page) == others
    assert [each.text for each in done] == [
        t for t in (page.source.text.strip(), "bad", "ugly", "nice") if t not in others
    ]
    assert keep(store, page) == ["known"]


# ---- read again


def test_the_same_bytes_read_again_are_known_with_the_statement_withdrawn(store: Store) -> None:
    """By the same rules nothing is written; by newer ones it stays withdrawn under its number."""
    page = a_page(official("One."), official("Two."))
    keep(store, page)
    one, two = (statement.id for statement in store.of_source(page.source.id))
    take_back(store, page, 0)
    head = store.head()

    done = [keep(store, page), store.head() - head, keep(store, reread(page), reread(page))]

    assert done == [["known"], 0, ["reread", "known"]]
    assert [(each.id, each.text) for each in store.of_source(page.source.id)] == [(two, "Two.")]
    assert (store.statements([one]), store.page(page.source.id).units[0].rule) == ([], WITHDRAWN)


def test_words_cut_otherwise_by_newer_rules_stay_withdrawn(store: Store) -> None:
    """In the same text what holds a part of them goes; what stands beside them is a statement."""
    page = a_page(official("We lied. We stole. We are sorry.", GENG), official("Good day.", GENG))
    whole, day = page.units
    keep(store, page)
    store.withdraw(page.source.id, 9, 10, WHY)

    parts = tuple(replace(whole, start=start, end=end) for start, end in ((0, 8), (9, 18), (19, 32)))
    keep(store, replace(reread(page), units=(*parts, day)))

    assert texts(store, page) == ["Good day."]


def test_what_another_said_after_all_may_be_quoted(store: Store) -> None:
    """Newer rules that give the words to somebody else are not held back."""
    page = a_page(direct("We are open.", GENG))
    keep(store, page)
    take_back(store, page, 0)

    keep(store, replace(reread(page), units=(replace(page.units[0], speaker=ANALYST),)))

    assert texts(store, page) == ["We are open."]


@pytest.mark.parametrize(
    ("speaker", "stands"),
    [
        (replace(GENG, role="spokesperson"), False),
        (replace(GENG, name="Mr Geng"), False),
        (replace(GENG, entity=None, party=None), False),
        (replace(GENG, name="Mr Geng", entity=None), True),
        (Speaker("Mr Geng", entity="cn.mfa"), True),
    ],
)
def test_a_speaker_is_known_by_name_or_entity(store: Store, speaker: Speaker, *, stands: bool) -> None:
    """Whatever else newer rules say of them."""
    page = a_page(direct("We are open.", GENG))
    keep(store, page)
    take_back(store, page, 0)

    keep(store, replace(reread(page), units=(replace(page.units[0], speaker=speaker),)))

    assert texts(store, page) == (["We are open."] if stands else [])


def test_speakers_that_the_registry_does_not_know_are_not_one(store: Store) -> None:
    """Two names without an entity are two people."""
    other = replace(ANALYST, name="Wang Fang")
    page = a_page(direct("It will close.", ANALYST), direct("It will close.", other))
    keep(store, page)

    done = take_back(store, page, 0)

    assert (done, [each.unit.speaker for each in store.of_source(page.source.id)]) == (["It will close."], [other])


# ---- other versions and other pages


@pytest.mark.parametrize("typed", ["“We  are\tOPEN!”", "we are open", "We are o\u00adpen.", "Ｗe are open"])
def test_a_newer_version_comes_with_it_withdrawn(store: Store, typed: str) -> None:
    """However its quotation marks, white space or case have changed; what else it says is quoted."""
    old, new = a_page(official("We are open.")), a_page(official(typed), official("We are shut."))
    keep(store, old)
    take_back(store, old, 0)

    done = keep(store, new, new)

    assert (done, texts(store, new), store.count()) == (["version", "known"], ["We are shut."], 1)


@pytest.mark.parametrize(
    "line",
    [official("We are open.", HUA), official("We are opening."), official("Are we open?"), official("We, open.")],
)
def test_other_words_and_other_speakers_of_a_newer_version_stand(store: Store, line: Line) -> None:
    """Only what was taken back is."""
    old, new = a_page(official("We are open.")), a_page(line)
    keep(store, old)
    take_back(store, old, 0)

    keep(store, new)

    assert texts(store, new) == [line.text]


@pytest.mark.parametrize("number", [0, 1])
def test_all_versions_that_are_kept_give_it_up(store: Store, number: int) -> None:
    """Whichever is named, that one's statements come first; each is told to whoever follows."""
    versions = [a_page(official("We are open.")), a_page(official("We are open!"), official("More."))]
    keep(store, *versions)
    named, other = versions[number], versions[1 - number]
    seen = store.head()

    done = store.withdraw(named.source.id, 0, 12, WHY)

    assert [statement.source for statement in done] == [named.source.id, other.source.id]
    assert [texts(store, version) for version in versions] == [[], ["More."]]
    assert store.changes(seen, 9) == [
        Change(seen + 1, named.source.id, gone=number == 0),
        Change(seen + 2, other.source.id, gone=number == 1),
    ]
    assert ([line.superseded_by for line in store.sources(superseded=True)], store.check()) == (
        [versions[1].source.id, None],
        [],
    )


def test_an_old_version_that_comes_back_has_it_withdrawn(store: Store) -> None:
    """Also where it was taken back from another version."""
    old, new = a_page(official("We are open.")), a_page(official("We are open!"))
    keep(store, old, new)
    take_back(store, new, 0)

    done = keep(store, old)

    assert (done, texts(store, old), store.count()) == (["version"], [], 0)


def test_the_same_words_on_another_page_stand(store: Store) -> None:
    """Those kept before and those that come after: each page's attribution is its own."""
    pages = [a_page(official("We are open."), official(f"{n}."), name=f"{n}.txt") for n in range(3)]
    keep(store, *pages[:2])

    done = take_back(store, pages[0], 0)
    keep(store, pages[2])

    assert (done, store.count()) == (["We are open."], 5)
    assert [texts(store, page) for page in pages] == [["0."], ["We are open.", "1."], ["We are open.", "2."]]


def test_the_same_bytes_at_another_place_have_it_withdrawn(store: Store) -> None:
    """And so has the next version there."""
    page, newer = a_page(official("We are open."), name="a.txt"), a_page(official("We are shut."), name="a.txt")
    keep(store, page)
    take_back(store, page, 0)
    keep(store, newer)
    moved, next_there = a_page(official("We are open."), name="b.txt"), a_page(official("We are open!"), name="b.txt")

    done = keep(store, moved, next_there)

    assert done == ["new", "version"]
    assert (texts(store, moved), texts(store, next_there), store.count()) == ([], [], 1)


@st.composite
def overlapping(draw: st.DrawFn) -> tuple[Page, Span]:
    """A page whose units overlap and repeat each other's words at will, and a span that touches a statement."""
    page = a_page(official(draw(st.text("aB “.", min_size=1, max_size=24))))
    length = len(page.source.text)
    spans = st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda pair: Span(min(pair), max(pair)))
    units = st.builds(
        lambda span, label, speaker, confidence: Unit(span.start, span.end, label, "test", speaker, confidence),
        spans,
        st.sampled_from([Label.DIRECT, Label.REPORTED, Label.QUESTION]),
        st.sampled_from([GENG, HUA, ANALYST, REPORTS, None]),
        st.sampled_from([0.5, 0.9]),
    )
    start = draw(st.integers(0, length - 1))
    surely = Unit(start, draw(st.integers(start + 1, length)), Label.DIRECT, "test", GENG, 0.9)
    others = draw(st.lists(units, max_size=6))
    at = draw(st.integers(0, surely.end - 1))
    touching = Span(at, draw(st.integers(max(at, surely.start) + 1, length)))
    return replace(page, units=tuple(draw(st.permutations([surely, *others])))), touching


@given(kept=overlapping())
@per_example
def test_what_is_withdrawn_is_what_reading_again_withdraws(
    make: Callable[[Path], Store], tmp_path_factory: pytest.TempPathFactory, kept: tuple[Page, Span]
) -> None:
    """Whatever the page and the span: all that it touches and nothing of anybody else; the same bytes are known."""
    page, span = kept
    touched = {unit for unit in page.units if unit.quotable and max(unit.start, span.start) < min(unit.end, span.end)}
    store = make(tmp_path_factory.mktemp("store"))
    keep(store, page)
    before = store.of_source(page.source.id)

    gone = store.withdraw(page.source.id, *span, WHY)

    after = store.page(page.source.id)
    units = {statement.unit for statement in gone}
    assert units >= touched
    assert {unit.speaker for unit in units} == {unit.speaker for unit in touched}
    assert after.units == tuple(withdrawn(unit) if unit in units else unit for unit in page.units)
    assert [each for each in before if each not in gone] == store.of_source(page.source.id)
    assert (keep(store, page), store.page(page.source.id), store.check()) == (["known"], after, [])
    store.close()


def test_a_reason_may_be_any_text(store: Store) -> None:
    """Half characters as well; an origin that was no UTF-8, too."""
    page = a_page(name="a\udcff.txt", origin="/archive/a\udcff.txt")
    keep(store, page)

    done = store.withdraw(page.source.id, 0, 5, "\ud800\0")

    assert ([each.text for each in done], store.add(page, bytes_of(page)).value) == (["We are open."], "known")


def test_spans_are_those_of_the_text(store: Store) -> None:
    """Code points, not bytes."""
    page = a_page(official("我们 😀 开门。", CHINA_MFA), official("关门。", CHINA_MFA))
    keep(store, page)
    first, second = page.units

    store.withdraw(page.source.id, second.start, second.start + 1, WHY)

    assert (first.span, texts(store, page)) == (Span(0, 8), ["我们 😀 开门。"])
