"""A Reply -> the message to send: blocks and the text of its notification as plain dictionaries, within Slack's limits.

Blocks stand in the order of the parts, buttons below them. Nothing in a message mentions anybody: who shared an answer
is named in plain words, since Slack notifies whom a bot mentions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack import limits, mrkdwn
from bot.adapters.slack.blocks import card_blocks, context, line_blocks, listing_blocks
from bot.adapters.slack.limits import Payload, checked, weight
from bot.adapters.slack.mrkdwn import Element
from bot.adapters.slack.state import ASK, KEEP, action_id, metadata
from bot.desk import captions
from bot.desk.card import Card
from bot.desk.cutting import cut, shortened, size
from bot.desk.reply import Ask, Button, Group, Line, Listing, Outcome, Part, Reply, grouped
from bot.desk.runs import plain
from bot.desk.state import WORDS, State, encode
from bot.domain.statement import Voice

_GROUPS = 7
"""Groups of a reply's parts in one message: of five blocks each, with dividers and buttons, within 50."""

_ROW = 5
"""Buttons in a row: Slack takes 25, more than five break the row."""

_ROOM = 9000
"""Units of all parts of a message: what is left of Slack's limit is for buttons and what is said of the rest."""

_NOTICE = 400
"""Units of a notification's quotation."""

