"""What things are: frozen values and the words of the glossary, on the standard library alone.

Nothing here reads a file, knows a database or a platform. All offsets are code points into a source's ``text``,
half-open. Unknown is a value (``None``), never a guess.
"""
