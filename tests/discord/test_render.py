"""Replies become messages that Discord takes, in which a page's words are shown as they are and do nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.discord.limits import TOTAL, Oversized, checked, embed_size, faults
from bot.adapters.discord.render import Message, render
from bot.desk.card import Card, Passage
from bot.desk.reply import Ask, Button, Line, Listing, Reply, Row
from bot.desk.state import State, decode
from bot.domain.statement import Voice
from tests.desk.hostile import SNIPPETS, TURNS, as_read, joined
from tests.desk.replies import ANSWERED, BUTTONS, LONG, REPORTED, asks, cards, listings, replies
from tests.discord.reading import Seen, kinds, of_kind, read

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "discord"
slow = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def card_of(card: Card) -> dict[str, object]:
    """The one embed of a card."""
    (embed,) = render(Reply((card,)), strict=True).embeds
    return embed


def both(text: object) -> list[Seen]:
    assert isinstance(text, str)
    return [read(text, careful=True), read(text, careful=False)]


def texts_of(message: Message) -> list[str]:
    """Everything of a message that Discord reads as Markdown."""
    found = [message.content]
    for embed in message.embeds:
        found += [embed.get("title", ""), embed.get("description", "")]
        found += [field[key] for field in embed.get("fields", ()) for key in ("name", "value")]
    return found


def plain_of(message: Message) -> list[str]:
    """Everything of a message that Discord shows as it is."""
    found = [button["label"] for row in message.components for button in row["components"]]
    for embed in message.embeds:
        found += [embed.get("author", {}).get("name", ""), embed.get("footer", {}).get("text", "")]
    return found


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        (
            "answered",
            Reply(
                (
                    Line("Read as: what China said about Norway", aside=True),
                    Line("“norwey” read as “norway”", aside=True),
                    ANSWERED,
                    Line("Left out: 2 statements not surely attributed", aside=True),
                ),
                BUTTONS,
                private=False,
            ),
        ),
        ("reported", Reply((REPORTED,), BUTTONS[:5], private=True)),
        ("cut", Reply((LONG,), shared_by="123456789012345678", private=False)),
    ],
)
def test_a_typical_card_is_the_message_on_file(name: str, reply: Reply) -> None:
    on_file = json.loads((GOLDEN / f"card_{name}.json").read_text("utf-8"))

    assert render(reply, strict=True).payload == on_file


@slow
@given(replies)
def test_any_reply_is_within_limits_and_pings_nobody(reply: Reply) -> None:
    message = render(reply, strict=True)

    assert faults(message.payload) == []
    assert message.allowed_mentions == {"parse": [], "replied_user": False}
    assert message.ephemeral == reply.private


@slow
@given(replies)
def test_nothing_in_any_reply_acts(reply: Reply) -> None:
    message = render(reply, strict=True)
    named = {f"<#{ident}>" for part in reply.parts for ident in idents_of(part)}
    named |= {f"<@{reply.shared_by}>"} if reply.shared_by.isdigit() else set()

    for text in texts_of(message):
        for seen in both(text):
            assert kinds(seen) <= {"bold", "italic", "quotation", "link", "mention", "subtext"}
            assert {each.shown for each in of_kind(seen, "mention")} <= named
            assert not TURNS & set(seen.shown)
            assert all(each.leads.startswith(("https://", "http://")) for each in of_kind(seen, "link"))
    assert not TURNS & set("".join(plain_of(message)))


def idents_of(part: object) -> list[str]:
    if isinstance(part, Line):
        return list(part.channels)
    return [ident for row in part.rows for ident in row.channels] if isinstance(part, Listing) else []


@slow
@given(cards)
def test_a_card_shows_the_stored_words_and_only_them_as_a_quotation(card: Card) -> None:
    for seen in both(card_of(card)["description"]):
        (quoted,) = of_kind(seen, "quotation")
        shown = joined(quoted.shown)
        if card.voice is not Voice.REPORTED:
            assert (shown[:1], shown[-1:]) == ("“", "”")
            shown = shown[1:-1].strip()
        assert kinds(quoted) <= {"quotation", "bold"}
        if not any(each.shown.startswith("Cut here: ") for each in of_kind(seen, "italic")):
            assert shown == as_read(card.words.text)
        assert as_read(card.words.text).startswith(shown)


@slow
@given(cards)
def test_what_was_said_beside_it_is_outside_the_quotation(card: Card) -> None:
    embed = card_of(replace(card, words=Passage("These words.")))

    for seen in both(embed["description"]):
        (quoted,) = of_kind(seen, "quotation")
        assert quoted.shown.strip("“”\n") == "These words."
        assert kinds(seen) <= {"quotation", "bold", "italic"}


@slow
@given(cards)
def test_a_card_leads_nowhere_but_to_its_source(card: Card) -> None:
    embed = card_of(card)
    fields = {field["name"]: field["value"] for field in embed["fields"]}  # type: ignore[attr-defined]

    for name, value in fields.items():
        for seen in both(value):
            assert kinds(seen) <= ({"link"} if name == "Source" else {"italic"})
            assert len(of_kind(seen, "link")) <= 1
    assert set(fields) <= {"Date", "Published by", "How we have it", "Source"}


@slow
@given(listings)
def test_a_listing_shows_every_row_or_counts_it(listing: Listing) -> None:
    rows = tuple(replace(row, name=f"row {number}", link=None) for number, row in enumerate(listing.rows))
    embeds = render(Reply((replace(listing, rows=rows),)), strict=True).embeds

    for careful in (True, False):
        seen = [read(embed.get("description", ""), careful=careful) for embed in embeds]
        names = [each.shown for page in seen for each in of_kind(page, "bold")]
        left = "".join(page.shown for page in seen).rpartition("\n")[2]
        missing = len(rows) - len(names)
        assert names == [row.name for row in rows[: len(names)]]
        assert not missing or left.startswith(f"{missing} more not shown")


@slow
@given(asks)
def test_any_form_is_within_limits(ask: Ask) -> None:
    message = render(Reply(ask=ask), strict=True)

    assert message.modal is not None
    assert decode(message.modal["custom_id"]) == State(ask.button.action, ask.button.answer, ask.button.at)


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_in_every_part_of_a_card_is_shown_as_it_is(snippet: str) -> None:
    words = f"a {snippet} b"
    card = replace(
        ANSWERED, name=words, about=(words,), words=Passage(words), date=words, carried=(words,), title=words,
        badge=words, place=words, found_by=(words,), also_in=(words,), beside_label=words, beside=Passage(words),
    )  # fmt: skip
    read_words = as_read(words)
    embed = card_of(card)

    for seen in both(embed["description"]):
        assert joined(seen.shown) == f"{read_words}: {read_words} “{read_words}”"
    shown = {field["name"]: [joined(seen.shown) for seen in both(field["value"])] for field in embed["fields"]}  # type: ignore[attr-defined]
    assert shown["Date"] == shown["Published by"] == shown["How we have it"] == [read_words] * 2
    assert all(each.startswith(read_words) for each in shown["Source"])
    assert embed["author"] == {"name": f"{read_words}, {read_words}"}


def test_a_card_without_anything_known_says_so() -> None:
    card = replace(
        ANSWERED, name="", about=(), date="", carried=(), title="", url="", place="", found_by=(), also_in=(),
        beside=None, number=None, of=None,
    )  # fmt: skip
    embed = card_of(card)

    assert embed["author"] == {"name": "speaker unknown"}
    assert embed["fields"] == [
        {"name": "Date", "value": "date unknown", "inline": True},
        {"name": "How we have it", "value": "transcript", "inline": True},
    ]
    assert "footer" not in embed


def test_a_long_excerpt_is_cut_at_a_sentence_end_outside_the_marks() -> None:
    description = str(card_of(LONG)["description"])
    quotation, note = description.split("\n")

    assert quotation.startswith("> “Sentence 1 of the Embassy's statement \\*stands\\* here. ")
    assert quotation.endswith(" of the Embassy's statement \\*stands\\* here.”")
    left = len(LONG.words.text) - len(read(quotation).shown.strip("“”"))
    assert note == f"*Cut here: {left:,} more characters in the source.*"


def test_a_link_too_long_for_the_field_loses_its_text_fragment_then_goes() -> None:
    def source(url: str) -> str:
        return str(card_of(replace(ANSWERED, url=url, also_in=()))["fields"][-1]["value"])  # type: ignore[index]

    assert source("https://a.example/x#:~:text=" + "a" * 1000) == f"[{ANSWERED.title}](https://a.example/x)"
    assert source("https://a.example/x#top:~:text=" + "a" * 1000) == f"[{ANSWERED.title}](https://a.example/x#top)"
    assert source("https://a.example/" + "a" * 1000) == ANSWERED.title


def test_a_title_that_cannot_label_a_link_stands_beside_it() -> None:
    source = card_of(REPORTED)["fields"][-1]["value"]  # type: ignore[index]

    assert source == "Talks \\[live\\] \\| english.news.cn [open](https://news.example/a_%281%29)"


def test_several_cards_share_the_room_and_none_is_dropped() -> None:
    message = render(Reply((LONG, LONG, replace(LONG, number=3))), strict=True)

    assert len(message.embeds) == 3
    assert TOTAL - 600 < sum(map(embed_size, message.embeds)) <= TOTAL


def test_cards_beyond_what_a_message_holds_are_counted() -> None:
    message = render(Reply((LONG,) * 12), strict=True)

    assert len(message.embeds) == 7
    assert message.embeds[-1]["footer"]["text"].endswith("\n5 more not shown here")


def test_lines_between_cards_stay_between_them() -> None:
    message = render(Reply((Line("Above."), REPORTED, Line("Between."), ANSWERED, Line("Below."))), strict=True)

    assert message.content == "Above."
    assert [embed["description"].partition("\n")[0] for embed in message.embeds[1::2]] == ["Between.", "Below."]
    assert len(message.embeds) == 4


def test_small_lines_below_a_card_go_to_its_footer() -> None:
    message = render(Reply((LONG, Line("Left out: *2*", aside=True), Line("and more", aside=True))), strict=True)

    (embed,) = message.embeds
    assert embed["footer"]["text"].split("\n")[1:] == ["Left out: *2*", "and more"]


def test_lines_too_many_for_the_content_go_on_below_it() -> None:
    lines = tuple(Line(f"{number} " + "x" * 300) for number in range(9))
    message = render(Reply(lines), strict=True)

    assert [line.split()[0] for line in message.content.split("\n")] == list("012345")
    assert [line.split()[0] for line in message.embeds[0]["description"].split("\n")] == list("678")


def test_a_paragraph_keeps_its_lines_and_names_channels() -> None:
    message = render(Reply((Line("one\n- two\n\n# three", channels=("12", "x")),)), strict=True)

    assert message.content == "one\n\\- two\n\\# three <#12> x"


def test_rows_show_names_words_links_and_marks() -> None:
    listing = Listing(
        "What the archive holds",
        (
            Row("Press *conference*", "2019", link="https://a.example/1"),
            Row("Statement", "2020", link="https://a.example/2", marked=True),
            Row("", "alone"),
            Row("name only"),
        ),
    )
    (embed,) = render(Reply((listing,)), strict=True).embeds

    assert embed == {
        "title": "What the archive holds",
        "description": (
            "**Press \\*conference\\* [open](https://a.example/1)** 2019\n"
            "▸ **[Statement](https://a.example/2)** 2020\nalone\n**name only**"
        ),
    }


def test_quoted_rows_show_whose_words_they_are_above_them() -> None:
    rows = (Row("asked by a journalist", "Why?\n\n- so"), Row("Geng", "No.", marked=True))
    listing = Listing("Around it", rows, quoted=True)
    (embed,) = render(Reply((listing,)), strict=True).embeds

    assert embed["description"] == "**asked by a journalist**\n> Why?\n> \\- so\n▸ **Geng**\n> No."


def test_who_shared_it_is_named_without_a_ping() -> None:
    message = render(Reply((REPORTED,), private=False, shared_by="42"), strict=True)

    assert message.content == "-# shared by <@42>"
    assert message.payload["allowed_mentions"]["parse"] == []


def test_buttons_stand_in_rows_of_five_in_their_order() -> None:
    message = render(Reply((REPORTED,), BUTTONS), strict=True)

    assert [len(row["components"]) for row in message.components] == [5, 2]
    first, *_, share, wrong = [button for row in message.components for button in row["components"]]
    assert first == {
        "type": 2, "style": 2, "label": "previous", "custom_id": "or1:previous:abcdefghijkl:0", "emoji": {"name": "◀️"},
    }  # fmt: skip
    assert (share["style"], wrong["style"]) == (1, 2)


def test_a_form_is_a_modal_with_one_field_that_may_stay_empty() -> None:
    ask = Ask(Button("wrong", "wrong?", "abc", 2), "What is wrong?", "In your own words", 500)

    assert render(Reply(ask=ask), strict=True).modal == {
        "title": "What is wrong?",
        "custom_id": "or1:wrong:abc:2",
        "components": [
            {
                "type": 1,
                "components": [
                    {
                        "type": 4, "style": 2, "custom_id": "words", "label": "In your own words", "required": False,
                        "max_length": 500,
                    }
                ],
            }
        ],
    }  # fmt: skip


def test_a_reply_of_nothing_is_silence() -> None:
    assert render(Reply()).silent
    assert not render(Reply((Line("Hello."),))).silent


def test_a_payload_says_that_only_one_person_sees_it() -> None:
    seen_by_one, seen_by_all = (render(Reply((Line("x"),), private=each)).payload for each in (True, False))

    assert (seen_by_one["flags"], seen_by_all["flags"]) == (64, 0)


def test_discord_py_takes_every_embed_as_it_is() -> None:
    discord = pytest.importorskip("discord")
    embed = render(Reply((ANSWERED,)), strict=True).embeds[0]

    taken = discord.Embed.from_dict(embed).to_dict()
    assert {key: taken.get(key) for key in embed} == embed


def test_checked_refuses_in_tests_and_mends_in_service(caplog: pytest.LogCaptureFixture) -> None:
    payload = {"content": "x" * 1999 + "\\*", "embeds": [{"description": "y" * 4096}, {"description": "z" * 4096}]}

    with pytest.raises(Oversized, match=r"the content has 2001 of at most 2000; the embeds have 8192 of at most 6000"):
        checked(payload, strict=True)
    mended = checked(payload)
    assert faults(mended) == []
    assert mended["content"] == "x" * 1999 + "…"
    assert len(caplog.records) == 1
