"""Discord: its events as requests to the desk, the replies as embeds with buttons.

What a reply looks like is decided without discord.py: ``markdown`` makes plain words into Discord's markup that shows
exactly those words, ``limits`` measures before anything is sent, ``render`` joins both into a ``Message`` of plain
dictionaries, ``state`` puts a button's meaning into its custom id. So every word that may come from a page passes
through pure functions, and the tests read the result with a reader of Discord's markup of their own.

May import the desk and what lies below it. discord.py and aiohttp are imported in this room only, and only by the
modules that talk to the network.
"""
