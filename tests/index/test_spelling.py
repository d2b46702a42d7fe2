"""The spelling table: near words as brute force finds them, and counts that follow the archive."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.index.letters import SameLength
from bot.index.spelling import SpellingTable

WORDS = st.text(alphabet="abcé", min_size=1, max_size=9)


def a_table(folder: Path, *sources: tuple[str, dict[str, int]]) -> SpellingTable:
    table = SpellingTable(folder / "spelling.db")
    with table.writing():
        table.replace((source, Counter(words)) for source, words in sources)
        table.set_stamp("a" * 32, len(sources))
    return table


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, st.integers(1, 50), max_size=40), WORDS, st.sampled_from([1, 2]))
def test_near_words_are_those_that_brute_force_finds(known: dict[str, int], word: str, distance: int) -> None:
    with TemporaryDirectory() as folder:
        table = a_table(Path(folder), ("s", known))

        found = table.near(word, distance=distance)
        table.close()

    edits = {other: OSA.distance(word, other) for other in known if len(other) >= 3}
    expected = {(other, edit, known[other]) for other, edit in edits.items() if 0 < edit <= distance}
    assert set(found) == expected
    assert [row[1] for row in found] == sorted(row[1] for row in found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("myanmr", "myanmar"), ("goverment", "government"), ("releif", "relief"), ("ransomeware", "ransomware")],
)
def test_usual_misspellings_are_one_edit_away(typed: str, meant: str, tmp_path: Path) -> None:
    table = a_table(tmp_path, ("s", {"myanmar": 3, "government": 9, "relief": 2, "ransomware": 1}))

    assert [row[0] for row in table.near(typed, distance=1)] == [meant]


def test_a_words_frequency_takes_in_its_inflections(tmp_path: Path) -> None:
    table = a_table(tmp_path, ("s", {"country": 3, "countries": 4, "counter": 1}))

    assert (table.frequency("country"), table.frequency("norway")) == (7, 0)


def test_a_source_counted_again_counts_once_and_one_gone_counts_no_more(tmp_path: Path) -> None:
    table = a_table(tmp_path, ("one", {"whale": 2, "seal": 1}), ("two", {"whale": 5}))

    with table.writing():
        table.replace([("one", Counter({"whale": 3}))])
    assert (table.frequency("whale"), table.frequency("seal")) == (8, 0)
    assert table.near("seel", distance=1) == []

    with table.writing():
        table.replace([("two", Counter())])
    assert table.frequency("whale") == 3


def test_what_fails_halfway_leaves_nothing(tmp_path: Path) -> None:
    table = a_table(tmp_path, ("one", {"whale": 2}))

    def fail_halfway() -> None:
        with table.writing():
            table.replace([("two", Counter({"seal": 1}))])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()

    assert (table.frequency("seal"), table.stamp()) == (0, ("a" * 32, 1))


def test_a_table_sees_what_another_connection_wrote(tmp_path: Path) -> None:
    table = a_table(tmp_path, ("one", {"whales": 2}))
    assert table.near("sealz") == []

    other = a_table(tmp_path, ("two", {"seals": 1}))
    other.close()
    table.look_again()

    assert table.near("sealz") == [("seals", 1, 1)]


MANY_LETTERS = st.text(alphabet="aeiouyxjqzkvé", min_size=3, max_size=8)


@settings(max_examples=100, deadline=None)
@given(MANY_LETTERS, st.lists(st.tuples(st.sampled_from("adrs"), st.integers(0, 9), st.sampled_from("aqjzxé")),
                              min_size=1, max_size=2))
def test_what_two_edits_make_of_a_word_is_compared(word: str, edits: list[tuple[str, int, str]]) -> None:
    other = word
    for how, place, letter in edits:
        at = place % (len(other) + 1)
        changed = {"a": letter + other[at:], "d": other[at + 1 :], "r": letter + other[at + 1 :],
                   "s": other[at + 1 : at + 2] + other[at : at + 1] + other[at + 2 :]}[how]
        other = other[:at] + changed
    words = SameLength()
    words.add([(1, other)])

    assert words.near(word, len(other) - len(word)) == [other]


def test_near_words_follow_what_comes_and_goes(tmp_path: Path) -> None:
    """A new word may take the number of one that is gone."""
    table = a_table(tmp_path, ("one", {"whales": 2}), ("two", {"garden": 1}))
    assert (table.near("gaxdxn"), table.near("cinxxa")) == ([("garden", 2, 1)], [])

    for source, words in (("three", {"cinema": 1}), ("two", {}), ("three", {}), ("four", {"school": 1})):
        with table.writing():
            table.replace([(source, Counter(words))])
        before = table.near("gaxdxn"), table.near("cinxxa"), table.near("schxxl")

    assert before == ([], [], [("school", 2, 1)])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, st.integers(1, 50), max_size=40), st.text(alphabet="abcé", max_size=3))
def test_beginnings_are_those_that_brute_force_finds(known: dict[str, int], letters: str) -> None:
    with TemporaryDirectory() as folder:
        table = a_table(Path(folder), ("s", known))

        found = table.beginning(letters, 5)
        table.close()

    expected = [(word, count) for word, count in known.items() if word.startswith(letters) and len(word) >= 3]
    assert found == sorted(expected, key=lambda row: (-row[1], row[0]))[:5]


def test_beginnings_follow_what_is_counted(tmp_path: Path) -> None:
    table = a_table(tmp_path, ("one", {"whales": 2, "whaling": 3}))
    assert table.beginning("wha", 9) == [("whaling", 3), ("whales", 2)]

    with table.writing():
        table.replace([("two", Counter({"whales": 5})), ("one", Counter({"whales": 2}))])

    assert (table.beginning("wha", 9), table.beginning("wha", 0)) == ([("whales", 7)], [])


def test_who_reads_does_not_wait_for_the_writer(tmp_path: Path) -> None:
    table = a_table(tmp_path, ("one", {"whales": 2}))
    found: list[object] = []

    def read() -> None:
        found.append((table.frequency("whales"), table.near("whalez"), table.beginning("wh", 9)))

    with table.writing():
        table.replace([("two", Counter({"whales": 5}))])
        reader = Thread(target=read)
        reader.start()
        reader.join(5)

    assert found == [(2, [("whales", 1, 2)], [("whales", 2)])]
    assert table.frequency("whales") == 7


@pytest.mark.parametrize("junk", [b"", b"not a database at all, but long enough to be read as one" * 40])
def test_a_file_that_is_no_table_is_replaced(junk: bytes, tmp_path: Path) -> None:
    (tmp_path / "spelling.db").write_bytes(junk)

    table = SpellingTable(tmp_path / "spelling.db")

    assert (table.stamp(), table.frequency("whale")) == (("", 0), 0)


def test_made_by_many_at_once_it_is_one_table(tmp_path: Path) -> None:
    """Whoever comes second neither fails nor puts an empty table in the place of the first one's."""
    path = tmp_path / "spelling.db"
    begin, number = Barrier(8), count()

    def open_and_count() -> None:
        begin.wait()
        table = SpellingTable(path)
        with table.writing():
            table.replace([(f"source{next(number)}", Counter({"norway": 1}))])
        table.close()

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(open_and_count) for _ in range(8)]

    assert [one.exception() for one in done] == [None] * 8
    table = SpellingTable(path)
    assert table.frequency("norway") == 8
    table.close()
