"""The reader of Discord's Markdown sees what Discord shows: the judge of the other tests is itself judged here."""

import pytest

from tests.discord.reading import kinds, of_kind, read


@pytest.mark.parametrize(
    ("markdown", "seen", "shown"),
    [
        ("plain words", set(), "plain words"),
        ("**bold** here", {"bold"}, "bold here"),
        ("** a **", {"bold"}, " a "),
        ("*a* and _b_", {"italic"}, "a and b"),
        ("snake_case_name", set(), "snake_case_name"),
        ("2 * 3 * 4", set(), "2 * 3 * 4"),
        ("__under__", {"underline"}, "under"),
        ("~~gone~~", {"struck"}, "gone"),
        ("||secret||", {"spoiler"}, "secret"),
        ("`code *x*`", {"code"}, "code *x*"),
        ("```py\nx = 1\n```", {"code"}, "x = 1"),
        ("> quoted\n> on\nnot", {"quotation"}, "quoted\non\nnot"),
        (">>> all\nof it", {"quotation"}, "all\nof it"),
        ("a > b", set(), "a > b"),
        ("# Title\ntext", {"heading"}, "Titletext"),
        ("-# small", {"subtext"}, "small"),
        ("- item", {"list"}, "item"),
        ("a\n1. item", {"list"}, "a\nitem"),
        ("> # Title", {"quotation", "heading"}, "Title"),
        ("**- item**", {"bold", "list"}, "item"),
        ("<@1> <@&2> <#3> @here", {"mention"}, "<@1> <@&2> <#3> @here"),
        ("<t:1:R>", {"time"}, "<t:1:R>"),
        ("</said:1>", {"command"}, "</said:1>"),
        ("<id:guide>", {"navigation"}, "<id:guide>"),
        ("<:a:1> :smile:", {"emoji"}, "<:a:1> :smile:"),
        ("discord.gg/abc", {"invitation"}, "discord.gg/abc"),
        ("see https://a.example.", {"link"}, "see https://a.example."),
        ("[label](https://a.example)", {"link"}, "label"),
        ("[**a** ||b||](https://a.example)", {"link", "bold", "spoiler"}, "a b"),
        (r"[a\*b](https://a.example)", {"link"}, r"a\*b"),
        ("[https://b.example](https://a.example)", {"link"}, "[https://b.example](https://a.example)"),
        (r"\*\*no\*\* \<@1> \@everyone https\://a.example", set(), "**no** <@1> @everyone https://a.example"),
        (r"1\. no", set(), "1. no"),
        (r"a\b", set(), r"a\b"),
        ("¯\\_(ツ)_/¯", set(), "¯\\_(ツ)_/¯"),
        ("****", {"italic"}, "**"),
    ],
)
@pytest.mark.parametrize("careful", [True, False])
def test_a_construct_is_seen_with_the_words_it_shows(
    markdown: str, seen: set[str], shown: str, *, careful: bool
) -> None:
    found = read(markdown, careful=careful)

    assert (kinds(found), found.shown) == (seen, shown)


def test_an_emoji_in_a_label_undoes_the_link() -> None:
    found = read("[🔴 label](https://a.example)")

    assert [each.shown for each in of_kind(found, "link")] == ["https://a.example)"]


def test_clients_differ_about_escapes_inside_italics() -> None:
    careful, careless = (of_kind(read(r"*a\*b*", careful=each), "italic")[0] for each in (True, False))

    assert (careful.shown, careless.shown) == ("a*b", "a\\")
