"""A program under test in a process of its own: its environment, its output line by line, its end."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
LONGEST_LINE = 1 << 20

BUSY = 60.0
"""Seconds waited for a program at most: a busy machine is no fault. What must be quick says so itself."""


class Program:
    """``python -m`` some module, started on entering and gone on leaving. ``out`` and ``err`` are its lines so far."""

    def __init__(self, *arguments: str, env: Mapping[str, str], cwd: Path = ROOT) -> None:
        self.out: list[str] = []
        self.err: list[str] = []
        self._arguments = arguments
        self._env = _environment(env)
        self._cwd = cwd
        self._changed = asyncio.Condition()
        self._readers: list[asyncio.Task[None]] = []
        self._process: asyncio.subprocess.Process | None = None

    @property
    def printed(self) -> str:
        """All it wrote, on either stream."""
        return "\n".join([*self.out, *self.err])

    @property
    def process(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    async def __aenter__(self) -> Self:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *self._arguments, cwd=self._cwd, env=self._env, limit=LONGEST_LINE,
            stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe,
        )  # fmt: skip
        for stream, lines in ((self._process.stdout, self.out), (self._process.stderr, self.err)):
            if stream is not None:
                self._readers.append(asyncio.create_task(self._read(stream, lines)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.ended()
        if error is not None:
            print(self.printed)  # what a person needs to see what went wrong

    async def ended(self, within: float = BUSY) -> int:
        """Its exit code, once it has ended and all its lines are read. Raises TimeoutError."""
        async with asyncio.timeout(within):
            code = await self.process.wait()
            await asyncio.gather(*self._readers)
        return code

    async def stop(self, within: float = BUSY) -> int:
        """Ask it to end, as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended(within)

    async def says(self, words: str, within: float = BUSY) -> str:
        """The first line, of those there are or come, that holds the words. Raises TimeoutError."""

        def line() -> str | None:
            return next((line for line in [*self.out, *self.err] if words in line), None)

        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: line() is not None)
        return line() or ""

    async def _read(self, stream: asyncio.StreamReader, lines: list[str]) -> None:
        while line := await stream.readline():
            lines.append(line.decode(errors="replace").rstrip("\n"))
            async with self._changed:
                self._changed.notify_all()


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    """The caller's, without what would change the program under test, with what the test wants."""
    strangers = ("ONRECORD_", "DISCORD_", "SLACK_", "XDG_", "PYTHON")
    # Where Python's compiled files are kept is the machine's affair, not the program's.
    own = {name: value for name, value in os.environ.items() if name == "PYTHONPYCACHEPREFIX"}
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(strangers)} | own
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | dict(env)
