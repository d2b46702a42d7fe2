"""Who is who: the registry of parties, institutions, people and media, and the matcher over it.

The data are files in ``bot/data`` that people edit who do not program (its README says how). ``entries`` reads and
checks them, ``tables`` lays them out for the matcher and keeps that layout in a generated file, so that a start costs
milliseconds. ``scan`` finds names in a text, ``bodies`` joins them to embassies, ministries and parliaments that no
list can hold, ``guards`` refuses words that only look like a name, ``near`` reads misspelled names, ``beginnings``
completes what is typed of one, ``publishers`` knows web hosts.

Imports ``bot.domain`` only; ``yaml`` is loaded only to read a YAML file, ``rapidfuzz`` only for a misspelled name.
A text is never altered: every mention is a span of the text as given.
"""

from bot.names.registry import Registry

__all__ = ["Registry"]
