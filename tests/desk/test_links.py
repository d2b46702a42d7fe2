"""Links: only to pages, to the quoted words, and harmless wherever they are written."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.desk.links import LONGEST, link, page_of

PAGE = "https://example.org/a"
LONG = (
    "China firmly opposes and combats, in accordance with the law, cyber theft of any kind, "
    "and will go on working with Norway and with everybody else."
)
FIRST = "中国坚决反对一切形式的网络攻击，并依法予以打击。我们希望挪威方面停止无端指责，"
LAST = "同中方一道维护网络安全，妥善处理有关问题，推动两国关系健康稳定地向前发展。"


def terms(made: str) -> list[str]:
    """The text directive's terms as a browser reads them (WICG, "parse a text directive")."""
    directive = urlsplit(made).fragment.partition(":~:")[2]
    assert directive.startswith("text=")
    return [unquote(term, errors="strict") for term in directive.removeprefix("text=").split(",")]


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("http://example.org", "http://example.org"),
        ("HTTPS://Example.ORG:8443/A?b=1&c=2+3#d", "https://example.org:8443/A?b=1&c=2+3#d"),
        ("https://example.org/a_(b)", "https://example.org/a_%28b%29"),
        ("https://example.org/a%20b%zz", "https://example.org/a%20b%25zz"),
        ("https://example.org/挪威?q=挪#威", "https://example.org/%E6%8C%AA%E5%A8%81?q=%E6%8C%AA#%E5%A8%81"),
        ("https://挪威.example/", "https://xn--xysz6s.example/"),
        ("https://example.org/<b>'\"`|[x]*~^{}", "https://example.org/%3Cb%3E%27%22%60%7C%5Bx%5D%2A~%5E%7B%7D"),
        ("https://example.org/U.S.", "https://example.org/U.S%2E"),
        ("https://example.org?:", "https://example.org?%3A"),
        ("https://example.org/a??#", "https://example.org/a?%3F"),
        ("https://[2001:db8::1]:80/", "https://[2001:db8::1]:80/"),
        ("https://example.org/a#:~:text=b", "https://example.org/a#:~:text=b"),
    ],
)
def test_a_url_leads_where_it_led_in_letters_no_markup_minds(url: str, made: str) -> None:
    assert link(url) == made


@pytest.mark.parametrize(
    "url",
    [
        None, "", "example.org", "/a", "//example.org/a", "javascript:alert(1)", "JavaScript://example.org/%0aalert(1)",
        "data:text/html,x", "ftp://example.org/a", "file:///etc/passwd", "http:", "https://", "https:///a",
        "https://user@example.org/", "https://user:word@example.org/", "https://example.org\\@example.com/",
        "https://exa mple.org/", " https://example.org/", "https://example.org/a b", "https://example.org/\n",
        "https://example.org/\u00a0", "https://example.org/\u3000", "https://example.org/\x7f", "https://example.org/\ud800",
        "https://example.org:port/", "https://example.org:99999/", "https://[::1", "https://exa%6dple.org/",
        "https://example.org)/", "https://-/", "https://" + "挪" * 99 + "/", "https://example.org/" + "a" * LONGEST,
    ],
)  # fmt: skip
def test_what_is_no_page_to_open_gets_no_link(url: str | None) -> None:
    assert link(url, "We protest.") == ""


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("We protest.", ["We protest."]),
        ("well-known, R&D 100%", ["well-known, R&D 100%"]),
        ("  We\u00a0\tprotest. \n", ["We protest."]),
        (LONG, ["China firmly opposes and combats, in accordance", "working with Norway and with everybody else."]),
        ("First line.\n\nSecond line.", ["First line.", "Second line."]),
        (FIRST + LAST, [FIRST + LAST]),
        ("中方说：" + FIRST + LAST * 2 + "我们反对。", ["中方说：" + FIRST, LAST + "我们反对。"]),
        ("a" * 70 + " " + "b" * 70, ["a" * 70, "b" * 70]),
        ("a" * 45 + " " + "b" * 20 + " " + "c" * 60, ["a" * 45, "c" * 60]),
        ("a" * 39 + " " + "b" * 50 + " " + "c" * 39, ["a" * 39 + " " + "b" * 50 + " " + "c" * 39]),
    ],
)  # fmt: skip
def test_the_words_or_their_edges_are_named(words: str, read: list[str]) -> None:
    assert terms(link(PAGE, words)) == read


def test_syntax_of_the_directive_inside_the_words_is_no_syntax() -> None:
    made = link(PAGE, "a-, -b & text=c,d #:~:e")

    assert made == PAGE + "#:~:text=a%2D%2C%20%2Db%20%26%20text%3Dc%2Cd%20%23%3A%7E%3Ae"


def test_an_own_fragment_is_kept_and_an_own_directive_left_alone() -> None:
    assert link(PAGE + "#part2", "We protest.") == PAGE + "#part2:~:text=We%20protest%2E"
    assert link(PAGE + "#:~:text=else", "We protest.") == PAGE + "#:~:text=else"


@pytest.mark.parametrize("words", ["", " \n", "字" * 200])
def test_words_that_cannot_be_named_whole_leave_the_page_alone(words: str) -> None:
    assert link(PAGE, words) == PAGE


def test_a_link_too_long_with_the_words_goes_to_the_page_and_ends_with_no_stop() -> None:
    url = "https://example.org/" + "a" * (LONGEST - 30) + "."

    assert link(url, "We protest.") == url[:-1] + "%2E"


@pytest.mark.parametrize("url", [PAGE, PAGE + "#part2", "http://example.org"])
def test_the_pages_own_address_can_be_had_back(url: str) -> None:
    assert page_of(link(url, "We protest.")) == url


SAFE = re.compile(r"https?://[0-9A-Za-z._:\[\]-]+(?:[/?#](?:[0-9A-Za-z/:@!$&+,;=%._~?#-]*[0-9A-Za-z/=&%$+@-])?)?")
URLS = st.one_of(
    st.text(max_size=60).map("https://example.org/".__add__),
    st.text(alphabet="ab/?#:@%().,|<>[]\\`*_~'\"!&=+- \u200b\u202e挪", max_size=40).map("https://example.org".__add__),
    st.text(alphabet="htps:/@.[]#?%jav\t\n \\例ab1", max_size=30),
)


@given(URLS, st.text(max_size=300))
@example("https://example.org/?#:~:text=", "a")
@example("https://example.org/a.b.,;:!?~_", "")
def test_every_link_is_one_safe_word_to_a_page(url: str, words: str) -> None:
    made = link(url, words)

    assert made == "" or (SAFE.fullmatch(made) is not None and len(made) <= LONGEST)
    if made and url.startswith("https://example.org/"):
        assert urlsplit(made).netloc == "example.org"


@given(URLS)
def test_a_link_made_of_a_link_is_the_same(url: str) -> None:
    made = link(url)

    assert link(made) == made


@given(st.text(alphabet="abc é,-&.“”字，。\n\t\u00a0", max_size=400))
def test_a_term_is_whole_words_of_the_quotation_and_never_over_a_line_end(words: str) -> None:
    made = link(PAGE, words)

    if made == PAGE:
        return
    lines = [squeezed(line) for line in words.splitlines() if line.strip()]
    found = terms(made)
    assert len(found) <= 2
    assert lines[0].startswith(found[0])
    assert lines[-1].endswith(found[-1])
    assert lines[0][len(found[0]) :][:1] in ("", " ") or found[0][-1] in "，。"
    if len(found) == 2 and len(lines) == 1:
        assert len(found[0]) + len(found[1]) <= len(lines[0])
