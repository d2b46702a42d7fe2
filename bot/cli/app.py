"""The ``onrecord`` command: its group, the options all commands share, and the border where errors become one line.

Exit codes: 0 found or done · 1 nothing found, or a fault found by ``verify`` · 2 a usage or input error · 3 a fault
of On Record itself · 130 stopped by Ctrl-C · 141 the reader of a pipe went away.
"""

import difflib
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from bot.domain.errors import OnRecordError

if TYPE_CHECKING:
    from bot.adapters.terminal.cards import Cards
    from bot.adapters.terminal.paint import Paint
    from bot.archive import Archive
    from bot.config import Settings

FOUND, NOTHING, WRONG, FAULT, STOPPED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141

COMFORTABLE = 100
"""Columns: longer lines are hard to read, so a wider terminal is not filled."""

Command = TypeVar("Command", bound=Callable[..., object])


class Run:
    """One invocation: the flags given so far, and what is made from them on demand."""

    def __init__(self) -> None:
        self.flags: dict[str, object] = {}
        self.config: Path | None = None
        self.debug = False
        self._settings: Settings | None = None

    @property
    def settings(self) -> "Settings":
        """The settings in force, read once. Raises ConfigError."""
        from bot import config  # --help needs none

        if self._settings is None:
            self._settings = config.load(self.config, os.environ, self.flags)
        return self._settings

    def archive(self, *, seeded: bool = True) -> AbstractContextManager["Archive"]:
        """The application, opened."""
        from bot import wiring

        return wiring.opened(self.settings, os.environ, seeded=seeded)

    def paint(self, stream: TextIO | None = None) -> "Paint":
        """How to paint on a stream, standard output by default."""
        from bot.adapters.terminal import paint

        return paint.choose(stream or sys.stdout, os.environ, self.settings.terminal.colour)

    def width(self) -> int:
        """Columns to fill."""
        import shutil

        chosen = self.settings.terminal.width
        return chosen or min(shutil.get_terminal_size().columns, COMFORTABLE)

    def cards(self, archive: "Archive") -> "Cards":
        """A drawer of answers for this terminal."""
        from bot.adapters.terminal.cards import Cards

        return Cards(self.paint(), self.width(), archive.party_name)


pass_run = click.make_pass_decorator(Run, ensure=True)


class Desk(click.Group):
    """A group whose default command is ``ask``: what is no command is a question."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first, else ``ask`` with all the words; a near miss of a command is pointed out."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        near = self._meant(args)
        if near:
            raise click.UsageError(
                f"no command {args[0]!r}; did you mean {near!r}?\nTo ask it all the same: onrecord ask {args[0]}", ctx
            )
        return "ask", self.commands["ask"], args

    def _meant(self, args: list[str]) -> str | None:
        """The command a lone bare word (or a word before a path) is a misspelling of."""
        others = [arg for arg in args[1:] if not arg.startswith("-")]
        if " " in args[0] or args[0].startswith("-") or not all(Path(arg).exists() for arg in others):
            return None
        near = difflib.get_close_matches(args[0].casefold(), self.commands, 1, 0.7)
        return near[0] if near else None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """In the order of use, not of the alphabet."""
        return list(self.commands)


def shared(command: Command) -> Command:
    """The options every command takes, before or after its name."""
    return _with_options(command, hidden=True)


def _with_options(command: Command, *, hidden: bool) -> Command:
    options = (
        _flag("--archive", "archive", "PATH", "The archive's file, or a postgresql:// address.", hidden=False),
        _flag("--config", None, "FILE", "A settings file.", hidden=False),
        _flag("--names", "names", "FILE", "More parties, institutions and people.", hidden=hidden),
        _flag("--colour", "terminal.colour", "WHEN", "auto, always or never.", hidden=hidden, also="--color"),
        _flag("--width", "terminal.width", "COLUMNS", "How wide answers are.", hidden=hidden, kind=int),
        click.option(
            "--debug", is_flag=True, expose_value=False, hidden=hidden, callback=_debug,
            help="Show where an unexpected error happened.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _flag(
    name: str, key: str | None, shown: str, text: str, *, hidden: bool, kind: Any = str, also: str | None = None
) -> Callable[[Command], Command]:
    """An option that notes its value in the Run."""

    def note(ctx: click.Context, param: click.Parameter, value: object) -> None:  # noqa: ARG001  click's signature
        run = ctx.ensure_object(Run)
        if value is None:
            return
        if key is None:
            run.config = Path(str(value))
        else:
            run.flags[key] = value

    return click.option(
        name, *([also] if also else []), type=kind, metavar=shown, expose_value=False, callback=note, help=text,
        hidden=hidden,
    )  # fmt: skip


def _debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001  click's signature
    run = ctx.ensure_object(Run)
    run.debug = run.debug or value


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001  click's signature
    if not value:
        return
    from importlib import metadata  # only --version needs it

    try:
        number = metadata.version("onrecord")
    except metadata.PackageNotFoundError:
        number = "(not installed)"
    click.echo(f"onrecord {number}")
    ctx.exit()


def _group(command: Command) -> Command:
    return _with_options(command, hidden=False)


@click.group(
    cls=Desk,
    invoke_without_command=True,
    # color: Paint has decided; click must not strip what was asked for.
    # ignore_unknown_options: those of ``ask`` before the question are no errors of the group.
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": COMFORTABLE,
        "color": True,
        "ignore_unknown_options": True,
    },
    options_metavar="[OPTIONS]",
    subcommand_metavar='"QUESTION" | COMMAND …',
    epilog="Exit codes: 0 found, 1 nothing found, 2 usage or input error.",
)
@_group
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version."
)
@click.pass_context
def app(ctx: click.Context) -> int:
    """What did they say? On record: official statements, quoted word for word with speaker, date and source.

    onrecord "what did China say about Norway"
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return FOUND


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Nothing a person does ends in a traceback."""
    from bot.cli.commands import register  # the commands are made with what stands above

    register(app)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a letter the terminal cannot show must not end the answer
            stream.reconfigure(errors="backslashreplace")
    run = Run()
    try:
        code = app.main(list(argv) if argv is not None else None, "onrecord", standalone_mode=False, obj=run)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return WRONG
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        return STOPPED
    except OnRecordError as error:
        say(str(error))
        return WRONG
    except (BrokenPipeError, SystemExit):  # SystemExit: how click itself answers a closed pipe
        _forget_stdout()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001  the border: whatever it is, a person gets one line
        return _unexpected(error, debug=run.debug)
    return code if isinstance(code, int) else FOUND


def say(line: str) -> None:
    """One line to the person, beside the output."""
    from bot.adapters.terminal.screen import visible

    click.echo(f"onrecord: {visible(line)}", err=True)


def _unexpected(error: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    text = " ".join(str(error).split())
    hint = "" if debug else " (a fault of On Record; run again with --debug to see where)"
    say(f"unexpected error: {type(error).__name__}: {text}{hint}")
    return FAULT


def _forget_stdout() -> None:
    """Keep the interpreter from complaining about the closed pipe once more when it ends."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  lives to the end of the process
