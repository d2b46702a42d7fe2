"""Web pages of many makes to the text of their article, a line for a line."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.source import Basis, Fact, Facts, PartialDate, Received, When
from bot.ingest.formats.html import read_html
from bot.ingest.formats.read import is_page, read
from bot.ingest.limits import Limits

NOTHING = (
    "no article text found on the page (check that it is one article, not a list of links or a page drawn by a"
    " script; or save its text)"
)
Q1 = "Q: What does the ministry say about the attack on the parliament of Norway, announced today?"
A1 = "A: China firmly opposes all forms of cyber attack, and this is well known to all."
Q2 = "Q: Reuters. A second question about the same topic, please."
A2 = "A: We have answered this already and have nothing to add to what was said."
TURNS = f"{Q1}\n{A1}\n\n{Q2}\n{A2}"


def _page(body: str, head: str = "<title>Regular Press Conference</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def _read(page: str | bytes, name: str = "a.html") -> Received:
    return read(name, name, page if isinstance(page, bytes) else page.encode())


def _lines(page: str) -> list[str]:
    return [line for line in read_html(page)[0].split("\n") if line]


H1 = "<h1>Regular Press Conference</h1>"
FRAME = (
    '<div id="nav"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></div>'
    "{}"
    '<div class="footer"><p>Copyright. All rights reserved.</p><a href="/sitemap">Sitemap</a></div>'
)


@pytest.mark.parametrize(
    "body",
    [
        f"<div id='content'>{H1}<div>{Q1}<br>{A1}<br/><br />{Q2}<br>{A2}</div></div>",
        f"<article>{H1}<p>{Q1}</p><p>{A1}</p><p>{Q2}</p><p>{A2}</p></article>",
        (f"<main>{H1}<p><b>{Q1[:2]}</b>{Q1[2:]}</p><p><strong>A:</strong>{A1[2:]}</p>"
        f"<p><b>Q</b>{Q2[1:]}</p><p><b>{A2[:1]}</b>{A2[1:]}</p></main>"),
        (f"<div class='article-content'>{H1}<dl><dt>{Q1}</dt><dd>{A1}</dd><dt>{Q2}</dt>"
        f"<dd>{A2}</dd></dl></div>"),
        (f"<div id='main'>{H1}<div>{Q1}</div><div>{A1}</div><div>&nbsp;</div><div>{Q2}</div>"
        f"<div>{A2}</div></div>"),
        (f"<table width=600><tr><td>{H1}</td></tr><tr><td><p>{Q1}<p>{A1}<p>{Q2}<p>{A2}"
        "</td></tr></table>"),
        (f"<div class='TRS_Editor'>{H1}<p>\n  {Q1}\n</p>\n<p>{A1}</p><p><span>{Q2}</span></p>"
        f"<p style='x'><font size=3>{A2}</font></p></div>"),
        f"<article>{H1}<ul><li>{Q1}</li><li>{A1}</li><li>{Q2}</li><li>{A2}</li></ul></article>",
    ],
    ids=["br", "p", "bold labels", "dl", "divs", "layout table, open p", "fonts", "list"],
)
def test_turns_stand_on_lines_of_their_own(body: str) -> None:
    """However a content system writes question and answer; navigation and footer stay out."""
    lines = _lines(_page(FRAME.format(body)))

    assert lines == ["Regular Press Conference", Q1, A1, Q2, A2]


def test_two_breaks_are_a_blank_line() -> None:
    """As the page shows it."""
    text, _ = read_html(_page(f"<article>{H1}<div>{Q1}<br>{A1}<br><br>{Q2}<br>{A2}</div>"))

    assert text == f"Regular Press Conference\n\n{TURNS}"


def test_paragraphs_are_separated_by_blank_lines() -> None:
    """A line break in the source code is a space."""
    text, _ = read_html(_page(f"<article><p>We condemn the attack\n   on our embassy.</p><p>{A1}</p></article>", ""))

    assert text == f"We condemn the attack on our embassy.\n\n{A1}"


def test_a_table_keeps_its_rows() -> None:
    """Cells are kept apart, so that no sentence runs across them."""
    rows = f"<table><tr><td>Q:</td><td>{Q1[3:]}</td></tr><tr><td>A:</td><td>{A1[3:]}</td></tr></table>"

    lines = _lines(_page(f"<article>{H1}{rows}<p>{A2}</p></article>"))

    assert lines == ["Regular Press Conference", f"Q:\t{Q1[3:]}", f"A:\t{A1[3:]}", A2]


def test_quotations_keep_their_paragraphs() -> None:
    """A blockquote of two paragraphs is two paragraphs."""
    quoted = "<blockquote><p>We will not sign.</p><p>It is not our way.</p></blockquote>"
    body = f"<article><p>{A1}</p>{quoted}<p>{A2}</p></article>"

    assert _lines(_page(body, "")) == [A1, "We will not sign.", "It is not our way.", A2]


def test_quotation_marks_and_ligatures_are_not_straightened() -> None:
    """The words are the page's, to the letter."""
    said = "“We will ‘not’ sign — ever…”, said Ms Hua of the ﬁnance ministry, «isn’t it» so."

    assert said in read_html(_page(f"<article><p>{said}</p><p>{A1}</p></article>"))[0].split("\n")


