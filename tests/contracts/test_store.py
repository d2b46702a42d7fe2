"""What every store does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import Ambiguous, ArchiveCorrupt, NotFound
from bot.domain.source import Basis, Block, Fact, Facts, Kind, PartialDate, Role, Source, Span, When, digest
from bot.domain.statement import Label, Page, Speaker, Unit
from bot.ports import Added, Change, Store
from tests.builders import (
    ANALYST,
    GENG,
    REPORTS,
    SOREIDE,
    a_page,
    bytes_of,
    comment,
    direct,
    furniture,
    heading,
    keep,
    narration,
    official,
    question,
    reported,
    reread,
    some_facts,
    transcript,
)

per_example = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def statement_ids(store: Store, page: Page) -> list[int]:
    """The ids of a page's statements, in the order of its text."""
    return [statement.id for statement in store.of_source(page.source.id)]


def listed(store: Store, *, superseded: bool = False) -> list[str]:
    """The names of the sources a store lists."""
    return [line.name for line in store.sources(superseded=superseded)]


# ---- keeping and reading back


def test_an_empty_store_holds_nothing(store: Store) -> None:
    """Every list is empty, every number zero, and the store has a name."""
    assert (store.sources(), store.statements([1]), store.speakers(), store.changes(0, 10)) == (
        [],
        [],
        [],
        [],
    )
    assert (store.count(), store.head(), store.check()) == (0, 0, [])
    assert len(bytes.fromhex(store.ident)) == 16


def test_two_stores_have_two_names(make: Callable[[Path], Store], tmp_path: Path) -> None:
    """An index can tell the store it was made from."""
    (tmp_path / "other").mkdir()

    one, other = make(tmp_path), make(tmp_path / "other")

    assert one.ident != other.ident


def test_a_page_comes_back_as_it_went_in(store: Store) -> None:
    """Source, blocks, units and bytes are equal to what was kept."""
    page = a_page(heading("Title"), question("Well?"), transcript("No.", GENG), said="2019-02-18")

    added = store.add(page, bytes_of(page))

    assert added is Added.NEW
    assert store.page(page.source.id) == page
    assert store.original(page.source.id) == bytes_of(page)


@pytest.mark.parametrize("data", [b"<p>" + b"We are open. " * 200, b"\x00\xff\x89PNG", b""])
def test_bytes_that_are_not_the_text_come_back_whole(store: Store, data: bytes) -> None:
    """Compressible, incompressible and empty originals are all returned byte for byte."""
    page = a_page(official("We are open."), data=data)

    store.add(page, data)

    assert store.original(page.source.id) == data


def test_several_pages_are_kept_in_order(store: Store) -> None:
    """``add_all`` says of each page, in order, what keeping it did."""
    first, second = a_page(official("One."), name="1.txt"), a_page(official("Two."), name="2.txt")

    added = store.add_all((page, bytes_of(page)) for page in (first, second, first))

    assert added == [Added.NEW, Added.NEW, Added.KNOWN]
    assert listed(store) == ["1.txt", "2.txt"]


def test_nothing_of_a_batch_is_kept_when_a_page_is_not_whole(store: Store) -> None:
    """The good page before the bad one is not kept either, and the store has not changed."""
    good, bad = a_page(official("One."), name="1.txt"), a_page(official("Two."), name="2.txt")

    with pytest.raises(ArchiveCorrupt):
        store.add_all([(good, bytes_of(good)), (bad, b"other bytes")])

    assert (listed(store), store.head(), store.count()) == ([], 0, 0)


def test_nothing_of_a_batch_is_kept_when_reading_the_next_page_fails(store: Store) -> None:
    """An error of the iterable passes through and undoes the batch."""

    def pages() -> Iterator[tuple[Page, bytes]]:
        page = a_page()
        yield page, bytes_of(page)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        store.add_all(pages())

    assert (listed(store), store.head()) == ([], 0)


