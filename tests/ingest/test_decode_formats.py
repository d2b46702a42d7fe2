"""Markdown, PDF, JSON records and the telling of formats: text and facts, or one line with the mend."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.source import Basis, Fact, Facts, PartialDate, Received, When
from bot.ingest.formats.jsonl import read_record
from bot.ingest.formats.markdown import split_front_matter
from bot.ingest.formats.read import read
from bot.ingest.limits import Limits
from tests.ingest.pdfs import locked, pdf


def _read(data: bytes | str, name: str = "a.txt", limits: Limits | None = None) -> Received:
    return read(name, f"/pages/{name}", data.encode() if isinstance(data, str) else data, limits=limits)


def _refusal(data: bytes | str, name: str = "a.txt", limits: Limits | None = None) -> str:
    with pytest.raises(InputError) as caught:
        _read(data, name, limits)
    return str(caught.value)


def test_plain_text_stays_as_it_is() -> None:
    """Left-over tags of a flattened page are text; offsets count them."""
    page = '<blockquote id="6wgcc"><samp id="6wgcc"></samp></blockquote>\n  • <samp></samp>\n\n    In this afternoon\n'

    received = _read(page)

    assert received == Received("a.txt", "/pages/a.txt", page.encode(), page, "text/plain", "utf-8", Facts())


def test_a_received_document_keeps_its_bytes() -> None:
    """Line ends change in the text, never in the bytes."""
    received = _read(b"\xef\xbb\xbfone\r\ntwo\r\n")

    assert (received.data, received.text) == (b"\xef\xbb\xbfone\r\ntwo\r\n", "one\ntwo\n")


def test_front_matter_becomes_facts_and_stays_in_the_text() -> None:
    """Offsets are the file's own; an escaped no-break space in a title is a space; dates keep the page's zone."""
    page = (
        "---\ntags: press-briefings\ndate: '2021-02-01'\nmodified_time: 2021-02-02 16:29:11-05:00\n"
        "source_url: https://gov.example/a/\npublished_time: 2021-02-01 23:29:10-05:00\n"
        'title: "Briefing by Jen\\_Psaki"\npublisher: The White House\ncountry: US\nagency: Reuters\n'
        "said: 31 January 2021\n---\n \n**Q**  Why? [link](x)\n> # so\n"
    )

    received = _read(page, "briefing.md")

    assert received.text == page
    assert received.media_type == "text/markdown"
    assert received.facts == Facts(
        title=Fact("Briefing by Jen Psaki", Basis.PAGE),
        publisher=Fact("The White House", Basis.PAGE),
        agency=Fact("Reuters", Basis.PAGE),
        issuer=Fact("US", Basis.PAGE),
        url=Fact("https://gov.example/a/", Basis.PAGE),
        said=When(PartialDate(2021, 1, 31), Basis.PAGE),
        published=When(PartialDate(2021, 2, 1), Basis.PAGE),
    )


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ("source: Xinhua", Facts(publisher=Fact("Xinhua", Basis.PAGE))),
        ("source: https://x.example/a", Facts(url=Fact("https://x.example/a", Basis.PAGE))),
        ("url: javascript:alert(1)", Facts()),
        ("url: https://x.example/2021/07/19/a", Facts(
            url=Fact("https://x.example/2021/07/19/a", Basis.PAGE),
            published=When(PartialDate(2021, 7, 19), Basis.URL))),
        ("date: 2019", Facts(published=When(PartialDate(2019), Basis.PAGE))),
        ("date: 2019-02-30", Facts()),
        ("date: February 18", Facts(published=When(PartialDate(None, 2, 18), Basis.PAGE))),
        ("title: [a, b]\npublisher: {x: y}\nagency:\nTitle2: x", Facts()),
        ("title: !!python/object/apply:os.system [false]", Facts()),
        ("TITLE: Upper  case keys", Facts(title=Fact("Upper case keys", Basis.PAGE))),
        ("title: >\n  folded\n  title\n# a remark", Facts(title=Fact("folded title", Basis.PAGE))),
        ("country: NO  # Norway, not false", Facts(issuer=Fact("NO", Basis.PAGE))),
    ],
)
def test_fields_of_front_matter(fields: str, facts: Facts) -> None:
    """Unknown keys and impossible values are passed over; no tag is obeyed; NO is Norway."""
    assert _read(f"---\n{fields}\n---\nText.\n", "a.md").facts == facts


def test_front_matter_may_be_empty_or_end_in_dots() -> None:
    """Both are YAML."""
    assert split_front_matter("---\n---\nText") == ("Text", Facts())
    assert split_front_matter("---\ntitle: T\n...\nText") == ("Text", Facts(title=Fact("T", Basis.PAGE)))


@pytest.mark.parametrize("page", ["---\nOne quiet day\n---\nText", "---\n\nA rule above.\n", "--- \nx", "- - -\na: b"])
def test_a_rule_of_dashes_is_text(page: str) -> None:
    """Dashes that fence no key: value lines are part of the page."""
    assert _read(page, "a.md").text == page


@pytest.mark.parametrize(
    ("page", "refusal"),
    [
        ("---\ntitle: a: b\n---\nText", ("its front matter cannot be read (line 2: mapping values are not allowed here)"
         " (put quotation marks around values with a colon, or take the front matter out)")),
        ("---\ntitle: a\ndate: [1\n---\nText", ("its front matter cannot be read (line 4: expected ',' or ']', but got"
         " '<stream end>') (put quotation marks around values with a colon, or take the front matter out)")),
        ("---\ntitle: a\nText", "its front matter (line 1) is never closed (add a line --- after the last field)"),
        ("---\ntitle: a\n---\n \n", "it holds nothing but front matter (put the text below the second ---)"),
        ("---\ntitle: " + "[" * 5000 + "\n---\nText",
         "its front matter is too deeply nested (line 2) (keep it to key: value lines)"),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(page: str, refusal: str) -> None:
    """The line is counted in the file, fence included."""
    assert _refusal(page, "a.md") == refusal


def test_pages_of_a_pdf_are_joined_by_form_feeds() -> None:
    """Line breaks come as they are; the stated title is a fact."""
    received = _read(pdf("Statement (final)\nWe condemn it.", "Second page.", title="On the attack"), "a.pdf")

    assert received.text == "Statement (final)\nWe condemn it.\n\f\nSecond page."
    assert (received.media_type, received.encoding) == ("application/pdf", "binary")
    assert received.facts == Facts(title=Fact("On the attack", Basis.PAGE))


@pytest.mark.parametrize("title", ["Microsoft Word - final v2", "speech.docx", "untitled", ""])
def test_a_makeshift_pdf_title_is_no_title(title: str) -> None:
    """What a word processor wrote there names no document."""
    assert _read(pdf("We condemn it.", title=title)).facts == Facts()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (locked(pdf("We condemn it.")), "the PDF is locked with a password (save a copy without the password)"),
        (pdf(""), "the PDF holds no text, only images (run text recognition (OCR) on it first)"),
        (pdf("a", "b", "c", "d"), "the PDF has 4 pages, more than 3 (split it and ingest the parts)"),
        (b"%PDF-1.7\n", "the PDF is damaged or cut short (PdfStreamError) (download it again, or save its text)"),
    ],
)
def test_a_pdf_without_readable_text_is_refused(data: bytes, refusal: str) -> None:
    """Locked, scanned, endless or cut short, each with its mend."""
    assert _refusal(data, "a.pdf", Limits(pdf_pages=3)) == refusal


def test_a_pdf_that_takes_too_long_is_refused() -> None:
    """The clock is looked at between pages."""
    refusal = _refusal(pdf("We condemn it."), "a.pdf", Limits(pdf_seconds=-1))

    assert refusal == "the PDF takes more than -1 seconds to read (save it as text and ingest that)"


@examples(deadline=None)  # the first may import a parser
@given(st.integers(9, len(pdf("We condemn it.", "Again."))), st.binary(max_size=30))
def test_a_cut_or_altered_pdf_never_crashes(cut: int, junk: bytes) -> None:
    """It is read as far as its text goes, or refused."""
    whole = pdf("We condemn it.", "Again.")
    try:
        received = _read(whole[:cut] + junk + whole[cut + len(junk) : -50], "a.pdf")
    except InputError:
        return

    assert received.text.encode("utf-8").strip()


def test_a_record_gives_text_facts_and_key() -> None:
    """The fields of the archive's own exchange format."""
    line = {"id": "ungdc/AFG_70_2015", "title": "AFG: statement", "date": "2015", "source": "UN General Debate",
            "country": "AFG", "url": "https://un.example/a", "text": "\ufeffOne.\r\nTwo.", "score": None}

    key, text, facts = read_record(json.dumps(line).encode())

    assert (key, text) == ("ungdc/AFG_70_2015", "One.\nTwo.")
    assert facts == Facts(
        title=Fact("AFG: statement", Basis.PAGE),
        publisher=Fact("UN General Debate", Basis.PAGE),
        issuer=Fact("AFG", Basis.PAGE),
        url=Fact("https://un.example/a", Basis.PAGE),
        published=When(PartialDate(2015), Basis.PAGE),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "it is not JSON (column 13: Expecting ',' delimiter)"),
        (b"[1]", "it is not a JSON object"),
        (b'{"title": "a"}', 'its "text" is missing or empty'),
        (b'{"text": 5}', 'its "text" is missing or empty'),
        (b'{"text": " \\n"}', 'its "text" is missing or empty'),
        (b'{"text": "a\\ud800"}', 'its "text" holds characters that are none'),
        (b'{"text": "a\\u0000"}', 'its "text" holds characters that are none'),
        (b'{"text": "\xff"}', "it is not UTF-8"),
        (b'{"text": ' + b"[" * 100_000, "it is not JSON"),
        (b'{"n": ' + b"9" * 5000 + b', "text": "a"}', "it is not JSON"),
    ],
)
def test_a_bad_record_is_refused(line: bytes, reason: str) -> None:
    """One line of what is wrong, one of the mend."""
    with pytest.raises(InputError) as caught:
        read_record(line)

    assert caught.value.message == reason
    assert caught.value.hint