def test_the_title_heads_a_text_that_lacks_it() -> None:
    """og:title, when the heading is an image."""
    head = '<meta property="og:title" content="Statement on the attack">'

    text, facts = read_html(_page(f"<article><p>{A1}</p><p>{A2}</p></article>", head))

    assert text == f"Statement on the attack\n\n{A1}\n\n{A2}"
    assert facts == Facts(title=Fact("Statement on the attack", Basis.PAGE))


def test_facts_come_from_the_head() -> None:
    """Title, site, canonical link and the day of publication."""
    head = (
        '<meta property="og:title" content="Statement on the attack">'
        '<meta property="og:site_name" content="Government.no">'
        '<link rel="canonical" href="https://gov.example/id123/"><meta property="article:published_time"'
        ' content="2021-07-19T23:30:00+02:00">'
    )

    _, facts = read_html(_page(f"<article><p>{A1}</p><p>{A2}</p></article>", head))

    assert facts == Facts(
        title=Fact("Statement on the attack", Basis.PAGE),
        publisher=Fact("Government.no", Basis.PAGE),
        url=Fact("https://gov.example/id123/", Basis.PAGE),
        published=When(PartialDate(2021, 7, 19), Basis.PAGE),
    )


def test_a_piece_of_the_title_is_no_publisher() -> None:
    """A title cut at its dash names no site."""
    head = "<title>NATO - Opinion: Joint press point with the Prime Minister of Lithuania, 09-Mar.-2022</title>"

    _, facts = read_html(_page(f"<h1>Joint press point</h1><p>{A1}</p><p>{A2}</p>", head))

    assert facts.publisher is None


def test_readers_comments_stay_out() -> None:
    """A reader's words are nobody's statement."""
    comments = '<div id="comments" class="comments"><h3>2 Comments</h3><p>Stan: they must take part.</p></div>'

    text, _ = read_html(_page(f"<article>{H1}<p>{Q1}</p><p>{A1}</p></article>{comments}"))

    assert "Stan" not in text


def test_the_encoding_named_in_a_page_is_its_encoding() -> None:
    """And the declaration, now wrong, does not mislead the parser."""
    page = _page(
        "<div><p>问：澳大利亚政府今天称，两个主要政党的网站遭到黑客攻击。</p><p>答：中国坚决反对一切形式的网络攻击。</p></div>",
        '<meta charset="gb2312"><title>例行记者会</title>',
    )

    received = _read(page.encode("gb18030"))

    assert (received.encoding, received.media_type) == ("gb18030", "text/html")
    assert received.text.split("\n\n")[-1] == "答：中国坚决反对一切形式的网络攻击。"


def test_xhtml_with_an_encoding_declaration_is_read() -> None:
    """A declaration in decoded text stops some parsers."""
    page = _page(f"<p>Blåbær, sa ministeren på mandag.</p><p>{A1}</p>")
    page = f'<?xml version="1.0" encoding="iso-8859-1"?>\n{page}'

    assert "Blåbær, sa ministeren på mandag." in _read(page.encode("latin-1")).text


