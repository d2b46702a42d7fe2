"""Discord: its events as requests to the desk, the replies as embeds with buttons.

What a reply looks like is decided without discord.py: ``markdown`` makes plain words into Discord's markup that shows
exactly those words, ``limits`` measures before anything is sent, ``embeds`` and ``render`` join both into a ``Message``
of plain dictionaries. So every word that may come from a page passes through pure functions, and the tests read the
result with a reader of Discord's markup of their own.

``client`` takes Discord's events, ``events`` reads them, ``answering`` has each answered once within ``budget``,
``responding`` and ``sending`` put the answer on the wire. ``outlet`` posts without being asked, by ``calling`` the API,
and ``hindering`` tells what would keep it from that; ``obstacles`` asks it for the desk, ``looking`` for a process
that does not serve. ``registration`` registers the commands, ``supervise`` keeps the connection, ``serving`` runs it
all. ``doctor``, ``enquiry``, ``told``, ``registered`` and ``invite`` help whoever sets the bot up; ``identity`` is its
token.

May import posting and what lies below it. discord.py and aiohttp are imported in this room only, and only by the
modules that talk to the network.
"""
