"""What a platform must offer so that the bot can post there on its own."""

from typing import Protocol

from bot.desk.reply import Reply
from bot.desk.request import Obstacle
from bot.domain.place import Place


class Passing(Exception):
    """The platform did not take it now, but may later.

    ``wait``: seconds it asks to wait for, 0 if it says nothing of that. ``uncertain``: it may have taken it all the
    same, only word of that was lost.
    """

    def __init__(self, why: str, *, wait: float = 0.0, uncertain: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.uncertain = uncertain


class Barred(Exception):
    """The platform refuses: the channel is gone, a permission is missing. ``problem`` and ``mend`` are sentences."""

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.mend = mend


class Unfit(Barred):
    """The platform refuses this very message, by a fault of ours; the channel is no worse for it."""


class Outlet(Protocol):
    """One platform, as the bot that serves on it. Every method raises Passing or Barred, unless it says otherwise.

    ``rate`` is how many posts a second it may send at most, answers to people left room for.
    """

    platform: str
    rate: float

    async def send(self, place: Place, mark: str, reply: Reply) -> str:
        """Post it into the channel under that mark (twelve letters); the message's id.

        The platform is told the mark, so that of two with the same mark it may take one only.
        """
        ...

    async def find(self, place: Place, mark: str, since: int) -> str | None:
        """The id of the bot's own message with that mark in the channel, sent at that moment or later, if it stands."""
        ...

    async def edit(self, place: Place, message: str, reply: Reply) -> None:
        """Put another in the place of a message of the bot's."""
        ...

    async def delete(self, place: Place, message: str) -> None:
        """Take a message of the bot's away; one that is gone already is no error."""
        ...

    async def tell(self, person: str, place: Place, reply: Reply) -> None:
        """Tell a person of that place something alone, in a direct message."""
        ...

    async def obstacle(self, place: Place) -> Obstacle | None:
        """What would keep a post from that channel, or from being found again there; None if nothing does."""
        ...


class Outlets(Protocol):
    """Where adapters hand in what they offer, for as long as they serve."""

    def open(self, outlet: Outlet) -> None:
        """Posts of its platform may go out from now on."""
        ...

    def closed(self, platform: str) -> None:
        """No more of them."""
        ...