UNIT = Unit(0, 4, Label.OFFICIAL, "test", GENG)


@pytest.mark.parametrize(
    ("unit", "fault"),
    [
        (replace(UNIT, end=99), "its unit 0-99 is outside the text of 13 characters"),
        (replace(UNIT, start=-1), "its unit -1-4 is outside"),
        (replace(UNIT, start=5), "its unit 5-4 is outside"),
        (replace(UNIT, cue=Span(13, 14)), "its cue 13-14 is outside"),
        (replace(UNIT, speaker_span=Span(-2, 1)), "its speaker -2-1 is outside"),
        (replace(UNIT, answers=Span(0, 99)), "its question 0-99 is outside"),
        (replace(UNIT, confidence=1.5), "a confidence of 1.5"),
        (replace(UNIT, confidence=float("nan")), "a confidence of nan"),
    ],
)
def test_a_unit_that_cannot_be_a_slice_is_refused(store: Store, unit: Unit, fault: str) -> None:
    """The message names the page and the fault; nothing is kept."""
    page = replace(a_page(), units=(unit,))

    with pytest.raises(ArchiveCorrupt) as refused:
        store.add(page, bytes_of(page))

    assert refused.value.message.startswith(f"page.txt ({page.source.id[:8]}): official unit")
    assert fault in refused.value.message
    assert listed(store) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": "0" * 64}, "the bytes do not match the id"),
        ({"text_hash": "0" * 64}, "the text does not match its hash"),
        ({"text": "We are 0pen.\n"}, "the text does not match its hash"),
        ({"text": "\ud83d"}, "half a character (a lone surrogate) at 0"),
    ],
)
def test_a_source_whose_hashes_do_not_hold_is_refused(store: Store, changes: dict[str, str], fault: str) -> None:
    """Id and bytes, text and hash must agree before anything is kept."""
    page = a_page()
    source = replace(page.source, **changes)  # type: ignore[arg-type]

    with pytest.raises(ArchiveCorrupt, match=fault.replace("(", r"\(").replace(")", r"\)")):
        store.add(Page(source, (), ()), bytes_of(page))


def test_an_unknown_id_is_not_found(store: Store) -> None:
    """Page and original raise; the statements of an unknown source are none."""
    with pytest.raises(NotFound, match="no source has the id"):
        store.page("0" * 64)
    with pytest.raises(NotFound):
        store.original("0" * 64)
    assert store.of_source("0" * 64) == []


# ---- idempotence and versions


def test_the_same_page_again_changes_nothing(store: Store) -> None:
    """KNOWN writes nothing: ids, history and lists are as before."""
    page = a_page(official("One."), official("Two."))
    keep(store, page)
    before = (store.head(), statement_ids(store, page), store.sources())

    added = store.add(page, bytes_of(page))

    assert added is Added.KNOWN
    assert (store.head(), statement_ids(store, page), store.sources()) == before


def test_a_copy_at_another_place_is_the_same_source(store: Store) -> None:
    """The first place keeps the name."""
    keep(store, a_page(name="a.txt"))

    done = keep(store, a_page(name="copy/b.txt"))

    assert (done, listed(store), store.head()) == (["known"], ["a.txt"], 1)


@pytest.mark.parametrize("again", [{"reader": "rules-2"}, {"facts": some_facts(said="2019")}])
def test_the_same_bytes_read_otherwise_replace_the_reading(store: Store, again: dict[str, object]) -> None:
    """Newer rules or other facts are taken over, and told to whoever follows."""
    page = a_page(official("One."))
    keep(store, page)
    newer = reread(page, **again)  # type: ignore[arg-type]

    done = keep(store, newer, newer)

    assert done == ["reread", "known"]
    assert store.page(page.source.id) == newer
    assert store.changes(0, 10) == [Change(2, page.source.id, gone=False)]


