"""The picture of an answer on Slack in the README: ``python -m tests.picture_slack`` writes it anew.

The blocks are the bot's own over an archive of the seeds, every word and button of them; the look is a page of ours
that draws Block Kit about as Slack does, photographed by a headless Chromium. No test needs it.
"""

import html
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot import wiring
from bot.adapters.slack.render import render
from bot.config import Settings
from bot.desk.desk import Desk
from bot.desk.request import Request
from bot.domain.place import Place
from tests.picture import QUESTION

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "slack.png"

WIDTH, HEIGHT = 760, 470
"""Pixels: as wide as the picture of Discord's side, and as high as the question with its answer."""

STYLE = """
body { margin: 0; padding: 16px 20px; background: #fff; color: #1d1c1d; font: 15px/1.46 Lato, "Noto Sans",
  "DejaVu Sans", sans-serif; }
.message { display: flex; margin-bottom: 14px; }
.face { width: 36px; height: 36px; border-radius: 6px; margin-right: 10px; flex: none; color: #fff; font-weight: 700;
  display: flex; align-items: center; justify-content: center; }
.name { font-weight: 900; }
.app { background: #ececec; color: #616061; font-size: 10px; font-weight: 700; padding: 1px 3px; border-radius: 2px;
  margin: 0 5px; vertical-align: 2px; }
.at { color: #616061; font-size: 12px; margin-left: 5px; }
.mention { background: #e8f5fa; color: #1264a3; border-radius: 3px; padding: 0 2px; }
.block { margin: 4px 0; white-space: pre-wrap; }
.quote { padding-left: 12px; border-left: 4px solid #ddd; }
.dot { display: inline-block; width: 13px; height: 13px; border-radius: 50%; vertical-align: -1px; }
.context { color: #616061; font-size: 13px; }
a { color: #1264a3; text-decoration: none; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.button { border: 1px solid #bbb; border-radius: 4px; padding: 3px 12px; font-weight: 700; font-size: 14px; }
.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
"""

DOTS = {"🟢": "#3fa34d", "🔵": "#3a86ff", "🟣": "#8e44ad", "⚪": "#d0d0d0"}
"""The badges of voices, drawn: a browser on a server may have no font for them."""

Payload = dict[str, Any]


def page(blocks: Sequence[Payload]) -> str:
    """A channel in which somebody mentions the bot, with its answer."""
    asked = f'<span class="mention">@On Record</span> {html.escape(QUESTION)}'
    said = _message("maria", "#4a154b", "M", f'<div class="block">{asked}</div>')
    answer = _message("On Record", "#1d3557", "“", "".join(drawn(blocks)), app=True)
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{said}{answer}"


def _message(name: str, colour: str, letter: str, body: str, *, app: bool = False) -> str:
    badge = '<span class="app">APP</span>' if app else ""
    top = f'<span class="name">{name}</span>{badge}<span class="at">9:30 AM</span>'
    face = f'<div class="face" style="background:{colour}">{letter}</div>'
    return f'<div class="message">{face}<div>{top}{body}</div></div>'


def drawn(blocks: Sequence[Payload]) -> Iterator[str]:
    """Blocks as HTML. Raises KeyError for a kind of block that is not drawn, so that none is left out."""
    for block in blocks:
        yield {"rich_text": _rich, "context": _context, "actions": _actions, "section": _section}[block["type"]](block)


def _rich(block: Payload) -> str:
    return "".join(_part(part) for part in block["elements"])


def _part(part: Payload) -> str:
    inner = "".join(_inline(each) for each in part["elements"])
    opening = {"rich_text_quote": '<div class="block quote">', "rich_text_section": '<div class="block">'}[part["type"]]
    return opening + inner.strip("\n") + "</div>"


def _inline(element: Payload) -> str:
    style = element.get("style", {})
    shown = html.escape(element["text"])
    for sign, colour in DOTS.items():
        shown = shown.replace(sign, f'<span class="dot" style="background:{colour}"></span>')
    if element["type"] == "link":
        shown = f'<a href="#">{shown}</a>'
    for name, tag in (("bold", "b"), ("italic", "i")):
        shown = f"<{tag}>{shown}</{tag}>" if style.get(name) else shown
    return shown


def _context(block: Payload) -> str:
    return "".join(f'<div class="block context">{html.escape(each["text"])}</div>' for each in block["elements"])


def _section(block: Payload) -> str:
    return f'<div class="block">{html.escape(block["text"]["text"])}</div>'


def _actions(block: Payload) -> str:
    buttons = "".join(
        f'<span class="button {each.get("style", "")}">{html.escape(each["text"]["text"])}</span>'
        for each in block["elements"]
    )
    return f'<div class="actions">{buttons}</div>'


def blocks_of_answer(folder: Path) -> Sequence[Payload]:
    """The bot's answer to QUESTION over the seeds."""
    with wiring.opened(Settings(archive=folder / "archive.db"), {}) as archive:
        request = Request("ask", Place("slack", "T1", "C1"), "U1", {"question": QUESTION})
        return render(Desk(archive).handle(request), strict=True).blocks


def photographed(place: Path) -> None:
    """The picture, as a PNG at ``place``."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder:
        shown = Path(folder) / "page.html"
        shown.write_text(page(blocks_of_answer(Path(folder))), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--hide-scrollbars"]
        window = [f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={place}", shown.as_uri()]
        subprocess.run([str(browser), *options, *window], check=True, timeout=60, capture_output=True)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    photographed(PICTURE)
