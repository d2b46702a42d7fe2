"""Every chat command once: what it is called, what it takes, what it completes, what it replies.

A platform's adapter turns its events into ``Request`` and ``Press``, hands them to ``Desk`` and sends the ``Reply``; it
builds its own commands, completions and help from ``Desk.commands``. Replies are plain words and values: escaping,
limits and layout are the adapter's. Everything here is synchronous. May import the archive and what lies below it,
no platform.
"""