def test_statements_that_stay_in_place_keep_their_ids(store: Store) -> None:
    """A rereading renumbers only what moved; a number is never given twice."""
    page = a_page(official("One."), official("Two."), official("Six."))
    keep(store, page)
    one, two, six = statement_ids(store, page)
    moved = replace(page.units[1], start=page.units[1].start + 1)
    newer = replace(reread(page), units=(page.units[0], moved, page.units[2]))

    keep(store, newer)

    first, second, third = statement_ids(store, page)
    assert (first, third) == (one, six)
    assert second > six
    assert [each.text for each in store.statements([one, two, second])] == ["One.", "wo."]


def test_other_bytes_from_the_same_place_supersede(store: Store) -> None:
    """The newer one is listed and counted alone; the older stays readable, with its statements."""
    old, new = a_page(official("Old.")), a_page(official("New."), official("More."))
    keep(store, old)
    (old_id,) = statement_ids(store, old)

    done = keep(store, new)

    assert done == ["version"]
    assert ([line.id for line in store.sources()], store.count()) == ([new.source.id], 2)
    assert [(line.id, line.superseded_by) for line in store.sources(superseded=True)] == [
        (old.source.id, new.source.id),
        (new.source.id, None),
    ]
    assert (store.page(old.source.id), store.original(old.source.id)) == (old, bytes_of(old))
    assert [statement.text for statement in store.statements([old_id])] == ["Old."]
    assert store.speakers()[0][3] == 2


def test_a_superseded_source_is_told_as_gone(store: Store) -> None:
    """A follower that had indexed the old version learns to forget it, once."""
    old, new = a_page(official("Old.")), a_page(official("New."))
    keep(store, old)
    seen = store.head()

    keep(store, new)

    assert [(change.source, change.gone) for change in store.changes(seen, 10)] == [
        (old.source.id, True),
        (new.source.id, False),
    ]


def test_an_old_version_kept_again_is_current_again(store: Store) -> None:
    """Its statements have the ids they had; the version between is superseded in turn."""
    old, new = a_page(official("Old.")), a_page(official("New."))
    keep(store, old)
    ids = statement_ids(store, old)
    keep(store, new)

    done = keep(store, old, old)

    assert done == ["version", "known"]
    assert [line.id for line in store.sources()] == [old.source.id]
    assert statement_ids(store, old) == ids
    assert [(change.source, change.gone) for change in store.changes(0, 10)] == [
        (new.source.id, True),
        (old.source.id, False),
    ]


def test_a_superseded_source_that_turns_up_elsewhere_stands_beside_its_successor(store: Store) -> None:
    """The old bytes at a new place are a source again; the old place keeps its newer version."""
    old, new = a_page(official("Old."), name="a.txt"), a_page(official("New."), name="a.txt")
    keep(store, old, new)

    done = keep(store, a_page(official("Old."), name="b.txt"))

    assert (done, sorted(listed(store)), store.count()) == (["new"], ["a.txt", "b.txt"], 2)


def test_a_place_that_becomes_a_copy_of_another_gives_up_its_old_bytes(store: Store) -> None:
    """Only what stands at some place now is listed."""
    a, b = a_page(official("A."), name="a.txt"), a_page(official("B."), name="b.txt")
    keep(store, a, b)

    done = keep(store, a_page(official("A."), name="b.txt"))

    assert (done, [line.id for line in store.sources()]) == (["version"], [a.source.id])


# ---- statements


def test_only_quotable_units_are_statements(store: Store) -> None:
    """No question, comment, heading, furniture, narration, unsure attribution or nameless report is one."""
    page = a_page(
        heading("We are open"),
        question("Are you open?"),
        transcript("We are.", GENG),
        narration("He smiled."),
        reported("It will close", GENG, confidence=0.5),
        reported("It may close", REPORTS),
        direct("It won't,", ANALYST),
        comment("They lie."),
        furniture("Subscribe"),
    )

    keep(store, page)

    assert [statement.text for statement in store.of_source(page.source.id)] == ["We are.", "It won't,"]
    assert store.count() == 2


