"""The index: the store's statements as a full-text index (tantivy) and a spelling table (SQLite), for searching.

Both are derived: stamped with the store's name and the last change they have seen, caught up by ``follow``, thrown
away and built anew when in doubt, never backed up. Any number of processes read; one at a time writes.
The only room that imports ``tantivy``, and only when an index is opened.
"""
