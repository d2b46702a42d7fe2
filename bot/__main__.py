"""``python -m bot``: the same as ``onrecord``."""

import sys

from bot.cli import main

sys.exit(main())
