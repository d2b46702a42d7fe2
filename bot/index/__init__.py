"""The index: the store's statements as a full-text index (tantivy) and a spelling table (SQLite), for searching.

Both are derived: stamped with the store's name and the last change they have seen, caught up by ``follow``, thrown
away and built anew when in doubt, never backed up. Any number of processes read; one at a time writes.

``fulltext`` is the index, in a ``folder``: ``documents`` are put into it as ``layout`` says and found in ``steps``,
each a ``query``. ``spelling`` is the table: ``counting`` fills it, ``letters`` narrows what is compared, ``wordfile``
opens it. The only room that imports ``tantivy``, and only when an index is opened.
"""
