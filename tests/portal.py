"""Handlers of HTTP requests -> a server on this machine that answers with them, in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web


@contextmanager
def listening(*routes: web.RouteDef) -> Iterator[str]:
    """The server's host and port, ``127.0.0.1:40123``; it answers until the block is left."""
    loop, opened = asyncio.new_event_loop(), threading.Event()
    places: list[str] = []

    async def listen() -> web.AppRunner:
        made = web.Application()
        made.router.add_routes(routes)
        runner = web.AppRunner(made)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        places.append(f"{host}:{port}")
        return runner

    def serve() -> None:
        runner = loop.run_until_complete(listen())
        opened.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    if not opened.wait(10):
        raise TimeoutError("the server did not open")
    try:
        yield places[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
