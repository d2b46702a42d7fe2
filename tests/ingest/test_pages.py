"""Whole pages as published: how their bytes are set must not change who says what."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.errors import InputError
from bot.domain.statement import Page, Voice
from bot.ingest.decode import decode

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("seeds", "tests/pages/first", "tests/pages/second")
PAGES = sorted(path for folder in FOLDERS for path in (ROOT / folder).glob("*.txt"))
CURLY = str.maketrans(dict.fromkeys("“”„«»", '"') | {"\u2018": "'", "\u2019": "'", "\u00a0": " "})
STRAIGHT = str.maketrans(dict.fromkeys("“”„", '"') | {"\u2018": "'", "\u2019": "'"})
VOICES = [voice.value for voice in Voice]
Key = tuple[str, str | None, str | None, str]
Reads = Callable[..., Page]


def folded(words: str) -> str:
    """Words without what the changes below touch: marks, odd spaces, tags."""
    bare = re.sub(r"</?\w+>", "", words.translate(CURLY))
    return "".join(bare.replace('"', "").split())


def told(read: Reads, text: str) -> Counter[Key]:
    """Every unit by label, party, speaker and folded words; of a refused page nothing."""
    try:
        page = read(text)
    except InputError:
        return Counter()
    keys = (
        (
            unit.label.value,
            unit.speaker and unit.speaker.party,
            unit.speaker and folded(unit.speaker.name),
            folded(page.source.slice(unit.span)),
        )
        for unit in page.units
    )
    return Counter(key for key in keys if key[-1])


def text_of(path: Path) -> str:
    return decode(path.read_bytes()).text


@pytest.fixture(params=PAGES, ids=lambda path: path.stem[:24])
def text(request: pytest.FixtureRequest) -> str:
    return text_of(request.param)


def test_there_are_pages() -> None:
    """The laws below are about something."""
    assert len(PAGES) >= 50


def test_windows_line_ends_change_nothing() -> None:
    """They are gone once decoded."""
    for path in PAGES:
        data = path.read_bytes().replace(b"\r\n", b"\n")
        assert decode(data.replace(b"\n", b"\r\n")).text == decode(data).text


def _curled(text: str) -> str:
    return re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", re.sub(r"(?<=\w)'(?=\w)", "\u2019", text))


def _spaced(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _in_paragraph_tags(text: str) -> str:
    return re.sub(r"(?m)^(.*\S.*)$", r"<p>\1</p>", text)


def _bold_labels(text: str) -> str:
    return re.sub(r"(?m)^((?:Q|A|Question|Answer|[A-Z]{2,4}\. [A-Z]+):)", r"<strong>\1</strong>", text)


@pytest.mark.parametrize("change", [_curled, _spaced, _in_paragraph_tags], ids=lambda change: change.__name__[1:])
def test_typography_changes_nothing(read: Reads, text: str, change: Callable[[str], str]) -> None:
    """Curly marks, hard spaces, left-over tags around paragraphs: the same units of the same speakers."""
    assert told(read, change(text)) == told(read, text)


@pytest.fixture
def set_in_long_lines(read: Reads, text: str) -> str:
    """A page whose paragraphs are lines: in hard-wrapped text tags would move the margin itself."""
    try:
        page = read(text)
    except InputError:
        pytest.skip("a page that is refused")
    if any("\n" in page.source.slice(unit.span) for unit in page.units):
        pytest.skip("a hard-wrapped page")
    return text


def test_tags_around_labels_change_nothing(read: Reads, set_in_long_lines: str) -> None:
    """ "<strong>Q:</strong>" is "Q:"."""
    assert told(read, _bold_labels(set_in_long_lines)) == told(read, set_in_long_lines)


def test_straight_marks_change_nothing(read: Reads, text: str) -> None:
    """Once all of a page's marks are straight they are read as the curly ones were."""
    assert told(read, text.translate(STRAIGHT)) == told(read, text)


def _tagged_words(text: str) -> str:
    return re.sub(r"(?<=\s)([A-Z][a-z]{3,})(?=[ ,.])", r"<i>\1</i>", text)


def words_of(read: Reads, text: str) -> dict[str, str]:
    """All that each party is taken to say, folded, in the order of the page."""
    page = read(text)
    said: dict[str, str] = {}
    for unit in page.units:
        if unit.label.voice and unit.speaker and unit.speaker.party:
            said[unit.speaker.party] = said.get(unit.speaker.party, "") + folded(page.source.slice(unit.span))
    return said


def test_tags_around_words_give_nobody_words_he_did_not_say(read: Reads, set_in_long_lines: str) -> None:
    """Blanks in the place of tags may cost a statement; they never make one."""
    if any(unit.rule == "about the author" for unit in read(set_in_long_lines).units):
        pytest.skip("the note on the author is known by his name as printed, without tags in it")
    before = words_of(read, set_in_long_lines)

    after = [key for key in told(read, _tagged_words(set_in_long_lines)) if key[1] and key[0] in VOICES]

    assert [key for key in after if key[-1] not in before.get(key[1] or "", "")] == []
