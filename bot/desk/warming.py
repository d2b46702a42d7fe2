"""A desk that has not been asked yet -> one that has: whatever the first question would load is loaded."""

from bot.desk.desk import Desk
from bot.desk.reply import Reply
from bot.desk.request import Request
from bot.domain.place import Place

NOBODY = "nobody"


def warmed(desk: Desk, platform: str) -> Reply:
    """A reply as people will get them, which nobody is to see: about whoever the archive quotes most."""
    place = Place(platform, f"dm:{NOBODY}")
    offered = desk.complete("said", "who", "", place, {})
    arguments = {"who": offered[0].value} if offered else {"about": "peace"}
    return desk.handle(Request("said", place, NOBODY, arguments))
