"""Any reply becomes a message that Discord takes, in which a page's words are shown as they are and do nothing."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.adapters.discord.limits import faults
from bot.adapters.discord.render import Message, render
from bot.desk.card import Card, Passage
from bot.desk.reply import Ask, Listing, Reply
from bot.desk.state import State, decode
from bot.domain.statement import Voice
from tests.desk.hostile import SNIPPETS, TURNS, as_read, joined
from tests.desk.replies import asks, cards, idents_of, listings, made_of, numbered, replies, slow
from tests.discord.reading import Seen, kinds, of_kind, read


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


@slow
@given(replies)
def test_any_reply_is_within_limits_and_pings_nobody(reply: Reply) -> None:
    message = render(reply, strict=True)

    assert faults(message.payload) == []
    assert message.allowed_mentions == {"parse": [], "replied_user": False}
    assert message.ephemeral == reply.private


@pytest.mark.slow
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
    rows = numbered(listing)
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
    read_words = as_read(words)
    embed = card_of(made_of(words))

    for seen in both(embed["description"]):
        assert joined(seen.shown) == f"{read_words}: {read_words} “{read_words}”"
    shown = {field["name"]: [joined(seen.shown) for seen in both(field["value"])] for field in embed["fields"]}  # type: ignore[attr-defined]
    assert shown["Date"] == shown["Published by"] == shown["How we have it"] == [read_words] * 2
    assert all(each.startswith(read_words) for each in shown["Source"])
    assert embed["author"] == {"name": f"{read_words}, {read_words}"}
