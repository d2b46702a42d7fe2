"""From bytes to statements: decode, tell the blocks of a page apart, split sentences, and say whose words they are.

A page is read in steps, each a module: ``collect`` and ``decode`` make text, ``plain`` a twin of it for reading
(same length, so that offsets hold), ``lines`` paragraphs, ``furniture`` and ``labels`` name what a line is for,
``blocks`` the page's roles, ``kind`` the sort of document and its issuer, ``quotes`` and ``sentences`` the pieces,
``phrase`` the speaker a noun phrase names, ``cues`` the clause that says who said it, ``attribute`` the units.
``pipeline.read_page`` runs them all and is a pure function, so that it can be mapped over any number of machines.

May import ``names`` and ``domain``. The text of a source is never edited here: every result is a span of it.
"""
