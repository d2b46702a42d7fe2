"""A place and its settings -> whether the desk may answer there, and whether for the asker alone."""

from bot.desk.request import Press, Request
from bot.domain.place import Place, PlaceSettings


def is_shared(place: Place) -> bool:
    """Whether others may be reading along: not where a person writes to the bot alone."""
    return not place.server.startswith("dm:")


def house(place: Place) -> str:
    """What people of the platform call that to which settings belong."""
    return "workspace" if place.platform == "slack" else "server"


def may_answer(place: Place, settings: PlaceSettings) -> bool:
    """Whether the people of the place let the bot answer in this channel."""
    return not settings.channels or not is_shared(place) or place.channel in settings.channels


def is_private(request: Request, settings: PlaceSettings) -> bool:
    """Whether an answer is for the asker alone."""
    return settings.private and not request.open and is_shared(request.place)


def may_manage(asked: Request | Press) -> bool:
    """Whether the person may change settings; where there is nobody else it is theirs to say."""
    return asked.may_manage or not is_shared(asked.place)
