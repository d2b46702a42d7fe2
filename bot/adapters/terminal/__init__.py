"""The terminal: answers, pages, reports and explanations as lines of text, JSON or files, and the chat prompt.

Plain strings with ANSI marks, made without rich, which takes longer to import than an answer takes to find; rich
draws the progress bar of ``ingest`` only. All text of a page passes through ``screen.visible`` on its way to a
person, so that no page can move the cursor, colour the screen or turn the reading direction.
"""
