"""Slack's payloads as places, people and words; what is no person's new message is not heard."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import events
from bot.adapters.slack.events import Origin
from bot.adapters.slack.spoken import message_words, spoken, without
from bot.domain.place import Place

ME = "UBOT"
MESSAGE = {"type": "app_mention", "user": "U1", "text": "<@UBOT> what about talks", "ts": "1.5", "channel": "C1"}


def event(**more: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": "Ev1", "event": MESSAGE | more}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("see <https://x.org/a|this page>", "see this page"),
        ("see <https://x.org/a>", "see https://x.org/a"),
        ("<mailto:a@b.org|a@b.org>", "a@b.org"),
        ("settings channel: <#C123|general>", "settings channel: <#C123|general>"),
        ("<@U12|ann> and <@U13>", "@ann and @U13"),
        ("<!here> <!channel|everybody> <!subteam^S1|@press>", "@here everybody @press"),
        ("a < b", "a < b"),
    ],
)
def test_words_are_read_as_they_were_typed(text: str, words: str) -> None:
    assert spoken(text) == words


@pytest.mark.parametrize("name", ["<@UBOT>", "<@UBOT|onrecord>", " <@UBOT>: ", "<@UBOT>,"])
def test_the_bots_own_name_is_no_part_of_what_it_is_told(name: str) -> None:
    assert without(f"{name} what about <@U2>", ME) == "what about <@U2>"


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"user": ME},
        {"user": None},
        {"edited": {"user": "U1", "ts": "2.0"}},
        {"hidden": True},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": ["file_share"]},
    ],
)
def test_what_no_person_newly_says_is_not_heard(more: dict[str, Any]) -> None:
    assert events.heard(event(**more), ME) is None


@pytest.mark.parametrize("subtype", [None, "file_share", "thread_broadcast"])
def test_what_a_person_says_is_heard(subtype: str | None) -> None:
    assert events.heard(event(subtype=subtype), ME) == "what about talks"


def test_one_message_has_one_key_however_often_and_by_whatever_event_it_comes() -> None:
    keys = {events.key(event() | {"event_id": "Ev2"}), events.key(event(type="message")), events.key(event())}

    assert keys == {"slack:A1:T1:C1:1.5"}
    assert events.key(event(ts="1.6")) not in keys
    assert events.key(event() | {"team_id": "T2"}) not in keys


@pytest.mark.parametrize(
    ("more", "thread"),
    [({}, "1.5"), ({"thread_ts": "1.0"}, "1.0"), ({"channel": "D1"}, ""), ({"channel": "D1", "thread_ts": "1"}, "1")],
)
def test_a_mention_is_answered_in_its_thread(more: dict[str, Any], thread: str) -> None:
    assert events.of_event(event(**more)).thread == thread


@pytest.mark.parametrize(
    ("channel", "place"),
    [
        ("C1", Place("slack", "T1", "C1")),
        ("G1", Place("slack", "T1", "G1")),
        ("D1", Place("slack", "dm:T1:U1", "D1")),
        ("", Place("slack", "dm:T1:U1", "")),
    ],
)
def test_a_conversation_with_the_bot_alone_is_a_persons_own_place(channel: str, place: Place) -> None:
    assert Origin("T1", "U1", channel).place == place


def test_a_button_knows_its_message_and_its_thread() -> None:
    body = {
        "team": {"id": "T1"}, "user": {"id": "U1"}, "channel": {"id": "C1"}, "trigger_id": "tr", "response_url": "url",
        "container": {"type": "message", "message_ts": "2.0", "thread_ts": "1.0", "is_ephemeral": True},
        "actions": [{"action_id": "or:next", "value": "or1:next:abc:0"}],
    }  # fmt: skip

    assert events.of_interaction(body) == Origin("T1", "U1", "C1", "1.0", "url", "tr", "2.0", alone=True)


def test_a_button_in_a_view_belongs_to_the_conversation_the_view_remembers() -> None:
    body = {
        "team": None, "user": {"id": "U1", "team_id": "T1"}, "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "modal", "private_metadata": "C7"},
    }  # fmt: skip

    found = events.of_interaction(body)

    assert (found.team, found.channel, found.view, found.kind) == ("T1", "C7", "V1", "modal")
    assert events.of_interaction(body | {"view": {"private_metadata": "or1:x C7"}}).channel == ""


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": "a &amp; b", "blocks": [{"type": "section", "text": {"text": "not this"}}]}, "a & b"),
        ({"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "&lt;b&gt;"}}]}, "<b>"),
        ({"attachments": [{"title": "A page", "text": "Peace."}]}, "A page\nPeace."),
        (
            {"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
                {"type": "text", "text": "two "}, {"type": "text", "text": "halves &lt;"}]}]}]},
            "two halves &lt;",
        ),
        ({"text": None, "blocks": "no", "attachments": [1, None]}, ""),
    ],
)  # fmt: skip
def test_the_words_of_a_message_are_found_wherever_they_stand(message: dict[str, Any], words: str) -> None:
    assert message_words(message) == words


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["event", "user", "view", "text", "blocks", "channel", "team", "actions", "container", "type",
                         "elements", "attachments", "message", "response_urls", "state", "values", "value"]),
        inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@given(_JSON.filter(lambda made: isinstance(made, dict)))
def test_no_payload_is_an_error(body: Any) -> None:
    for read in (events.of_command, events.of_interaction, events.of_event):
        assert isinstance(read(body).place, Place)
    for words in (events.key, events.typed, events.pointed_at, events.field, events.being_typed, events.form):
        assert isinstance(words(body), str)
    assert isinstance(events.heard(body, ME), str | None)
    assert all(isinstance(each, str) for each in events.hooks(body))
    assert isinstance(events.button(body), dict)
