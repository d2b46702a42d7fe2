"""What a start must not pay for."""

import subprocess
import sys

HEAVY = ("rapidfuzz", "tantivy", "Stemmer", "yaml", "numpy")


def test_importing_search_and_index_loads_nothing_heavy() -> None:
    code = (
        "import sys, bot.search, bot.search.read, bot.search.answer, bot.index.fulltext;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
