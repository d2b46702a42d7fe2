"""What documents come in: each module turns one format's bytes into a text and the facts its envelope states.

``read`` tells the format by content (the suffix is only a hint: pages are saved under any name) and returns a
``Received``; a document that holds nothing quotable raises InputError with the mend. The parsers (trafilatura, pypdf)
are imported when the first such document comes, never before. Nothing here goes to the network.
"""
