"""When a schedule is due, and which statement it is then: pure functions, of values and a clock that is handed in.

``when`` turns local times of IANA zones into moments; ``typed`` reads times and days as people write them, ``zones``
finds a zone by its name, city or country, with the ``atlas``; ``choice`` chooses among a pool what is ``eligible``,
``courtesy`` knows what says nothing.

May import names, ports and domain; posting itself is ``bot.posting``'s.
"""
