"""Search: a chat message -> a question as read -> candidates -> an answer of verbatim excerpts.

``terms`` is the one tokenizer, of the index and of the question alike. ``read`` turns a message into a ``Question``
(``frames`` the sentence patterns, ``period`` and ``timewords`` the dates, ``who`` the speakers, ``topics`` what is
asked about, ``wording`` how the reading is told), ``correct`` mends what the archive's vocabulary does not know,
``plan`` turns topics into groups of index terms, ``rank`` puts the candidates in order and refuses, ``meant`` looks
whether the names found are the ones asked for, ``duplicates`` shows each thing said once, ``excerpt`` cuts, ``find``
joins all this for one reading of a question, ``answer`` for all of them, ``nothing`` says why there is none. ``form``
reads a question in its typed form, ``again`` makes a remembered excerpt anew, ``likeness`` tells who said any words,
``complete`` (with ``beginnings``, ``titles``, ``renewed``) offers what may be typed, ``standing`` keeps in memory what
is read of the store again and again.

May import ``domain``, ``ports``, ``names``; never a database driver, an index or a platform. Importing the package
costs nothing: rapidfuzz and the stemmer are loaded with the first question.
"""
