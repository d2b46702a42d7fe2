"""Every chat command once: what it is called, what it takes, what it completes, what it replies.

A platform's adapter turns its events into ``Request`` and ``Press``, hands them to ``Desk`` and sends the ``Reply``;
it builds its own commands, completions and help from ``Desk.commands``. Replies are plain words and values: escaping,
limits and layout are the adapter's.

``request`` and ``reply`` are what comes in and goes out, ``state`` is what a button means. ``command`` says how a
command is declared, ``commands`` declares them all (``table`` is for the README), ``typed`` reads a line as one,
``arguments`` checks it, ``completing`` offers what may be typed. ``desk`` carries them out, where ``here`` lets it:
``asking``, ``tracing``, ``listing``, ``settling``, ``helping`` make the replies to commands, ``pressing`` and
``telling`` those to buttons, ``kept`` holds the answers under them; ``daily`` is the statement of the day.

``showing`` shows an excerpt, ``refusing`` says why not, ``glance`` and ``versions`` tell of the archive. ``card`` and
``cards`` are what an excerpt shows, in ``words``, ``dates`` (of ``languages``), ``links``, ``captions`` and ``runs``;
``cutting`` and ``measuring`` make things fit. ``health``, ``logs`` and ``metrics`` tell how it goes; ``queue``,
``backoff``, ``keeping``, ``enquiring`` and ``warming`` are what every adapter needs to serve.

May import the archive and what lies below it, no platform.
"""
