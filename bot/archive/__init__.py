"""The application: takes pages in, answers questions, completes what is typed, shows sources, explains and checks.

``application`` joins the rooms below it through the ports; ``intake`` is how documents come in (``known`` those that
need no reading, ``abreast`` indexes meanwhile), ``upkeep`` keeps index and memory up to the store, ``explanation``
tells why an excerpt is whose it is, ``pool`` (of a ``roll``) is what the statement of the day is chosen among,
``catalogue`` lists sources, ``derived`` keeps in files what both are long in making. What they return are values; how
those look is the adapters' work. No chat platform is in sight here. May import what stands below the desk.
"""

from bot.archive.application import Archive
from bot.archive.explanation import Explanation
from bot.archive.intake import Report, read_documents

__all__ = ["Archive", "Explanation", "Report", "read_documents"]
