"""The terminal: answers, pages, reports and explanations as lines of text, JSON or files, and the chat prompt.

``replies`` draws what the desk replies, with its ``cards``; ``chat`` is the conversation, ``prompt`` where it is typed.
``page`` and ``report`` are for the other commands, ``contract`` is their JSON, ``export`` their files. ``paint``
colours a line, ``screen`` makes it fit.

Plain strings with ANSI marks, made without rich, which takes longer to import than an answer takes to find; rich
draws the progress bar of ``ingest`` only. All text of a page passes through ``screen.visible`` on its way to a
person, so that no page can move the cursor, colour the screen or turn the reading direction.
"""
