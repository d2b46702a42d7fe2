"""A port for a server that a test starts later."""

import secrets
import socket

LOWEST, COUNT = 20_000, 12_000
"""Below the ports that Linux (from 32,768 on) and others give to whoever connects, so that none is taken meanwhile."""


def free_port() -> int:
    """A port nobody listens on."""
    while True:
        port = LOWEST + secrets.randbelow(COUNT)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
