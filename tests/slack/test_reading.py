"""The reader of Block Kit sees what Slack shows: the judge of the other tests is itself judged here."""

import pytest

from tests.slack.reading import kinds, of_kind, read, read_notice


def rich(*leaves: dict[str, object], of: str = "rich_text_section") -> list[dict[str, object]]:
    return [{"type": "rich_text", "elements": [{"type": of, "elements": list(leaves)}]}]


def context(**text: object) -> list[dict[str, object]]:
    return [{"type": "context", "elements": [text]}]


@pytest.mark.parametrize(
    ("text", "seen", "shown"),
    [
        ("plain &amp; &lt;b&gt; &amp;amp;", set(), "plain & <b> &amp;"),
        ("<!channel> <@U1> <!subteam^S1|@team>", {"mention"}, "channel U1 @team"),
        ("<#C1|general>", {"channel"}, "general"),
        ("<https://a.example|label>", {"link"}, "label"),
        ("*bold* _italic_ ~gone~ `code`", {"bold", "italic", "strike", "code"}, "bold italic gone code"),
        (":smile:", {"emoji"}, ":smile:"),
        ("a\n&gt; quoted", {"quotation"}, "a\n quoted"),
        ("@here, 2 * 3", set(), "@here, 2 * 3"),
    ],
)
def test_markup_is_seen_with_the_words_it_shows(text: str, seen: set[str], shown: str) -> None:
    found = read_notice(text)

    assert (kinds(found), found.shown) == (seen, shown)


def test_mrkdwn_finds_bare_addresses_unless_it_is_verbatim() -> None:
    loose = read(context(type="mrkdwn", text="see https://a.example"))
    verbatim = read(context(type="mrkdwn", text="see https://a.example", verbatim=True))

    assert (kinds(loose), kinds(verbatim)) == ({"context", "object", "link"}, {"context", "object"})


def test_plain_text_has_no_styles_and_emoji_only_where_they_are_on() -> None:
    on = read(context(type="plain_text", text="*a* :smile: <!here>"))
    off = read(context(type="plain_text", text="*a* :smile: &lt;!here&gt;", emoji=False))

    assert (kinds(on) - kinds(off), off.shown) == ({"emoji", "mention"}, "*a* :smile: <!here>")


def test_rich_text_shows_text_as_it_stands_and_acts_by_elements_only() -> None:
    found = read(
        rich(
            {"type": "text", "text": "<!channel> *a* &amp; "},
            {"type": "text", "text": "b", "style": {"bold": True, "italic": True}},
            {"type": "link", "url": "https://a.example", "text": "c"},
            {"type": "broadcast", "range": "here"},
            of="rich_text_quote",
        )
    )

    assert kinds(found) == {"rich", "quotation", "bold", "italic", "link", "mention"}
    assert of_kind(found, "quotation")[0].shown.startswith("<!channel> *a* &amp; bc")
    assert of_kind(found, "link")[0].leads == "https://a.example"
