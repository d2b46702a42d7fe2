"""A Reply -> the message to send: content, embeds and buttons as plain dictionaries, within Discord's limits.

Lines above the first card or listing are the message's content, so that how a question was read stands above the card;
content pings where embeds do not, so a page's words are never in it and no mention is ever allowed. Small lines below
the last card go to its footer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from bot.adapters.discord import limits, markdown
from bot.adapters.discord.embeds import card_embed, channels, listing_embeds
from bot.adapters.discord.limits import Payload, checked, embed_size
from bot.desk.card import Card
from bot.desk.cutting import shortened, size
from bot.desk.reply import Ask, Button, Group, Line, Listing, Part, Reply, grouped
from bot.desk.runs import plain
from bot.desk.state import WORDS, State, encode

EPHEMERAL = 1 << 6
"""The flag of a message that only one person sees."""

_LINE = 900
"""Units of one line of text; two fit into the content."""

_GROUPS = 8
"""Groups of a reply's parts in one message: two of Discord's ten embeds are left for listings that run on."""

_ARROWS = {"previous": "◀️", "next": "▶️"}
_PRIMARY, _SECONDARY = 1, 2


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. ``modal`` is a form to be shown instead; a Message without anything is silence.

    ``embeds`` are as ``discord.Embed.from_dict`` takes them, ``components`` rows of buttons as the API does.
    """

    content: str = ""
    embeds: tuple[Payload, ...] = ()
    components: tuple[Payload, ...] = ()
    ephemeral: bool = True
    modal: Payload | None = None
    allowed_mentions: Payload = field(default_factory=lambda: {"parse": [], "replied_user": False})

    @property
    def silent(self) -> bool:
        """Whether there is nothing to send."""
        return not (self.content or self.embeds or self.modal)

    @property
    def payload(self) -> Payload:
        """The message as the API takes it, everything named, so that an edit clears what is gone."""
        return {
            "content": self.content,
            "embeds": list(self.embeds),
            "components": list(self.components),
            "allowed_mentions": self.allowed_mentions,
            "flags": EPHEMERAL if self.ephemeral else 0,
        }


def render(reply: Reply, *, strict: bool = False) -> Message:
    """The message of a reply. A payload over Discord's limits would be our fault: logged and cut, raised if strict."""
    if reply.ask is not None:
        return Message(ephemeral=True, modal=checked(_modal(reply.ask), strict=strict))
    above = list(takewhile(lambda part: isinstance(part, Line), reply.parts))
    content, rest = _content(above, reply.shared_by)
    payload: Payload = {
        "content": content,
        "embeds": _embeds([*rest, *reply.parts[len(above) :]]),
        "components": list(_rows(reply.buttons)) if reply.parts else [],
    }
    payload = checked(payload, strict=strict)
    return Message(payload["content"], tuple(payload["embeds"]), tuple(payload["components"]), reply.private)


def _content(lines: Sequence[Part], shared_by: str) -> tuple[str, Sequence[Part]]:
    """As many of the lines as fit into the content, and those that do not."""
    shown = [f"-# shared by {markdown.person(shared_by)}"] if shared_by else []
    for number, line in enumerate(lines):
        text = _line(line, aside="-# ") if isinstance(line, Line) else ""
        if size("\n".join([*shown, text])) > limits.CONTENT:
            return "\n".join(shown), lines[number:]
        shown += [text] if text else []
    return "\n".join(shown), ()


def _line(line: Line, *, aside: str = "") -> str:
    """A paragraph in Markdown, each of its lines as one; an aside's begin with ``aside``."""
    text = line.text
    tail = channels(line.channels)

    def form(text: str) -> str:
        shown = (markdown.escaped(each) for each in text.split("\n"))
        return "\n".join((aside if line.aside else "") + each for each in shown if each)

    return " ".join(each for each in (form(shortened(text, _LINE, form)), tail) if each)


def _embeds(parts: Sequence[Part]) -> list[Payload]:
    """Embeds in the order of the parts. What is beyond Discord's number of embeds is counted."""
    groups = list(grouped(parts))
    below: list[str] = []
    if len(groups) > 1 and isinstance(groups[-2], Card) and (small := _small(groups[-1])):
        below = [shortened(line, 200) for line in small]
        groups.pop()
    if len(groups) > _GROUPS:
        below.append(f"{len(groups) - _GROUPS + 1} more not shown here")
        groups = groups[: _GROUPS - 1]
    room = limits.TOTAL - sum(size(line) + 1 for line in below)
    embeds: list[Payload] = []
    for number, group in enumerate(groups):
        waiting = len(groups) - number
        made = _group(group, room // waiting, limits.EMBEDS - len(embeds) - waiting + 1)
        room -= sum(map(embed_size, made))
        embeds += made
    return _with_footer(embeds, below)


def _small(group: Group) -> list[str]:
    """The lines of a group that are few and small enough for a footer, which is plain text; else none."""
    lines = group if isinstance(group, tuple) else ()
    fit = len(lines) <= 4 and all(line.aside and not line.channels for line in lines)
    return [words for line in lines if (words := plain(line.text))] if fit else []


def _group(group: Group, room: int, most: int) -> list[Payload]:
    if isinstance(group, Card):
        return [card_embed(group, room)]
    if isinstance(group, Listing):
        return listing_embeds(group, room, most)
    shown = [text for line in group if (text := _line(line))]
    kept = list(_fitting(shown, min(limits.DESCRIPTION, room) - 40))
    if len(kept) < len(shown):
        kept.append(f"*{len(shown) - len(kept)} more not shown here*")
    return [{"description": "\n".join(kept)}] if kept else []


def _fitting(texts: Sequence[str], room: int) -> Iterator[str]:
    for text in texts:
        room -= size(text) + 1
        if room < 0:
            return
        yield text


def _with_footer(embeds: list[Payload], below: Sequence[str]) -> list[Payload]:
    if embeds and below:
        last = embeds[-1]
        own = [last["footer"]["text"]] if "footer" in last else []
        embeds[-1] = {**last, "footer": {"text": "\n".join([*own, *below])}}
    return embeds


def _rows(buttons: Sequence[Button]) -> Iterator[Payload]:
    for start in range(0, len(buttons), limits.BUTTONS):
        yield {"type": 1, "components": [_button(button) for button in buttons[start : start + limits.BUTTONS]]}


def _button(button: Button) -> Payload:
    made: dict[str, Any] = {
        "type": 2,
        "style": _PRIMARY if button.action == "share" else _SECONDARY,
        "label": shortened(plain(button.label) or button.action, limits.BUTTON_LABEL),
        "custom_id": encode(State(button.action, button.answer, button.at)),
    }
    if button.action in _ARROWS:
        made["emoji"] = {"name": _ARROWS[button.action]}
    return made


def _modal(ask: Ask) -> Payload:
    """The form as Discord's modal: its field comes back under the custom id WORDS and may be left empty."""
    written = {
        "type": 4,
        "style": 2,  # several lines
        "custom_id": WORDS,
        "label": shortened(plain(ask.label) or ask.button.action, limits.INPUT_LABEL),
        "required": False,
        "max_length": min(max(ask.longest, 1), limits.INPUT_LONGEST),
    }
    return {
        "title": shortened(plain(ask.title) or ask.button.action, limits.MODAL_TITLE),
        "custom_id": encode(State(ask.button.action, ask.button.answer, ask.button.at)),
        "components": [{"type": 1, "components": [written]}],
    }