def test_a_statement_carries_its_unit_and_its_surroundings(store: Store) -> None:
    """Text, unit, source and the spans before and after."""
    page = a_page(question("Well?"), transcript("No.", GENG), transcript("Never.", GENG))

    keep(store, page)

    first, second = store.of_source(page.source.id)
    assert (first.unit, first.text, first.source) == (page.units[1], "No.", page.source.id)
    assert (first.before, first.after) == (Span(0, 5), Span(12, 18))
    assert (second.before, second.after) == (Span(7, 10), None)


def test_statements_come_in_the_order_asked_for(store: Store) -> None:
    """Across sources, with strangers passed over and repeats repeated."""
    page, other = a_page(official("One."), official("Two.")), a_page(official("Six."), name="b.txt")
    keep(store, page, other)
    one, two = statement_ids(store, page)
    (six,) = statement_ids(store, other)

    found = store.statements([six, 10**9, two, -1, one, two])

    assert [statement.text for statement in found] == ["Six.", "Two.", "One.", "Two."]


def test_the_ids_of_other_units_are_no_statements(store: Store) -> None:
    """Asking for every number up to the last gives the quotable ones only."""
    page = a_page(question("Well?"), transcript("No.", GENG), comment("Lies."))
    keep(store, page)

    found = store.statements(range(100))

    assert [statement.text for statement in found] == ["No."]


def test_speakers_are_counted_over_all_current_sources(store: Store) -> None:
    """One line a name, entity and party, whatever the role; most statements first, then by name."""
    acting = replace(GENG, role="acting spokesperson")
    keep(
        store,
        a_page(official("1.", GENG), official("2.", acting), direct("3.", SOREIDE), name="a.txt"),
        a_page(official("4.", GENG), direct("5.", ANALYST), name="b.txt"),
    )

    assert store.speakers() == [
        ("Geng Shuang", GENG.entity, "CN", 3),
        ("Ine Eriksen Søreide", SOREIDE.entity, "NO", 1),
        ("Li Wei", None, None, 1),
    ]


def test_a_source_line_says_who_speaks(store: Store) -> None:
    """Parties by the number of their statements; kind and facts as kept."""
    facts = some_facts(title="Title", said="--02-18", basis=Basis.MANIFEST)
    page = a_page(direct("1.", SOREIDE), direct("2.", GENG), direct("3.", GENG), direct("4.", ANALYST), facts=facts)
    keep(store, page)

    (line,) = store.sources()

    assert (line.id, line.name, line.kind, line.facts) == (page.source.id, "page.txt", Kind.REPORT, facts)
    assert (line.statements, line.parties, line.superseded_by) == (4, ("CN", "NO"), None)


@pytest.mark.parametrize("superseded", [False, True])
def test_sources_are_listed_in_portions(store: Store, superseded: bool) -> None:  # noqa: FBT001
    """Each portion is what the whole list has there; beyond the end, and before the beginning, is nothing."""
    keep(store, *(a_page(official(f"{n}."), direct("Two.", GENG), name=f"{n % 4}.txt") for n in range(6)))
    listed = store.sources(superseded=superseded)

    assert store.source_count(superseded=superseded) == len(listed) == (6 if superseded else 4)
    for first in range(8):
        for limit in (None, 0, 1, 3, 9):
            end = None if limit is None else first + limit
            assert store.sources(superseded=superseded, first=first, limit=limit) == listed[first:end]
    assert store.sources(superseded=superseded, first=-2, limit=-1) == []


def test_lines_are_those_asked_for_in_that_order(store: Store) -> None:
    """Older versions too, as they stand in the whole list; what is unknown is passed over."""
    keep(store, *(a_page(official(f"{n}."), direct("Two.", GENG), name=f"{n % 4}.txt") for n in range(6)))
    first, second, third, *_ = listed = store.sources(superseded=True)

    assert store.lines([third.id, "0" * 64, "", first.id]) == [third, first]
    assert store.lines([second.id, second.id]) == [second, second]
    assert store.lines([line.id for line in listed]) == listed
    assert store.lines([]) == []


