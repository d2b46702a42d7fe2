"""A reply, drawn -> what stands on Discord: as the first response, or in the place of what was shown meanwhile."""

from enum import Enum, auto

from bot.adapters.discord.limits import Payload
from bot.adapters.discord.render import Message, render
from bot.adapters.discord.sending import DEFERRED_EDIT, EDIT, MESSAGE, MODAL, Exchange
from bot.desk.refusing import EMPTY
from bot.desk.reply import Reply


class Meanwhile(Enum):
    """What people see until an answer that needs longer is there.

    But for ``NOTHING`` the answer then takes the place of what they see, which sent twice is done once; a further
    message, sent again because word of the first was lost, would stand there twice.
    """

    AS_SET = auto()
    """That it is being thought about: for all, or for the person alone, as the place has it."""
    FOR_ALL = auto()
    FOR_ONE = auto()
    NOTHING = auto()
    """The answer may change the message whose button was pressed."""


def meanwhile_of(action: str, *, another: bool) -> Meanwhile:
    """What is seen until the answer to a button is there. ``another``: it stands under somebody else's answer."""
    if action == "share":
        return Meanwhile.FOR_ALL
    turns = action in ("next", "previous") and not another
    return Meanwhile.NOTHING if turns else Meanwhile.FOR_ONE


def first_response(reply: Reply, message: Message, *, press: bool) -> tuple[int, Payload | None]:
    """The kind and the data of a first response."""
    if message.modal is not None:
        return MODAL, message.modal
    if message.silent:
        return (DEFERRED_EDIT, None) if press else (MESSAGE, data_of(render(EMPTY), new=True))
    if press and reply.edit:
        return EDIT, data_of(message)
    return MESSAGE, data_of(message, new=True)


async def put(reply: Reply, message: Message, exchange: Exchange, meanwhile: Meanwhile, *, private: bool) -> None:
    """A message after a deferral that was ``private`` or not; one meant for one person never shows to others."""
    unseen = meanwhile is Meanwhile.NOTHING
    if message.silent and unseen:
        return
    if message.silent:
        message = render(EMPTY)
    if unseen and not reply.edit:
        await exchange.follow(data_of(message, new=True))
    elif message.ephemeral and not private and not unseen:
        await exchange.delete()
        await exchange.follow(data_of(message, new=True))
    else:
        await exchange.edit(data_of(message))


def data_of(message: Message, *, new: bool = False) -> Payload:
    """The message as the API takes it. Whether only one person sees it is settled when it is ``new``."""
    return {key: value for key, value in message.payload.items() if new or key != "flags"}
