"""The command line: arguments in, one call of the application, lines and an exit code out.

``app`` holds the group, the options every command shares and the border where errors become one line; ``asking``,
``shelf``, ``taking``, ``talking``, ``serving`` (with ``running``), ``daily`` (with ``meant``, ``addresses``,
``looking`` and ``printing``), ``reviewing``, ``withdrawing``, ``doctor`` (with ``lacking``), ``discord`` and ``slack``
hold the commands, ``commands`` their order. Everything heavy is imported inside the commands: ``onrecord --help`` must
stay instant.
"""

from bot.cli.app import main

__all__ = ["main"]