def test_what_is_not_there_has_no_page(store: Store) -> None:
    """However little of it is asked for."""
    for read in (store.page, store.entire, store.sheet, store.original):
        with pytest.raises(NotFound):
            read("0" * 64)


# ---- the feed


def test_changes_come_in_order_and_in_portions(store: Store) -> None:
    """A follower that asks for two at a time sees every source once and ends at the head."""
    pages = [a_page(official(f"{n}."), name=f"{n}.txt") for n in range(5)]
    keep(store, *pages)

    seen, order = 0, []
    while portion := store.changes(seen, 2):
        order += [change.source for change in portion]
        seen = portion[-1].seq

    assert order == [page.source.id for page in pages]
    assert seen == store.head() == 5
    assert store.changes(0, 0) == []


# ---- names


@pytest.mark.parametrize(
    "name",
    [
        "news/2019/Geng.txt",
        "Geng.txt",
        "Geng",
        "2019/Geng.txt",
        "./news/2019/Geng.txt",
        "/data/news/2019/Geng.txt",
        "/data/news/2019/../2019/Geng.txt",
    ],
)
def test_a_source_is_found_by_each_of_its_names(store: Store, name: str) -> None:
    """Name, base name, without suffix, end of the path, path."""
    page = a_page(name="news/2019/Geng.txt", origin="/data/news/2019/Geng.txt")
    keep(store, page, a_page(official("Other."), name="news/2020/Hua.txt"))

    assert store.find(name) == page.source.id


@pytest.mark.parametrize("digits", [4, 5, 12, 64])
def test_a_source_is_found_by_the_beginning_of_its_hash(store: Store, digits: int) -> None:
    """Four digits and more, in either case; a superseded one too."""
    old, new = a_page(official("Old.")), a_page(official("New."))
    keep(store, old, new)

    assert store.find(old.source.id[:digits]) == old.source.id
    assert store.find(new.source.id[:digits].upper()) == new.source.id


def test_a_relative_path_is_taken_from_the_working_directory(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a person in a shell means it."""
    page = a_page(name="a.txt", origin=str(tmp_path.resolve() / "in" / "a.txt"))
    keep(store, page, a_page(official("Other."), name="a.txt", origin="/elsewhere/in/a.txt"))
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")

    assert store.find("../in/a.txt") == page.source.id


def test_a_record_is_found_by_its_key(store: Store) -> None:
    """A record of a JSON Lines file has its file's name and a key; the file alone fits all its records."""
    one = a_page(official("One."), name="speeches.jsonl#NOR_2019", origin="/d/speeches.jsonl#NOR_2019")
    two = a_page(official("Two."), name="speeches.jsonl#https://un.example/2", origin="https://un.example/2")
    keep(store, one, two)

    assert store.find("speeches.jsonl#NOR_2019") == one.source.id
    assert store.find("https://un.example/2") == two.source.id
    with pytest.raises(Ambiguous, match=r'"speeches\.jsonl" fits 2 sources'):
        store.find("speeches.jsonl")


def test_a_name_finds_the_current_version(store: Store) -> None:
    """Not the one it superseded."""
    old, new = a_page(official("Old.")), a_page(official("New."))
    keep(store, old, new)

    assert store.find("page.txt") == new.source.id


def test_an_ambiguous_name_lists_the_candidates(store: Store) -> None:
    """With enough of their ids to choose."""
    one, two = a_page(official("One."), name="a/x.txt"), a_page(official("Two."), name="b/x.txt")
    keep(store, one, two)

    with pytest.raises(Ambiguous) as refused:
        store.find("x.txt")

    assert refused.value.message == '"x.txt" fits 2 sources'
    assert refused.value.hint == f"a/x.txt ({one.source.id[:8]}), b/x.txt ({two.source.id[:8]})"


def test_a_name_nobody_bears_brings_the_nearest(store: Store) -> None:
    """Or says that the archive is empty."""
    with pytest.raises(NotFound, match="the archive holds no sources yet"):
        store.find("x.txt")
    keep(store, a_page(name="news/geng_shuang.txt"))

    with pytest.raises(NotFound) as refused:
        store.find("geng_shaung.txt")

    assert refused.value.message == 'no source is called "geng_shaung.txt"'
    assert refused.value.hint == "nearest: news/geng_shuang.txt"


@pytest.mark.parametrize("name", ["", "abc", "zzzz", "%", "e.txt", "*"])
def test_a_name_is_not_a_pattern(store: Store, name: str) -> None:
    """Nothing is found by a part of a word, a wildcard or three digits."""
    keep(store, a_page(name="page.txt"))

    with pytest.raises(NotFound):
        store.find(name)


# ---- every page, whatever it holds

texts = st.text(max_size=60)
names = st.text(st.characters(), max_size=20)  # lone surrogates too: a file name need not be UTF-8
words = st.text(max_size=8)
maybe = st.none() | words
dates = st.builds(
    PartialDate,
    st.none() | st.integers(1, 9999),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 31),
)
facts = st.builds(Fact, words, st.sampled_from(Basis))
whens = st.builds(When, dates, st.sampled_from(Basis))
all_facts = st.builds(
    Facts,
    **dict.fromkeys(["title", "publisher", "agency", "issuer", "url"], st.none() | facts),
    **dict.fromkeys(["said", "published"], st.none() | whens),
)
speakers = st.builds(Speaker, words, maybe, maybe, maybe, st.booleans())


