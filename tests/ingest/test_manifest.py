"""A curator's facts: read, applied where the page is silent, never over what it says."""

from pathlib import Path

import pytest

from bot.domain.errors import InputError
from bot.domain.source import Basis, Fact, Facts, PartialDate, Received, When
from bot.ingest.manifest import Entry, apply, read_manifest, settle

SHAPE = " (write a file's name, then lines such as title: value below it)"
FEBRUARY_18 = When(PartialDate(None, 2, 18), Basis.PAGE)


def _manifest(folder: Path, text: str) -> Path:
    path = folder / "manifest.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _curator(value: str) -> Fact:
    return Fact(value, Basis.MANIFEST)


def _date(value: str, basis: Basis = Basis.MANIFEST) -> When:
    return When(PartialDate.parse(value), basis)


def test_every_fact_is_the_curators(tmp_path: Path) -> None:
    """All keys at once; the note stays with the entry."""
    path = _manifest(tmp_path, (
        "files:\n  a.txt:\n    title: 'On: the attack'\n    publisher: Embassy of China in Norway\n"
        "    agency: Xinhua\n    issuer: NO\n    said: 2021-07-19\n    published: 2021-07\n"
        "    url: https://x.example/a\n    note: by\n"
        "  b.txt:\n    said: 2019\n    agency: ~\n    title: ''\n  c.txt:\n"
    ))

    entries = read_manifest(path).entries

    assert entries == {
        "a.txt": Entry(Facts(
            title=_curator("On: the attack"), publisher=_curator("Embassy of China in Norway"),
            agency=_curator("Xinhua"), issuer=_curator("NO"), url=_curator("https://x.example/a"),
            said=_date("2021-07-19"), published=_date("2021-07"),
        ), "by"),
        "b.txt": Entry(Facts(said=_date("2019"))),
        "c.txt": Entry(Facts()),
    }


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "files:\n", "files: {}\n"])
def test_an_empty_manifest_says_nothing(tmp_path: Path, text: str) -> None:
    """And is no error."""
    assert read_manifest(_manifest(tmp_path, text)).entries == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("file:\n  a.txt: {}", "line 1: the manifest has no key file (did you mean files?)"),
        ("files:\n  a.txt:\n    publihser: X", "line 3: a.txt has no key publihser (did you mean publisher?)"),
        ("files:\n  a.txt:\n    colour: X",
         ("line 3: a.txt has no key colour (use one of title, publisher, agency, "
         "issuer, said, published, url, note)")),
        ("files:\n  a.txt:\n    said: soon",
         ("line 3: said of a.txt is no date: soon (write it as 2019-02-18, 2019-0"
         "2 or 2019)")),
        ("files:\n  a.txt:\n    said: 2019-02-30",
         ("line 3: said of a.txt is no date: 2019-02-30 (write it as 2019-02-18, "
         "2019-02 or 2019)")),
        ("files:\n  a.txt:\n    url: x.example",
         ("line 3: url of a.txt is no link: x.example (it begins with https:// or"
         " http://)")),
        ("files:\n  a.txt:\n    title: [a]", "line 3: title of a.txt must be one value (write it on one line)"),
        ("files:\n  a.txt: Xinhua", f"line 2: a.txt must be key: value lines{SHAPE}"),
        ("files:\n  - a.txt", f"line 2: files must be key: value lines{SHAPE}"),
        ("files:\n  a.txt: {}\n  a.txt: {}", "line 3: a.txt is written twice under files (join the two)"),
        ("files:\n  a.txt:\n    title: a: b", ("line 3: mapping values are not allowed here (put quotation marks around"
         " names and values with a colon)")),
        ("files:\n\ta.txt: {}", ("line 2: found character '\\t' that cannot start any token (put quotation marks around"
         " names and values with a colon)")),
    ],
)
def test_a_fault_names_line_key_and_mend(tmp_path: Path, text: str, fault: str) -> None:
    """And the nearest right key."""
    with pytest.raises(InputError) as caught:
        read_manifest(_manifest(tmp_path, text))

    assert str(caught.value) == fault


