"""Any reply becomes a message that Slack takes, in which a page's words are shown as they are and do nothing."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.adapters.slack.limits import faults
from bot.adapters.slack.render import render
from bot.adapters.slack.state import Asked, asked
from bot.desk.card import Card, Passage
from bot.desk.reply import Ask, Listing, Reply
from bot.desk.state import State
from bot.domain.statement import Voice
from tests.desk.hostile import SNIPPETS, TURNS, as_read, joined
from tests.desk.replies import asks, cards, idents_of, listings, made_of, numbered, replies, slow
from tests.slack.reading import Seen, kinds, of_kind, read, read_notice
from tests.wire.slack_limits import message_faults, view_faults

BARE = {"rich", "paragraph", "quotation", "list", "context", "object", "divider", "actions", "button"}


def card_of(card: Card) -> Seen:
    """What a person sees of a card."""
    return read(render(Reply((card,)), strict=True).blocks)


def is_cut(seen: Seen) -> bool:
    return any(each.shown.startswith("Cut here: ") for each in of_kind(seen, "italic"))


@pytest.mark.slow
@slow
@given(replies)
def test_any_reply_is_what_slack_takes(reply: Reply) -> None:
    message = render(reply, sharer="<!here>", strict=True)

    assert faults(message.payload) == [] or message.silent
    assert message_faults(message.payload) == [] or message.silent
    assert message.silent == (not message.blocks)


@pytest.mark.slow
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
    rows = numbered(listing)
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
    one = as_read(words)

    assert [joined(line.shown) for part in card_of(made_of(words)).parts for line in part.parts] == [
        f"{one}, {one}",
        f"{one}: {one}",
        f"“{one}”",
        f"🔵 {one} · {one} · published by {one}",
        f"Source: {one} also in 1 other source: {one}",
        f"1 of 5 or more · found by {one} · {one}",
    ]