_LABELS = {"previous": "← {}", "next": "{} →"}
_KEEP = "Keep to myself"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. ``modal`` is a view to be opened instead; a Message without anything is silence.

    ``text`` is for notifications, in Slack's escaping. ``private``: only the person sees it (ephemeral); ``replace``:
    it takes the place of the message whose button was pressed.
    """

    text: str = ""
    blocks: tuple[Payload, ...] = ()
    private: bool = True
    replace: bool = False
    modal: Payload | None = None

    @property
    def silent(self) -> bool:
        """Whether there is nothing to send."""
        return not (self.blocks or self.modal)

    @property
    def payload(self) -> Payload:
        """The message as ``chat.postMessage`` and a ``response_url`` take it.

        No link is unfolded below it, and in its own text no letter is markup but the escaped ones.
        """
        unfolded = dict.fromkeys(("unfurl_links", "unfurl_media", "mrkdwn"), False)
        return {"text": self.text, "blocks": list(self.blocks), **unfolded}


def render(reply: Reply, *, place_is_shared: bool = True, sharer: str = "", strict: bool = False) -> Message:
    """The message of a reply. A payload over Slack's limits would be our fault: logged and cut, raised if strict.

    Where nobody else reads along (``place_is_shared`` is False) nothing is private. ``sharer`` is the name, in plain
    words, of the person whose id is ``reply.shared_by``.
    """
    if reply.ask is not None:
        return Message(modal=checked(_modal(reply.ask), strict=strict))
    private = reply.private and place_is_shared
    blocks = [*_shared(reply, sharer), *_parts(reply.parts)]
    if blocks:
        blocks += _rows(_with_keep(reply.buttons) if private else reply.buttons)
    payload: Payload = {"text": _notice(reply) if blocks else "", "blocks": blocks}
    payload = checked(payload, strict=strict) if blocks else payload
    return Message(payload["text"], tuple(payload["blocks"]), private, reply.edit)


def _shared(reply: Reply, sharer: str) -> Iterator[Element]:
    if reply.shared_by and reply.parts:
        yield context(f"shared by {shortened(plain(sharer), 100) or 'somebody here'}")


def _parts(parts: Sequence[Part]) -> list[Element]:
    """Blocks in the order of the parts. What is beyond a message's room is counted."""
    groups = list(grouped(parts))
    beyond = max(len(groups) - _GROUPS, 0)
    groups = groups[: len(groups) - beyond]
    room = _ROOM
    blocks: list[Element] = []
    for number, group in enumerate(groups):
        made = _group(group, room // (len(groups) - number))
        room -= weight(made)
        if isinstance(group, Card) and number and isinstance(groups[number - 1], Card):
            blocks.append({"type": "divider"})
        blocks += made
    return [*blocks, context(f"{beyond} more not shown here")] if beyond else blocks


def _group(group: Group, room: int) -> list[Element]:
    if isinstance(group, Card):
        return card_blocks(group, min(room, _ROOM))
    return listing_blocks(group, room) if isinstance(group, Listing) else line_blocks(group, room)


def _notice(reply: Reply) -> str:
    """What a notification says: the first part that is no aside, in plain words, escaped.

    Where lines lead to a card, as in a post, they are told with whose words those are; but if nothing was found, the
    card is only the nearest there is.
    """
    told = [part for part in reply.parts if not isinstance(part, Line) or not part.aside] or reply.parts[:1]
    led = next((at for at, part in enumerate(told) if not isinstance(part, Line)), 0)
    if reply.outcome is Outcome.NOTHING or not isinstance(told[led], Card):
        led = 0
    return mrkdwn.escaped(" · ".join(filter(None, map(_told, told[: led + 1])))) or "On Record"


def _told(part: Part) -> str:
    if isinstance(part, Card):
        return _said(part)
    return shortened(plain(part.text if isinstance(part, Line) else part.title), _NOTICE)


def _said(card: Card) -> str:
    """``Geng Shuang, China: “We hope …” …``: cut behind the quotation marks; a paraphrase is named and has none."""
    words, left = cut(card.words, lambda begun: size(plain(begun)) <= _NOTICE)
    who = shortened(captions.name(card) + captions.about(card), 200)
    rest = " …" if left else ""
    if card.voice is Voice.REPORTED:
        return f"{who} ({shortened(plain(card.badge), 100)}): {plain(words.text)}{rest}"
    return f"{who}: “{plain(words.text)}”{rest}"


def _with_keep(buttons: Sequence[Button]) -> Iterator[Button]:
    """Behind *Share* stands *Keep to myself*, the other thing to do with what nobody else sees."""
    for button in buttons:
        yield button
        if button.action == "share":
            yield Button(KEEP, _KEEP, button.answer, button.at)


def _rows(buttons: Sequence[Button] | Iterator[Button]) -> Iterator[Element]:
    shown: list[Element] = []
    used: dict[str, int] = {}
    for button in buttons:
        used[button.action] = used.get(button.action, 0) + 1
        shown.append(_button(button, used[button.action]))
    for start in range(0, len(shown), _ROW):
        yield {"type": "actions", "elements": shown[start : start + _ROW]}


def _button(button: Button, number: int) -> Element:
    label = _LABELS.get(button.action, "{}").format(shortened(plain(button.label), limits.BUTTON // 5) or button.action)
    made: dict[str, Any] = {
        "type": "button",
        "text": mrkdwn.plain_text(label, limits.BUTTON),
        "action_id": action_id(button.action, number),
        "value": encode(State(button.action, button.answer, button.at)),
    }
    return {**made, "style": "primary"} if button.action == "share" else made


def _modal(ask: Ask) -> Payload:
    """The form as Slack's modal: its field comes back under the id WORDS twice, and may be left empty."""
    written = {
        "type": "plain_text_input",
        "action_id": WORDS,
        "multiline": True,
        "max_length": min(max(ask.longest, 1), limits.INPUT_LONGEST),
    }
    label = plain(ask.label) or ask.button.action
    return {
        "type": "modal",
        "callback_id": ASK,
        "private_metadata": metadata(State(ask.button.action, ask.button.answer, ask.button.at)),
        "title": mrkdwn.plain_text(plain(ask.title) or ask.button.action, limits.TITLE),
        "submit": mrkdwn.plain_text("Send", limits.TITLE),
        "close": mrkdwn.plain_text("Cancel", limits.TITLE),
        "blocks": [
            {
                "type": "input",
                "block_id": WORDS,
                "optional": True,
                "label": mrkdwn.plain_text(label, limits.INPUT_LABEL),
                "element": written,
            }
        ],
    }
