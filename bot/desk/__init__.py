"""Every chat command once: what it is called, what it takes, what it completes, what it replies.

A platform's adapter turns its events into ``Request`` and ``Press``, hands them to ``Desk`` and sends the ``Reply``;
it builds its own commands, completions and help from ``Desk.commands``. Replies are plain words and values: escaping,
limits and layout are the adapter's.

``command`` says how a command is declared, ``commands`` declares them all, ``desk`` carries them out: ``asking``,
``tracing``, ``listing``, ``settling``, ``helping`` make the replies to commands, ``pressing`` and ``telling`` those
to buttons, ``kept`` holds the answers under them; ``daily`` is the statement of the day. ``card`` and ``cards`` are
what an excerpt shows, in ``words``, ``dates``, ``links``, ``captions`` and ``runs``; ``cutting`` and ``measuring`` make
things fit. ``health``, ``logs`` and ``metrics`` tell how it goes; ``queue``, ``backoff``, ``keeping`` and ``enquiring``
are what every adapter needs to serve.

May import the archive and what lies below it, no platform.
"""
