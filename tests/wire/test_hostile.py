"""The program among hostile things: a proxy that refuses, a terminal that goes, an archive that is taken away."""

import asyncio
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from tests.wire.discord_server import DiscordServer
from tests.wire.process import Program
from tests.wire.serving import QUESTION, SECURITY, VISIT, environment, serving


@pytest_asyncio.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started


async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A proxy that does not take the password."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    writer.close()


async def test_a_proxys_password_is_told_to_nobody(server: DiscordServer, archive: Path) -> None:
    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        login = {
            "HTTPS_PROXY": f"http://bob:herring@127.0.0.1:{port}",
            "ONRECORD_DISCORD_API_URL": "https://discord.invalid/api/v10",
            "ONRECORD_DISCORD_GATEWAY_URL": "wss://discord.invalid",
            "ONRECORD_LOGS_LEVEL": "debug",
        }
        async with serving(server, archive, **login) as program:
            tried = await program.says("Discord cannot be reached")
            code = await program.stop()
        async with Program("bot", "doctor", "--debug", env=environment(server, archive, **login)) as doctor:
            await doctor.ended(30)
        async with Program("bot", "discord", "invite", "--debug", env=environment(server, archive, **login)) as invite:
            await invite.ended()

    assert "407" in tried
    assert code == 0
    told = program.printed + doctor.printed + invite.printed
    assert "herring" not in told
    assert "Ym9iOmhlcnJpbmc" not in told  # the same in base64, as the proxy is told
    assert server.token not in told


async def test_a_terminal_that_is_closed_ends_it_in_order(server: DiscordServer, archive: Path) -> None:
    async with serving(server, archive) as program:
        await server.open_for_questions()
        asked = await server.slash("ask", question=QUESTION)
        program.process.send_signal(signal.SIGHUP)
        code = await program.ended()
    async with serving(server, archive):
        await server.ready()
        turned = await server.press(asked, "Next")

    assert code == 0
    assert program.err[-1].endswith("info serve: stopped")
    assert "no longer remembered" not in turned.message.plain


async def test_while_another_process_holds_the_archive_questions_are_answered_and_settings_say_so(
    server: DiscordServer, archive: Path
) -> None:
    """People are told no path of the machine; the log is."""
    async with serving(server, archive) as program:
        await server.open_for_questions()
        with closing(sqlite3.connect(archive, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            setting = asyncio.create_task(server.slash("settings", private=True))
            asked = await server.slash("ask", question=QUESTION)
            turned = await server.press(asked, "Next")
            refused = await setting
        again = await server.slash("settings", private=True)

        assert str(archive) in await program.says("warning desk: the archive is busy")
    assert VISIT in asked.message.plain
    assert not asked.deferred
    assert SECURITY in turned.message.plain
    assert refused.message.plain.splitlines()[0] == "Another process is writing."
    assert str(archive.parent) not in refused.message.plain
    assert again.message.plain.startswith("Kept.")


async def test_an_index_that_is_taken_away_while_serving_is_missed_by_nobody(
    server: DiscordServer, archive: Path
) -> None:
    async with serving(server, archive):
        await server.open_for_questions()
        shutil.rmtree(archive.with_name(archive.name + ".index"))
        seen = await server.slash("ask", question=QUESTION)

    assert VISIT in seen.message.plain


@pytest.mark.parametrize("changed", [False, True])
async def test_a_page_that_another_process_brings_is_found_by_the_next_question(
    server: DiscordServer, archive: Path, tmp_path: Path, *, changed: bool
) -> None:
    """And once it is changed, the old words are told to be superseded below the buttons of the answer given before."""
    folder = tmp_path / "pages"
    folder.mkdir()
    page = "Statement by the Ministry of Foreign Affairs of Norway\n\nOslo, 3 May 2021\n\nNorway condemns the {}.\n"

    async def brought(words: str) -> None:
        (folder / "herring.txt").write_text(page.format(words), encoding="utf-8")
        async with Program("bot", "ingest", str(folder), env=environment(server, archive)) as ingest:
            assert await ingest.ended(30) == 0

    async with serving(server, archive):
        await server.open_for_questions()
        before = await server.slash("ask", question="who mentioned herring smuggling")
        await brought("herring smuggling in strong terms")
        after = await server.slash("ask", question="who mentioned herring smuggling")
        if changed:
            await brought("herring smuggling no more")
            source = await server.press(after, "Source")
            now = await server.slash("ask", question="who mentioned herring smuggling")

    assert "Nothing found" in before.message.plain
    assert "Norway condemns the herring smuggling in strong terms." in after.message.plain
    if changed:
        assert "strong terms" not in now.message.plain
        assert "no longer stands in the archive" in source.message.plain or "Superseded by" in source.message.plain
