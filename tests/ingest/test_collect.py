"""Paths and standard input to documents: everything readable once, one line for everything else."""

import io
import json
import os
import socket
from pathlib import Path

import pytest

from bot.domain.source import Basis, Fact, PartialDate, Received, When, digest
from bot.ingest.collect import collect, sizes
from bot.ingest.limits import Limits
from bot.ingest.walk import Refused
from tests.ingest.pdfs import pdf

PAGE = "<!DOCTYPE html><html><body><h1>Statement</h1><p>The ministry condemns the attack on the embassy today.</p>"


def _collect(*paths: Path, stdin: bytes = b"", limits: Limits | None = None) -> list[str]:
    """A line for each outcome: the name of a document, or what was said of a refused one."""
    found = collect(paths, io.BytesIO(stdin), limits)
    return [item.name if isinstance(item, Received) else str(item) for item in found]


def _piped(data: bytes, limits: Limits | None = None) -> list[Received | Refused]:
    return list(collect([Path("-")], io.BytesIO(data), limits))


def _files(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    """Folders among files; hidden files and the manifest passed over; any suffix, or none."""
    _files(tmp_path, b_txt="b", a__z_txt="z", a__b__c_md="# c", Z="Z", c_dat="c", _hidden="h", manifest_yaml="")
    _files(tmp_path / ".git", config="x")

    assert _collect(tmp_path) == ["Z", "a/b/c.md", "a/z.txt", "b.txt", "c.dat"]


def test_a_document_knows_where_it_came_from(tmp_path: Path) -> None:
    """Its name is below the folder ingested, its origin the whole path: the next version has the same."""
    _files(tmp_path, news__a_txt="Words.")
    (tmp_path / "link").symlink_to(tmp_path / "news")

    found = [*collect([tmp_path / "news"]), *collect([tmp_path / "news" / "a.txt"]), *collect([tmp_path / "link"])]

    assert [(item.name, item.origin) for item in found if isinstance(item, Received)] == [
        ("a.txt", str(tmp_path.resolve() / "news" / "a.txt"))
    ] * 3


def test_links_inside_a_folder_are_not_followed(tmp_path: Path) -> None:
    """One that leads out, or nowhere, is said; one to a file inside is read as that file; a loop is none."""
    _files(tmp_path, out__x_txt="s", in__a_txt="a")
    inside = tmp_path / "in"
    (inside / "b.txt").symlink_to(tmp_path / "out" / "x.txt")
    (inside / "c").symlink_to(tmp_path / "out", target_is_directory=True)
    (inside / "d.txt").symlink_to(inside / "a.txt")
    (inside / "e").symlink_to(inside, target_is_directory=True)
    (inside / "f.txt").symlink_to(inside / "nothing")
    (inside / "g").symlink_to(inside / "g")

    assert _collect(inside) == [
        "a.txt",
        "b.txt: it is a link out of the folder (copy what it points to into it)",
        "c: it is a link out of the folder (copy what it points to into it)",
        "f.txt: it is gone, or a link to nothing (ingest the folder again)",
        "g: it cannot be read (a loop of links) (check disk and path)",
    ]


def test_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    """Each gets a line with its name and the mend; the good ones come through."""
    _files(tmp_path, a_txt="", b_txt=b" \n", c_txt=b"\x00\x01", d_txt=b"caf\x81", e_md="---\ntitle: a: b\n---\nx",
           f_pdf=b"%PDF-1.4\n", g_png=b"\x89PNG\r\n", h_html="<html></html>", i_txt="Words.", j_txt="x" * 101)

    assert _collect(tmp_path, limits=Limits(document=100)) == [
        "a.txt: it is empty (check that it was saved whole)",
        "b.txt: it holds only white space (check that it was saved whole)",
        "c.txt: it holds binary data, not text (ingest text, Markdown, HTML, PDF or JSON Lines)",
        "d.txt: its encoding cannot be told (save it as UTF-8 and ingest it again)",
        ("e.md: its front matter cannot be read (line 2: mapping values are not allowed here) (put quotation marks"
        " around values with a colon, or take the front matter out)"),
        "f.pdf: the PDF is damaged or cut short (PdfStreamError) (download it again, or save its text)",
        "g.png: it is an image (only text can be quoted: run text recognition (OCR) and ingest the result)",
        ("h.html: no article text found on the page (check that it is one article, not a list of links or a page drawn"
        " by a script; or save its text)"),
        "i.txt",
        ("j.txt: it is 101 bytes, more than 100 bytes for one document (split it, or write JSON Lines, which may be of"
        " any size)"),
    ]


def test_a_file_of_200_megabytes_is_refused_unread(tmp_path: Path) -> None:
    """By its size; a sparse file would take long to read."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)

    assert _collect(path) == [
        ("huge.txt: it is 200 MB, more than 64 MB for one document (split it, or write JSON Lines, which may be of any"
        " size)")
    ]


def test_what_is_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe is not waited for, a device not touched."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("socket")
    mend = "(save its content in a file, or pipe it in with -)"

    lines = _collect(tmp_path, Path("/dev/null"), tmp_path / "nothing")
    listener.close()

    assert lines == [
        f"pipe: it is a pipe, not a file {mend}",
        f"socket: it is a socket, not a file {mend}",
        f"null: it is a device, not a file {mend}",
        f"{tmp_path}/nothing: no such file or folder (check the path)",
    ]


def test_a_folder_without_pages_says_so(tmp_path: Path) -> None:
    """Silence would look like success."""
    assert _collect(tmp_path) == [f"{tmp_path}: the folder holds nothing to read (put pages into it)"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"caf\xe9.txt", "caf\\xe9.txt"), (b"a\x1b[2Jb\n.txt", "a\\x1b[2Jb\\n.txt"), ("a\u202eb".encode(), "a\\u202eb")],
)
def test_names_that_cannot_be_shown_are_refused(tmp_path: Path, name: bytes, shown: str) -> None:
    """And shown with escapes: a name must not draw on the screen."""
    try:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text("Words.")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")

    assert _collect(tmp_path) == [f"{shown}: its name holds what is not UTF-8, or cannot be shown (rename it)"]


def test_names_may_hold_any_letters(tmp_path: Path) -> None:
    """Of any script, with any space."""
    (tmp_path / "声明 №1\u202f(final)\u3000é.txt").write_text("Words.")

    assert _collect(tmp_path) == ["声明 №1\u202f(final)\u3000é.txt"]


def test_what_may_not_be_read_is_refused(tmp_path: Path) -> None:
    """A file and a folder without permission; the others go on. Root may read everything."""
    _files(tmp_path, a_txt="a", b__c_txt="c", d_txt="d")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "b").chmod(0)

    lines = _collect(tmp_path)
    (tmp_path / "b").chmod(0o755)

    mend = "it may not be read (give yourself permission to read it)"
    assert lines == ([f"a.txt: {mend}", f"b: {mend}", "d.txt"] if os.geteuid() else ["a.txt", "b/c.txt", "d.txt"])


def test_a_file_that_vanishes_is_refused(tmp_path: Path) -> None:
    """Between listing and reading."""
    _files(tmp_path, a_txt="a", b_txt="b", c_txt="c")
    walk = collect([tmp_path])

    first = next(walk)
    (tmp_path / "b.txt").unlink()
    rest = list(walk)

    assert isinstance(first, Received)
    assert [str(item) for item in rest if isinstance(item, Refused)] == [
        "b.txt: it vanished before it was read (ingest it again)"
    ]
    assert [item.name for item in rest if isinstance(item, Received)] == ["c.txt"]


def test_records_are_documents_of_their_own(tmp_path: Path) -> None:
    """Named by id, else link, else line; the same id or link twice names only the first."""
    link = "https://x.example/a"
    lines = [
        {"id": "one", "text": "1"}, {"url": link, "text": "2"}, {"text": "3"}, {"id": "one", "text": "4"},
        {"id": 5, "url": link, "text": "5"}, {"id": "six", "url": "ftp://x", "text": "6"},
    ]
    path = tmp_path / "all.jsonl"
    path.write_text("\ufeff" + "\r\n\r\n".join(json.dumps(line) for line in lines), encoding="utf-8")

    found = [item for item in collect([path]) if isinstance(item, Received)]

    here = path.resolve()
    assert [(item.name, item.origin, item.text) for item in found] == [
        ("all.jsonl#one", f"{here}#one", "1"),
        (f"all.jsonl#{link}", link, "2"),
        ("all.jsonl#5", f"{here}#5", "3"),
        ("all.jsonl#7", f"{here}#7", "4"),
        ("all.jsonl#5", f"{here}#5", "5"),
        ("all.jsonl#six", f"{here}#six", "6"),
    ]
    assert found[1].data == json.dumps(lines[1]).encode()


def test_bad_records_are_refused_by_line(tmp_path: Path) -> None:
    """File, number and mend; a record over the limit is not kept in memory; the file may be of any size."""
    good = json.dumps({"text": "w" * 60})
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(["", good, "{", json.dumps({"text": "w" * 300}), '{"title": "x"}', good]))

    mend = "(write one object a line with title, date, source, url and text)"
    assert _collect(path, limits=Limits(document=100)) == [
        "all.jsonl#2",
        f"all.jsonl line 3: it is not JSON (column 2: Expecting property name enclosed in double quotes) {mend}",
        "all.jsonl line 4: it is longer than 100 bytes (split the record)",
        f'all.jsonl line 5: its "text" is missing or empty {mend}',
        "all.jsonl#6",
    ]


def test_records_are_told_by_content(tmp_path: Path) -> None:
    """Whatever the file is called; an empty one is empty."""
    _files(tmp_path, a_txt='{"id": "x", "text": "1"}\n{"id": "y", "text": "2"}', b_jsonl="", c_txt="{Words}\n")
    lines = _collect(tmp_path)

    assert lines == ["a.txt#x", "a.txt#y", "b.jsonl: it holds no records (check that it was saved whole)", "c.txt"]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"Plain words.\nOf two lines.", "text/plain"),
        (b"---\ntitle: T\n---\nWords.", "text/markdown"),
        (PAGE.encode(), "text/html"),
        (pdf("We condemn it."), "application/pdf"),
        (b'{"id": "x", "text": "Words."}\n', "application/json"),
    ],
)
def test_standard_input_is_told_by_content(data: bytes, media_type: str) -> None:
    """A lone dash takes whatever is piped in."""
    assert [item.media_type for item in _piped(data) if isinstance(item, Received)] == [media_type]


def test_two_documents_piped_in_are_two() -> None:
    """Neither is a version of the other."""
    one, other = _piped(b"One.")[0], _piped(b"Other.")[0]

    assert isinstance(one, Received)
    assert isinstance(other, Received)
    assert (one.name, one.origin, other.origin) == (f"stdin-{digest(b'One.')[:8]}", one.name, other.name)
    assert one.origin != other.origin


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "standard input: it is empty (check that it was saved whole)"),
        (b"w" * 101, ("standard input: it is 101 bytes, more than 100 bytes for one document (split it, or write JSON"
         " Lines, which may be of any size)")),
        (b'{"text": 1}', ('stdin line 1: its "text" is missing or empty (write one object a line with title, date,'
         " source, url and text)")),
    ],
)
def test_standard_input_may_be_refused(data: bytes, line: str) -> None:
    """As any file."""
    assert [str(item) for item in _piped(data, Limits(document=100))] == [line]


def test_a_manifest_speaks_for_the_files_beside_and_below_it(tmp_path: Path) -> None:
    """The nearest folder's manifest first; records by id, or all of a file; contradictions are warned of."""
    _files(
        tmp_path,
        manifest_yaml="files:\n  a.txt: {said: 2019}\n  b/c.txt: {said: 2020}\n  b/d.txt: {said: 2021}\n"
        "  r.jsonl: {agency: AP}\n  r.jsonl#2: {agency: AFP}\n  x.txt: {said: 2019}\n  e.md: {said: 2001}\n",
        b__manifest_yaml="files:\n  c.txt: {said: 1999}\n",
        a_txt="a", b__c_txt="c", b__d_txt="d", e_md="---\nsaid: 2000\n---\nx", r_jsonl='{"text":"1"}\n{"text":"2"}',
    )
    warnings: list[str] = []

    found = {item.name: item.facts for item in collect([tmp_path], warn=warnings.append) if isinstance(item, Received)}

    assert {name: (facts.said and facts.said.date.value, facts.agency and facts.agency.value)
            for name, facts in found.items()} == {
        "a.txt": ("2019", None), "b/c.txt": ("1999", None), "b/d.txt": ("2021", None), "e.md": ("2000", None),
        "r.jsonl#1": (None, "AP"), "r.jsonl#2": (None, "AFP"),
    }
    assert warnings == [
        f"{tmp_path.name}/manifest.yaml: there is no file x.txt (did you mean a.txt?)",
        "e.md: said is 2000 on the page and 2001 in the manifest; the page's stands",
    ]


def test_a_broken_manifest_is_one_line(tmp_path: Path) -> None:
    """The pages are read without it."""
    _files(tmp_path, manifest_yaml="files:\n  a.txt: {sad: 2019}", a_txt="a", b_txt="b")

    assert _collect(tmp_path) == [
        "a.txt", f"{tmp_path.name}/manifest.yaml: line 2: a.txt has no key sad (did you mean said?)", "b.txt",
    ]


def test_the_seeds_come_with_their_curators_facts() -> None:
    """The pages as they are; the year of the first from the manifest."""
    seeds = Path(__file__).parents[2] / "seeds"

    found = [item for item in collect([seeds]) if isinstance(item, Received)]

    assert [item.data for item in found] == [path.read_bytes() for path in sorted(seeds.glob("*.txt"))]
    assert found[0].facts.said == When(PartialDate(2019, 2, 18), Basis.MANIFEST)
    assert found[3].facts.issuer == Fact("Embassy of China in Norway", Basis.MANIFEST)


def test_sizes_are_counted_without_reading(tmp_path: Path) -> None:
    """For the progress bar."""
    _files(tmp_path, a_txt="12345", b__c_txt="123", _hidden="1")

    assert sizes([tmp_path, tmp_path / "nothing"]) == (2, 8)
    assert sizes([Path("-")]) == (1, 0)
