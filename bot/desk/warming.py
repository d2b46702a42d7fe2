"""A desk that has not been asked yet -> one that has: whatever the first question would load is loaded."""

from bot.desk.desk import Desk
from bot.desk.reply import Reply
from bot.desk.request import Press, Request
from bot.domain.place import Place

NOBODY = "nobody"


def warmed(desk: Desk, platform: str) -> Reply:
    """A reply as people will get them, which nobody is to see: about what the archive holds most of."""
    place = Place(platform, f"dm:{NOBODY}")
    who, about = (_most(desk, place, option) for option in ("who", "about"))
    for question in (f"what did {who} say about {about}", f"who mentioned {about}"):
        desk.handle(Request("ask", place, NOBODY, {"question": question}))
    reply = desk.handle(Request("said", place, NOBODY, {"who": who}))
    for button in reply.buttons:
        if button.action in ("next", "context", "why"):
            desk.press(Press(button.action, button.answer, button.at, place, NOBODY))
    return reply


def _most(desk: Desk, place: Place, option: str) -> str:
    offered = desk.complete("said", option, "", place, {})
    return offered[0].value if offered else "peace"
