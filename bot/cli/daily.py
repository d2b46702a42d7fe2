"""The statement of the day from a shell: ``daily …`` and ``today``, as the desk declares them for the chats.

Whoever runs On Record stands outside every server: ``--channel`` says which one is meant.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import click

from bot.cli.app import FOUND, Run, pass_run, say, shared
from bot.domain.errors import UsageError

if TYPE_CHECKING:
    from bot.archive import Archive
    from bot.desk.command import Command, Option
    from bot.desk.desk import Desk
    from bot.desk.reply import Part, Reply
    from bot.desk.request import Request
    from bot.domain.place import Place

GROUP = "daily"

LIST = f"{GROUP} list"

AS_JSON = (LIST, f"{GROUP} history")
"""Commands whose reply is a list, and can be had as JSON."""

NOBODY = ""
"""Who sets a schedule from here: nobody whom a platform could write to."""


class Declared(click.Group):
    """A group whose commands are made from the desk's declarations once somebody looks; alone it lists."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first, in any case; all the words may stand in one pair of quotation marks."""
        words = [*args[0].split(), *args[1:]] or ["list"]
        words = ["list", *words] if words[0].startswith("-") else [words[0].casefold(), *words[1:]]
        if words[0] not in (known := self.list_commands(ctx)):
            text = f"no command {GROUP} {args[0]!r}; it can be {', '.join(known)}"
            raise click.UsageError(f"{text}\nTo ask it all the same: onrecord ask {GROUP} {args[0]}", ctx)
        return super().resolve_command(ctx, words)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """In the order of their declaration."""
        return [command.name.removeprefix(f"{GROUP} ") for command in _declared()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """The command of that name."""
        found = (command for command in _declared() if command.name == f"{GROUP} {cmd_name}")
        return next((_made(command, cmd_name) for command in found), None)


@click.group(
    cls=Declared,
    invoke_without_command=True,
    context_settings={"ignore_unknown_options": True},  # options of ``list`` without its name
    subcommand_metavar="[COMMAND] …",
)
@shared
@pass_run
@click.pass_context
def daily(ctx: click.Context, run: Run) -> int | None:
    """Post a statement of the day in a channel, and see how it went."""
    return _daily(run, LIST, {}) if ctx.invoked_subcommand is None else None


@click.command()
@click.option("--channel", metavar="LINK", help="As the people of this channel are shown it.")
@shared
@pass_run
def today(run: Run, channel: str | None) -> int:
    """Show the statement of the day."""
    from bot.adapters.terminal.chat import PLACE
    from bot.cli.addresses import place_of
    from bot.cli.printing import print_reply
    from bot.desk.desk import Desk
    from bot.desk.request import Request

    place = place_of(channel) if channel else PLACE
    with run.archive() as archive:
        request = Request("today", place, NOBODY, may_manage=True)
        return print_reply(run, archive, place, _carried_out(Desk(archive), request))


def _declared() -> tuple["Command", ...]:
    """The commands of the group as declared; here each takes a channel."""
    from bot.cli.discord import declared_commands
    from bot.desk.command import Kind, Option

    where = Option("channel", "its link, copied from Discord or Slack", kind=Kind.CHANNEL)
    ours = (command for command in declared_commands() if command.name.startswith(f"{GROUP} "))
    return tuple(
        replace(command, options=(*(each for each in command.options if each.name != where.name), where))
        for command in ours
    )


def _made(declared: "Command", name: str) -> click.Command:
    """The command for the shell: options by their names, or words as they are typed in a chat."""

    @pass_run
    def carry_out(run: Run, /, words: tuple[str, ...], *, as_json: bool = False, **given: str | None) -> int:
        options = {option: value for option, value in given.items() if value is not None}
        return _daily(run, declared.name, _arguments(declared, words, options), as_json=as_json)

    params: list[click.Parameter] = [click.Argument(["words"], nargs=-1, metavar="[NAME: VALUE]…")]
    for option in declared.options:
        text = option.description[0].upper() + option.description[1:]
        params.append(click.Option([f"--{option.name}"], metavar=_metavar(option), help=f"{text}."))
    if declared.name in AS_JSON:
        params.append(click.Option(["--json", "as_json"], is_flag=True, help="One JSON object a line."))
    return shared(click.Command(name, callback=carry_out, params=params, help=f"{declared.description}."))


def _metavar(option: "Option") -> str:
    if option.name == "channel":
        return "LINK"
    return "|".join(choice.value for choice in option.choices) or option.name.upper()


def _arguments(declared: "Command", words: Sequence[str], options: dict[str, str]) -> dict[str, str]:
    """The options, and those written in the words as in a chat. Raises UsageError."""
    from bot.desk.typed import read_line

    if not words:
        return options
    line = " ".join(words)
    name, typed = read_line(f"/{declared.name} {line}", [declared])
    if name != declared.name or not typed:
        first = declared.options[0].name
        mend = f"write --{first} VALUE, or {first}: VALUE as in a chat"
        raise UsageError(f"“{line[:100]}” is no option of {declared.name}", hint=mend)
    for twice in typed.keys() & options.keys():
        raise UsageError(f"{twice} is given twice", hint=f"leave out --{twice}, or {twice}:")
    return {**typed, **options}


def _daily(run: Run, name: str, typed: Mapping[str, str], *, as_json: bool = False) -> int:
    """Carry out a command of the group in the place it is meant for; ``daily list`` in all, if it names none."""
    from bot.cli.meant import meant, one
    from bot.cli.printing import print_posts, print_reply, print_schedules
    from bot.desk.desk import Desk

    with run.archive() as archive:
        ledger, desk = archive.ledger, Desk(archive)
        if name == LIST and "channel" not in typed:
            return _everywhere(run, archive, desk, as_json=as_json)
        place, arguments = meant(ledger, name, typed)
        if as_json and name == LIST:
            return print_schedules(ledger, ledger.schedules(place))
        if as_json:
            return print_posts(ledger, one(ledger.schedules(place), arguments.get("which", "")))
        return print_reply(run, archive, place, _carried_out(desk, _request(run, archive, name, place, arguments)))


def _everywhere(run: Run, archive: "Archive", desk: "Desk", *, as_json: bool) -> int:
    """The schedules of all places, server by server."""
    from bot.cli.meant import HOW_TO_SET
    from bot.cli.printing import print_reply, print_schedules

    schedules = archive.ledger.schedules()
    if not schedules:
        say(f"there is no statement of the day yet; set one: {HOW_TO_SET}")
    if as_json:
        return print_schedules(archive.ledger, schedules)
    places = (schedule.place for schedule in schedules)
    for number, (server, here) in enumerate(groupby(places, lambda place: f"{place.platform}:{place.server}")):
        if number:
            click.echo()
        place = next(here)
        reply = _carried_out(desk, _request(run, archive, LIST, place, {}))
        print_reply(run, archive, place, replace(reply, parts=tuple(_titled(part, server) for part in reply.parts)))
    return FOUND


def _titled(part: "Part", title: str) -> "Part":
    """A listing under another title: where several are shown "this server" says nothing."""
    from bot.desk.reply import Listing

    return replace(part, title=title) if isinstance(part, Listing) else part


def _request(run: Run, archive: "Archive", name: str, place: "Place", arguments: Mapping[str, str]) -> "Request":
    from bot.cli.looking import obstacles
    from bot.desk.request import Request

    def unasked(why: str) -> None:
        say(f"whether On Record may post there could not be checked: {why}")

    obstacle = obstacles(run.settings, os.environ, archive.ledger, unasked)
    return Request(name, place, NOBODY, arguments, may_manage=True, obstacle=obstacle)


def _carried_out(desk: "Desk", request: "Request") -> "Reply":
    """The desk's reply. What is wrong is raised as it is: here an error is for whoever can mend it."""
    from bot.desk.arguments import checked

    command = desk.command(request.command)
    assert command is not None  # noqa: S101  the commands here are made from the desk's
    return command.handler(checked(command, request))
