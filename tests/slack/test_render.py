"""Replies become messages that Slack takes, in which a page's words are shown as they are and do nothing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.slack.limits import TOTAL, faults, weight
from bot.adapters.slack.render import Message, render
from bot.adapters.slack.state import Asked, asked, pressed
from bot.desk.card import Card, Passage
from bot.desk.reply import Ask, Button, Line, Listing, Reply, Row
from bot.desk.state import State
from bot.domain.statement import Voice
from tests.desk.hostile import SNIPPETS, TURNS, as_read, joined
from tests.desk.replies import ANSWERED, BUTTONS, LONG, REPORTED, asks, cards, listings, replies
from tests.slack.reading import Seen, kinds, of_kind, read, read_notice
from tests.wire.slack_limits import message_faults, view_faults

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "slack"
BARE = {"rich", "paragraph", "quotation", "list", "context", "object", "divider", "actions", "button"}
slow = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def card_of(card: Card) -> Seen:
    """What a person sees of a card."""
    return read(render(Reply((card,)), strict=True).blocks)


def is_cut(seen: Seen) -> bool:
    return any(each.shown.startswith("Cut here: ") for each in of_kind(seen, "italic"))


@pytest.mark.parametrize(
    ("name", "reply", "sharer"),
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
                private=True,
            ),
            "",
        ),
        ("reported", Reply((REPORTED,), BUTTONS[:5], private=False, edit=True), ""),
        ("cut", Reply((LONG,), shared_by="U0123", private=False), "Kari & <Ola>"),
    ],
)
def test_a_typical_card_is_the_message_on_file(name: str, reply: Reply, sharer: str) -> None:
    on_file = json.loads((GOLDEN / f"card_{name}.json").read_text("utf-8"))

    assert render(reply, sharer=sharer, strict=True).payload == on_file


@slow
@given(replies)
def test_any_reply_is_what_slack_takes(reply: Reply) -> None:
    message = render(reply, sharer="<!here>", strict=True)

    assert faults(message.payload) == [] or message.silent
    assert message_faults(message.payload) == [] or message.silent
    assert message.silent == (not message.blocks)


@slow
@given(replies)
def test_nothing_in_any_reply_acts(reply: Reply) -> None:
    message = render(reply, sharer="<!here>", strict=True)
    seen = read(message.blocks)

    assert kinds(seen) <= BARE | {"bold", "italic", "link", "channel"}
    assert {each.leads for each in of_kind(seen, "channel")} <= {
        ident for part in reply.parts for ident in idents_of(part)
    }
    assert all(each.leads.startswith(("https://", "http://")) for each in of_kind(seen, "link"))
    assert not TURNS & set(seen.shown)
    assert kinds(read_notice(message.text, mrkdwn=False)) <= {"emoji"}
    assert not TURNS & set(message.text)


def idents_of(part: object) -> list[str]:
    if isinstance(part, Line):
        return list(part.channels)
    return [ident for row in part.rows for ident in row.channels] if isinstance(part, Listing) else []


@slow
@given(cards)
def test_a_card_shows_the_stored_words_and_only_them_as_a_quotation(card: Card) -> None:
    seen = card_of(card)

    (quoted,) = of_kind(seen, "quotation")
    shown = joined(quoted.shown)
    if card.voice is not Voice.REPORTED:
        assert (shown[:1], shown[-1:]) == ("“", "”")
        shown = shown[1:-1].strip()
    words = as_read(card.words.text)
    assert kinds(quoted) <= {"quotation", "bold"}
    nothing = "…" if card.voice is Voice.REPORTED else ""
    assert words.startswith(shown) if is_cut(seen) else shown == (words or nothing)


@slow
@given(cards)
def test_what_was_said_beside_it_is_outside_the_quotation(card: Card) -> None:
    seen = card_of(replace(card, words=Passage("These words.")))

    (quoted,) = of_kind(seen, "quotation")
    assert quoted.shown.strip("“”") == "These words."


@slow
@given(cards)
def test_a_card_leads_nowhere_but_to_its_source(card: Card) -> None:
    seen = card_of(card)

    leads = [each.leads for each in of_kind(seen, "link")]
    assert len(leads) <= bool(card.url)
    assert {lead.split("/")[2] for lead in leads} <= {"a.example", *(card.url.split("/")[2:3])}


@slow
@given(cards)
def test_a_notification_quotes_only_what_the_card_quotes(card: Card) -> None:
    told = read_notice(render(Reply((card,)), strict=True).text, mrkdwn=False).shown
    words = as_read(card.words.text)

    if card.voice is Voice.REPORTED:
        assert as_read(card.badge)[:20] in told
    else:
        quoted = told[told.index(": “") + 3 : told.rindex("”")] if words and "“" not in words + card.name else ""
        assert quoted in words


@slow
@given(listings)
def test_a_listing_shows_every_row_or_counts_it(listing: Listing) -> None:
    rows = tuple(replace(row, name=f"row {number}", link=None) for number, row in enumerate(listing.rows))
    seen = read(render(Reply((replace(listing, rows=rows, title=""),)), strict=True).blocks)

    names = [each.shown.removeprefix("▸ ") for each in of_kind(seen, "bold")]
    left = seen.shown.rpartition("\n")[2]
    missing = len(rows) - len(names)
    assert names == [row.name for row in rows[: len(names)]]
    assert not missing or left == f"{missing} more not shown here"


@slow
@given(asks)
def test_any_form_is_what_slack_takes_and_comes_back(ask: Ask) -> None:
    modal = render(Reply(ask=ask), strict=True).modal

    assert modal is not None
    assert view_faults(modal, "modal") == []
    assert asked(modal) == Asked(State(ask.button.action, ask.button.answer, ask.button.at), "")


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_in_every_part_of_a_card_is_shown_as_it_is(snippet: str) -> None:
    words = f"a {snippet} b"
    card = replace(
        ANSWERED, name=words, about=(words,), words=Passage(words), date=words, carried=(words,), title=words,
        badge=words, place=words, found_by=(words,), also_in=(words,), beside_label=words, beside=Passage(words),
    )  # fmt: skip
    one = as_read(words)

    assert [joined(line.shown) for part in card_of(card).parts for line in part.parts] == [
        f"{one}, {one}",
        f"{one}: {one}",
        f"“{one}”",
        f"🔵 {one} · {one} · published by {one}",
        f"Source: {one} also in 1 other source: {one}",
        f"1 of 5 or more · found by {one} · {one}",
    ]


def test_a_card_without_anything_known_says_so() -> None:
    card = replace(
        ANSWERED, name="", about=(), date="", carried=(), title="", url="", place="", found_by=(), also_in=(),
        beside=None, number=None, of=None,
    )  # fmt: skip

    assert card_of(card).shown.split("\n") == [
        "speaker unknown",
        "“China always opposes cyber theft.",
        "We hope the *Norwegian* side will keep to facts.”",
        "🔵 transcript · date unknown",
    ]


def test_a_long_excerpt_is_cut_at_a_sentence_end_outside_the_marks() -> None:
    seen = card_of(LONG)
    (quoted,) = of_kind(seen, "quotation")
    (note,) = (each.shown for each in of_kind(seen, "italic"))

    assert quoted.shown.startswith("“Sentence 1 of the Embassy's statement *stands* here. ")
    assert quoted.shown.endswith(" of the Embassy's statement *stands* here.”")
    left = len(LONG.words.text) - len(quoted.shown.strip("“”"))
    assert note == f"Cut here: {left:,} more characters in the source."


def test_a_paraphrase_has_no_quotation_marks_and_its_badge_is_slanted() -> None:
    seen = card_of(REPORTED)

    assert of_kind(seen, "quotation")[0].shown == REPORTED.words.text
    assert of_kind(seen, "italic")[-1].shown == "paraphrased by Xinhua"
    assert render(Reply((REPORTED,))).text == (
        "likely Ine Eriksen Søreide, Foreign Minister, Norway (paraphrased by Xinhua): "
        "Norway would hold talks with @everyone, the minister said."
    )


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://a.example/x#:~:text=" + "a" * 1900, "https://a.example/x#:~:text=" + "a" * 1900),
        ("https://a.example/x#:~:text=" + "a" * 1980, ""),
        ("https://a.example/a_(1)", "https://a.example/a_%281%29"),
        ("https://a.example/x|y>", "https://a.example/x%7Cy%3E"),
    ],
)
def test_a_card_links_to_its_page_where_it_can(url: str, leads: str) -> None:
    links = of_kind(card_of(replace(ANSWERED, url=url)), "link")

    assert [(each.shown, each.leads) for each in links] == ([(ANSWERED.title, leads)] if leads else [])


def test_a_link_too_long_for_a_crowded_message_loses_its_text_fragment() -> None:
    card = replace(LONG, url="https://a.example/x#:~:text=" + "a" * 1000)
    seen = read(render(Reply((card,) * 5), strict=True).blocks)

    assert {each.leads for each in of_kind(seen, "link")} == {"https://a.example/x"}


def test_several_cards_share_the_room_and_none_is_dropped() -> None:
    message = render(Reply((LONG, LONG, replace(LONG, number=3))), strict=True)
    seen = read(message.blocks)

    assert len(of_kind(seen, "quotation")) == 3
    assert len(of_kind(seen, "divider")) == 2
    assert TOTAL - 2000 < weight(list(message.blocks)) <= TOTAL


def test_cards_beyond_what_a_message_holds_are_counted() -> None:
    seen = read(render(Reply((LONG,) * 12), strict=True).blocks)

    assert len(of_kind(seen, "quotation")) == 7
    assert seen.shown.endswith("\n5 more not shown here")


def test_parts_stand_in_their_order_asides_small() -> None:
    parts = (
        Line("Small.", aside=True),
        Line("Also.", aside=True),
        Line("Above."),
        REPORTED,
        Line("Below.", aside=True),
    )
    blocks = read(render(Reply(parts), strict=True).blocks).parts

    assert [(block.kind, block.shown) for block in (*blocks[:2], blocks[-1])] == [
        ("context", "Small.\nAlso."),
        ("rich", "Above."),
        ("context", "Below."),
    ]


def test_lines_too_many_for_a_message_are_counted() -> None:
    lines = tuple(Line(f"{number} " + "x" * 800, aside=number % 2 == 0) for number in range(20))
    shown = read(render(Reply(lines), strict=True).blocks).shown.split("\n")

    assert [line.split()[0] for line in shown[:-1]] == [str(number) for number in range(11)]
    assert shown[-1] == "9 more not shown here"


def test_a_paragraph_keeps_its_lines_and_names_channels() -> None:
    (block,) = render(Reply((Line("one\n- two\n\n# three", channels=("C12", "x")),)), strict=True).blocks

    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "one\n- two\n# three"},
        {"type": "text", "text": " "},
        {"type": "channel", "channel_id": "C12"},
        {"type": "text", "text": " "},
        {"type": "text", "text": "x"},
    ]


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
    seen = read(render(Reply((listing,)), strict=True).blocks)

    assert seen.shown == "What the archive holds\nPress *conference* 2019\n▸ Statement 2020\nalone\nname only"
    assert [each.shown for each in of_kind(seen, "bold")] == [
        "What the archive holds", "Press *conference*", "Statement", "name only",
    ]  # fmt: skip
    assert [each.leads for each in of_kind(seen, "link")] == ["https://a.example/1", "https://a.example/2"]


def test_quoted_rows_show_whose_words_they_are_above_them() -> None:
    rows = (Row("asked by a journalist", "Why?\n\n- so"), Row("Geng", "No.", marked=True))
    seen = read(render(Reply((Listing("Around it", rows, quoted=True),)), strict=True).blocks)

    assert seen.shown == "Around it\nasked by a journalist\nWhy?\n- so\n▸ Geng\nNo."
    assert [each.shown for each in of_kind(seen, "quotation")] == ["Why?\n- so", "No."]


def test_a_long_listing_is_divided() -> None:
    rows = tuple(Row(f"source {number}", "x" * 400) for number in range(12))
    blocks = render(Reply((Listing("Sources", rows),)), strict=True).blocks

    assert [len(block["elements"][-1]["elements"]) for block in blocks] == [5, 5, 2]


def test_who_shared_it_is_named_without_a_mention() -> None:
    named, unnamed = (
        render(Reply((REPORTED,), private=False, shared_by="U42"), sharer=name, strict=True) for name in ("Kari", "")
    )

    assert read(named.blocks).parts[0].shown == "shared by Kari"
    assert read(unnamed.blocks).parts[0].shown == "shared by somebody here"
    assert "U42" not in json.dumps([named.payload, unnamed.payload])


def buttons_of(message: Message) -> list[list[dict[str, Any]]]:
    return [block["elements"] for block in message.blocks if block["type"] == "actions"]


def test_buttons_stand_in_rows_of_five_in_their_order_and_come_back() -> None:
    rows = buttons_of(render(Reply((REPORTED,), BUTTONS, private=False), strict=True))

    assert [len(row) for row in rows] == [5, 2]
    shown = [button for row in rows for button in row]
    assert [pressed(button) for button in shown] == [State(each.action, each.answer, each.at) for each in BUTTONS]
    assert shown[0] == {
        "type": "button",
        "text": {"type": "plain_text", "text": "← previous", "emoji": False},
        "action_id": "or:previous",
        "value": "or1:previous:abcdefghijkl:0",
    }
    assert [button["action_id"] for button in shown if button.get("style") == "primary"] == ["or:share"]


@pytest.mark.parametrize(
    ("private", "place_is_shared", "kept"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_what_only_one_person_sees_can_be_kept_to_oneself(*, private: bool, place_is_shared: bool, kept: bool) -> None:
    message = render(Reply((REPORTED,), BUTTONS, private=private), place_is_shared=place_is_shared, strict=True)
    shown = [(button["action_id"], button["text"]["text"]) for row in buttons_of(message) for button in row]

    assert message.private is kept
    assert (("or:keep", "Keep to myself") in shown) is kept


def test_a_private_reply_without_a_share_has_nothing_to_keep() -> None:
    rows = buttons_of(render(Reply((REPORTED,), BUTTONS[:5]), strict=True))

    assert [button["action_id"] for row in rows for button in row] == [f"or:{each.action}" for each in BUTTONS[:5]]


def test_a_form_is_a_modal_with_one_field_that_may_stay_empty() -> None:
    ask = Ask(Button("wrong", "wrong?", "abc", 2), "What is wrong?", "In your own words", 500)

    def plain(text: str) -> dict[str, Any]:
        return {"type": "plain_text", "text": text, "emoji": False}

    assert render(Reply(ask=ask), strict=True).modal == {
        "type": "modal",
        "callback_id": "or:ask",
        "private_metadata": "or1:wrong:abc:2",
        "title": plain("What is wrong?"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "words",
                "optional": True,
                "label": plain("In your own words"),
                "element": {
                    "type": "plain_text_input", "action_id": "words", "multiline": True, "max_length": 500,
                },
            }
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (
            (Line("Read as: x", aside=True), Line("Nothing found: <no> & none."), REPORTED),
            "Nothing found: &lt;no&gt; &amp; none.",
        ),
        ((Listing("Sources", (Row("a"),)), ANSWERED), "Sources"),
        ((Line("Small.", aside=True),), "Small."),
        ((Listing("", (Row("a"),)),), "On Record"),
        ((replace(LONG, words=Passage("<!here>")),), "Embassy of China in Norway: “&lt;!here&gt;”"),
    ],
)
def test_a_notification_tells_the_first_part_that_is_no_aside(
    parts: tuple[Card | Line | Listing, ...], told: str
) -> None:
    assert render(Reply(parts), strict=True).text == told


def test_a_notification_cuts_behind_the_quotation_marks() -> None:
    told = render(Reply((LONG,)), strict=True).text

    assert told.startswith("Embassy of China in Norway: “Sentence 1 of the Embassy's statement *stands* here. ")
    assert told.endswith(" of the Embassy's statement *stands* here.” …")


def test_a_reply_of_nothing_is_silence() -> None:
    assert render(Reply()).silent
    assert render(Reply(buttons=BUTTONS)).silent
    assert not render(Reply((Line("Hello."),))).silent


def test_a_message_takes_the_place_of_the_pressed_one_where_the_desk_says_so() -> None:
    assert [render(Reply((Line("x"),), edit=each)).replace for each in (True, False)] == [True, False]


def test_no_link_is_unfolded_and_no_text_is_markup() -> None:
    payload = render(Reply((Line("x"),))).payload

    assert {key for key, value in payload.items() if value is False} == {"unfurl_links", "unfurl_media", "mrkdwn"}
