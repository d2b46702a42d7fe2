"""Bytes to text: the right encoding, nothing changed but line ends, or a refusal."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.ingest.decode import Decoded, decode

CHINESE = "2019年2月18日外交部发言人耿爽主持例行记者会。问：澳大利亚政府今天称，两个主要政党的网站遭到黑客攻击。"
TAIWANESE = "外交部發言人今天表示，我國政府堅決反對任何形式的網路攻擊，並呼籲國際社會共同維護網路安全。"
JAPANESE = "外務大臣は記者会見で、ミサイル発射を強く非難した。記者：今後の対応についてお聞かせください。カタカナ"
KOREAN = "외교부 대변인은 오늘 정례브리핑에서 미사일 발사를 강력히 규탄한다고 밝혔다. 질문: 향후 대응은 무엇입니까?"
FRENCH = "Le ministre a déclaré : « Nous l’avons déjà dit à nos alliés… » Où est l'été à Noël ?"
NORWEGIAN = "Utenriksministeren sa at Norge støtter ålmenn fred på øya. Så det gjør vi."
ENGLISH = "“We will not sign,” said Hua — “not now…”"
RUSSIAN = "Министерство иностранных дел России выразило решительный протест. Вопрос: Как вы прокомментируете это?"


@pytest.mark.parametrize(
    ("text", "written_in", "read_as"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "utf-16", "utf-16-le"),
        (CHINESE, "utf-32", "utf-32-le"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gb2312", "gb18030"),
        (TAIWANESE, "big5", "big5hkscs"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (JAPANESE, "iso2022_jp", "iso2022_jp"),
        (KOREAN, "euc_kr", "cp949"),
        (FRENCH, "cp1252", "cp1252"),
        (NORWEGIAN, "latin-1", "cp1252"),
        (ENGLISH, "cp1252", "cp1252"),
        ("Plain words.", "ascii", "utf-8"),
        ("Geng Shuang (耿爽) said\n“so”", "utf-16-le", "utf-16-le"),
        ("Geng Shuang (耿爽) said\n“so”", "utf-16-be", "utf-16-be"),
        ("a\x1b[0m coloured line\n" * 9, "utf-8", "utf-8"),
    ],
)
def test_text_that_names_no_encoding(text: str, written_in: str, read_as: str) -> None:
    """The encoding is told by the bytes alone."""
    assert decode(text.encode(written_in)) == Decoded(text, read_as)


@pytest.mark.parametrize(
    ("head", "written_in", "read_as"),
    [
        ('<html><meta charset="gb2312">', "gb18030", "gb18030"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>", "cp1251", "cp1251"),
        ('<?xml version="1.0" encoding="ISO-8859-2"?>', "iso8859-2", "iso8859-2"),
        ('<meta charset="iso-8859-1">', "cp1252", "cp1252"),
        ('<meta charset="iso-8859-1">', "utf-8", "utf-8"),
        ('<meta charset="utf-16">', "utf-8", "utf-8"),
        ('<meta charset="no-such-thing">', "utf-8", "utf-8"),
        ('<meta charset="base64">', "utf-8", "utf-8"),
        ('<meta charset="utf-7">', "utf-8", "utf-8"),
        ('<meta charset="gb2312">', "utf-8", "utf-8"),
    ],
)
def test_a_page_that_names_its_encoding(head: str, written_in: str, read_as: str) -> None:
    """The name is believed where the bytes bear it out."""
    words = {"gb18030": CHINESE, "cp1251": RUSSIAN, "iso8859-2": "Ministr zahraničí řekl"}.get(written_in, "Blåbær, é")
    words = CHINESE if "gb2312" in head else words
    page = f"{head}\n{words}"

    assert decode(page.encode(written_in)) == Decoded(page, read_as)


def test_the_servers_word_comes_before_the_pages() -> None:
    """HTTP's charset wins over a meta element that contradicts it."""
    page = f'<meta charset="iso-8859-2">{RUSSIAN}'

    assert decode(page.encode("cp1251"), charset='"windows-1251"') == Decoded(page, "cp1251")


def test_a_byte_order_mark_comes_before_everything() -> None:
    """What the bytes begin with is no opinion."""
    page = f'<meta charset="gb2312">{CHINESE}'

    assert decode(page.encode("utf-8-sig"), charset="shift_jis") == Decoded(page, "utf-8")


def test_only_line_ends_change() -> None:
    """Quotation marks, spaces of every width, ligatures and odd marks stay as they came."""
    kept = "\u201cq\u201d \u2018q\u2019\u00a0\u202f\u3000 \ufb01 e\u0301 \u00ad \u200b \ufeff\t\u2028 \u0085 \x0c end "

    assert decode(f"{kept}\r\n\r{kept}\n\r".encode()).text == f"{kept}\n\n{kept}\n\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"text\x00with zeros", "it holds binary data, not text"),
        (bytes(range(32)) * 4, "it holds binary data, not text"),
        (b"\x7fELF\x02\x01\x01\x00\x00" * 9, "it holds binary data, not text"),
        (b"\xef\xbb\xbf\xff\xfe\xfd", "it begins as UTF-8 but does not go on so"),
        (b"\xff\xfea", "it begins as UTF-16-LE but does not go on so"),
        (RUSSIAN.encode("cp1251"), "its encoding cannot be told"),
        ("Geng Shuang (耿爽) and others in the room".encode("gbk"), "its encoding cannot be told"),
        (b"caf\x81 \x8d", "its encoding cannot be told"),
        (f"{ENGLISH}\n{ENGLISH}".encode() + b"\nbad \xff byte", "it is UTF-8 but for a broken byte on line 3"),
        (ENGLISH.encode() * 3 + "“".encode()[:2], "it is UTF-8 but for a broken byte on line 1"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    """Nothing is guessed and nothing replaced; the mend says what to do."""
    with pytest.raises(InputError) as caught:
        decode(data)

    assert caught.value.message == reason
    assert caught.value.hint in (
        "save it as UTF-8 and ingest it again", "ingest text, Markdown, HTML, PDF or JSON Lines"
    )


@examples(deadline=None)  # the first may import a parser
@given(st.binary(max_size=400), st.none() | st.sampled_from(["utf-8", "cp1252", "x", "gbk", "\x00", "utf-7", "hex"]))
def test_any_bytes_are_read_or_refused(data: bytes, charset: str | None) -> None:
    """There is no third way; a text can always be stored."""
    try:
        text = decode(data, charset=charset).text
    except InputError:
        return

    assert "\r" not in text
    assert text.encode("utf-8").decode("utf-8") == text


@examples(deadline=None)  # the first may import a parser
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("\t\r\n"), max_size=300))
def test_ascii_text_keeps_all_but_its_line_ends(text: str) -> None:
    """Plain letters come through as they are."""
    assert decode(text.encode("ascii")).text == text.replace("\r\n", "\n").replace("\r", "\n")


@examples(deadline=None)  # the first may import a parser
@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), max_size=300))
def test_utf8_text_keeps_everything(text: str) -> None:
    """No letter, space or mark of any script is normalised; a mark at the very start goes."""
    assert decode(text.encode("utf-8")).text == text.removeprefix("\ufeff")
