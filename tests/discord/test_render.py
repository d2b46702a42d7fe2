"""Replies become messages that Discord takes: what each part of them looks like."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.discord.limits import TOTAL, checked, embed_size, faults
from bot.adapters.discord.render import render
from bot.desk.card import Card
from bot.desk.measuring import Oversized
from bot.desk.reply import Line, Reply
from tests.desk.replies import ANSWERED, AROUND, BUTTONS, FORM, FOUND, HELD, LONG, REPORTED, UNKNOWN
from tests.discord.reading import read

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "discord"


def card_of(card: Card) -> dict[str, object]:
    """The one embed of a card."""
    (embed,) = render(Reply((card,)), strict=True).embeds
    return embed


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("answered", Reply(FOUND, BUTTONS, private=False)),
        ("reported", Reply((REPORTED,), BUTTONS[:5], private=True)),
        ("cut", Reply((LONG,), shared_by="123456789012345678", private=False)),
    ],
)
def test_a_typical_card_is_the_message_on_file(name: str, reply: Reply) -> None:
    on_file = json.loads((GOLDEN / f"card_{name}.json").read_text("utf-8"))

    assert render(reply, strict=True).payload == on_file


def test_a_card_without_anything_known_says_so() -> None:
    embed = card_of(UNKNOWN)

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
    (embed,) = render(Reply((HELD,)), strict=True).embeds

    assert embed == {
        "title": "What the archive holds",
        "description": (
            "**Press \\*conference\\* [open](https://a.example/1)** 2019\n"
            "▸ **[Statement](https://a.example/2)** 2020\nalone\n**name only**"
        ),
    }


def test_quoted_rows_show_whose_words_they_are_above_them() -> None:
    (embed,) = render(Reply((AROUND,)), strict=True).embeds

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
    assert render(Reply(ask=FORM), strict=True).modal == {
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
