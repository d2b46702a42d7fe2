"""The App Home of a person: the archive at a glance, what is set, their own recent answers, and where to go next."""

import time
from collections.abc import Sequence
from typing import Any

from bot.adapters.slack.forms import words
from bot.adapters.slack.limits import VIEW_BLOCKS, checked
from bot.adapters.slack.render import render
from bot.adapters.slack.views import paragraph
from bot.desk.cutting import shortened
from bot.desk.dates import ENGLISH, day
from bot.desk.desk import Desk
from bot.desk.reply import Listing, Reply
from bot.desk.state import State, encode
from bot.desk.words import count, one_line
from bot.domain.place import Place
from bot.domain.remembered import Remembered
from bot.domain.source import PartialDate

GO_SEARCH, GO_SETTINGS, GO_SHOW = "go:search", "go:settings", "go:show"
"""The action ids of what leads on; a button's beginning tells it from those of answers."""

RECENT = 8
"""Answers of the person's own that are offered again."""

QUESTION = 300
"""Characters shown of a question."""

ABOUT = (
    "Official statements, word for word, with speaker, date and source. "
    "Type /onrecord and a question in any channel, mention it in a thread, or write to it here."
)

Payload = dict[str, Any]


def home(desk: Desk, team: Place, alone: Place, person: str, *, manages: bool) -> Payload:
    """The view, ``team`` being the workspace's place and ``alone`` the person's own conversation with the bot."""
    language = desk.settings(team).language
    recent = desk.glance.recent((team, alone), person, RECENT)
    blocks = [
        _header("On Record"),
        paragraph(ABOUT),
        {"type": "actions", "elements": list(_ways(manages=manages))},
        {"type": "divider"},
        *_listed(desk.glance.archive(language)),
        {"type": "divider"},
        *_listed(desk.glance.settings(team)),
        {"type": "divider"},
        _header("Your recent answers"),
        *(_again(each) for each in recent),
    ]
    if not recent:
        blocks.append(paragraph("None yet: what you ask will stand here, for you alone to see."))
    return checked({"type": "home", "blocks": blocks[:VIEW_BLOCKS]})


def search_button() -> Payload:
    """Leads to the form of the typed question, for below a message."""
    return {"type": "actions", "elements": [_button("Search by speaker, topic, date", GO_SEARCH, "search")]}


def shown_again(answer: Remembered) -> State:
    """What shows the first excerpt of an answer again: there is none before it, so it stays at the first."""
    return State("previous", answer.id, 0)


def _ways(*, manages: bool) -> Sequence[Payload]:
    search = _button("Search by speaker, topic, date", GO_SEARCH, "search") | {"style": "primary"}
    return [search, _button("Settings", GO_SETTINGS, "settings")] if manages else [search]


def _listed(listing: Listing) -> Sequence[Payload]:
    return render(Reply((listing,))).blocks


def _again(answer: Remembered) -> Payload:
    asked = one_line(answer.question.text or answer.question.read_as) or "an answer"
    at = time.gmtime(answer.at)
    found = count(len(answer.found), "statement") + (" or more" if answer.more else "")
    told = f"{shortened(asked, QUESTION)}\n{day(PartialDate(at.tm_year, at.tm_mon, at.tm_mday), ENGLISH)} · {found}"
    button = _button("Show again", GO_SHOW, encode(shown_again(answer)))
    return {"type": "section", "text": words(told), "accessory": button, "block_id": f"again:{answer.id}"}


def _button(label: str, action: str, value: str) -> Payload:
    return {"type": "button", "text": words(label), "action_id": action, "value": value}


def _header(text: str) -> Payload:
    return {"type": "header", "text": words(text)}
