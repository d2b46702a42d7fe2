"""From bytes to statements: decode, tell the blocks of a page apart, split sentences, and say whose words they are.

A page is read in steps, each a module that turns one thing into the next:

- ``collect``, ``walk``, ``decode``, ``formats``: files and standard input -> text, with what ``manifest`` and
  ``curator`` add to it;
- ``plain``: a twin of the text for reading, of the same length, so that offsets hold; ``lines``, ``sentences``,
  ``quotes``: its pieces; ``words``: words as they are compared;
- ``furniture``, ``labels``: what a line alone is for; ``layout``: paragraphs; ``title``; ``blocks``: the page's roles;
  ``trim``: datelines and end marks apart;
- ``dates``, ``dateline``, ``facts``: when and where; ``letterhead``, ``issuer``, ``own``, ``kind``: what sort of
  document it is and whose own text, if anybody's; ``home``: whose page it is and who presides; ``turns``: who answers;
- ``items``, ``whose``, ``phrase``: whom a noun phrase names; ``introductions``, ``cast``, ``memory``: whom the page has
  introduced and heard, so that a last name, "she" or "the minister" finds its speaker;
- ``verbs``, ``subject``, ``cues`` (``han`` for Chinese): the clause that says who said it; ``clauses``, ``cued``,
  ``attribute``: the units.

``pipeline.read_page`` runs them all and is a pure function, so that it can be mapped over any number of machines.

May import ``names`` and ``domain``. The text of a source is never edited here: every result is a span of it.
"""