@pytest.mark.parametrize(
    ("text", "suffix", "page"),
    [
        ("<!DOCTYPE html><html>", ".txt", True),
        ("\n <!-- saved from url -->\n<HTML lang=en>", ".txt", True),
        ("<body class=x><p>Words", "", True),
        ("<p>Words", ".html", True),
        ("Words without any tag. 3 < 5", ".html", False),
        ("---\ntitle: x\n---\n<p>a</p>", ".md", False),
        ('<blockquote id="6wgcc"><samp id="6wgcc"></samp></blockquote>\n  • Words and words\n', ".txt", False),
        ("<b>Q:</b> Some words of a question?\n<b>A:</b> An answer. " * 20, ".txt", False),
        ("<div><p>Some words.</p><p>Other words here.</p></div>" * 5, ".txt", True),
        ("Words <p> " * 3, ".txt", False),
        ("<!-- a -->\n" * 60 + "<p>Words", ".txt", False),
        ("<!-- a -->\n" * 60 + "<html>", ".txt", True),
        ("Use <html> and <body> tags.", ".txt", False),
    ],
)
def test_pages_are_told_by_content(text: str, suffix: str, page: bool) -> None:  # noqa: FBT001 - a table's column
    """A page called .txt is a page; a text with left-over tags is a text, and so is a .html file without a tag."""
    assert is_page(text, suffix) is page


@pytest.mark.parametrize(
    "page",
    [
        _page("<div>" * 10_000 + "<p>Deep words.</p>" + "</div>" * 10_000),
        _page('<div id="app"></div><script>render("<p>We condemn it.</p>")</script>'),
        _page("<h1>Only a heading</h1>"),
        _page(""),
        "<html>",
        "<html><head><title>x</title>",
        _page("<!-- <p>Words in a remark that is long enough to be a paragraph.</p> -->"),
        _page("&#0;&#xD800;"),
    ],
    ids=["deep", "script", "heading", "empty", "open", "head", "remark", "entities"],
)
def test_a_page_without_an_article_is_refused(page: str) -> None:
    """Nothing crashes; the mend says what to look for."""
    with pytest.raises(InputError) as caught:
        _read(page)

    assert str(caught.value) == NOTHING


@pytest.mark.parametrize(
    "page",
    [
        _page(f"<p class='{'x' * 1_000_000}'>{A1}</p><p>{A2}</p>"),
        f"<p>{A1}<b><i></b></i></table></td><p>{A2}</body></html></p></div>",
        _page(f"<p>{A1}</p><p>{A2}<table><tr><td>"),
        _page(f"<font><center><marquee><p>{A1}</font><p>{A2}</center>"),
        f"<html><frameset></frameset><body><p>{A1}</p><p>{A2}</p>",
    ],
    ids=["huge attribute", "crossed tags", "open table", "old tags", "frames"],
)
def test_malformed_pages_are_read(page: str) -> None:
    """As far as a browser would show words."""
    text = _read(page).text

    assert A1 in text
    assert A2 in text


def test_a_page_of_many_megabytes_is_refused() -> None:
    """Before it is parsed."""
    with pytest.raises(InputError) as caught:
        read("a.html", "a", _page("<p>words</p>" * 200).encode(), limits=Limits(html=1024))

    assert str(caught.value) == "the page is 2.43 kB, more than 1 kB (save the article alone, or its text)"


@examples(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([
    "<p>", "</p>", "<div>", "</div>", "<br>", "<table>", "<tr>", "<td>", "</table>", "<h1>", "</h1>", "<!--", "-->",
    "<b", "<script>", "</script>", "&amp;", "&#0;", "<blockquote>", "<dl><dt>", "<![CDATA[", "<svg>", "='\"", "\x0b",
    "x", A1, A2,
]), max_size=25))
def test_any_heap_of_tags_is_read_or_refused(pieces: list[str]) -> None:
    """What is read can be stored."""
    try:
        text, _ = read_html(_page("".join(pieces)))
    except InputError:
        return

    assert text.encode("utf-8").strip() == text.encode("utf-8")
