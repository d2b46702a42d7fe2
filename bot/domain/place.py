"""Where a question is asked: a place on a platform, and what its people have set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation: the platform (``discord``, ``slack``, ``terminal``), the server or workspace, and the channel.

    ``server`` is what settings belong to; where people write to the bot alone it is ``dm:`` and the person's id.
    """

    platform: str
    server: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """What a server has set.

    ``channels``: where the bot may answer, everywhere if none; ``private``: whether answers are for the asker alone
    until they are shared; ``party``: whose statements are meant when a question names no speaker; ``language``: of
    dates, as a CLDR code.
    """

    channels: tuple[str, ...] = ()
    private: bool = False
    party: str | None = None
    language: str = "en"