@examples(deadline=None)  # the first may import a parser
@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda text: json.dumps({"text": text, "id": text}).encode()))
def test_any_line_is_a_record_or_refused(line: bytes) -> None:
    """What is read can be stored."""
    try:
        record = read_record(line)
    except InputError:
        return

    assert record.text.encode("utf-8").strip()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t\n", "it holds only white space"),
        (b"\xef\xbb\xbf", "it holds only white space"),
        (b"\x89PNG\r\n\x1a\n\x00", "it is an image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "it is an image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "it is an image"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "it is a recording"),
        (b"\x00\x00\x00\x18ftypmp42", "it is a recording"),
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "it is an office document"),
        (b"PK\x03\x04\x14\x00\x00\x00mimetypeapplication/vnd.oasis", "it is an office document"),
        (b"PK\x03\x04\x14\x00\x00\x00pages/a.html", "it is a zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is an office document"),
        (b"{\\rtf1\\ansi Words}", "it is a rich text document"),
        (b"\x1f\x8b\x08\x00", "it is a compressed file"),
        (b"SQLite format 3\x00\x10\x00", "it holds binary data, not text"),
        (b"<?xml version='1.0'?><rss><item/></rss>", "it is XML (a feed or a drawing), not an article"),
        (b"<svg><text>Words</text></svg>", "it is XML (a feed or a drawing), not an article"),
        (b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\nx", "it is a web archive (MHTML)"),
        (b'[\n {"text": "a"}\n]', "it is JSON, but not JSON Lines"),
        (b'{\n "text": "a"\n}', "it is JSON, but not JSON Lines"),
    ],
)
def test_what_holds_nothing_to_quote_is_refused_by_content(data: bytes, reason: str) -> None:
    """The name does not matter."""
    with pytest.raises(InputError) as caught:
        _read(data, "statement.txt")

    assert caught.value.message == reason
    assert caught.value.hint


def test_a_bracket_opens_no_json() -> None:
    """Editors put remarks in brackets."""
    assert _read("[Editor's note: this is a translation.]\nWe condemn it.").media_type == "text/plain"


@examples(deadline=None)  # the first may import a parser
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.md", "a.pdf", "a"]))
def test_any_bytes_under_any_name_are_read_or_refused(data: bytes, name: str) -> None:
    """No input is a crash."""
    try:
        received = _read(data, name)
    except InputError:
        return

    assert received.text.encode("utf-8").strip()


def test_the_parsers_are_imported_only_when_needed() -> None:
    """Plain text pays for neither trafilatura nor pypdf nor the detector."""
    heavy = ("trafilatura", "lxml", "pypdf", "charset_normalizer", "htmldate")
    script = (
        "import sys; from bot.ingest.formats.read import read; import bot.ingest.collect; "
        "read('a.txt', 'a', 'Plain “words”.'.encode()); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