def spans(length: int) -> st.SearchStrategy[Span]:
    """Any span of a text."""
    return st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda pair: Span(min(pair), max(pair)))


@st.composite
def pages(draw: st.DrawFn) -> tuple[Page, bytes]:
    """Any page a store must keep, with its bytes: overlapping, nested and empty units among them."""
    text = draw(texts)
    data = draw(st.just(text.encode()) | st.binary(max_size=40))
    source = Source(digest(data), draw(names), draw(names), text, digest(text.encode()), draw(words), draw(words),
                    draw(st.sampled_from(Kind)), tuple(draw(st.lists(words, max_size=2))), draw(all_facts),
                    draw(words))  # fmt: skip
    span, optional = spans(len(text)), st.none() | spans(len(text))
    blocks = st.builds(lambda span, *rest: Block(*span, *rest), span, st.sampled_from(Role), optional, maybe)
    units = st.builds(lambda span, *rest: Unit(*span, *rest), span, st.sampled_from(Label), words,
                      st.none() | speakers, st.floats(0, 1), optional, optional, optional)  # fmt: skip
    made = Page(source, tuple(draw(st.lists(blocks, max_size=4))), tuple(draw(st.lists(units, max_size=6))))
    return made, data


@given(kept=pages())
@per_example
def test_any_page_comes_back_equal(make: Callable[[Path], Store], tmp_path_factory: pytest.TempPathFactory,
                                   kept: tuple[Page, bytes]) -> None:  # fmt: skip
    """Astral characters, combining marks, U+0000, empty texts and every field of every unit included."""
    page, data = kept
    store = make(tmp_path_factory.mktemp("store"))

    store.add(page, data)

    assert (store.page(page.source.id), store.original(page.source.id)) == (page, data)
    assert [each.unit for each in store.of_source(page.source.id)] == [u for u in page.units if u.quotable]
    assert all(each.text == page.source.slice(each.unit.span) for each in store.of_source(page.source.id))
    assert store.entire(page.source.id) == (page, store.of_source(page.source.id))
    assert store.sheet(page.source.id) == page.sheet
    assert store.sheets(["unknown", page.source.id, page.source.id]) == [page.sheet]
    assert (store.add(page, data), store.check()) == (Added.KNOWN, [])
    store.close()