def test_a_name_without_a_file_is_a_warning(tmp_path: Path) -> None:
    """With the nearest file; records and files in folders below are found."""
    for name in ("a.txt", "speeches.jsonl", "b#1.txt"):
        (tmp_path / name).write_text("x")
    path = _manifest(tmp_path, "files:\n  a.tx: {}\n  a.txt: {}\n  'speeches.jsonl#1': {}\n  'b#1.txt': {}\n  n/b:\n")

    warnings = read_manifest(path).missing(tmp_path)

    here = f"{tmp_path.name}/manifest.yaml: there is no file"
    assert warnings == [f"{here} a.tx (did you mean a.txt?)", f"{here} n/b"]


@pytest.mark.parametrize(
    ("page", "curator", "kept", "differ"),
    [
        (FEBRUARY_18, _date("2019-02-18"), _date("2019-02-18"), False),
        (FEBRUARY_18, _date("2019"), _date("2019-02-18"), False),
        (FEBRUARY_18, _date("2019-02"), _date("2019-02-18"), False),
        (FEBRUARY_18, _date("2019-02-19"), FEBRUARY_18, True),
        (When(PartialDate(None, 2, 29), Basis.PAGE), _date("2019"), When(PartialDate(None, 2, 29), Basis.PAGE), True),
        (_date("2019-02-18", Basis.PAGE), _date("2019"), _date("2019-02-18", Basis.PAGE), False),
        (_date("2019-02-18", Basis.STATED), _date("2020"), _date("2019-02-18", Basis.STATED), True),
        (_date("2019", Basis.URL), _date("2019-02"), _date("2019-02"), False),
        (_date("2020-02-18", Basis.INFERRED), _date("2019-02-18"), _date("2019-02-18"), False),
        (None, _date("2019"), _date("2019"), False),
        (FEBRUARY_18, None, FEBRUARY_18, False),
        (None, None, None, False),
    ],
)
def test_dates_are_completed_never_contradicted(
    page: When | None, curator: When | None, kept: When | None, differ: bool  # noqa: FBT001 - a table's column
) -> None:
    """What the page leaves open the curator fills in; what it says stands; what was inferred gives way."""
    assert settle(page, curator) == (kept, differ)


def test_the_page_stands_against_the_manifest() -> None:
    """Each contradiction is a line; agreement but for capitals is none."""
    page = Received("a.txt", "a", b"x", "x", "text/plain", "utf-8", Facts(
        title=Fact("On the Attack", Basis.PAGE), publisher=Fact("Xinhua", Basis.PAGE), said=FEBRUARY_18,
    ))
    entry = Entry(Facts(title=_curator("On the attack"), publisher=_curator("Global Times"), agency=_curator("Xinhua"),
                        said=_date("2019-02-19")))

    applied, warnings = apply(page, entry)

    assert applied.facts == Facts(
        title=Fact("On the Attack", Basis.PAGE), publisher=Fact("Xinhua", Basis.PAGE), agency=_curator("Xinhua"),
        said=FEBRUARY_18,
    )
    assert warnings == (
        "a.txt: publisher is Xinhua on the page and Global Times in the manifest; the page's stands",
        "a.txt: said is --02-18 on the page and 2019-02-19 in the manifest; the page's stands",
    )


def test_the_seeds_have_their_curators_facts() -> None:
    """Those known, and no links."""
    seeds = Path(__file__).parents[2] / "seeds"
    manifest = read_manifest(seeds / "manifest.yaml")

    assert manifest.missing(seeds) == []
    assert {name[:3]: entry.facts for name, entry in manifest.entries.items()} == {
        "000": Facts(publisher=_curator("Embassy of China in Australia"), said=_date("2019-02-18")),
        "001": Facts(publisher=_curator("Global Times"), agency=_curator("Xinhua")),
        "002": Facts(said=_date("2025-05")),
        "003": Facts(publisher=_curator("Embassy of China in Norway"), issuer=_curator("Embassy of China in Norway"),
                     said=_date("2021-07-19")),
        "004": Facts(publisher=_curator("china.org.cn"), agency=_curator("Xinhua")),
    }
