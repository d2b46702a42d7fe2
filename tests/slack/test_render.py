"""Replies become messages that Slack takes: what each part of them looks like."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.limits import TOTAL, weight
from bot.adapters.slack.render import Message, render
from bot.adapters.slack.state import pressed
from bot.desk.card import Card, Passage
from bot.desk.reply import Button, Line, Listing, Outcome, Reply, Row
from bot.desk.state import State
from tests.desk.replies import ANSWERED, AROUND, BUTTONS, FORM, FOUND, HELD, LONG, REPORTED, UNKNOWN
from tests.slack.reading import Seen, of_kind, read

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "slack"


MARK = "abcdefghijkl"
POSTED = tuple(Button(action, action.title(), MARK) for action in ("context", "why", "source", "wrong"))


def card_of(card: Card) -> Seen:
    """What a person sees of a card."""
    return read(render(Reply((card,)), strict=True).blocks)


@pytest.mark.parametrize(
    ("name", "reply", "sharer"),
    [
        ("answered", Reply(FOUND, BUTTONS, private=True), ""),
        ("reported", Reply((REPORTED,), BUTTONS[:5], private=False, edit=True), ""),
        ("daily", Reply((Line("Statement of the day · Sunday 22 November 2026"), ANSWERED), POSTED, private=False), ""),
        ("cut", Reply((LONG,), shared_by="U0123", private=False), "Kari & <Ola>"),
    ],
)
def test_a_typical_card_is_the_message_on_file(name: str, reply: Reply, sharer: str) -> None:
    on_file = json.loads((GOLDEN / f"card_{name}.json").read_text("utf-8"))

    assert render(reply, sharer=sharer, strict=True).payload == on_file


def test_a_digest_of_long_statements_fits_with_all_its_buttons() -> None:
    """Each card under a line of its own; every button tells the post and which of its cards it is for."""
    actions = ("context", "why", "source", "wrong")
    buttons = tuple(Button(action, f"{action} {at + 1}", MARK, at) for at in range(3) for action in actions)
    lines = (Line("Statements of the week"), Line("It comes late.", aside=True), Line("On this day in 2019"))
    reply = Reply((*lines, LONG, *lines, LONG, *lines, LONG), buttons, private=False)

    shown = render(reply, strict=True)

    rows = [block["elements"] for block in shown.blocks if block["type"] == "actions"]
    held = [pressed(button) for row in rows for button in row]
    assert held == [State(button.action, MARK, button.at) for button in buttons]
    assert len(of_kind(read(shown.blocks), "quotation")) == 3


def test_a_card_without_anything_known_says_so() -> None:
    assert card_of(UNKNOWN).shown.split("\n") == [
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
    seen = read(render(Reply((HELD,)), strict=True).blocks)

    assert seen.shown == "What the archive holds\nPress *conference* 2019\n▸ Statement 2020\nalone\nname only"
    assert [each.shown for each in of_kind(seen, "bold")] == [
        "What the archive holds", "Press *conference*", "Statement", "name only",
    ]  # fmt: skip
    assert [each.leads for each in of_kind(seen, "link")] == ["https://a.example/1", "https://a.example/2"]


def test_quoted_rows_show_whose_words_they_are_above_them() -> None:
    seen = read(render(Reply((AROUND,)), strict=True).blocks)

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
    def plain(text: str) -> dict[str, Any]:
        return {"type": "plain_text", "text": text, "emoji": False}

    assert render(Reply(ask=FORM), strict=True).modal == {
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
        ((Line("Read as: x", aside=True), Line("Close: <no> & none.")), "Close: &lt;no&gt; &amp; none."),
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


def test_a_notification_of_a_post_tells_whose_words_it_shows() -> None:
    """All lines that stand above the card are told, asides are not, nor what comes below it."""
    parts = (Line("Statement of the day"), Line("Late.", aside=True), Line("On this <day>"), REPORTED, ANSWERED)

    assert render(Reply(parts), strict=True).text == (
        "Statement of the day · On this &lt;day&gt; · "
        "likely Ine Eriksen Søreide, Foreign Minister, Norway (paraphrased by Xinhua): "
        "Norway would hold talks with @everyone, the minister said."
    )


def test_a_notification_that_nothing_was_found_gives_no_answer() -> None:
    parts = (Line("Nothing found: there is none."), Line("Nearest:", aside=True), ANSWERED)

    assert render(Reply(parts, outcome=Outcome.NOTHING), strict=True).text == "Nothing found: there is none."


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
